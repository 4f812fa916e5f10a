//! Publishing over a wire that breaks, by a program that is killed.
//!
//! `TANDEM_KILLS=all` breaks at every request; without it, at some of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::bucket::{Bucket, site};
use super::hosted::{Hosted, Outcome, loaded_by};
use super::wire::{Break, Extent, SLOW_DOWN, Wire};

type Site = BTreeMap<String, Vec<u8>>;

fn step(usual: usize) -> usize {
    match std::env::var_os("TANDEM_KILLS").is_some_and(|value| value == "all") {
        true => 1,
        false => usual,
    }
}

/// A copy of a folder's content, in the place of what was there.
fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder can be made");
    for entry in std::fs::read_dir(to).expect("it is there").flatten() {
        let _ = std::fs::remove_dir_all(entry.path());
        let _ = std::fs::remove_file(entry.path());
    }
    let status = Command::new("cp")
        .arg("-a")
        .arg(from.join("."))
        .arg(to)
        .status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "it can be copied"
    );
}

/// A bucket as it was, to begin from again and again.
struct Begin<'b> {
    bucket: &'b Bucket,
    kept: PathBuf,
}

impl<'b> Begin<'b> {
    fn of(bucket: &'b Bucket, hosted: &Hosted, name: &str) -> Self {
        let kept = hosted.root().with_file_name(name);
        copied(bucket.root(), &kept);
        Self { bucket, kept }
    }

    fn again(&self) {
        copied(&self.kept, self.bucket.root());
    }
}

/// What is torn in what readers get: a file that is of neither release, or a page that loads
/// what is not there.
fn torn(shown: &Site, sites: &[&Site]) -> Option<String> {
    shown.iter().find_map(|(path, bytes)| {
        if sites.iter().all(|site| site.get(path) != Some(bytes)) {
            return Some(format!("{path} is of no release"));
        }
        let text = String::from_utf8_lossy(bytes);
        let loaded = match path.ends_with(".html") {
            true => loaded_by(path, &text),
            false => Vec::new(),
        };
        let missing = loaded.into_iter().find(|asset| !shown.contains_key(asset));
        missing.map(|asset| format!("{path} loads {asset}, which is not there"))
    })
}

fn shows(shown: &Site, site: &Site) -> bool {
    site.iter()
        .all(|(path, bytes)| shown.get(path) == Some(bytes))
}

/// Breaks a command at request after request, each time from the same beginning, and kills it.
fn enumerate(
    begin: &Begin,
    hosted: &Hosted,
    arguments: &[&str],
    usual: usize,
    sites: (&Site, &Site),
) {
    let bucket = begin.bucket;
    let mut breaks = 0;
    for how in Break::CUTS {
        for at in (1..).step_by(step(usual)) {
            begin.again();
            let wire = Wire::to(bucket.port(), at, (how, Extent::FromThere));
            let mut command = bucket.command(hosted, wire.port, arguments);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().expect("the program starts");
            let ended = loop {
                if wire.is_broken() {
                    break false;
                }
                if child.try_wait().expect("it can be asked").is_some() {
                    break true;
                }
                std::thread::sleep(Duration::from_millis(3));
            };
            child.kill().ok();
            child.wait().expect("it ends");
            if ended && !wire.is_broken() {
                break;
            }
            wire.rest();
            breaks += 1;
            let torn = torn(&bucket.site(), &[sites.0, sites.1]);
            assert_eq!(torn, None, "{how:?} {at}");
            bucket.publish(hosted, arguments).succeeds();
            assert!(
                shows(&bucket.site(), sites.1),
                "{how:?} {at}: not whole afterwards"
            );
        }
    }
    eprintln!("{arguments:?}: broken {breaks} times");
    assert!(breaks > 4, "requests are seen");
}

/// A bucket with two releases, how it was between, and what readers got each time.
fn twice(bucket: &Bucket, hosted: &Hosted) -> (Site, Site) {
    bucket.publish(hosted, &[]).succeeds();
    let first = bucket.site();
    // A style sheet of another name as well.
    hosted.write("handbook.yml", "title: Two desks\ntheme: house\n");
    hosted.write(
        "themes/house/styles/own.css",
        ":root { --measure: 38rem; }\n",
    );
    hosted.write("content/how/new.md", "# New\n\nIt was not there.\n");
    hosted.says("Other words.");
    let again = Bucket::start().expect("it started before");
    again.publish(hosted, &[]).succeeds();
    (first, again.site())
}

#[test]
fn killed_at_any_request_the_first_release_ends_whole_when_it_is_repeated() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    let begin = Begin::of(&bucket, &hosted, "begin");
    bucket.publish(&hosted, &[]).succeeds();
    let site = bucket.site();
    enumerate(&begin, &hosted, &[], 41, (&Site::new(), &site));
}

#[test]
fn killed_at_any_request_the_next_release_ends_whole_when_it_is_repeated() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    let (first, second) = twice(&bucket, &hosted);
    let begin = Begin::of(&bucket, &hosted, "begin");
    enumerate(&begin, &hosted, &["--keep", "0"], 23, (&first, &second));
    assert_eq!(bucket.site(), second, "nothing else is left");
}

#[test]
fn killed_at_any_request_the_way_back_ends_whole_when_it_is_repeated() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    let (first, _) = twice(&bucket, &hosted);
    let id = bucket.live();
    bucket.publish(&hosted, &[]).succeeds();
    let both = bucket.site();
    let begin = Begin::of(&bucket, &hosted, "both");
    enumerate(&begin, &hosted, &["--rollback", &id], 17, (&both, &first));
}

#[test]
fn behind_every_request_readers_get_whole_pages_with_all_that_they_load() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    let (first, second) = twice(&bucket, &hosted);
    let id = bucket.live();
    for arguments in [&["--keep", "1"][..], &["--rollback", &id], &["--keep", "0"]] {
        let (root, sites) = (bucket.root().to_owned(), [first.clone(), second.clone()]);
        let look = move || torn(&site(&root), &[&sites[0], &sites[1]]);
        let wire = Wire::watched(bucket.port(), look);
        Outcome::of(bucket.command(&hosted, wire.port, arguments)).succeeds();
        assert_eq!(wire.faults(), [""; 0], "{arguments:?}");
        assert!(wire.requests().len() > 10, "{:?}", wire.requests());
    }
    assert_eq!(bucket.site(), second);
}

#[test]
fn what_is_lost_once_or_asked_to_wait_is_made_good_at_once() {
    let Some(bucket) = Bucket::start() else {
        return;
    };
    let hosted = Hosted::new();
    let fresh = Begin::of(&bucket, &hosted, "fresh");
    bucket.publish(&hosted, &[]).succeeds();
    let site = bucket.site();
    for how in [
        Break::Before,
        Break::Within,
        Break::After,
        Break::Says(SLOW_DOWN),
    ] {
        for at in (1..).step_by(step(37)) {
            fresh.again();
            let wire = Wire::to(bucket.port(), at, (how, Extent::Once));
            let command = bucket.command(&hosted, wire.port, &[]);
            Outcome::of(command).succeeds();
            assert_eq!(bucket.site(), site, "{how:?} {at}");
            if !wire.is_broken() {
                break;
            }
        }
    }
}
