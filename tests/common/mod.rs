//! The fixture: a small handbook on the disk, built through the library.
//!
//! A built handbook holds the test to its problems: each one must be expected, and each
//! expected one must be there.
#![allow(dead_code)] // every test file takes the part it needs
#![allow(clippy::disallowed_methods)] // the fixture plays the writer, who edits files

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tandem::build::{Build, Engine, judged};
use tandem::date::Date;
use tandem::diagnostic::Diagnostic;
use tandem::input::{Drafts, Inputs, Location, Purpose, Request};
use tandem::paths::OutputPath;
use tandem::span::LineIndex;

/// A handbook while it is written.
pub struct Handbook {
    folder: tempfile::TempDir,
    request: Request,
}

impl Handbook {
    /// An empty handbook, judged on 20 November 2026.
    pub fn new() -> Self {
        let folder =
            tempfile::tempdir().expect("the system's temporary folder can be written");
        fs::create_dir(folder.path().join("content")).expect("the folder is new");
        let today = Date::new(2026, 11, 20).expect("the calendar has this day");
        let request = publishing(today);
        Self { folder, request }
    }

    /// A small handbook without a fault that has a page of every kind: `tests/checks/base`.
    pub fn two_desks() -> Self {
        Self::copy_of("tests/checks/base", &[])
    }

    /// A copy of what stands in a folder of this project, or of some parts of it.
    pub fn copy_of(folder: &str, parts: &[&str]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter();
        let is_part = |entry: &walkdir::DirEntry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() != 1 || parts.is_empty() || parts.contains(&&*name)
        };
        let files = files.filter_entry(is_part);
        let files = files.map(|entry| entry.expect("the fixture can be listed"));
        let files = files.filter(|entry| entry.file_type().is_file());
        files.fold(Self::new(), |handbook, entry| {
            let path = entry.path().strip_prefix(&root).expect("below the fixture");
            let bytes = fs::read(entry.path()).expect("the fixture can be read");
            // A checkout may have put the line ends of its system into texts.
            let bytes = match String::from_utf8(bytes) {
                Ok(text) => text.replace("\r\n", "\n").into_bytes(),
                Err(binary) => binary.into_bytes(),
            };
            handbook.beside(&path.to_string_lossy().replace('\\', "/"), bytes)
        })
    }

    /// A folder of Markdown without `content/`, as people have them lying about.
    pub fn plain_folder() -> Self {
        let handbook = Self::new();
        fs::remove_dir(handbook.root().join("content")).expect("the folder is empty");
        handbook
    }

    /// Writes a file among the pages.
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        write(&self.pages_dir().join(path), content.as_ref());
        self
    }

    /// Writes a file below the root: settings, `static/`, `themes/`.
    pub fn beside(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        write(&self.root().join(path), content.as_ref());
        self
    }

    /// Writes `handbook.yml`.
    pub fn settings(self, text: &str) -> Self {
        self.beside("handbook.yml", text)
    }

    /// Judges it on another day.
    pub fn on(mut self, year: u16, month: u8, day: u8) -> Self {
        self.request.today =
            Date::new(year, month, day).expect("the calendar has this day");
        self
    }

    /// Builds drafts too.
    pub fn with_drafts(mut self) -> Self {
        self.request.drafts = Drafts::Show;
        self
    }

    /// Builds the edition of an audience.
    pub fn for_audience(mut self, name: &str) -> Self {
        self.request.audience = Some(name.into());
        self
    }

    /// The folder that holds everything.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The folder that holds the pages.
    pub fn pages_dir(&self) -> PathBuf {
        let content = self.root().join("content");
        if content.is_dir() {
            content
        } else {
            self.root().to_path_buf()
        }
    }

    /// Reads the handbook as it is on the disk now.
    pub fn inputs(&self) -> Inputs {
        let output = self.root().join("public");
        let location = Location::new(self.root().to_path_buf(), None, &output);
        Inputs::read(location, self.request.clone())
    }

    /// Builds it.
    pub fn build(self) -> Built {
        let mut engine = Engine::default();
        let inputs = self.inputs();
        let build = engine.rebuild(&inputs);
        Built {
            handbook: self,
            engine,
            inputs,
            build,
            open: RefCell::new(None),
            indifferent: false,
        }
    }
}

/// What `build` asks for on that day.
pub fn publishing(today: Date) -> Request {
    Request {
        today,
        day: tandem::input::Day::Named,
        drafts: Drafts::Skip,
        purpose: Purpose::Publish,
        base_url: None,
        audience: None,
    }
}

