//! What a store says of itself: which release readers get, and how to tell its objects.

use std::collections::BTreeMap;

use crate::paths::OutputPath;

/// The first line; another one is not ours to read.
const HEADER: &str = "tandem current 1";

/// Which release readers get.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Current {
    /// Its name.
    pub release: String,
    /// The tags that the store gave to objects, where they are not those of the bytes that they
    /// were copied from.
    pub tags: BTreeMap<OutputPath, String>,
}

impl Current {
    /// Reads what [`Current::write`] wrote; `None` if it is something else.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.strip_prefix(HEADER)?.strip_prefix("\nrelease ")?;
        let (release, tags) = text.split_once('\n')?;
        let tag = |line: &str| {
            let (tag, path) = line.split_once('\t')?;
            Some((OutputPath::new(path), tag.to_owned()))
        };
        Some(Self {
            release: release.to_owned(),
            tags: tags.lines().map(tag).collect::<Option<_>>()?,
        })
    }

    /// It as text.
    pub fn write(&self) -> String {
        let mut text = format!("{HEADER}\nrelease {}\n", self.release);
        for (path, tag) in &self.tags {
            text.push_str(&format!("{tag}\t{path}\n"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_survives_the_round_trip() {
        let tags = BTreeMap::from([(OutputPath::new("a b.html"), "\"x-1\"".to_owned())]);
        let current = Current {
            release: "4f".to_owned(),
            tags,
        };
        assert_eq!(Current::read(&current.write()), Some(current));
        assert_eq!(Current::read("something else"), None);
    }
}
