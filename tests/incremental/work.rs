//! How much work an edit is.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use tandem::build::WorkCounts;

use super::common::{Built, Handbook};

/// A handbook in which every page shows in its neighbours.
fn small() -> Handbook {
    Handbook::new()
        .file("index.md", "# Home\n")
        .file("a/index.md", "# Section a\n")
        .file("a/one.md", "# One\n\nText.\n")
        .file("a/two.md", "# Two\n\nText.\n")
        .file("b/index.md", "# Section b\n")
        .file("b/three.md", "# Three\n\nText.\n")
}

#[test]
fn a_body_edit_parses_checks_and_renders_one_page() {
    let mut handbook = small().build();
    handbook.everything();
    let before = handbook.rendered();
    handbook
        .edit("a/one.md", "# One\n\nOther text.\n")
        .rebuild();
    assert_eq!(
        handbook.build.counts,
        WorkCounts {
            parsed: 1,
            linked: 0,
            checked: 1
        }
    );
    handbook.everything();
    assert_eq!(
        handbook.rendered() - before,
        2,
        "the page and its Markdown copy"
    );
    handbook.expect_page("a/one.html").contains("Other text.");
    handbook.expect_no_problems();
}

#[test]
fn a_title_edit_links_once_and_renders_only_pages_that_show_the_title() {
    let mut handbook = Handbook::new()
        .file("index.md", "# Home\n")
        .file("a/index.md", "# Section a\n")
        .file("a/one.md", "---\norder: 1\n---\n# One\n")
        .file("b/index.md", "# Section b\n");
    // Enough pages that no menu lists the whole handbook.
    for number in 0..130 {
        handbook =
            handbook.file(&format!("b/p{number:03}.md"), format!("# P {number:03}\n"));
    }
    let mut handbook = handbook.build();
    let old = handbook.everything();
    let before = handbook.rendered();
    handbook
        .edit("a/one.md", "---\norder: 1\n---\n# One, renamed\n")
        .rebuild();
    let WorkCounts {
        parsed,
        linked,
        checked,
    } = handbook.build.counts;
    assert_eq!((parsed, linked, checked), (1, 1, 1));
    let new = handbook.everything();
    let shows = new.iter().filter(|(path, bytes)| {
        let text = String::from_utf8_lossy(bytes);
        !path.starts_with("search/")
            && text.contains("One, renamed")
            && old.get(*path) != Some(bytes)
    });
    let shows: Vec<&String> = shows.map(|(path, _)| path).collect();
    let changed = new
        .iter()
        .filter(|(path, _)| !path.starts_with("search/"))
        .filter(|(path, bytes)| old.get(*path) != Some(bytes))
        .count();
    assert_eq!(
        changed,
        shows.len(),
        "only pages that show the title change"
    );
    let rendered = handbook.rendered() - before;
    assert!(
        rendered <= shows.len() + 2,
        "{rendered} were made for {shows:?}"
    );
}

#[test]
fn nothing_is_done_again_when_nothing_changed() {
    let mut handbook = small().build();
    handbook.everything();
    let before = handbook.rendered();
    handbook.rebuild();
    assert_eq!(handbook.build.counts, WorkCounts::default());
    handbook.everything();
    assert_eq!(handbook.rendered(), before);
}

#[test]
fn a_line_added_on_top_touches_no_other_page() {
    let mut handbook = small()
        .file("a/four.md", "# Four\n\n[One](one.md#part)\n")
        .build();
    handbook.expect_problem("E501", "content/a/four.md:3:7", "#one");
    handbook
        .edit("a/four.md", "# Four\n\nMore.\n\n[One](one.md#part)\n")
        .rebuild();
    assert_eq!(
        handbook.build.counts,
        WorkCounts {
            parsed: 1,
            linked: 0,
            checked: 1
        }
    );
    handbook.expect_problem("E501", "content/a/four.md:5:7", "#part");
}

/// The clean handbook with a page of every kind, all of it made once.
fn two_desks() -> Built {
    let handbook = Handbook::two_desks().build();
    handbook.everything();
    handbook
}

const MEETING: &str = "how-we-work/meeting.md";

