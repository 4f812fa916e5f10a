//! Markdown to HTML.
//!
//! Walks over the parser's events once and writes. Addresses go through the page's targets;
//! everything else is decided here. No recursion: a page may nest as deep as it likes.

mod autolink;
mod blanks;
mod blocks;
mod code;
pub(in crate::render) mod escape;
mod footnotes;
mod inline;
mod languages;
mod parts;
pub mod sanitize;
mod tagfilter;
mod terms;

pub use escape::text as escape_text;
pub use parts::{Dresser, Slots};
pub use terms::Terms;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, Parser, TagEnd};

use crate::input::settings::HtmlPolicy;
use crate::page::markdown::{DECORATIVE, Dialect};
use crate::page::marks::{Mark, Part};
use crate::page::raw_html::{MOST_DEPTH, keep_allowed, with_addresses};
use crate::page::{Heading, RawHtml};
use crate::site::target::{Target, Targets};
use footnotes::Footnotes;
use parts::Progress;

/// All that writing a page's body depends on.
pub struct Source<'a> {
    /// The Markdown.
    pub markdown: &'a str,
    /// Which Markdown it is.
    pub dialect: Dialect,
    /// What happens to raw HTML.
    pub html: HtmlPolicy,
    /// Its headings with their ids, in order; empty for plain output without ids.
    pub headings: &'a [Heading],
    /// Whether the first heading is left to the template.
    pub skip_title: bool,
    /// Where its links lead; an address that is not there is written as it is.
    pub targets: &'a Targets,
    /// Words of the interface.
    pub words: &'a BTreeMap<String, String>,
    /// What to do at which place of it.
    pub marks: &'a [Mark],
    /// Who gives parts their dress.
    pub dresser: Option<&'a dyn Dresser>,
    /// The terms to link.
    pub terms: Option<&'a Terms<'a>>,
}

/// A page's body as HTML.
pub struct Written {
    /// What stands on the page itself.
    pub html: String,
    /// What is shown elsewhere: sheets, notes for whoever leads, segments of the agenda.
    pub pieces: Vec<(Part, String)>,
    /// The terms that got a link, by their places in the glossary.
    pub terms: Vec<usize>,
}

/// Writes plain HTML the way the specifications print it: for tests of conformance.
pub fn plain(markdown: &str, dialect: Dialect) -> String {
    let source = Source {
        markdown,
        dialect,
        html: HtmlPolicy::Trust,
        headings: &[],
        skip_title: false,
        targets: &Targets::default(),
        words: &BTreeMap::new(),
        marks: &[],
        dresser: None,
        terms: None,
    };
    Writer::new(&source, Dress::Plain).run().html
}

/// Writes the body of a page.
pub fn write(source: &Source, raw_html: &RawHtml, depth: usize) -> Written {
    let sanitize = source.html == HtmlPolicy::Sanitize && raw_html.present;
    // Deep nesting costs the sanitiser quadratic time: such a page shows its HTML as text.
    let too_deep = raw_html.depth > MOST_DEPTH || depth > MOST_DEPTH;
    match (sanitize, too_deep) {
        (true, true) => {
            let shown = Source {
                html: HtmlPolicy::Escape,
                ..*source
            };
            Writer::new(&shown, Dress::Page).run()
        }
        (true, false) => {
            let mut writer = Writer::new(source, Dress::Page);
            writer.hides_boxes = true;
            writer.run()
        }
        (false, _) => Writer::new(source, Dress::Page).run(),
    }
}

/// Whether the output is for a page of a handbook or to be compared with a specification.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dress {
    Page,
    Plain,
}

struct Writer<'a> {
    source: &'a Source<'a>,
    dress: Dress,
    out: String,
    /// Boxes of tasks are hidden from the sanitiser, which allows no form elements.
    hides_boxes: bool,
    /// Text events that follow each other, with their place in the source.
    pending: Vec<(CowStr<'a>, Range<usize>)>,
    headings: std::slice::Iter<'a, Heading>,
    heading: Option<&'a Heading>,
    skipping: bool,
    alignments: Vec<Alignment>,
    column: usize,
    in_table_head: bool,
    link_depth: usize,
    links: Vec<&'static str>,
    image: Option<ImageText>,
    picture: Option<Picture>,
    code: Option<CodeBlock>,
    lists: Vec<ListStart>,
    label_open: bool,
    quotes: Vec<&'static str>,
    footnotes: Footnotes,
    notes: Vec<(String, String)>,
    html_block: Option<String>,
    dropped_element: Option<String>,
    progress: Progress<'a>,
    header_cells: Vec<String>,
    terms: Vec<usize>,
}

