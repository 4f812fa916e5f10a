//! What only a page's own rendering and checks need: text and positions.

use std::borrow::Cow;
use std::sync::Arc;

use super::directives::{Line, LineSort};
use super::markdown::Link;
use super::marks::{Act, Mark, Part};
use super::parts::Places;
use super::raw_html::RawHtml;
use crate::small_map::SmallMap;
use crate::span::Span;

/// What only a page's own rendering and checks need.
#[derive(Clone, Debug)]
pub struct Body {
    /// The whole file with foreign tags blanked out: positions are those of the file.
    pub text: Arc<str>,
    /// Where the Markdown begins.
    pub start: usize,
    /// Whether the first heading is the title, which the template prints.
    pub opens_with_title: bool,
    /// Links in order, with positions in the file.
    pub links: Vec<Link>,
    /// Where each heading stands in the file.
    pub heading_spans: Vec<Span>,
    /// Where each alias stands in the file.
    pub alias_spans: Vec<Span>,
    /// Where each field of the front matter stands in the file: its name, and its lines.
    pub fields: SmallMap<String, (Span, Span)>,
    /// What raw HTML there is.
    pub raw_html: RawHtml,
    /// Where raw HTML stands first.
    pub raw_html_span: Span,
    /// Deepest nesting of blocks.
    pub depth: usize,
    /// Reading time in whole minutes.
    pub minutes: u32,
    /// The first sentences, where no summary is given.
    pub opening: String,
    /// Where its parts stand in the file.
    pub places: Places,
    /// What to do at which place of the Markdown.
    pub marks: Vec<Mark>,
    /// Lines of boxes and leaves, which `text` has overwritten, as they were; positions in
    /// the Markdown.
    pub lines: Vec<(Line, String)>,
}

impl Body {
    /// The Markdown of the page; lines of boxes and leaves are overwritten.
    pub fn markdown(&self) -> &str {
        &self.text[self.start..]
    }

    /// An attribute of a box or leaf, by its place in `lines`.
    pub fn attribute_of_line(&self, line: usize, name: &str) -> Option<String> {
        match &self.lines.get(line)?.0.sort {
            LineSort::Open(_, head) | LineSort::Leaf(head) => head.get(name),
            LineSort::Close(_) => None,
        }
    }

    /// The whole file as it was written: with the lines of boxes and leaves.
    pub fn written(&self) -> Cow<'_, str> {
        if self.lines.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        let mut text = self.text.to_string();
        for (line, written) in &self.lines {
            text.replace_range(line.span.shifted(self.start).range(), written);
        }
        Cow::Owned(text)
    }

    /// Where a field stands, or an item in it; the top of the file when there is no such
    /// field.
    pub fn field_place(&self, field: &str, item: &str) -> Span {
        let Some((name, lines)) = self.fields.get(field) else {
            return Span::default();
        };
        let value = Span::new(name.end as usize, lines.end as usize);
        let value = &self.text.get(value.range()).unwrap_or("");
        match word_in(value, item) {
            Some(at) => {
                let start = name.end as usize + at;
                Span::new(start, start + item.len())
            }
            None => *name,
        }
    }

    /// The bytes of the file that only whoever leads a workshop may read, in order.
    pub fn for_leaders(&self) -> Vec<Span> {
        let mut open: Vec<(bool, usize)> = Vec::new();
        let mut spans = Vec::new();
        for mark in &self.marks {
            match mark.act {
                Act::Open(part) => {
                    open.push((matches!(part, Part::Facilitator(..)), mark.at));
                }
                Act::Close => {
                    if let Some((true, start)) = open.pop() {
                        spans.push(Span::new(start, mark.at).shifted(self.start));
                    }
                }
                _ => {}
            }
        }
        spans
    }
}

/// Where a text stands in another one as a word of its own; `-` belongs to words.
pub fn word_in(text: &str, wanted: &str) -> Option<usize> {
    if wanted.is_empty() {
        return None;
    }
    let of_word = |c: Option<char>| {
        c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let mut places = text.match_indices(wanted).map(|(at, _)| at);
    places.find(|&at| {
        let before = text[..at].chars().next_back();
        let after = text[at + wanted.len()..].chars().next();
        !of_word(before) && !of_word(after)
    })
}
