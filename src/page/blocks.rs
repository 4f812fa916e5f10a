//! The blocks of a page as a tree of sections and boxes.
//!
//! Markdown is flat: a heading, then paragraphs, then a heading. Here everything below a
//! heading hangs on it, and everything between the lines of a box hangs on the box.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::directives::{Ending, Line, LineSort, Nesting};
use super::markdown::{Events, Heading};
use super::shortcodes::restore;
use crate::span::Span;

/// Something that stands on the page.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub sort: Sort,
    /// All its bytes, with those of its children.
    pub span: Span,
    /// What hangs on it.
    pub children: Vec<Node>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Sort {
    /// A heading with all that follows up to the next of its level.
    Section(Section),
    /// A box, by its place in the list of lines.
    Box(usize),
    /// A leaf, by its place in the list of lines.
    Leaf(usize),
    /// A line that closes a box or nothing; prints nothing.
    Silent,
    /// A block of Markdown.
    Block(Shape, Range<usize>),
}

/// A heading that opens a section.
#[derive(Clone, Debug)]
pub struct Section {
    /// 1 to 6.
    pub level: u8,
    /// Its place among the headings of the page.
    pub number: usize,
    /// Its text.
    pub text: String,
    /// Its id.
    pub id: String,
    /// Its classes, such as `do`.
    pub classes: Vec<String>,
    /// The bytes of the heading itself.
    pub span: Span,
}

/// What a block of Markdown looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A paragraph.
    Paragraph,
    /// A list with bullets.
    Bullets,
    /// A numbered list.
    Numbers,
    /// A quote without a kind.
    Quote,
    /// A table.
    Table,
    /// A rule.
    Rule,
    /// Anything else.
    Other,
}

/// Arranges the blocks of a page.
pub fn arrange(
    events: &Events,
    lines: &[Line],
    nesting: &Nesting,
    headings: &[Heading],
    end: usize,
) -> Vec<Node> {
    let flat = flat(events, lines, headings);
    let mut maker = Maker {
        lines,
        nesting,
        flat: flat.into_iter().peekable(),
    };
    let nodes = maker.up_to(None, end);
    sections(nodes)
}

/// The blocks of a page one after the other.
fn flat(events: &Events, lines: &[Line], headings: &[Heading]) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut numbers = 0;
    let mut depth = 0usize;
    let mut start = 0;
    for (at, (event, range)) in events.iter().enumerate() {
        if depth == 0 {
            start = at;
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if let Event::End(TagEnd::Heading(_)) = event {
            numbers += 1;
        }
        if depth > 0 {
            continue;
        }
        let first = &events[start];
        let span = Span::new(first.1.start, range.end.max(first.1.end));
        let sort = sort_of(&first.0, start..at + 1, lines, span);
        let sort = match (sort, &first.0) {
            (Sort::Block(..), Event::Start(Tag::Heading { level, classes, .. })) => {
                let number = numbers - 1;
                Sort::Section(Section {
                    level: *level as u8,
                    number,
                    text: headings
                        .get(number)
                        .map(|h| h.text.clone())
                        .unwrap_or_default(),
                    id: headings
                        .get(number)
                        .map(|h| h.id.clone())
                        .unwrap_or_default(),
                    classes: classes.iter().map(|class| class.to_string()).collect(),
                    span,
                })
            }
            (sort, _) => sort,
        };
        nodes.push(Node {
            sort,
            span,
            children: Vec::new(),
        });
    }
    nodes
}

fn sort_of(event: &Event, events: Range<usize>, lines: &[Line], span: Span) -> Sort {
    if let Event::Start(Tag::HtmlBlock) = event
        && let Ok(line) = lines.binary_search_by_key(&span.start, |line| line.span.start)
    {
        return match lines[line].sort {
            LineSort::Open(..) => Sort::Box(line),
            LineSort::Leaf(_) => Sort::Leaf(line),
            LineSort::Close(_) => Sort::Silent,
        };
    }
    let shape = match event {
        Event::Start(Tag::Paragraph) => Shape::Paragraph,
        Event::Start(Tag::List(None)) => Shape::Bullets,
        Event::Start(Tag::List(Some(_))) => Shape::Numbers,
        Event::Start(Tag::BlockQuote(None)) => Shape::Quote,
        Event::Start(Tag::Table(_)) => Shape::Table,
        Event::Rule => Shape::Rule,
        _ => Shape::Other,
    };
    Sort::Block(shape, events)
}

