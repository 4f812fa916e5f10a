//! A folder with releases: one folder each, and a link to the one that readers get.
//!
//! ```text
//! current -> releases/<id>     what a web server shows
//! releases/<id>/               a site, whole
//! .tandem/releases/<id>        its record
//! .tandem/aside/, next, lock   what is being written, and by whom
//! ```
#![allow(clippy::disallowed_methods)] // the edge: this is where releases are written

mod durable;
mod stage;
mod switch;

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::release::Release;
use super::releases::Releases;
use crate::build::output_dir::{Probe, ignore_missing, is_as_good_as_empty, safe_folder};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::input::Location;
use crate::input::location::RELEASES_MARK;
use crate::span::Place;

use durable::let_read_one;
pub use stage::Staged;

/// The link to the release that readers get.
pub const CURRENT: &str = "current";
/// Where the releases are.
const RELEASES: &str = "releases";

/// A folder with releases that is ours for as long as this lives.
pub struct Folder {
    /// The folder.
    pub path: PathBuf,
    /// What is in it.
    pub releases: Releases,
    _lock: File,
}

/// Why a folder cannot be taken.
#[derive(Debug)]
pub enum Refusal {
    /// What is wrong with it.
    Fault(Box<Diagnostic>),
    /// Links are not possible there, so releases are not.
    NoLinks(io::Error),
}

impl Folder {
    /// Takes hold of a folder, making it if needed.
    ///
    /// Refused is what a build refuses to be written to, and what holds files that no release
    /// brought. `home` is the user's home folder where it is known.
    pub fn open(
        path: &Path,
        location: &Location,
        home: Option<&Path>,
    ) -> Result<Self, Refusal> {
        let whole = Self::check(path, location, home).map_err(Refusal::Fault)?;
        let failed = |at: &Path, error| Refusal::Fault(Box::new(not_written(at, &error)));
        let own = whole.join(RELEASES_MARK);
        make_folders(&whole).map_err(|(folder, error)| failed(&folder, error))?;
        let lock = own.join("lock");
        let lock = File::create(&lock).map_err(|error| failed(&lock, error))?;
        if lock.try_lock().is_err() {
            return Err(Refusal::Fault(Box::new(refused(
                path,
                "somebody else is publishing to this folder",
                "wait until that is done",
            ))));
        }
        let mut folder = Self {
            releases: Self::look(&whole).map_err(Refusal::Fault)?,
            path: whole,
            _lock: lock,
        };
        if let Err(error) = folder.probe_links() {
            folder.leave();
            return Err(Refusal::NoLinks(error));
        }
        folder.tidy().map_err(|error| failed(&own, error))?;
        folder.releases.target = path.to_string_lossy().into_owned();
        Ok(folder)
    }

    /// What is in a folder, refused as [`Folder::open`] refuses it: whether it can be written
    /// to is tried, and nothing of that stays.
    pub fn foretell(
        path: &Path,
        location: &Location,
        home: Option<&Path>,
    ) -> Result<Releases, Refusal> {
        let whole = Self::check(path, location, home).map_err(Refusal::Fault)?;
        let inner = whole.join(RELEASES_MARK);
        let probe = Probe::make(&inner)
            .map_err(|(at, error)| Refusal::Fault(Box::new(not_written(&at, &error))))?;
        link_to(Path::new(RELEASES), &probe.path.join("link"))
            .map_err(Refusal::NoLinks)?;
        Self::look(path).map_err(Refusal::Fault)
    }

    /// A folder that may hold releases, by its whole path; nothing is written.
    fn check(
        path: &Path,
        location: &Location,
        home: Option<&Path>,
    ) -> Result<PathBuf, Box<Diagnostic>> {
        let refused = |message: &str, help: &str| Box::new(refused(path, message, help));
        let whole = safe_folder(path, location, home)
            .map_err(|why| refused(&why, "choose a folder of its own"))?;
        if let Some(above) = releases_above(&whole) {
            return Err(refused(
                "this is what readers get, inside a folder with releases",
                &format!("publish to `{}`", above.display()),
            ));
        }
        if !whole.join(RELEASES_MARK).is_dir() && !is_as_good_as_empty(&whole) {
            return Err(refused(
                "the folder holds files that no release brought",
                "choose an empty folder, or move the files away",
            ));
        }
        Ok(whole)
    }

