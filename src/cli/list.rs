//! `list`: pages, drafts, what is due, owners, terms, and what nothing links to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Outcome;
use super::args::{Format, Subject};
use super::console::Console;
use super::project::Project;
use crate::build::{Build, Engine};
use crate::date::Date;
use crate::input::{Inputs, Purpose};
use crate::page::{Facts, Status};
use crate::paths::{OutputPath, percent_decode, resolve};

/// A table: the names of its columns, and its rows.
struct Table {
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// Prints one of the lists.
pub fn run(project: &Project, what: Subject, console: &Console) -> Outcome {
    let output = project.output(None);
    let inputs = project.read(&output, project.request(true, Purpose::Publish));
    let build = Engine::default().rebuild(&inputs);
    let table = match what {
        Subject::Pages => pages(&build, |_| true),
        Subject::Drafts => pages(&build, |facts| facts.status == Status::Draft),
        Subject::Terms => pages(&build, |facts| facts.kind == "term"),
        Subject::Due => due(&build, project.today),
        Subject::Owners => owners(&build),
        Subject::Unused => unused(&build, &inputs),
    };
    match console.format {
        Format::Human => console.print(&table.as_text()),
        Format::Json => console.print(&table.as_json()),
    }
    Outcome::Clean
}

fn facts(build: &Build) -> impl Iterator<Item = &Facts> {
    let sources = build.site.pages.iter().filter_map(|page| page.written());
    sources.map(|source| &**build.pages[source].facts)
}

fn pages(build: &Build, wanted: fn(&Facts) -> bool) -> Table {
    let rows = facts(build).filter(|facts| wanted(facts)).map(|facts| {
        let reviewed = facts
            .reviewed
            .map(|date| date.to_string())
            .unwrap_or_default();
        vec![
            facts.file.to_string(),
            facts.kind.clone(),
            facts.title.clone(),
            reviewed,
        ]
    });
    Table {
        columns: vec!["file", "kind", "title", "reviewed"],
        rows: rows.collect(),
    }
}

/// Pages whose next review is near or past, the most urgent first.
fn due(build: &Build, today: Date) -> Table {
    let settings = &build.settings;
    let mut found: Vec<(i64, &Facts)> = facts(build)
        .filter_map(|facts| {
            let every = facts.review_days.unwrap_or(settings.review_days);
            let left = facts.reviewed?.days() + every - today.days();
            (left <= settings.warn_days).then_some((left, facts))
        })
        .collect();
    found.sort_by_key(|(left, facts)| (*left, facts.file.clone()));
    let rows = found.into_iter().map(|(left, facts)| {
        let next = Date::from_days(today.days() + left);
        let state = if left < 0 { "overdue" } else { "due" };
        vec![
            facts.file.to_string(),
            facts.title.clone(),
            next.to_string(),
            state.to_owned(),
        ]
    });
    Table {
        columns: vec!["file", "title", "next", "state"],
        rows: rows.collect(),
    }
}

fn owners(build: &Build) -> Table {
    let mut owned: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for facts in facts(build) {
        for (side, role) in &facts.owners {
            owned.entry((role, side)).or_default().push(&facts.title);
        }
    }
    let rows = owned.into_iter().map(|((role, side), titles)| {
        vec![
            role.to_owned(),
            side.to_owned(),
            titles.len().to_string(),
            titles.join("; "),
        ]
    });
    Table {
        columns: vec!["role", "side", "pages", "titles"],
        rows: rows.collect(),
    }
}

/// Pages and files that no page links to; the page of a folder is found by the menu.
fn unused(build: &Build, inputs: &Inputs) -> Table {
    let mut used: BTreeSet<OutputPath> = BTreeSet::new();
    for page in &build.site.pages {
        for target in page.targets.values().filter(|target| !target.outside) {
            let href = target
                .href
                .as_deref()
                .unwrap_or("")
                .split(['#', '?'])
                .next()
                .unwrap_or("");
            let reached = resolve(page.output.folder(), &percent_decode(href));
            used.extend(reached.filter(|_| !href.is_empty()).map(OutputPath::new));
        }
    }
    let idle_pages = build
        .site
        .pages
        .iter()
        .filter(|page| page.view.layout == "page" && !used.contains(&page.output));
    let pages = idle_pages.filter_map(|page| Some((page.written()?, "page")));
    let pages =
        pages.map(|(source, kind)| (build.pages[source].facts.file.to_string(), kind));
    let idle_files = build
        .site
        .files
        .iter()
        .filter(|(_, output)| !used.contains(*output));
    let files =
        idle_files.map(|(source, _)| (inputs.files[source].file.to_string(), "file"));
    let rows = pages
        .chain(files)
        .map(|(file, sort)| vec![file, sort.to_owned()]);
    Table {
        columns: vec!["file", "sort"],
        rows: rows.collect(),
    }
}

impl Table {
    fn as_text(&self) -> String {
        let header: Vec<String> =
            self.columns.iter().map(|name| (*name).to_owned()).collect();
        let rows: Vec<&Vec<String>> =
            std::iter::once(&header).chain(&self.rows).collect();
        let width =
            |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
        let widths: Vec<usize> = (0..header.len())
            .map(|at| width(at).unwrap_or(0).min(60))
            .collect();
        let mut out = String::new();
        for row in rows {
            let cells = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:width$}"));
            out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            out.push('\n');
        }
        out
    }

    fn as_json(&self) -> String {
        let object = |row: &Vec<String>| {
            let pairs = self.columns.iter().zip(row);
            let map: Map<String, Value> = pairs
                .map(|(name, cell)| ((*name).to_owned(), Value::from(cell.as_str())))
                .collect();
            format!("{}\n", Value::from(map))
        };
        self.rows.iter().map(object).collect()
    }
}
