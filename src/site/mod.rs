//! All pages together: addresses, navigation, links.
//!
//! Given the facts of all pages, gives a [`Site`]: for every page what its template needs to
//! know of the others. Pure; sees no page's body, so that an edit of a text never leads here.

pub mod absent;
pub mod anchors;
pub mod book;
pub mod catalog;
pub mod changes;
pub mod composed;
pub mod computed;
pub mod data;
pub mod details;
pub mod flows;
pub mod freshness;
pub mod generated;
pub mod glossary;
pub mod learning;
pub mod leaves;
pub mod letters;
pub mod loops;
pub mod menu;
pub mod myths;
pub mod outline;
pub mod paper;
pub mod people;
pub mod portraits;
pub mod position;
pub mod profiles;
pub mod raci;
pub mod redirects;
pub mod resolve;
pub mod responsibility;
pub mod ring;
pub mod routes;
pub mod sorting;
pub mod steps;
pub mod stops;
pub mod target;
pub mod terms;
pub mod tree;
pub mod view;
pub mod views;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Digested};
use crate::input::address::path_on_host;
pub use crate::input::changes::Change;
use crate::input::kinds::Kinds;
use crate::input::scan::Origin;
use crate::input::{Drafts, Purpose, Request, Settings};
use crate::page::Facts;
use crate::paths::{OutputPath, SourcePath};
use crate::shared_map::SharedMap;
use absent::Absent;
use book::{Book, Shelf};
use catalog::Catalog;
use computed::Computed;
use data::DataViews;
use details::{Detail, PartsView};
use flows::Flows;
use generated::Plan;
use glossary::Glossary;
use people::People;
use redirects::{AliasFault, Redirects};
use resolve::Resolver;
use routes::Routes;
use target::Targets;
use tree::Tree;
use view::Viewer;
use views::{LetterView, MenuView, PageView, SiteView};

/// All that linking may depend on.
#[derive(Clone, Debug, Hash)]
pub struct LinkJob {
    /// The settings.
    pub settings: Arc<Digested<Settings>>,
    /// What the command line asks for.
    pub request: Request,
    /// What each page shows to the others.
    pub pages: SharedMap<SourcePath, Arc<Digested<Facts>>>,
    /// Files that are copied.
    pub files: SharedMap<SourcePath, FileFacts>,
    /// Words of the interface, in the handbook's language.
    pub words: Arc<Digested<BTreeMap<String, String>>>,
    /// The kinds of pages.
    pub kinds: Arc<Digested<Kinds>>,
    /// What changed last in the handbook, as far as its repository tells.
    pub changes: Arc<Digested<Vec<Change>>>,
    /// The commit that is published; none in the live server, where files are ahead of it.
    pub commit: Option<String>,
    /// What the edition leaves out.
    pub absent: Arc<Digested<Absent>>,
}

impl LinkJob {
    /// Whether drafts are shown.
    pub fn shows_drafts(&self) -> bool {
        self.request.drafts == Drafts::Show
    }

    /// The absolute address of the published site, if it is known.
    pub fn base_url(&self) -> Option<&String> {
        self.request
            .base_url
            .as_ref()
            .or(self.settings.base_url.as_ref())
    }

    /// The path of the site on its host, with slashes at both ends, if it is known.
    pub fn base_path(&self) -> Option<String> {
        path_on_host(self.settings.base_path.as_ref(), self.base_url())
    }

    /// The same, or the root in the live server, which shows everything there.
    pub fn base_path_or_root(&self) -> Option<String> {
        match self.request.purpose {
            Purpose::Live => Some("/".to_owned()),
            Purpose::Publish => self.base_path(),
        }
    }
}

/// What pages can see of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileFacts {
    /// Its name in messages.
    pub file: Arc<str>,
    /// The fingerprint of its bytes.
    pub digest: Digest,
    /// Where it comes from.
    pub origin: Origin,
}

/// The linked handbook.
#[derive(Debug)]
pub struct Site {
    /// What every template sees.
    pub view: Digested<SiteView>,
    /// Every page that is written, in reading order: pages, and folders without a page.
    pub pages: Vec<LinkedPage>,
    /// The pages that are made of a text, by its place: the one that somebody wrote, and the
    /// sheets that show it elsewhere.
    pub of_source: HashMap<SourcePath, Vec<usize>>,
    /// The pages that show what an edit of any text may change: places among all.
    pub watchful: Vec<usize>,
    /// The entries of the A to Z.
    pub letters: Arc<Digested<Vec<LetterView>>>,
    /// Old addresses and where they lead.
    pub redirects: BTreeMap<OutputPath, OutputPath>,
    /// Aliases that cannot be used.
    pub alias_faults: Vec<AliasFault>,
    /// Files that are copied.
    pub files: BTreeMap<SourcePath, OutputPath>,
    /// Names that collide.
    pub problems: Vec<Diagnostic>,
    /// Roles, teams and sides.
    pub people: Arc<Digested<People>>,
    /// What passes between processes, and the loop.
    pub flows: Arc<Digested<Flows>>,
    /// The agreed terms, and what to find of them in texts.
    pub glossary: Arc<Digested<Glossary>>,
    /// What the data files hold.
    pub data: Arc<Digested<DataViews>>,
}

impl Site {
    /// Whether the handbook uses the model, so that views of it are written.
    pub fn is_modelled(&self) -> bool {
        !self.view.views.is_empty()
    }

    /// The page that is written at an address.
    pub fn page_at(&self, output: &OutputPath) -> Option<&LinkedPage> {
        self.pages.iter().find(|page| page.output == *output)
    }

