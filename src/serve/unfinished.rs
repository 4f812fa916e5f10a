//! Tells what a file says from what somebody is still writing into it.
//!
//! A plain save empties the file first, and some editors take the old file away before they
//! write the new one. A look between the two steps sees a page without text, or none.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::input::Inputs;
use crate::paths::SourcePath;

/// A file that stays empty or away for this long is meant to be; the two steps of a save
/// are a few milliseconds apart.
const BELIEVED_AFTER: Duration = Duration::from_millis(40);
/// How often a file is looked at meanwhile.
const BREATH: Duration = Duration::from_millis(2);
/// A file that was written to within this time may be in the middle of it.
const FRESH: Duration = Duration::from_millis(6);
/// So many files at once are no save of an editor: a checkout, a removed folder. They wait
/// their time without being looked at one by one.
const MOST: usize = 64;

/// What tells two states of a file apart; `None` where there is no file.
type Mark = Option<(u64, Option<SystemTime>)>;

/// Files as they were before they were read.
pub struct Before(Vec<(PathBuf, Mark)>);

impl Before {
    /// Remembers how files are before they are read.
    pub fn new(paths: &[PathBuf]) -> Self {
        Self(
            paths
                .iter()
                .map(|path| (path.clone(), mark(path)))
                .collect(),
        )
    }

    /// The files that somebody may have been writing while they were read.
    pub fn unfinished(&self) -> Vec<PathBuf> {
        let half = self.0.iter().filter(|(path, before)| {
            let now = mark(path);
            now != *before || now.is_none_or(|(length, _)| length == 0)
        });
        half.map(|(path, _)| path.clone()).collect()
    }
}

/// Files that had content and are empty or gone in a later look, and those that changed
/// while it went on.
pub fn unfinished(known: &Inputs, fresh: &Inputs) -> Vec<PathBuf> {
    let content = fresh.location.content_dir();
    let mut found = Vec::new();
    for source in known.pages.differences(&fresh.pages, Arc::ptr_eq) {
        let Some(page) = known.pages.get(source) else {
            continue;
        };
        let disk = || content.join(source.as_str());
        match fresh.pages.get(source) {
            Some(now) if now.text.is_empty() && !page.text.is_empty() => {
                found.push(disk())
            }
            Some(now) if now.digest != page.digest && is_fresh(&disk()) => {
                found.push(disk())
            }
            Some(_) => {}
            None => found.push(disk()),
        }
    }
    for source in known.files.differences(&fresh.files, Arc::ptr_eq) {
        let had_content = known.files.get(source).filter(|file| file.length > 0);
        let now = fresh.files.get(source);
        if let Some(file) = had_content
            && now.is_none_or(|now| now.length == 0)
        {
            found.push(file.disk.clone());
        }
    }
    for (name, file) in &known.theme.files {
        let now = fresh.theme.files.get(name);
        if !file.bytes.is_empty() && now.is_none_or(|now| now.bytes.is_empty()) {
            found.push(theme_folder(known).join(name));
        }
    }
    if fresh.settings_text.is_empty() && !known.settings_text.is_empty() {
        found.push(fresh.location.config.clone());
    }
    found
}

/// Looks until nobody is in the middle of writing what was looked at, or it is believed as it
/// is; a look gives what it saw, and the files that seemed unfinished.
pub fn once_finished<T>(mut look: impl FnMut() -> (T, Vec<PathBuf>)) -> T {
    let until = Instant::now() + BELIEVED_AFTER;
    loop {
        let is_last = Instant::now() >= until;
        let (seen, unfinished) = look();
        if unfinished.is_empty() || is_last {
            return seen;
        }
        wait_for(&unfinished, until);
    }
}

/// Waits until files have content and are left alone, or are believed as they are.
fn wait_for(paths: &[PathBuf], until: Instant) {
    let some = &paths[..paths.len().min(MOST)];
    let is_done = |path: &PathBuf| {
        mark(path).is_some_and(|(length, _)| length > 0) && !is_fresh(path)
    };
    while Instant::now() < until && !(paths.len() <= MOST && some.iter().all(is_done)) {
        std::thread::sleep(BREATH);
    }
}

/// Whether a snapshot has something at a path, so that its absence would be news.
pub fn is_known(inputs: &Inputs, path: &Path) -> bool {
    let location = &inputs.location;
    let below = |folder: PathBuf| {
        let name = path.strip_prefix(folder).ok()?.to_str()?;
        Some(name.replace(std::path::MAIN_SEPARATOR, "/"))
    };
    if path == location.config || path.starts_with(location.root.join("kinds")) {
        return true;
    }
    if let Some(name) = below(theme_folder(inputs)) {
        return inputs.theme.files.contains_key(&name);
    }
    let name = below(location.static_dir()).or_else(|| below(location.content_dir()));
    name.is_some_and(|name| {
        let source = SourcePath::new(&name);
        inputs.pages.contains_key(&source) || inputs.files.contains_key(&source)
    })
}

fn theme_folder(inputs: &Inputs) -> PathBuf {
    inputs
        .location
        .root
        .join("themes")
        .join(&inputs.settings.theme)
}

fn mark(path: &Path) -> Mark {
    let meta = fs::metadata(path).ok()?;
    Some((meta.len(), meta.modified().ok()))
}

fn is_fresh(path: &Path) -> bool {
    let modified = mark(path).and_then(|(_, modified)| modified);
    let age = modified.and_then(|at| SystemTime::now().duration_since(at).ok());
    age.is_some_and(|age| age < FRESH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_emptied_while_it_is_read_is_unfinished() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let (kept, emptied) = (folder.path().join("a.md"), folder.path().join("b.md"));
        for path in [&kept, &emptied] {
            fs::write(path, "text").expect("a file");
        }
        let before = Before::new(&[kept, emptied.clone()]);
        assert_eq!(before.unfinished(), Vec::<PathBuf>::new());
        fs::write(&emptied, "").expect("the file again");
        assert_eq!(before.unfinished(), [emptied]);
    }

    #[test]
    fn what_stays_away_is_believed_in_time() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let started = Instant::now();
        wait_for(&[folder.path().join("gone.md")], started + BELIEVED_AFTER);
        assert!(started.elapsed() >= BELIEVED_AFTER);
    }
}
