//! What the last build wrote: the tool's memory in the output folder.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::time::UNIX_EPOCH;

use crate::digest::Digest;
use crate::paths::OutputPath;

/// The first line of a manifest; another one is not ours to read.
const HEADER: &str = "tandem manifest 1";
/// Begins the line that names the edition.
const EDITION: &str = "edition ";

/// The files that the tool wrote into a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Every file with what is known of it.
    pub files: BTreeMap<OutputPath, Entry>,
    /// The edition that they are; `None` for the whole handbook.
    pub edition: Option<String>,
}

/// One file that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The fingerprint of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub length: u64,
    /// When it was written, in nanoseconds since 1970, as the file system tells.
    pub modified: u128,
}

impl Entry {
    /// What is known of a file that was just written or looked at.
    pub fn new(digest: Digest, meta: &Metadata) -> Self {
        Self {
            digest,
            length: meta.len(),
            modified: modified(meta),
        }
    }

    /// Whether a file looks the way it was left.
    pub fn is_untouched(&self, meta: &Metadata) -> bool {
        meta.is_file() && meta.len() == self.length && modified(meta) == self.modified
    }
}

fn modified(meta: &Metadata) -> u128 {
    let time = meta
        .modified()
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    time.map_or(0, |since| since.as_nanos())
}

impl Manifest {
    /// Reads what [`Manifest::write`] wrote; `None` if it is something else.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        (lines.next() == Some(HEADER)).then_some(())?;
        let mut files = BTreeMap::new();
        let mut edition = None;
        for line in lines {
            if let Some(name) = line.strip_prefix(EDITION) {
                edition = Some(name.to_owned());
                continue;
            }
            let mut parts = line.splitn(4, ' ');
            let digest = Digest::parse(parts.next()?)?;
            let length = parts.next()?.parse().ok()?;
            let modified = parts.next()?.parse().ok()?;
            let path = parts.next()?;
            // A manifest that names a path outside its folder was not written by us.
            let climbs =
                path.starts_with('/') || path.split('/').any(|part| part == "..");
            (!climbs).then_some(())?;
            files.insert(
                OutputPath::new(path),
                Entry {
                    digest,
                    length,
                    modified,
                },
            );
        }
        Some(Self { files, edition })
    }

    /// The manifest as text, one file a line.
    pub fn write(&self) -> String {
        let mut text = String::with_capacity(self.files.len() * 100);
        text.push_str(HEADER);
        text.push('\n');
        if let Some(edition) = &self.edition {
            text.push_str(&format!("{EDITION}{edition}\n"));
        }
        for (path, entry) in &self.files {
            let Entry {
                digest,
                length,
                modified,
            } = entry;
            text.push_str(&format!("{digest} {length} {modified} {path}\n"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_survives_the_round_trip_and_climbs_nowhere() {
        let entry = Entry {
            digest: Digest::of_bytes(b"x"),
            length: 1,
            modified: 5,
        };
        let files = BTreeMap::from([(OutputPath::new("a b/c.html"), entry)]);
        let edition = Some("partner".to_owned());
        let manifest = Manifest { files, edition };
        assert_eq!(Manifest::read(&manifest.write()), Some(manifest));
        let line = format!("{HEADER}\n{} 1 5 ../x\n", entry.digest);
        assert_eq!(Manifest::read(&line), None);
        assert_eq!(Manifest::read("something else"), None);
    }
}
