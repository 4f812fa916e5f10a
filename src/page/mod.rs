//! One page alone: text in, facts and body out.
//!
//! Given one file's text and the settings that touch it, gives a [`Page`]: what other pages
//! can see of it ([`Facts`]), what only its own rendering needs ([`Body`]), and what is wrong
//! with it. Pure; never sees another page.

pub mod audience;
pub mod audience_faults;
pub mod blanks;
pub mod blocks;
pub mod body;
pub mod cut;
pub mod directives;
pub mod facts;
mod field_faults;
pub mod fields;
pub mod foreign;
pub mod front_matter;
pub mod markdown;
pub mod marks;
pub mod parts;
pub mod raw_html;
mod recognise;
pub mod shortcodes;
pub mod structure;
mod values;
mod vocabulary;

use std::borrow::Cow;
use std::sync::Arc;

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Digested};
use crate::input::audiences::Audiences;
use crate::input::kinds::{Kind, Kinds, Structure};
use crate::paths::{SourcePath, title_from_name};
use crate::span::Span;
pub use body::{Body, word_in};
use directives::Line;
pub use facts::Facts;
pub use fields::Status;
use front_matter::Shape;
pub use markdown::{Dialect, Heading, Link, LinkSort};
pub use parts::{At, Parts, Places};
pub use raw_html::RawHtml;

/// All that parsing a page may depend on.
#[derive(Clone, Debug, Hash)]
pub struct ParseJob {
    /// Where the page stands below the content folder.
    pub source: SourcePath,
    /// Its name in messages.
    pub file: Arc<str>,
    /// Its text.
    pub text: Digested<Arc<str>>,
    /// Whether the handbook has settings.
    pub configured: bool,
    /// The kinds of the handbook.
    pub kinds: Arc<Digested<Kinds>>,
    /// The audiences of the handbook.
    pub audiences: Arc<Digested<Audiences>>,
}

/// A page as far as it can be known alone.
#[derive(Clone, Debug)]
pub struct Page {
    /// What other pages can see.
    pub facts: Arc<Digested<Facts>>,
    /// What only its own rendering needs.
    pub body: Arc<Digested<Body>>,
    /// What is wrong with it.
    pub problems: Vec<Diagnostic>,
}

/// The written part of a page.
#[derive(Clone)]
pub struct Text {
    /// Its headings are needed for their ids.
    pub facts: Arc<Digested<Facts>>,
    /// Its Markdown.
    pub body: Arc<Digested<Body>>,
}

impl Page {
    /// What somebody wrote, without what is wrong with it.
    pub fn text(&self) -> Text {
        Text {
            facts: self.facts.clone(),
            body: self.body.clone(),
        }
    }
}

impl Text {
    /// Its fingerprint.
    pub fn digest(&self) -> Digest {
        Digest::of(&(self.facts.digest(), self.body.digest()))
    }
}

/// Words that people read in a minute.
const READING_SPEED: usize = 220;

/// Parses one page.
pub fn parse_page(job: &ParseJob) -> Page {
    let text: &str = &job.text;
    let matter = front_matter::find(text);
    let (fields, mut problems) = match matter.shape {
        // A page without any fields still lacks those that its kind asks for.
        Shape::Fields | Shape::None => fields::read(&fields::Source {
            text: &text[matter.fields.range()],
            offset: matter.fields.start as usize,
            file: &job.file,
            configured: job.configured,
            kinds: &job.kinds,
            kind: kind_by_folder(job),
        }),
        Shape::Toml | Shape::Lookalike | Shape::Unclosed => Default::default(),
    };
    problems.extend(shape_problem(job, matter.shape));
    let (clean, dropped) = shortcodes::blank_out(&text[matter.body..]);
    problems.extend(dropped_problem(job, &dropped, matter.body));
    let (marked, lines) = recognise::marked(&clean);
    let events = markdown::events(&marked, Dialect::Handbook);
    let buried = vocabulary::buried(&marked, &events, &job.file).into_iter();
    problems.extend(buried.map(|problem| problem.shifted(matter.body)));
    problems.extend(mark_problems(
        job,
        &matter,
        &fields,
        (&clean, &events, &lines),
    ));
    let mut reading = markdown::read(&marked, &events, &lines);
    let found = parts_of(
        job,
        &fields,
        &mut reading,
        &events,
        &lines,
        &marked,
        matter.body,
    );
    problems.extend(
        found
            .problems
            .iter()
            .cloned()
            .map(|problem| problem.shifted(matter.body)),
    );
    let diagrams = reading.diagrams.iter();
    problems.extend(diagrams.map(|span| stays_text(job, span.shifted(matter.body))));
    let title = title_of(job, &fields, &reading, &mut problems);
    let marked_text: Arc<str> = match (&clean, lines.is_empty()) {
        (Cow::Borrowed(_), true) => (*job.text).clone(),
        _ => format!("{}{marked}", &text[..matter.body]).into(),
    };
    let facts = facts_of(job, &fields, &mut reading, title, found.parts);
    let mut body = body_of(&fields, reading, marked_text, matter.body, &facts);
    (body.places, body.marks) = (found.places, found.marks.0);
    body.lines = lines
        .into_iter()
        .map(|line| {
            let written = clean[line.span.range()].to_owned();
            (line, written)
        })
        .collect();
    // The text decides everything else in a body, so its digest stands for the whole.
    let key = Digest::of(&(job.text.digest(), &facts.title, job.configured));
    Page {
        facts: Arc::new(Digested::new(facts)),
        body: Arc::new(Digested::with(body, key)),
        problems,
    }
}

