//! Rules about knowledge checks.

use super::CheckJob;
use super::finding::{Anchor, Finding};
use crate::codes::Code;
use crate::page::At;
use crate::page::parts::{Check, CheckForm};

/// Answers that test whether somebody reads answers, and nothing else.
const CATCH_ALLS: [&str; 12] = [
    "all of the above",
    "none of the above",
    "both of the above",
    "any of the above",
    "all of these",
    "none of these",
    "all of them",
    "none of them",
    "alle genannten",
    "keine der genannten",
    "alle antworten",
    "keine der antworten",
];

/// A check has a right answer, wrong ones, and something to say to who chose those.
pub fn checks(job: &CheckJob) -> Vec<Finding> {
    let checks = job.facts.parts.checks.iter().enumerate();
    checks.flat_map(|(at, check)| of_check(at, check)).collect()
}

fn of_check(at: usize, check: &Check) -> Vec<Finding> {
    let mut found = Vec::new();
    let place = || Anchor::Part(At::Check(at));
    if check.id.is_none() {
        let message = "a check needs an id, which is missing";
        let help = "write, for example, `{#who-owns-it}` behind `::: check`, so that paths can lead to it";
        found.push(Finding::new(Code::E102, place(), message, help));
    }
    let has_right = check.answers.iter().any(|answer| answer.right);
    let is_choice = matches!(check.form, CheckForm::One | CheckForm::Many);
    if check.form != CheckForm::Reflection && check.answers.len() < 2 {
        let message = format!("the check “{}” has fewer than two answers", named(check));
        let help = "write two to five answers, one a line, with `- [ ]` in front";
        found.push(Finding::new(Code::E401, place(), message, help));
    } else if is_choice && !has_right {
        let message = format!("no answer of the check “{}” is right", named(check));
        let help =
            "put `[x]` in front of the right one, and `[ ]` in front of the others";
        found.push(Finding::new(Code::E401, place(), message, help));
    }
    if !is_choice {
        return found;
    }
    for (number, answer) in check.answers.iter().enumerate() {
        let place = || Anchor::Part(At::Answer(at, number));
        if has_right && !answer.right && answer.feedback.is_empty() {
            let message = format!("the wrong answer “{}” has no feedback", answer.text);
            let help = "put a quote below it, moved in by two: what somebody who chose it overlooked";
            found.push(Finding::new(Code::W402, place(), message, help));
        }
        let text = answer.text.to_lowercase();
        if CATCH_ALLS.iter().any(|catch_all| text.contains(catch_all)) {
            let message = format!("the answer “{}” asks for no knowledge", answer.text);
            let help = "write an answer of its own, or mark several with `[x]` if all of them are right";
            found.push(Finding::new(Code::W403, place(), message, help));
        }
    }
    found
}

/// The first words of the question.
fn named(check: &Check) -> String {
    match check.question.char_indices().nth(60) {
        None => check.question.clone(),
        Some((end, _)) => format!("{}…", check.question[..end].trim_end()),
    }
}
