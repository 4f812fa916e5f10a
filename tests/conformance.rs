//! The specifications of Markdown, example by example.
//!
//! The examples stand in the corpora beside the project (see `TANDEM_SHARED`); a few of our
//! own choosing stand in `tests/markdown/spec.json`, so that something always runs. An
//! example that deviates is listed here with its reason, and the list is exact: a listed
//! example that begins to pass fails the test too.
#![allow(clippy::disallowed_methods)] // tests read their fixtures

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tandem::page::Dialect;
use tandem::render::html::plain;

/// One example of a specification.
#[derive(Deserialize)]
struct Example {
    markdown: String,
    html: String,
    example: usize,
    section: String,
}

/// An example that does not match, and why that is right.
type Deviation = (usize, &'static str);

const COMMONMARK: &[Deviation] = &[];

const NO_BARE_LINKS: &str = "printed by the specification without its own bare addresses";
const NO_TAG_FILTER: &str = "printed by the specification without its own filter of tags";
const NEWER_COMMENTS: &str = "CommonMark 0.31 reads comments as HTML 5 does";

const GFM: &[Deviation] = &[
    (140, NO_TAG_FILTER),
    (141, NO_TAG_FILTER),
    (142, NO_TAG_FILTER),
    (145, NO_TAG_FILTER),
    (147, NO_TAG_FILTER),
    (610, NO_BARE_LINKS),
    (616, NO_BARE_LINKS),
    (619, NO_BARE_LINKS),
    (620, NO_BARE_LINKS),
    (645, NEWER_COMMENTS),
    (646, NEWER_COMMENTS),
];

const EXTENSIONS: &[Deviation] = &[(
    23,
    "footnotes are off in this dialect; tests/markdown/footnotes.md has them",
)];

#[test]
fn commonmark_is_read_to_the_letter() {
    hold("commonmark-0.31.2.json", Dialect::CommonMark, COMMONMARK);
}

#[test]
fn github_flavored_markdown_is_read_as_its_specification_says() {
    hold("gfm-0.29.json", Dialect::Gfm, GFM);
}

#[test]
fn the_extensions_of_github_flavored_markdown_hold() {
    hold("gfm-extensions.json", Dialect::Gfm, EXTENSIONS);
}

#[test]
fn a_few_examples_hold_without_the_corpora() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/markdown/spec.json");
    let faults = faults_of(&examples(&file), Dialect::Gfm);
    assert!(
        faults.is_empty(),
        "{}",
        faults.into_values().collect::<String>()
    );
}

/// Runs one file of examples against the list of its deviations.
fn hold(name: &str, dialect: Dialect, deviations: &[Deviation]) {
    let Some(file) = corpus(name) else {
        println!("skipped: no corpora (set TANDEM_SHARED to the folder that holds them)");
        return;
    };
    let examples = examples(&file);
    let mut faults = faults_of(&examples, dialect);
    let total = examples.len();
    println!("{name}: {} of {total} match", total - faults.len());
    let mut wrong = String::new();
    for (number, reason) in deviations {
        if faults.remove(number).is_none() {
            wrong += &format!("example {number} is listed ({reason}) and passes now\n");
        }
    }
    wrong.extend(faults.into_values());
    assert!(wrong.is_empty(), "{name}\n{wrong}");
}

fn corpus(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("TANDEM_SHARED").map_or(beside, PathBuf::from);
    Some(shared.join("corpora/conformance").join(name)).filter(|file| file.is_file())
}

fn examples(file: &Path) -> Vec<Example> {
    let text = fs::read_to_string(file).expect("the examples can be read");
    serde_json::from_str(&text).expect("the examples are a list of JSON objects")
}

fn faults_of(examples: &[Example], dialect: Dialect) -> BTreeMap<usize, String> {
    let mut faults = BTreeMap::new();
    for example in examples {
        let ours = plain(&example.markdown, dialect);
        // Where the test suite only asks for survival, being here is enough.
        let survives = example.html.trim() == "<IGNORE>";
        if survives || ours == example.html || normal(&ours) == normal(&example.html) {
            continue;
        }
        let Example {
            markdown,
            html,
            example: number,
            section,
        } = example;
        let words = format!(
            "example {number} ({section})\n  source   {markdown:?}\n  expected {html:?}\n  ours     {ours:?}\n"
        );
        faults.insert(*number, words);
    }
    faults
}

/// The same HTML, written in one way: elements without content are closed alike, the boxes
/// of tasks name their attributes in one order, and line ends between blocks do not count.
/// Everything else must match to the letter.
fn normal(html: &str) -> String {
    let closed = html.replace(" />", ">").replace("/>", ">");
    let boxes = closed
        .replace(
            "type=\"checkbox\" checked=\"\" disabled=\"\"",
            "checked=\"\" disabled=\"\" type=\"checkbox\"",
        )
        .replace(
            "type=\"checkbox\" disabled=\"\"",
            "disabled=\"\" type=\"checkbox\"",
        );
    boxes.replace(">\n<", "><").trim_end().to_owned()
}
