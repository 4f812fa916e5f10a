//! Problems, for people at a terminal and for programs.
//!
//! Given problems and the texts they speak of, gives lines to print. Never decides what is a
//! problem, and never prints.

pub mod json;
pub mod sarif;
pub mod terminal;

use std::sync::Arc;

use crate::input::Inputs;
use crate::span::{LineIndex, Span};
pub use crate::tally::{Tally, counted};

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
