//! Publishing that is killed: at every call that changes names, and at random.
//!
//! `TANDEM_KILLS=all` kills at every call and 500 times at random; without it, at every call of
//! the thread that switches, at some of those that write, and a few times at random.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use super::hosted::{Hosted, files, loaded_by};

/// Whatever gives a name to a file, takes one, or waits for the disk; the few that decide are
/// always tried one by one, of the others one in so many.
const CALLS: [(&str, usize); 12] = [
    ("rename", 1),
    ("renameat2", 1),
    ("symlink", 1),
    ("symlinkat", 1),
    ("fsync", 4),
    ("fdatasync", 4),
    ("link", 4),
    ("linkat", 4),
    ("mkdir", 4),
    ("mkdirat", 4),
    ("unlink", 4),
    ("unlinkat", 16),
];

type Site = BTreeMap<String, Vec<u8>>;

fn wants_all() -> bool {
    std::env::var_os("TANDEM_KILLS").is_some_and(|value| value == "all")
}

/// Which threads of the program are watched.
#[derive(Clone, Copy)]
enum Threads {
    /// The one that switches.
    First,
    /// All; each counts for itself.
    All,
}

/// The command under `strace`, killed when one of its threads enters a call for so many times.
fn killed_at(
    hosted: &Hosted,
    arguments: &[&str],
    threads: Threads,
    (call, at): (&str, usize),
) -> Option<i32> {
    let target = hosted.target();
    let plain = hosted.command(target.to_str().expect("text"), arguments);
    let mut strace = Command::new("strace");
    if let Threads::All = threads {
        strace.arg("-f");
    }
    strace
        // Not every kind of processor has every call.
        .args([
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            &format!("trace=?{call}"),
            "-e",
        ])
        .arg(format!("inject=?{call}:signal=KILL:when={at}"))
        .arg(plain.get_program())
        .args(plain.get_args())
        // One thread writes, so that it makes every call in the same order.
        .env("RAYON_NUM_THREADS", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    strace.status().expect("strace starts").code()
}

fn has_strace() -> bool {
    let found = Command::new("strace")
        .arg("-V")
        .stdout(Stdio::null())
        .status();
    let works = found.is_ok_and(|status| status.success());
    if !works {
        eprintln!("not tried: strace is not installed");
    }
    works
}

/// A copy of a folder with its links, times and files of two names.
fn copied(from: &Path, to: &Path) {
    if to.exists() {
        fs::remove_dir_all(to).expect("it is ours");
    }
    if from.exists() {
        let status = Command::new("cp").arg("-a").args([from, to]).status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "it can be copied"
        );
    }
}

/// Whether readers get all of one site; what older pages may ask for can be there besides.
fn is_whole(shown: &Site, site: &Site) -> bool {
    site.iter()
        .all(|(path, bytes)| shown.get(path) == Some(bytes))
}

fn shown(hosted: &Hosted) -> Option<Site> {
    fs::canonicalize(hosted.current())
        .ok()
        .map(|folder| files(&folder))
}

/// Kills a command at call after call. Readers must get what they got before or what they
/// are to get; the command, given again, must end whole and leave nothing behind.
fn enumerate(
    hosted: &Hosted,
    begin: &Path,
    arguments: &[&str],
    sites: (Option<&Site>, &Site),
) {
    let mut kills = 0;
    for threads in [Threads::First, Threads::All] {
        for (call, usual) in CALLS {
            let step = match threads {
                _ if wants_all() => 1,
                Threads::First => usual,
                Threads::All => usual * 8,
            };
            for at in (1..).step_by(step) {
                copied(begin, &hosted.target());
                match killed_at(hosted, arguments, threads, (call, at)) {
                    None => {}
                    Some(0) => break,
                    Some(code) => panic!("{call} {at}: it ended by itself, with {code}"),
                }
                kills += 1;
                expect_whole(hosted, arguments, sites, &format!("{call} {at}"));
            }
        }
    }
    eprintln!("{arguments:?}: killed {kills} times");
    assert!(kills > 2, "the calls are seen");
}

