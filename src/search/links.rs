//! What pages call each other: the words of links, brought to the pages that they lead to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::postings::Incoming;
use crate::digest::Digested;
use crate::page::{Body, LinkSort};
use crate::paths::{SourcePath, percent_decode};
use crate::site::target::Targets;

/// Links that are looked at on one page; longer lists are indexes, which say little.
const MOST_LINKS: usize = 400;

/// All that reading the links of a page may depend on.
#[derive(Clone, Hash)]
pub struct LinkJob {
    /// Where the page stands.
    pub source: SourcePath,
    /// Its text.
    pub body: Arc<Digested<Body>>,
    /// Where its links lead.
    pub targets: Arc<Digested<Targets>>,
}

/// For each page that is linked to: the ids and the words.
pub type Outgoing = BTreeMap<SourcePath, BTreeSet<Incoming>>;

/// Reads the links of one page, without those to itself.
pub fn outgoing(job: &LinkJob) -> Outgoing {
    let mut outgoing = Outgoing::new();
    let links = job.body.links.iter().take(MOST_LINKS);
    for link in links.filter(|link| link.sort == LinkSort::Link) {
        let Some(target) = job.targets.get(&link.address) else {
            continue;
        };
        let Some(page) = target.page.clone().filter(|page| *page != job.source) else {
            continue;
        };
        let words = link.text.trim();
        if words.is_empty() {
            continue;
        }
        let href = target.href.as_deref().unwrap_or_default();
        let anchor = href.split_once('#').map_or("", |(_, anchor)| anchor);
        let own = (percent_decode(anchor).to_string(), words.to_owned());
        outgoing.entry(page).or_default().insert(own);
    }
    outgoing
}

/// Brings the links of all pages to those that they lead to.
pub fn incoming<'a>(
    pages: impl Iterator<Item = &'a Outgoing>,
) -> BTreeMap<SourcePath, Arc<Digested<Vec<Incoming>>>> {
    let mut incoming: BTreeMap<&SourcePath, Vec<Incoming>> = BTreeMap::new();
    for (page, links) in pages.flatten() {
        incoming
            .entry(page)
            .or_default()
            .extend(links.iter().cloned());
    }
    let page = |(page, links): (&SourcePath, Vec<Incoming>)| {
        (page.clone(), Arc::new(Digested::new(links)))
    };
    incoming.into_iter().map(page).collect()
}
