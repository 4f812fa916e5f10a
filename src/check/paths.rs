//! Rules about paths, as far as their page alone can tell.

use std::collections::BTreeMap;

use super::CheckJob;
use super::finding::{Anchor, Finding};
use crate::codes::Code;
use crate::input::kinds::Structure;
use crate::input::vocabulary::Vocabulary;
use crate::page::At;
use crate::page::parts::{Item, Week};
use crate::span::Span;

/// Every week has an outcome, items that lead somewhere, and a check at its end.
pub fn weeks(job: &CheckJob) -> Vec<Finding> {
    if job.kind().structure != Structure::Stops {
        return Vec::new();
    }
    let weeks = &job.facts.parts.weeks;
    let mut found: Vec<Finding> = count(job).into_iter().collect();
    for (at, week) in weeks.iter().enumerate() {
        found.extend(outcome(at, week));
        found.extend(ends_with_check(&job.kinds.vocabulary, at, week));
    }
    found
}

fn count(job: &CheckJob) -> Option<Finding> {
    let said: usize = job.facts.text("weeks")?.parse().ok()?;
    let there = job.facts.parts.weeks.len();
    (said != there).then(|| {
        let message = format!("`weeks` says {said}, and the path has {there}");
        let help = "every week is a heading of level two, such as `## Week 1: See the whole loop`";
        Finding::new(Code::E410, Anchor::Field("weeks"), message, help)
    })
}

fn outcome(at: usize, week: &Week) -> Option<Finding> {
    week.outcome.is_empty().then(|| {
        let message =
            format!("“{}” does not say what the learner can do then", week.title);
        let help = "begin a paragraph below the heading with `**You can**`";
        Finding::new(Code::W415, Anchor::Part(At::Week(at)), message, help)
    })
}

fn ends_with_check(words: &Vocabulary, at: usize, week: &Week) -> Option<Finding> {
    let is_check = |item: &&Item| words.english(&item.verb) == "check";
    if week.items.last().is_some_and(|item| is_check(&item)) {
        return None;
    }
    let message = format!("“{}” does not end with a check", week.title);
    let help = match week.items.iter().find(is_check) {
        Some(item) => format!("move “{}” to the end of the list", item.text),
        None => "add a last line such as `- [ ] **Check** [Who owns it now?](page.md#id) (5 min)`".into(),
    };
    Some(Finding::new(
        Code::W413,
        Anchor::Part(At::Week(at)),
        message,
        help,
    ))
}

/// Everything on a path leads somewhere.
pub fn items(job: &CheckJob) -> Vec<Finding> {
    let mut found = Vec::new();
    for (week, own) in job.facts.parts.weeks.iter().enumerate() {
        for (at, item) in own.items.iter().enumerate() {
            let Some(address) = &item.target else {
                continue;
            };
            let target = job.targets.get(address.as_str());
            if let Some(fault) = target.and_then(|target| target.fault.as_ref())
                && matches!(fault.code, Code::E501 | Code::E502)
            {
                let message = format!("“{}” leads nowhere: {}", item.text, fault.message);
                let place = Anchor::InPart(At::Item(week, at), address.clone());
                let help = fault.help.clone().unwrap_or_else(|| {
                    "lead it to a page, or take the link out".to_owned()
                });
                found.push(Finding::new(Code::E411, place, message, help));
            }
        }
    }
    found
}

/// The items of a path's weeks by where they begin, each with its end and its target.
pub type Targeted<'j> = BTreeMap<u32, (Span, &'j str)>;

/// What the rule about items judges, so that the rule about links leaves it alone.
pub fn targeted(job: &CheckJob) -> Targeted<'_> {
    let mut all = Targeted::new();
    for (week, own) in job.facts.parts.weeks.iter().enumerate() {
        for (at, item) in own.items.iter().enumerate() {
            if let Some(address) = &item.target {
                let span = job.body.places.of(&At::Item(week, at));
                all.insert(span.start, (span, address));
            }
        }
    }
    all
}
