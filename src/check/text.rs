//! Rules about what a page says of itself.

use super::CheckJob;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::input::settings::HtmlPolicy;
use crate::page::raw_html::MOST_DEPTH;
use crate::span::Span;
use crate::suggest::nearest;

/// Headings go down one level at a time.
pub fn headings(job: &CheckJob) -> Vec<Diagnostic> {
    let levels = job.facts.headings.iter().map(|heading| heading.level);
    let pairs = levels.clone().zip(levels.skip(1)).enumerate();
    let skipped = pairs.filter(|(_, (above, below))| *below > above + 1);
    skipped
        .map(|(at, (above, below))| {
            let span = job
                .body
                .heading_spans
                .get(at + 1)
                .copied()
                .unwrap_or_default();
            let message =
                format!("a heading of level {below} follows one of level {above}");
            let help =
                format!("write it with {} in front", "#".repeat(above as usize + 1));
            Diagnostic::at(Code::W507, &job.facts.file, span, message).help(help)
        })
        .collect()
}

/// A page says in a sentence what it is about. Asked only of handbooks with settings.
pub fn summary(job: &CheckJob) -> Vec<Diagnostic> {
    let facts = &job.facts;
    let message = match &facts.summary {
        // Other kinds cannot do without one: E102.
        None if job.settings.configured && facts.kind == "page" => {
            "the page has no summary"
        }
        Some(summary) if summary.to_lowercase() == facts.title.to_lowercase() => {
            "the summary repeats the title"
        }
        _ => return Vec::new(),
    };
    let problem = Diagnostic::at(Code::W110, &facts.file, Span::default(), message).help(
        "add a line `summary: …` with one or two sentences; lists and search show it",
    );
    vec![problem]
}

/// Owners stand for one of the two sides, or for what is neither.
pub fn owners(job: &CheckJob) -> Vec<Diagnostic> {
    let sides = job.settings.sides.each_ref().map(|side| side.id.as_str());
    let known: Vec<&str> = sides.into_iter().chain(["joint", "outside"]).collect();
    let strangers = job
        .facts
        .owners
        .iter()
        .filter(|(side, _)| !known.contains(&side.as_str()));
    strangers
        .map(|(side, _)| {
            let help = nearest(side, known.iter().copied()).map_or_else(
                || format!("the sides are: {}", sides.join(", ")),
                |name| format!("did you mean `{name}`?"),
            );
            let message = format!("there is no side `{side}`");
            let span = job.body.field_place("owners", side);
            Diagnostic::at(Code::E103, &job.facts.file, span, message).help(help)
        })
        .collect()
}

/// Nobody has reviewed a page tomorrow.
pub fn review_date(job: &CheckJob) -> Vec<Diagnostic> {
    let future = job.facts.reviewed.filter(|reviewed| *reviewed > job.today);
    let problem = future.map(|reviewed| {
        let message = format!(
            "the page was reviewed on {}, which is still to come",
            reviewed.words()
        );
        let span = job.body.field_place("reviewed", "");
        Diagnostic::at(Code::E106, &job.facts.file, span, message)
            .help("write the day on which somebody last read the whole page")
    });
    problem.into_iter().collect()
}

/// HTML that may not stay is left out, and the writer is told once.
pub fn raw_html(job: &CheckJob) -> Vec<Diagnostic> {
    let raw = &job.body.raw_html;
    if job.settings.html != HtmlPolicy::Sanitize || !raw.present {
        return Vec::new();
    }
    let problem = |code, message: String| {
        Diagnostic::at(code, &job.facts.file, job.body.raw_html_span, message)
    };
    if raw.depth.max(job.body.depth) > MOST_DEPTH {
        let message = format!(
            "the HTML is nested deeper than {MOST_DEPTH} levels and is shown as text"
        );
        return vec![
            problem(Code::W116, message).help("close the tags that were left open"),
        ];
    }
    if raw.refused.is_empty() {
        return Vec::new();
    }
    let named: Vec<_> = raw
        .refused
        .iter()
        .map(|(name, count)| format!("{name} ({count})"))
        .collect();
    let message = format!(
        "HTML that may not stand in a page was left out: {}",
        named.join(", ")
    );
    vec![
        problem(Code::W115, message).help(
            "write it as Markdown; or, if you trust every writer, set `html: trust`",
        ),
    ]
}
