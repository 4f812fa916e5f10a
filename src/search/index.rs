//! One state of the index: immutable, and encoded file by file when somebody asks.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::analyse::Found;
use super::indexed::Indexed;
use super::plan::{Plan, TermFile};
use super::situations::Situation;
use crate::digest::Digested;

/// One state of the index.
pub struct Index {
    /// The pages by their addresses, each with the number of its first document.
    pub pages: Vec<(Arc<Indexed>, u32)>,
    /// Which file holds what.
    pub plan: Plan,
    /// Language, names of kinds and the like.
    pub about: Arc<Digested<About>>,
    /// For each word the documents it stands in; made once, where all files are asked for.
    lists: OnceLock<Lists>,
}

/// What the root file says of the handbook.
#[derive(Clone, Debug, Default, Hash)]
pub struct About {
    /// Words that nobody searches for, parted by blanks.
    pub stop: String,
    /// Each kind's id and name.
    pub kinds: Vec<(String, String)>,
    /// What readers come for: the heading, and what stands below it.
    pub situations: (String, Vec<Situation>),
    /// Whether the files are packed; they are not while the handbook is edited.
    pub packing: Packing,
}

/// Whether files are made small.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Packing {
    /// For readers: small.
    #[default]
    Deflate,
    /// For writers: at once.
    Plain,
}

/// A word with the documents it stands in: their numbers, and its place among their words.
pub type List = Vec<(u32, u32)>;

/// The documents of every word, by the place of the word.
type Lists = Vec<List>;

/// How many documents numbered pages have.
pub fn documents_of(pages: &[(Arc<Indexed>, u32)]) -> u32 {
    let last = pages.last();
    last.map_or(0, |(page, first)| {
        first + page.analysed.documents.len() as u32
    })
}

impl Index {
    /// A state of the index.
    pub fn new(
        pages: Vec<(Arc<Indexed>, u32)>,
        plan: Plan,
        about: Arc<Digested<About>>,
    ) -> Self {
        Self {
            pages,
            plan,
            about,
            lists: OnceLock::new(),
        }
    }

    /// How many documents there are.
    pub fn documents(&self) -> u32 {
        documents_of(&self.pages)
    }

    /// The page of a document, and its place there.
    pub fn document(&self, number: u32) -> (&Indexed, usize) {
        let after = self.pages.partition_point(|(_, first)| *first <= number);
        let (page, first) = &self.pages[after - 1];
        (page, (number - first) as usize)
    }

    /// The words of a document.
    pub fn found(&self, number: u32) -> &Found {
        let (page, at) = self.document(number);
        &page.analysed.documents[at]
    }

    /// The words of a file, each with its documents in order.
    pub fn lists_of(&self, file: &TermFile) -> Vec<List> {
        match self.about.packing {
            Packing::Deflate => {
                self.lists.get_or_init(|| self.all_lists())[file.words.clone()].to_vec()
            }
            Packing::Plain => self.few_lists(file),
        }
    }

    /// Looks a few words up in every document: quick for one file, slow for all.
    fn few_lists(&self, file: &TermFile) -> Vec<List> {
        let words = &self.plan.words[file.words.clone()];
        let Some(first) = words.first() else {
            return Vec::new();
        };
        let places: HashMap<&str, usize> = words
            .iter()
            .enumerate()
            .map(|(at, (word, _))| (&**word, at))
            .collect();
        let mut lists = vec![List::new(); words.len()];
        for (page, start) in &self.pages {
            for (number, found) in (*start..).zip(&page.analysed.documents) {
                let postings = &found.postings;
                let mut at = postings.first_from(&first.0);
                while at < postings.len() {
                    let Some(place) = places.get(postings.word(at)) else {
                        break;
                    };
                    lists[*place].push((number, at as u32));
                    at += 1;
                }
            }
        }
        lists
    }

    /// Turns the words of all documents into the documents of all words.
    fn all_lists(&self) -> Lists {
        let places: HashMap<&str, u32> = (0..)
            .zip(&self.plan.words)
            .map(|(at, (word, _))| (&**word, at))
            .collect();
        let places = &places;
        let of_page = |(page, start): &(Arc<Indexed>, u32)| -> Vec<(u32, u32, u32)> {
            let documents = (*start..).zip(&page.analysed.documents);
            let entries = documents.flat_map(|(number, found)| {
                let postings = &found.postings;
                let place = move |at| (places[postings.word(at)], number, at as u32);
                (0..postings.len()).map(place)
            });
            entries.collect()
        };
        let mut lists: Lists = self
            .plan
            .words
            .iter()
            .map(|(_, count)| List::with_capacity(*count as usize))
            .collect();
        // A few hundred pages at a time, so that no second copy of everything is held.
        for pages in self.pages.chunks(512) {
            let entries: Vec<_> = pages.par_iter().map(of_page).collect();
            for (word, number, at) in entries.into_iter().flatten() {
                lists[word as usize].push((number, at));
            }
        }
        lists
    }
}