    /// What is in a folder; nothing is written, and nobody is kept out.
    pub fn look(path: &Path) -> Result<Releases, Box<Diagnostic>> {
        let mut releases = Releases {
            target: path.to_string_lossy().into_owned(),
            ..Releases::default()
        };
        let records = fs::read_dir(path.join(RELEASES_MARK).join(RELEASES));
        for entry in records.into_iter().flatten().flatten() {
            let id = entry.file_name().to_string_lossy().into_owned();
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            let known =
                Release::read(&text).filter(|release| release.contents.id() == id);
            if let Some(release) = known
                && path.join(RELEASES).join(&id).is_dir()
            {
                releases.all.insert(id, release);
            }
        }
        let current = path.join(CURRENT);
        let Ok(meta) = fs::symlink_metadata(&current) else {
            return Ok(releases);
        };
        let leads_to = fs::read_link(&current).unwrap_or_default();
        let id = leads_to
            .strip_prefix(RELEASES)
            .ok()
            .map(Path::to_string_lossy);
        releases.live = id.map(|id| id.into_owned()).filter(|_| meta.is_symlink());
        match releases.live() {
            Some(_) => Ok(releases),
            None => Err(Box::new(refused(
                &current,
                "this is not a link to a release",
                "move it away; it is made again by publishing",
            ))),
        }
    }

    /// Where a release is.
    fn at(&self, id: &str) -> PathBuf {
        self.path.join(RELEASES).join(id)
    }

    /// A place for what readers do not see.
    fn own(&self, name: &str) -> PathBuf {
        self.path.join(RELEASES_MARK).join(name)
    }

    /// Whether links can be made: asked before any work is done.
    fn probe_links(&self) -> io::Result<()> {
        let probe = self.own("probe");
        fs::remove_file(&probe).or_else(ignore_missing)?;
        link_to(Path::new(RELEASES), &probe)?;
        fs::remove_file(&probe)
    }

    /// Removes what taking hold of a folder made, where there are no releases to lose.
    fn leave(&self) {
        // Best effort: a folder that is not empty stays as it is.
        let _ = fs::remove_file(self.own("lock"));
        for folder in [self.own(RELEASES), self.own(""), self.path.join(RELEASES)] {
            let _ = fs::remove_dir(folder);
        }
    }

    /// Removes what publishing left behind when it was interrupted.
    fn tidy(&self) -> io::Result<()> {
        for name in ["aside", "gone"] {
            fs::remove_dir_all(self.own(name)).or_else(ignore_missing)?;
        }
        fs::remove_file(self.own("next")).or_else(ignore_missing)?;
        // A record is written before its release is put in place.
        for entry in fs::read_dir(self.own(RELEASES))?.flatten() {
            let id = entry.file_name().to_string_lossy().into_owned();
            if !self.releases.all.contains_key(&id) && !self.at(&id).exists() {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// Makes the folders of a target. Those that readers get may be read by everybody, whatever
/// the umask; one that was there keeps its rights.
fn make_folders(whole: &Path) -> Result<(), (PathBuf, io::Error)> {
    let new: Vec<&Path> = whole
        .ancestors()
        .take_while(|path| !path.exists())
        .collect();
    let releases = whole.join(RELEASES);
    // The mark first: whatever interrupts this, the folder is known to be ours.
    for folder in [&whole.join(RELEASES_MARK).join(RELEASES), &releases] {
        fs::create_dir_all(folder).map_err(|error| (folder.clone(), error))?;
    }
    for folder in new.into_iter().chain([releases.as_path()]) {
        let_read_one(folder, 0o755).map_err(|error| (folder.to_path_buf(), error))?;
    }
    Ok(())
}

/// The folder with releases that a folder lies in, if it is one of them or the link to one.
fn releases_above(whole: &Path) -> Option<&Path> {
    let inside = |above: &&Path| {
        let is_in = |name: &&str| whole.starts_with(above.join(name));
        above.join(RELEASES_MARK).is_dir() && [RELEASES, CURRENT].iter().any(is_in)
    };
    whole.ancestors().skip(1).find(inside)
}

/// A link that leads to a folder.
#[cfg(unix)]
fn link_to(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

/// Elsewhere a link cannot be replaced in one step, which is what it would be for.
#[cfg(not(unix))]
fn link_to(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn refused(path: &Path, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(Code::E032, Place::file(&path.to_string_lossy()), message).help(help)
}

/// Why a release could not be written; what readers get is what they got before.
fn not_written(path: &Path, error: &io::Error) -> Diagnostic {
    use io::ErrorKind::{
        PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
    };
    let (why, help) = match error.kind() {
        StorageFull => ("the disk is full", "make room there and publish again"),
        QuotaExceeded => (
            "your share of the disk is used up",
            "make room there and publish again",
        ),
        PermissionDenied => (
            "you may not write there",
            "ask for the right to write there, or publish as somebody who has it",
        ),
        ReadOnlyFilesystem => (
            "the disk can only be read",
            "have it mounted for writing, or publish to another folder",
        ),
        _ => (
            "it cannot be written",
            "try again; what is at fault is named above",
        ),
    };
    let place = Place::file(&path.to_string_lossy());
    let user = ["USER", "LOGNAME"]
        .iter()
        .find_map(|name| env::var(name).ok());
    let user = user.filter(|_| error.kind() == PermissionDenied);
    let user = user.map_or_else(String::new, |user| format!(" as `{user}`"));
    Diagnostic::new(Code::E033, place, format!("{why}{user}: {error}"))
        .help(format!("{help}; readers get what they got before"))
}
