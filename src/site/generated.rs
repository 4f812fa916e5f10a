//! Which pages the handbook gets that nobody wrote, and where they stand.

use std::collections::BTreeMap;

use super::LinkJob;
use super::routes::{Routes, Shown};
use super::tree::Tree;
use crate::input::audiences::FACILITATOR;
use crate::page::{Facts, Status};
use crate::paths::{OutputPath, SourcePath};

/// The views that links can name, with their addresses.
pub const VIEWS: [(&str, &str); 10] = [
    ("loop", "loop.html"),
    ("handoffs", "handoffs.html"),
    ("raci", "raci.html"),
    ("myths", "myths/index.html"),
    ("glossary", "glossary.html"),
    ("health", "health.html"),
    ("owners", "owners.html"),
    ("cards", "cards.html"),
    ("changes", "changes.html"),
    ("book", "book.html"),
];

/// Handbooks with more pages have no page that holds them all.
const MOST_BOOK_PAGES: usize = 500;

/// The pages that nobody wrote.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Views outside the reading order: name and address.
    pub apart: Vec<(&'static str, OutputPath)>,
    /// Where each view is, be it computed or written.
    pub outputs: BTreeMap<&'static str, OutputPath>,
    /// Folders whose page shows a view, by their nodes in the tree.
    pub sections: BTreeMap<usize, &'static str>,
    /// The sheets of each workshop.
    pub sheets: BTreeMap<SourcePath, Sheets>,
    /// Where what changed is written for programs that follow it.
    pub feed: Option<OutputPath>,
}

/// The pages that belong to a workshop.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    /// Sheets for the participants.
    pub handout: Option<OutputPath>,
    /// The guide for whoever leads.
    pub guide: Option<OutputPath>,
    /// The cards.
    pub cards: Option<OutputPath>,
}

impl Sheets {
    /// Each sheet with the name of its view.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &OutputPath)> {
        let all = [
            ("handout", &self.handout),
            ("facilitator", &self.guide),
            ("workshop-cards", &self.cards),
        ];
        all.into_iter()
            .filter_map(|(name, output)| Some((name, output.as_ref()?)))
    }
}

impl Plan {
    /// Plans nothing for a plain folder of Markdown.
    pub fn new(job: &LinkJob, routes: &Routes, tree: &Tree) -> Self {
        let mut plan = Self::default();
        let mut kinds = routes.pages.values().map(|page| &page.facts.kind);
        if !job.settings.configured || !kinds.any(|kind| kind != "page") {
            return plan;
        }
        for (name, address) in VIEWS {
            if name != "book" || routes.pages.len() <= MOST_BOOK_PAGES {
                plan.add_view(routes, name, OutputPath::new(address));
            }
        }
        plan.add_feed(job, routes);
        for (at, node) in tree.nodes.iter().enumerate() {
            let view = match (node.folder.as_deref(), &node.source) {
                (Some("myths"), None) => "myths",
                (Some("glossary"), None) => "glossary",
                _ => continue,
            };
            plan.sections.insert(at, view);
        }
        for (source, Shown { output, facts }) in &routes.pages {
            if facts.kind == "workshop" && facts.status != Status::Retired {
                let audience = job.request.audience.as_deref();
                let sheets = sheets_of(routes, output, facts, audience);
                plan.sheets.insert(source.clone(), sheets);
            }
        }
        plan
    }

    /// Where the pages stand that are no folder's.
    pub fn addresses(&self) -> impl Iterator<Item = &OutputPath> {
        let sheets = self.sheets.values().flat_map(Sheets::all);
        let apart = self.apart.iter().map(|(_, output)| output);
        apart.chain(sheets.map(|(_, output)| output))
    }

    /// Entries of a feed have absolute addresses.
    fn add_feed(&mut self, job: &LinkJob, routes: &Routes) {
        let is_computed = self.apart.iter().any(|(name, _)| *name == "changes");
        let feed = OutputPath::new("changes.xml");
        if is_computed && job.base_url().is_some() && routes.is_taken(&feed).is_none() {
            self.feed = Some(feed);
        }
    }

    fn add_view(&mut self, routes: &Routes, name: &'static str, output: OutputPath) {
        // The page of the folder shows the myths, whoever wrote it.
        if let (true, Some(folder)) = (name == "myths", routes.folders.get("myths")) {
            self.outputs.insert(name, folder.output.clone());
            return;
        }
        let written = SourcePath::new(&format!("{name}.md"));
        match (routes.is_taken(&output), routes.pages.get(&written)) {
            (None, _) => {
                self.outputs.insert(name, output.clone());
                self.apart.push((name, output));
            }
            (Some(_), Some(page)) => {
                self.outputs.insert(name, page.output.clone());
            }
            (Some(_), None) => {}
        }
    }
}

fn sheets_of(
    routes: &Routes,
    output: &OutputPath,
    facts: &Facts,
    audience: Option<&str>,
) -> Sheets {
    let path = output.as_str();
    let stem = path
        .strip_suffix("/index.html")
        .or_else(|| path.strip_suffix(".html"))
        .unwrap_or(path);
    let parts = &facts.parts;
    let sheet = |is_there: bool, name: &str| {
        let output = OutputPath::new(format!("{stem}-{name}.html"));
        (is_there && routes.is_taken(&output).is_none()).then_some(output)
    };
    let has_guide = !parts.segments.is_empty() || parts.facilitator_notes > 0;
    let shows_cards = parts.leaves.iter().any(|leaf| leaf.name == "cards");
    Sheets {
        handout: sheet(!parts.handouts.is_empty(), "handout"),
        guide: sheet(
            has_guide && audience.is_none_or(|name| name == FACILITATOR),
            "facilitator",
        ),
        cards: sheet(shows_cards || !facts.list("uses").is_empty(), "cards"),
    }
}
