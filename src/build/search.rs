//! What search sees of a build: the pages that can be found, analysed one by one.
//!
//! Nobody waits for it: the index is brought up to date when somebody asks for one of its
//! files, from whatever it was the last time.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::memo::Memo;
use super::outputs::{Job, Output, SearchFiles};
use crate::digest::{Digest, Digested};
use crate::input::{Inputs, Purpose, Settings};
use crate::page::Page;
use crate::paths::{OutputPath, SourcePath};
use crate::search::analyse::{AnalyseJob, Analysed, Text, analyse};
use crate::search::index::{About, Packing};
use crate::search::indexed::Indexed;
use crate::search::links::{self, LinkJob, Outgoing};
use crate::search::postings::Incoming;
use crate::search::situations::{Situation, situations};
use crate::search::stems::Language;
use crate::search::{File, Index, Indexer, Shelf};
use crate::shared_map::SharedMap;
use crate::site::{LinkedPage, Site};

/// Views whose text stands on other pages too.
const NOT_FOUND: [&str; 5] =
    ["book", "handout", "facilitator", "cards", "workshop-cards"];

/// Keeps what search knows of each page from build to build.
#[derive(Default)]
pub struct SearchStage {
    links: Memo<Page, Outgoing>,
    incoming: Option<(Digest, Arc<Linking>)>,
    found: Findable,
    analysed: Memo<Shown, Analysed, OutputPath>,
    indexed: Shelved,
    kinds: Kinds,
    indexer: Indexer,
    language: Option<Arc<Language>>,
    asked: Arc<Asked>,
}

/// The files of an index.
type Files = BTreeMap<OutputPath, Arc<Output>>;

/// The files that somebody asked for last: what is the same in another build need not be made
/// again.
type Asked = Mutex<BTreeMap<File, Arc<Output>>>;

/// Most of them; each holds the index that it was made from.
const MOST_ASKED: usize = 64;

/// For each page the words of links that lead to it.
type Linking = BTreeMap<SourcePath, Arc<Digested<Vec<Incoming>>>>;

/// The index of one build.
pub struct SearchOf {
    stage: Arc<Mutex<SearchStage>>,
    build: Searched,
    made: OnceLock<(Arc<Index>, Arc<Asked>)>,
    files: OnceLock<Files>,
}

/// What search looks at in a build.
#[derive(Clone)]
struct Searched {
    settings: Arc<Digested<Settings>>,
    purpose: Purpose,
    /// The fingerprint of the job that the site was linked from.
    linked: Digest,
    site: Arc<Site>,
    pages: SharedMap<SourcePath, Arc<Page>>,
    words: Arc<Digested<BTreeMap<String, String>>>,
}

impl SearchOf {
    /// The index of a build, which nobody has asked for yet.
    pub fn new(
        stage: &Arc<Mutex<SearchStage>>,
        inputs: &Inputs,
        (linked, site): (Digest, &Arc<Site>),
        pages: &SharedMap<SourcePath, Arc<Page>>,
        words: &Arc<Digested<BTreeMap<String, String>>>,
    ) -> Self {
        Self {
            stage: stage.clone(),
            build: Searched {
                settings: inputs.settings.clone(),
                purpose: inputs.request.purpose,
                linked,
                site: site.clone(),
                pages: pages.clone(),
                words: words.clone(),
            },
            made: OnceLock::new(),
            files: OnceLock::new(),
        }
    }

    /// The index; the first who asks waits until it is up to date.
    pub fn index(&self) -> &Arc<Index> {
        &self.made().0
    }

    /// Whether it has been asked for.
    pub fn is_made(&self) -> bool {
        self.made.get().is_some()
    }

    fn made(&self) -> &(Arc<Index>, Arc<Asked>) {
        self.made.get_or_init(|| {
            let mut stage = self.stage.lock().unwrap_or_else(|poisoned| {
                // Whoever panicked may have left what is remembered half written.
                let mut stage = poisoned.into_inner();
                *stage = SearchStage::default();
                self.stage.clear_poison();
                stage
            });
            (stage.index(&self.build), stage.asked.clone())
        })
    }
}

impl SearchFiles for SearchOf {
    fn files(&self) -> &Files {
        self.files.get_or_init(|| {
            let index = self.index();
            let output = |(path, digest, file)| {
                (path, Output::new(digest, Job::Search(index.clone(), file)))
            };
            index.files().map(output).collect()
        })
    }

