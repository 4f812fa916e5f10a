//! What somebody sees who prints: PDFs that are made, that say what the pages say, that are
//! the same for the same handbook, and faults that are told where they are.
#![cfg(feature = "handouts")]
#![allow(clippy::disallowed_methods)] // the tests run a reader of PDFs, where there is one

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use common::{Built, Handbook};
use tandem::build::handouts::{Asked, Stock, book};
use tandem::digest::Digest;
use tandem::handout::job::{Paper, Press, Sort};
use tandem::handout::{Printed, print};
use tandem::paths::OutputPath;

const SHEETS: [&str; 4] = [
    "cards.pdf",
    "paths/first-week.pdf",
    "workshops/hour-facilitator.pdf",
    "workshops/hour-handout.pdf",
];

/// The text of a PDF, page by page; nothing where no program is there to read it.
fn text_of(pdf: &[u8]) -> Option<String> {
    let folder =
        tempfile::tempdir().expect("the system's temporary folder can be written");
    let file = folder.path().join("a.pdf");
    fs::write(&file, pdf).expect("the folder is ours");
    let read = Command::new("pdftotext")
        .arg("-layout")
        .arg(&file)
        .arg("-")
        .output();
    match read {
        Ok(read) => Some(String::from_utf8_lossy(&read.stdout).into_owned()),
        Err(_) => {
            eprintln!(
                "SKIPPED: the text of PDFs is not looked at, since there is no pdftotext"
            );
            None
        }
    }
}

fn stock<'a>(handbook: &'a Built, press: &'a Arc<Press>) -> Stock<'a> {
    Stock {
        press,
        site: &handbook.build.site,
        pages: &handbook.build.pages,
    }
}

/// Pages as one leaflet.
fn leaflet(handbook: &Built, outputs: &[&str]) -> Printed {
    let pages = &handbook.build.site.pages;
    let find = |output: &&str| {
        let output = OutputPath::new(output);
        let page = pages.iter().find(|page| page.output == output);
        page.unwrap_or_else(|| panic!("there is no {output}"))
    };
    print(&stock(handbook, &handbook.build.press).job(&Asked {
        sort: Sort::Leaflet,
        paper: Paper::A4,
        front: None,
        pages: outputs.iter().map(find).collect(),
    }))
}

/// One page of text as a leaflet: its PDF, and the codes of its problems.
fn page_of(text: &str) -> (Vec<u8>, Vec<&'static str>) {
    let handbook = Handbook::two_desks()
        .file("how-we-work/paper.md", text)
        .file("how-we-work/broken.png", "no picture")
        .build()
        .ignoring_problems();
    let printed = leaflet(&handbook, &["how-we-work/paper.html"]);
    let codes = printed.problems.iter().map(|problem| problem.code.number());
    (printed.bytes, codes.collect())
}

const HEAD: &str = "---\ntitle: On paper\nsummary: What is printed.\nowners: { marketing: writer, sales: seller }\nreviewed: 2026-11-02\n---\n\n";

#[test]
fn workshops_paths_and_cards_have_their_pdfs_and_pages_link_to_them() {
    let handbook = Handbook::two_desks().build();
    for path in SHEETS {
        let (pdf, problems) = handbook.printed(path);
        assert!(pdf.starts_with(b"%PDF-1.7"), "{path}");
        assert_eq!(problems, Vec::<String>::new(), "{path}");
        for part in ["/StructTreeRoot", "/Lang", "pdfuaid:part", "pdfaid:part"] {
            let found = pdf.windows(part.len()).any(|own| own == part.as_bytes());
            assert!(found, "{path} lacks {part}");
        }
    }
    handbook
        .expect_page("workshops/hour-handout.html")
        .contains("href=\"hour-handout.pdf\"");
    handbook
        .expect_page("paths/first-week.html")
        .contains("href=\"first-week.pdf\"");
}

#[test]
fn two_builds_give_the_same_bytes_and_an_edit_gives_others() {
    let all = |handbook: &Built| SHEETS.map(|path| handbook.printed(path).0);
    let mut first = Handbook::two_desks().build();
    let second = Handbook::two_desks().build();
    let before = all(&first);
    assert!(before == all(&second), "two builds differ");
    let text = first.changed("workshops/hour.md", "Count the chairs.", "Count the cups.");
    first.edit("workshops/hour.md", text).rebuild();
    let after = all(&first);
    let same: Vec<bool> = before.iter().zip(&after).map(|(a, b)| a == b).collect();
    assert_eq!(same, [true, true, false, true], "only the guide says it");
    let fresh = Handbook::two_desks()
        .file(
            "workshops/hour.md",
            first.changed("workshops/hour.md", "cups", "cups"),
        )
        .build();
    assert!(after == all(&fresh), "warm differs from cold");
}

