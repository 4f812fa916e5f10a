//! The pages that nobody wrote: views, and the sheets of workshops.

use std::sync::Arc;

use rayon::prelude::*;

use super::LinkedPage;
use super::book::Book;
use super::changes::changes;
use super::computed::Computed;
use super::details::Detail;
use super::freshness::{Scope, health, owners};
use super::generated::Sheets;
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
use crate::paths::{OutputPath, SourcePath};

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
        _ if shows_home => Detail::Home(Box::new(home_view(book, page, &node.output))),
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
    viewer.plan.apart.par_iter().map(page).collect()
}

/// The sheets of all workshops: each takes its text from the workshop's own page.
pub fn sheets(viewer: &Viewer, resolver: &Resolver) -> Vec<LinkedPage> {
    let (book, plan) = (viewer.book, viewer.plan);
    let of_page = |(source, sheets): (&SourcePath, &Sheets)| {
        let mut pages = Vec::new();
        let Some(page) = book.page(source) else {
            return pages;
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
        pages
    };
    plan.sheets.par_iter().flat_map_iter(of_page).collect()
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

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::super::{LinkedPage, Site};
    use crate::page::parts::{Handout, Leaf, Segment};
    use crate::page::{Parts, parts::HandOff};

    fn workshop() -> Parts {
        let handout = Handout {
            id: Some("sheet".into()),
            title: "The sheet".into(),
            ..Handout::default()
        };
        Parts {
            segments: vec![Segment::default()],
            handouts: vec![handout],
            leaves: vec![Leaf {
                name: "cards".into(),
                ..Leaf::default()
            }],
            ids: vec!["sheet".into()],
            ..Parts::default()
        }
    }

    fn sample() -> Sample {
        let process = Parts {
            handoffs: vec![HandOff::default()],
            ..Parts::default()
        };
        Sample::new()
            .page("index.md", "title: Home\nkind: page\nlinks: [view:health, view:helth, role:counterpart, workshops/map.md#sheet]")
            .page("myths/heard.md", "title: Heard\nlinks: [index.md, ../glossary/, ../loop.html]")
            .page("glossary/note.md", "title: Note")
            .page("roles/rep.md", "title: Rep\nowners: { sales: rep }")
            .page_of("processes/deal.md", "title: Deal\nrelated: [term:note]", process)
            .page_of("workshops/map.md", "title: Map\nlinks: ['#sheet']", workshop())
            .page("old.md", "title: Old\nstatus: retired\nreplaced_by: process:deal\nlinks: [term:note]")
    }

    fn page<'s>(site: &'s Site, output: &str) -> &'s LinkedPage {
        let found = site
            .pages
            .iter()
            .find(|page| page.output.as_str() == output);
        found.unwrap_or_else(|| panic!("no page {output}"))
    }

    #[test]
    fn a_handbook_gets_its_views_and_a_plain_folder_none() {
        let site = sample().link();
        for view in [
            "loop", "handoffs", "raci", "glossary", "health", "owners", "cards",
            "changes", "book",
        ] {
            let page = page(&site, &format!("{view}.html"));
            assert_eq!(
                (page.view.layout.as_str(), page.view.view.as_str()),
                ("view", view)
            );
            assert!(page.computed.is_some(), "{view}");
        }
        assert_eq!(page(&site, "myths/index.html").view.view, "myths");
        assert_eq!(page(&site, "glossary/index.html").view.view, "glossary");
        assert_eq!(page(&site, "processes/index.html").view.view, "");
        assert!(site.view.views.contains(&"book"));
        let plain = sample()
            .settings(|settings| settings.configured = false)
            .link();
        assert!(plain.pages.iter().all(|page| page.computed.is_none()));
        assert!(plain.view.views.is_empty() && !plain.data.exist);
        let only_pages = Sample::new().page("a.md", "title: A\nkind: page").link();
        assert!(only_pages.view.views.is_empty());
    }

    #[test]
    fn a_written_page_at_the_same_address_wins() {
        let site = sample()
            .page("health.md", "title: My health\nkind: page")
            .page("myths/index.md", "title: My myths\nkind: page")
            .link();
        assert_eq!(page(&site, "health.html").view.title, "My health");
        assert_eq!(page(&site, "myths/index.html").view.title, "My myths");
        let href = page(&site, "index.html").targets["view:health"]
            .href
            .clone();
        assert_eq!(href.as_deref(), Some("health.html"));
    }

    #[test]
    fn links_lead_to_views_sheets_and_folders() {
        let site = sample().link();
        let href = |output: &str, address: &str| {
            page(&site, output).targets[address]
                .href
                .clone()
                .unwrap_or_default()
        };
        assert_eq!(href("index.html", "view:health"), "health.html");
        assert_eq!(href("index.html", "role:counterpart"), "roles/index.html");
        assert_eq!(
            href("index.html", "workshops/map.md#sheet"),
            "workshops/map-handout.html#sheet"
        );
        assert_eq!(
            href("workshops/map.html", "#sheet"),
            "map-handout.html#sheet"
        );
        assert_eq!(href("myths/heard.html", "index.md"), "index.html");
        assert_eq!(
            href("myths/heard.html", "../glossary/"),
            "../glossary/index.html"
        );
        assert_eq!(href("myths/heard.html", "../loop.html"), "../loop.html");
        let fault = page(&site, "index.html").targets["view:helth"]
            .fault
            .clone();
        let help = fault.and_then(|fault| fault.help);
        assert_eq!(help.as_deref(), Some("did you mean `view:health`?"));
    }

    #[test]
    fn a_workshop_has_its_sheets_and_is_counted_once() {
        let site = sample().link();
        for (output, view) in [
            ("workshops/map-handout.html", "handout"),
            ("workshops/map-facilitator.html", "facilitator"),
            ("workshops/map-cards.html", "workshop-cards"),
        ] {
            let page = page(&site, output);
            assert_eq!(page.view.view, view);
            assert!(page.source.is_some() && page.written().is_none());
        }
        assert_eq!(site.written_pages(), 7);
    }

    #[test]
    fn pages_know_who_links_to_them_what_goes_with_them_and_who_follows() {
        let site = sample().link();
        let note = &page(&site, "glossary/note.html").view;
        let titles: Vec<_> = note
            .backlinks
            .iter()
            .map(|link| link.title.as_str())
            .collect();
        assert_eq!(titles, ["Old"]);
        assert_eq!(note.related[0].title, "Deal");
        assert_eq!(
            page(&site, "processes/deal.html").view.related[0].title,
            "Note"
        );
        let old = &page(&site, "old.html").view;
        assert_eq!(
            old.replaced_by.as_ref().map(|link| link.title.as_str()),
            Some("Deal")
        );
        assert!(old.fresh.is_none());
        let owner = &page(&site, "roles/rep.html").view.owners[0];
        assert_eq!(owner.href.as_deref(), Some("rep.html"));
    }

    #[test]
    fn menus_and_the_a_to_z_hold_the_views() {
        let site = sample().link();
        let menu = &page(&site, "index.html").menu;
        let group = |title: &str| {
            let found = menu.groups.iter().find(|group| group.title == title);
            let items = found.map(|group| group.items.iter());
            items
                .into_iter()
                .flatten()
                .map(|item| item.href.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            group("Processes"),
            [
                "processes/deal.html",
                "loop.html",
                "handoffs.html",
                "raci.html"
            ]
        );
        assert_eq!(
            group("Health"),
            ["owners.html", "changes.html", "cards.html"]
        );
        let entries = site.letters.iter().flat_map(|letter| &letter.entries);
        let hrefs: Vec<_> = entries.map(|entry| entry.href.as_str()).collect();
        assert!(hrefs.contains(&"loop.html"));
        assert!(!hrefs.iter().any(|href| href.contains("facilitator")));
    }
}
