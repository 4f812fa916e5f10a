//! The Markdown of handbooks, as it is printed: every `tests/markdown/*.md` has a snapshot.
//!
//! Each file is built as a page of a handbook that has the pages it may link to, and what
//! stands between the template's `prose` marks is compared. The page's problems stand below
//! its HTML, so that a message is part of the picture.
#![allow(clippy::disallowed_methods)] // tests read their fixtures

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::Handbook;

#[test]
fn every_page_of_the_dialect_prints_as_before() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/markdown");
    let entries = fs::read_dir(folder).expect("the fixtures stand there");
    let mut pages: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a listed file exists").path())
        .collect();
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.sort();
    for page in pages {
        let text = fs::read(&page).expect("the fixture can be read");
        let name = page
            .file_stem()
            .expect("its name ends with .md")
            .to_string_lossy();
        insta::assert_snapshot!(name.as_ref(), printed(&text));
    }
}

fn printed(text: &[u8]) -> String {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n")
        .file("guides/page.md", text)
        .file("guides/other.md", "# Other\n\n## Second step\n")
        .file(
            "guides/ring.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        )
        .file("guides/offer.pdf", "%PDF")
        .build()
        .ignoring_problems();
    let page = handbook.expect_page("guides/page.html");
    let start = page
        .text
        .find("<div class=\"prose\">\n")
        .expect("the template has a place for text");
    let body = &page.text[start + "<div class=\"prose\">\n".len()..];
    let end = body
        .find("<nav class=\"pn\"")
        .expect("the page has neighbours");
    let body = body[..end].trim_end().trim_end_matches("</div>").trim_end();
    format!("{body}\n\n{}", handbook.problem_lines().join("\n"))
}
