//! All problems as JSON, for the panel in the browser.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;

use super::snapshot::Snapshot;
use crate::diagnostic::Diagnostic;
use crate::paths::OutputPath;
use crate::span::LineIndex;

/// What the panel shows.
#[derive(Serialize)]
struct Report<'s> {
    generation: u64,
    pages: usize,
    milliseconds: u128,
    problems: Vec<Finding<'s>>,
}

/// One problem, with its place as people count.
#[derive(Serialize)]
struct Finding<'s> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    file: &'s str,
    line: Option<usize>,
    column: Option<usize>,
    message: &'s str,
    help: Option<&'s str>,
    source: Option<String>,
    page: Option<&'s str>,
}

/// All problems of a snapshot as JSON.
pub fn json(snapshot: &Snapshot) -> Vec<u8> {
    let problems = snapshot.problems();
    let pages = pages_by_file(snapshot);
    let mut texts: BTreeMap<&str, Option<Arc<str>>> = BTreeMap::new();
    for problem in &problems {
        let file = &*problem.place.file;
        texts
            .entry(file)
            .or_insert_with(|| snapshot.inputs.text_of(file));
    }
    let lines: BTreeMap<&str, LineIndex> = texts
        .iter()
        .filter_map(|(file, text)| Some((*file, LineIndex::new(text.as_deref()?))))
        .collect();
    let findings = problems.iter().map(|problem| {
        let file = &*problem.place.file;
        finding(
            problem,
            lines.get(file),
            pages.get(file).map(|page| page.as_str()),
        )
    });
    let report = Report {
        generation: snapshot.generation,
        pages: snapshot.changed_pages,
        milliseconds: snapshot.took.as_millis(),
        problems: findings.collect(),
    };
    serde_json::to_vec(&report).expect("numbers and text are JSON")
}

fn finding<'s>(
    problem: &'s Diagnostic,
    lines: Option<&LineIndex>,
    page: Option<&'s str>,
) -> Finding<'s> {
    let place = problem.place.span.zip(lines).map(|(span, lines)| {
        let (line, column) = lines.position(span.start);
        (line, column, lines.line(line).to_owned())
    });
    let (line, column) = match &place {
        Some((line, column, _)) => (Some(*line), Some(*column)),
        None => (None, None),
    };
    Finding {
        code: problem.code.number(),
        name: problem.code.name(),
        severity: problem.severity.word(),
        file: &problem.place.file,
        line,
        column,
        message: &problem.message,
        help: problem.help.as_deref(),
        source: place.map(|(_, _, source)| source),
        page,
    }
}

/// Which output a source file becomes; its address is all that a browser knows of a page.
fn pages_by_file(snapshot: &Snapshot) -> HashMap<Arc<str>, &OutputPath> {
    let location = &snapshot.inputs.location;
    let pages = snapshot.build.site.pages.iter();
    pages
        .filter_map(|page| {
            let source = page.written()?;
            Some((location.name_of(source.as_str()), &page.output))
        })
        .collect()
}
