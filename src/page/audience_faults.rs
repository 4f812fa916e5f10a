//! Marks for audiences that cannot be read, and what looks like one and is none.
//!
//! A mark that is overlooked shows people what is not for them. So everything that comes near
//! to one is an error that no setting softens.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Tag};

use super::audience::{AUDIENCE, names};
use super::directives::{Ending, Head, Line, LineSort, nest, sort_of};
use super::front_matter::{FrontMatter, Shape};
use super::markdown::Events;
use super::vocabulary::{attributes_of, is_known};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::input::audiences::Audiences;
use crate::span::Span;
use crate::suggest::nearest;

/// The boxes that only some may read.
const BOXES: [&str; 2] = ["only", "facilitator"];
/// Keys that somebody might take for the right one.
const WRONG_KEYS: [&str; 4] = ["audiences", "edition", "editions", "visible"];
/// Lines at the top of a page that may have been meant as fields.
const MOST_LINES: usize = 40;

/// A text whose marks are judged; spans are those of the Markdown.
pub struct Source<'a> {
    /// The Markdown as it was written.
    pub written: &'a str,
    /// What the parser says of it.
    pub events: &'a Events<'a>,
    /// Its boxes and leaves.
    pub lines: &'a [Line],
    /// The file's name in messages.
    pub file: &'a Arc<str>,
    /// The audiences of the handbook.
    pub audiences: &'a Audiences,
}

/// Whether a key was meant to be `audience`.
pub fn is_near(key: &str) -> bool {
    let lower = key.to_lowercase();
    key != AUDIENCE
        && (WRONG_KEYS.contains(&lower.as_str()) || nearest(key, [AUDIENCE]).is_some())
}

/// Everything that is wrong with the marks in a text.
pub fn in_text(source: &Source) -> Vec<Diagnostic> {
    let mut faults = boxes(source);
    faults.extend(headings(source));
    faults.extend(overlooked(source));
    faults
}

impl Source<'_> {
    fn fault(&self, span: Span, message: impl Into<String>, help: &str) -> Diagnostic {
        Diagnostic::at(Code::E510, self.file, span, message).help(help)
    }

    /// What is wrong with the names of a mark.
    fn judged(&self, value: &str, span: Span) -> Vec<Diagnostic> {
        let names = match names(value) {
            Ok(names) => names,
            Err(why) => {
                let message = format!("the mark `audience={value}` {why}");
                let help = "write, for example, `{audience=facilitator}`";
                return vec![self.fault(span, message, help)];
            }
        };
        let strangers = names.iter().filter(|name| !self.audiences.has(name));
        strangers
            .map(|name| unknown(self.file, span, name, self.audiences))
            .collect()
    }

    /// Whether a value names an audience.
    fn names_one(&self, value: &str) -> bool {
        let bare = value.trim_matches(|c: char| c == '"' || c.is_whitespace());
        bare.split(',').any(|name| self.audiences.has(name.trim()))
    }
}

/// A name that is no audience.
pub fn unknown(
    file: &Arc<str>,
    span: Span,
    name: &str,
    audiences: &Audiences,
) -> Diagnostic {
    let message = format!("there is no audience `{name}`");
    let known: Vec<&str> = audiences.names().collect();
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "the audiences are: {}; `audiences` in handbook.yml adds others",
            known.join(", ")
        ),
    };
    Diagnostic::at(Code::E511, file, span, message).help(help)
}

fn boxes(source: &Source) -> Vec<Diagnostic> {
    if source.lines.is_empty() {
        return Vec::new();
    }
    let (nesting, _) = nest(source.lines, source.file);
    let mut faults = Vec::new();
    for (at, line) in source.lines.iter().enumerate() {
        let (head, is_leaf) = match &line.sort {
            LineSort::Open(_, head) => (head, false),
            LineSort::Leaf(head) => (head, true),
            LineSort::Close(_) => continue,
        };
        faults.extend(name(source, line.span, head, is_leaf));
        faults.extend(keys(source, line.span, head));
        if !BOXES.contains(&head.name.as_str()) && !head.attributes.contains_key(AUDIENCE)
        {
            continue;
        }
        faults.extend(writing(source, line.span, head));
        let is_closed = matches!(nesting.closes.get(&at), Some(Ending::Line(_)));
        if !is_leaf && !is_closed {
            let message = format!(
                "where the box `{}` ends, and so what is not for everybody, cannot be told",
                head.name
            );
            let help = "close it with as many colons as it is opened with, and give the boxes inside it fewer";
            faults.push(source.fault(line.span, message, help));
        }
    }
    faults
}

/// A name that was meant to be one of the boxes that only some may read.
fn name(source: &Source, span: Span, head: &Head, is_leaf: bool) -> Option<Diagnostic> {
    let meant = BOXES.iter().find(|own| **own == head.name && is_leaf);
    let meant = meant.copied().or_else(|| {
        let is_stranger = !is_known(&head.name) || head.name.is_empty();
        is_stranger.then(|| nearest(&head.name, BOXES)).flatten()
    })?;
    let message = format!(
        "`{}` hides nothing; it is read by everybody like this",
        head.name
    );
    let help = format!("open a box with `::: {meant}` and close it with `:::`");
    Some(source.fault(span, message, &help))
}

