//! Fingerprints of jobs and files.
//!
//! 128 bits of XXH3: fast enough to digest everything on every rebuild, wide enough that two
//! different jobs never share a key. Not a defence against somebody who builds collisions:
//! whoever can write content can already write content.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use xxhash_rust::xxh3::Xxh3Default;

/// A 128-bit fingerprint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest(u128);

impl Digest {
    /// The fingerprint of some bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(xxhash_rust::xxh3::xxh3_128(bytes))
    }

    /// The fingerprint of a value, by everything that it hashes.
    pub fn of<T: Hash + ?Sized>(value: &T) -> Self {
        let mut feed = Feed(Xxh3Default::new());
        value.hash(&mut feed);
        Self(feed.0.digest128())
    }

    /// Eight hexadecimal digits: enough to tell versions of one file name apart.
    pub fn short(self) -> String {
        format!("{:08x}", (self.0 >> 96) as u32)
    }

    /// Six of them, for names that also carry a number.
    pub fn shorter(self) -> String {
        format!("{:06x}", (self.0 >> 104) as u32)
    }

    /// Half of its bits, for sums of fingerprints.
    pub fn halved(self) -> u64 {
        self.0 as u64
    }

    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        u128::from_str_radix(text, 16).ok().map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{:032x}", self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "#{}", self.short())
    }
}

struct Feed(Xxh3Default);

impl Hasher for Feed {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        self.0.digest()
    }
}

/// A value that carries its own fingerprint, so that hashing it again costs nothing.
#[derive(Clone, Debug)]
pub struct Digested<T> {
    value: T,
    digest: Digest,
}

impl<T: Hash> Digested<T> {
    /// Digests a value once and for all.
    pub fn new(value: T) -> Self {
        let digest = Digest::of(&value);
        Self { value, digest }
    }
}

impl<T> Digested<T> {
    /// Pairs a value with a fingerprint that was taken elsewhere.
    pub fn with(value: T, digest: Digest) -> Self {
        Self { value, digest }
    }

    /// The fingerprint.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl<T: Hash + Default> Default for Digested<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Deref for Digested<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Hash for Digested<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

impl<T> PartialEq for Digested<T> {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl<T> Eq for Digested<T> {}
