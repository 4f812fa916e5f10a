//! The folder that a site is written to: whether it may be, and by whom.
#![allow(clippy::disallowed_methods)] // the edge: this is where output is written

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::manifest::{Entry, Manifest};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::input::Location;
use crate::input::location::RELEASES_MARK;
use crate::paths::OutputPath;
use crate::span::Place;

/// What the last build wrote; also the mark by which we know the folder.
pub use crate::input::location::OUTPUT_MARK as MANIFEST;
/// Where files wait until all of them are complete.
pub const STAGING: &str = ".tandem-staging";
const LOCK: &str = ".tandem-lock";
const PROBE: &str = ".tandem-probe";

/// An output folder that is ours for as long as this lives.
pub struct OutputDir {
    /// The folder.
    pub path: PathBuf,
    /// What the last build wrote into it.
    pub manifest: Manifest,
    /// Whether no build was ever written into it.
    pub is_new: bool,
    _lock: File,
}

impl OutputDir {
    /// Takes hold of a folder, making it if needed.
    ///
    /// Refused: no path, the top of the disk, the home folder, a folder that holds the
    /// sources, and a folder that holds something which no build of ours wrote. `home` is
    /// the user's home folder where it is known.
    pub fn open(
        path: &Path,
        location: &Location,
        home: Option<&Path>,
    ) -> Result<Self, Diagnostic> {
        let (whole, manifest) = Self::look(path, location, home)?;
        let failed = |error: io::Error| not_writable(path, &error);
        fs::create_dir_all(&whole).map_err(failed)?;
        let lock = File::create(whole.join(LOCK)).map_err(failed)?;
        if lock.try_lock().is_err() {
            return Err(refused(
                path,
                "another build is writing to this folder",
                "wait until it is done",
            ));
        }
        // What a build that was interrupted left behind.
        let staging = whole.join(STAGING);
        if fs::symlink_metadata(&staging).is_ok_and(|meta| meta.is_dir()) {
            fs::remove_dir_all(&staging).map_err(failed)?;
        }
        let is_new = manifest.is_none();
        Ok(Self {
            path: whole,
            is_new,
            manifest: manifest.unwrap_or_default(),
            _lock: lock,
        })
    }

    /// A folder that may be taken, by its whole path, and what the last build wrote into it.
    /// Nothing is written, and nobody is kept out.
    pub fn look(
        path: &Path,
        location: &Location,
        home: Option<&Path>,
    ) -> Result<(PathBuf, Option<Manifest>), Diagnostic> {
        let choose = "choose a folder of its own, such as `-o public`";
        let whole = safe_folder(path, location, home)
            .map_err(|why| refused(path, &why, choose))?;
        let manifest = fs::read_to_string(whole.join(MANIFEST));
        let manifest = manifest.ok().and_then(|text| Manifest::read(&text));
        if manifest.is_none() && holds_releases(&whole) {
            return Err(refused(
                path,
                "the folder holds releases, and the link to the one that readers get",
                "`tandem publish` without `--in-place` goes on with them; or choose another folder",
            ));
        }
        if manifest.is_none() && !is_as_good_as_empty(&whole) {
            return Err(refused(
                path,
                "the folder holds files that no build wrote",
                "choose an empty folder, or move the files away",
            ));
        }
        Ok((whole, manifest))
    }

    /// Whether a build stands in a folder.
    pub fn holds_build(path: &Path) -> bool {
        path.join(MANIFEST).is_file()
    }

    /// The same folder for an edition, or for the whole handbook.
    ///
    /// Refused where another edition stands: who publishes the folder would publish what is
    /// not for their readers.
    pub fn for_edition(mut self, audience: Option<&str>) -> Result<Self, Diagnostic> {
        refuse_other_edition(&self.path, &self.manifest, audience)?;
        self.manifest.edition = audience.map(str::to_owned);
        Ok(self)
    }

    /// Where a file of the output stands on the disk.
    pub fn at(&self, path: &OutputPath) -> PathBuf {
        self.path.join(path.as_str())
    }

