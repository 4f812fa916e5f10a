//! Rules about roles that face each other, what teams promise, and names of terms.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Anchor;
use super::overview::{Found, Handbook, Shown};
use crate::codes::Code;
use crate::site::flows::Party;
use crate::site::people::{Role, Team, Who, name_key};
use crate::site::position::Position;

/// A role has its opposite number on the other side, which says the same.
pub fn counterparts(handbook: &Handbook, found: &mut Found) {
    let people = &handbook.site.people;
    for (at, role) in people.roles.iter().enumerate() {
        let Some(page) = handbook.page(&role.source).filter(|page| page.is_live()) else {
            continue;
        };
        match people.counterpart(at) {
            Some(other) => {
                let other = &people.roles[other];
                one_pair(handbook, found, page, (role, other));
            }
            None if role.counterpart.is_none() && role.position.opposite().is_some() => {
                let message =
                    format!("{} has no counterpart on the other side", role.title);
                let help = "write `counterpart:` and the role over there that this one talks to first";
                found.add(page, (Code::E102, Anchor::Field("team")), message, help);
            }
            None => {}
        }
    }
}

fn one_pair(
    handbook: &Handbook,
    found: &mut Found,
    page: &Shown,
    (role, other): (&Role, &Role),
) {
    let people = &handbook.site.people;
    let place = || {
        Anchor::Item(
            "counterpart".into(),
            role.counterpart.clone().unwrap_or_default(),
        )
    };
    if role.position == other.position && role.position.opposite().is_some() {
        let message = format!(
            "{} and its counterpart {} both work for {}",
            role.title,
            other.title,
            handbook.side_name(role.position)
        );
        let help = "name the role on the other side that this one talks to first";
        return found.add(page, (Code::E707, place()), message, help);
    }
    let back = other
        .counterpart
        .as_deref()
        .and_then(|name| people.role(name));
    if back.is_none_or(|back| people.roles[back].source != role.source) {
        let named = back.map_or("nobody", |back| people.roles[back].title.as_str());
        let message = format!(
            "{} names {named} as its counterpart, not {}",
            other.title, role.title
        );
        let help = "let the two name each other, or accept that one faces several with `quiet: [W708]`";
        found.add(page, (Code::W708, place()), message, help);
    }
}

/// What a team asks for and offers is what its processes take and give.
///
/// Asked of a team that is the only one of its side.
pub fn promises(handbook: &Handbook, found: &mut Found) {
    let people = &handbook.site.people;
    for (at, team) in people.teams.iter().enumerate() {
        let alone = people
            .teams
            .iter()
            .filter(|other| other.position == team.position)
            .count()
            == 1;
        if team.position.opposite().is_none() || !alone {
            continue;
        }
        let Some(page) = handbook.page(&team.source).filter(|page| page.is_live()) else {
            continue;
        };
        let (offers, asks) = moved(handbook, at, team);
        for (field, real) in [("offers", offers), ("asks_for", asks)] {
            compare(handbook, found, (page, team), (field, &real));
        }
    }
}

/// What really leaves a team and reaches it.
fn moved(
    handbook: &Handbook,
    at: usize,
    team: &Team,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let glossary = &handbook.site.glossary;
    let side = |name: &Option<String>| {
        name.as_deref()
            .and_then(|name| handbook.site.people.side(name))
    };
    let (mut offers, mut asks) = (BTreeSet::new(), BTreeSet::new());
    for process in &handbook.site.flows.processes {
        for flow in &process.gives {
            let is_theirs = |party: &Party| match party {
                Party::Who(Who::Team(other)) => *other == at,
                Party::Who(Who::Side(other)) => {
                    Position::of_side(*other) == team.position
                }
                _ => false,
            };
            if flow.others.iter().any(is_theirs) {
                asks.insert(flow.term.clone());
            }
        }
        if process.leads == team.position {
            offers.extend(process.gives.iter().map(|flow| flow.term.clone()));
            asks.extend(process.takes.iter().map(|flow| flow.term.clone()));
        }
    }
    for page in super::crossings::processes(handbook) {
        for handoff in &page.facts.parts.handoffs {
            let Some(term) = handoff.gives.as_deref().map(|term| glossary.id(term))
            else {
                continue;
            };
            if side(&handoff.from) == Some(team.position) {
                offers.insert(term.clone());
            }
            if side(&handoff.to) == Some(team.position) {
                asks.insert(term);
            }
        }
    }
    // Unknown names are reported where they are written.
    let known = |term: &String| glossary.find(term).is_some();
    let asks = asks
        .difference(&offers)
        .filter(|term| known(term))
        .cloned()
        .collect();
    offers.retain(known);
    (offers, asks)
}

