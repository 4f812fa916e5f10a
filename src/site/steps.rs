//! Steps, hand-offs and lanes, with everybody's names and addresses filled in.

use super::book::{Book, around};
use super::computed::{
    HandOffView, LaneLine, LaneStep, LaneView, LimitView, StepView, SwimlaneView,
};
use super::people::{Position, name_key};
use super::views::LinkView;
use crate::duration::TimeLimit;
use crate::page::parts::Step;
use crate::paths::OutputPath;

/// A time limit in words; one that cannot be read stays as written.
fn limit_view(
    book: &Book,
    limit: Option<&TimeLimit>,
    written: Option<&String>,
) -> Option<LimitView> {
    match limit {
        Some(limit) => Some(LimitView {
            words: book.job.kinds.vocabulary.words_of(limit),
            rhythm: matches!(limit, TimeLimit::Rhythm(_)),
        }),
        None => written.map(|words| LimitView {
            words: words.clone(),
            rhythm: false,
        }),
    }
}

/// The limit of a step.
pub fn limit_of(book: &Book, step: &Step) -> Option<LimitView> {
    limit_view(book, step.within.as_ref(), step.within_text.as_ref())
}

/// The number of the step that another one names: by its title or id.
pub fn step_named(steps: &[Step], name: &str) -> Option<usize> {
    let key = name_key(name);
    let id = name.trim().trim_start_matches('#');
    steps
        .iter()
        .position(|step| step.id == id || name_key(&step.title) == key)
}

/// A step on the page at `from`.
pub fn step_view(book: &Book, page: usize, number: usize, from: &OutputPath) -> StepView {
    let steps = &book.pages[page].facts.parts.steps;
    let step = &steps[number];
    let position = book.people.position_of_step(step);
    let back_to = step
        .back_to
        .as_deref()
        .and_then(|name| step_named(steps, name));
    let LinkView { title, href } = book.step_link(page, number, from);
    StepView {
        number: number + 1,
        id: step.id.clone(),
        title,
        href,
        position: position.word(),
        lane: lane_name(book, step, position),
        owners: book.people.chips(&step.owners, from),
        approvers: book.people.chips(&step.approvers, from),
        ask: book.people.chips(&step.ask, from),
        tell: book.people.chips(&step.tell, from),
        limit: limit_of(book, step),
        back_to: back_to.map(|step| book.step_link(page, step, from)),
        when: step.when.clone(),
    }
}

fn lane_name(book: &Book, step: &Step, position: Position) -> String {
    match (&step.lane, position) {
        (Some(lane), Position::Outside) => book.people.title(lane),
        _ => book.people.side_name(position),
    }
}

/// The id of a hand-off: its own, or its number within the process.
pub fn handoff_id(book: &Book, page: usize, number: usize) -> String {
    let own = book.pages[page].facts.parts.handoffs[number].id.clone();
    own.unwrap_or_else(|| format!("H{}", number + 1))
}

/// A hand-off on the page at `from`.
pub fn handoff_view(
    book: &Book,
    page: usize,
    number: usize,
    from: &OutputPath,
) -> HandOffView {
    let facts = book.pages[page].facts;
    let handoff = &facts.parts.handoffs[number];
    let steps = &facts.parts.steps;
    let id = handoff_id(book, page, number);
    let side = |written: &Option<String>, step: Option<usize>| {
        let said = written.as_deref().and_then(|side| book.people.side(side));
        let of_step = || step.and_then(|step| steps.get(step));
        said.or_else(|| of_step().map(|step| book.people.position_of_step(step)))
            .unwrap_or_default()
    };
    let (giving, taking) = (
        side(&handoff.from, handoff.after),
        side(
            &handoff.to,
            Some(handoff.after.map_or(0, |before| before + 1)),
        ),
    );
    let (givers, receivers) = around(book.people, facts, number);
    HandOffView {
        href: book.part_href(page, &id, from),
        id,
        title: handoff.title.clone(),
        process: book.link(page, from),
        gives: handoff
            .gives
            .as_ref()
            .map(|term| book.named().term_link(term, from)),
        from: giving.word(),
        from_name: book.people.side_name(giving),
        to: taking.word(),
        to_name: book.people.side_name(taking),
        limit: limit_view(book, handoff.within.as_ref(), handoff.within_text.as_ref()),
        leaves: handoff.leaves.clone(),
        enters: handoff.enters.clone(),
        comes_back: handoff.comes_back.clone(),
        givers: book.people.chips(givers, from),
        receivers: book.people.chips(receivers, from),
    }
}

/// Several hand-offs, by their places among all.
pub fn handoff_views(
    book: &Book,
    handoffs: impl IntoIterator<Item = usize>,
    from: &OutputPath,
) -> Vec<HandOffView> {
    let view = |at: usize| {
        let (page, number) = book.handoffs[at];
        handoff_view(book, page, number, from)
    };
    handoffs.into_iter().map(view).collect()
}

/// All hand-offs, or the seven with the tightest limits where there are more.
pub fn tightest_handoffs(book: &Book) -> Vec<usize> {
    let mut order: Vec<usize> = (0..book.handoffs.len()).collect();
    if order.len() > 7 {
        let tightness = |at: &usize| {
            let (page, number) = book.handoffs[*at];
            let handoff = &book.pages[page].facts.parts.handoffs[number];
            let limit = handoff.within.as_ref();
            limit.and_then(TimeLimit::tightness).unwrap_or(u32::MAX)
        };
        order.sort_by_key(tightness);
        order.truncate(7);
    }
    order
}