    /// Writes down what is in the folder now.
    pub fn save(&mut self, manifest: Manifest) -> io::Result<()> {
        let temporary = self.path.join(format!("{MANIFEST}.new"));
        fs::write(&temporary, manifest.write())?;
        fs::rename(temporary, self.path.join(MANIFEST))?;
        self.manifest = manifest;
        Ok(())
    }

    /// Removes everything that builds wrote, and nothing else.
    ///
    /// A file that somebody changed since stays, and stays known to be ours.
    pub fn clean(mut self) -> io::Result<Cleaned> {
        let mut cleaned = Cleaned::default();
        let mut left = Manifest {
            edition: self.manifest.edition.clone(),
            ..Manifest::default()
        };
        for (path, entry) in self.manifest.files.clone() {
            match remove_file(&self, &path) {
                Removal::Done => cleaned.removed += 1,
                Removal::Gone => {}
                Removal::Kept => {
                    cleaned.changed.push(path.clone());
                    left.files.insert(path, entry);
                }
            }
        }
        if !left.files.is_empty() {
            self.save(left)?;
            return Ok(cleaned);
        }
        fs::remove_file(self.path.join(MANIFEST)).or_else(ignore_missing)?;
        fs::remove_file(self.path.join(LOCK)).or_else(ignore_missing)?;
        if !is_as_good_as_empty(&self.path) {
            // Foreign files stay; the mark stays with them, so that a build may come again.
            self.save(Manifest::default())?;
        }
        Ok(cleaned)
    }
}

/// Refuses a folder in which another edition stands.
pub fn refuse_other_edition(
    path: &Path,
    manifest: &Manifest,
    audience: Option<&str>,
) -> Result<(), Diagnostic> {
    let own = manifest.edition.as_deref();
    if manifest.files.is_empty() || own == audience {
        return Ok(());
    }
    let message = format!("the folder holds {}, not {}", said(own), said(audience));
    let help = "give each edition a folder of its own with `-o`, or empty this one with `tandem clean -o`";
    Err(refused(path, &message, help))
}

/// Something that is made to see whether a folder can be written to, and removed at once.
pub struct Probe {
    /// A folder of its own.
    pub path: PathBuf,
}