/// Keys that were meant to be `audience`, and their values.
fn keys(source: &Source, span: Span, head: &Head) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (key, value) in &head.attributes {
        let is_own = attributes_of(&head.name).contains(&key.as_str());
        if key == AUDIENCE {
            faults.extend(source.judged(value, span));
        } else if !is_own && (is_near(key) || source.names_one(value)) {
            let message = format!("`{key}` marks nothing");
            faults.push(source.fault(span, message, "write `audience=` and the names"));
        }
    }
    if head.name == "only" {
        faults.extend(only(source, span, head));
    }
    faults
}

fn only(source: &Source, span: Span, head: &Head) -> Option<Diagnostic> {
    let value = head.attributes.get("for").map(|value| value.trim());
    let help =
        "write, for example, `{for=sales}` or `{for=facilitator}` behind `::: only`";
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        let message = "an `only` box needs `for`, which is missing";
        return Some(source.fault(span, message, help));
    };
    let names = match names(value) {
        Ok(names) => names,
        Err(why) => {
            let message = format!("`for=\"{value}\"` {why}");
            return Some(source.fault(span, message, help));
        }
    };
    let like = names.iter().find_map(|name| source.audiences.like(name));
    if let Some(meant) = like {
        let message = format!("`{value}` is written differently from the audience");
        let help = format!("write `{meant}`");
        return Some(source.fault(span, message, &help));
    }
    let is_mixed =
        source.names_one(value) && !names.iter().all(|name| source.audiences.has(name));
    is_mixed.then(|| {
        let message = format!("`for=\"{value}\"` mixes audiences with other names");
        let help = "name audiences only, or one side, team or role";
        source.fault(span, message, help)
    })
}

/// How the line of a mark is written: braces, quotes, and each key once.
fn writing(source: &Source, span: Span, head: &Head) -> Option<Diagnostic> {
    let line = &source.written[span.range()];
    let repeated = ["audience=", "for="].iter().any(|key| {
        let places = line
            .match_indices(key)
            .filter(|(at, _)| line[..*at].ends_with([' ', '\t', '{']));
        places.count() > 1
    });
    let message = if head.title.contains(['{', '}', '=']) {
        "what stands in braces is not read here"
    } else if line.matches('"').count() % 2 == 1 {
        "there is a quotation mark without the other one"
    } else if repeated {
        "a mark stands here twice"
    } else {
        return None;
    };
    let help = "write the attributes once, last on the line, in one pair of braces";
    Some(source.fault(span, message, help))
}

