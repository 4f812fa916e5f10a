//! The only place where stages meet.
//!
//! Given [`Inputs`], gives a [`Build`]: a map of outputs and all problems. Keeps the last
//! result of every stage; nothing is ever invalidated, since a different job is a different
//! key.

mod copies;
pub mod edition;
pub mod expected;
mod findings;
#[cfg(feature = "handouts")]
pub mod handouts;
mod jobs;
mod made;
pub mod making;
pub mod manifest;
pub mod memo;
pub mod output_dir;
pub mod outputs;
pub mod problems;
pub mod publish;
mod release;
pub mod search;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use crate::check::handbook::{Findings, check_handbook};
use crate::check::settings::{self, Source};
use crate::check::{Checked, check_page};
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Digested};
#[cfg(feature = "handouts")]
use crate::handout::job::Press;
use crate::input::{Inputs, Purpose, Searches, Settings, SourceFile, SourceText};
use crate::page::{Facts, Page, parse_page};
use crate::paths::{OutputPath, SourcePath};
use crate::projection::Projection;
use crate::render::assets::Brand;
use crate::render::frame::Frame;
use crate::render::templates::Templates;
use crate::shared_map::SharedMap;
use crate::site::absent::Absent;
use crate::site::routes::address_of_file;
use crate::site::{FileFacts, LinkJob, Site, link_site};
use edition::{Edition, EditionStage, Report, Whole};
use findings::Wrong;
use jobs::{CheckContext, ParseContext, check_job, parse_job};
use made::{Made, Menus, situations_of};
use memo::{Memo, Stage};
use outputs::{Output, Outputs};
use problems::Problems;
pub use problems::{has_errors, has_firm, judged};
use search::{SearchOf, SearchStage};

/// Turns inputs into builds, doing again only what changed.
#[derive(Default)]
pub struct Engine {
    pages: Memo<SourceText, Page>,
    facts: Projection<SourcePath, Page, Arc<Digested<Facts>>>,
    files: Projection<SourcePath, SourceFile, FileFacts>,
    checks: Memo<Page, Checked>,
    faulty: Projection<SourcePath, Checked, Arc<Checked>>,
    problems: [Option<Arc<Problems>>; 2],
    linked: Option<Linked>,
    findings: Option<(Digest, Arc<Findings>)>,
    templates: Option<(Digest, Arc<Templates>)>,
    frame: Option<(Digest, Arc<Frame>)>,
    menus: Menus,
    made: Option<Made>,
    search: Arc<Mutex<SearchStage>>,
    #[cfg(feature = "handouts")]
    press: Option<(Digest, Arc<Press>)>,
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
    problems: Arc<Problems>,
    silenced: Arc<Problems>,
}

/// The linked handbook.
#[derive(Clone)]
struct Linked {
    /// The digest of the job that it was made from.
    job: Digest,
    site: Arc<Site>,
}

/// Whether a build says what is wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Judging {
    Now,
    Later,
}

