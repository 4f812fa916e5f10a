//! The code keeps to `docs/architecture.md`, and the document to the code.
#![allow(clippy::disallowed_methods)] // the test reads the sources, which are its subject

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use tandem::codes::Code;

/// The layers, lowest first. A module may import from lower layers, and the foundation from
/// itself.
const LAYERS: [&[&str]; 8] = [
    &[
        "span",
        "paths",
        "digest",
        "shared_map",
        "small_map",
        "projection",
        "codes",
        "diagnostic",
        "date",
        "duration",
        "media",
        "policy",
        "colour",
        "palette",
        "suggest",
        "tally",
    ],
    &["input"],
    &["page"],
    &["site"],
    &["check", "handout", "render", "search"],
    &["build"],
    &["hosting", "publish", "report", "serve"],
    &["cli"],
];

/// Imports within a layer that are meant: the browser's overlay prints what a terminal does.
const BESIDE: [(&str, &str); 1] = [("serve", "report")];

/// A source file: its path below `src/`, and its code without tests.
struct Source {
    path: String,
    text: String,
    code: String,
}

impl Source {
    /// The module at the top that it belongs to; empty for `lib.rs` and `main.rs`.
    fn top(&self) -> &str {
        let top = self.path.split('/').next().unwrap_or(&self.path);
        top.strip_suffix(".rs").unwrap_or(top)
    }
}

fn sources() -> Vec<Source> {
    let folder = root().join("src");
    let mut sources = Vec::new();
    for entry in walkdir::WalkDir::new(&folder).sort_by_file_name() {
        let entry = entry.expect("the sources can be listed");
        let path = entry
            .path()
            .strip_prefix(&folder)
            .expect("below src")
            .to_string_lossy();
        if entry.file_type().is_file() && path.ends_with(".rs") {
            let text = fs::read_to_string(entry.path()).expect("sources are text");
            let code = text.split("#[cfg(test)]").next().unwrap_or(&text);
            let code = code
                .lines()
                .map(without_comment)
                .collect::<Vec<_>>()
                .join("\n");
            sources.push(Source {
                path: path.replace('\\', "/"),
                code,
                text,
            });
        }
    }
    sources
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn without_comment(line: &str) -> &str {
    let at = line
        .match_indices("//")
        .map(|(at, _)| at)
        .find(|&at| !line[..at].ends_with(':'));
    at.map_or(line, |at| &line[..at])
}

/// The first names behind each `prefix`, as in `crate::name` or `super::{name, other::x}`.
fn names_behind(code: &str, prefix: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(names_of_group(group)),
            None => names.extend(first_name(rest)),
        }
    }
    names
}

fn names_of_group(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names = Vec::new();
    let mut is_start = true;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => is_start = true,
            c if is_start && !c.is_whitespace() => {
                names.extend(first_name(&group[at..]));
                is_start = false;
            }
            _ => {}
        }
    }
    names
}

fn first_name(text: &str) -> Option<String> {
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Which modules at the top import which.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources() {
        let top = source.top().to_owned();
        let mut names = names_behind(&source.code, "crate::");
        names.remove(&top);
        imports.entry(top).or_default().extend(names);
    }
    imports
}

#[test]
fn every_module_has_a_layer() {
    let tops: BTreeSet<String> = imports().into_keys().collect();
    let unknown: Vec<_> = tops
        .iter()
        .filter(|top| layer_of(top).is_none() && !["lib", "main"].contains(&top.as_str()))
        .collect();
    assert!(
        unknown.is_empty(),
        "no layer in this test and in the document: {unknown:?}"
    );
    for name in LAYERS.concat() {
        assert!(tops.contains(name), "there is no module {name} any more");
    }
}

