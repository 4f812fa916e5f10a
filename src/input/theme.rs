//! The theme: the files that ship with the tool, overridden by the handbook's own.
#![allow(clippy::disallowed_methods)] // the edge: this is where a theme folder is read

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};
use walkdir::WalkDir;

use super::location::Location;
use super::scan::Stamp;
use super::yaml;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::span::Place;
use crate::suggest::nearest;

static SHIPPED: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The sheet that every page loads, joined from all files of `styles/`; a theme that brings it
/// whole has it in their place.
pub const WHOLE: &str = "theme.css";

/// The files that ship with the tool, shared by all handbooks of a process.
static SHIPPED_FILES: LazyLock<BTreeMap<String, ThemeFile>> = LazyLock::new(|| {
    let mut files = BTreeMap::new();
    add_shipped(&SHIPPED, &mut files);
    files
});

/// All files of a theme by their path in it, such as `templates/page.html`.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The files.
    pub files: BTreeMap<String, ThemeFile>,
    /// The fingerprint of all of them.
    pub digest: Digest,
    /// What the handbook's own files were when they were read.
    stamps: BTreeMap<String, Stamp>,
}

/// One file of a theme.
#[derive(Clone, Debug, Hash)]
pub struct ThemeFile {
    /// Its name in messages.
    pub file: Arc<str>,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

impl Theme {
    /// One of the handbook's own files, if it is sure to be what it was.
    fn unchanged(
        &self,
        path: &str,
        file: &str,
        stamp: Option<Stamp>,
    ) -> Option<ThemeFile> {
        let own = self.files.get(path).filter(|own| &*own.file == file)?;
        let known = self.stamps.get(path)?;
        known.still_holds(stamp?).then(|| own.clone())
    }

    /// The text behind the name of a theme file in a message.
    pub fn text_of(&self, file: &str) -> Option<Arc<str>> {
        let found = self.files.values().find(|own| &*own.file == file)?;
        std::str::from_utf8(&found.bytes).ok().map(Into::into)
    }
}

/// Reads the theme with this name; files that are as they were when `known` was read are not
/// read again.
///
/// A name other than `default` needs a folder `themes/NAME`; its files take the place of the
/// shipped ones, file by file. Beside the name is the text of the settings that say it.
pub fn read(
    location: &Location,
    (name, settings): (&str, &str),
    known: Option<&Arc<Theme>>,
) -> (Arc<Theme>, Vec<Diagnostic>) {
    let mut files = SHIPPED_FILES.clone();
    let mut stamps = BTreeMap::new();
    let mut reads = false;
    let mut problems = Vec::new();
    let folder = location.root.join("themes").join(name);
    if folder.is_dir() {
        for entry in WalkDir::new(&folder).sort_by_file_name() {
            let Ok(entry) = entry else { continue };
            let path = entry.path().strip_prefix(&folder).unwrap_or(entry.path());
            let hidden = path
                .iter()
                .any(|part| part.to_string_lossy().starts_with('.'));
            if hidden || !entry.file_type().is_file() {
                continue;
            }
            let path = path
                .to_string_lossy()
                .replace(std::path::MAIN_SEPARATOR, "/");
            let file: Arc<str> = format!("themes/{name}/{path}").into();
            let stamp = entry.metadata().ok().map(|meta| Stamp::new(&meta));
            if let Some(known) =
                known.and_then(|known| known.unchanged(&path, &file, stamp))
            {
                stamps.extend(stamp.map(|stamp| (path.clone(), stamp)));
                files.insert(path, known);
                continue;
            }
            reads = true;
            match fs::read(entry.path()) {
                Ok(bytes) => {
                    stamps.extend(stamp.map(|stamp| (path.clone(), stamp)));
                    files.insert(
                        path,
                        ThemeFile {
                            file,
                            bytes: bytes.into(),
                        },
                    );
                }
                Err(error) => {
                    let message = format!("cannot be read: {error}");
                    problems.push(Diagnostic::new(
                        Code::E021,
                        Place::file(&file),
                        message,
                    ));
                }
            }
        }
    } else if name != "default" {
        problems.push(missing(location, name, settings));
    }
    if let Some(known) = known
        && !reads
        && files.keys().eq(known.files.keys())
        && stamps.len() == known.stamps.len()
    {
        return (known.clone(), problems);
    }
    let digest = Digest::of(&files);
    let theme = Theme {
        files,
        digest,
        stamps,
    };
    (Arc::new(theme), problems)
}

/// That a theme has no folder, at the setting that names it.
fn missing(location: &Location, name: &str, settings: &str) -> Diagnostic {
    let themes = own_themes(location);
    let help = match nearest(name, themes.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if themes.is_empty() => {
            "make the folder, or leave `theme` out to use the default theme".to_owned()
        }
        None => {
            format!("the themes are {}; or make the folder", themes.join(", "))
        }
    };
    let (entries, _) = yaml::read_entries(settings);
    let entry = entries.iter().find(|entry| entry.key == "theme");
    let config = &location.config_name;
    let place = entry.map_or_else(
        || Place::file(config),
        |entry| Place::at(config, entry.locate(settings, name)),
    );
    let message = format!("there is no theme folder themes/{name}");
    Diagnostic::new(Code::E021, place, message).help(help)
}

/// The names of the folders in `themes/`, in order.
pub fn own_themes(location: &Location) -> Vec<String> {
    let folders = WalkDir::new(location.root.join("themes"));
    let folders = folders.min_depth(1).max_depth(1).sort_by_file_name();
    let folders = folders.into_iter().filter_map(Result::ok);
    folders
        .filter(|entry| entry.file_type().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

fn add_shipped(folder: &Dir, files: &mut BTreeMap<String, ThemeFile>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let name: Arc<str> = format!("themes/default/{path}").into();
        files.insert(
            path,
            ThemeFile {
                file: name,
                bytes: file.contents().into(),
            },
        );
    }
    for inner in folder.dirs() {
        add_shipped(inner, files);
    }
}

/// A file that ships with the tool.
pub fn shipped(path: &str) -> Option<&'static ThemeFile> {
    SHIPPED_FILES.get(path)
}

/// The paths of all files that ship with the tool, in order.
pub fn shipped_paths() -> impl Iterator<Item = &'static str> {
    SHIPPED_FILES.keys().map(String::as_str)
}

/// Whether a piece of the style sheet comes after all shipped ones, so that it has the last word.
pub fn is_last_piece(path: &str) -> bool {
    let shipped = SHIPPED_FILES
        .keys()
        .filter(|path| path.starts_with("styles/"));
    path.starts_with("styles/") && shipped.max().is_none_or(|last| path > last.as_str())
}

/// The text of a shipped file.
pub fn shipped_text(path: &str) -> Option<&'static str> {
    SHIPPED.get_file(path)?.contents_utf8()
}

/// The shipped style sheets as their authors wrote them, joined.
pub fn shipped_styles() -> String {
    let pieces = SHIPPED_FILES
        .iter()
        .filter(|(path, _)| path.ends_with(".css"));
    let texts = pieces.filter_map(|(_, file)| std::str::from_utf8(&file.bytes).ok());
    texts.collect()
}

/// The shipped templates: names below `templates/`, and texts.
pub fn shipped_templates<'t>() -> impl Iterator<Item = (&'t str, &'t str)> {
    SHIPPED_FILES.iter().filter_map(|(path, file)| {
        let text = std::str::from_utf8(&file.bytes).ok()?;
        Some((path.strip_prefix("templates/")?, text))
    })
}
