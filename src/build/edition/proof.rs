//! Proof that nothing of what an edition leaves out is in it.
//!
//! What is left out is told by runs of its words that do not occur in what stays. Every file
//! of the output is read as words, once with its tags and once without, and no such run may
//! be there.

use std::collections::HashSet;
use std::sync::Arc;

use crate::digest::Digest;

/// Words in a run of which one is in nothing that stays.
const SHORT: usize = 3;
/// Words in a run that are all known, but not in this order. Lists of pages put known words
/// beside each other, so that fewer would prove nothing.
const LONG: usize = 12;
/// Letters of a name, for it to tell anything alone.
const SHORTEST_NAME: usize = 5;

/// What must not be found.
#[derive(Default)]
pub struct Proof {
    short: HashSet<Digest>,
    long: HashSet<Digest>,
    names: HashSet<Digest>,
    /// The last words of all runs: most words of an output are none, and cost nothing more.
    ends: HashSet<Digest>,
}

impl Proof {
    /// The runs of words of `left`, and the `names`, that are not in `kept`.
    pub fn new(left: &[Arc<str>], names: &[String], kept: &[Arc<str>]) -> Self {
        let mut proof = Self::default();
        if left.is_empty() {
            return proof;
        }
        let mut known: HashSet<Digest> = HashSet::new();
        for text in kept {
            words(text, |word| {
                known.insert(Digest::of_bytes(word.as_bytes()));
            });
        }
        for text in left {
            let mut run = Run::default();
            words(text, |word| {
                let digest = Digest::of_bytes(word.as_bytes());
                run.push(digest);
                let short = run.last(SHORT);
                if short.is_some_and(|last| last.iter().any(|word| !known.contains(word)))
                {
                    proof.short.extend(short.map(Digest::of));
                    proof.ends.insert(digest);
                } else if let Some(long) = run.last(LONG) {
                    proof.long.insert(Digest::of(long));
                    proof.ends.insert(digest);
                }
            });
        }
        for text in kept {
            let mut run = Run::default();
            words(text, |word| {
                run.push(Digest::of_bytes(word.as_bytes()));
                if let Some(long) = run.last(LONG) {
                    proof.long.remove(&Digest::of(long));
                }
            });
        }
        for name in names.iter().filter(|name| name.len() >= SHORTEST_NAME) {
            let mut all = Vec::new();
            words(name, |word| all.push(Digest::of_bytes(word.as_bytes())));
            if let [only] = all.as_slice()
                && !known.contains(only)
            {
                proof.names.insert(*only);
                proof.ends.insert(*only);
            }
        }
        proof
    }

    /// How many runs and names there are.
    pub fn len(&self) -> usize {
        self.short.len() + self.long.len() + self.names.len()
    }

    /// The first words of a file that must not be there.
    pub fn found_in(&self, path: &str, bytes: &[u8]) -> Option<String> {
        if self.ends.is_empty() {
            return None;
        }
        let text = String::from_utf8_lossy(bytes);
        // The index also holds everyday words that nobody wrote; single ones prove nothing.
        let names = match path.starts_with("search/") {
            true => Names::Ignored,
            false => Names::Wanted,
        };
        let found = self.found(path, names);
        let found = found.or_else(|| self.found(&text, names));
        let has_tags = path.ends_with(".html") || path.ends_with(".svg");
        found.or_else(|| has_tags.then(|| self.found(&without_tags(&text), names))?)
    }

    fn found(&self, text: &str, names: Names) -> Option<String> {
        let mut run = Run::default();
        let mut found = None;
        let mut count = 0;
        words(text, |word| {
            count += 1;
            let digest = Digest::of_bytes(word.as_bytes());
            run.push(digest);
            if found.is_some() || !self.ends.contains(&digest) {
                return;
            }
            let has = |set: &HashSet<Digest>, length: usize| {
                let last = run.last(length);
                last.is_some_and(|last| set.contains(&Digest::of(last)))
            };
            let length = match () {
                () if names == Names::Wanted && self.names.contains(&digest) => 1,
                () if has(&self.short, SHORT) => SHORT,
                () if has(&self.long, LONG) => LONG,
                () => return,
            };
            found = Some(count - length..count);
        });
        let found = found?;
        let (mut at, mut said) = (0, Vec::new());
        words(text, |word| {
            if found.contains(&at) {
                said.push(word.to_owned());
            }
            at += 1;
        });
        Some(said.join(" "))
    }
}

/// Whether names of one word are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Wanted,
    Ignored,
}

/// The last words that were read.
#[derive(Default)]
struct Run {
    words: Vec<Digest>,
}

impl Run {
    fn push(&mut self, word: Digest) {
        // Moved down only now and then, so that a word costs the same however many follow.
        if self.words.len() == 8 * LONG {
            self.words.drain(..7 * LONG);
        }
        self.words.push(word);
    }

    fn last(&self, length: usize) -> Option<&[Digest]> {
        let start = self.words.len().checked_sub(length)?;
        Some(&self.words[start..])
    }
}

/// The words of a text in small letters.
fn words(text: &str, mut each: impl FnMut(&str)) {
    let mut lower = String::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        match word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        {
            true => each(word),
            false => {
                lower.clear();
                lower.extend(word.chars().flat_map(char::to_lowercase));
                each(&lower);
            }
        }
    }
}

/// A text without tags, so that words in emphasis stand beside their neighbours.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(left: &str, kept: &str) -> Proof {
        Proof::new(&[left.into()], &["Zanzibar".to_owned()], &[kept.into()])
    }

    #[test]
    fn a_run_that_only_the_others_read_is_found() {
        let proof = proof("The rebate is *eleven* percent.", "The price is a secret.");
        let found = |text: &str| proof.found_in("a.html", text.as_bytes());
        assert_eq!(
            found("is <b>eleven</b> percent").as_deref(),
            Some("is eleven percent")
        );
        assert_eq!(
            found("<p title=\"rebate is eleven\">").as_deref(),
            Some("rebate is eleven")
        );
        assert_eq!(found("on Zanzibar").as_deref(), Some("zanzibar"));
        assert_eq!(
            found("The price is a secret; eleven, rebate, percent."),
            None
        );
    }

    #[test]
    fn what_all_read_proves_nothing() {
        let text =
            "one two three four five six seven eight nine ten eleven twelve thirteen";
        assert_eq!(proof(text, text).found_in("a.html", text.as_bytes()), None);
        let turned =
            "thirteen one two three four five six seven eight nine ten eleven twelve";
        assert_eq!(
            proof(text, turned).found_in("a.html", turned.as_bytes()),
            None
        );
        let other = text.replace("six", "known six");
        assert!(
            proof(text, &other)
                .found_in("a.html", text.as_bytes())
                .is_some()
        );
    }
}
