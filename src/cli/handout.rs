//! `handout`: print-ready PDFs.

use std::fs;
use std::path::Path;
use std::time::Instant;

use super::Outcome;
use super::args::{HandoutArguments, PaperSize};
use super::console::Console;
use super::project::Project;
use crate::build::handouts::{Asked, Stock, book, sort_of};
use crate::build::{Build, Engine, has_errors, has_firm, judged};
use crate::handout::job::{Paper, Sort};
use crate::handout::{print, said};
use crate::input::Purpose;
use crate::report::{Tally, counted};
use crate::site::{LinkedPage, Site};
use crate::suggest::nearest;

/// A document that is asked for, and the name of its file.
type Named<'a> = (String, Asked<'a>);

/// Writes the PDFs that are asked for.
pub fn run(
    project: &Project,
    arguments: &HandoutArguments,
    console: &Console,
) -> Outcome {
    let started = Instant::now();
    let audience = arguments.audience.as_deref();
    let request = project.request(arguments.drafts, Purpose::Publish);
    let request = request.for_audience(audience);
    let url = arguments.base_url.as_deref();
    let Some(request) = project.at_address(request, url, console) else {
        return Outcome::Unusable;
    };
    let own = || project.folder_of("handouts", audience);
    let named = arguments.output_dir.as_ref();
    let folder = named.map_or_else(own, |named| project.root.join(named));
    let Some(inputs) = project.read_for(&folder, request, console) else {
        return Outcome::Unusable;
    };
    let build = Engine::default().rebuild(&inputs);
    // A mark that cannot be read might put on paper what is not for everybody.
    if has_firm(&build.problems) {
        console.problems(&build.problems, &inputs);
        console.say("Nothing is printed.");
        return Outcome::Faulty;
    }
    let documents = match asked(&build.site, arguments) {
        Ok(documents) => documents,
        Err(why) => {
            console.fault(&why);
            return Outcome::Unusable;
        }
    };
    let mut problems = Vec::new();
    let mut written = 0;
    for (name, asked) in &documents {
        let job = stock(&build).job(asked);
        let printed = print(&job);
        problems.extend(printed.problems);
        let edition = build.edition.as_ref();
        let leak = edition.and_then(|edition| edition.leak_in(name, &said(&job)));
        if printed.bytes.is_empty() || leak.is_some() {
            problems.extend(leak);
            continue;
        }
        if let Err(error) = save(&folder, name, &printed.bytes) {
            console.fault(&format!(
                "{} cannot be written: {error}",
                folder.join(name).display()
            ));
            return Outcome::Unusable;
        }
        written += 1;
        console.say(&format!("{}", folder.join(name).display()));
    }
    let problems = judged(problems, &build.settings);
    console.problems(&problems, &inputs);
    console.say(&format!(
        "Printed {} in {:.2} s; {}.",
        counted(written, "document"),
        started.elapsed().as_secs_f32(),
        Tally::of(&problems).words()
    ));
    match has_errors(&problems) {
        true => Outcome::Faulty,
        false => Outcome::Clean,
    }
}

fn stock(build: &Build) -> Stock<'_> {
    Stock {
        press: &build.press,
        site: &build.site,
        pages: &build.pages,
    }
}

fn save(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes)
}

/// The documents that the command line asks for.
fn asked<'a>(
    site: &'a Site,
    arguments: &HandoutArguments,
) -> Result<Vec<Named<'a>>, String> {
    let paper = match arguments.paper {
        PaperSize::A4 => Paper::A4,
        PaperSize::Letter => Paper::Letter,
    };
    if arguments.book {
        return Ok(vec![("book.pdf".to_owned(), book(site, paper))]);
    }
    if arguments.pages.is_empty() {
        let all = site.pages.iter().filter_map(|page| sheet(page, paper));
        let all: Vec<Named> = all.collect();
        return match all.is_empty() {
            true => Err("the handbook has no workshops, paths or cards; name a page to print, or --book".to_owned()),
            false => Ok(all),
        };
    }
    let mut pages = Vec::new();
    for name in &arguments.pages {
        pages.push(find(site, name)?);
    }
    if arguments.join {
        return Ok(vec![("leaflet.pdf".to_owned(), leaflet(pages, paper))]);
    }
    let each = pages
        .into_iter()
        .flat_map(|page| of_page(site, page, paper));
    Ok(each.collect())
}

/// The document of a page that `build` prints, too.
fn sheet(page: &LinkedPage, paper: Paper) -> Option<Named<'_>> {
    let asked = Asked {
        sort: sort_of(page)?,
        paper,
        front: None,
        pages: vec![page],
    };
    Some((page.output.pdf().as_str().to_owned(), asked))
}

fn leaflet(pages: Vec<&LinkedPage>, paper: Paper) -> Asked<'_> {
    Asked {
        sort: Sort::Leaflet,
        paper,
        front: None,
        pages,
    }
}

/// What there is to print of one page: the sheets of a workshop, else the page itself.
fn of_page<'a>(site: &'a Site, page: &'a LinkedPage, paper: Paper) -> Vec<Named<'a>> {
    if let Some(sheet) = sheet(page, paper) {
        return vec![sheet];
    }
    let is_own = |sheet: &&LinkedPage| {
        sheet.source.is_some() && sheet.source == page.source && sheet.written().is_none()
    };
    let own = site.pages.iter().filter(is_own);
    let mut all: Vec<Named> = own.filter_map(|page| sheet(page, paper)).collect();
    let name = page.output.pdf().as_str().to_owned();
    all.push((name, leaflet(vec![page], paper)));
    all
}

/// The page of a name: its file, its address, or the last part of either.
fn find<'a>(site: &'a Site, name: &str) -> Result<&'a LinkedPage, String> {
    let wanted = name.trim_start_matches("./");
    let wanted = wanted.strip_prefix("content/").unwrap_or(wanted);
    let wanted = wanted.trim_end_matches(".md").trim_end_matches(".html");
    let names = |page: &LinkedPage| {
        let source = page.written().map(|source| source.as_str().to_owned());
        let source = source.map(|source| source.trim_end_matches(".md").to_owned());
        let output = page.output.as_str().trim_end_matches(".html").to_owned();
        [source, Some(output)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
    };
    let whole = site
        .pages
        .iter()
        .find(|page| names(page).iter().any(|own| own == wanted));
    let last = |page: &&LinkedPage| {
        let mut own = names(page).into_iter();
        own.any(|own| own.rsplit('/').next() == Some(wanted))
    };
    whole
        .or_else(|| site.pages.iter().find(last))
        .ok_or_else(|| {
            let all: Vec<String> = site.pages.iter().flat_map(names).collect();
            let last = all.iter().map(|own| own.rsplit('/').next().unwrap_or(own));
            match nearest(wanted, last) {
                Some(near) => {
                    format!("there is no page `{name}`; did you mean `{near}`?")
                }
                None => {
                    format!("there is no page `{name}`; `tandem list pages` lists all")
                }
            }
        })
}
