//! One map from output path to content, made when somebody asks.
//!
//! Disk and live server take from the same map through the same pure functions. The cells
//! that keep what was made are the only interior mutability, and none is visible outside.
#![allow(clippy::disallowed_methods)] // files that are copied are read when asked for

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Digested};
use crate::page::Text;
use crate::paths::OutputPath;
use crate::render::book::{self, BookJob};
use crate::render::data::{self, DataFile};
use crate::render::frame::Frame;
use crate::render::page::{Findings, MenuJob, PageJob};
use crate::render::{Rendered, feed, listings, page, svg};
use crate::search::{File, Index};
use crate::shared_map::SharedMap;
use crate::site::Site;
use crate::site::target::Targets;
use crate::site::views::PageView;
use crate::span::Place;

/// Where the search index is.
const FOLDER_OF_INDEX: &str = "search/";
/// The one file of the index that is always asked for; it names the versions of the others.
const ROOT_OF_INDEX: &str = "root.js";

/// Everything that a build writes.
#[derive(Clone, Default)]
pub struct Outputs {
    map: SharedMap<OutputPath, Arc<Output>>,
    index: Option<Arc<dyn SearchFiles>>,
    rendered: Arc<AtomicUsize>,
}

/// The files of the search index, which is brought up to date when the first is asked for.
pub trait SearchFiles: Send + Sync {
    /// All of them.
    fn files(&self) -> &BTreeMap<OutputPath, Arc<Output>>;
    /// One of them, by its name in the folder of the index.
    fn file(&self, name: &str) -> Option<Arc<Output>>;
}

/// One file of the output.
pub struct Output {
    /// The fingerprint of its job: equal digests mean equal bytes.
    pub digest: Digest,
    job: Job,
    made: OnceLock<Arc<Rendered>>,
}

/// How a file of the output comes to be.
pub enum Job {
    /// A page, with the menu that it shares.
    Page(Box<PageJob>, Arc<Menu>),
    /// The whole handbook as one page.
    Book(Box<BookJob>, Arc<Menu>),
    /// A page as Markdown.
    Markdown(Arc<Digested<PageView>>, Text, Arc<Digested<Targets>>),
    /// An old address: from, to and the title of the page there.
    Redirect(Arc<Frame>, OutputPath, OutputPath, String),
    /// All pages for search engines.
    Sitemap(Arc<Site>, String),
    /// What changed, for programs that follow it.
    Feed(Arc<Site>, String),
    /// Everything that is wrong, as data.
    Findings(Arc<dyn Findings>),
    /// All pages for language models.
    Llms(Arc<Site>),
    /// The handbook as data.
    Data(Arc<Site>, DataFile),
    /// A file of the search index.
    Search(Arc<Index>, File),
    /// A document on paper.
    #[cfg(feature = "handouts")]
    Paper(Box<crate::handout::job::Job>),
    /// Bytes that are at hand.
    Bytes(Arc<[u8]>),
    /// What the release says of itself: bytes that come after all others.
    Release(Arc<[u8]>),
    /// A file that is copied: where it is, and its name in messages.
    File(PathBuf, Arc<str>),
}

impl Job {
    /// Files that pages need are written before pages.
    fn is_asset(&self) -> bool {
        matches!(self, Self::Bytes(_) | Self::File(..) | Self::Search(..))
    }
}

/// A menu that is rendered when the first page asks for it.
pub struct Menu {
    /// The fingerprint of its job.
    pub digest: Digest,
    job: MenuJob,
    made: OnceLock<Arc<Rendered>>,
}

impl Menu {
    /// A menu that is not rendered yet.
    pub fn new(job: MenuJob) -> Self {
        Self {
            digest: job.digest(),
            job,
            made: OnceLock::new(),
        }
    }

    fn get(&self) -> &Rendered {
        self.made
            .get_or_init(|| Arc::new(page::render_menu(&self.job)))
    }
}

impl Output {
    /// Whether pages need it, so that it must be there before they are.
    pub fn is_asset(&self) -> bool {
        self.job.is_asset()
    }

    /// A file that is not made yet.
    pub fn new(digest: Digest, job: Job) -> Arc<Self> {
        Arc::new(Self {
            digest,
            job,
            made: OnceLock::new(),
        })
    }

