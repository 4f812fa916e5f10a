//! Words of a text, cut the same way here and in the browser.
//!
//! Two tables decide: code points that part words, and code points of scripts without blanks,
//! which become pairs of neighbours. `search.js` holds the same tables and the same rules; a
//! test runs both over both corpora.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Code points that part words.
pub const SEPARATORS: &str = include_str!("separators.txt");
/// Code points of scripts that set no blanks between words.
pub const BIGRAMS: &str = include_str!("bigrams.txt");

/// Longer words are numbers, keys and addresses that nobody types.
const LONGEST_WORD: usize = 40;
/// Longest word that is made of parts: `hand-off` is also `handoff`.
const LONGEST_COMPOUND: usize = 24;
/// Most parts of such a word.
const MOST_PARTS: usize = 3;

static TABLES: LazyLock<[Table; 2]> =
    LazyLock::new(|| [Table::parse(SEPARATORS), Table::parse(BIGRAMS)]);

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The word: lower case, without marks on letters.
    pub text: String,
    /// How many words stand before it.
    pub at: u32,
    /// How many words it is made of: one, or those before it.
    pub of: u32,
}

/// What a code point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Separator,
    Apostrophe,
    /// A separator that joins the parts of a compound.
    Hyphen,
    Pair,
    Letter,
}

/// Sorted ranges of code points.
struct Table(Vec<(u32, u32)>);

impl Table {
    fn parse(text: &str) -> Self {
        let number = |text: &str| {
            u32::from_str_radix(text, 16).expect("tables hold hexadecimal numbers")
        };
        let range = |word: &str| match word.split_once('-') {
            Some((first, last)) => (number(first), number(last)),
            None => (number(word), number(word)),
        };
        Self(text.split_whitespace().map(range).collect())
    }

    fn has(&self, code: u32) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= code);
        after > 0 && code <= self.0[after - 1].1
    }
}

fn class_of(c: char) -> Class {
    match c {
        'a'..='z' | '0'..='9' | 'A'..='Z' => Class::Letter,
        '\'' | '\u{2019}' | '\u{2bc}' => Class::Apostrophe,
        '-' | '.' | '_' | '&' | '\u{2010}' | '\u{2011}' => Class::Hyphen,
        c if c.is_ascii() => Class::Separator,
        c if TABLES[0].has(c as u32) => Class::Separator,
        c if TABLES[1].has(c as u32) => Class::Pair,
        _ => Class::Letter,
    }
}

/// Whether a code point belongs to a script without blanks.
pub fn is_pair(c: char) -> bool {
    class_of(c) == Class::Pair
}

/// A text in the form that words are compared in.
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let unmarked = text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    let composed: String = unmarked.nfc().collect();
    composed.to_lowercase().replace('ς', "σ")
}

/// The words of a text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = plain(text).chars().collect();
    let mut cutter = Cutter::default();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let class = class_of(c);
        let starts = |at: usize| {
            chars
                .get(at)
                .is_some_and(|next| class_of(*next) == Class::Letter)
        };
        match class {
            Class::Letter => cutter.word.push(c),
            Class::Apostrophe if !cutter.word.is_empty() && starts(at + 1) => {
                // `company's` is `company`, `don't` is `dont`.
                if chars[at + 1] == 's' && !starts(at + 2) {
                    at += 1;
                }
            }
            Class::Hyphen if !cutter.word.is_empty() && starts(at + 1) => {
                cutter.end_word();
            }
            Class::Pair => {
                cutter.end_chain();
                at = cutter.pairs(&chars, at);
                continue;
            }
            Class::Separator | Class::Apostrophe | Class::Hyphen => cutter.end_chain(),
        }
        at += 1;
    }
    cutter.end_chain();
    cutter.tokens
}

/// The tokens so far, the word that is being read, and the parts joined by hyphens before it.
#[derive(Default)]
struct Cutter {
    tokens: Vec<Token>,
    next: u32,
    word: String,
    parts: usize,
    chain: String,
}

impl Cutter {
    fn push(&mut self, text: String, at: u32, of: u32) {
        self.tokens.push(Token { text, at, of });
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        self.chain.push_str(&self.word);
        self.parts += 1;
        if self.word.chars().count() <= LONGEST_WORD {
            // A copy is as long as the word; the room to write the next one stays.
            self.push(self.word.clone(), self.next, 1);
        }
        self.word.clear();
        self.next += 1;
    }

    fn end_chain(&mut self) {
        self.end_word();
        let fits = (2..=MOST_PARTS).contains(&self.parts)
            && self.chain.chars().count() <= LONGEST_COMPOUND;
        if fits {
            let of = self.parts as u32;
            self.push(self.chain.clone(), self.next - of, of);
        }
        self.chain.clear();
        self.parts = 0;
    }

    /// Reads a run of a script without blanks, and gives where it ends.
    fn pairs(&mut self, chars: &[char], start: usize) -> usize {
        let run = chars[start..]
            .iter()
            .take_while(|c| class_of(**c) == Class::Pair)
            .count();
        let run = &chars[start..start + run];
        if let [single] = run {
            self.push(single.to_string(), self.next, 1);
            self.next += 1;
        }
        for pair in run.windows(2) {
            self.push(pair.iter().collect(), self.next, 1);
            self.next += 1;
        }
        start + run.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_are_lower_case_and_without_marks() {
        assert_eq!(
            words("Größe, CAFÉ; naïve ﬁne Σίσυφος"),
            ["große", "cafe", "naive", "fine", "σισυφοσ"]
        );
    }

    #[test]
    fn compounds_are_also_one_word_and_apostrophes_part_nothing() {
        assert_eq!(
            words("hand-off Q&A company's don't rock 'n' roll a-b-c-d"),
            [
                "hand", "off", "handoff", "q", "a", "qa", "company", "dont", "rock", "n",
                "roll", "a", "b", "c", "d"
            ]
        );
    }

    #[test]
    fn scripts_without_blanks_become_pairs() {
        assert_eq!(
            words("売上報告 2024年 한국"),
            ["売上", "上報", "報告", "2024", "年", "한국"]
        );
    }
}
