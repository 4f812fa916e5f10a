//! The handbook while it is linked: its pages, and indexes of what they hold.
//!
//! Built once for all pages, so that no page has to look through the handbook itself.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::LinkJob;
use super::catalog::Catalog;
use super::computed::Chip;
use super::flows::Flows;
use super::glossary::Glossary;
use super::loops::Named;
use super::people::People;
use super::position::{Position, side_of};
use super::responsibility::parts_of_step;
use super::target::Targets;
use super::tree::Tree;
use super::views::{CardView, LinkView};
use crate::digest::Digested;
use crate::page::{Facts, Status};
use crate::paths::{OutputPath, SourcePath, UrlStyle, title_from_name};

/// Pages that one list of links shows; the rest is counted.
pub const MOST_LINKS: usize = 12;

/// The handbook while it is linked.
pub struct Book<'a> {
    /// What is linked.
    pub job: &'a LinkJob,
    /// Roles, teams and sides.
    pub people: &'a People,
    /// What passes between processes.
    pub flows: &'a Flows,
    /// The terms.
    pub glossary: &'a Glossary,
    /// Pages by kind and name.
    pub catalog: &'a Catalog<'a>,
    /// The pages that somebody wrote and that are shown, in reading order.
    pub pages: Vec<Entry<'a>>,
    /// Every hand-off: its page and its number there.
    pub handoffs: Vec<(usize, usize)>,
    /// Every myth: its page and its number there.
    pub myths: Vec<(usize, usize)>,
    /// What each role has to do, by its id.
    pub work: BTreeMap<String, Work>,
    /// Hand-offs by what they hand over.
    pub handoffs_of_term: HashMap<String, Vec<usize>>,
    /// Pages by the id of those whom they are for.
    pub audience: HashMap<String, Vec<usize>>,
    /// The roles of each team, by their places among the people.
    pub roles_of_team: HashMap<usize, Vec<usize>>,
    at: HashMap<&'a SourcePath, usize>,
}

/// A page that is shown.
pub struct Entry<'a> {
    /// Where it was written.
    pub source: &'a SourcePath,
    /// Where it is shown.
    pub output: &'a OutputPath,
    /// What it shows to others.
    pub facts: &'a Facts,
    /// Where its links lead.
    pub targets: Arc<Digested<Targets>>,
    /// Pages that link here, in reading order.
    pub linked_from: Vec<usize>,
    /// Pages that are related, by their own word or by this one's.
    pub related: Vec<usize>,
}

impl Entry<'_> {
    /// Whether it is not retired.
    pub fn is_live(&self) -> bool {
        self.facts.status != Status::Retired
    }
}

/// What a role has to do.
#[derive(Default)]
pub struct Work {
    /// The name under which it was met first.
    pub written: String,
    /// Pages that it owns.
    pub owns: Vec<usize>,
    /// Its steps: page, number and letter.
    pub steps: Vec<(usize, usize, &'static str)>,
    /// Hand-offs that it gives, by their places among all.
    pub gives: Vec<usize>,
    /// Hand-offs that it receives.
    pub receives: Vec<usize>,
}

/// What a book is made from.
pub struct Shelf<'a> {
    /// What is linked.
    pub job: &'a LinkJob,
    /// Folders and pages in reading order.
    pub tree: &'a Tree,
    /// Roles, teams and sides.
    pub people: &'a People,
    /// What passes between processes.
    pub flows: &'a Flows,
    /// The terms.
    pub glossary: &'a Glossary,
    /// Pages by kind and name.
    pub catalog: &'a Catalog<'a>,
}