fn headings(source: &Source) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut depth = 0usize;
    for (event, range) in source.events {
        match event {
            Event::Start(Tag::Heading { level, attrs, .. }) if !attrs.is_empty() => {
                let span = Span::new(range.start, range.end);
                let line = source.written[range.clone()].trim_end();
                let span = Span::new(span.start as usize, range.start + line.len());
                let mut marks = 0;
                for (key, value) in attrs {
                    let value = value.as_deref().unwrap_or_default();
                    if &**key == AUDIENCE {
                        marks += 1;
                        faults.extend(source.judged(value, span));
                    } else if is_near(key) || source.names_one(value) {
                        let message = format!("`{key}` marks nothing");
                        let help = "write `{audience=…}` behind the heading";
                        faults.push(source.fault(span, message, help));
                    }
                }
                faults.extend(place(source, span, marks, (*level as u8, depth)));
                depth += 1;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    faults
}

/// A heading that marks a section is one of the text's own, and not its title.
fn place(
    source: &Source,
    span: Span,
    marks: usize,
    (level, depth): (u8, usize),
) -> Option<Diagnostic> {
    let (message, help) = match (marks, depth, level) {
        (0, ..) => return None,
        (2.., ..) => ("a mark stands here twice", "write it once"),
        (_, 1.., _) => (
            "a heading in a list or a quote has no section to mark",
            "let the heading begin at the edge, or put the list into an `only` box",
        ),
        (.., 1) => (
            "the title of a page cannot be marked, for the whole page would be",
            "write `audience:` at the top of the file",
        ),
        _ => return None,
    };
    Some(source.fault(span, message, help))
}

/// Lines of the text that look like marks and are none.
fn overlooked(source: &Source) -> Vec<Diagnostic> {
    let text = source.written;
    let named = |name: &str| {
        text.contains(&format!("={name}")) || text.contains(&format!("=\"{name}"))
    };
    let may_be = text.contains("udience")
        || text.contains("UDIENCE")
        || text.contains("::")
        || source.audiences.names().any(named);
    if !may_be {
        return Vec::new();
    }
    let silent = silent(source);
    let mut faults = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        let span = Span::new(start, start + bare.len());
        start += line.len();
        let is_own = |own: &Line| own.span.start == span.start;
        if source.lines.iter().any(is_own) {
            continue;
        }
        let Some(at) = looks_marked(source, bare) else {
            continue;
        };
        let at = span.start as usize + at;
        if !silent.iter().any(|range| range.contains(&at)) {
            let message = "this looks like a mark for an audience, and marks nothing";
            let help = "let the line of a box begin at the edge, write `{audience=…}` last behind a heading, and put examples into backticks";
            faults.push(source.fault(span, message, help));
        }
    }
    faults
}

/// Where in a line something looks like a mark.
fn looks_marked(source: &Source, line: &str) -> Option<usize> {
    let lower = line.to_ascii_lowercase();
    let mark = lower
        .match_indices(AUDIENCE)
        .find(|(at, _)| lower[at + AUDIENCE.len()..].trim_start().starts_with('='));
    if let Some((at, _)) = mark {
        return Some(at);
    }
    let names_one = |text: &str| {
        let mut names = source.audiences.names();
        names.any(|name| {
            text.contains(&format!("={name}")) || text.contains(&format!("=\"{name}"))
        })
    };
    let start = line.len() - line.trim_start_matches(OUTSIDE).len();
    let rest = &line[start..];
    if let Some(bare) = rest.strip_prefix("::") {
        let word = bare
            .trim_start_matches([':', ' ', '\t'])
            .to_ascii_lowercase();
        let is_box = |name: &str| {
            let after = word.strip_prefix(name).map(|rest| rest.chars().next());
            after.is_some_and(|next| !next.is_some_and(|c| c.is_alphanumeric()))
        };
        let is_head = sort_of(rest).is_some() || rest.contains('{');
        let is_marked = is_box("facilitator") || is_box("only") && names_one(rest);
        if is_head && is_marked {
            return Some(start);
        }
    }
    let open = line.find('{')?;
    names_one(&line[open..]).then_some(open)
}

/// What may stand in front of a box that somebody put into a list or a quote.
const OUTSIDE: [char; 8] = [' ', '\t', '>', '-', '*', '+', '.', ')'];

/// Where such lines are what they look like: in code, in comments, and behind headings that
/// were read.
fn silent(source: &Source) -> Vec<Range<usize>> {
    let mut silent = Vec::new();
    for (event, range) in source.events {
        match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => {
                silent.push(range.clone());
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)
                if source.written[range.clone()].starts_with("<!--") =>
            {
                silent.push(range.clone());
            }
            Event::Start(Tag::Heading { attrs, .. }) if !attrs.is_empty() => {
                let heading = &source.written[range.clone()];
                let last = heading.rfind('{').unwrap_or(heading.len());
                silent.push(range.start + last..range.end);
            }
            _ => {}
        }
    }
    silent
}

/// Lines at the top of a page that were meant to mark it, and do not: `read` is where the
/// field stands that does.
pub fn at_the_top(
    text: &str,
    matter: &FrontMatter,
    read: Option<Span>,
    (file, audiences): (&Arc<str>, &Audiences),
) -> Vec<Diagnostic> {
    let fields = match matter.shape {
        Shape::Fields | Shape::Toml => matter.fields.range(),
        Shape::None | Shape::Lookalike | Shape::Unclosed => 0..text.len(),
    };
    let mut start = fields.start;
    let mut faults = Vec::new();
    for (number, line) in text[fields].split_inclusive('\n').enumerate() {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        let has_fence = matches!(matter.shape, Shape::Fields | Shape::Toml);
        if !has_fence && number >= MOST_LINES {
            break;
        }
        let is_read =
            read.is_some_and(|read| (span.start..=span.end).contains(&read.start));
        if is_read || !is_field(line, matter.shape, audiences) {
            continue;
        }
        let message = "this line was meant to say for whom the page is, and is not read";
        let help = "write `audience: [facilitator]` at the edge, once, between two lines of `---`";
        faults.push(Diagnostic::at(Code::E510, file, span, message).help(help));
    }
    faults
}

/// Whether a line looks like the field; where nothing else says that these are fields, only
/// with the name of an audience.
fn is_field(line: &str, shape: Shape, audiences: &Audiences) -> bool {
    let lower = line
        .trim_start_matches([' ', '\t', '-', '"', '\'', '?'])
        .to_lowercase();
    let Some(rest) = lower.strip_prefix(AUDIENCE) else {
        return false;
    };
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let rest = rest.trim_start_matches(['"', '\'', ' ', '\t']);
    if !rest.starts_with([':', '=']) {
        return false;
    }
    let mut words = rest.split(|c: char| !c.is_alphanumeric() && c != '-');
    match shape {
        Shape::Fields | Shape::Toml | Shape::Unclosed => true,
        Shape::None | Shape::Lookalike => words.any(|word| audiences.has(word)),
    }
}
