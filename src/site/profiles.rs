//! What the pages of roles and teams show of the rest of the handbook.

use super::book::{Book, MOST_LINKS, Work};
use super::computed::HandOffView;
use super::details::{RoleView, StartView, TeamView};
use super::myths::{about, myth_view, said_by};
use super::people::{Position, Who};
use super::steps::{handoff_views, step_view};
use super::views::{CardView, LinkView};
use crate::paths::OutputPath;

/// Steps, pages or hand-offs in one list of a profile.
const MOST_ENTRIES: usize = 60;

/// A role, by its place among the people.
pub fn role_view(book: &Book, role: usize, from: &OutputPath) -> RoleView {
    let own = &book.people.roles[role];
    let facts = &*book.job.pages[&own.source];
    let counterpart = book.people.counterpart(role);
    let nothing = Work::default();
    let work = book.work.get(&own.slug).unwrap_or(&nothing);
    let team = own.team.as_deref();
    let starts = facts.list("start");
    let starts = starts.iter().filter_map(|name| book.reference(name, None));
    let steps = work.steps.iter().take(MOST_ENTRIES);
    let handoffs = |of: &[usize]| {
        let first = of.iter().copied().take(MOST_ENTRIES);
        handoff_views(book, first, from)
    };
    RoleView {
        role: book.people.chip_of(Who::Role(role), from),
        team: team.map(|team| match book.people.team(team) {
            Some(at) => book.named().who(Who::Team(at), from),
            None => LinkView {
                title: book.people.title(team),
                href: String::new(),
            },
        }),
        side: book.people.side_name(own.position),
        counterpart: counterpart.map(|at| book.people.chip_of(Who::Role(at), from)),
        counterpart_side: counterpart
            .map(|at| book.people.side_name(book.people.roles[at].position))
            .unwrap_or_default(),
        held_by: facts.list("held_by"),
        receives: handoffs(&work.receives),
        passes: handoffs(&work.gives),
        steps: steps
            .map(|(page, number, letter)| {
                let step = step_view(book, *page, *number, from);
                (step, book.link(*page, from), *letter)
            })
            .collect(),
        said: said_about(book, own.position, from),
        start: starts.map(|page| start_view(book, page, from)).collect(),
        audience: audience(book, &ids_of_role(book, role), from),
        owns: cards(book, &work.owns, from),
    }
}

fn start_view(book: &Book, page: usize, from: &OutputPath) -> StartView {
    let facts = book.pages[page].facts;
    StartView {
        card: book.card(page, from),
        minutes: facts.minutes,
        items: facts.parts.weeks.iter().map(|week| week.items.len()).sum(),
    }
}

/// The lines of the other side about one side.
fn said_about(
    book: &Book,
    side: Position,
    from: &OutputPath,
) -> Vec<super::computed::MythView> {
    if side.opposite().is_none() {
        return Vec::new();
    }
    let is_about = |(page, number): &&(usize, usize)| {
        let myth = &book.pages[*page].facts.parts.myths[*number];
        about(book, myth) == side && said_by(book, myth) != side
    };
    let said = book.myths.iter().filter(is_about).take(MOST_LINKS);
    said.map(|(page, number)| myth_view(book, *page, *number, from))
        .collect()
}

/// Everything that stands for a role where pages say whom they are for.
fn ids_of_role(book: &Book, role: usize) -> Vec<String> {
    let own = &book.people.roles[role];
    let side = match own.position {
        Position::Left => Some(0),
        Position::Right => Some(1),
        _ => None,
    };
    let team = own
        .team
        .as_deref()
        .map(|team| book.people.id(&format!("team:{team}")));
    let side = side.map(|at| format!("side:{}", book.people.sides[at].id));
    let ids = [Some(own.slug.clone()), team, side];
    ids.into_iter().flatten().collect()
}

fn audience(book: &Book, ids: &[String], from: &OutputPath) -> Vec<CardView> {
    let pages = ids.iter().filter_map(|id| book.audience.get(id));
    let mut pages: Vec<usize> = pages.flatten().copied().collect();
    pages.sort_unstable();
    pages.dedup();
    cards(book, &pages, from)
}

fn cards(book: &Book, pages: &[usize], from: &OutputPath) -> Vec<CardView> {
    let pages = pages.iter().take(MOST_ENTRIES);
    pages.map(|page| book.card(*page, from)).collect()
}

