//! Which page is written where, and the names that cannot live together.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::{FileFacts, LinkJob};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Digested};
use crate::input::scan::Origin;
use crate::page::{Facts, Status};
use crate::paths::{OutputPath, SourcePath, UrlStyle};
use crate::span::Place;

/// Every address of the site.
#[derive(Debug, Default)]
pub struct Routes {
    /// Pages that are shown, by where they were written.
    pub pages: BTreeMap<SourcePath, Shown>,
    /// Every folder that leads to a page, with its own page where it has one.
    pub folders: BTreeMap<String, Folder>,
    /// Files that are copied, with their addresses.
    pub files: BTreeMap<SourcePath, OutputPath>,
    /// Names that collide.
    pub problems: Vec<Diagnostic>,
    taken: HashMap<String, Arc<str>>,
    taken_folders: HashMap<String, Arc<str>>,
}

/// A page that is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Where it is.
    pub output: OutputPath,
    /// What it shows to others.
    pub facts: Arc<Digested<Facts>>,
}

/// A folder of pages.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The page that speaks for it, if somebody wrote one.
    pub index: Option<SourcePath>,
    /// Where the folder's page is.
    pub output: OutputPath,
}

/// Addresses that the tool writes itself; a page of the same name takes precedence.
pub const GENERATED: [&str; 4] =
    ["404.html", "index-a-z.html", "llms.txt", "sitemap.xml"];

impl Routes {
    /// Gives every page, folder and file its address.
    pub fn new(job: &LinkJob) -> Self {
        let mut routes = Self::default();
        let all = job.pages.iter();
        let (shown, facts): (Vec<&SourcePath>, Vec<_>) = all
            .filter(|(_, facts)| facts.status != Status::Draft || job.shows_drafts())
            .unzip();
        let indexes = folder_indexes(&shown, job.settings.url_style);
        for (path, file) in &job.files {
            if file.origin == Origin::Static {
                routes.add_file(path, file);
            }
        }
        for (path, facts) in shown.iter().zip(facts) {
            let is_index = indexes.get(path.folder()) == Some(path);
            let wanted = OutputPath::of_page(path, is_index, job.settings.url_style);
            let output = routes.claim(wanted, &facts.file);
            let facts = facts.clone();
            routes
                .pages
                .insert((*path).clone(), Shown { output, facts });
        }
        routes.add_folders(&shown, &indexes, job);
        routes.add_copies();
        for (path, file) in &job.files {
            if file.origin == Origin::Content {
                routes.add_file(path, file);
            }
        }
        routes
    }

    /// The page that speaks for a folder, if somebody wrote one.
    pub fn index_of(&self, folder: &Folder) -> Option<(&SourcePath, &Shown)> {
        self.pages.get_key_value(folder.index.as_ref()?)
    }

    /// Whose output stands, or would stand, at this address or in the way of it: a file
    /// cannot be where a folder is, nor a folder where a file is.
    pub fn is_taken(&self, output: &OutputPath) -> Option<&Arc<str>> {
        let key = output.collision_key();
        self.taken
            .get(&key)
            .or_else(|| self.taken_folders.get(&key))
            .or_else(|| folders_above(&key).find_map(|folder| self.taken.get(folder)))
    }

    /// Takes an address for a file of this name, or one with a number behind it.
    fn claim(&mut self, wanted: OutputPath, file: &Arc<str>) -> OutputPath {
        let Some(other) = self.is_taken(&wanted).cloned() else {
            self.take(&wanted, file);
            return wanted;
        };
        let message = format!("would be written to {wanted}, and so would {other}");
        let problem = Diagnostic::new(Code::E006, Place::file(file), message)
            .label(Place::file(&other), "this one keeps the address")
            .help("give one of the two another name; some systems do not tell capital letters, blanks and accents apart");
        self.problems.push(problem);
        let output = self.numbered(&wanted);
        self.take(&output, file);
        output
    }

    fn take(&mut self, output: &OutputPath, file: &Arc<str>) {
        let key = output.collision_key();
        for folder in folders_above(&key) {
            if self.taken_folders.contains_key(folder) {
                break;
            }
            self.taken_folders.insert(folder.to_owned(), file.clone());
        }
        self.taken.insert(key, file.clone());
    }

