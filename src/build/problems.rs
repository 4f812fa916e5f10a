//! Everything that is wrong, put together when somebody asks.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::edition::Report;
use super::judged;
use crate::check::Checked;
use crate::diagnostic::{self, Diagnostic};
use crate::digest::{Digest, Digested};
use crate::input::Settings;
use crate::paths::SourcePath;
use crate::shared_map::SharedMap;

/// Everything of one sort that is wrong with a handbook, in order; a list of [`Diagnostic`].
pub struct Problems {
    /// The fingerprint of all of it, and of the texts that it was found in.
    pub digest: Digest,
    pages: SharedMap<SourcePath, Arc<Checked>>,
    of_page: fn(&Checked) -> &[Diagnostic],
    others: Vec<Diagnostic>,
    settings: Arc<Digested<Settings>>,
    all: OnceLock<Vec<Diagnostic>>,
}

impl Problems {
    /// What was found on pages, and beside them.
    pub fn new(
        pages: SharedMap<SourcePath, Arc<Checked>>,
        of_page: fn(&Checked) -> &[Diagnostic],
        others: Vec<Diagnostic>,
        settings: Arc<Digested<Settings>>,
    ) -> Self {
        Self {
            digest: Digest::of(&(&pages, &others, &settings)),
            pages,
            of_page,
            others,
            settings,
            all: OnceLock::new(),
        }
    }

    /// The last ones if they are the same: those may have been put together already.
    pub fn or_last(self, last: &mut Option<Arc<Self>>) -> Arc<Self> {
        match last {
            Some(last) if last.digest == self.digest => last.clone(),
            _ => last.insert(Arc::new(self)).clone(),
        }
    }
}

impl Problems {
    /// The same for a reader of whole files, of which an edition shows a part: in their
    /// places there, with the marks that cannot be read anywhere.
    pub fn of_edition(&self, report: &Report, marks: &[Diagnostic]) -> Self {
        let mut all = self.to_vec();
        report.place_in_files(&mut all);
        all.extend(marks.iter().cloned());
        diagnostic::tidy(&mut all);
        Self {
            digest: Digest::of(&all),
            pages: SharedMap::default(),
            of_page: self.of_page,
            others: Vec::new(),
            settings: self.settings.clone(),
            all: OnceLock::from(all),
        }
    }
}

impl Deref for Problems {
    type Target = [Diagnostic];

    fn deref(&self) -> &[Diagnostic] {
        self.all.get_or_init(|| {
            let own = self.pages.values().flat_map(|page| (self.of_page)(page));
            judged(own.chain(&self.others).cloned().collect(), &self.settings)
        })
    }
}
