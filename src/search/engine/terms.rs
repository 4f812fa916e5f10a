//! Reading the files of words.

use serde_json::Value;

use crate::search::notes::Name;
use crate::search::weights::{PAGE_SCALE, SECTION_SCALE};

/// Says of a word that it does not stand in a text, or too far behind to tell.
pub const NEVER: u8 = 255;

/// A file of words.
#[derive(Default)]
pub struct TermFile {
    bytes: Vec<u8>,
    /// The words, in order.
    pub words: Vec<String>,
    /// Their stems.
    pub stems: Vec<String>,
    /// In how many documents they stand.
    pub counts: Vec<u32>,
    starts: Vec<usize>,
    /// What there is to know about them.
    pub notes: Vec<FileNote>,
}

/// Something to know about a phrase that begins with a word of the file.
pub struct FileNote {
    /// The place of the word.
    pub at: usize,
    /// The words behind it.
    pub rest: Vec<String>,
    /// Words that say the same.
    pub to: Vec<String>,
    /// How much of its weight they keep, in percent.
    pub weight: f64,
    /// The term that the phrase stands for.
    pub card: Option<(u32, Name)>,
}

/// What is said of a word in one document.
pub struct Entry {
    /// The document.
    pub number: u32,
    /// How much the document has to do with it.
    pub impact: f64,
    /// Words of the title, if it stands there.
    pub title: u8,
    /// Where it stands there.
    pub title_at: u8,
    /// Whether links name it.
    pub named: u8,
    /// What is said of it in each section.
    pub sections: Vec<SectionEntry>,
}

/// What is said of a word in one section.
pub struct SectionEntry {
    /// The section.
    pub number: u32,
    /// How much the section has to do with it.
    pub impact: f64,
    /// Words of the heading, if it stands there.
    pub heading: u8,
    /// Where it stands there.
    pub heading_at: u8,
    /// Where it stands in the text.
    pub text_at: u8,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> u8 {
        self.at += 1;
        self.bytes[self.at - 1]
    }

    fn number(&mut self) -> u32 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            value |= ((byte & 127) as u32) << shift;
            shift += 7;
            if byte < 128 {
                return value;
            }
        }
    }

    fn word(&mut self, before: &str) -> String {
        let (same, size) = (self.number() as usize, self.number() as usize);
        let own = &self.bytes[self.at..self.at + size];
        let word = [&before.as_bytes()[..same], own].concat();
        self.at += size;
        String::from_utf8(word).expect("words were written as text")
    }
}

impl TermFile {
    /// Reads a file.
    pub fn parse(bytes: Vec<u8>) -> Self {
        let mut file = Self::default();
        let mut reader = Reader {
            bytes: &bytes,
            at: 0,
        };
        let mut start = 0;
        for _ in 0..reader.number() {
            let word = reader.word(file.words.last().map_or("", |last| last));
            file.stems.push(reader.word(&word));
            file.words.push(word);
            file.counts.push(reader.number());
            file.starts.push(start);
            start += reader.number() as usize;
        }
        file.starts.push(start);
        reader.number();
        let tail = reader.at;
        file.starts.iter_mut().for_each(|start| *start += tail);
        file.notes = notes(&bytes[tail + start..]);
        file.bytes = bytes;
        file
    }

    /// The place of a word.
    pub fn place(&self, word: &str) -> Option<usize> {
        self.words
            .binary_search_by(|own| own.as_str().cmp(word))
            .ok()
    }

    /// The documents of a word, in order.
    pub fn entries(&self, at: usize) -> impl Iterator<Item = Entry> {
        let end = self.starts[at + 1];
        let mut reader = Reader {
            bytes: &self.bytes,
            at: self.starts[at],
        };
        let mut number = 0;
        std::iter::from_fn(move || {
            (reader.at < end).then(|| {
                number += reader.number();
                entry(&mut reader, number)
            })
        })
    }
}

fn entry(reader: &mut Reader, number: u32) -> Entry {
    let head = reader.byte();
    let title = if head & 2 > 0 { reader.byte() } else { 0 };
    let mut sections = Vec::new();
    let (mut section, mut last) = (0, title & 1);
    while last == 0 {
        section += reader.number();
        let own = reader.byte();
        let heading = if own & 4 > 0 { reader.byte() } else { 0 };
        last = own & 1;
        let said = own & 6 > 0 || own > 7;
        sections.push(SectionEntry {
            number: section,
            impact: if said {
                SECTION_SCALE.value(own >> 3)
            } else {
                0.0
            },
            heading: heading >> 4,
            heading_at: heading & 15,
            text_at: if own & 2 > 0 { reader.byte() } else { NEVER },
        });
    }
    Entry {
        number,
        impact: PAGE_SCALE.value(head >> 2),
        title: title >> 4,
        title_at: title >> 1 & 7,
        named: head & 1,
        sections,
    }
}

fn notes(bytes: &[u8]) -> Vec<FileNote> {
    if bytes.is_empty() {
        return Vec::new();
    }
    let rows: Vec<(usize, String, String, f64, Value)> =
        serde_json::from_slice(bytes).expect("notes were written as JSON");
    let words = |text: &str| text.split_ascii_whitespace().map(str::to_owned).collect();
    let note =
        |(at, rest, to, weight, card): (usize, String, String, f64, Value)| FileNote {
            at,
            rest: words(&rest),
            to: words(&to),
            weight,
            card: card.as_array().and_then(|card| {
                let name = [Name::Title, Name::Also, Name::Avoid];
                Some((card[0].as_u64()? as u32, name[card[1].as_u64()? as usize]))
            }),
        };
    rows.into_iter().map(note).collect()
}

/// Reads a file of a lexicon: each word, and how common it is.
pub fn lexicon(bytes: &[u8]) -> Vec<(String, u8)> {
    let mut reader = Reader { bytes, at: 0 };
    let mut out: Vec<(String, u8)> = Vec::new();
    while reader.at < bytes.len() {
        let word = reader.word(out.last().map_or("", |(word, _)| word));
        let common = reader.byte();
        out.push((word, common));
    }
    out
}
