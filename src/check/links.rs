//! Rules about links, pictures and old addresses.

use super::CheckJob;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::{Link, LinkSort};
use crate::span::{Place, Span};

/// Every address leads somewhere.
pub fn addresses(job: &CheckJob) -> Vec<Diagnostic> {
    let faulty = job.body.links.iter().filter_map(|link| {
        let fault = job.targets.get(&link.address)?.fault.as_ref()?;
        let span = place_of(job, link);
        let problem = Diagnostic::at(fault.code, &job.facts.file, span, &fault.message);
        Some(problem.maybe_help(fault.help.clone()))
    });
    faulty.collect()
}

/// The address inside the link where it can be found, else the whole link.
fn place_of(job: &CheckJob, link: &Link) -> Span {
    let written = job.body.text.get(link.span.range()).unwrap_or("");
    match written
        .rfind(&link.address)
        .filter(|_| !link.address.is_empty())
    {
        Some(at) => {
            let start = link.span.start as usize + at;
            Span::new(start, start + link.address.len())
        }
        None => link.span,
    }
}

/// Every picture says what it shows.
pub fn pictures(job: &CheckJob) -> Vec<Diagnostic> {
    let bare = job
        .body
        .links
        .iter()
        .filter(|link| link.sort == LinkSort::BareImage);
    bare.map(|link| {
        let written = job.body.text.get(link.span.range()).unwrap_or("");
        let place = match written.starts_with('<') {
            true => "in `alt=\"…\"`",
            false => "between the square brackets",
        };
        let message = format!("the picture {} has no description", link.address);
        let help =
            format!("say {place} what the picture shows, for readers who cannot see it");
        Diagnostic::at(Code::E504, &job.facts.file, link.span, message).help(help)
    })
    .collect()
}

/// Old addresses are free to lead here.
pub fn aliases(job: &CheckJob) -> Vec<Diagnostic> {
    let faults = job.alias_faults.iter().map(|(number, taken_by)| {
        let alias = job.facts.aliases.get(*number).map_or("", String::as_str);
        let span = job
            .body
            .alias_spans
            .get(*number)
            .copied()
            .unwrap_or_default();
        let file = &job.facts.file;
        match taken_by {
            Some(other) => {
                let message = format!("the old address `{alias}` belongs to {other}");
                let problem = Diagnostic::at(Code::E105, file, span, message)
                    .help("take the alias out of one of the two pages");
                match other.ends_with('/') {
                    true => problem,
                    false => {
                        problem.label(Place::file(other), "this one keeps the address")
                    }
                }
            }
            None => {
                let message =
                    format!("`{alias}` is no address below the top of the handbook");
                Diagnostic::at(Code::E105, file, span, message)
                    .help("write the old path, such as /old-name/")
            }
        }
    });
    faults.collect()
}
