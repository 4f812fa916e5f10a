//! What the search index takes by itself: `cargo bench --bench index -- FOLDER...`, each a
//! handbook.
//!
//! Everything that the index is made from is there before the clock starts: the pages are read,
//! parsed and linked. Then the index is made, and the bytes of all its files. Memory is that of
//! the process: before, and the most while the index was made (Linux only).
//!
//! Then a page gets a new word again and again, as in the live server, and the index is brought up
//! to date. At the end the page is what it was, unless something fails on the way. With
//! `--edits=N` there is nothing but so many edits, for profilers.
#![allow(clippy::disallowed_methods)] // a benchmark reads the clock and what the system says

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use mimalloc::MiMalloc;
use tandem::build::Engine;
use tandem::date::Date;
use tandem::input::{Day, Drafts, Inputs, Location, Purpose, Request};
use tandem::paths::OutputPath;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Edits of a page; the middle one counts.
const EDITS: usize = 15;

fn main() {
    let (options, folders): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|word| word.starts_with("--"));
    assert!(!folders.is_empty(), "name the folder of a handbook");
    let edits = options
        .iter()
        .find_map(|word| word.strip_prefix("--edits="));
    let edits = edits.map(|edits| edits.parse().expect("a number of edits"));
    for folder in folders.iter().map(Path::new) {
        if edits.is_none() {
            measure(folder);
        }
        edit(folder, edits.unwrap_or(EDITS));
    }
}

fn measure(folder: &Path) {
    let inputs = inputs(folder, Purpose::Publish);
    let mut engine = Engine::default();
    let build = engine.rebuild(&inputs);
    let before = memory("VmRSS");
    forget_the_most();

    let from = Instant::now();
    let index = build.search.index();
    let indexed = from.elapsed();
    let files: Vec<_> = build.outputs.index_files().collect();
    let bytes = AtomicUsize::new(0);
    files.par_iter().for_each(|(_, output)| {
        let made = build.outputs.make(output);
        bytes.fetch_add(made.bytes.len(), Ordering::Relaxed);
    });
    let all = from.elapsed();

    println!(
        "{}: {} pages, {} sections; index {:.2} s, with the bytes of its {} files ({:.1} MB) {:.2} s; \
         memory before {before:.0} MB, at most {:.0} MB",
        folder.display(),
        build.site.pages.len(),
        index.documents(),
        indexed.as_secs_f64(),
        files.len(),
        bytes.into_inner() as f64 / 1e6,
        all.as_secs_f64(),
        memory("VmHWM"),
    );
}

fn edit(folder: &Path, edits: usize) {
    let mut inputs = inputs(folder, Purpose::Live);
    let mut engine = Engine::default();
    let build = engine.rebuild(&inputs);
    build.search.index();
    let pages: Vec<_> = build
        .site
        .pages
        .iter()
        .filter_map(|page| page.source.as_ref())
        .collect();
    let page = pages[pages.len() / 2];
    let path = folder.join("content").join(page.as_str());
    let text = fs::read_to_string(&path).expect("the page was just read");
    let mut times = Vec::new();
    for run in 0..edits {
        let word: String = format!("{run:03}")
            .bytes()
            .map(|digit| (digit + b'q' - b'0') as char)
            .collect();
        fs::write(&path, format!("{text}\nThe saved{word} is new.\n"))
            .expect("the page can be written");
        inputs = inputs
            .refresh_paths(std::slice::from_ref(&path))
            .expect("a known page");
        let build = engine.rebuild(&inputs);
        let from = Instant::now();
        build.search.index();
        let root = OutputPath::new("search/root.js");
        assert!(build.outputs.get(&root).is_some());
        times.push(from.elapsed());
    }
    fs::write(&path, text).expect("the page can be written");
    times.sort();
    println!(
        "{}: after an edit {:.1} ms, at most {:.1} ms",
        folder.display(),
        milliseconds(times[edits / 2]),
        milliseconds(times[edits - 1])
    );
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn inputs(folder: &Path, purpose: Purpose) -> Inputs {
    let location = Location::new(PathBuf::from(folder), None, &folder.join("public"));
    Inputs::read(location, request(purpose))
}

fn request(purpose: Purpose) -> Request {
    Request {
        today: Date::new(2026, 11, 20).expect("the calendar has this day"),
        day: Day::Named,
        drafts: Drafts::Skip,
        purpose,
        base_url: None,
        audience: None,
    }
}

/// What the system says of this process's memory, in MB.
fn memory(name: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number =
        line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    number.unwrap_or(f64::NAN) / 1024.0
}

/// Lets the most memory count from here.
fn forget_the_most() {
    // Not everywhere allowed; then the most is that of the whole run.
    let _ = fs::write("/proc/self/clear_refs", "5");
}