#[test]
fn sheets_say_what_the_pages_say_and_no_more() {
    let handbook = Handbook::two_desks().build();
    let of = |path: &str| text_of(&handbook.printed(path).0);
    let Some(handout) = of("workshops/hour-handout.pdf") else {
        return;
    };
    assert!(handout.contains("What you noticed"), "{handout}");
    assert!(handout.contains("page 1 of 1"), "{handout}");
    assert!(!handout.contains("Count the chairs"), "{handout}");
    let guide = of("workshops/hour-facilitator.pdf").expect("the reader is there");
    assert!(guide.contains("Count the chairs"), "{guide}");
    assert!(guide.contains("0:10"), "{guide}");
    let book = print(
        &stock(&handbook, &handbook.build.press)
            .job(&book(&handbook.build.site, Paper::Letter)),
    );
    assert_eq!(book.problems, Vec::new());
    let book = text_of(&book.bytes).expect("the reader is there");
    for page in handbook
        .build
        .site
        .pages
        .iter()
        .filter(|page| page.written().is_some())
    {
        let title = page.view.title.split(' ').next().unwrap_or_default();
        assert!(book.contains(title), "{title} is not in the book");
    }
    assert!(
        !book.contains("Count the chairs"),
        "the book has notes for leaders"
    );
}

const ELEMENTS: &str = "A paragraph with *emphasis*, **strength**, ~~strikes~~, `code`, a [link](https://there.example/x) and ____ a gap.[^n]

- an item
- [x] ticked
- [ ] open

3. third

> A quotation.

> [!WARNING]
> A warning.

| Left | Right |
|:-----|------:|
| 1 | 2 |

```rust
let code = 1;
```

Word
: Its meaning.

***

