//! The sheets that a workshop hands out, and the guide for whoever leads it.

use serde::Serialize;

use super::job::Chapter;
use super::paper::Node;
use super::settle::{Settled, settle, without_headings};
use super::writer::Written;
use crate::page::marks::Part;
use crate::page::parts::{Answer, CheckForm, Handout};

/// One sheet of a handout.
#[derive(Serialize)]
pub struct Sheet {
    /// The name of its place; empty where nothing can lead there.
    pub place: String,
    /// The handout's title; empty on all but its first sheet.
    pub title: String,
    /// What to fill in at the top.
    pub fields: Vec<String>,
    /// What stands before its parts.
    pub intro: Vec<Node>,
    /// Its titled parts.
    pub parts: Vec<SheetPart>,
}

/// A check with what whoever leads says about its answers.
#[derive(Serialize)]
pub struct Answered {
    /// The question.
    pub question: String,
    /// Whether the answers are an order to find.
    pub ordered: bool,
    /// The right ones, and those about which there is something to say.
    pub answers: Vec<Given>,
}

/// One answer to a check.
#[derive(Serialize)]
pub struct Given {
    /// The answer.
    pub text: String,
    /// Whether it is right.
    pub right: bool,
    /// What to say to those who chose it; may be empty.
    pub feedback: String,
}

impl Given {
    fn new(answer: &Answer) -> Self {
        Self {
            text: answer.text.clone(),
            right: answer.right,
            feedback: answer.feedback.clone(),
        }
    }
}

/// A titled part of a sheet.
#[derive(Serialize)]
pub struct SheetPart {
    /// From one.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// How long it takes.
    pub minutes: Option<u32>,
    /// `alone`, `pairs`, `tables` or `room`.
    pub mode: Option<String>,
    /// What stands in it.
    pub c: Vec<Node>,
}

/// A row of the guide.
#[derive(Serialize)]
pub struct Run {
    /// Minutes since the beginning, such as `0:25`.
    pub clock: String,
    /// How long it takes.
    pub minutes: u32,
    /// `alone`, `pairs`, `tables` or `room`.
    pub mode: Option<String>,
    /// The segment's title.
    pub title: String,
    /// Its text.
    pub c: Vec<Node>,
    /// What whoever leads should know.
    pub notes: Vec<Node>,
}

fn piece(written: &Written, part: Part) -> Vec<Node> {
    let found = written.pieces.iter().find(|(own, _)| *own == part);
    found.map(|(_, nodes)| nodes.clone()).unwrap_or_default()
}

/// The sheets of a workshop's handouts.
pub fn handout(
    chapter: &Chapter,
    written: &Written,
    settled: &mut Settled,
) -> Vec<Sheet> {
    let Some(text) = &chapter.text else {
        return Vec::new();
    };
    let handouts = text.facts.parts.handouts.iter().enumerate();
    handouts
        .flat_map(|(at, handout)| sheets_of(at, handout, written, settled))
        .collect()
}

fn sheets_of(
    at: usize,
    handout: &Handout,
    written: &Written,
    settled: &mut Settled,
) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for (number, parts) in handout.sheets().into_iter().enumerate() {
        let mut sheet = Sheet {
            place: String::new(),
            title: String::new(),
            fields: handout.fields.clone(),
            intro: Vec::new(),
            parts: Vec::new(),
        };
        if number == 0 {
            let id = handout.id.as_deref().unwrap_or("");
            sheet.place = settled.name(id);
            sheet.title.clone_from(&handout.title);
            sheet.intro = piece(written, Part::Handout(at));
            settle(&mut sheet.intro, settled);
        }
        for part in parts {
            let segment = &handout.parts[part];
            let mut c = piece(written, Part::HandoutPart(at, part));
            settled.level = 2;
            settle(&mut c, settled);
            sheet.parts.push(SheetPart {
                number: part + 1,
                title: segment.title.clone(),
                minutes: segment.minutes,
                mode: segment.mode.clone(),
                c,
            });
        }
        sheets.push(sheet);
    }
    sheets
}

/// The rows of the guide, and the notes outside the agenda.
pub fn guide(
    chapter: &Chapter,
    written: &Written,
    settled: &mut Settled,
) -> (Vec<Run>, Vec<Node>) {
    let notes_of = |segment: Option<usize>| -> Vec<Node> {
        let notes = written
            .pieces
            .iter()
            .filter_map(|(part, nodes)| match part {
                Part::Facilitator(_, of) if *of == segment => Some(nodes.clone()),
                _ => None,
            });
        notes.flatten().collect()
    };
    let mut run = Vec::new();
    for (at, segment) in chapter.page.parts.segments.iter().enumerate() {
        let mut c = piece(written, Part::Segment(at));
        let mut notes = notes_of(Some(at));
        for nodes in [&mut c, &mut notes] {
            without_headings(nodes);
            settle(nodes, settled);
        }
        run.push(Run {
            clock: segment.clock.clone(),
            minutes: segment.minutes,
            mode: segment.mode.clone(),
            title: segment.title.clone(),
            c,
            notes,
        });
    }
    let mut extra = notes_of(None);
    settled.level = 2;
    settle(&mut extra, settled);
    (run, extra)
}

/// The page's checks with their answers, for whoever leads; what has no answers is left out.
pub fn answers(chapter: &Chapter) -> Vec<Answered> {
    let checks = chapter
        .text
        .iter()
        .flat_map(|text| &text.facts.parts.checks);
    let checks = checks.filter(|check| check.form != CheckForm::Reflection);
    checks
        .map(|check| Answered {
            question: check.question.clone(),
            ordered: check.form == CheckForm::Order,
            answers: check.told().map(Given::new).collect(),
        })
        .collect()
}
