//! One state of the index: immutable, and encoded file by file when somebody asks.

use std::borrow::Cow;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};
use std::thread::{self, ScopedJoinHandle};

use hashbrown::HashMap;

use super::analyse::Found;
use super::indexed::Indexed;
use super::plan::Plan;
use super::situations::Situation;
use super::term_files::{TermFile, Word};
use crate::digest::{Digest, Digested};

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
    /// For each file of words the documents they stand in; made once, where all are asked for.
    lists: OnceLock<Vec<Lists>>,
    /// The fingerprint of all files but the root, which is asked for again and again.
    pub(super) root: OnceLock<Digest>,
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

/// The documents of neighbouring words.
type Lists = Vec<List>;

/// Fewer entries are not worth a thread of their own.
const FEWEST_ENTRIES: usize = 50_000;
/// The same of pages in which one file of words is looked up.
const FEWEST_PAGES: usize = 1000;

impl Index {
    /// A state of the index.
    pub fn new(
        pages: Vec<(Arc<Indexed>, u32)>,
        plan: Plan,
        about: Arc<Digested<About>>,
    ) -> Self {
        let mut places = Vec::new();
        for (at, (page, _)) in (0u32..).zip(&pages) {
            places.extend(std::iter::repeat_n(at, page.documents as usize));
        }
        Self {
            pages,
            plan,
            about,
            places,
            lists: OnceLock::new(),
            root: OnceLock::new(),
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

    /// The words of a file, by its place, each with its documents in order.
    pub fn lists_of(&self, file: usize) -> Cow<'_, [List]> {
        match self.about.packing {
            Packing::Deflate => {
                let all = self.lists.get_or_init(|| self.all_lists());
                Cow::Borrowed(&all[file])
            }
            Packing::Plain => {
                let parts = even_parts(self.pages.len(), FEWEST_PAGES);
                let look_up = |part| self.lists_between(file..file + 1, part);
                let parts = each_in_a_thread(parts, look_up).into_iter();
                let whole = parts.reduce(|mut whole, part| {
                    for (list, rest) in whole.iter_mut().zip(part) {
                        list.extend(rest);
                    }
                    whole
                });
                Cow::Owned(whole.unwrap_or_default())
            }
        }
    }

    /// The documents of the words of neighbouring files, looked up in every document of some
    /// pages.
    fn lists_between(&self, files: Range<usize>, pages: Range<usize>) -> Lists {
        let words = || {
            self.plan.terms[files.clone()]
                .iter()
                .flat_map(|file| &*file.words)
        };
        let Some(first) = words().next() else {
            return Lists::new();
        };
        let places = words().enumerate().map(|(at, word)| (&*word.text, at));
        let places: HashMap<&str, usize> = places.collect();
        // Of all pages it is known how many documents there will be.
        let room = |word: &Word| match pages.len() == self.pages.len() {
            true => List::with_capacity(word.documents as usize),
            false => List::new(),
        };
        let mut lists: Lists = words().map(room).collect();
        for (page, start) in &self.pages[pages] {
            for (number, found) in (*start..).zip(&page.analysed.documents) {
                let postings = &found.postings;
                let mut at = postings.first_from(&first.text);
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

    /// Turns the words of all documents into the documents of all words, file by file.
    fn all_lists(&self) -> Vec<Lists> {
        let entries = |file: &TermFile| -> usize {
            file.words.iter().map(|word| word.documents as usize).sum()
        };
        let entries: Vec<usize> = self.plan.terms.iter().map(entries).collect();
        let share = entries
            .iter()
            .sum::<usize>()
            .div_ceil(rayon::current_num_threads());
        let shares = shares(&entries, share.max(FEWEST_ENTRIES));
        let look_up = |files: Range<usize>| {
            let mut lists = self
                .lists_between(files.clone(), 0..self.pages.len())
                .into_iter();
            let files = self.plan.terms[files].iter();
            let of_file =
                |file: &TermFile| lists.by_ref().take(file.words.len()).collect();
            files.map(of_file).collect::<Vec<Lists>>()
        };
        each_in_a_thread(shares, look_up)
            .into_iter()
            .flatten()
            .collect()
    }
}

/// Does some work part by part, each in a thread of its own unless there is only one part. In no
/// thread of rayon: one that waits takes up other work, such as a file that asks for these lists.
fn each_in_a_thread<T: Send>(
    parts: Vec<Range<usize>>,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<T> {
    if parts.len() == 1 {
        return parts.into_iter().map(work).collect();
    }
    let work = &work;
    thread::scope(|scope| {
        let begin = |part| scope.spawn(move || work(part));
        let threads: Vec<_> = parts.into_iter().map(begin).collect();
        let done = threads.into_iter().map(ScopedJoinHandle::join);
        done.map(|made| made.unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

/// A part for each core, none of fewer things than are worth it.
fn even_parts(count: usize, fewest: usize) -> Vec<Range<usize>> {
    let size = count.div_ceil(rayon::current_num_threads()).max(fewest);
    let starts = (0..count).step_by(size);
    starts.map(|start| start..count.min(start + size)).collect()
}

/// Neighbours that together have so many entries, as often as that goes.
fn shares(entries: &[usize], size: usize) -> Vec<Range<usize>> {
    let (mut shares, mut start, mut own) = (Vec::new(), 0, 0);
    for (at, entries) in entries.iter().enumerate() {
        own += entries;
        if own >= size {
            shares.push(start..at + 1);
            (start, own) = (at + 1, 0);
        }
    }
    if start < entries.len() {
        shares.push(start..entries.len());
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_everything_once_and_are_worth_a_thread() {
        assert!(even_parts(0, 10).is_empty());
        assert_eq!(even_parts(7, 10), vec![0..7]);
        for count in [10, 11, 19, 20, 21, 100, 1001] {
            let parts = even_parts(count, 10);
            let all: Vec<usize> = parts.iter().cloned().flatten().collect();
            assert_eq!(all, (0..count).collect::<Vec<_>>());
            assert!(parts.len() <= rayon::current_num_threads().max(1));
            let (_, whole) = parts.split_last().expect("there is a part");
            assert!(whole.iter().all(|part| part.len() >= 10), "{parts:?}");
        }
        let twice = each_in_a_thread(even_parts(1001, 10), |part| part.len() * 2);
        assert_eq!(twice.iter().sum::<usize>(), 2002);
    }

    #[test]
    fn shares_hold_every_file_once() {
        assert!(shares(&[], 4).is_empty());
        assert_eq!(shares(&[0, 0], 4), vec![0..2]);
        assert_eq!(shares(&[9, 1, 2, 1, 0, 5], 4), [0..1, 1..4, 4..6]);
        assert_eq!(shares(&[1, 3, 4, 1], 4), [0..2, 2..3, 3..4]);
    }
}