    /// The pages that are made of a text.
    pub fn made_of(&self, source: &SourcePath) -> impl Iterator<Item = &LinkedPage> {
        let places = self.of_source.get(source).into_iter().flatten();
        places.map(|at| &self.pages[*at])
    }

    /// How many of the pages somebody wrote.
    pub fn written_pages(&self) -> usize {
        self.pages
            .iter()
            .filter(|page| page.written().is_some())
            .count()
    }
}

/// One page with all that it needs to know of the others.
#[derive(Clone, Debug)]
pub struct LinkedPage {
    /// The page that somebody wrote; `None` for a folder without one.
    pub source: Option<SourcePath>,
    /// Where it is written.
    pub output: OutputPath,
    /// What its template sees, apart from its own body.
    pub view: Arc<Digested<PageView>>,
    /// The menu beside it.
    pub menu: Arc<Digested<MenuView>>,
    /// Where its links lead.
    pub targets: Arc<Digested<Targets>>,
    /// What its parts show of other pages.
    pub parts: Arc<Digested<PartsView>>,
    /// What its kind shows besides the text.
    pub detail: Arc<Digested<Detail>>,
    /// For a page that is computed: what it shows.
    pub computed: Option<Arc<Digested<Computed>>>,
}

impl LinkedPage {
    /// The fingerprint of everything that is shown of it, its menu apart.
    pub fn digest(&self) -> Digest {
        let views = (
            self.view.digest(),
            self.parts.digest(),
            self.detail.digest(),
        );
        let computed = self.computed.as_ref().map(|computed| computed.digest());
        Digest::of(&(&self.output, self.targets.digest(), views, computed))
    }

    /// The page that somebody wrote, where this is its own address: not for the sheets that
    /// show its text elsewhere.
    pub fn written(&self) -> Option<&SourcePath> {
        self.source.as_ref().filter(|_| self.view.view.is_empty())
    }
}

/// Links all pages.
pub fn link_site(job: &LinkJob) -> Site {
    let routes = Routes::new(job);
    let ((tree, people), (catalog, (redirects, glossary))) = rayon::join(
        || (Tree::new(job, &routes), People::new(job, &routes)),
        || {
            let others = (Redirects::new(job, &routes), Glossary::new(job, &routes));
            (Catalog::new(job, &routes), others)
        },
    );
    let flows = Flows::new(job, &routes, &people, &glossary);
    let plan = Plan::new(job, &routes, &tree);
    let resolver = Resolver::new(job, &routes, &redirects, &catalog, &plan);
    let targets: Vec<Arc<Digested<Targets>>> = tree
        .nodes
        .par_iter()
        .map(|node| {
            let targets = node.source.as_ref().map(|source| resolver.targets(source));
            Arc::new(Digested::new(targets.unwrap_or_default()))
        })
        .collect();
    let shelf = Shelf {
        job,
        tree: &tree,
        people: &people,
        flows: &flows,
        glossary: &glossary,
        catalog: &catalog,
    };
    let book = Book::new(&shelf, &targets);
    let viewer = Viewer::new(&routes, &tree, &book, &plan);
    let from = OutputPath::new(letters::A_TO_Z);
    let (pages, (entries, data)) = rayon::join(
        || pages_of(&viewer, &resolver, &tree, &targets),
        || {
            let entries = letters::letters(&book, viewer.cards(&from));
            let data = match plan.outputs.is_empty() {
                true => DataViews::default(),
                false => DataViews::new(&book),
            };
            (Digested::new(entries), Digested::new(data))
        },
    );
    let view = viewer.site();
    Site {
        view: Digested::new(view),
        letters: Arc::new(entries),
        of_source: places_of(&pages),
        watchful: watchful(&pages),
        pages,
        redirects: redirects
            .pages
            .iter()
            .map(|(old, page)| (old.clone(), routes.pages[page].output.clone()))
            .collect(),
        alias_faults: redirects.faults.clone(),
        problems: routes.problems.clone(),
        files: routes.files.clone(),
        people: Arc::new(Digested::new(people)),
        flows: Arc::new(Digested::new(flows)),
        glossary: Arc::new(Digested::new(glossary)),
        data: Arc::new(data),
    }
}

fn places_of(pages: &[LinkedPage]) -> HashMap<SourcePath, Vec<usize>> {
    let mut places: HashMap<SourcePath, Vec<usize>> = HashMap::new();
    for (at, page) in pages.iter().enumerate() {
        if let Some(source) = &page.source {
            places.entry(source.clone()).or_default().push(at);
        }
    }
    places
}

/// The book has all texts, another page what is wrong with them, and the one for wrong
/// addresses what the start page says.
fn watchful(pages: &[LinkedPage]) -> Vec<usize> {
    let is_one = |page: &LinkedPage| {
        ["book", "health"].contains(&page.view.view.as_str())
            || page.view.layout == "not-found"
    };
    (0..pages.len()).filter(|at| is_one(&pages[*at])).collect()
}

/// Every page that is written: those in reading order, views, sheets, and the two apart.
fn pages_of(
    viewer: &Viewer,
    resolver: &Resolver,
    tree: &Tree,
    targets: &[Arc<Digested<Targets>>],
) -> Vec<LinkedPage> {
    let nodes = tree.nodes.par_iter().zip(targets).enumerate();
    let mut pages: Vec<LinkedPage> = nodes
        .map(|(at, (node, targets))| composed::page(viewer, (at, node), targets))
        .collect();
    pages.extend(composed::views(viewer));
    pages.extend(composed::sheets(viewer, resolver));
    pages.extend(viewer.apart("404.html", "not-found", resolver));
    pages.extend(viewer.apart(letters::A_TO_Z, "a-to-z", resolver));
    pages
}

#[cfg(test)]
mod sample;
