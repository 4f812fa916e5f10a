//! What Typst sees of the world: the theme, the data of one document, and nothing else.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::stop::Stop;
use crate::input::theme::ThemeFile;

static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(Library::default()));

/// What begins every document.
const MAIN: &str = "#import \"/handouts/document.typ\": render\n#render(json(\"/data/document.json\"))\n";

/// The typefaces of a theme.
pub struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Fonts {
    /// Reads the typefaces among the files of a theme, in the order of their names.
    pub fn new(theme: &BTreeMap<String, ThemeFile>) -> Self {
        let is_font = |path: &str| {
            let path = path.to_ascii_lowercase();
            [".ttf", ".otf", ".ttc", ".otc"]
                .iter()
                .any(|end| path.ends_with(end))
        };
        let files = theme.iter().filter(|(path, _)| is_font(path));
        let fonts: Vec<Font> = files
            .flat_map(|(_, file)| Font::iter(Bytes::new(Shared(file.bytes.clone()))))
            .collect();
        Self {
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    }

    /// Whether any typeface has a character.
    pub fn cover(&self, c: char) -> bool {
        let mut fonts = self.fonts.iter();
        fonts.any(|font| font.info().coverage.contains(c as u32))
    }

    /// The names of all families, for the theme to choose among.
    pub fn families(&self) -> Vec<String> {
        let families = self.book.families();
        families.map(|(name, _)| name.to_owned()).collect()
    }
}

/// Bytes of a theme's file, as Typst takes them.
struct Shared(Arc<[u8]>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The world of one document.
pub struct Sealed {
    fonts: Arc<Fonts>,
    main: Source,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
    /// The names of the theme's files in messages.
    names: HashMap<FileId, Arc<str>>,
    today: (u16, u8, u8),
    stop: Stop,
}

impl Sealed {
    /// A world with these files of a theme, and these files of data.
    pub fn new(
        fonts: Arc<Fonts>,
        theme: &BTreeMap<String, ThemeFile>,
        data: BTreeMap<String, Vec<u8>>,
        today: (u16, u8, u8),
    ) -> Self {
        let main = id_of("data/main.typ").expect("the name is a plain path");
        let mut world = Self {
            fonts,
            main: Source::new(main, MAIN.to_owned()),
            sources: HashMap::new(),
            files: HashMap::new(),
            names: HashMap::new(),
            today,
            stop: Stop::default(),
        };
        for (path, file) in theme {
            let Some(id) = id_of(&format!("handouts/{path}")) else {
                continue;
            };
            world.names.insert(id, file.file.clone());
            if path.ends_with(".typ") {
                let text = String::from_utf8_lossy(&file.bytes);
                let text = text.trim_start_matches('\u{feff}').to_owned();
                world.sources.insert(id, Source::new(id, text));
            } else if !path.ends_with(".wasm") {
                let bytes = Bytes::new(Shared(file.bytes.clone()));
                world.files.insert(id, bytes);
            }
        }
        for (path, bytes) in data {
            if let Some(id) = id_of(&format!("data/{path}")) {
                world.files.insert(id, Bytes::new(bytes));
            }
        }
        world
    }

    /// What gives the document up.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// The name in messages of a file of the theme.
    pub fn name_of(&self, id: FileId) -> Option<&Arc<str>> {
        self.names.get(&id)
    }
}

/// The file at a path; nothing for paths that Typst does not take.
fn id_of(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// What is said of a file that is not in this world.
fn absent(id: FileId) -> FileError {
    match id.get().root() {
        VirtualRoot::Package(_) => FileError::Other(Some(
            "packages are not available; put the files into `handouts/` of the theme"
                .into(),
        )),
        VirtualRoot::Project => {
            let path = id.get().vpath().get_with_slash().to_owned();
            FileError::NotFound(path.into())
        }
    }
}

impl World for Sealed {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.stop.check();
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        self.sources.get(&id).cloned().ok_or_else(|| absent(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.stop.check();
        self.files.get(&id).cloned().ok_or_else(|| absent(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.stop.check();
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        let (year, month, day) = self.today;
        Datetime::from_ymd(year.into(), month, day)
    }
}
