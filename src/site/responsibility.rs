//! Who has which part in each step, computed from the facts of a process.

use super::people::{People, Position};
use crate::page::Facts;

/// The part of one role in one step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// The role's id, the same however it is written.
    pub id: String,
    /// The role as written.
    pub written: String,
    /// `R`, `A`, `RA`, `C` or `I`.
    pub letter: &'static str,
}

/// The parts that roles have in a step: those who do it first.
///
/// Whoever owns the step does it. The approver answers for it, else the page's owner on the
/// step's side, else any owner of the page. Those who are told include the page's owner on
/// the side that receives a hand-off behind the step.
pub fn parts_of_step(people: &People, facts: &Facts, number: usize) -> Vec<Part> {
    let Some(step) = facts.parts.steps.get(number) else {
        return Vec::new();
    };
    let mut parts = Parts {
        people,
        found: Vec::new(),
    };
    for name in &step.owners {
        parts.add(name, "R");
    }
    let position = people.position_of_step(step);
    if !step.approvers.is_empty() {
        step.approvers.iter().for_each(|name| parts.answers(name));
    } else if !step.owners.is_empty()
        && let Some(owner) = owner_on(people, facts, position)
    {
        parts.answers(owner);
    }
    for name in &step.ask {
        parts.add(name, "C");
    }
    for name in &step.tell {
        parts.add(name, "I");
    }
    let after = facts.parts.handoffs.iter();
    for handoff in after.filter(|handoff| handoff.after == Some(number)) {
        let side = handoff.to.as_deref().and_then(|side| people.side(side));
        let owner = side.and_then(|side| owner_of_side(people, facts, side));
        if let Some(owner) = owner {
            parts.add(owner, "I");
        }
    }
    parts.found
}

struct Parts<'a> {
    people: &'a People,
    found: Vec<Part>,
}

impl Parts<'_> {
    /// Gives a part to a role that has none yet: the first is the greatest.
    fn add(&mut self, name: &str, letter: &'static str) {
        let id = self.people.id(name);
        if self.found.iter().all(|part| part.id != id) {
            self.found.push(Part {
                id,
                written: name.to_owned(),
                letter,
            });
        }
    }

    fn answers(&mut self, name: &str) {
        let id = self.people.id(name);
        match self.found.iter_mut().find(|part| part.id == id) {
            Some(part) if part.letter == "R" => part.letter = "RA",
            _ => self.add(name, "A"),
        }
    }
}

/// The page's owner on one side.
pub fn owner_of_side<'f>(
    people: &People,
    facts: &'f Facts,
    side: Position,
) -> Option<&'f str> {
    let mut owners = facts.owners.iter();
    let found = owners.find(|(own, _)| people.side(own) == Some(side));
    found.map(|(_, role)| role.as_str())
}

fn owner_on<'f>(people: &People, facts: &'f Facts, side: Position) -> Option<&'f str> {
    let first = || facts.owners.first().map(|(_, role)| role.as_str());
    owner_of_side(people, facts, side).or_else(first)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, handoff, step};
    use super::*;
    use crate::page::Parts as PageParts;

    fn letters(sample: &Sample) -> Vec<Vec<String>> {
        let people = sample.people();
        let facts = sample.facts("processes/p.md");
        let count = facts.parts.steps.len();
        let shown = |part: Part| format!("{} {}", part.letter, part.id);
        let of = |at| {
            parts_of_step(&people, facts, at)
                .into_iter()
                .map(shown)
                .collect()
        };
        (0..count).map(of).collect()
    }

    #[test]
    fn letters_follow_from_the_facts_of_a_step() {
        let mut check = step("Check", &["Rep"]);
        check.approvers = vec!["SDR lead".into()];
        check.ask = vec!["rep".into(), "Content lead".into()];
        check.tell = vec!["Content lead".into(), "ops".into()];
        let mut own = step("Own", &["demand-manager"]);
        own.ask = vec!["Rep".into()];
        let parts = PageParts {
            steps: vec![check, own, step("Joint", &["Rep", "Content lead"]), {
                let mut outside = step("Outside", &[]);
                outside.lane = Some("Customer".into());
                outside
            }],
            handoffs: vec![handoff("H1", 1, "marketing", "sales")],
            ..PageParts::default()
        };
        let sample = Sample::new()
            .page("teams/m.md", "title: M\nside: marketing")
            .page("teams/s.md", "title: S\nside: sales")
            .page("roles/rep.md", "title: Rep\nteam: s")
            .page("roles/content-lead.md", "title: Content lead\nteam: m")
            .page("roles/demand-manager.md", "title: Demand manager\nteam: m")
            .page_of(
                "processes/p.md",
                "owners: { sales: sdr-lead, marketing: demand-manager }",
                parts,
            );
        assert_eq!(
            letters(&sample),
            [
                vec!["R rep", "A sdr-lead", "C content-lead", "I ops"],
                vec!["RA demand-manager", "C rep", "I sdr-lead"],
                vec!["R rep", "R content-lead", "A sdr-lead"],
                vec![],
            ]
        );
    }
}
