//! Rules about steps, moves and hand-offs, as far as their page alone can tell.

use std::collections::BTreeMap;

use super::CheckJob;
use super::finding::{Anchor, Finding, MOST_NAMES};
use crate::codes::Code;
use crate::input::kinds::{Owners, Structure};
use crate::page::At;
use crate::page::parts::{HandOff, Step};
use crate::suggest::nearest;

/// Roles on whose answer a step may wait.
const MOST_ASKED: usize = 2;

/// Every step has somebody who does it, a time limit and few to wait for.
pub fn steps(job: &CheckJob) -> Vec<Finding> {
    let kind = job.kind();
    if kind.structure != Structure::Steps {
        return Vec::new();
    }
    // Moves of one team may take the time they take.
    let is_process = kind.owners == Owners::Both;
    let steps = &job.facts.parts.steps;
    let places = places(steps);
    let mut found = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        found.extend(owner(at, step, is_process));
        found.extend(time_limit(at, step, is_process));
        found.extend(asked(at, step));
        found.extend(way_back(at, steps, &places));
    }
    found
}

fn owner(at: usize, step: &Step, is_process: bool) -> Option<Finding> {
    let nobody = step.owners.is_empty() && step.lane.is_none();
    nobody.then(|| {
        let message = format!("nobody owns “{}”", step.title);
        let help = match is_process {
            true => {
                "write `- Owner: ` and a role below the heading, or `- Lane: Customer` if somebody outside does it"
            }
            false => "write `- Owner: ` and a role below the heading",
        };
        Finding::new(Code::E210, Anchor::Part(At::Step(at)), message, help)
    })
}

fn time_limit(at: usize, step: &Step, is_process: bool) -> Option<Finding> {
    let fact = || Anchor::Part(At::StepFact(at, "within".into()));
    match (&step.within, &step.within_text) {
        (Some(_), _) => None,
        (None, Some(text)) => {
            let place = At::StepFact(at, "within".into());
            Some(unreadable_limit(text, Anchor::InPart(place, text.clone())))
        }
        (None, None) if is_process && step.lane.is_none() => {
            let message = format!("“{}” has no time limit", step.title);
            let help = "write, for example, `- Within: 2 working days` or `- Within: weekly` below the heading";
            Some(Finding::new(Code::E211, fact(), message, help))
        }
        (None, None) => None,
    }
}

fn unreadable_limit(text: &str, at: Anchor) -> Finding {
    let message = format!("`{text}` is not a length of time");
    let help =
        "write, for example, 4 working hours, 2 working days, 30 minutes or weekly";
    Finding::new(Code::E107, at, message, help)
}

fn asked(at: usize, step: &Step) -> Option<Finding> {
    let count = step.ask.len();
    (count > MOST_ASKED).then(|| {
        let message = format!("“{}” waits on the answers of {count} roles", step.title);
        let help =
            format!("keep up to {MOST_ASKED} under `Ask`, and move the others to `Tell`");
        let place = Anchor::Part(At::StepFact(at, "ask".into()));
        Finding::new(Code::W218, place, message, help)
    })
}

/// Where each step of a page stands first, by its title in lower case and by its id.
fn places(steps: &[Step]) -> BTreeMap<String, usize> {
    let mut places = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        places.entry(step.title.to_lowercase()).or_insert(at);
        places.entry(format!("#{}", step.id)).or_insert(at);
    }
    places
}

/// Refused work goes back to a step that has been taken.
fn way_back(
    at: usize,
    steps: &[Step],
    places: &BTreeMap<String, usize>,
) -> Option<Finding> {
    let wanted = steps[at].back_to.as_deref()?;
    let id = format!("#{}", wanted.trim_start_matches('#'));
    let found = [places.get(&wanted.to_lowercase()), places.get(&id)];
    if found.iter().flatten().any(|place| **place < at) {
        return None;
    }
    let message = match found.iter().flatten().next() {
        Some(_) => format!("`Back to` leads to “{wanted}”, which does not stand earlier"),
        None => format!("`Back to` leads to “{wanted}”, which is no step of this page"),
    };
    let nearby = &steps[at.saturating_sub(MOST_NAMES)..at];
    let earlier = nearby.iter().map(|step| step.title.as_str());
    let begins = |title: &&str| title.to_lowercase().starts_with(&wanted.to_lowercase());
    let near = nearest(wanted, earlier.clone()).or_else(|| earlier.clone().find(begins));
    let help = match near {
        Some(title) => format!("did you mean “{title}”?"),
        None if at == 0 => {
            "take the line out: nothing stands before the first step".into()
        }
        None => {
            let titles: Vec<_> = earlier.map(|title| format!("“{title}”")).collect();
            let last = &titles[titles.len().saturating_sub(6)..];
            format!("name an earlier step: {}", last.join(", "))
        }
    };
    let place = Anchor::Part(At::StepFact(at, "back to".into()));
    Some(Finding::new(Code::E219, place, message, help))
}

/// Every hand-off says when it leaves, when it enters, and how long it may take.
pub fn handoffs(job: &CheckJob) -> Vec<Finding> {
    let handoffs = job.facts.parts.handoffs.iter().enumerate();
    handoffs
        .flat_map(|(at, handoff)| handoff_found(at, handoff))
        .collect()
}

fn handoff_found(at: usize, handoff: &HandOff) -> Vec<Finding> {
    let mut found = Vec::new();
    let title = &handoff.title;
    let lacks = [
        ("`Leaves when`", handoff.leaves.is_empty(), LISTS),
        ("`Enters when`", handoff.enters.is_empty(), LISTS),
        ("`within`", handoff.within_text.is_none(), LIMIT),
        ("`from`", handoff.from.is_none(), SIDES),
        ("`to`", handoff.to.is_none(), SIDES),
        ("`gives`", handoff.gives.is_none(), TERM),
    ];
    let place = || Anchor::Part(At::HandOff(at));
    for (what, is_missing, help) in lacks {
        if is_missing {
            let message = format!("the hand-off “{title}” has no {what}");
            found.push(Finding::new(Code::E216, place(), message, help));
        }
    }
    if let (None, Some(text)) = (&handoff.within, &handoff.within_text) {
        let place = Anchor::InPart(At::HandOff(at), text.clone());
        found.push(unreadable_limit(text, place));
    }
    if handoff.comes_back.is_empty() {
        let message = format!("nothing says when the hand-off “{title}” comes back");
        let help = "add `#### Comes back if` and a list of the reasons for which the receiver says no";
        found.push(Finding::new(Code::W217, place(), message, help));
    }
    found
}

const LISTS: &str =
    "write it as a heading of level four in the box, with a list of what has to be true";
const LIMIT: &str = "write, for example, `within=4wh` into the line that opens the box";
const SIDES: &str =
    "write, for example, `from=marketing to=sales` into the line that opens the box";
const TERM: &str =
    "write `gives=` and the name of a term that flows into the line that opens the box";
