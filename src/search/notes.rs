//! What the glossary and the texts say about words: other words for the same, and meanings.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::stems::Language;
use super::tokens::tokens;
use super::totals::{Form, Totals};
use crate::digest::{Digest, Digested};
use crate::paths::SourcePath;
use crate::site::glossary::{Glossary, Term};

/// Longest phrase that stands for another one, in words.
const MOST_WORDS: usize = 6;
/// How much of its weight a word keeps that the glossary names, in percent.
const AGREED: u8 = 100;
/// The same for short forms that texts explain.
const EXPLAINED: u8 = 90;
/// The same for words that people everywhere use for the same thing.
const USUAL: u8 = 90;

/// A word in more than one of so many documents says too little by itself.
const COMMON: u32 = 25;

/// Something to know about a phrase.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Note {
    /// The words of the phrase behind the first, parted by blanks.
    pub rest: String,
    /// Words that say the same, parted by blanks; may be empty.
    pub to: String,
    /// How much of its weight they keep, in percent.
    pub weight: u8,
    /// The document of the term that the phrase stands for, and what it is to the term.
    pub card: Option<(u32, Name)>,
}

/// What a phrase is to a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// The term itself.
    Title,
    /// Another name of it.
    Also,
    /// A word that it replaces.
    Avoid,
}

/// Notes by the first word of their phrase.
pub type Notes = BTreeMap<Arc<str>, Vec<Note>>;

/// Groups of words that people everywhere use for the same thing, ready to be looked up.
#[derive(Default)]
pub struct Usual(Vec<Vec<Phrase>>);

/// A word or some words of such a group.
struct Phrase {
    words: Vec<String>,
    /// Those of them that say something.
    saying: Vec<Form>,
}

impl Usual {
    /// Those of a language.
    pub fn of(language: &Language) -> Self {
        let phrase = |text: &str| {
            let words = words_of(text);
            let saying: BTreeSet<&String> = words
                .iter()
                .filter(|word| words.len() == 1 || !language.is_stop(word))
                .collect();
            let saying = saying.into_iter().map(|word| Form::new(word, language));
            Phrase {
                saying: saying.collect(),
                words,
            }
        };
        let groups = language.same();
        Self(
            groups
                .map(|own| own.into_iter().map(phrase).collect())
                .collect(),
        )
    }
}

/// Collects the notes; `numbers` are those of the documents of pages, `documents` is how many
/// there are in all.
pub fn notes(
    glossary: &Glossary,
    totals: &Totals,
    usual: &Usual,
    numbers: &HashMap<&SourcePath, u32>,
    documents: u32,
) -> Digested<Notes> {
    let mut notes = Notes::new();
    for term in &glossary.terms {
        if let Some(number) = numbers.get(&term.source) {
            add_term(&mut notes, term, *number);
        }
    }
    for (short, long) in totals.acronyms.keys() {
        let (short, long) = (words_of(short), words_of(long));
        add(&mut notes, &short, &long, EXPLAINED, None);
        add(&mut notes, &long, &short, EXPLAINED, None);
    }
    for group in &usual.0 {
        for to in group
            .iter()
            .filter(|to| leads_anywhere(to, totals, documents))
        {
            for phrase in group.iter().filter(|phrase| phrase.words != to.words) {
                add(&mut notes, &phrase.words, &to.words, USUAL, None);
            }
        }
    }
    for list in notes.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    let digest = Digest::of(&notes);
    Digested::with(notes, digest)
}

/// Whether a phrase is worth looking for: its words occur, and what is left of them without
/// small words still says something. Of "time off" only "time" is left, which stands everywhere.
fn leads_anywhere(phrase: &Phrase, totals: &Totals, documents: u32) -> bool {
    let saying = phrase.saying.iter();
    let counts: Option<Vec<u32>> =
        saying.map(|form| totals.documents_with(form)).collect();
    counts.is_some_and(|counts| match counts[..] {
        [] => false,
        [count] if phrase.words.len() > 1 => count * COMMON < documents,
        _ => true,
    })
}

fn add_term(notes: &mut Notes, term: &Term, number: u32) {
    let title = &words_of(&term.title);
    add(notes, title, &[], AGREED, Some((number, Name::Title)));
    for (names, sort) in [(&term.also, Name::Also), (&term.avoid, Name::Avoid)] {
        for name in names {
            let name = &words_of(name);
            add(notes, name, title, AGREED, Some((number, sort)));
            add(notes, title, name, AGREED, None);
        }
    }
}

fn add(
    notes: &mut Notes,
    phrase: &[String],
    to: &[String],
    weight: u8,
    card: Option<(u32, Name)>,
) {
    let Some((first, rest)) = phrase.split_first() else {
        return;
    };
    let fits = phrase.len() <= MOST_WORDS && to.len() <= MOST_WORDS && phrase != to;
    if !fits || (to.is_empty() && card.is_none()) {
        return;
    }
    notes.entry(first.as_str().into()).or_default().push(Note {
        rest: rest.join(" "),
        to: to.join(" "),
        weight,
        card,
    });
}

/// The words of a phrase, without those that are made of others.
fn words_of(phrase: &str) -> Vec<String> {
    let words = tokens(phrase).into_iter().filter(|token| token.of == 1);
    words.map(|token| token.text).collect()
}
