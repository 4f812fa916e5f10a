//! Pages that move while somebody reads them.

use std::fs;

use tandem::serve::Snapshot;

use super::handbook::{Handbook, PATIENCE};

const FILES: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n\nWelcome home.\n"),
    ("content/guides/call.md", "# Call\n\nRing them.\n"),
];

/// Where a page went since a generation, as soon as the server has seen it.
fn moved_to(handbook: &Handbook, born: u64, page: &str) -> Option<String> {
    let moved = |snapshot: &Snapshot| snapshot.since(born).moved.get(page).cloned();
    let patience = PATIENCE;
    let has_moved = |snapshot: &Snapshot| moved(snapshot).is_some();
    moved(&*handbook.server.wait_for(patience, has_moved)?)
}

#[test]
fn a_page_that_is_renamed_and_edited_in_one_go_takes_its_readers_along() {
    const TEXT: &str = "# Call\n\nRing them, and ask who decides and until when.\n";
    let handbook = Handbook::serve(FILES);
    handbook.save("content/guides/call.md", TEXT);
    handbook.wait_for_text("/guides/call.html", "until when");
    let born = handbook.server.snapshot().generation;
    let new = handbook.path("content/guides/.ring.md");
    fs::write(&new, TEXT.replace("Ring them", "Ring them twice")).expect("the text");
    fs::rename(new, handbook.path("content/guides/ring.md")).expect("it was there");
    fs::remove_file(handbook.path("content/guides/call.md")).expect("it was there");
    assert_eq!(
        moved_to(&handbook, born, "guides/call.html").as_deref(),
        Some("guides/ring.html")
    );
}

#[test]
fn another_page_in_the_place_of_a_removed_one_takes_nobody_along() {
    let handbook = Handbook::serve(FILES);
    let born = handbook.server.snapshot().generation;
    fs::remove_file(handbook.path("content/guides/call.md")).expect("it was there");
    handbook.save(
        "content/guides/visit.md",
        "# Visit\n\nGo to see the people where they work.\n",
    );
    handbook.wait_for_text("/guides/visit.html", "where they work");
    handbook.wait_for("/guides/call.html", |answer| answer.status == 404);
    assert!(handbook.server.snapshot().since(born).moved.is_empty());
}