impl Probe {
    /// Makes it in a folder, or in the nearest one above it that is there; a failure comes
    /// with the folder that refused it.
    pub fn make(folder: &Path) -> Result<Self, (PathBuf, io::Error)> {
        let there = folder.ancestors().find(|folder| folder.is_dir());
        let there = there.unwrap_or(folder);
        let path = there.join(PROBE);
        let removed = fs::remove_dir_all(&path).or_else(ignore_missing);
        let made = removed.and_then(|()| fs::create_dir(&path));
        made.map_err(|error| (there.to_path_buf(), error))?;
        Ok(Self { path })
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        // Best effort: the next probe removes what stays.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn refused(path: &Path, why: &str, help: &str) -> Diagnostic {
    Diagnostic::new(Code::E030, Place::file(&path.to_string_lossy()), why).help(help)
}

/// Why an output folder cannot be taken: the disk says no.
pub fn not_writable(path: &Path, error: &io::Error) -> Diagnostic {
    let why = format!("cannot be written: {error}");
    refused(path, &why, "check that you may write there")
}

/// Whether releases were published to a folder.
pub fn holds_releases(folder: &Path) -> bool {
    let records = fs::read_dir(folder.join(RELEASES_MARK).join("releases"));
    records.is_ok_and(|mut records| records.next().is_some())
}

/// A folder that may be written to, by its whole path.
///
/// Refused: no path, the top of the disk, the home folder, a folder that holds the sources or
/// lies among them, and a file. `home` is the user's home folder where it is known.
pub fn safe_folder(
    path: &Path,
    location: &Location,
    home: Option<&Path>,
) -> Result<PathBuf, String> {
    if path.as_os_str().is_empty() {
        return Err("there is no name of an output folder".to_owned());
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let whole = fs::canonicalize(&absolute).unwrap_or_else(|_| absolute.clone());
    if whole.parent().is_none() {
        return Err("this is the top of the disk".to_owned());
    }
    if home.is_some_and(|home| fs::canonicalize(home).is_ok_and(|home| home == whole)) {
        return Err("this is the home folder".to_owned());
    }
    let inputs = [location.static_dir(), location.root.join("themes")];
    let content = location.content_dir();
    let sources = inputs.iter().chain([&location.root, &content]);
    let known = |source: &PathBuf| fs::canonicalize(source);
    for source in sources {
        let source = known(source).unwrap_or_else(|_| source.clone());
        if source.starts_with(&whole) {
            return Err("this folder holds the sources of the handbook".to_owned());
        }
    }
    let content = (!location.content.is_empty()).then_some(&content);
    let within =
        |folder: &PathBuf| known(folder).is_ok_and(|folder| whole.starts_with(folder));
    if inputs.iter().chain(content).any(within) {
        return Err("this folder lies among the sources of the handbook".to_owned());
    }
    if whole.exists() && !whole.is_dir() {
        return Err("this is a file, not a folder".to_owned());
    }
    let above = whole.ancestors().skip(1).find(|above| above.exists());
    if let Some(file) = above.filter(|above| !above.is_dir()) {
        return Err(format!("`{}` is a file, not a folder", file.display()));
    }
    Ok(whole)
}

/// An edition, or the whole handbook, as messages name it.
pub fn said(edition: Option<&str>) -> String {
    match edition {
        Some(name) => format!("the edition for `{name}`"),
        None => "the whole handbook".to_owned(),
    }
}

/// What cleaning did.
#[derive(Debug, Default)]
pub struct Cleaned {
    /// Files that were removed.
    pub removed: usize,
    /// Files of ours that somebody changed since; they stay.
    pub changed: Vec<OutputPath>,
}

/// What became of a file that was to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It is removed.
    Done,
    /// It was not there any more.
    Gone,
    /// It is not as a build left it, so it stays.
    Kept,
}

/// Takes the absence of what is to be removed for its removal.
pub fn ignore_missing(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound {
        Ok(())
    } else {
        Err(error)
    }
}

/// Removes a file that is still as a build left it, and folders that are empty then.
pub fn remove_file(dir: &OutputDir, path: &OutputPath) -> Removal {
    let disk = dir.at(path);
    if fs::symlink_metadata(&disk).is_err() {
        return Removal::Gone;
    }
    let entry = dir.manifest.files.get(path);
    let ours =
        entry.is_some_and(|entry| !passes_a_link(dir, path) && is_as_left(&disk, entry));
    if !ours || fs::remove_file(&disk).is_err() {
        return Removal::Kept;
    }
    let mut folder = disk.parent();
    while let Some(inner) = folder.filter(|inner| *inner != dir.path) {
        if fs::remove_dir(inner).is_err() {
            break;
        }
        folder = inner.parent();
    }
    Removal::Done
}

/// Whether a file is the way it was left. A copied folder has new time stamps; the bytes tell
/// whether a file is still ours.
pub fn is_as_left(disk: &Path, entry: &Entry) -> bool {
    let Ok(meta) = fs::symlink_metadata(disk) else {
        return false;
    };
    let has_length = meta.is_file() && meta.len() == entry.length;
    let same_bytes =
        || fs::read(disk).is_ok_and(|bytes| Digest::of_bytes(&bytes) == entry.digest);
    entry.is_untouched(&meta) || (has_length && same_bytes())
}

/// Whether a folder on the way is a link, which may lead anywhere.
pub fn passes_a_link(dir: &OutputDir, path: &OutputPath) -> bool {
    let mut at = dir.path.clone();
    path.folder()
        .split('/')
        .filter(|part| !part.is_empty())
        .any(|part| {
            at.push(part);
            fs::symlink_metadata(&at).is_ok_and(|meta| meta.is_symlink())
        })
}

/// A folder that does not exist, or holds nothing but hidden files such as `.gitignore`.
pub fn is_as_good_as_empty(path: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(path) else {
        return !path.exists();
    };
    entries.all(|entry| {
        entry.is_ok_and(|entry| {
            entry.file_name().to_string_lossy().starts_with('.') && entry.path().is_file()
        })
    })
}