    fn file(&self, name: &str) -> Option<Arc<Output>> {
        let (index, asked) = self.made();
        let (digest, file) = index.named(name)?;
        let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = asked.get(&file).filter(|known| known.digest == digest) {
            return Some(known.clone());
        }
        let new = Output::new(digest, Job::Search(index.clone(), file));
        // Old indexes are dropped when the others no longer wait.
        let mut gone = Vec::new();
        if asked.len() >= MOST_ASKED {
            gone.extend(std::mem::take(&mut *asked).into_values());
        }
        gone.extend(asked.insert(file, new.clone()));
        drop(asked);
        Some(new)
    }
}

impl Hash for Searched {
    /// Whatever else is in it, texts apart, is in that job.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.linked.hash(state);
    }
}

/// What all pages of a build share for search; known by the job that the site was linked from.
struct Context<'a> {
    build: &'a Searched,
    incoming: (Digest, Arc<Linking>),
    language: Arc<Language>,
}

impl Hash for Context<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.build, self.incoming.0, self.language.tag()).hash(state);
    }
}

/// A page that search finds: its text, and its place among those of the site.
struct Shown {
    text: Option<Arc<Page>>,
    at: usize,
}

/// The pages that search finds.
#[derive(Default)]
struct Findable {
    linked: Option<Digest>,
    texts: SharedMap<SourcePath, Arc<Page>>,
    pages: SharedMap<OutputPath, Arc<Shown>>,
}

impl Findable {
    /// The pages that search finds in a build.
    fn refresh(&mut self, build: &Searched) -> &SharedMap<OutputPath, Arc<Shown>> {
        let site = &build.site;
        let shown = |at: usize| {
            let page = &site.pages[at];
            let text = page.source.as_ref();
            let text = text.map(|source| build.pages[source].clone());
            (page.output.clone(), Arc::new(Shown { text, at }))
        };
        if self.linked == Some(build.linked) {
            let touched = self.texts.differences(&build.pages, Arc::ptr_eq);
            let places = touched
                .iter()
                .filter_map(|source| site.of_source.get(*source));
            for at in places.flatten() {
                let (output, shown) = shown(*at);
                if self.pages.contains_key(&output) {
                    self.pages.insert(output, shown);
                }
            }
        } else {
            let all = 0..site.pages.len();
            let found = all.filter(|at| is_found(&site.pages[*at], &build.pages));
            self.pages = found.map(shown).collect();
        }
        self.linked = Some(build.linked);
        self.texts = build.pages.clone();
        &self.pages
    }
}

/// The pages with what search knows of them.
#[derive(Default)]
struct Shelved {
    linked: Option<Digest>,
    analysed: SharedMap<OutputPath, Arc<Analysed>>,
    pages: SharedMap<OutputPath, Arc<Indexed>>,
}

impl Shelved {
    fn refresh(
        &mut self,
        build: &Searched,
        found: &SharedMap<OutputPath, Arc<Shown>>,
        analysed: &SharedMap<OutputPath, Arc<Analysed>>,
    ) -> &SharedMap<OutputPath, Arc<Indexed>> {
        let indexed = |output: &OutputPath, analysed: &Arc<Analysed>| {
            let page = &build.site.pages[found[output].at];
            Arc::new(Indexed::new(page, analysed.clone()))
        };
        if self.linked == Some(build.linked) {
            for output in self.analysed.differences(analysed, Arc::ptr_eq) {
                if let Some(own) = analysed.get(output) {
                    self.pages.insert(output.clone(), indexed(output, own));
                }
            }
        } else {
            let all = analysed.iter();
            let all = all.map(|(output, own)| (output.clone(), indexed(output, own)));
            self.pages = SharedMap::from_sorted(all);
        }
        self.linked = Some(build.linked);
        self.analysed = analysed.clone();
        &self.pages
    }
}

/// The kinds of what search finds, collected where pages became something else.
#[derive(Default)]
struct Kinds {
    made: Option<Digest>,
    kinds: Vec<(String, String)>,
}

impl Kinds {
    /// Each kind's id and name.
    fn of(
        &mut self,
        pages: &SharedMap<OutputPath, Arc<Indexed>>,
        words: &Digested<BTreeMap<String, String>>,
    ) -> Vec<(String, String)> {
        let sorts: Vec<Digest> = pages.values().map(|page| page.sorts).collect();
        let key = Digest::of(&(sorts, words.digest()));
        if self.made != Some(key) {
            let documents = |page: &Arc<Indexed>| 0..page.documents as usize;
            let ids: BTreeSet<&str> = pages
                .values()
                .flat_map(|page| documents(page).map(|at| page.sort_of(at).0))
                .collect();
            let name = |id: &str| {
                let name = words.get(&format!("kind_{id}"));
                name.map_or_else(|| id.to_owned(), String::clone)
            };
            let ids = ids.into_iter();
            self.kinds = ids.map(|id| (id.to_owned(), name(id))).collect();
            self.made = Some(key);
        }
        self.kinds.clone()
    }
}

