//! What the writer does at which place of a page's text.

use crate::span::Span;

/// Something to do before the block that begins at a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// A byte of the page's Markdown.
    pub at: usize,
    /// What to do there.
    pub act: Act,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// A part begins.
    Open(Part),
    /// The part that was opened last ends.
    Close,
    /// Nothing is written up to this byte.
    Skip(usize),
    /// The items of the list that begins here are the items of the part, one by one.
    Items(&'static str),
    /// The table that begins here shows words to use.
    Say,
    /// The table that begins here says who is responsible.
    Raci,
}

/// A part of a page. Numbers are places in the lists of `parts::Parts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// A named place in the part around it.
    Slot(&'static str),
    /// All steps of a process.
    Steps,
    /// All moves of a playbook.
    Moves,
    /// One step of a process.
    Step(usize),
    /// One move of a playbook.
    Move(usize),
    /// Text between steps, behind a hand-off.
    Between,
    /// A hand-off.
    HandOff(usize),
    /// A myth with everything about it.
    Myth(usize),
    /// Evidence number so much of a myth.
    MythEvidence(usize, usize),
    /// Evidence outside a myth.
    Evidence(usize),
    /// What people say, outside a myth's section.
    Said,
    /// A box that stands outside a myth.
    Reality,
    /// The same.
    Instead,
    /// The same.
    Grain,
    /// A knowledge check.
    Check(usize),
    /// Two halves, with the titles of the box in the list of lines.
    Both(usize),
    /// A variant for some.
    Only(usize),
    /// Notes for whoever leads, with the number of the segment they belong to.
    Facilitator(usize, Option<usize>),
    /// A sheet to hand out.
    Handout(usize),
    /// A part of a sheet.
    HandoutPart(usize, usize),
    /// What to do, and what not.
    Contrast,
    /// A week of a path.
    Week(usize),
    /// The agenda of a workshop.
    Agenda,
    /// A segment of it.
    Segment(usize),
    /// A computed view.
    Leaf(usize),
}

/// The marks of a page while they are collected.
#[derive(Clone, Debug, Default)]
pub struct Marks(pub Vec<Mark>);

impl Marks {
    /// A part begins before this byte.
    pub fn open(&mut self, at: u32, part: Part) {
        self.add(at, Act::Open(part));
    }

    /// The last part ends before this byte.
    pub fn close(&mut self, at: u32) {
        self.add(at, Act::Close);
    }

    /// Nothing of these bytes is written.
    pub fn skip(&mut self, span: Span) {
        self.add(span.start, Act::Skip(span.end as usize));
    }

    /// Something else is to be done.
    pub fn add(&mut self, at: u32, act: Act) {
        let at = at as usize;
        self.0.push(Mark { at, act });
    }
}
