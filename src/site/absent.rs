//! What an edition leaves out, as far as what it keeps still names it.
//!
//! Nothing of this is written anywhere. It tells a link to a page that others have from one
//! that is misspelt.

use std::collections::BTreeSet;

use super::target::{LinkFault, Target};
use crate::codes::Code;
use crate::paths::{SourcePath, percent_decode, resolve};

/// Pages, places in pages and names that the edition leaves out; all empty for a handbook
/// that is built as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Absent {
    /// Pages by where they stand.
    pub pages: BTreeSet<SourcePath>,
    /// Their names, in small letters: slugs and titles, alone and behind their kind.
    pub names: BTreeSet<String>,
    /// Ids on pages that stay.
    pub ids: BTreeSet<(SourcePath, String)>,
}

impl Absent {
    /// Whether a name that leads to nothing is that of something left out.
    pub fn knows(&self, written: &str) -> bool {
        if self.names.is_empty() && self.ids.is_empty() {
            return false;
        }
        let lower = written.trim().to_lowercase();
        let (name, id) = lower.split_once('#').unwrap_or((&lower, ""));
        self.names.contains(name) || self.has_id_on(name, id)
    }

    /// Whether the page of a name has lost an id.
    fn has_id_on(&self, name: &str, id: &str) -> bool {
        let slug = name.rsplit(':').next().unwrap_or(name);
        let lost = |(page, own): &(SourcePath, String)| {
            page.stem().to_lowercase() == slug && own.to_lowercase() == id
        };
        !id.is_empty() && self.ids.iter().any(lost)
    }

    /// Makes a link to something left out what it is: no mistake, and only its words.
    pub fn excuse(&self, from: &SourcePath, address: &str, target: &mut Target) {
        let is_lost = |fault: &LinkFault| matches!(fault.code, Code::E501 | Code::E502);
        let is_lost = target.fault.as_deref().is_some_and(is_lost);
        if !is_lost || !self.is_behind(from, address) {
            return;
        }
        let fault = LinkFault {
            code: Code::N512,
            message: format!("`{address}` leads to what this edition leaves out"),
            help: Some("nothing to do: readers see the words without the link; mark the sentence as well if they should not".into()),
        };
        *target = Target {
            fault: Some(Box::new(fault)),
            ..Target::default()
        };
    }

    fn is_behind(&self, from: &SourcePath, address: &str) -> bool {
        if self.knows(address) {
            return true;
        }
        let decoded = percent_decode(address.split('?').next().unwrap_or(address));
        let (path, id) = decoded.split_once('#').unwrap_or((&decoded, ""));
        let pages: Vec<SourcePath> = match path.is_empty() {
            true => vec![from.clone()],
            false => pages_at(from, path),
        };
        let lost = |page: &SourcePath| {
            self.pages.contains(page) || self.ids.contains(&(page.clone(), id.to_owned()))
        };
        pages.iter().any(lost)
    }
}

/// The pages that may be meant by a path; one from the root may have the base in front.
fn pages_at(from: &SourcePath, path: &str) -> Vec<SourcePath> {
    let starts: Vec<String> = match path.strip_prefix('/') {
        Some(rest) => {
            let parts = rest
                .match_indices('/')
                .map(|(at, _)| rest[at + 1..].to_owned());
            [rest.to_owned()].into_iter().chain(parts).collect()
        }
        None => resolve(from.folder(), path).into_iter().collect(),
    };
    let spellings = starts.iter().flat_map(|path| {
        let bare = path.trim_end_matches('/');
        let stem = bare.strip_suffix(".html").unwrap_or(bare);
        [
            bare.to_owned(),
            format!("{stem}.md"),
            format!("{bare}/index.md"),
            format!("{bare}/README.md"),
        ]
    });
    spellings.map(|path| SourcePath::new(&path)).collect()
}
