//! Rules about work that crosses from one side to the other.

use std::collections::BTreeSet;

use super::finding::{Anchor, MOST_NAMES};
use super::overview::{Found, Handbook, Shown};
use crate::codes::Code;
use crate::input::kinds::{Owners, Structure};
use crate::page::At;
use crate::page::parts::HandOff;
use crate::site::position::Position;
use crate::suggest::nearest;

/// Pages whose steps stand on their sides.
pub fn processes<'h, 'a>(
    handbook: &'h Handbook<'a>,
) -> impl Iterator<Item = &'h Shown<'a>> {
    handbook.pages.iter().filter(|page| {
        let is_process = page.kind.is_some_and(|kind| {
            kind.structure == Structure::Steps && kind.owners == Owners::Both
        });
        page.is_live() && is_process
    })
}

fn positions(handbook: &Handbook, page: &Shown) -> Vec<Position> {
    let steps = page.facts.parts.steps.iter();
    steps
        .map(|step| handbook.site.people.position_of_step(step))
        .collect()
}

/// Between neighbours on different sides stands a hand-off.
pub fn crossings(handbook: &Handbook, found: &mut Found) {
    for page in processes(handbook) {
        let parts = &page.facts.parts;
        let handed = parts.handoffs.iter().filter_map(|handoff| handoff.after);
        let handed: BTreeSet<usize> = handed.collect();
        let mut last: Option<(usize, Position)> = None;
        for (at, position) in positions(handbook, page).into_iter().enumerate() {
            if position == Position::Outside {
                continue;
            }
            if let Some((before, other)) = last
                && other.opposite() == Some(position)
                && handed.range(before..at).next().is_none()
            {
                let title = |at: usize| &parts.steps[at].title;
                let message = format!(
                    "“{}” belongs to {}, the step before it to {}, and no hand-off stands between them",
                    title(at),
                    handbook.side_name(position),
                    handbook.side_name(other),
                );
                let help = format!(
                    "add a `::: handoff` box under “{}”, or give both steps to the same side",
                    title(before)
                );
                found.add(
                    page,
                    (Code::E214, Anchor::Part(At::Step(at))),
                    message,
                    help,
                );
            }
            last = Some((at, position));
        }
    }
}

/// A hand-off leads from the side before it to the side behind it, and hands over a term
/// that flows.
pub fn handoffs(handbook: &Handbook, found: &mut Found) {
    for page in processes(handbook) {
        let positions = positions(handbook, page);
        for (at, handoff) in page.facts.parts.handoffs.iter().enumerate() {
            let next = handoff.after.map_or(0, |after| after + 1);
            let is_side = |position: &&Position| **position != Position::Outside;
            let before = positions[..next.min(positions.len())]
                .iter()
                .rev()
                .find(is_side);
            let behind = positions.get(next..).unwrap_or(&[]).iter().find(is_side);
            let ends = [("from", &handoff.from, before), ("to", &handoff.to, behind)];
            for (key, side, step) in ends {
                mismatch(handbook, found, (page, at), (key, side, step));
            }
            term(handbook, found, (page, at), handoff);
        }
    }
}

fn mismatch(
    handbook: &Handbook,
    found: &mut Found,
    (page, at): (&Shown, usize),
    (key, side, step): (&str, &Option<String>, Option<&Position>),
) {
    let Some(written) = side else {
        return;
    };
    let Some(wanted) = handbook.site.people.side(written) else {
        return;
    };
    let title = &page.facts.parts.handoffs[at].title;
    let which = if key == "from" { "before" } else { "behind" };
    let message = match step {
        Some(Position::Joint | Position::None) => return,
        Some(own) if *own == wanted => return,
        Some(own) => format!(
            "the hand-off “{title}” says `{key}={written}`, and the step {which} it belongs to {}",
            handbook.side_name(*own)
        ),
        None => format!("the hand-off “{title}” has no step {which} it"),
    };
    let id = match step {
        Some(Position::Left) => handbook.job.settings.sides[0].id.as_str(),
        Some(Position::Right) => handbook.job.settings.sides[1].id.as_str(),
        _ => "",
    };
    let help = match id {
        "" => "put it between the two steps whose work it carries".to_owned(),
        id => {
            format!("write `{key}={id}`, or move the box between the steps it belongs to")
        }
    };
    let place = Anchor::InPart(At::HandOff(at), format!("{key}={written}"));
    found.add(page, (Code::E215, place), message, help);
}

fn term(
    handbook: &Handbook,
    found: &mut Found,
    (page, at): (&Shown, usize),
    handoff: &HandOff,
) {
    let Some(written) = &handoff.gives else {
        return;
    };
    if let Some((message, help)) = not_flowing(handbook, written) {
        let message = format!("the hand-off “{}” gives {message}", handoff.title);
        let place = Anchor::InPart(At::HandOff(at), written.clone());
        found.add(page, (Code::E216, place), message, help);
    }
}

/// What is wrong with a name that should be that of a term that flows, and what to do.
pub fn not_flowing(handbook: &Handbook, written: &str) -> Option<(String, String)> {
    let glossary = &handbook.site.glossary;
    match glossary.find(written) {
        Some(at) if glossary.terms[at].flows => None,
        Some(at) => {
            let title = &glossary.terms[at].title;
            let message = format!("“{title}”, a term that does not flow");
            let help = format!(
                "write `flows: true` in {}, with `kept_in` and two owners",
                handbook
                    .page(&glossary.terms[at].source)
                    .map_or("its page", |page| &*page.facts.file)
            );
            Some((message, help))
        }
        None => {
            let names = glossary.terms.iter().map(|term| term.slug.as_str());
            let names = names.take(MOST_NAMES);
            let help = match nearest(written, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a term of the glossary that has `flows: true`, or write a page for it".into(),
            };
            Some((
                format!("`{written}`, which is no term of the glossary"),
                help,
            ))
        }
    }
}
