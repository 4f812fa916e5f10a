//! YAML, read one top-level entry at a time and under a budget.
//!
//! The only place that knows `serde_yaml`. A document is first read as a whole; if that
//! fails, entry by entry, so that one fault does not hide the others. The budget is spent
//! while visiting, so that a bomb of aliases costs no more than an honest document.

use serde::de::{self, DeserializeSeed};

pub use super::node::Node;
use super::node::{Budget, MOST_BYTES, NodeSeed};
use crate::span::Span;

/// More brackets than any honest document has; the parser's cost is quadratic in their depth.
const MOST_BRACKETS: usize = 2_000;

/// One top-level `key: value`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub span: Span,
    /// The value.
    pub value: Node,
    /// A plain scalar as written: `12:30`, `0123` and `1e3` stay what they are.
    pub raw: String,
    /// The lines of the entry.
    pub lines: Span,
}

impl Entry {
    /// The value as text, exactly as written where that was a plain scalar.
    pub fn text(&self) -> Option<String> {
        match &self.value {
            Node::Number(_) | Node::Bool(_) => Some(self.raw.clone()),
            other => other.text(),
        }
    }

    /// Where a nested key stands in front of its colon; else the entry's key.
    pub fn locate_key(&self, document: &str, wanted: &str) -> Span {
        let lines = &document[self.lines.range()];
        let found = lines.match_indices(wanted).map(|(at, _)| at).find(|&at| {
            let before = lines[..at].trim_end_matches([' ', '"', '\'', '\t']);
            let after = lines[at + wanted.len()..].trim_start_matches(['"', '\'']);
            let begins = before.ends_with(['\n', '\r', '{', ',']);
            begins && after.trim_start_matches(' ').starts_with(':')
        });
        found.map_or(self.span, |at| {
            let start = self.lines.range().start + at;
            Span::new(start, start + wanted.len())
        })
    }

    /// Where a nested key or value stands, as nearly as the text shows; else the entry's key.
    pub fn locate(&self, document: &str, wanted: &str) -> Span {
        let lines = &document[self.lines.range()];
        let found = lines.match_indices(wanted).map(|(at, _)| at).find(|&at| {
            let before = lines[..at].chars().next_back();
            let after = lines[at + wanted.len()..].chars().next();
            let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !is_word(before) && !is_word(after) && at > 0
        });
        match found.filter(|_| !wanted.is_empty()) {
            Some(at) => {
                let start = self.lines.start as usize + at;
                Span::new(start, start + wanted.len())
            }
            None => self.span,
        }
    }
}

/// Something that could not be read.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// Whether the document is broken or only too much.
    pub kind: FaultKind,
    /// The parser's words.
    pub message: String,
}

impl Fault {
    /// What to do about something that is not YAML.
    pub fn help(&self) -> &'static str {
        match self.kind {
            FaultKind::Comment => "put the value into quotes, such as \"#7784FF\"",
            _ => {
                "check the line for a missing colon, quote or bracket; put quotes around text that holds `: `"
            }
        }
    }
}

/// Why something could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Not YAML, or not a list of `key: value`.
    Unreadable,
    /// A `#` in front of what was meant as a value: the rest of its line does not count.
    Comment,
    /// A key that was there before.
    Repeated,
    /// More than the budget allows.
    TooLarge,
}

/// The entries of a document and everything that is wrong with it.
pub fn read_entries(document: &str) -> (Vec<Entry>, Vec<Fault>) {
    let brackets = document
        .bytes()
        .filter(|b| matches!(b, b'[' | b'{'))
        .count();
    if document.len() > MOST_BYTES || brackets > MOST_BRACKETS {
        let message = format!(
            "{} KB of YAML is more than anybody reads; {} KB are allowed",
            document.len() / 1024 + 1,
            MOST_BYTES / 1024
        );
        let fault = Fault {
            span: Span::default(),
            kind: FaultKind::TooLarge,
            message,
        };
        return (Vec::new(), vec![fault]);
    }
    let chunks = split(document);
    let budget = Budget::default();
    if let Ok(pairs) = parse(document, &budget)
        && let Some(entries) = pair_up(document, &chunks, pairs)
    {
        return without_repetitions(entries);
    }
    let mut entries = Vec::new();
    let mut faults = Vec::new();
    let budget = Budget::default();
    for chunk in chunks {
        let text = &document[chunk.lines.range()];
        match parse(text, &budget) {
            Ok(pairs) => entries.extend(
                pairs
                    .into_iter()
                    .map(|(key, value)| chunk.entry(document, key, value)),
            ),
            Err(error) => faults.push(chunk.fault(document, &error, &budget)),
        }
        if budget.exceeded.get() {
            break;
        }
    }
    let (entries, repeated) = without_repetitions(entries);
    faults.extend(repeated);
    (entries, faults)
}

