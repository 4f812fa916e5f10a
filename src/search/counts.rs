//! How often a word stands where.

use super::postings::{Postings, STRONG};
use crate::digest::Digest;

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

impl Counts {
    /// Those of one word of a document; `key` tells documents apart.
    pub fn of(postings: &Postings, at: usize, key: u64) -> Self {
        let entry = postings.entry(at);
        let digest = Digest::of_bytes(entry).halved().rotate_left(17) ^ key;
        Self {
            documents: 1,
            strong: (postings.rank(at) >= STRONG) as u32,
            bytes: entry.len() as u32,
            digest: digest.wrapping_mul(0xff51_afd7_ed55_8ccd),
        }
    }

    /// Both.
    pub fn plus(self, other: Self) -> Self {
        Self {
            documents: self.documents + other.documents,
            strong: self.strong + other.strong,
            bytes: self.bytes + other.bytes,
            digest: self.digest.wrapping_add(other.digest),
        }
    }

    /// Without what is counted in another one.
    pub fn minus(self, other: Self) -> Self {
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
    pub fn is_known(self) -> bool {
        self.documents >= 2 || self.strong > 0
    }
}
