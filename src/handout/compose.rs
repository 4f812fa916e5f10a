//! A document put together: what its template sees, and the files that it needs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::job::{Chapter, Job, Sort};
use super::paper::Node;
use super::pictures::Pictures;
use super::settle::{Settled, settle};
use super::sheets::{self, Answered, Run, Sheet};
use super::writer::{self, Drawn, Lost, Written};
use super::{links, views};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::parts::At;
use crate::site::computed::Computed;
use crate::site::views::{CardView, DateView, OwnerView};
use crate::span::{Place, Span};

/// What the template of a document sees.
#[derive(Serialize)]
pub struct Document {
    /// `handout`, `guide`, `cards`, `passport`, `leaflet` or `book`.
    pub sort: &'static str,
    /// The size of its pages, as Typst calls it.
    pub paper: &'static str,
    /// Its title.
    pub title: String,
    /// One or two sentences.
    pub summary: Option<String>,
    /// BCP 47 language tag.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The handbook's title.
    pub handbook: String,
    /// The company's name.
    pub organisation: Option<String>,
    /// The names of the two sides, left first.
    pub sides: Vec<String>,
    /// The day of the build.
    pub today: DateView,
    /// The address of its page on the site, where that is known.
    pub address: Option<String>,
    /// The pages in it.
    pub chapters: Vec<ChapterView>,
    /// For a book: all terms with their meanings.
    pub glossary: Option<Node>,
}

/// A page in a document.
#[derive(Default, Serialize)]
pub struct ChapterView {
    /// The name of its place.
    pub place: String,
    /// The level of its title.
    pub level: u8,
    /// Its title.
    pub title: String,
    /// One or two sentences.
    pub summary: Option<String>,
    /// Its kind.
    pub kind: String,
    /// `left`, `right`, `joint` or `none`.
    pub side: &'static str,
    /// When it was last reviewed.
    pub reviewed: Option<DateView>,
    /// Who answers for it.
    pub owners: Vec<OwnerView>,
    /// Its address on the site, where that is known.
    pub address: Option<String>,
    /// What its kind shows besides the text.
    pub detail: Value,
    /// What it shows that is computed.
    pub computed: Option<Node>,
    /// Pages below it, where it is a section.
    pub children: Vec<CardView>,
    /// Its text.
    pub blocks: Vec<Node>,
    /// For a handout: its sheets.
    pub sheets: Vec<Sheet>,
    /// For a guide: its rows.
    pub run: Vec<Run>,
    /// For a guide: notes outside the agenda, then the right answers.
    pub extra: Vec<Node>,
    /// For a guide: the page's checks with their answers.
    pub answers: Vec<Answered>,
    /// The terms in its text, with their meanings.
    pub words: Vec<(String, String)>,
}

/// A document, the files that it needs, and what is wrong with it.
pub struct Composed {
    /// What its template sees.
    pub document: Document,
    /// Its drawings and pictures, by their names.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What is wrong.
    pub problems: Vec<Diagnostic>,
}

/// Puts a document together.
pub fn compose(job: &Job) -> Composed {
    let mut workshop = Workshop {
        job,
        files: BTreeMap::new(),
        problems: Vec::new(),
        places: BTreeSet::new(),
    };
    let chapters = job.chapters.iter().enumerate();
    let mut chapters: Vec<ChapterView> = chapters
        .map(|(at, chapter)| workshop.chapter(at, chapter))
        .collect();
    let glossary = job
        .front
        .as_ref()
        .and_then(|front| front.page.computed.as_ref());
    let glossary = glossary.map(|computed| workshop.view(computed));
    let mut pictures = Pictures::new(&job.press);
    for (at, (view, chapter)) in chapters.iter_mut().zip(&job.chapters).enumerate() {
        let reach = links::Reach::new(job, &workshop.places, at);
        each_tree(view, &mut |nodes| {
            links::resolve(nodes, &reach);
            pictures.find(nodes, chapter);
        });
    }
    workshop.files.extend(pictures.files);
    workshop.problems.extend(pictures.problems);
    Composed {
        document: document(job, chapters, glossary),
        files: workshop.files,
        problems: workshop.problems,
    }
}

/// Every list of nodes of a chapter.
fn each_tree(view: &mut ChapterView, act: &mut dyn FnMut(&mut [Node])) {
    act(&mut view.blocks);
    act(&mut view.extra);
    for sheet in &mut view.sheets {
        act(&mut sheet.intro);
        sheet.parts.iter_mut().for_each(|part| act(&mut part.c));
    }
    for row in &mut view.run {
        act(&mut row.c);
        act(&mut row.notes);
    }
}

fn document(job: &Job, chapters: Vec<ChapterView>, glossary: Option<Node>) -> Document {
    let site = &job.press.site;
    let first = match job.sort {
        // A book that is no page of the site is there where the site is.
        Sort::Book => job
            .front
            .as_ref()
            .filter(|one| one.page.view.view == "book"),
        _ => job.front.as_ref().or(job.chapters.first()),
    };
    let title = match (job.sort, job.chapters.as_slice()) {
        (Sort::Book, _) => site.title.clone(),
        (Sort::Leaflet, all) => {
            let titles: Vec<&str> = all.iter().map(|one| &*one.page.view.title).collect();
            titles.join(", ")
        }
        _ => first
            .map(|one| one.page.view.title.clone())
            .unwrap_or_default(),
    };
    Document {
        sort: job.sort.name(),
        paper: job.paper.name(),
        title,
        summary: first.and_then(|one| one.page.view.summary.clone()),
        language: site.language.clone(),
        direction: site.direction,
        handbook: site.title.clone(),
        organisation: site.organisation.clone(),
        sides: site.sides.iter().map(|side| side.name.clone()).collect(),
        today: job.press.today.into(),
        address: match first {
            Some(one) => links::address(job, one),
            None => site.base_url.clone(),
        },
        chapters,
        glossary,
    }
}

