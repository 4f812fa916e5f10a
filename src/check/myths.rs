//! Rules about myths and evidence.

use super::CheckJob;
use super::finding::{Anchor, Finding};
use crate::codes::Code;
use crate::page::At;
use crate::page::parts::{Evidence, Myth};

/// Characters of a line that people say.
const LONGEST_LINE: usize = 160;

/// No myth stands alone: it has a reality, evidence, better words and a grain of truth.
pub fn myths(job: &CheckJob) -> Vec<Finding> {
    let myths = job.facts.parts.myths.iter().enumerate();
    myths.flat_map(|(at, myth)| of_myth(at, myth)).collect()
}

fn of_myth(at: usize, myth: &Myth) -> Vec<Finding> {
    let title = &myth.title;
    let mut found = Vec::new();
    let mut add = |code, message: String, help: &str| {
        found.push(Finding::new(
            code,
            Anchor::Part(At::Myth(at)),
            message,
            help,
        ));
    };
    for (attribute, value) in [("by", &myth.by), ("about", &myth.about)] {
        if value.is_none() && !myth.line.is_empty() {
            let message =
                format!("the myth “{title}” needs `{attribute}`, which is missing");
            let help = "write into the line that opens the box, for example, `by=sales about=marketing`";
            add(Code::E102, message, help);
        }
    }
    if myth.reality.is_empty() {
        let message = format!("the myth “{title}” stands without a reality");
        add(
            Code::E301,
            message,
            "add a `::: reality` box: what is really going on",
        );
    }
    if myth.evidence.is_empty() {
        let message = format!("the myth “{title}” stands without evidence");
        let help =
            "add an `::: evidence {as_of=2026-09-30 source=\"…\"}` box with one fact";
        add(Code::E302, message, help);
    }
    if myth.instead.is_empty() {
        let message = format!("the myth “{title}” offers nothing better to say");
        let help = "add an `::: instead` box with lines such as `- **When you would say it:** \"…\"`";
        add(Code::W303, message, help);
    }
    if myth.grain.is_empty() {
        let message = format!("the myth “{title}” does not say what is true in it");
        let help =
            "add a `::: grain` box: without it, nobody who tells the myth is convinced";
        add(Code::W304, message, help);
    }
    let length = myth.line.chars().count();
    if length > LONGEST_LINE {
        let message = format!(
            "the line of “{title}” has {length} characters; people repeat up to {LONGEST_LINE}"
        );
        add(
            Code::W306,
            message,
            "keep the sentence that people say, and move the rest below",
        );
    } else if !myth.quoted && length > 0 {
        let message = format!("the line of “{title}” does not stand in quotes");
        add(Code::W306, message, "put quotes around what people say");
    }
    found
}

/// Evidence has a date and a source, and is not too old.
pub fn evidence(job: &CheckJob) -> Vec<Finding> {
    let parts = &job.facts.parts;
    let of_myths = parts.myths.iter().enumerate().flat_map(|(myth, own)| {
        let own = own.evidence.iter().enumerate();
        own.map(move |(at, evidence)| (At::MythEvidence(myth, at), evidence))
    });
    let alone = parts.evidence.iter().enumerate();
    let alone = alone.map(|(at, evidence)| (At::Evidence(at), evidence));
    let all = of_myths.chain(alone);
    all.flat_map(|(at, evidence)| of_evidence(job, &at, evidence))
        .collect()
}

fn of_evidence(job: &CheckJob, at: &At, evidence: &Evidence) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |code, message: String, help: &str| {
        found.push(Finding::new(code, Anchor::Part(at.clone()), message, help));
    };
    if evidence.source.is_none() {
        let message = "the evidence does not say where it comes from".to_owned();
        let help =
            "write `source=\"…\"` into the line that opens the box: who counted what";
        add(Code::E305, message, help);
    }
    let Some(date) = evidence.as_of else {
        let message = "the evidence has no date that can be read".to_owned();
        let help = "write `as_of=` with year, month and day into the line that opens the box, such as 2026-09-30";
        add(Code::E305, message, help);
        return found;
    };
    let age = job.today.days() - date.days();
    if age < 0 {
        let message = format!(
            "the evidence is of {}, which is still to come",
            date.words()
        );
        add(Code::E106, message, "write the day on which it was true");
    } else if age > job.settings.evidence_days {
        let message = format!(
            "the evidence of {} is {age} days old; {} are allowed",
            date.words(),
            job.settings.evidence_days
        );
        let help =
            "look again whether it still holds and write the new date, or take it out";
        add(Code::W311, message, help);
    }
    found
}
