//! Rules over the linked site.
//!
//! Given one page with all that linking found out about it, gives what is wrong. A rule is a
//! function in one of the tables; it sees one job and returns every fault it finds. Rules
//! over all pages stand in `handbook`; what they found on a page is part of its job.

pub mod crossings;
pub mod fairness;
pub mod finding;
pub mod flows;
pub mod freshness;
pub mod handbook;
pub mod ids;
pub mod learning;
mod leaves;
mod links;
pub mod myths;
pub mod overview;
pub mod owners;
pub mod paths;
pub mod raci;
pub mod reach;
pub mod references;
pub mod settings;
pub mod steps;
pub mod teams;
mod text;
mod words;
pub mod workshops;

use std::sync::Arc;

use crate::codes::Severity;
use crate::date::Date;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Digested};
use crate::input::Settings;
use crate::input::kinds::{Kind, Kinds};
use crate::page::{Body, Facts};
use crate::site::glossary::Glossary;
use crate::site::target::Targets;
use finding::Finding;

/// All that the rules may depend on.
#[derive(Clone, Debug, Hash)]
pub struct CheckJob {
    /// What is wrong with it alone.
    pub problems: Vec<Diagnostic>,
    /// What the page shows to others.
    pub facts: Arc<Digested<Facts>>,
    /// Where everything in it stands.
    pub body: Arc<Digested<Body>>,
    /// Where its links lead.
    pub targets: Arc<Digested<Targets>>,
    /// Its aliases that cannot be used: their number, and who has the address.
    pub alias_faults: Vec<(usize, Option<Arc<str>>)>,
    /// What is wrong with it in the sight of the whole handbook.
    pub findings: Arc<Digested<Vec<Finding>>>,
    /// The day to judge by.
    pub today: Date,
    /// The settings.
    pub settings: Arc<Digested<Settings>>,
    /// The kinds of pages.
    pub kinds: Arc<Digested<Kinds>>,
    /// The agreed terms and the words that they replace.
    pub glossary: Arc<Digested<Glossary>>,
}

impl CheckJob {
    /// The kind of the page; an unknown one is like a plain page.
    pub fn kind(&self) -> &Kind {
        static PLAIN: std::sync::LazyLock<Kind> = std::sync::LazyLock::new(Kind::default);
        self.kinds.get(&self.facts.kind).unwrap_or(&PLAIN)
    }
}

/// What checking a page gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Checked {
    /// What is wrong with it.
    pub problems: Vec<Diagnostic>,
    /// Warnings that the page does not want to hear.
    pub silenced: Vec<Diagnostic>,
    /// The text that all this was found in, by its fingerprint: lines depend on it.
    pub text: Digest,
}

/// A rule about plain Markdown: all its faults on one page.
type Rule = fn(&CheckJob) -> Vec<Diagnostic>;

/// A rule about the pages of a handbook with settings: what it finds on one page.
type PageRule = fn(&CheckJob) -> Vec<Finding>;

const RULES: [Rule; 9] = [
    links::addresses,
    links::pictures,
    links::aliases,
    links::words,
    text::headings,
    text::summary,
    text::owners,
    text::review_date,
    text::raw_html,
];

const RULES_WITH_SETTINGS: [Rule; 3] = [ids::ids, links::outside, words::words];

const PAGE_RULES: [PageRule; 12] = [
    freshness::plain_pages,
    freshness::reviews,
    steps::steps,
    steps::handoffs,
    myths::myths,
    myths::evidence,
    learning::checks,
    paths::weeks,
    paths::items,
    workshops::agenda,
    workshops::notes_and_sheets,
    leaves::leaves,
];

/// Everything that is wrong with one page.
pub fn check_page(job: &CheckJob) -> Checked {
    let mut problems = job.problems.clone();
    problems.extend(RULES.iter().flat_map(|rule| rule(job)));
    if job.settings.configured {
        problems.extend(RULES_WITH_SETTINGS.iter().flat_map(|rule| rule(job)));
        let found = PAGE_RULES.iter().flat_map(|rule| rule(job));
        problems.extend(found.map(|finding| finding.placed(job)));
        problems.extend(job.findings.iter().map(|finding| finding.placed(job)));
    }
    listened(job, problems)
}

/// The problems of a page without those that it silences, and those.
fn listened(job: &CheckJob, problems: Vec<Diagnostic>) -> Checked {
    let is_silenced = |problem: &Diagnostic| {
        let number = problem.code.number();
        problem.code.severity() == Severity::Warning
            && job.facts.quiet.iter().any(|quiet| quiet == number)
    };
    let (silenced, problems) = problems.into_iter().partition(is_silenced);
    Checked {
        problems,
        silenced,
        text: job.body.digest(),
    }
}

impl Checked {
    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty() && self.silenced.is_empty()
    }
}
