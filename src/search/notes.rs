//! What the glossary and the texts say about words: other words for the same, and meanings.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use hashbrown::HashSet;

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

/// What notes are made of.
pub struct Sources<'a> {
    /// The agreed terms.
    pub glossary: &'a Digested<Glossary>,
    /// The words of all documents.
    pub totals: &'a Totals,
    /// What [`Totals::take_touched`] gave since the last time.
    pub touched: Option<HashSet<u64>>,
    /// Words that people everywhere use for the same thing.
    pub usual: &'a Usual,
    /// The numbers of the documents of pages, and their fingerprint.
    pub numbers: (&'a HashMap<SourcePath, u32>, Digest),
    /// How many documents there are in all.
    pub documents: u32,
}

/// Keeps the notes until something says otherwise.
#[derive(Default)]
pub struct Notebook {
    key: Digest,
    notes: Arc<Digested<Notes>>,
    /// In how many documents each of the usual words stands.
    counts: Vec<Option<u32>>,
}

impl Notebook {
    /// The notes of a handbook; collected anew if anything changed that they follow from.
    pub fn refresh(&mut self, sources: &Sources) -> Arc<Digested<Notes>> {
        let leading = self.leading(sources);
        let acronyms: Vec<_> = sources.totals.acronyms.keys().collect();
        let (glossary, numbers) = (sources.glossary.digest(), sources.numbers.1);
        let key = Digest::of(&(glossary, numbers, acronyms, &leading));
        if self.key != key {
            let notes = collect(sources, &leading);
            let digest = Digest::of(&notes);
            self.notes = Arc::new(Digested::with(notes, digest));
            self.key = key;
        }
        self.notes.clone()
    }

    /// Of each usual phrase whether it leads anywhere; only words that stand in more or fewer
    /// documents than before are looked up.
    fn leading(&mut self, sources: &Sources) -> Vec<bool> {
        let touched = sources.touched.as_ref();
        let is_new =
            |form: &Form| touched.is_none_or(|touched| touched.contains(&form.family));
        let phrases = || sources.usual.0.iter().flatten();
        let forms = || phrases().flat_map(|phrase| &phrase.saying);
        if touched.is_none() {
            self.counts = vec![None; forms().count()];
        }
        for (form, count) in forms().zip(&mut self.counts) {
            if is_new(form) {
                *count = sources.totals.documents_with(form);
            }
        }
        let mut counts = self.counts.iter().copied();
        let leads = |phrase: &Phrase| {
            let counts: Vec<Option<u32>> =
                counts.by_ref().take(phrase.saying.len()).collect();
            leads_anywhere(phrase, &counts, sources.documents)
        };
        phrases().map(leads).collect()
    }
}

/// Collects the notes; `leading` says which of the usual words lead anywhere.
fn collect(sources: &Sources, leading: &[bool]) -> Notes {
    let mut notes = Notes::new();
    for term in &sources.glossary.terms {
        if let Some(number) = sources.numbers.0.get(&term.source) {
            add_term(&mut notes, term, *number);
        }
    }
    for (short, long) in sources.totals.acronyms.keys() {
        let (short, long) = (words_of(short), words_of(long));
        add(&mut notes, &short, &long, EXPLAINED, None);
        add(&mut notes, &long, &short, EXPLAINED, None);
    }
    let mut leading = leading.iter();
    for group in &sources.usual.0 {
        for (to, _) in group.iter().zip(&mut leading).filter(|(_, leads)| **leads) {
            for phrase in group.iter().filter(|phrase| phrase.words != to.words) {
                add(&mut notes, &phrase.words, &to.words, USUAL, None);
            }
        }
    }
    for list in notes.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    notes
}

/// Whether a phrase is worth looking for, by how many documents its words stand in: they occur,
/// and what is left of them without small words still says something. Of "time off" only "time"
/// is left, which stands everywhere.
fn leads_anywhere(phrase: &Phrase, counts: &[Option<u32>], documents: u32) -> bool {
    match counts[..] {
        [] => false,
        [Some(count)] if phrase.words.len() > 1 => count * COMMON < documents,
        _ => counts.iter().all(Option::is_some),
    }
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
