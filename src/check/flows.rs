//! Rules about what passes between processes, and the loop that comes of it.

use std::collections::BTreeSet;

use super::crossings::not_flowing;
use super::finding::{Anchor, MOST_NAMES};
use super::overview::{Found, Handbook, Shown};
use crate::codes::Code;
use crate::page::Facts;
use crate::site::flows::{Flow, Flows, Parties, Party, Process};
use crate::suggest::nearest;

/// Everything that is taken comes from somewhere, and everything given goes somewhere.
pub fn flows(handbook: &Handbook, found: &mut Found) {
    let crossing = Crossing::new(handbook);
    for process in &handbook.site.flows.processes {
        let Some(page) = handbook.page(&process.source) else {
            continue;
        };
        for flow in &process.takes {
            each(handbook, found, (page, "takes"), flow, |found, place| {
                taken(&crossing, found, (page, place), process, flow);
            });
        }
        for flow in &process.gives {
            each(handbook, found, (page, "gives"), flow, |found, place| {
                given(&crossing, found, (page, place), process, flow);
            });
        }
    }
}

fn each(
    handbook: &Handbook,
    found: &mut Found,
    (page, field): (&Shown, &str),
    flow: &Flow,
    rest: impl FnOnce(&mut Found, Anchor),
) {
    let place = |item: &str| Anchor::Item(field.to_owned(), item.to_owned());
    if let Some((message, help)) = not_flowing(handbook, &flow.written) {
        let message = format!("the process {field} {message}");
        return found.add(page, (Code::E701, place(&flow.written)), message, help);
    }
    let mut is_known = true;
    for party in &flow.others {
        if let Party::Unknown(name) = party {
            is_known = false;
            let flows = &handbook.site.flows;
            let names = flows.processes.iter().map(|process| process.slug.as_str());
            let teams = handbook
                .site
                .people
                .teams
                .iter()
                .map(|team| team.slug.as_str());
            let help = match nearest(name, names.chain(teams).take(MOST_NAMES)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a process or a team of this handbook".to_owned(),
            };
            let message = format!("there is no process or team `{name}`");
            found.add(page, (Code::E501, place(name)), message, help);
        }
    }
    if is_known {
        rest(found, place(&flow.written));
    }
}

/// Which terms cross in hand-offs, by process.
struct Crossing<'a> {
    handbook: &'a Handbook<'a>,
    pairs: BTreeSet<(usize, String)>,
    terms: BTreeSet<String>,
}

impl<'a> Crossing<'a> {
    fn new(handbook: &'a Handbook<'a>) -> Self {
        let mut crossing = Self {
            handbook,
            pairs: BTreeSet::new(),
            terms: BTreeSet::new(),
        };
        for (at, process) in handbook.site.flows.processes.iter().enumerate() {
            let facts = handbook.page(&process.source).map(|page| page.facts);
            for term in facts
                .into_iter()
                .flat_map(|facts| crossing_terms(handbook, facts))
            {
                crossing.pairs.insert((at, term.clone()));
                crossing.terms.insert(term);
            }
        }
        crossing
    }

    fn title(&self, process: usize) -> String {
        format!("“{}”", self.handbook.site.flows.processes[process].title)
    }

    fn gives(&self, process: usize, term: &str) -> bool {
        let own = &self.handbook.site.flows.processes[process];
        own.gives.iter().any(|flow| flow.term == term)
            || self.pairs.contains(&(process, term.to_owned()))
    }

    fn takes(&self, process: usize, term: &str) -> bool {
        let own = &self.handbook.site.flows.processes[process];
        own.takes.iter().any(|flow| flow.term == term)
            || self.pairs.contains(&(process, term.to_owned()))
    }
}

fn crossing_terms(handbook: &Handbook, facts: &Facts) -> Vec<String> {
    let handoffs = facts.parts.handoffs.iter();
    let terms = handoffs.filter_map(|handoff| handoff.gives.as_deref());
    terms.map(|term| handbook.site.glossary.id(term)).collect()
}