    /// The first free address with a number behind the name that is in the way.
    fn numbered(&self, wanted: &OutputPath) -> OutputPath {
        let path = wanted.as_str();
        let key = wanted.collision_key();
        let folder = folders_above(&key).find(|folder| self.taken.contains_key(*folder));
        let parts = folder.map_or(0, |folder| folder.matches('/').count() + 1);
        let split = match parts {
            0 => path.rfind('.').unwrap_or(path.len()),
            parts => path
                .match_indices('/')
                .nth(parts - 1)
                .map_or(path.len(), |(at, _)| at),
        };
        let (before, after) = path.split_at(split);
        let candidates =
            (2..).map(|number| OutputPath::new(format!("{before}-{number}{after}")));
        let free = candidates
            .into_iter()
            .find(|path| self.is_taken(path).is_none());
        free.expect("there are more numbers than files")
    }

    fn add_folders(
        &mut self,
        shown: &[&SourcePath],
        indexes: &HashMap<&str, &SourcePath>,
        job: &LinkJob,
    ) {
        let mut folders = vec![""];
        for path in shown {
            let mut folder = path.folder();
            while !folder.is_empty() {
                folders.push(folder);
                folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            }
        }
        folders.sort_unstable();
        folders.dedup();
        for folder in folders {
            let index = indexes.get(folder).map(|path| (*path).clone());
            let output = match &index {
                Some(path) => self.pages[path].output.clone(),
                None => {
                    let stand_in =
                        SourcePath::new(&crate::paths::join(folder, "index.md"));
                    let wanted =
                        OutputPath::of_page(&stand_in, true, job.settings.url_style);
                    let name: Arc<str> =
                        format!("the page of the folder {folder}/").into();
                    self.claim(wanted, &name)
                }
            };
            self.folders
                .insert(folder.to_owned(), Folder { index, output });
        }
    }

    /// The Markdown copies of pages take addresses too.
    fn add_copies(&mut self) {
        let copies: Vec<(OutputPath, Arc<str>)> = self
            .pages
            .values()
            .map(|page| (page.output.markdown_copy(), page.facts.file.clone()))
            .collect();
        for (copy, file) in copies {
            match self.is_taken(&copy).cloned() {
                None => self.take(&copy, &file),
                Some(other) => {
                    let message = format!(
                        "its Markdown copy would be written to {copy}, and so would {other}"
                    );
                    let problem =
                        Diagnostic::new(Code::E006, Place::file(&file), message)
                            .label(Place::file(&other), "this one has the address too")
                            .help("give one of the two another name");
                    self.problems.push(problem);
                }
            }
        }
    }

    fn add_file(&mut self, path: &SourcePath, file: &FileFacts) {
        let wanted = address_of_file(path.as_str(), file.origin, file.digest);
        let output = self.claim(wanted, &file.file);
        self.files.insert(path.clone(), output);
    }
}

/// Where a file is copied to, unless another one stands there.
pub fn address_of_file(path: &str, origin: Origin, digest: Digest) -> OutputPath {
    let plain = OutputPath::of_file(path);
    match origin {
        Origin::Content if is_shown_in_pages(&SourcePath::new(path)) => {
            plain.with_digest(digest)
        }
        _ => plain,
    }
}

/// The folders above a path, the nearest first.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(at, _)| &path[..at])
}

/// Pictures and the like are addressed by pages only, so their names may carry a digest;
/// documents are kept under the name that people save them with.
fn is_shown_in_pages(path: &SourcePath) -> bool {
    let ending = path
        .name()
        .rsplit('.')
        .next()
        .unwrap_or("")
        .to_ascii_lowercase();
    ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"].contains(&ending.as_str())
}

/// The page that speaks for each folder: `index.md`, else `_index.md`, else `README.md`; in
/// the pretty style, where both have the same address, `guide.md` speaks for `guide/`.
fn folder_indexes<'p>(
    shown: &[&'p SourcePath],
    style: UrlStyle,
) -> HashMap<&'p str, &'p SourcePath> {
    let mut best: HashMap<&str, (usize, &SourcePath)> = HashMap::new();
    for path in shown {
        let Some(rank) = path.index_rank() else {
            continue;
        };
        let entry = best.entry(path.folder()).or_insert((rank, path));
        if rank < entry.0 {
            *entry = (rank, path);
        }
    }
    let mut indexes: HashMap<&str, &SourcePath> = best
        .into_iter()
        .map(|(folder, (_, path))| (folder, path))
        .collect();
    if style == UrlStyle::Pretty {
        let folders: HashSet<&str> = shown
            .iter()
            .flat_map(|path| {
                std::iter::once(path.folder()).chain(folders_above(path.folder()))
            })
            .collect();
        for path in shown.iter().filter(|path| path.index_rank().is_none()) {
            let stem = path.as_str().rsplit_once('.').map_or("", |(stem, _)| stem);
            if let Some(folder) = folders.get(stem) {
                indexes.entry(folder).or_insert(path);
            }
        }
    }
    indexes
}
