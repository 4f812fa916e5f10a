//! Search: what is in the index, what is not, and that the browser and the program agree.
#![allow(clippy::disallowed_methods)] // the test asks the environment for node and the corpora

#[path = "search/agreement.rs"]
mod agreement;
mod common;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use common::Handbook;
use flate2::read::DeflateDecoder;
use tandem::build::{Build, Engine, expected};
use tandem::codes::Code;
use tandem::date::Date;
use tandem::input::{Inputs, Location};
use tandem::paths::OutputPath;
use tandem::search::engine::{self, Answer, Ending, Options};
use tandem::search::indexed::Side;
use tandem::search::notes::Name;
use tandem::search::{File, Index};

/// The day on which the handbooks of these tests are judged.
const TODAY: &str = "2026-11-20";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn built(folder: &Path) -> Build {
    let today = Date::parse(TODAY).expect("the calendar has this day");
    let location = Location::new(folder.to_path_buf(), None, &folder.join("public"));
    Engine::default().rebuild(&Inputs::read(location, common::publishing(today)))
}

/// Everything that readers could decode of an index: each file as it is published.
fn decoded(index: &Index) -> String {
    let bytes = index.files().flat_map(|(_, _, file)| {
        let bytes = unpacked(&index.script(file));
        assert_eq!(bytes, index.bytes(file), "{file:?}");
        [bytes, vec![b'\n']].concat()
    });
    String::from_utf8_lossy(&bytes.collect::<Vec<u8>>()).into_owned()
}

/// What a script of the index hands over: basE91 of raw deflate.
fn unpacked(script: &[u8]) -> Vec<u8> {
    let script = std::str::from_utf8(script).expect("a script is text");
    let mut parts = script.split('"');
    let packed = parts.nth(3).expect("the second argument is in quotes");
    assert_eq!(parts.next(), Some(",1)\n"), "packed");
    let signs: Vec<u8> = (b'!'..=b'~')
        .filter(|sign| !b"\"<\\".contains(sign))
        .collect();
    let value = |sign: u8| signs.iter().position(|own| *own == sign);
    let values: Vec<u32> = packed
        .bytes()
        .map(|sign| value(sign).expect("one of 91 signs") as u32)
        .collect();
    let (mut bits, mut held, mut bytes) = (0u32, 0, Vec::new());
    for pair in values.chunks(2) {
        let [low, high] = *pair else {
            bytes.push((bits | pair[0] << held) as u8);
            continue;
        };
        let both = low + 91 * high;
        bits |= both << held;
        held += if both & 8191 > 88 { 13 } else { 14 };
        while held >= 8 {
            bytes.push(bits as u8);
            bits >>= 8;
            held -= 8;
        }
    }
    let mut out = Vec::new();
    let mut reader = DeflateDecoder::new(&bytes[..]);
    reader.read_to_end(&mut out).expect("it was deflated");
    out
}

fn ask(index: &Arc<Index>, query: &str) -> Answer {
    let mut engine = engine::Engine::new(index.clone(), "en");
    engine.find(query, &options(None))
}

fn options(side: Option<Side>) -> Options {
    Options {
        side,
        kinds: Vec::new(),
        limit: 10,
        ending: Ending::Open,
        today: TODAY.to_owned(),
    }
}

/// The first results as `page#anchor`.
fn first(answer: &Answer) -> Vec<String> {
    let shown = answer.results.iter().take(3);
    shown
        .map(|hit| format!("{}#{}", hit.page, hit.anchor))
        .collect()
}

fn pages_of(index: &Arc<Index>, query: &str) -> Vec<String> {
    let found = ask(index, query).results.into_iter();
    found.map(|hit| hit.page).collect()
}

