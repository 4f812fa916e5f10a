//! The Markdown of a page: which dialect, and what stands where.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd,
};

use super::directives::Line;
use super::raw_html::{self, RawHtml};
use super::shortcodes::restore;
use crate::paths::slug;
use crate::span::Span;

/// Which Markdown is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// CommonMark, GFM and what `docs/writing.md` lists: the dialect of handbooks.
    #[default]
    Handbook,
    /// CommonMark 0.31 and nothing else.
    CommonMark,
    /// CommonMark with the extensions of GitHub Flavored Markdown.
    Gfm,
}

impl Dialect {
    /// The parser's switches for this dialect.
    pub fn options(self) -> Options {
        let gfm = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS;
        match self {
            Self::CommonMark => Options::empty(),
            Self::Gfm => gfm,
            Self::Handbook => {
                gfm | Options::ENABLE_GFM
                    | Options::ENABLE_FOOTNOTES
                    | Options::ENABLE_DEFINITION_LIST
                    | Options::ENABLE_HEADING_ATTRIBUTES
                    | Options::ENABLE_SMART_PUNCTUATION
            }
        }
    }
}

/// What the parser says, each with its bytes.
pub type Events<'t> = Vec<(Event<'t>, Range<usize>)>;

/// A heading of a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its id, unique on the page.
    pub id: String,
    /// Its text without markup.
    pub text: String,
    /// Where it is shown, if not on the page itself.
    pub apart: Option<Apart>,
}

/// Where a heading is shown that is not on the page itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Apart {
    /// On a sheet for the participants.
    Handout,
    /// In the guide for whoever leads.
    Guide,
}

/// Stands right behind a picture that says nothing, and means to.
pub const DECORATIVE: &str = "{.decorative}";

/// A link or image, as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// The address as written.
    pub address: Arc<str>,
    /// Where the link stands.
    pub span: Span,
    /// Which sort it is.
    pub sort: LinkSort,
    /// The words of a Markdown link; empty for images and HTML.
    pub text: String,
}

/// Sorts of links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkSort {
    /// A Markdown link or an HTML `a`.
    Link,
    /// An image with alternative text.
    Image,
    /// An image that says nothing to who cannot see it.
    BareImage,
}

/// What one walk over a page finds.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Where each heading stands.
    pub heading_spans: Vec<Span>,
    /// Whether the page opens with a first-level heading.
    pub opens_with_title: bool,
    /// Links and images in order.
    pub links: Vec<Link>,
    /// Ids that raw HTML gives.
    pub html_ids: BTreeSet<String>,
    /// What raw HTML there is.
    pub raw_html: RawHtml,
    /// Where raw HTML stands first.
    pub raw_html_span: Span,
    /// Words of text.
    pub words: usize,
    /// Deepest nesting of blocks.
    pub depth: usize,
    /// The first paragraph as text, up to about 200 characters.
    pub opening: String,
    /// Where blocks say that a program draws them.
    pub diagrams: Vec<Span>,
}

/// What a block of code calls itself that a program of this name draws.
const DRAWN: &str = "mermaid";

/// The address of a link as it is looked up and written: parsers give a bare address of a
/// mailbox without its scheme.
pub fn written_address(sort: LinkType, address: &str) -> Cow<'_, str> {
    match sort {
        LinkType::Email => Cow::Owned(format!("mailto:{address}")),
        _ => Cow::Borrowed(address),
    }
}

/// Bytes of text for each event, at the least, in most texts.
const BYTES_OF_AN_EVENT: usize = 16;

/// What the parser says of a text, each with its bytes.
pub fn events(text: &str, dialect: Dialect) -> Events<'_> {
    // A list that grows is moved again and again, and most texts have fewer events than this.
    let mut events = Vec::with_capacity(text.len() / BYTES_OF_AN_EVENT);
    events.extend(Parser::new_ext(text, dialect.options()).into_offset_iter());
    events
}

/// Walks over a page once; `lines` are those of boxes and leaves. Spans are those of `text`.
pub fn read(text: &str, events: &Events, lines: &[Line]) -> Reading {
    let mut walk = Walk {
        text,
        lines,
        ..Walk::default()
    };
    for (event, range) in events {
        walk.event(event, Span::new(range.start, range.end));
    }
    walk.reading.headings = with_ids(walk.headings);
    walk.reading
}

/// A heading as written: level, explicit id, text.
type Written = (u8, Option<String>, String);

