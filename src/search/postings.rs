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

use std::collections::HashMap;

use super::documents::Document;
use super::stems::Language;
use super::tokens::tokens;
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
    sections: Vec<SectionHit>,
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
}

/// How long the things are that words stand in.
#[derive(Default)]
struct Lengths {
    title: u32,
    headings: Vec<u32>,
    sections: Vec<u32>,
}

impl Postings {
    /// Reads a document; `address` are the words of its address.
    pub fn new(
        document: &Document,
        address: &str,
        incoming: &[Incoming],
        language: &Language,
    ) -> Self {
        let mut collector = Collector {
            language,
            hits: HashMap::new(),
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
        let start = at.checked_sub(1).map_or(0, |at| self.word_ends[at]);
        &self.words[start as usize..self.word_ends[at] as usize]
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

struct Collector<'a> {
    language: &'a Language,
    hits: HashMap<String, Hit>,
    lengths: Lengths,
}

impl Collector<'_> {
    fn page(&mut self, document: &Document, address: &str, incoming: &[Incoming]) {
        let title = tokens(&document.title);
        let count = title.iter().filter(|token| self.says(token)).count();
        self.lengths.title = (count as u32).clamp(1, 15);
        for token in title {
            let hit = self.hits.entry(token.text).or_default();
            if hit.title == 0 {
                hit.title_at = token.at;
            }
            hit.title += 1;
        }
        for token in tokens(address) {
            self.hits.entry(token.text).or_default().address += 1;
        }
        for token in tokens(&document.summary) {
            self.hits.entry(token.text).or_default().summary += 1;
        }
        let links = incoming.iter().map(|(_, words)| words);
        for words in document.names.iter().chain(links) {
            for token in tokens(words) {
                if self.says(&token) {
                    let hit = self.hits.entry(token.text).or_default();
                    hit.names = (hit.names + 1).min(8);
                }
            }
        }
    }

    fn section(&mut self, document: &Document, number: usize, incoming: &[Incoming]) {
        let section = &document.sections[number];
        let heading = tokens(&section.heading);
        let count = heading.iter().filter(|token| self.says(token)).count();
        let is_top = section.heading.is_empty();
        self.lengths
            .headings
            .push((count as u32).clamp(!is_top as u32, 15));
        for token in heading {
            let hit = self.hits.entry(token.text).or_default();
            hit.headings += 1;
            let hit = hit.section(number);
            if hit.heading == 0 {
                hit.heading_at = token.at;
            }
            hit.heading += 1;
        }
        for token in section.above.iter().flat_map(|above| tokens(above)) {
            if self.says(&token) {
                self.hits
                    .entry(token.text)
                    .or_default()
                    .section(number)
                    .above += 1;
            }
        }
        let own = incoming
            .iter()
            .filter(|(anchor, _)| !anchor.is_empty() && *anchor == section.anchor);
        for token in own.flat_map(|(_, words)| tokens(words)) {
            if self.says(&token) {
                self.hits
                    .entry(token.text)
                    .or_default()
                    .section(number)
                    .names += 1;
            }
        }
        let mut length = 0;
        for token in tokens(&section.text) {
            length = length.max(token.at + 1);
            if !self.says(&token) {
                continue;
            }
            let hit = self.hits.entry(token.text).or_default();
            hit.text += 1;
            let hit = hit.section(number);
            if hit.text == 0 {
                hit.text_at = token.at;
            }
            hit.text += 1;
        }
        self.lengths.sections.push(length);
    }

    fn says(&self, token: &super::tokens::Token) -> bool {
        !self.language.is_stop(&token.text)
    }

    fn finish(self) -> Postings {
        let mut hits: Vec<(String, Hit)> = self.hits.into_iter().collect();
        hits.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let (mut words, mut word_ends) = (String::new(), Vec::with_capacity(hits.len()));
        let (mut entries, mut entry_ends) = (Vec::new(), Vec::with_capacity(hits.len()));
        let mut ranks = Vec::with_capacity(hits.len());
        for (word, hit) in &hits {
            words.push_str(word);
            word_ends.push(words.len() as u32);
            let impact = hit.write(&self.lengths, &mut entries);
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
    fn section(&mut self, number: usize) -> &mut SectionHit {
        let number = number as u32;
        if self
            .sections
            .last()
            .is_none_or(|last| last.number != number)
        {
            self.sections.push(SectionHit {
                number,
                ..SectionHit::default()
            });
        }
        self.sections.last_mut().expect("one was just added")
    }

    /// Writes the entry and gives the impact.
    fn write(&self, lengths: &Lengths, out: &mut Vec<u8>) -> u8 {
        let length = lengths.sections.iter().sum();
        let impact = weights::PAGE_SCALE.level(weights::page(&weights::PageCounts {
            title: self.title,
            address: self.address,
            summary: self.summary,
            names: self.names,
            headings: self.headings,
            text: self.text,
            length,
        }));
        let in_title = self.title > 0;
        let nowhere = self.sections.is_empty();
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
        let mut before = 0;
        for (at, section) in self.sections.iter().enumerate() {
            write_number(section.number - before, out);
            before = section.number;
            section.write(lengths, at + 1 == self.sections.len(), out);
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