/// Lanes and lines of a process; `None` without steps.
pub fn swimlane(book: &Book, page: usize, from: &OutputPath) -> Option<SwimlaneView> {
    let parts = &book.pages[page].facts.parts;
    if parts.steps.is_empty() {
        return None;
    }
    let lane_of = |step: &Step| {
        let position = book.people.position_of_step(step);
        (position, lane_name(book, step, position))
    };
    // Lanes outside stand first; sorting keeps them in the order in which they appear.
    let rank = |position: Position| match position {
        Position::Outside => 0,
        Position::Left => 1,
        Position::Joint => 2,
        Position::Right => 3,
        Position::None => 4,
    };
    let mut lanes: Vec<(Position, String)> = Vec::new();
    for lane in parts.steps.iter().map(lane_of) {
        if !lanes.contains(&lane) {
            lanes.push(lane);
        }
    }
    lanes.sort_by_key(|(position, _)| rank(*position));
    let steps = parts.steps.iter().enumerate().map(|(number, step)| {
        let own = lane_of(step);
        let LinkView { title, href } = book.step_link(page, number, from);
        LaneStep {
            lane: lanes
                .iter()
                .position(|lane| *lane == own)
                .unwrap_or_default(),
            title,
            href,
            limit: limit_of(book, step)
                .map(|limit| limit.words)
                .unwrap_or_default(),
        }
    });
    let line = |to: usize| {
        let between = parts
            .handoffs
            .iter()
            .position(|own| own.after == Some(to - 1));
        LaneLine {
            from: to - 1,
            to,
            handoff: between.map(|number| {
                let title = parts.handoffs[number].title.clone();
                (handoff_id(book, page, number), title)
            }),
            when: parts.steps[to].when.clone(),
        }
    };
    let returns = parts.steps.iter().enumerate().filter_map(|(from, step)| {
        Some((from, step_named(&parts.steps, step.back_to.as_deref()?)?))
    });
    let returns = returns.filter(|(from, to)| to < from).collect();
    Some(SwimlaneView {
        process: book.link(page, from),
        steps: steps.collect(),
        lines: (1..parts.steps.len()).map(line).collect(),
        returns,
        lanes: lanes
            .into_iter()
            .map(|(position, name)| LaneView {
                name,
                position: position.word(),
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, handoff, output, step};
    use super::*;
    use crate::page::Parts;

    fn sample() -> Sample {
        let mut refuse = step("Accept", &["Rep"]);
        refuse.back_to = Some("check fit".into());
        refuse.when = Some("it fits".into());
        let mut arrive = step("Arrive", &[]);
        arrive.lane = Some("customer".into());
        let mut check = step("Check fit", &["manager"]);
        check.within = TimeLimit::parse("2wh");
        let parts = Parts {
            steps: vec![arrive, check, refuse],
            handoffs: vec![handoff("H7", 1, "marketing", "sales"), {
                let mut last = handoff("", 2, "sales", "marketing");
                last.id = None;
                last
            }],
            ..Parts::default()
        };
        Sample::new()
            .page("teams/m.md", "title: M\nside: marketing")
            .page("teams/s.md", "title: S\nside: sales")
            .page("roles/rep.md", "title: Rep\nteam: s")
            .page("roles/manager.md", "title: Manager\nteam: m")
            .page_of(
                "processes/p.md",
                "owners: { marketing: manager, sales: rep }",
                parts,
            )
    }

    #[test]
    fn lanes_stand_outside_left_right_and_lines_carry_what_crosses() {
        sample().with_book(|book| {
            let page = book
                .reference("process:p", None)
                .expect("the sample has it");
            let view =
                swimlane(book, page, book.pages[page].output).expect("it has steps");
            let lanes: Vec<_> =
                view.lanes.iter().map(|lane| lane.name.as_str()).collect();
            assert_eq!(lanes, ["Customer", "Marketing", "Sales"]);
            assert_eq!(view.lines.len(), 2);
            assert_eq!(view.lines[0].handoff, None);
            let crossing = view.lines[1].handoff.as_ref().map(|(id, _)| id.as_str());
            assert_eq!(crossing, Some("H7"));
            assert_eq!(view.lines[1].when.as_deref(), Some("it fits"));
            assert_eq!(view.returns, [(2, 1)]);
            assert_eq!(view.steps[1].limit, "2 working hours");
            assert_eq!(view.steps[1].href, "#check-fit");
        });
    }

    #[test]
    fn a_hand_off_knows_its_sides_and_who_stands_around_it() {
        sample().with_book(|book| {
            let from = output("handoffs.html");
            let views = handoff_views(book, tightest_handoffs(book), &from);
            assert_eq!(views.len(), 2);
            assert_eq!(views[0].href, "processes/p.html#H7");
            assert_eq!((views[0].from, views[0].to), ("left", "right"));
            assert_eq!(views[0].givers[0].title, "Manager");
            assert_eq!(views[0].receivers[0].title, "Rep");
            // Behind the last step the page's owner of that side receives.
            assert_eq!(views[1].id, "H2");
            assert_eq!(views[1].receivers[0].title, "Manager");
        });
    }

    #[test]
    fn a_step_that_takes_work_back_is_found_by_its_name() {
        sample().with_book(|book| {
            let page = book
                .reference("process:p", None)
                .expect("the sample has it");
            let view = step_view(book, page, 2, book.pages[page].output);
            let back = view.back_to.expect("the step names one before");
            assert_eq!(back.href, "#check-fit");
            assert_eq!(
                (view.number, view.position, view.lane.as_str()),
                (3, "right", "Sales")
            );
        });
    }
}
