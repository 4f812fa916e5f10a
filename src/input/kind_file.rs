//! Reading the files of kinds: their keys, their fields, and what is wrong with them.
#![allow(clippy::disallowed_methods)] // the edge: this is where a handbook's kinds are read

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};

use super::kinds::{Field, FieldShape, Kind, Kinds, Owners, SHARED, Structure};
use super::location::Location;
use super::vocabulary::Vocabulary;
use super::yaml::{self, Entry, Node};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::duration::days_of;
use crate::paths::slug;
use crate::span::{Place, Span};
use crate::suggest::nearest;

static SHIPPED: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/input/kinds");

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

const FIELD_KEYS: [&str; 7] = [
    "type", "required", "longest", "most", "to", "keys", "example",
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
        let none = Self {
            kinds: BTreeMap::new(),
            vocabulary: Vocabulary::default(),
        };
        for file in SHIPPED.files() {
            let name = file.path().file_stem().and_then(|stem| stem.to_str());
            let text = file.contents_utf8().unwrap_or_default();
            let name = name.unwrap_or_default();
            let mut reader = Reader::new(text, "", &[]);
            let kind = reader.kind(name, Kind::default(), &none);
            kinds.insert(name.to_owned(), kind);
        }
        Self {
            kinds,
            vocabulary: Vocabulary::default(),
        }
    }
}

