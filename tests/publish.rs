//! What publishing does to a folder, and what it refuses to do.
#![allow(clippy::disallowed_methods)] // the test looks at the disk, which is the subject

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use common::{Built, Handbook};
use tandem::build::output_dir::OutputDir;
use tandem::build::publish::{Faults, Published, publish};
use tandem::build::{Build, Engine};
use tandem::diagnostic::Diagnostic;
use tandem::input::{Inputs, Location};

fn small() -> Handbook {
    Handbook::new()
        .file("index.md", "# Home\n\n![Ring](ring.svg)\n")
        .file("ring.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("how/loop.md", "# Loop\n")
        .file("how/talk.md", "# Talk\n")
}

fn open(inputs: &Inputs, path: &Path) -> Result<OutputDir, Box<Diagnostic>> {
    OutputDir::open(path, &inputs.location, None).map_err(Box::new)
}

fn publish_to(built: &Built, path: &Path, faults: Faults) -> Published {
    let mut dir = open(&built.inputs, path).expect("the folder may be written");
    publish(&built.build, &mut dir, faults, &|| ())
}

fn published(built: &Built) -> PathBuf {
    let output = built.handbook.root().join("public");
    assert!(
        publish_to(built, &output, Faults::Stop).complete,
        "the fixture has no faults"
    );
    output
}

/// Every file of a folder that readers get, by its path; not what the release says of itself,
/// which is known only when all of them are written.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = all_files(folder);
    files.remove("version.json");
    files
}

fn all_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walk(folder, |path| {
        fs::read(path).expect("a listed file can be read")
    })
}

fn times(folder: &Path) -> BTreeMap<String, SystemTime> {
    walk(folder, |path| {
        path.metadata()
            .and_then(|meta| meta.modified())
            .expect("it has a time")
    })
}

fn walk<T>(folder: &Path, look: impl Fn(&Path) -> T) -> BTreeMap<String, T> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("the folder can be listed");
        let name = entry.path().strip_prefix(folder).expect("below the folder");
        let name = name.to_string_lossy().into_owned();
        if entry.file_type().is_file() && !name.starts_with(".tandem-") {
            found.insert(name, look(entry.path()));
        }
    }
    found
}

#[test]
fn the_folder_holds_exactly_the_build() {
    let handbook = small().build();
    let output = published(&handbook);
    assert_eq!(files(&output), handbook.everything_written());
    assert!(
        !output.join(".tandem-staging").exists(),
        "nothing waits when all is done"
    );
}

#[test]
fn only_files_that_differ_are_written() {
    let mut handbook = small().build();
    let output = published(&handbook);
    let before = times(&output);
    handbook
        .edit("how/loop.md", "# Loop\n\nNew words.\n")
        .rebuild();
    let result = publish_to(&handbook, &output, Faults::Stop);
    assert!(result.kept > 0, "the other pages");
    let after = times(&output);
    let touched: Vec<&String> = after
        .iter()
        .filter(|(path, _)| !path.starts_with("search/"))
        .filter(|(path, time)| before.get(*path) != Some(time))
        .map(|(p, _)| p)
        .collect();
    assert_eq!(touched, ["how/loop.html", "how/loop.md", "version.json"]);
}

#[test]
fn nothing_is_written_when_nothing_changed() {
    let handbook = small().build();
    let output = published(&handbook);
    let before = times(&output);
    let result = publish_to(&handbook, &output, Faults::Stop);
    assert_eq!((result.written, result.removed), (0, 0));
    assert_eq!(times(&output), before);
}

#[test]
fn files_that_vanished_are_removed_and_folders_that_are_empty_then() {
    let mut handbook = small().build();
    let output = published(&handbook);
    handbook
        .remove("how/loop.md")
        .remove("how/talk.md")
        .rebuild();
    let result = publish_to(&handbook, &output, Faults::Stop);
    // Two pages, their copies and the page of the folder, and what search knew of them.
    assert!(result.removed >= 5, "{}", result.removed);
    assert!(!output.join("how").exists());
    assert_eq!(files(&output), handbook.everything_written());
}

