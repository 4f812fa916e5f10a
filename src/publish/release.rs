//! A release: what it holds, and the record that says so.

use std::collections::BTreeSet;

use crate::build::manifest::{Entry, Manifest};
use crate::digest::Digest;
use crate::paths::OutputPath;

/// The first line of a record; another one is not ours to read.
const HEADER: &str = "tandem release 1";
/// Begin the lines that may say where a release comes from, in this order.
const HANDBOOK: &str = "handbook ";
const TITLE: &str = "title ";
const ADDRESS: &str = "base_url ";

/// A site that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its place in the order of publishing, which asks no clock.
    pub number: u64,
    /// What is known of it beside its files.
    pub origin: Origin,
    /// What it holds.
    pub contents: Contents,
}

/// Where a release comes from, and what it was made for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// When it was published, in seconds since 1970; for people only.
    pub published: u64,
    /// What readers' devices know the handbook by; nothing is known of the first releases.
    pub handbook: Option<String>,
    /// Its title, in one line.
    pub title: Option<String>,
    /// The address that it was built for.
    pub base_url: Option<String>,
}

/// What a release holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Its files and its edition.
    pub manifest: Manifest,
    /// Files whose names change with their bytes.
    pub versioned: BTreeSet<OutputPath>,
}

impl Contents {
    /// The name of a release: the same edition with the same files has the same one.
    pub fn id(&self) -> String {
        let edition = self.manifest.edition.as_deref().unwrap_or_default();
        let mut text = format!("{edition}\n");
        for (path, entry) in &self.manifest.files {
            text.push_str(&format!("{} {path}\n", entry.digest));
        }
        Digest::of_bytes(text.as_bytes()).to_string()
    }

    /// Adds a file; `is_versioned` where its name changes with its bytes.
    pub fn add(&mut self, path: OutputPath, entry: Entry, is_versioned: bool) {
        if is_versioned {
            self.versioned.insert(path.clone());
        }
        self.manifest.files.insert(path, entry);
    }

    /// The length of all files together.
    pub fn bytes(&self) -> u64 {
        self.manifest.files.values().map(|entry| entry.length).sum()
    }
}

impl Release {
    /// Reads what [`Release::write`] wrote; `None` if it is something else.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.strip_prefix(HEADER)?.strip_prefix("\nnumber ")?;
        let (number, text) = text.split_once("\npublished ")?;
        let (published, mut text) = text.split_once('\n')?;
        let mut origin = Origin {
            published: published.parse().ok()?,
            ..Origin::default()
        };
        for (name, field) in [
            (HANDBOOK, &mut origin.handbook),
            (TITLE, &mut origin.title),
            (ADDRESS, &mut origin.base_url),
        ] {
            if let Some(rest) = text.strip_prefix(name) {
                let (value, rest) = rest.split_once('\n')?;
                *field = Some(value.to_owned());
                text = rest;
            }
        }
        let mut versioned = BTreeSet::new();
        while let Some(rest) = text.strip_prefix("versioned ") {
            let (path, rest) = rest.split_once('\n')?;
            versioned.insert(OutputPath::new(path));
            text = rest;
        }
        let manifest = Manifest::read(text)?;
        Some(Self {
            number: number.parse().ok()?,
            origin,
            contents: Contents {
                manifest,
                versioned,
            },
        })
    }

    /// The record as text.
    pub fn write(&self) -> String {
        let (number, published) = (self.number, self.origin.published);
        let mut text = format!("{HEADER}\nnumber {number}\npublished {published}\n");
        for (name, field) in [
            (HANDBOOK, &self.origin.handbook),
            (TITLE, &self.origin.title),
            (ADDRESS, &self.origin.base_url),
        ] {
            if let Some(value) = field {
                let value: Vec<&str> = value.split_whitespace().collect();
                text.push_str(&format!("{name}{}\n", value.join(" ")));
            }
        }
        for path in &self.contents.versioned {
            text.push_str(&format!("versioned {path}\n"));
        }
        text.push_str(&self.contents.manifest.write());
        text
    }
}

/// A release as messages name it: enough of its name to tell it from others.
pub fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn contents(text: &str) -> Contents {
        let entry = Entry {
            digest: Digest::of_bytes(text.as_bytes()),
            length: 1,
            modified: 5,
        };
        let files = BTreeMap::from([(OutputPath::new("a b/c.html"), entry)]);
        let manifest = Manifest {
            files,
            edition: None,
        };
        Contents {
            manifest,
            versioned: BTreeSet::from([OutputPath::new("a b/c.html")]),
        }
    }

    #[test]
    fn a_record_survives_the_round_trip() {
        let mut release = Release {
            number: 3,
            origin: Origin {
                published: 1_795_000_000,
                ..Origin::default()
            },
            contents: contents("x"),
        };
        assert_eq!(Release::read(&release.write()).as_ref(), Some(&release));
        release.origin.handbook = Some("two-desks".to_owned());
        release.origin.base_url = Some("https://intranet.example/".to_owned());
        assert_eq!(Release::read(&release.write()).as_ref(), Some(&release));
        release.origin.title = Some("Two\ndesks".to_owned());
        let read = Release::read(&release.write()).and_then(|read| read.origin.title);
        assert_eq!(read.as_deref(), Some("Two desks"), "one line is one line");
        assert_eq!(Release::read("tandem release 2\n"), None);
    }

    #[test]
    fn the_name_of_a_release_follows_from_its_edition_and_bytes_alone() {
        let mut later = contents("x");
        for entry in later.manifest.files.values_mut() {
            entry.modified = 9;
        }
        assert_eq!(contents("x").id(), later.id());
        assert_ne!(contents("x").id(), contents("y").id());
        let mut edition = contents("x");
        edition.manifest.edition = Some("partner".to_owned());
        assert_ne!(contents("x").id(), edition.id());
    }
}
