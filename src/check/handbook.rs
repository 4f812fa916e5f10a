//! Rules over all pages together.
//!
//! Given the facts of all pages and the linked site, gives what is wrong with each page,
//! without positions. Pure; runs only when the site was linked anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::finding::{Anchor, Finding};
use super::overview::{Found, Handbook};
use super::{crossings, fairness, flows, owners, raci, reach, references, teams};
use crate::digest::Digested;
use crate::paths::SourcePath;
use crate::site::{LinkJob, Site};

/// What is wrong with each page.
pub type Findings = BTreeMap<SourcePath, Arc<Digested<Vec<Finding>>>>;

/// A rule over all pages.
type HandbookRule = fn(&Handbook, &mut Found);

const RULES: [HandbookRule; 21] = [
    owners::known,
    owners::both_sides,
    owners::one_person,
    owners::load,
    references::fields,
    references::steps,
    references::boxes,
    references::replaced,
    crossings::crossings,
    crossings::handoffs,
    raci::answers,
    raci::table,
    flows::flows,
    flows::the_loop,
    teams::counterparts,
    teams::promises,
    teams::shared_names,
    fairness::myths,
    fairness::longest_answers,
    reach::unlinked,
    reach::weeks,
];

/// What is wrong with each page in the sight of the whole handbook.
pub fn check_handbook(job: &LinkJob, site: &Site) -> Findings {
    if !job.settings.configured {
        return Findings::new();
    }
    let handbook = Handbook::new(job, site);
    let mut found = Found::default();
    for rule in RULES {
        rule(&handbook, &mut found);
    }
    let excused = |finding: &Finding| match &finding.at {
        Anchor::Item(_, name) | Anchor::InPart(_, name) => job.absent.knows(name),
        _ => false,
    };
    let found = found.0.into_iter().map(|(source, mut findings)| {
        // What is left out is named by mistake of nobody.
        findings.retain(|finding| !excused(finding));
        (source, findings)
    });
    found
        .map(|(source, findings)| (source, Arc::new(Digested::new(findings))))
        .collect()
}
