//! Rules about ids, by which links find places on a page.

use std::collections::BTreeSet;

use super::CheckJob;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::directives::LineSort;
use crate::span::Span;

/// No two headings or boxes of a page have the same id.
pub fn ids(job: &CheckJob) -> Vec<Diagnostic> {
    let mut found = headings(job);
    let mut taken: BTreeSet<&str> = job
        .facts
        .headings
        .iter()
        .map(|heading| heading.id.as_str())
        .collect();
    for (line, written) in &job.body.lines {
        let LineSort::Open(_, head) = &line.sort else {
            continue;
        };
        let Some(id) = head.id.as_deref() else {
            continue;
        };
        if !taken.insert(id) {
            let at = written.rfind(&format!("#{id}")).unwrap_or(0);
            let start = job.body.start + line.span.start as usize + at;
            found.push(repeated(job, id, Span::new(start, start + id.len() + 1)));
        }
    }
    found
}

/// Headings that ask for an id which an earlier heading has.
fn headings(job: &CheckJob) -> Vec<Diagnostic> {
    let headings = job.facts.headings.iter().zip(&job.body.heading_spans);
    let refused = headings.filter_map(|(heading, span)| {
        let written = job.body.text.get(span.range())?.trim_end();
        let open = written.rfind('{').filter(|_| written.ends_with('}'))?;
        let attributes = &written[open + 1..written.len() - 1];
        let id = attributes
            .split_whitespace()
            .find_map(|word| word.strip_prefix('#'))?;
        let is_numbered = heading.id.strip_prefix(id).is_some_and(|rest| {
            rest.strip_prefix('-')
                .is_some_and(|rest| rest.parse::<usize>().is_ok())
        });
        let at = span.start as usize + open + written[open..].find('#')?;
        is_numbered.then(|| repeated(job, id, Span::new(at, at + id.len() + 1)))
    });
    refused.collect()
}

fn repeated(job: &CheckJob, id: &str, span: Span) -> Diagnostic {
    let message = format!("the id `{id}` belongs to something else on this page");
    Diagnostic::at(Code::E105, &job.facts.file, span, message)
        .help("give one of the two another id; links to it lead to the first")
}
