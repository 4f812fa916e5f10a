//! Publishing to a folder with releases.

use std::fs;
use std::os::unix::fs::MetadataExt;

use super::hosted::{Hosted, Outcome, files};
use tandem::digest::Digest;

/// Everything but what a reader with an older page may still ask for.
fn pages(hosted: &Hosted) -> Vec<String> {
    hosted
        .site()
        .into_keys()
        .filter(|path| path.ends_with(".html"))
        .collect()
}

#[test]
fn a_release_holds_the_bytes_of_a_build() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let output = hosted.root().join("public");
    let mut build = std::process::Command::new(env!("CARGO_BIN_EXE_tandem"));
    build
        .args(["--today", "2026-11-20", "--root"])
        .arg(hosted.root())
        .arg("build");
    Outcome::of(build).succeeds();
    let mut built = files(&output);
    built.retain(|path, _| !path.starts_with(".tandem-"));
    assert_eq!(hosted.site(), built);
}

#[test]
fn an_edit_sends_what_it_changed_and_shares_the_rest() {
    let hosted = Hosted::new();
    let first = hosted.publish(&["--format", "json"]).succeeds().summary();
    assert_eq!(first["kept"], 0);
    let before = fs::metadata(hosted.current().join("how/talk.html"));
    hosted.says("Other words.");
    let second = hosted.publish(&["--format", "json"]).succeeds().summary();
    let sent = second["sent"].as_u64().expect("a number");
    assert!(
        sent > 0 && sent < first["sent"].as_u64().expect("a number") / 2,
        "{second}"
    );
    assert!(second["bytes"].as_u64() < first["bytes"].as_u64());
    let after = fs::metadata(hosted.current().join("how/talk.html"));
    let number = |file: std::io::Result<fs::Metadata>| file.expect("it is there").ino();
    assert_eq!(number(before), number(after), "one file with two names");
    assert!(hosted.home().contains("Other words."));
}

#[test]
fn the_same_site_is_the_same_release_wherever_and_whenever_it_is_published() {
    let (one, two) = (Hosted::new(), Hosted::new());
    one.publish(&[]).succeeds();
    two.publish(&[]).succeeds();
    assert_eq!(one.live(), two.live());
    let again = one.publish(&[]).succeeds();
    assert!(
        again.text.contains("already") && again.text.contains("0 files sent"),
        "{}",
        again.text
    );
    one.says("Other words.");
    one.publish(&[]).succeeds();
    assert_ne!(one.live(), two.live());
}

#[test]
fn a_release_is_taken_back_and_brought_again_without_being_written() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let (first, site) = (hosted.live(), hosted.site());
    hosted.says("A bad idea.");
    hosted.publish(&[]).succeeds();
    let bad = hosted.live();
    hosted.publish(&["--rollback"]).succeeds();
    assert_eq!(hosted.live(), first);
    for (path, bytes) in &site {
        assert_eq!(hosted.site().get(path), Some(bytes), "{path}");
    }
    hosted
        .publish(&["--rollback"])
        .fails(2, "E037", "no release before");
    hosted.publish(&["--rollback", &bad[..6]]).succeeds();
    assert!(hosted.home().contains("A bad idea."));
    hosted
        .publish(&["--rollback", "zz"])
        .fails(2, "E037", "no release zz");
    let list = hosted.publish(&["--list", "--format", "json"]).succeeds();
    assert_eq!(list.printed.lines().count(), 2);
    assert_eq!(list.printed.matches("\"live\":true").count(), 1);
    assert!(
        list.printed
            .lines()
            .next()
            .is_some_and(|line| line.contains(&bad))
    );
}

#[test]
fn publishing_what_was_published_before_only_switches() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let first = hosted.live();
    hosted.says("Other words.");
    hosted.publish(&[]).succeeds();
    hosted.says("The first words.");
    hosted.publish(&[]).succeeds();
    assert_eq!(hosted.live(), first);
    let list = hosted.publish(&["--list", "--format", "json"]).succeeds();
    assert!(
        list.printed
            .lines()
            .next()
            .is_some_and(|line| line.contains(&first)),
        "the newest"
    );
}

