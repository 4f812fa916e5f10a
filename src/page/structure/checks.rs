//! Knowledge checks: a question, answers with feedback, or something to think about.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Finder;
use crate::page::blocks::{self, Node, Shape, Sort};
use crate::page::marks::{Act, Part};
use crate::page::parts::{Answer, At, Check, CheckForm};
use crate::span::Span;

impl<'a> Finder<'a> {
    pub(super) fn check(&mut self, node: &'a Node, line: usize) {
        let head = self.head(line);
        let number = self.found.parts.checks.len();
        self.place(At::Check(number), self.source.lines[line].span);
        self.found.parts.ids.extend(head.id.clone());
        // Taken now, so that checks are numbered as they begin.
        self.found.parts.checks.push(Check::default());
        self.open_box(line, Part::Check(number));
        let is_list = |child: &Node| {
            matches!(child.sort, Sort::Block(Shape::Bullets | Shape::Numbers, _))
        };
        let list = node.children.iter().position(is_list);
        let question = &node.children[..list.unwrap_or(self.question_ends(node))];
        let rest = &node.children[question.len()..];
        self.slot("question", question);
        let mut check = Check {
            id: head.id.clone(),
            question: self.text_of(question),
            form: CheckForm::Reflection,
            ..Check::default()
        };
        match list {
            Some(at) => {
                let ordered = head.attributes.contains_key("order");
                self.answers(&node.children[at], number, ordered, &mut check);
                self.nodes(&rest[1..]);
            }
            None => self.reflection(rest, &mut check),
        }
        self.found.marks.close(node.span.end);
        self.found.parts.checks[number] = check;
    }

    /// Where the question of a reflection ends: at its lines, or at the closing quote.
    fn question_ends(&self, node: &Node) -> usize {
        let ends = |child: &Node| {
            matches!(child.sort, Sort::Leaf(_) | Sort::Block(Shape::Quote, _))
        };
        node.children
            .iter()
            .position(ends)
            .unwrap_or(node.children.len())
    }

    fn reflection(&mut self, nodes: &'a [Node], check: &mut Check) {
        for node in nodes {
            match &node.sort {
                // On the screen a text area stands in their place; the template has both.
                Sort::Leaf(line) => {
                    let head = self.head(*line);
                    if head.name == "lines" {
                        check.lines = head.get("n").and_then(|n| n.parse().ok());
                        check.label = head.get("label");
                    }
                    self.found.marks.skip(node.span);
                }
                Sort::Block(Shape::Quote, _) => {
                    self.slot("closing", std::slice::from_ref(node))
                }
                _ => self.node(node),
            }
        }
    }

    fn answers(&mut self, list: &Node, number: usize, ordered: bool, check: &mut Check) {
        let Sort::Block(_, events) = &list.sort else {
            return;
        };
        let all = self.source.events;
        for item in blocks::items_of(all, events.clone()) {
            let span = &all[item.start].1;
            let at = At::Answer(number, check.answers.len());
            self.place(at, Span::new(span.start, span.end));
            check.answers.push(read_answer(&all[item], ordered));
        }
        let right = check.answers.iter().filter(|answer| answer.right).count();
        check.form = match (ordered, right) {
            (true, _) => CheckForm::Order,
            (false, 0 | 1) => CheckForm::One,
            (false, _) => CheckForm::Many,
        };
        self.found.marks.add(list.span.start, Act::Items("answers"));
    }
}

/// An answer and the quote below it.
fn read_answer(events: &[(Event, Range<usize>)], ordered: bool) -> Answer {
    let quote = |(event, _): &(Event, Range<usize>)| {
        matches!(event, Event::Start(Tag::BlockQuote(_)))
    };
    let from = events.iter().position(quote).unwrap_or(events.len());
    let end = |(event, _): &(Event, Range<usize>)| {
        matches!(event, Event::End(TagEnd::BlockQuote(_)))
    };
    let to = events
        .iter()
        .rposition(end)
        .map_or(from, |at| at + 1)
        .max(from);
    let checked =
        |(event, _): &(Event, Range<usize>)| matches!(event, Event::TaskListMarker(true));
    Answer {
        text: blocks::text_of(&events[..from]),
        right: ordered || events.iter().any(checked),
        feedback: blocks::text_of(&events[from..to]),
    }
}
