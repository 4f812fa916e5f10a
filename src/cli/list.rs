//! `list`: pages, drafts, what is due, owners, terms, and what nothing links to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::json;

use super::Outcome;
use super::args::{Format, Subject};
use super::console::Console;
use super::project::Project;
use super::table::Table;
use crate::build::{Build, Engine};
use crate::codes::Code;
use crate::input::{Inputs, Purpose};
use crate::page::{Facts, Status};
use crate::paths::{OutputPath, percent_decode, resolve};
use crate::site::LinkedPage;
use crate::site::flows::Parties;
use crate::site::people::{Position, Who};
use crate::site::sorting::sort_key;

/// Prints one of the lists.
pub fn run(
    project: &Project,
    what: Subject,
    audience: Option<&str>,
    console: &Console,
) -> Outcome {
    let request = project
        .request(true, Purpose::Publish)
        .for_audience(audience);
    let Some(inputs) = project.read_for(&project.output(None), request, console) else {
        return Outcome::Unusable;
    };
    let build = Engine::default().rebuild(&inputs);
    let table = match what {
        Subject::Pages => pages(&build, |_| true),
        Subject::Drafts => pages(&build, |facts| facts.status == Status::Draft),
        Subject::Terms => terms(&build),
        Subject::Due => due(&build),
        Subject::Owners => owners(&build),
        Subject::Unused => unused(&build, &inputs),
    };
    match console.format {
        Format::Human => console.print(&table.as_text()),
        Format::Json | Format::Sarif => console.print(&table.as_json()),
    }
    Outcome::Clean
}

/// The pages that somebody wrote, in reading order.
fn written(build: &Build) -> impl Iterator<Item = (&LinkedPage, &Facts)> {
    let pages = build.site.pages.iter();
    pages.filter_map(|page| Some((page, &**build.pages[page.written()?].facts)))
}

fn pages(build: &Build, wanted: fn(&Facts) -> bool) -> Table {
    let rows = written(build).filter(|(_, facts)| wanted(facts));
    let rows = rows.map(|(page, facts)| {
        let reviewed = facts.reviewed.map(|date| date.to_string());
        vec![
            json!(*facts.file),
            json!(facts.kind),
            json!(facts.title),
            json!(page.view.status),
            json!(reviewed),
        ]
    });
    Table {
        columns: vec!["file", "kind", "title", "status", "reviewed"],
        rows: rows.collect(),
    }
}

/// Pages whose next review is near or past, the most urgent first.
fn due(build: &Build) -> Table {
    let people = &build.site.people;
    let mut found: Vec<_> = written(build)
        .filter_map(|(page, facts)| {
            let fresh = page.view.fresh.as_ref()?;
            let is_urgent = ["due", "overdue"].contains(&fresh.state);
            (is_urgent && facts.status != Status::Retired).then_some((fresh, facts))
        })
        .collect();
    found.sort_by_key(|(fresh, facts)| (fresh.days, facts.file.clone()));
    let rows = found.into_iter().map(|(fresh, facts)| {
        let owners = facts.owners.iter().map(|(_, role)| people.title(role));
        let next = fresh.next.as_ref().map(|next| next.iso.clone());
        vec![
            json!(*facts.file),
            json!(facts.title),
            json!(next),
            json!(fresh.state),
            json!(owners.collect::<Vec<_>>()),
        ]
    });
    Table {
        columns: vec!["file", "title", "next", "state", "owners"],
        rows: rows.collect(),
    }
}

/// What one role answers for.
#[derive(Default)]
struct Load {
    title: String,
    sides: BTreeSet<String>,
    pages: Vec<String>,
    steps: usize,
}

