//! What is known of each word over all documents, kept up to date page by page.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use super::analyse::Analysed;
use super::counts::Counts;
use super::postings::Postings;
use super::stems::Language;
use super::tokens::{self, beginning};
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
    /// The stems of words that came, went or stand in more or fewer documents; `None` if that
    /// can be any.
    touched: Option<HashSet<u64>>,
}

/// What is known of a word.
pub struct Total {
    /// How often it stands where.
    pub counts: Counts,
    /// Its stem.
    pub stem: Arc<str>,
    /// The fingerprint of its stem, which is sooner compared.
    pub family: u64,
    /// The fingerprint of the word.
    pub name: u64,
    /// How it begins, see [`beginning`].
    pub beginning: u64,
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
            family: fingerprint(&stem),
            stem,
            name: fingerprint(word),
            beginning: beginning(word),
        }
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
    /// The fingerprint of their stem.
    pub family: u64,
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
            family: fingerprint(&language.stem(word)),
            first: start.to_owned(),
            beyond: format!("{start}{}", char::MAX),
        }
    }
}

/// The fingerprint of a word or a stem.
pub fn fingerprint(word: &str) -> u64 {
    Digest::of_bytes(word.as_bytes()).halved()
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

    /// The fingerprints of the stems of words that stand in more or fewer documents than when
    /// somebody asked last; `None` if that can be any.
    pub fn take_touched(&mut self) -> Option<HashSet<u64>> {
        self.touched.replace(HashSet::new())
    }

    /// Counts a page that was written anew: only what is not the same.
    pub fn count_anew(
        &mut self,
        (old, new): (&Analysed, &Analysed),
        key: u64,
        language: &Language,
    ) {
        let mut gone = documents_of(old, key);
        let mut come = documents_of(new, key);
        loop {
            match (gone.next(), come.next()) {
                (None, None) => break,
                (Some((old, key)), Some((new, _))) => {
                    self.count_differences((old, new), key, language);
                }
                (Some((old, key)), None) => {
                    self.count_document(old, key, Way::Out, language);
                }
                (None, Some((new, key))) => {
                    self.count_document(new, key, Way::In, language);
                }
            }
        }
        self.count_acronyms(old, Way::Out);
        self.count_acronyms(new, Way::In);
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
            let own = Counts::of(postings, at, key);
            let (gone, come) = match way {
                Way::In => (Counts::default(), own),
                Way::Out => (own, Counts::default()),
            };
            self.exchange(postings.word(at), gone, come, language);
        }
    }

    /// Counts words whose entries differ in two versions of a document.
    fn count_differences(
        &mut self,
        (old, new): (&Postings, &Postings),
        key: u64,
        language: &Language,
    ) {
        let (mut at_old, mut at_new) = (0, 0);
        while at_old < old.len() || at_new < new.len() {
            let order = match (at_old < old.len(), at_new < new.len()) {
                (true, true) => old.word(at_old).cmp(new.word(at_new)),
                (true, false) => Ordering::Less,
                _ => Ordering::Greater,
            };
            let (mut gone, mut come) = (Counts::default(), Counts::default());
            let word = match order {
                Ordering::Greater => new.word(at_new),
                Ordering::Less | Ordering::Equal => old.word(at_old),
            };
            if order != Ordering::Greater {
                gone = Counts::of(old, at_old, key);
                at_old += 1;
            }
            if order != Ordering::Less {
                come = Counts::of(new, at_new, key);
                at_new += 1;
            }
            if gone != come {
                self.exchange(word, gone, come, language);
            }
        }
    }

    /// Takes counts of a word away, and adds others.
    fn exchange(&mut self, word: &str, gone: Counts, come: Counts, language: &Language) {
        let known = self.words.get_mut(word);
        let before = known.as_ref().map_or(Counts::default(), |own| own.counts);
        let after = before.minus(gone).plus(come);
        let family = match known {
            Some(total) => {
                total.counts = after;
                total.family
            }
            None => {
                let total = Total::new(word, after, language);
                let family = total.family;
                self.words.insert(word.into(), total);
                family
            }
        };
        if after.documents == 0 {
            self.words.remove(word);
        }
        if before.documents != after.documents
            && let Some(touched) = &mut self.touched
        {
            touched.insert(family);
        }
        self.bytes = self.bytes - before.bytes as u64 + after.bytes as u64;
        self.mark(word, before, after);
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

    #[test]
    fn a_page_that_was_written_anew_counts_as_gone_and_come() {
        let language = Language::of("en");
        // Fewer words, more words, others, the same.
        for (old, new) in [((1, 40), (1, 9)), ((1, 3), (1, 30)), ((1, 5), (2, 5))] {
            let others: Vec<Analysed> = (10..30).map(|number| page(number, 4)).collect();
            let (old, new) = (page(old.0, old.1), page(new.0, new.1));
            let keyed = |own| -> Vec<(&Analysed, u64)> {
                std::iter::once(own).chain(&others).zip(1..).collect()
            };
            let mut totals = Totals::of(&keyed(&old), &language);
            assert!(totals.take_touched().is_none());
            totals.count_anew((&old, &new), 1, &language);
            assert_same(&totals, &Totals::of(&keyed(&new), &language));
            // Only words that came or went were touched, and all of them.
            let touched = totals.take_touched().expect("counted from page to page");
            let words = |page: &Analysed| -> HashSet<u64> {
                let postings = &page.documents[0].postings;
                let words = (0..postings.len()).map(|at| postings.word(at));
                words
                    .map(|word| fingerprint(&language.stem(word)))
                    .collect()
            };
            let (gone, come) = (words(&old), words(&new));
            assert_eq!(touched, &(&gone - &come) | &(&come - &gone));
            totals.count_anew((&new, &new), 1, &language);
            assert!(totals.take_touched().is_some_and(|own| own.is_empty()));
        }
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
