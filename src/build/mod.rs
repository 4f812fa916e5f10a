//! The only place where stages meet.
//!
//! Given [`Inputs`], gives a [`Build`]: a map of outputs and all problems. Keeps the last
//! result of every stage; nothing is ever invalidated, since a different job is a different
//! key.

pub mod manifest;
pub mod memo;
pub mod output_dir;
pub mod outputs;
pub mod publish;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::check::handbook::{Findings, check_handbook};
use crate::check::{CheckJob, Checked, check_page, listened};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::digest::{Digest, Digested};
use crate::input::{Inputs, Settings};
use crate::page::{Page, ParseJob, parse_page};
use crate::paths::SourcePath;
use crate::render::data::DataFile;
use crate::render::page::{Frame, MenuJob, PageJob, Text, letters_value};
use crate::render::templates::Templates;
use crate::site::{FileFacts, LinkJob, LinkedPage, Site, link_site};
use memo::Memo;
use outputs::{Job, Menu, Outputs};

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
    outputs: Outputs,
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
    /// The linked handbook.
    pub site: Arc<Site>,
    /// The pages.
    pub pages: BTreeMap<SourcePath, Arc<Page>>,
    /// The settings it was made with.
    pub settings: Arc<Digested<Settings>>,
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
        let parsed = self.pages.refresh(&parse_jobs(inputs), parse_page);
        let templates = self.templates(inputs);
        let (linked, links) = self.link(inputs, &parsed.values, &templates);
        let site = linked.site.clone();
        let jobs = check_jobs(inputs, &parsed.values, &linked);
        let checked = self.checks.refresh(&jobs, check_page);
        let frame = self.frame(inputs, &site, &templates);
        let made = Made {
            site: site.clone(),
            frame,
            pages: parsed.values.clone(),
        };
        let outputs = self.outputs(inputs, made);
        let mut found = found_on_pages(&site, &parsed.values, &checked.values);
        found.problems.extend(inputs.problems.iter().cloned());
        found.problems.extend(site.problems.iter().cloned());
        found.problems.extend(templates.problems.iter().cloned());
        Build {
            outputs,
            problems: judged(found.problems, &inputs.settings),
            silenced: judged(found.silenced, &inputs.settings),
            counts: WorkCounts {
                parsed: parsed.ran,
                linked: links,
                checked: checked.ran,
            },
            site,
            pages: parsed.values,
            settings: inputs.settings.clone(),
        }
    }

    fn link(
        &mut self,
        inputs: &Inputs,
        pages: &BTreeMap<SourcePath, Arc<Page>>,
        templates: &Templates,
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
            changes: Arc::default(),
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
        let digest = Digest::of(&(inputs.theme.digest, &inputs.settings.language));
        match &self.templates {
            Some((last, templates)) if *last == digest => templates.clone(),
            _ => {
                let templates =
                    Arc::new(Templates::new(&inputs.theme, &inputs.settings.language));
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

    fn outputs(&mut self, inputs: &Inputs, made: Made) -> Outputs {
        let earlier = std::mem::take(&mut self.outputs);
        let same = self.made.as_ref().filter(|last| {
            Arc::ptr_eq(&last.site, &made.site) && Arc::ptr_eq(&last.frame, &made.frame)
        });
        let outputs = match same {
            // Only texts changed: everything but their own pages is what it was.
            Some(last) => {
                let mut outputs = earlier.clone();
                let is_new = |source: &SourcePath| {
                    let page = last.pages.get(source);
                    page.is_none_or(|page| !Arc::ptr_eq(page, &made.pages[source]))
                };
                for page in &made.site.pages {
                    if page.source.as_ref().is_some_and(is_new) {
                        outputs.remove(&page.output);
                        outputs.remove(&page.output.markdown_copy());
                        made.add_page(page, &mut self.menus, &mut outputs, &earlier);
                    }
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
                add_files(&mut outputs, &earlier, inputs, &made.site, &made.frame);
                outputs
            }
        };
        self.outputs = outputs.clone();
        self.made = Some(made);
        outputs
    }
}

/// What outputs are made from.
struct Made {
    site: Arc<Site>,
    frame: Arc<Frame>,
    pages: BTreeMap<SourcePath, Arc<Page>>,
}

impl Made {
    /// Adds a page and its Markdown copy.
    fn add_page(
        &self,
        page: &LinkedPage,
        menus: &mut Menus,
        outputs: &mut Outputs,
        earlier: &Outputs,
    ) {
        let menu = menus.get(MenuJob {
            frame: self.frame.clone(),
            menu: page.menu.clone(),
            root: page.view.root.clone(),
        });
        let text = page.source.as_ref().map(|source| {
            let page = &self.pages[source];
            Text {
                facts: page.facts.clone(),
                body: page.body.clone(),
            }
        });
        let letters = (page.view.layout == "a-to-z").then(|| self.site.letters.digest());
        let job = PageJob {
            frame: self.frame.clone(),
            output: page.output.clone(),
            view: page.view.clone(),
            targets: page.targets.clone(),
            parts: page.parts.clone(),
            detail: page.detail.clone(),
            computed: page.computed.clone(),
            letters,
            text: text.clone(),
        };
        let digest = Digest::of(&(job.digest(), menu.digest));
        outputs.add(page.output.clone(), digest, earlier, || {
            Job::Page(Box::new(job), menu)
        });
        if let Some(text) = text.filter(|_| page.written().is_some()) {
            let parts = (
                page.view.digest(),
                text.body.digest(),
                page.targets.digest(),
            );
            let digest = Digest::of(&("md", parts));
            let (view, targets) = (page.view.clone(), page.targets.clone());
            outputs.add(page.output.markdown_copy(), digest, earlier, || {
                Job::Markdown(view, text, targets)
            });
        }
    }
}

/// The menus of a build, each shared by many pages.
#[derive(Default)]
struct Menus {
    known: HashMap<Digest, Arc<Menu>>,
    used: HashMap<Digest, Arc<Menu>>,
}

impl Menus {
    fn get(&mut self, job: MenuJob) -> Arc<Menu> {
        let digest = job.digest();
        let known = self.known.get(&digest).cloned();
        let menu = || known.unwrap_or_else(|| Arc::new(Menu::new(job)));
        self.used.entry(digest).or_insert_with(menu).clone()
    }
}

fn add_files(
    outputs: &mut Outputs,
    earlier: &Outputs,
    inputs: &Inputs,
    site: &Arc<Site>,
    frame: &Arc<Frame>,
) {
    for (source, path) in &site.files {
        let file = &inputs.files[source];
        let digest = Digest::of(&("file", file.digest, &file.file));
        outputs.add(path.clone(), digest, earlier, || {
            Job::File(file.disk.clone(), file.file.clone())
        });
    }
    for (path, bytes) in &frame.templates.assets.files {
        let digest = Digest::of(&("bytes", bytes));
        outputs.add(path.clone(), digest, earlier, || Job::Bytes(bytes.clone()));
    }
    let titles: HashMap<_, _> = site
        .pages
        .iter()
        .map(|page| (&page.output, &page.view.title))
        .collect();
    for (old, new) in &site.redirects {
        let title = titles.get(new).map_or("", |title| title.as_str());
        let digest = Digest::of(&("redirect", old, new, title, frame.digest));
        outputs.add(old.clone(), digest, earlier, || {
            Job::Redirect(frame.clone(), old.clone(), new.clone(), title.to_owned())
        });
    }
    add_data(outputs, earlier, site);
    let views: Vec<Digest> = site.pages.iter().map(|page| page.view.digest()).collect();
    let views = Digest::of(&(views, site.view.digest()));
    let llms = crate::paths::OutputPath::new("llms.txt");
    outputs.add(llms, Digest::of(&("llms", views)), earlier, || {
        Job::Llms(site.clone())
    });
    if let Some(base_url) = &site.view.base_url {
        let path = crate::paths::OutputPath::new("sitemap.xml");
        let digest = Digest::of(&("sitemap", views));
        outputs.add(path, digest, earlier, || {
            Job::Sitemap(site.clone(), base_url.clone())
        });
    }
}

/// The handbook as data, where it has any.
fn add_data(outputs: &mut Outputs, earlier: &Outputs, site: &Arc<Site>) {
    if !site.data.exist {
        return;
    }
    let written = site.pages.iter().filter(|page| page.written().is_some());
    let views: Vec<Digest> = written.map(|page| page.view.digest()).collect();
    let flows = (site.flows.digest(), site.people.digest());
    let key = Digest::of(&(views, site.data.digest(), flows));
    for file in DataFile::ALL {
        let digest = Digest::of(&("data", file, key));
        outputs.add(file.output(), digest, earlier, || {
            Job::Data(site.clone(), file)
        });
    }
}

fn parse_jobs(inputs: &Inputs) -> BTreeMap<SourcePath, ParseJob> {
    let job = |path: &SourcePath, page: &crate::input::SourceText| ParseJob {
        source: path.clone(),
        file: page.file.clone(),
        text: Digested::with(page.text.clone(), page.digest),
        configured: inputs.settings.configured,
        kinds: inputs.kinds.clone(),
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
    problems.retain_mut(|problem| match settings.severities.get(&problem.code) {
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

/// Whether anything in a list of problems forbids publishing.
pub fn has_errors(problems: &[Diagnostic]) -> bool {
    problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
}