#[test]
fn files_of_others_are_kept() {
    let mut handbook = small().build();
    let output = published(&handbook);
    fs::write(output.join("how/CNAME"), "x.example").expect("the folder can be written");
    handbook
        .remove("how/loop.md")
        .remove("how/talk.md")
        .rebuild();
    publish_to(&handbook, &output, Faults::Stop);
    assert_eq!(
        fs::read(output.join("how/CNAME")).expect("it is still there"),
        b"x.example"
    );
}

#[test]
fn a_file_that_somebody_edited_is_made_right_again() {
    let handbook = small().build();
    let output = published(&handbook);
    fs::write(output.join("how/loop.html"), "scribbled")
        .expect("the folder can be written");
    fs::remove_file(output.join("how/talk.html")).expect("the file exists");
    let result = publish_to(&handbook, &output, Faults::Stop);
    assert_eq!(result.written, 2);
    assert_eq!(files(&output), handbook.everything_written());
}

#[test]
fn a_vanished_page_that_somebody_edited_is_not_ours_to_remove() {
    let mut handbook = small().build();
    let output = published(&handbook);
    fs::write(output.join("how/loop.html"), "mine now")
        .expect("the folder can be written");
    handbook.remove("how/loop.md").rebuild();
    publish_to(&handbook, &output, Faults::Stop);
    assert_eq!(
        fs::read(output.join("how/loop.html")).expect("it was kept"),
        b"mine now"
    );
}

#[test]
fn a_build_with_errors_leaves_the_old_site_byte_for_byte() {
    let mut handbook = small().build();
    let output = published(&handbook);
    let (before, stamps) = (files(&output), times(&output));
    handbook
        .edit("how/loop.md", "# Loop\n\n[gone](gone.md)\n")
        .rebuild();
    let result = publish_to(&handbook, &output, Faults::Stop);
    assert!(!result.complete);
    assert_eq!((files(&output), times(&output)), (before, stamps));
    assert!(
        !output.join(".tandem-staging").exists(),
        "nothing is left behind"
    );
    handbook.expect_problem("E502", "content/how/loop.md:3:8", "gone.md");
    let result = publish_to(&handbook, &output, Faults::Publish);
    assert!(result.complete, "asked to, it publishes all the same");
    assert_eq!(files(&output), handbook.everything_written());
}

#[test]
fn a_fault_found_while_rendering_keeps_the_old_site() {
    let mut handbook = small().build();
    let output = published(&handbook);
    let before = files(&output);
    handbook
        .edit_beside("themes/default/templates/page.html", "{{ page.titel }}")
        .rebuild();
    let result = publish_to(&handbook, &output, Faults::Stop);
    assert!(
        !result.complete && result.problems.iter().any(|p| p.code.number() == "E020")
    );
    assert_eq!(files(&output), before);
    handbook.expect_problem("E020", "themes/default/templates/page.html:1:9", "titel");
}

#[test]
fn a_page_gives_way_to_a_folder_of_its_name_and_back() {
    let mut handbook = small()
        .beside("static/notes/x.txt", "x")
        .build()
        .ignoring_problems();
    let output = published(&handbook);
    fs::remove_dir_all(handbook.handbook.root().join("static/notes")).expect("it exists");
    handbook.edit_beside("static/notes", "a file now").rebuild();
    assert!(publish_to(&handbook, &output, Faults::Stop).complete);
    assert_eq!(files(&output), handbook.everything_written());
    fs::remove_file(handbook.handbook.root().join("static/notes")).expect("it exists");
    handbook.edit_beside("static/notes/x.txt", "x").rebuild();
    assert!(publish_to(&handbook, &output, Faults::Stop).complete);
    assert_eq!(files(&output), handbook.everything_written());
}

