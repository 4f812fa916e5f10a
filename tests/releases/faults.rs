//! Disks that are full, foreign or read-only: one message each, and the old release stays.

use std::process::Command;

use super::hosted::{Hosted, Outcome};

/// The command with a call that fails: number `when` of those that `strace` sees.
fn with_fault(hosted: &Hosted, fault: &str, arguments: &[&str]) -> Outcome {
    let target = hosted.target();
    let plain = hosted.command(target.to_str().expect("text"), arguments);
    let calls = fault.split(':').next().unwrap_or_default();
    let mut strace = Command::new("strace");
    strace
        .args([
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            &format!("trace={calls}"),
            "-e",
        ])
        .arg(format!("inject={fault}"))
        .arg(plain.get_program())
        .args(plain.get_args())
        .env("RAYON_NUM_THREADS", "1")
        .env("USER", "beth")
        .env("NO_COLOR", "1");
    Outcome::of(strace)
}

fn has_strace() -> bool {
    Command::new("strace").arg("-V").output().is_ok()
}

#[test]
fn each_fault_of_a_disk_is_one_message_and_leaves_the_old_release() {
    if !has_strace() {
        return eprintln!("not tried: strace is not installed");
    }
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    let (live, site) = (hosted.live(), hosted.site());
    hosted.says("Other words.");
    let faults = [
        ("fsync:error=ENOSPC:when=1", "the disk is full"),
        ("fsync:error=ENOSPC:when=4+", "the disk is full"),
        (
            "fsync:error=EDQUOT:when=2",
            "your share of the disk is used up",
        ),
        ("fsync:error=EIO:when=3", "cannot be written"),
        (
            "?mkdir,?mkdirat:error=EACCES:when=1+",
            "you may not write there",
        ),
        (
            "?mkdir,?mkdirat:error=EROFS:when=1+",
            "the disk can only be read",
        ),
        (
            "?rename,?renameat,?renameat2:error=EACCES:when=1+",
            "you may not write there",
        ),
        (
            "?rename,?renameat,?renameat2:error=EROFS:when=2+",
            "the disk can only be read",
        ),
        (
            "?rename,?renameat,?renameat2:error=ENOSPC:when=3+",
            "the disk is full",
        ),
    ];
    for (fault, part) in faults {
        with_fault(&hosted, fault, &[]).fails(2, "E033", part);
        assert_eq!(
            (hosted.live(), hosted.site()),
            (live.clone(), site.clone()),
            "{fault}"
        );
    }
    hosted.publish(&[]).succeeds();
    assert!(hosted.home().contains("Other words."));
}

#[test]
fn a_dry_run_tells_of_a_folder_that_cannot_be_written() {
    if !has_strace() {
        return eprintln!("not tried: strace is not installed");
    }
    let hosted = Hosted::new();
    let fault = "?mkdir,?mkdirat:error=EACCES:when=1+";
    let own = hosted.target().join(".tandem");
    let above = hosted.target();
    let above = above.parent().expect("it is below the folder of the test");
    for at in [above, &own] {
        let told = with_fault(&hosted, fault, &["--dry-run"]);
        let named = format!("error[E033] {}\n", at.display());
        assert!(told.text.contains(&named), "{}", told.text);
        told.fails(2, "E033", "you may not write there as `beth`");
        hosted.publish(&[]).succeeds();
    }
    let links = "?symlink,?symlinkat:error=EPERM";
    let told = with_fault(&Hosted::new(), links, &["--dry-run"]).succeeds();
    assert!(
        told.text.contains("Would publish in place"),
        "{}",
        told.text
    );
}

#[test]
fn files_that_cannot_be_linked_are_written_again() {
    if !has_strace() {
        return eprintln!("not tried: strace is not installed");
    }
    let hosted = Hosted::new();
    hosted.publish(&[]).succeeds();
    hosted.says("Other words.");
    with_fault(&hosted, "?link,?linkat:error=EPERM", &[]).succeeds();
    assert!(hosted.home().contains("Other words."));
    hosted.publish(&["--rollback"]).succeeds();
    assert!(hosted.home().contains("The first words."));
}

#[test]
fn where_links_are_not_possible_files_are_replaced_in_place() {
    if !has_strace() {
        return eprintln!("not tried: strace is not installed");
    }
    let hosted = Hosted::new();
    let done = with_fault(&hosted, "?symlink,?symlinkat:error=EPERM", &[]).succeeds();
    assert!(
        done.text.contains("Links are not possible"),
        "{}",
        done.text
    );
    assert!(hosted.target().join("index.html").exists());
}

/// What a shell is told that has a small disk of its own at `$target`: the old release must stay
/// through a disk that fills up, and through one that can only be read.
const SMALL_DISK: &str = r#"
mkdir -p "$target"
mount -t tmpfs -o size="$size" none "$target"
"$@" >/dev/null || exit 90
before=$(readlink "$target/current")
head -c "$large" /dev/urandom >"$content/large.bin"
"$@"; echo "ended with $?"
[ "$(readlink "$target/current")" = "$before" ] || echo "another release"
rm "$content/large.bin"
echo "More words." >>"$content/index.md"
mount -o remount,ro "$target"
"$@"; echo "ended with $?"
mount -o remount,rw "$target"
[ "$(readlink "$target/current")" = "$before" ] || echo "another release"
"$@" >/dev/null; echo "then ended with $?"
grep -o "More words" "$target/current/index.html" | head -1
"#;

#[test]
fn a_disk_that_fills_up_or_can_only_be_read_is_one_message_and_the_old_release_stays() {
    let own_mounts = ["--user", "--map-root-user", "--mount"];
    let mut probe = Command::new("unshare");
    probe
        .args(own_mounts)
        .args(["mount", "-t", "tmpfs", "none", "/mnt"]);
    if !probe.output().is_ok_and(|output| output.status.success()) {
        return eprintln!("not tried: disks cannot be mounted here");
    }
    let hosted = Hosted::new();
    let target = hosted.target();
    let plain = hosted.command(target.to_str().expect("text"), &[]);
    let mut shell = Command::new("unshare");
    shell
        .args(own_mounts)
        .args(["sh", "-c", SMALL_DISK, "sh"])
        .arg(plain.get_program())
        .args(plain.get_args())
        .env("target", &target)
        .env("content", hosted.root().join("content"))
        .env("size", "16m")
        .env("large", "20000000")
        .env("NO_COLOR", "1");
    let told = Outcome::of(shell).succeeds().text;
    assert_eq!(told.matches("error[E033]").count(), 2, "{told}");
    assert_eq!(told.matches("error[").count(), 2, "{told}");
    assert_eq!(told.matches("ended with 2").count(), 2, "{told}");
    for part in [
        "the disk is full",
        "the disk can only be read",
        "then ended with 0",
        "More words",
    ] {
        assert!(told.contains(part), "{part:?} in\n{told}");
    }
    assert!(!told.contains("another release"), "{told}");
}