#[test]
fn what_is_there_is_switched_to_and_nothing_counts_as_sent() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    hosted.says("Other words.");
    hosted.publish(&[]).succeeds();
    hosted.publish(&["--rollback"]).succeeds();
    let told = hosted.publish(&["--dry-run"]).succeeds();
    assert!(
        told.text.contains("Would switch to release"),
        "{}",
        told.text
    );
    assert!(told.text.contains("0 files sent (0 B)"), "{}", told.text);
    let done = hosted.publish(&[]).succeeds();
    assert!(done.text.contains("Switched to release"), "{}", done.text);
    assert!(done.text.contains("0 files sent (0 B)"), "{}", done.text);
    assert!(hosted.home().contains("Other words."));
}

#[test]
fn going_back_where_nothing_was_published_makes_nothing() {
    let hosted = Hosted::new();
    let refused = hosted.publish(&["--rollback"]);
    refused.fails(2, "E037", "nothing was published here");
    assert!(!hosted.target().exists());
    let listed = hosted.publish(&["--list"]).succeeds();
    assert!(
        listed.text.contains("Nothing was published at"),
        "{}",
        listed.text
    );
    hosted.publish(&["--in-place"]).succeeds();
    let listed = hosted.publish(&["--list"]).succeeds();
    assert!(
        listed.text.contains("no releases are kept"),
        "{}",
        listed.text
    );
}

#[test]
fn a_release_to_go_back_to_is_never_taken_for_the_target() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let first = hosted.live();
    let target = hosted.target();
    let target = target.to_str().expect("text");
    for back in [&[][..], &[first.as_str()]] {
        hosted.says("Other words.");
        hosted.publish(&[]).succeeds();
        let arguments = [&[target], back].concat();
        Outcome::of(hosted.command("--rollback", &arguments)).succeeds();
        assert_eq!(hosted.live(), first);
    }
    hosted.publish(&[&format!("--rollback={first}")]).succeeds();
    hosted
        .publish(&["--rollback="])
        .fails(2, "E037", "is empty");
    hosted
        .publish(&["--rollback", ""])
        .fails(2, "E037", "is empty");
    let alone = hosted.publish(&[&first]);
    assert!(alone.text.contains("--rollback"), "{}", alone.text);
    assert_eq!(alone.status, Some(2));
}

#[test]
fn the_list_tells_releases_of_one_minute_apart_and_marks_the_live_one() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let list = hosted.publish(&["--list"]).succeeds().printed;
    let row = list.lines().nth(1).expect("one release");
    let time = row
        .split(" UTC")
        .next()
        .and_then(|row| row.rsplit(' ').next());
    assert_eq!(time.map(|time| time.split(':').count()), Some(3), "{list}");
    assert!(row.contains(" yes "), "{list}");
}

#[test]
fn going_back_to_a_release_for_another_address_is_said() {
    let hosted = Hosted::new();
    hosted.publish(&["-u", "https://old.example/"]).succeeds();
    hosted.publish(&["-u", "https://new.example/"]).succeeds();
    let back = hosted.publish(&["--rollback"]).succeeds();
    assert!(
        back.text.contains("built for https://old.example/"),
        "{}",
        back.text
    );
    hosted.says("Other words.");
    hosted.publish(&["-u", "https://old.example/"]).succeeds();
    let back = hosted.publish(&["--rollback"]).succeeds();
    assert!(
        back.text.contains("until now for https://old.example/"),
        "{}",
        back.text
    );
}

#[test]
fn so_many_old_releases_stay() {
    let hosted = Hosted::new();
    for day in ["one", "two", "three", "four", "five"] {
        hosted.says(day);
        hosted.publish(&[]).succeeds();
    }
    let count = || {
        fs::read_dir(hosted.target().join("releases"))
            .expect("they are there")
            .count()
    };
    assert_eq!(count(), 3);
    hosted.says("and a half");
    let last = hosted.publish(&["--keep", "0"]).succeeds();
    assert!(last.text.contains("nothing to go back to"), "{}", last.text);
    hosted.says("five");
    hosted.publish(&[]).succeeds();
    hosted.says("six");
    let last = hosted
        .publish(&["--keep", "0", "--format", "json"])
        .succeeds()
        .summary();
    assert_eq!(last["removed"].as_array().map(Vec::len), Some(2));
    assert_eq!(count(), 1);
    assert!(hosted.home().contains("six"));
}

