//! Which folders belong to a handbook, and which paths in them matter.

use std::fs;
use std::path::{Component, Path, PathBuf};

use notify::RecursiveMode;

use crate::input::{Inputs, Location};

/// Folders of other tools beside plain Markdown; watching them costs thousands of watches.
const FOREIGN: [&str; 3] = ["node_modules", "target", "__MACOSX"];

/// The folders of one handbook.
pub struct Places {
    location: Location,
    theme: String,
    /// The root as the system may spell it: with symbolic links, and without.
    roots: Vec<PathBuf>,
    configs: Vec<PathBuf>,
    skipped: Vec<PathBuf>,
}

impl Places {
    /// The folders of the handbook that these inputs were read from.
    pub fn new(inputs: &Inputs) -> Self {
        let location = inputs.location.clone();
        Self {
            theme: inputs.settings.theme.clone(),
            roots: spellings(&location.root),
            configs: spellings(&location.config),
            skipped: location
                .skipped
                .iter()
                .flat_map(|path| spellings(path))
                .collect(),
            location,
        }
    }

    /// The folders to watch that exist.
    ///
    /// Folders rather than files: editors replace files, and a watch goes with the file.
    pub fn folders(&self) -> Vec<(PathBuf, RecursiveMode)> {
        let Some(root) = self.roots.first() else {
            return Vec::new();
        };
        let themes = root.join("themes");
        let mut folders = vec![
            (root.clone(), RecursiveMode::NonRecursive),
            (root.join("static"), RecursiveMode::Recursive),
            (root.join("kinds"), RecursiveMode::NonRecursive),
            (themes.clone(), RecursiveMode::NonRecursive),
            (themes.join(&self.theme), RecursiveMode::Recursive),
        ];
        if let Some(folder) = self.configs.first().and_then(|config| config.parent())
            && folder != root
        {
            folders.push((folder.to_path_buf(), RecursiveMode::NonRecursive));
        }
        match self.location.content.as_str() {
            "" => folders.extend(self.folders_in(root)),
            content => folders.push((root.join(content), RecursiveMode::Recursive)),
        }
        folders.retain(|(folder, _)| folder.is_dir());
        folders
    }

    /// Where the root itself holds the pages: its folders, but not those of other tools.
    fn folders_in(&self, root: &Path) -> Vec<(PathBuf, RecursiveMode)> {
        let entries = fs::read_dir(root).into_iter().flatten().flatten();
        let folders = entries
            .map(|entry| entry.path())
            .filter(|path| path.is_dir());
        let wanted = folders.filter(|path| self.source_of(path).is_some());
        wanted
            .map(|path| (path, RecursiveMode::Recursive))
            .collect()
    }

    /// A reported path as the handbook's location spells it; `None` if it does not matter.
    pub fn source_of(&self, path: &Path) -> Option<PathBuf> {
        if self.configs.iter().any(|config| config == path) {
            return Some(self.location.config.clone());
        }
        if self.skipped.iter().any(|skipped| path.starts_with(skipped)) {
            return None;
        }
        let inner = self
            .roots
            .iter()
            .find_map(|root| path.strip_prefix(root).ok())?;
        let names: Vec<&str> = inner.components().map(name_of).collect::<Option<_>>()?;
        let matters = match names.first() {
            None => true,
            Some(&("static" | "themes" | "kinds")) => true,
            Some(first) if self.location.content.is_empty() => !FOREIGN.contains(first),
            Some(first) => *first == self.location.content,
        };
        (matters && names.iter().all(|name| is_kept(name)))
            .then(|| self.location.root.join(inner))
    }
}

fn name_of(part: Component<'_>) -> Option<&str> {
    match part {
        // A name that is no text matters all the same: the scan reports it.
        Component::Normal(name) => Some(name.to_str().unwrap_or("?")),
        _ => None,
    }
}

/// Editors write hidden and backup files with every save.
fn is_kept(name: &str) -> bool {
    !(name.ends_with('~') || name.starts_with('.') && name != ".well-known")
}

/// The absolute forms of a path, with symbolic links and without.
fn spellings(path: &Path) -> Vec<PathBuf> {
    // `join` makes a path of an empty one, which `absolute` refuses.
    let whole = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    let mut spellings: Vec<PathBuf> = std::path::absolute(whole).into_iter().collect();
    spellings.extend(fs::canonicalize(whole));
    spellings.dedup();
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::input::{Drafts, Purpose, Request};

    fn places(folders: &[&str]) -> (tempfile::TempDir, Places) {
        let folder = tempfile::tempdir().expect("a folder for the test");
        for name in folders {
            fs::create_dir_all(folder.path().join(name)).expect("a folder in it");
        }
        let root = folder.path().to_path_buf();
        let location = Location::new(root.clone(), None, &root.join("out"));
        let request = Request {
            today: Date::parse("2026-01-01").expect("a date"),
            day: crate::input::Day::Named,
            drafts: Drafts::Show,
            purpose: Purpose::Live,
            base_url: None,
            audience: None,
        };
        (folder, Places::new(&Inputs::read(location, request)))
    }

    fn matters(places: &Places, path: &str) -> bool {
        places.source_of(&places.location.root.join(path)).is_some()
    }

    #[test]
    fn output_and_hidden_files_do_not_matter() {
        let (_folder, places) = places(&["content", "out"]);
        for path in [
            "content/a.md",
            "content/a/b.png",
            "static/x.css",
            "themes/x/theme.css",
            "kinds/recipe.yml",
            "handbook.yml",
            "kinds/case.yml",
            "content",
        ] {
            assert!(matters(&places, path), "{path}");
        }
        for path in [
            "out/index.html",
            "public/index.html",
            ".git/HEAD",
            "content/.a.md.swp",
            "content/a.md~",
            "notes.txt",
            "target/x",
        ] {
            assert!(!matters(&places, path), "{path}");
        }
    }

    #[test]
    fn plain_markdown_is_watched_without_the_folders_of_other_tools() {
        let (folder, places) =
            places(&["guides", "node_modules/x", ".git", "public", "out"]);
        let watched = places.folders();
        let names: Vec<_> = watched
            .iter()
            .filter_map(|(path, _)| path.strip_prefix(&places.roots[0]).ok()?.to_str())
            .collect();
        assert_eq!(names, ["", "guides"]);
        assert!(matters(&places, "index.md"));
        drop(folder);
    }
}
