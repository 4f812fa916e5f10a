//! Forms of one word stand near each other in the order of words, and are kept in one file where
//! that goes, so that a query loads them together.

use hashbrown::HashMap;
use rayon::prelude::*;

/// Words that are near a place: so many before it, and so many from it on.
const NEAR: usize = 48;
/// From the last word that is near from a place on to the first that is near before it.
const FARTHEST: usize = 2 * NEAR - 1;

/// Words that are looked at together, with a table of their own.
const SHARE: usize = 4096;

/// For each word how far before it the last one with the same stem stands; 0 without one that
/// is near enough for both to be near the same place. Words are given by the fingerprints of
/// their stems, 0 for none.
pub fn families(stems: &[u64]) -> Vec<u8> {
    const { assert!(FARTHEST <= u8::MAX as usize) };
    let mut families = vec![0; stems.len()];
    let shares = families.par_chunks_mut(SHARE).enumerate();
    shares.for_each(|(share, families)| {
        let start = share * SHARE;
        let mut last: HashMap<u64, usize> = HashMap::with_capacity(SHARE + FARTHEST);
        last.extend((start.saturating_sub(FARTHEST)..start).map(|at| (stems[at], at)));
        for (at, family) in (start..).zip(families) {
            let before = last.insert(stems[at], at).filter(|_| stems[at] != 0);
            let steps = before.map_or(usize::MAX, |before| at - before);
            if steps <= FARTHEST {
                *family = steps as u8;
            }
        }
    });
    families
}

/// Whether words that stand near before and near from a place on share a stem: where two do, so
/// do two with no other of that stem between them.
pub fn splits_family(families: &[u8], at: usize) -> bool {
    let after = families[at..].iter().take(NEAR).enumerate();
    after
        .filter(|(_, back)| **back > 0)
        .any(|(steps, back)| (steps + 1..=steps + NEAR).contains(&(*back as usize)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_family_is_split_where_words_near_both_sides_share_a_stem() {
        let mut random = 7u64;
        let mut next = |below: u64| {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (random >> 33) % below
        };
        // Some are as long as two shares and a bit.
        for (words, count) in [(600, 3), (600, 40), (600, 150), (9000, 400)] {
            let stems: Vec<u64> = (0..words).map(|_| next(count)).collect();
            let found = families(&stems);
            for at in 0..stems.len() {
                let before = &stems[at.saturating_sub(NEAR)..at];
                let before: HashSet<&u64> = before.iter().collect();
                let mut after = stems[at..].iter().take(NEAR);
                let splits = after.any(|own| *own > 0 && before.contains(own));
                assert_eq!(splits_family(&found, at), splits, "{count} stems, at {at}");
            }
        }
    }
}
