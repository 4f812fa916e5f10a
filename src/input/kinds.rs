//! Kinds of pages as data: one YAML file each, shipped with the tool or the handbook's own.
//!
//! A file `kinds/NAME.yml` beside `handbook.yml` adds a kind, or fields to one of the shipped.
#![allow(clippy::disallowed_methods)] // the edge: this is where a handbook's kinds are read

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};

use super::location::Location;
use super::yaml::{self, Entry, Node};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::suggest::nearest;

static SHIPPED: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/input/kinds");

/// All kinds of a handbook by their names.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Kinds {
    /// The kinds.
    pub kinds: BTreeMap<String, Kind>,
}

/// What pages of one kind are like.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Kind {
    /// What it is called where people read it; empty for the theme's own word.
    pub label: String,
    /// The folder whose pages are of this kind.
    pub folder: String,
    /// What its text is made of.
    pub structure: Structure,
    /// The headings of level two below which that structure stands.
    pub sections: Vec<String>,
    /// Where its folder stands among the others, when the folder does not say.
    pub place: Option<i64>,
    /// Who must answer for a page.
    pub owners: Owners,
    /// The field that says in a sentence what a page is about, when it is not `summary`.
    pub summary: Option<String>,
    /// Fields of this kind besides those of every page.
    pub fields: BTreeMap<String, Field>,
    /// Fields of every page that this kind cannot do without.
    pub required: Vec<String>,
    /// Days until a page is due for review, when the settings do not say.
    pub review_days: Option<i64>,
    /// How the text of a new page begins.
    pub text: String,
    /// The fields in the order of the file.
    pub order: Vec<String>,
}

/// What the text of a page is made of: behaviour that code gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Structure {
    /// Text and nothing else.
    #[default]
    Prose,
    /// Headings of level three that somebody owns and that take their time.
    Steps,
    /// Lines that people say, and what there is to say about them.
    Claims,
    /// Weeks with things to do.
    Stops,
    /// An agenda with minutes, and sheets to hand out.
    Sessions,
    /// The meaning of a word.
    Terms,
}

/// Who must answer for a page of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Owners {
    /// Somebody should; a page without an owner is a warning.
    #[default]
    Wanted,
    /// At least one role.
    One,
    /// One role on each side.
    Both,
}

/// A field of a kind.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Field {
    /// What is written behind the colon.
    pub shape: FieldShape,
    /// Whether a page of the kind cannot do without it.
    pub required: bool,
    /// Most characters of a text, most items of a list.
    pub most: Option<usize>,
    /// The kinds that references may lead to; empty for any.
    pub to: Vec<String>,
    /// The keys of `counts`.
    pub keys: Vec<String>,
    /// What a writer could put there.
    pub example: String,
}

/// What is written behind the colon of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldShape {
    /// A line of text.
    Text,
    /// A list of lines.
    Texts,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A day.
    Date,
    /// A length of time.
    Duration,
    /// One of the sides, `joint` or `outside`.
    Side,
    /// A page: `kind:slug`, or the slug where the kind is clear.
    Reference,
    /// A list of pages.
    References,
    /// A list of terms, each with where it comes from or goes to.
    Flows,
    /// A text for each side.
    Sides,
    /// Named numbers.
    Counts,
}

const SHAPES: [(&str, FieldShape); 12] = [
    ("text", FieldShape::Text),
    ("texts", FieldShape::Texts),
    ("number", FieldShape::Number),
    ("flag", FieldShape::Flag),
    ("date", FieldShape::Date),
    ("duration", FieldShape::Duration),
    ("side", FieldShape::Side),
    ("reference", FieldShape::Reference),
    ("references", FieldShape::References),
    ("flows", FieldShape::Flows),
    ("sides", FieldShape::Sides),
    ("counts", FieldShape::Counts),
];

const STRUCTURES: [(&str, Structure); 6] = [
    ("prose", Structure::Prose),
    ("steps", Structure::Steps),
    ("claims", Structure::Claims),
    ("stops", Structure::Stops),
    ("sessions", Structure::Sessions),
    ("terms", Structure::Terms),
];

const OWNERS: [(&str, Owners); 3] = [
    ("wanted", Owners::Wanted),
    ("one", Owners::One),
    ("both", Owners::Both),
];

