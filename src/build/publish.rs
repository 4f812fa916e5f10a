//! Writes a build to the disk.
//!
//! First every file that differs is made and written aside; only when all are complete, and
//! nothing forbids it, are they moved into place: what pages need before the pages, and what
//! vanished last. A build with errors, or one that is interrupted, leaves the site whole.
#![allow(clippy::disallowed_methods)] // the edge: this is where output is written

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::making::make;
use super::manifest::{Entry, Manifest};
use super::output_dir::{OutputDir, Removal, STAGING, passes_a_link, remove_file};
use super::outputs::Output;
use super::{Build, has_errors, has_firm, judged};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::paths::OutputPath;
use crate::span::Place;

/// Whether a handbook with errors is published all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Faults {
    /// Errors keep the last good site.
    Stop,
    /// The best that can be made is published.
    Publish,
}

/// What publishing did.
#[derive(Debug, Default)]
pub struct Published {
    /// Files that were written.
    pub written: usize,
    /// Files that were right already.
    pub kept: usize,
    /// Files that vanished.
    pub removed: usize,
    /// All problems of the build, those of rendering included.
    pub problems: Vec<Diagnostic>,
    /// Whether the site in the folder is this build.
    pub complete: bool,
}

/// A file that is ready: where it waits, if it has to be moved.
struct Staged {
    path: OutputPath,
    entry: Entry,
    waiting: Option<PathBuf>,
    is_asset: bool,
}

/// Writes a build into a folder; `tick` is called after each file.
pub fn publish(
    build: &Build,
    dir: &mut OutputDir,
    faults: Faults,
    tick: &(dyn Fn() + Sync),
) -> Published {
    let staging = dir.path.join(STAGING);
    let result = stage(build, dir, &staging, tick);
    let (staged, found) = match result {
        Ok(staged) => staged,
        Err(error) => (
            Vec::new(),
            vec![not_written(&staging.to_string_lossy(), &error)],
        ),
    };
    let complete = !found.iter().any(|problem| problem.code == Code::E031);
    let mut published = Published::default();
    let mut problems = build.problems.to_vec();
    problems.extend(found);
    published.problems = judged(problems, &build.settings);
    let allowed = match faults {
        Faults::Publish => !has_firm(&published.problems),
        Faults::Stop => !has_errors(&published.problems),
    };
    if complete && allowed {
        match commit(dir, &staged, &mut published) {
            Ok(()) => published.complete = true,
            Err(problem) => published.problems.push(*problem),
        }
    }
    // Best effort: what is left behind is removed by the next build.
    let _ = fs::remove_dir_all(&staging);
    published
}

fn not_written(path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::E031, Place::file(path), format!("cannot be written: {error}"))
        .help("check that the disk has room and that you may write there; the last site is untouched")
}

/// Makes every file, and writes those that differ from what is there.
fn stage(
    build: &Build,
    dir: &OutputDir,
    staging: &Path,
    tick: &(dyn Fn() + Sync),
) -> io::Result<(Vec<Staged>, Vec<Diagnostic>)> {
    fs::create_dir_all(staging)?;
    let outputs: Vec<_> = build.outputs.all().collect();
    let (staged, mut problems) = make(build, &outputs, &|path, output, bytes| {
        let waiting = staging.join(path.as_str());
        let staged = stage_one(dir, path, output, &bytes, waiting);
        tick();
        staged.map_err(|error| not_written(&dir.at(path).to_string_lossy(), &error))
    });
    let staged = staged.into_iter().filter_map(|staged| match staged {
        Ok(staged) => Some(staged),
        Err(problem) => {
            problems.push(problem);
            None
        }
    });
    Ok((staged.collect(), problems))
}

fn stage_one(
    dir: &OutputDir,
    path: &OutputPath,
    output: &Output,
    bytes: &[u8],
    waiting: PathBuf,
) -> io::Result<Staged> {
    let digest = Digest::of_bytes(bytes);
    let is_asset = output.is_asset();
    if let Some(known) = dir
        .manifest
        .files
        .get(path)
        .filter(|known| known.digest == digest)
        && fs::symlink_metadata(dir.at(path)).is_ok_and(|meta| known.is_untouched(&meta))
    {
        return Ok(Staged {
            path: path.clone(),
            entry: *known,
            waiting: None,
            is_asset,
        });
    }
    let entry = Entry::new(digest, &write(&waiting, bytes)?);
    Ok(Staged {
        path: path.clone(),
        entry,
        waiting: Some(waiting),
        is_asset,
    })
}

/// Writes a file, with its folder where that does not exist yet.
fn write(path: &Path, bytes: &[u8]) -> io::Result<fs::Metadata> {
    let created = File::create(path).or_else(|error| {
        let folder = path
            .parent()
            .filter(|_| error.kind() == io::ErrorKind::NotFound);
        fs::create_dir_all(folder.ok_or(error)?)?;
        File::create(path)
    });
    let mut file = created?;
    file.write_all(bytes)?;
    file.metadata()
}

