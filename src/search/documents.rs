//! What search sees of a page: documents of sections, as plain text.
//!
//! A page is one document; each step, hand-off and myth in it is another, because readers
//! look for those. What only whoever leads a workshop may read, sheets that are shown
//! elsewhere, and the answers of knowledge checks are in none: a check is there to be tried.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::markup;
use crate::page::markdown::{self, Dialect, Heading};
use crate::page::marks::{Act, Mark, Part};
use crate::page::shortcodes::restore;
use crate::page::{Body, Facts, Parts};

/// Fields that the page of a kind shows as sentences.
const SHOWN_FIELDS: [&str; 10] = [
    "short",
    "use_when",
    "you_need",
    "you_get",
    "takes_time",
    "starts_when",
    "ends_when",
    "measures",
    "outcomes",
    "held_by",
];

/// Something that can be found: a page, or a part of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Which part of the page it is; `None` for the page itself.
    pub part: Option<PartOf>,
    /// What it is called.
    pub title: String,
    /// One or two sentences that stand above the text.
    pub summary: String,
    /// Other names of it.
    pub names: Vec<String>,
    /// Its text; the first section stands above all headings.
    pub sections: Vec<Section>,
}

impl Document {
    /// What is said of it in a sentence: the summary, or how its text begins. The text of
    /// its first section always begins with it.
    pub fn meaning(&self) -> &str {
        match self.sections.first() {
            Some(section) if self.summary.is_empty() => {
                let text = &section.text;
                let end = text
                    .char_indices()
                    .nth(240)
                    .map_or(text.len(), |(at, _)| at);
                &text[..end]
            }
            _ => &self.summary,
        }
    }
}

/// Which part of a page a document is, by its place in the lists of [`Parts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartOf {
    /// A step of a process or a move of a playbook.
    Step(usize),
    /// A hand-off.
    HandOff(usize),
    /// A myth.
    Myth(usize),
}

/// A heading with the text up to the next one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// The heading's id; empty above the first heading.
    pub anchor: String,
    /// The heading; empty above the first heading.
    pub heading: String,
    /// The headings that it stands below.
    pub above: Vec<String>,
    /// The text, on one line.
    pub text: String,
}

/// The documents of a page that somebody wrote; the page itself comes first.
pub fn documents(facts: &Facts, body: &Body) -> Vec<Document> {
    let text = body.markdown();
    let mut reader = Reader::new(facts, body);
    let mut marks = body.marks.iter().peekable();
    for (event, range) in markdown::events(text, Dialect::Handbook) {
        // An end bears the whole range of its block; a mark never stands before it.
        if !matches!(event, Event::End(_)) {
            while let Some(mark) = marks.next_if(|mark| mark.at <= range.start) {
                reader.mark(mark);
            }
        }
        reader.event(&event);
    }
    reader.finish()
}

/// The document of a page that was computed: its name, and the sentence below it.
pub fn computed(title: &str, summary: &str) -> Vec<Document> {
    vec![Document {
        title: title.to_owned(),
        summary: one_line(summary),
        sections: vec![Section {
            text: one_line(summary),
            ..Section::default()
        }],
        ..Document::default()
    }]
}

/// What else a page is called: by its glossary, its writers, its menu, and at its old
/// addresses.
fn names_of(facts: &Facts) -> Vec<String> {
    let former = facts.aliases.iter().map(|alias| {
        let parts = alias.trim_end_matches('/').rsplit('/');
        parts.map(|part| part.trim_end_matches(".md").to_owned())
    });
    let former = former.filter_map(|mut parts| parts.next());
    let mut names = [facts.list("also"), facts.list("avoid")].concat();
    names.extend(facts.keywords.iter().cloned());
    names.extend(facts.nav_title.clone());
    names.extend(former);
    names
}

/// What to go back to when a part ends.
enum Frame {
    /// Nothing changed.
    Same,
    /// Its text was hidden.
    Hidden,
    /// It was a document of its own; the one before it.
    Document(usize),
}

struct Reader<'a> {
    parts: &'a Parts,
    headings: &'a [Heading],
    /// How many headings were read.
    read: usize,
    opens_with_title: bool,
    documents: Vec<Document>,
    /// For each document, the open headings with their levels.
    open: Vec<Vec<(u8, String)>>,
    current: usize,
    frames: Vec<Frame>,
    hidden: usize,
    in_heading: bool,
    /// The lines of a block of raw HTML, which are read together.
    html: Option<String>,
    /// Whether a script or a style is open, whose text is none.
    dropped: bool,
}

impl<'a> Reader<'a> {
    fn new(facts: &'a Facts, body: &Body) -> Self {
        let summary = facts.summary.clone().or_else(|| facts.text("short"));
        let summary = summary.unwrap_or_default();
        let fields = SHOWN_FIELDS.iter().flat_map(|name| facts.list(name));
        let mut text = summary.clone();
        for field in fields.filter(|field| *field != summary) {
            text.push(' ');
            text.push_str(&field);
        }
        text.push(' ');
        let page = Document {
            title: facts.title.clone(),
            summary: one_line(&summary),
            names: names_of(facts),
            sections: vec![Section {
                text,
                ..Section::default()
            }],
            part: None,
        };
        Self {
            parts: &facts.parts,
            headings: &facts.headings,
            read: 0,
            opens_with_title: body.opens_with_title,
            documents: vec![page],
            open: vec![Vec::new()],
            current: 0,
            frames: Vec::new(),
            hidden: 0,
            in_heading: false,
            html: None,
            dropped: false,
        }
    }