/// What is wrong with the marks for audiences; a handbook without settings has none.
fn mark_problems(
    job: &ParseJob,
    matter: &front_matter::FrontMatter,
    fields: &fields::Fields,
    (written, events, lines): (&str, &markdown::Events, &[Line]),
) -> Vec<Diagnostic> {
    if !job.configured {
        return Vec::new();
    }
    let read = fields.places.get(audience::AUDIENCE).map(|(name, _)| *name);
    let names = (&job.file, &**job.audiences);
    let mut problems = audience_faults::at_the_top(&job.text, matter, read, names);
    let source = audience_faults::Source {
        written,
        events,
        lines,
        file: &job.file,
        audiences: &job.audiences,
    };
    let found = audience_faults::in_text(&source).into_iter();
    problems.extend(found.map(|problem| problem.shifted(matter.body)));
    problems
}

/// The kind that a page has where it says nothing: its folder's, but for a folder's own page.
fn kind_by_folder(job: &ParseJob) -> &str {
    match job.source.index_rank() {
        Some(_) => "page",
        None => job.kinds.of_folder(job.source.folder()),
    }
}

/// The steps, myths, weeks and so on of a page, and what is wrong with its boxes; positions
/// are those of the Markdown.
fn parts_of(
    job: &ParseJob,
    fields: &fields::Fields,
    reading: &mut markdown::Reading,
    events: &markdown::Events,
    lines: &[Line],
    text: &str,
    offset: usize,
) -> structure::Found {
    let kind = fields
        .kind
        .as_deref()
        .unwrap_or_else(|| kind_by_folder(job));
    let plain = Kind::default();
    let kind = job.kinds.get(kind).unwrap_or(&plain);
    // A plain text has no parts, and most pages are plain.
    let is_plain =
        lines.is_empty() && kind.structure == Structure::Prose && !text.contains("{.");
    if is_plain {
        return structure::Found::default();
    }
    let (nesting, mut problems) = directives::nest(lines, &job.file);
    problems.extend(vocabulary::unknown(lines, &job.file));
    let nodes = blocks::arrange(events, lines, &nesting, &reading.headings, text.len());
    let mut found = structure::find(&structure::Source {
        nodes: &nodes,
        events,
        lines,
        kind,
        vocabulary: &job.kinds.vocabulary,
        file: &job.file,
        offset,
    });
    for (number, apart) in &found.apart {
        reading.headings[*number].apart = Some(*apart);
    }
    problems.append(&mut found.problems);
    found.problems = problems;
    found
}

fn facts_of(
    job: &ParseJob,
    fields: &fields::Fields,
    reading: &mut markdown::Reading,
    title: String,
    parts: Parts,
) -> Facts {
    let kind = fields.kind.clone();
    let kind = kind.unwrap_or_else(|| kind_by_folder(job).to_owned());
    let (editions, audience): (Vec<&String>, Vec<&String>) = fields
        .audience
        .iter()
        .partition(|name| job.audiences.has(name));
    Facts {
        file: job.file.clone(),
        kind,
        title,
        nav_title: fields.nav_title.clone(),
        summary: fields.summary.clone(),
        order: fields.order,
        status: fields.status,
        layout: fields.layout.clone(),
        owners: fields.owners.clone(),
        reviewed: fields.reviewed,
        review_days: fields.review_days,
        aliases: fields
            .aliases
            .iter()
            .map(|(alias, _)| alias.clone())
            .collect(),
        keywords: fields.keywords.clone(),
        toc: fields.toc,
        headings: std::mem::take(&mut reading.headings),
        html_ids: std::mem::take(&mut reading.html_ids),
        addresses: addresses_of(&reading.links),
        fields: fields.values.clone(),
        quiet: fields.quiet.clone(),
        related: fields.related.clone(),
        audience: audience.into_iter().cloned().collect(),
        editions: editions.into_iter().cloned().collect(),
        replaced_by: fields.replaced_by.clone(),
        evergreen: fields.evergreen,
        search: !fields.hidden,
        minutes: reading.words.div_ceil(READING_SPEED).max(1) as u32,
        parts,
    }
}

