//! How much it says where a word stands: every number that ranking rests on.
//!
//! Tuned on the even lines of the judged queries, see `benches/search/README.md`. The numbers
//! for the time of the query stand in `search.js` once more; a test compares the answers.

use std::sync::LazyLock;

/// A word in the title.
const TITLE: f64 = 2.35;
/// A word in the address.
const ADDRESS: f64 = 6.3;
/// A word in the summary.
const SUMMARY: f64 = 1.0;
/// A word in a name or in links that lead here.
const NAMES: f64 = 1.2;
/// A word in a heading.
const HEADING: f64 = 3.3;
/// The same, for the section below it.
const OWN_HEADING: f64 = 3.75;
/// A word in a heading above.
const ABOVE: f64 = 0.11;
/// How much the length of a page counts.
const PAGE_LENGTH: f64 = 0.27;
/// How much the length of a section counts.
const SECTION_LENGTH: f64 = 0.87;
/// Words of an ordinary page.
const PAGE_WORDS: f64 = 900.0;
/// Words of an ordinary section.
const SECTION_WORDS: f64 = 100.0;

/// Binary logarithms of 1 to 9: more links say more, but less and less so.
const LOGARITHMS: [f64; 9] = [0.0, 1.0, 1.585, 2.0, 2.322, 2.585, 2.807, 3.0, 3.17];

/// Impacts on pages, in 64 levels.
pub static PAGE_SCALE: LazyLock<Scale> = LazyLock::new(|| Scale::new(0.05, 1.1191, 64));
/// Impacts on sections, in 32 levels.
pub static SECTION_SCALE: LazyLock<Scale> = LazyLock::new(|| Scale::new(0.1, 1.202, 32));

/// How often a word stands in the parts of a document.
pub struct PageCounts {
    /// In the title.
    pub title: u32,
    /// In the address.
    pub address: u32,
    /// In the summary.
    pub summary: u32,
    /// In other names and in links that lead here.
    pub names: u32,
    /// In headings.
    pub headings: u32,
    /// In the text.
    pub text: u32,
    /// Words of the document.
    pub length: u32,
}

/// How often a word stands in the parts of a section.
pub struct SectionCounts {
    /// In the heading.
    pub heading: u32,
    /// In the headings above.
    pub above: u32,
    /// In links that lead to the section.
    pub names: u32,
    /// In the text.
    pub text: u32,
    /// Words of the section.
    pub length: u32,
}

/// How much a document has to do with a word.
pub fn page(counts: &PageCounts) -> f64 {
    let length = 1.0 - PAGE_LENGTH + PAGE_LENGTH * counts.length as f64 / PAGE_WORDS;
    TITLE * counts.title as f64
        + ADDRESS * counts.address as f64
        + SUMMARY * counts.summary as f64
        + NAMES * LOGARITHMS[counts.names.min(8) as usize]
        + HEADING * counts.headings.min(4) as f64 / length.sqrt().max(1.0)
        + counts.text as f64 / length
}

/// How much a section has to do with a word.
pub fn section(counts: &SectionCounts) -> f64 {
    let words = counts.length as f64 / SECTION_WORDS;
    let length = 1.0 - SECTION_LENGTH + SECTION_LENGTH * words;
    OWN_HEADING * counts.heading as f64
        + ABOVE * counts.above as f64
        + NAMES * counts.names.min(3) as f64
        + counts.text as f64 / length
}

/// Levels that grow by the same factor: a few bits for a wide range.
pub struct Scale(Vec<f64>);

impl Scale {
    fn new(first: f64, factor: f64, levels: usize) -> Self {
        let mut value = first;
        let mut values = Vec::with_capacity(levels);
        for _ in 0..levels {
            values.push(value);
            value *= factor;
        }
        Self(values)
    }

    /// The last level that is not above a value.
    pub fn level(&self, value: f64) -> u8 {
        // Halfway to the next, or every value would shrink.
        let middle = self.0[1] / self.0[0];
        let near = value * (0.5 + 0.5 * middle);
        let after = self.0.partition_point(|level| *level <= near);
        after.saturating_sub(1) as u8
    }

    /// What a level stands for.
    pub fn value(&self, level: u8) -> f64 {
        self.0[level as usize]
    }
}
