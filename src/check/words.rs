//! The rule about words that an agreed term replaces.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::CheckJob;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::input::kinds::Structure;
use crate::page::directives::LineSort;
use crate::page::{Dialect, Status, markdown};
use crate::site::glossary::Meaning;
use crate::span::Span;

/// Stands for what is not judged; no word and no blank, so that no phrase reaches across it.
const BLANK: u8 = 1;

/// Words that a term replaces, each at its first place on the page.
///
/// What people say (myths, quotes), code and addresses are left alone, and so is the page of
/// the term itself.
pub fn words(job: &CheckJob) -> Vec<Diagnostic> {
    let is_avoided = |meaning: Meaning| matches!(meaning, Meaning::Avoid(_));
    let markdown = job.body.markdown();
    let raw = job.glossary.uses(markdown);
    let is_live = job.facts.status != Status::Retired;
    if !is_live || !raw.iter().any(|found| is_avoided(found.meaning)) {
        return Vec::new();
    }
    let judged = judged_text(job, markdown);
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    for found in job.glossary.uses(&judged) {
        let Meaning::Avoid(term) = found.meaning else {
            continue;
        };
        let term = &job.glossary.terms[term];
        let written = &judged[found.range.clone()];
        if is_page_of(job, &term.slug) || !seen.insert(written.to_lowercase()) {
            continue;
        }
        let span = Span::new(found.range.start, found.range.end).shifted(job.body.start);
        let message = format!("“{written}” is a word to avoid");
        let help = format!(
            "we say [{}](term:{}): {}",
            term.title, term.slug, term.short
        );
        let problem = Diagnostic::at(Code::W705, &job.facts.file, span, message);
        problems.push(problem.help(help));
    }
    problems
}

fn is_page_of(job: &CheckJob, slug: &str) -> bool {
    let file = job
        .facts
        .file
        .trim_end_matches(".markdown")
        .trim_end_matches(".md");
    job.facts.kind == "term" && file.rsplit('/').next() == Some(slug)
}

/// The text with everything blanked out that is not judged; positions stay.
fn judged_text(job: &CheckJob, markdown: &str) -> String {
    let mut reader = Reader {
        text: vec![BLANK; markdown.len()],
        said: said(job),
        is_claims: job.kind().structure == Structure::Claims,
        ..Reader::default()
    };
    for (event, range) in markdown::events(markdown, Dialect::Handbook) {
        reader.event(&event, range.start, &markdown[range]);
    }
    String::from_utf8(reader.text).expect("whole texts and blanks of one byte are UTF-8")
}

/// Where `myth` boxes stand in the Markdown.
fn said(job: &CheckJob) -> Vec<Span> {
    let mut said = Vec::new();
    let mut open: Option<(usize, u32)> = None;
    for (line, _) in &job.body.lines {
        match (&line.sort, open) {
            (LineSort::Open(colons, head), None) if head.name == "myth" => {
                open = Some((*colons, line.span.start));
            }
            (LineSort::Close(colons), Some((own, start))) if *colons == own => {
                said.push(Span {
                    start,
                    end: line.span.end,
                });
                open = None;
            }
            _ => {}
        }
    }
    said
}

#[derive(Default)]
struct Reader {
    text: Vec<u8>,
    said: Vec<Span>,
    is_claims: bool,
    /// How many quotes, code blocks, pictures and the like we are in.
    silent: usize,
    in_speech: bool,
    in_heading: bool,
    /// Where a line ended inside a paragraph.
    line_end: Option<usize>,
}

impl Reader {
    fn event(&mut self, event: &Event, start: usize, written: &str) {
        match event {
            Event::Start(
                Tag::BlockQuote(None) | Tag::CodeBlock(_) | Tag::Image { .. },
            ) => {
                self.silent += 1;
            }
            Event::End(TagEnd::BlockQuote(None) | TagEnd::CodeBlock | TagEnd::Image) => {
                self.silent -= 1;
            }
            Event::Start(Tag::Heading { .. }) => self.in_heading = true,
            Event::End(TagEnd::Heading(_)) => self.in_heading = false,
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                self.in_speech = false;
                self.line_end = None;
            }
            Event::SoftBreak | Event::HardBreak => self.line_end = Some(start),
            Event::Text(text) => self.words(text, start, written),
            _ => {}
        }
    }

    fn words(&mut self, text: &str, start: usize, written: &str) {
        let line_end = self.line_end.take();
        match text {
            "“" => self.in_speech = true,
            "”" => self.in_speech = false,
            _ => {}
        }
        let is_said = {
            let after = self
                .said
                .partition_point(|span| span.start as usize <= start);
            self.said[..after]
                .last()
                .is_some_and(|span| start < span.end as usize)
        };
        let is_title = self.in_heading && self.is_claims;
        if self.silent > 0 || self.in_speech || is_said || is_title {
            return;
        }
        self.text[start..start + written.len()].copy_from_slice(written.as_bytes());
        if let Some(end) = line_end {
            self.text[end..start].fill(b' ');
        }
    }
}
