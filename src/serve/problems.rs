//! All problems as JSON, for the panel in the browser.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;

use super::snapshot::Snapshot;
use crate::diagnostic::Diagnostic;
use crate::paths::OutputPath;
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
    /// How many lines before it, below the same heading, are the same.
    twin: usize,
    heading: Option<&'s str>,
}

/// The problems of a snapshot as JSON: those of a page first, and the worst first.
pub fn json(snapshot: &Snapshot, page: Option<&OutputPath>) -> Vec<u8> {
    let known = snapshot.known();
    let tally = known.tally();
    let own = page.and_then(|page| file_of(snapshot, page));
    let location = &snapshot.inputs.location;
    let problems = known.foremost(own.as_deref(), location, MOST_SHOWN);
    let mut texts: BTreeMap<&str, Option<Arc<str>>> = BTreeMap::new();
    for problem in &problems {
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
    let findings = problems.iter().map(|problem| {
        let file = &*problem.place.file;
        let heading = heading(snapshot, problem);
        let text = texts.get(file).and_then(|text| text.as_deref());
        Finding {
            twin: twin(problem, heading.map(|(_, start)| start), text),
            heading: heading.map(|(id, _)| id),
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

/// The file that a page is made of, as messages name it.
fn file_of(snapshot: &Snapshot, page: &OutputPath) -> Option<Arc<str>> {
    let source = snapshot.build.site.page_at(page)?.source.as_ref()?;
    Some(snapshot.inputs.location.name_of(source.as_str()))
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
        twin: 0,
        heading: None,
    }
}

/// How many lines between a heading and a problem are the same as its own.
fn twin(problem: &Diagnostic, heading: Option<usize>, text: Option<&str>) -> usize {
    let Some((text, span)) = text.zip(problem.place.span) else {
        return 0;
    };
    let line_at = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let start = line_at(span.range().start);
    let own = said(text[start..].lines().next().unwrap_or_default());
    let before = text[..start]
        .get(heading.unwrap_or(0)..)
        .unwrap_or_default();
    before.lines().filter(|line| said(line) == own).count()
}

/// What a reader sees of a line: without the addresses of its links.
fn said(line: &str) -> String {
    let mut parts = line.split("](");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |said, part| {
        said + part.split_once(')').map_or("", |(_, rest)| rest)
    })
}

/// The last heading above a problem, on its page, and where it stands.
fn heading<'s>(snapshot: &'s Snapshot, problem: &Diagnostic) -> Option<(&'s str, usize)> {
    let span = problem.place.span?;
    let source = snapshot.inputs.location.source_of(&problem.place.file)?;
    let page = snapshot.build.pages.get(&source)?;
    let headings = page.facts.headings.iter().zip(&page.body.heading_spans);
    let mut above = headings
        .filter(|(heading, place)| heading.apart.is_none() && place.start <= span.start);
    let (heading, place) = above.next_back()?;
    Some((heading.id.as_str(), place.range().start))
}

/// Which output a source file becomes; its address is all that a browser knows of a page.
fn pages_by_file<'s>(
    snapshot: &'s Snapshot,
    files: impl Iterator<Item = &'s str>,
) -> HashMap<&'s str, &'s OutputPath> {
    let location = &snapshot.inputs.location;
    let page_of = |file| {
        let source = location.source_of(file)?;
        let mut pages = snapshot.build.site.made_of(&source);
        Some(&pages.find(|page| page.written().is_some())?.output)
    };
    files
        .filter_map(|file| Some((file, page_of(file)?)))
        .collect()
}
