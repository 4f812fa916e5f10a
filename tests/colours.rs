//! The colours of the two sides, from the settings to the style sheet.
#![allow(clippy::disallowed_methods)] // the test reads the theme

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use common::Handbook;
use tandem::colour::Rgb;
use tandem::palette::{self, comparisons, fault, nearest_that_work};

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
fn own_colours_come_behind_the_tokens_of_the_theme_and_change_its_name() {
    let mut handbook = with_colours("#7784FF", "#F35F52").build();
    let shipped = handbook.path_like("assets/theme.", ".css");
    let css = handbook
        .output(&shipped)
        .expect("the style sheet is written");
    assert!(!String::from_utf8_lossy(&css).contains("--on-left:light-dark("));

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
    let shipped = css.find("--left:light-dark(#7784FF,");
    for token in [
        "--left:light-dark(#0A8F6A,",
        "--right:light-dark(#D9622B,",
        "--joint:light-dark(#093712,",
        "--joint-ink:light-dark(#0",
        "--on-left:light-dark(",
    ] {
        assert!(css.rfind(token) > shipped, "{token} does not come later");
    }
    handbook.expect_page("index.html").contains(&own);
}

#[test]
fn colours_that_cannot_be_used_are_told_where_they_stand() {
    let pale = with_colours("#FFF3A0", "#F35F52").build();
    pale.expect_problem("E013", "handbook.yml:2:23", "the contrast is 1.08");
    let alike = with_colours("#1F5FBF", "#6A3FBF").build();
    alike.expect_problem("E013", "handbook.yml:3:42", "35 degrees apart");
    let black = with_colours("#000000", "#F35F52").build();
    black.expect_problem("E013", "handbook.yml:2:23", "differ by 0.0 of 100");
    let name = with_colours("blue", "#F35F52").build();
    name.expect_problem("E012", "handbook.yml:2:32", "six digits");
}

#[test]
fn a_refused_pair_is_told_with_the_nearest_that_works() {
    let built = with_colours("#FFF3A0", "#F35F52").build();
    built.expect_problem("E013", "handbook.yml:2:23", "\"#F35F52\" for Brand");
    let problem = &built.build.problems[0];
    let help = problem.help.as_deref().expect("the remedy is told");
    let colours: Vec<&str> = help
        .split('"')
        .filter(|part| part.starts_with('#'))
        .collect();
    let [left, right] = colours[..] else {
        panic!("two colours in {help}");
    };
    with_colours(left, right).build().expect_no_problems();
}

#[test]
fn the_remedy_says_which_colours_it_changes_and_why() {
    let white = with_colours("#1F5FBF", "#FFFFFF").build();
    let why = "(instead of #FFFFFF, which is too light on the page)";
    white.expect_problem("E013", "handbook.yml:3:42", why);
    let pale = with_colours("#FFF3A0", "#F35F52").build();
    pale.expect_problem(
        "E013",
        "handbook.yml:2:23",
        "\"#F35F52\" for Brand (as it is)",
    );
    let dark = with_colours("#000000", "#111111").build();
    dark.expect_problem("E013", "handbook.yml:3:42", "(instead of #111111)");
    let near = with_colours("#1F5FBF", "#1F60C2").build();
    near.expect_problem("E013", "handbook.yml:3:42", "their hues are ");
}

#[test]
fn a_colour_without_quotes_is_told_at_its_comment() {
    let built = common::Handbook::new()
        .settings("title: Book\nsides:\n  shop: { name: Shop, colour: #0E7C86 }\n  brand: { colour: \"#F35F52\" }\nproblems: { W118: off, W110: off }\n")
        .file("index.md", "# Home\n")
        .build();
    built.expect_problem("E010", "handbook.yml:3:31", "put the value into quotes");
}

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn colour(&mut self) -> Rgb {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        Rgb::new(
            (self.0 >> 8) as u8,
            (self.0 >> 24) as u8,
            (self.0 >> 40) as u8,
        )
    }
}