#[test]
fn a_reader_with_an_older_page_still_gets_what_it_asks_for() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let before = hosted.site();
    hosted.says("Entirely other words, which search has to know: periwinkle.");
    hosted.publish(&[]).succeeds();
    let now = hosted.site();
    let of_index =
        |path: &&String| path.starts_with("search/") && path.as_str() != "search/root.js";
    let changed: Vec<_> = before.keys().filter(of_index).collect();
    assert!(!changed.is_empty());
    for path in changed {
        assert_eq!(now.get(path), before.get(path), "{path}");
    }
    let newer: Vec<_> = now.keys().filter(of_index).cloned().collect();
    hosted.publish(&["--rollback"]).succeeds();
    let back = hosted.site();
    for path in newer {
        assert_eq!(back.get(&path), now.get(&path), "{path}");
    }
}

#[test]
fn everybody_may_read_a_release_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let hosted = Hosted::new();
    let target = hosted.target().join("deep/site");
    let publish = |words: &str| {
        hosted.says(words);
        let plain = hosted.command(target.to_str().expect("text"), &[]);
        let mut shell = std::process::Command::new("sh");
        shell
            .args(["-c", "umask 077; exec \"$0\" \"$@\""])
            .arg(plain.get_program())
            .args(plain.get_args());
        Outcome::of(shell).succeeds();
    };
    publish("Some words.");
    publish("Other words.");
    let rights = |path: &std::path::Path| {
        let meta = fs::symlink_metadata(path).expect("it is there");
        meta.permissions().mode() & 0o777
    };
    let releases = walkdir::WalkDir::new(target.join("releases"));
    for entry in releases {
        let entry = entry.expect("it can be listed");
        let least = if entry.file_type().is_dir() {
            0o755
        } else {
            0o444
        };
        assert_eq!(rights(entry.path()), least, "{}", entry.path().display());
    }
    assert_eq!(rights(&target), 0o755);
    assert_eq!(
        rights(&hosted.target()),
        0o755,
        "a folder that was made on the way"
    );
}

#[test]
fn publishing_writes_what_the_web_server_has_to_be_told() {
    let hosted = Hosted::new();
    hosted.publish(&["--server", "nginx"]); // No address: nothing can be told.
    assert!(!hosted.current().exists());
    let told = hosted.root().join("public.nginx.conf");
    let address = ["-u", "https://intranet.example/handbook/"];
    let server = [&address[..], &["--server", "nginx"]].concat();
    hosted
        .publish(&[&server[..], &["--dry-run"]].concat())
        .succeeds();
    assert!(!told.exists());
    let done = hosted.publish(&server).succeeds();
    let current = hosted.current();
    let seen = format!("nginx takes the site from {}.", current.display());
    assert!(done.text.contains(&seen), "{}", done.text);
    let text = fs::read_to_string(&told).expect("it was written");
    let alias = format!("alias \"{}/\";", current.display());
    assert!(text.contains(&alias), "{text}");
    assert!(
        !hosted.root().join("public").exists(),
        "nothing was built beside it"
    );
    hosted.says("Other words.");
    let inside = hosted.current().join("rules.conf");
    let inside = inside.to_str().expect("text");
    let refused = hosted.publish(&[&server[..], &["--server-file", inside]].concat());
    assert!(
        refused.text.contains("would be published"),
        "{}",
        refused.text
    );
    assert!(!hosted.home().contains("Other words."));
}

#[test]
fn pages_that_vanished_are_gone() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    assert!(pages(&hosted).contains(&"how/talk.html".to_owned()));
    fs::remove_file(hosted.root().join("content/how/talk.md")).expect("it is there");
    hosted.publish(&[]).succeeds();
    assert!(!pages(&hosted).contains(&"how/talk.html".to_owned()));
}

