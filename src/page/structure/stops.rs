//! Weeks of a path: an outcome, and what there is to read, to do and whom to meet.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Finder, sessions};
use crate::page::blocks::{self, Node, Section, Shape, Sort};
use crate::page::marks::{Act, Part};
use crate::page::parts::{At, Item, Week};
use crate::span::Span;

/// Whether a heading begins a week: one of the words of the kind, and a number.
pub(super) fn is_week<'w>(text: &str, mut words: impl Iterator<Item = &'w str>) -> bool {
    let lower = text.to_lowercase();
    words.any(|word| {
        let rest = lower.strip_prefix(&word.to_lowercase());
        rest.is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.starts_with(|c: char| c.is_ascii_digit())
        })
    })
}

impl<'a> Finder<'a> {
    pub(super) fn week(&mut self, node: &'a Node, section: &'a Section) {
        let number = self.found.parts.weeks.len();
        let mut week = Week {
            id: section.id.clone(),
            title: section.text.clone(),
            ..Week::default()
        };
        self.place(At::Week(number), section.span);
        self.found
            .marks
            .open(section.span.start, Part::Week(number));
        self.found
            .marks
            .open(section.span.start, Part::Slot("heading"));
        self.found.marks.close(section.span.end);
        for child in &node.children {
            self.of_week(child, number, &mut week);
        }
        self.found.marks.close(node.span.end);
        self.found.parts.weeks.push(week);
    }

    fn of_week(&mut self, node: &'a Node, number: usize, week: &mut Week) {
        match &node.sort {
            Sort::Block(Shape::Paragraph, events) if week.outcome.is_empty() => {
                if let Some(outcome) = self.outcome(events.clone()) {
                    week.outcome = outcome;
                    self.slot("outcome", std::slice::from_ref(node));
                }
            }
            Sort::Block(Shape::Bullets, events) => {
                self.items(node.span, events.clone(), number, week, None);
            }
            Sort::Box(line) if self.head(*line).name == "only" && holds_items(node) => {
                let whom = self.head(*line).get("for").unwrap_or_default();
                let only = self.found.parts.only.len();
                self.found.parts.only.push(whom.clone());
                self.place(At::Only(only), self.source.lines[*line].span);
                self.found.marks.skip(self.source.lines[*line].span);
                for child in &node.children {
                    match &child.sort {
                        Sort::Block(Shape::Bullets, events) => {
                            let whom = Some(whom.clone());
                            self.items(child.span, events.clone(), number, week, whom);
                        }
                        _ => self.node(child),
                    }
                }
            }
            _ => self.node(node),
        }
    }

    /// A paragraph that begins with **You can**.
    fn outcome(&self, events: Range<usize>) -> Option<String> {
        let events = &self.source.events[events];
        let strong = matches!(events.get(1), Some((Event::Start(Tag::Strong), _)));
        strong.then(|| blocks::text_of(events))
    }

    /// The items of a list of tasks.
    fn items(
        &mut self,
        span: Span,
        events: Range<usize>,
        number: usize,
        week: &mut Week,
        only: Option<String>,
    ) {
        let all = self.source.events;
        let items = blocks::items_of(all, events);
        let is_task = |item: &Range<usize>| {
            let mut events = all[item.clone()].iter().take(3);
            events.any(|(event, _)| matches!(event, Event::TaskListMarker(_)))
        };
        if items.is_empty() || !items.iter().all(is_task) {
            return;
        }
        self.found.marks.add(span.start, Act::Items("items"));
        for item in items {
            let span = &all[item.start].1;
            let at = At::Item(number, week.items.len());
            self.place(at, Span::new(span.start, span.end));
            week.items.push(read_item(&all[item], only.clone()));
        }
    }
}

fn holds_items(node: &Node) -> bool {
    let is_list = |child: &Node| matches!(child.sort, Sort::Block(Shape::Bullets, _));
    node.children.iter().any(is_list)
}

fn read_item(events: &[(Event, Range<usize>)], only: Option<String>) -> Item {
    let opens =
        |(event, _): &(Event, Range<usize>)| matches!(event, Event::Start(Tag::Strong));
    let closes =
        |(event, _): &(Event, Range<usize>)| matches!(event, Event::End(TagEnd::Strong));
    let text = blocks::text_of(events);
    let verb = match (
        events.iter().position(opens),
        events.iter().position(closes),
    ) {
        (Some(from), Some(to)) if from < to => blocks::text_of(&events[from..to]),
        _ => String::new(),
    };
    let rest = text.strip_prefix(&verb).unwrap_or(&text).trim();
    let (rest, minutes) = match sessions::minutes_behind(rest) {
        Some((title, minutes, _)) => (title, Some(minutes)),
        None => (rest, None),
    };
    let addresses = blocks::addresses_of(events);
    Item {
        verb,
        text: rest.to_owned(),
        target: addresses.first().cloned(),
        addresses,
        minutes,
        only,
    }
}
