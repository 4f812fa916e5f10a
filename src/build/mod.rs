//! The only place where stages meet.
//!
//! Given [`Inputs`], gives a [`Build`]: a map of outputs and all problems. Keeps the last
//! result of every stage; nothing is ever invalidated, since a different job is a different
//! key.

pub mod edition;
pub mod expected;
mod findings;
mod made;
pub mod manifest;
pub mod memo;
pub mod output_dir;
pub mod outputs;
pub mod publish;
mod search;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::check::handbook::{Findings, check_handbook};
use crate::check::{CheckJob, Checked, check_page, listened};
use crate::codes::Code;
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::digest::{Digest, Digested};
use crate::input::Searches;
use crate::input::{Inputs, Settings};
use crate::page::{Page, ParseJob, parse_page};
use crate::paths::{OutputPath, SourcePath};
use crate::render::assets::Brand;
use crate::render::frame::Frame;
use crate::render::page::letters_value;
use crate::render::templates::Templates;
use crate::search::Index;
use crate::site::absent::Absent;
use crate::site::routes::address_of_file;
use crate::site::{FileFacts, LinkJob, LinkedPage, Site, link_site};
use edition::{Edition, EditionStage, Report, Whole};
use made::{Made, Menus};
use memo::{Memo, Stage};
use outputs::{Output, Outputs};
use search::{Found, SearchStage, add_search};

/// Turns inputs into builds, doing again only what changed.
#[derive(Default)]
pub struct Engine {
    pages: Memo<Page>,
    checks: Memo<Checked>,
    linked: Option<Linked>,
    templates: Option<(Digest, Arc<Templates>)>,
    frame: Option<(Digest, Arc<Frame>)>,
    menus: Menus,
    made: Option<Made>,
    search: SearchStage,
    outputs: Outputs,
    /// For editions: the whole handbook, of which each is a part.
    whole: Option<Box<Engine>>,
    editions: EditionStage,
}

/// A handbook as it is understood, before anything is made of it.
struct Understood {
    pages: Stage<Page>,
    templates: Arc<Templates>,
    linked: Linked,
    links: usize,
    checked: usize,
    found: Checked,
}

/// The linked handbook, and what is wrong with it as a whole.
#[derive(Clone)]
struct Linked {
    /// The digest of the job that it was made from.
    job: Digest,
    site: Arc<Site>,
    findings: Arc<Findings>,
}

/// One build: what to write, and what is wrong.
pub struct Build {
    /// Everything that is written, made when asked for.
    pub outputs: Outputs,
    /// Everything that is wrong, as far as it is known without rendering.
    pub problems: Vec<Diagnostic>,
    /// Warnings that pages silence with `quiet`.
    pub silenced: Vec<Diagnostic>,
    /// How much work it was.
    pub counts: WorkCounts,
    /// What search knows.
    pub search: Arc<Index>,
    /// The linked handbook.
    pub site: Arc<Site>,
    /// The pages.
    pub pages: BTreeMap<SourcePath, Arc<Page>>,
    /// The settings it was made with.
    pub settings: Arc<Digested<Settings>>,
    /// What writers expect of search in it.
    pub searches: Arc<Searches>,
    /// For an edition: what it leaves out.
    pub edition: Option<Arc<Report>>,
}

impl Build {
    /// Whether a file holds anything that this edition leaves out.
    pub fn leak_in(
        &self,
        path: &OutputPath,
        output: &Output,
        bytes: &[u8],
    ) -> Option<Diagnostic> {
        let edition = self.edition.as_ref()?;
        match output.of_index() {
            Some(unpacked) => edition.leak_in(path.as_str(), &unpacked),
            None => edition.leak_in(path.as_str(), bytes),
        }
    }
}

/// How much work a build was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkCounts {
    /// Pages that were parsed.
    pub parsed: usize,
    /// Times that all pages were linked: 0 or 1.
    pub linked: usize,
    /// Pages that were checked.
    pub checked: usize,
}

