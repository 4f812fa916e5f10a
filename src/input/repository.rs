//! The repository around a handbook, read from its files.
//!
//! Runs no program, writes nothing, and has no opinion: whatever cannot be read is not there.
#![allow(clippy::disallowed_methods)] // the edge: this is where the files of the repository are read

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::changes::Change;
use crate::paths::SourcePath;

/// Largest list of packed references that is read.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// How often one reference may stand for another.
const MOST_HOPS: usize = 5;

/// A repository, at the commit that is checked out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Repository {
    /// Where its objects are.
    objects: PathBuf,
    /// The commit, in hexadecimal digits.
    pub head: String,
    /// The folders from the top of the repository down to the handbook.
    pub inner: Vec<String>,
}

/// The repository that a folder belongs to.
pub fn around(root: &Path) -> Option<Repository> {
    let root = fs::canonicalize(root).ok()?;
    let top = root
        .ancestors()
        .find(|folder| folder.join(".git").exists())?;
    let own = git_folder(&top.join(".git"))?;
    let shared = match read_small(&own.join("commondir")) {
        Some(path) => own.join(path.trim()),
        None => own.clone(),
    };
    let inner = root.strip_prefix(top).ok()?.iter();
    let inner: Option<Vec<String>> =
        inner.map(|name| name.to_str().map(str::to_owned)).collect();
    Some(Repository {
        head: head(&own, &shared)?,
        objects: shared.join("objects"),
        inner: inner?,
    })
}

/// The folder itself, or the one that a file in its place names.
fn git_folder(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return Some(path.to_path_buf());
    }
    let text = read_small(path)?;
    let named = text.strip_prefix("gitdir:")?.trim();
    Some(path.parent()?.join(named))
}

/// The commit that `HEAD` stands for.
fn head(own: &Path, shared: &Path) -> Option<String> {
    let mut text = read_small(&own.join("HEAD"))?;
    for _ in 0..MOST_HOPS {
        let Some(name) = text.strip_prefix("ref:").map(str::trim) else {
            let id = text.trim();
            let is_id = id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            return is_id.then(|| id.to_owned());
        };
        let is_plain = name.starts_with("refs/")
            && name.split('/').all(|part| !["", ".", ".."].contains(&part));
        if !is_plain {
            return None;
        }
        let loose =
            read_small(&own.join(name)).or_else(|| read_small(&shared.join(name)));
        text = match loose {
            Some(text) => text,
            None => packed(shared, name)?,
        };
    }
    None
}

/// A reference from the list of packed ones.
fn packed(shared: &Path, name: &str) -> Option<String> {
    let list = read_small(&shared.join("packed-refs"))?;
    let pairs = list.lines().filter_map(|line| line.split_once(' '));
    let mut own = pairs.filter(|(_, other)| other.trim() == name);
    own.next().map(|(id, _)| id.to_owned())
}

fn read_small(path: &Path) -> Option<String> {
    let file = File::open(path).ok().filter(|_| path.is_file())?;
    let mut text = String::new();
    file.take(MOST_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(not(feature = "git"))]
impl Repository {
    /// Nothing: this program was built without what reads commits.
    pub fn changes(&self, _: &str, _: &dyn Fn(&SourcePath) -> bool) -> Vec<Change> {
        Vec::new()
    }
}

#[cfg(feature = "git")]
impl Repository {
    /// The latest changes to pages below the content folder.
    pub fn changes(
        &self,
        content: &str,
        is_page: &dyn Fn(&SourcePath) -> bool,
    ) -> Vec<Change> {
        let mut folder = self.inner.clone();
        folder.extend((!content.is_empty()).then(|| content.to_owned()));
        super::commits::changes(&self.objects, &self.head, &folder, is_page)
    }
}
