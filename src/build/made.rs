//! What outputs are made from, and how each page becomes one.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::outputs::{Job, Menu, Output, Outputs};
use super::search::start_page;
use crate::digest::{Digest, Digested};
use crate::input::Inputs;
use crate::page::{Page, Text};
use crate::paths::{OutputPath, SourcePath};
use crate::render::book::BookJob;
use crate::render::data::DataFile;
use crate::render::frame::Frame;
use crate::render::page::{Findings, MenuJob, PageJob, SituationView, SituationsView};
use crate::shared_map::SharedMap;
use crate::site::{LinkedPage, Site};

/// What outputs are made from.
pub struct Made {
    /// The linked handbook.
    pub site: Arc<Site>,
    /// What all pages share.
    pub frame: Arc<Frame>,
    /// What is wrong, for the page about the handbook's health.
    pub findings: Arc<dyn Findings>,
    /// What readers come for, for the page that servers show for a wrong address.
    pub situations: Arc<Digested<SituationsView>>,
    /// The pages.
    pub pages: SharedMap<SourcePath, Arc<Page>>,
    /// What documents on paper share.
    #[cfg(feature = "handouts")]
    pub press: Arc<crate::handout::job::Press>,
}

/// A page and its Markdown copy, as far as there are any.
type OutputsOfPage = [Option<(OutputPath, Arc<Output>)>; 2];

/// What the start page says that readers come for.
pub fn situations_of(
    site: &Site,
    pages: &SharedMap<SourcePath, Arc<Page>>,
) -> Arc<Digested<SituationsView>> {
    let (title, list) = start_page(site, pages);
    let list = list.into_iter().map(|own| SituationView {
        title: own.title,
        text: own.text,
        href: own.href,
    });
    let list = list.collect();
    Arc::new(Digested::new(SituationsView { title, list }))
}

impl Made {
    /// Adds all pages and their Markdown copies.
    pub fn add_pages(&self, menus: &mut Menus, outputs: &mut Outputs, earlier: &Outputs) {
        let pages = &self.site.pages;
        let own: Vec<_> = pages.iter().map(|page| self.menu_of(page, menus)).collect();
        let made: Vec<_> = pages
            .par_iter()
            .zip(own)
            .map(|(page, menu)| self.outputs_of(page, menu, earlier))
            .collect();
        outputs.put_all(made.into_iter().flatten().flatten());
        #[cfg(feature = "handouts")]
        for page in pages {
            self.add_paper(page, outputs, earlier);
        }
    }

    /// Adds a page and its Markdown copy.
    fn add_page(
        &self,
        page: &LinkedPage,
        menus: &mut Menus,
        outputs: &mut Outputs,
        earlier: &Outputs,
    ) {
        let menu = self.menu_of(page, menus);
        let made = self.outputs_of(page, menu, earlier);
        #[cfg(feature = "handouts")]
        self.add_paper(page, outputs, earlier);
        for (path, output) in made.into_iter().flatten() {
            outputs.put(path, output);
        }
    }

    fn menu_of(&self, page: &LinkedPage, menus: &mut Menus) -> Arc<Menu> {
        menus.get(MenuJob {
            frame: self.frame.clone(),
            menu: page.menu.clone(),
            root: page.view.root.clone(),
        })
    }

    /// A page and its Markdown copy; the page about all pages has none.
    fn outputs_of(
        &self,
        page: &LinkedPage,
        menu: Arc<Menu>,
        earlier: &Outputs,
    ) -> OutputsOfPage {
        let text = self.text_of(page);
        let job = self.job(page, text.clone());
        let path = page.output.clone();
        if page.view.view == "book" {
            let book = self.book(job);
            let digest = Digest::of(&(book.digest(), menu.digest));
            let book = || Job::Book(Box::new(book), menu);
            let output = earlier.kept(&path, digest, book);
            return [Some((path, output)), None];
        }
        let digest = Digest::of(&(job.digest(), menu.digest));
        let output = earlier.kept(&path, digest, || Job::Page(Box::new(job), menu));
        let copy = text.filter(|_| page.written().is_some()).map(|text| {
            let parts = (
                page.view.digest(),
                text.body.digest(),
                page.targets.digest(),
            );
            let digest = Digest::of(&("md", parts));
            let (view, targets) = (page.view.clone(), page.targets.clone());
            let path = page.output.markdown_copy();
            let job = || Job::Markdown(view, text, targets);
            (path.clone(), earlier.kept(&path, digest, job))
        });
        [Some((path, output)), copy]
    }
}