/// An image's text while it is gathered.
struct ImageText {
    depth: usize,
    text: String,
    address: String,
    title: String,
}

/// A picture that opens a paragraph: where it stands in the output, and its file.
struct Picture {
    start: usize,
    end: usize,
    href: String,
}

struct CodeBlock {
    text: String,
    info: String,
    fenced: bool,
}

/// Where a list's tag ends in the output, so that it can be marked as a list of checks.
struct ListStart {
    tag_end: usize,
    is_checks: bool,
}

impl<'a> Writer<'a> {
    fn new(source: &'a Source<'a>, dress: Dress) -> Self {
        Self {
            source,
            dress,
            out: String::with_capacity(source.markdown.len() * 3 / 2),
            hides_boxes: false,
            pending: Vec::new(),
            headings: source.headings.iter(),
            heading: None,
            skipping: false,
            alignments: Vec::new(),
            column: 0,
            in_table_head: false,
            link_depth: 0,
            links: Vec::new(),
            image: None,
            picture: None,
            code: None,
            lists: Vec::new(),
            label_open: false,
            quotes: Vec::new(),
            footnotes: Footnotes::default(),
            notes: Vec::new(),
            html_block: None,
            dropped_element: None,
            progress: Progress::new(source.marks),
            header_cells: Vec::new(),
            terms: Vec::new(),
        }
    }

    fn run(mut self) -> Written {
        let mut after_image = false;
        let parser = Parser::new_ext(self.source.markdown, self.source.dialect.options());
        for (event, range) in parser.into_offset_iter() {
            if !self.pass(range.start, &event) {
                continue;
            }
            let event = match event {
                Event::Text(text) if after_image && self.dress == Dress::Page => {
                    match text.strip_prefix(DECORATIVE) {
                        Some(rest) => Event::Text(rest.to_owned().into()),
                        None => Event::Text(text),
                    }
                }
                event => event,
            };
            after_image = matches!(event, Event::End(TagEnd::Image));
            match event {
                Event::Text(text) if self.takes_text() => {
                    self.pending.push((text, range))
                }
                event => {
                    self.flush_text();
                    if !self.item_event(&event) {
                        self.event(event);
                    }
                }
            }
        }
        self.flush_text();
        let back = self.word("footnote_back").to_owned();
        self.finish_parts();
        std::mem::take(&mut self.footnotes).write(&back, &mut self.out);
        let html = std::mem::take(&mut self.out);
        let html = self.finished(html);
        Written {
            html,
            pieces: self.progress.pieces,
            terms: self.terms,
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => self.inline_code(&text),
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(&html),
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break("<br />\n"),
            Event::Rule => {
                self.fresh_line();
                self.out.push_str("<hr />\n");
            }
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::TaskListMarker(done) => self.task_marker(done),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
        }
    }

    fn word(&self, key: &str) -> &'a str {
        self.source.words.get(key).map_or("", String::as_str)
    }

    fn fresh_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn target(&self, address: &str) -> Option<&'a Target> {
        self.source.targets.get(address)
    }

    /// Raw HTML as the writer trusts it to be, but for what the dialect itself forbids.
    fn trusted(&self, html: &str) -> String {
        match self.source.dialect {
            Dialect::Gfm => tagfilter::filtered(html),
            Dialect::CommonMark => html.to_owned(),
            Dialect::Handbook => {
                let targets = self.source.targets;
                with_addresses(html, &|element, address| {
                    sanitize::resolve(element, address, targets)
                })
            }
        }
    }

    /// Raw HTML with only what may stay, and with its addresses resolved.
    fn allowed(&self, html: &str) -> String {
        let targets = self.source.targets;
        keep_allowed(html, &|element, address| {
            sanitize::resolve(element, address, targets)
        })
    }
}
