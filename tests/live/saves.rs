//! Every way in which editors and tools save a file.
//!
//! `TANDEM_SAVES=500 cargo test --test live saves -- --nocapture` saves so often, wants each
//! seen within a second, and prints how long it took.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use tandem::paths::SourcePath;

use super::handbook::{Handbook, PATIENCE};

/// What a save is given: the page, its new text, and a folder beside the handbook's pages.
struct Save<'s> {
    page: &'s Path,
    text: &'s str,
    beside: &'s Path,
}

/// One way to save; `false` if this computer has no program for it.
type Style = fn(&Save) -> bool;

const STYLES: &[(&str, Style)] = &[
    ("emptied and written", |save| write(save.page, save.text)),
    ("emptied, a pause, written", |save| {
        write(save.page, "");
        sleep(Duration::from_millis(10));
        write(save.page, save.text)
    }),
    ("written in three pieces", in_pieces),
    ("written beside and moved", |save| {
        moved(save, ".call.md.tmp")
    }),
    ("written beside under a visible name and moved", |save| {
        moved(save, "sedK3x9q")
    }),
    ("moved in from another folder", |save| {
        let new = save.beside.join("call.md");
        write(&new, save.text) && fs::rename(new, save.page).is_ok()
    }),
    ("kept as a backup and written anew, like vim", |save| {
        kept(save, "call.md~")
    }),
    ("kept as a hidden backup, like Emacs", |save| {
        kept(save, ".#call.md")
    }),
    ("removed and made again", |save| {
        fs::remove_file(save.page).is_ok() && write(save.page, save.text)
    }),
    ("removed, a pause, made again", |save| {
        let removed = fs::remove_file(save.page).is_ok();
        sleep(Duration::from_millis(15));
        removed && write(save.page, save.text)
    }),
    ("appended to", appended),
    ("overwritten in place", overwritten),
    ("with its old time", with_old_time),
    ("with its old size and time", with_old_size_and_time),
    ("without a name, then linked", without_a_name),
    ("a hard link swapped", |save| {
        run("ln", save, &["-f", "NEW", "PAGE"])
    }),
    ("a symbolic link swapped", swapped_link),
    ("with other line ends", |save| {
        write(save.page, &save.text.replace('\n', "\r\n"))
    }),
    ("with other rights", with_other_rights),
    ("its folder moved away and back", folder_away_and_back),
    ("cp", |save| run("cp", save, &["NEW", "PAGE"])),
    ("cp -p --remove-destination", |save| {
        run("cp", save, &["-p", "--remove-destination", "NEW", "PAGE"])
    }),
    ("install", |save| {
        run("install", save, &["-m", "644", "NEW", "PAGE"])
    }),
    ("dd without emptying", |save| {
        run(
            "dd",
            save,
            &["if=NEW", "of=PAGE", "conv=notrunc", "status=none"],
        )
    }),
    ("sed -i", |save| {
        let script = format!("$s/.*/{}/", save.text.lines().last().unwrap_or(""));
        run("sed", save, &["-i", &script, "PAGE"])
    }),
    ("perl -pi", |save| {
        let script = format!("s/.*/{}/ if eof", save.text.lines().last().unwrap_or(""));
        run("perl", save, &["-pi", "-e", &script, "PAGE"])
    }),
    ("mapped into memory", |save| {
        let program = "import mmap,sys
new=open(sys.argv[1],'rb').read(); f=open(sys.argv[2],'r+b'); f.truncate(len(new))
m=mmap.mmap(f.fileno(),0); m[:]=new; m.flush(); m.close(); f.close()";
        run("python3", save, &["-c", program, "NEW", "PAGE"])
    }),
    ("rsync", |save| run("rsync", save, &["-c", "NEW", "PAGE"])),
    ("unpacked over it", |save| {
        let folder = save.beside.join("tar");
        let (archive, name) = (folder.join("a.tar"), folder.join("call.md"));
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let (here, there) =
            (text(&folder), text(save.page.parent().unwrap_or(save.page)));
        fs::create_dir_all(&folder).is_ok()
            && write(&name, save.text)
            && run(
                "tar",
                save,
                &["-cf", &text(&archive), "-C", &here, "call.md"],
            )
            && run("tar", save, &["-xf", &text(&archive), "-C", &there])
    }),
    ("another branch checked out", checked_out),
];

