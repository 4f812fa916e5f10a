//! What is wrong with the words of a theme's own: names, languages, values, braces.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::theme::Theme;
use super::yaml::{Entry, Node};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::span::Span;
use crate::suggest::{nearest, nearest_in_parts};

/// Beginnings of words that themes and kinds may add to.
const OPEN: [&str; 4] = ["kind_", "view_", "sheet_", "own_"];

/// Languages as people call them, and as they are written.
const LANGUAGES: [(&str, &str); 12] = [
    ("english", "en"),
    ("german", "de"),
    ("deutsch", "de"),
    ("french", "fr"),
    ("français", "fr"),
    ("spanish", "es"),
    ("español", "es"),
    ("italian", "it"),
    ("dutch", "nl"),
    ("portuguese", "pt"),
    ("polish", "pl"),
    ("swedish", "sv"),
];

/// A file of words, and what it is measured by.
pub struct Words<'a> {
    /// The name of the file in messages.
    pub file: &'a Arc<str>,
    /// Its text.
    pub text: &'a str,
    /// What it says, language by language.
    pub entries: &'a [Entry],
    /// The shipped words, each with all its translations.
    pub shipped: &'a BTreeMap<&'a str, Vec<String>>,
    /// The theme, whose templates may print words of their own.
    pub theme: &'a Theme,
}

impl Words<'_> {
    /// Everything that changes nothing, or not what was meant.
    pub fn faults(&self) -> Vec<Diagnostic> {
        self.entries
            .iter()
            .flat_map(|entry| self.faults_of(entry))
            .collect()
    }

    fn faults_of(&self, entry: &Entry) -> Vec<Diagnostic> {
        let pairs = match &entry.value {
            Node::Map(pairs) if is_language(&entry.key) => pairs,
            Node::Null if is_language(&entry.key) => return Vec::new(),
            _ => return vec![self.of_language(entry)],
        };
        let words = pairs.iter();
        words
            .flat_map(|(key, value)| self.of_word(entry, key, value))
            .collect()
    }

    /// A line in the first column that begins no language.
    fn of_language(&self, entry: &Entry) -> Diagnostic {
        let key = &entry.key;
        let is_map = matches!(entry.value, Node::Map(_));
        let (message, help) = match is_map {
            true => (
                format!("`{key}` is not how a language is written"),
                match LANGUAGES
                    .iter()
                    .find(|(name, _)| key.to_lowercase() == *name)
                {
                    Some((_, written)) => format!("did you mean `{written}`?"),
                    None => "write its short name, such as `en` or `fr-CH`".to_owned(),
                },
            ),
            false if is_language(key) && !self.shipped.contains_key(key.as_str()) => (
                format!("`{key}` has no words"),
                "indent them below it, each as `name: text`".to_owned(),
            ),
            false => (
                format!("`{key}` stands outside of every language"),
                format!(
                    "indent it below its language: `en:`, and under that `  {key}: …`"
                ),
            ),
        };
        Diagnostic::at(Code::W023, self.file, entry.span, message).help(help)
    }

    fn of_word(&self, entry: &Entry, key: &str, value: &Node) -> Vec<Diagnostic> {
        let span = entry.locate_key(self.text, key);
        let told = |message: String, help: String| {
            vec![Diagnostic::at(Code::W023, self.file, span, message).help(help)]
        };
        let shipped = self.shipped.get(key);
        let is_own = || OPEN.iter().any(|begin| key.starts_with(begin));
        if shipped.is_none() && !is_own() && !self.is_printed(key) {
            return told(
                format!("the interface has no word `{key}`"),
                self.remedy(key),
            );
        }
        let Some(text) = value.text() else {
            let what = value.describe();
            return told(
                format!("`{key}` must be text, not {what}"),
                format!("write `{key}: \"…\"`, or take the line out"),
            );
        };
        match shipped {
            Some(shipped) => self.of_braces((key, span), &text, shipped),
            None => Vec::new(),
        }
    }

    fn remedy(&self, key: &str) -> String {
        let known = self.shipped.keys().copied();
        match nearest_in_parts(key, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "`tandem theme copy strings.yaml` shows all words; one that only your own templates print is called `own_{key}`"
            ),
        }
    }

    /// Whether some template prints a word.
    fn is_printed(&self, key: &str) -> bool {
        let written = format!("t.{key}");
        let mut files = self.theme.files.iter();
        files.any(|(path, file)| {
            let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
            path.starts_with("templates/") && text.contains(&written)
        })
    }

    /// Names in braces that nothing fills in.
    fn of_braces(
        &self,
        (key, at): (&str, Span),
        text: &str,
        shipped: &[String],
    ) -> Vec<Diagnostic> {
        let known: BTreeSet<&str> =
            shipped.iter().flat_map(|text| braces(text)).collect();
        let strange = braces(text).filter(|name| !known.contains(name));
        let told = strange.map(|name| {
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{{{near}}}`?"),
                None if known.is_empty() => {
                    "nothing is filled in here: write the word without braces".to_owned()
                }
                None => {
                    let known: Vec<_> =
                        known.iter().map(|name| format!("{{{name}}}")).collect();
                    format!("what is filled in here: {}", known.join(", "))
                }
            };
            let written = format!("{{{name}}}");
            let message = format!("nothing fills in `{written}` in `{key}`");
            let rest = self.text.get(at.range().end..).unwrap_or_default();
            let span = rest.find(&written).map_or(at, |found| {
                let start = at.range().end + found;
                Span::new(start, start + written.len())
            });
            Diagnostic::at(Code::W023, self.file, span, message).help(help)
        });
        told.collect()
    }
}

/// Whether it looks like `en`, `de-AT` or `zh_Hant`.
fn is_language(key: &str) -> bool {
    let mut parts = key.split(['-', '_']);
    let tongue = parts.next().unwrap_or_default();
    let is_tongue = (2..=3).contains(&tongue.len())
        && tongue.chars().all(|c| c.is_ascii_alphabetic());
    is_tongue
        && parts.all(|part| {
            (1..=8).contains(&part.len())
                && part.chars().all(|c| c.is_ascii_alphanumeric())
        })
}

/// The names in braces of a word.
fn braces(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split('{').skip(1);
    let names = pieces.filter_map(|piece| Some(piece.split_once('}')?.0));
    names.filter(|name| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    })
}
