//! What is known of each word over all documents, kept up to date page by page.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use rayon::prelude::*;

use super::analyse::Analysed;
use super::postings::{Postings, STRONG};
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
    /// How often it stands where.
    pub counts: Counts,
    /// Its stem.
    pub stem: Arc<str>,
    /// The fingerprint of its stem, which is sooner compared.
    pub family: u64,
}

/// How often a word stands where; that of several documents is the sum of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In how many documents it stands.
    pub documents: u32,
    /// How many of them it names.
    pub strong: u32,
    /// Bytes of its entries, numbers of documents not counted.
    pub bytes: u32,
    /// The fingerprint of its entries; their order does not matter.
    pub digest: u64,
}

/// Words of other lengths are not looked up when nothing is found.
const LEXICON_LENGTHS: std::ops::RangeInclusive<usize> = 4..=24;

/// Words of a handbook that counts as small.
const SMALL: usize = 12_000;

impl Total {
    fn new(word: &str, counts: Counts, language: &Language) -> Self {
        let stem: Arc<str> = language.stem(word).into();
        Self {
            counts,
            family: family(&stem),
            stem,
        }
    }
}

impl Counts {
    /// Those of one word of a document; `key` tells documents apart.
    fn of(postings: &Postings, at: usize, key: u64) -> Self {
        let entry = postings.entry(at);
        let digest = Digest::of_bytes(entry).halved().rotate_left(17) ^ key;
        Self {
            documents: 1,
            strong: (postings.rank(at) >= STRONG) as u32,
            bytes: entry.len() as u32,
            digest: digest.wrapping_mul(0xff51_afd7_ed55_8ccd),
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            documents: self.documents + other.documents,
            strong: self.strong + other.strong,
            bytes: self.bytes + other.bytes,
            digest: self.digest.wrapping_add(other.digest),
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            documents: self.documents - other.documents,
            strong: self.strong - other.strong,
            bytes: self.bytes - other.bytes,
            digest: self.digest.wrapping_sub(other.digest),
        }
    }

    /// About how often it occurs: 0 for never, 1 for once, one more for each doubling.
    pub fn commonness(self) -> u8 {
        (32 - self.documents.leading_zeros()).min(15) as u8
    }

    /// Whether it stands in several documents or names one.
    fn is_known(self) -> bool {
        self.documents >= 2 || self.strong > 0
    }
}

impl Totals {
    /// In how many documents a word stands, or its most common form; `None` if in none.
    pub fn documents_with(&self, form: &Form) -> Option<u32> {
        if let Some(total) = self.words.get(&*form.word) {
            return Some(total.counts.documents);
        }
        let range = (
            Bound::Included(&*form.first),
            Bound::Excluded(&*form.beyond),
        );
        self.words
            .range::<str, _>(range)
            .filter(|(_, total)| total.family == form.family)
            .map(|(_, total)| total.counts.documents)
            .max()
    }
}

/// A word to look up with its other forms, which begin alike.
pub struct Form {
    word: String,
    family: u64,
    /// No form stands before this one.
    first: String,
    /// And none from this one on.
    beyond: String,
}

impl Form {
    /// The forms of a word.
    pub fn new(word: &str, language: &Language) -> Self {
        let start = word.char_indices().nth(3);
        let start = start.map_or(word, |(at, _)| &word[..at]);
        Self {
            word: word.to_owned(),
            family: family(&language.stem(word)),
            first: start.to_owned(),
            beyond: format!("{start}{}", char::MAX),
        }
    }
}

/// The fingerprint of a stem.
fn family(stem: &str) -> u64 {
    Digest::of_bytes(stem.as_bytes()).halved()
}

/// Whether a mistyped word may have been meant to be this one.
fn can_be_meant(word: &str) -> bool {
    LEXICON_LENGTHS.contains(&word.chars().count())
        && !word.contains(|c: char| c.is_ascii_digit() || tokens::is_pair(c))
}

/// Which way a page is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It is new.
    In,
    /// It is gone.
    Out,
}

impl Totals {
    /// Counts all pages of a handbook, on all cores; a key tells each from the others.
    pub fn of(pages: &[(&Analysed, u64)], language: &Language) -> Self {
        // Several shares for each core, so that none waits long for the last.
        let share = pages.len().div_ceil(4 * rayon::current_num_threads());
        let words = pages.par_chunks(share.max(1)).map(sums_of);
        let words = words.reduce(Sums::new, together).into_par_iter();
        let known =
            words.map(|(word, counts)| (word.into(), Total::new(word, counts, language)));
        let mut words: Vec<(Arc<str>, Total)> = known.collect();
        words.par_sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let mut totals = Self::default();
        for (word, total) in &words {
            totals.bytes += total.counts.bytes as u64;
            totals.mark(word, Counts::default(), total.counts);
        }
        totals.words = words.into_iter().collect();
        for (page, _) in pages {
            totals.count_acronyms(page, Way::In);
        }
        totals
    }

    /// Counts a page in or out; `key` tells pages apart.
    pub fn count(&mut self, page: &Analysed, key: u64, way: Way, language: &Language) {
        for (postings, key) in documents_of(page, key) {
            self.count_document(postings, key, way, language);
        }
        self.count_acronyms(page, way);
    }