#[test]
fn any_two_colours_either_work_or_are_refused_with_two_that_do() {
    let mut dice = Dice(0x7A4D_E55E_0001);
    let mut refused = 0;
    for _ in 0..2000 {
        let (left, right) = (dice.colour(), dice.colour());
        let (left, right) = match fault(left, right) {
            None => (left, right),
            Some(_) => {
                refused += 1;
                nearest_that_work(left, right).expect("two near them work")
            }
        };
        for comparison in comparisons(left, right) {
            assert!(comparison.holds(), "{left} and {right}: {comparison:?}");
        }
    }
    println!("{refused} of 2000 pairs were refused");
    assert!((500..1950).contains(&refused), "{refused}");
}

/// The tokens of the shipped theme, on light and on dark.
fn shipped_tokens() -> BTreeMap<String, (Rgb, Rgb)> {
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
    let files = walkdir::WalkDir::new(theme).into_iter();
    let files = files.map(|entry| entry.expect("the theme can be listed"));
    let styles =
        files.filter(|entry| entry.path().extension().is_some_and(|e| e == "css"));
    let mut tokens = BTreeMap::new();
    for entry in styles {
        let css = fs::read_to_string(entry.path()).expect("styles are text");
        let mut blocks = css.split(":root {");
        let own = blocks.find(|block| block.contains("--paper: light-dark("));
        let own = own.and_then(|block| block.split('}').next());
        for line in own.unwrap_or_default().lines() {
            let Some((name, value)) = line.trim().split_once(':') else {
                continue;
            };
            let Some(name) = name.strip_prefix("--") else {
                continue;
            };
            let value = value.trim().trim_start_matches("light-dark(");
            let mut colours = value.split([',', ')', ';']).map(str::trim);
            let mut colour = || colours.next().and_then(Rgb::parse);
            if let Some(light) = colour() {
                let dark = colour().unwrap_or(light);
                tokens.insert(name.to_owned(), (light, dark));
            }
        }
    }
    tokens
}

#[test]
fn the_shipped_tokens_can_be_read_on_each_other() {
    let tokens = shipped_tokens();
    let mut pairs: Vec<(&str, &str, f64)> = vec![
        ("control", "surface", 3.0),
        ("control", "paper", 3.0),
        ("on-side", "left", 4.5),
        ("on-side", "right", 4.5),
        ("on-joint", "joint", 4.5),
    ];
    for ink in [
        "ink",
        "ink-2",
        "ink-3",
        "ok",
        "due",
        "left-ink",
        "right-ink",
        "joint-ink",
    ] {
        pairs.extend(["paper", "surface", "sunken", "panel"].map(|on| (ink, on, 4.5)));
    }
    for (side, tint, ink) in [
        ("left", "left-tint", "left-ink"),
        ("right", "right-tint", "right-ink"),
        ("joint", "joint-tint", "joint-ink"),
    ] {
        pairs.push((side, "paper", 3.0));
        pairs.extend([ink, "ink", "ink-2"].map(|ink| (ink, tint, 4.5)));
    }
    let mut faults = Vec::new();
    for (what, on, needed) in pairs {
        let (one, other) = (tokens[what], tokens[on]);
        for (theme, one, other) in [("light", one.0, other.0), ("dark", one.1, other.1)] {
            let contrast = one.contrast(other);
            if contrast < needed {
                faults.push(format!("{what} on {on}, {theme}: {contrast:.2}"));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn the_grounds_that_palettes_are_judged_on_are_those_of_the_theme() {
    let tokens = shipped_tokens();
    for (token, pair) in [
        ("paper", palette::PAGE),
        ("surface", palette::SURFACE),
        ("sunken", palette::SUNKEN),
        ("ink", palette::INK),
        ("ink-2", palette::SOFT_INK),
    ] {
        assert_eq!(tokens[token], (pair.light, pair.dark), "{token}");
    }
    assert_eq!(tokens["left"].0, palette::LEFT);
    assert_eq!(tokens["right"].0, palette::RIGHT);
}
