//! What readers get: put in place, switched to, taken back.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::super::Published;
use super::super::release::{Origin, Release, short};
use super::durable::{let_read, link, rename, replace, sync_folder};
use super::stage::Staged;
use super::{CURRENT, Folder, RELEASES, link_to, not_written, refused};
use crate::build::output_dir::{ignore_missing, is_as_left};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::paths::OutputPath;
use crate::span::Place;

impl Folder {
    /// Puts a staged release in its place and switches to it; of the old ones, so many stay.
    pub fn publish(
        &mut self,
        staged: Staged,
        origin: Origin,
        keep: usize,
    ) -> Result<Published, Box<Diagnostic>> {
        let id = staged.contents.id();
        let place = self.at(&id);
        if place.exists() && !self.releases.all.contains_key(&id) {
            let why =
                "a folder of which nothing is known stands where the release is to be";
            return Err(Box::new(refused(
                &place,
                why,
                "move it away and publish again",
            )));
        }
        let files = staged.contents.manifest.files.len();
        let mut done = Published {
            sent: staged.sent,
            bytes: staged.bytes,
            was_there: self.releases.all.contains_key(&id),
            was_live: self.releases.live.as_deref() == Some(&*id),
            id: id.clone(),
            ..Published::default()
        };
        let release = Release {
            number: self.releases.next_number(),
            origin,
            contents: staged.contents,
        };
        let placed = self.place(&id, release);
        let put_right = placed.map_err(|error| Box::new(not_written(&place, &error)))?;
        if done.was_there {
            (done.sent, done.bytes) = put_right;
        }
        done.kept = files - done.sent;
        self.switch(done, keep)
    }

    /// Goes back to a release that is there; nothing of it is written again.
    pub fn roll_back(&mut self, id: &str) -> Result<Published, Box<Diagnostic>> {
        let place = self.at(id);
        let manifest = self.releases.all.get(id).map(|r| &r.contents.manifest);
        let files = manifest.into_iter().flat_map(|manifest| &manifest.files);
        let mut damaged =
            files.filter(|(path, entry)| !is_as_left(&place.join(path.as_str()), entry));
        if let Some((path, _)) = damaged.next() {
            let message = format!(
                "release {} is damaged: {path} was changed or removed since, and so were {} other files",
                short(id),
                damaged.count()
            );
            let place = Place::file(&self.releases.target);
            return Err(Box::new(Diagnostic::new(Code::E038, place, message).help(
                "publish from the sources of that time; readers get what they got before",
            )));
        }
        let done = Published {
            was_live: self.releases.live.as_deref() == Some(id),
            was_there: true,
            id: id.to_owned(),
            ..Published::default()
        };
        let all = self.releases.all.len();
        self.switch(done, all)
    }

    /// The record first, then the release: a record without one is known to be nothing. Of a
    /// release that was there, gives how many files somebody had changed, and their bytes.
    fn place(&mut self, id: &str, mut release: Release) -> io::Result<(usize, u64)> {
        let (mut files, mut bytes) = (0, 0);
        let (aside, place) = (self.own("aside"), self.at(id));
        if let Some(known) = self.releases.all.get(id) {
            // The same bytes were published before; what somebody changed is put right.
            let known = &known.contents.manifest.files;
            for (path, entry) in &mut release.contents.manifest.files {
                let file = place.join(path.as_str());
                match known.get(path).filter(|known| is_as_left(&file, known)) {
                    Some(known) => *entry = *known,
                    None => {
                        rename(&aside.join(path.as_str()), &file)?;
                        files += 1;
                        bytes += entry.length;
                    }
                }
            }
        }
        // Folders that files bring along have the rights of the process that made them.
        let whole = if place.exists() { &place } else { &aside };
        let_read(whole)?;
        let record = self.own(RELEASES).join(id);
        replace(&record, &self.own("record"), release.write().as_bytes())?;
        if !place.exists() {
            rename(&aside, &place)?;
        }
        self.releases.all.insert(id.to_owned(), release);
        fs::remove_dir_all(&aside).or_else(ignore_missing)?;
        Ok((files, bytes))
    }

    fn switch(
        &mut self,
        mut done: Published,
        keep: usize,
    ) -> Result<Published, Box<Diagnostic>> {
        let before = self.releases.live.clone();
        let swapped = self.carry(&done.id).and_then(|()| self.swap(&done.id));
        swapped.map_err(|error| Box::new(not_written(&self.path, &error)))?;
        self.releases.live = Some(done.id.clone());
        for old in self.releases.superfluous(before.as_deref(), keep) {
            match self.remove(&old) {
                Ok(()) => done.removed.push(old),
                Err(error) => {
                    done.left
                        .push(format!("release {} stays: {error}", short(&old)));
                }
            }
        }
        Ok(done)
    }

    /// Links versioned files of the other releases into one, for readers whose page is from
    /// there: what it asks for later has to be there still.
    fn carry(&self, to: &str) -> io::Result<()> {
        let place = self.at(to);
        let mut folders = BTreeSet::new();
        for (id, release) in &self.releases.all {
            for path in &release.contents.versioned {
                let (old, new) =
                    (self.at(id).join(path.as_str()), place.join(path.as_str()));
                if id == to || new.exists() {
                    continue;
                }
                // A file that cannot be linked is one that a reader may have to load again.
                if link(&old, &new).is_ok() {
                    folders.extend(new.parent().map(Path::to_path_buf));
                }
            }
        }
        folders.iter().try_for_each(|folder| sync_folder(folder))
    }

    /// Takes back what `carry` linked from a release into the others.
    fn uncarry(&self, from: &str) -> io::Result<()> {
        let others = self.releases.all.iter().filter(|(id, _)| *id != from);
        let stays: BTreeSet<&OutputPath> = others
            .clone()
            .flat_map(|(_, other)| other.contents.manifest.files.keys())
            .collect();
        let own = self.releases.all.get(from).into_iter();
        let own = own.flat_map(|release| &release.contents.versioned);
        for path in own.filter(|path| !stays.contains(path)) {
            for (id, _) in others.clone() {
                fs::remove_file(self.at(id).join(path.as_str()))
                    .or_else(ignore_missing)?;
            }
        }
        Ok(())
    }

    fn swap(&self, id: &str) -> io::Result<()> {
        let next = self.own("next");
        fs::remove_file(&next).or_else(ignore_missing)?;
        link_to(&Path::new(RELEASES).join(id), &next)?;
        rename(&next, &self.path.join(CURRENT))
    }

    /// Removes a release that holds nothing but what releases brought.
    fn remove(&mut self, id: &str) -> io::Result<()> {
        let known = self.releases.paths();
        for entry in walkdir::WalkDir::new(self.at(id)) {
            let entry = entry?;
            let inner = entry
                .path()
                .strip_prefix(self.at(id))
                .unwrap_or(entry.path());
            let path = OutputPath::new(inner.to_string_lossy().replace('\\', "/"));
            if !entry.file_type().is_dir() && !known.contains(&path) {
                return Err(io::Error::other(format!(
                    "it holds {path}, which no release brought"
                )));
            }
        }
        self.uncarry(id)?;
        // Out of sight in one step; an interrupted removal is finished by the next one.
        let gone = self.own("gone");
        rename(&self.at(id), &gone)?;
        fs::remove_file(self.own(RELEASES).join(id))?;
        self.releases.all.remove(id);
        fs::remove_dir_all(gone)
    }
}