/// One build: what to write, and what is wrong.
pub struct Build {
    /// Everything that is written, made when asked for.
    pub outputs: Outputs,
    /// Everything that is wrong, as far as it is known without rendering.
    pub problems: Arc<Problems>,
    /// Warnings that pages silence with `quiet`.
    pub silenced: Arc<Problems>,
    /// How much work it was.
    pub counts: WorkCounts,
    /// What search knows.
    pub search: Arc<SearchOf>,
    /// The linked handbook.
    pub site: Arc<Site>,
    /// The pages.
    pub pages: SharedMap<SourcePath, Arc<Page>>,
    /// Words of the interface, in the handbook's language.
    pub words: Arc<Digested<BTreeMap<String, String>>>,
    /// The fingerprint of the templates it was made with.
    pub templates: Digest,
    /// The settings it was made with.
    pub settings: Arc<Digested<Settings>>,
    /// What documents on paper share.
    #[cfg(feature = "handouts")]
    pub press: Arc<Press>,
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
        match output.unpacked() {
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
            return self.build(inputs, None, Judging::Now);
        };
        let whole = self.whole.get_or_insert_default();
        let understood = whole.understand(inputs, &Arc::default(), Judging::Now);
        let whole = Whole {
            inputs,
            parsing: ParseContext::new(inputs),
            pages: &understood.pages.values,
            problems: &understood.problems,
        };
        let edition = self.editions.edition(&whole, audience);
        self.build(&edition.inputs, Some(&edition), Judging::Now)
    }

    /// The same for whoever wants to see a page at once, without a look at what is wrong:
    /// only the pages about that are not yet what they will be after a rebuild.
    pub fn preview(&mut self, inputs: &Inputs) -> Build {
        match inputs.request.audience {
            None => self.build(inputs, None, Judging::Later),
            // Marks that cannot be read are wrong, and decide what there is to see.
            Some(_) => self.rebuild(inputs),
        }
    }

    fn understand(
        &mut self,
        inputs: &Inputs,
        absent: &Arc<Digested<Absent>>,
        judging: Judging,
    ) -> Understood {
        let context = ParseContext::new(inputs);
        let pages = self
            .pages
            .refresh(&context, &inputs.pages, parse_job, parse_page);
        let templates = self.templates(inputs);
        let job = self.link_job(inputs, &pages.values, &templates, absent);
        let (linked, links) = self.link(&job);
        let checked = match judging {
            Judging::Later => Stage::default(),
            Judging::Now => {
                let findings = self.findings(&job, &linked);
                let context = CheckContext::new(inputs, &linked, &findings);
                let checks = &mut self.checks;
                checks.refresh(&context, &pages.values, check_job, check_page)
            }
        };
        let (problems, silenced) =
            self.problems(inputs, &checked.values, &linked.site, &templates);
        Understood {
            pages,
            templates,
            linked,
            links,
            checked: checked.ran,
            problems,
            silenced,
        }
    }

    fn build(
        &mut self,
        inputs: &Inputs,
        edition: Option<&Edition>,
        judging: Judging,
    ) -> Build {
        let absent = edition.map_or_else(Arc::default, |edition| edition.absent.clone());
        let understood = self.understand(inputs, &absent, judging);
        let (templates, linked) = (understood.templates, understood.linked);
        let (parsed, site) = (understood.pages, linked.site.clone());
        let frame = self.frame(inputs, &site, &templates);
        let wrong = Wrong::new(
            understood.problems.clone(),
            inputs,
            site.clone(),
            linked.job,
        );
        let made = Made {
            findings: Arc::new(wrong),
            situations: situations_of(&site, &parsed.values),
            #[cfg(feature = "handouts")]
            press: self.press(inputs, &linked, &frame),
            site: site.clone(),
            frame,
            pages: parsed.values.clone(),
        };
        #[cfg(feature = "handouts")]
        let press = made.press.clone();
        let search = Arc::new(SearchOf::new(
            &self.search,
            inputs,
            (linked.job, &site),
            &parsed.values,
            &templates.words,
        ));
        let mut outputs = self.outputs(inputs, made);
        outputs.set_index(search.clone());
        let (mut problems, mut silenced) = (understood.problems, understood.silenced);
        if let Some(edition) = edition {
            let report = &edition.report;
            problems = Arc::new(problems.of_edition(report, &edition.problems));
            silenced = Arc::new(silenced.of_edition(report, &[]));
        }
        Build {
            search,
            outputs,
            problems,
            silenced,
            counts: WorkCounts {
                parsed: parsed.ran,
                linked: understood.links,
                checked: understood.checked,
            },
            site,
            pages: parsed.values,
            words: templates.words.clone(),
            templates: templates.digest,
            settings: inputs.settings.clone(),
            #[cfg(feature = "handouts")]
            press,
            searches: inputs.searches.clone(),
            edition: edition.map(|edition| edition.report.clone()),
        }
    }

    fn link_job(
        &mut self,
        inputs: &Inputs,
        pages: &SharedMap<SourcePath, Arc<Page>>,
        templates: &Templates,
        absent: &Arc<Digested<Absent>>,
    ) -> LinkJob {
        let facts_of_file = |file: &Arc<SourceFile>| {
            Some(FileFacts {
                file: file.file.clone(),
                digest: file.digest,
                origin: file.origin,
            })
        };
        LinkJob {
            settings: inputs.settings.clone(),
            request: inputs.request.clone(),
            pages: self
                .facts
                .of(pages, |page| Some(page.facts.clone()))
                .clone(),
            files: self.files.of(&inputs.files, facts_of_file).clone(),
            words: templates.words.clone(),
            kinds: inputs.kinds.clone(),
            changes: inputs.history.changes.clone(),
            commit: match inputs.request.purpose {
                Purpose::Publish => inputs.history.commit.clone(),
                Purpose::Live => None,
            },
            absent: absent.clone(),
        }
    }

    fn link(&mut self, job: &LinkJob) -> (Linked, usize) {
        let digest = Digest::of(job);
        match &self.linked {
            Some(linked) if linked.job == digest => (linked.clone(), 0),
            _ => {
                let site = Arc::new(link_site(job));
                let linked = Linked { job: digest, site };
                self.linked = Some(linked.clone());
                (linked, 1)
            }
        }
    }

    /// What is wrong in the sight of the whole handbook.
    fn findings(&mut self, job: &LinkJob, linked: &Linked) -> Arc<Findings> {
        match &self.findings {
            Some((known, findings)) if *known == linked.job => findings.clone(),
            _ => {
                let findings = Arc::new(check_handbook(job, &linked.site));
                self.findings = Some((linked.job, findings.clone()));
                findings
            }
        }
    }

    /// What is wrong, and what pages do not want to hear of it.
    fn problems(
        &mut self,
        inputs: &Inputs,
        checked: &SharedMap<SourcePath, Arc<Checked>>,
        site: &Site,
        templates: &Templates,
    ) -> (Arc<Problems>, Arc<Problems>) {
        let with_problems =
            |page: &Arc<Checked>| (!page.is_clean()).then(|| page.clone());
        let pages = self.faulty.of(checked, with_problems);
        let source = Source {
            text: &inputs.settings_text,
            name: &inputs.location.config_name,
        };
        let named = settings::names(&inputs.settings, source, &inputs.kinds, site);
        let others = [
            &inputs.problems,
            &named,
            &site.problems,
            &templates.problems,
        ];
        let others = others.into_iter().flatten().cloned().collect();
        let list = |of_page: fn(&Checked) -> &[Diagnostic], others| {
            Problems::new(pages.clone(), of_page, others, inputs.settings.clone())
        };
        let [problems, silenced] = &mut self.problems;
        (
            list(|page| &page.problems, others).or_last(problems),
            list(|page| &page.silenced, Vec::new()).or_last(silenced),
        )
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

    /// What all pages share; it is made ready only when it changes.
    fn frame(
        &mut self,
        inputs: &Inputs,
        site: &Site,
        templates: &Arc<Templates>,
    ) -> Arc<Frame> {
        let html = inputs.settings.html;
        let key = Digest::of(&(templates.digest, site.view.digest(), html));
        match &self.frame {
            Some((last, frame)) if *last == key => frame.clone(),
            _ => {
                let frame = Arc::new(Frame {
                    templates: templates.clone(),
                    site: tera::Value::from_serializable(&*site.view),
                    digest: Digest::of(&(templates.digest, site.view.digest())),
                    html,
                });
                self.frame = Some((key, frame.clone()));
                frame
            }
        }
    }

    /// What documents on paper share; which files there are is in the job of the site.
    #[cfg(feature = "handouts")]
    fn press(&mut self, inputs: &Inputs, linked: &Linked, frame: &Frame) -> Arc<Press> {
        let key = Digest::of(&(linked.job, frame.digest, inputs.theme.digest));
        let earlier = match &self.press {
            Some((last, press)) if *last == key => return press.clone(),
            earlier => earlier.as_ref().map(|(_, press)| press),
        };
        let press = handouts::press(inputs, &linked.site, frame, earlier);
        self.press = Some((key, press.clone()));
        press
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
                made.change(last, &mut self.menus, &mut outputs, &earlier);
                outputs
            }
            None => {
                let mut outputs = Outputs::after(&earlier);
                let known = std::mem::take(&mut self.menus.used);
                let mut menus = Menus {
                    known,
                    used: HashMap::new(),
                };
                made.add_pages(&mut menus, &mut outputs, &earlier);
                menus.known.clear();
                self.menus = menus;
                made.add_findings(&mut outputs, &earlier);
                made::add_files(&mut outputs, &earlier, inputs, &made.site, &made.frame);
                outputs
            }
        };
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