#[test]
fn errors_stop_it_and_drafts_wait() {
    let hosted = Hosted::new();
    hosted.write("content/draft.md", "---\ndraft: true\n---\n# Not yet\n");
    hosted.publish(&[]).succeeds();
    let (live, site) = (hosted.live(), hosted.site());
    assert!(!site.contains_key("draft.html"));
    hosted.says("[gone](gone.md)");
    hosted.publish(&[]).fails(1, "E502", "Not published");
    assert_eq!((hosted.live(), hosted.site()), (live, site));
    hosted.publish(&["--lenient"]);
    assert!(hosted.home().contains("gone"));
    hosted.publish(&["--lenient", "--drafts"]);
    assert!(hosted.site().contains_key("draft.html"));
}

#[test]
fn a_dry_run_says_what_would_be_sent_and_writes_nothing() {
    let hosted = Hosted::new();
    let first = hosted
        .publish(&["--dry-run", "--format", "json"])
        .succeeds()
        .summary();
    assert!(!hosted.target().exists());
    let sent = hosted.publish(&["--format", "json"]).succeeds().summary();
    for field in ["release", "sent", "bytes"] {
        assert_eq!(first[field], sent[field], "{field}");
    }
    hosted.says("Other words.");
    let live = hosted.live();
    let next = hosted
        .publish(&["--dry-run", "--format", "json"])
        .succeeds()
        .summary();
    assert_eq!(hosted.live(), live);
    let sent = hosted.publish(&["--format", "json"]).succeeds().summary();
    for field in ["release", "sent", "kept", "bytes"] {
        assert_eq!(next[field], sent[field], "{field}");
    }
}

#[test]
fn a_dry_run_refuses_what_publishing_refuses() {
    let hosted = Hosted::new();
    let root = hosted.root();
    let content = root.join("content");
    let file = root.join("handbook.yml");
    let below = file.join("site");
    let stranger = hosted.root().join("stranger");
    hosted.write("stranger/letter.txt", "dear");
    let targets = [
        (std::path::Path::new("/"), "top of the disk"),
        (&root, "sources"),
        (&content, "sources"),
        (&file, "a file, not a folder"),
        (&below, "handbook.yml` is a file, not a folder"),
        (&stranger, "no release brought"),
    ];
    for (target, why) in targets {
        let target = target.to_str().expect("text");
        for arguments in [&["--dry-run"][..], &[]] {
            Outcome::of(hosted.command(target, arguments)).fails(2, "E032", why);
        }
    }
    let stranger = stranger.to_str().expect("text");
    for arguments in [&["--in-place", "--dry-run"][..], &["--in-place"]] {
        let refused = Outcome::of(hosted.command(stranger, arguments));
        refused.fails(2, "E030", "no build wrote");
    }
}

#[test]
fn a_dry_run_in_place_counts_what_differs() {
    let hosted = Hosted::new();
    let first = hosted.publish(&["--in-place", "--dry-run"]).succeeds();
    assert!(first.text.contains(", 0 kept, 0 removed"), "{}", first.text);
    assert!(!hosted.target().exists());
    hosted.publish(&["--in-place"]).succeeds();
    for arguments in [&["--in-place", "--dry-run"][..], &["--dry-run"]] {
        let second = hosted.publish(arguments).succeeds();
        assert!(
            second.text.contains("0 files replaced (0 B)"),
            "{}",
            second.text
        );
    }
    fs::remove_file(hosted.root().join("content/how/talk.md")).expect("it is there");
    let third = hosted.publish(&["--dry-run"]).succeeds();
    assert!(!third.text.contains(" 0 removed"), "{}", third.text);
    assert!(hosted.target().join("how/talk.html").exists());
}

#[test]
fn neither_the_link_nor_a_folder_with_releases_is_written_into() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let site = hosted.site();
    let current = hosted.current();
    let inside = Outcome::of(hosted.command(current.to_str().expect("text"), &[]));
    assert!(inside.text.contains("publish to `"), "{}", inside.text);
    inside.fails(2, "E032", "this is what readers get");
    let in_place = hosted.publish(&["--in-place"]);
    assert!(!in_place.text.contains("move the files away"));
    in_place.fails(2, "E030", "the folder holds releases");
    assert_eq!(hosted.site(), site);
}