/// Gives every heading an id; explicit ones are served first.
fn with_ids(written: Vec<Written>) -> Vec<Heading> {
    let mut ids = Ids::default();
    let explicit: Vec<Option<String>> = written
        .iter()
        .map(|(_, explicit, _)| explicit.as_deref().map(|id| ids.take(Some(id), "")))
        .collect();
    let headings = written.into_iter().zip(explicit);
    headings
        .map(|((level, _, text), id)| {
            let id = id.unwrap_or_else(|| ids.take(None, &text));
            Heading {
                level,
                id,
                text,
                apart: None,
            }
        })
        .collect()
}

#[derive(Default)]
struct Walk<'t> {
    text: &'t str,
    lines: &'t [Line],
    reading: Reading,
    headings: Vec<Written>,
    heading: Option<Written>,
    depth: usize,
    blocks: usize,
    image: Option<(usize, bool)>,
    /// The link whose words are being read.
    link: Option<usize>,
    in_opening: bool,
    in_code: bool,
    /// The script or style whose text is none of the page's.
    dropped: Option<String>,
}

impl Walk<'_> {
    fn event(&mut self, event: &Event, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(end) => self.end(*end, span),
            Event::Text(text) => self.words(text),
            Event::Code(text) => self.words(text),
            Event::InlineHtml(_) | Event::Html(_) => self.html(span),
            Event::SoftBreak | Event::HardBreak => self.words(" "),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag, span: Span) {
        self.depth += 1;
        self.reading.depth = self.reading.depth.max(self.depth);
        if self.depth == 1 {
            self.blocks += 1;
            self.dropped = None;
        }
        match tag {
            Tag::Heading { level, id, .. } => {
                if self.blocks == 1 && self.depth == 1 {
                    self.reading.opens_with_title = *level as u8 == 1;
                }
                self.heading = Some((
                    *level as u8,
                    id.as_ref().map(CowStr::to_string),
                    String::new(),
                ));
            }
            Tag::Paragraph if self.depth == 1 && self.reading.opening.is_empty() => {
                self.in_opening = true;
            }
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                self.diagram(kind, span);
            }
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                let address = written_address(*link_type, dest_url).into();
                self.link = Some(self.reading.links.len());
                self.reading.links.push(Link {
                    address,
                    span,
                    sort: LinkSort::Link,
                    text: String::new(),
                });
            }
            Tag::Image { dest_url, .. } => {
                let at = self.reading.links.len();
                let address = Arc::from(&**dest_url);
                self.reading.links.push(Link {
                    address,
                    span,
                    sort: LinkSort::BareImage,
                    text: String::new(),
                });
                self.image = Some((at, false));
            }
            _ => {}
        }
    }

    fn diagram(&mut self, kind: &CodeBlockKind, block: Span) {
        let CodeBlockKind::Fenced(info) = kind else {
            return;
        };
        let language = info.split([' ', ',', '{']).next().unwrap_or(info);
        if language.eq_ignore_ascii_case(DRAWN) {
            let at = self.text[block.range()].find(language).unwrap_or(0);
            let start = block.range().start + at;
            let span = Span::new(start, start + language.len());
            self.reading.diagrams.push(span);
        }
    }

    fn end(&mut self, end: TagEnd, span: Span) {
        self.depth -= 1;
        match end {
            TagEnd::Heading(_) => {
                if let Some((level, explicit, text)) = self.heading.take() {
                    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    self.headings.push((level, explicit, text));
                    self.reading.heading_spans.push(span);
                }
            }
            TagEnd::Paragraph => self.in_opening = false,
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::Link => self.link = None,
            TagEnd::Image => {
                if let Some((at, described)) = self.image.take() {
                    let after = &self.text[span.end as usize..];
                    if described || after.starts_with(DECORATIVE) {
                        self.reading.links[at].sort = LinkSort::Image;
                    }
                }
            }
            _ => {}
        }
    }

    fn words(&mut self, text: &str) {
        let text = &*restore(text);
        if let Some((_, described)) = &mut self.image {
            *described |= !text.trim().is_empty();
        }
        if let Some(link) = self.link {
            self.reading.links[link].text.push_str(text);
        }
        if let Some((_, _, heading)) = &mut self.heading {
            heading.push_str(text);
        }
        if self.in_code || self.dropped.is_some() {
            return;
        }
        self.reading.words += text.split_ascii_whitespace().count();
        if self.in_opening && self.reading.opening.len() < 200 {
            self.reading.opening.push_str(text);
        }
    }

    fn html(&mut self, span: Span) {
        let after = self
            .lines
            .partition_point(|line| line.span.start <= span.start);
        let ours = self.lines[..after].last();
        if self.depth == 1 && ours.is_some_and(|line| span.end <= line.span.end + 2) {
            return;
        }
        if !self.reading.raw_html.present {
            self.reading.raw_html.present = true;
            self.reading.raw_html_span = span;
        }
        for tag in raw_html::tags(&self.text[span.range()]) {
            let is_first = self.reading.raw_html.refused.is_empty();
            self.reading.raw_html.note(&tag);
            if is_first && !self.reading.raw_html.refused.is_empty() {
                let start = span.start as usize + tag.start;
                self.reading.raw_html_span = Span::new(start, start + tag.text.len());
            }
            if matches!(tag.name.as_str(), "script" | "style") {
                self.dropped = (!tag.closes).then(|| tag.name.clone());
            }
            self.html_tag(&tag, span);
        }
    }

    fn html_tag(&mut self, tag: &raw_html::RawTag, span: Span) {
        let start = span.start as usize + tag.start;
        let span = Span::new(start, start + tag.text.len());
        let described = tag.attributes.iter().any(|(name, _)| name == "alt");
        for (name, value) in &tag.attributes {
            let sort = match (tag.name.as_str(), name.as_str()) {
                ("a", "href") => LinkSort::Link,
                ("img", "src") if described => LinkSort::Image,
                ("img", "src") => LinkSort::BareImage,
                (_, "id") | ("a", "name") => {
                    self.reading.html_ids.insert(value.clone());
                    continue;
                }
                _ => continue,
            };
            self.reading.links.push(Link {
                address: value.as_str().into(),
                span,
                sort,
                text: String::new(),
            });
        }
    }
}

