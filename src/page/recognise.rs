//! Which of the lines that look like boxes and leaves are some.

use std::borrow::Cow;
use std::collections::BTreeSet;

use pulldown_cmark::{Event, Tag};

use super::directives::{self, Line};
use super::markdown::{self, Dialect};

/// The text with the lines of boxes and leaves overwritten, and those lines.
pub fn marked<'t>(text: &'t str) -> (Cow<'t, str>, Vec<Line>) {
    let (marked, lines) = directives::overwrite(text);
    if lines.is_empty() {
        return (marked, lines);
    }
    let starts: BTreeSet<u32> = block_starts(&marked);
    let (ours, others): (Vec<Line>, Vec<Line>) = lines
        .into_iter()
        .partition(|line| starts.contains(&line.span.start));
    match others.is_empty() {
        true => (marked, ours),
        false => (directives::restore(&marked, text, &others).into(), ours),
    }
}

/// Where HTML blocks begin that stand in nothing else.
fn block_starts(text: &str) -> BTreeSet<u32> {
    let mut depth = 0usize;
    let mut starts = BTreeSet::new();
    for (event, range) in markdown::events(text, Dialect::Handbook) {
        match event {
            Event::Start(Tag::HtmlBlock) if depth == 0 => {
                starts.insert(range.start as u32);
                depth += 1;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    starts
}
