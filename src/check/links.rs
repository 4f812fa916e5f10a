//! Rules about links, pictures and old addresses.

use std::collections::BTreeSet;

use super::CheckJob;
use super::finding::address_in;
use super::paths::targeted;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::{Link, LinkSort};
use crate::span::Place;

/// Every address leads somewhere.
pub fn addresses(job: &CheckJob) -> Vec<Diagnostic> {
    let targeted = targeted(job);
    // What an item of a path leads to is judged there.
    let is_judged = |link: &Link| {
        let before = targeted.range(..=link.span.start).next_back();
        before.is_some_and(|(_, (item, address))| {
            link.span.end <= item.end && *link.address == **address
        })
    };
    let faulty = job.body.links.iter().filter_map(|link| {
        let fault = job.targets.get(&link.address)?.fault.as_ref()?;
        let is_lost = matches!(fault.code, Code::E501 | Code::E502);
        if is_lost && is_judged(link) {
            return None;
        }
        let span = address_in(&job.body, link);
        let problem = Diagnostic::at(fault.code, &job.facts.file, span, &fault.message);
        Some(problem.maybe_help(fault.help.clone()))
    });
    faulty.collect()
}

/// Links that leave the handbook, each address once.
pub fn outside(job: &CheckJob) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let leaves = |address: &str| {
        let lower = address.trim_start().to_lowercase();
        lower.starts_with("http:")
            || lower.starts_with("https:")
            || lower.starts_with("//")
    };
    let outside = job.body.links.iter().filter(|link| {
        let target = job.targets.get(&link.address);
        target.is_some_and(|target| target.outside)
            && leaves(&link.address)
            && seen.insert(&*link.address)
    });
    outside
        .map(|link| {
            let message = format!("{} is outside the handbook", link.address);
            let span = address_in(&job.body, link);
            Diagnostic::at(Code::W503, &job.facts.file, span, message).help(
                "say on the page what a reader needs from there, and keep the link, if you do, with `quiet: [W503]`",
            )
        })
        .collect()
}

/// Words that are read as links and say nothing about where they lead.
const EMPTY_WORDS: [&str; 19] = [
    "here",
    "click here",
    "see here",
    "this",
    "this page",
    "this link",
    "this document",
    "link",
    "more",
    "read more",
    "learn more",
    "hier",
    "hier klicken",
    "diese seite",
    "dieser link",
    "mehr",
    "mehr lesen",
    "weiterlesen",
    "siehe hier",
];

/// The words of a link say where it leads.
pub fn words(job: &CheckJob) -> Vec<Diagnostic> {
    let plain = |text: &str| {
        let text = text.to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let empty = job
        .body
        .links
        .iter()
        .filter(|link| EMPTY_WORDS.contains(&plain(&link.text).as_str()));
    empty
        .map(|link| {
            let message = format!("the link “{}” does not say where it leads", link.text);
            Diagnostic::at(Code::W506, &job.facts.file, link.span, message).help(
                "write the name of the page, or what is found there, between the square brackets",
            )
        })
        .collect()
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
