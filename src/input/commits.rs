//! The latest commits of a repository that touched pages: along first parents, tree by tree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gix_hash::{Kind, ObjectId};
use gix_object::{CommitRef, Find, TreeRefIter};

use super::changes::Change;
use crate::date::Date;
use crate::paths::{SourcePath, join};

/// Changes that are told.
const MOST_CHANGES: usize = 30;
/// Commits that are looked at for them.
const MOST_COMMITS: usize = 2_000;
/// Pages that are named in one change; a page shows fewer.
const MOST_PAGES: usize = 50;
/// Folders that are read in all, so that a repository of many large ones costs no more.
const MOST_TREES: usize = 20_000;
/// Folders inside each other.
const MOST_DEPTH: usize = 32;
/// Longest subject, in characters.
const LONGEST_SUBJECT: usize = 200;

/// The changes to pages in `folder`, from the commit `head` backwards.
pub fn changes(
    objects: &Path,
    head: &str,
    folder: &[String],
    is_page: &dyn Fn(&SourcePath) -> bool,
) -> Vec<Change> {
    let (Ok(store), Ok(head)) = (
        gix_odb::at(objects, Kind::Sha1),
        ObjectId::from_hex(head.as_bytes()),
    ) else {
        return Vec::new();
    };
    let mut walk = Walk {
        store,
        buffer: Vec::new(),
        trees: MOST_TREES,
        is_page,
    };
    let mut changes = Vec::new();
    // What stops the walk, stops it: a shallow clone ends where its commits end.
    let _ = walk.along(head, folder, &mut changes);
    changes
}

/// What one commit says.
struct Commit {
    tree: ObjectId,
    parent: Option<ObjectId>,
    date: Option<Date>,
    subject: String,
}

/// Files and folders by name; `true` for folders.
type Entries = BTreeMap<String, (bool, ObjectId)>;

struct Walk<'a> {
    store: gix_odb::Handle,
    buffer: Vec<u8>,
    /// How many folders may still be read.
    trees: usize,
    is_page: &'a dyn Fn(&SourcePath) -> bool,
}

impl Walk<'_> {
    /// Follows first parents; `None` where something is missing or broken.
    fn along(
        &mut self,
        head: ObjectId,
        folder: &[String],
        changes: &mut Vec<Change>,
    ) -> Option<()> {
        let mut commit = self.commit(head)?;
        let mut tree = self.folder(commit.tree, folder)?;
        for _ in 0..MOST_COMMITS {
            let (before, parent) = match commit.parent {
                Some(id) => {
                    let parent = self.commit(id)?;
                    (self.folder(parent.tree, folder)?, Some(parent))
                }
                None => (None, None),
            };
            let mut pages = BTreeSet::new();
            self.compare((before, tree), "", 0, &mut pages)?;
            if let Some(date) = commit.date.filter(|_| !pages.is_empty()) {
                changes.push(Change {
                    date,
                    subject: commit.subject,
                    pages: pages.into_iter().take(MOST_PAGES).collect(),
                });
            }
            if changes.len() == MOST_CHANGES {
                break;
            }
            (commit, tree) = (parent?, before);
        }
        Some(())
    }

    fn commit(&mut self, id: ObjectId) -> Option<Commit> {
        let data = self.store.try_find(&id, &mut self.buffer).ok()??;
        let is_commit = data.kind == gix_object::Kind::Commit;
        let commit = is_commit.then(|| CommitRef::from_bytes(data.data, Kind::Sha1));
        let commit = commit?.ok()?;
        let message = String::from_utf8_lossy(commit.message);
        let mut parents = commit.parents.iter();
        Some(Commit {
            tree: ObjectId::from_hex(commit.tree).ok()?,
            parent: parents
                .next()
                .map(|id| ObjectId::from_hex(id))
                .transpose()
                .ok()?,
            date: date(&String::from_utf8_lossy(commit.committer)),
            subject: subject(&message),
        })
    }

    fn entries(&mut self, id: ObjectId) -> Option<Entries> {
        self.trees = self.trees.checked_sub(1)?;
        let data = self.store.try_find(&id, &mut self.buffer).ok()??;
        if data.kind != gix_object::Kind::Tree {
            return None;
        }
        let mut entries = Entries::new();
        for entry in TreeRefIter::from_bytes(data.data, Kind::Sha1) {
            let entry = entry.ok()?;
            // A name that is no text is no page.
            if let Ok(name) = std::str::from_utf8(entry.filename) {
                let value = (entry.mode.is_tree(), entry.oid.to_owned());
                entries.insert(name.to_owned(), value);
            }
        }
        Some(entries)
    }

    /// The folder below a tree; the inner `None` where it does not exist yet.
    fn folder(&mut self, tree: ObjectId, names: &[String]) -> Option<Option<ObjectId>> {
        let mut tree = tree;
        for name in names {
            match self.entries(tree)?.get(name) {
                Some((true, id)) => tree = *id,
                _ => return Some(None),
            }
        }
        Some(Some(tree))
    }

    /// Collects the pages that are new or other than before.
    fn compare(
        &mut self,
        (before, after): (Option<ObjectId>, Option<ObjectId>),
        folder: &str,
        depth: usize,
        pages: &mut BTreeSet<SourcePath>,
    ) -> Option<()> {
        let Some(after) = after.filter(|_| before != after && depth < MOST_DEPTH) else {
            return Some(());
        };
        let before = match before {
            Some(id) => self.entries(id)?,
            None => Entries::new(),
        };
        for (name, (is_folder, id)) in self.entries(after)? {
            let earlier = before.get(&name);
            if earlier == Some(&(is_folder, id)) {
                continue;
            }
            let path = join(folder, &name);
            if is_folder {
                let earlier = earlier.filter(|(is_folder, _)| *is_folder);
                let pair = (earlier.map(|(_, id)| *id), Some(id));
                self.compare(pair, &path, depth + 1, pages)?;
            } else {
                let path = SourcePath::new(&path);
                pages.extend(Some(path).filter(|path| (self.is_page)(path)));
            }
        }
        Some(())
    }
}

