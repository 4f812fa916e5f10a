//! The grammar of boxes and leaves: nothing makes it fall over, and every line is found where
//! it stands.
#![allow(clippy::disallowed_methods)] // the soup is cooked for as long as somebody asks

use std::sync::Arc;
use std::time::{Duration, Instant};

use tandem::digest::Digested;
use tandem::input::kinds::Kinds;
use tandem::page::{Page, ParseJob, parse_page};
use tandem::paths::SourcePath;

/// The numbers of SplitMix64 (Steele, Lea and Flood, 2014): the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

fn parse(path: &str, text: &str) -> Page {
    parse_page(&ParseJob {
        source: SourcePath::new(path),
        file: path.into(),
        text: Digested::new(Arc::from(text)),
        configured: true,
        kinds: Arc::new(Digested::new(Kinds::default())),
        audiences: Arc::default(),
    })
}

const FOLDERS: [&str; 9] = [
    "processes/a.md",
    "playbooks/a.md",
    "myths/a.md",
    "paths/a.md",
    "workshops/a.md",
    "glossary/a.md",
    "teams/a.md",
    "roles/a.md",
    "how-we-work/a.md",
];

/// Text with boxes in boxes, and the lines that a reader would call boxes and leaves.
struct Nested {
    text: String,
    lines: Vec<(usize, String)>,
}

const BOXES: [&str; 11] = [
    "myth {by=sales about=marketing}",
    "reality",
    "evidence {as_of=2026-06-30 source=\"Zeit, Tagebuch\"}",
    "instead",
    "grain",
    "handoff Grüße 😀 {#H1 from=marketing to=sales}",
    "check {#x}",
    "facilitator",
    "handout Title {pages=2}",
    "both {left=\"a b\"}",
    "only {for=sales}",
];

const TEXTS: [&str; 12] = [
    "Some prose, ünïcödé and all.\n",
    "- a list\n- of two\n",
    "- [ ] a task\n  > with a quote\n",
    "1. one\n2. two\n",
    "> a quote\n",
    "```\n::: check {#no}\n:::\n::raci\n```\n",
    "~~~ text\n:::: both\n~~~\n",
    "<!--\n::: myth\n:::\n-->\n",
    "| Step | Rep |\n| --- | --- |\n| One | R |\n",
    "### A heading (5 min, pairs) {#h .do}\n",
    "A paragraph that goes on\nover two lines.\n",
    "Text with a note[^1].\n\n[^1]: The note.\n",
];

impl Nested {
    fn grow(&mut self, dice: &mut Dice, colons: usize) {
        for _ in 0..dice.roll(4) + 1 {
            match dice.roll(3) {
                0 if colons >= 3 => {
                    let line = format!("{} {}", ":".repeat(colons), dice.pick(&BOXES));
                    self.line(dice, &line);
                    self.grow(dice, colons - 1);
                    self.line(dice, &":".repeat(colons));
                }
                1 => {
                    let leaf = dice.pick(&[
                        "::raci",
                        "::loop {show=list}",
                        "::lines {n=3 label=\"a b\"}",
                    ]);
                    self.line(dice, leaf);
                }
                _ => {
                    // A footnote's definition takes what follows without an empty line.
                    let text = dice.pick(&TEXTS);
                    self.text.push_str(text);
                    if text.contains("[^1]:") {
                        self.text.push('\n');
                    }
                }
            }
        }
    }

    /// A line of ours, with or without empty lines around it.
    fn line(&mut self, dice: &mut Dice, line: &str) {
        let ends = ["\n", "\n\n", "\r\n"];
        if dice.roll(2) == 0 {
            self.text.push('\n');
        }
        // Two footnotes of one name, or a table that goes on, would be another test.
        self.lines.push((self.text.len(), line.to_owned()));
        self.text.push_str(line);
        self.text.push_str(dice.pick(&ends));
    }
}