fn write(path: &Path, text: &str) -> bool {
    fs::write(path, text).is_ok()
}

fn moved(save: &Save, name: &str) -> bool {
    let new = save.page.with_file_name(name);
    write(&new, save.text) && fs::rename(new, save.page).is_ok()
}

fn kept(save: &Save, name: &str) -> bool {
    let backup = save.page.with_file_name(name);
    let kept = fs::rename(save.page, &backup).is_ok();
    let written = write(save.page, save.text);
    kept && written && fs::remove_file(backup).is_ok()
}

fn in_pieces(save: &Save) -> bool {
    let Ok(mut file) = fs::File::create(save.page) else {
        return false;
    };
    let third = save.text.len() / 3;
    let (first, rest) = save.text.split_at(third);
    let (second, last) = rest.split_at(third);
    [first, second, last].iter().all(|piece| {
        sleep(Duration::from_millis(4));
        file.write_all(piece.as_bytes()).is_ok()
    })
}

fn appended(save: &Save) -> bool {
    let file = OpenOptions::new().append(true).open(save.page);
    let line = format!("\n{}\n", save.text.lines().last().unwrap_or(""));
    file.is_ok_and(|mut file| file.write_all(line.as_bytes()).is_ok())
}

fn overwritten(save: &Save) -> bool {
    let file = OpenOptions::new().write(true).open(save.page);
    file.is_ok_and(|mut file| {
        file.write_all(save.text.as_bytes()).is_ok()
            && file.set_len(save.text.len() as u64).is_ok()
    })
}

fn set_time(path: &Path, time: Option<SystemTime>) -> bool {
    let file = OpenOptions::new().write(true).open(path);
    file.is_ok_and(|file| time.is_some_and(|time| file.set_modified(time).is_ok()))
}

fn with_old_time(save: &Save) -> bool {
    let time = fs::metadata(save.page)
        .and_then(|meta| meta.modified())
        .ok();
    write(save.page, save.text) && set_time(save.page, time)
}

fn with_old_size_and_time(save: &Save) -> bool {
    let meta = fs::metadata(save.page).ok();
    let length = meta.as_ref().map_or(0, |meta| meta.len() as usize);
    let mut text = save.text.to_owned();
    text.extend(std::iter::repeat_n(' ', length.saturating_sub(text.len())));
    let time = meta.and_then(|meta| meta.modified().ok());
    write(save.page, &text) && set_time(save.page, time)
}

fn without_a_name(save: &Save) -> bool {
    const O_TMPFILE: i32 = 0o20_200_000;
    let folder = save.page.parent().unwrap_or(save.page);
    let file = OpenOptions::new()
        .write(true)
        .custom_flags(O_TMPFILE)
        .open(folder);
    let Ok(mut file) = file else { return false };
    let linked = save.page.with_file_name(".linked.tmp");
    let number = std::os::fd::AsRawFd::as_raw_fd(&file);
    let name = format!("/proc/{}/fd/{number}", std::process::id());
    file.write_all(save.text.as_bytes()).is_ok()
        && run("ln", save, &["-L", &name, &linked.to_string_lossy()])
        && fs::rename(linked, save.page).is_ok()
}

fn swapped_link(save: &Save) -> bool {
    let folder = save.page.parent().unwrap_or(save.page);
    let (target, link) = (folder.join("target.txt"), folder.join(".link.tmp"));
    let swapped = write(&target, save.text)
        && symlink("target.txt", &link).is_ok()
        && fs::rename(link, save.page).is_ok();
    // The next style finds a file again; what it says stays the same.
    sleep(Duration::from_millis(150));
    swapped && fs::rename(target, save.page).is_ok()
}

fn with_other_rights(save: &Save) -> bool {
    let set = |mode| fs::set_permissions(save.page, fs::Permissions::from_mode(mode));
    set(0o600).is_ok() && write(save.page, save.text) && set(0o644).is_ok()
}

fn folder_away_and_back(save: &Save) -> bool {
    let folder = save.page.parent().unwrap_or(save.page);
    let away = folder.with_file_name(".away");
    let page = away.join("call.md");
    fs::rename(folder, &away).is_ok()
        && write(&page, save.text)
        && fs::rename(&away, folder).is_ok()
}

