//! What passes between processes, and the loop that comes of it.

use std::collections::{BTreeMap, BTreeSet};

use super::LinkJob;
use super::glossary::Glossary;
use super::people::{People, Position, Who, name_key};
use super::routes::Routes;
use crate::page::{Facts, Status};
use crate::paths::{OutputPath, SourcePath, UrlStyle};

/// Processes that are joined for one term by one giver; a term that more of them take says
/// nothing about who works for whom.
const MOST_TAKERS: usize = 50;

/// What passes between the processes of a handbook.
#[derive(Clone, Debug, Default, Hash)]
pub struct Flows {
    /// The processes, by slug.
    pub processes: Vec<Process>,
    /// Who gives each term.
    pub given: BTreeMap<String, Parties>,
    /// Who takes each term.
    pub taken: BTreeMap<String, Parties>,
    /// From process to process: the terms.
    pub edges: BTreeMap<(usize, usize), Vec<String>>,
    /// The loop.
    pub ring: Ring,
    /// How addresses look.
    pub style: UrlStyle,
    by_source: BTreeMap<SourcePath, usize>,
    names: BTreeMap<String, usize>,
}

/// A process with what it takes and gives.
#[derive(Clone, Debug, Hash)]
pub struct Process {
    /// The name of its file.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// A short title.
    pub short: String,
    /// Which side leads it.
    pub leads: Position,
    /// Whether it is one team's own affair.
    pub single_team: bool,
    /// What it takes, and from whom.
    pub takes: Vec<Flow>,
    /// What it gives, and to whom.
    pub gives: Vec<Flow>,
    /// Its page.
    pub source: SourcePath,
    /// Where that is.
    pub output: OutputPath,
}

/// A term, and from or to whom it passes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Flow {
    /// The term: its slug, or what was written where there is no such term.
    pub term: String,
    /// As written.
    pub written: String,
    /// From or to whom, as far as it is said.
    pub others: Vec<Party>,
}

/// Somebody that gives or takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A process, by its place in `processes`.
    Process(usize),
    /// A role, a team or a side.
    Who(Who),
    /// Neither: as written.
    Unknown(String),
}

/// Everybody who gives or takes a term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Parties {
    /// The processes.
    pub processes: Vec<usize>,
    /// Teams and others: named by processes, or saying so themselves.
    pub people: BTreeSet<Who>,
}

/// The loop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ring {
    /// The processes in order; empty when none give to one another.
    pub nodes: Vec<usize>,
    /// Whether the last one gives to the first.
    pub closed: bool,
    /// The term that would close it.
    pub missing: Option<String>,
    /// Names in the settings that are no process.
    pub unknown: Vec<String>,
}

impl Flows {
    /// Collects what the processes that are shown take and give.
    pub fn new(
        job: &LinkJob,
        routes: &Routes,
        people: &People,
        glossary: &Glossary,
    ) -> Self {
        let mut flows = Self {
            style: job.settings.url_style,
            ..Self::default()
        };
        let shown = routes.pages.iter().filter_map(|(source, page)| {
            let facts = &**page.facts;
            (facts.kind == "process" && facts.status != Status::Retired).then_some((
                source,
                &page.output,
                facts,
            ))
        });
        let mut shown: Vec<_> = shown.collect();
        shown.sort_by_key(|(source, ..)| (source.stem(), *source));
        for (at, (source, _, facts)) in shown.iter().enumerate() {
            flows.by_source.insert((*source).clone(), at);
            for name in [source.stem(), &facts.title] {
                flows.names.entry(name_key(name)).or_insert(at);
            }
        }
        let reader = Reader { people, glossary };
        for (source, output, facts) in shown {
            let process = reader.process(&flows, source, output, facts);
            flows.processes.push(process);
        }
        flows.add_parties(job, &reader);
        flows.add_edges(people);
        flows.ring = flows.find_ring(&job.settings.loop_order);
        flows
    }

    /// The process of this name, by its place in `processes`.
    pub fn process(&self, name: &str) -> Option<usize> {
        let name = name.trim();
        let name = name.strip_prefix("process:").unwrap_or(name);
        self.names.get(&name_key(name)).copied()
    }

    /// The process that a page is about.
    pub fn process_of_page(&self, source: &SourcePath) -> Option<usize> {
        self.by_source.get(source).copied()
    }

