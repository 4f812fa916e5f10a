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
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    // Marks that would join a letter of ASCII are dropped, so the others can be read apart.
    while !rest.is_empty() {
        let ascii = rest.bytes().take_while(u8::is_ascii).count();
        let start = plain.len();
        plain.push_str(&rest[..ascii]);
        plain[start..].make_ascii_lowercase();
        rest = &rest[ascii..];
        let others = rest.bytes().take_while(|byte| !byte.is_ascii()).count();
        if others > 0 {
            let unmarked = rest[..others].nfkd();
            let unmarked = unmarked.filter(|c| !('\u{300}'..='\u{36f}').contains(c));
            let lower = unmarked.nfc().flat_map(char::to_lowercase);
            plain.extend(lower.map(|c| if c == 'ς' { 'σ' } else { c }));
            rest = &rest[others..];
        }
    }
    plain
}

/// The first eight bytes of a word, as a number that sorts as they do: most words differ there.
pub fn beginning(word: &str) -> u64 {
    let mut bytes = [0; 8];
    let size = word.len().min(8);
    bytes[..size].copy_from_slice(&word.as_bytes()[..size]);
    u64::from_be_bytes(bytes)
}

/// The words of a text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    each_token(text, |text, at, of| {
        let text = text.to_owned();
        tokens.push(Token { text, at, of });
    });
    tokens
}

/// Gives every word of a text, in order, as the fields of a [`Token`].
pub fn each_token(text: &str, each: impl FnMut(&str, u32, u32)) {
    let text = plain(text);
    let mut cutter = Cutter {
        each,
        next: 0,
        word: String::new(),
        parts: 0,
        chain: String::new(),
    };
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match class_of(c) {
            Class::Letter => {
                let (letters, after) = rest.split_at(letters(rest));
                cutter.word.push_str(letters);
                after
            }
            Class::Apostrophe if !cutter.word.is_empty() && starts_word(after) => {
                // `company's` is `company`, `don't` is `dont`.
                let behind = after.strip_prefix('s');
                behind.filter(|rest| !starts_word(rest)).unwrap_or(after)
            }
            Class::Hyphen if !cutter.word.is_empty() && starts_word(after) => {
                cutter.end_word();
                after
            }
            Class::Pair => {
                cutter.end_chain();
                cutter.pairs(rest)
            }
            Class::Separator | Class::Apostrophe | Class::Hyphen => {
                cutter.end_chain();
                after
            }
        };
    }
    cutter.end_chain();
}

/// How many bytes of letters a text begins with.
fn letters(text: &str) -> usize {
    let ascii = |byte: &u8| byte.is_ascii_alphanumeric();
    match text.bytes().take_while(ascii).count() {
        0 => text.chars().next().map_or(0, char::len_utf8),
        some => some,
    }
}

fn starts_word(text: &str) -> bool {
    let first = text.chars().next();
    first.is_some_and(|c| class_of(c) == Class::Letter)
}

/// Who takes the words, the word that is being read, and the parts joined by hyphens before it.
struct Cutter<F> {
    each: F,
    next: u32,
    word: String,
    parts: usize,
    chain: String,
}

impl<F: FnMut(&str, u32, u32)> Cutter<F> {
    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        self.chain.push_str(&self.word);
        self.parts += 1;
        if self.word.chars().count() <= LONGEST_WORD {
            (self.each)(&self.word, self.next, 1);
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
            (self.each)(&self.chain, self.next - of, of);
        }
        self.chain.clear();
        self.parts = 0;
    }

    /// Reads a run of a script without blanks, and gives what is behind it.
    fn pairs<'a>(&mut self, text: &'a str) -> &'a str {
        let end = text.find(|c| class_of(c) != Class::Pair);
        let (run, rest) = text.split_at(end.unwrap_or(text.len()));
        let ends = run.char_indices().map(|(at, c)| (at, at + c.len_utf8()));
        let ends: Vec<(usize, usize)> = ends.collect();
        if ends.len() == 1 {
            (self.each)(run, self.next, 1);
            self.next += 1;
        }
        for pair in ends.windows(2) {
            (self.each)(&run[pair[0].0..pair[1].1], self.next, 1);
            self.next += 1;
        }
        rest
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
    fn a_text_is_read_in_runs_as_it_would_be_as_a_whole() {
        let whole = |text: &str| {
            let unmarked = text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
            let composed: String = unmarked.nfc().collect();
            composed.to_lowercase().replace('ς', "σ")
        };
        let signs: Vec<char> =
            "aZs' .\u{301}\u{327}\u{338}\u{345}éÅİıßΣςΟ\u{212a}ﬁ½가\u{1100}\u{1161}\u{11a8}が\u{3099}か\u{5b0}\u{1dce}Ǆ㍿"
                .chars()
                .collect();
        let mut random = 7usize;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..6 {
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                text.push(signs[(random >> 33) % signs.len()]);
            }
            assert_eq!(plain(&text), whole(&text), "{text:?}");
        }
    }

    #[test]
    fn marks_on_letters_of_ascii_are_dropped_as_those_in_one_code_point() {
        let texts = ["Cafe\u{301} Ze\u{301}-A\u{30a}", "Café Zé-Å", "CAFE ze-a"];
        for text in texts {
            assert_eq!(words(text), ["cafe", "ze", "a", "zea"], "{text:?}");
        }
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