/// What was said about a change: the first line, or that of the text where a merge only says
/// that it is one.
fn subject(message: &str) -> String {
    let mut lines = message
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let line = match first.starts_with("Merge ") {
        true => lines.next().unwrap_or(first),
        false => first,
    };
    let plain = line.chars().filter(|c| !c.is_control());
    plain.take(LONGEST_SUBJECT).collect()
}

/// The day in a line such as `Ada <ada@example.com> 1790000000 +0200`, where it was written.
fn date(committer: &str) -> Option<Date> {
    let (_, time) = committer.rsplit_once('>')?;
    let mut words = time.split_whitespace();
    let seconds: i64 = words.next()?.parse().ok()?;
    let zone: i64 = words.next().unwrap_or("+0000").parse().ok()?;
    let offset = (zone / 100 * 60 + zone % 100) * 60;
    let days = seconds.checked_add(offset)?.div_euclid(86_400);
    let (first, last) = (Date::new(1970, 1, 1)?, Date::new(9999, 12, 31)?);
    (first.days()..=last.days())
        .contains(&days)
        .then(|| Date::from_days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_is_called_by_what_it_brings() {
        assert_eq!(subject("One line\n\nand more\n"), "One line");
        assert_eq!(
            subject("Merge pull request #4 from x/y\n\nA page on lunch\n"),
            "A page on lunch"
        );
        assert_eq!(subject("Merge branch 'x'\n"), "Merge branch 'x'");
        assert_eq!(subject("\u{1b}[31mred\n"), "[31mred");
        assert_eq!(subject(""), "");
    }

    #[test]
    fn a_change_has_the_day_of_whoever_recorded_it() {
        let day = |line: &str| date(line).map(|date| date.to_string());
        let late = "A <a@example.com> 1795564740";
        assert_eq!(day(&format!("{late} +0000")).as_deref(), Some("2026-11-24"));
        assert_eq!(day(&format!("{late} +0200")).as_deref(), Some("2026-11-25"));
        assert_eq!(day(&format!("{late} -0330")).as_deref(), Some("2026-11-24"));
        assert_eq!(day("A <a@example.com> 99999999999999999 +0000"), None);
        assert_eq!(day("nobody"), None);
    }
}
