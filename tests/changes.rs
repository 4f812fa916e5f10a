//! "What changed" from the commits of a repository, which the test writes without git.
#![cfg(feature = "git")]
#![allow(clippy::disallowed_methods)] // the test plays git, which writes a repository

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use common::{Built, Handbook};
use gix_hash::{Kind, ObjectId};
use gix_object::Write;
use tandem::input::changes::Change;

const PAGE: &str = "---\ntitle: A page\nreviewed: 2026-01-02\n---\n\nText.\n";

/// A repository while it is written.
struct Repository {
    folder: PathBuf,
    store: gix_odb::Handle,
    head: Option<ObjectId>,
    files: BTreeMap<String, String>,
    day: i64,
}

impl Repository {
    fn new(folder: PathBuf) -> Self {
        fs::create_dir_all(folder.join("objects")).expect("a new folder");
        fs::create_dir_all(folder.join("refs/heads")).expect("a new folder");
        fs::write(folder.join("HEAD"), "ref: refs/heads/main\n").expect("a new file");
        let store = gix_odb::at(folder.join("objects"), Kind::Sha1);
        Self {
            store: store.expect("the folder is there"),
            folder,
            head: None,
            files: BTreeMap::new(),
            day: 20_000,
        }
    }

    /// Records the files as they are after these changes; an empty text removes a file.
    fn commit(&mut self, message: &str, changes: &[(&str, &str)]) -> ObjectId {
        for (path, text) in changes {
            match text.is_empty() {
                true => drop(self.files.remove(*path)),
                false => drop(self.files.insert((*path).into(), (*text).into())),
            }
        }
        let tree = self.tree("");
        let parent = self
            .head
            .map(|id| format!("parent {id}\n"))
            .unwrap_or_default();
        let who = format!("Ada <ada@example.com> {} +0000", self.day * 86_400);
        let text =
            format!("tree {tree}\n{parent}author {who}\ncommitter {who}\n\n{message}\n");
        let id = self.object(gix_object::Kind::Commit, text.as_bytes());
        self.day += 1;
        self.head = Some(id);
        fs::write(self.folder.join("refs/heads/main"), format!("{id}\n"))
            .expect("the folder is there");
        id
    }

    fn tree(&self, folder: &str) -> ObjectId {
        let mut entries: BTreeMap<String, (&str, ObjectId)> = BTreeMap::new();
        for (path, text) in &self.files {
            let Some(rest) = path.strip_prefix(folder) else {
                continue;
            };
            match rest.split_once('/') {
                Some((name, _)) => {
                    let inner = self.tree(&format!("{folder}{name}/"));
                    entries.insert(name.to_owned(), ("40000", inner));
                }
                None => {
                    let id = self.object(gix_object::Kind::Blob, text.as_bytes());
                    entries.insert(rest.to_owned(), ("100644", id));
                }
            }
        }
        let mut bytes = Vec::new();
        for (name, (mode, id)) in entries {
            bytes.extend_from_slice(format!("{mode} {name}\0").as_bytes());
            bytes.extend_from_slice(id.as_slice());
        }
        self.object(gix_object::Kind::Tree, &bytes)
    }

    fn object(&self, kind: gix_object::Kind, bytes: &[u8]) -> ObjectId {
        self.store
            .write_buf(kind, bytes)
            .expect("the folder can be written")
    }

    fn path_of(&self, id: ObjectId) -> PathBuf {
        let hex = id.to_string();
        self.folder.join("objects").join(&hex[..2]).join(&hex[2..])
    }
}

fn handbook() -> Handbook {
    Handbook::new()
        .file("index.md", "---\ntitle: Home\n---\n\nHome.\n")
        .file("guides/a.md", PAGE)
        .file("guides/b.md", PAGE)
}

fn repository(handbook: &Handbook) -> Repository {
    Repository::new(handbook.root().join(".git"))
}

/// Three commits: two pages, a file beside them, and one page again.
fn three(repository: &mut Repository, prefix: &str) -> [ObjectId; 3] {
    let path = |name: &str| format!("{prefix}{name}");
    let (a, b) = (path("content/guides/a.md"), path("content/guides/b.md"));
    let readme = path("README.md");
    [
        repository.commit("Two guides\n\nwith more words", &[(&a, "1"), (&b, "1")]),
        repository.commit("A file beside them", &[(&readme, "x")]),
        repository.commit("A better guide", &[(&a, "2")]),
    ]
}

