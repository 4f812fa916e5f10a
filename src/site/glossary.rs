//! The agreed terms, and a matcher that finds their names in texts.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::LinkJob;
use super::people::name_key;
use super::routes::{Routes, Shown};
use crate::page::{Facts, Status};
use crate::paths::{OutputPath, SourcePath, UrlStyle};

/// Words of the longest name that is looked for.
const MOST_WORDS: usize = 8;

/// The terms of a handbook.
#[derive(Clone, Debug, Default, Hash)]
pub struct Glossary {
    /// The terms, by path.
    pub terms: Vec<Term>,
    names: BTreeMap<String, usize>,
    /// What to find in texts, in plain form.
    phrases: BTreeMap<String, Meaning>,
    /// For the first word of a phrase, how many words the longest one has.
    longest: BTreeMap<String, usize>,
    style: UrlStyle,
}

/// A term with a page.
#[derive(Clone, Debug, Hash)]
pub struct Term {
    /// The name of its file.
    pub slug: String,
    /// The term.
    pub title: String,
    /// The agreed meaning.
    pub short: String,
    /// What it is also called.
    pub also: Vec<String>,
    /// Words that it replaces.
    pub avoid: Vec<String>,
    /// Whether it can be handed over.
    pub flows: bool,
    /// Its page.
    pub source: SourcePath,
    /// Where that is.
    pub output: OutputPath,
}

/// What a phrase in a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// The name of a term, by its place in `terms`.
    Name(usize),
    /// A word that this term replaces.
    Avoid(usize),
    /// The name of a role or a team, which may hold such a word: `SDR lead`.
    Somebody,
}

/// A phrase in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What it stands for.
    pub meaning: Meaning,
}

impl Glossary {
    /// Collects the terms that are shown.
    pub fn new(job: &LinkJob, routes: &Routes) -> Self {
        let mut glossary = Self {
            style: job.settings.url_style,
            ..Self::default()
        };
        for (source, Shown { output, facts }) in &routes.pages {
            if facts.kind == "term" && facts.status != Status::Retired {
                glossary.terms.push(term_of(source, output, facts));
            }
        }
        glossary.index_names();
        let shown = routes.pages.values().map(|page| &page.facts);
        let somebody = shown.filter(|facts| facts.kind == "role" || facts.kind == "team");
        for facts in somebody {
            for name in [Some(facts.title.clone()), facts.text("plural")] {
                let name = name.unwrap_or_default();
                glossary.add_phrase(&name, Meaning::Somebody);
            }
        }
        glossary
    }

    fn index_names(&mut self) {
        let terms = std::mem::take(&mut self.terms);
        // Its own name goes before what another term is also called.
        for (at, term) in terms.iter().enumerate() {
            for name in [&term.slug, &term.title] {
                self.names.entry(name_key(name)).or_insert(at);
            }
        }
        for (at, term) in terms.iter().enumerate() {
            for name in &term.also {
                self.names.entry(name_key(name)).or_insert(at);
            }
        }
        // What somewhere is to be avoided is nowhere a link.
        for (at, term) in terms.iter().enumerate() {
            for name in &term.avoid {
                self.add_phrase(name, Meaning::Avoid(at));
            }
        }
        for (at, term) in terms.iter().enumerate() {
            self.add_phrase(&term.title, Meaning::Name(at));
            self.add_phrase(&plural(&term.title), Meaning::Name(at));
        }
        for (at, term) in terms.iter().enumerate() {
            for name in &term.also {
                self.add_phrase(name, Meaning::Name(at));
                self.add_phrase(&plural(name), Meaning::Name(at));
            }
        }
        self.terms = terms;
    }

