//! Boxes and leaves: `::: name title {attributes}`, `:::` and `::name {attributes}`.
//!
//! CommonMark knows no boxes. So every line that looks like one of ours is overwritten, byte
//! for byte, with a processing instruction of the same length: to the Markdown parser that is
//! a one-line HTML block, which ends a paragraph or a list and keeps references, footnotes and
//! positions of the whole page as they are. Where the parser then does not see a block of its
//! own there (inside code, for example), the line was none of ours and is put back.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::span::{Place, Span};

/// A line that opens, closes or stands for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line without its end, in the text.
    pub span: Span,
    /// What it is.
    pub sort: LineSort,
}

/// What such a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineSort {
    /// Opens a box with so many colons.
    Open(usize, Head),
    /// Closes a box with so many colons.
    Close(usize),
    /// Stands alone.
    Leaf(Head),
}

/// Name, title and attributes of a box or leaf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// What stands between name and attributes.
    pub title: String,
    /// `#id`.
    pub id: Option<String>,
    /// `key=value`, and flags with an empty value.
    pub attributes: BTreeMap<String, String>,
}

impl Head {
    /// An attribute that is there and says something.
    pub fn get(&self, key: &str) -> Option<String> {
        let value = self.attributes.get(key).map(|value| value.trim());
        value.filter(|value| !value.is_empty()).map(str::to_owned)
    }
}

/// Boxes in boxes; more than this is a slip, and would only cost time.
const MOST_DEPTH: usize = 16;

/// The text with every such line overwritten, and the lines.
pub fn overwrite(text: &str) -> (Cow<'_, str>, Vec<Line>) {
    let is_possible =
        text.starts_with("::") || text.contains("\n::") || text.contains("\r::");
    if !is_possible {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let bare = line.trim_end_matches(['\n', '\r']);
        if let Some(sort) = sort_of(bare) {
            let span = Span::new(start, start + bare.len());
            lines.push(Line { span, sort });
        }
        start += line.len();
    }
    let overwritten = with_lines(text, &lines, |length| {
        format!("<?{}>", "?".repeat(length - 3))
    });
    (overwritten, lines)
}

/// Puts back the lines that turned out to be none of ours.
pub fn restore(overwritten: &str, original: &str, lines: &[Line]) -> String {
    let mut text = overwritten.to_owned();
    for line in lines {
        text.replace_range(line.span.range(), &original[line.span.range()]);
    }
    text
}

fn with_lines<'t>(
    text: &'t str,
    lines: &[Line],
    filler: impl Fn(usize) -> String,
) -> Cow<'t, str> {
    if lines.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len());
    let mut done = 0;
    for line in lines {
        let range = line.span.range();
        written.push_str(&text[done..range.start]);
        written.push_str(&filler(range.len()));
        done = range.end;
    }
    written.push_str(&text[done..]);
    Cow::Owned(written)
}

