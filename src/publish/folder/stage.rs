//! A release while it is written, aside from what readers get.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::super::release::{Contents, Release};
use super::durable::{link, sync_files, sync_folder, write};
use super::{Folder, not_written};
use crate::build::Build;
use crate::build::making::make;
use crate::build::manifest::{Entry, Manifest};
use crate::build::output_dir::is_as_left;
use crate::build::outputs::Output;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::paths::OutputPath;

/// A release that is written and not in its place yet.
#[derive(Debug, Default)]
pub struct Staged {
    /// What it holds.
    pub contents: Contents,
    /// Files that were written.
    pub sent: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// One file of it.
struct File {
    path: OutputPath,
    entry: Entry,
    is_versioned: bool,
    is_new: bool,
}

impl Folder {
    /// Writes a build aside; what the last release has is linked. Gives the problems that
    /// came up, and nothing where the disk was one of them.
    pub fn stage(
        &self,
        build: &Build,
        edition: Option<&str>,
        tick: &(dyn Fn() + Sync),
    ) -> (Option<Staged>, Vec<Diagnostic>) {
        let aside = self.own("aside");
        let last = self.releases.live();
        let outputs: Vec<_> = build.outputs.all().collect();
        let (files, mut problems) = make(build, &outputs, &|path, output, bytes| {
            let file = self.stage_one(last, &aside, (path, output), &bytes);
            tick();
            file.map_err(|error| not_written(&self.path.join(path.as_str()), &error))
        });
        let mut staged = Staged::default();
        staged.contents.manifest.edition = edition.map(str::to_owned);
        // Of a full disk nobody wants to hear ten thousand times.
        let mut fault = None;
        let mut new = Vec::new();
        for file in files {
            match file {
                Ok(file) => {
                    let place = || aside.join(file.path.as_str());
                    new.extend(file.is_new.then(place));
                    staged.add(file);
                }
                Err(found) => fault = fault.or(Some(found)),
            }
        }
        let fault = fault.or_else(|| {
            let is_there = || verify(&aside, &staged.contents.manifest);
            let verified = sync_files(&new).and_then(|()| is_there());
            Some(not_written(&aside, &verified.err()?))
        });
        let is_whole = fault.is_none();
        problems.extend(fault);
        (is_whole.then_some(staged), problems)
    }

    fn stage_one(
        &self,
        last: Option<&Release>,
        aside: &Path,
        (path, output): (&OutputPath, &Output),
        bytes: &[u8],
    ) -> io::Result<File> {
        let digest = Digest::of_bytes(bytes);
        let place = aside.join(path.as_str());
        let known = last.and_then(|last| {
            let entry = last.contents.manifest.files.get(path)?;
            let id = self.releases.live.as_deref()?;
            let old = self.at(id).join(path.as_str());
            let is_same = entry.digest == digest && is_as_left(&old, entry);
            // Where links between files are not possible, the file is written again.
            (is_same && link(&old, &place).is_ok()).then_some(())?;
            fs::symlink_metadata(&place).ok()
        });
        let is_new = known.is_none();
        let meta = known.map_or_else(|| write(&place, bytes), Ok)?;
        Ok(File {
            path: path.clone(),
            entry: Entry::new(digest, &meta),
            is_versioned: output.is_versioned(path, digest),
            is_new,
        })
    }
}

impl Staged {
    fn add(&mut self, file: File) {
        if file.is_new {
            self.sent += 1;
            self.bytes += file.entry.length;
        }
        self.contents.add(file.path, file.entry, file.is_versioned);
    }
}

/// Looks whether every file is there and has its length, and waits until the disk has their
/// names. Two names that are one to the disk would be found here.
fn verify(aside: &Path, manifest: &Manifest) -> io::Result<()> {
    let mut folders = BTreeSet::from([aside.to_path_buf()]);
    for (path, entry) in &manifest.files {
        let place = aside.join(path.as_str());
        if !is_as_left(&place, entry) {
            return Err(io::Error::other(format!("{path} is not what was written")));
        }
        let above = place.ancestors().skip(1);
        let above = above.take_while(|folder| *folder != aside);
        folders.extend(above.map(Path::to_path_buf));
    }
    folders.iter().try_for_each(|folder| sync_folder(folder))
}
