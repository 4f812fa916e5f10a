//! The boxes and leaves that exist, and what to say of others.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Tag};

use super::audience::AUDIENCE;
use super::directives::{Line, LineSort, sort_of};
use super::markdown::Events;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::span::Span;
use crate::suggest::nearest;

/// Boxes with their attributes; the first of the latter may be missing everywhere.
const BOXES: [(&str, &[&str]); 11] = [
    ("myth", &["by", "about", "where"]),
    ("reality", &[]),
    ("evidence", &["as_of", "source", "link"]),
    ("instead", &[]),
    ("grain", &[]),
    ("handoff", &["from", "to", "gives", "within"]),
    ("check", &["order"]),
    ("facilitator", &[]),
    ("handout", &["pages", "fields"]),
    ("both", &["left", "right"]),
    ("only", &["for"]),
];

/// Leaves with their attributes.
const LEAVES: [(&str, &[&str]); 8] = [
    ("swimlane", &["of"]),
    ("raci", &["of"]),
    ("loop", &["here", "show"]),
    ("handoffs", &["side", "role"]),
    ("myths", &["by", "about", "show", "max", "tick"]),
    ("lines", &["n", "label"]),
    ("cards", &["set", "backs"]),
    ("health", &["side"]),
];

/// What other tools call their notes, and what the same is here.
const NOTES: [(&str, &str); 9] = [
    ("note", "NOTE"),
    ("info", "NOTE"),
    ("abstract", "NOTE"),
    ("tip", "TIP"),
    ("success", "TIP"),
    ("important", "IMPORTANT"),
    ("warning", "WARNING"),
    ("caution", "CAUTION"),
    ("danger", "CAUTION"),
];

/// Whether there is a box or a leaf of this name.
pub fn is_known(name: &str) -> bool {
    BOXES.iter().chain(&LEAVES).any(|(own, _)| *own == name)
}

/// The attributes of a box or leaf, besides the one that all have.
pub fn attributes_of(name: &str) -> &'static [&'static str] {
    let mut all = BOXES.iter().chain(&LEAVES);
    all.find(|(own, _)| *own == name)
        .map_or(&[], |(_, attributes)| *attributes)
}

/// Names and attributes that nobody knows.
pub fn unknown(lines: &[Line], file: &Arc<str>) -> Vec<Diagnostic> {
    lines
        .iter()
        .flat_map(|line| unknown_on(line, file))
        .collect()
}

fn unknown_on(line: &Line, file: &Arc<str>) -> Vec<Diagnostic> {
    let (head, known, what) = match &line.sort {
        LineSort::Open(_, head) => (head, &BOXES[..], "box"),
        LineSort::Leaf(head) => (head, &LEAVES[..], "leaf"),
        LineSort::Close(_) => return Vec::new(),
    };
    let problem = |message: String, help: String| {
        Diagnostic::at(Code::E601, file, line.span, message).help(help)
    };
    let Some((_, attributes)) = known.iter().find(|(name, _)| *name == head.name) else {
        return vec![problem(
            format!("there is no {what} called `{}`", head.name),
            help_for_name(&head.name, known, what),
        )];
    };
    let strangers = head
        .attributes
        .keys()
        .filter(|key| *key != AUDIENCE && !attributes.contains(&key.as_str()));
    strangers
        .map(|key| {
            let help = match nearest(key, attributes.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if attributes.is_empty() => "it has none; take it out".to_owned(),
                None => format!("it has these: {}", attributes.join(", ")),
            };
            problem(format!("the {what} `{}` has no `{key}`", head.name), help)
        })
        .collect()
}

fn help_for_name(name: &str, known: &[(&str, &[&str])], what: &str) -> String {
    let is_box = BOXES.iter().any(|(own, _)| *own == name);
    let is_leaf = LEAVES.iter().any(|(own, _)| *own == name);
    if what == "box" && is_leaf {
        return format!("`{name}` stands alone: write `::{name}` on a line of its own");
    }
    if what == "leaf" && is_box {
        return format!(
            "`{name}` is a box: write `::: {name}` above and `:::` below its text"
        );
    }
    let note = NOTES
        .iter()
        .find(|(other, _)| *other == name.to_lowercase());
    if let Some((_, own)) = note {
        return format!("write notes as quotes whose first line is `> [!{own}]`");
    }
    match nearest(name, known.iter().map(|(own, _)| *own)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let names: Vec<_> = known.iter().map(|(own, _)| *own).collect();
            format!("known are: {}", names.join(", "))
        }
    }
}

/// Boxes and leaves inside lists and quotes, where they would be printed as text.
pub fn buried(text: &str, events: &Events, file: &Arc<str>) -> Vec<Diagnostic> {
    if !text.contains("::") {
        return Vec::new();
    }
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t', '>', '-', '*']);
        if bare.len() < line.len()
            && let Some(name) = known_name(bare)
        {
            let at = start + line.len() - bare.len();
            found.push((at..start + line.trim_end().len(), name));
        }
        start += line.len();
    }
    if found.is_empty() {
        return Vec::new();
    }
    // In code and in comments such a line is what it looks like.
    let silent = events.iter().filter_map(|(event, range)| match event {
        Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) | Event::Code(_) => Some(range),
        _ => None,
    });
    for range in silent {
        found.retain(|(own, _)| !range.contains(&own.start));
    }
    let problem = |(range, name): (Range<usize>, String)| {
        let message =
            format!("`{name}` stands inside a list or a quote, and stays text there");
        let help = "let the line begin at the edge, with a blank line above";
        let span = Span::new(range.start, range.end);
        Diagnostic::at(Code::E603, file, span, message).help(help)
    };
    found.into_iter().map(problem).collect()
}

/// The name that a line begins a box or a leaf with, if it is one of ours.
fn known_name(line: &str) -> Option<String> {
    let (head, known) = match sort_of(line.trim_end())? {
        LineSort::Open(_, head) => (head, &BOXES[..]),
        LineSort::Leaf(head) => (head, &LEAVES[..]),
        LineSort::Close(_) => return None,
    };
    known
        .iter()
        .any(|(name, _)| *name == head.name)
        .then_some(head.name)
}