/// What a line is, if it looks like a box or a leaf.
pub fn sort_of(line: &str) -> Option<LineSort> {
    let line = line.trim_end();
    let colons = line.bytes().take_while(|byte| *byte == b':').count();
    let rest = &line[colons..];
    match colons {
        0 | 1 => None,
        2 => {
            let head = head(rest, Title::Forbidden)?;
            Some(LineSort::Leaf(head))
        }
        _ if rest.is_empty() => Some(LineSort::Close(colons)),
        _ => {
            let named = rest.trim_start();
            let head = head(named, Title::Allowed)?;
            Some(LineSort::Open(colons, head))
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Title {
    Allowed,
    Forbidden,
}

/// `name title {attributes}`.
fn head(text: &str, title: Title) -> Option<Head> {
    let is_name = |c: char| c.is_ascii_lowercase() || matches!(c, '-' | '_');
    let first = text.chars().next().filter(char::is_ascii_alphabetic)?;
    let end =
        text.find(|c: char| !is_name(c.to_ascii_lowercase()) && !c.is_ascii_digit());
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    if !first.is_ascii_alphabetic()
        || !(rest.is_empty() || rest.starts_with([' ', '\t', '{']))
    {
        return None;
    }
    let rest = rest.trim();
    let (words, attributes) = match rest.rfind('{') {
        Some(at) if rest.ends_with('}') => {
            (rest[..at].trim(), &rest[at + 1..rest.len() - 1])
        }
        _ => (rest, ""),
    };
    if title == Title::Forbidden && !words.is_empty() {
        return None;
    }
    let mut head = Head {
        name: name.to_owned(),
        title: words.to_owned(),
        ..Head::default()
    };
    read_attributes(attributes, &mut head);
    Some(head)
}

/// `#id .class key=value key="a value" flag`.
fn read_attributes(text: &str, head: &mut Head) {
    let mut rest = text.trim();
    while !rest.is_empty() {
        let word = rest
            .find(|c: char| c.is_whitespace() || c == '=')
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(word);
        let Some(value) = after.strip_prefix('=') else {
            match name.strip_prefix('#') {
                Some(id) if !id.is_empty() => head.id = Some(id.to_owned()),
                _ if name.starts_with('.') => {}
                _ => {
                    head.attributes.insert(name.to_owned(), String::new());
                }
            }
            rest = after.trim_start();
            continue;
        };
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => {
                value.split_at(value.find(char::is_whitespace).unwrap_or(value.len()))
            }
        };
        head.attributes.insert(name.to_owned(), value.to_owned());
        rest = after.trim_start();
    }
}

/// How the boxes of a page nest.
#[derive(Clone, Debug, Default)]
pub struct Nesting {
    /// For every line that opens a box, the line that closes it; `None` where the page or
    /// another box ends it. Keys are places in the list of lines.
    pub closes: BTreeMap<usize, Ending>,
    /// Lines that close nothing.
    pub strays: BTreeSet<usize>,
}

/// Where a box ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With this line.
    Line(usize),
    /// Before this line, which belongs to another box.
    Before(usize),
    /// With the page.
    Page,
}

/// Finds out which line closes which box; an outer box has more colons than an inner one.
pub fn nest(lines: &[Line], file: &Arc<str>) -> (Nesting, Vec<Diagnostic>) {
    let mut nesting = Nesting::default();
    let mut problems = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut deep = BTreeSet::new();
    for (at, line) in lines.iter().enumerate() {
        match &line.sort {
            LineSort::Leaf(_) => {}
            LineSort::Open(colons, _) => {
                while open.last().is_some_and(|(_, outer)| outer <= colons) {
                    let (left, outer) = open.pop().expect("there is a last one");
                    nesting.closes.insert(left, Ending::Before(at));
                    problems.push(not_closed(lines, left, Some((at, outer)), file));
                }
                if open.len() == MOST_DEPTH {
                    problems.push(too_deep(line, file));
                }
                if open.len() >= MOST_DEPTH {
                    deep.insert(at);
                }
                open.push((at, *colons));
            }
            LineSort::Close(colons) => {
                if !open.iter().any(|(_, own)| own == colons) {
                    nesting.strays.insert(at);
                    problems.push(closes_nothing(line, &open, file));
                    continue;
                }
                while let Some((left, own)) = open.pop() {
                    if own == *colons {
                        nesting.closes.insert(left, Ending::Line(at));
                        break;
                    }
                    nesting.closes.insert(left, Ending::Before(at));
                    problems.push(not_closed(lines, left, None, file));
                }
            }
        }
    }
    for (left, _) in open {
        nesting.closes.insert(left, Ending::Page);
        problems.push(not_closed(lines, left, None, file));
    }
    nesting.closes.retain(|line, _| !deep.contains(line));
    (nesting, problems)
}

fn not_closed(
    lines: &[Line],
    left: usize,
    inner: Option<(usize, usize)>,
    file: &Arc<str>,
) -> Diagnostic {
    let line = &lines[left];
    let (colons, name) = match &line.sort {
        LineSort::Open(colons, head) => (*colons, head.name.as_str()),
        _ => (3, ""),
    };
    let message = format!("the box `{name}` is opened here and never closed");
    let help = format!("put a line of {} behind its last line", ":".repeat(colons));
    let problem = Diagnostic::at(Code::E602, file, line.span, message);
    match inner {
        None => problem.help(help),
        Some((at, outer)) => {
            let help = format!(
                "{help}; if the next box is to stand inside it, open and close `{name}` with {} colons",
                outer + 1
            );
            let label = Label {
                place: Place::at(file, lines[at].span),
                message: "the next box is opened here".into(),
            };
            let mut problem = problem.help(help);
            problem.labels.push(label);
            problem
        }
    }
}

fn too_deep(line: &Line, file: &Arc<str>) -> Diagnostic {
    let message = format!("boxes are nested deeper than {MOST_DEPTH} levels");
    Diagnostic::at(Code::E603, file, line.span, message)
        .help("close the outer boxes first; nobody can follow so many")
}

fn closes_nothing(line: &Line, open: &[(usize, usize)], file: &Arc<str>) -> Diagnostic {
    let message = "this line closes no box: none with so many colons is open";
    let help = match open.last() {
        Some((_, colons)) => format!(
            "the box that is open here is closed by {}",
            ":".repeat(*colons)
        ),
        None => "take the line out, or open a box above with `::: name`".to_owned(),
    };
    Diagnostic::at(Code::E602, file, line.span, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(text: &str) -> Vec<LineSort> {
        overwrite(text)
            .1
            .into_iter()
            .map(|line| line.sort)
            .collect()
    }

    #[test]
    fn lines_are_overwritten_byte_for_byte() {
        let text = "a\n::: check Grüße {#x}\nb\n:::\r\n::raci\n";
        let (over, lines) = overwrite(text);
        assert_eq!(over.len(), text.len());
        assert_eq!(lines.len(), 3);
        assert!(over.ends_with("<?>\r\n<????>\n"), "{over}");
        assert_eq!(restore(&over, text, &lines), text);
    }

    #[test]
    fn names_titles_and_attributes_are_read() {
        let found = heads(
            "::: handoff Qualified enquiry {#H1 from=marketing within=\"4 working hours\" x}",
        );
        let [LineSort::Open(3, head)] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(
            (head.name.as_str(), head.title.as_str()),
            ("handoff", "Qualified enquiry")
        );
        assert_eq!(head.id.as_deref(), Some("H1"));
        assert_eq!(head.get("within").as_deref(), Some("4 working hours"));
        assert_eq!(head.get("x"), None);
    }

    #[test]
    fn other_colons_are_left_alone() {
        for text in [
            "::",
            ": a",
            "a ::: b",
            " ::: myth",
            ":::: ",
            "::raci and more",
            "::: {.x}",
            "::1",
            "std::io",
        ] {
            let found = heads(text);
            let plain = found.is_empty() || matches!(found[0], LineSort::Close(_));
            assert!(plain, "{text}: {found:?}");
        }
    }

    #[test]
    fn a_box_ends_where_it_must() {
        let file: Arc<str> = "a.md".into();
        let codes = |text: &str| {
            let lines = overwrite(text).1;
            let (nesting, problems) = nest(&lines, &file);
            (nesting.closes.len(), problems.len())
        };
        assert_eq!(codes(":::: both\n::: only\n:::\n::::"), (2, 0));
        assert_eq!(codes("::: myth\n::: reality\n:::"), (2, 1));
        assert_eq!(codes("::: myth\n:::\n:::"), (1, 1));
        assert_eq!(codes(":::: both\n::: only\n::::"), (2, 1));
        assert_eq!(codes("::: myth"), (1, 1));
    }
}
