//! Problems for programs: one JSON object a line.
//!
//! The fields are stable: `code`, `name`, `severity`, `file`, `line`, `column`, `message`,
//! `help`, `source` (the line's text) and `labels` (a list of `file`, `line`, `column`,
//! `message`). What is not known is `null`.

use serde_json::{Value, json};

use super::{Position, Texts, position};
use crate::diagnostic::Diagnostic;
use crate::span::Place;

/// One problem as a JSON value.
pub fn value(problem: &Diagnostic, texts: Texts) -> Value {
    let at = place(&problem.place, texts);
    let labels: Vec<Value> = problem
        .labels
        .iter()
        .map(|label| {
            let at = place(&label.place, texts);
            json!({
                "file": &*label.place.file,
                "line": at.as_ref().map(|at| at.line),
                "column": at.as_ref().map(|at| at.column),
                "message": label.message,
            })
        })
        .collect();
    json!({
        "code": problem.code.number(),
        "name": problem.code.name(),
        "severity": problem.severity.word(),
        "file": &*problem.place.file,
        "line": at.as_ref().map(|at| at.line),
        "column": at.as_ref().map(|at| at.column),
        "message": problem.message,
        "help": problem.help,
        "source": at.as_ref().map(|at| &at.text),
        "labels": labels,
    })
}

/// All problems, one a line.
pub fn lines(problems: &[Diagnostic], texts: Texts) -> String {
    problems
        .iter()
        .map(|problem| format!("{}\n", value(problem, texts)))
        .collect()
}

fn place(place: &Place, texts: Texts) -> Option<Position> {
    let span = place.span?;
    texts(&place.file).map(|text| position(&text, span))
}
