//! Finds the files of a handbook and reads them.
#![allow(clippy::disallowed_methods)] // the edge: this is where content is read

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::location::{Location, OUTPUT_MARK, RELEASES_MARK};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::paths::{SourcePath, join};
use crate::shared_map::SharedMap;
use crate::span::{Place, Span};

/// When a file last changed, as far as the file system tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    identity: [i64; 3],
    settled: Settled,
}

/// Whether a later change is sure to give another stamp.
///
/// File systems with coarse clocks give two quick saves the same time; only a file that had
/// been left alone for a moment when it was read can be told by its stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Settled {
    Yes,
    No,
}

impl Stamp {
    /// The stamp of a file that is about to be read.
    pub(super) fn new(meta: &fs::Metadata) -> Self {
        let modified = meta.modified().ok();
        let age = modified.and_then(|at| SystemTime::now().duration_since(at).ok());
        let settled = match age.is_some_and(|age| age.as_secs() >= 2) {
            true => Settled::Yes,
            false => Settled::No,
        };
        Self {
            length: meta.len(),
            modified,
            identity: identity(meta),
            settled,
        }
    }

    /// Whether a file that now has the stamp `now` need not be read again.
    pub(super) fn still_holds(self, now: Self) -> bool {
        self.settled == Settled::Yes
            && self.length == now.length
            && self.modified == now.modified
            && self.identity == now.identity
    }
}

/// Which file it is, and when its name or content last changed, where a system tells.
///
/// Files unpacked from one archive may share size and time, and then trade names.
#[cfg(unix)]
fn identity(meta: &fs::Metadata) -> [i64; 3] {
    use std::os::unix::fs::MetadataExt;
    [meta.ino().cast_signed(), meta.ctime(), meta.ctime_nsec()]
}

/// Other systems tell when it was made.
#[cfg(not(unix))]
fn identity(meta: &fs::Metadata) -> [i64; 3] {
    let made = meta.created().ok();
    let age = made.and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
    let age = age.unwrap_or_default();
    [age.as_secs().cast_signed(), age.subsec_nanos().into(), 0]
}

/// A page as it is on the disk.
#[derive(Clone, Debug)]
pub struct SourceText {
    /// Its name in messages.
    pub file: Arc<str>,
    /// Its text: UTF-8, without a byte order mark, NUL replaced.
    pub text: Arc<str>,
    /// The fingerprint of `text`.
    pub digest: Digest,
    /// What was wrong with the bytes.
    pub problem: Option<Diagnostic>,
    stamp: Stamp,
}

impl SourceText {
    /// The same page with another text.
    pub fn with_text(&self, text: Arc<str>) -> Self {
        Self {
            digest: Digest::of_bytes(text.as_bytes()),
            text,
            ..self.clone()
        }
    }
}

/// A file that is copied as it is.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Where it is.
    pub disk: PathBuf,
    /// Its name in messages.
    pub file: Arc<str>,
    /// The fingerprint of its bytes.
    pub digest: Digest,
    /// Length in bytes.
    pub length: u64,
    /// Whether it keeps its name: files of `static/` do.
    pub origin: Origin,
    stamp: Stamp,
}

/// Where a file that is copied comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Beside the pages.
    Content,
    /// From `static/`.
    Static,
}

/// What an earlier scan found, to be used again where nothing changed.
#[derive(Default)]
pub struct Known {
    /// Pages by path.
    pub pages: SharedMap<SourcePath, Arc<SourceText>>,
    /// Files by path.
    pub files: SharedMap<SourcePath, Arc<SourceFile>>,
}

/// What a scan found.
#[derive(Default)]
pub struct Scan {
    /// Pages by path below the content folder.
    pub pages: SharedMap<SourcePath, Arc<SourceText>>,
    /// Other files by path below the content or the static folder.
    pub files: SharedMap<SourcePath, Arc<SourceFile>>,
    /// What could not be read.
    pub problems: Vec<Diagnostic>,
}

/// Longest page, in bytes: beyond it offsets and editors give up.
const LONGEST_PAGE: u64 = 256 * 1024 * 1024;

enum Found {
    Page(SourcePath, Arc<SourceText>),
    File(SourcePath, Arc<SourceFile>),
    Problem(Diagnostic),
}

/// Reads all pages and looks at all files.
pub fn scan(location: &Location, known: &Known) -> Scan {
    let mut found = scan_tree(location, known, Origin::Content);
    found.extend(scan_tree(location, known, Origin::Static));
    let mut problems = Vec::new();
    let (mut pages, mut files) = (Vec::with_capacity(found.len()), Vec::new());
    for item in found {
        match item {
            Found::Page(path, page) => {
                problems.extend(page.problem.clone());
                pages.push((path, page));
            }
            Found::File(path, file) => files.push((path, file)),
            Found::Problem(problem) => problems.push(problem),
        }
    }
    pages.sort_by(|(one, _), (two, _)| one.cmp(two));
    files.sort_by(|(one, _), (two, _)| one.cmp(two));
    problems.extend(without_twins(&mut files));
    Scan {
        pages: known.pages.refreshed(pages, Arc::ptr_eq),
        files: known.files.refreshed(files, Arc::ptr_eq),
        problems,
    }
}

