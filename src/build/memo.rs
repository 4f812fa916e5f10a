//! Remembers the last result of a stage for each of its slots.

use std::hash::Hash;
use std::sync::Arc;

use rayon::prelude::*;

use crate::digest::Digest;
use crate::paths::SourcePath;
use crate::shared_map::SharedMap;

/// The last result of one stage, one entry for each page, or whatever the slots are.
pub struct Memo<S, V, K = SourcePath> {
    context: Option<Digest>,
    sources: SharedMap<K, Arc<S>>,
    digests: SharedMap<K, Digest>,
    values: SharedMap<K, Arc<V>>,
}

/// What a stage gave: all results, and how many of them were worked out anew.
pub struct Stage<V, K = SourcePath> {
    /// The result of each slot.
    pub values: SharedMap<K, Arc<V>>,
    /// How many jobs ran.
    pub ran: usize,
}

impl<V, K> Default for Stage<V, K> {
    fn default() -> Self {
        Self {
            values: SharedMap::default(),
            ran: 0,
        }
    }
}

impl<S, V, K> Default for Memo<S, V, K> {
    fn default() -> Self {
        Self {
            context: None,
            sources: SharedMap::default(),
            digests: SharedMap::default(),
            values: SharedMap::default(),
        }
    }
}

impl<S: Send + Sync, V: Send + Sync, K: Ord + Hash + Clone + Send + Sync> Memo<S, V, K> {
    /// Runs `stage` for the jobs whose digest moved and drops the slots that vanished.
    ///
    /// A job is made of what all slots share and of the source of its own slot. Where both
    /// are the same as the last time, the job is too and is not even made. `job` and `stage`
    /// are function pointers: they capture nothing, so nothing else can be in a job, and
    /// that same job is all that a stage can read and is what its key digests.
    pub fn refresh<C: Hash + Sync, J: Hash>(
        &mut self,
        context: &C,
        sources: &SharedMap<K, Arc<S>>,
        job: fn(&C, &K, &Arc<S>) -> Option<J>,
        stage: fn(&J) -> V,
    ) -> Stage<V, K> {
        let shared = Some(Digest::of(context));
        let earlier = std::mem::replace(&mut self.sources, sources.clone());
        let touched: Vec<&K> = if self.context == shared {
            earlier.differences(sources, Arc::ptr_eq)
        } else {
            let gone = earlier.keys().filter(|slot| !sources.contains_key(*slot));
            sources.keys().chain(gone).collect()
        };
        let known = |slot: &K, digest| self.digests.get(slot) == Some(&digest);
        let made: Vec<(&K, Change<V>)> = touched
            .into_par_iter()
            .map(|slot| {
                let source = sources.get(slot);
                let change = match source.and_then(|source| job(context, slot, source)) {
                    None => Change::Gone,
                    Some(job) => match Digest::of(&job) {
                        digest if known(slot, digest) => Change::None,
                        digest => Change::Made(digest, Arc::new(stage(&job))),
                    },
                };
                (slot, change)
            })
            .collect();
        let is_made = |(_, change): &&(&K, Change<V>)| matches!(change, Change::Made(..));
        let ran = made.iter().filter(is_made).count();
        if self.values.is_empty() {
            self.fill(made);
        } else {
            let made = made.into_iter().map(|(slot, own)| (slot.clone(), own));
            self.change(made.collect());
        }
        self.context = shared;
        Stage {
            values: self.values.clone(),
            ran,
        }
    }

    fn fill(&mut self, made: Vec<(&K, Change<V>)>) {
        let entries = made.into_iter().filter_map(|(slot, change)| match change {
            Change::Made(digest, value) => Some((slot.clone(), digest, value)),
            _ => None,
        });
        let entries: Vec<_> = entries.collect();
        let digests = entries
            .iter()
            .map(|(slot, digest, _)| (slot.clone(), *digest));
        self.digests = SharedMap::from_sorted(digests);
        let values = entries.into_iter().map(|(slot, _, value)| (slot, value));
        self.values = SharedMap::from_sorted(values);
    }

    fn change(&mut self, made: Vec<(K, Change<V>)>) {
        for (slot, change) in made {
            match change {
                Change::None => {}
                Change::Gone => {
                    self.digests.remove(&slot);
                    self.values.remove(&slot);
                }
                Change::Made(digest, value) => {
                    self.digests.insert(slot.clone(), digest);
                    self.values.insert(slot, value);
                }
            }
        }
    }
}

/// What a slot has that it did not have before.
enum Change<V> {
    None,
    Gone,
    Made(Digest, Arc<V>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(pairs: &[(&str, u32)]) -> SharedMap<SourcePath, Arc<u32>> {
        pairs
            .iter()
            .map(|(name, value)| (SourcePath::new(name), Arc::new(*value)))
            .collect()
    }

    /// How many ran, and what is at `b`.
    fn run(
        memo: &mut Memo<u32, u32>,
        factor: u32,
        pairs: &[(&str, u32)],
    ) -> (usize, Option<u32>) {
        let job = |factor: &u32, _: &SourcePath, value: &Arc<u32>| {
            (**value > 0).then_some((*factor, **value))
        };
        let stage = memo.refresh(&factor, &sources(pairs), job, |(one, two)| one * two);
        let value = stage.values.get(&SourcePath::new("b"));
        (stage.ran, value.map(|value| **value))
    }

    #[test]
    fn only_jobs_that_moved_run_and_vanished_slots_are_forgotten() {
        let mut memo = Memo::default();
        assert_eq!(run(&mut memo, 2, &[("a", 1), ("b", 2)]), (2, Some(4)));
        assert_eq!(run(&mut memo, 2, &[("a", 1), ("b", 3)]), (1, Some(6)));
        assert_eq!(run(&mut memo, 2, &[("a", 1)]), (0, None));
        assert_eq!(run(&mut memo, 2, &[("a", 1), ("b", 3)]), (1, Some(6)));
        assert_eq!(run(&mut memo, 3, &[("a", 1), ("b", 3)]), (2, Some(9)));
        assert_eq!(run(&mut memo, 3, &[("a", 1), ("b", 0)]), (0, None));
        assert_eq!(run(&mut memo, 3, &[]), (0, None));
    }
}
