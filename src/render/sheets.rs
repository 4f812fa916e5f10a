//! Paper: the sheets that a workshop hands out, and the guide for whoever leads it.

use serde::Serialize;
use tera::{Context, Value};

use super::parts::Dressing;
use crate::page::marks::Part;
use crate::page::parts::{CheckForm, Handout};

/// One sheet of paper.
#[derive(Serialize)]
struct Sheet {
    /// What stands on it.
    html: Value,
    /// From one.
    number: usize,
    /// How many there are.
    of: usize,
}

/// The head of a handout.
#[derive(Serialize)]
struct HandoutHead<'a> {
    /// Its title.
    title: &'a str,
    /// What to fill in: name, paired with, ...
    fields: &'a [String],
}

/// A row of the guide.
#[derive(Serialize)]
struct Run<'a> {
    /// Minutes since the beginning, such as `0:25`.
    clock: &'a str,
    /// How long it takes.
    minutes: u32,
    /// `alone`, `pairs`, `tables` or `room`.
    mode: &'a Option<String>,
    /// The segment's title.
    title: &'a str,
    /// Its text.
    html: Value,
    /// What whoever leads should know.
    notes: Value,
}

type Pieces = [(Part, String)];

/// Puts the sheets of a workshop into a context.
pub fn insert_handout(context: &mut Context, dressing: &Dressing, pieces: &Pieces) {
    let handouts = &dressing.facts.parts.handouts;
    let mut pages: Vec<String> = Vec::new();
    for (at, handout) in handouts.iter().enumerate() {
        pages.extend(sheets_of(at, handout, dressing, pieces));
    }
    let of = pages.len();
    let sheets: Vec<Sheet> = pages
        .into_iter()
        .enumerate()
        .map(|(at, html)| Sheet {
            html: Value::safe_string(&html),
            number: at + 1,
            of,
        })
        .collect();
    context.insert("sheets", &sheets);
    if let Some(first) = handouts.first() {
        let head = HandoutHead {
            title: &first.title,
            fields: &first.fields,
        };
        context.insert("handout", &head);
    }
}

/// The text of one handout, page by page.
fn sheets_of(
    at: usize,
    handout: &Handout,
    dressing: &Dressing,
    pieces: &Pieces,
) -> Vec<String> {
    let intro = pieces.iter().find(|(part, _)| *part == Part::Handout(at));
    let intro = intro.map_or("", |(_, html)| html.as_str());
    let part = |number: usize| {
        let mut own = pieces.iter();
        let piece = own.find(|(part, _)| *part == Part::HandoutPart(at, number));
        let html = piece.map_or("", |(_, html)| html.as_str());
        dressing.handout_part(number + 1, &handout.parts[number], html)
    };
    let sheets = handout.sheets().into_iter();
    let mut pages: Vec<String> = sheets
        .map(|parts| parts.into_iter().map(part).collect())
        .collect();
    pages[0] = format!("{}{intro}{}", head_of(at, handout), pages[0]);
    pages
}

/// What links to a handout lead to; the title of all but the first, which the page prints.
fn head_of(at: usize, handout: &Handout) -> String {
    let mut html = String::from(if at == 0 {
        "<div"
    } else {
        "<h2 class=\"sheet-title\""
    });
    if let Some(id) = &handout.id {
        html.push_str(" id=\"");
        super::html::escape_text(id, &mut html);
        html.push('"');
    }
    html.push('>');
    if at == 0 {
        html.push_str("</div>");
    } else {
        super::html::escape_text(&handout.title, &mut html);
        html.push_str("</h2>");
    }
    html
}

/// Puts the guide for whoever leads a workshop into a context.
pub fn insert_guide(context: &mut Context, dressing: &Dressing, pieces: &Pieces) {
    let notes_of = |segment: Option<usize>| -> String {
        let notes = pieces.iter().filter_map(|(part, html)| match part {
            Part::Facilitator(_, of) if *of == segment => Some(html.as_str()),
            _ => None,
        });
        notes.collect()
    };
    let html_of = |segment: usize| {
        let piece = pieces
            .iter()
            .find(|(part, _)| *part == Part::Segment(segment));
        piece.map_or("", |(_, html)| html.as_str())
    };
    let run: Vec<Run> = dressing
        .view
        .segments
        .iter()
        .enumerate()
        .map(|(at, segment)| Run {
            clock: &segment.clock,
            minutes: segment.minutes,
            mode: &segment.mode,
            title: &segment.title,
            html: Value::safe_string(html_of(at)),
            notes: Value::safe_string(&notes_of(Some(at))),
        })
        .collect();
    context.insert("run", &run);
    context.insert_value("extra", Value::safe_string(&notes_of(None)));
    context.insert_value("answers", Value::safe_string(&answers(dressing)));
}

/// The page's checks with their answers, for whoever leads; what has no answers is left out.
fn answers(dressing: &Dressing) -> String {
    let mut html = String::new();
    let checks = dressing.facts.parts.checks.iter();
    for check in checks.filter(|check| check.form != CheckForm::Reflection) {
        html.push_str("<p><b>");
        super::html::escape_text(&check.question, &mut html);
        let is_order = check.form == CheckForm::Order;
        let list = if is_order { "ol" } else { "ul" };
        html.push_str(&format!("</b></p>\n<{list}>\n"));
        for answer in check.told() {
            html.push_str("<li>");
            super::html::escape_text(&answer.text, &mut html);
            if !is_order {
                let word = if answer.right {
                    "check_mark"
                } else {
                    "check_not"
                };
                html.push_str(" <b>");
                let word = dressing.frame.templates.words.get(word);
                super::html::escape_text(word.map_or("", |word| word), &mut html);
                html.push_str("</b>");
            }
            if !answer.feedback.is_empty() {
                html.push_str("<div class=\"fb\">");
                super::html::escape_text(&answer.feedback, &mut html);
                html.push_str("</div>");
            }
            html.push_str("</li>\n");
        }
        html.push_str(&format!("</{list}>\n"));
    }
    html
}
