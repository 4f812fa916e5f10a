//! Problems, for people at a terminal and for programs.
//!
//! Given problems and the texts they speak of, gives lines to print. Never decides what is a
//! problem, and never prints.

pub mod json;
pub mod terminal;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::input::Inputs;
use crate::span::{LineIndex, Span};

/// Gives the text of a file by its name in messages.
pub type Texts<'t> = &'t dyn Fn(&str) -> Option<Arc<str>>;

/// The texts of a snapshot.
pub fn texts_of(inputs: &Inputs) -> impl Fn(&str) -> Option<Arc<str>> + '_ {
    |file| inputs.text_of(file)
}

/// A place as people and programs name it; lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// First line.
    pub line: usize,
    /// First column, in characters.
    pub column: usize,
    /// How many characters of the first line belong to it; at least 1.
    pub width: usize,
    /// The first line's text.
    pub text: String,
}

/// Where a span of a text stands.
pub fn position(text: &str, span: Span) -> Position {
    let index = LineIndex::new(text);
    let (line, column) = index.position(span.start);
    let (end_line, end_column) = index.position(span.end);
    let whole = index.line(line).to_owned();
    let rest = whole.chars().count().saturating_sub(column - 1);
    let width = if end_line == line {
        end_column.saturating_sub(column)
    } else {
        rest
    };
    Position {
        line,
        column,
        width: width.max(1),
        text: whole,
    }
}

/// Errors, warnings and notes in a list of problems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// What must not be published.
    pub errors: usize,
    /// What somebody should look at.
    pub warnings: usize,
    /// What is worth knowing.
    pub notes: usize,
}

impl Tally {
    /// Counts.
    pub fn of(problems: &[Diagnostic]) -> Self {
        let count = |severity| problems.iter().filter(|p| p.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }

    /// `2 errors, 1 warning`, or `no problems`.
    pub fn words(&self) -> String {
        let parts = [
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.notes, "note"),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| counted(count, word))
            .collect();
        if parts.is_empty() {
            "no problems".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

/// `1 page`, `2 pages`, `1,234 pages`.
pub fn counted(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {word}{ending}", grouped(count))
}

fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_like_words() {
        assert_eq!(counted(1, "page"), "1 page");
        assert_eq!(counted(1_234_567, "page"), "1,234,567 pages");
        assert_eq!(
            Tally {
                errors: 1,
                warnings: 2,
                notes: 0
            }
            .words(),
            "1 error, 2 warnings"
        );
        assert_eq!(Tally::default().words(), "no problems");
    }
}