    /// Adds what to find; the first meaning stays.
    fn add_phrase(&mut self, name: &str, meaning: Meaning) {
        let words = words_of(name);
        let Some(first) = words.first().filter(|_| words.len() <= MOST_WORDS) else {
            return;
        };
        let first = name[first.clone()].to_lowercase();
        let mut phrase = first.clone();
        for pair in words.windows(2) {
            phrase.push_str(&plain_gap(&name[pair[0].end..pair[1].start]));
            phrase.push_str(&name[pair[1].clone()].to_lowercase());
        }
        let longest = self.longest.entry(first).or_default();
        *longest = words.len().max(*longest);
        self.phrases.entry(phrase).or_insert(meaning);
    }

    /// The term of this name, by its place in `terms`: slug, title, or what it is also called.
    pub fn find(&self, name: &str) -> Option<usize> {
        let name = name.trim();
        let name = name.strip_prefix("term:").unwrap_or(name);
        self.names.get(&name_key(name)).copied()
    }

    /// The term that a page is about.
    pub fn term_of_page(&self, source: &SourcePath) -> Option<usize> {
        self.terms
            .binary_search_by(|term| term.source.cmp(source))
            .ok()
    }

    /// One word for a term, the same however it is written: the slug of a known one.
    pub fn id(&self, name: &str) -> String {
        match self.find(name) {
            Some(at) => self.terms[at].slug.clone(),
            None => {
                let name = name.trim();
                let name = name.strip_prefix("term:").unwrap_or(name);
                name_key(name).replace(' ', "-")
            }
        }
    }

    /// The address of a term on the page at `from`.
    pub fn href(&self, term: usize, from: &OutputPath) -> String {
        from.href_to(&self.terms[term].output, self.style)
    }

    /// Every phrase of a text, in order: the longest at each place, none inside another.
    pub fn uses(&self, text: &str) -> Vec<Use> {
        if self.phrases.is_empty() {
            return Vec::new();
        }
        let words = words_of(text);
        let mut uses = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.use_at(text, &words[at..]) {
                Some((count, meaning)) => {
                    let range = words[at].start..words[at + count - 1].end;
                    uses.push(Use { range, meaning });
                    at += count;
                }
                None => at += 1,
            }
        }
        uses
    }

    /// The first name of each term in a text, for links.
    pub fn first_uses(&self, text: &str) -> Vec<Use> {
        let mut seen = BTreeSet::new();
        let uses = self.uses(text).into_iter();
        uses.filter(|found| match found.meaning {
            Meaning::Name(term) => seen.insert(term),
            Meaning::Avoid(_) | Meaning::Somebody => false,
        })
        .collect()
    }

    /// The longest phrase that begins with the first of these words: its words, its meaning.
    fn use_at(&self, text: &str, words: &[Range<usize>]) -> Option<(usize, Meaning)> {
        let mut phrase = text[words[0].clone()].to_lowercase();
        let longest = *self.longest.get(&phrase)?;
        let mut found = self.phrases.get(&phrase).map(|meaning| (1, *meaning));
        for (at, pair) in words.windows(2).take(longest - 1).enumerate() {
            phrase.push_str(&plain_gap(&text[pair[0].end..pair[1].start]));
            phrase.push_str(&text[pair[1].clone()].to_lowercase());
            if let Some(meaning) = self.phrases.get(&phrase) {
                found = Some((at + 2, *meaning));
            }
        }
        found
    }
}

fn term_of(source: &SourcePath, output: &OutputPath, facts: &Facts) -> Term {
    let short = facts.text("short").or_else(|| facts.summary.clone());
    Term {
        slug: source.stem().to_owned(),
        title: facts.title.clone(),
        short: short.unwrap_or_default(),
        also: facts.list("also"),
        avoid: facts.list("avoid"),
        flows: facts.says("flows"),
        source: source.clone(),
        output: output.clone(),
    }
}

/// Where the words of a text stand.
fn words_of(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_alphanumeric() || c == '_', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| from..text.len()));
    words
}