impl SearchStage {
    /// Brings the index up to date with a build.
    fn index(&mut self, build: &Searched) -> Arc<Index> {
        let context = Context {
            incoming: self.incoming(build),
            language: self.language(&build.settings.language),
            build,
        };
        let found = self.found.refresh(build);
        let analysed = self.analysed.refresh(&context, found, job, analyse).values;
        let pages = self.indexed.refresh(build, found, &analysed);
        let kinds = self.kinds.of(pages, &build.words);
        let about = about(build, kinds, &context.language);
        self.indexer.update(Shelf {
            pages: pages.clone(),
            glossary: &build.site.glossary,
            about,
            language: &context.language,
        })
    }

    fn language(&mut self, tag: &str) -> Arc<Language> {
        let language = Language::of(tag);
        match &self.language {
            Some(known) if known.tag() == language.tag() => known.clone(),
            _ => self.language.insert(Arc::new(language)).clone(),
        }
    }

    /// The words of links, brought to where they lead; with their fingerprint.
    fn incoming(&mut self, build: &Searched) -> (Digest, Arc<Linking>) {
        let links = &mut self.links;
        let outgoing = links.refresh(build, &build.pages, link_job, links::outgoing);
        let outgoing = outgoing.values;
        let digest = outgoing.digest();
        match &self.incoming {
            Some(known) if known.0 == digest => known.clone(),
            _ => {
                let linking = links::incoming(outgoing.values().map(|own| &**own));
                self.incoming.insert((digest, Arc::new(linking))).clone()
            }
        }
    }
}

/// Whether search finds a page.
fn is_found(page: &LinkedPage, pages: &SharedMap<SourcePath, Arc<Page>>) -> bool {
    let view = &page.view;
    let wanted = page
        .source
        .as_ref()
        .is_none_or(|source| pages[source].facts.search);
    wanted && view.layout != "not-found" && !NOT_FOUND.contains(&view.view.as_str())
}

fn link_job(build: &Searched, source: &SourcePath, page: &Arc<Page>) -> Option<LinkJob> {
    let mut shown = build.site.made_of(source);
    let linked = shown.find(|page| is_found(page, &build.pages))?;
    Some(LinkJob {
        source: source.clone(),
        body: page.body.clone(),
        targets: linked.targets.clone(),
    })
}

fn job(context: &Context, _: &OutputPath, shown: &Arc<Shown>) -> Option<AnalyseJob> {
    let page = &context.build.site.pages[shown.at];
    let text = match &shown.text {
        Some(text) => Text::Written(text.facts.clone(), text.body.clone()),
        None => Text::Computed(
            page.view.title.clone(),
            page.view.summary.clone().unwrap_or_default(),
        ),
    };
    let source = page.source.as_ref();
    let incoming = source.and_then(|source| context.incoming.1.get(source));
    Some(AnalyseJob {
        text,
        address: address_of(page),
        incoming: incoming.cloned().unwrap_or_default(),
        language: context.language.clone(),
    })
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
    build: &Searched,
    kinds: Vec<(String, String)>,
    language: &Language,
) -> Arc<Digested<About>> {
    Arc::new(Digested::new(About {
        stop: language.stop.to_owned(),
        kinds,
        situations: start_page(&build.site, &build.pages),
        packing: match build.purpose {
            Purpose::Publish => Packing::Deflate,
            Purpose::Live => Packing::Plain,
        },
    }))
}

/// What the start page says that readers come for.
pub fn start_page(
    site: &Site,
    pages: &SharedMap<SourcePath, Arc<Page>>,
) -> (String, Vec<Situation>) {
    let is_start = |page: &&LinkedPage| page.output.as_str() == "index.html";
    let page = site.pages.iter().find(is_start);
    let source = page.and_then(|page| Some((page, page.source.as_ref()?)));
    source.map_or_else(Default::default, |(page, source)| {
        let Page { facts, body, .. } = &*pages[source];
        situations(facts, body, &page.targets)
    })
}
