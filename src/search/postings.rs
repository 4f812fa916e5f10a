//! The words of one document, each with where it stands and how much that says.
//!
//! An entry is what a file of the index holds behind the number of the document:
//!
//! ```text
//! impact << 2 | in title << 1 | in other names, links or the address
//! if in the title: words of the title << 4 | position << 1 | in no section
//! for each section: sections since the last
//!                   impact << 3 | in heading << 2 | in text << 1 | last
//!                   if in the heading: words of the heading << 4 | position
//!                   if in the text: position + 1, or 255
//! ```
//!
//! Impacts are on a logarithmic scale. Lengths are measured against fixed ones and not against
//! the handbook's average, so that an edit of one page leaves the entries of all others alone.

use std::hash::BuildHasher;

use hashbrown::DefaultHashBuilder;
use hashbrown::hash_table::{Entry, HashTable};

use super::documents::Document;
use super::stems::Language;
use super::tokens::{beginning, each_token};
use super::weights::{self, SECTION_SCALE, Scale};

/// The words of a document in order, each with its entry.
#[derive(Clone, Debug, Default)]
pub struct Postings {
    words: Box<str>,
    word_ends: Box<[u32]>,
    entries: Box<[u8]>,
    entry_ends: Box<[u32]>,
    ranks: Box<[u8]>,
}

/// Words of links that lead to a document: the id that they lead to, and the words.
pub type Incoming = (String, String);

/// Where a word stands in a document.
#[derive(Clone, Debug, Default)]
struct Hit {
    title: u32,
    title_at: u32,
    address: u32,
    summary: u32,
    names: u32,
    headings: u32,
    text: u32,
    /// Its places in the list of all sections' words, the first and the last, plus one.
    sections: (u32, u32),
    /// Whether nobody searches for it.
    is_stop: bool,
}

/// Where a word stands in a section.
#[derive(Clone, Debug, Default)]
struct SectionHit {
    number: u32,
    heading: u32,
    heading_at: u32,
    above: u32,
    names: u32,
    text: u32,
    text_at: u32,
    /// The place of the next section with the word, plus one.
    next: u32,
}

/// How long the things are that words stand in.
#[derive(Default)]
struct Lengths {
    title: u32,
    headings: Vec<u32>,
    sections: Vec<u32>,
    text: u32,
}

impl Postings {
    /// Reads a document; `address` are the words of its address.
    pub fn new(
        document: &Document,
        address: &str,
        incoming: &[&Incoming],
        language: &Language,
    ) -> Self {
        let mut collector = Collector {
            language,
            words: Words::default(),
            hits: Vec::new(),
            sections: Vec::new(),
            lengths: Lengths::default(),
        };
        collector.page(document, address, incoming);
        for number in 0..document.sections.len() {
            collector.section(document, number, incoming);
        }
        collector.finish()
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.ranks.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ranks.is_empty()
    }

    /// A word, by its place.
    pub fn word(&self, at: usize) -> &str {
        word_at(&self.words, &self.word_ends, at)
    }

    /// What there is to say about it.
    pub fn entry(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |at| self.entry_ends[at]);
        &self.entries[start as usize..self.entry_ends[at] as usize]
    }

    /// How much the document has to do with it; above [`STRONG`] it names it.
    pub fn rank(&self, at: usize) -> u8 {
        self.ranks[at]
    }

    /// The place of the first word that is not before another one.
    pub fn first_from(&self, word: &str) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.word(middle) < word {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }
}

/// Ranks from here on are those of words in a title, a heading, an address or a link.
pub const STRONG: u8 = 64;