    fn count_acronyms(&mut self, page: &Analysed, way: Way) {
        for pair in &page.acronyms {
            let seen = self.acronyms.entry(pair.clone()).or_default();
            match way {
                Way::In => *seen += 1,
                Way::Out => *seen -= 1,
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
        let wanted = move |total: &Total| all || total.counts.is_known();
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
        postings: &Postings,
        key: u64,
        way: Way,
        language: &Language,
    ) {
        for at in 0..postings.len() {
            let word = postings.word(at);
            let own = Counts::of(postings, at, key);
            let before = self
                .words
                .get(word)
                .map_or(Counts::default(), |total| total.counts);
            let after = match way {
                Way::In => before.plus(own),
                Way::Out => before.minus(own),
            };
            self.bytes = self.bytes - before.bytes as u64 + after.bytes as u64;
            self.mark(word, before, after);
            match self.words.get_mut(word) {
                Some(_) if after.documents == 0 => {
                    self.words.remove(word);
                }
                Some(total) => total.counts = after,
                None => {
                    let total = Total::new(word, after, language);
                    self.words.insert(word.into(), total);
                }
            }
        }
    }

    /// Tells the fingerprint of the lexicon that other counts hold for a word.
    fn mark(&mut self, word: &str, before: Counts, after: Counts) {
        let said = |counts: Counts| (counts.commonness(), counts.is_known());
        if said(before) == said(after) || !can_be_meant(word) {
            return;
        }
        for (counts, sign) in [(before, u64::MAX), (after, 1)] {
            if counts.documents > 0 {
                let sum = match counts.is_known() {
                    true => &mut self.known,
                    false => &mut self.rare,
                };
                let mark = Digest::of(&(word, counts.commonness())).halved();
                *sum = sum.wrapping_add(mark.wrapping_mul(sign));
            }
        }
    }
}

/// Words with the counts of all documents.
type Sums<'a> = HashMap<&'a str, Counts>;

/// The words of some pages, each with the key that tells it from others.
fn sums_of<'a>(pages: &[(&'a Analysed, u64)]) -> Sums<'a> {
    let mut words = Sums::new();
    for (page, key) in pages {
        for (postings, key) in documents_of(page, *key) {
            for at in 0..postings.len() {
                let counts = words.entry(postings.word(at)).or_default();
                *counts = counts.plus(Counts::of(postings, at, key));
            }
        }
    }
    words
}

/// All words of two, each with both counts.
fn together<'a>(one: Sums<'a>, other: Sums<'a>) -> Sums<'a> {
    let (mut all, few) = match one.len() < other.len() {
        true => (other, one),
        false => (one, other),
    };
    for (word, own) in few {
        let counts = all.entry(word).or_default();
        *counts = counts.plus(own);
    }
    all
}

/// The documents of a page, each with a key of its own.
fn documents_of(page: &Analysed, key: u64) -> impl Iterator<Item = (&Postings, u64)> {
    let parts = (0u64..).zip(&page.documents);
    parts.map(move |(part, found)| {
        let key = key ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (&found.postings, key)
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::sync::Arc;

    use super::*;
    use crate::digest::Digested;
    use crate::search::analyse::{AnalyseJob, Text, analyse};

    /// A page of words that are all its own, words that some share, and a short form.
    fn page(number: usize, own: usize) -> Analysed {
        let mut text =
            format!("shared{} shared{} Deal Desk (DD)", number % 3, number % 7);
        for word in 0..own {
            let _ = write!(text, " own{}word{}", letters(number), letters(word));
        }
        let none = Vec::new();
        let digest = Digest::of(&none);
        analyse(&AnalyseJob {
            text: Text::Computed(format!("Page {}", letters(number)), text),
            address: letters(number),
            incoming: Arc::new(Digested::with(none, digest)),
            language: Arc::new(Language::of("en")),
        })
    }

    fn letters(number: usize) -> String {
        let digits = format!("{number:04}").into_bytes().into_iter();
        digits.map(|digit| char::from(digit + 49)).collect()
    }

    fn assert_same(one: &Totals, other: &Totals) {
        let words = |totals: &Totals| -> Vec<_> {
            let words = totals.words.iter();
            words
                .map(|(word, own)| {
                    (word.clone(), own.counts, own.stem.clone(), own.family)
                })
                .collect()
        };
        assert_eq!(words(one), words(other));
        assert_eq!(one.acronyms, other.acronyms);
        assert_eq!(
            (one.known, one.rare, one.bytes),
            (other.known, other.rare, other.bytes)
        );
    }

    #[test]
    fn pages_counted_at_once_count_as_one_by_one() {
        let language = Language::of("en");
        // In small handbooks and in others.
        for (count, own) in [(0, 0), (1, 3), (60, 4), (40, SMALL / 30)] {
            let pages: Vec<Analysed> =
                (0..count).map(|number| page(number, own)).collect();
            let keyed: Vec<(&Analysed, u64)> = pages.iter().zip(1..).collect();
            let at_once = Totals::of(&keyed, &language);
            let mut one_by_one = Totals::default();
            for (page, key) in &keyed {
                one_by_one.count(page, *key, Way::In, &language);
            }
            assert_same(&at_once, &one_by_one);
            assert_eq!(at_once.has_rare(), own < SMALL / 30);
            let (gone, rest) = keyed.split_at(count / 2);
            for (page, key) in gone {
                one_by_one.count(page, *key, Way::Out, &language);
            }
            assert_same(&Totals::of(rest, &language), &one_by_one);
        }
    }
}
