//! Which page is written where, and the names that cannot live together.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{FileFacts, LinkJob};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::input::scan::Origin;
use crate::page::Status;
use crate::paths::{OutputPath, SourcePath};
use crate::span::Place;

/// Every address of the site.
#[derive(Debug, Default)]
pub struct Routes {
    /// Pages that are shown, with their addresses.
    pub pages: BTreeMap<SourcePath, OutputPath>,
    /// Every folder that leads to a page, with its own page where it has one.
    pub folders: BTreeMap<String, Folder>,
    /// Files that are copied, with their addresses.
    pub files: BTreeMap<SourcePath, OutputPath>,
    /// Names that collide.
    pub problems: Vec<Diagnostic>,
    taken: HashMap<String, Arc<str>>,
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
        let shown: Vec<&SourcePath> = job
            .pages
            .iter()
            .filter(|(_, facts)| facts.status != Status::Draft || job.shows_drafts())
            .map(|(path, _)| path)
            .collect();
        let indexes = folder_indexes(&shown);
        for (path, file) in &job.files {
            if file.origin == Origin::Static {
                routes.add_file(path, file);
            }
        }
        for path in &shown {
            let is_index = indexes.get(path.folder()) == Some(path);
            let wanted = OutputPath::of_page(path, is_index, job.settings.url_style);
            let file = &job.pages[*path].file;
            let output = routes.claim(wanted, file);
            routes.pages.insert((*path).clone(), output);
        }
        routes.add_folders(&shown, &indexes, job);
        for (path, file) in &job.files {
            if file.origin == Origin::Content {
                routes.add_file(path, file);
            }
        }
        routes
    }

    /// Whether some output stands, or would stand, at this address.
    pub fn is_taken(&self, output: &OutputPath) -> Option<&Arc<str>> {
        self.taken.get(&output.collision_key())
    }

    /// Takes an address for a file of this name, or one with a number behind it.
    fn claim(&mut self, wanted: OutputPath, file: &Arc<str>) -> OutputPath {
        let Some(other) = self.is_taken(&wanted).cloned() else {
            self.taken.insert(wanted.collision_key(), file.clone());
            return wanted;
        };
        let message = format!("would be written to {wanted}, and so would {other}");
        let problem = Diagnostic::new(Code::E006, Place::file(file), message)
            .label(Place::file(&other), "this one keeps the address")
            .help("give one of the two another name; some systems do not tell capital letters, blanks and accents apart");
        self.problems.push(problem);
        let (stem, ending) = wanted
            .as_str()
            .rsplit_once('.')
            .unwrap_or((wanted.as_str(), ""));
        let numbered =
            (2..).map(|number| OutputPath::new(format!("{stem}-{number}.{ending}")));
        let free = numbered
            .into_iter()
            .find(|path| self.is_taken(path).is_none());
        let output = free.expect("there are more numbers than files");
        self.taken.insert(output.collision_key(), file.clone());
        output
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
                Some(path) => self.pages[path].clone(),
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

    fn add_file(&mut self, path: &SourcePath, file: &FileFacts) {
        let plain = OutputPath::of_file(path.as_str());
        let wanted = match file.origin {
            Origin::Content if is_shown_in_pages(path) => plain.with_digest(file.digest),
            _ => plain,
        };
        let output = self.claim(wanted, &file.file);
        self.files.insert(path.clone(), output);
    }
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

/// The page that speaks for each folder: `index.md`, else `_index.md`, else `README.md`.
fn folder_indexes<'p>(shown: &[&'p SourcePath]) -> HashMap<&'p str, &'p SourcePath> {
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
    best.into_iter()
        .map(|(folder, (_, path))| (folder, path))
        .collect()
}