/// The lines of one top-level entry.
struct Chunk {
    lines: Span,
    key: Span,
}

impl Chunk {
    fn entry(&self, document: &str, key: String, value: Node) -> Entry {
        let after_key = &document[self.key.end as usize..self.lines.end as usize];
        let raw = after_key
            .trim_start_matches(['"', '\''])
            .trim_start()
            .trim_start_matches(':');
        let raw = raw.split(" #").next().unwrap_or(raw).trim().to_owned();
        Entry {
            key,
            span: self.key,
            value,
            raw,
            lines: self.lines,
        }
    }

    fn fault(&self, document: &str, error: &serde_yaml::Error, budget: &Budget) -> Fault {
        let text = &document[self.lines.range()];
        let line = error.location().map_or(1, |at| at.line());
        let column = error.location().map_or(1, |at| at.column());
        let before: usize = text
            .split_inclusive(['\n', '\r'])
            .take(line - 1)
            .map(str::len)
            .sum();
        let in_line = text[before..]
            .char_indices()
            .nth(column - 1)
            .map_or(0, |(at, _)| at);
        let end = self.lines.end as usize;
        let start =
            (self.lines.start as usize + before + in_line).min(end.saturating_sub(1));
        let start = (0..=start)
            .rev()
            .find(|&at| document.is_char_boundary(at))
            .unwrap_or(0);
        let words = error.to_string();
        let message = plain_words(words.split(" at line ").next().unwrap_or(&words));
        let kind = match budget.exceeded.get() {
            true => FaultKind::TooLarge,
            false => FaultKind::Unreadable,
        };
        if let Some(at) = swallowing_comment(text).filter(|_| !budget.exceeded.get()) {
            let start = self.lines.range().start + at;
            return Fault {
                span: Span::new(start, start + 1),
                kind: FaultKind::Comment,
                message: "`#` begins a comment, so the rest of the line does not count"
                    .to_owned(),
            };
        }
        Fault {
            span: Span::new(start, start),
            kind,
            message,
        }
    }
}

/// Where a comment begins in place of a value and takes a closing bracket with it:
/// `{ colour: #0E7C86 }`.
fn swallowing_comment(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let hash = line.match_indices(" #").map(|(hash, _)| hash);
        let mut hash = hash.filter(|hash| {
            let (before, rest) = line.split_at(*hash);
            let before = before.trim_end();
            before.contains(['{', '['])
                && before.ends_with([':', ',', '['])
                && rest.contains(['}', ']'])
        });
        if let Some(hash) = hash.next() {
            return Some(at + hash + 1);
        }
        at += line.len();
    }
    None
}

/// The commonest words of the parser, as people would say them.
fn plain_words(words: &str) -> String {
    let known = [
        (
            "mapping values are not allowed",
            "the value holds a second colon; put it in quotes",
        ),
        (
            "did not find expected ',' or ']'",
            "a list that begins with `[` is not closed with `]`",
        ),
        (
            "did not find expected ',' or '}'",
            "what begins with `{` is not closed with `}`",
        ),
        (
            "found character that cannot start any token",
            "a value cannot begin with this sign, or a tab stands where blanks belong",
        ),
        (
            "found unexpected end of stream",
            "a quotation mark is opened and not closed",
        ),
        (
            "could not find expected ':'",
            "the line is no `name: value`",
        ),
        (
            "unknown anchor",
            "`*` at the beginning of a value means something else; put it in quotes",
        ),
    ];
    let found = known
        .iter()
        .find(|(technical, _)| words.contains(technical));
    found.map_or_else(|| words.to_owned(), |(_, plain)| (*plain).to_owned())
}

/// Cuts a document where a line begins with a key in its first column.
fn split(document: &str) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut at = 0;
    for line in document.split_inclusive(['\n', '\r']) {
        let start = at;
        at += line.len();
        let opens = line
            .chars()
            .next()
            .is_some_and(|c| !c.is_whitespace() && !"#-]}".contains(c));
        if opens {
            let key = line.find([':', '\n', '\r']).unwrap_or(line.len());
            chunks.push(Chunk {
                lines: Span::new(start, at),
                key: Span::new(start, start + key),
            });
        } else if let Some(chunk) = chunks.last_mut() {
            chunk.lines.end = at as u32;
        } else if !line.trim().is_empty() && !line.starts_with('#') {
            chunks.push(Chunk {
                lines: Span::new(start, at),
                key: Span::new(start, start),
            });
        }
    }
    chunks
}

