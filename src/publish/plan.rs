//! What has to happen at a store so that readers get a release: decided before it begins.

use std::collections::{BTreeMap, BTreeSet};

use super::current::Current;
use super::headers::Headers;
use super::release::Contents;
use super::releases::Releases;
use crate::build::manifest::Entry;
use crate::paths::OutputPath;

/// An object as a store lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What changes whenever it is written.
    pub tag: Tag,
    /// Its length in bytes.
    pub length: u64,
}

/// What changes whenever an object is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
    /// The tag that the store gives to its bytes; many give copies the same.
    Bytes(String),
    /// Where it gives none: the time.
    Time(String),
}

impl Tag {
    /// It as a word of a text.
    pub fn as_str(&self) -> &str {
        let (Self::Bytes(text) | Self::Time(text)) = self;
        text
    }
}

/// What is at a target.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The releases.
    pub releases: Releases,
    /// Which of them readers get.
    pub current: Current,
    /// What readers get, by its path.
    pub site: BTreeMap<OutputPath, Seen>,
    /// The bytes of all releases, by their names.
    pub blobs: BTreeMap<String, Seen>,
}

/// What has to happen, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Bytes that are copied to where readers get them: what pages need before the pages.
    pub copies: Vec<(String, OutputPath)>,
    /// Files that are right already.
    pub kept: usize,
    /// Files that are removed when readers get the release.
    pub removals: Vec<OutputPath>,
    /// Files that no release brought, where files of the release are to be.
    pub foreign: Vec<OutputPath>,
}

impl State {
    /// Whether there are files, and none of them was ever published.
    pub fn is_foreign(&self) -> bool {
        let is_ours = !self.releases.all.is_empty() || !self.blobs.is_empty();
        !is_ours && !self.site.is_empty()
    }

    /// What has to happen so that readers get a release of those that are there.
    pub fn switch_to(&self, contents: &Contents) -> Plan {
        let ours = self.releases.paths();
        let mut plan = Plan::default();
        for (path, entry) in &contents.manifest.files {
            let blob = blob(contents, path, entry);
            let seen = self.site.get(path);
            if seen.is_some_and(|seen| self.is_right(path, seen, entry, &blob)) {
                plan.kept += 1;
            } else if seen.is_some() && !ours.contains(path) {
                plan.foreign.push(path.clone());
            } else {
                plan.copies.push((blob, path.clone()));
            }
        }
        plan.copies.sort_by_key(|(_, path)| {
            let is_page = path.as_str().ends_with(".html");
            (!contents.versioned.contains(path), is_page)
        });
        let stays = self.releases.versioned();
        let is_past = |path: &&OutputPath| {
            let is_ours = ours.contains(*path) && !stays.contains(*path);
            is_ours && !contents.manifest.files.contains_key(*path)
        };
        plan.removals = self.site.keys().filter(is_past).cloned().collect();
        plan
    }

    /// Whether readers get these bytes already. What somebody else put there has another tag.
    fn is_right(
        &self,
        path: &OutputPath,
        seen: &Seen,
        entry: &Entry,
        blob: &str,
    ) -> bool {
        let source = self.blobs.get(blob).map(|blob| &blob.tag);
        let is_copy = matches!(seen.tag, Tag::Bytes(_)) && source == Some(&seen.tag);
        let was_copied = || {
            let live = self.releases.live().map(|live| &live.contents);
            let known = live.and_then(|live| {
                let entry = live.manifest.files.get(path)?;
                Some(self::blob(live, path, entry))
            });
            let tag = self.current.tags.get(path).map(String::as_str);
            known.as_deref() == Some(blob) && tag == Some(seen.tag.as_str())
        };
        seen.length == entry.length && (is_copy || was_copied())
    }

    /// The bytes of a release that are not there any more.
    pub fn missing(&self, contents: &Contents) -> Vec<OutputPath> {
        let files = contents.manifest.files.iter();
        let gone = files.filter(|(path, entry)| {
            let blob = self.blobs.get(&blob(contents, path, entry));
            blob.is_none_or(|blob| blob.length != entry.length)
        });
        gone.map(|(path, _)| path.clone()).collect()
    }

    /// Bytes that belong to no release.
    pub fn unused_blobs(&self) -> Vec<String> {
        let releases = self.releases.all.values().map(|release| &release.contents);
        let used: BTreeSet<String> = releases
            .flat_map(|contents| {
                let files = contents.manifest.files.iter();
                files.map(move |(path, entry)| blob(contents, path, entry))
            })
            .collect();
        let names = self.blobs.keys();
        names
            .filter(|name| !used.contains(*name))
            .cloned()
            .collect()
    }
}

