//! Our own handbook is clean, and every fault planted into a copy of it is found alone.
#![allow(clippy::disallowed_methods)] // the test reads our own content

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::{Built, Handbook};
use tandem::codes::Severity;

/// A path, what stands there, and what to write instead; a new page where nothing stands.
type Change<'a> = (&'a str, &'a str, &'a str);

const HANDOVER: &str = "processes/enquiry-handover.md";
const DEAL: &str = "processes/run-the-deal.md";
const BOTH_SAY: &str = "myths/both-sides.md";
const WEEKS: &str = "paths/first-four-weeks.md";
const BUSTING: &str = "workshops/myth-busting.md";
const ENQUIRY: &str = "glossary/qualified-enquiry.md";
const TALK_FIRST: &str = "how-we-work/talk-first.md";

/// What is to be found, and the change that brings it about.
const PLANTED: &[(&[&str], Change)] = &[
    (&["E101"], (HANDOVER, "kind: process", "kind: proces")),
    (&["E102"], (HANDOVER, "starts_when: A person", "# A person")),
    (&["E103"], (BUSTING, "minutes: 60", "minutes: an hour")),
    (
        &["E104"],
        (HANDOVER, "\nreviewed:", "\nreveiwed: 2026-10-01\nreviewed:"),
    ),
    (
        &["E105"],
        (HANDOVER, "::: check {#silent-rep}", "::: check {#fold}"),
    ),
    (
        &["E106"],
        (HANDOVER, "\nreviewed: 2026", "\nreviewed: 2027"),
    ),
    (
        &["E107"],
        (
            HANDOVER,
            "- Within: 1 working day",
            "- Within: one working day",
        ),
    ),
    (
        &["W110"],
        (
            HANDOVER,
            "\nsummary: From the first",
            "\nsummary: Enquiry handover\n# From the first",
        ),
    ),
    (&["W118"], (TALK_FIRST, "\nreviewed:", "\n# reviewed:")),
    (
        &["W120"],
        (HANDOVER, "\nreviewed: 2026-10-13", "\nreviewed: 2026-09-01"),
    ),
    (
        &["W121"],
        (HANDOVER, "\nreviewed: 2026-10-13", "\nreviewed: 2026-07-01"),
    ),
    (
        &["E201"],
        (HANDOVER, "  sales: sdr-lead", "  sales: sdr-led"),
    ),
    (
        &["E202"],
        (
            HANDOVER,
            "  sales: sdr-lead",
            "  sales: communications-lead",
        ),
    ),
    (&["E203"], (HANDOVER, "  sales: sdr-lead\n", "")),
    (&["E210"], (HANDOVER, "- Owner: Content lead\n", "")),
    (&["E211"], (HANDOVER, "- Within: monthly\n", "")),
    (&["E212"], (DEAL, "- Approver: Account executive\n", "")),
    (
        &["E213"],
        (
            DEAL,
            "::raci\n",
            "| Step | Account executive |\n| --- | --- |\n| Agree the problem | RA |\n",
        ),
    ),
    (
        &["E214"],
        (
            HANDOVER,
            "- Owner: Sales development rep\n- Within: 1 working day",
            "- Owner: Content lead\n- Within: 1 working day",
        ),
    ),
    (
        &["E215", "W706"],
        (DEAL, "from=marketing to=sales", "from=sales to=marketing"),
    ),
    (
        &["E216"],
        (HANDOVER, "#### Leaves when", "#### It leaves when"),
    ),
    (
        &["W217"],
        (HANDOVER, "#### Comes back if", "#### It comes back if"),
    ),
    (
        &["W218"],
        (
            DEAL,
            "- Ask: Content lead, Sales engineer",
            "- Ask: Content lead, Sales engineer, SDR lead",
        ),
    ),
    (
        &["E219"],
        (
            HANDOVER,
            "- Back to: Check fit and intent",
            "- Back to: Check the fit",
        ),
    ),
    (
        &["E301"],
        (BOTH_SAY, "::: reality\n", "::: only {for=sales}\n"),
    ),
    (
        &["W304"],
        (BOTH_SAY, "::: grain\n", "::: only {for=sales}\n"),
    ),
    (
        &["W303"],
        (BOTH_SAY, "::: instead\n", "::: only {for=sales}\n"),
    ),
    (&["E305"], (BOTH_SAY, "as_of=2026-09-30 ", "")),
    (
        &["W306"],
        (
            BOTH_SAY,
            "\"We are the engine, they are the trailer.\"",
            "We are the engine, they are the trailer.",
        ),
    ),
    (
        &["W311"],
        (BOTH_SAY, "as_of=2026-09-30 ", "as_of=2025-09-30 "),
    ),
    (&["E401"], (BOTH_SAY, "- [x] ", "- [ ] ")),
    (
        &["W402"],
        (
            HANDOVER,
            "  > Assigned is not accepted. Nothing has been handed over yet.\n",
            "",
        ),
    ),
    (
        &["W403"],
        (
            HANDOVER,
            "Nobody, it drops into a shared pool",
            "None of the above",
        ),
    ),
    (&["E410"], (WEEKS, "weeks: 4", "weeks: 5")),
    (
        &["E411"],
        (
            WEEKS,
            "../how-we-work/the-loop.md)",
            "../how-we-work/loop.md)",
        ),
    ),
    (
        &["W412"],
        (
            WEEKS,
            "**Meet** [your counterpart](role:counterpart) for",
            "**Do** with [your counterpart](role:counterpart)",
        ),
    ),
    (&["W413"], (WEEKS, "**Check** [Five", "**Do** [Five")),
    (
        &["W414"],
        (WEEKS, "minutes_per_week: 120", "minutes_per_week: 60"),
    ),
    (&["W415"], (WEEKS, "**You can** draw", "You can draw")),
    (&["E420"], (BUSTING, "minutes: 60", "minutes: 75")),
    (&["W422"], (BUSTING, "::lines {n=3}", "::lines {n=99}")),
    (
        &["E423"],
        (HANDOVER, "::swimlane", "::: facilitator\n\nListen.\n\n:::"),
    ),
    (
        &["E501"],
        (HANDOVER, "myths:heard-in-sales", "myths:heard-in-sails"),
    ),
    (
        &["E501"],
        (HANDOVER, "(term:context-line)", "(term:contxt-line)"),
    ),
    (
        &["E501"],
        (HANDOVER, "- Ask: Content lead", "- Ask: Contents lead"),
    ),
    (
        &["E502"],
        (
            DEAL,
            "](../how-we-work/talk-first.md#tuesday)",
            "](../how-we-work/talk-frist.md#tuesday)",
        ),
    ),
    (
        &["W503"],
        (
            DEAL,
            "](../how-we-work/talk-first.md#tuesday)",
            "](https://larkfield.example/)",
        ),
    ),
    (
        &["E504"],
        (DEAL, "::swimlane", "![](../how-we-work/one-crossing.svg)"),
    ),
    (&["W506"], (DEAL, "[Tuesday matching](", "[here](")),
    (
        &["W507"],
        (DEAL, "## Who is on the hook", "##### Who is on the hook"),
    ),
    (&["E601", "W304"], (BOTH_SAY, "::: grain", "::: grian")),
    (
        &["E216", "E602", "W217"],
        (DEAL, "#### Enters when", ":::\n\n#### Enters when"),
    ),
    (
        &["E603"],
        (DEAL, "::swimlane", "::: reality\n\nThis.\n\n:::"),
    ),
    (&["E216", "E701"], (ENQUIRY, "flows: true", "flows: false")),
    (
        &["W705"],
        (DEAL, "A deal is a promise", "A hot lead is a promise"),
    ),
    (
        &["W706"],
        ("teams/sales.md", "offers: [signed-customer, ", "offers: ["),
    ),
    (
        &["E707", "W708"],
        (
            "roles/account-executive.md",
            "counterpart: content-lead",
            "counterpart: sales-director",
        ),
    ),
    (
        &["W709"],
        (ENQUIRY, "also: [MQL", "also: [quarter pot, MQL"),
    ),
    (
        &["E702"],
        (
            DEAL,
            "takes:\n",
            "takes:\n  - what: willing-reference\n    from: enquiry-handover\n",
        ),
    ),
    (
        &["W703"],
        (
            HANDOVER,
            "gives:\n",
            "gives:\n  - what: named-coverage\n    to: run-the-deal\n",
        ),
    ),
    (
        &["W703", "W704"],
        (
            "processes/press-and-analyst-briefing.md",
            "takes:\n  - what: win-loss-notes\n    from: proof-in-live-deals\n",
            "",
        ),
    ),
    (
        &["W708"],
        (
            "roles/product-marketer.md",
            "counterpart: sales-engineer",
            "counterpart: sales-enablement",
        ),
    ),
    (
        &["E420", "W421"],
        (BUSTING, "(15 min, pairs)", "(25 min, pairs)"),
    ),
    (&["W505"], ("how-we-work/alone.md", "", PLAIN)),
    (&["E302", "W505"], ("myths/alone.md", "", LONELY)),
];