::: both {left=\"Ours\" right=\"Theirs\"}
Left half.

---

Right half.
:::

::: only {for=sales}
For some.
:::

::: check {#c}
Which?

- [ ] Wrong
  > Why not.
- [x] Right
  > Why.
:::

::lines {n=2 label=\"Write here\"}

::loop

::raci {of=run-the-deal}

::swimlane {of=run-the-deal}

::handoffs

::myths

::health

::cards {set=terms}

[^n]: The note.
";

#[test]
fn every_element_has_a_form_on_paper() {
    let (pdf, codes) = page_of(&format!("{HEAD}{ELEMENTS}"));
    assert_eq!(codes, Vec::<&str>::new());
    let Some(text) = text_of(&pdf) else { return };
    let told = [
        "emphasis",
        "strength",
        "strikes",
        "code",
        "there.example/x",
        "an item",
        "ticked",
        "third",
        "A quotation.",
        "A warning.",
        "let code = 1;",
        "Its meaning.",
        "Ours",
        "Left half.",
        "Right half.",
        "For some.",
        "Which?",
        "Wrong",
        "Write here",
        "The note.",
    ];
    for part in told {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert!(!text.contains("Why not."), "answers are the guide's alone");
}

#[test]
fn what_paper_cannot_show_is_told() {
    let (pdf, codes) = page_of(&format!(
        "{HEAD}<details><summary>More</summary>Inner</details>\n"
    ));
    assert_eq!(codes, ["W902"]);
    assert!(text_of(&pdf).is_none_or(|text| text.contains("More Inner")));
    let (pdf, codes) = page_of(&format!("{HEAD}Our office in \u{6771}\u{4eac}.\n"));
    assert_eq!(codes, ["W903", "W903"]);
    assert!(pdf.starts_with(b"%PDF"));
    let (pdf, codes) = page_of(&format!("{HEAD}![A thing](broken.png)\n"));
    assert_eq!(codes, ["W904"]);
    assert!(text_of(&pdf).is_none_or(|text| text.contains("A thing")));
}

#[test]
fn greek_cyrillic_and_emoji_have_a_typeface() {
    let (_, codes) = page_of(&format!(
        "{HEAD}Ελληνικά, Кириллица, žluťoučký, 😀 → ≤ ½ ✓\n"
    ));
    assert_eq!(codes, Vec::<&str>::new());
}

/// The small handbook with a theme of its own.
fn themed() -> Handbook {
    let settings = include_str!("checks/base/handbook.yml");
    Handbook::two_desks().beside("handbook.yml", format!("{settings}\ntheme: own\n"))
}

#[test]
fn a_fault_in_a_template_is_told_where_it_is() {
    let broken = themed()
        .beside(
            "themes/own/handouts/handout.typ",
            "#import \"base.typ\": *\n\n#let handout(doc) = doc.nothing\n",
        )
        .build();
    let (pdf, problems) = broken.printed("workshops/hour-handout.pdf");
    assert!(pdf.is_empty());
    assert!(
        problems[0].starts_with("E901 themes/own/handouts/handout.typ:3:"),
        "{problems:?}"
    );
    let away = themed()
        .beside(
            "themes/own/handouts/cards.typ",
            "#import \"@preview/x:1.0.0\": cards\n",
        )
        .beside(
            "themes/own/handouts/guide.typ",
            "#let guide(doc) = read(\"/../handbook.yml\")\n",
        )
        .build();
    for path in ["cards.pdf", "workshops/hour-facilitator.pdf"] {
        let (pdf, problems) = away.printed(path);
        assert!(
            pdf.is_empty() && problems[0].starts_with("E901"),
            "{path}: {problems:?}"
        );
    }
    let bare = themed()
        .beside(
            "themes/own/handouts/cards.typ",
            "#let cards(doc) = { set document(title: \"x\"); image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>\"), format: \"svg\", width: 1cm) }\n",
        )
        .build();
    let (pdf, problems) = bare.printed("cards.pdf");
    assert!(pdf.starts_with(b"%PDF"));
    assert!(problems[0].starts_with("W906"), "{problems:?}");
}

/// What all documents share, with one template of its own and little time.
fn in_a_hurry(handbook: &Built, template: &str) -> Arc<Press> {
    let press = &handbook.build.press;
    let mut theme = press.theme.clone();
    let file = theme.get_mut("cards.typ").expect("the theme has it");
    file.bytes = template.as_bytes().into();
    Arc::new(Press {
        theme,
        colours: press.colours.clone(),
        words: press.words.clone(),
        site: press.site.clone(),
        today: press.today,
        html: press.html,
        paper: press.paper,
        files: BTreeMap::new(),
        limit: Duration::from_millis(1500),
        fonts: OnceLock::new(),
        draw: Box::new(|_| None),
        read: Box::new(|_| Err("there is no such file".to_owned())),
        digest: Digest::of(&template),
    })
}

#[test]
fn a_template_without_an_end_is_given_up() {
    let handbook = Handbook::two_desks().build();
    let endless = "#let cards(doc) = { for x in range(60000) { for y in range(60000) { let z = calc.gcd(x, y) } } }\n";
    let press = in_a_hurry(&handbook, endless);
    let cards = handbook
        .build
        .site
        .pages
        .iter()
        .find(|page| page.view.view == "cards");
    let printed = print(&stock(&handbook, &press).job(&Asked {
        sort: Sort::Cards,
        paper: Paper::A4,
        front: None,
        pages: cards.into_iter().collect(),
    }));
    assert!(printed.bytes.is_empty());
    let codes: Vec<_> = printed
        .problems
        .iter()
        .map(|one| one.code.number())
        .collect();
    assert_eq!(codes, ["E905"]);
}

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

/// What the program says and whether it is content, in a handbook on the disk.
fn handout(handbook: &Handbook, arguments: &[&str]) -> (String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_tandem"))
        .arg("--root")
        .arg(handbook.root())
        .arg("handout")
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (said, output.status.success())
}

#[test]
fn a_mark_that_cannot_be_read_is_not_printed_over() {
    let handbook = Handbook::two_desks();
    let (said, done) = handout(&handbook, &["--audience", "participant"]);
    assert!(done, "{said}");
    let printed = handbook.root().join("handouts-participant");
    assert!(
        printed.join("workshops/hour-handout.pdf").is_file(),
        "{said}"
    );
    let page = "---\ntitle: Prices\n---\n\n::: only {for=partnr, audience=partnr}\n\nHalf.\n\n:::\n";
    let handbook = Handbook::two_desks().file("how-we-work/prices.md", page);
    let (said, done) = handout(&handbook, &["--audience", "participant"]);
    assert!(!done && said.contains("E511"), "{said}");
    assert!(!handbook.root().join("handouts-participant").exists());
}
