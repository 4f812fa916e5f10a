//! For tests: a handbook of facts, without any files.

use std::sync::Arc;

use super::book::{Book, Shelf};
use super::catalog::Catalog;
use super::flows::Flows;
use super::generated::Plan;
use super::glossary::Glossary;
use super::people::People;
use super::redirects::Redirects;
use super::resolve::Resolver;
use super::routes::Routes;
use super::tree::Tree;
use super::{LinkJob, Site, link_site};
use crate::date::Date;
use crate::digest::Digested;
use crate::duration::days_of;
use crate::input::kinds::Kinds;
use crate::input::node::Node;
use crate::input::yaml::{self, Entry};
use crate::input::{Day, Drafts, Purpose, Request, Settings};
use crate::page::parts::{HandOff, Step};
use crate::page::{Facts, Parts, Status};
use crate::paths::{OutputPath, SourcePath};
use crate::shared_map::SharedMap;

/// A handbook while it is put together.
pub struct Sample {
    /// What is linked.
    pub job: LinkJob,
}

impl Sample {
    /// An empty handbook with settings, judged on 20 November 2026.
    pub fn new() -> Self {
        let today = Date::parse("2026-11-20").expect("the calendar has this day");
        let settings = Settings {
            configured: true,
            ..Settings::default()
        };
        Self {
            job: LinkJob {
                settings: Arc::new(Digested::new(settings)),
                request: Request {
                    today,
                    day: Day::Named,
                    drafts: Drafts::Skip,
                    purpose: Purpose::Publish,
                    base_url: None,
                    audience: None,
                },
                pages: SharedMap::default(),
                files: SharedMap::default(),
                words: Arc::default(),
                kinds: Arc::new(Digested::new(Kinds::default())),
                changes: Arc::default(),
                commit: None,
                absent: Arc::default(),
            },
        }
    }

    /// Changes the settings.
    pub fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = (**self.job.settings).clone();
        change(&mut settings);
        self.job.settings = Arc::new(Digested::new(settings));
        self
    }

    /// Adds a page with these fields.
    pub fn page(self, path: &str, fields: &str) -> Self {
        self.page_of(path, fields, Parts::default())
    }

    /// Adds a page with these fields and parts.
    pub fn page_of(mut self, path: &str, fields: &str, parts: Parts) -> Self {
        let facts = facts(path, fields, parts);
        self.job
            .pages
            .insert(SourcePath::new(path), Arc::new(Digested::new(facts)));
        self
    }

    /// Whom its pages name.
    pub fn people(&self) -> People {
        People::new(&self.job, &Routes::new(&self.job))
    }

    /// What passes between its processes.
    pub fn flows(&self) -> Flows {
        let routes = Routes::new(&self.job);
        let people = People::new(&self.job, &routes);
        let glossary = Glossary::new(&self.job, &routes);
        Flows::new(&self.job, &routes, &people, &glossary)
    }

    /// What a page shows to others.
    pub fn facts(&self, path: &str) -> &Facts {
        &self.job.pages[&SourcePath::new(path)]
    }

    /// Looks into the handbook while it is linked.
    pub fn with_book(&self, look: impl FnOnce(&Book)) {
        let (routes, job) = (Routes::new(&self.job), &self.job);
        let redirects = Redirects::new(job, &routes);
        let tree = Tree::new(job, &routes);
        let people = People::new(job, &routes);
        let glossary = Glossary::new(job, &routes);
        let flows = Flows::new(job, &routes, &people, &glossary);
        let catalog = Catalog::new(job, &routes);
        let plan = Plan::new(job, &routes, &tree);
        let resolver = Resolver::new(job, &routes, &redirects, &catalog, &plan);
        let targets = tree.nodes.iter().map(|node| {
            let targets = node.source.as_ref().map(|source| resolver.targets(source));
            Arc::new(Digested::new(targets.unwrap_or_default()))
        });
        let shelf = Shelf {
            job,
            tree: &tree,
            people: &people,
            flows: &flows,
            glossary: &glossary,
            catalog: &catalog,
        };
        look(&Book::new(&shelf, &targets.collect::<Vec<_>>()));
    }

    /// Links everything.
    pub fn link(&self) -> Site {
        link_site(&self.job)
    }
}

/// A step with its owners.
pub fn step(title: &str, owners: &[&str]) -> Step {
    Step {
        id: crate::paths::slug(title),
        title: title.to_owned(),
        owners: owners.iter().map(|name| (*name).to_owned()).collect(),
        ..Step::default()
    }
}

/// A hand-off behind a step.
pub fn handoff(id: &str, after: usize, from: &str, to: &str) -> HandOff {
    HandOff {
        id: Some(id.to_owned()),
        title: format!("Hand-off {id}"),
        after: Some(after),
        from: Some(from.to_owned()),
        to: Some(to.to_owned()),
        ..HandOff::default()
    }
}

/// An address.
pub fn output(path: &str) -> OutputPath {
    OutputPath::new(path)
}

fn facts(path: &str, fields: &str, parts: Parts) -> Facts {
    let source = SourcePath::new(path);
    let entries: Vec<Entry> = yaml::read_entries(fields).0;
    let of = |key: &str| entries.iter().find(|entry| entry.key == key);
    let text = |key: &str| of(key).and_then(|entry| entry.value.text());
    let list = |key: &str| match of(key).map(|entry| &entry.value) {
        Some(Node::List(items)) => items.iter().filter_map(Node::text).collect(),
        _ => Vec::new(),
    };
    let owners = match of("owners").map(|entry| &entry.value) {
        Some(Node::Map(pairs)) => pairs
            .iter()
            .filter_map(|(side, role)| Some((side.clone(), role.text()?)))
            .collect(),
        _ => Vec::new(),
    };
    let mut links = list("links");
    links.sort_unstable();
    links.dedup();
    Facts {
        file: path.into(),
        kind: text("kind")
            .unwrap_or_else(|| Kinds::default().of_folder(source.folder()).to_owned()),
        title: text("title").unwrap_or_else(|| source.stem().to_owned()),
        nav_title: text("nav_title"),
        summary: text("summary"),
        order: text("order").and_then(|text| text.parse().ok()),
        status: match text("status").as_deref() {
            Some("retired") => Status::Retired,
            Some("draft") => Status::Draft,
            _ => Status::Live,
        },
        layout: text("layout"),
        owners,
        reviewed: text("reviewed").and_then(|text| Date::parse(&text)),
        review_days: text("review_every").and_then(|text| days_of(&text)),
        aliases: list("aliases"),
        keywords: list("keywords"),
        toc: None,
        headings: Vec::new(),
        html_ids: Default::default(),
        addresses: links.into_iter().map(Into::into).collect(),
        fields: entries
            .iter()
            .map(|entry| (entry.key.clone(), entry.value.clone()))
            .collect(),
        quiet: list("quiet"),
        related: list("related"),
        audience: list("audience"),
        editions: Vec::new(),
        replaced_by: text("replaced_by"),
        evergreen: text("evergreen").as_deref() == Some("true"),
        search: true,
        minutes: text("reading")
            .and_then(|text| text.parse().ok())
            .unwrap_or(1),
        parts,
    }
}
