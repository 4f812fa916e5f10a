//! Stems of words, for the language of the handbook.
//!
//! Only the index knows stems: it says of each form which others share its stem, so the
//! browser needs no stemmer.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use snowball_stemmers_rs::{Algorithm, Stemmer};

/// What is known of a language: its stemmer, and words that say nothing.
pub struct Language {
    tag: String,
    stemmer: Option<Stemmer>,
    stops: HashSet<&'static str>,
    /// Words that nobody searches for, parted by blanks.
    pub stop: &'static str,
    same: &'static str,
}

const ENGLISH: &str = include_str!("stop-en.txt");
const GERMAN: &str = include_str!("stop-de.txt");
const SAME_ENGLISH: &str = include_str!("same-en.txt");
const SAME_GERMAN: &str = include_str!("same-de.txt");

impl Language {
    /// The language behind a tag such as `en-GB`; English where it is unknown.
    pub fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        let algorithm = algorithm(&primary.to_ascii_lowercase());
        let (stop, same) = match primary {
            "de" => (GERMAN, SAME_GERMAN),
            "en" | "" => (ENGLISH, SAME_ENGLISH),
            _ => ("", ""),
        };
        Self {
            tag: primary.to_owned(),
            stemmer: algorithm.map(Stemmer::create),
            stops: stop.split_ascii_whitespace().collect(),
            stop: stop.trim_ascii_end(),
            same,
        }
    }

    /// What it is called, such as `en`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Groups of words and phrases that say about the same.
    pub fn same(&self) -> impl Iterator<Item = Vec<&'static str>> {
        let groups = self.same.lines().filter(|line| !line.starts_with('#'));
        groups.map(|group| group.split(',').map(str::trim).collect())
    }

    /// The stem of a word; words with digits and very short ones are their own.
    pub fn stem(&self, word: &str) -> String {
        let short = word.len() < 3;
        match &self.stemmer {
            Some(stemmer) if !short && !word.contains(|c: char| c.is_ascii_digit()) => {
                stemmer.stem(word).into_owned()
            }
            _ => word.to_owned(),
        }
    }

    /// Whether nobody searches for this word.
    pub fn is_stop(&self, word: &str) -> bool {
        self.stops.contains(word)
    }
}

impl Hash for Language {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.tag.hash(state);
    }
}

fn algorithm(primary: &str) -> Option<Algorithm> {
    Some(match primary {
        "" | "en" => Algorithm::English,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}
