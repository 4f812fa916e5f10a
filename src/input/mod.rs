//! What the disk says: one immutable snapshot.
//!
//! Given the place of a handbook, gives [`Inputs`]: settings, theme, pages and files, each
//! with its digest, and what could not be read as problems. Never interprets a page, never
//! follows a link out of the handbook, never reads the clock.

pub mod address;
pub mod audiences;
pub mod changes;
#[cfg(feature = "git")]
mod commits;
pub mod config;
pub mod history;
pub mod kind_file;
pub mod kinds;
pub mod location;
pub mod look;
mod look_files;
pub mod node;
mod repository;
pub mod scan;
pub mod searches;
pub mod settings;
pub mod sides;
pub mod strays;
pub mod theme;
pub mod vocabulary;
mod word_faults;
pub mod words;
pub mod yaml;

use std::path::PathBuf;
use std::sync::Arc;

use crate::date::Date;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Digested};
use crate::paths::SourcePath;
use crate::shared_map::SharedMap;
pub use history::History;
pub use kinds::Kinds;
pub use location::Location;
pub use scan::{SourceFile, SourceText};
pub use searches::Searches;
pub use settings::Settings;
pub use theme::Theme;
use vocabulary::Vocabulary;

/// Everything that a build depends on.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// Where the handbook stands; for messages and for reading again.
    pub location: Location,
    /// The settings of `handbook.yml`, or those that hold without one.
    pub settings: Arc<Digested<Settings>>,
    /// The text of the configuration file, for messages.
    pub settings_text: Arc<str>,
    /// The kinds of pages.
    pub kinds: Arc<Digested<Kinds>>,
    /// Templates, styles, scripts and words.
    pub theme: Arc<Theme>,
    /// The Markdown pages.
    pub pages: SharedMap<SourcePath, Arc<SourceText>>,
    /// Everything else below `content/` and `static/`, by its path in the output.
    pub files: SharedMap<SourcePath, Arc<SourceFile>>,
    /// What changed last.
    pub history: History,
    /// What writers expect of search.
    pub searches: Arc<Searches>,
    /// What the command line asks for.
    pub request: Request,
    /// What could not be read.
    pub problems: Vec<Diagnostic>,
}

/// What one run asks for, beyond what the handbook says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// The day to judge freshness by.
    pub today: Date,
    /// Where that day comes from.
    pub day: Day,
    /// Whether drafts are built.
    pub drafts: Drafts,
    /// Whether pages connect to the live server.
    pub purpose: Purpose,
    /// Overrides the address in the settings.
    pub base_url: Option<String>,
    /// The audience of the edition that is built; `None` for the whole handbook.
    pub audience: Option<Arc<str>>,
}

/// Where the day comes from by which freshness is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Day {
    /// Somebody named it.
    Named,
    /// The clock says so; the settings may know better.
    Clock(Date),
}

impl Request {
    /// The same request for one edition, or for the whole handbook.
    pub fn for_audience(mut self, audience: Option<&str>) -> Self {
        self.audience = audience.map(Into::into);
        self
    }

    /// The request with the day that the settings ask for, unless somebody named one.
    fn on_the_day_of(mut self, settings: &Settings) -> Self {
        if let Day::Clock(today) = self.day {
            self.today = settings.today.unwrap_or(today);
        }
        self
    }
}

/// Whether drafts are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Drafts {
    /// Pages with `status: draft` are left out.
    Skip,
    /// They are built and marked.
    Show,
}

/// What a build is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To be published: nothing in it knows of the live server.
    Publish,
    /// To be served while it is edited.
    Live,
}

impl Inputs {
    /// Reads a handbook from the disk.
    pub fn read(location: Location, request: Request) -> Self {
        Self::look(location, request, None)
    }

    /// Looks at everything again; files whose size and time are the same are not re-read.
    pub fn refresh(&self) -> Self {
        Self::look(self.location.clone(), self.request.clone(), Some(self))
    }

