//! A sorted map of a few entries in one piece of memory.
//!
//! A node of a tree has room for eleven entries; most pages have two links and five fields,
//! and there are many pages.

use std::borrow::Borrow;
use std::ops::Index;

/// A sorted map of a few entries.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SmallMap<K, V>(Vec<(K, V)>);

impl<K, V> SmallMap<K, V> {
    /// All keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    /// All values in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }
}

impl<K: Ord, V> SmallMap<K, V> {
    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let place = self.0.binary_search_by(|(own, _)| own.borrow().cmp(key));
        Some(&self.0[place.ok()?].1)
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SmallMap<K, V> {
    /// Entries in any order; of several with one key the last one stays.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut entries: Vec<(K, V)> = entries.into_iter().collect();
        entries.sort_by(|(one, _), (two, _)| one.cmp(two));
        entries.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        entries.shrink_to_fit();
        Self(entries)
    }
}

impl<K: Ord, V, Q: Ord + ?Sized> Index<&Q> for SmallMap<K, V>
where
    K: Borrow<Q>,
{
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("the key is in the map")
    }
}

impl<K, V> Default for SmallMap<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_map_is_sorted_and_the_last_of_one_key_stays() {
        let map: SmallMap<&str, u32> = [("b", 1), ("a", 2), ("b", 3), ("c", 4), ("b", 5)]
            .into_iter()
            .collect();
        assert_eq!(map.keys().copied().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(map.values().copied().collect::<Vec<_>>(), [2, 5, 4]);
        assert_eq!((map.get("b"), map.get("x"), map["a"]), (Some(&5), None, 2));
    }
}