impl Engine {
    /// Builds what the inputs say.
    pub fn rebuild(&mut self, inputs: &Inputs) -> Build {
        let Some(audience) = &inputs.request.audience else {
            return self.build(inputs, None);
        };
        let whole = self.whole.get_or_insert_default();
        let understood = whole.understand(inputs, &Arc::default());
        let mut problems = understood.found.problems;
        problems.extend(inputs.problems.iter().cloned());
        let whole = Whole {
            inputs,
            jobs: parse_jobs(inputs),
            pages: &understood.pages.values,
            problems: &problems,
        };
        let edition = self.editions.edition(&whole, audience);
        self.build(&edition.inputs, Some(&edition))
    }

    fn understand(
        &mut self,
        inputs: &Inputs,
        absent: &Arc<Digested<Absent>>,
    ) -> Understood {
        let pages = self.pages.refresh(&parse_jobs(inputs), parse_page);
        let templates = self.templates(inputs);
        let (linked, links) = self.link(inputs, &pages.values, &templates, absent);
        let jobs = check_jobs(inputs, &pages.values, &linked);
        let checked = self.checks.refresh(&jobs, check_page);
        let found = found_on_pages(&linked.site, &pages.values, &checked.values);
        Understood {
            pages,
            templates,
            linked,
            links,
            checked: checked.ran,
            found,
        }
    }

    fn build(&mut self, inputs: &Inputs, edition: Option<&Edition>) -> Build {
        let absent = edition.map_or_else(Arc::default, |edition| edition.absent.clone());
        let understood = self.understand(inputs, &absent);
        let (templates, parsed) = (understood.templates, understood.pages);
        let site = understood.linked.site.clone();
        let frame = self.frame(inputs, &site, &templates);
        let mut found = understood.found;
        found.problems.extend(inputs.problems.iter().cloned());
        found.problems.extend(site.problems.iter().cloned());
        found.problems.extend(templates.problems.iter().cloned());
        let mut problems = judged(found.problems, &inputs.settings);
        let made = Made {
            findings: match site.is_modelled() {
                true => findings::all(&problems, inputs, &site),
                false => Arc::default(),
            },
            site: site.clone(),
            frame,
            pages: parsed.values.clone(),
        };
        if let Some(edition) = edition {
            edition.report.place_in_files(&mut problems);
            edition.report.place_in_files(&mut found.silenced);
            problems.extend(edition.problems.iter().cloned());
            diagnostic::tidy(&mut problems);
        }
        let search = self.search.index(&Found {
            inputs,
            site: &site,
            pages: &parsed.values,
            words: &templates.words,
        });
        let outputs = self.outputs(inputs, made, &search);
        Build {
            search,
            outputs,
            problems,
            silenced: judged(found.silenced, &inputs.settings),
            counts: WorkCounts {
                parsed: parsed.ran,
                linked: understood.links,
                checked: understood.checked,
            },
            site,
            pages: parsed.values,
            settings: inputs.settings.clone(),
            searches: inputs.searches.clone(),
            edition: edition.map(|edition| edition.report.clone()),
        }
    }

    fn link(
        &mut self,
        inputs: &Inputs,
        pages: &BTreeMap<SourcePath, Arc<Page>>,
        templates: &Templates,
        absent: &Arc<Digested<Absent>>,
    ) -> (Linked, usize) {
        let facts = |page: &Page| page.facts.clone();
        let job = LinkJob {
            settings: inputs.settings.clone(),
            request: inputs.request.clone(),
            pages: pages
                .iter()
                .map(|(path, page)| (path.clone(), facts(page)))
                .collect(),
            files: inputs
                .files
                .iter()
                .map(|(path, file)| {
                    let (file, digest, origin) =
                        (file.file.clone(), file.digest, file.origin);
                    (
                        path.clone(),
                        FileFacts {
                            file,
                            digest,
                            origin,
                        },
                    )
                })
                .collect(),
            words: templates.words.clone(),
            kinds: inputs.kinds.clone(),
            changes: inputs.history.changes.clone(),
            absent: absent.clone(),
        };
        let digest = Digest::of(&job);
        match &self.linked {
            Some(linked) if linked.job == digest => (linked.clone(), 0),
            _ => {
                let site = link_site(&job);
                let linked = Linked {
                    job: digest,
                    findings: Arc::new(check_handbook(&job, &site)),
                    site: Arc::new(site),
                };
                self.linked = Some(linked.clone());
                (linked, 1)
            }
        }
    }