impl<'a> Book<'a> {
    /// Indexes all pages; `targets` are those of the nodes of the tree.
    pub fn new(shelf: &Shelf<'a>, targets: &[Arc<Digested<Targets>>]) -> Self {
        let mut book = Self {
            job: shelf.job,
            people: shelf.people,
            flows: shelf.flows,
            glossary: shelf.glossary,
            catalog: shelf.catalog,
            pages: Vec::new(),
            handoffs: Vec::new(),
            myths: Vec::new(),
            work: BTreeMap::new(),
            handoffs_of_term: HashMap::new(),
            audience: HashMap::new(),
            roles_of_team: HashMap::new(),
            at: HashMap::new(),
        };
        for (node, targets) in shelf.tree.nodes.iter().zip(targets) {
            let (Some(source), Some(facts)) = (&node.source, &node.facts) else {
                continue;
            };
            book.at.insert(source, book.pages.len());
            book.pages.push(Entry {
                source,
                output: &node.output,
                facts,
                targets: targets.clone(),
                linked_from: Vec::new(),
                related: Vec::new(),
            });
        }
        book.index_links();
        for page in 0..book.pages.len() {
            if book.pages[page].is_live() {
                book.index_page(page);
            }
        }
        for (at, role) in book.people.roles.iter().enumerate() {
            let team = role.team.as_deref().and_then(|team| book.people.team(team));
            if let Some(team) = team {
                book.roles_of_team.entry(team).or_default().push(at);
            }
        }
        book
    }

    fn index_links(&mut self) {
        let neighbours = |own: &Entry| {
            let targets = own.targets.values();
            let linked = targets.filter_map(|target| self.page(target.page.as_ref()?));
            let mut linked: Vec<usize> = linked.collect();
            linked.sort_unstable();
            linked.dedup();
            let related = own.facts.related.iter();
            let related = related.filter_map(|name| self.reference(name, None));
            (linked, related.collect())
        };
        let all: Vec<(Vec<usize>, Vec<usize>)> =
            self.pages.par_iter().map(neighbours).collect();
        for (page, (linked, related)) in all.into_iter().enumerate() {
            for to in linked.into_iter().filter(|to| *to != page) {
                self.pages[to].linked_from.push(page);
            }
            for to in related.into_iter().filter(|to| *to != page) {
                for (here, there) in [(page, to), (to, page)] {
                    if !self.pages[here].related.contains(&there)
                        && self.pages[here].related.len() < 2 * MOST_LINKS
                    {
                        self.pages[here].related.push(there);
                    }
                }
            }
        }
    }

    fn index_page(&mut self, page: usize) {
        let facts = self.pages[page].facts;
        for name in &facts.audience {
            let pages = self.audience.entry(self.people.id(name)).or_default();
            if pages.last() != Some(&page) {
                pages.push(page);
            }
        }
        for (_, role) in &facts.owners {
            let owns = &mut self.work_of(role).owns;
            if owns.last() != Some(&page) {
                owns.push(page);
            }
        }
        self.myths
            .extend((0..facts.parts.myths.len()).map(|number| (page, number)));
        if facts.kind != "process" {
            return;
        }
        for number in 0..facts.parts.steps.len() {
            for part in parts_of_step(self.people, facts, number) {
                self.work_of(&part.written)
                    .steps
                    .push((page, number, part.letter));
            }
        }
        for number in 0..facts.parts.handoffs.len() {
            self.index_handoff(page, number);
        }
    }

    fn index_handoff(&mut self, page: usize, number: usize) {
        let facts = self.pages[page].facts;
        let at = self.handoffs.len();
        self.handoffs.push((page, number));
        if let Some(term) = &facts.parts.handoffs[number].gives {
            let term = self.glossary.id(term);
            self.handoffs_of_term.entry(term).or_default().push(at);
        }
        let (givers, receivers) = around(self.people, facts, number);
        for name in givers {
            self.work_of(name).gives.push(at);
        }
        for name in receivers {
            self.work_of(name).receives.push(at);
        }
    }

    fn work_of(&mut self, name: &str) -> &mut Work {
        let work = self.work.entry(self.people.id(name)).or_default();
        if work.written.is_empty() {
            work.written = name.to_owned();
        }
        work
    }

    /// The place of a page.
    pub fn page(&self, source: &SourcePath) -> Option<usize> {
        self.at.get(source).copied()
    }

    /// The page behind a reference.
    pub fn reference(&self, written: &str, kind: Option<&str>) -> Option<usize> {
        self.page(self.catalog.reference(written, kind)?)
    }

    /// How addresses look.
    pub fn style(&self) -> UrlStyle {
        self.job.settings.url_style
    }

    /// The address of a page on the page at `from`.
    pub fn href(&self, page: usize, from: &OutputPath) -> String {
        from.href_to(self.pages[page].output, self.style())
    }

