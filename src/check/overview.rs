//! What rules over all pages look at, and where they put what they find.

use std::collections::{BTreeMap, HashMap};

use super::finding::{Anchor, Finding, MOST_NAMES};
use crate::codes::Code;
use crate::input::kinds::Kind;
use crate::page::{Facts, Status};
use crate::paths::SourcePath;
use crate::site::people::name_key;
use crate::site::position::Position;
use crate::site::{LinkJob, LinkedPage, Site};

/// All pages that are shown, and where their names lead.
pub struct Handbook<'a> {
    /// What was linked.
    pub job: &'a LinkJob,
    /// What came of it.
    pub site: &'a Site,
    /// The pages, by path.
    pub pages: Vec<Shown<'a>>,
    by_source: HashMap<&'a SourcePath, usize>,
    names: HashMap<&'a str, BTreeMap<String, usize>>,
    slugs: HashMap<&'a str, Vec<&'a str>>,
}

/// A page that is shown.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// Where it stands.
    pub source: &'a SourcePath,
    /// What it shows to others.
    pub facts: &'a Facts,
    /// The page with its links.
    pub linked: &'a LinkedPage,
    /// Its kind; `None` for an unknown one.
    pub kind: Option<&'a Kind>,
}

impl Shown<'_> {
    /// Whether it is more than a notice that points elsewhere.
    pub fn is_live(&self) -> bool {
        self.facts.status != Status::Retired
    }
}

/// What the rules found, page by page.
#[derive(Default)]
pub struct Found(pub BTreeMap<SourcePath, Vec<Finding>>);

impl Found {
    /// Adds what is wrong with a page.
    pub fn add(
        &mut self,
        page: &Shown,
        (code, at): (Code, Anchor),
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = Finding::new(code, at, message, help);
        self.0.entry(page.source.clone()).or_default().push(finding);
    }
}

impl<'a> Handbook<'a> {
    /// Looks at all pages that are shown.
    pub fn new(job: &'a LinkJob, site: &'a Site) -> Self {
        let shown = site.pages.iter().filter_map(|linked| {
            let source = linked.written()?;
            let facts = &**job.pages.get(source)?;
            let kind = job.kinds.get(&facts.kind);
            Some(Shown {
                source,
                facts,
                linked,
                kind,
            })
        });
        let mut pages: Vec<Shown> = shown.collect();
        pages.sort_by_key(|page| page.source);
        let mut handbook = Self {
            job,
            site,
            by_source: HashMap::new(),
            names: HashMap::new(),
            slugs: HashMap::new(),
            pages,
        };
        // As links see it: file names go before titles, and the kind's own folder first.
        let in_folder = |page: &Shown| {
            let own = page.kind.map(|kind| kind.folder.as_str());
            own == Some(page.source.folder())
        };
        let (own, others): (Vec<usize>, Vec<usize>) =
            (0..handbook.pages.len()).partition(|at| in_folder(&handbook.pages[*at]));
        for at in own.iter().chain(&others).copied() {
            let page = handbook.pages[at];
            handbook.by_source.insert(page.source, at);
            handbook.name(at, page.source.stem());
            let slugs = handbook.slugs.entry(page.facts.kind.as_str()).or_default();
            slugs.push(page.source.stem());
        }
        for at in 0..handbook.pages.len() {
            let facts = handbook.pages[at].facts;
            handbook.name(at, &facts.title);
            handbook.name(at, &facts.text("plural").unwrap_or_default());
        }
        handbook
    }

    /// Gives a page a name among those of its kind; the first keeps it.
    fn name(&mut self, at: usize, name: &str) {
        let kind = self.pages[at].facts.kind.as_str();
        let names = self.names.entry(kind).or_default();
        names.entry(name_key(name)).or_insert(at);
    }

    /// Pages of a kind, retired ones left out.
    pub fn of_kind<'h>(&'h self, kind: &'h str) -> impl Iterator<Item = &'h Shown<'a>> {
        let pages = self.pages.iter();
        pages.filter(move |page| page.is_live() && page.facts.kind == kind)
    }

    /// The page at a path.
    pub fn page(&self, source: &SourcePath) -> Option<&Shown<'a>> {
        self.by_source.get(source).map(|at| &self.pages[*at])
    }

    /// The place of a page among all.
    pub fn place(&self, source: &SourcePath) -> Option<usize> {
        self.by_source.get(source).copied()
    }

    /// The page of a kind with this file name or title.
    pub fn named(&self, kind: &str, name: &str) -> Option<&Shown<'a>> {
        let at = self.names.get(kind)?.get(&name_key(name))?;
        Some(&self.pages[*at])
    }

    /// The file names of the pages of a kind, up to as many as are worth comparing.
    pub fn slugs<'h>(
        &'h self,
        kind: &str,
    ) -> impl Iterator<Item = &'h str> + use<'h, 'a> {
        let slugs = self.slugs.get(kind).map(Vec::as_slice).unwrap_or_default();
        slugs.iter().copied().take(MOST_NAMES)
    }

    /// The page that a link leads to.
    pub fn behind(&self, page: &Shown, address: &str) -> Option<usize> {
        let target = page.linked.targets.get(address)?;
        self.place(target.page.as_ref()?)
    }

    /// The name of a side for a sentence: Marketing, Sales, both teams, somebody outside.
    pub fn side_name(&self, position: Position) -> String {
        match position {
            Position::Left | Position::Right => self.site.people.side_name(position),
            Position::Joint => "both teams".to_owned(),
            Position::Outside | Position::None => "nobody here".to_owned(),
        }
    }
}