    fn templates(&mut self, inputs: &Inputs) -> Arc<Templates> {
        let settings = &inputs.settings;
        let brand = brand(inputs);
        let digest = Digest::of(&(
            inputs.theme.digest,
            &settings.language,
            &brand,
            &inputs.kinds,
        ));
        match &self.templates {
            Some((last, templates)) if *last == digest => templates.clone(),
            _ => {
                let templates = Arc::new(Templates::new(
                    &inputs.theme,
                    &settings.language,
                    &brand,
                    &inputs.kinds,
                ));
                self.templates = Some((digest, templates.clone()));
                templates
            }
        }
    }

    /// What all pages share; its lists of the whole handbook are made ready only when they
    /// change.
    fn frame(
        &mut self,
        inputs: &Inputs,
        site: &Site,
        templates: &Arc<Templates>,
    ) -> Arc<Frame> {
        let html = inputs.settings.html;
        let views = (site.view.digest(), site.letters.digest());
        let key = Digest::of(&(templates.digest, views, html));
        match &self.frame {
            Some((last, frame)) if *last == key => frame.clone(),
            _ => {
                let frame = Arc::new(Frame {
                    templates: templates.clone(),
                    site: tera::Value::from_serializable(&*site.view),
                    letters: letters_value(&site.letters),
                    digest: Digest::of(&(templates.digest, site.view.digest())),
                    html,
                });
                self.frame = Some((key, frame.clone()));
                frame
            }
        }
    }

    fn outputs(&mut self, inputs: &Inputs, made: Made, search: &Arc<Index>) -> Outputs {
        let earlier = std::mem::take(&mut self.outputs);
        let same = self.made.as_ref().filter(|last| {
            Arc::ptr_eq(&last.site, &made.site) && Arc::ptr_eq(&last.frame, &made.frame)
        });
        let mut outputs = match same {
            // Only texts changed: everything but their own pages is what it was.
            Some(last) => {
                let mut outputs = earlier.clone();
                let is_new = |source: &SourcePath| {
                    let page = last.pages.get(source);
                    page.is_none_or(|page| !Arc::ptr_eq(page, &made.pages[source]))
                };
                let other_findings = last.findings != made.findings;
                for page in &made.site.pages {
                    let view = page.view.view.as_str();
                    let touched = page.source.as_ref().is_some_and(is_new)
                        || view == "book"
                        || view == "health" && other_findings;
                    if touched {
                        outputs.remove(&page.output);
                        if page.written().is_some() {
                            outputs.remove(&page.output.markdown_copy());
                        }
                        made.add_page(page, &mut self.menus, &mut outputs, &earlier);
                    }
                }
                if other_findings {
                    outputs.remove(&made::findings_path());
                    made.add_findings(&mut outputs, &earlier);
                }
                outputs
            }
            None => {
                let mut outputs = Outputs::after(&earlier);
                let known = std::mem::take(&mut self.menus.used);
                let mut menus = Menus {
                    known,
                    used: HashMap::new(),
                };
                for page in &made.site.pages {
                    made.add_page(page, &mut menus, &mut outputs, &earlier);
                }
                menus.known.clear();
                self.menus = menus;
                made.add_findings(&mut outputs, &earlier);
                made::add_files(&mut outputs, &earlier, inputs, &made.site, &made.frame);
                outputs
            }
        };
        add_search(&mut outputs, &earlier, search);
        self.outputs = outputs.clone();
        self.made = Some(made);
        outputs
    }
}

