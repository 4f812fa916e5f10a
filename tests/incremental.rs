//! A warm build equals a cold one, whatever was edited before.
//!
//! The master test plays a writer with a fixed seed per sequence. `TANDEM_SEQUENCES` and
//! `TANDEM_EDITS` ask for more of them, `TANDEM_SEED` for the first seed: with the seed that
//! a failure prints and one sequence, the failure comes back.
#![allow(clippy::disallowed_methods)] // the test plays the writer, and asks for more work

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use common::Handbook;
use rayon::prelude::*;
use tandem::build::{Build, Engine, WorkCounts, judged};
use tandem::input::Inputs;

#[test]
fn after_any_sequence_of_edits_a_warm_build_equals_a_cold_one() {
    let sequences = asked("TANDEM_SEQUENCES", 500);
    let edits = asked("TANDEM_EDITS", 20);
    let first = asked("TANDEM_SEED", 1);
    let failures: Vec<String> = (first..first + sequences)
        .into_par_iter()
        .filter_map(|seed| play(seed, edits))
        .collect();
    let shown: String = failures
        .iter()
        .take(3)
        .map(|failure| format!("{failure}\n\n"))
        .collect();
    let count = failures.len();
    assert!(
        failures.is_empty(),
        "{count} of {sequences} sequences failed, such as\n{shown}"
    );
}

fn asked(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// One sequence of edits on a handbook of its own; gives what differs, if anything does.
fn play(seed: u64, edits: u64) -> Option<String> {
    let handbook = start();
    let mut writer = Writer {
        chance: Chance(seed),
        root: handbook.root(),
        done: Vec::new(),
    };
    let mut engine = Engine::default();
    let mut inputs = handbook.inputs();
    everything(&engine.rebuild(&inputs));
    for _ in 0..edits {
        writer.edit();
        inputs = match writer.chance.below(3) {
            // A rescan that trusts the stamps of files left alone, as `serve` does it.
            0 => inputs.refresh(),
            // Only the changed paths, where that is enough.
            1 => writer.changed_paths(&inputs),
            _ => handbook.inputs(),
        };
        let warm = everything(&engine.rebuild(&inputs));
        let cold = everything(&Engine::default().rebuild(&handbook.inputs()));
        if warm != cold {
            let different = difference(&warm, &cold);
            return Some(format!(
                "seed {seed}: {different}\nafter {:#?}",
                writer.done
            ));
        }
    }
    None
}

/// Every byte that a build gives, and every problem.
fn everything(build: &Build) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut problems = build.problems.clone();
    for path in build.outputs.map.keys() {
        let made = build
            .outputs
            .get(path)
            .expect("the path is one of the map's");
        problems.extend(made.problems.iter().cloned());
        all.insert(path.to_string(), made.bytes.clone());
    }
    let problems = judged(problems, &build.settings);
    all.insert(
        "the problems".to_owned(),
        format!("{problems:#?}").into_bytes(),
    );
    all
}

