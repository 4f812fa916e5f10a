//! One state of the index: immutable, and encoded file by file when somebody asks.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};
use std::thread::{self, ScopedJoinHandle};

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
    /// For each document the place of its page.
    places: Vec<u32>,
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

/// Fewer entries are not worth a thread of their own.
const FEWEST_ENTRIES: usize = 50_000;

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
        let mut places = Vec::new();
        for (at, (page, _)) in (0u32..).zip(&pages) {
            places.extend(page.analysed.documents.iter().map(|_| at));
        }
        Self {
            pages,
            plan,
            about,
            places,
            lists: OnceLock::new(),
        }
    }

    /// How many documents there are.
    pub fn documents(&self) -> u32 {
        self.places.len() as u32
    }

    /// The page of a document, and its place there.
    pub fn document(&self, number: u32) -> (&Indexed, usize) {
        let (page, first) = &self.pages[self.places[number as usize] as usize];
        (page, (number - first) as usize)
    }

    /// The words of a document.
    pub fn found(&self, number: u32) -> &Found {
        let (page, at) = self.document(number);
        &page.analysed.documents[at]
    }

    /// The words of a file, each with its documents in order.
    pub fn lists_of(&self, file: &TermFile) -> Cow<'_, [List]> {
        match self.about.packing {
            Packing::Deflate => {
                let all = self.lists.get_or_init(|| self.all_lists());
                Cow::Borrowed(&all[file.words.clone()])
            }
            Packing::Plain => Cow::Owned(self.lists_between(file.words.clone())),
        }
    }

    /// The documents of neighbouring words, looked up in every document.
    fn lists_between(&self, range: Range<usize>) -> Lists {
        let words = &self.plan.words[range];
        let Some((first, _)) = words.first() else {
            return Lists::new();
        };
        let places: HashMap<&str, usize> = words
            .iter()
            .enumerate()
            .map(|(at, (word, _))| (&**word, at))
            .collect();
        let room = |(_, count): &(_, u32)| List::with_capacity(*count as usize);
        let mut lists: Lists = words.iter().map(room).collect();
        for (page, start) in &self.pages {
            for (number, found) in (*start..).zip(&page.analysed.documents) {
                let postings = &found.postings;
                let mut at = postings.first_from(first);
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
    ///
    /// Each core looks some of the words up, in a thread of its own: a thread of rayon that
    /// waits takes up other work meanwhile, such as a file that asks for these lists.
    fn all_lists(&self) -> Lists {
        let words = &self.plan.words;
        let entries: usize = words.iter().map(|(_, own)| *own as usize).sum();
        let share = entries.div_ceil(rayon::current_num_threads());
        let share = share.max(FEWEST_ENTRIES);
        thread::scope(|scope| {
            let look_up = |share| scope.spawn(move || self.lists_between(share));
            let threads: Vec<_> = shares(words, share).into_iter().map(look_up).collect();
            let lists = threads.into_iter().map(ScopedJoinHandle::join);
            let lists =
                lists.map(|made| made.unwrap_or_else(|panic| resume_unwind(panic)));
            lists.flatten().collect()
        })
    }
}

/// Neighbouring words that together stand in so many documents, as often as that goes.
fn shares(words: &[(Arc<str>, u32)], size: usize) -> Vec<Range<usize>> {
    let (mut shares, mut start, mut own) = (Vec::new(), 0, 0);
    for (at, (_, documents)) in words.iter().enumerate() {
        own += *documents as usize;
        if own >= size {
            shares.push(start..at + 1);
            (start, own) = (at + 1, 0);
        }
    }
    if start < words.len() {
        shares.push(start..words.len());
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_hold_every_word_once() {
        let words = |counts: &[u32]| -> Vec<(Arc<str>, u32)> {
            counts.iter().map(|count| ("word".into(), *count)).collect()
        };
        assert!(shares(&words(&[]), 4).is_empty());
        assert_eq!(shares(&words(&[0, 0]), 4), vec![0..2]);
        assert_eq!(shares(&words(&[9, 1, 2, 1, 0, 5]), 4), [0..1, 1..4, 4..6]);
        assert_eq!(shares(&words(&[1, 3, 4, 1]), 4), [0..2, 2..3, 3..4]);
    }
}
