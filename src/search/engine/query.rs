//! What a query asks for.

use super::{Ending, words};
use crate::search::stems::Language;
use crate::search::tokens::tokens;

/// A query, taken apart.
#[derive(Debug, Default)]
pub struct Query {
    /// Its words, in order.
    pub words: Vec<Word>,
    /// Words that are made of several.
    pub made: Vec<(Word, u32)>,
    /// Words in quotes.
    pub phrases: Vec<Vec<String>>,
    /// Words that must not stand in what is found.
    pub without: Vec<String>,
    /// Words that must not stand side by side there.
    pub avoided: Vec<Vec<String>>,
    /// Ids of kinds.
    pub kinds: Vec<String>,
    /// The places of the words that say something.
    pub used: Vec<usize>,
}

/// A word of a query.
#[derive(Clone, Debug)]
pub struct Word {
    /// The word.
    pub text: String,
    /// How many words stand before it.
    pub at: u32,
    /// Whether it stands in quotes.
    pub quoted: bool,
    /// Whether it may still be growing.
    pub open: bool,
}

impl Query {
    /// Takes a query apart.
    pub fn parse(
        asked: &str,
        ending: Ending,
        kinds: &[(String, String)],
        language: &Language,
    ) -> Self {
        let mut query = Self::default();
        let mut next = 0;
        let mut tail = None;
        for chunk in chunks(asked) {
            let kind = chunk.find(':').filter(|at| *at > 0).and_then(|at| {
                let name = words(&chunk[..at]);
                let named = |(id, title): &&(String, String)| {
                    name == words(id) || name == words(title)
                };
                Some((kinds.iter().find(named)?.0.clone(), at))
            });
            if chunk.starts_with('"') {
                let phrase = words(chunk);
                if !phrase.is_empty() {
                    query.phrases.push(phrase);
                }
                tail = query.add(chunk, &mut next, Quotes::In);
            } else if chunk.starts_with('-')
                && chunk[1..].chars().next().is_some_and(|c| c != '-')
            {
                let own = words(chunk);
                match chunk.starts_with("-\"") && own.len() > 1 {
                    true => query.avoided.push(own),
                    false => query.without.extend(own),
                }
                tail = None;
            } else if let Some((kind, at)) = kind {
                query.kinds.push(kind);
                tail = query.add(&chunk[at + 1..], &mut next, Quotes::Out);
            } else {
                tail = query.add(chunk, &mut next, Quotes::Out);
            }
        }
        let complete = ending == Ending::Complete || asked.ends_with(is_blank);
        if let Some(tail) = tail.filter(|_| !complete) {
            query.words[tail].open = true;
        }
        let says = |at: &usize| !language.is_stop(&query.words[*at].text);
        query.used = (0..query.words.len()).filter(says).collect();
        if query.used.is_empty() {
            query.used = (0..query.words.len()).collect();
        }
        query
    }

    /// Adds the words of a piece, and gives the place of the last one outside quotes.
    fn add(&mut self, chunk: &str, next: &mut u32, quotes: Quotes) -> Option<usize> {
        let (mut tail, mut end) = (None, 0);
        for token in tokens(chunk) {
            let word = Word {
                text: token.text,
                at: *next + token.at,
                quoted: quotes == Quotes::In,
                open: false,
            };
            end = end.max(token.at + token.of);
            if token.of > 1 {
                self.made.push((word, token.of));
                continue;
            }
            if quotes == Quotes::Out {
                tail = Some(self.words.len());
            }
            self.words.push(word);
        }
        *next += end;
        tail
    }
}

/// Whether words stand in quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    In,
    Out,
}

/// What JavaScript takes for a blank.
fn is_blank(c: char) -> bool {
    c.is_whitespace() && c != '\u{85}' || c == '\u{feff}'
}

/// The pieces of a query: quotes with what is in them and the sign before them, and what
/// stands between blanks.
fn chunks(asked: &str) -> Vec<&str> {
    let mut chunks = Vec::new();
    let mut rest = asked;
    while let Some(first) = rest.chars().next() {
        let quoted = |open: usize| {
            let close = rest[open..].find('"');
            close.map_or(rest.len(), |at| open + at + 1)
        };
        let end = match first {
            '"' => quoted(1),
            '-' if rest[1..].starts_with('"') => quoted(2),
            c if is_blank(c) => {
                rest = &rest[c.len_utf8()..];
                continue;
            }
            _ => rest.find(|c| c == '"' || is_blank(c)).unwrap_or(rest.len()),
        };
        chunks.push(&rest[..end]);
        rest = &rest[end..];
    }
    chunks
}
