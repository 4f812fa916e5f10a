//! All problems as JSON, for the panel in the browser.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;

use super::snapshot::Snapshot;
use crate::diagnostic::{Diagnostic, Severity};
use crate::paths::OutputPath;
use crate::report::Tally;
use crate::span::LineIndex;

/// More than anybody reads in a corner of a window; the terminal has all.
const MOST_SHOWN: usize = 100;

/// What the panel shows.
#[derive(Serialize)]
struct Report<'s> {
    generation: u64,
    pages: usize,
    milliseconds: u128,
    errors: usize,
    warnings: usize,
    notes: usize,
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
    heading: Option<&'s str>,
}

/// The problems of a snapshot as JSON: those of a page first, and the worst first.
pub fn json(snapshot: &Snapshot, page: Option<&OutputPath>) -> Vec<u8> {
    let all = snapshot.problems();
    let tally = Tally::of(&all);
    let problems = foremost(snapshot, &all, page);
    let mut texts: BTreeMap<&str, Option<Arc<str>>> = BTreeMap::new();
    for problem in problems.iter().copied() {
        let file = &*problem.place.file;
        texts
            .entry(file)
            .or_insert_with(|| snapshot.inputs.text_of(file));
    }
    let pages = pages_by_file(snapshot, texts.keys().copied());
    let lines: BTreeMap<&str, LineIndex> = texts
        .iter()
        .filter_map(|(file, text)| Some((*file, LineIndex::new(text.as_deref()?))))
        .collect();
    let findings = problems.iter().copied().map(|problem| {
        let file = &*problem.place.file;
        Finding {
            heading: heading(snapshot, problem),
            page: pages.get(file).map(|page| page.as_str()),
            ..finding(problem, lines.get(file))
        }
    });
    let report = Report {
        generation: snapshot.generation,
        pages: snapshot.changed_pages,
        milliseconds: snapshot.took.as_millis(),
        errors: tally.errors,
        warnings: tally.warnings,
        notes: tally.notes,
        problems: findings.collect(),
    };
    serde_json::to_vec(&report).expect("numbers and text are JSON")
}

/// The problems to show, in the order in which they are shown.
fn foremost<'p>(
    snapshot: &Snapshot,
    all: &'p [Diagnostic],
    page: Option<&OutputPath>,
) -> Vec<&'p Diagnostic> {
    let own = page.and_then(|page| {
        let mut pages = snapshot.build.site.pages.iter();
        let source = pages.find(|one| one.output == *page)?.source.as_ref()?;
        Some(snapshot.inputs.location.name_of(source.as_str()))
    });
    let mut problems: Vec<_> = all.iter().collect();
    problems.sort_by_key(|problem| {
        let is_elsewhere = own.as_ref() != Some(&problem.place.file);
        let mildness = match problem.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Note => 2,
        };
        (is_elsewhere, mildness)
    });
    problems.truncate(MOST_SHOWN);
    problems
}

fn finding<'s>(problem: &'s Diagnostic, lines: Option<&LineIndex>) -> Finding<'s> {
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
        page: None,
        heading: None,
    }
}

/// The last heading above a problem, on its page.
fn heading<'s>(snapshot: &'s Snapshot, problem: &Diagnostic) -> Option<&'s str> {
    let span = problem.place.span?;
    let source = snapshot.inputs.location.source_of(&problem.place.file)?;
    let page = snapshot.build.pages.get(&source)?;
    let headings = page.facts.headings.iter().zip(&page.body.heading_spans);
    let mut above = headings
        .filter(|(heading, place)| heading.apart.is_none() && place.start <= span.start);
    above.next_back().map(|(heading, _)| heading.id.as_str())
}

/// Which output a source file becomes; its address is all that a browser knows of a page.
fn pages_by_file<'s>(
    snapshot: &'s Snapshot,
    files: impl Iterator<Item = &'s str>,
) -> HashMap<&'s str, &'s OutputPath> {
    let location = &snapshot.inputs.location;
    let named: HashMap<_, _> = files
        .filter_map(|file| Some((location.source_of(file)?, file)))
        .collect();
    let pages = snapshot.build.site.pages.iter();
    pages
        .filter_map(|page| Some((*named.get(page.written()?)?, &page.output)))
        .collect()
}