/// The distinct addresses of links, in order.
fn addresses_of(links: &[Link]) -> Vec<Arc<str>> {
    let mut addresses: Vec<_> = links.iter().map(|link| link.address.clone()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}

fn body_of(
    fields: &fields::Fields,
    reading: markdown::Reading,
    text: Arc<str>,
    start: usize,
    facts: &Facts,
) -> Body {
    let title = facts.title.to_lowercase();
    let same_title = |heading: &Heading| heading.text.to_lowercase() == title;
    let shifted = |span: &Span| span.shifted(start);
    Body {
        text,
        start,
        opens_with_title: reading.opens_with_title
            && facts.headings.first().is_some_and(same_title),
        links: reading
            .links
            .into_iter()
            .map(|link| Link {
                span: shifted(&link.span),
                ..link
            })
            .collect(),
        heading_spans: reading.heading_spans.iter().map(shifted).collect(),
        alias_spans: fields.aliases.iter().map(|(_, span)| *span).collect(),
        fields: fields.places.clone(),
        raw_html: reading.raw_html,
        raw_html_span: shifted(&reading.raw_html_span),
        depth: reading.depth,
        minutes: reading.words.div_ceil(READING_SPEED).max(1) as u32,
        opening: opening(&reading.opening),
        places: Places::default(),
        marks: Vec::new(),
        lines: Vec::new(),
    }
}

/// The first sentences of a page, for lists and search engines.
fn opening(text: &str) -> String {
    let text = shortcodes::restore(text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(180) {
        None => text,
        Some((cut, _)) => {
            let end = text[..cut].rfind(' ').unwrap_or(cut);
            format!("{}…", text[..end].trim_end_matches([',', ';', ':', '.']))
        }
    }
}

/// From the front matter, the first heading of level one, or the name of the file.
fn title_of(
    job: &ParseJob,
    fields: &fields::Fields,
    reading: &markdown::Reading,
    problems: &mut Vec<Diagnostic>,
) -> String {
    if let Some(title) = &fields.title {
        return title.clone();
    }
    let heading = reading
        .headings
        .iter()
        .find(|h| h.level == 1 && !h.text.is_empty());
    if let Some(heading) = heading {
        return heading.text.clone();
    }
    let folder = job.source.folder();
    let name = match job.source.index_rank() {
        Some(_) if !folder.is_empty() => folder.rsplit('/').next().unwrap_or(folder),
        _ => job.source.stem(),
    };
    let title = title_from_name(name);
    let message = format!("the page has no title; it is called “{title}” after its file");
    let problem = Diagnostic::at(Code::N111, &job.file, Span::default(), message)
        .help("begin the page with a line such as `# A title of your own`");
    problems.push(problem);
    title
}

fn shape_problem(job: &ParseJob, shape: Shape) -> Option<Diagnostic> {
    let problem =
        |code, message: &str| Diagnostic::at(code, &job.file, Span::new(0, 3), message);
    match shape {
        Shape::Lookalike => Some(
            problem(Code::N112, "the page begins with `---`, but what follows is no front matter")
                .help("close the fields with a second line of `---`, or put an empty line and text before the rule"),
        ),
        Shape::Unclosed => Some(
            problem(Code::E108, "the fields at the top are opened with `---` and never closed")
                .help("put a second line of `---` behind the last field"),
        ),
        Shape::Toml => Some(
            problem(Code::N112, "the fields between `+++` are those of another tool and are not read")
                .help("write them as `name: value` between two lines of `---`"),
        ),
        Shape::None | Shape::Fields => None,
    }
}

fn stays_text(job: &ParseJob, span: Span) -> Diagnostic {
    let message = "this block is shown as text: Tandem does not draw Mermaid";
    Diagnostic::at(Code::N604, &job.file, span, message)
        .help("show a picture in SVG instead, or let `::swimlane` or `::loop` draw it from the content")
}

fn dropped_problem(
    job: &ParseJob,
    dropped: &shortcodes::Dropped,
    start: usize,
) -> Option<Diagnostic> {
    if dropped.counts.is_empty() {
        return None;
    }
    let total: usize = dropped.counts.values().sum();
    let names: Vec<_> = dropped
        .counts
        .iter()
        .map(|(name, count)| format!("{name} ({count})"))
        .collect();
    let message = format!(
        "{total} tags of another tool were dropped: {}",
        names.join(", ")
    );
    let problem = Diagnostic::at(Code::W114, &job.file, dropped.first.shifted(start), message)
        .help("the text between them is kept; write alerts as `> [!NOTE]` and links to the .md file");
    Some(problem)
}
