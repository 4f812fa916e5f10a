//! The words of the interface: those that ship with the tool, and the theme's own.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::theme::{self, Theme, ThemeFile};
use super::word_faults::Words;
use super::yaml::{self, Entry, Node};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::span::Place;

/// The file with the words of the interface.
const FILE: &str = "strings.yaml";

/// Missing words that a message names; the file has the others.
const NAMED: usize = 4;

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
        let words = Words {
            file: &file.file,
            text: &text,
            entries: &entries,
            shipped: &translations(),
            theme,
        };
        problems.extend(words.faults());
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

/// The shipped words, each in all languages.
fn translations() -> BTreeMap<&'static str, Vec<String>> {
    let mut all: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for entry in SHIPPED.iter() {
        let Node::Map(pairs) = &entry.value else {
            continue;
        };
        for (key, value) in pairs {
            all.entry(key).or_default().extend(value.text());
        }
    }
    all
}

fn place_of_language((text, name): (&str, &Arc<str>), language: &str) -> Place {
    let (entries, _) = yaml::read_entries(text);
    let entry = entries.iter().find(|entry| entry.key == "language");
    match entry {
        Some(entry) => Place::at(name, entry.locate(text, language)),
        None => Place::file(name),
    }
}
