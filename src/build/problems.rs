//! Everything that is wrong, put together when somebody asks.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::edition::Report;
use crate::check::Checked;
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::digest::{Digest, Digested};
use crate::input::Settings;
use crate::paths::SourcePath;
use crate::shared_map::SharedMap;
use crate::tally::Tally;

/// Everything of one sort that is wrong with a handbook, in order; a list of [`Diagnostic`].
///
/// An edit of a page must not cost more in a handbook with many faults: so they are counted
/// from one state to the next, and what changed is found without looking at the rest.
pub struct Problems {
    /// The fingerprint of all of it, and of the texts that it was found in.
    pub digest: Digest,
    /// How many there are.
    pub tally: Tally,
    pages: Pages,
    of_page: fn(&Checked) -> &[Diagnostic],
    others: Vec<Diagnostic>,
    settings: Arc<Digested<Settings>>,
    all: OnceLock<Vec<Diagnostic>>,
}

/// What was found on pages; those without a problem are not in it.
type Pages = SharedMap<SourcePath, Arc<Checked>>;

impl Problems {
    /// What was found on pages, and beside them.
    pub fn new(
        pages: Pages,
        of_page: fn(&Checked) -> &[Diagnostic],
        others: Vec<Diagnostic>,
        settings: Arc<Digested<Settings>>,
    ) -> Self {
        Self {
            digest: Digest::of(&(&pages, &others, &settings)),
            tally: Tally::default(),
            pages,
            of_page,
            others: judged(others, &settings),
            settings,
            all: OnceLock::new(),
        }
    }

    /// The last ones if they are the same: those may have been put together already.
    pub fn or_last(mut self, last: &mut Option<Arc<Self>>) -> Arc<Self> {
        if let Some(last) = last
            && last.digest == self.digest
        {
            return last.clone();
        }
        self.tally = self.counted_after(last.as_deref());
        last.insert(Arc::new(self)).clone()
    }

    /// How many there are, from how many there were.
    fn counted_after(&self, last: Option<&Self>) -> Tally {
        let last = last.filter(|last| last.settings == self.settings);
        let mut tally = Tally::of(&self.others);
        match last {
            None => self
                .pages
                .values()
                .for_each(|page| tally += self.tally_of(page)),
            Some(last) => {
                tally += last.tally;
                tally -= Tally::of(&last.others);
                for source in last.pages.differences(&self.pages, Arc::ptr_eq) {
                    if let Some(page) = self.pages.get(source) {
                        tally += self.tally_of(page);
                    }
                    if let Some(page) = last.pages.get(source) {
                        tally -= self.tally_of(page);
                    }
                }
            }
        }
        tally
    }

    fn tally_of(&self, page: &Checked) -> Tally {
        let mut problems: Vec<&Diagnostic> = (self.of_page)(page).iter().collect();
        problems.sort_by(|a, b| diagnostic::order(a, b));
        problems.dedup();
        let mut tally = Tally::default();
        for problem in problems {
            if let Some(severity) = severity_in(&self.settings, problem) {
                tally.add(severity);
            }
        }
        tally
    }

    fn judged_of(&self, page: &Checked) -> Vec<Diagnostic> {
        judged((self.of_page)(page).to_vec(), &self.settings)
    }

    /// What was found on a page.
    pub fn of_page(&self, source: &SourcePath) -> Vec<Diagnostic> {
        let page = self.pages.get(source);
        page.map_or_else(Vec::new, |page| self.judged_of(page))
    }

    /// What was found beside the pages: in settings, theme and files.
    pub fn beside_pages(&self) -> &[Diagnostic] {
        &self.others
    }

    /// What was found on pages of one severity, as long as somebody asks for more.
    pub fn on_pages(&self, severity: Severity) -> impl Iterator<Item = Diagnostic> {
        let has =
            move |own: &Diagnostic| severity_in(&self.settings, own) == Some(severity);
        let pages = self.pages.values();
        let pages = pages.filter(move |page| (self.of_page)(page).iter().any(has));
        let found = pages.flat_map(|page| self.judged_of(page));
        found.filter(move |problem| problem.severity == severity)
    }

    /// The pages on which something else was found than in another state.
    pub fn differences<'p>(&'p self, other: &'p Self) -> Vec<&'p SourcePath> {
        self.pages.differences(&other.pages, Arc::ptr_eq)
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
            tally: Tally::of(&all),
            pages: SharedMap::default(),
            of_page: self.of_page,
            others: all,
            settings: self.settings.clone(),
            all: OnceLock::new(),
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

/// Problems with the severities that the settings give them, sorted.
pub fn judged(mut problems: Vec<Diagnostic>, settings: &Settings) -> Vec<Diagnostic> {
    problems.retain_mut(|problem| match severity_in(settings, problem) {
        Some(severity) => {
            problem.severity = severity;
            true
        }
        None => false,
    });
    diagnostic::tidy(&mut problems);
    problems
}

/// The severity that the settings give to a problem; `None` if nobody wants to hear of it.
fn severity_in(settings: &Settings, problem: &Diagnostic) -> Option<Severity> {
    let code = problem.code;
    let asked = settings.severities.get(&code).filter(|_| !code.is_firm());
    asked.map_or(Some(problem.severity), |asked| *asked)
}

/// Whether anything in a list of problems forbids publishing, whatever is asked for.
pub fn has_firm(problems: &[Diagnostic]) -> bool {
    problems.iter().any(|problem| problem.code.is_firm())
}

/// Whether anything in a list of problems forbids publishing.
pub fn has_errors(problems: &[Diagnostic]) -> bool {
    problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
}
