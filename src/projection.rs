//! A map that is made of another one and follows what happens to that.

use std::hash::Hash;
use std::sync::Arc;

use crate::shared_map::SharedMap;

/// A map that is made of another one, entry by entry, and follows what happens to that.
pub struct Projection<K, S, V> {
    source: SharedMap<K, Arc<S>>,
    map: SharedMap<K, V>,
}

impl<K: Ord + Hash + Clone, S, V: Clone + PartialEq> Projection<K, S, V> {
    /// The map of the other one's entries of this moment; `make` gives the value of one, or
    /// nothing where none is wanted. What stays equal stays shared.
    pub fn of(
        &mut self,
        source: &SharedMap<K, Arc<S>>,
        make: fn(&Arc<S>) -> Option<V>,
    ) -> &SharedMap<K, V> {
        if self.source.is_empty() {
            let entries = source.iter();
            let made = entries.filter_map(|(key, own)| Some((key.clone(), make(own)?)));
            self.map = SharedMap::from_sorted(made);
        } else {
            for key in self.source.differences(source, Arc::ptr_eq) {
                match source.get(key).and_then(make) {
                    Some(value) if self.map.get(key) != Some(&value) => {
                        self.map.insert(key.clone(), value);
                    }
                    Some(_) => {}
                    None => drop(self.map.remove(key)),
                }
            }
        }
        self.source = source.clone();
        &self.map
    }
}

impl<K, S, V> Default for Projection<K, S, V> {
    fn default() -> Self {
        Self {
            source: SharedMap::default(),
            map: SharedMap::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_follows_another_one() {
        let before: SharedMap<u64, Arc<u64>> =
            (0..500).map(|key| (key, Arc::new(key))).collect();
        let half = |value: &Arc<u64>| value.is_multiple_of(2).then_some(**value / 2);
        let mut halves = Projection::default();
        assert_eq!(halves.of(&before, half).len(), 250);
        let mut now = before.clone();
        now.insert(4, Arc::new(5));
        now.insert(7, Arc::new(14));
        now.remove(&8);
        let halves = halves.of(&now, half);
        assert_eq!(
            [4, 7, 8].map(|key| halves.get(&key)),
            [None, Some(&7), None]
        );
        assert_eq!(halves.len(), 249);
    }
}
