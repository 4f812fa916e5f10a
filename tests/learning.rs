//! What the pages of a path, and the pages behind its items, tell those who learn.

mod common;

use common::Handbook;

const PATH: &str = "paths/first-week.md";
const TARGET: &str = "how-we-work/meeting.html";

#[test]
fn a_page_leads_back_to_the_weeks_that_lead_to_it() {
    let handbook = Handbook::two_desks().build();
    let key = "data-key=\"paths/first-week.html#read-how-we-work-meeting-md\"";
    handbook
        .expect_page(TARGET)
        .contains(key)
        .contains("href=\"../paths/first-week.html#w1\"")
        .contains("data-place=\"when\"")
        .contains("Done reading, back to week 1");
    handbook
        .expect_page("paths/first-week.html")
        .contains("data-key=\"read-how-we-work-meeting-md\"")
        .lacks("class=\"stops\"");
    handbook
        .expect_page("playbooks/open-call.html")
        .lacks("class=\"stops\"");
}

#[test]
fn an_item_with_other_words_renders_the_path_and_what_is_behind_it() {
    let mut handbook = Handbook::two_desks().build();
    let all = handbook.everything();
    let text = handbook.changed(PATH, "[How we meet]", "[Our Tuesdays]");
    handbook.edit(PATH, text).rebuild();
    let now = handbook.everything();
    let other = now
        .iter()
        .filter(|(path, bytes)| all.get(*path) != Some(*bytes))
        .filter(|(path, _)| !path.starts_with("search/"));
    let other: Vec<_> = other.map(|(path, _)| path.as_str()).collect();
    let expected = [
        "book.html",
        TARGET,
        "paths/first-week.html",
        "paths/first-week.md",
    ];
    assert_eq!(other, expected);
    let key = "#read-how-we-work-meeting-md\"";
    handbook
        .expect_page(TARGET)
        .contains(key)
        .contains("Our Tuesdays");
}

#[test]
fn devices_know_a_handbook_by_its_names_or_by_its_id() {
    let named = Handbook::new().file("index.md", "# Home\n");
    let named = named.settings("title: One Loop\norganisation: Larkfield\n");
    let built = named.build().ignoring_problems();
    built
        .expect_page("index.html")
        .contains("data-book=\"larkfield-one-loop\"");
    let given = Handbook::new().file("index.md", "# Home\n");
    let given = given
        .settings("title: One Loop\nid: the-old-name\n")
        .build()
        .ignoring_problems();
    given
        .expect_page("index.html")
        .contains("data-book=\"the-old-name\"");
    let wrong = Handbook::new().file("index.md", "# Home\n");
    let wrong = wrong
        .settings("title: One Loop\nid: Not a word\n")
        .build()
        .ignoring_problems();
    wrong.expect_problem("E012", "handbook.yml:2:1", "cannot be an id");
}

#[test]
fn the_start_page_knows_what_concerns_one_side() {
    let handbook = Handbook::two_desks().build();
    handbook
        .expect_page("index.html")
        .contains("data-right=\"playbooks/open-call.html\"")
        .contains("data-left=\"\"");
}

#[test]
fn a_reflection_has_as_many_lines_as_it_asks_for() {
    let text = "# Home\n\n::: check {#why}\n\nWhy?\n\n::lines {n=5 label=\"Your words\"}\n\n:::\n";
    let handbook = Handbook::new()
        .file("index.md", text)
        .settings("title: X\n");
    let handbook = handbook.build().ignoring_problems();
    let page = handbook.expect_page("index.html");
    page.contains("<textarea class=\"js-only\" rows=\"5\" maxlength=\"4000\" aria-labelledby=\"why-label\">");
    page.contains("<p class=\"lab\" id=\"why-label\">Your words</p>");
    assert_eq!(page.text.matches("<span></span>").count(), 5);
}
