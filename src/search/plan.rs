//! Which file of the index holds what.
//!
//! Borders follow from the words and texts of the moment and from nothing else, so that a
//! handbook gives the same files whether it was edited or read anew.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::families::{families, splits_family};
use super::indexed::Indexed;
use super::notes::{Note, Notes};
use super::postings;
use super::totals::{Total, Totals};
use crate::digest::{Digest, Digested};

/// Files of words that share one fingerprint in their names: an edit moves the levels of some
/// hundred words, and every file of a group with one of them is sent again. `search.js` knows
/// both numbers.
pub const TERM_GROUP: usize = 4;
/// Files of texts that share one: an edit moves one of them.
pub const TEXT_GROUP: usize = 16;
/// Files of words whose keys one file lists.
pub const KEYS: usize = 16 * TERM_GROUP;
/// Documents that are kept for one word: those it says most about.
pub const MOST_DOCUMENTS: usize = 4000;

/// Which file holds what.
#[derive(Default)]
pub struct Plan {
    /// Every word, in order, and in how many documents it stands.
    pub words: Vec<(Arc<str>, u32)>,
    stems: Vec<Arc<str>>,
    /// Notes by word.
    pub notes: Arc<Digested<Notes>>,
    /// The files of words.
    pub terms: Vec<TermFile>,
    /// Words by their first letters, for typing errors in the second half.
    pub forward: Arc<Lexicon>,
    /// Words by their last letters, for typing errors in the first half.
    pub backward: Arc<Lexicon>,
    /// The files of texts.
    pub texts: Vec<TextFile>,
    /// How many of those one directory lists.
    pub per_directory: usize,
    /// One fingerprint for each group of files of words.
    pub term_digests: Vec<Digest>,
    /// One fingerprint for each group of files of texts.
    pub text_digests: Vec<Digest>,
    /// One fingerprint for each file of keys.
    pub key_digests: Vec<Digest>,
    /// The fingerprint of kinds and sides.
    pub facets: Digest,
}

/// A file that holds some words with the documents they stand in.
pub struct TermFile {
    /// Which words.
    pub words: Range<usize>,
    /// What tells them from those before: no longer than needed.
    pub key: String,
    digest: Digest,
}

/// Words for looking up typing errors, in files of equal size.
#[derive(Default)]
pub struct Lexicon {
    /// Each word, and about how common it is; backwards in one of the two.
    pub words: Vec<(String, u8)>,
    /// The files: which words, and the key of the first.
    pub files: Vec<(Range<usize>, String)>,
    /// The fingerprint of them all.
    pub digest: Digest,
}

/// A file that holds the texts of some sections.
pub struct TextFile {
    /// The first document.
    pub document: u32,
    /// Its first section.
    pub section: u32,
    digest: Digest,
}

/// Files of words, texts and typing errors hold about so many bytes before they are packed.
pub struct Sizes {
    terms: usize,
    texts: usize,
    lexicon: usize,
}

impl Sizes {
    /// Larger handbooks have larger files, so that the list of files stays short.
    fn of(entries: u64, texts: u64) -> Self {
        const MEGABYTE: u64 = 1 << 20;
        Self {
            terms: target(entries, [32 * MEGABYTE, 128 * MEGABYTE]) / 2,
            texts: target(texts, [80 * MEGABYTE, 320 * MEGABYTE]),
            lexicon: 8 << 10,
        }
    }
}

/// 4 KiB below the first limit, 8 below the second, 16 above.
fn target(bytes: u64, limits: [u64; 2]) -> usize {
    let above = limits.iter().filter(|limit| bytes >= **limit).count();
    4096 << above
}

/// What a plan is made of.
pub struct Sources<'a> {
    /// The pages with the numbers of their documents.
    pub pages: &'a [(Arc<Indexed>, u32)],
    /// The words of all of them.
    pub totals: &'a Totals,
    /// Notes by word.
    pub notes: Arc<Digested<Notes>>,
    /// The ids of kinds.
    pub kinds: &'a [(String, String)],
}