/// Every role with its side, the pages that it owns and the steps that it does; left first.
fn owners(build: &Build) -> Table {
    let people = &build.site.people;
    let mut loads: BTreeMap<String, Load> = BTreeMap::new();
    let live = written(build).filter(|(_, facts)| facts.status != Status::Retired);
    for (_, facts) in live {
        for (side, role) in &facts.owners {
            let load = loads.entry(people.id(role)).or_default();
            load.title = people.title(role);
            load.sides.insert(side.clone());
            load.pages.push(facts.title.clone());
        }
        for role in facts.parts.steps.iter().flat_map(|step| &step.owners) {
            let load = loads.entry(people.id(role)).or_default();
            load.title = people.title(role);
            load.steps += 1;
        }
    }
    let mut loads: Vec<(Position, String, Load)> = loads
        .into_iter()
        .map(|(id, load)| (people.position(&id), id, load))
        .collect();
    loads.sort_by(|(one, a, _), (other, b, _)| (one, a).cmp(&(other, b)));
    let rows = loads.into_iter().map(|(position, id, load)| {
        let side = match position {
            Position::None => load.sides.into_iter().collect::<Vec<_>>().join(", "),
            Position::Outside | Position::Joint => position.word().to_owned(),
            Position::Left => people.sides[0].id.clone(),
            Position::Right => people.sides[1].id.clone(),
        };
        vec![
            json!(id),
            json!(load.title),
            json!(side),
            json!(load.pages.len()),
            json!(load.steps),
            json!(load.pages),
        ]
    });
    Table {
        columns: vec!["role", "title", "side", "pages", "steps", "titles"],
        rows: rows.collect(),
    }
}

/// The glossary: names, words to avoid, and who gives and takes what flows.
fn terms(build: &Build) -> Table {
    let mut terms: Vec<_> = build.site.glossary.terms.iter().collect();
    terms.sort_by_key(|term| (sort_key(&term.title), &term.slug));
    let parties = |of: &BTreeMap<String, Parties>, slug: &str| {
        let names = of.get(slug).map(|all| names(build, all));
        json!(names.unwrap_or_default())
    };
    let flows = &build.site.flows;
    let rows = terms.into_iter().map(|term| {
        vec![
            json!(term.slug),
            json!(term.title),
            json!(term.also),
            json!(term.avoid),
            json!(term.flows),
            parties(&flows.given, &term.slug),
            parties(&flows.taken, &term.slug),
        ]
    });
    Table {
        columns: vec![
            "term", "title", "also", "avoid", "flows", "given_by", "taken_by",
        ],
        rows: rows.collect(),
    }
}

/// Processes, teams and others by their titles.
fn names<'a>(build: &'a Build, parties: &Parties) -> Vec<&'a str> {
    let (people, flows) = (&build.site.people, &build.site.flows);
    let processes = parties.processes.iter();
    let mut names: Vec<&str> = processes
        .map(|at| flows.processes[*at].title.as_str())
        .collect();
    names.extend(parties.people.iter().map(|who| match who {
        Who::Role(at) => people.roles[*at].title.as_str(),
        Who::Team(at) => people.teams[*at].title.as_str(),
        Who::Side(at) => people.sides[*at].name.as_str(),
    }));
    names
}

/// Pages that no other page leads to, and files that no page links to.
fn unused(build: &Build, inputs: &Inputs) -> Table {
    let linked = linked(build);
    let idle = |(page, facts): (&LinkedPage, &Facts)| {
        let is_idle = page.view.layout == "page" && !linked.contains(&page.output);
        is_idle.then(|| facts.file.clone())
    };
    // The rule knows more than links, but has nothing to say where it is switched off.
    let off = build.settings.severities.get(&Code::W505) == Some(&None);
    let pages: Vec<Arc<str>> = match build.settings.configured && !off {
        true => {
            let problems = build.problems.iter();
            let own = problems.filter(|problem| problem.code == Code::W505);
            own.map(|problem| problem.place.file.clone()).collect()
        }
        false => written(build).filter_map(idle).collect(),
    };
    let files = build.site.files.iter();
    let files = files.filter(|(_, output)| !linked.contains(*output));
    let files = files.map(|(source, _)| (&inputs.files[source].file, "file"));
    let pages = pages.iter().map(|file| (file, "page"));
    let rows = pages
        .chain(files)
        .map(|(file, sort)| vec![json!(**file), json!(sort)]);
    Table {
        columns: vec!["file", "sort"],
        rows: rows.collect(),
    }
}

/// Where links inside the handbook lead.
fn linked(build: &Build) -> BTreeSet<OutputPath> {
    let mut linked: BTreeSet<OutputPath> = BTreeSet::new();
    for page in &build.site.pages {
        for target in page.targets.values().filter(|target| !target.outside) {
            let href = target.href.as_deref().unwrap_or("");
            let href = href.split(['#', '?']).next().unwrap_or("");
            let reached = resolve(page.output.folder(), &percent_decode(href));
            linked.extend(reached.filter(|_| !href.is_empty()).map(OutputPath::new));
        }
    }
    linked
}
