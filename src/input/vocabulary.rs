//! What writers call things in their own language: names of facts, lists, headings and times.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::node::Node;
use super::yaml;
use crate::duration::TimeLimit;

/// The shipped names, by language.
static SHIPPED: LazyLock<BTreeMap<String, Names>> = LazyLock::new(shipped);

/// The names in a language of what Tandem knows in English.
type Names = BTreeMap<String, Vec<String>>;

/// The names that a handbook understands besides the English ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Vocabulary {
    names: Names,
}

impl Vocabulary {
    /// The names in the language with this tag; none for English and for unknown languages.
    pub fn of(language: &str) -> Self {
        let tongue = language.split('-').next().unwrap_or(language);
        let names = SHIPPED.get(&tongue.to_lowercase());
        Self {
            names: names.cloned().unwrap_or_default(),
        }
    }

    /// The English name, in lower case, of what somebody wrote; an unknown name stays.
    pub fn english(&self, written: &str) -> String {
        let plain = written.trim().to_lowercase();
        let mut all = self.names.iter();
        let known = all.find(|(_, names)| is_among(names, &plain));
        known.map_or(plain, |(english, _)| english.clone())
    }

    /// Whether what somebody wrote stands for this English name.
    pub fn means(&self, written: &str, english: &str) -> bool {
        let plain = written.trim().to_lowercase();
        let english = english.to_lowercase();
        let own = self.names.get(&english);
        plain == english || own.is_some_and(|names| is_among(names, &plain))
    }

    /// The names that stand for an English one, itself first.
    pub fn all<'a>(&'a self, english: &'a str) -> impl Iterator<Item = &'a str> {
        let own = self.names.get(&english.to_lowercase()).into_iter();
        [english]
            .into_iter()
            .chain(own.flatten().map(String::as_str))
    }

    /// Reads a length of time: `2 Arbeitstage`, `wöchentlich`, `4wh`.
    pub fn time_limit(&self, text: &str) -> Option<TimeLimit> {
        let (amount, unit) = parted(text.trim().trim_end_matches('.'));
        let english = format!("{amount} {}", self.english(unit));
        TimeLimit::parse(text).or_else(|| TimeLimit::parse(&english))
    }

    /// A length of time in words of the language.
    pub fn words_of(&self, limit: &TimeLimit) -> String {
        let words = limit.words();
        let (amount, unit) = parted(&words);
        let own = self.names.get(unit).and_then(|names| names.first());
        match own {
            Some(own) => format!("{amount} {own}").trim_start().to_owned(),
            None => words,
        }
    }
}

/// Whether what somebody wrote means minutes, in any language.
pub fn is_minutes(written: &str) -> bool {
    let plain = written.trim().to_lowercase();
    let of = |names: &Names, english| {
        names
            .get(english)
            .is_some_and(|names| is_among(names, &plain))
    };
    ["min", "mins", "minute", "minutes"].contains(&plain.as_str())
        || SHIPPED
            .values()
            .any(|names| of(names, "minute") || of(names, "minutes"))
}

fn is_among(names: &[String], plain: &str) -> bool {
    names.iter().any(|name| name.to_lowercase() == plain)
}

/// The digits that a text begins with, and the rest.
fn parted(text: &str) -> (&str, &str) {
    let end = text.find(|sign: char| !sign.is_ascii_digit());
    let (amount, unit) = text.split_at(end.unwrap_or(text.len()));
    (amount, unit.trim_start())
}

fn shipped() -> BTreeMap<String, Names> {
    let entries = yaml::read_entries(include_str!("vocabulary.yml")).0;
    let names = |node: &Node| match node {
        Node::List(names) => names.iter().filter_map(Node::text).collect(),
        _ => Vec::new(),
    };
    let of_language = |node: &Node| match node {
        Node::Map(pairs) => pairs
            .iter()
            .map(|(english, node)| (english.clone(), names(node)))
            .collect(),
        _ => Names::new(),
    };
    entries
        .iter()
        .map(|entry| (entry.key.clone(), of_language(&entry.value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_understood_in_the_handbooks_language_and_in_english() {
        let german = Vocabulary::of("de-AT");
        assert_eq!(german.english(" Zuständig "), "owner");
        assert_eq!(german.english("Owner"), "owner");
        assert_eq!(german.english("Farbe"), "farbe");
        assert!(german.means("Schritte", "Steps") && german.means("schritte", "Moves"));
        assert!(!german.means("Schritte", "Agenda"));
        let english = Vocabulary::of("en-GB");
        assert_eq!(english, Vocabulary::default());
        assert_eq!(english.english("Zuständig"), "zuständig");
    }

    #[test]
    fn times_are_read_and_told_in_the_language() {
        let german = Vocabulary::of("de");
        let told =
            |text: &str| german.time_limit(text).map(|limit| german.words_of(&limit));
        assert_eq!(told("2 Arbeitstagen").as_deref(), Some("2 Arbeitstage"));
        assert_eq!(told("1wh").as_deref(), Some("1 Arbeitsstunde"));
        assert_eq!(told("4 working hours").as_deref(), Some("4 Arbeitsstunden"));
        assert_eq!(told("1 Woche").as_deref(), Some("1 Woche"));
        assert_eq!(told("Wöchentlich.").as_deref(), Some("wöchentlich"));
        assert_eq!(told("bald"), None);
        let english = Vocabulary::default();
        let limit = english.time_limit("2wd").expect("it is a time");
        assert_eq!(english.words_of(&limit), "2 working days");
        assert!(is_minutes("Min.") && is_minutes("minutes") && !is_minutes("Tage"));
    }

    #[test]
    fn every_shipped_list_has_names() {
        for (language, names) in &*SHIPPED {
            assert!(names.len() > 30, "{language}");
            assert!(names.values().all(|names| !names.is_empty()), "{language}");
        }
    }
}