fn small() -> common::Built {
    Handbook::two_desks()
        .file("how-we-work/lunch.md", "---\ntitle: Lunch\nsummary: Where we eat.\n---\n\n## Canteen {#canteen}\n\nThe xylophone plays at noon. <!-- zeppelin --> Order soup, then salad.\n\n## Food trucks\n\nOn Fridays, salad before soup. A Service Level Agreement (SLA) holds.\n")
        .file("how-we-work/hidden.md", "---\ntitle: Hidden quokka\nsearch: false\n---\n\nThe quokka sleeps.\n")
        .file("workshops/first.md", "---\ntitle: First hour\nkind: workshop\n---\n\nWe meet a pangolin.\n\n::: facilitator\nLet the numbat speak.\n:::\n")
        .file("how-we-work/draft.md", "---\ntitle: Draft wombat\nstatus: draft\n---\n\nThe wombat waits.\n")
        .build()
        .ignoring_problems()
}

#[test]
fn sections_are_found_by_their_words() {
    let handbook = small();
    let index = handbook.build.search.index();
    assert_eq!(
        first(&ask(index, "xylophone"))[0],
        "how-we-work/lunch.html#canteen"
    );
    assert_eq!(
        first(&ask(index, "food truck"))[0],
        "how-we-work/lunch.html#food-trucks"
    );
    assert_eq!(first(&ask(index, "lunch"))[0], "how-we-work/lunch.html#");
    // One letter wrong, two letters swapped, a word that is still being typed.
    for typed in ["xylophane", "xylohpone", "xylop"] {
        assert_eq!(
            first(&ask(index, typed))[0],
            "how-we-work/lunch.html#canteen",
            "{typed}"
        );
    }
    assert_eq!(
        ask(index, "xylophane ").corrected,
        [("xylophane".into(), "xylophone".into())]
    );
}

#[test]
fn quotes_minus_and_kinds_narrow_what_is_found() {
    let handbook = small();
    let index = handbook.build.search.index();
    let exact = ask(index, "\"salad before soup\"");
    assert_eq!(first(&exact), ["how-we-work/lunch.html#food-trucks"]);
    assert!(ask(index, "\"soup before salad\"").results.is_empty());
    let without = ask(index, "salad -xylophone");
    assert!(
        without
            .results
            .iter()
            .all(|hit| hit.page != "how-we-work/lunch.html")
    );
    // Both sections of the page have both words; only one has them side by side.
    assert!(!pages_of(index, "salad").is_empty());
    for avoided in ["salad -\"salad before soup\"", "soup -\"then salad\""] {
        let pages = pages_of(index, avoided);
        assert!(
            !pages.contains(&"how-we-work/lunch.html".to_owned()),
            "{avoided}"
        );
    }
    for kept in [
        "salad -\"soup before salad\"",
        "salad -\"\"",
        "salad -\"zebra soup\"",
    ] {
        assert_eq!(pages_of(index, kept), pages_of(index, "salad"), "{kept}");
    }
    let all = ask(index, "customer");
    assert!(all.by_kind.len() > 1, "{:?}", all.by_kind);
    for kind in all.by_kind.keys() {
        let some = ask(index, &format!("{kind}: customer"));
        assert_eq!(some.total, all.by_kind[kind], "{kind}");
        assert!(some.results.iter().all(|hit| hit.kind == *kind));
    }
}

#[test]
fn short_forms_that_texts_explain_lead_to_the_long_ones() {
    let handbook = Handbook::new()
        .file(
            "a.md",
            "# Promises\n\nA Service Level Agreement (SLA) holds.\n",
        )
        .file("b.md", "# Service level agreements\n\nWhat they say.\n")
        .build()
        .ignoring_problems();
    let found = first(&ask(handbook.build.search.index(), "SLA"));
    assert!(found.contains(&"b.html#".to_owned()), "{found:?}");
}

#[test]
fn words_of_the_glossary_lead_to_the_agreed_one() {
    let handbook = Handbook::new()
        .settings("title: T\nsides:\n  m: { name: M, position: left }\n  s: { name: S, position: right }\n")
        .file("glossary/qualified-enquiry.md", "---\ntitle: Qualified enquiry\nshort: Somebody asked and fits.\nalso: [warm enquiry]\navoid: [MQL]\n---\n\nText.\n")
        .file("other.md", "# Counting\n\nWe count each qualified enquiry.\n")
        .build()
        .ignoring_problems();
    let answer = ask(handbook.build.search.index(), "mql");
    let card = answer.card.as_ref().expect("the word is to be avoided");
    assert_eq!(
        (card.title.as_str(), card.is),
        ("Qualified enquiry", Name::Avoid)
    );
    assert_eq!(card.meaning, "Somebody asked and fits.");
    assert_eq!(answer.results[0].page, "glossary/qualified-enquiry.html");
    assert_eq!(answer.results[1].page, "other.html");
}

