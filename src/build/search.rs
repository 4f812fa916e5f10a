//! What search sees of a build: the pages that can be found, analysed one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::memo::Memo;
use super::outputs::{Job, Outputs};
use crate::digest::Digested;
use crate::input::{Inputs, Purpose};
use crate::page::Page;
use crate::paths::{OutputPath, SourcePath};
use crate::search::analyse::{AnalyseJob, Analysed, Text, analyse};
use crate::search::index::{About, Packing};
use crate::search::indexed::Indexed;
use crate::search::links::{self, LinkJob, Outgoing};
use crate::search::postings::Incoming;
use crate::search::situations::{Situation, situations};
use crate::search::stems::Language;
use crate::search::{Index, Indexer, Shelf};
use crate::site::{LinkedPage, Site};

/// Views whose text stands on other pages too.
const NOT_FOUND: [&str; 5] =
    ["book", "handout", "facilitator", "cards", "workshop-cards"];

/// Keeps what search knows of each page.
#[derive(Default)]
pub struct SearchStage {
    links: Memo<Outgoing>,
    analysed: Memo<Analysed>,
    indexer: Indexer,
    language: Option<Arc<Language>>,
}

/// What the stage is given.
pub struct Found<'a> {
    /// Settings and purpose.
    pub inputs: &'a Inputs,
    /// The linked handbook.
    pub site: &'a Site,
    /// The parsed pages.
    pub pages: &'a BTreeMap<SourcePath, Arc<Page>>,
    /// The words of the interface.
    pub words: &'a BTreeMap<String, String>,
}

impl SearchStage {
    /// The index of a build.
    pub fn index(&mut self, found: &Found) -> Arc<Index> {
        let language = self.language(&found.inputs.settings.language);
        let pages: Vec<&LinkedPage> = found
            .site
            .pages
            .iter()
            .filter(|page| is_found(page, found.pages))
            .collect();
        let incoming = self.incoming(found, &pages);
        let jobs: BTreeMap<SourcePath, AnalyseJob> = pages
            .iter()
            .map(|page| {
                let slot = SourcePath::new(page.output.as_str());
                (slot, job(page, found, &incoming, &language))
            })
            .collect();
        let mut analysed = self.analysed.refresh(&jobs, analyse).values;
        let indexed = pages.iter().map(|page| {
            let slot = SourcePath::new(page.output.as_str());
            let own = Indexed {
                source: page.source.clone(),
                output: page.output.clone(),
                view: page.view.clone(),
                parts: page.parts.clone(),
                analysed: analysed.remove(&slot).expect("every page was a job"),
            };
            (page.output.clone(), own)
        });
        let pages: BTreeMap<OutputPath, Indexed> = indexed.collect();
        let about = about(found, &pages, &language);
        self.indexer.update(Shelf {
            pages,
            glossary: &found.site.glossary,
            about,
            language: &language,
        })
    }

    fn language(&mut self, tag: &str) -> Arc<Language> {
        let language = Language::of(tag);
        match &self.language {
            Some(known) if known.tag() == language.tag() => known.clone(),
            _ => self.language.insert(Arc::new(language)).clone(),
        }
    }

    fn incoming(
        &mut self,
        found: &Found,
        pages: &[&LinkedPage],
    ) -> BTreeMap<SourcePath, Arc<Digested<Vec<Incoming>>>> {
        let job = |page: &&LinkedPage| {
            let source = page.source.clone()?;
            let body = found.pages[&source].body.clone();
            let targets = page.targets.clone();
            let job = LinkJob {
                source: source.clone(),
                body,
                targets,
            };
            Some((source, job))
        };
        let jobs: BTreeMap<SourcePath, LinkJob> = pages.iter().filter_map(job).collect();
        let outgoing = self.links.refresh(&jobs, links::outgoing).values;
        links::incoming(outgoing.values().map(|own| &**own))
    }
}

/// Whether search finds a page.
fn is_found(page: &LinkedPage, pages: &BTreeMap<SourcePath, Arc<Page>>) -> bool {
    let view = &page.view;
    let wanted = page
        .source
        .as_ref()
        .is_none_or(|source| pages[source].facts.search);
    wanted && view.layout != "not-found" && !NOT_FOUND.contains(&view.view.as_str())
}

fn job(
    page: &LinkedPage,
    found: &Found,
    incoming: &BTreeMap<SourcePath, Arc<Digested<Vec<Incoming>>>>,
    language: &Arc<Language>,
) -> AnalyseJob {
    let text = match &page.source {
        Some(source) => {
            let page = &found.pages[source];
            Text::Written(page.facts.clone(), page.body.clone())
        }
        None => Text::Computed(
            page.view.title.clone(),
            page.view.summary.clone().unwrap_or_default(),
        ),
    };
    let own = page.source.as_ref().and_then(|source| incoming.get(source));
    AnalyseJob {
        text,
        address: address_of(page),
        incoming: own.cloned().unwrap_or_default(),
        language: language.clone(),
    }
}

/// The last part of an address that says anything.
fn address_of(page: &LinkedPage) -> String {
    let path = page.output.as_str();
    let path = path.strip_suffix(".html").unwrap_or(path);
    let path = path.strip_suffix("index").unwrap_or(path);
    let path = path.trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

fn about(
    found: &Found,
    pages: &BTreeMap<OutputPath, Indexed>,
    language: &Language,
) -> Arc<Digested<About>> {
    let kinds: BTreeSet<&str> = pages
        .values()
        .flat_map(|page| (0..page.analysed.documents.len()).map(|at| page.sort_of(at).0))
        .collect();
    let name = |id: &str| {
        let name = found.words.get(&format!("kind_{id}"));
        name.map_or_else(|| id.to_owned(), String::clone)
    };
    Arc::new(Digested::new(About {
        stop: language.stop.to_owned(),
        kinds: kinds
            .into_iter()
            .map(|id| (id.to_owned(), name(id)))
            .collect(),
        situations: start_page(found.site, found.pages),
        packing: match found.inputs.request.purpose {
            Purpose::Publish => Packing::Deflate,
            Purpose::Live => Packing::Plain,
        },
    }))
}

/// What the start page says that readers come for.
pub fn start_page(
    site: &Site,
    pages: &BTreeMap<SourcePath, Arc<Page>>,
) -> (String, Vec<Situation>) {
    let is_start = |page: &&LinkedPage| page.output.as_str() == "index.html";
    let page = site.pages.iter().find(is_start);
    let source = page.and_then(|page| Some((page, page.source.as_ref()?)));
    source.map_or_else(Default::default, |(page, source)| {
        let Page { facts, body, .. } = &*pages[source];
        situations(facts, body, &page.targets)
    })
}

/// Puts the files of an index among the outputs, in place of those of the one before.
pub fn add_search(outputs: &mut Outputs, earlier: &Outputs, index: &Arc<Index>) {
    outputs.remove_index();
    for (path, digest, file) in index.files() {
        outputs.add(path, digest, earlier, || Job::Search(index.clone(), file));
    }
}
