//! Parts of a page: what stands in them is gathered, and somebody else gives them their dress.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Writer, escape_text, sanitize};
use crate::page::marks::{Act, Mark, Part};
use crate::page::structure::minutes_behind;

/// What fills the named places of a part, each in the order of the text.
pub type Slots = BTreeMap<&'static str, Vec<String>>;

/// Gives parts their dress.
pub trait Dresser {
    /// The HTML of a part, from what stands in its named places and in its flow.
    fn dress(&self, part: Part, slots: &Slots, html: &str) -> String;
}

/// A part whose end is still to come.
pub(super) struct OpenPart {
    part: Part,
    outer: String,
    slots: Slots,
}

/// A list whose items fill a named place one by one.
pub(super) struct Items {
    name: &'static str,
    depth: usize,
    /// The answer that is being read has its feedback.
    has_feedback: bool,
    outer: Vec<String>,
}

/// What a table is for.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum TableUse {
    #[default]
    Plain,
    Say,
    Raci,
}

/// Where the writer stands among the marks of a page.
pub(super) struct Progress<'a> {
    marks: &'a [Mark],
    open: Vec<OpenPart>,
    items: Option<Items>,
    skip_until: usize,
    pub(super) table: TableUse,
    /// HTML that is trusted, hidden from the sanitiser behind its number.
    islands: Vec<String>,
    /// Parts that are shown elsewhere, in order.
    pub(super) pieces: Vec<(Part, String)>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(marks: &'a [Mark]) -> Self {
        Self {
            marks,
            open: Vec::new(),
            items: None,
            skip_until: 0,
            table: TableUse::Plain,
            islands: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// The parts that are open, the outermost first.
    pub(super) fn parts(&self) -> impl Iterator<Item = Part> {
        self.open.iter().map(|open| open.part)
    }
}

impl Writer<'_> {
    /// Does what the marks before this byte ask for; gives whether an event that begins here
    /// is to be written.
    pub(super) fn pass(&mut self, start: usize, event: &Event) -> bool {
        while let Some(mark) = self.progress.marks.first().filter(|mark| mark.at <= start)
        {
            let act = mark.act.clone();
            self.progress.marks = &self.progress.marks[1..];
            self.flush_text();
            self.act(&act);
        }
        if start >= self.progress.skip_until {
            return true;
        }
        if matches!(event, Event::Start(Tag::Heading { .. })) {
            let skipped = self.headings.next();
            let is_slot = matches!(self.progress.parts().last(), Some(Part::Slot(_)));
            if let Some(heading) = skipped.filter(|_| is_slot) {
                self.place_of(&heading.id);
            }
        }
        false
    }

    /// A place that links lead to, where a template writes the heading.
    fn place_of(&mut self, id: &str) {
        let mut place = String::from("<span id=\"");
        escape_text(id, &mut place);
        place.push_str("\"></span>");
        self.push_trusted(place);
    }

    /// Does what all remaining marks ask for: the page is over.
    pub(super) fn finish_parts(&mut self) {
        for mark in std::mem::take(&mut self.progress.marks) {
            self.act(&mark.act);
        }
        while !self.progress.open.is_empty() {
            self.close_part();
        }
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Open(part) => {
                let outer = std::mem::take(&mut self.out);
                let slots = Slots::new();
                self.progress.open.push(OpenPart {
                    part: *part,
                    outer,
                    slots,
                });
            }
            Act::Close => self.close_part(),
            Act::Skip(until) => {
                self.progress.skip_until = self.progress.skip_until.max(*until)
            }
            Act::Items(name) => {
                self.progress.items = Some(Items {
                    name,
                    depth: 0,
                    has_feedback: false,
                    outer: Vec::new(),
                });
            }
            Act::Say => self.progress.table = TableUse::Say,
            Act::Raci => self.progress.table = TableUse::Raci,
        }
    }

    fn close_part(&mut self) {
        let Some(closed) = self.progress.open.pop() else {
            return;
        };
        let inner = std::mem::replace(&mut self.out, closed.outer);
        let inner = self.finished(inner);
        if let Part::Slot(name) = closed.part {
            return self.fill(name, inner);
        }
        let is_apart = matches!(
            closed.part,
            Part::Facilitator(..) | Part::Handout(_) | Part::HandoutPart(..)
        );
        if is_apart {
            return self.progress.pieces.push((closed.part, inner));
        }
        if let Part::Segment(_) = closed.part {
            self.progress.pieces.push((closed.part, inner.clone()));
        }
        let dressed = match self.source.dresser {
            Some(dresser) => dresser.dress(closed.part, &closed.slots, &inner),
            None => inner,
        };
        self.fresh_line();
        self.push_trusted(dressed);
    }

    fn fill(&mut self, name: &'static str, html: String) {
        match self.progress.open.last_mut() {
            Some(part) => part.slots.entry(name).or_default().push(html),
            None => self.push_trusted(html),
        }
    }

    /// Writes HTML of our own, out of the sanitiser's sight where there is one.
    fn push_trusted(&mut self, html: String) {
        if !self.hides_boxes {
            return self.out.push_str(&html);
        }
        let number = self.progress.islands.len();
        self.progress.islands.push(html);
        self.out.push(sanitize::ISLAND);
        self.out.push_str(&number.to_string());
        self.out.push(sanitize::ISLAND);
    }

    /// What was written, sanitised where that is asked for, with our own HTML in it.
    pub(super) fn finished(&self, html: String) -> String {
        if !self.hides_boxes {
            return html;
        }
        let clean = sanitize::clean(&html);
        let mut whole = String::with_capacity(clean.len());
        for (at, part) in clean.split(sanitize::ISLAND).enumerate() {
            let island = (at % 2 == 1)
                .then(|| part.parse::<usize>().ok())
                .flatten()
                .and_then(|number| self.progress.islands.get(number));
            whole.push_str(island.map_or(part, String::as_str));
        }
        whole
    }

    /// Events of a list whose items fill a place; gives whether the event is done with.
    pub(super) fn item_event(&mut self, event: &Event) -> bool {
        let Some(items) = &mut self.progress.items else {
            return false;
        };
        let answers = items.name == "answers";
        match event {
            Event::Start(tag) => {
                items.depth += 1;
                let quote =
                    matches!(tag, Tag::BlockQuote(_)) && answers && items.depth == 3;
                match items.depth {
                    1 => true,
                    2 => {
                        items.has_feedback = false;
                        items.outer.push(std::mem::take(&mut self.out));
                        true
                    }
                    _ if quote => {
                        items.outer.push(std::mem::take(&mut self.out));
                        true
                    }
                    _ => false,
                }
            }
            Event::End(tag) => {
                items.depth -= 1;
                let quote =
                    matches!(tag, TagEnd::BlockQuote(_)) && answers && items.depth == 2;
                match items.depth {
                    0 => {
                        self.progress.items = None;
                        true
                    }
                    1 => {
                        self.end_item();
                        true
                    }
                    _ if quote => {
                        items.has_feedback = true;
                        let outer = items.outer.pop().unwrap_or_default();
                        let html = std::mem::replace(&mut self.out, outer);
                        let html = self.finished(html);
                        self.fill("feedback", html);
                        true
                    }
                    _ => false,
                }
            }
            Event::TaskListMarker(_) => items.depth == 2 || items.depth == 3,
            _ => false,
        }
    }

    fn end_item(&mut self) {
        let Some(items) = &mut self.progress.items else {
            return;
        };
        let (name, has_feedback) = (items.name, items.has_feedback);
        let outer = items.outer.pop().unwrap_or_default();
        let html = std::mem::replace(&mut self.out, outer);
        let html = without_paragraph(&self.finished(html));
        let html = match name {
            "items" => without_verb_and_minutes(&html),
            _ => html,
        };
        self.fill(name, html);
        if name == "answers" && !has_feedback {
            self.fill("feedback", String::new());
        }
    }
}

/// The inside of a paragraph, where it is the only one.
fn without_paragraph(html: &str) -> String {
    let html = html.trim();
    let inner = html
        .strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>"))
        .filter(|inner| !inner.contains("<p>"));
    inner.unwrap_or(html).to_owned()
}

/// An item of a week without the bold word in front and the minutes behind, which the
/// template shows in places of their own.
fn without_verb_and_minutes(html: &str) -> String {
    let bare = html.strip_prefix("<strong>");
    let bare = bare.and_then(|rest| Some(rest.split_once("</strong>")?.1));
    let bare = bare.unwrap_or(html).trim();
    minutes_behind(bare)
        .map_or(bare, |(title, ..)| title)
        .to_owned()
}
