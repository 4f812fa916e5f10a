//! Rules about who answers for a page, and when it was last looked at.

use super::CheckJob;
use super::finding::{Anchor, Finding};
use crate::codes::Code;
use crate::page::Status;
use crate::site::freshness::next_review;

/// Even a plain page has an owner and a review date.
pub fn plain_pages(job: &CheckJob) -> Vec<Finding> {
    let facts = &job.facts;
    if facts.kind != "page" || facts.status == Status::Retired {
        return Vec::new();
    }
    // What cannot be read has been reported as that.
    let says = |field: &str| job.body.fields.get(field).is_some();
    let message = match (says("owners"), says("reviewed")) {
        (true, true) => return Vec::new(),
        (false, true) => "nobody answers for the page",
        (true, false) => "nothing says when somebody last read the page",
        (false, false) => {
            "nobody answers for the page, and nothing says when it was last read"
        }
    };
    let [left, right] = &job.settings.sides;
    let help = format!(
        "add `owners: {{ {}: …, {}: … }}` with one role or two, and `reviewed:` with the day",
        left.id, right.id
    );
    vec![Finding::new(Code::W118, Anchor::Page, message, help)]
}

/// Every page is read again in time.
pub fn reviews(job: &CheckJob) -> Vec<Finding> {
    let facts = &job.facts;
    let next = next_review(&job.settings, &job.kinds, facts);
    let Some(next) = next.filter(|_| facts.status != Status::Retired) else {
        return Vec::new();
    };
    let left = next.days() - job.today.days();
    let (code, message) = match left {
        ..0 => (
            Code::W121,
            format!("the review is overdue since {}", next.words()),
        ),
        left if left <= job.settings.warn_days => {
            (Code::W120, format!("the review is due by {}", next.words()))
        }
        _ => return Vec::new(),
    };
    let help = "read the page, mend what is no longer true, and write today's date behind `reviewed:`";
    vec![Finding::new(code, Anchor::Field("reviewed"), message, help)]
}