const KEYS: [&str; 11] = [
    "label",
    "folder",
    "place",
    "structure",
    "section",
    "owners",
    "summary",
    "fields",
    "required",
    "review_every",
    "text",
];

/// The shipped kinds, read when the first handbook asks for them.
static SHIPPED_KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::shipped);

impl Default for Kinds {
    fn default() -> Self {
        SHIPPED_KINDS.clone()
    }
}

impl Kinds {
    fn shipped() -> Self {
        let mut kinds = BTreeMap::new();
        for file in SHIPPED.files() {
            let name = file.path().file_stem().and_then(|stem| stem.to_str());
            let text = file.contents_utf8().unwrap_or_default();
            let mut reader = Reader::new(text, "");
            kinds.insert(
                name.unwrap_or_default().to_owned(),
                reader.kind(Kind::default()),
            );
        }
        Self { kinds }
    }

    /// The kind with this name; an unknown one is like a plain page.
    pub fn get(&self, name: &str) -> Option<&Kind> {
        self.kinds.get(name)
    }

    /// The kind that a page has by its folder.
    pub fn of_folder(&self, folder: &str) -> &str {
        let top = folder.split('/').next().unwrap_or(folder);
        let found = self.kinds.iter().find(|(_, kind)| kind.folder == top);
        found.map_or("page", |(name, _)| name)
    }

    /// Where a top-level folder stands among the others.
    pub fn place_of_folder(&self, folder: &str) -> Option<i64> {
        let kind = self.kinds.values().find(|kind| kind.folder == folder)?;
        kind.place
    }

    /// The folder that holds pages of a kind.
    pub fn folder_of(&self, kind: &str) -> Option<&str> {
        self.kinds.get(kind).map(|kind| kind.folder.as_str())
    }

    /// The names of all kinds.
    pub fn names(&self) -> Vec<&str> {
        self.kinds.keys().map(String::as_str).collect()
    }
}

/// The shipped kinds, and those of the handbook over them.
pub fn read(location: &Location) -> (Kinds, Vec<Diagnostic>) {
    let mut kinds = Kinds::default();
    let mut problems = Vec::new();
    let mut files: Vec<_> = match fs::read_dir(location.root.join("kinds")) {
        Ok(folder) => folder.flatten().map(|entry| entry.path()).collect(),
        Err(_) => Vec::new(),
    };
    files.sort();
    for path in files {
        let is_yaml = path
            .extension()
            .is_some_and(|extension| extension == "yml" || extension == "yaml");
        let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        if !is_yaml || !path.is_file() {
            continue;
        }
        let shown = format!(
            "kinds/{}",
            path.file_name().unwrap_or_default().to_string_lossy()
        );
        let Ok(text) = fs::read_to_string(&path) else {
            let message = "the file cannot be read as text";
            let place = crate::span::Place::file(&shown);
            problems.push(Diagnostic::new(Code::E003, place, message));
            continue;
        };
        let mut reader = Reader::new(&text, &shown);
        let mut kind = reader.kind(kinds.kinds.get(name).cloned().unwrap_or_default());
        if kind.folder.is_empty() {
            kind.folder = name.to_owned();
        }
        problems.extend(reader.problems);
        kinds.kinds.insert(name.to_owned(), kind);
    }
    (kinds, problems)
}

/// The text behind the name of a kind's file in a message.
pub fn text_of(location: &Location, file: &str) -> Option<Arc<str>> {
    let name = file.strip_prefix("kinds/")?;
    let plain = !name.contains(['/', '\\']) && !name.starts_with('.');
    let path = location.root.join("kinds").join(name);
    plain
        .then(|| fs::read_to_string(path).ok())
        .flatten()
        .map(Into::into)
}