/// The name under which the bytes of a file are kept.
pub fn blob(contents: &Contents, path: &OutputPath, entry: &Entry) -> String {
    let is_versioned = contents.versioned.contains(path);
    Headers::of(path, is_versioned).blob(entry.digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::publish::release::{Origin, Release};

    fn contents(files: &[(&str, &str)]) -> Contents {
        let mut contents = Contents::default();
        for (path, text) in files {
            let entry = Entry {
                digest: Digest::of_bytes(text.as_bytes()),
                length: text.len() as u64,
                modified: 0,
            };
            let path = OutputPath::new(path);
            if path.as_str().contains("v-") {
                contents.versioned.insert(path.clone());
            }
            contents.manifest.files.insert(path, entry);
        }
        contents
    }

    /// Adds the record of a release.
    fn add(state: &mut State, contents: &Contents) {
        let release = Release {
            number: state.releases.next_number(),
            origin: Origin::default(),
            contents: contents.clone(),
        };
        state.releases.all.insert(contents.id(), release);
    }

    /// A store after a release was published; tags are those of the bytes.
    fn state(live: &Contents, others: &[&Contents]) -> State {
        let mut state = State::default();
        for contents in others.iter().copied().chain([live]) {
            add(&mut state, contents);
            for (path, entry) in &contents.manifest.files {
                let seen = Seen {
                    tag: Tag::Bytes(entry.digest.to_string()),
                    length: entry.length,
                };
                state
                    .blobs
                    .insert(blob(contents, path, entry), seen.clone());
                let is_shown = std::ptr::eq(contents, live);
                if is_shown || contents.versioned.contains(path) {
                    state.site.insert(path.clone(), seen);
                }
            }
        }
        state.releases.live = Some(live.id());
        state.current.release = live.id();
        state
    }

    fn copied(plan: &Plan) -> Vec<&str> {
        plan.copies.iter().map(|(_, path)| path.as_str()).collect()
    }

    #[test]
    fn only_what_changed_is_copied_assets_first_and_pages_last() {
        let old = contents(&[
            ("index.html", "1"),
            ("same.html", "s"),
            ("v-1.css", "1"),
            ("gone.html", "g"),
        ]);
        let new = contents(&[
            ("index.html", "2"),
            ("same.html", "s"),
            ("v-2.css", "2"),
            ("a.html", "a"),
            ("z.json", "z"),
        ]);
        let mut state = state(&old, &[]);
        add(&mut state, &new);
        let plan = state.switch_to(&new);
        assert_eq!(copied(&plan), ["v-2.css", "z.json", "a.html", "index.html"]);
        assert_eq!(plan.kept, 1);
        assert_eq!(
            plan.removals,
            [OutputPath::new("gone.html")],
            "older pages load v-1.css"
        );
    }

    #[test]
    fn what_somebody_else_changed_is_copied_again() {
        let live = contents(&[("index.html", "1"), ("same.html", "s")]);
        let mut state = state(&live, &[]);
        let index = OutputPath::new("index.html");
        if let Some(seen) = state.site.get_mut(&index) {
            seen.tag = Tag::Bytes("another".to_owned());
        }
        assert_eq!(copied(&state.switch_to(&live)), ["index.html"]);
        // A store whose tags are not those of the bytes: what it said after copying is known.
        state.current.tags.insert(index, "another".to_owned());
        assert_eq!(state.switch_to(&live).copies, []);
    }

    #[test]
    fn files_of_others_are_named_and_those_of_an_interrupted_release_are_ours() {
        let live = contents(&[("index.html", "1")]);
        let next = contents(&[("index.html", "2"), ("new.html", "n")]);
        let mut state = state(&live, &[]);
        let seen = Seen {
            tag: Tag::Time("then".to_owned()),
            length: 1,
        };
        state.site.insert(OutputPath::new("new.html"), seen);
        assert_eq!(
            state.switch_to(&next).foreign,
            [OutputPath::new("new.html")]
        );
        add(&mut state, &next);
        let plan = state.switch_to(&next);
        assert_eq!(copied(&plan), ["index.html", "new.html"]);
        assert_eq!(
            state.switch_to(&live).removals,
            [OutputPath::new("new.html")]
        );
    }

    #[test]
    fn bytes_that_no_release_needs_are_known() {
        let (old, live) = (contents(&[("a.html", "1")]), contents(&[("a.html", "2")]));
        let mut state = state(&live, &[&old]);
        assert_eq!(state.unused_blobs(), Vec::<String>::new());
        assert_eq!(state.missing(&old), []);
        state.releases.all.remove(&old.id());
        let unused = state.unused_blobs();
        assert_eq!(unused.len(), 1);
        state.blobs.remove(&unused[0]);
        assert_eq!(state.missing(&old), [OutputPath::new("a.html")]);
    }
}