#[test]
fn imports_point_only_to_lower_layers() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = layer_of(source.top()) else {
            continue;
        };
        for name in names_behind(&source.code, "crate::") {
            let Some(other) = layer_of(&name) else {
                continue;
            };
            let beside = BESIDE.contains(&(source.top(), name.as_str()));
            let foundation = own == 0 && other == 0;
            if name != source.top() && other >= own && !foundation && !beside {
                wrong.push(format!("{} imports {name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn modules_at_the_top_import_each_other_in_no_circle() {
    assert_eq!(circle(&imports()), None);
}

#[test]
fn files_of_one_folder_import_each_other_in_no_circle() {
    for (folder, imports) in imports_in_folders() {
        assert_eq!(circle(&imports), None, "in {folder}/");
    }
}

/// For each folder, which of its files (or folders) import which; `mod.rs` stands apart,
/// since it opens the folder and may name them all.
fn imports_in_folders() -> BTreeMap<String, BTreeMap<String, BTreeSet<String>>> {
    let sources = sources();
    let mut folders: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> =
        BTreeMap::new();
    for source in &sources {
        let parts: Vec<&str> = source.path.split('/').collect();
        for depth in 1..parts.len() {
            let member = parts[depth].trim_end_matches(".rs");
            if member == "mod" {
                continue;
            }
            let folder = parts[..depth].join("/");
            let mut names = names_behind(
                &source.code,
                &format!("crate::{}::", parts[..depth].join("::")),
            );
            // From a file of the folder itself, `super` is the folder.
            if depth + 1 == parts.len() {
                names.extend(names_behind(&source.code, "super::"));
            }
            names.remove(member);
            folders
                .entry(folder)
                .or_default()
                .entry(member.to_owned())
                .or_default()
                .extend(names);
        }
    }
    folders
}

/// A circle of imports, if there is one.
fn circle(imports: &BTreeMap<String, BTreeSet<String>>) -> Option<String> {
    let mut left: BTreeMap<&str, BTreeSet<&str>> = imports
        .iter()
        .map(|(from, to)| {
            let known = to.iter().filter(|name| imports.contains_key(*name));
            (from.as_str(), known.map(String::as_str).collect())
        })
        .collect();
    // Whoever imports nobody that is left cannot be part of a circle.
    loop {
        let free: Vec<&str> = left
            .iter()
            .filter(|(_, to)| to.is_empty())
            .map(|(from, _)| *from)
            .collect();
        if free.is_empty() {
            break;
        }
        for name in free {
            left.remove(name);
            for to in left.values_mut() {
                to.remove(name);
            }
        }
    }
    (!left.is_empty()).then(|| format!("{left:?}"))
}

#[test]
fn the_document_names_every_file_and_no_other() {
    let text = fs::read_to_string(root().join("docs/architecture.md"))
        .expect("the document exists");
    let named: BTreeSet<String> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| {
            name.ends_with(".rs") && !name.contains(' ') && !name.starts_with("tests/")
        })
        .map(str::to_owned)
        .collect();
    let files: BTreeSet<String> =
        sources().into_iter().map(|source| source.path).collect();
    let missing: Vec<_> = files.difference(&named).collect();
    let gone: Vec<_> = named.difference(&files).collect();
    assert!(
        missing.is_empty(),
        "not in docs/architecture.md: {missing:#?}"
    );
    assert!(
        gone.is_empty(),
        "in docs/architecture.md, but not in src/: {gone:#?}"
    );
}

#[test]
fn every_problem_has_an_explanation_and_every_explanation_a_problem() {
    for code in Code::ALL {
        let number = code.number();
        let text = code
            .explanation()
            .unwrap_or_else(|| panic!("docs/problems/{number}.md is missing"));
        for part in [&format!("# {number}: "), "\n## Before\n", "\n## After\n"] {
            assert!(
                text.contains(part),
                "docs/problems/{number}.md lacks {part:?}"
            );
        }
    }
    for entry in
        fs::read_dir(root().join("docs/problems")).expect("the explanations exist")
    {
        let name = entry.expect("a listed file exists").file_name();
        let number = name.to_string_lossy().replace(".md", "");
        assert!(
            Code::parse(&number).is_some(),
            "{number} explains no problem"
        );
    }
}

#[test]
fn no_file_is_longer_than_500_lines() {
    let length = |source: &Source| source.text.lines().count();
    let long: Vec<_> = sources()
        .into_iter()
        .filter(|s| length(s) > 500)
        .map(|s| (length(&s), s.path))
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn every_module_opens_with_what_it_is() {
    let bare: Vec<_> = sources()
        .into_iter()
        .filter(|s| !s.text.starts_with("//! "))
        .map(|s| s.path)
        .collect();
    assert!(bare.is_empty(), "{bare:?}");
}

#[test]
fn nothing_is_unwrapped_and_nothing_apologises() {
    let mut wrong = Vec::new();
    for source in sources() {
        if source.code.contains(".unwrap()") {
            wrong.push(format!("{} unwraps", source.path));
        }
        // Words about what is unfinished belong to an issue, in tests as well.
        for (number, line) in source.text.lines().enumerate() {
            let low = line.to_lowercase();
            let excuses = ["todo", "fixme", "xxx", "hack", "for now", "temporary fix"];
            let is_word = |word: &&&str| {
                low.match_indices(**word).any(|(at, _)| {
                    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
                    edge(low[..at].chars().next_back())
                        && edge(low[at + word.len()..].chars().next())
                })
            };
            if let Some(word) = excuses.iter().find(is_word) {
                wrong.push(format!("{}:{} says {word}", source.path, number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_edges_touch_the_disk_the_environment_and_the_clock() {
    let edges = ["input", "build", "publish", "serve", "report", "cli"];
    let wrong: Vec<_> = sources()
        .into_iter()
        .filter(|source| source.text.contains("allow(clippy::disallowed_methods)"))
        .filter(|source| !edges.contains(&source.top()))
        .map(|source| source.path)
        .collect();
    assert!(
        wrong.is_empty(),
        "these ask to be an edge and are none: {wrong:?}"
    );
}

#[test]
fn this_test_sees_an_import_however_it_is_written() {
    let code = "use crate::{a, b::{c, d}, e};\nuse crate::f::G;\nlet x = crate::h::i();\nuse super::{j::K, L};";
    let names = |prefix| {
        names_behind(code, prefix)
            .into_iter()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(names("crate::"), "a b e f h");
    assert_eq!(names("super::"), "L j");
    let circles = BTreeMap::from([
        ("a".to_owned(), BTreeSet::from(["b".to_owned()])),
        (
            "b".to_owned(),
            BTreeSet::from(["a".to_owned(), "c".to_owned()]),
        ),
    ]);
    assert!(circle(&circles).is_some());
}
