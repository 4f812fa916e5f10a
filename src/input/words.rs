//! The words of the interface: those that ship with the tool, and the theme's own.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::theme::{self, Theme, ThemeFile};
use super::yaml::{self, Entry, Node};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::span::Place;
use crate::suggest::nearest;

/// The file with the words of the interface.
const FILE: &str = "strings.yaml";

/// Missing words that a message names; the file has the others.
const NAMED: usize = 4;

/// Beginnings of words that themes and kinds may add to.
const OPEN: [&str; 4] = ["kind_", "view_", "sheet_", "own_"];

/// The shipped words of all languages.
static SHIPPED: LazyLock<Vec<Entry>> =
    LazyLock::new(|| yaml::read_entries(theme::shipped_text(FILE).unwrap_or_default()).0);

/// The words of a language; what it lacks comes from English, and what the theme's own file
/// lacks comes from the shipped one.
pub fn of(theme: &Theme, language: &str) -> (BTreeMap<String, String>, Vec<Diagnostic>) {
    let mut words = words_of(&SHIPPED, &wanted(language));
    let mut problems = Vec::new();
    if let Some(file) = own(theme) {
        let text = String::from_utf8_lossy(&file.bytes);
        let (entries, faults) = yaml::read_entries(&text);
        problems.extend(faults.into_iter().map(|fault| {
            Diagnostic::at(Code::E020, &file.file, fault.span, fault.message)
        }));
        words.extend(words_of(&entries, &wanted(language)));
        problems.extend(misspelt(file, &text, &entries));
    }
    (words, problems)
}

/// What the interface would say in English although the handbook's language is another one.
pub fn missing(
    theme: &Theme,
    language: &str,
    config: (&str, &Arc<str>),
) -> Option<Diagnostic> {
    let tongue = wanted(language);
    let tongue = &tongue[1..];
    let mut words = words_of(&SHIPPED, tongue);
    let own = own(theme);
    let text = own.map(|file| String::from_utf8_lossy(&file.bytes));
    let entries = text.as_deref().map(|text| yaml::read_entries(text).0);
    let entries = entries.unwrap_or_default();
    words.extend(words_of(&entries, tongue));
    let english = words_of(&SHIPPED, &["en"]);
    let lacking: Vec<&str> = english
        .keys()
        .filter(|key| !words.contains_key(*key))
        .map(String::as_str)
        .collect();
    if lacking.is_empty() {
        return None;
    }
    let message = match lacking.len() == english.len() {
        true => format!("there are no words of the interface in `{language}`"),
        false => format!(
            "`{language}` lacks {} of {} words of the interface: {}{}",
            lacking.len(),
            english.len(),
            lacking[..lacking.len().min(NAMED)].join(", "),
            if lacking.len() > NAMED { ", …" } else { "" }
        ),
    };
    let started = entries.iter().find(|entry| is_one_of(entry, tongue));
    let place = match (own, started) {
        (Some(file), Some(entry)) => Place::at(&file.file, entry.span),
        _ => place_of_language(config, language),
    };
    let help = "English stands in their place; write them into strings.yaml of your theme, as docs/theming.md shows";
    Some(Diagnostic::new(Code::W022, place, message).help(help))
}

/// The languages whose words are taken, each before the next, which is more special.
fn wanted(language: &str) -> [&str; 3] {
    let tongue = language.split(['-', '_']).next().unwrap_or(language);
    ["en", tongue, language]
}

fn is_one_of(entry: &Entry, languages: &[&str]) -> bool {
    let mut languages = languages.iter();
    languages.any(|language| entry.key.eq_ignore_ascii_case(language))
}

/// The theme's own file of words, if it has one.
fn own(theme: &Theme) -> Option<&ThemeFile> {
    let shipped = theme::shipped_text(FILE).unwrap_or_default();
    let file = theme.files.get(FILE);
    file.filter(|file| &*file.bytes != shipped.as_bytes())
}

fn words_of(entries: &[Entry], languages: &[&str]) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    for wanted in languages {
        let entry = entries.iter().find(|entry| is_one_of(entry, &[wanted]));
        if let Some(Node::Map(pairs)) = entry.map(|entry| &entry.value) {
            let texts = pairs
                .iter()
                .filter_map(|(key, value)| Some((key.clone(), value.text()?)));
            words.extend(texts);
        }
    }
    words
}

/// Words that look like a shipped one and are none: nothing would ask for them.
fn misspelt(file: &ThemeFile, text: &str, entries: &[Entry]) -> Vec<Diagnostic> {
    let known = words_of(&SHIPPED, &["en"]);
    let mut problems = Vec::new();
    for entry in entries {
        let Node::Map(pairs) = &entry.value else {
            continue;
        };
        for (key, _) in pairs {
            let may_be_own = OPEN.iter().any(|begin| key.starts_with(begin));
            if known.contains_key(key) || may_be_own {
                continue;
            }
            if let Some(near) = nearest(key, known.keys().map(String::as_str)) {
                let span = entry.locate(text, key);
                let message = format!("the interface has no word `{key}`");
                let problem = Diagnostic::at(Code::W023, &file.file, span, message);
                problems.push(problem.help(format!("did you mean `{near}`?")));
            }
        }
    }
    problems
}

fn place_of_language((text, name): (&str, &Arc<str>), language: &str) -> Place {
    let (entries, _) = yaml::read_entries(text);
    let entry = entries.iter().find(|entry| entry.key == "language");
    match entry {
        Some(entry) => Place::at(name, entry.locate(text, language)),
        None => Place::file(name),
    }
}