/// A page that nothing is wrong with, but that nothing leads to it.
const PLAIN: &str = "---\ntitle: Alone\nsummary: Nothing leads here.\nowners: { marketing: head-of-marketing }\nreviewed: 2026-11-02\nquiet: [W205]\n---\n\nText.\n";
/// A myth without evidence.
const LONELY: &str = "---\ntitle: Alone\nsummary: Nothing leads here.\nowners: { marketing: demand-manager, sales: account-manager }\nreviewed: 2026-11-02\n---\n\n## One {#one}\n\n::: myth {by=both about=budget}\n\n\"One.\"\n\n:::\n\n::: reality\n\nOne.\n\n:::\n\n::: instead\n\n- **Then:** \"One.\"\n\n:::\n\n::: grain\n\nOne.\n\n:::\n";

/// A copy of our own handbook.
fn copy() -> Built {
    let parts = ["handbook.yml", "content", "static", "kinds"];
    Handbook::copy_of("", &parts).build().ignoring_problems()
}

/// The codes that are found after some changes, which are then taken back.
fn found(handbook: &mut Built, changes: &[Change]) -> BTreeSet<String> {
    let folder = handbook.handbook.pages_dir();
    let earlier = changes.iter().map(|(path, ..)| {
        let text = fs::read_to_string(folder.join(path));
        text.ok().map(|text| text.replace("\r\n", "\n"))
    });
    let earlier: Vec<Option<String>> = earlier.collect();
    for ((path, from, to), text) in changes.iter().zip(&earlier) {
        let text = text.as_deref().unwrap_or("");
        assert!(text.contains(from), "{path} no longer holds:\n{from}");
        handbook.edit(path, text.replacen(from, to, 1));
    }
    handbook.rebuild();
    let problems = handbook.build.problems.iter();
    let problems = problems.filter(|problem| problem.severity != Severity::Note);
    let codes = problems
        .map(|problem| problem.code.number().to_owned())
        .collect();
    for ((path, ..), text) in changes.iter().zip(earlier) {
        match text {
            Some(text) => handbook.edit(path, text),
            None => handbook.remove(path),
        };
    }
    codes
}

