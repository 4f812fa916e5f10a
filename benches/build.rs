//! How long a handbook takes: `cargo bench`, or `cargo bench -- 500` for other sizes, and
//! `cargo bench -- mixed` for pages of all kinds instead of plain ones.
//! `cargo bench -- mixed write=FOLDER 500` only writes the handbook, to be built by hand.
//!
//! Each size is generated, then read, parsed and linked, rendered and published; then edited
//! with a warm engine. Times are the median of several runs where a run is short. The
//! generator is below, so that the figures mean the same on every machine.
#![allow(clippy::disallowed_methods)] // a benchmark writes its content and reads the clock

mod mixed;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tandem::build::output_dir::OutputDir;
use tandem::build::publish::{Faults, publish};
use tandem::build::{Build, Engine, WorkCounts};
use tandem::date::Date;
use tandem::diagnostic::{Diagnostic, Severity};
use tandem::input::{Drafts, Inputs, Location, Purpose, Request};
use tandem::paths::OutputPath;

/// Pages of one folder, as in a handbook that people still find their way in.
const PAGES_OF_A_FOLDER: usize = 25;
/// Runs of a warm edit; the median hides a run that the system interrupted.
const WARM_RUNS: usize = 9;

/// Writes a handbook of so many pages.
type Generator = fn(&Path, usize);

/// What is measured: the generator, and the page that is edited.
#[derive(Clone, Copy)]
struct Subject {
    generate: Generator,
    page: &'static str,
}

const PLAIN: Subject = Subject {
    generate,
    page: "folder-0/page-0",
};
const MIXED: Subject = Subject {
    generate: mixed::generate,
    page: "how-we-work/part-0/page-0",
};

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let subject = match words.iter().any(|word| word == "mixed") {
        true => MIXED,
        false => PLAIN,
    };
    let asked: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let sizes = if asked.is_empty() {
        vec![100, 1_000, 10_000]
    } else {
        asked
    };
    if let Some(folder) = words.iter().find_map(|word| word.strip_prefix("write=")) {
        return (subject.generate)(Path::new(folder), sizes[0]);
    }
    println!("threads: {}", rayon::current_num_threads());
    println!("{:<34}{}", "pages", row(&sizes, |size| size.to_string()));
    let measured: Vec<Vec<(&str, Duration)>> =
        sizes.iter().map(|size| measure(subject, *size)).collect();
    for number in 0..measured[0].len() {
        let name = measured[0][number].0;
        println!(
            "{name:<34}{}",
            row(&measured, |times| milliseconds(times[number].1))
        );
    }
}