struct Maker<'a, I: Iterator<Item = Node>> {
    lines: &'a [Line],
    nesting: &'a Nesting,
    flat: std::iter::Peekable<I>,
}

impl<I: Iterator<Item = Node>> Maker<'_, I> {
    /// The nodes up to the end of a box, or of the page.
    fn up_to(&mut self, ending: Option<Ending>, page_end: usize) -> Vec<Node> {
        let limit = match ending {
            Some(Ending::Line(at) | Ending::Before(at)) => {
                self.lines[at].span.start as usize
            }
            Some(Ending::Page) | None => page_end,
        };
        let mut nodes = Vec::new();
        while let Some(node) =
            self.flat.next_if(|node| (node.span.start as usize) < limit)
        {
            let Sort::Box(line) = node.sort else {
                nodes.push(node);
                continue;
            };
            let Some(ending) = self.nesting.closes.get(&line).copied() else {
                nodes.push(Node {
                    sort: Sort::Silent,
                    ..node
                });
                continue;
            };
            let children = sections(self.up_to(Some(ending), page_end));
            let end = match ending {
                Ending::Line(at) => self.lines[at].span.end as usize,
                Ending::Before(at) => self.lines[at].span.start as usize,
                Ending::Page => page_end,
            };
            if let Ending::Line(at) = ending {
                // The closing line belongs to the box.
                let start = self.lines[at].span.start;
                self.flat.next_if(|node| node.span.start == start);
            }
            let span = Span::new(node.span.start as usize, end);
            nodes.push(Node {
                sort: node.sort,
                span,
                children,
            });
        }
        nodes
    }
}

/// Hangs everything below a heading on it.
fn sections(nodes: Vec<Node>) -> Vec<Node> {
    let mut done: Vec<Node> = Vec::new();
    let mut open: Vec<Node> = Vec::new();
    let level_of = |node: &Node| match &node.sort {
        Sort::Section(section) => section.level,
        _ => 7,
    };
    fn hang(open: &mut [Node], done: &mut Vec<Node>, node: Node) {
        match open.last_mut() {
            Some(above) => {
                above.span.end = above.span.end.max(node.span.end);
                above.children.push(node);
            }
            None => done.push(node),
        }
    }
    for node in nodes {
        let level = level_of(&node);
        if level == 7 {
            hang(&mut open, &mut done, node);
            continue;
        }
        while open.last().is_some_and(|above| level_of(above) >= level) {
            let closed = open.pop().expect("there is a last one");
            hang(&mut open, &mut done, closed);
        }
        open.push(node);
    }
    while let Some(closed) = open.pop() {
        hang(&mut open, &mut done, closed);
    }
    done
}

/// The text of some events without markup, on one line.
pub fn text_of(events: &[(Event, Range<usize>)]) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&restore(words)),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::Heading(_),
            ) => text.push(' '),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The items of a list: the events of each, without those of the list itself.
pub fn items_of(events: &Events, list: Range<usize>) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let mut depth = 0;
    let mut start = list.start;
    for at in list {
        match &events[at].0 {
            Event::Start(Tag::Item) if depth == 1 => start = at,
            Event::End(TagEnd::Item) if depth == 2 => items.push(start..at + 1),
            _ => {}
        }
        match &events[at].0 {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    items
}

/// The addresses of links among some events.
pub fn addresses_of(events: &[(Event, Range<usize>)]) -> Vec<String> {
    let address = |event: &Event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(CowStr::to_string(dest_url)),
        _ => None,
    };
    events
        .iter()
        .filter_map(|(event, _)| address(event))
        .collect()
}
