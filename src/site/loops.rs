//! The loop: listed or found, and as pages show it together with the other flows.

use std::collections::{BTreeMap, BTreeSet};

use super::computed::{ExtraFlow, LoopView, Stretch};
use super::flows::{Flow, Flows, Parties, Party, Ring};
use super::glossary::Glossary;
use super::people::{People, Who};
use super::ring::Graph;
use super::views::LinkView;
use crate::paths::{OutputPath, title_from_name};

/// Flows listed besides the ring.
const MOST_EXTRA: usize = 200;

/// The names of people and terms.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    /// Roles, teams and sides.
    pub people: &'a People,
    /// Terms.
    pub glossary: &'a Glossary,
}

impl Named<'_> {
    /// What a term is called, and where its page is.
    pub fn term(&self, term: &str, from: &OutputPath) -> (String, Option<String>) {
        match self.glossary.find(term) {
            Some(at) => {
                let title = self.glossary.terms[at].title.clone();
                (title, Some(self.glossary.href(at, from)))
            }
            None => (title_from_name(term), None),
        }
    }

    /// A term as a link; its address is empty where it has no page.
    pub fn term_link(&self, term: &str, from: &OutputPath) -> LinkView {
        let (title, href) = self.term(term, from);
        LinkView {
            title,
            href: href.unwrap_or_default(),
        }
    }

    /// A role, a team or a side as a link.
    pub fn who(&self, who: Who, from: &OutputPath) -> LinkView {
        let chip = self.people.chip_of(who, from);
        LinkView {
            title: chip.title,
            href: chip.href.unwrap_or_default(),
        }
    }
}

/// A ring with more processes is shown in part on the page of each of them, or such pages
/// would grow with the handbook; the page of the loop has all.
const MOST_AROUND: usize = 24;

/// The places around a process on a long ring, in order; `None` where all are shown.
fn window(nodes: &[usize], here: usize) -> Option<Vec<usize>> {
    let count = nodes.len();
    let at = nodes.iter().position(|node| *node == here);
    let at = at.filter(|_| count > MOST_AROUND)?;
    let first = at + count - MOST_AROUND / 4;
    Some(
        (0..MOST_AROUND / 2)
            .map(|step| (first + step) % count)
            .collect(),
    )
}

impl Flows {
    /// The listed order, else the longest way round, else the longest way.
    pub(super) fn find_ring(&self, listed: &[String]) -> Ring {
        let mut ring = match listed.is_empty() {
            true => self.found_ring(),
            false => self.listed_ring(listed),
        };
        if !ring.closed
            && let (Some(last), Some(first)) = (ring.nodes.last(), ring.nodes.first())
        {
            ring.missing = self.missing_between(*last, *first);
        }
        ring
    }

    fn found_ring(&self) -> Ring {
        let joint: Vec<usize> = (0..self.processes.len())
            .filter(|at| !self.processes[*at].single_team)
            .collect();
        let mut graph = Graph {
            sides: joint.iter().map(|at| self.processes[*at].leads).collect(),
            next: vec![Vec::new(); joint.len()],
        };
        for (from, to) in self.edges.keys() {
            let place = |at| joint.binary_search(at).ok();
            if let (Some(from), Some(to)) = (place(from), place(to)) {
                graph.next[from].push(to);
            }
        }
        let way = graph.longest_way();
        Ring {
            nodes: way.nodes.into_iter().map(|at| joint[at]).collect(),
            closed: way.closed,
            ..Ring::default()
        }
    }

    /// The order in the settings; where something is missing, the ring begins behind the gap.
    fn listed_ring(&self, listed: &[String]) -> Ring {
        let mut ring = Ring::default();
        for name in listed {
            match self.process(name) {
                Some(at) if !ring.nodes.contains(&at) => ring.nodes.push(at),
                Some(_) => {}
                None => ring.unknown.push(name.clone()),
            }
        }
        if ring.nodes.len() < 2 {
            ring.nodes.clear();
            return ring;
        }
        let count = ring.nodes.len();
        let gives = |at: &usize| {
            let pair = (ring.nodes[*at], ring.nodes[(at + 1) % count]);
            self.edges.contains_key(&pair)
        };
        match (0..count).find(|at| !gives(at)) {
            Some(gap) => ring.nodes.rotate_left((gap + 1) % count),
            None => ring.closed = true,
        }
        ring
    }

    /// The term that should pass from one process to another and does not.
    pub fn missing_between(&self, from: usize, to: usize) -> Option<String> {
        let (giver, taker) = (&self.processes[from], &self.processes[to]);
        let meant_for = |flow: &&Flow, at| flow.others.contains(&Party::Process(at));
        let is_lost = |flow: &&Flow, others: &BTreeMap<String, Parties>| {
            others
                .get(&flow.term)
                .is_none_or(|own| own.processes.is_empty())
        };
        let gives = || giver.gives.iter();
        let takes = || taker.takes.iter();
        let found = takes()
            .find(|flow| meant_for(flow, from))
            .or_else(|| gives().find(|flow| meant_for(flow, to)))
            .or_else(|| takes().find(|flow| is_lost(flow, &self.given)))
            .or_else(|| gives().find(|flow| is_lost(flow, &self.taken)))
            .or_else(|| takes().next())
            .or_else(|| gives().next());
        found.map(|flow| flow.term.clone())
    }

