//! What parsing and checking a page are given.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::Linked;
use crate::check::CheckJob;
use crate::check::handbook::Findings;
use crate::digest::Digested;
use crate::input::audiences::Audiences;
use crate::input::kinds::Kinds;
use crate::input::{Inputs, SourceText};
use crate::page::{Page, ParseJob};
use crate::paths::SourcePath;
use crate::site::redirects::AliasFault;

/// What parsing a page may depend on beside its text.
#[derive(Hash)]
pub struct ParseContext {
    configured: bool,
    kinds: Arc<Digested<Kinds>>,
    audiences: Arc<Digested<Audiences>>,
}

impl ParseContext {
    /// For all pages of a build.
    pub fn new(inputs: &Inputs) -> Self {
        Self {
            configured: inputs.settings.configured,
            kinds: inputs.kinds.clone(),
            audiences: Arc::new(Digested::new(inputs.settings.audiences.clone())),
        }
    }

    /// How a text is parsed that stands at a path.
    pub fn job(&self, path: &SourcePath, text: &SourceText) -> ParseJob {
        ParseJob {
            source: path.clone(),
            file: text.file.clone(),
            text: Digested::with(text.text.clone(), text.digest),
            configured: self.configured,
            kinds: self.kinds.clone(),
            audiences: self.audiences.clone(),
        }
    }
}

/// How a page is parsed.
pub fn parse_job(
    context: &ParseContext,
    path: &SourcePath,
    page: &Arc<SourceText>,
) -> Option<ParseJob> {
    Some(context.job(path, page))
}

/// What checking a page may depend on beside the page.
pub struct CheckContext<'a> {
    inputs: &'a Inputs,
    linked: &'a Linked,
    findings: &'a Findings,
    alias_faults: HashMap<&'a SourcePath, Vec<&'a AliasFault>>,
}

impl<'a> CheckContext<'a> {
    /// For all pages of a linked handbook.
    pub fn new(inputs: &'a Inputs, linked: &'a Linked, findings: &'a Findings) -> Self {
        let mut alias_faults: HashMap<_, Vec<_>> = HashMap::new();
        for fault in &linked.site.alias_faults {
            alias_faults.entry(&fault.source).or_default().push(fault);
        }
        Self {
            inputs,
            linked,
            findings,
            alias_faults,
        }
    }
}

impl Hash for CheckContext<'_> {
    /// Day, settings and kinds are in the job that the site was linked from.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.linked.job.hash(state);
    }
}

/// What is checked of a page; of a draft that is not shown nothing, it has no problems yet.
pub fn check_job(
    context: &CheckContext,
    source: &SourcePath,
    page: &Arc<Page>,
) -> Option<CheckJob> {
    let (inputs, linked) = (context.inputs, context.linked);
    let mut pages = linked.site.made_of(source);
    let shown = pages.find(|page| page.written().is_some())?;
    let findings = context.findings.get(source).cloned();
    let alias_faults = context.alias_faults.get(source).into_iter().flatten();
    let alias_faults = alias_faults.map(|fault| (fault.number, fault.taken_by.clone()));
    Some(CheckJob {
        problems: page.problems.clone(),
        facts: page.facts.clone(),
        body: page.body.clone(),
        targets: shown.targets.clone(),
        alias_faults: alias_faults.collect(),
        findings: findings.unwrap_or_default(),
        today: inputs.request.today,
        settings: inputs.settings.clone(),
        kinds: inputs.kinds.clone(),
        glossary: linked.site.glossary.clone(),
    })
}
