//! What is known to be wrong with a snapshot, and what of it is news.
//!
//! In a handbook with many faults an edit costs what it costs in one without: nothing here
//! puts all of them together but the first list of a run.

use std::collections::HashSet;
use std::sync::Arc;

use crate::build::problems::Problems;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::input::Location;
use crate::tally::Tally;

/// What is known to be wrong at one moment.
pub struct Known {
    /// What building finds.
    built: Arc<Problems>,
    /// What was found beside it when pages were asked for.
    made: Vec<Diagnostic>,
}

/// What tells a problem from another one: one that only moved to another line is no news.
type Key<'p> = (&'p str, Code, &'p str);

fn key(problem: &Diagnostic) -> Key<'_> {
    (&problem.place.file, problem.code, &problem.message)
}

fn keys(problems: &[Diagnostic]) -> HashSet<Key<'_>> {
    problems.iter().map(key).collect()
}

impl Known {
    /// What building found, and what was found when pages were made.
    pub fn new(
        built: Arc<Problems>,
        mut made: Vec<Diagnostic>,
        location: &Location,
    ) -> Self {
        made.retain(|problem| {
            let source = location.source_of(&problem.place.file);
            let on_page = source.map(|source| built.of_page(&source));
            let on_page = on_page.unwrap_or_default();
            !on_page.contains(problem) && !built.beside_pages().contains(problem)
        });
        Self { built, made }
    }

    /// How many there are.
    pub fn tally(&self) -> Tally {
        let mut tally = self.built.tally;
        tally += Tally::of(&self.made);
        tally
    }

    /// Everything, in order.
    pub fn all(&self) -> Vec<Diagnostic> {
        let mut all = [&self.made[..], &self.built[..]].concat();
        crate::diagnostic::tidy(&mut all);
        all
    }

    /// What was not known before.
    pub fn news_since(&self, earlier: Option<&Self>) -> Vec<Diagnostic> {
        let Some(earlier) = earlier else {
            return self.all();
        };
        let (mut before, mut now) = (earlier.made.clone(), self.made.clone());
        before.extend_from_slice(earlier.built.beside_pages());
        now.extend_from_slice(self.built.beside_pages());
        for source in earlier.built.differences(&self.built) {
            before.extend(earlier.built.of_page(source));
            now.extend(self.built.of_page(source));
        }
        let known = keys(&before);
        now.retain(|problem| !known.contains(&key(problem)));
        crate::diagnostic::tidy(&mut now);
        now
    }

    /// So many of them: those of one file first, and the worst first.
    pub fn foremost(
        &self,
        file: Option<&str>,
        location: &Location,
        most: usize,
    ) -> Vec<Diagnostic> {
        let is_own = |problem: &Diagnostic| Some(&*problem.place.file) == file;
        let source = file.and_then(|file| location.source_of(file));
        let mut own = source.map_or_else(Vec::new, |source| self.built.of_page(&source));
        let beside = || self.made.iter().chain(self.built.beside_pages());
        own.extend(beside().filter(|problem| is_own(problem)).cloned());
        own.sort_by_key(|problem| problem.severity);
        own.truncate(most);
        let tally = self.tally();
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            let has = |problem: &Diagnostic| problem.severity == severity;
            let known = own.iter().filter(|problem| has(problem)).count();
            let unknown = tally.count(severity).saturating_sub(known);
            let wanted = unknown.min(most - own.len());
            let others = beside().filter(|problem| has(problem)).cloned();
            let others = others.chain(self.built.on_pages(severity));
            let others = others.filter(|problem| !is_own(problem));
            let others: Vec<_> = others.take(wanted).collect();
            own.extend(others);
        }
        own
    }
}