impl Plan {
    /// Plans anew; the lexicon of the last plan is kept if its words are the same.
    pub fn new(sources: &Sources, last: Option<&Plan>) -> Self {
        let totals = sources.totals;
        let texts: u64 = sources
            .pages
            .iter()
            .map(|(page, _)| page.analysed.bytes)
            .sum();
        let sizes = Sizes::of(totals.bytes, texts);
        let numbering = numbering(sources.pages);
        let words = all_words(totals, &sources.notes);
        let digest = totals.lexicon_digest();
        let kept = last.filter(|last| last.forward.digest == digest);
        let lexica = || match kept {
            Some(last) => (last.forward.clone(), last.backward.clone()),
            None => lexica(totals, digest, sizes.lexicon),
        };
        let texts = || (text_files(sources.pages, sizes.texts), facets(sources));
        let (terms, ((texts, facets), (forward, backward))) = rayon::join(
            || term_files(&words, sizes.terms, numbering),
            || rayon::join(texts, lexica),
        );
        Self {
            words: words
                .iter()
                .map(|own| {
                    let documents = own.total.map_or(0, |total| total.counts.documents);
                    (own.word.clone(), documents)
                })
                .collect(),
            stems: words.iter().map(|own| own.stem().clone()).collect(),
            notes: sources.notes.clone(),
            key_digests: terms.chunks(KEYS).map(digest_of_keys).collect(),
            term_digests: grouped(terms.iter().map(|file| file.digest), TERM_GROUP),
            text_digests: grouped(texts.iter().map(|file| file.digest), TEXT_GROUP),
            facets,
            per_directory: if texts.len() <= 4096 { 1024 } else { 256 },
            terms,
            forward,
            backward,
            texts,
        }
    }
}

impl Plan {
    /// The stem of a word, by its place.
    pub fn stem(&self, word: usize) -> &str {
        &self.stems[word]
    }
}

/// A word, and what is known of it.
struct Known<'a> {
    word: &'a Arc<str>,
    /// Nothing for words that only stand in notes.
    total: Option<&'a Total>,
    notes: &'a [Note],
}

impl<'a> Known<'a> {
    fn stem(&self) -> &'a Arc<str> {
        self.total.map_or(self.word, |total| &total.stem)
    }

    /// The fingerprint of its stem, or 0.
    fn family(&self) -> u64 {
        let total = self.total.filter(|total| !total.stem.is_empty());
        total.map_or(0, |total| total.family)
    }
}

/// The words of documents and of notes, in order.
fn all_words<'a>(totals: &'a Totals, notes: &'a Notes) -> Vec<Known<'a>> {
    let mut words = Vec::with_capacity(totals.words.len() + notes.len());
    let only_noted = |(word, notes): (&'a Arc<str>, &'a Vec<Note>)| Known {
        word,
        total: None,
        notes,
    };
    let mut noted = notes.iter().peekable();
    for (word, total) in &totals.words {
        while let Some(before) = noted.next_if(|(own, _)| *own < word) {
            words.push(only_noted(before));
        }
        let own = noted.next_if(|(own, _)| *own == word);
        words.push(Known {
            word,
            total: Some(total),
            notes: own.map_or(&[], |(_, notes)| notes),
        });
    }
    words.extend(noted.map(only_noted));
    words
}

fn numbering(pages: &[(Arc<Indexed>, u32)]) -> Digest {
    let numbers: Vec<_> = pages
        .iter()
        .map(|(page, first)| (&page.output, first))
        .collect();
    Digest::of(&numbers)
}

fn grouped(digests: impl Iterator<Item = Digest>, size: usize) -> Vec<Digest> {
    let digests: Vec<Digest> = digests.collect();
    digests.chunks(size).map(Digest::of).collect()
}

/// Names and borders of some files of words.
fn digest_of_keys(files: &[TermFile]) -> Digest {
    let files: Vec<(&str, Digest)> = files
        .iter()
        .map(|file| (file.key.as_str(), file.digest))
        .collect();
    Digest::of(&files)
}