/// A team, by its place among the people.
pub fn team_view(book: &Book, team: usize, from: &OutputPath) -> TeamView {
    let own = &book.people.teams[team];
    let facts = &*book.job.pages[&own.source];
    let lead = facts.text("lead");
    let roles = book.roles_of_team.get(&team);
    let leads = book.flows.processes.iter().filter(|process| {
        own.position != Position::None && process.leads == own.position
    });
    let leads: Vec<usize> = leads.filter_map(|own| book.page(&own.source)).collect();
    TeamView {
        position: own.position.word(),
        side: book.people.side_name(own.position),
        lead: lead.map(|role| book.people.chip(&role, from)),
        channel: facts.text("channel"),
        asks_for: terms(book, &facts.list("asks_for"), from, |handoff| {
            handoff.to == own.position.word()
        }),
        offers: terms(book, &facts.list("offers"), from, |handoff| {
            handoff.from == own.position.word()
        }),
        roles: roles
            .into_iter()
            .flatten()
            .map(|role| book.people.chip_of(Who::Role(*role), from))
            .collect(),
        leads: cards(book, &leads, from),
        audience: audience(book, &ids_of_team(book, team), from),
    }
}

fn ids_of_team(book: &Book, team: usize) -> Vec<String> {
    let own = &book.people.teams[team];
    let side = match own.position {
        Position::Left => Some(0),
        Position::Right => Some(1),
        _ => None,
    };
    let side = side.map(|at| format!("side:{}", book.people.sides[at].id));
    std::iter::once(format!("team:{}", own.slug))
        .chain(side)
        .collect()
}

/// Terms as links, each with the first hand-off that carries it the right way.
fn terms(
    book: &Book,
    names: &[String],
    from: &OutputPath,
    fits: impl Fn(&HandOffView) -> bool,
) -> Vec<(LinkView, Option<HandOffView>)> {
    let term = |name: &String| {
        let known = book.handoffs_of_term.get(&book.glossary.id(name));
        let first = known.into_iter().flatten().copied().take(MOST_LINKS);
        let carried = handoff_views(book, first, from).into_iter().find(&fits);
        (book.named().term_link(name, from), carried)
    };
    names.iter().map(term).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, handoff, output, step};
    use super::*;
    use crate::page::Parts;

    fn sample() -> Sample {
        let mut crossing = handoff("H1", 0, "marketing", "sales");
        crossing.gives = Some("note".into());
        let parts = Parts {
            steps: vec![step("Write", &["manager"]), step("Accept", &["rep"])],
            handoffs: vec![crossing],
            ..Parts::default()
        };
        Sample::new()
            .page(
                "teams/sales.md",
                "title: Sales\nside: sales\nasks_for: [note, other]\noffers: [note]",
            )
            .page("teams/m.md", "title: M\nside: marketing")
            .page(
                "roles/rep.md",
                "title: Rep\nteam: sales\ncounterpart: manager\nstart: [process:p, term:none]",
            )
            .page("roles/manager.md", "title: Manager\nteam: m")
            .page("glossary/note.md", "title: Note\naudience: [sales]")
            .page("a.md", "title: A\nkind: page\naudience: [rep]")
            .page_of(
                "processes/p.md",
                "title: P\nleads: sales\nowners: { marketing: manager, sales: rep }",
                parts,
            )
    }

    #[test]
    fn a_role_sees_what_reaches_it_and_what_it_has_to_do() {
        sample().with_book(|book| {
            let role = book.people.role("rep").expect("the sample has it");
            let view = role_view(book, role, &output("roles/rep.html"));
            assert_eq!(view.receives.len(), 1);
            assert!(view.passes.is_empty());
            let letters: Vec<_> = view
                .steps
                .iter()
                .map(|(step, _, letter)| (step.number, *letter))
                .collect();
            assert_eq!(letters, [(1, "I"), (2, "RA")]);
            assert_eq!(
                view.counterpart.map(|chip| chip.title).as_deref(),
                Some("Manager")
            );
            assert_eq!(view.counterpart_side, "Marketing");
            assert_eq!(view.start.len(), 1);
            let titles: Vec<_> = view
                .audience
                .iter()
                .map(|card| card.title.as_str())
                .collect();
            assert_eq!(titles, ["Note", "A"]);
            assert_eq!(view.owns[0].title, "P");
        });
    }

    #[test]
    fn a_team_sees_the_hand_off_that_brings_what_it_asks_for() {
        sample().with_book(|book| {
            let team = book.people.team("sales").expect("the sample has it");
            let view = team_view(book, team, &output("teams/sales.html"));
            assert!(view.asks_for[0].1.is_some());
            assert!(view.asks_for[1].1.is_none());
            assert!(view.offers[0].1.is_none());
            assert_eq!(view.roles[0].title, "Rep");
            assert_eq!(view.leads[0].title, "P");
        });
    }
}