fn compare(
    handbook: &Handbook,
    found: &mut Found,
    (page, team): (&Shown, &Team),
    (field, real): (&'static str, &BTreeSet<String>),
) {
    let glossary = &handbook.site.glossary;
    let written = page.facts.list(field);
    let known = written.iter().filter(|term| glossary.find(term).is_some());
    let said: BTreeSet<String> = known.map(|term| glossary.id(term)).collect();
    if !page.facts.fields.contains_key(field) {
        return;
    }
    let titles = |terms: Vec<&String>| {
        let titles: Vec<String> = terms
            .into_iter()
            .map(|term| {
                glossary
                    .find(term)
                    .map_or(term.clone(), |at| glossary.terms[at].title.clone())
            })
            .collect();
        titles.join(", ")
    };
    let missing = titles(real.difference(&said).collect());
    let extra = titles(said.difference(real).collect());
    let verb = if field == "offers" { "gives" } else { "takes" };
    let message = match (missing.is_empty(), extra.is_empty()) {
        (true, true) => return,
        (false, true) => format!(
            "{} {verb} {missing}, which `{field}` leaves out",
            team.title
        ),
        (true, false) => format!(
            "`{field}` names {extra}, which {} {verb} in no process",
            team.title
        ),
        (false, false) => format!(
            "`{field}` leaves out {missing}, and names {extra}, which {} {verb} in no process",
            team.title
        ),
    };
    let help = match (missing.is_empty(), field) {
        (false, _) => {
            format!("make the list say what the processes and hand-offs say: {missing}")
        }
        (true, "offers") => {
            "take it out, or let a process that the team leads give it".to_owned()
        }
        (true, _) => {
            "take it out, or let a process that the team leads take it".to_owned()
        }
    };
    found.add(page, (Code::W706, Anchor::Field(field)), message, help);
}

/// No two terms answer to the same name.
pub fn shared_names(handbook: &Handbook, found: &mut Found) {
    let mut names: BTreeMap<String, &Shown> = BTreeMap::new();
    for page in handbook.of_kind("term") {
        names.entry(name_key(&page.facts.title)).or_insert(page);
    }
    for page in handbook.of_kind("term") {
        for name in page.facts.list("also") {
            let first = *names.entry(name_key(&name)).or_insert(page);
            if first.source != page.source {
                let message =
                    format!("“{name}” is also a name of “{}”", first.facts.title);
                let help = "keep it with the term that people mean by it, and take it out of the other";
                found.add(
                    page,
                    (Code::W709, Anchor::Item("also".into(), name)),
                    message,
                    help,
                );
            }
        }
    }
    repeated_pages(handbook, found);
}

/// No two pages are called the same in references.
fn repeated_pages(handbook: &Handbook, found: &mut Found) {
    for page in &handbook.pages {
        let (kind, name) = (page.facts.kind.as_str(), page.source.stem());
        if kind == "page" || page.source.index_rank().is_some() {
            continue;
        }
        let Some(first) = handbook.named(kind, name) else {
            continue;
        };
        if first.source != page.source {
            let message =
                format!("{kind}:{name} is the name of {} too", first.facts.file);
            let help =
                "give one of the two files another name: references lead to the other";
            found.add(page, (Code::E105, Anchor::Page), message, help);
        }
    }
}