    /// The ring as the page at `from` shows it, which may be one of its processes itself.
    pub fn loop_view(
        &self,
        named: &Named,
        from: &OutputPath,
        here: Option<usize>,
    ) -> LoopView {
        let Ring { nodes, closed, .. } = &self.ring;
        let mut crossings = 0;
        let mut stretch = |(at, &node): (usize, &usize)| {
            let process = &self.processes[node];
            let is_last = at + 1 == nodes.len();
            let after = nodes[(at + 1) % nodes.len()];
            let to = &self.processes[after];
            let term = self
                .edges
                .get(&(node, after))
                .and_then(|terms| terms.first());
            let gives = term
                .filter(|_| *closed || !is_last)
                .map(|term| named.term(term, from));
            let crosses = gives.is_some() && process.leads != to.leads;
            crossings += usize::from(crosses);
            let (gives, gives_href) = gives.unwrap_or_default();
            Stretch {
                number: at + 1,
                title: process.title.clone(),
                short: process.short.clone(),
                href: from.href_to(&process.output, self.style),
                position: process.leads.word(),
                side: named.people.side_name(process.leads),
                gives,
                gives_href,
                crosses,
                to_side: named.people.side_name(to.leads),
                here: here == Some(node),
            }
        };
        let window = here.and_then(|here| window(nodes, here));
        let is_whole = window.is_none();
        let shown: Vec<usize> = window.unwrap_or_else(|| (0..nodes.len()).collect());
        let stretches = shown.iter().map(|&at| stretch((at, &nodes[at]))).collect();
        let missing = self.ring.missing.as_ref().filter(|_| is_whole);
        LoopView {
            stretches,
            closed: *closed && is_whole,
            missing: missing.map(|term| named.term(term, from).0),
            crossings,
            extra: Vec::new(),
        }
    }

    /// What passes away from the ring: between processes, and to or from people.
    pub fn extra(&self, named: &Named, from: &OutputPath) -> Vec<ExtraFlow> {
        let nodes = &self.ring.nodes;
        let shown: BTreeSet<(usize, usize)> = (0..nodes.len())
            .map(|at| (nodes[at], nodes[(at + 1) % nodes.len()]))
            .collect();
        let mut found: BTreeSet<(Party, &str, Party)> = BTreeSet::new();
        for ((giver, taker), terms) in &self.edges {
            let skipped = usize::from(shown.contains(&(*giver, *taker)));
            for term in terms.iter().skip(skipped) {
                found.insert((Party::Process(*giver), term, Party::Process(*taker)));
            }
        }
        for (at, process) in self.processes.iter().enumerate() {
            let own = || Party::Process(at);
            let people = |flow: &'_ Flow| -> Vec<Party> {
                let others = flow.others.iter();
                others
                    .filter(|party| matches!(party, Party::Who(_)))
                    .cloned()
                    .collect()
            };
            for flow in &process.gives {
                found.extend(
                    people(flow)
                        .into_iter()
                        .map(|to| (own(), flow.term.as_str(), to)),
                );
            }
            for flow in &process.takes {
                found.extend(
                    people(flow)
                        .into_iter()
                        .map(|of| (of, flow.term.as_str(), own())),
                );
            }
        }
        let flow = |(giver, term, taker): (Party, &str, Party)| {
            let (title, href) = named.term(term, from);
            let href = href.unwrap_or_default();
            ExtraFlow {
                from: self.party(&giver, named, from),
                what: LinkView { title, href },
                to: self.party(&taker, named, from),
            }
        };
        found.into_iter().take(MOST_EXTRA).map(flow).collect()
    }

    /// Somebody that gives or takes, as a link.
    pub fn party(&self, party: &Party, named: &Named, from: &OutputPath) -> LinkView {
        match party {
            Party::Process(at) => {
                let process = &self.processes[*at];
                LinkView {
                    title: process.title.clone(),
                    href: from.href_to(&process.output, self.style),
                }
            }
            Party::Who(who) => named.who(*who, from),
            Party::Unknown(name) => LinkView {
                title: title_from_name(name),
                href: String::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn a_long_ring_is_shown_in_part_around_a_process() {
        let ring: Vec<usize> = (100..130).collect();
        assert_eq!(window(&ring, 110), Some((4..16).collect()));
        let around_the_end = [24, 25, 26, 27, 28, 29, 0, 1, 2, 3, 4, 5];
        assert_eq!(window(&ring, 100), Some(around_the_end.to_vec()));
    }

    #[test]
    fn a_short_ring_and_a_page_outside_the_ring_show_all() {
        let ring: Vec<usize> = (0..24).collect();
        assert_eq!(window(&ring, 3), None);
        let longer: Vec<usize> = (0..30).collect();
        assert_eq!(window(&longer, 99), None);
    }
}