/// The shipped kinds, and those of the handbook over them.
pub fn read(location: &Location) -> (Kinds, Vec<Diagnostic>) {
    let mut kinds = Kinds::default();
    let mut problems = Vec::new();
    let files = files(location);
    let mut names: Vec<String> = kinds.kinds.keys().cloned().collect();
    names.extend(files.iter().map(|(name, _)| name.clone()));
    for (name, path) in files {
        let shown = format!(
            "kinds/{}",
            path.file_name().unwrap_or_default().to_string_lossy()
        );
        let mut refuse = |code, message: &str, help: &str| {
            let problem = Diagnostic::new(code, Place::file(&shown), message);
            problems.push(problem.help(help));
        };
        if slug(&name) != name {
            let help = "rename the file: small letters, digits and hyphens, such as `case-note.yml`";
            refuse(Code::E012, "a kind cannot be named like this file", help);
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else {
            let help = "save it as UTF-8 text";
            refuse(Code::E003, "the file cannot be read as text", help);
            continue;
        };
        let mut reader = Reader::new(&text, &shown, &names);
        let kind = kinds.kinds.get(&name).cloned().unwrap_or_default();
        let kind = reader.kind(&name, kind, &kinds);
        problems.extend(reader.problems);
        kinds.kinds.insert(name, kind);
    }
    (kinds, problems)
}

/// The kinds' files of a handbook, by name.
fn files(location: &Location) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(location.root.join("kinds"));
    let paths = entries.into_iter().flatten().flatten();
    let mut files: Vec<(String, PathBuf)> = paths
        .filter_map(|entry| {
            let path = entry.path();
            let ending = path.extension()?.to_str()?;
            let name = path.file_stem()?.to_str()?.to_owned();
            let is_kind = ["yml", "yaml"].contains(&ending)
                && !name.starts_with('.')
                && path.is_file();
            is_kind.then_some((name, path))
        })
        .collect();
    files.sort();
    files
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

/// Reads the file of one kind.
struct Reader<'a> {
    text: &'a str,
    file: Arc<str>,
    /// The names of all kinds; empty while the shipped ones are read.
    names: &'a [String],
    problems: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// The text of a file and its name in messages; `names` are those of all kinds.
    fn new(text: &'a str, file: &str, names: &'a [String]) -> Self {
        Self {
            text,
            file: file.into(),
            names,
            problems: Vec::new(),
        }
    }

    /// What the file makes of a kind; `others` are the kinds that are there already.
    fn kind(&mut self, name: &str, mut kind: Kind, others: &Kinds) -> Kind {
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
        if kind.folder.is_empty() {
            kind.folder = name.to_owned();
        }
        let find = |key: &str| entries.iter().find(|entry| entry.key == key);
        if let Some(entry) = find("required") {
            self.required(entry, &kind);
        }
        self.folder(name, find("folder"), &kind.folder, others);
        kind
    }

    fn wrong(&mut self, span: Span, message: String, help: &str) {
        let problem = Diagnostic::at(Code::E012, &self.file, span, message).help(help);
        self.problems.push(problem);
    }

    fn unknown(&mut self, span: Span, message: String, key: &str, known: &[&str]) {
        let help = nearest(key, known.iter().copied()).map_or_else(
            || format!("known here: {}", known.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let problem = Diagnostic::at(Code::E011, &self.file, span, message).help(help);
        self.problems.push(problem);
    }

    fn entry(&mut self, entry: &Entry, kind: &mut Kind) {
        let text = || entry.text().unwrap_or_default();
        match entry.key.as_str() {
            "label" => kind.label = text(),
            "folder" => kind.folder = text().trim_matches('/').to_owned(),
            "place" => {
                kind.place = text().parse().ok();
                if kind.place.is_none() {
                    let help =
                        "write, for example, 3: where its folder stands among the others";
                    self.wrong(entry.span, "`place` must be a whole number".into(), help);
                }
            }
            "structure" => kind.structure = self.choice(entry, &STRUCTURES),
            "section" => kind.sections.extend(texts(&entry.value)),
            "owners" => kind.owners = self.choice(entry, &OWNERS),
            "summary" => kind.summary = Some(text()),
            "required" => kind.required = texts(&entry.value),
            "review_every" => {
                kind.review_days = days_of(&text());
                if kind.review_days.is_none() {
                    let message = format!("`{}` is not a number of days", text());
                    self.wrong(entry.span, message, "write, for example, 90d or 12w");
                }
            }
            "text" => kind.text = text(),
            "fields" => self.fields(entry, kind),
            key => {
                let message = format!("a kind has no `{key}`");
                self.unknown(entry.span, message, key, &KEYS);
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
        let help = format!("use one of: {}", names.join(", "));
        self.wrong(entry.locate(self.text, &text), message, &help);
        T::default()
    }

    /// What a page cannot do without is a field of the kind or of every page.
    fn required(&mut self, entry: &Entry, kind: &Kind) {
        for name in texts(&entry.value) {
            if SHARED.contains(&name.as_str()) || kind.fields.contains_key(&name) {
                continue;
            }
            let own = kind.fields.keys().map(String::as_str);
            let help = nearest(&name, SHARED.into_iter().chain(own)).map_or_else(
                || format!("describe it first: `fields: {{ {name}: {{ type: text }} }}`"),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("`required` names `{name}`, which is no field");
            self.wrong(entry.locate(self.text, &name), message, &help);
        }
    }

    /// No two kinds share a folder: a page there would be of either.
    fn folder(&mut self, name: &str, entry: Option<&Entry>, folder: &str, all: &Kinds) {
        let mut others = all.kinds.iter();
        let taken = others.find(|(other, kind)| *other != name && kind.folder == folder);
        let span = entry.map_or(Span::default(), |entry| entry.locate(self.text, folder));
        if let Some((other, _)) = taken {
            let message = format!("the folder `{folder}` is that of {other} pages");
            self.wrong(span, message, "choose a folder of its own");
        } else if folder.contains('/') {
            let message = format!("`{folder}` is not a folder at the top of `content/`");
            self.wrong(span, message, "write one name, such as `case-notes`");
        }
    }

    fn fields(&mut self, entry: &Entry, kind: &mut Kind) {
        let Node::Map(fields) = &entry.value else {
            let message = "`fields` must name fields, one a line".to_owned();
            let help = "write, for example, `region: { type: text }` below it";
            return self.wrong(entry.span, message, help);
        };
        for (name, node) in fields {
            let place = entry.locate(self.text, name);
            if SHARED.contains(&name.as_str()) {
                let message = format!("every page has a field `{name}` already");
                let help =
                    "choose another name; `required: [summary]` makes one of them needed";
                self.wrong(place, message, help);
                continue;
            }
            let Some(field) = self.field(entry, name, node) else {
                continue;
            };
            if kind.fields.insert(name.clone(), field).is_none() {
                kind.order.push(name.clone());
            }
        }
    }

    fn field(&mut self, entry: &Entry, name: &str, node: &Node) -> Option<Field> {
        let pairs: &[(String, Node)] = match node {
            Node::Map(pairs) => pairs,
            _ => &[],
        };
        let of = |key: &str| {
            let found = pairs.iter().find(|(own, _)| own == key);
            found.map(|(_, value)| value)
        };
        let place = entry.locate(self.text, name);
        let word = match node {
            Node::Text(word) => Some(word.clone()),
            _ => of("type").and_then(Node::text),
        };
        let shape = word
            .as_deref()
            .and_then(|word| SHAPES.iter().find(|(own, _)| *own == word));
        let Some((_, shape)) = shape else {
            let names: Vec<_> = SHAPES.iter().map(|(own, _)| *own).collect();
            let message = match &word {
                Some(word) => format!("the field `{name}` cannot be of type `{word}`"),
                None => format!("the field `{name}` has no type"),
            };
            let help = format!("the types are: {}", names.join(", "));
            let word = word.unwrap_or_default();
            self.wrong(self.behind(entry, place, &word), message, &help);
            return None;
        };
        for (key, value) in pairs {
            self.field_key(entry, (name, place), key, value);
        }
        let count = |key: &str| of(key).and_then(Node::text).and_then(|n| n.parse().ok());
        Some(Field {
            shape: *shape,
            required: of("required") == Some(&Node::Bool(true)),
            most: count("longest").or(count("most")),
            to: of("to").map(texts).unwrap_or_default(),
            keys: of("keys").map(texts).unwrap_or_default(),
            example: of("example").and_then(Node::text).unwrap_or_default(),
        })
    }

    /// What is said about a field is known and of the right sort.
    fn field_key(
        &mut self,
        entry: &Entry,
        (name, place): (&str, Span),
        key: &str,
        value: &Node,
    ) {
        let span = self.behind(entry, place, key);
        let is_count = || {
            value
                .text()
                .is_some_and(|text| text.parse::<usize>().is_ok())
        };
        match key {
            "required" if !matches!(value, Node::Bool(_)) => {
                let message = format!("`required` of `{name}` must be true or false");
                self.wrong(span, message, "write true, or leave it out");
            }
            "longest" | "most" if !is_count() => {
                let message = format!("`{key}` of `{name}` must be a whole number");
                self.wrong(span, message, "write, for example, 90");
            }
            "to" if !self.names.is_empty() => {
                for kind in texts(value) {
                    if self.names.contains(&kind) {
                        continue;
                    }
                    let names = self.names.iter().map(String::as_str);
                    let help = nearest(&kind, names).map_or_else(
                        || format!("the kinds are: {}", self.names.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    let span = self.behind(entry, span, &kind);
                    self.wrong(span, format!("there is no kind `{kind}`"), &help);
                }
            }
            key if !FIELD_KEYS.contains(&key) => {
                let message = format!("a field has no `{key}`");
                self.unknown(span, message, key, &FIELD_KEYS);
            }
            _ => {}
        }
    }

    /// The first place of a word behind another place of the entry, else that place.
    fn behind(&self, entry: &Entry, place: Span, word: &str) -> Span {
        let rest = &self.text[place.end as usize..entry.lines.end as usize];
        match rest.find(word).filter(|_| !word.is_empty()) {
            Some(at) => Span::new(at, at + word.len()).shifted(place.end as usize),
            None => place,
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
            let all = Kinds::default();
            let names: Vec<String> = all.kinds.into_keys().collect();
            let none = Kinds {
                kinds: BTreeMap::new(),
                vocabulary: Vocabulary::default(),
            };
            let mut reader = Reader::new(text, "kinds/x.yml", &names);
            let kind = reader.kind("x", Kind::default(), &none);
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