/// The words of a document in the order in which they were met, each once.
#[derive(Default)]
struct Words {
    text: String,
    ends: Vec<u32>,
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Words {
    fn word(&self, at: u32) -> &str {
        word_at(&self.text, &self.ends, at as usize)
    }

    /// The place of a word, which is the next one if it is new.
    fn place(&mut self, word: &str) -> usize {
        let Self {
            text,
            ends,
            places,
            hasher,
        } = self;
        let hash = |word: &str| hasher.hash_one(word);
        let entry = places.entry(
            hash(word),
            |at| word_at(text, ends, *at as usize) == word,
            |at| hash(word_at(text, ends, *at as usize)),
        );
        match entry {
            Entry::Occupied(known) => *known.get() as usize,
            Entry::Vacant(new) => {
                let at = ends.len();
                new.insert(at as u32);
                text.push_str(word);
                ends.push(text.len() as u32);
                at
            }
        }
    }
}

/// The word at a place of a text that holds words one behind the other.
fn word_at<'a>(text: &'a str, ends: &[u32], at: usize) -> &'a str {
    let start = at.checked_sub(1).map_or(0, |at| ends[at]);
    &text[start as usize..ends[at] as usize]
}

struct Collector<'a> {
    language: &'a Language,
    words: Words,
    /// By the places of words.
    hits: Vec<Hit>,
    /// Words in sections, chained from section to section.
    sections: Vec<SectionHit>,
    lengths: Lengths,
}

impl Collector<'_> {
    fn page(&mut self, document: &Document, address: &str, incoming: &[&Incoming]) {
        let mut saying = 0;
        each_token(&document.title, |word, at, _| {
            let hit = self.hit(word);
            if hit.title == 0 {
                hit.title_at = at;
            }
            hit.title += 1;
            saying += !hit.is_stop as u32;
        });
        self.lengths.title = saying.clamp(1, 15);
        each_token(address, |word, _, _| self.hit(word).address += 1);
        each_token(&document.summary, |word, _, _| self.hit(word).summary += 1);
        let links = incoming.iter().map(|(_, words)| words);
        for words in document.names.iter().chain(links) {
            each_token(words, |word, _, _| {
                let hit = self.hit(word);
                if !hit.is_stop {
                    hit.names = (hit.names + 1).min(8);
                }
            });
        }
    }

    fn section(&mut self, document: &Document, number: usize, incoming: &[&Incoming]) {
        let section = &document.sections[number];
        let is_top = section.heading.is_empty();
        let mut saying = 0;
        each_token(&section.heading, |word, at, _| {
            let place = self.words.place(word);
            let hit = self.hit_at(place);
            hit.headings += 1;
            saying += !hit.is_stop as u32;
            let hit = self.section_hit(place, number);
            if hit.heading == 0 {
                hit.heading_at = at;
            }
            hit.heading += 1;
        });
        self.lengths.headings.push(saying.clamp(!is_top as u32, 15));
        for above in &section.above {
            self.in_section(above, number, |hit| hit.above += 1);
        }
        let leads =
            |(anchor, _): &&&Incoming| !anchor.is_empty() && *anchor == section.anchor;
        for (_, words) in incoming.iter().filter(leads) {
            self.in_section(words, number, |hit| hit.names += 1);
        }
        let mut length = 0;
        each_token(&section.text, |word, at, _| {
            length = length.max(at + 1);
            let place = self.words.place(word);
            let hit = self.hit_at(place);
            if hit.is_stop {
                return;
            }
            hit.text += 1;
            let hit = self.section_hit(place, number);
            if hit.text == 0 {
                hit.text_at = at;
            }
            hit.text += 1;
        });
        self.lengths.sections.push(length);
        self.lengths.text += length;
    }

    /// Counts the words of a text that say something for a section.
    fn in_section(&mut self, text: &str, number: usize, count: fn(&mut SectionHit)) {
        each_token(text, |word, _, _| {
            let place = self.words.place(word);
            if !self.hit_at(place).is_stop {
                count(self.section_hit(place, number));
            }
        });
    }

    fn hit(&mut self, word: &str) -> &mut Hit {
        let place = self.words.place(word);
        self.hit_at(place)
    }

    fn hit_at(&mut self, place: usize) -> &mut Hit {
        if place == self.hits.len() {
            self.hits.push(Hit {
                is_stop: self.language.is_stop(self.words.word(place as u32)),
                ..Hit::default()
            });
        }
        &mut self.hits[place]
    }

    /// What is known of a word in a section, which is the last one so far.
    fn section_hit(&mut self, place: usize, number: usize) -> &mut SectionHit {
        let number = number as u32;
        let next = self.sections.len() as u32 + 1;
        let (first, last) = &mut self.hits[place].sections;
        let before = last.checked_sub(1).map(|last| last as usize);
        match before {
            Some(last) if self.sections[last].number == number => {
                return &mut self.sections[last];
            }
            Some(last) => self.sections[last].next = next,
            None => *first = next,
        }
        *last = next;
        self.sections.push(SectionHit {
            number,
            ..SectionHit::default()
        });
        let new = next as usize - 1;
        &mut self.sections[new]
    }

    fn finish(self) -> Postings {
        let said = (0u32..)
            .zip(&self.hits)
            .filter(|(_, hit)| hit.says_something());
        let said = said.map(|(at, hit)| {
            let word = self.words.word(at);
            (beginning(word), word, hit)
        });
        let mut said: Vec<(u64, &str, &Hit)> = said.collect();
        said.sort_unstable_by_key(|(beginning, word, _)| (*beginning, *word));
        let mut words = String::with_capacity(self.words.text.len());
        let mut word_ends = Vec::with_capacity(said.len());
        let (mut entries, mut entry_ends) = (Vec::new(), Vec::with_capacity(said.len()));
        let mut ranks = Vec::with_capacity(said.len());
        for (_, word, hit) in said {
            words.push_str(word);
            word_ends.push(words.len() as u32);
            let impact = hit.write(&self.lengths, &self.sections, &mut entries);
            entry_ends.push(entries.len() as u32);
            let strong = hit.title + hit.address + hit.names + hit.headings > 0;
            ranks.push(impact | if strong { STRONG } else { 0 });
        }
        Postings {
            words: words.into(),
            word_ends: word_ends.into(),
            entries: entries.into(),
            entry_ends: entry_ends.into(),
            ranks: ranks.into(),
        }
    }
}