#[test]
fn our_own_handbook_is_clean() {
    assert_eq!(copy().checked_lines(), Vec::<String>::new());
}

/// The pages that the model was first written down with, completed with what they link to.
#[test]
fn the_samples_of_the_model_are_clean() {
    let handbook = Handbook::copy_of("tests/samples", &[])
        .on(2026, 10, 20)
        .build();
    assert_eq!(handbook.checked_lines(), Vec::<String>::new());
    for view in ["loop", "raci", "handoffs", "health", "myths/index"] {
        handbook.expect_page(&format!("{view}.html"));
    }
}

#[test]
fn every_planted_fault_is_found_and_nothing_else() {
    let mut handbook = copy();
    let mut wrong = Vec::new();
    let mut plant = |codes: &[&str], changes: &[Change]| {
        let found = found(&mut handbook, changes);
        if found.iter().map(String::as_str).ne(codes.iter().copied()) {
            wrong.push(format!("{codes:?} in {}: {found:?}", changes[0].0));
        }
    };
    for (codes, change) in PLANTED {
        plant(codes, &[*change]);
    }
    plant(
        &["W204"],
        &[
            (
                "roles/demand-manager.md",
                "\nteam:",
                "\nheld_by: [Ada Birch]\nteam:",
            ),
            (
                "roles/sdr-lead.md",
                "\nteam:",
                "\nheld_by: [Ada Birch]\nteam:",
            ),
        ],
    );
    plant(&["W205", "W505"], &many_pages());
    plant(
        &["E301", "E302", "W303", "W304", "W307", "W505"],
        &[("myths/many.md", "", &many_myths())],
    );
    plant(
        &["W405", "W505"],
        &[("how-we-work/many.md", "", &many_checks())],
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // After everything has been taken back, nothing is left.
    handbook.rebuild();
    assert_eq!(handbook.checked_lines(), Vec::<String>::new());
}

fn many_pages() -> Vec<Change<'static>> {
    let paths = [
        "applause-a.md",
        "applause-b.md",
        "applause-c.md",
        "applause-d.md",
        "applause-e.md",
        "applause-f.md",
        "applause-g.md",
        "applause-h.md",
        "applause-i.md",
    ];
    paths.map(|path| (path, "", PLAIN)).to_vec()
}

fn many_myths() -> String {
    let (head, _) = LONELY.split_once("## One").expect("the page has a myth");
    let myth = |at: i32| {
        format!(
            "## Line {at}\n\n::: myth {{by=sales about=marketing}}\n\n\"Line {at}.\"\n\n:::\n\n"
        )
    };
    head.to_owned() + &(0..8).map(myth).collect::<String>()
}

fn many_checks() -> String {
    let check = |at: i32| {
        format!(
            "::: check {{#many-{at}}}\n\nWhich one?\n\n- [x] The one that is longest\n- [ ] Another\n  > No.\n\n:::\n\n"
        )
    };
    PLAIN.to_owned() + "\n" + &(0..200).map(check).collect::<String>()
}