    fn add_parties(&mut self, job: &LinkJob, reader: &Reader) {
        let processes = std::mem::take(&mut self.processes);
        for (at, process) in processes.iter().enumerate() {
            for flow in &process.gives {
                add_process(&mut self.given, &flow.term, at);
                add_people(&mut self.taken, flow);
            }
            for flow in &process.takes {
                add_process(&mut self.taken, &flow.term, at);
                add_people(&mut self.given, flow);
            }
        }
        self.processes = processes;
        for (at, team) in reader.people.teams.iter().enumerate() {
            let facts = &job.pages[&team.source];
            for (field, side) in
                [("offers", &mut self.given), ("asks_for", &mut self.taken)]
            {
                for term in facts.list(field) {
                    let parties = side.entry(reader.glossary.id(&term)).or_default();
                    parties.people.insert(Who::Team(at));
                }
            }
        }
    }

    /// An edge for each term that one process gives and another takes, where neither says that
    /// it passes to or from somebody else.
    fn add_edges(&mut self, people: &People) {
        for (from, giver) in self.processes.iter().enumerate() {
            for flow in &giver.gives {
                let takers = self.taken.get(&flow.term).into_iter();
                let takers = takers.flat_map(|parties| parties.processes.iter().copied());
                let named = flow.others.iter().filter_map(|party| match party {
                    Party::Process(at) => Some(*at),
                    _ => None,
                });
                let named: Vec<usize> = named.collect();
                // Those whom the giver names come first, however many others there are.
                let candidates: BTreeSet<usize> =
                    named.into_iter().chain(takers.take(MOST_TAKERS)).collect();
                for to in candidates.into_iter().filter(|to| *to != from) {
                    let taker = &self.processes[to];
                    let takes = taker.takes.iter().any(|own| {
                        own.term == flow.term
                            && may_pass(people, &own.others, from, giver)
                            && may_pass(people, &flow.others, to, taker)
                    });
                    let terms = takes.then(|| self.edges.entry((from, to)).or_default());
                    if let Some(terms) = terms.filter(|terms| !terms.contains(&flow.term))
                    {
                        terms.push(flow.term.clone());
                    }
                }
            }
        }
    }
}

fn add_process(terms: &mut BTreeMap<String, Parties>, term: &str, process: usize) {
    let parties = terms.entry(term.to_owned()).or_default();
    if parties.processes.last() != Some(&process) {
        parties.processes.push(process);
    }
}

fn add_people(terms: &mut BTreeMap<String, Parties>, flow: &Flow) {
    for party in &flow.others {
        if let Party::Who(who) = party {
            let parties = terms.entry(flow.term.clone()).or_default();
            parties.people.insert(*who);
        }
    }
}

/// Whether what `others` says allows that something passes between it and a process.
fn may_pass(people: &People, others: &[Party], at: usize, process: &Process) -> bool {
    let stands_for = |who: &Who| {
        let position = people.position_of(*who);
        position == process.leads || position == Position::Joint
    };
    others.is_empty()
        || others.iter().any(|party| match party {
            Party::Process(other) => *other == at,
            Party::Who(who) => stands_for(who),
            Party::Unknown(_) => false,
        })
}

struct Reader<'a> {
    people: &'a People,
    glossary: &'a Glossary,
}

