//! Markdown to the tree for paper.
//!
//! Walks over the parser's events once. Does at each place what the marks of the page say, as
//! the writer for the screen does, and gathers the same pieces. Never fails: what has no form
//! on paper leaves its text, and is told.

mod blocks;
mod inline;
mod parts;
mod raw;

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::job::Chapter;
use super::paper::{Node, Slots};
use crate::input::settings::HtmlPolicy;
use crate::page::markdown::{DECORATIVE, Dialect};
use crate::page::marks::{Mark, Part};
use crate::page::{Body, Facts, Heading};
use crate::site::computed::Computed;
use crate::site::target::Target;

/// Deeper nesting than this is set without further structure.
const MOST_DEPTH: usize = 20;

/// A drawing of a view: its name among the data of the document, and what it shows.
pub type Drawn = Option<(String, String)>;

/// Draws a view under a name.
pub type Draw<'a> = dyn FnMut(&Computed) -> Drawn + 'a;

/// What became of a page's text.
#[derive(Default)]
pub struct Written {
    /// What stands on the page itself.
    pub nodes: Vec<Node>,
    /// What is shown elsewhere: sheets, notes for whoever leads, segments of the agenda.
    pub pieces: Vec<(Part, Vec<Node>)>,
    /// The terms in it, by their places in the glossary, in the order of their first use.
    pub terms: Vec<usize>,
    /// Footnotes by their labels.
    pub notes: BTreeMap<String, Vec<Node>>,
    /// What has no form on paper, and where it stands in the Markdown.
    pub lost: Vec<(Lost, usize)>,
}

/// What has no form on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lost {
    /// HTML: its text stays.
    Html,
    /// Structure that nests deeper than paper shows.
    Depth,
}

/// What a frame of the writer is for.
enum Hold {
    Root,
    Block(Tag<'static>),
    /// Nested too deep: what stands in it goes to the frame around.
    Flat,
    Part(Part, Slots),
    Item,
    Feedback,
}

struct Frame {
    hold: Hold,
    nodes: Vec<Node>,
    /// For an item with a box to tick: whether it is ticked.
    task: Option<bool>,
}

struct Items {
    name: &'static str,
    depth: usize,
    has_feedback: bool,
}

struct Picture {
    depth: usize,
    alt: String,
    address: String,
    title: String,
}

/// What gathers the text of the moment.
enum Gathering {
    /// Running text.
    Nothing,
    /// A block of code, and its language.
    Code(String, String),
    /// A block of HTML.
    Html(String, usize),
    /// The words of a picture.
    Picture(Picture),
}

pub(super) struct Writer<'a> {
    chapter: &'a Chapter,
    facts: &'a Facts,
    body: &'a Body,
    policy: HtmlPolicy,
    draw: &'a mut Draw<'a>,
    marks: &'a [Mark],
    headings: std::slice::Iter<'a, Heading>,
    frames: Vec<Frame>,
    pending: String,
    gathering: Gathering,
    items: Option<Items>,
    skip_until: usize,
    table: &'static str,
    in_heading: bool,
    in_head: bool,
    link_depth: usize,
    quote_depth: usize,
    dropped_element: Option<String>,
    without: BTreeSet<usize>,
    written: Written,
}

/// Writes the text of a page; nothing for pages that nobody wrote.
pub fn write<'a>(
    chapter: &'a Chapter,
    policy: HtmlPolicy,
    draw: &'a mut Draw<'a>,
) -> Written {
    let Some(text) = &chapter.text else {
        return Written::default();
    };
    let writer = Writer {
        chapter,
        facts: &text.facts,
        body: &text.body,
        policy,
        draw,
        marks: &text.body.marks,
        headings: text.facts.headings.iter(),
        frames: vec![Frame {
            hold: Hold::Root,
            nodes: Vec::new(),
            task: None,
        }],
        pending: String::new(),
        gathering: Gathering::Nothing,
        items: None,
        skip_until: 0,
        table: "plain",
        in_heading: false,
        in_head: false,
        link_depth: 0,
        quote_depth: 0,
        dropped_element: None,
        without: terms_of_its_own(chapter, &text.facts),
        written: Written::default(),
    };
    writer.run()
}

/// Terms that the page is about or links itself.
fn terms_of_its_own(chapter: &Chapter, facts: &Facts) -> BTreeSet<usize> {
    let glossary = &chapter.glossary;
    let named = facts.addresses.iter();
    let named = named.filter_map(|address| glossary.find(address.strip_prefix("term:")?));
    let own = chapter.page.source.as_ref();
    let own = own.and_then(|source| glossary.term_of_page(source));
    named.chain(own).collect()
}

impl<'a> Writer<'a> {
    fn run(mut self) -> Written {
        let mut after_picture = false;
        let options = Dialect::Handbook.options();
        let parser = Parser::new_ext(self.body.markdown(), options);
        for (event, range) in parser.into_offset_iter() {
            if !self.pass(range.start, &event) {
                continue;
            }
            let was_picture =
                std::mem::replace(&mut after_picture, is_end_of_picture(&event));
            match event {
                Event::Text(text) => {
                    let text = match was_picture {
                        true => text.strip_prefix(DECORATIVE).unwrap_or(&text),
                        false => &text,
                    };
                    self.text(text);
                }
                event => {
                    self.flush();
                    if !self.item_event(&event) {
                        self.event(event, range.start);
                    }
                }
            }
        }
        self.finish()
    }

    fn finish(mut self) -> Written {
        self.flush();
        self.finish_parts();
        while self.frames.len() > 1 {
            self.close_frame();
        }
        let root = self.frames.pop();
        self.written.nodes = root.map(|root| root.nodes).unwrap_or_default();
        self.written.lost.sort();
        self.written.lost.dedup_by_key(|(lost, _)| *lost);
        self.written
    }

    fn event(&mut self, event: Event, at: usize) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(end) => self.end(end),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => self.code(&text),
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(&html, at),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.line_break(),
            Event::Rule => self.push(Node::Rule),
            Event::FootnoteReference(label) => self.push(Node::Note {
                place: label.into_string(),
                c: None,
            }),
            Event::TaskListMarker(done) => self.task_marker(done),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
        }
    }

    fn push(&mut self, node: Node) {
        if let Some(frame) = self.frames.last_mut() {
            frame.nodes.push(node);
        }
    }

    fn open(&mut self, hold: Hold) {
        self.frames.push(Frame {
            hold,
            nodes: Vec::new(),
            task: None,
        });
    }

    /// Closes the innermost frame as what it is.
    fn close_frame(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        match frame.hold {
            Hold::Root => self.frames.push(frame),
            Hold::Block(tag) => self.close_block(tag, frame.task, frame.nodes),
            Hold::Part(part, slots) => self.close_part(part, slots, frame.nodes),
            Hold::Flat | Hold::Item | Hold::Feedback => {
                if let Some(outer) = self.frames.last_mut() {
                    outer.nodes.extend(frame.nodes);
                }
            }
        }
    }

    fn target(&self, address: &str) -> Option<&'a Target> {
        self.chapter.page.targets.get(address)
    }
}

fn is_end_of_picture(event: &Event) -> bool {
    matches!(event, Event::End(TagEnd::Image))
}
