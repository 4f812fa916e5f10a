//! One page: its body, then its template.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use tera::Value;

use super::Rendered;
use super::frame::Frame;
use super::html::{self, Source, Terms, Written};
use super::parts::Dressing;
use super::templates::Templates;
use super::views::insert_view;
use super::{diagram, sheets};
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Digested};
use crate::page::{Dialect, Text};
use crate::site::LinkedPage;
use crate::site::details::Detail;
use crate::site::glossary::Glossary;
use crate::site::views::{LetterView, LinkView, MenuView, PageView};

/// All that one page depends on.
pub struct PageJob {
    /// What all pages share.
    pub frame: Arc<Frame>,
    /// The page with all that it knows of the others.
    pub page: LinkedPage,
    /// The terms that its text may link to.
    pub glossary: Arc<Digested<Glossary>>,
    /// What it says; `None` for pages that nobody wrote.
    pub text: Option<Text>,
    /// For the page about the handbook's health: what is wrong.
    pub findings: Option<Arc<dyn Findings>>,
    /// For the page that servers show for a wrong address: what readers come for.
    pub situations: Option<Arc<Digested<SituationsView>>>,
    /// For the A to Z: its entries.
    pub letters: Option<Arc<Digested<Vec<LetterView>>>>,
}

/// More than anybody reads on one page; `tandem check` and the data file have all.
const MOST_FINDINGS: usize = 200;

/// What is wrong with the handbook, worked out when a page that shows it is asked for.
pub trait Findings: Send + Sync {
    /// The fingerprint of all that it is worked out from.
    fn digest(&self) -> Digest;

    /// Everything that is wrong.
    fn all(&self) -> &[FindingView];
}

/// Something that is wrong with the handbook, as its health page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FindingView {
    /// Its number, such as `W121`.
    pub code: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The file.
    pub file: String,
    /// The line in it, from one.
    pub line: Option<usize>,
    /// The page, from the health page.
    pub href: Option<String>,
}

/// What readers come for, as the start page says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SituationsView {
    /// The heading above the list.
    pub title: String,
    /// The list.
    pub list: Vec<SituationView>,
}

/// Why somebody opens the handbook, and where that leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SituationView {
    /// The reader's words.
    pub title: String,
    /// The text of the link, where something else is the title.
    pub text: String,
    /// Where it leads, from the site's root.
    pub href: String,
}

impl PageJob {
    /// The fingerprint of everything that the page depends on, its menu apart.
    pub fn digest(&self) -> Digest {
        let text = self.text.as_ref();
        let text = text.map(|text| (text.digest(), self.glossary.digest()));
        let frame = (self.frame.digest, self.frame.html);
        let findings = self.findings.as_ref().map(|findings| findings.digest());
        let situations = self.situations.as_ref().map(|own| own.digest());
        let letters = self.letters.as_ref().map(|letters| letters.digest());
        let lists = (findings, situations, letters);
        Digest::of(&("page", frame, self.page.digest(), text, lists))
    }
}

/// Renders a page; `menu` is the rendered menu that it shares with others.
pub fn render(job: &PageJob, menu: &str) -> Rendered {
    render_with(job, menu, Vec::new())
}

/// The HTML of a page's text alone, and the faults of its templates.
pub fn body_of(job: &PageJob) -> (String, Vec<Diagnostic>) {
    let Some(text) = &job.text else {
        return Default::default();
    };
    let dressing = dressing(job, text);
    let written = write_body(job, text, &dressing);
    (written.html, dressing.problems.into_inner())
}

