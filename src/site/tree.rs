//! Folders and pages in reading order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::LinkJob;
use super::routes::{Routes, Shown};
use crate::digest::Digested;
use crate::page::{Facts, Status};
use crate::paths::{OutputPath, SourcePath, title_from_name};

/// Everything that has a place in the navigation, in reading order; home comes first.
#[derive(Debug)]
pub struct Tree {
    /// The nodes: a folder before what it holds.
    pub nodes: Vec<Node>,
    by_page: HashMap<SourcePath, usize>,
}

/// A page, or a folder with its page.
#[derive(Clone, Debug)]
pub struct Node {
    /// The page that somebody wrote; `None` for a folder without one.
    pub source: Option<SourcePath>,
    /// What that page shows to others.
    pub facts: Option<Arc<Digested<Facts>>>,
    /// The folder's path, if this is a folder.
    pub folder: Option<String>,
    /// Where its page is.
    pub output: OutputPath,
    /// What it is called.
    pub title: String,
    /// What the menu calls it.
    pub nav_title: String,
    /// The folder that holds it; `None` for home.
    pub parent: Option<usize>,
    /// What it holds, in order.
    pub children: Vec<usize>,
    /// The section it belongs to: the folder below home.
    pub section: Option<usize>,
    /// How many folders lie above it.
    pub depth: u32,
}

struct Entry<'a> {
    page: Option<(&'a SourcePath, &'a Shown)>,
    folder: Option<&'a str>,
    key: (i64, String, &'a str),
}

impl Tree {
    /// Puts pages and folders into order: by `order`, then by title.
    pub fn new(job: &LinkJob, routes: &Routes) -> Self {
        let mut held: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        for (path, folder) in &routes.folders {
            if path.is_empty() {
                continue;
            }
            let above = path.rsplit_once('/').map_or("", |(above, _)| above);
            let page = routes.index_of(folder);
            let (order, title) = match page {
                Some((_, page)) => (page.facts.order, page.facts.title.clone()),
                None => (None, folder_title(path)),
            };
            let order = order.or_else(|| job.kinds.place_of_folder(path));
            let key = (
                order.unwrap_or(i64::MAX),
                title.to_lowercase(),
                path.as_str(),
            );
            let entry = Entry {
                page,
                folder: Some(path),
                key,
            };
            held.entry(above).or_default().push(entry);
        }
        let indexes: HashSet<&SourcePath> = routes
            .folders
            .values()
            .filter_map(|folder| folder.index.as_ref())
            .collect();
        for (path, page) in &routes.pages {
            let is_lost = path.stem() == "404" && path.folder().is_empty();
            if indexes.contains(path) || is_lost {
                continue;
            }
            let facts = &page.facts;
            let key = (
                facts.order.unwrap_or(i64::MAX),
                facts.title.to_lowercase(),
                path.as_str(),
            );
            let entry = Entry {
                page: Some((path, page)),
                folder: None,
                key,
            };
            held.entry(path.folder()).or_default().push(entry);
        }
        for entries in held.values_mut() {
            entries.sort_by(|a, b| a.key.cmp(&b.key));
        }
        let mut tree = Self {
            nodes: Vec::new(),
            by_page: HashMap::new(),
        };
        tree.add(
            job,
            routes,
            &Entry {
                page: routes.index_of(&routes.folders[""]),
                folder: Some(""),
                key: (0, String::new(), ""),
            },
            None,
        );
        // An explicit stack: folders may be nested deeper than a thread's stack allows.
        let mut pending = vec![(0, held.remove("").unwrap_or_default().into_iter())];
        while let Some((parent, entries)) = pending.last_mut() {
            let parent = *parent;
            let Some(entry) = entries.next() else {
                pending.pop();
                continue;
            };
            let at = tree.add(job, routes, &entry, Some(parent));
            if let Some(inner) = entry.folder.and_then(|folder| held.remove(folder)) {
                pending.push((at, inner.into_iter()));
            }
        }
        tree
    }

    /// The node of a page.
    pub fn of_page(&self, source: &SourcePath) -> Option<usize> {
        self.by_page.get(source).copied()
    }

    /// Whether lists show a node: a retired page keeps its address, and no more. A folder's
    /// page stays, for what the folder holds.
    pub fn shows(&self, at: usize) -> bool {
        let node = &self.nodes[at];
        let page = node.facts.as_ref().filter(|_| node.folder.is_none());
        page.is_none_or(|facts| facts.status != Status::Retired)
    }

    fn add(
        &mut self,
        job: &LinkJob,
        routes: &Routes,
        entry: &Entry,
        parent: Option<usize>,
    ) -> usize {
        let at = self.nodes.len();
        let facts = entry.page.map(|(_, page)| &page.facts);
        let title = match (facts, entry.folder) {
            (Some(facts), _) => facts.title.clone(),
            (None, Some("")) => job
                .settings
                .title
                .clone()
                .unwrap_or_else(|| "Handbook".into()),
            (None, folder) => folder_title(folder.unwrap_or_default()),
        };
        let nav_title = facts.and_then(|facts| facts.nav_title.clone());
        let output = match (entry.folder, entry.page) {
            (Some(folder), _) => routes.folders[folder].output.clone(),
            (None, Some((_, page))) => page.output.clone(),
            (None, None) => unreachable!("an entry is a page or a folder"),
        };
        let section = match parent {
            Some(0) => entry.folder.map(|_| at),
            Some(parent) => self.nodes[parent].section,
            None => None,
        };
        self.nodes.push(Node {
            source: entry.page.map(|(source, _)| source.clone()),
            facts: facts.cloned(),
            folder: entry.folder.map(str::to_owned),
            output,
            nav_title: nav_title.unwrap_or_else(|| title.clone()),
            title,
            parent,
            children: Vec::new(),
            section,
            depth: parent.map_or(0, |parent| self.nodes[parent].depth + 1),
        });
        if let Some((source, _)) = entry.page {
            self.by_page.insert(source.clone(), at);
        }
        if let Some(parent) = parent
            && self.shows(at)
        {
            self.nodes[parent].children.push(at);
        }
        at
    }
}

fn folder_title(path: &str) -> String {
    title_from_name(path.rsplit('/').next().unwrap_or(path))
}