/// What readers get after a kill, and after the command was given again.
fn expect_whole(
    hosted: &Hosted,
    arguments: &[&str],
    (before, after): (Option<&Site>, &Site),
    kill: &str,
) {
    match shown(hosted) {
        None => assert!(before.is_none(), "{kill}: nothing is shown"),
        Some(now) => assert!(
            is_whole(&now, after) || before.is_some_and(|site| is_whole(&now, site)),
            "{kill}: a torn site"
        ),
    }
    hosted.publish(arguments).succeeds();
    assert!(
        is_whole(&hosted.site(), after),
        "{kill}: not whole afterwards"
    );
    for left in ["aside", "gone", "next", "probe"] {
        let left = hosted.target().join(".tandem").join(left);
        assert!(!left.exists(), "{kill}: {} is left", left.display());
    }
}

/// A handbook published twice, the folder as it was between, and what readers got each time.
fn twice() -> (Hosted, PathBuf, Site, Site) {
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let first = hosted.site();
    let between = hosted.root().with_file_name("between");
    copied(&hosted.target(), &between);
    hosted.says("Other words, such as periwinkle.");
    hosted.publish(&[]).succeeds();
    let mut second = hosted.site();
    second.retain(|path, _| !path.starts_with("search/"));
    (hosted, between, first, second)
}

#[test]
fn killed_at_any_call_the_first_release_is_there_or_not() {
    if has_strace() {
        let hosted = Hosted::new();
        hosted.publish(&[]).succeeds();
        let site = hosted.site();
        enumerate(&hosted, Path::new("/nowhere"), &[], (None, &site));
    }
}

#[test]
fn killed_at_any_call_readers_get_the_old_release_or_the_new_one() {
    if has_strace() {
        let (hosted, between, first, second) = twice();
        enumerate(&hosted, &between, &["--keep", "0"], (Some(&first), &second));
    }
}

#[test]
fn killed_at_any_call_a_rollback_is_done_or_not() {
    if has_strace() {
        let (hosted, _, first, second) = twice();
        let id = {
            hosted.publish(&["--rollback"]).succeeds();
            hosted.live()
        };
        hosted.publish(&[]).succeeds();
        let before = hosted.root().with_file_name("before");
        copied(&hosted.target(), &before);
        enumerate(
            &hosted,
            &before,
            &["--rollback", &id],
            (Some(&second), &first),
        );
    }
}

#[test]
fn killed_at_random_or_not_a_reader_never_sees_a_torn_site() {
    let (hosted, _, first, second) = twice();
    let (ends, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    let rounds = if wants_all() { 500 } else { 12 };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ends.load(Ordering::Relaxed) {
                let now = shown(&hosted).expect("something is always shown");
                assert!(
                    is_whole(&now, &first) || is_whole(&now, &second),
                    "a torn site"
                );
                reads.fetch_add(1, Ordering::Relaxed);
            }
        });
        let target = hosted.target();
        let target = target.to_str().expect("the path is text");
        for round in 0..rounds {
            // The two sites in turn; the first words are those of the first one.
            let words = ["The first words.", "Other words, such as periwinkle."];
            hosted.says(words[round % 2]);
            let mut command = hosted.command(target, &[]);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().expect("the program starts");
            // Spread evenly over a run, in an order that is none: 37 and 101 share no factor.
            let share = (round * 37 % 101) as u32;
            std::thread::sleep(Duration::from_millis(3) * share);
            // It may have ended already, and then there is nothing to kill.
            let _ = child.kill();
            child.wait().expect("it ends");
        }
        ends.store(true, Ordering::Relaxed);
    });
    hosted.publish(&[]).succeeds();
    assert!(reads.load(Ordering::Relaxed) > 1, "the reader read");
}

#[test]
fn while_releases_come_and_go_every_request_is_answered() {
    let (hosted, ..) = twice();
    let pages = ["index.html", "how/talk.html", "search/root.js"];
    let (ends, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !ends.load(Ordering::Relaxed) {
                    for page in pages {
                        let text = fs::read_to_string(hosted.current().join(page));
                        let text = text.expect("every request is answered");
                        // What a page loads comes after it, maybe from the next release.
                        for asset in loaded_by(page, &text) {
                            let found = fs::metadata(hosted.current().join(&asset));
                            assert!(found.is_ok(), "{page} asks for {asset}");
                            reads.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
        for round in 0..6 {
            let arguments: &[&str] = if round % 2 == 0 { &["--rollback"] } else { &[] };
            hosted.publish(arguments).succeeds();
        }
        ends.store(true, Ordering::Relaxed);
    });
    assert!(reads.load(Ordering::Relaxed) > 10, "the readers read");
}