/// The same as `render`, with more for the template to see.
pub fn render_with(
    job: &PageJob,
    menu: &str,
    more: Vec<(&'static str, Value)>,
) -> Rendered {
    let templates = &job.frame.templates;
    let mut view: PageView = (**job.page.view).clone();
    let mut context = templates.context(&job.frame.site, &view.root);
    let mut problems = Vec::new();
    let mut body = String::new();
    if let Some(text) = &job.text {
        let dressing = dressing(job, text);
        let written = write_body(job, text, &dressing);
        complete(&mut view, text);
        match view.view.as_str() {
            "handout" => sheets::insert_handout(&mut context, &dressing, &written.pieces),
            "facilitator" => {
                sheets::insert_guide(&mut context, &dressing, &written.pieces)
            }
            _ => body = written.html,
        }
        let words = written.terms.iter();
        view.words_used = words.map(|term| word_used(job, *term)).collect();
        problems = dressing.problems.into_inner();
    }
    view.has_body = !body.trim().is_empty();
    if view.title.is_empty() {
        let word = if view.layout == "not-found" {
            "not_found"
        } else {
            "a_to_z"
        };
        view.title = templates.words.get(word).cloned().unwrap_or_default();
    }
    if let Detail::Home(home) = &**job.page.detail
        && let Some(ring) = &home.loop_view
    {
        let svg = diagram::ring(ring, &templates.words, "Home");
        context.insert_value("svg", Value::safe_string(&svg));
    } else {
        context.insert("svg", "");
    }
    if let Some(computed) = &job.page.computed {
        insert_view(&mut context, computed, &templates.words, "View");
    }
    for (name, value) in more {
        context.insert_value(name, value);
    }
    if let Some(findings) = &job.findings {
        let first = findings.all();
        let first = &first[..first.len().min(MOST_FINDINGS)];
        context.insert("findings", first);
    }
    if let Some(situations) = &job.situations {
        context.insert("situations", &***situations);
    }
    context.insert("page", &view);
    context.insert("detail", &**job.page.detail);
    context.insert_value("body", Value::safe_string(&body));
    context.insert_value("menu", Value::safe_string(&mark_current(menu, job)));
    if let Some(letters) = &job.letters {
        context.insert("letters", &***letters);
    }
    match templates.render(&template_of(&view, templates), &context) {
        Ok(page) => Rendered {
            bytes: page.into_bytes(),
            problems,
        },
        Err(problem) => failed(&view, &body, *problem),
    }
}

/// A term that the text links, for the list on paper.
fn word_used(job: &PageJob, term: usize) -> LinkView {
    LinkView {
        title: job.glossary.terms[term].title.clone(),
        href: job.glossary.href(term, &job.page.output),
    }
}

/// The template that shows a page: that of its layout, of its view or of its kind.
fn template_of(view: &PageView, templates: &Templates) -> String {
    let fixed = match (view.layout.as_str(), view.view.as_str()) {
        ("home", _) => "home.html",
        ("section", _) => "section.html",
        ("not-found", _) => "404.html",
        ("a-to-z", _) => "a-to-z.html",
        ("view", "handout" | "facilitator" | "cards" | "workshop-cards") => "sheets.html",
        ("view", "book") => "book.html",
        ("view", _) => "view.html",
        _ => {
            let own = format!("kind-{}.html", view.kind);
            return match templates.has(&own) {
                true => own,
                false => "page.html".to_owned(),
            };
        }
    };
    fixed.to_owned()
}

/// Adds what only the text of a page tells.
fn complete(view: &mut PageView, text: &Text) {
    view.minutes = text.body.minutes;
    let headings = &text.facts.headings;
    let title = headings.first().filter(|_| text.body.opens_with_title);
    view.title_id = title.map(|heading| heading.id.clone());
    let opening = Some(text.body.opening.clone()).filter(|opening| !opening.is_empty());
    view.description = view.description.take().or(opening);
}

fn dressing<'a>(job: &'a PageJob, text: &'a Text) -> Dressing<'a> {
    Dressing {
        frame: &job.frame,
        root: &job.page.view.root,
        view: &job.page.parts,
        facts: &text.facts,
        body: &text.body,
        problems: Default::default(),
    }
}

fn write_body(job: &PageJob, text: &Text, dressing: &Dressing) -> Written {
    let body = &text.body;
    let terms = Terms {
        glossary: &job.glossary,
        from: &job.page.output,
        without: linked_terms(job, text),
    };
    let source = Source {
        markdown: body.markdown(),
        dialect: Dialect::Handbook,
        html: job.frame.html,
        headings: &text.facts.headings,
        skip_title: body.opens_with_title,
        targets: &job.page.targets,
        words: &job.frame.templates.words,
        marks: &body.marks,
        dresser: Some(dressing),
        terms: Some(&terms),
    };
    html::write(&source, &body.raw_html, body.depth)
}

/// Terms that the page is about or links itself.
fn linked_terms(job: &PageJob, text: &Text) -> BTreeSet<usize> {
    let named = text.facts.addresses.iter();
    let named =
        named.filter_map(|address| job.glossary.find(address.strip_prefix("term:")?));
    let own = job
        .page
        .source
        .as_ref()
        .and_then(|source| job.glossary.term_of_page(source));
    named.chain(own).collect()
}

/// The menu with the link of this page marked; its own address is its file's name.
fn mark_current(menu: &str, job: &PageJob) -> String {
    let own = job
        .page
        .output
        .href_to(&job.page.output, Default::default());
    menu.replacen(
        &format!("href=\"{own}\""),
        &format!("href=\"{own}\" aria-current=\"page\""),
        1,
    )
}

/// A page whose template is at fault still shows its text.
fn failed(view: &PageView, body: &str, problem: Diagnostic) -> Rendered {
    let mut title = String::new();
    html::escape_text(&view.title, &mut title);
    let page = format!(
        "<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>{title}</title></head><body><main><h1>{title}</h1>\n{body}</main></body></html>\n"
    );
    Rendered {
        bytes: page.into_bytes(),
        problems: vec![problem],
    }
}

/// All that one menu depends on.
pub struct MenuJob {
    /// What all pages share.
    pub frame: Arc<Frame>,
    /// What the template sees.
    pub menu: Arc<Digested<MenuView>>,
    /// From the pages that show it to the root.
    pub root: String,
}

impl MenuJob {
    /// The fingerprint of everything that the menu depends on.
    pub fn digest(&self) -> Digest {
        Digest::of(&("menu", self.frame.digest, self.menu.digest(), &self.root))
    }
}

/// Renders a menu.
pub fn render_menu(job: &MenuJob) -> Rendered {
    let templates = &job.frame.templates;
    let mut context = templates.context(&job.frame.site, &job.root);
    context.insert("menu", &**job.menu);
    match templates.render("partials/menu.html", &context) {
        Ok(menu) => menu.into(),
        Err(problem) => Rendered {
            bytes: Vec::new(),
            problems: vec![*problem],
        },
    }
}