fn term_files(words: &[Known], target: usize, numbering: Digest) -> Vec<TermFile> {
    let stems: Vec<u64> = words.iter().map(Known::family).collect();
    let families = families(&stems);
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut size = 0;
    for (at, known) in words.iter().enumerate() {
        let own = known.total.map_or(8, |total| {
            let own = total.counts;
            let kept = (own.documents as usize).min(MOST_DOCUMENTS);
            let share = own.bytes as usize * kept / (own.documents as usize).max(1);
            known.word.len() / 2 + 4 + share + kept
        });
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
    let file = |range| term_file(words, range, numbering);
    ranges.into_par_iter().map(file).collect()
}

fn term_file(words: &[Known], range: Range<usize>, numbering: Digest) -> TermFile {
    let own = &words[range.clone()];
    let digests: Vec<(&str, u64)> = own
        .iter()
        .map(|own| {
            (
                &**own.word,
                own.total.map_or(0, |total| total.counts.digest),
            )
        })
        .collect();
    let notes: Vec<&[Note]> = own
        .iter()
        .map(|own| own.notes)
        .filter(|notes| !notes.is_empty())
        .collect();
    let before = range.start.checked_sub(1).map(|at| &**words[at].word);
    TermFile {
        key: key_of(own[0].word, before),
        digest: Digest::of(&(digests, notes, numbering)),
        words: range,
    }
}

/// The shortest beginning of a word that tells it from the one before.
fn key_of(word: &str, before: Option<&str>) -> String {
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

/// The two lexica, both from the same words.
fn lexica(
    totals: &Totals,
    digest: Digest,
    target: usize,
) -> (Arc<Lexicon>, Arc<Lexicon>) {
    let forward: Vec<(String, u8)> = totals
        .lexicon()
        .map(|(word, total)| (word.to_string(), total.counts.commonness()))
        .collect();
    let reversed =
        |(word, common): &(String, u8)| (word.chars().rev().collect(), *common);
    let mut backward: Vec<(String, u8)> = forward.iter().map(reversed).collect();
    backward.par_sort_unstable();
    (
        lexicon(forward, digest, target),
        lexicon(backward, digest, target),
    )
}

fn lexicon(words: Vec<(String, u8)>, digest: Digest, target: usize) -> Arc<Lexicon> {
    let mut files: Vec<(Range<usize>, String)> = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (at, (word, _)) in words.iter().enumerate() {
        let own = word.len() / 2 + 2;
        if size + own > target {
            files.push((start..at, String::new()));
            (start, size) = (at, 0);
        }
        size += own;
    }
    if start < words.len() {
        files.push((start..words.len(), String::new()));
    }
    for (range, key) in &mut files {
        let before = range.start.checked_sub(1).map(|at| words[at].0.as_str());
        *key = key_of(&words[range.start].0, before);
    }
    Arc::new(Lexicon {
        words,
        files,
        digest,
    })
}

fn text_files(pages: &[(Arc<Indexed>, u32)], target: usize) -> Vec<TextFile> {
    let mut files: Vec<TextFile> = Vec::new();
    let mut size = target;
    for (page, first) in pages {
        let mut told = false;
        let mut sizes = page.analysed.sizes.iter();
        for (number, found) in (*first..).zip(&page.analysed.documents) {
            let count = found.document.sections.len();
            for (section, own) in (0..).zip(sizes.by_ref().take(count)) {
                let own = *own as usize;
                if size > 0 && size + own > target {
                    files.push(TextFile {
                        document: number,
                        section,
                        digest: Digest::of(&(number, section)),
                    });
                    (size, told) = (0, false);
                }
                if let Some(file) = files.last_mut().filter(|_| !told) {
                    file.digest = Digest::of(&(file.digest, page.digest));
                    told = true;
                }
                size += own;
            }
        }
    }
    files
}

fn facets(sources: &Sources) -> Digest {
    let pages = sources.pages.iter();
    let sorts: Vec<Digest> = pages.map(|(page, _)| page.sorts).collect();
    Digest::of(&(sorts, sources.kinds))
}

/// Words of a map, front by front: how many letters are those of the one before, then the
/// rest, then a line's end.
pub fn front_coded<'a>(keys: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    let mut before: Vec<char> = Vec::new();
    for key in keys {
        let chars: Vec<char> = key.chars().collect();
        let same = chars
            .iter()
            .zip(&before)
            .take_while(|(a, b)| a == b)
            .count();
        out.push(char::from_u32(48 + same as u32).unwrap_or('0'));
        out.extend(&chars[same..]);
        out.push('\n');
        before = chars;
    }
    out
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
    let mut least = postings::STRONG;
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