    fn mark(&mut self, mark: &Mark) {
        match mark.act {
            Act::Open(part) => self.open_part(part),
            Act::Close => match self.frames.pop() {
                Some(Frame::Hidden) => self.hidden -= 1,
                Some(Frame::Document(before)) => self.current = before,
                Some(Frame::Same) | None => {}
            },
            Act::Skip(_) | Act::Items(_) | Act::Say | Act::Raci => {}
        }
    }

    fn open_part(&mut self, part: Part) {
        let frame = match part {
            Part::Facilitator(..) | Part::Handout(_) => self.hide(),
            Part::Check(at) => {
                if self.hidden == 0 {
                    let question = self.parts.checks[at].question.clone();
                    self.push(&question);
                    self.push(" ");
                }
                self.hide()
            }
            Part::Step(at) | Part::Move(at) => {
                let step = &self.parts.steps[at];
                self.begin(PartOf::Step(at), &step.title, &step.id)
            }
            Part::HandOff(at) => {
                let handoff = &self.parts.handoffs[at];
                let id = handoff.id.as_deref().unwrap_or_default();
                self.begin(PartOf::HandOff(at), &handoff.title, id)
            }
            Part::Myth(at) => {
                let myth = &self.parts.myths[at];
                self.begin(PartOf::Myth(at), &myth.title, &myth.id)
            }
            _ => Frame::Same,
        };
        self.frames.push(frame);
    }

    fn hide(&mut self) -> Frame {
        self.hidden += 1;
        Frame::Hidden
    }

    /// A part that is a document of its own; the page around it keeps the name.
    fn begin(&mut self, part: PartOf, title: &str, id: &str) -> Frame {
        if self.hidden > 0 {
            return Frame::Same;
        }
        let before = self.current;
        self.push(title);
        self.push(" ");
        let above = &self.documents[before];
        let names = match part {
            PartOf::HandOff(_) => vec![id.to_owned()],
            PartOf::Step(_) | PartOf::Myth(_) => Vec::new(),
        };
        let section = Section {
            anchor: id.to_owned(),
            above: vec![above.title.clone()],
            ..Section::default()
        };
        self.documents.push(Document {
            part: Some(part),
            title: title.to_owned(),
            names,
            sections: vec![section],
            ..Document::default()
        });
        self.open.push(Vec::new());
        self.current = self.documents.len() - 1;
        Frame::Document(before)
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::Start(Tag::Heading { .. }) => self.heading(),
            Event::End(TagEnd::Heading(_)) => self.in_heading = false,
            Event::Start(Tag::HtmlBlock) => self.html = Some(String::new()),
            Event::End(TagEnd::HtmlBlock) => {
                let html = self.html.take().unwrap_or_default();
                self.push(&markup::text_of(&html));
                self.push(" ");
            }
            Event::Html(html) => match &mut self.html {
                Some(block) => block.push_str(html),
                None => self.push(&markup::text_of(html)),
            },
            Event::InlineHtml(tag) => self.inline(tag),
            Event::Text(text) | Event::Code(text) => self.words(text),
            Event::SoftBreak | Event::HardBreak => self.push(" "),
            Event::End(end) if !is_inline(*end) => {
                self.dropped = false;
                self.push(" ");
            }
            _ => {}
        }
    }

    fn heading(&mut self) {
        let number = self.read;
        self.read += 1;
        self.in_heading = true;
        let Some(heading) = self.headings.get(number) else {
            return;
        };
        let is_title = number == 0 && self.opens_with_title;
        let document = &mut self.documents[self.current];
        let own = document.part.is_some() && document.sections[0].anchor == heading.id;
        if is_title || own || self.hidden > 0 || heading.apart.is_some() {
            return;
        }
        let open = &mut self.open[self.current];
        open.retain(|(level, _)| *level < heading.level);
        let mut above: Vec<String> = open.iter().map(|(_, text)| text.clone()).collect();
        if document.part.is_some() {
            above.insert(0, document.title.clone());
        }
        document.sections.push(Section {
            anchor: heading.id.clone(),
            heading: heading.text.clone(),
            above,
            text: String::new(),
        });
        open.push((heading.level, heading.text.clone()));
    }

    fn inline(&mut self, tag: &CowStr) {
        let name = tag.to_ascii_lowercase();
        if name.starts_with("<script") || name.starts_with("<style") {
            self.dropped = true;
        } else if name.starts_with("</script") || name.starts_with("</style") {
            self.dropped = false;
        } else if name.starts_with("<br") {
            self.push(" ");
        }
    }

    fn words(&mut self, text: &str) {
        if !self.dropped {
            let text = restore(text);
            self.push(&text);
        }
    }

    fn push(&mut self, text: &str) {
        if self.hidden > 0 || self.in_heading {
            return;
        }
        let document = &mut self.documents[self.current];
        if let Some(section) = document.sections.last_mut() {
            section.text.push_str(text);
        }
    }

    fn finish(self) -> Vec<Document> {
        let mut documents = self.documents;
        for section in documents.iter_mut().flat_map(|own| &mut own.sections) {
            section.text = one_line(&section.text);
        }
        documents
    }
}

/// A text without line breaks and with single blanks.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

fn is_inline(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
    )
}
