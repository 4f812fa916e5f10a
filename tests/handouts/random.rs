//! Random documents of the grammar: each is set, whatever it says.

use super::common::Handbook;
use super::leaflet;

/// The numbers of SplitMix64 (Steele, Lea and Flood, 2014): the same for the same seed.
struct Dice(u64);

impl Dice {
    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        of[((z ^ (z >> 31)) % of.len() as u64) as usize]
    }
}

const PIECES: [&str; 52] = [
    "::: myth {by=sales about=marketing}\n",
    "::: reality\n",
    "::: instead\n",
    "::: grain\n",
    "::: evidence {as_of=2026-06-30 source=\"Tagebuch\"}\n",
    "::: facilitator\n",
    "::: handoff Grüße {#H1 from=marketing to=sales}\n",
    "::: check {#x}\n",
    "::: handout Title {pages=2}\n",
    "::: both {left=\"a\"}\n",
    "::: only {for=sales}\n",
    ":::\n",
    ":::\n",
    ":::\n",
    "::raci\n",
    "::loop {show=list}\n",
    "::lines {n=3}\n",
    "::swimlane {of=run-the-deal}\n",
    "# One\n",
    "### Three (5 min, pairs) {#h .do}\n",
    "## Two\n",
    "###### Six\n",
    "- a list\n",
    "  - deeper\n",
    "      - deeper still\n",
    "- [ ] a task\n",
    "  > with a quote\n",
    "1. one\n",
    "> a quote\n",
    "> > twice\n",
    "```\ncode\n",
    "~~~ text\n",
    "~~~\n",
    "| Step | Rep |\n| --- | --- |\n| One | R |\n",
    "Text with a note[^1].\n",
    "\n[^1]: The note[^1].\n\n",
    "\n\n",
    "\n",
    "\n---\n",
    "<div>\n",
    "</div>\n",
    "<b>x",
    "*a **b* c**\n",
    "`` ` ``",
    "____ gap ___\n",
    "[link](#h) [out](https://x.example/?a=b&c) [in](../index.md)\n",
    "![alt](no.png)\n",
    "#set page(width: 0pt) $x$ \\ @ref <label> \"q\"\n",
    "Term\n: meaning\n",
    "\u{202e}\u{0}é😀\n",
    "A very long word: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft\n",
    "A paragraph that goes on\nover two lines.\n",
];

#[test]
fn two_hundred_random_documents_are_set() {
    let kinds = [
        "page", "process", "playbook", "myths", "path", "workshop", "term",
    ];
    let mut handbook = Handbook::two_desks();
    for seed in 0..200_u64 {
        let mut dice = Dice(seed);
        let kind = kinds[seed as usize % kinds.len()];
        let mut text = format!("---\ntitle: Random {seed}\nkind: {kind}\n---\n\n");
        for _ in 0..20 + seed % 60 {
            text += dice.pick(&PIECES);
        }
        handbook = handbook.file(&format!("random/r{seed}.md"), text);
    }
    let handbook = handbook.build().ignoring_problems();
    let mut failed = Vec::new();
    for seed in 0..200 {
        let path = format!("random/r{seed}.html");
        let printed = leaflet(&handbook, &[&path]);
        let faults = printed
            .problems
            .iter()
            .filter(|problem| ["E901", "E905", "W906"].contains(&problem.code.number()));
        let faults: Vec<_> = faults.map(|problem| problem.message.clone()).collect();
        if !faults.is_empty() || !printed.bytes.starts_with(b"%PDF") {
            failed.push((seed, faults));
        }
    }
    assert!(
        failed.is_empty(),
        "{} of 200 fail: {failed:#?}",
        failed.len()
    );
}
