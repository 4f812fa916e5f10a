//! Which file of the index holds which words.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::families::{families, splits_family};
use super::notes::{Note, Notes};
use super::postings::STRONG;
use super::tokens::beginning;
use super::totals::{self, Total, Totals};
use crate::digest::Digest;

/// Documents that are kept for one word: those it says most about.
pub const MOST_DOCUMENTS: usize = 4000;

/// A file that holds some words with the documents they stand in.
pub struct TermFile {
    /// The words, in order.
    pub words: Arc<[Word]>,
    /// What tells the first from the one before: no longer than needed.
    pub key: String,
    /// The fingerprint of what is in it.
    pub digest: Digest,
    /// The same without the numbers of documents.
    content: Digest,
}

/// A word of a file.
pub struct Word {
    /// The word.
    pub text: Arc<str>,
    /// Its stem.
    pub stem: Arc<str>,
    /// In how many documents it stands.
    pub documents: u32,
}

/// A word, and what is known of it.
struct Known<'a> {
    word: &'a Arc<str>,
    /// Nothing for words that only stand in notes.
    total: Option<&'a Total>,
    notes: &'a [Note],
}

impl Known<'_> {
    fn planned(&self) -> Word {
        let total = self.total;
        Word {
            text: self.word.clone(),
            stem: total.map_or(self.word, |total| &total.stem).clone(),
            documents: total.map_or(0, |total| total.counts.documents),
        }
    }

    /// The fingerprint of its stem, or 0.
    fn family(&self) -> u64 {
        let total = self.total.filter(|total| !total.stem.is_empty());
        total.map_or(0, |total| total.family)
    }

    /// The fingerprints of the word, of its stem, and of what stands about it in documents.
    fn digests(&self) -> [u64; 3] {
        match self.total {
            Some(total) => [total.name, total.family, total.counts.digest],
            None => [totals::fingerprint(self.word), 0, 0],
        }
    }

    /// About how many bytes it takes in a file.
    fn size(&self) -> usize {
        self.total.map_or(8, |total| {
            let own = total.counts;
            let kept = (own.documents as usize).min(MOST_DOCUMENTS);
            let share = own.bytes as usize * kept / (own.documents as usize).max(1);
            self.word.len() / 2 + 4 + share + kept
        })
    }
}

/// Puts all words of documents and of notes into files of about `target` bytes. The numbers
/// of documents have the fingerprint `numbering`; what a file of `last` holds is shared with
/// it if it is the same.
pub fn term_files(
    (totals, notes): (&Totals, &Notes),
    target: usize,
    numbering: Digest,
    last: &[TermFile],
) -> Vec<TermFile> {
    let words = all_words(totals, notes);
    let stems: Vec<u64> = words.iter().map(Known::family).collect();
    let families = families(&stems);
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut size = 0;
    for (at, known) in words.iter().enumerate() {
        let own = known.size();
        let full = size > 0 && size + own > target;
        if full && (size + own > 3 * target || !splits_family(&families, at)) {
            ranges.push(start..at);
            start = at;
            size = 0;
        }
        size += own;
    }
    if start < words.len() {
        ranges.push(start..words.len());
    }
    let files = ranges.into_par_iter().enumerate().with_min_len(64);
    let file =
        |(at, range)| term_file(&words, range, numbering, Last { files: last, at });
    files.map(file).collect()
}

/// The words of documents and of notes, in order.
fn all_words<'a>(totals: &'a Totals, notes: &'a Notes) -> Vec<Known<'a>> {
    let mut words = Vec::with_capacity(totals.words.len() + notes.len());
    let only_noted = |(word, notes): (&'a Arc<str>, &'a Vec<Note>)| Known {
        word,
        total: None,
        notes,
    };
    let start_of = |noted: &(&Arc<str>, _)| beginning(noted.0);
    let mut noted = notes.iter();
    let mut next = noted.next();
    let mut from = next.as_ref().map_or(u64::MAX, start_of);
    for (word, total) in &totals.words {
        let mut own: &[Note] = &[];
        // Most words are told from the next one with notes by how they begin.
        while total.beginning >= from {
            let Some(first) = next.filter(|(noted, _)| *noted <= word) else {
                break;
            };
            match first.0 == word {
                true => own = first.1,
                false => words.push(only_noted(first)),
            }
            next = noted.next();
            from = next.as_ref().map_or(u64::MAX, start_of);
        }
        words.push(Known {
            word,
            total: Some(total),
            notes: own,
        });
    }
    words.extend(next.into_iter().chain(noted).map(only_noted));
    words
}

fn term_file(
    words: &[Known],
    range: Range<usize>,
    numbering: Digest,
    last: Last,
) -> TermFile {
    let before = range.start.checked_sub(1).map(|at| &**words[at].word);
    let own = &words[range];
    let mut bytes = Vec::with_capacity(24 * own.len());
    for digest in own.iter().flat_map(Known::digests) {
        bytes.extend_from_slice(&digest.to_le_bytes());
    }
    let mut content = Digest::of_bytes(&bytes);
    let notes = own.iter().map(|own| own.notes);
    let notes: Vec<&[Note]> = notes.filter(|notes| !notes.is_empty()).collect();
    if !notes.is_empty() {
        content = Digest::of(&(content, notes));
    }
    let first = own[0].word;
    let known = last.from(first).filter(|known| known.content == content);
    let planned = || own.iter().map(Known::planned).collect();
    TermFile {
        words: known.map_or_else(planned, |known| known.words.clone()),
        key: key_of(first, before),
        digest: Digest::of(&(content, numbering)),
        content,
    }
}

/// The files of the last plan, and where one that begins with the same word should be.
struct Last<'a> {
    files: &'a [TermFile],
    at: usize,
}

impl<'a> Last<'a> {
    /// The file that began with a word.
    fn from(&self, word: &str) -> Option<&'a TermFile> {
        let first = |file: &'a TermFile| -> &'a str { &file.words[0].text };
        let near = self.files.get(self.at).filter(|file| first(file) == word);
        near.or_else(|| {
            let place = self.files.binary_search_by(|file| first(file).cmp(word));
            place.ok().map(|at| &self.files[at])
        })
    }
}

/// The shortest beginning of a word that tells it from the one before.
pub fn key_of(word: &str, before: Option<&str>) -> String {
    let Some(before) = before else {
        return String::new();
    };
    let same = word
        .chars()
        .zip(before.chars())
        .take_while(|(a, b)| a == b)
        .count();
    word.chars().take(same + 1).collect()
}

/// The most telling documents of a list, in order.
pub fn most_telling(
    list: &[(u32, u32)],
    rank: impl Fn(u32, u32) -> u8,
) -> Cow<'_, [(u32, u32)]> {
    if list.len() <= MOST_DOCUMENTS {
        return Cow::Borrowed(list);
    }
    let mut ranks: BTreeMap<u8, usize> = BTreeMap::new();
    for (number, at) in list {
        *ranks.entry(rank(*number, *at)).or_default() += 1;
    }
    let mut left = MOST_DOCUMENTS;
    let mut least = STRONG;
    let mut of_least = 0;
    for (rank, count) in ranks.iter().rev() {
        (least, of_least) = (*rank, left.min(*count));
        left -= of_least;
        if left == 0 {
            break;
        }
    }
    let keep = |(number, at): &&(u32, u32)| {
        let own = rank(*number, *at);
        own > least
            || own == least && of_least > 0 && {
                of_least -= 1;
                true
            }
    };
    Cow::Owned(list.iter().filter(keep).copied().collect())
}