    /// Whether its name changes with its bytes, so that a reader may keep it for good.
    pub fn is_versioned(&self, path: &OutputPath, bytes: Digest) -> bool {
        let name = path.name();
        let of_index = self.is_of_index() && name != ROOT_OF_INDEX;
        of_index || name.contains(&format!(".{}", bytes.short()))
    }

    /// Whether it tells what is wrong with the handbook.
    pub fn tells_what_is_wrong(&self) -> bool {
        match &self.job {
            Job::Page(job, _) => job.findings.is_some(),
            Job::Findings(_) => true,
            _ => false,
        }
    }

    fn is_of_index(&self) -> bool {
        matches!(self.job, Job::Search(..))
    }

    /// Whether it is a document on paper.
    pub fn is_paper(&self) -> bool {
        #[cfg(feature = "handouts")]
        return matches!(self.job, Job::Paper(_));
        #[cfg(not(feature = "handouts"))]
        false
    }

    /// What a reader of the file finds in it, where its bytes are packed: words of the index,
    /// and of documents on paper. `None` for files that say it plainly.
    pub fn unpacked(&self) -> Option<Vec<u8>> {
        match &self.job {
            Job::Search(index, file) => Some(index.bytes(*file)),
            #[cfg(feature = "handouts")]
            Job::Paper(job) => Some(crate::handout::said(job)),
            _ => None,
        }
    }

    fn make(&self) -> Rendered {
        match &self.job {
            Job::Page(job, menu) => {
                let menu = menu.get();
                let text = std::str::from_utf8(&menu.bytes).unwrap_or("");
                let mut rendered = page::render(job, text);
                rendered.problems.extend(menu.problems.iter().cloned());
                rendered
            }
            Job::Book(job, menu) => {
                let menu = menu.get();
                let text = std::str::from_utf8(&menu.bytes).unwrap_or("");
                book::render(job, text)
            }
            Job::Markdown(view, text, targets) => listings::markdown(view, text, targets),
            Job::Redirect(frame, from, to, title) => {
                listings::redirect(frame, from, to, title)
            }
            Job::Sitemap(site, base_url) => listings::sitemap(site, base_url),
            Job::Feed(site, base_url) => feed::changes(site, base_url),
            Job::Llms(site) => listings::llms(site),
            Job::Findings(findings) => data::findings(findings.all()),
            Job::Data(site, file) => data::render(site, *file),
            Job::Search(index, file) => Rendered {
                bytes: index.script(*file),
                problems: Vec::new(),
            },
            #[cfg(feature = "handouts")]
            Job::Paper(job) => {
                let printed = crate::handout::print(job);
                Rendered {
                    bytes: printed.bytes,
                    problems: printed.problems,
                }
            }
            Job::Bytes(bytes) | Job::Release(bytes) => Rendered {
                bytes: bytes.to_vec(),
                problems: Vec::new(),
            },
            Job::File(disk, name) => copied(disk, name),
        }
    }
}

/// A file as it is; a picture that could run something without what could.
fn copied(disk: &Path, name: &Arc<str>) -> Rendered {
    let bytes = match fs::read(disk) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("cannot be read: {error}");
            let problem = Diagnostic::new(Code::E003, Place::file(name), message);
            return Rendered {
                bytes: Vec::new(),
                problems: vec![problem],
            };
        }
    };
    if !name.to_ascii_lowercase().ends_with(".svg") {
        return Rendered {
            bytes,
            problems: Vec::new(),
        };
    }
    let (clean, removed) = svg::clean(&String::from_utf8_lossy(&bytes));
    if removed.is_empty() {
        return Rendered {
            bytes,
            problems: Vec::new(),
        };
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for part in removed {
        *counts.entry(part).or_default() += 1;
    }
    let named: Vec<_> = counts
        .iter()
        .map(|(part, count)| format!("{part} ({count})"))
        .collect();
    let message = format!(
        "the picture could run something or load it from elsewhere; left out: {}",
        named.join(", ")
    );
    let problem = Diagnostic::new(Code::W117, Place::file(name), message).help(
        "save the drawing as plain SVG, without scripts, handlers and foreign addresses",
    );
    Rendered {
        bytes: clean.into_bytes(),
        problems: vec![problem],
    }
}