fn told(changes: &[Change]) -> Vec<String> {
    let line = |change: &Change| {
        let pages: Vec<&str> = change.pages.iter().map(|page| page.as_str()).collect();
        format!("{} {}: {}", change.date, change.subject, pages.join(" "))
    };
    changes.iter().map(line).collect()
}

fn lines(built: &Built) -> Vec<String> {
    told(&built.inputs.history.changes)
}

#[test]
fn pages_say_which_commit_they_were_built_from() {
    let handbook = handbook();
    let last = three(&mut repository(&handbook), "")[2].to_string();
    let page = handbook
        .build()
        .output("guides/a.html")
        .expect("it is there");
    let page = String::from_utf8(page).expect("pages are text");
    assert!(
        page.contains(&format!(", version {}</span>", &last[..8])),
        "{page}"
    );
}

const BOTH: [&str; 2] = [
    "2024-10-06 A better guide: guides/a.md",
    "2024-10-04 Two guides: guides/a.md guides/b.md",
];

#[test]
fn changes_are_the_commits_that_touched_pages() {
    let handbook = handbook();
    three(&mut repository(&handbook), "");
    let built = handbook
        .settings("title: Ours\n")
        .file(
            "glossary/word.md",
            "---\ntitle: Word\nshort: A word.\n---\n",
        )
        .build()
        .ignoring_problems();
    assert_eq!(lines(&built), BOTH);
    built.expect_page("changes.html").contains("A better guide");
}

const FOLLOWED: &str = "title: Ours & theirs\nbase_url: https://x.example/hb\n";

#[test]
fn what_changed_can_be_followed_with_a_feed_reader() {
    let handbook = handbook();
    let mut repository = repository(&handbook);
    three(&mut repository, "");
    repository.commit("Fish & <chips>", &[("content/guides/b.md", "3")]);
    let term = "---\ntitle: Word\nshort: A word.\n---\n";
    let built = handbook
        .settings(FOLLOWED)
        .file("glossary/word.md", term)
        .build()
        .ignoring_problems();
    let feed = built.expect_page("changes.xml");
    feed.contains("<title>Ours &amp; theirs: What changed</title>")
        .contains("<link rel=\"self\" href=\"https://x.example/hb/changes.xml\"/>")
        .contains("<updated>2024-10-07T00:00:00Z</updated>\n<author>")
        .contains("<title>Fish &amp; &lt;chips&gt;</title>")
        .contains("<link rel=\"alternate\" href=\"https://x.example/hb/guides/b.html\"/>")
        .contains("<link rel=\"alternate\" href=\"https://x.example/hb/changes.html\"/>")
        .lacks("A file beside them");
    let ids: Vec<&str> = feed
        .text
        .lines()
        .filter(|l| l.starts_with("<id>"))
        .collect();
    let different: BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(
        (ids.len(), different.len()),
        (4, 4),
        "one for the feed, one a change"
    );
    let link = "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"What changed\" href=\"../changes.xml\">";
    built.expect_page("guides/a.html").contains(link);
}

#[test]
fn without_an_address_or_a_list_of_changes_there_is_no_feed() {
    let term = "---\ntitle: Word\nshort: A word.\n---\n";
    let modelled = || handbook().file("glossary/word.md", term);
    let own_list = "---\ntitle: What changed\n---\n\nAsk us.\n";
    for handbook in [
        handbook().settings(FOLLOWED),
        modelled().settings("title: Ours\n"),
        modelled().settings(FOLLOWED).file("changes.md", own_list),
    ] {
        let built = handbook.build().ignoring_problems();
        built.expect_no_output("changes.xml");
        built.expect_page("index.html").lacks("changes.xml");
    }
}

#[test]
fn a_handbook_may_stand_anywhere_in_its_repository() {
    let outer = tempfile::tempdir().expect("a folder for the test");
    let root = outer.path().join("docs/handbook");
    fs::create_dir_all(root.join("content/guides")).expect("a new folder");
    for name in ["a.md", "b.md"] {
        fs::write(root.join("content/guides").join(name), PAGE).expect("a new file");
    }
    three(
        &mut Repository::new(outer.path().join(".git")),
        "docs/handbook/",
    );
    assert_eq!(told(&read(&root)), BOTH);
}