    /// The address of a page from the site's root.
    pub fn address(&self, page: usize) -> String {
        self.href(page, &OutputPath::new("index.html"))
    }

    /// The address of a part of a page; on that page itself only its id.
    pub fn part_href(&self, page: usize, id: &str, from: &OutputPath) -> String {
        let id = crate::paths::percent_encode(id);
        match self.pages[page].output == from {
            true => format!("#{id}"),
            false => format!("{}#{id}", self.href(page, from)),
        }
    }

    /// A page as a link.
    pub fn link(&self, page: usize, from: &OutputPath) -> LinkView {
        LinkView {
            title: self.pages[page].facts.title.clone(),
            href: self.href(page, from),
        }
    }

    /// A step as a link.
    pub fn step_link(&self, page: usize, number: usize, from: &OutputPath) -> LinkView {
        let step = &self.pages[page].facts.parts.steps[number];
        LinkView {
            title: step.title.clone(),
            href: self.part_href(page, &step.id, from),
        }
    }

    /// A page as a card.
    pub fn card(&self, page: usize, from: &OutputPath) -> CardView {
        let facts = self.pages[page].facts;
        let LinkView { title, href } = self.link(page, from);
        CardView {
            title,
            href,
            summary: facts.summary.clone().or_else(|| facts.text("short")),
            kind: facts.kind.clone(),
            side: side_of(self.job, facts),
        }
    }

    /// The owners of a page as chips, left first.
    pub fn owners(&self, page: usize, from: &OutputPath) -> Vec<Chip> {
        let mut owners: Vec<_> = self.pages[page].facts.owners.iter().collect();
        owners.sort_by_key(|(side, _)| match self.people.side(side) {
            Some(Position::Left) => 0,
            Some(_) => 1,
            None => 2,
        });
        self.people
            .chips(owners.into_iter().map(|(_, role)| role), from)
    }

    /// A word of the interface.
    pub fn word(&self, key: &str) -> String {
        self.job.words.get(key).cloned().unwrap_or_default()
    }

    /// What a view is called.
    pub fn view_title(&self, view: &str) -> String {
        match self.word(&format!("view_{view}")) {
            word if word.is_empty() => title_from_name(view),
            word => word,
        }
    }

    /// One sentence about a view.
    pub fn view_summary(&self, view: &str) -> Option<String> {
        let word = self.word(&format!("view_{view}_text"));
        Some(word).filter(|word| !word.is_empty())
    }

    /// The names of people and terms.
    pub fn named(&self) -> Named<'a> {
        Named {
            people: self.people,
            glossary: self.glossary,
        }
    }

    /// The pages of a kind that are live, in reading order.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = usize> + '_ {
        let kind = kind.to_owned();
        let is_one = move |page: &Entry| page.facts.kind == kind && page.is_live();
        let pages = self.pages.iter().enumerate();
        pages
            .filter(move |(_, page)| is_one(page))
            .map(|(at, _)| at)
    }

    /// The process that gives its name to a leaf: the one named, else the page itself.
    pub fn process(&self, named: Option<&String>, here: usize) -> Option<usize> {
        match named {
            Some(name) => self.reference(name, Some("process")),
            None => Some(here).filter(|at| self.pages[*at].facts.kind == "process"),
        }
    }
}

/// The roles before and behind a hand-off: the owners of the steps, else the page's.
pub fn around<'f>(
    people: &People,
    facts: &'f Facts,
    number: usize,
) -> (Vec<&'f String>, Vec<&'f String>) {
    let handoff = &facts.parts.handoffs[number];
    let owners = |step: Option<usize>, side: &Option<String>| -> Vec<&'f String> {
        let step = step.and_then(|step| facts.parts.steps.get(step));
        let own: Vec<&String> = step.into_iter().flat_map(|step| &step.owners).collect();
        if !own.is_empty() {
            return own;
        }
        let side = side.as_deref().and_then(|side| people.side(side));
        let of_page = facts.owners.iter();
        let of_page =
            of_page.filter(|(own, _)| side.is_some() && people.side(own) == side);
        of_page.map(|(_, role)| role).collect()
    };
    let behind = handoff.after.map_or(0, |before| before + 1);
    (
        owners(handoff.after, &handoff.from),
        owners(Some(behind), &handoff.to),
    )
}
