//! The browser and the program cut texts into the same words and give the same answers.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tandem::search::Index;
use tandem::search::documents::Section;
use tandem::search::engine::{self, Answer};
use tandem::search::indexed::Side;
use tandem::search::notes::Name;
use tandem::search::tokens::{BIGRAMS, SEPARATORS, tokens};

use super::{TODAY, built, options, root};

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

/// Words that stand side by side somewhere.
fn pairs(index: &Index) -> Vec<String> {
    let documents = index
        .pages
        .iter()
        .flat_map(|(page, _)| &page.analysed.documents);
    let sections = documents.flat_map(|found| &found.document.sections);
    let pair = |section: &Section| {
        let words: Vec<&str> = section.text.split(' ').collect();
        let pair = words.get(2..4)?.join(" ");
        Some(pair.replace('"', ""))
    };
    sections.filter_map(pair).collect()
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
    let words = index.plan.terms.iter().flat_map(|file| &*file.words);
    let words: Vec<&str> = words.map(|word| &*word.text).collect();
    let texts = pairs(index);
    let mut queries = Vec::new();
    while queries.len() < count {
        let mut parts: Vec<String> = Vec::new();
        for _ in 0..1 + dice(4) {
            let mut word: Vec<char> = words[dice(words.len())].chars().collect();
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
            6 if parts.len() > 2 => {
                parts[2] = format!("-\"{}\"", texts[dice(texts.len())])
            }
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
        let judged = [
            folder.join("../queries.tsv"),
            root().join("benches/search/queries-18f.tsv"),
        ];
        let judged = judged.map(|file| fs::read_to_string(file).unwrap_or_default());
        let judged = judged.join("\n");
        let judged = judged.lines().filter_map(|line| line.split('\t').next());
        let mut queries: Vec<String> = judged.map(str::to_owned).collect();
        queries.extend(random_queries(built(&folder).search.index(), 300));
        compare_answers(&folder, queries);
    }
}
