//! Releases of a site, where it is hosted.
//!
//! Given a build and a target, gives a release there that can be taken back. Never changes what
//! readers get before all of the release is at the target; never removes what it did not write;
//! never prints.

pub mod current;
pub mod folder;
pub mod headers;
pub mod plan;
pub mod release;
pub mod releases;
#[cfg(feature = "cloud")]
pub mod store;
pub mod target;

use crate::build::making::make;
use crate::build::manifest::Entry;
use crate::build::{Build, has_errors, has_firm};
use crate::diagnostic::{Diagnostic, Severity};
use crate::digest::Digest;
use release::Contents;

/// Old releases that stay unless somebody says otherwise.
pub const KEPT: usize = 2;

/// What a handbook may have wrong with it and still be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// No errors, no warnings.
    Strict,
    /// No errors.
    Plain,
    /// Anything that concerns no reader's rights.
    Lenient,
}

impl Bar {
    /// Whether a build with these problems is published.
    pub fn lets(self, problems: &[Diagnostic]) -> bool {
        let warned = || problems.iter().any(|p| p.severity == Severity::Warning);
        match self {
            Self::Strict => !has_errors(problems) && !warned(),
            Self::Plain => !has_errors(problems),
            Self::Lenient => !has_firm(problems),
        }
    }
}

/// What publishing did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The release that readers get now.
    pub id: String,
    /// Whether readers got it before.
    pub was_live: bool,
    /// Whether it was at the target before, so that it was only switched to.
    pub was_there: bool,
    /// Files that were sent.
    pub sent: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files that were there already.
    pub kept: usize,
    /// Requests to a store; none to a folder.
    pub requests: usize,
    /// Old releases that were removed.
    pub removed: Vec<String>,
    /// What could not be tidied up, in words.
    pub left: Vec<String>,
}

/// A number of bytes for people.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// What a release of a build holds, and the problems that come up; nothing is sent.
pub fn contents_of(build: &Build, edition: Option<&str>) -> (Contents, Vec<Diagnostic>) {
    let outputs: Vec<_> = build.outputs.all().collect();
    let (files, problems) = make(build, &outputs, &|path, output, bytes| {
        let digest = Digest::of_bytes(&bytes);
        let entry = Entry {
            digest,
            length: bytes.len() as u64,
            modified: 0,
        };
        (path.clone(), entry, output.is_versioned(path, digest))
    });
    let mut contents = Contents::default();
    contents.manifest.edition = edition.map(str::to_owned);
    for (path, entry, is_versioned) in files {
        contents.add(path, entry, is_versioned);
    }
    (contents, problems)
}
