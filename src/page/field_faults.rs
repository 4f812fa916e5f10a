//! Fields that are missing, unknown, of another kind or of another tool.

use super::audience_faults::is_near;
use super::fields::Reader;
use super::foreign::FOREIGN;
use crate::codes::Code;
use crate::input::kinds::{Kind, Owners, SHARED};
use crate::input::yaml::{Entry, Node};
use crate::suggest::nearest;

impl Reader<'_> {
    /// Everything that a page of this kind cannot do without and that is not there.
    pub(super) fn missing(&mut self, entries: &[Entry], kind: &str, shape: &Kind) {
        let has = |name: &str| {
            let entry = entries.iter().find(|entry| entry.key == name);
            entry.is_some_and(|entry| {
                entry.value != Node::Null && entry.value != Node::List(Vec::new())
            })
        };
        let summary = shape.summary.as_deref().unwrap_or("summary");
        let shared = ["title", summary, "owners", "reviewed"];
        let asked = shared
            .into_iter()
            .filter(|name| *name != "owners" || shape.owners != Owners::Wanted)
            .chain(shape.required.iter().map(String::as_str));
        let own = shape.fields.iter().filter(|(_, field)| field.required);
        let mut names: Vec<&str> =
            asked.chain(own.map(|(name, _)| name.as_str())).collect();
        names.sort_unstable();
        names.dedup();
        for name in names.into_iter().filter(|name| !has(name)) {
            let empty = entries.iter().find(|entry| entry.key == name);
            let place = empty.or(entries.first()).map(|entry| entry.span);
            let example = example_of(name, shape);
            let what = if empty.is_some() {
                "is empty"
            } else {
                "is missing"
            };
            let message = format!("a {kind} page needs `{name}`, which {what}");
            let help = format!("write, for example, `{name}: {example}`");
            self.report(Code::E102, place.unwrap_or_default(), message, &help);
        }
    }

    pub(super) fn unknown(&mut self, entry: &Entry, kind: &str, shape: &Kind) {
        let key = entry.key.as_str();
        let configured = self.source.configured;
        if configured && (is_near(key) || ["only", "for"].contains(&key)) {
            let message = format!("`{key}` does not say for whom a page is");
            let help = "write `audience: [facilitator]`, or put the field into `extra`";
            return self.report(Code::E510, entry.span, message, help);
        }
        let mut others = self.source.kinds.kinds.iter();
        if let Some((other, _)) = others.find(|(_, other)| other.fields.contains_key(key))
        {
            if configured {
                let message = format!(
                    "`{key}` is a field of {other} pages, and this is a {kind} page"
                );
                let help = format!(
                    "take the line out, or write `kind: {other}` if that is what the page is"
                );
                self.report(Code::E104, entry.span, message, &help);
            }
            return;
        }
        if FOREIGN.contains(&key) {
            return self.foreign.push((key.to_owned(), entry.span));
        }
        let own = shape.fields.keys().map(String::as_str);
        match nearest(key, SHARED.into_iter().chain(own)) {
            Some(known) if configured || is_close(key, known) => {
                let message = format!("there is no field `{key}`");
                self.report(
                    Code::E104,
                    entry.span,
                    message,
                    &format!("did you mean `{known}`?"),
                );
            }
            None if configured => {
                let message = format!("there is no field `{key}`");
                let help = "put fields of your own below `extra:`, or leave the line out";
                self.report(Code::E104, entry.span, message, help);
            }
            _ => self.foreign.push((key.to_owned(), entry.span)),
        }
    }

    pub(super) fn report_foreign(&mut self) {
        let Some((_, span)) = self.foreign.first() else {
            return;
        };
        let span = *span;
        let names: Vec<_> = self
            .foreign
            .iter()
            .map(|(name, _)| format!("`{name}`"))
            .collect();
        let message = format!(
            "fields of another tool, not used here: {}",
            names.join(", ")
        );
        self.report(
            Code::N113,
            span,
            message,
            "leave them out, or keep your own below `extra:`",
        );
    }
}

/// What a writer could put behind the name of a field.
fn example_of<'a>(name: &str, shape: &'a Kind) -> &'a str {
    match name {
        "title" => "Enquiry handover",
        "summary" => "From the first sign of interest to a conversation worth having.",
        "owners" => "{ marketing: demand-manager, sales: sdr-lead }",
        "reviewed" => "2026-10-12",
        "audience" => "[marketing, sales]",
        _ => shape
            .fields
            .get(name)
            .map_or("", |field| field.example.as_str()),
    }
}

/// Whether a word can hardly be anything but a slip of the other one.
fn is_close(word: &str, known: &str) -> bool {
    word.len().abs_diff(known.len()) <= 1 && word.chars().next() == known.chars().next()
}
