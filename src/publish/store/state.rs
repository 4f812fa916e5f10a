//! What is at a store, as one listing and a few small objects say.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use object_store::path::Path;
use object_store::{
    Error, ObjectMeta, ObjectStore, ObjectStoreExt, Result, UpdateVersion,
};

use super::Store;
use crate::input::location::RELEASES_MARK;
use crate::paths::OutputPath;
use crate::publish::current::Current;
use crate::publish::plan::{Seen, State, Tag};
use crate::publish::release::Release;

impl Store {
    /// Looks at everything below the address, and reads what earlier releases left about
    /// themselves.
    pub(super) async fn state(&self) -> Result<(State, Option<UpdateVersion>)> {
        let mut state = State::default();
        state.releases.target = self.address.clone();
        let store = &*self.connection.store;
        let mut records = Vec::new();
        for (name, seen) in self.listed().await? {
            let own = name.strip_prefix(RELEASES_MARK);
            match own.and_then(|own| own.strip_prefix('/')?.split_once('/')) {
                Some(("blobs", blob)) => {
                    state.blobs.insert(blob.to_owned(), seen);
                }
                Some(("releases", id)) => records.push(id.to_owned()),
                _ if own.is_some_and(|rest| rest.starts_with('/')) => {}
                _ => {
                    state.site.insert(OutputPath::new(&name), seen);
                }
            }
        }
        for id in records {
            let text = text_at(store, &self.own(&format!("releases/{id}"))).await?;
            let release = text.and_then(|(text, _)| Release::read(&text));
            let whole = release.filter(|release| release.contents.id() == id);
            state
                .releases
                .all
                .extend(whole.map(|release| (id, release)));
        }
        let mut version = None;
        if let Some((text, found)) = text_at(store, &self.own("current")).await? {
            state.current = Current::read(&text).unwrap_or_default();
            state.releases.live = Some(state.current.release.clone());
            version = Some(found);
        }
        Ok((state, version))
    }

    /// Everything below the address, by its path from there.
    async fn listed(&self) -> Result<Vec<(String, Seen)>> {
        let objects = self.connection.store.list(self.root());
        self.named(objects.try_collect().await?)
    }

    /// What readers get, by its path, as it is now.
    pub(super) async fn shown(&self) -> Result<BTreeMap<OutputPath, Seen>> {
        // Behind the slash comes the zero: everything of ours is left out.
        let behind = self.site(&format!("{RELEASES_MARK}0"));
        let objects = self.connection.store.list_with_offset(self.root(), &behind);
        let named = self.named(objects.try_collect().await?)?.into_iter();
        let is_ours = |name: &str| name.starts_with(RELEASES_MARK);
        let shown = named.filter(|(name, _)| !is_ours(name));
        Ok(shown
            .map(|(name, seen)| (OutputPath::new(name), seen))
            .collect())
    }

    fn root(&self) -> Option<&Path> {
        let prefix = &self.connection.prefix;
        Some(prefix).filter(|prefix| !prefix.as_ref().is_empty())
    }

    fn named(&self, objects: Vec<ObjectMeta>) -> Result<Vec<(String, Seen)>> {
        let prefix = &self.connection.prefix;
        let below = |path: &Path| {
            let path = path.as_ref().strip_prefix(prefix.as_ref())?;
            Some(path.trim_start_matches('/').to_owned())
        };
        let objects = objects.into_iter();
        let named =
            objects.filter_map(|meta| Some((below(&meta.location)?, seen(&meta))));
        Ok(named.collect())
    }
}

/// A small object, where there is one.
pub(super) async fn text_at(
    store: &dyn ObjectStore,
    path: &Path,
) -> Result<Option<(String, UpdateVersion)>> {
    match store.get(path).await {
        Ok(found) => {
            let version = UpdateVersion {
                e_tag: found.meta.e_tag.clone(),
                version: found.meta.version.clone(),
            };
            let bytes = found.bytes().await?;
            Ok(Some((
                String::from_utf8_lossy(&bytes).into_owned(),
                version,
            )))
        }
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// An object as it is listed.
fn seen(meta: &ObjectMeta) -> Seen {
    let time = || Tag::Time(meta.last_modified.to_rfc3339());
    Seen {
        tag: meta.e_tag.clone().map_or_else(time, Tag::Bytes),
        length: meta.size,
    }
}
