//! What an edition leaves of a page: its text without what is for others.
//!
//! The text that stays reads as if the rest had never been written: what is left out takes its
//! line ends with it, so that nothing tells how much there was. Marks for those who do read it
//! go too.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::ParseJob;
use super::audience::{AUDIENCE, Readers, is_for, readers_of, readers_of_headings};
use super::blocks::{Node, Sort, arrange};
use super::directives::{Ending, Head, Line, LineSort, Nesting, nest};
use super::markdown::{self, Dialect};
use super::{front_matter, recognise, shortcodes};

/// All that cutting a page may depend on.
#[derive(Clone, Debug, Hash)]
pub struct CutJob {
    /// The page.
    pub page: ParseJob,
    /// The audiences that the page as a whole is for; empty for all.
    pub editions: Vec<String>,
    /// The audience of the edition.
    pub audience: Arc<str>,
}

/// A page in an edition.
#[derive(Clone, Debug)]
pub struct Cut {
    /// What stays of it.
    pub stays: Stays,
    /// What is left out.
    pub left: Vec<LeftOut>,
}

/// How much of a page stays.
#[derive(Clone, Debug)]
pub enum Stays {
    /// All of it.
    All,
    /// This text, with what was changed to come to it.
    Part(Arc<str>, Vec<Change>),
    /// Nothing.
    Nothing,
}

/// A piece of a page that an edition leaves out.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// `page`, `section`, `leaf` or the name of the box.
    pub what: String,
    /// What it is called, if it is called anything.
    pub title: String,
    /// Where it stands in the file.
    pub range: Range<usize>,
}

/// Bytes of a file that gave way to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where they stood.
    pub range: Range<usize>,
    /// What stands there now.
    pub instead: &'static str,
}

/// Whether a text may hold any mark; most hold none, and are not looked at.
pub fn may_be_marked(text: &str) -> bool {
    text.contains(AUDIENCE) || text.contains("only") || text.contains("facilitator")
}

/// What an edition leaves of a page.
pub fn cut(job: &CutJob) -> Cut {
    let text: &str = &job.page.text;
    let is_shown = job.editions.is_empty()
        || job.editions.iter().any(|name| **name == *job.audience);
    if !is_shown {
        let page = LeftOut {
            what: "page".into(),
            title: String::new(),
            range: 0..text.len(),
        };
        return Cut {
            stays: Stays::Nothing,
            left: vec![page],
        };
    }
    let start = front_matter::find(text).body;
    let (clean, _) = shortcodes::blank_out(&text[start..]);
    let (marked, lines) = recognise::marked(&clean);
    let events = markdown::events(&marked, Dialect::Handbook);
    let (nesting, _) = nest(&lines, &job.page.file);
    let nodes = arrange(&events, &lines, &nesting, &[], marked.len());
    let mut knife = Knife {
        job,
        text: &text[start..],
        lines: &lines,
        nesting: &nesting,
        headings: readers_of_headings(&events),
        start,
        blanks: Vec::new(),
        marks: Vec::new(),
        left: Vec::new(),
    };
    knife.nodes(&nodes);
    knife.done(text)
}

struct Knife<'a> {
    job: &'a CutJob,
    text: &'a str,
    lines: &'a [Line],
    nesting: &'a Nesting,
    headings: BTreeMap<u32, Readers>,
    start: usize,
    /// Whole lines that go, in the Markdown.
    blanks: Vec<Range<usize>>,
    /// Marks that go from lines that stay, in the Markdown.
    marks: Vec<Range<usize>>,
    left: Vec<LeftOut>,
}

