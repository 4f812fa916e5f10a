//! The colours of the two sides, from the settings to the style sheet.

mod common;

use common::Handbook;

/// The page of the fixture is about colours; nobody has to answer for it.
const QUIET: &str = "problems: { W118: off }\n";
const PAGE: &str = "---\nsummary: Words\n---\n# Home\n";

fn with_colours(left: &str, right: &str) -> Handbook {
    let settings = format!(
        "sides:\n  shop: {{ name: Shop, colour: \"{left}\" }}\n  brand: {{ name: Brand, \
         position: right, colour: \"{right}\" }}\n{QUIET}"
    );
    Handbook::new().settings(&settings).file("index.md", PAGE)
}

#[test]
fn own_colours_come_last_in_the_style_sheet_and_change_its_name() {
    let mut handbook = with_colours("#7784FF", "#F35F52").build();
    let shipped = handbook.path_like("assets/theme.", ".css");
    let css = handbook
        .output(&shipped)
        .expect("the style sheet is written");
    assert!(!String::from_utf8_lossy(&css).contains("own colours"));

    handbook.edit_beside(
        "handbook.yml",
        format!(
            "sides:\n  shop: {{ colour: \"#0A8F6A\" }}\n  brand: {{ position: right, \
             colour: \"#D9622B\" }}\n{QUIET}"
        ),
    );
    handbook.rebuild().expect_no_problems();
    let own = handbook.path_like("assets/theme.", ".css");
    assert_ne!(own, shipped);
    let css = handbook.output(&own).expect("the style sheet is written");
    let css = String::from_utf8_lossy(&css);
    let (_, last) = css.split_once("own colours").expect("the colours are told");
    for token in [
        "--left: light-dark(#0A8F6A, ",
        "--right: light-dark(#D9622B, ",
        "--joint: light-dark(#093712, ",
        "--joint-ink: light-dark(",
        "--on-left: light-dark(",
    ] {
        assert!(last.contains(token), "{token} is missing in {last}");
    }
    handbook.expect_page("index.html").contains(&own);
}

#[test]
fn colours_that_cannot_be_used_are_told_where_they_stand() {
    let pale = with_colours("#FFF3A0", "#F35F52").build();
    pale.expect_problem("E012", "handbook.yml:2:23", "darker shade");
    let alike = with_colours("#1F5FBF", "#6A3FBF").build();
    alike.expect_problem("E012", "handbook.yml:3:42", "another hue");
    let name = with_colours("blue", "#F35F52").build();
    name.expect_problem("E012", "handbook.yml:2:32", "six digits");
}
