//! Steps and moves: headings of level three with a list of facts, and the hand-offs between.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Finder, plain_title};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::input::vocabulary::Vocabulary;
use crate::page::blocks::{self, Node, Section, Shape, Sort};
use crate::page::markdown::Events;
use crate::page::marks::Part;
use crate::page::parts::{At, HandOff, RaciTable, Step};
use crate::span::Span;
use crate::suggest::nearest;

/// The facts that a step can have, in lower case.
pub const FACTS: [&str; 8] = [
    "owner", "approver", "within", "ask", "tell", "back to", "lane", "when",
];

impl<'a> Finder<'a> {
    pub(super) fn steps(&mut self, node: &'a Node) {
        let is_step = |child: &Node| matches!(&child.sort, Sort::Section(section) if section.level == 3);
        let first = node.children.iter().position(is_step);
        let (before, steps) =
            node.children.split_at(first.unwrap_or(node.children.len()));
        // What stands before the first step may be a hand-off that nobody gives.
        for child in before {
            match &child.sort {
                Sort::Box(line)
                    if self.head(*line).name == "handoff" && self.crosses() =>
                {
                    self.handoff(child, *line, None);
                }
                _ => self.node(child),
            }
        }
        let (Some(start), Some(last)) = (steps.first(), steps.last()) else {
            return;
        };
        let whole = if self.crosses() {
            Part::Steps
        } else {
            Part::Moves
        };
        self.found.marks.open(start.span.start, whole);
        for step in steps {
            match &step.sort {
                Sort::Section(section) if section.level == 3 => self.step(step, section),
                _ => self.node(step),
            }
        }
        self.found.marks.close(last.span.end);
    }

    fn step(&mut self, node: &'a Node, section: &'a Section) {
        let number = self.found.parts.steps.len();
        let part = if self.crosses() {
            Part::Step(number)
        } else {
            Part::Move(number)
        };
        let mut step = Step {
            id: section.id.clone(),
            title: plain_title(&section.text).to_owned(),
            ..Step::default()
        };
        self.place(At::Step(number), section.span);
        self.found.marks.open(section.span.start, part);
        self.found.marks.skip(section.span);
        let mut rest = &node.children[..];
        if let Some(facts) = node.children.first()
            && let Sort::Block(Shape::Bullets, events) = &facts.sort
            && let Some(found) = self.facts(events.clone())
        {
            for (key, value, span) in found {
                let plural = ["owners", "approvers"].contains(&key.as_str());
                if !plural && !FACTS.contains(&key.as_str()) {
                    self.unknown_fact(&key, span);
                }
                self.place(At::StepFact(number, key.clone()), span);
                self.set_fact(&mut step, &key, &value);
            }
            self.found.marks.skip(facts.span);
            rest = &rest[1..];
        }
        self.found.parts.steps.push(step);
        self.step_text(rest, number, node.span);
    }

    fn set_fact(&self, step: &mut Step, key: &str, value: &str) {
        let names = || -> Vec<String> {
            let names = value.split([',', ';']).flat_map(|part| part.split(" and "));
            let names = names.map(|name| name.trim().to_owned());
            names.filter(|name| !name.is_empty()).collect()
        };
        match key {
            "owner" | "owners" => step.owners = names(),
            "approver" | "approvers" => step.approvers = names(),
            "within" => {
                step.within = self.source.vocabulary.time_limit(value);
                step.within_text = Some(value.to_owned()).filter(|text| !text.is_empty());
            }
            "ask" => step.ask = names(),
            "tell" => step.tell = names(),
            "back to" => step.back_to = Some(value.to_owned()),
            "lane" => step.lane = Some(value.to_owned()),
            "when" => step.when = Some(value.to_owned()),
            _ => {}
        }
    }

