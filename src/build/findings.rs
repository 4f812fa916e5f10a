//! What is wrong, as the handbook's own health page shows it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::Digested;
use crate::input::Inputs;
use crate::paths::OutputPath;
use crate::render::page::FindingView;
use crate::site::{LinkedPage, Site};
use crate::span::LineIndex;

/// Everything that is wrong, with lines and with addresses from the health page.
pub fn all(
    problems: &[Diagnostic],
    inputs: &Inputs,
    site: &Site,
) -> Arc<Digested<Vec<FindingView>>> {
    let pages: HashMap<Arc<str>, &LinkedPage> = site
        .pages
        .iter()
        .filter_map(|page| {
            let source = page.written()?;
            Some((inputs.location.name_of(source.as_str()), page))
        })
        .collect();
    let from = OutputPath::new("health.html");
    let mut views = Vec::with_capacity(problems.len());
    // Problems are sorted by file, so that each text is looked at once.
    for of_file in problems.chunk_by(|a, b| a.place.file == b.place.file) {
        // What an edition leaves out is nobody's business there.
        let told = |problem: &&Diagnostic| problem.code != Code::N512;
        let file = &of_file[0].place.file;
        let text = inputs.text_of(file);
        let lines = text.as_deref().map(LineIndex::new);
        let page = pages.get(file);
        let href = page.map(|page| from.href_to(&page.output, inputs.settings.url_style));
        views.extend(of_file.iter().filter(told).map(|problem| {
            FindingView {
                code: problem.code.number(),
                severity: problem.severity.word(),
                message: problem.message.clone(),
                help: problem.help.clone(),
                file: file.to_string(),
                line: lines
                    .as_ref()
                    .zip(problem.place.span)
                    .map(|(lines, span)| lines.position(span.start).0),
                href: href.clone(),
            }
        }));
    }
    Arc::new(Digested::new(views))
}