#[test]
fn every_line_is_found_where_it_stands_in_a_thousand_nestings() {
    for seed in 0..1_000 {
        let mut dice = Dice(seed);
        let mut nested = Nested {
            text: "---\nkind: page\ntitle: Ünder test\n---\n\nFirst.\n".into(),
            lines: Vec::new(),
        };
        let depth = 3 + dice.roll(5);
        nested.grow(&mut dice, depth);
        let page = parse(FOLDERS[dice.roll(FOLDERS.len())], &nested.text);
        let start = page.body.start;
        let found: Vec<(usize, String)> = page
            .body
            .lines
            .iter()
            .map(|(line, written)| {
                let at = line.span.start as usize + start;
                assert_eq!(&nested.text[at..at + written.len()], written, "seed {seed}");
                (at, written.clone())
            })
            .collect();
        assert_eq!(found, nested.lines, "seed {seed}:\n{}", nested.text);
        let faults: Vec<_> = page
            .problems
            .iter()
            .filter(|problem| ["E601", "E602"].contains(&problem.code.number()))
            .collect();
        assert!(
            faults.is_empty(),
            "seed {seed}: {faults:?}\n{}",
            nested.text
        );
        assert_eq!(page.body.written(), nested.text, "seed {seed}");
    }
}

/// Pieces that the grammar looks at, in any order.
const PIECES: [&str; 56] = [
    "::: ",
    ":::",
    "::::",
    "::",
    ":",
    "myth",
    "reality",
    "evidence",
    "instead",
    "grain",
    "handoff",
    "check",
    "facilitator",
    "handout",
    "both",
    "only",
    "raci",
    "loop",
    "lines",
    " {",
    "}",
    "#id",
    "by=",
    "sales",
    "\"",
    "=",
    ".do",
    ".say",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "- ",
    "- [ ] ",
    "- [x] ",
    "1. ",
    "> ",
    "## Steps",
    "## Week 1: x",
    "### ",
    "#### Leaves when",
    "**You can**",
    "Owner: a, b",
    "- Within: 4wh",
    "(5 min, pairs)",
    "---",
    "```",
    "    ",
    "<div>",
    "</div>",
    "| Step | a |\n|--|--|\n",
    "| x | RA |",
    "[^1]",
    "[^1]: ",
    "ü😀",
    "____",
];

fn soup(dice: &mut Dice) -> String {
    let mut text = String::new();
    if dice.roll(4) == 0 {
        text.push_str(
            "---\nkind: process\ntakes: [{what: x, from: [a, b]}]\nmeant: {a: b}\n---\n",
        );
    }
    for _ in 0..dice.roll(80) {
        text.push_str(dice.pick(&PIECES));
        if dice.roll(3) == 0 {
            text.push('\n');
        }
    }
    text
}

/// `TANDEM_FUZZ_SECONDS=600` makes it go on for ten minutes.
#[test]
fn no_soup_of_pieces_makes_it_fall_over() {
    let seconds = std::env::var("TANDEM_FUZZ_SECONDS").ok();
    let seconds = seconds.and_then(|text| text.parse().ok()).unwrap_or(3);
    let from = std::env::var("TANDEM_SEED").ok();
    let mut seed: u64 = from.and_then(|text| text.parse().ok()).unwrap_or(1);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut pages = 0;
    while Instant::now() < end {
        let mut dice = Dice(seed);
        let text = soup(&mut dice);
        let path = FOLDERS[dice.roll(FOLDERS.len())];
        let parsed = std::panic::catch_unwind(|| parse(path, &text));
        let page = parsed.unwrap_or_else(|_| panic!("seed {seed}, {path}:\n{text}"));
        for problem in &page.problems {
            let span = problem.place.span.unwrap_or_default();
            assert!(
                text.get(span.range()).is_some(),
                "seed {seed}: {problem:?}\n{text}"
            );
        }
        // Tags of other tools are blanked out, byte for byte.
        assert_eq!(page.body.written().len(), text.len(), "seed {seed}");
        seed += 1;
        pages += 1;
    }
    println!("{pages} pages in {seconds} s");
}

#[test]
fn boxes_as_deep_as_a_file_can_hold_them_do_no_harm() {
    let depth = 1_000;
    let mut text = String::new();
    for colons in (3..depth).rev() {
        text.push_str(&format!("{} only {{for=sales}}\n", ":".repeat(colons)));
    }
    for colons in 3..depth {
        text.push_str(&format!("{}\n", ":".repeat(colons)));
    }
    let page = parse("how-we-work/a.md", &text);
    assert!(
        page.problems
            .iter()
            .any(|problem| problem.code.number() == "E603")
    );
}
