//! A sorted map whose copies share what they have in common.
//!
//! A rebuild makes a new state of every map of the handbook from the one before, and most of
//! the time one entry differs. So entries are kept in chunks behind pointers: a copy costs a
//! pointer a chunk, two states are compared without looking into the chunks that they share,
//! and the fingerprint of a chunk is taken once.
//!
//! Where chunks begin follows from the keys alone (content-defined chunking, as in Prolly
//! trees). So maps of the same entries have the same chunks, however they came to be.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Index;
use std::slice;
use std::sync::{Arc, OnceLock};

use crate::digest::Digest;

/// About so many entries stand in one chunk.
const ENTRIES: u64 = 64;

/// A sorted map whose copies share what they have in common.
pub struct SharedMap<K, V> {
    chunks: Arc<Vec<Arc<Chunk<K, V>>>>,
    len: usize,
}

/// Some neighbouring entries; never empty.
struct Chunk<K, V> {
    entries: Vec<(K, V)>,
    digest: OnceLock<Digest>,
}

/// Whether a key begins a chunk.
fn begins<K: Hash>(key: &K) -> bool {
    Digest::of(key).halved().is_multiple_of(ENTRIES)
}

impl<K, V> Chunk<K, V> {
    fn new(entries: Vec<(K, V)>) -> Arc<Self> {
        Arc::new(Self {
            entries,
            digest: OnceLock::new(),
        })
    }

    fn first(&self) -> &K {
        &self.entries[0].0
    }
}

impl<K: Hash, V: Hash> Chunk<K, V> {
    fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| Digest::of(&self.entries))
    }
}

impl<K, V> SharedMap<K, V> {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All entries in order.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter {
            chunks: self.chunks.iter(),
            entries: [].iter(),
        }
    }

    /// All keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// All values in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }
}

impl<K: Ord + Hash + Clone, V: Clone> SharedMap<K, V> {
    /// A map of entries that are in order and of different keys.
    pub fn from_sorted(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        let mut chunks = Vec::new();
        let mut open: Vec<(K, V)> = Vec::new();
        let mut len = 0;
        for (key, value) in entries {
            debug_assert!(open.last().is_none_or(|(last, _)| *last < key));
            if begins(&key) && !open.is_empty() {
                chunks.push(Chunk::new(std::mem::take(&mut open)));
            }
            open.push((key, value));
            len += 1;
        }
        if !open.is_empty() {
            chunks.push(Chunk::new(open));
        }
        Self {
            chunks: Arc::new(chunks),
            len,
        }
    }

    /// A map of these entries, in order and of different keys, that shares with this one
    /// what is the same.
    pub fn refreshed(
        &self,
        entries: impl IntoIterator<Item = (K, V)>,
        same: impl Fn(&V, &V) -> bool,
    ) -> Self {
        if self.is_empty() {
            return Self::from_sorted(entries);
        }
        let mut map = self.clone();
        let mut known = self.iter().peekable();
        for (key, value) in entries {
            while let Some((gone, _)) = known.next_if(|(own, _)| **own < key) {
                map.remove(gone);
            }
            let own = known.next_if(|(own, _)| **own == key);
            if own.is_none_or(|(_, own)| !same(own, &value)) {
                map.insert(key, value);
            }
        }
        for (gone, _) in known {
            map.remove(gone);
        }
        map
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let chunk = &self.chunks[self.chunk_of(key)?];
        let at = position(chunk, key).ok()?;
        Some(&chunk.entries[at].1)
    }