/// Moves files into place and removes what vanished.
fn commit(
    dir: &mut OutputDir,
    staged: &[Staged],
    published: &mut Published,
) -> Result<(), Box<Diagnostic>> {
    let new: BTreeMap<OutputPath, Entry> = staged
        .iter()
        .map(|file| (file.path.clone(), file.entry))
        .collect();
    let failed = |path: &Path, error: io::Error| {
        Box::new(not_written(&path.to_string_lossy(), &error))
    };
    let changed: Vec<&Staged> = staged
        .iter()
        .filter(|file| file.waiting.is_some())
        .collect();
    let vanished: Vec<OutputPath> = dir
        .manifest
        .files
        .keys()
        .filter(|path| !new.contains_key(*path))
        .cloned()
        .collect();
    if let Some(foreign) = changed.iter().find(|file| is_foreign(dir, file)) {
        let shown = dir.at(&foreign.path);
        let message = "a file that no build wrote stands where a page is to be";
        let problem = Diagnostic::new(Code::E031, Place::file(&shown.to_string_lossy()), message)
            .help("move that file away, or give the page another name; the last site is untouched");
        return Err(Box::new(problem));
    }
    if !changed.is_empty() {
        // Both old and new files are ours from here on, whatever happens.
        let mut files = dir.manifest.files.clone();
        files.extend(new.iter().map(|(path, entry)| (path.clone(), *entry)));
        let root = dir.path.clone();
        let edition = dir.manifest.edition.clone();
        dir.save(Manifest { files, edition })
            .map_err(|error| failed(&root, error))?;
    }
    if dir.is_new {
        move_tree(dir).map_err(|error| failed(&dir.path, error))?;
    } else {
        make_room(dir, &changed, &vanished);
        move_files(dir, &changed).map_err(|(path, error)| failed(&path, error))?;
    }
    let mut new = new;
    for path in &vanished {
        match remove_file(dir, path) {
            Removal::Done => published.removed += 1,
            Removal::Gone => {}
            // Somebody changed it since: it stays, and stays known to be ours.
            Removal::Kept => new.extend(
                dir.manifest
                    .files
                    .get_key_value(path)
                    .map(|(p, e)| (p.clone(), *e)),
            ),
        }
    }
    published.written = changed.len();
    published.kept = staged.len() - changed.len();
    let settled = changed.is_empty() && vanished.is_empty() && !dir.is_new;
    if !settled {
        let root = dir.path.clone();
        let edition = dir.manifest.edition.clone();
        let files = new;
        dir.save(Manifest { files, edition })
            .map_err(|error| failed(&root, error))?;
    }
    Ok(())
}

/// Whether something stands at a file's place that was not there by any build.
fn is_foreign(dir: &OutputDir, file: &Staged) -> bool {
    !dir.manifest.files.contains_key(&file.path)
        && fs::symlink_metadata(dir.at(&file.path)).is_ok_and(|meta| !meta.is_dir())
}

/// Moves everything into a folder that held no site: nobody can be reading it yet.
fn move_tree(dir: &OutputDir) -> io::Result<()> {
    let mut waiting: Vec<_> =
        fs::read_dir(dir.path.join(STAGING))?.collect::<io::Result<_>>()?;
    // Folders first, so that the home page comes when what it leads to is there.
    waiting.sort_by_key(|entry| (entry.path().is_file(), entry.file_name()));
    waiting
        .iter()
        .try_for_each(|entry| fs::rename(entry.path(), dir.path.join(entry.file_name())))
}

/// Moves files over those of the last build, what pages need before the pages.
fn move_files(dir: &OutputDir, changed: &[&Staged]) -> Result<(), (PathBuf, io::Error)> {
    let folders: BTreeSet<&str> = changed.iter().map(|file| file.path.folder()).collect();
    for folder in folders {
        let inner = OutputPath::new(crate::paths::join(folder, "x"));
        let disk = dir.path.join(folder);
        if passes_a_link(dir, &inner) {
            return Err((disk, io::Error::other("a folder on the way is a link")));
        }
        fs::create_dir_all(&disk).map_err(|error| (disk, error))?;
    }
    let (assets, pages): (Vec<&&Staged>, Vec<&&Staged>) =
        changed.iter().partition(|file| file.is_asset);
    for file in assets.into_iter().chain(pages) {
        let Some(waiting) = &file.waiting else {
            continue;
        };
        let place = dir.at(&file.path);
        fs::rename(waiting, &place).map_err(|error| (place, error))?;
    }
    Ok(())
}

/// A file that vanished may stand where a folder is to be, or below where a file is to be.
fn make_room(dir: &OutputDir, changed: &[&Staged], vanished: &[OutputPath]) {
    let paths: BTreeSet<&str> = changed.iter().map(|file| file.path.as_str()).collect();
    for old in vanished {
        let below = format!("{old}/");
        let is_folder_now = paths
            .range(below.as_str()..)
            .next()
            .is_some_and(|path| path.starts_with(&below));
        let mut above = old.folder();
        let mut stands_below_a_file = false;
        while !above.is_empty() {
            stands_below_a_file |= paths.contains(above);
            above = above.rsplit_once('/').map_or("", |(above, _)| above);
        }
        if is_folder_now || stands_below_a_file {
            remove_file(dir, old);
        }
    }
}
