//! What is wrong, as the handbook's own health page shows it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::problems::Problems;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::input::Inputs;
use crate::paths::OutputPath;
use crate::render::page::{FindingView, Findings};
use crate::site::{LinkedPage, Site};
use crate::span::LineIndex;

/// What is wrong with a build, with lines and with addresses from the health page.
pub struct Wrong {
    digest: Digest,
    problems: Arc<Problems>,
    inputs: Inputs,
    site: Arc<Site>,
    all: OnceLock<Vec<FindingView>>,
}

impl Wrong {
    /// What is wrong with a site that was linked from a job of this fingerprint.
    pub fn new(
        problems: Arc<Problems>,
        inputs: &Inputs,
        site: Arc<Site>,
        linked: Digest,
    ) -> Self {
        Self {
            digest: Digest::of(&(problems.digest, linked)),
            problems,
            inputs: inputs.clone(),
            site,
            all: OnceLock::new(),
        }
    }
}

impl Findings for Wrong {
    fn digest(&self) -> Digest {
        self.digest
    }

    fn all(&self) -> &[FindingView] {
        self.all
            .get_or_init(|| views(&self.problems, &self.inputs, &self.site))
    }
}

fn views(problems: &Problems, inputs: &Inputs, site: &Site) -> Vec<FindingView> {
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
    views
}