    fn unknown_fact(&mut self, key: &str, span: Span) {
        let help = nearest(key, FACTS).map_or_else(
            || format!("known are: {}", FACTS.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("a step has no fact called `{key}`");
        let problem = Diagnostic::at(Code::E601, self.source.file, span, message);
        self.found.problems.push(problem.help(help));
    }

    /// The text of a step, up to and behind its hand-offs.
    fn step_text(&mut self, nodes: &'a [Node], number: usize, whole: Span) {
        let mut open = true;
        for node in nodes {
            match &node.sort {
                Sort::Box(line)
                    if self.head(*line).name == "handoff" && self.crosses() =>
                {
                    if open {
                        self.found.marks.close(node.span.start);
                    }
                    open = false;
                    self.handoff(node, *line, Some(number));
                }
                _ => {
                    if !open {
                        self.found.marks.open(node.span.start, Part::Between);
                        open = true;
                    }
                    self.node(node);
                }
            }
        }
        if open {
            self.found.marks.close(whole.end);
        }
    }

    /// A list of `Key: value`, if every item is one of the facts.
    fn facts(&self, events: Range<usize>) -> Option<Vec<(String, String, Span)>> {
        let all = self.source.events;
        let items = blocks::items_of(all, events);
        let fact = |item: Range<usize>| {
            let span = &all[item.start].1;
            let text = blocks::text_of(&all[item.clone()]);
            let (key, value) = text.split_once(':')?;
            let key = self.source.vocabulary.english(key);
            let span = Span::new(span.start, span.end);
            // A known key, or at least something that was meant to be one.
            let known = FACTS.contains(&key.as_str()) || key.split(' ').count() <= 2;
            known.then(|| (key, value.trim().to_owned(), span))
        };
        let found: Option<Vec<_>> = items.into_iter().map(fact).collect();
        found.filter(|facts| {
            facts
                .iter()
                .any(|(key, _, _)| FACTS.contains(&key.as_str()))
        })
    }

    fn handoff(&mut self, node: &'a Node, line: usize, after: Option<usize>) {
        let head = self.head(line);
        let number = self.found.parts.handoffs.len();
        let within_text = head.get("within");
        let limit = |text: &str| self.source.vocabulary.time_limit(text);
        let mut handoff = HandOff {
            id: head.id.clone(),
            title: head.title.clone(),
            after,
            from: head.get("from"),
            to: head.get("to"),
            gives: head.get("gives"),
            within: within_text.as_deref().and_then(limit),
            within_text,
            ..HandOff::default()
        };
        self.found.parts.ids.extend(head.id.clone());
        self.place(At::HandOff(number), self.source.lines[line].span);
        self.open_box(line, Part::HandOff(number));
        for child in &node.children {
            let Sort::Section(section) = &child.sort else {
                self.node(child);
                continue;
            };
            let (slot, list) =
                match self.source.vocabulary.english(&section.text).as_str() {
                    "leaves when" => ("leaves", &mut handoff.leaves),
                    "enters when" => ("enters", &mut handoff.enters),
                    "comes back if" => ("back", &mut handoff.comes_back),
                    _ => {
                        self.node(child);
                        continue;
                    }
                };
            list.extend(items(self.source.events, &child.children));
            let Some(last) = child.children.last() else {
                self.found.marks.skip(section.span);
                continue;
            };
            // The heading is the template's; its id stays in the slot, for links.
            self.found.marks.open(section.span.start, Part::Slot(slot));
            self.found.marks.skip(section.span);
            self.nodes(&child.children);
            self.found.marks.close(last.span.end);
        }
        self.found.marks.close(node.span.end);
        self.found.parts.handoffs.push(handoff);
    }
}

/// The texts of all list items among some nodes.
fn items(events: &Events, nodes: &[Node]) -> Vec<String> {
    let mut texts = Vec::new();
    for node in nodes {
        if let Sort::Block(Shape::Bullets | Shape::Numbers, range) = &node.sort {
            let items = blocks::items_of(events, range.clone());
            texts.extend(items.into_iter().map(|item| blocks::text_of(&events[item])));
        }
    }
    texts
}

/// The rows of a table whose first header is `Step` and whose cells are R, A, C and I.
pub(super) fn raci_table(
    events: &[(Event, Range<usize>)],
    vocabulary: &Vocabulary,
) -> Option<RaciTable> {
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    let mut start = 0;
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::TableCell) => start = at,
            Event::End(TagEnd::TableCell) => {
                let text = blocks::text_of(&events[start..at + 1]);
                rows.last_mut()?.push(text);
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => rows.push(Vec::new()),
            _ => {}
        }
    }
    rows.retain(|row| !row.is_empty());
    let mut rows = rows.into_iter();
    let mut head = rows.next()?.into_iter();
    vocabulary.means(&head.next()?, "step").then_some(())?;
    let roles: Vec<String> = head.collect();
    let mut table = RaciTable {
        roles,
        rows: Vec::new(),
    };
    for row in rows {
        let mut cells = row.into_iter();
        let step = cells.next()?;
        let cells: Vec<String> = cells
            .map(|cell| cell.replace([' ', '/', ','], "").to_uppercase())
            .map(|cell| if cell == "AR" { "RA".to_owned() } else { cell })
            .collect();
        let plain = cells.iter().all(|cell| {
            ["", "R", "A", "C", "I", "RA", "–", "-"].contains(&cell.as_str())
        });
        plain.then_some(())?;
        table.rows.push((step, cells));
    }
    let is_any = table
        .rows
        .iter()
        .flat_map(|(_, cells)| cells)
        .any(|cell| !cell.is_empty());
    is_any.then_some(table)
}