struct Reader<'a> {
    text: &'a str,
    file: Arc<str>,
    problems: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, file: &str) -> Self {
        Self {
            text,
            file: file.into(),
            problems: Vec::new(),
        }
    }

    fn wrong(&mut self, entry: &Entry, part: &str, message: String, help: &str) {
        let span = entry.locate(self.text, part);
        let problem = Diagnostic::at(Code::E012, &self.file, span, message).help(help);
        self.problems.push(problem);
    }

    fn kind(&mut self, mut kind: Kind) -> Kind {
        let (entries, faults) = yaml::read_entries(self.text);
        for fault in faults {
            let problem =
                Diagnostic::at(Code::E010, &self.file, fault.span, fault.message)
                    .help("check the line for a missing colon, quote or bracket");
            self.problems.push(problem);
        }
        for entry in &entries {
            self.entry(entry, &mut kind);
        }
        kind
    }

    fn entry(&mut self, entry: &Entry, kind: &mut Kind) {
        let text = || entry.text().unwrap_or_default();
        match entry.key.as_str() {
            "label" => kind.label = text(),
            "folder" => kind.folder = text().trim_matches('/').to_owned(),
            "place" => kind.place = text().parse().ok(),
            "structure" => kind.structure = self.choice(entry, &STRUCTURES),
            "section" => kind.sections.extend(texts(&entry.value)),
            "owners" => kind.owners = self.choice(entry, &OWNERS),
            "summary" => kind.summary = Some(text()),
            "required" => kind.required = texts(&entry.value),
            "review_every" => kind.review_days = super::settings::days_of(&text()),
            "text" => kind.text = text(),
            "fields" => self.fields(entry, kind),
            key => {
                let help = nearest(key, KEYS).map_or_else(
                    || format!("known here: {}", KEYS.join(", ")),
                    |known| format!("did you mean `{known}`?"),
                );
                let message = format!("a kind has no `{key}`");
                let problem = Diagnostic::at(Code::E011, &self.file, entry.span, message);
                self.problems.push(problem.help(help));
            }
        }
    }

    fn choice<T: Copy + Default>(&mut self, entry: &Entry, known: &[(&str, T)]) -> T {
        let text = entry.text().unwrap_or_default();
        if let Some((_, value)) = known.iter().find(|(name, _)| *name == text) {
            return *value;
        }
        let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
        let message = format!("`{}` cannot be `{text}`", entry.key);
        self.wrong(
            entry,
            &text,
            message,
            &format!("use one of: {}", names.join(", ")),
        );
        T::default()
    }

    fn fields(&mut self, entry: &Entry, kind: &mut Kind) {
        let Node::Map(fields) = &entry.value else {
            let message = "`fields` must name fields, one a line".to_owned();
            return self.wrong(
                entry,
                "",
                message,
                "write, for example, `region: { type: text }` below it",
            );
        };
        for (name, node) in fields {
            let of = |key: &str| match node {
                Node::Map(pairs) => pairs
                    .iter()
                    .find(|(own, _)| own == key)
                    .map(|(_, value)| value),
                _ => None,
            };
            let word = match node {
                Node::Text(word) => Some(word.clone()),
                _ => of("type").and_then(Node::text),
            };
            let word = word.unwrap_or_default();
            let Some((_, shape)) = SHAPES.iter().find(|(own, _)| *own == word) else {
                let names: Vec<_> = SHAPES.iter().map(|(own, _)| *own).collect();
                let message = format!("the field `{name}` has no type that is known");
                let help = format!("the types are: {}", names.join(", "));
                self.wrong(entry, name, message, &help);
                continue;
            };
            let count =
                |key: &str| of(key).and_then(Node::text).and_then(|n| n.parse().ok());
            let field = Field {
                shape: *shape,
                required: of("required") == Some(&Node::Bool(true)),
                most: count("longest").or(count("most")),
                to: of("to").map(texts).unwrap_or_default(),
                keys: of("keys").map(texts).unwrap_or_default(),
                example: of("example").and_then(Node::text).unwrap_or_default(),
            };
            if kind.fields.insert(name.clone(), field).is_none() {
                kind.order.push(name.clone());
            }
        }
    }
}

fn texts(node: &Node) -> Vec<String> {
    match node {
        Node::List(items) => items.iter().filter_map(Node::text).collect(),
        single => single.text().into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_kinds_are_read_without_a_fault() {
        for file in SHIPPED.files() {
            let text = file.contents_utf8().expect("kinds are text");
            let mut reader = Reader::new(text, "kinds/x.yml");
            let kind = reader.kind(Kind::default());
            assert!(reader.problems.is_empty(), "{:?}", reader.problems);
            assert!(!kind.folder.is_empty());
        }
        let kinds = Kinds::default();
        assert_eq!(kinds.kinds.len(), 9);
        assert_eq!(kinds.of_folder("processes/deep"), "process");
        assert_eq!(kinds.of_folder("anything"), "page");
        assert!(kinds.kinds["process"].fields["gives"].required);
    }
}