#[test]
fn a_page_is_found_by_every_name_that_it_has() {
    let page = "---\ntitle: Citrix\nnav_title: Far screen\nkeywords: [pangolin, thin client]\ntags: kiosk, bistro\naliases: [how-we-work/oldtimer.md, /bureau/]\n---\n\nOpen the program.\n";
    let other = "---\ntitle: Others\n---\n\nA virtual meal, an oldtimer, a bureau, a pangolin, a thin bistro and a kiosk in a far land.\n";
    let handbook = Handbook::two_desks()
        .file("how-we-work/virtual-desk.md", page)
        .file("how-we-work/aaa.md", other)
        .build()
        .ignoring_problems();
    let index = handbook.build.search.index();
    for name in [
        "virtual desk",
        "pangolin",
        "thin client",
        "kiosk",
        "bistro",
        "oldtimer",
        "bureau",
        "far screen",
    ] {
        let pages = pages_of(index, name);
        assert_eq!(
            pages.first().map(String::as_str),
            Some("how-we-work/virtual-desk.html"),
            "{name}"
        );
    }
}

#[test]
fn words_of_the_title_lead_to_no_section_of_the_page() {
    let page = "---\ntitle: Shadow programme\n---\n\nCome along.\n\n## What the shadow programme is not {#not}\n\nThe shadow programme is no job.\n\n## Who is eligible {#who}\n\nEverybody.\n";
    let handbook = Handbook::two_desks()
        .file("how-we-work/shadow.md", page)
        .build()
        .ignoring_problems();
    let index = handbook.build.search.index();
    let found = first(&ask(index, "shadow programme eligible"));
    assert_eq!(found[0], "how-we-work/shadow.html#who");
}

#[test]
fn a_short_word_that_is_still_typed_begins_a_longer_one() {
    let mut handbook = Handbook::two_desks();
    for at in 0..30 {
        let text = format!("---\ntitle: Page {at}\n---\n\nWe draw drivers of value.\n");
        handbook = handbook.file(&format!("how-we-work/page-{at}.md"), &text);
    }
    let load = "---\ntitle: Load tests\n---\n\n## DR and its value\n\nThe value of DR tests. A DR test has value.\n";
    let handbook = handbook
        .file("how-we-work/load.md", load)
        .file(
            "how-we-work/drivers.md",
            "---\ntitle: Value drivers\n---\n\nWhat customers gain.\n",
        )
        .build()
        .ignoring_problems();
    let index = handbook.build.search.index();
    for (query, page) in [
        ("value dr", "how-we-work/drivers.html"),
        ("value dr ", "how-we-work/load.html"),
    ] {
        assert_eq!(pages_of(index, query)[0], page, "`{query}`");
    }
}

#[test]
fn verbs_and_their_nouns_are_found_in_either_spelling() {
    let handbook = Handbook::two_desks()
        .file("how-we-work/queue.md", "---\ntitle: Queue\n---\n\n## Prioritization of tickets\n\nUrgent ones first.\n")
        .file("how-we-work/roadmap.md", "---\ntitle: Roadmap\n---\n\nTickets stay open. What we prioritized last year is done, and the tickets too.\n")
        .build()
        .ignoring_problems();
    let index = handbook.build.search.index();
    for query in [
        "tickets prioritised",
        "tickets prioritized",
        "prioritise tickets",
        "prioritize tickets",
        "prioritisation of tickets",
    ] {
        let pages = pages_of(index, query);
        assert_eq!(pages[0], "how-we-work/queue.html", "{query}: {pages:?}");
    }
}