fn difference(
    warm: &BTreeMap<String, Vec<u8>>,
    cold: &BTreeMap<String, Vec<u8>>,
) -> String {
    let paths = warm.keys().chain(cold.keys());
    let path = paths
        .into_iter()
        .find(|path| warm.get(*path) != cold.get(*path));
    let path = path.expect("two maps that differ differ somewhere");
    let text = |map: &BTreeMap<String, Vec<u8>>| match map.get(path) {
        Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        None => "(not there)".to_owned(),
    };
    let (warm, cold) = (text(warm), text(cold));
    let at = warm
        .bytes()
        .zip(cold.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let near = |text: &str| {
        let tail = text
            .bytes()
            .skip(at.saturating_sub(60))
            .take(200)
            .collect::<Vec<_>>();
        String::from_utf8_lossy(&tail).into_owned()
    };
    format!("{path}\n  warm: …{}\n  cold: …{}", near(&warm), near(&cold))
}

const PAGES: [&str; 12] = [
    "index.md",
    "about.md",
    "how/index.md",
    "how/loop.md",
    "how/talk.md",
    "plays/launch.md",
    "plays/event.md",
    "plays/deep/late.md",
    "roles/lead.md",
    "teams/README.md",
    "teams/north.md",
    "glossary/deal.md",
];

/// Names that pages may be renamed to or come to life under, collisions included.
const OTHER_NAMES: [&str; 8] = [
    "how/new.md",
    "plays/index.md",
    "roles/index.md",
    "glossary/Deal.md",
    "teams/index.md",
    "404.md",
    "plays/deep/index.md",
    "index-a-z.md",
];

fn start() -> Handbook {
    let mut handbook = Handbook::new()
        .settings("title: Start\n")
        .file(
            "how/ring.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        )
        .beside("static/robots.txt", "User-agent: *\n");
    for (number, path) in PAGES.iter().enumerate() {
        let text = format!(
            "---\ntitle: Page {number}\norder: {number}\n---\n\nText.\n\n## Part\n"
        );
        handbook = handbook.file(path, text);
    }
    handbook
}

/// A small generator of our own (SplitMix64), so that seeds mean the same for ever.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// Edits a handbook at random and remembers what it did.
struct Writer<'h> {
    chance: Chance,
    root: &'h Path,
    done: Vec<String>,
}

impl Writer<'_> {
    fn edit(&mut self) {
        match self.chance.below(20) {
            0..=8 => self.rewrite_page(),
            9 => self.break_page(),
            10 => self.remove_page(),
            11 | 12 => self.rename_page(),
            13 => self.write("content/how/ring.svg", &self.picture()),
            14 => self.toggle("content/plays/map.png", "png"),
            15 | 16 => self.change_settings(),
            17 => self.change_theme(),
            18 => self.toggle("content/how/index.md", "# How again\n"),
            _ => self.toggle("static/offer.pdf", "%PDF"),
        }
    }

    fn picture(&self) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- {} --></svg>",
            self.done.len()
        )
    }

    fn any_page(&mut self) -> String {
        let all: Vec<&str> = PAGES.iter().chain(&OTHER_NAMES).copied().collect();
        format!("content/{}", self.chance.one_of(&all))
    }

    fn rewrite_page(&mut self) {
        let path = self.any_page();
        let text = self.page_text();
        self.write(&path, &text);
    }

    fn page_text(&mut self) -> String {
        let mut text = String::new();
        if self.chance.below(4) > 0 {
            text += "---\n";
            for _ in 0..self.chance.below(4) {
                let number = self.chance.below(5);
                text += &match self.chance.below(9) {
                    0 => format!("title: Title {number}\n"),
                    1 => format!("order: {number}\n"),
                    2 => format!("aliases: [/old-{number}/, how/loop.md]\n"),
                    3 => format!("summary: Summary {number}\n"),
                    4 => format!("nav_title: Short {number}\n"),
                    5 => "status: draft\n".to_owned(),
                    6 => format!("owners: {{ marketing: lead, sales: r{number} }}\n"),
                    7 => format!("reviewed: 2026-1{number}-01\n"),
                    _ => format!(
                        "layout: {}\n",
                        ["home", "index", "default", "none", "page"][number]
                    ),
                };
            }
            text += "---\n\n";
        }
        for _ in 0..self.chance.below(6) {
            let number = self.chance.below(4);
            let target = self.link_target();
            text += &match self.chance.below(10) {
                0 => format!("# First {number}\n\n"),
                1 => format!("## Part {number}\n\n"),
                2 => format!("See [it]({target}).\n\n"),
                3 => format!("![Ring {number}](/how/ring.svg)\n\n"),
                4 => format!(
                    "<details><summary>More</summary><b onclick=x>{number}</b></details>\n\n"
                ),
                5 => format!("- [ ] task {number}\n- [x] done\n\n"),
                6 => format!("Note[^a].\n\n[^a]: Words {number}\n\n"),
                7 => format!("![](missing-{number}.png)\n\n"),
                8 => format!("{{% tag {number} %}}\n\n"),
                _ => format!("Some words, {number} of them.\n\n"),
            };
        }
        text
    }

    fn link_target(&mut self) -> String {
        let page = self.any_page();
        let anchor = self
            .chance
            .one_of(&["", "", "#part", "#part-1", "#first-2", "#nowhere"]);
        format!("{}{anchor}", page.trim_start_matches("content"))
    }

    fn break_page(&mut self) {
        let path = self.any_page();
        let text = self.chance.one_of(&[
            "---\ntitle: a: b\norder: [1\n---\n\nText\n",
            "---\ntitle: x\n",
            "",
            "+++\ntitle = 1\n+++\n",
            "---\ntitel: Misspelt\n---\n",
        ]);
        self.write(&path, text);
    }

    fn remove_page(&mut self) {
        let path = self.any_page();
        if fs::remove_file(self.root.join(&path)).is_ok() {
            self.done.push(format!("remove {path}"));
        }
    }

    fn rename_page(&mut self) {
        let (from, to) = (self.any_page(), self.any_page());
        if fs::rename(self.root.join(&from), self.root.join(&to)).is_ok() {
            self.done.push(format!("rename {from} to {to}"));
        }
    }

    fn toggle(&mut self, path: &str, content: &str) {
        match fs::remove_file(self.root.join(path)) {
            Ok(()) => self.done.push(format!("remove {path}")),
            Err(_) => self.write(path, content),
        }
    }

    fn change_settings(&mut self) {
        let text = self.chance.one_of(&[
            "title: Start\n",
            "title: Other\nhtml: escape\n",
            "html: trust\n",
            "url_style: pretty\nbase_url: https://x.example/a/\n",
            "language: de\nsides:\n  b: { name: Bee, position: right }\n  a: { name: Ay }\n",
            "base_path: /a/\nproblems: { E502: warn, W110: off }\n",
            "title: [broken\nhtml: nonsense\n",
            "theme: own\n",
            "",
        ]);
        self.write("handbook.yml", text);
    }

    fn change_theme(&mut self) {
        let text = self.chance.one_of(&[
            "<p>{{ page.title }}</p>{{ body | safe }}",
            "<p>{{ page.no_such }}</p>",
            "{% extends \"base.html\" %}{% block main %}<h1>{{ page.title }}</h1>{% endblock main %}",
            "{% if %}",
        ]);
        let path = self.chance.one_of(&[
            "themes/default/templates/page.html",
            "themes/default/templates/partials/menu.html",
            "themes/own/templates/page.html",
            "themes/default/theme.css",
        ]);
        match self.chance.below(2) {
            0 => self.toggle(path, text),
            _ => self.write(path, text),
        }
    }

    fn write(&mut self, path: &str, text: &str) {
        let disk = self.root.join(path);
        fs::create_dir_all(disk.parent().expect("below the root")).expect("a new folder");
        fs::write(&disk, text).expect("the temporary folder can be written");
        self.age(&disk);
        self.done.push(format!("write {path}: {text:?}"));
    }

    /// Gives a file a time of its own in the past: a stamp is then trusted, and still tells.
    fn age(&self, disk: &Path) {
        let past =
            SystemTime::now() - Duration::from_secs(1_000_000 - self.done.len() as u64);
        let file = fs::File::options()
            .write(true)
            .open(disk)
            .expect("it was just written");
        file.set_modified(past).expect("the file is ours");
    }

    /// What `serve` does first with a hint from the system: look at the named paths only.
    fn changed_paths(&self, inputs: &Inputs) -> Inputs {
        let last = self.done.last().map_or("", String::as_str);
        let named = last
            .strip_prefix("write ")
            .and_then(|rest| rest.split_once(": "));
        let quick =
            named.and_then(|(path, _)| inputs.refresh_paths(&[self.root.join(path)]));
        quick.unwrap_or_else(|| inputs.refresh())
    }
}

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
        text.contains("One, renamed") && old.get(*path) != Some(bytes)
    });
    let shows: Vec<&String> = shows.map(|(path, _)| path).collect();
    let changed = new
        .iter()
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