/// Keeps the last of files that would be written to the same place.
fn without_twins(files: &mut Vec<(SourcePath, Arc<SourceFile>)>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    files.dedup_by(|(path, file), (earlier_path, earlier)| {
        let is_twin = path == earlier_path;
        if is_twin {
            let place = Place::file(&file.file);
            let message = format!("{} would be written twice", earlier.file);
            let problem = Diagnostic::new(Code::E105, place, message)
                .help("keep one of the two, or give one another name");
            problems.push(problem);
            *earlier = file.clone();
        }
        is_twin
    });
    problems
}

fn scan_tree(location: &Location, known: &Known, origin: Origin) -> Vec<Found> {
    let (folder, shown) = match origin {
        Origin::Content => (location.content_dir(), location.content.as_str()),
        Origin::Static => (location.static_dir(), "static"),
    };
    if origin == Origin::Static && !folder.is_dir() {
        return Vec::new();
    }
    let walk = WalkDir::new(&folder).sort_by_file_name().into_iter();
    let entries: Vec<_> = walk
        .filter_entry(|entry| is_wanted(entry, location, origin))
        .collect();
    let visit = |entry: Result<DirEntry, walkdir::Error>| {
        Visit {
            location,
            known,
            origin,
            folder: &folder,
            shown,
        }
        .entry(entry)
    };
    entries.into_par_iter().filter_map(visit).collect()
}

/// Names that belong to editors, systems and other tools are no content.
fn is_wanted(entry: &DirEntry, location: &Location, origin: Origin) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    let hidden = name.starts_with('.') && name != ".well-known";
    let temporary = name.ends_with('~')
        || name.starts_with("~$")
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swx", ".tmp", ".bak", ".orig"]
            .iter()
            .any(|end| name.ends_with(end));
    let system = matches!(
        &*name,
        "Thumbs.db" | "desktop.ini" | "node_modules" | "__MACOSX"
    );
    // A folder of plain Markdown without `content/`: our own folders beside the pages.
    let ours = origin == Origin::Content
        && location.content.is_empty()
        && entry.depth() == 1
        && matches!(&*name, "static" | "themes" | "target" | "handbook.yml");
    // A plain file is nobody's output folder, and there are many of them.
    let output = !entry.file_type().is_file()
        && location.skipped.iter().any(|path| path == entry.path())
        || (entry.file_type().is_dir()
            && [OUTPUT_MARK, RELEASES_MARK]
                .iter()
                .any(|mark| entry.path().join(mark).exists()));
    !(hidden || temporary || system || ours || output)
}

struct Visit<'a> {
    location: &'a Location,
    known: &'a Known,
    origin: Origin,
    folder: &'a Path,
    shown: &'a str,
}

