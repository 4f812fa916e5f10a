//! Kinds of pages as data: one YAML file each, shipped with the tool or the handbook's own.
//!
//! A file `kinds/NAME.yml` beside `handbook.yml` adds a kind, or fields to one of the shipped.

use std::collections::BTreeMap;

use super::vocabulary::Vocabulary;

/// All kinds of a handbook by their names.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Kinds {
    /// The kinds.
    pub kinds: BTreeMap<String, Kind>,
    /// What their parts may be called in the handbook's language.
    pub vocabulary: Vocabulary,
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

/// Fields that any page may have, whatever its kind.
pub const SHARED: [&str; 21] = [
    "kind",
    "title",
    "summary",
    "owners",
    "reviewed",
    "review_every",
    "status",
    "replaced_by",
    "audience",
    "related",
    "aliases",
    "redirect_from",
    "keywords",
    "order",
    "nav_title",
    "search",
    "toc",
    "layout",
    "evergreen",
    "quiet",
    "extra",
];

impl Kinds {
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
