//! Parts of a page: what stands in them is gathered, with what the handbook knows of them.

use pulldown_cmark::{Event, Tag, TagEnd};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Hold, Items, Writer};
use crate::handout::paper::{Node, Slots};
use crate::page::marks::{Act, Part};
use crate::page::parts::{Check, CheckForm, ruled_lines};
use crate::page::structure::minutes_behind;

impl Writer<'_> {
    /// Does what the marks before this byte ask for; gives whether an event that begins here
    /// is to be written.
    pub(super) fn pass(&mut self, start: usize, event: &Event) -> bool {
        while let Some((mark, rest)) = self.marks.split_first() {
            if mark.at > start {
                break;
            }
            self.marks = rest;
            self.flush();
            self.act(&mark.act);
        }
        if start >= self.skip_until {
            return true;
        }
        if matches!(event, Event::Start(Tag::Heading { .. })) {
            self.headings.next();
        }
        false
    }

    pub(super) fn finish_parts(&mut self) {
        for mark in std::mem::take(&mut self.marks) {
            self.act(&mark.act);
        }
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Open(part) => self.open(Hold::Part(*part, Slots::new())),
            Act::Close => self.close_innermost_part(),
            Act::Skip(until) => self.skip_until = self.skip_until.max(*until),
            Act::Items(name) => {
                self.items = Some(Items {
                    name,
                    depth: 0,
                    has_feedback: false,
                });
            }
            Act::Say => self.table = "say",
            Act::Raci => self.table = "raci",
        }
    }

    /// Closes the innermost part; blocks in it that are open end with it.
    fn close_innermost_part(&mut self) {
        let is_part = |hold: &Hold| matches!(hold, Hold::Part(..));
        if !self.frames.iter().any(|frame| is_part(&frame.hold)) {
            return;
        }
        while let Some(frame) = self.frames.last() {
            let done = is_part(&frame.hold);
            self.close_frame();
            if done {
                break;
            }
        }
    }

    pub(super) fn close_part(&mut self, part: Part, slots: Slots, c: Vec<Node>) {
        match part {
            Part::Slot(name) => return self.fill(name, c),
            Part::Facilitator(..) | Part::Handout(_) | Part::HandoutPart(..) => {
                return self.written.pieces.push((part, c));
            }
            Part::Segment(_) => self.written.pieces.push((part, c.clone())),
            _ => {}
        }
        let node = self.dressed(part, slots, c);
        self.push(node);
    }

    /// A part with the data that its template sees on the screen, too.
    fn dressed(&mut self, part: Part, slots: Slots, c: Vec<Node>) -> Node {
        let view = &self.chapter.page.parts;
        let (name, part) = match part {
            Part::Leaf(at) => return self.leaf(at),
            Part::Steps => ("steps", Value::Null),
            Part::Moves => ("moves", Value::Null),
            Part::Step(at) => ("step", value(view.steps.get(at))),
            Part::Move(at) => ("move", value(view.steps.get(at))),
            Part::HandOff(at) => ("handoff", value(view.handoffs.get(at))),
            Part::Myth(at) => ("myth", value(view.myths.get(at))),
            Part::MythEvidence(myth, at) => {
                let evidence = view.myth_evidence.get(myth).and_then(|all| all.get(at));
                ("evidence", value(evidence))
            }
            Part::Evidence(at) => ("evidence", value(view.evidence.get(at))),
            Part::Week(at) => ("week", value(view.weeks.get(at))),
            Part::Segment(at) => ("segment", value(view.segments.get(at))),
            Part::Only(at) => ("only", value(view.only.get(at))),
            Part::Check(at) => {
                let check = self.facts.parts.checks.get(at);
                (
                    "check",
                    check.map_or(Value::Null, |check| check_view(check, at)),
                )
            }
            Part::Both(line) => {
                let of = |name| self.body.attribute_of_line(line, name);
                ("both", json!({ "left": of("left"), "right": of("right") }))
            }
            Part::Between => ("between", Value::Null),
            Part::Agenda => ("agenda", Value::Null),
            Part::Contrast => ("contrast", Value::Null),
            Part::Said => ("said", Value::Null),
            Part::Reality => ("reality", Value::Null),
            Part::Instead => ("instead", Value::Null),
            Part::Grain => ("grain", Value::Null),
            Part::Slot(_)
            | Part::Facilitator(..)
            | Part::Handout(_)
            | Part::HandoutPart(..) => ("between", Value::Null),
        };
        let plain = [
            "steps", "moves", "both", "between", "agenda", "contrast", "said", "reality",
            "instead", "grain",
        ];
        let is_known = !part.is_null() || plain.contains(&name);
        Node::Part {
            // Without what the handbook knows of it, its text stands alone.
            name: if is_known { name } else { "alone" },
            level: 0,
            place: String::new(),
            part,
            slots,
            c,
        }
    }

    /// A computed view in the middle of a text.
    fn leaf(&mut self, at: usize) -> Node {
        match self.chapter.page.parts.leaves.get(at) {
            Some(computed) => super::super::views::view(computed, self.draw),
            None => Node::Paragraph {
                c: Vec::new(),
                keep: false,
            },
        }
    }

    fn fill(&mut self, name: &'static str, c: Vec<Node>) {
        let parts = self.frames.iter_mut().rev();
        let open = parts.filter_map(|frame| match &mut frame.hold {
            Hold::Part(_, slots) => Some(slots),
            _ => None,
        });
        match open.into_iter().next() {
            Some(slots) => slots.entry(name).or_default().push(c),
            None => c.into_iter().for_each(|node| self.push(node)),
        }
    }

    /// Events of a list whose items fill a place; gives whether the event is done with.
    pub(super) fn item_event(&mut self, event: &Event) -> bool {
        let Some(items) = &mut self.items else {
            return false;
        };
        let answers = items.name == "answers";
        match event {
            Event::Start(tag) => {
                items.depth += 1;
                let quote = matches!(tag, Tag::BlockQuote(_));
                match items.depth {
                    1 => {}
                    2 => {
                        items.has_feedback = false;
                        self.open(Hold::Item);
                    }
                    3 if answers && quote => self.open(Hold::Feedback),
                    _ => return false,
                }
            }
            Event::End(tag) => {
                items.depth = items.depth.saturating_sub(1);
                let quote = matches!(tag, TagEnd::BlockQuote(_));
                match items.depth {
                    0 => self.items = None,
                    1 => self.end_item(),
                    2 if answers && quote => {
                        items.has_feedback = true;
                        let c = self.taken(|hold| matches!(hold, Hold::Feedback));
                        self.fill("feedback", c);
                    }
                    _ => return false,
                }
            }
            Event::TaskListMarker(_) => return items.depth == 2 || items.depth == 3,
            _ => return false,
        }
        true
    }

    /// What stands in the innermost frame of a sort; frames inside it end with it.
    fn taken(&mut self, is_wanted: fn(&Hold) -> bool) -> Vec<Node> {
        if !self.frames.iter().any(|frame| is_wanted(&frame.hold)) {
            return Vec::new();
        }
        while let Some(frame) = self.frames.last() {
            if is_wanted(&frame.hold) {
                break;
            }
            self.close_frame();
        }
        self.frames
            .pop()
            .map(|frame| frame.nodes)
            .unwrap_or_default()
    }

    fn end_item(&mut self) {
        let Some((name, has_feedback)) = self
            .items
            .as_ref()
            .map(|items| (items.name, items.has_feedback))
        else {
            return;
        };
        let mut c = self.taken(|hold| matches!(hold, Hold::Item));
        if let [Node::Paragraph { c: inner, .. }] = c.as_mut_slice() {
            c = std::mem::take(inner);
        }
        if name == "items" {
            without_verb_and_minutes(&mut c);
        }
        self.fill(name, c);
        if name == "answers" && !has_feedback {
            self.fill("feedback", Vec::new());
        }
    }
}

/// An item of a week without the bold word in front and the minutes behind, which have
/// places of their own.
fn without_verb_and_minutes(c: &mut Vec<Node>) {
    if matches!(c.first(), Some(Node::Strong { .. })) {
        c.remove(0);
    }
    if let Some(Node::Text { v }) = c.last_mut()
        && let Some((title, ..)) = minutes_behind(v)
    {
        *v = title.to_owned();
    }
    if let Some(Node::Text { v }) = c.first_mut() {
        *v = v.trim_start().to_owned();
    }
}

fn value<T: Serialize>(view: Option<&T>) -> Value {
    view.and_then(|view| serde_json::to_value(view).ok())
        .unwrap_or(Value::Null)
}

fn check_view(check: &Check, at: usize) -> Value {
    let right: Vec<bool> = check.answers.iter().map(|answer| answer.right).collect();
    json!({
        "id": check.id.clone().unwrap_or_else(|| format!("check-{}", at + 1)),
        "form": match check.form {
            CheckForm::One => "one",
            CheckForm::Many => "many",
            CheckForm::Order => "order",
            CheckForm::Reflection => "reflection",
        },
        "lines": ruled_lines(check.lines),
        "label": check.label,
        "right": right,
        "shuffled": check.shuffled(),
    })
}
