//! Words for looking up typing errors, by their first and by their last letters.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::term_files::key_of;
use super::totals::Totals;
use crate::digest::Digest;

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

/// The two lexica, both from the same words.
pub fn lexica(
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