#[test]
fn hidden_files_such_as_gitignore_are_kept_and_do_not_matter() {
    let handbook = small().beside("public/.gitignore", "*\n").build();
    let output = published(&handbook);
    assert_eq!(
        fs::read(output.join(".gitignore")).expect("it was kept"),
        b"*\n"
    );
}

#[test]
fn a_folder_that_a_build_must_not_write_to_is_refused() {
    let handbook = small().beside("static/x.txt", "x").build();
    let root = handbook.handbook.root();
    let other = tempfile::tempdir().expect("the temporary folder can be written");
    let stranger = other.path().join("stranger");
    fs::create_dir(&stranger).expect("the folder is new");
    fs::write(stranger.join("letter.txt"), "dear").expect("the folder is new");
    let above = root.parent().expect("a temporary folder is not the top");
    let refused: [(&Path, &str); 9] = [
        (Path::new(""), "no name"),
        (Path::new("/"), "top of the disk"),
        (root, "sources"),
        (above, "sources"),
        (&root.join("content"), "sources"),
        (&root.join("static"), "sources"),
        (&root.join("content/site"), "among the sources"),
        (&stranger, "no build wrote"),
        (&stranger.join("letter.txt"), "a file"),
    ];
    for (path, why) in refused {
        let refusal = open(&handbook.inputs, path).err();
        let refusal =
            refusal.unwrap_or_else(|| panic!("{} is not refused", path.display()));
        assert_eq!(refusal.code.number(), "E030");
        assert!(
            refusal.message.contains(why),
            "{}: {}",
            path.display(),
            refusal.message
        );
        assert!(refusal.help.is_some(), "a refusal says what to do");
    }
    assert_eq!(
        fs::read(stranger.join("letter.txt")).expect("untouched"),
        b"dear"
    );
    let home =
        OutputDir::open(other.path(), &handbook.inputs.location, Some(other.path()));
    assert!(home.is_err_and(|refusal| refusal.message.contains("home")));
}

