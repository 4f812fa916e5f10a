//! What each written page shows of the others: its parts, and what its kind adds.

use std::collections::BTreeSet;

use super::book::Book;
use super::changes::changes;
use super::details::{Detail, HomeView, PartsView, PlaybookView, ProcessView};
use super::flows::Flow;
use super::freshness::{Scope, health};
use super::generated::Plan;
use super::learning::{only, path_view, segments, weeks, workshop_view};
use super::leaves::computed;
use super::myths::{evidence_view, myth_view, overheard};
use super::people::Who;
use super::position::side_of;
use super::profiles::{role_view, team_view};
use super::steps::{handoff_view, handoff_views, limit_of, step_view, tightest_handoffs};
use super::terms::term_view;
use super::views::LinkView;
use crate::duration::TimeLimit;
use crate::page::Status;
use crate::paths::OutputPath;

/// Changes on the home page.
const HOME_CHANGES: usize = 5;
/// Time limits in the head of a process.
const HEADLINES: usize = 3;

/// The parts of a page, seen from `from`: lists beside those of the same names in its facts.
pub fn parts_view(book: &Book, page: usize, from: &OutputPath) -> PartsView {
    let parts = &book.pages[page].facts.parts;
    let steps = 0..parts.steps.len();
    let handoffs = 0..parts.handoffs.len();
    let myths = 0..parts.myths.len();
    let all = |evidence: &[_]| {
        evidence
            .iter()
            .map(|own| evidence_view(book, own))
            .collect()
    };
    let leaves = parts.leaves.iter();
    PartsView {
        steps: steps
            .map(|step| step_view(book, page, step, from))
            .collect(),
        handoffs: handoffs
            .map(|at| handoff_view(book, page, at, from))
            .collect(),
        myths: myths.map(|at| myth_view(book, page, at, from)).collect(),
        myth_evidence: parts.myths.iter().map(|myth| all(&myth.evidence)).collect(),
        evidence: all(&parts.evidence),
        weeks: weeks(book, page, from),
        segments: segments(&parts.segments),
        only: parts.only.iter().map(|who| only(book, who, from)).collect(),
        leaves: leaves
            .map(|leaf| computed(book, page, leaf, from))
            .collect(),
    }
}

/// What the kind of a page adds to its text.
pub fn detail(book: &Book, plan: &Plan, page: usize) -> Detail {
    let own = &book.pages[page];
    let from = own.output;
    if own.facts.status == Status::Retired {
        return Detail::None;
    }
    let boxed = match own.facts.kind.as_str() {
        "process" => process_view(book, page).map(|view| Detail::Process(Box::new(view))),
        "playbook" => Some(Detail::Playbook(Box::new(playbook_view(book, page)))),
        "path" => Some(Detail::Path(Box::new(path_view(book, page, from)))),
        "workshop" => {
            let view = workshop_view(book, plan, page, from);
            Some(Detail::Workshop(Box::new(view)))
        }
        "term" => book
            .glossary
            .term_of_page(own.source)
            .map(|term| Detail::Term(Box::new(term_view(book, term, from)))),
        "team" => book
            .people
            .team_of_page(own.source)
            .map(|team| Detail::Team(Box::new(team_view(book, team, from)))),
        "role" => book
            .people
            .role_of_page(own.source)
            .map(|role| Detail::Role(Box::new(role_view(book, role, from)))),
        _ => None,
    };
    boxed.unwrap_or_default()
}