/// Hands out ids that are unique on a page.
#[derive(Default)]
struct Ids {
    taken: HashSet<String>,
    next: HashMap<String, usize>,
}

impl Ids {
    /// The id of a heading: the explicit one, or one made from its text; a number follows
    /// where it is taken.
    fn take(&mut self, explicit: Option<&str>, text: &str) -> String {
        let wanted = match explicit.map(str::trim).filter(|id| !id.is_empty()) {
            Some(id) => id.split_whitespace().collect::<Vec<_>>().join("-"),
            None => slug(text),
        };
        let wanted = if wanted.is_empty() {
            "section".to_owned()
        } else {
            wanted
        };
        // Footnotes have these; templates begin theirs with a capital letter, which no
        // heading's id does.
        let reserved = wanted.starts_with("fn-") || wanted.starts_with("fnref-");
        if !reserved && self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let mut number = self.next.get(&wanted).copied().unwrap_or(1);
        loop {
            let id = format!("{wanted}-{number}");
            number += 1;
            if self.taken.insert(id.clone()) {
                self.next.insert(wanted, number);
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        read(text, &events(text, Dialect::Handbook), &[])
            .headings
            .into_iter()
            .map(|heading| heading.id)
            .collect()
    }

    #[test]
    fn heading_ids_are_unique_and_explicit_ones_win() {
        assert_eq!(
            ids("# A b\n## A b\n## A b\n## X {#own}\n## ???\n## !"),
            ["a-b", "a-b-1", "a-b-2", "own", "section", "section-1"]
        );
        assert_eq!(ids("## a-1\n## a\n## a"), ["a-1", "a", "a-2"]);
        assert_eq!(ids("## A `code` & *b*"), ["a-code--b"]);
    }

    #[test]
    fn links_are_found_in_markdown_and_in_html() {
        let text = "[a](b.md) ![x](y.png) ![](z.png) <me@x.example> <a href='c.md'>";
        let reading = read(text, &events(text, Dialect::Handbook), &[]);
        let found: Vec<_> = reading
            .links
            .iter()
            .map(|l| (&*l.address, l.sort))
            .collect();
        let expected = [
            ("b.md", LinkSort::Link),
            ("y.png", LinkSort::Image),
            ("z.png", LinkSort::BareImage),
            ("mailto:me@x.example", LinkSort::Link),
            ("c.md", LinkSort::Link),
        ];
        assert_eq!(found, expected);
    }
}
