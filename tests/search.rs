//! Search: what is in the index, what is not, and that the browser and the program agree.
#![allow(clippy::disallowed_methods)] // the test asks the environment for node and the corpora

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use common::Handbook;
use serde_json::{Value, json};
use tandem::build::{Build, Engine, expected};
use tandem::codes::Code;
use tandem::date::Date;
use tandem::input::{Inputs, Location};
use tandem::search::engine::{self, Answer, Ending, Options};
use tandem::search::indexed::{Indexed, Side};
use tandem::search::notes::Name;
use tandem::search::tokens::{BIGRAMS, SEPARATORS, tokens};
use tandem::search::{File, Index};

/// The day on which the handbooks of these tests are judged.
const TODAY: &str = "2026-11-20";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn script() -> PathBuf {
    root().join("themes/default/search.js")
}

/// A folder beside the project with real handbooks, if it is there.
fn corpus(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("TANDEM_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| root().join("../shared"));
    let folder = shared.join("corpora").join(name);
    let found = folder.is_dir();
    if !found {
        println!(
            "skipped: no corpus {name} (set TANDEM_SHARED to the folder that holds them)"
        );
    }
    found.then_some(folder)
}

fn has_node() -> bool {
    let found = Command::new("node").arg("--version").output().is_ok();
    if !found {
        println!("skipped: no Node.js");
    }
    found
}

/// Runs one of our scripts over some lines.
fn node(arguments: &[&Path], rest: &[&str], lines: &[String]) -> Vec<Value> {
    let mut child = Command::new("node")
        .args(arguments)
        .args(rest)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node answered a moment ago");
    let mut stdin = child.stdin.take().expect("it was asked for");
    let input = lines.join("\n");
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let mut out = String::new();
    let mut stdout = child.stdout.take().expect("it was asked for");
    stdout.read_to_string(&mut out).expect("node writes text");
    writer
        .join()
        .expect("the writer ends")
        .expect("node reads everything");
    assert!(child.wait().expect("node ends").success(), "node failed");
    out.lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect()
}

fn built(folder: &Path) -> Build {
    let today = Date::parse(TODAY).expect("the calendar has this day");
    let location = Location::new(folder.to_path_buf(), None, &folder.join("public"));
    Engine::default().rebuild(&Inputs::read(location, common::publishing(today)))
}

/// Everything that is in the files of an index, decoded.
fn decoded(index: &Index) -> String {
    let files = index.files().into_iter();
    let bytes = files.flat_map(|(_, _, file)| [index.bytes(file), vec![b'\n']].concat());
    String::from_utf8_lossy(&bytes.collect::<Vec<u8>>()).into_owned()
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

fn small() -> common::Built {
    Handbook::two_desks()
        .file("how-we-work/lunch.md", "---\ntitle: Lunch\nsummary: Where we eat.\n---\n\n## Canteen {#canteen}\n\nThe xylophone plays at noon. <!-- zeppelin --> Order soup, then salad.\n\n## Food trucks\n\nOn Fridays, salad before soup. A Service Level Agreement (SLA) holds.\n")
        .file("how-we-work/hidden.md", "---\ntitle: Hidden quokka\nsearch: false\n---\n\nThe quokka sleeps.\n")
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
fn what_readers_may_not_see_is_in_no_file() {
    let handbook = small();
    let text = decoded(handbook.build.search.index()).to_lowercase();
    assert!(text.contains("xylophone"));
    for hidden in ["quokka", "wombat", "zeppelin"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    let ours = built(root());
    let mut notes = 0;
    for (page, source) in shown_pages(&ours) {
        let text = texts_of(ours.search.index(), source);
        for span in page.body.for_leaders() {
            let note = &page.body.text[span.range()];
            for line in note.lines().filter(|line| {
                line.len() > 40 && !line.contains(['[', '*', '`', '"', '<'])
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

/// All texts of a page that are in the index.
fn texts_of(index: &Index, source: &str) -> String {
    let own = |page: &Indexed| {
        page.source
            .as_ref()
            .is_some_and(|own| own.as_str() == source)
    };
    let pages = index.pages.iter().filter(|(page, _)| own(page));
    let documents = pages.flat_map(|(page, _)| &page.analysed.documents);
    let sections = documents.flat_map(|found| &found.document.sections);
    sections
        .map(|section| format!("{} {}\n", section.heading, section.text))
        .collect()
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
fn an_edit_gives_the_files_of_a_fresh_build() {
    let mut handbook = small();
    handbook.edit(
        "how-we-work/lunch.md",
        "---\ntitle: Dinner\n---\n\nThe marimba plays, see [the desks](index.md).\n",
    );
    handbook.rebuild();
    let fresh = handbook.build.search.index().files();
    let cold = built(handbook.handbook.root());
    assert_eq!(fresh, cold.search.index().files());
    for (_, _, file) in fresh {
        assert_eq!(
            handbook.build.search.index().script(file),
            cold.search.index().script(file),
            "{file:?}"
        );
    }
}

#[test]
fn both_tables_of_code_points_are_the_same() {
    if !has_node() {
        return;
    }
    let output = Command::new("node")
        .arg(root().join("tests/search/tokens.mjs"))
        .arg(script())
        .arg("tables")
        .output()
        .expect("node answered a moment ago");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let tables: Vec<&str> = text.lines().collect();
    assert_eq!(tables, [SEPARATORS.trim(), BIGRAMS.trim()]);
}

#[test]
fn the_small_script_was_made_of_the_one_that_people_read() {
    let source = fs::read(script()).expect("the theme has a script for search");
    let mark = source.iter().fold(0x811c_9dc5_u32, |mark, byte| {
        (mark ^ *byte as u32).wrapping_mul(0x0100_0193)
    });
    let small = fs::read_to_string(root().join("themes/default/search.min.js"))
        .expect("the theme has a small script for search");
    let first = small.lines().next().unwrap_or_default();
    assert!(
        first.starts_with(&format!("/* search.js {mark:x},")),
        "search.js was changed: run `npm install` and `node minify.mjs` in benches/search"
    );
}

/// Compares the words of some texts, as both sides cut them.
#[track_caller]
fn compare_words(texts: &[String]) {
    let lines: Vec<String> = texts.iter().map(|text| json!(text).to_string()).collect();
    let script = script();
    let found = node(
        &[&root().join("tests/search/tokens.mjs"), &script],
        &[],
        &lines,
    );
    assert_eq!(found.len(), texts.len());
    let mut different = 0;
    for (text, found) in texts.iter().zip(found) {
        let own: Vec<Value> = tokens(text)
            .into_iter()
            .map(|own| json!([own.text, own.at, own.of]))
            .collect();
        if found != Value::from(own.clone()) {
            different += 1;
            println!(
                "{text:?}\n  here    {}\n  browser {found}",
                Value::from(own)
            );
        }
    }
    assert_eq!(different, 0, "of {} texts", texts.len());
    println!("{} texts, no difference", texts.len());
}

#[test]
fn both_sides_cut_texts_into_the_same_words() {
    if !has_node() {
        return;
    }
    let odd = fs::read_to_string(root().join("tests/search/oddities.txt"))
        .expect("the oddities are there");
    compare_words(&odd.lines().map(str::to_owned).collect::<Vec<_>>());
    let ours = [
        Some(root().to_path_buf()),
        corpus("sourcegraph-handbook"),
        corpus("18f-handbook"),
    ];
    for folder in ours.into_iter().flatten() {
        let index = built(&folder).search.index().clone();
        let mut texts = BTreeSet::new();
        for (page, _) in &index.pages {
            for found in &page.analysed.documents {
                texts.insert(found.document.title.clone());
                for section in &found.document.sections {
                    texts.extend([section.heading.clone(), section.text.clone()]);
                }
            }
        }
        compare_words(&texts.into_iter().collect::<Vec<_>>());
    }
}

/// Queries out of the words of an index: as they are, cut off, and with errors.
fn random_queries(index: &Index, count: usize) -> Vec<String> {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut dice = move |sides: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % sides.max(1) as u64) as usize
    };
    let words = &index.plan.words;
    let mut queries = Vec::new();
    while queries.len() < count {
        let mut parts: Vec<String> = Vec::new();
        for _ in 0..1 + dice(4) {
            let mut word: Vec<char> = words[dice(words.len())].0.chars().collect();
            let at = dice(word.len());
            match dice(8) {
                0 if word.len() > 3 => word.truncate(3 + at / 2),
                1 if word.len() > 3 => drop(word.remove(at)),
                2 if word.len() > 3 && at > 0 => word.swap(at, at - 1),
                3 if word.len() > 3 => word.insert(at, 'e'),
                4 if word.len() > 7 => word[at] = 'q',
                _ => {}
            }
            parts.push(word.into_iter().collect());
        }
        match dice(12) {
            0 => parts.insert(0, "how do I".into()),
            1 => parts[0] = format!("\"{}\"", parts[0]),
            2 if parts.len() > 1 => parts[1] = format!("-{}", parts[1]),
            3 => parts.insert(0, "page:".into()),
            4 => parts = vec![parts.join("-")],
            5 => parts.push(String::new()),
            _ => {}
        }
        queries.push(parts.join(" "));
    }
    queries
}

/// Asks both sides and compares everything that they answer.
#[track_caller]
fn compare_answers(folder: &Path, queries: Vec<String>) {
    let build = built(folder);
    let index = build.search.index();
    let site = tempfile::tempdir().expect("the temporary folder can be written");
    fs::create_dir(site.path().join("search")).expect("the folder is new");
    for (path, _, file) in index.files() {
        fs::write(site.path().join(path.as_str()), index.script(file))
            .expect("it is ours");
    }
    let sides = [None, Some(Side::Left), Some(Side::Right)];
    let asked: Vec<(String, Option<Side>)> = queries
        .into_iter()
        .enumerate()
        .map(|(at, query)| (query, sides[at % 3]))
        .collect();
    let lines: Vec<String> = asked
        .iter()
        .map(|(query, side)| {
            json!({ "query": query, "side": side.map(Side::word) }).to_string()
        })
        .collect();
    let script = script();
    let program = root().join("tests/search/answers.mjs");
    let found = node(&[&program, site.path(), &script], &[TODAY], &lines);
    let mut engine = engine::Engine::new(index.clone(), "en");
    let mut different = 0;
    for ((query, side), found) in asked.iter().zip(&found) {
        let own = as_value(&engine.find(query, &options(*side)));
        if !same(&own, found) {
            different += 1;
            if different < 4 {
                println!("{query:?} {side:?}\n  here    {own}\n  browser {found}");
            }
        }
    }
    assert_eq!((different, found.len()), (0, asked.len()));
    println!("{} queries, no difference", asked.len());
}

fn as_value(answer: &Answer) -> Value {
    let results: Vec<Value> = answer
        .results
        .iter()
        .map(|hit| {
            json!([
                hit.page,
                hit.anchor,
                hit.kind,
                hit.side,
                hit.title,
                hit.heading,
                hit.score
            ])
        })
        .collect();
    let name = |name| match name {
        Name::Title => "title",
        Name::Also => "also",
        Name::Avoid => "avoid",
    };
    let card = answer.card.as_ref();
    let card =
        card.map(|card| json!([card.title, name(card.is), card.meaning, card.page]));
    json!({
        "results": results, "total": answer.total, "corrected": answer.corrected,
        "by_kind": answer.by_kind, "by_side": answer.by_side, "card": card,
    })
}

/// Whether two answers are the same; scores may differ in the last digits.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) =
                (one.as_f64().unwrap_or(0.0), other.as_f64().unwrap_or(1.0));
            (one - other).abs() < 1e-5
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| {
                    other.get(key).is_some_and(|own| same(value, own))
                })
        }
        _ => one == other,
    }
}

#[test]
fn the_browser_and_the_program_give_the_same_answers() {
    if !has_node() {
        return;
    }
    let ours = built(root()).search.index().clone();
    let mut queries = random_queries(&ours, 300);
    queries.extend(
        [
            "mql",
            "lead",
            "hand off",
            "myth: budget",
            "d",
            "the",
            "-",
            "\"",
        ]
        .map(str::to_owned),
    );
    compare_answers(root(), queries);
    for name in ["sourcegraph-handbook", "18f-handbook"] {
        let Some(folder) = corpus(name) else {
            continue;
        };
        let judged = folder.join("../queries.tsv");
        let judged = fs::read_to_string(judged).unwrap_or_default();
        let judged = judged
            .lines()
            .skip(1)
            .filter_map(|line| line.split('\t').next());
        let mut queries: Vec<String> = judged.map(str::to_owned).collect();
        queries.extend(random_queries(built(&folder).search.index(), 300));
        compare_answers(&folder, queries);
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
