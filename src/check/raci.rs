//! Rules about who does a step, who answers for it, and the table that says so by hand.

use std::collections::{BTreeMap, BTreeSet};

use super::crossings::processes;
use super::finding::Anchor;
use super::overview::{Found, Handbook, Shown};
use super::owners::roles_like;
use crate::codes::Code;
use crate::page::At;
use crate::page::parts::Step;
use crate::site::people::{People, name_key};
use crate::site::position::Position;
use crate::suggest::nearest;

/// Rows of a table that anybody reads; behind them nothing is judged.
const MOST_ROWS: usize = 100;

/// For every step exactly one role answers: the approver, or the page's owner on its side.
pub fn answers(handbook: &Handbook, found: &mut Found) {
    let people = &handbook.site.people;
    for page in processes(handbook) {
        for (at, step) in page.facts.parts.steps.iter().enumerate() {
            if step.lane.is_some() || step.owners.is_empty() {
                continue;
            }
            let several = ids(people, &step.approvers).len() > 1;
            let is_joint = people.position_of_step(step) == Position::Joint;
            let has_joint_owner =
                page.facts.owners.iter().any(|(side, _)| side == "joint");
            let nobody = step.approvers.is_empty() && is_joint && !has_joint_owner;
            if several {
                let message = format!("several roles answer for “{}”", step.title);
                let help =
                    "keep one under `Approver`, and move the others to `Ask` or `Tell`";
                let place = Anchor::Part(At::StepFact(at, "approver".into()));
                found.add(page, (Code::E212, place), message, help);
            } else if nobody {
                let message = format!(
                    "nobody alone answers for “{}”, which both teams do",
                    step.title
                );
                let help = "add `- Approver: ` and one role: whoever decides when the two disagree";
                found.add(
                    page,
                    (Code::E212, Anchor::Part(At::Step(at))),
                    message,
                    help,
                );
            }
        }
    }
}

fn ids(people: &People, names: &[String]) -> BTreeSet<String> {
    names.iter().map(|name| people.id(name)).collect()
}

/// A table written by hand says the same as the steps.
pub fn table(handbook: &Handbook, found: &mut Found) {
    let people = &handbook.site.people;
    for page in processes(handbook) {
        let Some(table) = &page.facts.parts.raci else {
            continue;
        };
        for role in table
            .roles
            .iter()
            .filter(|role| people.find(role).is_none())
        {
            if !people.roles.is_empty() {
                let message =
                    format!("the table has a column for `{role}`, which is no role");
                let place = Anchor::InPart(At::Raci, role.clone());
                found.add(
                    page,
                    (Code::E213, place),
                    message,
                    roles_like(handbook, role),
                );
            }
        }
        let mut listed = BTreeSet::new();
        let places = places(page);
        for (name, cells) in table.rows.iter().take(MOST_ROWS) {
            let place = || Anchor::InPart(At::Raci, name.clone());
            match places.get(&name_key(name)) {
                Some(&at) => {
                    listed.insert(at);
                    let row = Row {
                        step: &page.facts.parts.steps[at],
                        name,
                        roles: &table.roles,
                        cells,
                    };
                    row.compare(people, &mut |code, message, help| {
                        found.add(page, (code, place()), message, help);
                    });
                }
                None => {
                    let titles = page
                        .facts
                        .parts
                        .steps
                        .iter()
                        .map(|step| step.title.as_str());
                    let help = match nearest(name, titles) {
                        Some(title) => format!("did you mean “{title}”?"),
                        None => {
                            "name a step of this page, or take the row out".to_owned()
                        }
                    };
                    let message =
                        format!("the table has a row for “{name}”, which is no step");
                    found.add(page, (Code::E213, place()), message, help);
                }
            }
        }
        let steps = page.facts.parts.steps.iter().enumerate().take(MOST_ROWS);
        for (at, step) in steps.filter(|(at, _)| !listed.contains(at)) {
            if step.lane.is_none() {
                let message = format!("the table leaves out “{}”", step.title);
                let help =
                    "add a row for the step, or write `::raci` in place of the table";
                let place = if listed.is_empty() {
                    At::Raci
                } else {
                    At::Step(at)
                };
                found.add(page, (Code::E213, Anchor::Part(place)), message, help);
            }
        }
    }
}

/// The steps of a page by title and by id.
fn places(page: &Shown) -> BTreeMap<String, usize> {
    let mut places = BTreeMap::new();
    for (at, step) in page.facts.parts.steps.iter().enumerate() {
        for name in [&step.title, &step.id] {
            places.entry(name_key(name)).or_insert(at);
        }
    }
    places
}

/// A row of the table, and the step that it is about.
struct Row<'a> {
    step: &'a Step,
    name: &'a str,
    roles: &'a [String],
    cells: &'a [String],
}

impl Row<'_> {
    /// The roles whose cell holds a letter.
    fn with(&self, letter: char) -> Vec<String> {
        let pairs = self.roles.iter().zip(self.cells);
        let own = pairs.filter(|(_, cell)| cell.contains(letter));
        own.map(|(role, _)| role.clone()).collect()
    }

    fn compare(&self, people: &People, add: &mut impl FnMut(Code, String, &str)) {
        let (does, answers) = (self.with('R'), self.with('A'));
        let name = self.name;
        if answers.len() != 1 {
            let count = if answers.is_empty() {
                "nobody"
            } else {
                "more than one"
            };
            let message = format!("in the table, {count} answers for “{name}”");
            add(
                Code::E212,
                message,
                "put exactly one A, or one RA, into the row",
            );
        }
        if does.is_empty() {
            let message = format!("in the table, nobody does “{name}”");
            add(
                Code::E212,
                message,
                "put an R, or an RA, into the row of whoever does it",
            );
        }
        let differs = |cells: &[String], fact: &[String]| {
            !fact.is_empty()
                && !cells.is_empty()
                && ids(people, cells) != ids(people, fact)
        };
        let pairs = [
            ("Owner", &does, &self.step.owners),
            ("Approver", &answers, &self.step.approvers),
        ];
        for (fact, cells, names) in pairs {
            if self.step.lane.is_none() && differs(cells, names) {
                let message = format!(
                    "the table gives “{name}” to {}, and the step says `{fact}: {}`",
                    cells.join(" and "),
                    names.join(", ")
                );
                let help = "make both say the same, or write `::raci` in place of the table: it is made from the steps";
                add(Code::E213, message, help);
            }
        }
    }
}