fn named(flow: &Flow) -> Vec<usize> {
    let processes = flow.others.iter().filter_map(|party| match party {
        Party::Process(at) => Some(*at),
        _ => None,
    });
    processes.collect()
}

/// Whether anybody is among them beside a process itself.
fn others(flows: &Flows, parties: Option<&Parties>, process: &Process) -> bool {
    let is_other = |at: &usize| flows.processes[*at].source != process.source;
    parties.is_some_and(|parties| {
        !parties.people.is_empty() || parties.processes.iter().any(is_other)
    })
}

fn taken(
    crossing: &Crossing,
    found: &mut Found,
    (page, place): (&Shown, Anchor),
    process: &Process,
    flow: &Flow,
) {
    let flows = &crossing.handbook.site.flows;
    let term = &flow.term;
    let from = named(flow);
    let from_people = flow.others.len() > from.len();
    let others = others(flows, flows.given.get(term), process);
    let is_given = match from.is_empty() {
        true => others || crossing.terms.contains(term),
        false => from.iter().any(|at| crossing.gives(*at, term)),
    };
    if from_people || is_given {
        return;
    }
    let word = title_of(crossing.handbook, term);
    let (message, help) = match from.first() {
        Some(at) => (
            format!(
                "{word} comes from {}, which does not give it",
                crossing.title(*at)
            ),
            format!(
                "add it to `gives` of {}, or name who gives it",
                crossing.title(*at)
            ),
        ),
        None => (
            format!("{word} comes from nowhere: no process gives it"),
            "add it to `gives` of the process it comes from, or name a team with `from:`"
                .into(),
        ),
    };
    found.add(page, (Code::E702, place), message, help);
}

fn given(
    crossing: &Crossing,
    found: &mut Found,
    (page, place): (&Shown, Anchor),
    process: &Process,
    flow: &Flow,
) {
    let flows = &crossing.handbook.site.flows;
    let term = &flow.term;
    let to = named(flow);
    let to_people = flow.others.len() > to.len();
    let others = others(flows, flows.taken.get(term), process);
    let lost = to.iter().find(|at| !crossing.takes(**at, term));
    let is_taken = match to.is_empty() {
        true => to_people || others,
        false => lost.is_none(),
    };
    if is_taken {
        return;
    }
    let word = title_of(crossing.handbook, term);
    let (message, help) = match lost {
        Some(at) => (
            format!(
                "{word} goes to {}, which does not take it",
                crossing.title(*at)
            ),
            format!(
                "add it to `takes` of {}, or name who takes it",
                crossing.title(*at)
            ),
        ),
        None => (
            format!("{word} is made for nobody: no process and no team takes it"),
            "add it to `takes` of the process that needs it, or name a team with `to:`"
                .into(),
        ),
    };
    found.add(page, (Code::W703, place), message, help);
}

fn title_of(handbook: &Handbook, term: &str) -> String {
    let glossary = &handbook.site.glossary;
    match glossary.find(term) {
        Some(at) => format!("“{}”", glossary.terms[at].title),
        None => format!("`{term}`"),
    }
}

/// The processes of both sides lead round to where they began.
pub fn the_loop(handbook: &Handbook, found: &mut Found) {
    let flows = &handbook.site.flows;
    let ring = &flows.ring;
    let (Some(last), Some(first)) = (ring.nodes.last(), ring.nodes.first()) else {
        return;
    };
    if ring.closed || ring.nodes.len() < 2 {
        return;
    }
    let (last, first) = (&flows.processes[*last], &flows.processes[*first]);
    let Some(page) = handbook.page(&last.source) else {
        return;
    };
    let message = match &ring.missing {
        Some(term) => format!(
            "the loop is open between “{}” and “{}”: {} is missing",
            last.title,
            first.title,
            title_of(handbook, term)
        ),
        None => format!(
            "the loop is open between “{}” and “{}”",
            last.title, first.title
        ),
    };
    let help = format!(
        "let “{}” give what “{}” takes: a term under `gives` here, the same under `takes` there",
        last.title, first.title
    );
    found.add(page, (Code::W704, Anchor::Field("gives")), message, help);
}
