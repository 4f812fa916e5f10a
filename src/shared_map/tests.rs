//! Maps against a plain one, and what their copies share.

use super::*;

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % end
    }
}

fn bounds(map: &SharedMap<u64, u64>) -> Vec<u64> {
    map.chunks.iter().map(|chunk| *chunk.first()).collect()
}

#[test]
fn it_is_a_sorted_map_and_its_chunks_follow_from_its_keys() {
    let mut dice = Dice(7);
    let (mut map, mut model) = (SharedMap::default(), BTreeMap::new());
    for step in 0..6_000 {
        let key = dice.below(900);
        match dice.below(5) {
            0 | 1 => assert_eq!(map.remove(&key), model.remove(&key)),
            _ => assert_eq!(map.insert(key, step), model.insert(key, step)),
        }
        assert_eq!(map.len(), model.len());
        assert_eq!(map.get(&key), model.get(&key));
        if step % 50 == 0 {
            assert!(map.iter().eq(model.iter()));
            let fresh: SharedMap<u64, u64> =
                model.iter().map(|(key, value)| (*key, *value)).collect();
            assert_eq!(bounds(&map), bounds(&fresh));
            assert_eq!(map.digest(), fresh.digest());
        }
    }
    for key in 0..900 {
        assert_eq!(map.remove(&key), model.remove(&key));
    }
    assert!(map.is_empty() && map.chunks.is_empty());
}

#[test]
fn a_refreshed_map_has_the_new_entries_and_shares_the_rest() {
    let mut dice = Dice(11);
    let mut map: SharedMap<u64, u64> = (0..2_000).map(|key| (key * 2, 0)).collect();
    for round in 1..50 {
        let mut model: BTreeMap<u64, u64> =
            map.iter().map(|(key, value)| (*key, *value)).collect();
        let edits = dice.below(9);
        for _ in 0..edits {
            let key = dice.below(4_100);
            match dice.below(3) {
                0 => drop(model.remove(&key)),
                _ => drop(model.insert(key, round)),
            }
        }
        let last = map.clone();
        map = map.refreshed(model.clone(), |one, two| one == two);
        assert!(map.iter().eq(model.iter()) && map.len() == model.len());
        let fresh: SharedMap<u64, u64> = model.into_iter().collect();
        assert_eq!(bounds(&map), bounds(&fresh));
        let is_shared =
            |one: &&Arc<_>| last.chunks.iter().any(|two| Arc::ptr_eq(one, two));
        let own = map.chunks.len() - map.chunks.iter().filter(is_shared).count();
        // An entry that begins a chunk cuts one in two.
        assert!(own as u64 <= 2 * edits, "{own} for {edits}");
    }
}

#[test]
fn differences_are_found_and_copies_do_not_touch_each_other() {
    let mut dice = Dice(3);
    let first: SharedMap<u64, u64> = (0..5_000).map(|key| (key * 3, 0)).collect();
    for _ in 0..200 {
        let mut second = first.clone();
        let mut touched: Vec<u64> =
            (0..dice.below(6)).map(|_| dice.below(15_000)).collect();
        for key in &touched {
            match dice.below(2) {
                0 => drop(second.insert(*key, 1)),
                _ => drop(second.remove(key)),
            }
        }
        touched.retain(|key| first.get(key) != second.get(key));
        touched.sort_unstable();
        touched.dedup();
        let same = |one: &u64, two: &u64| one == two;
        let found: Vec<u64> = first
            .differences(&second, same)
            .into_iter()
            .copied()
            .collect();
        assert_eq!(found, touched);
        let shared = second
            .chunks
            .iter()
            .filter(|chunk| first.chunks.iter().any(|other| Arc::ptr_eq(chunk, other)));
        assert!(shared.count() + 3 * touched.len() + 1 >= second.chunks.len());
    }
    assert!(first.values().all(|value| *value == 0) && first.len() == 5_000);
}