/// What the settings change about the look, with the addresses of the files they name.
fn brand(inputs: &Inputs) -> Brand {
    let look = &inputs.settings.look;
    let copied = look.files().filter_map(|(_, file)| {
        let copied = inputs.files.get(&SourcePath::new(file))?;
        let address = address_of_file(file, copied.origin, copied.digest);
        Some((file.clone(), address))
    });
    Brand {
        colours: inputs.settings.sides.each_ref().map(|side| side.colour),
        copied: copied.collect(),
        look: look.clone(),
    }
}

fn parse_jobs(inputs: &Inputs) -> BTreeMap<SourcePath, ParseJob> {
    let audiences = Arc::new(Digested::new(inputs.settings.audiences.clone()));
    let job = |path: &SourcePath, page: &crate::input::SourceText| ParseJob {
        source: path.clone(),
        file: page.file.clone(),
        text: Digested::with(page.text.clone(), page.digest),
        configured: inputs.settings.configured,
        kinds: inputs.kinds.clone(),
        audiences: audiences.clone(),
    };
    inputs
        .pages
        .iter()
        .map(|(path, page)| (path.clone(), job(path, page)))
        .collect()
}

fn check_jobs(
    inputs: &Inputs,
    pages: &BTreeMap<SourcePath, Arc<Page>>,
    linked: &Linked,
) -> BTreeMap<SourcePath, CheckJob> {
    let (site, nothing) = (&linked.site, Arc::default());
    let mut alias_faults: HashMap<&SourcePath, Vec<_>> = HashMap::new();
    for fault in &site.alias_faults {
        alias_faults
            .entry(&fault.source)
            .or_default()
            .push((fault.number, fault.taken_by.clone()));
    }
    let mut jobs = BTreeMap::new();
    for shown in &site.pages {
        let Some(source) = shown.written() else {
            continue;
        };
        let page = &pages[source];
        let job = CheckJob {
            facts: page.facts.clone(),
            body: page.body.clone(),
            targets: shown.targets.clone(),
            alias_faults: alias_faults.remove(source).unwrap_or_default(),
            findings: linked.findings.get(source).unwrap_or(&nothing).clone(),
            today: inputs.request.today,
            settings: inputs.settings.clone(),
            kinds: inputs.kinds.clone(),
            glossary: site.glossary.clone(),
        };
        jobs.insert(source.clone(), job);
    }
    jobs
}

/// What is wrong with the pages that are shown, and what they do not want to hear. A draft
/// that is not shown has no problems yet.
fn found_on_pages(
    site: &Site,
    pages: &BTreeMap<SourcePath, Arc<Page>>,
    checked: &BTreeMap<SourcePath, Arc<Checked>>,
) -> Checked {
    let mut found = Checked::default();
    let mut add = |own: Checked| {
        found.problems.extend(own.problems);
        found.silenced.extend(own.silenced);
    };
    let shown = site.pages.iter().filter_map(LinkedPage::written);
    for source in shown {
        if let Some(page) = pages.get(source) {
            add(listened(&page.facts, page.problems.clone()));
        }
    }
    checked.values().for_each(|own| add((**own).clone()));
    found
}

/// Problems with the severities that the settings give them, sorted.
pub fn judged(mut problems: Vec<Diagnostic>, settings: &Settings) -> Vec<Diagnostic> {
    let asked = |code: Code| settings.severities.get(&code).filter(|_| !code.is_firm());
    problems.retain_mut(|problem| match asked(problem.code) {
        None => true,
        Some(Some(severity)) => {
            problem.severity = *severity;
            true
        }
        Some(None) => false,
    });
    diagnostic::tidy(&mut problems);
    problems
}

/// Whether anything in a list of problems forbids publishing, whatever is asked for.
pub fn has_firm(problems: &[Diagnostic]) -> bool {
    problems.iter().any(|problem| problem.code.is_firm())
}

/// Whether anything in a list of problems forbids publishing.
pub fn has_errors(problems: &[Diagnostic]) -> bool {
    problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
}