impl Hit {
    /// Whether it is anywhere but, as a word that nobody searches for, in texts.
    fn says_something(&self) -> bool {
        let named = self.title + self.address + self.summary + self.names;
        named > 0 || self.sections.0 > 0
    }

    /// Writes the entry and gives the impact; `sections` are the chained words of sections.
    fn write(&self, lengths: &Lengths, sections: &[SectionHit], out: &mut Vec<u8>) -> u8 {
        let impact = weights::PAGE_SCALE.level(weights::page(&weights::PageCounts {
            title: self.title,
            address: self.address,
            summary: self.summary,
            names: self.names,
            headings: self.headings,
            text: self.text,
            length: lengths.text,
        }));
        let in_title = self.title > 0;
        let nowhere = self.sections.0 == 0;
        let named = self.names + self.address > 0;
        out.push(impact << 2 | (in_title as u8) << 1 | named as u8);
        if in_title {
            let at = self.title_at.min(7) as u8;
            out.push((lengths.title as u8) << 4 | at << 1 | nowhere as u8);
        }
        if nowhere && !in_title {
            // Known by its address or by links alone: as if it stood on top.
            out.extend([0, 1]);
        }
        let (mut next, mut before) = (self.sections.0, 0);
        while let Some(section) = next.checked_sub(1).map(|at| &sections[at as usize]) {
            write_number(section.number - before, out);
            before = section.number;
            next = section.next;
            section.write(lengths, next == 0, out);
        }
        impact
    }
}

impl SectionHit {
    fn write(&self, lengths: &Lengths, is_last: bool, out: &mut Vec<u8>) {
        let number = self.number as usize;
        let value = weights::section(&weights::SectionCounts {
            heading: self.heading,
            above: self.above,
            names: self.names,
            text: self.text,
            length: lengths.sections[number],
        });
        let level = Scale::level(&SECTION_SCALE, value);
        let (in_heading, in_text) = (self.heading > 0, self.text > 0);
        out.push(
            level << 3 | (in_heading as u8) << 2 | (in_text as u8) << 1 | is_last as u8,
        );
        if in_heading {
            out.push(
                (lengths.headings[number] as u8) << 4 | self.heading_at.min(15) as u8,
            );
        }
        if in_text {
            out.push((self.text_at + 1).min(255) as u8);
        }
    }
}

/// Writes a number in groups of seven bits.
pub fn write_number(mut number: u32, out: &mut Vec<u8>) {
    while number >= 128 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}