fn checked_out(save: &Save) -> bool {
    let folder = save.page.parent().unwrap_or(save.page).to_string_lossy();
    let identity = ["-c", "user.name=T", "-c", "user.email=t@example.com"];
    let git = |words: &[&str]| {
        let all = [&["-C", &folder], &identity[..], words].concat();
        run("git", save, &all)
    };
    let old = fs::read_to_string(save.page).unwrap_or_default();
    git(&["init", "-q", "-b", "one"])
        && git(&["add", "call.md"])
        && git(&["commit", "-q", "-m", "One", "--allow-empty"])
        && git(&["checkout", "-q", "-B", "two"])
        && write(save.page, save.text)
        && git(&["commit", "-q", "-a", "-m", "Two"])
        && git(&["checkout", "-q", "one"])
        && fs::read_to_string(save.page).is_ok_and(|text| text == old)
        && git(&["checkout", "-q", "two"])
        && fs::remove_dir_all(Path::new(&*folder).join(".git")).is_ok()
}

/// Runs a program on the new text, in a file of its own, and the page.
fn run(program: &str, save: &Save, words: &[&str]) -> bool {
    let new = save.beside.join("new.md");
    if !write(&new, save.text) {
        return false;
    }
    let path = |path: &Path| path.to_string_lossy().into_owned();
    let fill = |word: &&str| {
        word.replace("NEW", &path(&new))
            .replace("PAGE", &path(save.page))
    };
    let ran = Command::new(program)
        .args(words.iter().map(fill))
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .status();
    // The page may be a link to the new text now, which the next save must not write.
    let _ = fs::remove_file(new);
    ran.is_ok_and(|status| status.success())
}

/// Saves in all styles in turn; gives how long each save took to be seen, longest last.
fn seen_after(handbook: &Handbook, saves: usize) -> Vec<(Duration, &'static str)> {
    let source = SourcePath::new("guides/call.md");
    let page: PathBuf = handbook.path("content/guides/call.md");
    let beside = handbook.path(".beside");
    fs::create_dir_all(&beside).expect("a folder beside the pages");
    let mut took = Vec::new();
    for number in 0..saves {
        let (name, style) = STYLES[number % STYLES.len()];
        let text = format!("# Call\n\nA paragraph that stays.\n\nSave {number:03}.\n");
        let (word, started) = (format!("Save {number:03}."), Instant::now());
        let done = style(&Save {
            page: &page,
            text: &text,
            beside: &beside,
        });
        if !done {
            write(&page, &text);
            continue;
        }
        let saved = Instant::now();
        let seen = handbook.server.wait_for(PATIENCE, |snapshot| {
            let page = snapshot.inputs.pages.get(&source);
            page.is_some_and(|page| page.text.contains(&word))
        });
        assert!(
            seen.is_some(),
            "never seen: {name} ({:?})",
            started.elapsed()
        );
        took.push((saved.elapsed(), name));
    }
    took.sort();
    took
}

fn told(way: &str, took: &[(Duration, &str)]) {
    let styles: std::collections::BTreeSet<_> =
        took.iter().map(|(_, name)| name).collect();
    let half = took[took.len() / 2].0;
    println!(
        "{way}: {} saves in {} styles, p50 {half:?}, longest {:?}",
        took.len(),
        styles.len(),
        took.iter().rev().take(5).collect::<Vec<_>>()
    );
    assert!(styles.len() >= 25, "{styles:?}");
}

#[test]
fn every_way_to_save_is_seen() {
    let asked = std::env::var("TANDEM_SAVES")
        .ok()
        .and_then(|text| text.parse().ok());
    let saves = asked.unwrap_or(STYLES.len());
    let files = [
        ("content/index.md", "# Home\n"),
        (
            "content/guides/call.md",
            "# Call\n\nA paragraph that stays.\n\nSave.\n",
        ),
    ];
    let handbook = Handbook::serve(&files);
    let took = seen_after(&handbook, saves);
    assert!(
        !handbook.fell_back_to_looking(),
        "no save stops the watching"
    );
    told("told by the system", &took);
    let looked = seen_after(&Handbook::poll(&files), saves);
    told("looked at", &looked);
    if asked.is_some() {
        let longest = took.iter().chain(&looked).map(|(time, _)| *time).max();
        assert!(longest < Some(Duration::from_secs(1)), "{longest:?}");
    }
}
