//! Which file of the index holds what.
//!
//! Borders follow from the words and texts of the moment and from nothing else, so that a
//! handbook gives the same files whether it was edited or read anew.

use std::sync::Arc;

use super::indexed::Numbered;
use super::lexicon::{Lexicon, lexica};
use super::notes::Notes;
use super::term_files::{TermFile, term_files};
use super::text_files::{TextFile, text_files};
use super::totals::Totals;
use crate::digest::{Digest, Digested};

/// Files of words that share one fingerprint in their names: an edit moves the levels of some
/// hundred words, and every file of a group with one of them is sent again. `search.js` knows
/// both numbers.
pub const TERM_GROUP: usize = 4;
/// Files of texts that share one: an edit moves one of them.
pub const TEXT_GROUP: usize = 16;
/// Files of words whose keys one file lists.
pub const KEYS: usize = 16 * TERM_GROUP;
/// Which file holds what.
#[derive(Default)]
pub struct Plan {
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

/// 3 KiB below the first limit, 6 below the second, 12 above: with less, readers load less for
/// an answer, but the list of files is longer.
fn target(bytes: u64, limits: [u64; 2]) -> usize {
    let above = limits.iter().filter(|limit| bytes >= **limit).count();
    3072 << above
}

/// What a plan is made of.
pub struct Sources<'a> {
    /// The pages with the numbers of their documents.
    pub pages: &'a Numbered,
    /// The words of all of them.
    pub totals: &'a Totals,
    /// Notes by word.
    pub notes: Arc<Digested<Notes>>,
    /// The ids of kinds.
    pub kinds: &'a [(String, String)],
}

impl Plan {
    /// Plans anew; what is the same in the last plan is shared with it.
    pub fn new(sources: &Sources, last: Option<&Plan>) -> Self {
        let totals = sources.totals;
        let pages = &sources.pages.pages;
        let texts: u64 = pages.iter().map(|(page, _)| page.bytes).sum();
        let sizes = Sizes::of(totals.bytes, texts);
        let digest = totals.lexicon_digest();
        let kept = last.filter(|last| last.forward.digest == digest);
        let lexica = || match kept {
            Some(last) => (last.forward.clone(), last.backward.clone()),
            None => lexica(totals, digest, sizes.lexicon),
        };
        let words = (totals, &**sources.notes);
        let numbering = sources.pages.digest;
        let files = last.map_or(&[][..], |last| &last.terms);
        let texts = || (text_files(pages, sizes.texts), facets(sources));
        let (terms, ((texts, facets), (forward, backward))) = rayon::join(
            || term_files(words, sizes.terms, numbering, files),
            || rayon::join(texts, lexica),
        );
        Self {
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

fn facets(sources: &Sources) -> Digest {
    let pages = sources.pages.pages.iter();
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
