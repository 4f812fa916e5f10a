//! Search: an index that readers load in small pieces, and the answers to queries.
//!
//! Given the pages of a linked handbook, gives the files of an [`Index`] and, from the same
//! bytes that browsers read, the same answers as they. Never sees what a page does not show:
//! drafts, notes for whoever leads, answers of checks, pages that ask not to be found.

pub mod acronyms;
pub mod analyse;
mod base91;
pub mod documents;
pub mod engine;
mod families;
pub mod files;
pub mod index;
pub mod indexed;
pub mod links;
mod markup;
pub mod notes;
pub mod plan;
pub mod postings;
pub mod situations;
pub mod stems;
pub mod tokens;
pub mod totals;
pub mod weights;

use std::collections::HashMap;
use std::sync::Arc;

use crate::digest::{Digest, Digested};
use crate::paths::OutputPath;
use crate::shared_map::SharedMap;
use crate::site::glossary::Glossary;
pub use files::File;
use index::About;
pub use index::Index;
use indexed::{Indexed, numbered};
use notes::Usual;
use plan::{Plan, Sources};
use stems::Language;
use totals::{Totals, Way};

/// Keeps the index up to date.
#[derive(Default)]
pub struct Indexer {
    totals: Totals,
    pages: SharedMap<OutputPath, Arc<Indexed>>,
    last: Option<(Digest, Arc<Index>)>,
    language: Option<String>,
    usual: Usual,
}

/// What an index is made of.
pub struct Shelf<'a> {
    /// The pages that can be found.
    pub pages: SharedMap<OutputPath, Arc<Indexed>>,
    /// The agreed terms.
    pub glossary: &'a Arc<Digested<Glossary>>,
    /// What the root file says.
    pub about: Arc<Digested<About>>,
    /// The language of the handbook.
    pub language: &'a Language,
}

impl Indexer {
    /// The index of a handbook; what did not change is not counted again.
    pub fn update(&mut self, shelf: Shelf) -> Arc<Index> {
        let key = key_of(&shelf);
        if let Some((_, index)) = self.last.as_ref().filter(|(last, _)| *last == key) {
            return index.clone();
        }
        self.count(&shelf);
        self.pages = shelf.pages;
        let pages = numbered(&self.pages);
        let numbers: HashMap<_, _> = pages
            .iter()
            .filter_map(|(page, first)| Some((page.source.as_ref()?, *first)))
            .collect();
        let documents = index::documents_of(&pages);
        let (glossary, usual) = (shelf.glossary, &self.usual);
        let notes = notes::notes(glossary, &self.totals, usual, &numbers, documents);
        let plan = Plan::new(
            &Sources {
                pages: &pages,
                totals: &self.totals,
                notes: Arc::new(notes),
                kinds: &shelf.about.kinds,
            },
            self.last.as_ref().map(|(_, index)| &index.plan),
        );
        let index = Arc::new(Index::new(pages, plan, shelf.about));
        self.last = Some((key, index.clone()));
        index
    }

    fn count(&mut self, shelf: &Shelf) {
        let language = shelf.language.tag();
        if self.language.as_deref() != Some(language) {
            self.language = Some(language.to_owned());
            self.usual = Usual::of(shelf.language);
            self.totals = Totals::default();
            self.pages = SharedMap::default();
        }
        let key = |path: &OutputPath| Digest::of(path).halved();
        if self.pages.is_empty() {
            let pages = shelf.pages.iter();
            let pages = pages.map(|(path, page)| (&*page.analysed, key(path)));
            self.totals = Totals::of(&pages.collect::<Vec<_>>(), shelf.language);
            return;
        }
        let is_same = |old: &Arc<Indexed>, new: &Arc<Indexed>| {
            Arc::ptr_eq(&new.analysed, &old.analysed)
        };
        for path in self.pages.differences(&shelf.pages, is_same) {
            for (page, way) in [
                (self.pages.get(path), Way::Out),
                (shelf.pages.get(path), Way::In),
            ] {
                if let Some(page) = page {
                    let totals = &mut self.totals;
                    totals.count(&page.analysed, key(path), way, shelf.language);
                }
            }
        }
    }
}

fn key_of(shelf: &Shelf) -> Digest {
    let rest = (
        shelf.glossary.digest(),
        shelf.about.digest(),
        shelf.language.tag(),
    );
    Digest::of(&(&shelf.pages, rest))
}
