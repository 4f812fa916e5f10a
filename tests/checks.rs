//! Every rule: a change to a clean handbook that it finds, and one nearby that it leaves alone.
//!
//! What is printed for each is in `tests/snapshots/checks__*.snap`.
#![allow(clippy::disallowed_methods)] // the clean handbook is read from tests/checks/base

#[path = "checks/cases.rs"]
mod cases;
mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cases::{CASES, Case, Change};
use common::Handbook;
use tandem::codes::Code;

/// Codes whose tests stand elsewhere: they need files that are no pages, or very large ones.
const ELSEWHERE: [&str; 12] = [
    "E109", "W117", "N512", "E513", "W801", "E802", "E901", "W902", "W903", "W904",
    "E905", "W906",
];

/// The clean handbook: path and text of each file.
fn base() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks/base");
    let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter();
    let files = files.map(|entry| entry.expect("the fixture can be listed"));
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(&root).expect("below the fixture");
            let path = path.to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(entry.path()).expect("the fixture is text");
            (path, text.replace("\r\n", "\n"))
        })
        .collect()
}

/// The problems of the clean handbook after some changes, one a line.
fn problems(changes: &[Change]) -> Vec<String> {
    let mut files = base();
    for (path, from, to) in changes {
        let path = match path.ends_with(".yml") {
            true => (*path).to_owned(),
            false => format!("content/{path}"),
        };
        match files.iter_mut().find(|(own, _)| *own == path) {
            Some((_, text)) => {
                assert!(text.contains(from), "{path} does not hold:\n{from}");
                *text = text.replacen(from, to, 1);
            }
            None => files.push((path, (*to).to_owned())),
        }
    }
    let handbook = files
        .iter()
        .fold(Handbook::new(), |handbook, (path, text)| {
            handbook.beside(path, text)
        });
    handbook.build().ignoring_problems().checked_lines()
}

fn code_of(line: &str) -> &str {
    line.split(' ').next().unwrap_or(line)
}

#[test]
fn the_handbook_to_begin_with_is_clean() {
    assert_eq!(problems(&[]), Vec::<String>::new());
}

#[test]
fn every_rule_finds_its_fault_and_leaves_the_neighbour_alone() {
    let mut printed = String::new();
    let mut wrong = Vec::new();
    for Case { code, fault, near } in CASES {
        let found = problems(fault);
        let own = found.iter().filter(|line| code_of(line) == *code).count();
        let others: Vec<&String> =
            found.iter().filter(|line| code_of(line) != *code).collect();
        if own == 0 || !others.is_empty() {
            wrong.push(format!(
                "{code} should be all that is found:\n{}",
                found.join("\n")
            ));
        }
        printed.push_str(&found.join("\n"));
        printed.push('\n');
        let spared = problems(near);
        if !spared.is_empty() {
            wrong.push(format!(
                "{code} has a neighbour with faults:\n{}",
                spared.join("\n")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    insta::assert_snapshot!("messages", printed);
}

#[test]
fn every_code_about_pages_has_a_case() {
    let about_pages = Code::ALL.iter().map(|code| code.number());
    let about_pages = about_pages.filter(|number| &number[1..] >= "101");
    let tested: BTreeSet<&str> = CASES
        .iter()
        .map(|case| case.code)
        .chain(ELSEWHERE)
        .collect();
    let missing: Vec<&str> = about_pages
        .filter(|number| !tested.contains(number))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn every_code_is_explained_before_and_after() {
    for code in Code::ALL {
        let text = code.explanation().unwrap_or_default();
        let number = code.number();
        assert!(text.starts_with(&format!("# {number}: ")), "{number}");
        assert!(
            text.contains("\n## Before\n") && text.contains("\n## After\n"),
            "{number}"
        );
    }
}

#[test]
fn a_page_silences_warnings_and_they_stay_countable() {
    let changes: &[Change] = &[(
        "myths/heard.md",
        "reviewed: 2026-11-02\n",
        "reviewed: 2026-06-01\nquiet: [W121]\n",
    )];
    assert_eq!(problems(changes), Vec::<String>::new());
    let files = base();
    let handbook = files
        .iter()
        .fold(Handbook::new(), |handbook, (path, text)| {
            let text = match path.ends_with("heard.md") {
                true => text.replace(changes[0].1, changes[0].2),
                false => text.clone(),
            };
            handbook.beside(path, text)
        });
    let built = handbook.build().ignoring_problems();
    let silenced = built.build.silenced.iter();
    let silenced: Vec<&str> = silenced.map(|problem| problem.code.number()).collect();
    assert_eq!(silenced, ["W121"]);
}

#[test]
fn drafts_that_are_not_shown_have_no_warnings() {
    let draft: &[Change] = &[(
        "myths/new.md",
        "",
        "---\ntitle: New\nstatus: draft\nreviewed: 2020-01-01\n---\n\nText.\n",
    )];
    assert_eq!(problems(draft), Vec::<String>::new());
}

#[test]
fn plain_folders_are_asked_for_nothing_but_plain_markdown() {
    let mut handbook = Handbook::new();
    for (path, text) in base() {
        if path.ends_with(".md") {
            let text = text.replace("reviewed: 2026-11-02", "reviewed: 2020-01-01");
            let text = text.replace("owners: { marketing: writer, sales: seller }\n", "");
            handbook = handbook.beside(&path, text.replace("- Owner: Seller\n", ""));
        }
    }
    let built = handbook.build().ignoring_problems();
    assert_eq!(built.checked_lines(), Vec::<String>::new());
}