impl Visit<'_> {
    fn entry(&self, entry: Result<DirEntry, walkdir::Error>) -> Option<Found> {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return Some(Found::Problem(self.unreadable(&error))),
        };
        let kind = entry.file_type();
        if kind.is_dir() {
            return None;
        }
        let name = entry
            .path()
            .strip_prefix(self.folder)
            .unwrap_or(entry.path());
        let Some(path) = name.to_str() else {
            return Some(Found::Problem(
                self.left_out(name, "its name is not Unicode text"),
            ));
        };
        let path = path.replace(std::path::MAIN_SEPARATOR, "/");
        if kind.is_symlink() && !self.stays_inside(entry.path()) {
            let place = Place::file(&join(self.shown, &path));
            let problem = Diagnostic::new(Code::W004, place, "a link that leaves the handbook, or that is a link to a folder, is not followed")
                .help("copy the file into the handbook");
            return Some(Found::Problem(problem));
        }
        let meta = match fs::metadata(entry.path()) {
            Ok(meta) if meta.is_file() => meta,
            Ok(_) => {
                return Some(Found::Problem(
                    self.left_out(name, "it is not a plain file"),
                ));
            }
            Err(error) => return Some(Found::Problem(self.fault(&path, &error))),
        };
        let stamp = Stamp::new(&meta);
        let source = SourcePath::new(&path);
        let found = if self.origin == Origin::Content && source.is_page() {
            self.page(entry.path(), source, stamp)
        } else {
            self.file(entry.path(), source, stamp)
        };
        Some(found)
    }

    fn page(&self, disk: &Path, source: SourcePath, stamp: Stamp) -> Found {
        if let Some(page) = self.known.pages.get(&source)
            && page.stamp.still_holds(stamp)
        {
            return Found::Page(source, page.clone());
        }
        if stamp.length > LONGEST_PAGE {
            return Found::Problem(
                self.left_out(Path::new(source.as_str()), "it is larger than 256 MB"),
            );
        }
        match fs::read(disk) {
            Ok(bytes) => {
                let file = self.location.name_of(source.as_str());
                match decode(file, bytes, stamp) {
                    Ok(text) => Found::Page(source, Arc::new(text)),
                    Err(problem) => Found::Problem(*problem),
                }
            }
            Err(error) => Found::Problem(self.fault(source.as_str(), &error)),
        }
    }

    fn file(&self, disk: &Path, source: SourcePath, stamp: Stamp) -> Found {
        if let Some(file) = self.known.files.get(&source)
            && file.stamp.still_holds(stamp)
            && file.origin == self.origin
        {
            return Found::File(source, file.clone());
        }
        match fs::read(disk) {
            Ok(bytes) => {
                let file = SourceFile {
                    disk: disk.to_path_buf(),
                    file: join(self.shown, source.as_str()).into(),
                    digest: Digest::of_bytes(&bytes),
                    length: bytes.len() as u64,
                    origin: self.origin,
                    stamp,
                };
                Found::File(source, Arc::new(file))
            }
            Err(error) => Found::Problem(self.fault(source.as_str(), &error)),
        }
    }

    /// A link to a file is as good as the file, as long as that is part of the handbook.
    fn stays_inside(&self, link: &Path) -> bool {
        let root = fs::canonicalize(&self.location.root);
        let target = fs::canonicalize(link);
        match (root, target) {
            (Ok(root), Ok(target)) => {
                let hidden = target.strip_prefix(&root).map(|inner| {
                    inner
                        .iter()
                        .any(|part| part.to_string_lossy().starts_with('.'))
                });
                hidden == Ok(false) && target.is_file()
            }
            _ => false,
        }
    }

    fn unreadable(&self, error: &walkdir::Error) -> Diagnostic {
        let path = error.path().unwrap_or(self.folder);
        let name = path
            .strip_prefix(self.folder)
            .unwrap_or(path)
            .to_string_lossy();
        let words = error
            .io_error()
            .map_or_else(|| error.to_string(), ToString::to_string);
        Diagnostic::new(
            Code::E003,
            Place::file(&join(self.shown, &name)),
            format!("cannot be read: {words}"),
        )
        .help("check that the folder exists and that you may read it")
    }

    fn fault(&self, path: &str, error: &std::io::Error) -> Diagnostic {
        Diagnostic::new(
            Code::E003,
            Place::file(&join(self.shown, path)),
            format!("cannot be read: {error}"),
        )
        .help("check that you may read the file")
    }

    fn left_out(&self, path: &Path, why: &str) -> Diagnostic {
        let shown = path.to_string_lossy().escape_debug().to_string();
        Diagnostic::new(
            Code::W005,
            Place::file(&join(self.shown, &shown)),
            format!("left out: {why}"),
        )
        .help("rename the file, or move it out of the content folder")
    }
}

/// Reads one page again, by its path on the disk; `None` if it is no readable page.
pub fn read_page(location: &Location, disk: &Path) -> Option<(SourcePath, SourceText)> {
    let path = disk.strip_prefix(location.content_dir()).ok()?;
    let source = SourcePath::new(&path.to_str()?.replace(std::path::MAIN_SEPARATOR, "/"));
    let meta = fs::symlink_metadata(disk)
        .ok()
        .filter(fs::Metadata::is_file)?;
    let usable = source.is_page() && meta.len() <= LONGEST_PAGE;
    let bytes = usable.then(|| fs::read(disk).ok()).flatten()?;
    let stamp = Stamp::new(&meta);
    let page = decode(location.name_of(source.as_str()), bytes, stamp).ok()?;
    page.problem.is_none().then_some((source, page))
}

/// Turns bytes into text; what is not UTF-8 is replaced and reported, once.
fn decode(
    file: Arc<str>,
    bytes: Vec<u8>,
    stamp: Stamp,
) -> Result<SourceText, Box<Diagnostic>> {
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    if utf16 {
        let problem = Diagnostic::new(
            Code::E001,
            Place::file(&file),
            "this is UTF-16, not UTF-8 text",
        )
        .help("save the file again with the encoding UTF-8");
        return Err(Box::new(problem));
    }
    let (text, problem) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            if bytes[..bytes.len().min(1024)].contains(&0) {
                let problem = Diagnostic::new(
                    Code::E002,
                    Place::file(&file),
                    "this is not text, although its name ends like a page",
                )
                .help("rename the file to what it is, such as .png");
                return Err(Box::new(problem));
            }
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let bom = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
            let at = at.saturating_sub(bom);
            let problem = Diagnostic::at(
                Code::E001,
                &file,
                Span::new(at, at + 3),
                "not UTF-8: some characters cannot be read",
            )
            .help("save the file again with the encoding UTF-8");
            (text, Some(problem))
        }
    };
    let text = match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    let text = if text.contains('\0') {
        text.replace('\0', "\u{FFFD}")
    } else {
        text
    };
    let digest = Digest::of_bytes(text.as_bytes());
    Ok(SourceText {
        file,
        text: text.into(),
        digest,
        problem,
        stamp,
    })
}