fn read(root: &Path) -> Vec<Change> {
    use tandem::input::{Drafts, Inputs, Location, Purpose, Request};
    let location = Location::new(root.to_path_buf(), None, &root.join("public"));
    let request = Request {
        today: tandem::date::Date::parse("2026-11-20").expect("a date"),
        day: tandem::input::Day::Named,
        drafts: Drafts::Skip,
        purpose: Purpose::Publish,
        base_url: None,
        audience: None,
    };
    Inputs::read(location, request).history.changes.to_vec()
}

#[test]
fn worktrees_and_packed_references_are_followed() {
    let handbook = handbook();
    let main = tempfile::tempdir().expect("a folder for the test");
    let mut repository = Repository::new(main.path().join(".git"));
    let [_, _, last] = three(&mut repository, "");
    let own = main.path().join(".git/worktrees/ours");
    fs::create_dir_all(&own).expect("a new folder");
    fs::write(own.join("HEAD"), "ref: refs/heads/ours\n").expect("a new file");
    fs::write(own.join("commondir"), "../..\n").expect("a new file");
    let packed = format!("# pack-refs with: peeled\n{last} refs/heads/ours\n");
    fs::write(main.path().join(".git/packed-refs"), packed).expect("a new file");
    let pointer = format!("gitdir: {}\n", own.display());
    fs::write(handbook.root().join(".git"), pointer).expect("a new file");
    assert_eq!(lines(&handbook.build().ignoring_problems()), BOTH);
}

#[test]
fn a_shallow_clone_tells_what_it_has() {
    let handbook = handbook();
    let mut repository = repository(&handbook);
    let [first, second, _] = three(&mut repository, "");
    fs::remove_file(repository.path_of(first)).expect("the object was written");
    let built = handbook.build().ignoring_problems();
    assert_eq!(lines(&built), BOTH[..1]);
    fs::remove_file(repository.path_of(second)).expect("the object was written");
    assert_eq!(read(built.handbook.root()), []);
}

#[test]
fn whatever_cannot_be_read_is_not_there() {
    let broken: [(&str, &str); 7] = [
        (".git", "no repository"),
        (".git", "gitdir: /nowhere/at/all\n"),
        (".git/HEAD", "ref: ../../secret\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".git/HEAD", "0123456789012345678901234567890123456789\n"),
        (
            ".git/HEAD",
            "0123456789012345678901234567890123456789012345678901234567890123\n",
        ),
        (".git/HEAD", ""),
    ];
    for (path, text) in broken {
        let built = handbook().beside(path, text).build();
        assert_eq!(lines(&built), Vec::<String>::new(), "{path}: {text}");
        built.expect_no_problems();
    }
}

#[test]
fn broken_objects_end_the_walk_and_nothing_else() {
    for cut in [0, 1, 5, 20] {
        let handbook = handbook();
        let mut repository = repository(&handbook);
        let ids = three(&mut repository, "");
        for id in ids {
            let path = repository.path_of(id);
            let bytes = fs::read(&path).expect("the object was written");
            fs::remove_file(&path).expect("the object was written");
            fs::write(&path, &bytes[..cut]).expect("the folder is there");
        }
        let built = handbook.build();
        assert_eq!(lines(&built), Vec::<String>::new());
        built.expect_no_problems();
    }
}

#[test]
fn thirty_changes_are_told_and_pages_that_are_gone_are_not() {
    let handbook = handbook();
    let mut repository = repository(&handbook);
    for number in 0..40 {
        let text = format!("{number}");
        repository.commit(&format!("Edit {number}"), &[("content/guides/a.md", &text)]);
    }
    repository.commit("Another page", &[("content/old.md", "x")]);
    repository.commit("which goes", &[("content/old.md", "")]);
    let built = handbook.build().ignoring_problems();
    let changes = &built.inputs.history.changes;
    assert_eq!(changes.len(), 30);
    assert_eq!(changes[0].subject, "Edit 39");
    assert_eq!(changes[29].subject, "Edit 10");
}

#[test]
fn a_new_commit_is_noticed_by_a_full_refresh_and_an_old_one_is_not_read_again() {
    let handbook = handbook();
    let mut repository = repository(&handbook);
    three(&mut repository, "");
    let inputs = handbook.inputs();
    let again = inputs.refresh();
    let (before, after) = (&inputs.history.changes, &again.history.changes);
    assert!(std::sync::Arc::ptr_eq(before, after));
    repository.commit("One more", &[("content/guides/b.md", "3")]);
    let fresh = again.refresh();
    assert_eq!(fresh.history.changes[0].subject, "One more");
    assert!(!fresh.same_as(&inputs), "the history is part of the input");
}