/// What stands between two words, so that `hand-off` and `hand off` are the same.
fn plain_gap(gap: &str) -> String {
    let mut plain = String::new();
    for c in gap.chars() {
        match c {
            c if c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}') => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            '\u{2019}' => plain.push('\''),
            c => plain.push(c),
        }
    }
    plain
}

/// The simple English plural of a name's last word.
fn plural(name: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if ends(&["s", "x", "z", "ch", "sh"]) => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, output};
    use super::*;

    fn glossary() -> Glossary {
        let sample = Sample::new()
            .page(
                "glossary/qualified-enquiry.md",
                "title: Qualified enquiry\nalso: [MQL, warm lead]\navoid: [lead, MQL]\nflows: true",
            )
            .page("glossary/enquiry.md", "title: Enquiry\nshort: Somebody asks.")
            .page("glossary/hand-off.md", "title: Hand-off\nalso: [handover]")
            .page("glossary/notes.md", "title: Win/loss notes")
            .page("roles/sdr-lead.md", "title: SDR lead");
        Glossary::new(&sample.job, &Routes::new(&sample.job))
    }

    fn shown(text: &str) -> Vec<(&str, String)> {
        let glossary = glossary();
        let name = |meaning| match meaning {
            Meaning::Name(at) => glossary.terms[at].slug.clone(),
            Meaning::Avoid(at) => format!("not {}", glossary.terms[at].slug),
            Meaning::Somebody => "somebody".to_owned(),
        };
        let uses = glossary.uses(text).into_iter();
        uses.map(|found| (&text[found.range], name(found.meaning)))
            .collect()
    }

    #[test]
    fn names_are_found_whole_and_the_longest_first() {
        let found =
            shown("A qualified enquiry, enquiries, Enquiring; QUALIFIED\nENQUIRIES");
        let found: Vec<_> = found
            .iter()
            .map(|(text, term)| (*text, term.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("qualified enquiry", "qualified-enquiry"),
                ("enquiries", "enquiry"),
                ("QUALIFIED\nENQUIRIES", "qualified-enquiry"),
            ]
        );
    }

    #[test]
    fn hyphens_are_blanks_and_other_signs_are_not() {
        let texts = |text| {
            let found = shown(text).into_iter();
            found.map(|(text, _)| text.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            texts("hand-off hand off hand. Off"),
            ["hand-off", "hand off"]
        );
        assert_eq!(texts("win/loss notes, win loss notes"), ["win/loss notes"]);
        assert_eq!(texts("Übergabe handover"), ["handover"]);
    }

    #[test]
    fn words_to_avoid_are_no_links_and_roles_may_hold_them() {
        let found = shown("A lead, an MQL, the SDR lead and a warm lead");
        let terms: Vec<_> = found.iter().map(|(_, term)| term.as_str()).collect();
        assert_eq!(
            terms,
            [
                "not qualified-enquiry",
                "not qualified-enquiry",
                "somebody",
                "qualified-enquiry"
            ]
        );
    }

    #[test]
    fn only_the_first_use_of_each_term_is_a_link() {
        let uses = glossary().first_uses("enquiry, lead, Enquiry, handover, hand-off");
        let starts: Vec<_> = uses.iter().map(|found| found.range.start).collect();
        assert_eq!(starts, [0, 24]);
    }

    #[test]
    fn terms_are_found_by_any_of_their_names() {
        let glossary = glossary();
        let term = glossary.find("term:qualified-enquiry");
        assert!(term.is_some());
        assert_eq!(glossary.find("Warm lead"), term);
        assert_eq!(glossary.find("lead"), None);
        let href = term.map(|at| glossary.href(at, &output("a/b.html")));
        assert_eq!(href.as_deref(), Some("../glossary/qualified-enquiry.html"));
    }

    #[test]
    fn plurals_are_the_simple_ones() {
        let plurals = ["enquiry", "day", "box", "branch", "note"].map(plural);
        assert_eq!(plurals, ["enquiries", "days", "boxes", "branches", "notes"]);
    }
}
