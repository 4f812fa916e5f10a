//! Sends the bytes of a release, as far as they are not at the store.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::{
    Attribute, Attributes, ObjectStore, PutMode, PutOptions, PutPayload, PutResult,
    Result,
};

use super::{AT_ONCE, Fault, Held, Store};
use crate::build::Build;
use crate::build::making::{Digests, make_some, release_of};
use crate::build::manifest::Entry;
use crate::build::outputs::Output;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::paths::OutputPath;
use crate::publish::headers::Headers;
use crate::publish::plan::{Seen, Tag};
use crate::publish::release::Contents;

/// Files that are made before they are sent: enough for all cores, few enough for memory.
const MADE_AT_ONCE: usize = 512;

/// A release whose bytes are at the store.
#[derive(Debug, Default)]
pub struct Sent {
    /// What it holds.
    pub contents: Contents,
    /// Files that were sent.
    pub sent: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// A file that was made: its path, what tells its bytes from others, whether its name does.
type Made = (OutputPath, Digest, bool, Vec<u8>);

/// Bytes that are on their way.
struct Parcel {
    blob: String,
    headers: Headers,
    bytes: Vec<u8>,
}

impl Held<'_> {
    /// Sends what is not there yet; readers get none of it before it is published. Gives the
    /// problems that came up on the way.
    pub fn send(
        &mut self,
        build: &Build,
        edition: Option<&str>,
        tick: &(dyn Fn() + Sync),
    ) -> std::result::Result<(Sent, Vec<Diagnostic>), Fault> {
        let mut sent = Sent::default();
        sent.contents.manifest.edition = edition.map(str::to_owned);
        let mut problems = Vec::new();
        let mut there: BTreeSet<String> = self.state.blobs.keys().cloned().collect();
        let outputs: Vec<_> = build.outputs.all().collect();
        let mut files = Digests::new();
        let take = |path: &OutputPath, output: &Output, bytes: Vec<u8>| {
            tick();
            let digest = Digest::of_bytes(&bytes);
            let is_versioned = output.is_versioned(path, digest);
            (path.clone(), digest, is_versioned, bytes)
        };
        for outputs in outputs.chunks(MADE_AT_ONCE) {
            let (made, found) = make_some(build, outputs, &mut files, &take);
            problems.extend(found);
            self.send_new(made, &mut there, &mut sent)?;
        }
        if let Some((path, output, bytes)) = release_of(build, &files) {
            self.send_new(vec![take(&path, &output, bytes)], &mut there, &mut sent)?;
        }
        Ok((sent, problems))
    }

    /// Sends those of some files that are not there yet.
    fn send_new(
        &mut self,
        made: Vec<Made>,
        there: &mut BTreeSet<String>,
        sent: &mut Sent,
    ) -> std::result::Result<(), Fault> {
        let mut parcels = Vec::new();
        for (path, digest, is_versioned, bytes) in made {
            let headers = Headers::of(&path, is_versioned);
            let blob = headers.blob(digest);
            let length = bytes.len() as u64;
            let entry = Entry {
                digest,
                length,
                modified: 0,
            };
            sent.contents.add(path, entry, is_versioned);
            if there.insert(blob.clone()) {
                sent.sent += 1;
                sent.bytes += length;
                parcels.push(Parcel {
                    blob,
                    headers,
                    bytes,
                });
            }
        }
        let arrived = self.run(self.store.send(parcels))?;
        self.state.blobs.extend(arrived);
        Ok(())
    }
}

impl Store {
    async fn send(&self, parcels: Vec<Parcel>) -> Result<Vec<(String, Seen)>> {
        let puts = parcels.into_iter().map(|parcel| async move {
            let path = self.own(&format!("blobs/{}", parcel.blob));
            let length = parcel.bytes.len() as u64;
            let put = self.put(&path, parcel.bytes.into(), parcel.headers).await?;
            // Without a tag it is told from others by its name alone.
            let tag = Tag::Bytes(put.e_tag.unwrap_or_default());
            Ok((parcel.blob, Seen { tag, length }))
        });
        stream::iter(puts)
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
    }

    async fn put(
        &self,
        path: &object_store::path::Path,
        payload: PutPayload,
        headers: Headers,
    ) -> Result<PutResult> {
        let mut attributes = Attributes::new();
        attributes.insert(Attribute::ContentType, headers.kind.into());
        attributes.insert(Attribute::CacheControl, headers.caching.into());
        let options = PutOptions {
            mode: PutMode::Overwrite,
            attributes,
            ..PutOptions::default()
        };
        self.connection.store.put_opts(path, payload, options).await
    }

    /// Writes something that readers do not ask for.
    pub(super) async fn write_own(&self, name: &str, text: String) -> Result<PutResult> {
        let headers = Headers {
            kind: "text/plain; charset=utf-8",
            caching: "no-store",
        };
        self.put(&self.own(name), text.into_bytes().into(), headers)
            .await
    }
}