/// What stands in a file, where there is one.
pub fn read(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

fn write(path: &Path, content: &[u8]) {
    let folder = path
        .parent()
        .expect("every fixture file stands in a folder");
    fs::create_dir_all(folder).expect("the temporary folder can be written");
    fs::write(path, content).expect("the temporary folder can be written");
}

/// A handbook with its build; the engine lives on for edits.
pub struct Built {
    /// The handbook on the disk.
    pub handbook: Handbook,
    /// What the last build read.
    pub inputs: Inputs,
    /// The last build.
    pub build: Build,
    engine: Engine,
    /// Problems that the test has not named yet, once it asked for any.
    open: RefCell<Option<Vec<Diagnostic>>>,
    indifferent: bool,
}

impl Built {
    /// The test is not about problems.
    pub fn ignoring_problems(mut self) -> Self {
        self.indifferent = true;
        self
    }

    /// One file of the output, as text.
    #[track_caller]
    pub fn expect_page(&self, path: &str) -> Shown {
        match self.output(path) {
            Some(bytes) => Shown {
                name: path.to_owned(),
                text: String::from_utf8_lossy(&bytes).into_owned(),
            },
            None => panic!("no output {path}; there are:\n{}", self.paths().join("\n")),
        }
    }

    /// One file of the output.
    pub fn output(&self, path: &str) -> Option<Vec<u8>> {
        self.build
            .outputs
            .get(&OutputPath::new(path))
            .map(|made| made.bytes.clone())
    }

    /// That nothing is written there.
    #[track_caller]
    pub fn expect_no_output(&self, path: &str) -> &Self {
        assert!(self.output(path).is_none(), "{path} should not be written");
        self
    }

    /// All paths of the output.
    pub fn paths(&self) -> Vec<String> {
        self.build
            .outputs
            .all()
            .map(|(path, _)| path.to_string())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }

    /// The one path of the output that begins and ends like this: digests are not for tests.
    #[track_caller]
    pub fn path_like(&self, start: &str, end: &str) -> String {
        let fits = |path: &String| path.starts_with(start) && path.ends_with(end);
        let mut found = self.paths().into_iter().filter(fits);
        match (found.next(), found.next()) {
            (Some(path), None) => path,
            _ => panic!("not exactly one output {start}…{end}: {:?}", self.paths()),
        }
    }

    /// A problem with this code at `file:line:column` whose message or help holds `part`.
    #[track_caller]
    pub fn expect_problem(&self, code: &str, place: &str, part: &str) -> &Self {
        let mut open = self.open_problems();
        let fits = |problem: &Diagnostic| {
            let help = problem.help.as_deref().unwrap_or("");
            problem.code.number() == code
                && self.place_of(problem) == place
                && (problem.message.contains(part) || help.contains(part))
        };
        match open.iter().position(fits) {
            Some(at) => drop(open.remove(at)),
            None => panic!(
                "no problem {code} at {place} with “{part}”; there are:\n{}",
                self.listed(&open)
            ),
        }
        *self.open.borrow_mut() = Some(open);
        self
    }

    /// That nothing is wrong.
    #[track_caller]
    pub fn expect_no_problems(&self) -> &Self {
        let open = self.open_problems();
        assert!(
            open.is_empty(),
            "problems nobody expected:\n{}",
            self.listed(&open)
        );
        *self.open.borrow_mut() = Some(open);
        self
    }

    /// Changes or adds a page.
    pub fn edit(&mut self, path: &str, content: impl AsRef<[u8]>) -> &mut Self {
        write(&self.handbook.pages_dir().join(path), content.as_ref());
        self
    }

    /// Changes or adds a file below the root.
    pub fn edit_beside(&mut self, path: &str, content: impl AsRef<[u8]>) -> &mut Self {
        write(&self.handbook.root().join(path), content.as_ref());
        self
    }

    /// Removes a page or file.
    pub fn remove(&mut self, path: &str) -> &mut Self {
        fs::remove_file(self.handbook.pages_dir().join(path)).expect("the file exists");
        self
    }

    /// Renames a page or file.
    pub fn rename(&mut self, from: &str, to: &str) -> &mut Self {
        let folder = self.handbook.pages_dir();
        let target = folder.join(to);
        fs::create_dir_all(target.parent().expect("below the content folder"))
            .expect("the temporary folder can be written");
        fs::rename(folder.join(from), target).expect("the file exists");
        self
    }

    /// Builds again with the same engine, after all problems of the last build were named.
    #[track_caller]
    pub fn rebuild(&mut self) -> &mut Self {
        self.settle();
        self.inputs = self.handbook.inputs();
        self.build = self.engine.rebuild(&self.inputs);
        self.open = RefCell::new(None);
        self
    }

    /// The text of a page with something else in one place.
    pub fn changed(&self, path: &str, from: &str, to: &str) -> String {
        let text = fs::read_to_string(self.handbook.pages_dir().join(path));
        let text = text.expect("the fixture has it");
        assert!(text.contains(from), "{path} does not hold {from}");
        text.replacen(from, to, 1)
    }

    /// Makes every output but documents on paper, which `tests/handouts.rs` looks at; gives
    /// path and bytes.
    pub fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        let on_screen = self.on_screen();
        on_screen
            .map(|path| (path.to_string(), self.made(path)))
            .collect()
    }

    /// Makes every output, with documents on paper; gives path and bytes.
    pub fn everything_written(&self) -> BTreeMap<String, Vec<u8>> {
        let all = self.build.outputs.all();
        all.map(|(path, _)| (path.to_string(), self.made(path)))
            .collect()
    }

    fn on_screen(&self) -> impl Iterator<Item = &OutputPath> {
        let all = self.build.outputs.all();
        all.filter(|(_, output)| !output.is_paper())
            .map(|(path, _)| path)
    }

    /// A document on paper, and what is said of it as lines of text.
    pub fn printed(&self, path: &str) -> (Vec<u8>, Vec<String>) {
        let made = self.build.outputs.get(&OutputPath::new(path));
        let made = made.unwrap_or_else(|| panic!("there is no {path}"));
        let problems = judged(made.problems.clone(), &self.build.settings);
        let lines = problems.iter().map(|problem| self.line_of(problem));
        (made.bytes.clone(), lines.collect())
    }

    /// How many outputs were made since the first build.
    pub fn rendered(&self) -> usize {
        self.build.outputs.rendered()
    }

    /// All problems, those of rendering included, as lines of text.
    pub fn problem_lines(&self) -> Vec<String> {
        self.all_problems()
            .iter()
            .map(|problem| self.line_of(problem))
            .collect()
    }

    /// All problems that are known without rendering, as lines of text.
    pub fn checked_lines(&self) -> Vec<String> {
        let problems = self.build.problems.iter();
        problems.map(|problem| self.line_of(problem)).collect()
    }

    fn made(&self, path: &OutputPath) -> Vec<u8> {
        self.build
            .outputs
            .get(path)
            .map(|made| made.bytes.clone())
            .unwrap_or_default()
    }

    fn open_problems(&self) -> Vec<Diagnostic> {
        let open = self.open.borrow().clone();
        open.unwrap_or_else(|| self.all_problems())
    }

    fn all_problems(&self) -> Vec<Diagnostic> {
        let mut problems = self.build.problems.to_vec();
        for path in self.on_screen() {
            let made = self
                .build
                .outputs
                .get(path)
                .expect("the path is one of the map's");
            problems.extend(made.problems.iter().cloned());
        }
        judged(problems, &self.build.settings)
    }

    fn place_of(&self, problem: &Diagnostic) -> String {
        let file = &problem.place.file;
        match (problem.place.span, self.inputs.text_of(file)) {
            (Some(span), Some(text)) => {
                let (line, column) = LineIndex::new(&text).position(span.start);
                format!("{file}:{line}:{column}")
            }
            _ => file.to_string(),
        }
    }

    fn line_of(&self, problem: &Diagnostic) -> String {
        let (code, place) = (problem.code.number(), self.place_of(problem));
        let help = problem.help.as_deref().unwrap_or("");
        format!("{code} {place} {} | {help}", problem.message)
    }

    fn listed(&self, problems: &[Diagnostic]) -> String {
        problems
            .iter()
            .map(|problem| self.line_of(problem) + "\n")
            .collect()
    }

    #[track_caller]
    fn settle(&self) {
        if self.indifferent {
            return;
        }
        let open = self.open_problems();
        assert!(
            open.is_empty(),
            "problems nobody expected:\n{}",
            self.listed(&open)
        );
    }
}

impl Drop for Built {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.settle();
        }
    }
}

/// One file of the output while a test looks at it.
pub struct Shown {
    name: String,
    /// Its text.
    pub text: String,
}

impl Shown {
    /// That it holds `part`.
    #[track_caller]
    pub fn contains(&self, part: &str) -> &Self {
        assert!(
            self.text.contains(part),
            "{} lacks {part}:\n{}",
            self.name,
            self.text
        );
        self
    }

    /// That it does not hold `part`.
    #[track_caller]
    pub fn lacks(&self, part: &str) -> &Self {
        assert!(
            !self.text.contains(part),
            "{} holds {part}:\n{}",
            self.name,
            self.text
        );
        self
    }
}
