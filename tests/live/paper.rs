//! Paper from the live server: made when somebody asks.
#![cfg(feature = "handouts")]

use super::handbook::Handbook;

const FILES: &[(&str, &str)] = &[
    ("handbook.yml", "title: Desks\n"),
    ("content/index.md", "---\ntitle: Desks\n---\n\nHello.\n"),
    (
        "content/glossary/lead.md",
        "---\ntitle: Lead\nshort: Who asked for something.\n---\n\nText.\n",
    ),
];

#[test]
fn the_book_is_made_for_who_asks_and_again_after_a_save() {
    let handbook = Handbook::serve(FILES);
    let page = handbook.get("/book.html");
    assert!(page.body.contains("href=\"book.pdf\""), "{}", page.body);
    let first = handbook.get("/book.pdf");
    assert_eq!(first.header("content-type"), Some("application/pdf"));
    assert!(first.body.starts_with("%PDF-1.7"));
    let tag = first.header("etag").expect("files have a tag");
    handbook.save("content/index.md", "---\ntitle: Desks\n---\n\nGoodbye.\n");
    let second =
        handbook.wait_for("/book.pdf", |answer| answer.header("etag") != Some(tag));
    assert!(second.body.starts_with("%PDF-1.7"));
    assert!(second.body != first.body);
}