fn parse(text: &str, budget: &Budget) -> Result<Vec<(String, Node)>, serde_yaml::Error> {
    let seed = NodeSeed { budget, depth: 0 };
    match seed.deserialize(serde_yaml::Deserializer::from_str(text))? {
        Node::Map(pairs) => Ok(pairs),
        Node::Null => Ok(Vec::new()),
        other => Err(de::Error::custom(format!(
            "expected `key: value` lines, found {}",
            other.describe()
        ))),
    }
}

/// Gives each pair of a whole document the lines it came from, if they match one to one.
fn pair_up(
    document: &str,
    chunks: &[Chunk],
    pairs: Vec<(String, Node)>,
) -> Option<Vec<Entry>> {
    if let [only] = chunks
        && document[only.lines.range()].starts_with('{')
    {
        return Some(
            pairs
                .into_iter()
                .map(|(k, v)| only.entry(document, k, v))
                .collect(),
        );
    }
    if chunks.len() != pairs.len() {
        return None;
    }
    let written = |chunk: &Chunk| {
        document[chunk.key.range()]
            .trim_matches([' ', '"', '\''])
            .to_owned()
    };
    let matches = chunks
        .iter()
        .zip(&pairs)
        .all(|(chunk, (key, _))| written(chunk) == *key);
    matches.then(|| {
        chunks
            .iter()
            .zip(pairs)
            .map(|(chunk, (k, v))| chunk.entry(document, k, v))
            .collect()
    })
}

fn without_repetitions(entries: Vec<Entry>) -> (Vec<Entry>, Vec<Fault>) {
    let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut faults = Vec::new();
    for entry in entries {
        if kept.iter().any(|earlier| earlier.key == entry.key) {
            let message =
                format!("`{}` is written twice; the first one counts", entry.key);
            faults.push(Fault {
                span: entry.span,
                kind: FaultKind::Repeated,
                message,
            });
        } else {
            kept.push(entry);
        }
    }
    (kept, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(document: &str) -> Vec<String> {
        read_entries(document)
            .0
            .into_iter()
            .map(|entry| entry.key)
            .collect()
    }

    #[test]
    fn every_fault_is_found_and_the_healthy_entries_are_kept() {
        let document = "title: Fine\nbad: a: b\norder: 3\nother: [1, 2\nlast: yes\n";
        let (entries, faults) = read_entries(document);
        let keys: Vec<_> = entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["title", "order", "last"]);
        assert_eq!(faults.len(), 2);
        let line = |at: u32| document[..at as usize].matches('\n').count() + 1;
        assert_eq!(line(faults[0].span.start), 2);
        assert!((4..=5).contains(&line(faults[1].span.start)));
    }

    #[test]
    fn scalars_keep_the_way_they_are_written() {
        let (entries, _) =
            read_entries("title: 12:30\nb: 0123\nc: 1e3 # note\nd: NO\ne: \"x: y\"\n");
        let texts: Vec<_> = entries.iter().filter_map(Entry::text).collect();
        assert_eq!(texts, ["12:30", "0123", "1e3", "NO", "x: y"]);
    }

    #[test]
    fn lists_and_texts_over_several_lines_belong_to_their_key() {
        assert_eq!(
            keys("a:\n- 1\n- 2\nb: |\n  text\n\n  more\nc: {x: 1,\n  y: 2}\n"),
            ["a", "b", "c"]
        );
        assert_eq!(
            keys("{ \"title\": \"Json\", \"tags\": [\"a\"] }"),
            ["title", "tags"]
        );
        assert_eq!(keys("a: 1\r\nb: 2\r\n"), ["a", "b"]);
        assert_eq!(keys("a: 1\rb: 2\r"), ["a", "b"]);
    }

    #[test]
    fn a_key_that_comes_twice_is_a_fault() {
        let (entries, faults) = read_entries("a: 1\nb: 2\na: 3\n");
        assert_eq!(entries.len(), 2);
        assert_eq!(faults[0].kind, FaultKind::Repeated);
    }

    #[test]
    fn bombs_are_cheap() {
        let mut laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
        for pair in ["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"] {
            let (from, to) = pair.split_at(1);
            laughs += &format!(
                "{to}: &{to} [*{from},*{from},*{from},*{from},*{from},*{from}]\n"
            );
        }
        let deep = format!("a: {}{}", "[".repeat(1_500), "]".repeat(1_500));
        let wide = format!(
            "a: &a \"{}\"\nb: [{}]\n",
            "x".repeat(30_000),
            "*a,".repeat(9_000)
        );
        for bomb in [laughs, deep, wide, "a: ".to_owned() + &"[".repeat(60_000)] {
            assert!(!read_entries(&bomb).1.is_empty());
        }
    }
}
