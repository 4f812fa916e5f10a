//! What changed last, as far as a repository around the handbook tells.

use std::sync::Arc;

use super::changes::Change;
use super::location::Location;
use super::repository;
use super::scan::SourceText;
use crate::digest::{Digest, Digested};
use crate::paths::SourcePath;
use crate::shared_map::SharedMap;

/// The latest changes, and what they were read from.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The changes, latest first; none without a repository that can be read.
    pub changes: Arc<Digested<Vec<Change>>>,
    /// The first digits of the commit that is checked out; none without a repository.
    pub commit: Option<String>,
    /// The way from the top of the repository to the handbook, with a final slash; empty
    /// where both are one.
    pub above: String,
    read_from: Option<Digest>,
}

/// As many digits of a commit as people compare.
const COMMIT_DIGITS: usize = 8;

/// The pages of a handbook by where they stand.
type Pages = SharedMap<SourcePath, Arc<SourceText>>;

impl History {
    /// Reads the changes of the pages that are there.
    pub fn read(location: &Location, pages: &Pages) -> Self {
        Self::default().refresh(location, pages)
    }

    /// The changes as they are now; read again only where the repository or the pages moved on.
    pub fn refresh(&self, location: &Location, pages: &Pages) -> Self {
        let Some(repository) = repository::around(&location.root) else {
            return Self::default();
        };
        let paths: Vec<&SourcePath> = pages.keys().collect();
        let read_from = Digest::of(&(&repository, &location.content, paths));
        if self.read_from == Some(read_from) {
            return self.clone();
        }
        let is_page = |path: &SourcePath| pages.contains_key(path);
        let changes = repository.changes(&location.content, &is_page);
        Self {
            changes: Arc::new(Digested::new(changes)),
            commit: Some(repository.head[..COMMIT_DIGITS].to_owned()),
            above: repository
                .inner
                .iter()
                .map(|name| format!("{name}/"))
                .collect(),
            read_from: Some(read_from),
        }
    }
}
