//! What readers get at a store: copied into place, and tidied up.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, Result};

use super::{AT_ONCE, Fault, Held, Store};
use crate::paths::OutputPath;
use crate::publish::Published;
use crate::publish::current::Current;
use crate::publish::plan::Plan;

impl Held<'_> {
    /// Makes readers get a release that is at the store; of the old ones, so many stay.
    pub(super) fn go_to(
        &mut self,
        mut done: Published,
        keep: usize,
    ) -> std::result::Result<Published, Fault> {
        let before = self.state.releases.live.replace(done.id.clone());
        let old = self.state.releases.superfluous(before.as_deref(), keep);
        // Planned against what was live: only its tags are known.
        self.state.releases.live = before;
        let Some(release) = self.state.releases.all.get(&done.id) else {
            return Ok(done);
        };
        let contents = release.contents.clone();
        let plan = self.state.switch_to(&contents);
        let groups = plan.copies.chunk_by(|(_, a), (_, b)| {
            let class = |path: &OutputPath| {
                (
                    contents.versioned.contains(path),
                    path.as_str().ends_with(".html"),
                )
            };
            class(a) == class(b)
        });
        for group in groups {
            self.run(self.store.copy(group))?;
        }
        let current = self.current(&plan, &done.id)?;
        if current != self.state.current {
            self.run(self.store.set_current(&current, self.version.clone()))?;
        }
        self.state.releases.live = Some(done.id.clone());
        self.state.current = current;
        // Paths of the releases that go are still ours.
        let ours: BTreeSet<OutputPath> =
            self.state.releases.paths().into_iter().cloned().collect();
        for old in old {
            self.state.releases.all.remove(&old);
            done.removed.push(old);
        }
        // Readers get the release; what cannot be tidied up now is next time.
        if let Err(problem) = self.tidy(&ours, &done.removed) {
            done.left.push(format!(
                "not all of the old releases is removed: {}",
                problem.message
            ));
        }
        Ok(done)
    }

    /// What is to be known of the objects that readers get now.
    fn current(&self, plan: &Plan, id: &str) -> std::result::Result<Current, Fault> {
        let shown = match plan.copies.is_empty() {
            true => BTreeMap::new(),
            false => self.run(self.store.shown())?,
        };
        let mut current = Current {
            release: id.to_owned(),
            tags: self.state.current.tags.clone(),
        };
        for (blob, path) in &plan.copies {
            let source = self.state.blobs.get(blob).map(|blob| &blob.tag);
            match shown.get(path).map(|seen| &seen.tag) {
                Some(tag) if source != Some(tag) => {
                    current.tags.insert(path.clone(), tag.as_str().to_owned());
                }
                _ => {
                    current.tags.remove(path);
                }
            }
        }
        for path in &plan.removals {
            current.tags.remove(path);
        }
        Ok(current)
    }

    /// Removes what no release needs: first what readers got, then the records, then bytes.
    fn tidy(
        &self,
        ours: &BTreeSet<OutputPath>,
        records: &[String],
    ) -> std::result::Result<(), Fault> {
        let live = self.state.releases.live().map(|live| &live.contents);
        let stays = self.state.releases.versioned();
        let gone = self.state.site.keys().filter(|path| {
            let is_shown = live
                .iter()
                .any(|live| live.manifest.files.contains_key(*path));
            ours.contains(*path) && !is_shown && !stays.contains(*path)
        });
        let gone = gone.map(|path| self.store.site(path.as_str()));
        self.run(self.store.remove(gone.collect()))?;
        let records = records
            .iter()
            .map(|id| self.store.own(&format!("releases/{id}")));
        self.run(self.store.remove(records.collect()))?;
        let blobs = self.state.unused_blobs().into_iter();
        let blobs = blobs.map(|blob| self.store.own(&format!("blobs/{blob}")));
        self.run(self.store.remove(blobs.collect()))
    }
}

impl Store {
    async fn copy(&self, copies: &[(String, OutputPath)]) -> Result<()> {
        let copies = copies.iter().map(|(blob, path)| async move {
            let (from, to) =
                (self.own(&format!("blobs/{blob}")), self.site(path.as_str()));
            self.connection.store.copy(&from, &to).await
        });
        stream::iter(copies)
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
    }

    /// Says which release readers get, unless somebody else said so meanwhile.
    async fn set_current(
        &self,
        current: &Current,
        before: Option<object_store::UpdateVersion>,
    ) -> Result<()> {
        let (path, text) = (self.own("current"), current.write());
        let mode = before.map_or(PutMode::Create, PutMode::Update);
        let put = |mode: PutMode| {
            let options = PutOptions::from(mode);
            self.connection
                .store
                .put_opts(&path, text.clone().into(), options)
        };
        let refused = match put(mode).await {
            Err(Error::NotImplemented { .. }) => {
                return put(PutMode::Overwrite).await.map(drop);
            }
            Err(error @ (Error::Precondition { .. } | Error::AlreadyExists { .. })) => {
                error
            }
            done => return done.map(drop),
        };
        // An answer that got lost makes the second try look like somebody else's first.
        let there = self.connection.store.get(&path).await?.bytes().await?;
        if there == text.as_bytes() {
            Ok(())
        } else {
            Err(refused)
        }
    }

    async fn remove(&self, paths: Vec<Path>) -> Result<()> {
        let paths = stream::iter(paths.into_iter().map(Ok)).boxed();
        let removed = self.connection.store.delete_stream(paths);
        let gone = removed.filter_map(|removed| async {
            match removed {
                Ok(_) | Err(Error::NotFound { .. }) => None,
                Err(error) => Some(Err::<(), _>(error)),
            }
        });
        gone.try_collect().await
    }
}
