//! The pages that nobody wrote: views, and the sheets of workshops.

use std::sync::Arc;

use super::LinkedPage;
use super::book::Book;
use super::changes::changes;
use super::computed::Computed;
use super::details::Detail;
use super::freshness::{Scope, health, owners};
use super::learning::workshop_view;
use super::leaves::workshop_cards;
use super::myths::{Choice, myths_view};
use super::paper::{SETS, all_cards};
use super::portraits::{detail, home_view, parts_view};
use super::raci::matrix;
use super::resolve::Resolver;
use super::steps::handoff_views;
use super::target::Targets;
use super::terms::letters;
use super::tree::Node;
use super::view::Viewer;
use super::views::{LinkView, PageView};
use crate::digest::Digested;
use crate::paths::OutputPath;

/// Changes on the page that lists them.
const MOST_CHANGES: usize = 30;
/// Hand-offs on the page that lists them.
const MOST_HANDOFFS: usize = 2000;
/// Rows of the health table.
const HEALTH_ROWS: usize = 100;

/// What a view shows, seen from its own address.
pub fn computed_view(book: &Book, view: &str, from: &OutputPath) -> Option<Computed> {
    Some(match view {
        "loop" => {
            let mut ring = book.flows.loop_view(&book.named(), from, None);
            ring.extra = book.flows.extra(&book.named(), from);
            Computed::Loop(ring, "both")
        }
        "handoffs" => {
            let first = 0..book.handoffs.len().min(MOST_HANDOFFS);
            Computed::HandOffs(handoff_views(book, first, from))
        }
        "raci" => {
            let processes: Vec<usize> = book.of_kind("process").collect();
            Computed::Raci(matrix(book, &processes, from))
        }
        "myths" => Computed::Myths(myths_view(book, "index", &Choice::default(), from)),
        "glossary" | "book" => Computed::Glossary(letters(book, from)),
        "health" => Computed::Health(health(book, Scope::All, HEALTH_ROWS, from)),
        "owners" => Computed::Owners(owners(book, from)),
        "cards" => Computed::Cards(all_cards(book, &SETS, None, from)),
        "changes" => Computed::Changes(changes(book, MOST_CHANGES, from)),
        _ => return None,
    })
}

/// The page of a node of the tree.
pub fn page(
    viewer: &Viewer,
    (at, node): (usize, &Node),
    targets: &Arc<Digested<Targets>>,
) -> LinkedPage {
    let (book, plan) = (viewer.book, viewer.plan);
    let page = node.source.as_ref().and_then(|source| book.page(source));
    let view = viewer.page_view(at);
    let parts = page.map(|page| parts_view(book, page, &node.output));
    let shows_home = view.layout == "home" && !plan.outputs.is_empty();
    let detail = match page {
        _ if shows_home => Detail::Home(Box::new(home_view(book, &node.output))),
        Some(page) => detail(book, plan, page),
        None => Detail::None,
    };
    let computed = plan.sections.get(&at);
    let computed = computed.and_then(|view| computed_view(book, view, &node.output));
    LinkedPage {
        source: node.source.clone(),
        output: node.output.clone(),
        view: Arc::new(Digested::new(view)),
        menu: viewer.menu_of(at),
        targets: targets.clone(),
        parts: Arc::new(Digested::new(parts.unwrap_or_default())),
        detail: Arc::new(Digested::new(detail)),
        computed: computed.map(|view| Arc::new(Digested::new(view))),
    }
}

/// All views that stand outside the reading order.
pub fn views(viewer: &Viewer) -> Vec<LinkedPage> {
    let book = viewer.book;
    let page = |(name, output): &(&'static str, OutputPath)| {
        let title = book.view_title(name);
        let mut view = viewer.bare_view(output, name, title);
        view.summary = book.view_summary(name);
        view.description.clone_from(&view.summary);
        view.markdown = None;
        let computed = computed_view(book, name, output);
        LinkedPage {
            source: None,
            output: output.clone(),
            menu: viewer.menu_at(output),
            view: Arc::new(Digested::new(view)),
            targets: Arc::default(),
            parts: Arc::default(),
            detail: Arc::default(),
            computed: computed.map(|view| Arc::new(Digested::new(view))),
        }
    };
    viewer.plan.apart.iter().map(page).collect()
}

/// The sheets of all workshops: each takes its text from the workshop's own page.
pub fn sheets(viewer: &Viewer, resolver: &Resolver) -> Vec<LinkedPage> {
    let (book, plan) = (viewer.book, viewer.plan);
    let mut pages = Vec::new();
    for (source, sheets) in &plan.sheets {
        let Some(page) = book.page(source) else {
            continue;
        };
        for (name, output) in sheets.all() {
            let cards = (name == "workshop-cards")
                .then(|| Computed::Cards(workshop_cards(book, page, output)));
            let detail =
                Detail::Workshop(Box::new(workshop_view(book, plan, page, output)));
            pages.push(LinkedPage {
                source: Some(source.clone()),
                output: output.clone(),
                view: Arc::new(Digested::new(sheet_view(viewer, page, (name, output)))),
                menu: viewer.menu_beside(source, output),
                targets: Arc::new(Digested::new(resolver.targets_from(source, output))),
                parts: Arc::new(Digested::new(parts_view(book, page, output))),
                detail: Arc::new(Digested::new(detail)),
                computed: cards.map(|cards| Arc::new(Digested::new(cards))),
            });
        }
    }
    pages
}

fn sheet_view(
    viewer: &Viewer,
    page: usize,
    (name, output): (&'static str, &OutputPath),
) -> PageView {
    let book = viewer.book;
    let own = &book.pages[page];
    let kind = match name {
        "workshop-cards" => "kind_cards".to_owned(),
        _ => format!("kind_{name}"),
    };
    let title = match name {
        "handout" if own.facts.parts.handouts.len() == 1 => {
            own.facts.parts.handouts[0].title.clone()
        }
        _ => String::new(),
    };
    let title = match title.is_empty() {
        true => format!("{}: {}", book.word(&kind), own.facts.title),
        false => title,
    };
    let mut view = viewer.bare_view(output, name, title);
    view.kind.clone_from(&own.facts.kind);
    view.summary.clone_from(&own.facts.summary);
    view.description.clone_from(&own.facts.summary);
    view.status = own.facts.status.word();
    view.reviewed = own.facts.reviewed.map(Into::into);
    let LinkView { title, href } = book.link(page, output);
    view.breadcrumbs.push(LinkView { title, href });
    view.edit_url = viewer.edit_url(own.source);
    view.markdown = None;
    view
}