impl Knife<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            let readers = match &node.sort {
                Sort::Section(_) => self.headings.get(&node.span.start).cloned(),
                Sort::Box(line) | Sort::Leaf(line) => self.readers_of_line(*line),
                Sort::Silent | Sort::Block(..) => None,
            };
            let readers = readers.unwrap_or_default();
            if !is_for(&readers, &self.job.audience) {
                self.leave_out(node);
                continue;
            }
            if !readers.is_empty() {
                self.unmark(node);
            }
            self.nodes(&node.children);
        }
    }

    fn head(&self, line: usize) -> Option<&Head> {
        match &self.lines[line].sort {
            LineSort::Open(_, head) | LineSort::Leaf(head) => Some(head),
            LineSort::Close(_) => None,
        }
    }

    fn readers_of_line(&self, line: usize) -> Option<Readers> {
        let head = self.head(line)?;
        Some(readers_of(head, &self.job.page.audiences))
    }

    fn leave_out(&mut self, node: &Node) {
        let range = node.span.range();
        let first = self.text[range.clone()].lines().next().unwrap_or_default();
        let (what, title) = match &node.sort {
            Sort::Box(line) | Sort::Leaf(line) => {
                let head = self.head(*line);
                head.map_or_else(Default::default, |head| {
                    (head.name.clone(), head.title.clone())
                })
            }
            _ => {
                let title = first.trim_matches(['#', ' ']);
                let title = title.split('{').next().unwrap_or(title).trim();
                ("section".to_owned(), title.to_owned())
            }
        };
        let range = range.start..range.end.min(self.text.len());
        self.left.push(LeftOut {
            what,
            title,
            range: range.start + self.start..range.end + self.start,
        });
        self.blanks.push(range);
    }

    /// Takes the mark off something that stays.
    fn unmark(&mut self, node: &Node) {
        match &node.sort {
            Sort::Box(line)
                if self.head(*line).is_some_and(|head| head.name == "only") =>
            {
                self.blanks.push(self.lines[*line].span.range());
                if let Some(Ending::Line(end)) = self.nesting.closes.get(line) {
                    self.blanks.push(self.lines[*end].span.range());
                }
            }
            Sort::Box(line) | Sort::Leaf(line) => {
                let range = self.lines[*line].span.range();
                self.marks.extend(mark_in(self.text, range));
            }
            _ => {
                let start = node.span.start as usize;
                let rest = &self.text[start..];
                let end = rest.find(['\n', '\r']).map_or(rest.len(), |at| at);
                self.marks.extend(mark_in(self.text, start..start + end));
            }
        }
    }

    fn done(self, text: &str) -> Cut {
        let Self {
            start,
            blanks,
            marks,
            left,
            ..
        } = self;
        let mut changes: Vec<Change> = Vec::new();
        let mut blanks: Vec<Range<usize>> = blanks
            .into_iter()
            .map(|range| widened(text, start, range.start + start..range.end + start))
            .collect();
        blanks.sort_by_key(|range| (range.start, range.end));
        for range in blanks {
            match changes.last_mut() {
                Some(last) if range.start <= last.range.end => {
                    last.range.end = last.range.end.max(range.end);
                }
                _ => changes.push(Change { range, instead: "" }),
            }
        }
        for change in &mut changes {
            let Range { start: from, end } = change.range;
            change.instead = match (from == start, end == text.len()) {
                (true, _) => "",
                (false, true) => "\n",
                (false, false) => "\n\n",
            };
        }
        changes.extend(marks.into_iter().map(|range| Change {
            range: range.start + start..range.end + start,
            instead: "",
        }));
        changes.sort_by_key(|change| change.range.start);
        let stays = match changes.is_empty() {
            true => Stays::All,
            false => Stays::Part(changed(text, &changes).into(), changes),
        };
        Cut { stays, left }
    }
}

/// A range with the blank lines around it and the end of the line above.
fn widened(text: &str, body: usize, range: Range<usize>) -> Range<usize> {
    let above = text[body..range.start].trim_end().len() + body;
    let below = &text[range.end..];
    let blank = below.len() - below.trim_start().len();
    // The line that follows keeps its indent.
    let end = match below[..blank].rfind(['\n', '\r']) {
        Some(at) => range.end + at + 1,
        None if blank == below.len() => text.len(),
        None => range.end,
    };
    let end = if blank == below.len() {
        text.len()
    } else {
        end
    };
    above..end
}

/// Where `audience=…` stands in a line, with the blank in front, or the braces if it is all
/// that they hold.
fn mark_in(text: &str, line: Range<usize>) -> Option<Range<usize>> {
    let own = &text[line.clone()];
    let open = own.rfind('{')?;
    let key = open + own[open..].find("audience=")?;
    let value = &own[key + "audience=".len()..];
    let length = match value.strip_prefix('"') {
        Some(quoted) => quoted.find('"')? + 2,
        None => value.find(|c: char| c.is_whitespace() || c == '}')?,
    };
    let end = key + "audience=".len() + length;
    let is_all = own[open + 1..key].trim().is_empty() && own[end..].trim() == "}";
    let range = match is_all {
        true => own[..open].trim_end().len()..own.trim_end().len(),
        false => own[..key].trim_end().len().max(open + 1)..end,
    };
    Some(line.start + range.start..line.start + range.end)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for change in changes {
        out.push_str(&text[done..change.range.start]);
        out.push_str(change.instead);
        done = change.range.end;
    }
    out.push_str(&text[done..]);
    out
}

/// Where a byte of the text that stays stands in the file.
pub fn place_in_file(changes: &[Change], offset: usize) -> usize {
    let mut shift = 0isize;
    for change in changes {
        let from = change.range.start as isize + shift;
        if (offset as isize) < from + change.instead.len() as isize {
            break;
        }
        shift += change.instead.len() as isize - change.range.len() as isize;
    }
    usize::try_from(offset as isize - shift).unwrap_or_default()
}