fn process_view(book: &Book, page: usize) -> Option<ProcessView> {
    let own = &book.pages[page];
    let (facts, from) = (own.facts, own.output);
    let at = book.flows.process_of_page(own.source)?;
    let process = &book.flows.processes[at];
    let flow = |flow: &Flow| {
        let others = flow.others.iter();
        let others = others.map(|party| book.flows.party(party, &book.named(), from));
        (book.named().term_link(&flow.term, from), others.collect())
    };
    let ring = &book.flows.ring;
    let place = ring.nodes.iter().position(|node| *node == at);
    let beside = |place: Option<usize>| {
        let node = ring.nodes[place?];
        book.page(&book.flows.processes[node].source)
            .map(|page| book.link(page, from))
    };
    let count = ring.nodes.len();
    let is_open = |gap: bool| !ring.closed && gap;
    let before = place.filter(|at| !is_open(*at == 0));
    let after = place.filter(|at| !is_open(at + 1 == count));
    let side = match facts.text("leads").and_then(|side| book.people.side(&side)) {
        Some(super::people::Position::Left) => Some(Who::Side(0)),
        Some(super::people::Position::Right) => Some(Who::Side(1)),
        _ => None,
    };
    Some(ProcessView {
        leads: side.map(|who| book.people.chip_of(who, from)),
        starts_when: facts.text("starts_when"),
        ends_when: facts.text("ends_when"),
        takes: process.takes.iter().map(flow).collect(),
        gives: process.gives.iter().map(flow).collect(),
        measures: facts.list("measures"),
        headlines: headlines(book, page),
        steps: facts.parts.steps.len(),
        handoffs: facts.parts.handoffs.len(),
        before: beside(before.map(|at| (at + count - 1) % count)),
        after: beside(after.map(|at| (at + 1) % count)),
    })
}

/// The tightest limits of a process; rhythms are none.
fn headlines(book: &Book, page: usize) -> Vec<(LinkView, super::computed::LimitView)> {
    let own = &book.pages[page];
    let steps = own.facts.parts.steps.iter().enumerate();
    let mut limits: Vec<(u32, usize)> = steps
        .filter_map(|(at, step)| {
            let tightness = step.within.as_ref().and_then(TimeLimit::tightness)?;
            Some((tightness, at))
        })
        .collect();
    limits.sort_unstable();
    let line = |(_, step): (u32, usize)| {
        let limit = limit_of(book, &own.facts.parts.steps[step])?;
        Some((book.step_link(page, step, own.output), limit))
    };
    limits
        .into_iter()
        .take(HEADLINES)
        .filter_map(line)
        .collect()
}

fn playbook_view(book: &Book, page: usize) -> PlaybookView {
    let own = &book.pages[page];
    let feeds = own.facts.list("feeds");
    let feeds = feeds
        .iter()
        .filter_map(|name| book.reference(name, Some("process")));
    PlaybookView {
        use_when: own.facts.text("use_when"),
        you_need: own.facts.text("you_need"),
        you_get: own.facts.text("you_get"),
        takes_time: own.facts.text("takes_time"),
        feeds: feeds.map(|page| book.link(page, own.output)).collect(),
    }
}

/// What the home page shows besides its text.
pub fn home_view(book: &Book, page: Option<usize>, from: &OutputPath) -> HomeView {
    let ring = book.flows.loop_view(&book.named(), from, None);
    HomeView {
        loop_view: Some(ring).filter(|ring| !ring.stretches.is_empty()),
        overheard: overheard(book, from),
        handoffs: handoff_views(book, tightest_handoffs(book), from),
        all_handoffs: book.handoffs.len(),
        health: health(book, Scope::All, 0, from),
        changes: changes(book, HOME_CHANGES, from),
        path: book
            .of_kind("path")
            .next()
            .map(|page| book.link(page, from)),
        concerns: page.map(|page| concerns(book, page)).unwrap_or_default(),
    }
}

/// Addresses on a page that lead to what concerns one side alone: the left one, the right one.
fn concerns(book: &Book, page: usize) -> [BTreeSet<String>; 2] {
    let mut concerns = [BTreeSet::new(), BTreeSet::new()];
    let own = &book.pages[page];
    for target in own.targets.values() {
        let to = target.page.as_ref().and_then(|source| book.page(source));
        let (Some(to), Some(href)) = (to, &target.href) else {
            continue;
        };
        let side = match concerned(book, to) {
            "left" => 0,
            "right" => 1,
            _ => continue,
        };
        concerns[side].insert(href.clone());
    }
    concerns
}

/// Whom a page is for: the side of all whom it names, else the side that owns it.
fn concerned(book: &Book, page: usize) -> &'static str {
    let own = &book.pages[page];
    let mut sides = own
        .facts
        .audience
        .iter()
        .map(|who| only(book, who, own.output).position);
    match sides.next() {
        Some(first) if sides.all(|side| side == first) => first,
        Some(_) => "joint",
        None => side_of(book.job, own.facts),
    }
}