#[test]
fn what_is_left_of_a_phrase_has_to_say_something() {
    // "Time off" says what "vacation" says; "time" alone does not, and it stands everywhere.
    let mut handbook = Handbook::two_desks();
    for at in 0..60 {
        let text = format!("---\ntitle: Page {at}\n---\n\nIt takes time.\n");
        handbook = handbook.file(&format!("how-we-work/page-{at}.md"), &text);
    }
    let leave = "---\ntitle: Annual leave\n---\n\nThirty days a year.\n";
    let handbook = handbook
        .file("how-we-work/leave.md", leave)
        .build()
        .ignoring_problems();
    let pages = pages_of(handbook.build.search.index(), "vacation");
    assert_eq!(pages[0], "how-we-work/leave.html");
    assert!(
        !pages.iter().any(|page| page.contains("page-")),
        "{pages:?}"
    );
}

#[test]
fn what_readers_may_not_see_is_in_no_file() {
    let handbook = small();
    let text = decoded(handbook.build.search.index()).to_lowercase();
    assert!(text.contains("xylophone") && text.contains("pangolin"));
    for hidden in ["quokka", "wombat", "zeppelin", "numbat"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    let ours = built(root());
    let mut notes = 0;
    let text = decoded(ours.search.index());
    for (page, source) in shown_pages(&ours) {
        for span in page.body.for_leaders() {
            let note = &page.body.text[span.range()];
            for line in note.lines().filter(|line| {
                line.len() > 40 && !line.contains(['[', '*', '`', '"', '<', ':'])
            }) {
                notes += 1;
                assert!(!text.contains(line.trim()), "{source}: {line}");
            }
        }
        for check in &page.facts.parts.checks {
            for answer in check.answers.iter().filter(|own| own.feedback.len() > 30) {
                assert!(
                    !text.contains(&answer.feedback),
                    "{source}: {}",
                    answer.feedback
                );
            }
        }
    }
    assert!(notes > 10, "our handbook has notes for whoever leads");
}

fn shown_pages(build: &Build) -> impl Iterator<Item = (&tandem::page::Page, &str)> {
    build
        .pages
        .iter()
        .map(|(source, page)| (&**page, source.as_str()))
}

#[test]
fn the_root_tells_what_readers_come_for_and_rows_who_answers() {
    let ours = built(root());
    let (heading, list) = &ours.search.index().about.situations;
    assert_eq!(heading, "What brings you here?");
    assert_eq!(list.len(), 5);
    assert_eq!(list[0].title, "Something just landed in my queue.");
    assert_eq!(list[0].text, "Enquiry handover");
    assert_eq!(list[0].href, "processes/enquiry-handover.html");
    assert_eq!(list[2].href, "myths/index.html");
    let texts = decoded(ours.search.index());
    assert!(texts.contains("[[\"left\",\"Demand manager\"],[\"right\",\"SDR lead\"]]"));
}

#[test]
fn kinds_and_sides_are_counted_as_they_are() {
    let ours = built(root());
    let index = ours.search.index();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for page in ours
        .site
        .pages
        .iter()
        .filter(|page| page.written().is_some())
    {
        let source = page.written().expect("it was just asked");
        if ours.pages[source].facts.search {
            *kinds.entry(page.view.kind.clone()).or_default() += 1;
            *kinds.entry("step".into()).or_default() += page.parts.steps.len();
            *kinds.entry("handoff".into()).or_default() += page.parts.handoffs.len();
            *kinds.entry("myth".into()).or_default() += page.parts.myths.len();
        }
    }
    let runs: Vec<usize> =
        serde_json::from_slice(&index.bytes(File::Facets)).expect("facets are JSON");
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for run in runs.chunks(2) {
        *found
            .entry(index.about.kinds[run[0] >> 2].0.clone())
            .or_default() += run[1];
    }
    for (kind, count) in kinds.into_iter().filter(|(_, count)| *count > 0) {
        if kind != "section" {
            assert_eq!(found.get(&kind), Some(&count), "{kind}");
        }
    }
}

#[test]
fn files_are_found_by_their_whole_names_alone() {
    let mut built = small();
    let names = |built: &common::Built| -> Vec<String> {
        let files = built.build.search.index().files();
        files.map(|(path, ..)| path.as_str().to_owned()).collect()
    };
    let old = names(&built);
    built.edit(
        "how-we-work/lunch.md",
        "# Lunch\n\nOther words altogether.\n",
    );
    built.rebuild();
    let new = names(&built);
    let outputs = &built.build.outputs;
    for (path, digest, _) in built.build.search.index().files() {
        let output = outputs.output(&path).expect("it is one of the files");
        assert_eq!(output.digest, digest, "{path}");
    }
    let gone: Vec<&String> = old.iter().filter(|name| !new.contains(name)).collect();
    assert!(
        gone.iter().any(|name| name.starts_with("search/t")),
        "{gone:?}"
    );
    let near = [
        "t0.js",
        "t-1-000000.js",
        "t+0-000000.js",
        "t99-000000.js",
        "é0.js",
        "-.js",
    ];
    let root = ["root-000000.js", "root", "rootjs", "x/root.js"];
    let near = near
        .iter()
        .chain(&root)
        .map(|name| format!("search/{name}"));
    let same = new.iter().map(|name| name.replace(".js", "0.js"));
    let zeros = new.iter().map(|name| name.replace("0-", "00-"));
    let zeros = zeros.filter(|name| !new.contains(name));
    for name in gone
        .into_iter()
        .cloned()
        .chain(near)
        .chain(same)
        .chain(zeros)
    {
        assert!(outputs.output(&OutputPath::new(&*name)).is_none(), "{name}");
    }
}

#[test]
fn an_edit_gives_the_files_of_a_fresh_build() {
    let mut handbook = small();
    let files = |build: &Build| build.search.index().files().collect::<Vec<_>>();
    let page = |text: &str| format!("---\ntitle: Dinner\n---\n\n{text}\n");
    let settings = |language: &str| format!("title: Two Desks\nlanguage: {language}\n");
    let edits = [
        (
            "the page",
            page("The marimba plays, see [the desks](index.md)."),
        ),
        ("a word with everyday names", page("Vacations are long.")),
        ("another form of it", page("A vacation is long.")),
        ("none of it", page("It is long.")),
        // Neither of the two has words that nobody searches for: only stems differ.
        ("fr", settings("fr")),
        ("es", settings("es")),
        ("en", settings("en")),
    ];
    for (edit, text) in edits {
        match edit.len() {
            2 => handbook.edit_beside("handbook.yml", text),
            _ => handbook.edit("how-we-work/lunch.md", text),
        };
        handbook.rebuild();
        let cold = built(handbook.handbook.root());
        assert_eq!(files(&handbook.build), files(&cold), "{edit}");
        for (_, _, file) in files(&cold) {
            assert_eq!(
                handbook.build.search.index().script(file),
                cold.search.index().script(file),
                "{edit}: {file:?}"
            );
        }
    }
}

#[test]
fn what_writers_expect_of_search_is_checked() {
    let handbook = Handbook::new()
        .file("lunch.md", "# Lunch\n\nSoup and salad.\n")
        .file("dinner.md", "# Dinner\n\nSoup.\n\n## Dessert\n\nCake.\n")
        .beside(
            "expected-searches.yml",
            "lunch: lunch.md\ncake: dinner.md#dessert\nsalad: dinner.md\n\
             soup: { finds: dinner.md, within: 2 }\nnothing: gone.md\nlist: [lunch.md]\n",
        )
        .build()
        .ignoring_problems();
    let read = &handbook.inputs.problems;
    assert!(
        read.iter().any(|problem| problem.code == Code::E802),
        "{read:?}"
    );
    let ranks = expected::ranks(&handbook.build, &handbook.inputs);
    let places: Vec<_> = ranks.iter().map(|rank| rank.rank).collect();
    assert_eq!(places[..3], [Some(1), Some(1), None]);
    let problems = expected::problems(&ranks);
    let codes: Vec<Code> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::W801, Code::E802]);
    assert!(
        problems[0].message.contains("not at all"),
        "{}",
        problems[0].message
    );
}