fn row<T>(items: &[T], cell: impl Fn(&T) -> String) -> String {
    items
        .iter()
        .map(|item| format!("{:>14}", cell(item)))
        .collect()
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

fn measure(subject: Subject, pages: usize) -> Vec<(&'static str, Duration)> {
    let folder = tempfile::tempdir().expect("the temporary folder can be written");
    let root = folder.path();
    (subject.generate)(root, pages);
    let output = root.join("public");
    let location = Location::new(root.to_path_buf(), None, &output);
    let mut times = Vec::new();
    let mut time = |name, from: Instant| times.push((name, from.elapsed()));

    let from = Instant::now();
    let inputs = Inputs::read(location, request());
    time("read", from);
    let mut engine = Engine::default();
    let from = Instant::now();
    let build = engine.rebuild(&inputs);
    time("parse, link and check", from);
    let is_error = |problem: &&Diagnostic| problem.severity == Severity::Error;
    let fault = build.problems.iter().find(is_error);
    assert!(fault.is_none(), "the generator writes no faults: {fault:?}");
    let from = Instant::now();
    let mut dir =
        OutputDir::open(&output, &inputs.location, None).expect("the folder is new");
    let published = publish(&build, &mut dir, Faults::Stop, &|| ());
    time("render and publish", from);
    assert!(published.complete);
    let from = Instant::now();
    let published = publish(&build, &mut dir, Faults::Stop, &|| ());
    time("publish again, nothing changed", from);
    assert_eq!(published.written, 0);
    drop(dir);
    let (scan, body) = edit_body(subject, &inputs, &mut engine);
    times.push(("warm: look at every file", scan));
    times.push(("warm: edit a text, show the page", body));
    times.push((
        "warm: edit a title, show the page",
        edit_title(subject, &inputs, &mut engine),
    ));
    times
}

fn request() -> Request {
    let today = Date::new(2026, 11, 20).expect("the calendar has this day");
    Request {
        today,
        day: tandem::input::Day::Named,
        drafts: Drafts::Skip,
        purpose: Purpose::Publish,
        base_url: None,
        audience: None,
    }
}

fn edit_body(
    subject: Subject,
    inputs: &Inputs,
    engine: &mut Engine,
) -> (Duration, Duration) {
    engine.rebuild(inputs);
    let path = subject.source(inputs);
    let text = fs::read_to_string(&path).expect("the generator wrote it");
    let (mut scans, mut edits) = (Vec::new(), Vec::new());
    for run in 0..WARM_RUNS {
        fs::write(&path, format!("{text}\nEdit {run}.\n")).expect("the folder is ours");
        let from = Instant::now();
        inputs.refresh();
        scans.push(from.elapsed());
        let from = Instant::now();
        let changed = inputs
            .refresh_paths(std::slice::from_ref(&path))
            .expect("a known page");
        let build = engine.rebuild(&changed);
        subject.show(&build);
        edits.push(from.elapsed());
        assert_eq!(
            build.counts,
            WorkCounts {
                parsed: 1,
                linked: 0,
                checked: 1
            }
        );
    }
    fs::write(&path, text).expect("the folder is ours");
    (median(scans), median(edits))
}

fn edit_title(subject: Subject, inputs: &Inputs, engine: &mut Engine) -> Duration {
    let path = subject.source(inputs);
    let text = fs::read_to_string(&path).expect("the generator wrote it");
    let mut edits = Vec::new();
    for run in 0..WARM_RUNS {
        fs::write(&path, text.replace("title: ", &format!("title: {run} ")))
            .expect("ours");
        let from = Instant::now();
        let changed = inputs
            .refresh_paths(std::slice::from_ref(&path))
            .expect("a known page");
        let build = engine.rebuild(&changed);
        subject.show(&build);
        edits.push(from.elapsed());
        assert_eq!(build.counts.linked, 1);
    }
    fs::write(&path, text).expect("the folder is ours");
    median(edits)
}

impl Subject {
    fn source(self, inputs: &Inputs) -> PathBuf {
        let content = inputs.location.root.join("content");
        content.join(format!("{}.md", self.page))
    }

    fn show(self, build: &Build) {
        let output = OutputPath::new(format!("{}.html", self.page));
        let page = build.outputs.get(&output);
        assert!(page.is_some_and(|page| page.problems.is_empty()));
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Writes a handbook of about `pages` pages: folders of 25, each page with fields, headings,
/// links to neighbours, a list of checks, a table and an alert; about 300 words.
fn generate(root: &Path, pages: usize) {
    let content = root.join("content");
    let folders = pages.div_ceil(PAGES_OF_A_FOLDER);
    fs::create_dir_all(&content).expect("the temporary folder can be written");
    fs::write(root.join("handbook.yml"), "title: Benchmark\n")
        .expect("the folder is new");
    let home = "---\ntitle: Benchmark\nsummary: Many pages.\n---\n\nWords.\n";
    fs::write(content.join("index.md"), home).expect("the folder is new");
    for folder in 0..folders {
        let disk = content.join(format!("folder-{folder}"));
        fs::create_dir_all(&disk).expect("the folder is new");
        for number in 0..PAGES_OF_A_FOLDER.min(pages - folder * PAGES_OF_A_FOLDER) {
            let text = page(folder, number, folders);
            fs::write(disk.join(format!("page-{number}.md")), text)
                .expect("the folder is new");
        }
    }
}

fn page(folder: usize, number: usize, folders: usize) -> String {
    let words =
        "Sales and Marketing agree on what counts as an enquiry before they count any. ";
    let near = (folder + 1) % folders;
    let mut text = format!(
        "---\ntitle: Page {number} of folder {folder}\nsummary: What both sides do in case {number}.\n\
         owners: {{ marketing: demand-manager, sales: sales-lead }}\nreviewed: 2026-10-12\n---\n\n"
    );
    for part in 0..4 {
        text += &format!("## Part {part}\n\n{}\n\n", words.repeat(5));
    }
    text += &format!(
        "See [the first](page-0.md#part-1) and [the next folder](../folder-{near}/page-0.md).\n\n\
         - [ ] asked\n- [x] answered\n\n| Side | Owes |\n|------|-----:|\n| Sales | a reply |\n\n\
         > [!NOTE]\n> Said once, here.\n"
    );
    text
}