impl Outputs {
    /// An empty map that keeps counting where `earlier` stopped.
    pub fn after(earlier: &Self) -> Self {
        Self {
            rendered: earlier.rendered.clone(),
            ..Self::default()
        }
    }

    /// Everything but the files of the search index.
    pub fn pages_and_files(&self) -> &SharedMap<OutputPath, Arc<Output>> {
        &self.map
    }

    /// The files of the search index; it is brought up to date for that.
    pub fn index_files(&self) -> impl Iterator<Item = (&OutputPath, &Arc<Output>)> {
        // A file of the handbook stays where the index would have one.
        let files = self.index.iter().flat_map(|index| index.files());
        files.filter(|(path, _)| !self.map.contains_key(*path))
    }

    /// Everything that is written, in no order.
    pub fn all(&self) -> impl Iterator<Item = (&OutputPath, &Arc<Output>)> {
        self.map.iter().chain(self.index_files())
    }

    /// What is written at a path.
    pub fn output(&self, path: &OutputPath) -> Option<Arc<Output>> {
        let of_index = || {
            let name = path.as_str().strip_prefix(FOLDER_OF_INDEX)?;
            self.index.as_ref()?.file(name)
        };
        self.map.get(path).cloned().or_else(of_index)
    }

    /// Adds a file; what `earlier` made by the same job is kept. A path that is taken stays
    /// with who came first.
    pub fn add(
        &mut self,
        path: OutputPath,
        digest: Digest,
        earlier: &Self,
        job: impl FnOnce() -> Job,
    ) {
        if !self.map.contains_key(&path) {
            let output = earlier.kept(&path, digest, job);
            self.map.insert(path, output);
        }
    }

    /// The file that is here already if it was made by the same job, or else a new one.
    pub fn kept(
        &self,
        path: &OutputPath,
        digest: Digest,
        job: impl FnOnce() -> Job,
    ) -> Arc<Output> {
        let known = self.map.get(path);
        let same = known.filter(|output| output.digest == digest).cloned();
        same.unwrap_or_else(|| Output::new(digest, job()))
    }

    /// Adds a file. A path that is taken stays with who came first.
    pub fn put(&mut self, path: OutputPath, output: Arc<Output>) {
        if !self.map.contains_key(&path) {
            self.map.insert(path, output);
        }
    }

    /// Puts files into an empty map. A path that is taken stays with who came first.
    pub fn put_all(&mut self, files: impl Iterator<Item = (OutputPath, Arc<Output>)>) {
        debug_assert!(self.map.is_empty());
        let mut files: Vec<_> = files.collect();
        files.par_sort_by(|(one, _), (two, _)| one.cmp(two));
        files.dedup_by(|(later, _), (earlier, _)| later == earlier);
        self.map = SharedMap::from_sorted(files);
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &OutputPath) {
        self.map.remove(path);
    }

    /// Takes a document on paper out; a file that is copied stays.
    pub fn remove_paper(&mut self, path: &OutputPath) {
        if self.map.get(path).is_some_and(|output| output.is_paper()) {
            self.map.remove(path);
        }
    }

    /// Sets the search index.
    pub fn set_index(&mut self, index: Arc<dyn SearchFiles>) {
        self.index = Some(index);
    }

    /// Makes a file, or gives what was made before.
    pub fn get(&self, path: &OutputPath) -> Option<Arc<Rendered>> {
        let output = self.output(path)?;
        let made = output.made.get_or_init(|| {
            self.note(&output);
            Arc::new(output.make())
        });
        Some(made.clone())
    }

    /// Makes a file and does not keep it: for writing a whole site with little memory.
    pub fn make(&self, output: &Output) -> Rendered {
        match output.made.get() {
            Some(made) => (**made).clone(),
            None => {
                self.note(output);
                output.make()
            }
        }
    }

    fn note(&self, output: &Output) {
        if !output.is_of_index() && !output.is_paper() {
            self.rendered.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many files were made since the engine started, those of the index and documents on
    /// paper not counted.
    pub fn rendered(&self) -> usize {
        self.rendered.load(Ordering::Relaxed)
    }
}