impl Reader<'_> {
    fn process(
        &self,
        flows: &Flows,
        source: &SourcePath,
        output: &OutputPath,
        facts: &Facts,
    ) -> Process {
        let led = facts.text("leads");
        let led = led.map(|side| match self.people.side(&side) {
            None if side == "joint" || side == "both" => Position::Joint,
            known => known.unwrap_or_default(),
        });
        let owned = facts
            .owners
            .iter()
            .filter_map(|(side, _)| self.people.side(side));
        let leads = led.unwrap_or_else(|| Position::together(owned));
        let read = |field: &str| -> Vec<Flow> {
            let pairs = facts.flows(field).into_iter();
            pairs
                .map(|(what, others)| self.flow(flows, what, &others))
                .collect()
        };
        Process {
            slug: source.stem().to_owned(),
            title: facts.title.clone(),
            short: facts
                .nav_title
                .clone()
                .unwrap_or_else(|| facts.title.clone()),
            leads,
            single_team: facts.says("single_team"),
            takes: read("takes"),
            gives: read("gives"),
            source: source.clone(),
            output: output.clone(),
        }
    }

    fn flow(&self, flows: &Flows, written: String, others: &[String]) -> Flow {
        let party = |name: &String| match flows.process(name) {
            Some(at) => Party::Process(at),
            None => match self.people.find(name) {
                Some(who) => Party::Who(who),
                None => Party::Unknown(name.clone()),
            },
        };
        Flow {
            term: self.glossary.id(&written),
            others: others.iter().map(party).collect(),
            written,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;

    /// A process, its side, what it takes and gives.
    fn process(
        sample: Sample,
        slug: &str,
        leads: &str,
        takes: &str,
        gives: &str,
    ) -> Sample {
        let fields = format!("leads: {leads}\ntakes: [{takes}]\ngives: [{gives}]");
        sample.page(&format!("processes/{slug}.md"), &fields)
    }

    fn loop_of_three() -> Sample {
        let sample =
            Sample::new().page("teams/press.md", "title: The press\nside: outside");
        let sample = process(
            sample,
            "brief",
            "marketing",
            "{ what: notes }",
            "{ what: coverage }",
        );
        let sample = process(
            sample,
            "enquiry",
            "marketing",
            "{ what: coverage, from: brief }",
            "{ what: enquiry, to: deal }, { what: thanks, to: press }",
        );
        process(
            sample,
            "deal",
            "sales",
            "{ what: enquiry }",
            "{ what: notes, to: [brief] }",
        )
    }

    fn names(flows: &Flows) -> Vec<&str> {
        let nodes = flows.ring.nodes.iter();
        nodes.map(|at| flows.processes[*at].slug.as_str()).collect()
    }

    #[test]
    fn what_one_gives_and_another_takes_makes_the_loop() {
        let flows = loop_of_three().flows();
        assert_eq!(names(&flows), ["brief", "enquiry", "deal"]);
        assert!(flows.ring.closed);
        assert_eq!(flows.ring.missing, None);
        let thanks = &flows.taken["thanks"];
        assert!(thanks.processes.is_empty() && thanks.people.len() == 1);
    }

    #[test]
    fn a_loop_that_lacks_a_link_names_it() {
        let sample = loop_of_three();
        let sample = process(
            sample,
            "brief",
            "marketing",
            "{ what: replies }",
            "{ what: coverage }",
        );
        let flows = sample.flows();
        assert_eq!(names(&flows), ["brief", "enquiry", "deal"]);
        assert!(!flows.ring.closed);
        assert_eq!(flows.ring.missing.as_deref(), Some("notes"));
    }

    #[test]
    fn who_names_others_is_believed() {
        let sample = loop_of_three();
        let sample = process(
            sample,
            "other",
            "sales",
            "{ what: enquiry, from: brief }",
            "",
        );
        let flows = sample.flows();
        let pairs = flows.edges.keys().map(|(from, to)| {
            let slug = |at: &usize| flows.processes[*at].slug.as_str();
            (slug(from), slug(to))
        });
        let pairs: Vec<_> = pairs.collect();
        assert_eq!(
            pairs,
            [("brief", "enquiry"), ("deal", "brief"), ("enquiry", "deal")]
        );
    }

    #[test]
    fn a_process_of_one_team_stays_out_of_the_loop() {
        let sample = loop_of_three().page(
            "processes/enquiry.md",
            "leads: marketing\nsingle_team: true\ntakes: [{ what: coverage }]\ngives: [{ what: enquiry }]",
        );
        let flows = sample.flows();
        assert!(!flows.ring.closed);
        assert_eq!(names(&flows), ["deal", "brief"]);
    }

    #[test]
    fn a_listed_order_is_kept_and_begins_behind_its_first_gap() {
        let listed = |order: &[&str]| {
            let order = order.iter().map(|name| (*name).to_owned()).collect();
            loop_of_three()
                .settings(|settings| settings.loop_order = order)
                .flows()
        };
        let flows = listed(&["deal", "process:brief", "Enquiry"]);
        assert_eq!(names(&flows), ["deal", "brief", "enquiry"]);
        assert!(flows.ring.closed);
        let flows = listed(&["brief", "deal", "enquiry", "nothing"]);
        assert_eq!(names(&flows), ["deal", "enquiry", "brief"]);
        assert!(!flows.ring.closed);
        assert_eq!(flows.ring.missing.as_deref(), Some("enquiry"));
        assert_eq!(flows.ring.unknown, ["nothing"]);
        assert_eq!(names(&listed(&["brief", "brief"])), Vec::<&str>::new());
    }

    #[test]
    fn without_flows_there_is_no_loop() {
        let sample = process(Sample::new(), "a", "sales", "", "{ what: x }");
        let flows = process(sample, "b", "marketing", "{ what: y }", "").flows();
        assert_eq!(names(&flows), Vec::<&str>::new());
        assert_eq!(flows.ring.missing, None);
    }
}
