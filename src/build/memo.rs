//! Remembers the last result of a stage for each of its slots.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use rayon::prelude::*;

use crate::digest::Digest;
use crate::paths::SourcePath;

/// The last result of one stage, one entry per page.
pub struct Memo<V> {
    entries: BTreeMap<SourcePath, (Digest, Arc<V>)>,
}

/// What a stage gave: all results, and how many of them were worked out anew.
pub struct Stage<V> {
    /// The result of each slot.
    pub values: BTreeMap<SourcePath, Arc<V>>,
    /// How many jobs ran.
    pub ran: usize,
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self {
            entries: BTreeMap::new(),
        }
    }
}

impl<V: Send + Sync> Memo<V> {
    /// Runs `stage` for the jobs whose digest moved and drops the slots that vanished.
    ///
    /// `stage` is a function pointer: it captures nothing, so the job is all that it can
    /// read, and that same job is what the key digests.
    pub fn refresh<J: Hash + Sync>(
        &mut self,
        jobs: &BTreeMap<SourcePath, J>,
        stage: fn(&J) -> V,
    ) -> Stage<V> {
        let known = &self.entries;
        let fresh: Vec<(SourcePath, Digest, Arc<V>, bool)> = jobs
            .par_iter()
            .map(|(slot, job)| {
                let digest = Digest::of(job);
                match known.get(slot) {
                    Some((last, value)) if *last == digest => {
                        (slot.clone(), digest, value.clone(), false)
                    }
                    _ => (slot.clone(), digest, Arc::new(stage(job)), true),
                }
            })
            .collect();
        let ran = fresh.iter().filter(|(_, _, _, ran)| *ran).count();
        let values = fresh
            .iter()
            .map(|(slot, _, value, _)| (slot.clone(), value.clone()));
        let values = values.collect();
        self.entries = fresh
            .into_iter()
            .map(|(slot, digest, value, _)| (slot, (digest, value)))
            .collect();
        Stage { values, ran }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jobs(pairs: &[(&str, u32)]) -> BTreeMap<SourcePath, u32> {
        pairs
            .iter()
            .map(|(name, value)| (SourcePath::new(name), *value))
            .collect()
    }

    #[test]
    fn only_jobs_that_moved_run_and_vanished_slots_are_forgotten() {
        let mut memo = Memo::default();
        let double = |job: &u32| job * 2;
        assert_eq!(memo.refresh(&jobs(&[("a", 1), ("b", 2)]), double).ran, 2);
        assert_eq!(memo.refresh(&jobs(&[("a", 1), ("b", 3)]), double).ran, 1);
        assert_eq!(memo.refresh(&jobs(&[("a", 1)]), double).ran, 0);
        let stage = memo.refresh(&jobs(&[("a", 1), ("b", 3)]), double);
        assert_eq!(stage.ran, 1);
        assert_eq!(*stage.values[&SourcePath::new("b")], 6);
    }
}