#[test]
fn in_a_handbook_of_all_kinds_a_body_edit_renders_its_page_and_the_book() {
    let mut handbook = two_desks();
    let before = handbook.rendered();
    let text = handbook.changed(MEETING, "on Tuesdays", "on some Tuesdays");
    handbook.edit(MEETING, text).rebuild();
    let (parsed, linked, checked) = (1, 0, 1);
    let counts = WorkCounts {
        parsed,
        linked,
        checked,
    };
    assert_eq!(handbook.build.counts, counts);
    assert_eq!(handbook.rendered(), before, "nothing is made unasked");
    handbook
        .expect_page("how-we-work/meeting.html")
        .contains("on some Tuesdays");
    assert_eq!(handbook.rendered() - before, 1);
    handbook.everything();
    let made = handbook.rendered() - before;
    assert_eq!(made, 3, "the page, its Markdown copy and the whole book");
    handbook.expect_page("book.html").contains("some Tuesdays");
}

#[test]
fn a_new_finding_on_one_page_renders_what_shows_that_page_and_what_shows_findings() {
    let mut handbook = two_desks().ignoring_problems();
    let before = handbook.rendered();
    let text = handbook.changed(MEETING, "on Tuesdays", "with a prospect");
    handbook.edit(MEETING, text).rebuild();
    assert_eq!(handbook.build.counts.linked, 0);
    handbook.everything();
    // The page, its Markdown copy and the book; the health page and the list of findings.
    assert_eq!(handbook.rendered() - before, 5);
    handbook.expect_page("health.html").contains("W705");
}

#[test]
fn a_terms_new_title_parses_one_page_and_links_once() {
    let mut handbook = two_desks();
    let page = "glossary/story.md";
    let text = handbook.changed(page, "title: Story", "title: Tale");
    handbook.edit(page, text).rebuild();
    let counts = handbook.build.counts;
    assert_eq!((counts.parsed, counts.linked), (1, 1));
    handbook.expect_page("teams/sales.html").contains("Tale");
    handbook.rebuild();
    assert_eq!(handbook.build.counts, WorkCounts::default());
}

#[test]
fn rules_over_the_whole_handbook_run_when_it_is_linked_and_only_then() {
    let mut handbook = two_desks().ignoring_problems();
    let page = "roles/seller.md";
    let text = handbook.changed(page, "counterpart: writer", "counterpart: seller");
    handbook.edit(page, text).rebuild();
    let counts = handbook.build.counts;
    assert_eq!((counts.parsed, counts.linked), (1, 1));
    let others = |handbook: &Built| -> Vec<String> {
        let lines = handbook.problem_lines().into_iter();
        lines.filter(|line| line.contains("counterpart")).collect()
    };
    let found = others(&handbook);
    assert!(!found.is_empty(), "{:?}", handbook.problem_lines());
    let text = handbook.changed(MEETING, "on Tuesdays", "on Mondays");
    handbook.edit(MEETING, text).rebuild();
    let counts = handbook.build.counts;
    assert_eq!((counts.linked, counts.checked), (0, 1));
    assert_eq!(others(&handbook), found, "what was found stays found");
}

/// Files unpacked from one archive may share their size and their time.
#[test]
fn a_page_that_takes_the_name_of_another_of_its_size_and_time_is_read() {
    let handbook = small();
    let folder = handbook.pages_dir().join("a");
    let long_ago = SystemTime::now() - Duration::from_secs(3600);
    for name in ["one.md", "two.md"] {
        let file = File::options().write(true).open(folder.join(name));
        let file = file.expect("the fixture has it");
        file.set_modified(long_ago).expect("the file is ours");
    }
    let before = handbook.inputs();
    fs::rename(folder.join("two.md"), folder.join("one.md")).expect("both are there");
    let after = before.refresh();
    let texts: Vec<&str> = after.pages.values().map(|page| &*page.text).collect();
    assert!(texts.contains(&"# Two\n\nText.\n"), "{texts:?}");
    assert!(!texts.contains(&"# One\n\nText.\n"), "{texts:?}");
}

#[test]
fn what_readers_come_for_changes_the_page_for_wrong_addresses() {
    let home = |text: &str| {
        format!("# Home\n\n## Why {{#situations}}\n\n- **{text}** [One](a/one.md)\n")
    };
    let mut handbook = small().file("index.md", home("I am new.")).build();
    handbook.everything();
    handbook.edit("index.md", home("I am lost.")).rebuild();
    assert_eq!(handbook.build.counts.linked, 0);
    handbook.expect_page("404.html").contains("I am lost.");
    handbook.expect_no_problems();
}
