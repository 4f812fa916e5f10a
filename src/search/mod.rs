//! Search: an index that readers load in small pieces, and the answers to queries.
//!
//! Given the pages of a linked handbook, gives the files of an [`Index`] and, from the same
//! bytes that browsers read, the same answers as they. Never sees what a page does not show:
//! drafts, notes for whoever leads, answers of checks, pages that ask not to be found.

pub mod acronyms;
pub mod analyse;
mod base91;
mod counts;
pub mod documents;
pub mod engine;
mod families;
pub mod files;
pub mod index;
pub mod indexed;
mod lexicon;
pub mod links;
mod markup;
pub mod notes;
pub mod plan;
pub mod postings;
pub mod situations;
pub mod stems;
pub mod term_files;
pub mod text_files;
mod texts;
pub mod tokens;
pub mod totals;
pub mod weights;

use std::collections::HashMap;
use std::sync::Arc;

use crate::digest::{Digest, Digested};
use crate::paths::{OutputPath, SourcePath};
use crate::shared_map::SharedMap;
use crate::site::glossary::Glossary;
pub use files::File;
use index::About;
pub use index::Index;
use indexed::{Indexed, Numbered};
use notes::{Notebook, Usual};
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
    notebook: Notebook,
    /// The first document of each page that somebody wrote, and the fingerprint of them.
    numbers: (HashMap<SourcePath, u32>, Digest),
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
        let pages = Numbered::new(&self.pages);
        if self.numbers.1 != pages.digest {
            let written = |(page, first): &(Arc<Indexed>, u32)| {
                Some((page.source.clone()?, *first))
            };
            let written = pages.pages.iter().filter_map(written);
            self.numbers = (written.collect(), pages.digest);
        }
        let notes = self.notebook.refresh(&notes::Sources {
            glossary: shelf.glossary,
            touched: self.totals.take_touched(),
            totals: &self.totals,
            usual: &self.usual,
            numbers: (&self.numbers.0, self.numbers.1),
            documents: pages.documents,
        });
        let plan = Plan::new(
            &Sources {
                pages: &pages,
                totals: &self.totals,
                notes,
                kinds: &shelf.about.kinds,
            },
            self.last.as_ref().map(|(_, index)| &index.plan),
        );
        let index = Arc::new(Index::new(pages.pages, plan, shelf.about));
        self.last = Some((key, index.clone()));
        index
    }

    fn count(&mut self, shelf: &Shelf) {
        let language = shelf.language.tag();
        if self.language.as_deref() != Some(language) {
            self.language = Some(language.to_owned());
            self.usual = Usual::of(shelf.language);
            self.notebook = Notebook::default();
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
            let (totals, key) = (&mut self.totals, key(path));
            match (self.pages.get(path), shelf.pages.get(path)) {
                (Some(old), Some(new)) => {
                    let pages = (&*old.analysed, &*new.analysed);
                    totals.count_anew(pages, key, shelf.language);
                }
                (Some(old), None) => {
                    totals.count(&old.analysed, key, Way::Out, shelf.language);
                }
                (None, Some(new)) => {
                    totals.count(&new.analysed, key, Way::In, shelf.language);
                }
                (None, None) => {}
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
