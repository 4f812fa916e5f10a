//! `build`, `check` and `clean`.

use std::path::PathBuf;
use std::time::Instant;

use rayon::prelude::*;

use super::Outcome;
use super::args::BuildArguments;
use super::console::Console;
use super::editions;
use super::hosting::{Folders, Told};
use super::project::{Project, home};
use crate::build::expected;
use crate::build::output_dir::OutputDir;
use crate::build::publish::{Faults, Published, publish};
use crate::build::{Build, Engine, has_errors, judged};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::input::{Location, Purpose, Request};
use crate::report::{Tally, counted};

/// Content to output folder.
pub fn run(project: &Project, arguments: &BuildArguments, console: &Console) -> Outcome {
    let started = Instant::now();
    let audience = arguments.site.audience.as_deref();
    let output = project.output_for(arguments.output_dir.as_deref(), audience);
    let request = project.request(arguments.site.drafts, Purpose::Publish);
    let request = request.for_audience(audience);
    let url = arguments.site.base_url.as_deref();
    let Some(request) = project.at_address(request, url, console) else {
        return Outcome::Unusable;
    };
    let Some(inputs) = project.read_for(&output, request, console) else {
        return Outcome::Unusable;
    };
    let mut engine = Engine::default();
    let build = engine.rebuild(&inputs);
    let opened = OutputDir::open(&output, &inputs.location, home().as_deref());
    let mut dir = match opened.and_then(|dir| dir.for_edition(audience)) {
        Ok(dir) => dir,
        Err(refusal) => {
            console.problems(&[refusal], &inputs);
            return Outcome::Unusable;
        }
    };
    let folders = Folders {
        published: &dir.path,
        seen: &dir.path,
        beside: &dir.path,
    };
    let told = match Told::new(&build, &inputs, &folders, &arguments.server) {
        Ok(told) => told,
        Err(why) => {
            console.fault(&why);
            return Outcome::Unusable;
        }
    };
    let strict = arguments.site.strict || build.settings.strict;
    if strict && !arguments.site.lenient && is_refused(&build.problems, strict) {
        console.problems(&build.problems, &inputs);
        console.say(&format!(
            "Not published: {}. The last site is untouched.",
            Tally::of(&build.problems).words()
        ));
        return Outcome::Faulty;
    }
    let bar = console.progress(build.outputs.all().count());
    let faults = if arguments.site.lenient {
        Faults::Publish
    } else {
        Faults::Stop
    };
    let published = publish(&build, &mut dir, faults, &|| bar.inc(1));
    bar.finish_and_clear();
    console.problems(&published.problems, &inputs);
    if let Some(left_out) = build.edition.as_ref().filter(|_| published.complete) {
        console.say(&editions::said(left_out, &build, console.amount));
    }
    console.say(&summary(&build, &published, &dir, started));
    let told = told.filter(|_| published.complete);
    let told = told.map_or(Outcome::Clean, |told| told.write(console));
    // The process ends: giving every page back one by one would only take time.
    std::mem::forget((engine, build, inputs));
    if published
        .problems
        .iter()
        .any(|problem| problem.code == Code::E031)
    {
        return Outcome::Unusable;
    }
    match published.complete {
        true if arguments.site.lenient || !is_refused(&published.problems, strict) => {
            told
        }
        _ => Outcome::Faulty,
    }
}

fn is_refused(problems: &[Diagnostic], strict: bool) -> bool {
    has_errors(problems)
        || (strict && problems.iter().any(|p| p.severity == Severity::Warning))
}

fn summary(
    build: &Build,
    published: &Published,
    dir: &OutputDir,
    started: Instant,
) -> String {
    let pages = build.site.written_pages();
    let tally = Tally::of(&published.problems).words();
    let seconds = started.elapsed().as_secs_f32();
    let pages = counted(pages, "page");
    if !published.complete {
        return format!(
            "Not published: {pages}, {tally}, {seconds:.2} s. The last site is untouched."
        );
    }
    let mut files = format!("{} written", counted(published.written, "file"));
    if published.kept > 0 {
        files.push_str(&format!(", {} already right", published.kept));
    }
    if published.removed > 0 {
        files.push_str(&format!(", {} removed", published.removed));
    }
    format!(
        "Built {pages} in {seconds:.2} s into {}: {files}; {tally}.",
        dir.path.display()
    )
}

/// Every check, nothing written.
pub fn check(
    project: &Project,
    request: Request,
    strict: bool,
    console: &Console,
) -> Outcome {
    let started = Instant::now();
    let Some(inputs) = project.read_for(&project.output(None), request, console) else {
        return Outcome::Unusable;
    };
    let build = Engine::default().rebuild(&inputs);
    let searches = expected::problems(&expected::ranks(&build, &inputs));
    let problems = all_problems(&build, searches);
    console.problems(&problems, &inputs);
    let pages = build.site.written_pages();
    let tally = Tally::of(&problems).words();
    console.say(&format!(
        "Checked {} in {:.2} s: {tally}.",
        counted(pages, "page"),
        started.elapsed().as_secs_f32()
    ));
    match is_refused(&problems, strict || build.settings.strict) {
        true => Outcome::Faulty,
        false => Outcome::Clean,
    }
}

/// Problems of the build, of searching, and of rendering everything once.
fn all_problems(build: &Build, searches: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let pages = build.outputs.pages_and_files().iter();
    // An edition is searched for what it leaves out, in its index as well.
    let index = build
        .edition
        .iter()
        .flat_map(|_| build.outputs.index_files());
    let outputs: Vec<_> = pages.chain(index).collect();
    let rendered: Vec<Diagnostic> = outputs
        .par_iter()
        .flat_map_iter(|(path, output)| {
            let made = build.outputs.make(output);
            let leak = build.leak_in(path, output, &made.bytes);
            made.problems.into_iter().chain(leak)
        })
        .collect();
    let mut problems = build.problems.to_vec();
    problems.extend(rendered);
    problems.extend(searches);
    judged(problems, &build.settings)
}

/// Removes what builds wrote.
pub fn clean(project: &Project, output: Option<PathBuf>, console: &Console) -> Outcome {
    let output = project.output(output.as_deref());
    if !output.exists() {
        console.say("There is nothing to remove.");
        return Outcome::Clean;
    }
    let location = Location::new(project.root.clone(), project.config.clone(), &output);
    let cleaned =
        OutputDir::open(&output, &location, home().as_deref()).map(OutputDir::clean);
    match cleaned {
        Ok(Ok(cleaned)) => {
            let removed = counted(cleaned.removed, "file");
            console.say(&format!("Removed {removed} from {}.", output.display()));
            for path in &cleaned.changed {
                console.say(&format!(
                    "Kept {path}: somebody changed it since it was built."
                ));
            }
            Outcome::Clean
        }
        Ok(Err(error)) => {
            console.fault(&format!("{} cannot be cleaned: {error}", output.display()));
            Outcome::Unusable
        }
        Err(refusal) => {
            let help = refusal.help.unwrap_or_default();
            console.fault(&format!(
                "{}: {}; {help}",
                refusal.place.file, refusal.message
            ));
            Outcome::Unusable
        }
    }
}
