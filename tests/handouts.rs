//! What somebody sees who prints: PDFs that are made, that say what the pages say, that are
//! the same for the same handbook, and faults that are told where they are.
#![cfg(feature = "handouts")]
#![allow(clippy::disallowed_methods)] // the tests run a reader of PDFs, where there is one

mod common;
#[path = "handouts/decoded.rs"]
mod decoded;
#[path = "handouts/elements.rs"]
mod elements;
#[path = "handouts/look.rs"]
mod look;
#[path = "handouts/pdf.rs"]
mod pdf;
#[path = "handouts/random.rs"]
mod random;

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use common::{Built, Handbook};
use pdf::text_of;
#[cfg(target_os = "linux")]
use tandem::build::handouts::held;
use tandem::build::handouts::{Asked, Stock, book};
use tandem::digest::Digest;
use tandem::handout::job::{Limits, Paper, Press, Sort};
use tandem::handout::{Printed, print};
use tandem::paths::OutputPath;

const SHEETS: [&str; 4] = [
    "cards.pdf",
    "paths/first-week.pdf",
    "workshops/hour-facilitator.pdf",
    "workshops/hour-handout.pdf",
];

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
    // The book takes seconds: no build of a site makes it.
    handbook.expect_page("book.html").lacks("book.pdf");
    handbook.expect_no_output("book.pdf");
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

/// How much memory the program seems to hold, each time that somebody asks.
type Weights = &'static [u64];

/// What all documents share, with one template of its own and narrow limits.
fn limited(
    handbook: &Built,
    template: &str,
    weights: Weights,
    ended: &Arc<AtomicBool>,
) -> Arc<Press> {
    let press = &handbook.build.press;
    let mut theme = press.theme.clone();
    let file = theme.get_mut("cards.typ").expect("the theme has it");
    file.bytes = template.as_bytes().into();
    let (ended, asked) = (ended.clone(), AtomicUsize::new(0));
    Arc::new(Press {
        theme,
        colours: press.colours.clone(),
        words: press.words.clone(),
        site: press.site.clone(),
        today: press.today,
        html: press.html,
        paper: press.paper,
        files: BTreeMap::new(),
        limits: Limits {
            time: Duration::from_millis(1500),
            time_for_a_page: Duration::ZERO,
            memory: 100 << 20,
            memory_for_a_page: 0,
        },
        held: Box::new(move || {
            let at = asked.fetch_add(1, Ordering::Relaxed);
            Some(weights[at.min(weights.len() - 1)] << 20)
        }),
        end: Box::new(move |_| ended.store(true, Ordering::Relaxed)),
        fonts: OnceLock::new(),
        draw: Box::new(|_| None),
        read: Box::new(|_| Err("there is no such file".to_owned())),
        digest: Digest::of(&template),
    })
}

/// What is said of cards with this template, and whether the program had to end.
fn cards_by(template: &str, weights: Weights) -> (String, bool) {
    let handbook = Handbook::two_desks().build();
    let ended = Arc::default();
    let press = limited(&handbook, template, weights, &ended);
    let pages = &handbook.build.site.pages;
    let cards = pages.iter().find(|page| page.view.view == "cards");
    let printed = print(&stock(&handbook, &press).job(&Asked {
        sort: Sort::Cards,
        paper: Paper::A4,
        front: None,
        pages: cards.into_iter().collect(),
    }));
    assert!(printed.bytes.is_empty());
    let [problem] = printed.problems.as_slice() else {
        panic!("{:?}", printed.problems);
    };
    assert_eq!(problem.code.number(), "E905");
    (problem.message.clone(), ended.load(Ordering::Relaxed))
}

/// Nothing stops it, since it asks for nothing; it ends by itself after a while.
const ENDLESS: &str = "#let cards(doc) = { for x in range(3000) { for y in range(3000) { let z = calc.gcd(x, y) } } }\n";

#[test]
fn a_template_without_an_end_is_given_up() {
    let (said, ended) = cards_by(ENDLESS, &[50]);
    assert!(said.contains("took longer than 1.5 s"), "{said}");
    assert!(!ended);
}

#[test]
fn a_document_that_takes_too_much_memory_is_given_up() {
    let pages =
        "#let cards(doc) = { for n in range(20000) { [Page #n]; pagebreak() } }\n";
    let (said, ended) = cards_by(pages, &[50, 200]);
    assert!(said.contains("needed more than 100 MB of memory"), "{said}");
    assert!(!ended);
    let (said, ended) = cards_by(ENDLESS, &[50, 200, 300]);
    assert!(said.contains("needed more than 100 MB of memory"), "{said}");
    assert!(ended, "it would take the memory of everything else");
}

#[cfg(target_os = "linux")]
#[test]
fn the_system_says_how_much_memory_there_is() {
    assert!(held().is_some_and(|bytes| bytes > 1 << 20));
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