#[test]
fn a_handbook_without_pages_is_not_published() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let live = hosted.live();
    fs::remove_dir_all(hosted.root()).expect("it is there");
    fs::create_dir(hosted.root()).expect("it can be made");
    for arguments in [&["--dry-run"][..], &[], &["--replace"]] {
        let refused = hosted.publish(arguments);
        assert_eq!(refused.status, Some(2), "{}", refused.text);
        assert!(
            refused.text.contains("there is no page"),
            "{}",
            refused.text
        );
    }
    assert_eq!(hosted.live(), live);
}

#[test]
fn the_summary_names_the_handbook_and_its_folder() {
    let hosted = Hosted::new();
    let root = hosted.root();
    let named = format!("\u{201c}Two desks\u{201d} in {}", root.display());
    for arguments in [&["--dry-run"][..], &[]] {
        let said = hosted.publish(arguments).succeeds();
        assert!(said.text.contains(&named), "{}", said.text);
    }
    let other = Hosted::new();
    let said = other.publish(&["--in-place"]).succeeds();
    assert!(
        said.text.contains("\u{201c}Two desks\u{201d}"),
        "{}",
        said.text
    );
}

#[test]
fn another_handbook_takes_the_place_of_one_only_when_it_is_meant_to() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let live = hosted.live();
    hosted.write("handbook.yml", "title: Three desks\n");
    for arguments in [&["--dry-run"][..], &[]] {
        let refused = hosted.publish(arguments);
        assert!(refused.text.contains("`--replace`"), "{}", refused.text);
        refused.fails(2, "E032", "\u{201c}Two desks\u{201d} are there, not of");
    }
    assert_eq!(hosted.live(), live);
    hosted.write("handbook.yml", "title: Three desks\nid: two-desks\n");
    hosted.publish(&[]).succeeds();
    hosted.write("handbook.yml", "title: Four desks\n");
    hosted.publish(&["--replace"]).succeeds();
    hosted.says("Other words.");
    hosted.publish(&[]).succeeds();
}

#[test]
fn most_of_the_pages_vanish_only_when_they_are_meant_to() {
    for in_place in [&["--in-place"][..], &[]] {
        let hosted = Hosted::new();
        for page in 0..40 {
            let page = format!("content/how/page-{page}.md");
            hosted.write(&page, "# A page\n\nWords.\n");
        }
        hosted.publish(in_place).succeeds();
        fs::remove_dir_all(hosted.root().join("content/how")).expect("it is there");
        for last in [&["--dry-run"][..], &[]] {
            let refused = hosted.publish(&[in_place, last].concat());
            refused.fails(2, "E032", "pages that readers get would vanish");
        }
        hosted
            .publish(&[in_place, &["--replace"]].concat())
            .succeeds();
    }
}

#[test]
fn an_edition_never_stands_among_releases_of_another() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let live = hosted.live();
    let refused = hosted.publish(&["--audience", "participant"]);
    refused.fails(2, "E032", "releases of the whole handbook are there");
    assert_eq!(hosted.live(), live);
    let other = Hosted::new();
    other.publish(&["--audience", "participant"]).succeeds();
    other
        .publish(&[])
        .fails(2, "E032", "the edition for `participant`");
    assert_ne!(
        other.live(),
        live,
        "the edition is part of a release's name"
    );
}

#[test]
fn folders_that_could_hold_something_else_are_refused() {
    let hosted = Hosted::new();
    let root = hosted.root();
    for (target, why) in [
        ("", "no name"),
        ("/", "top of the disk"),
        (root.to_str().expect("text"), "sources"),
    ] {
        Outcome::of(hosted.command(target, &[])).fails(2, "E032", why);
    }
    fs::create_dir(hosted.target()).expect("it is new");
    fs::write(hosted.target().join("letter.txt"), "dear").expect("it can be written");
    hosted.publish(&[]).fails(2, "E032", "no release brought");
    fs::remove_file(hosted.target().join("letter.txt")).expect("it is there");
    hosted.publish(&[]).succeeds();
    fs::remove_file(hosted.current()).expect("it is there");
    fs::create_dir(hosted.current()).expect("it can be made");
    fs::write(hosted.current().join("mine.txt"), "mine").expect("it can be written");
    hosted
        .publish(&[])
        .fails(2, "E032", "not a link to a release");
    assert!(hosted.current().join("mine.txt").exists());
}

