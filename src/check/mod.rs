//! Rules over the linked site.
//!
//! Given one page with all that linking found out about it, gives what is wrong. A rule is a
//! function in `RULES`; it sees one job and returns every fault it finds.

mod links;
mod text;

use std::sync::Arc;

use crate::date::Date;
use crate::diagnostic::Diagnostic;
use crate::digest::Digested;
use crate::input::settings::HtmlPolicy;
use crate::page::{Body, Facts};
use crate::site::target::Targets;

/// All that the rules may depend on.
#[derive(Clone, Debug, Hash)]
pub struct CheckJob {
    /// What the page shows to others.
    pub facts: Arc<Digested<Facts>>,
    /// Where everything in it stands.
    pub body: Arc<Digested<Body>>,
    /// Where its links lead.
    pub targets: Arc<Digested<Targets>>,
    /// Its aliases that cannot be used: their number, and who has the address.
    pub alias_faults: Vec<(usize, Option<Arc<str>>)>,
    /// The day to judge by.
    pub today: Date,
    /// The ids of the two sides.
    pub sides: [String; 2],
    /// What happens to raw HTML.
    pub html: HtmlPolicy,
    /// Whether the handbook has settings, and so asks more of its pages.
    pub configured: bool,
}

/// A rule: all its faults on one page.
type Rule = fn(&CheckJob) -> Vec<Diagnostic>;

const RULES: [Rule; 8] = [
    links::addresses,
    links::pictures,
    links::aliases,
    text::headings,
    text::summary,
    text::owners,
    text::review_date,
    text::raw_html,
];

/// Everything that is wrong with one page.
pub fn check_page(job: &CheckJob) -> Vec<Diagnostic> {
    RULES.iter().flat_map(|rule| rule(job)).collect()
}