    fn look(location: Location, request: Request, known: Option<&Self>) -> Self {
        let (settings, settings_text, mut problems) = config::read(&location);
        let request = request.on_the_day_of(&settings);
        let (mut kinds, kind_problems) = kind_file::read(&location);
        kinds.vocabulary = Vocabulary::of(&settings.language);
        problems.extend(kind_problems);
        let known_theme = known.map(|known| &known.theme);
        let (theme, theme_problems) =
            theme::read(&location, (&settings.theme, &settings_text), known_theme);
        problems.extend(theme_problems);
        let seen = known.map(|known| scan::Known {
            pages: known.pages.clone(),
            files: known.files.clone(),
        });
        let scan = scan::scan(&location, &seen.unwrap_or_default());
        problems.extend(scan.problems);
        let (searches, search_problems) = searches::read(&location);
        problems.extend(search_problems);
        let history = match known {
            Some(known) => known.history.refresh(&location, &scan.pages),
            None => History::read(&location, &scan.pages),
        };
        Self {
            location,
            settings: Arc::new(Digested::new(settings)),
            settings_text,
            kinds: Arc::new(Digested::new(kinds)),
            theme,
            pages: scan.pages,
            files: scan.files,
            history,
            searches: Arc::new(searches),
            request,
            problems,
        }
        .with_problems_of_look()
    }

    /// Adds what the settings ask of the look that theme and files cannot give.
    fn with_problems_of_look(mut self) -> Self {
        let base_url = self.request.base_url.as_ref();
        let address = match base_url.or(self.settings.base_url.as_ref()) {
            Some(_) => look_files::HasAddress::Yes,
            None => look_files::HasAddress::No,
        };
        let config = (&*self.settings_text, &self.location.config_name);
        let files = look_files::Files {
            config,
            content: &self.location.content,
            theme_name: &self.settings.theme,
            theme: &self.theme,
            files: &self.files,
        };
        let faults = look_files::faults(&self.settings.look, &files, address);
        self.problems.extend(faults);
        let language = &self.settings.language;
        self.problems
            .extend(words::missing(&self.theme, language, config));
        self.problems
            .extend(strays::of(&self.theme, &self.kinds, &self.settings.look));
        self
    }

    /// Reads only these paths again, if that is enough to know what changed.
    ///
    /// `None` when a path is not an existing or known page: then everything must be looked
    /// at again.
    pub fn refresh_paths(&self, changed: &[PathBuf]) -> Option<Self> {
        let mut fresh = self.clone();
        for path in changed {
            let (source, text) = scan::read_page(&self.location, path)?;
            fresh.pages.contains_key(&source).then_some(())?;
            fresh
                .problems
                .retain(|problem| problem.place.file != text.file);
            fresh.pages.insert(source, Arc::new(text));
        }
        Some(fresh)
    }

    /// Whether two snapshots would give the same build.
    pub fn same_as(&self, other: &Self) -> bool {
        self.has_texts_of(other)
            && self
                .files
                .differences(&other.files, |one, two| one.digest == two.digest)
                .is_empty()
            && self.rest() == other.rest()
    }

    /// Whether the pages of two snapshots say the same.
    pub fn has_texts_of(&self, other: &Self) -> bool {
        let same =
            |one: &Arc<SourceText>, two: &Arc<SourceText>| one.digest == two.digest;
        self.pages.differences(&other.pages, same).is_empty()
    }

    /// The fingerprint of everything but pages and files.
    fn rest(&self) -> Digest {
        Digest::of(&(
            &self.settings,
            &self.kinds,
            &self.history.changes,
            self.theme.digest,
            &self.request,
            &self.problems,
        ))
    }

    /// The text behind the name of a file in a problem, if it is one we hold.
    pub fn text_of(&self, file: &str) -> Option<Arc<str>> {
        if file == &*self.location.config_name {
            return Some(self.settings_text.clone());
        }
        if file == searches::FILE {
            return Some(self.searches.text.clone());
        }
        if let Some(path) = self.location.source_of(file)
            && let Some(page) = self.pages.get(&path)
        {
            return Some(page.text.clone());
        }
        kind_file::text_of(&self.location, file).or_else(|| self.theme.text_of(file))
    }
}
