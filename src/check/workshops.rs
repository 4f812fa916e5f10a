//! Rules about workshops.

use super::CheckJob;
use super::finding::{Anchor, Finding};
use crate::codes::Code;
use crate::input::kinds::Structure;
use crate::page::At;
use crate::page::parts::Segment;

/// Minutes that people stay with one way of working.
const LONGEST_SEGMENT: u32 = 20;
/// Lines that fit on a printed page.
const LINES_ON_A_PAGE: u32 = 46;
/// Ways of working.
const MODES: [&str; 4] = ["alone", "pairs", "tables", "room"];

/// The agenda adds up, and nobody sits still for too long.
pub fn agenda(job: &CheckJob) -> Vec<Finding> {
    if job.kind().structure != Structure::Sessions {
        return Vec::new();
    }
    let segments = &job.facts.parts.segments;
    let mut found: Vec<Finding> = sum(job, segments).into_iter().collect();
    let long = segments
        .iter()
        .enumerate()
        .filter(|(_, segment)| is_long(segment));
    found.extend(long.map(|(at, segment)| {
        let minutes = segment.minutes.unwrap_or(0);
        let message = format!("“{}” takes {minutes} minutes in one go", segment.title);
        let help = format!(
            "divide it, or change the way of working after {LONGEST_SEGMENT} minutes, such as ({minutes} min, alone then pairs)"
        );
        Finding::new(Code::W421, Anchor::Part(At::Segment(at)), message, help)
    }));
    found
}

fn sum(job: &CheckJob, segments: &[Segment]) -> Option<Finding> {
    let said: u32 = job.facts.text("minutes")?.parse().ok()?;
    let sum: u32 = segments.iter().filter_map(|segment| segment.minutes).sum();
    (said != sum).then(|| {
        let message = format!("`minutes` says {said}, and the agenda adds up to {sum}");
        let without = segments.iter().find(|segment| segment.minutes.is_none());
        let help = match without {
            Some(segment) => format!(
                "say behind “{}” how long it takes, such as (10 min, pairs)",
                segment.title
            ),
            None => format!(
                "write `minutes: {sum}`, or change the minutes behind the headings"
            ),
        };
        Finding::new(Code::E420, Anchor::Field("minutes"), message, help)
    })
}

fn is_long(segment: &Segment) -> bool {
    let mode = segment.mode.as_deref().unwrap_or("").to_lowercase();
    let modes = MODES.iter().filter(|known| mode.contains(*known)).count();
    segment
        .minutes
        .is_some_and(|minutes| minutes > LONGEST_SEGMENT)
        && modes < 2
}

/// A workshop has handouts that fit on their pages; notes for whoever leads stand nowhere
/// else.
pub fn notes_and_sheets(job: &CheckJob) -> Vec<Finding> {
    match job.kind().structure {
        Structure::Sessions => handouts(job),
        _ => facilitator_notes(job),
    }
}

fn handouts(job: &CheckJob) -> Vec<Finding> {
    let handouts = &job.facts.parts.handouts;
    if handouts.is_empty() {
        let message = "the workshop has no handout";
        let help = "add a `:::: handout` box: what people write on, or take home";
        return vec![Finding::new(Code::W422, Anchor::Page, message, help)];
    }
    let long = handouts.iter().enumerate().filter_map(|(at, handout)| {
        let pages = handout.pages.unwrap_or(1);
        let needed = handout.lines.div_ceil(LINES_ON_A_PAGE);
        (needed > pages).then(|| {
            let message = format!(
                "the handout “{}” takes about {} lines, and {} fit on {}",
                handout.title,
                handout.lines,
                pages * LINES_ON_A_PAGE,
                if pages == 1 {
                    "a page".to_owned()
                } else {
                    format!("{pages} pages")
                },
            );
            let help = format!(
                "shorten it, or write `pages={needed}` into the line that opens it"
            );
            Finding::new(Code::W422, Anchor::Part(At::Handout(at)), message, help)
        })
    });
    long.collect()
}

fn facilitator_notes(job: &CheckJob) -> Vec<Finding> {
    let notes = 0..job.facts.parts.facilitator_notes;
    notes
        .map(|at| {
            let message = "notes for whoever leads stand on a page that nobody leads";
            let help =
                "move the box into a workshop, or write its text as a note: > [!NOTE]";
            Finding::new(Code::E423, Anchor::Part(At::Facilitator(at)), message, help)
        })
        .collect()
}
