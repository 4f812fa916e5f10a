//! The matrix of roles and steps.

use std::collections::BTreeMap;

use super::book::Book;
use super::computed::{RaciGroup, RaciRole, RaciRow, RaciView};
use super::position::Position;
use super::responsibility::{Part, parts_of_step};
use crate::paths::OutputPath;

/// Processes in one matrix; a larger one can be read by nobody.
const MOST_GROUPS: usize = 200;

/// The matrix of some processes, by their places among the pages.
pub fn matrix(book: &Book, processes: &[usize], from: &OutputPath) -> RaciView {
    let mut columns: Vec<(String, String)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups = Vec::new();
    for &page in processes.iter().take(MOST_GROUPS) {
        let facts = book.pages[page].facts;
        let mut rows = Vec::new();
        for number in 0..facts.parts.steps.len() {
            let parts = parts_of_step(book.people, facts, number);
            let step = &facts.parts.steps[number];
            let is_elsewhere = book.people.position_of_step(step) == Position::Outside;
            if parts.is_empty() && is_elsewhere {
                continue;
            }
            for part in &parts {
                known.entry(part.id.clone()).or_insert_with(|| {
                    columns.push((part.id.clone(), part.written.clone()));
                    columns.len() - 1
                });
            }
            rows.push((number, parts));
        }
        groups.push((page, rows));
    }
    let mut order: Vec<usize> = (0..columns.len()).collect();
    // Sorting keeps the order of first appearance within a side.
    order.sort_by_key(|at| book.people.position(&columns[*at].1));
    let roles: Vec<RaciRole> = order
        .iter()
        .map(|&at| {
            let (id, written) = &columns[at];
            let all = groups.iter().flat_map(|(_, rows)| rows);
            let own = all
                .flat_map(|(_, parts)| parts)
                .filter(|part| part.id == *id);
            let letters: Vec<&str> = own.map(|part| part.letter).collect();
            let count =
                |letter| letters.iter().filter(|own| own.contains(letter)).count();
            RaciRole {
                role: book.people.chip(written, from),
                responsible: count('R'),
                accountable: count('A'),
            }
        })
        .collect();
    let group = |(page, rows): (usize, Vec<(usize, Vec<Part>)>)| RaciGroup {
        process: book.link(page, from),
        rows: rows
            .into_iter()
            .map(|(number, parts)| RaciRow {
                step: book.step_link(page, number, from),
                cells: order
                    .iter()
                    .map(|at| {
                        let part = parts.iter().find(|part| part.id == columns[*at].0);
                        part.map_or("", |part| part.letter)
                    })
                    .collect(),
            })
            .collect(),
    };
    RaciView {
        roles,
        groups: groups.into_iter().map(group).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, step};
    use super::*;
    use crate::page::Parts as PageParts;

    #[test]
    fn steps_of_outsiders_without_a_part_for_anybody_are_left_out() {
        let mut away = step("She decides", &[]);
        away.lane = Some("customer".to_owned());
        let parts = PageParts {
            steps: vec![away, step("One", &[])],
            ..PageParts::default()
        };
        let sample = Sample::new()
            .page("teams/customer.md", "title: Customer\nside: outside")
            .page_of("processes/p.md", "owners: { sales: rep }", parts);
        sample.with_book(|book| {
            let is_process = |kind: &str| kind == "process";
            let page = book.pages.iter().position(|it| is_process(&it.facts.kind));
            let page = page.expect("the sample has a process");
            let view = matrix(book, &[page], &OutputPath::new("raci.html"));
            let rows = &view.groups[0].rows;
            let titles: Vec<_> = rows.iter().map(|row| row.step.title.as_str()).collect();
            assert_eq!(titles, ["One"], "a gap of ours is shown");
        });
    }

    #[test]
    fn columns_stand_by_side_and_then_by_first_appearance() {
        let parts = PageParts {
            steps: vec![step("One", &["Rep"]), step("Two", &["Zed", "Abe"])],
            ..PageParts::default()
        };
        let sample = Sample::new()
            .page("teams/m.md", "title: M\nside: marketing")
            .page("teams/s.md", "title: S\nside: sales")
            .page("roles/rep.md", "title: Rep\nteam: s")
            .page("roles/zed.md", "title: Zed\nteam: m")
            .page("roles/abe.md", "title: Abe\nteam: m")
            .page_of("processes/p.md", "owners: { sales: rep }", parts);
        sample.with_book(|book| {
            let page = book
                .pages
                .iter()
                .position(|page| page.facts.kind == "process");
            let page = page.expect("the sample has a process");
            let view = matrix(book, &[page], &OutputPath::new("raci.html"));
            let titles: Vec<_> = view
                .roles
                .iter()
                .map(|role| role.role.title.as_str())
                .collect();
            assert_eq!(titles, ["Zed", "Abe", "Rep"]);
            assert_eq!(view.groups[0].rows[0].cells, ["", "", "RA"]);
            assert_eq!(view.groups[0].rows[1].cells, ["R", "R", "A"]);
            let load = &view.roles[2];
            assert_eq!((load.responsible, load.accountable), (1, 2));
        });
    }
}