    /// Whether a key is there.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// Puts a value in, and gives the one that was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let Some(at) = self.chunk_of(&key).or(match self.chunks.is_empty() {
            true => None,
            false => Some(0),
        }) else {
            *self = Self::from_sorted([(key, value)]);
            return None;
        };
        match position(&self.chunks[at], &key) {
            Ok(place) => {
                let entries = self.entries_of(at);
                Some(std::mem::replace(&mut entries[place].1, value))
            }
            Err(place) => {
                self.len += 1;
                // The first entry of all begins a chunk whatever its key is; when another
                // one comes before it, the two stand in one chunk unless its key says so.
                let splits = begins(&key);
                let entries = self.entries_of(at);
                if place == 0 {
                    let own = begins(&entries[0].0);
                    entries.insert(0, (key, value));
                    if own {
                        self.split(at, 1);
                    }
                } else {
                    entries.insert(place, (key, value));
                    if splits {
                        self.split(at, place);
                    }
                }
                None
            }
        }
    }

    /// Takes a key out, and gives its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let at = self.chunk_of(key)?;
        let place = position(&self.chunks[at], key).ok()?;
        self.len -= 1;
        let (_, value) = self.entries_of(at).remove(place);
        let rest = &self.chunks[at].entries;
        let stands_alone = at == 0 || rest.first().is_some_and(|(key, _)| begins(key));
        if rest.is_empty() || place == 0 && !stands_alone {
            let rest = Arc::make_mut(&mut self.chunks).remove(at);
            if !rest.entries.is_empty() {
                let rest = rest.entries.to_vec();
                self.entries_of(at - 1).extend(rest);
            }
        }
        Some(value)
    }

    /// The keys whose entries came, went or are not the same any more, in order.
    pub fn differences<'a>(
        &'a self,
        other: &'a Self,
        same: impl Fn(&V, &V) -> bool,
    ) -> Vec<&'a K> {
        let mut found = Vec::new();
        let (mut left, mut right) = (Walk::new(self), Walk::new(other));
        loop {
            if left.skip_shared(&mut right) {
                continue;
            }
            match (left.entry(), right.entry()) {
                (None, None) => return found,
                (Some((key, value)), Some((other_key, other_value))) => {
                    match key.cmp(other_key) {
                        std::cmp::Ordering::Less => {
                            found.push(key);
                            left.step();
                        }
                        std::cmp::Ordering::Greater => {
                            found.push(other_key);
                            right.step();
                        }
                        std::cmp::Ordering::Equal => {
                            if !same(value, other_value) {
                                found.push(key);
                            }
                            left.step();
                            right.step();
                        }
                    }
                }
                (Some((key, _)), None) => {
                    found.push(key);
                    left.step();
                }
                (None, Some((key, _))) => {
                    found.push(key);
                    right.step();
                }
            }
        }
    }

    /// The chunk that holds a key if any does; `None` for keys before the first.
    fn chunk_of<Q: Ord + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        let starts_before = |chunk: &Arc<Chunk<K, V>>| chunk.first().borrow() <= key;
        self.chunks.partition_point(starts_before).checked_sub(1)
    }

    /// The entries of a chunk, for changing them.
    fn entries_of(&mut self, at: usize) -> &mut Vec<(K, V)> {
        let chunk = &mut Arc::make_mut(&mut self.chunks)[at];
        if Arc::get_mut(chunk).is_none() {
            *chunk = Chunk::new(chunk.entries.clone());
        }
        let chunk = Arc::get_mut(chunk).expect("nobody else has this copy");
        chunk.digest = OnceLock::new();
        &mut chunk.entries
    }

    fn split(&mut self, at: usize, place: usize) {
        let rest = self.entries_of(at).split_off(place);
        Arc::make_mut(&mut self.chunks).insert(at + 1, Chunk::new(rest));
    }
}

impl<K: Ord + Hash + Clone, V: Clone + Hash> SharedMap<K, V> {
    /// The fingerprint of all entries; those of chunks that are shared are known already.
    pub fn digest(&self) -> Digest {
        let chunks: Vec<Digest> =
            self.chunks.iter().map(|chunk| chunk.digest()).collect();
        Digest::of(&chunks)
    }
}

fn position<K, V, Q: Ord + ?Sized>(chunk: &Chunk<K, V>, key: &Q) -> Result<usize, usize>
where
    K: Borrow<Q>,
{
    let entries = &chunk.entries;
    entries.binary_search_by(|(own, _)| own.borrow().cmp(key))
}

/// A place among the entries of a map.
struct Walk<'a, K, V> {
    chunks: &'a [Arc<Chunk<K, V>>],
    at: usize,
}

impl<'a, K, V> Walk<'a, K, V> {
    fn new(map: &'a SharedMap<K, V>) -> Self {
        Self {
            chunks: &map.chunks,
            at: 0,
        }
    }

    fn entry(&self) -> Option<(&'a K, &'a V)> {
        let (key, value) = &self.chunks.first()?.entries[self.at];
        Some((key, value))
    }

    fn step(&mut self) {
        self.at += 1;
        if self.at == self.chunks[0].entries.len() {
            (self.chunks, self.at) = (&self.chunks[1..], 0);
        }
    }

    /// Steps over a whole chunk where both stand at the beginning of the same one.
    fn skip_shared(&mut self, other: &mut Self) -> bool {
        let shared = match (self.chunks.first(), other.chunks.first()) {
            (Some(one), Some(two)) => Arc::ptr_eq(one, two),
            _ => false,
        };
        let skips = shared && self.at == 0 && other.at == 0;
        if skips {
            self.chunks = &self.chunks[1..];
            other.chunks = &other.chunks[1..];
        }
        skips
    }
}

/// The entries of a map, in order.
pub struct Iter<'a, K, V> {
    chunks: slice::Iter<'a, Arc<Chunk<K, V>>>,
    entries: slice::Iter<'a, (K, V)>,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.entries.next() {
                return Some((key, value));
            }
            self.entries = self.chunks.next()?.entries.iter();
        }
    }
}

impl<'a, K, V> IntoIterator for &'a SharedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K: Ord + Hash + Clone, V: Clone> FromIterator<(K, V)> for SharedMap<K, V> {
    /// Entries in any order; of several with one key the last one stays.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self::from_sorted(entries.into_iter().collect::<BTreeMap<K, V>>())
    }
}

impl<K: Ord + Hash + Clone, V: Clone, Q: Ord + ?Sized> Index<&Q> for SharedMap<K, V>
where
    K: Borrow<Q>,
{
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("the key is in the map")
    }
}

impl<K, V> Clone for SharedMap<K, V> {
    fn clone(&self) -> Self {
        Self {
            chunks: self.chunks.clone(),
            len: self.len,
        }
    }
}

impl<K, V> Default for SharedMap<K, V> {
    fn default() -> Self {
        Self {
            chunks: Arc::default(),
            len: 0,
        }
    }
}

impl<K: Hash + Ord + Clone, V: Hash + Clone> Hash for SharedMap<K, V> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest().hash(state);
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for SharedMap<K, V> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests;
