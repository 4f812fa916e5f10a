//! Where links lead on paper: to a place in the document, or to an address.

use std::collections::{BTreeMap, BTreeSet};

use super::job::{Chapter, Job};
use super::paper::{Node, walk};
use crate::paths::{percent_decode, resolve as follow};

/// What a page's links can reach.
pub struct Reach<'a> {
    base_url: Option<&'a str>,
    places: &'a BTreeSet<String>,
    /// The places of the document's pages, by their addresses.
    chapters: BTreeMap<String, String>,
    own: String,
    folder: String,
}

impl<'a> Reach<'a> {
    /// What the links of the page at this place of the document can reach.
    pub fn new(job: &'a Job, places: &'a BTreeSet<String>, at: usize) -> Self {
        let chapters = job.chapters.iter().enumerate();
        Self {
            base_url: job.press.site.base_url.as_deref(),
            places,
            chapters: chapters
                .map(|(at, chapter)| {
                    (key(chapter.page.output.as_str()), format!("c{}", at + 1))
                })
                .collect(),
            own: format!("c{}", at + 1),
            folder: job.chapters[at].page.output.folder().to_owned(),
        }
    }

    /// The place in the document that an address leads to.
    fn place(&self, href: &str) -> Option<String> {
        let (path, fragment) = match href.split_once('#') {
            Some((path, fragment)) => (path, percent_decode(fragment)),
            None => (href, String::new()),
        };
        let chapter = match path {
            "" => self.own.clone(),
            path => self.chapters.get(&key(&self.path(path)?))?.clone(),
        };
        let place = format!("{chapter}-{fragment}");
        if self.places.contains(&place) {
            return Some(place);
        }
        (!path.is_empty()).then_some(chapter)
    }

    fn path(&self, path: &str) -> Option<String> {
        follow(&self.folder, &percent_decode(path))
    }

    /// The full address of something on the site, where the site's own is known.
    fn address(&self, href: &str) -> Option<String> {
        if href.starts_with('#') {
            return None;
        }
        let (path, fragment) = match href.find('#') {
            Some(at) => href.split_at(at),
            None => (href, ""),
        };
        let ending = if path.ends_with('/') { "/" } else { "" };
        let path = follow(&self.folder, path)?;
        Some(format!("{}{path}{ending}{fragment}", self.base_url?))
    }
}

/// One form of an address, with or without the name of a folder's page.
fn key(path: &str) -> String {
    let path = path.strip_suffix("index.html").unwrap_or(path);
    path.trim_end_matches('/').to_owned()
}

/// Finds out where the links among some nodes lead.
pub fn resolve(nodes: &mut [Node], reach: &Reach) {
    walk(nodes, &mut |node| match node {
        Node::Link {
            href,
            outside,
            place,
            address,
            ..
        } => {
            let has_scheme = href
                .split(['/', '?', '#'])
                .next()
                .is_some_and(|first| first.contains(':'));
            if *outside || has_scheme || href.starts_with("//") {
                *address = Some(href.clone()).filter(|href| !href.is_empty());
            } else {
                *place = reach.place(href);
                *address = reach.address(href).filter(|_| place.is_none());
            }
        }
        Node::Term { href, place, .. } => *place = reach.place(href),
        _ => {}
    });
}

/// The full address of a page, where the site's own is known.
pub fn address(job: &Job, chapter: &Chapter) -> Option<String> {
    let base_url = job.press.site.base_url.as_ref()?;
    let path = chapter.page.output.as_str();
    let path = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    Some(format!("{base_url}{path}"))
}
