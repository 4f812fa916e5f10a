//! What a rule found, without positions, and where that stands in the page's file.

use super::CheckJob;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::{At, Body, Link, word_in};
use crate::span::Span;

/// Names that are compared with a misspelt one.
pub const MOST_NAMES: usize = 400;

/// Something that is wrong with a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// Which problem it is.
    pub code: Code,
    /// What it is about.
    pub at: Anchor,
    /// One sentence in the words of the handbook.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// What on a page a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The page as a whole.
    Page,
    /// A part of it.
    Part(At),
    /// A word or attribute in a part.
    InPart(At, String),
    /// A field of the front matter.
    Field(&'static str),
    /// An item of a field: the name of the field, and what is written there.
    Item(String, String),
}

impl Finding {
    /// A finding about something on a page.
    pub fn new(
        code: Code,
        at: Anchor,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            code,
            at,
            message: message.into(),
            help: help.into(),
        }
    }

    /// The finding as a problem with a place.
    pub fn placed(&self, job: &CheckJob) -> Diagnostic {
        let span = place(job, &self.at);
        Diagnostic::at(self.code, &job.facts.file, span, &self.message).help(&self.help)
    }
}

/// Where something stands in the file of a page; the top of it when nobody knows.
fn place(job: &CheckJob, anchor: &Anchor) -> Span {
    let body = &job.body;
    match anchor {
        Anchor::Page => Span::default(),
        Anchor::Part(at) => place_of_part(body, at),
        Anchor::InPart(at, word) => place_in(body, place_of_part(body, at), word),
        Anchor::Field(name) => body.field_place(name, ""),
        Anchor::Item(name, item) => body.field_place(name, item),
    }
}

/// A part's place; a step's, where the step lacks the fact.
fn place_of_part(body: &Body, at: &At) -> Span {
    let places = &body.places;
    if let Some(span) = places.get(at) {
        return span;
    }
    match at {
        At::StepFact(step, key) => {
            let many = At::StepFact(*step, format!("{key}s"));
            let found = places.get(&many).or_else(|| places.get(&At::Step(*step)));
            found.unwrap_or_default()
        }
        _ => Span::default(),
    }
}

/// The address inside a link where it can be found, else the whole link.
pub fn address_in(body: &Body, link: &Link) -> Span {
    let written = body.text.get(link.span.range()).unwrap_or("");
    let found = written.rfind(&*link.address);
    match found.filter(|_| !link.address.is_empty()) {
        Some(at) => {
            let start = link.span.start as usize + at;
            Span::new(start, start + link.address.len())
        }
        None => link.span,
    }
}

/// A word inside a span where it can be found, else the span.
fn place_in(body: &Body, span: Span, word: &str) -> Span {
    // Lines of boxes are overwritten in the text; they are kept as they were.
    let start = span.start.saturating_sub(body.start as u32);
    let line = body
        .lines
        .binary_search_by_key(&start, |(line, _)| line.span.start);
    let written = match line {
        Ok(at) => body.lines[at].1.as_str(),
        Err(_) => body.text.get(span.range()).unwrap_or(""),
    };
    match word_in(written, word) {
        Some(at) => {
            let start = span.start as usize + at;
            Span::new(start, start + word.len())
        }
        None => span,
    }
}