#[test]
fn what_others_put_beside_or_into_releases_stays() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let first = hosted.target().join("releases").join(hosted.live());
    fs::write(first.join("mine.txt"), "mine").expect("it can be written");
    fs::write(hosted.target().join("README"), "ours").expect("it can be written");
    hosted.says("Other words.");
    let second = hosted.publish(&["--keep", "0"]).succeeds();
    assert!(second.text.contains("mine.txt"), "{}", second.text);
    assert_eq!(fs::read(first.join("mine.txt")).expect("it stays"), b"mine");
    assert_eq!(
        fs::read(hosted.target().join("README")).expect("it stays"),
        b"ours"
    );
}

#[test]
fn a_file_that_somebody_edited_is_put_right_and_no_release_is_gone_back_to_with_one() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let (first, site) = (hosted.live(), hosted.site());
    let page = hosted.current().join("index.html");
    let scribble = || {
        fs::remove_file(&page).expect("it is there");
        fs::write(&page, "scribbled").expect("it can be written");
    };
    scribble();
    hosted.publish(&[]).succeeds();
    assert_eq!(hosted.site(), site);
    scribble();
    hosted.says("Other words.");
    hosted.publish(&[]).succeeds();
    let live = hosted.live();
    hosted
        .publish(&["--rollback", &first])
        .fails(2, "E038", "index.html");
    assert_eq!(hosted.live(), live);
}

#[test]
fn two_publishers_are_kept_apart() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let lock = fs::File::open(hosted.target().join(".tandem/lock")).expect("it is there");
    lock.lock().expect("nobody holds it");
    hosted
        .publish(&[])
        .fails(2, "E032", "somebody else is publishing");
    drop(lock);
    hosted.publish(&[]).succeeds();
}

#[test]
fn in_place_replaces_file_by_file_and_goes_on_so() {
    let hosted = Hosted::new();
    let first = hosted.publish(&["--in-place"]).succeeds();
    assert!(first.text.contains("Published in place"), "{}", first.text);
    assert!(hosted.target().join("index.html").exists());
    hosted.says("Other words.");
    let second = hosted.publish(&[]).succeeds();
    assert!(
        second.text.contains("Published in place"),
        "{}",
        second.text
    );
    hosted
        .publish(&["--rollback"])
        .fails(2, "E037", "no releases are kept");
}

#[test]
fn a_release_does_not_depend_on_the_clock() {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let first = hosted.live();
    // The first publisher's clock ran ten years ahead.
    let record = hosted.target().join(".tandem/releases").join(&first);
    let text = fs::read_to_string(&record).expect("there is a record");
    let at = text.find("published ").expect("it has a time") + "published ".len();
    let end = at + text[at..].find('\n').expect("a line ends");
    let text = format!("{}2111111111{}", &text[..at], &text[end..]);
    fs::write(&record, text).expect("it can be written");
    hosted.says("Other words.");
    hosted.publish(&[]).succeeds();
    let list = hosted.publish(&["--list", "--format", "json"]).succeeds();
    assert!(
        list.printed
            .lines()
            .next()
            .is_some_and(|line| line.contains(&hosted.live()))
    );
    hosted.publish(&["--rollback"]).succeeds();
    assert_eq!(hosted.live(), first);
}

#[test]
fn a_target_inside_the_handbook_is_no_content() {
    let hosted = Hosted::new();
    let target = hosted.root().join("site");
    let target = target.to_str().expect("the path is text");
    Outcome::of(hosted.command(target, &[])).succeeds();
    let first = fs::read_link(hosted.root().join("site/current")).expect("it is there");
    Outcome::of(hosted.command(target, &[])).succeeds();
    let second = fs::read_link(hosted.root().join("site/current")).expect("it is there");
    assert_eq!(first, second);
    assert_eq!(
        first.to_string_lossy().len(),
        "releases/".len() + Digest::default().to_string().len()
    );
}