/// What is gathered while a document is put together.
struct Workshop<'a> {
    job: &'a Job,
    files: BTreeMap<String, Vec<u8>>,
    problems: Vec<Diagnostic>,
    places: BTreeSet<String>,
}

impl Workshop<'_> {
    fn chapter(&mut self, at: usize, chapter: &Chapter) -> ChapterView {
        let job = self.job;
        let files = &mut self.files;
        let mut draw = |computed: &Computed| draw(job, files, computed);
        let mut written = writer::write(chapter, job.press.html, &mut draw);
        self.tell(chapter, &written);
        let place = format!("c{}", at + 1);
        self.places.insert(place.clone());
        let mut shown = head_of(job, chapter, &place);
        let is_title_only = job.sort == Sort::Book && chapter.text.is_none();
        let computed = chapter.page.computed.as_ref().filter(|_| !is_title_only);
        shown.computed = computed.map(|computed| self.view(computed));
        let meaning = |term: &usize| {
            let term = &chapter.glossary.terms[*term];
            (term.title.clone(), term.short.clone())
        };
        shown.words = written.terms.iter().map(meaning).collect();
        let mut settled = Settled {
            prefix: &place,
            places: &mut self.places,
            notes: std::mem::take(&mut written.notes),
            told: BTreeSet::new(),
            base: shown.level,
            level: shown.level,
        };
        match job.sort {
            Sort::Handout => {
                shown.sheets = sheets::handout(chapter, &written, &mut settled);
            }
            Sort::Guide => {
                (shown.run, shown.extra) = sheets::guide(chapter, &written, &mut settled);
                shown.answers = sheets::answers(chapter);
            }
            Sort::Cards => {}
            Sort::Passport | Sort::Leaflet | Sort::Book => {
                shown.blocks = written.nodes;
                settle(&mut shown.blocks, &mut settled);
            }
        }
        shown
    }

    fn view(&mut self, computed: &Computed) -> Node {
        let (job, files) = (self.job, &mut self.files);
        views::view(computed, &mut |computed| draw(job, files, computed))
    }

    /// Tells what of a page has no form on paper.
    fn tell(&mut self, chapter: &Chapter, written: &Written) {
        let Some(text) = &chapter.text else { return };
        for (lost, at) in &written.lost {
            let (what, help) = match lost {
                Lost::Html => (
                    "the HTML here has no form on paper; its text is printed",
                    "write it in Markdown, or with a box of the handbook",
                ),
                Lost::Depth => (
                    "this nests deeper than paper shows; it is printed without that",
                    "split the list, or give its inner part a heading",
                ),
            };
            let at = text.body.start + at;
            let place = Place::at(&text.facts.file, Span::new(at, at));
            let problem = Diagnostic::new(Code::W902, place, what).help(help);
            self.problems.push(problem);
        }
    }
}

/// A page in a document, without its text.
fn head_of(job: &Job, chapter: &Chapter, place: &str) -> ChapterView {
    let view = &chapter.page.view;
    ChapterView {
        place: place.to_owned(),
        level: level_of(job, chapter),
        title: view.title.clone(),
        summary: view.summary.clone(),
        kind: view.kind.clone(),
        side: view.side,
        reviewed: view.reviewed.clone(),
        owners: view.owners.clone(),
        address: links::address(job, chapter),
        detail: serde_json::to_value(&**chapter.page.detail).unwrap_or(Value::Null),
        children: match job.sort {
            Sort::Leaflet => view.children.clone(),
            _ => Vec::new(),
        },
        ..ChapterView::default()
    }
}

/// Draws a view into a file of the document.
fn draw(job: &Job, files: &mut BTreeMap<String, Vec<u8>>, computed: &Computed) -> Drawn {
    let svg = (job.press.draw)(computed)?;
    let name = format!("drawings/{}.svg", files.len() + 1);
    let text_of = |element: &str| {
        let (_, rest) = svg.split_once(&format!("<{element} "))?;
        let (_, rest) = rest.split_once('>')?;
        let (text, _) = rest.split_once("</")?;
        Some(html_escape::decode_html_entities(text).into_owned())
    };
    let said = [text_of("title"), text_of("desc")];
    let alt: Vec<String> = said.into_iter().flatten().collect();
    files.insert(name.clone(), svg.into_bytes());
    Some((name, alt.join(". ")))
}

/// The level of a page's title: in a book, pages stand below their section.
fn level_of(job: &Job, chapter: &Chapter) -> u8 {
    let view = &chapter.page.view;
    let is_first = view.section.is_empty() || view.path == view.section;
    match job.sort {
        Sort::Book if !is_first => 2,
        _ => 1,
    }
}

/// Where a page stands, for messages about it as a whole.
pub fn place_of(chapter: &Chapter) -> Place {
    match &chapter.text {
        Some(text) => Place::at(
            &text.facts.file,
            text.body.places.of(&At::Field("title".to_owned())),
        ),
        None => Place::file(chapter.page.output.as_str()),
    }
}
