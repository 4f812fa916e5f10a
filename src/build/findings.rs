//! What is wrong, as the handbook's own health page shows it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::digest::Digested;
use crate::input::Inputs;
use crate::paths::OutputPath;
use crate::render::page::FindingView;
use crate::site::{LinkedPage, Site};
use crate::span::LineIndex;

/// More than anybody reads on one page; `tandem check` shows all.
const MOST_FINDINGS: usize = 200;

/// The first findings, with lines and with addresses from the health page.
pub fn shown(
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
    let mut views = Vec::new();
    for problem in problems.iter().take(MOST_FINDINGS) {
        let file = &*problem.place.file;
        let line = problem.place.span.and_then(|span| {
            let text = inputs.text_of(file)?;
            Some(LineIndex::new(&text).position(span.start).0)
        });
        let page = pages.get(file);
        views.push(FindingView {
            code: problem.code.number(),
            severity: problem.severity.word(),
            message: problem.message.clone(),
            help: problem.help.clone(),
            file: file.to_owned(),
            line,
            href: page.map(|page| from.href_to(&page.output, inputs.settings.url_style)),
        });
    }
    Arc::new(Digested::new(views))
}
