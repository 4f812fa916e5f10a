//! What a release says of itself: `version.json`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::digest::Digest;
use crate::paths::OutputPath;
use crate::site::views::SiteView;

/// What tells one release from another.
///
/// It speaks of nothing but the files of its own release, so an edition says nothing of what
/// it leaves out.
#[derive(Serialize)]
struct Release<'a> {
    /// The fingerprint of every other file: equal for equal sites, and only for these.
    release: String,
    /// The day of the build.
    built: &'a str,
    /// The first digits of the commit, if a repository tells.
    commit: Option<&'a str>,
    /// Name and version of the generator.
    generator: &'a str,
}

/// Where it is written.
pub fn path() -> OutputPath {
    OutputPath::new("version.json")
}

/// What is written, given the fingerprint of every other file.
pub fn describe(site: &SiteView, files: &BTreeMap<OutputPath, Digest>) -> Vec<u8> {
    let release = Release {
        release: Digest::of(files).to_string(),
        built: &site.built.iso,
        commit: site.commit.as_deref(),
        generator: &site.generator,
    };
    let mut json = serde_json::to_vec_pretty(&release).unwrap_or_default();
    json.push(b'\n');
    json
}
