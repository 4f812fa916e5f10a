//! Words in quotes: whether they stand side by side is in the texts alone.

use std::collections::{BTreeMap, BTreeSet};

use super::forms::Group;
use super::rank::{self, Scored};
use super::{Engine, words};

/// Documents whose texts are looked at for phrases.
const MOST_VERIFIED: usize = 60;
/// Sections of one document that are.
const MOST_SECTIONS: usize = 8;

/// Sections by the number of their document.
type Places = BTreeMap<u32, BTreeSet<u32>>;

impl Engine {
    /// Those that hold every phrase in one section.
    pub(super) fn verified(
        &self,
        found: Vec<Scored>,
        (phrases, groups): (&[Vec<String>], &[Group]),
        limit: usize,
    ) -> Vec<Scored> {
        let mut out = Vec::new();
        for mut own in found.into_iter().take(MOST_VERIFIED) {
            if out.len() == limit {
                break;
            }
            rank::lead(&mut own, groups);
            let best = own.section;
            let others = own.sections.keys().copied().filter(|at| *at != best);
            let sections = std::iter::once(best).chain(others);
            if let Some(section) = self.holding(own.number, sections, phrases) {
                own.section = section;
                out.push(own);
            }
        }
        out
    }

    /// Those without the phrases that are to be avoided. What nobody can look at in time is
    /// left out.
    pub(super) fn avoiding(
        &mut self,
        mut found: Vec<Scored>,
        phrases: &[Vec<String>],
    ) -> Vec<Scored> {
        let suspects: Vec<(&Vec<String>, Places)> = phrases
            .iter()
            .map(|phrase| (phrase, self.suspects(phrase)))
            .collect();
        let mut looked = 0;
        found.retain(|own| {
            !suspects.iter().any(|(phrase, places)| {
                places.get(&own.number).is_some_and(|sections| {
                    looked += 1;
                    let sections = sections.iter().copied();
                    let phrase = std::slice::from_ref(*phrase);
                    looked > MOST_VERIFIED
                        || self.holding(own.number, sections, phrase).is_some()
                })
            })
        });
        found
    }

    /// The sections that may hold a phrase: each of its words that says something stands
    /// there.
    fn suspects(&mut self, phrase: &[String]) -> Places {
        let says = |word: &&String| !self.language.is_stop(word);
        let telling: Vec<&String> = phrase.iter().filter(says).collect();
        let wanted: Vec<&String> = match telling.is_empty() {
            true => phrase.iter().collect(),
            false => telling,
        };
        let mut all = wanted.into_iter().map(|word| self.places_of(word));
        let first = all.next().unwrap_or_default();
        all.collect::<Vec<_>>().iter().fold(first, meeting)
    }

    /// Where a word stands, in exactly this form; what titles say counts as the top.
    fn places_of(&mut self, word: &str) -> Places {
        let file = self.terms_of(word);
        let Some(at) = file.place(word) else {
            return Places::new();
        };
        let places = file.entries(at).map(|entry| {
            let top = (entry.title > 0).then_some(0);
            let sections = entry.sections.iter().map(|own| own.number);
            (entry.number, top.into_iter().chain(sections).collect())
        });
        places.collect()
    }

    /// The first of a few sections in which every phrase stands, word by word.
    fn holding(
        &self,
        number: u32,
        sections: impl Iterator<Item = u32>,
        phrases: &[Vec<String>],
    ) -> Option<u32> {
        let document = &self.index.found(number).document;
        sections.take(MOST_SECTIONS).find(|number| {
            let section = &document.sections[*number as usize];
            let texts = [&document.title, &section.heading, &section.text];
            let texts = texts.map(|text| format!(" {} ", words(text).join(" ")));
            phrases.iter().all(|phrase| {
                let phrase = format!(" {} ", phrase.join(" "));
                texts.iter().any(|text| text.contains(&phrase))
            })
        })
    }
}

/// What two lists of places have in common.
fn meeting(one: Places, other: &Places) -> Places {
    let both = one.into_iter().filter_map(|(number, sections)| {
        let common: BTreeSet<u32> = sections
            .intersection(other.get(&number)?)
            .copied()
            .collect();
        (!common.is_empty()).then_some((number, common))
    });
    both.collect()
}
