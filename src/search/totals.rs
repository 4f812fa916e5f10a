//! What is known of each word over all documents, kept up to date page by page.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use super::analyse::{Analysed, Found};
use super::postings::STRONG;
use super::stems::Language;
use super::tokens;
use crate::digest::Digest;

/// All words of a handbook, and all short forms that it explains.
#[derive(Default)]
pub struct Totals {
    /// Each word with what is known of it.
    pub words: BTreeMap<Arc<str>, Total>,
    /// Each short form with a long one, and how many pages explain it so.
    pub acronyms: BTreeMap<(String, String), u32>,
    known: u64,
    rare: u64,
    /// Bytes of all entries.
    pub bytes: u64,
}

/// What is known of a word.
pub struct Total {
    /// In how many documents it stands.
    pub documents: u32,
    /// How many of them it names.
    pub strong: u32,
    /// Bytes of its entries, numbers of documents not counted.
    pub bytes: u32,
    /// The fingerprint of its entries; their order does not matter.
    pub digest: u64,
    /// Its stem.
    pub stem: Arc<str>,
}

/// Words of other lengths are not looked up when nothing is found.
const LEXICON_LENGTHS: std::ops::RangeInclusive<usize> = 4..=24;

/// Words of a handbook that counts as small.
const SMALL: usize = 12_000;

impl Total {
    fn new(stem: String) -> Self {
        Self {
            documents: 0,
            strong: 0,
            bytes: 0,
            digest: 0,
            stem: stem.into(),
        }
    }

    /// About how often it occurs: 0 for once, one more for each doubling.
    pub fn commonness(&self) -> u8 {
        (32 - self.documents.leading_zeros()).min(15) as u8
    }
}

impl Totals {
    /// In how many documents a word stands, or its most common form; `None` if in none.
    pub fn documents_with(&self, word: &str, language: &Language) -> Option<u32> {
        if let Some(total) = self.words.get(word) {
            return Some(total.documents);
        }
        let stem = language.stem(word);
        // Forms of a word begin alike.
        let start = word
            .char_indices()
            .nth(3)
            .map_or(word, |(at, _)| &word[..at]);
        self.words
            .range::<str, _>((Bound::Included(start), Bound::Unbounded))
            .take_while(|(own, _)| own.starts_with(start))
            .filter(|(_, total)| *total.stem == stem)
            .map(|(_, total)| total.documents)
            .max()
    }
}

/// Whether a mistyped word may have been meant to be this one.
fn can_be_meant(word: &str) -> bool {
    LEXICON_LENGTHS.contains(&word.chars().count())
        && !word.contains(|c: char| c.is_ascii_digit() || tokens::is_pair(c))
}

/// Whether a word stands in several documents or names one.
fn is_known(total: &Total) -> bool {
    total.documents >= 2 || total.strong > 0
}

/// Which way a page is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// It is new.
    Add,
    /// It is gone.
    Remove,
}

impl Totals {
    /// Counts a page in or out; `key` tells pages apart.
    pub fn count(
        &mut self,
        page: &Analysed,
        key: u64,
        count: Count,
        language: &Language,
    ) {
        for (part, found) in page.documents.iter().enumerate() {
            let key = key ^ (part as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            self.count_document(found, key, count, language);
        }
        for pair in &page.acronyms {
            let seen = self.acronyms.entry(pair.clone()).or_default();
            match count {
                Count::Add => *seen += 1,
                Count::Remove => *seen -= 1,
            }
            if *seen == 0 {
                self.acronyms.remove(pair);
            }
        }
    }

    /// The fingerprint of the words that typing errors are looked up in.
    pub fn lexicon_digest(&self) -> Digest {
        let rare = if self.has_rare() { self.rare } else { 0 };
        Digest::of(&(self.known, rare))
    }

    /// The words that typing errors are looked up in, in order.
    pub fn lexicon(&self) -> impl Iterator<Item = (&Arc<str>, &Total)> {
        let all = self.has_rare();
        let wanted = move |total: &Total| all || is_known(total);
        self.words
            .iter()
            .filter(move |(word, total)| wanted(total) && can_be_meant(word))
    }

    /// Only small handbooks have room for words that occur once.
    fn has_rare(&self) -> bool {
        self.words.len() <= SMALL
    }

    fn count_document(
        &mut self,
        found: &Found,
        key: u64,
        count: Count,
        language: &Language,
    ) {
        let postings = &found.postings;
        for at in 0..postings.len() {
            let (word, entry) = (postings.word(at), postings.entry(at));
            if !self.words.contains_key(word) {
                let total = Total::new(language.stem(word));
                self.words.insert(word.into(), total);
            }
            let total = self.words.get_mut(word).expect("it was just added");
            let before = (is_known(total), mark_of(word, total));
            let strong = (postings.rank(at) >= STRONG) as u32;
            let digest = Digest::of_bytes(entry).halved().rotate_left(17) ^ key;
            let digest = digest.wrapping_mul(0xff51_afd7_ed55_8ccd);
            match count {
                Count::Add => {
                    total.documents += 1;
                    total.strong += strong;
                    total.bytes += entry.len() as u32;
                    total.digest = total.digest.wrapping_add(digest);
                    self.bytes += entry.len() as u64;
                }
                Count::Remove => {
                    total.documents -= 1;
                    total.strong -= strong;
                    total.bytes -= entry.len() as u32;
                    total.digest = total.digest.wrapping_sub(digest);
                    self.bytes -= entry.len() as u64;
                }
            }
            let after = (is_known(total), mark_of(word, total));
            for ((known, mark), sign) in [(before, u64::MAX), (after, 1)] {
                let sum = if known {
                    &mut self.known
                } else {
                    &mut self.rare
                };
                *sum = sum.wrapping_add(mark.wrapping_mul(sign));
            }
            if total.documents == 0 {
                self.words.remove(word);
            }
        }
    }
}

/// What a word adds to the fingerprint of the lexicon.
fn mark_of(word: &str, total: &Total) -> u64 {
    match total.documents > 0 && can_be_meant(word) {
        true => Digest::of(&(word, total.commonness())).halved(),
        false => 0,
    }
}