impl Made {
    /// Changes the outputs of an earlier state of the same site, in which only texts and what
    /// is wrong with them were other ones.
    pub fn change(
        &self,
        last: &Self,
        menus: &mut Menus,
        outputs: &mut Outputs,
        earlier: &Outputs,
    ) {
        let texts = last.pages.differences(&self.pages, Arc::ptr_eq);
        let touched = texts.iter().flat_map(|source| self.site.made_of(source));
        let has_other_findings = last.findings.digest() != self.findings.digest();
        let has_other_situations = last.situations != self.situations;
        let shows_others = |page: &&LinkedPage| match page.view.view.as_str() {
            "book" => !texts.is_empty(),
            "health" => has_other_findings,
            _ => has_other_situations && page.view.layout == "not-found",
        };
        let watchful = self.site.watchful.iter().map(|at| &self.site.pages[*at]);
        for page in touched.chain(watchful.filter(shows_others)) {
            outputs.remove(&page.output);
            outputs.remove_paper(&page.output.pdf());
            if page.written().is_some() {
                outputs.remove(&page.output.markdown_copy());
            }
            self.add_page(page, menus, outputs, earlier);
        }
        if has_other_findings {
            outputs.remove(&findings_path());
            self.add_findings(outputs, earlier);
        }
    }

    /// Adds everything that is wrong, as data.
    pub fn add_findings(&self, outputs: &mut Outputs, earlier: &Outputs) {
        if !self.site.is_modelled() {
            return;
        }
        let digest = Digest::of(&("findings", self.findings.digest()));
        outputs.add(findings_path(), digest, earlier, || {
            Job::Findings(self.findings.clone())
        });
    }

    fn text_of(&self, page: &LinkedPage) -> Option<Text> {
        Some(self.pages[page.source.as_ref()?].text())
    }

    fn job(&self, page: &LinkedPage, text: Option<Text>) -> PageJob {
        let letters = page.view.layout == "a-to-z";
        let health = page.view.view == "health";
        let lost = page.view.layout == "not-found";
        PageJob {
            frame: self.frame.clone(),
            page: page.clone(),
            glossary: self.site.glossary.clone(),
            findings: health.then(|| self.findings.clone()),
            situations: lost.then(|| self.situations.clone()),
            letters: letters.then(|| self.site.letters.clone()),
            text,
        }
    }

    /// The book, of which this is the page.
    fn book(&self, page: PageJob) -> BookJob {
        let written = self.site.pages.iter();
        let written = written
            .filter(|page| page.written().is_some() && page.view.status != "retired");
        let chapters = written.map(|page| self.job(page, self.text_of(page)));
        BookJob {
            page,
            chapters: chapters.collect(),
        }
    }
}

/// Where everything that is wrong is written.
pub fn findings_path() -> OutputPath {
    OutputPath::new("data/findings.json")
}

/// The menus of a build, each shared by many pages.
#[derive(Default)]
pub struct Menus {
    /// Those of the build before.
    pub known: HashMap<Digest, Arc<Menu>>,
    /// Those of this build.
    pub used: HashMap<Digest, Arc<Menu>>,
}

impl Menus {
    fn get(&mut self, job: MenuJob) -> Arc<Menu> {
        let digest = job.digest();
        let known = self.known.get(&digest).cloned();
        let menu = || known.unwrap_or_else(|| Arc::new(Menu::new(job)));
        self.used.entry(digest).or_insert_with(menu).clone()
    }
}

/// Adds everything that is no page: files, old addresses, lists for programs.
pub fn add_files(
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
    let Some(base_url) = &site.view.base_url else {
        return;
    };
    let sitemap = OutputPath::new("sitemap.xml");
    outputs.add(sitemap, Digest::of(&("sitemap", views)), earlier, || {
        Job::Sitemap(site.clone(), base_url.clone())
    });
    if site.view.feed {
        let computed = site.pages.iter().filter_map(|page| page.computed.as_ref());
        let computed: Vec<Digest> = computed.map(|view| view.digest()).collect();
        let digest = Digest::of(&("feed", views, computed));
        outputs.add(OutputPath::new("changes.xml"), digest, earlier, || {
            Job::Feed(site.clone(), base_url.clone())
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