#[test]
fn a_second_build_of_the_same_folder_is_locked_out_until_the_first_is_done() {
    let handbook = small().build();
    let output = handbook.handbook.root().join("public");
    let first = open(&handbook.inputs, &output).expect("the folder is free");
    let second = open(&handbook.inputs, &output)
        .err()
        .expect("the first one holds it");
    assert!(
        second.message.contains("another build"),
        "{}",
        second.message
    );
    drop(first);
    assert!(open(&handbook.inputs, &output).is_ok());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_is_never_written_through() {
    let handbook = small().build();
    let output = published(&handbook);
    let elsewhere = tempfile::tempdir().expect("the temporary folder can be written");
    fs::write(elsewhere.path().join("loop.html"), "not yours")
        .expect("the folder is new");
    fs::remove_dir_all(output.join("how")).expect("the build made it");
    std::os::unix::fs::symlink(elsewhere.path(), output.join("how"))
        .expect("links are known");
    let result = publish_to(&handbook, &output, Faults::Stop);
    assert!(!result.complete);
    assert_eq!(
        fs::read(elsewhere.path().join("loop.html")).expect("untouched"),
        b"not yours"
    );
}

#[test]
fn clean_removes_what_builds_wrote_and_nothing_else() {
    let handbook = small().build();
    let output = published(&handbook);
    fs::write(output.join("mine.txt"), "mine").expect("the folder can be written");
    let dir = open(&handbook.inputs, &output).expect("it is ours");
    let cleaned = dir.clean().expect("it can be removed");
    assert_eq!(cleaned.removed, handbook.everything_written().len() + 1);
    assert_eq!(cleaned.changed, []);
    assert_eq!(files(&output).into_keys().collect::<Vec<_>>(), ["mine.txt"]);
}

#[test]
fn a_file_that_no_build_wrote_is_never_overwritten() {
    let mut handbook = small().build();
    let output = published(&handbook);
    fs::write(output.join("mine.html"), "precious").expect("the folder can be written");
    let before = files(&output);
    handbook.edit("mine.md", "# Mine\n").rebuild();
    let result = publish_to(&handbook, &output, Faults::Publish);
    assert!(!result.complete);
    assert!(
        result
            .problems
            .iter()
            .any(|problem| problem.code.number() == "E031")
    );
    assert_eq!(files(&output), before);
}

#[test]
fn a_copied_folder_is_still_ours() {
    let mut handbook = small().build();
    let output = published(&handbook);
    let later = SystemTime::now() + std::time::Duration::from_secs(90);
    for path in files(&output).into_keys() {
        let file = fs::File::options().append(true).open(output.join(path));
        file.and_then(|file| file.set_modified(later))
            .expect("times can be set");
    }
    handbook.remove("how/talk.md").rebuild();
    assert!(publish_to(&handbook, &output, Faults::Stop).complete);
    assert!(!output.join("how/talk.html").exists());
}

#[test]
fn clean_keeps_what_somebody_changed_and_leaves_a_folder_that_can_be_built_again() {
    let handbook = small().build();
    let output = published(&handbook);
    fs::write(output.join("index.html"), "changed by hand").expect("it can be written");
    let cleaned = open(&handbook.inputs, &output).expect("it is ours").clean();
    assert_eq!(cleaned.expect("it can be cleaned").changed.len(), 1);
    assert_eq!(
        files(&output).into_keys().collect::<Vec<_>>(),
        ["index.html"]
    );
    assert!(publish_to(&handbook, &output, Faults::Stop).complete);
    assert_eq!(files(&output), handbook.everything_written());
}

#[test]
fn two_folders_and_any_number_of_threads_give_the_same_bytes() {
    let reference = small().build().everything_written();
    for threads in [1, 2, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.expect("the system has threads");
        let bytes = pool.install(|| small().build().everything_written());
        assert!(bytes == reference, "{threads} threads give other bytes");
    }
    let handbook = small().build();
    let output = published(&handbook);
    assert!(files(&output) == reference, "the disk holds other bytes");
}

#[test]
fn a_relative_root_and_an_absolute_one_give_the_same_bytes() {
    let handbook = small().build();
    let winding = handbook.handbook.root().join("content/..");
    let location = Location::new(winding.clone(), None, &winding.join("public"));
    let inputs = Inputs::read(location, handbook.inputs.request.clone());
    let build: Build = Engine::default().rebuild(&inputs);
    for (path, bytes) in handbook.everything_written() {
        let made = build.outputs.get(&tandem::paths::OutputPath::new(&path));
        assert!(
            made.is_some_and(|made| made.bytes == bytes),
            "{path} differs"
        );
    }
}

#[test]
fn the_time_zone_and_the_place_of_the_handbook_do_not_reach_the_output() {
    let built = |zone: &str, threads: &str| {
        let handbook = small();
        let output = handbook.root().join("public");
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_tandem"))
            .args(["--quiet", "--root"])
            .arg(handbook.root())
            .arg("build")
            .envs([
                ("TZ", zone),
                ("RAYON_NUM_THREADS", threads),
                ("LANG", "tr_TR.UTF-8"),
            ])
            .status();
        assert!(status.expect("the program starts").success());
        all_files(&output)
    };
    assert!(built("Pacific/Kiritimati", "1") == built("Pacific/Pago_Pago", "8"));
}

/// What the release in a folder says of itself.
fn version(output: &Path) -> serde_json::Value {
    let json = fs::read(output.join("version.json")).expect("every build writes it");
    serde_json::from_slice(&json).expect("it is JSON")
}

#[test]
fn a_release_says_which_it_is_and_only_other_files_make_it_another() {
    let mut handbook = small().build();
    let output = published(&handbook);
    let first = version(&output);
    assert_eq!(first["built"], "2026-11-20");
    assert_eq!(first["commit"], serde_json::Value::Null);
    let generator = format!("Tandem {}", env!("CARGO_PKG_VERSION"));
    assert_eq!(first["generator"], generator.as_str());
    assert_eq!(first["release"].as_str().map(str::len), Some(32));
    let other = small().build();
    let elsewhere = published(&other);
    assert_eq!(
        version(&elsewhere),
        first,
        "the same files, the same release"
    );
    handbook.edit("how/talk.md", "# Talk\n\nMore.\n").rebuild();
    published(&handbook);
    assert_ne!(version(&output)["release"], first["release"]);
    handbook.edit("how/talk.md", "# Talk\n").rebuild();
    published(&handbook);
    assert_eq!(version(&output), first, "taken back, it is what it was");
}

#[test]
fn a_file_of_the_handbook_stays_where_the_release_would_speak_of_itself() {
    let handbook = small().beside("static/version.json", "{}").build();
    let output = published(&handbook);
    assert_eq!(all_files(&output), handbook.everything_written());
}

const PRECOMPRESSED: &str = "precompress: true\nproblems: { W110: off, W118: off }\n";

/// A page of more than one packet, another that is short.
fn long() -> Handbook {
    let text =
        "Talk first, then plan, and write down who does what until when. ".repeat(60);
    small().file("how/long.md", format!("# Long\n\n{text}\n"))
}

fn unpacked(output: &Path, path: &str) -> Vec<u8> {
    use std::io::Read;
    let packed = fs::read(output.join(path)).unwrap_or_else(|_| panic!("no {path}"));
    let mut bytes = Vec::new();
    let read = match path.ends_with(".gz") {
        true => flate2::read::GzDecoder::new(&*packed).read_to_end(&mut bytes),
        false => brotli::Decompressor::new(&*packed, 4096).read_to_end(&mut bytes),
    };
    read.expect("it can be unpacked");
    bytes
}

#[test]
fn smaller_copies_stand_beside_texts_where_that_is_asked_for() {
    let plain = long().build();
    assert!(!published(&plain).join("how/long.html.gz").exists());
    let mut handbook = long().settings(PRECOMPRESSED).build().ignoring_problems();
    let output = published(&handbook);
    let files = files(&output);
    for (path, bytes) in handbook.everything_written() {
        for ending in ["gz", "br"] {
            let copy = format!("{path}.{ending}");
            let Some(packed) = files.get(&copy) else {
                let is_short = bytes.len() <= 1_400;
                assert!(is_short || !path.ends_with(".html"), "no {copy}");
                continue;
            };
            assert!(packed.len() < bytes.len(), "{copy} is no smaller");
            assert_eq!(
                unpacked(&output, &copy),
                bytes,
                "{copy} says something else"
            );
        }
    }
    assert!(files.contains_key("how/long.html.br"));
    let stamps = times(&output);
    let again = publish_to(&handbook, &output, Faults::Stop);
    assert_eq!((again.written, times(&output)), (0, stamps));
    let other = long().settings(PRECOMPRESSED).build().ignoring_problems();
    let elsewhere = published(&other);
    assert_eq!(
        all_files(&elsewhere),
        all_files(&output),
        "the same bytes anywhere"
    );
    handbook.edit("how/long.md", "# Long\n\nShort.\n").rebuild();
    published(&handbook);
    handbook.remove("how/talk.md").rebuild();
    published(&handbook);
    let left = all_files(&output);
    let alone = left.keys().find(|path| {
        let original = path.strip_suffix(".gz").or(path.strip_suffix(".br"));
        original.is_some_and(|original| !left.contains_key(original))
    });
    assert_eq!(alone, None, "a copy goes with its original");
    assert_eq!(unpacked(&output, "how/long.html.br"), left["how/long.html"]);
}
