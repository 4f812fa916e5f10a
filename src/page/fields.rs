//! What the front matter of a page says: the fields of every page, and those of its kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::codes::Code;
use crate::date::Date;
use crate::diagnostic::Diagnostic;
use crate::duration::days_of;
use crate::input::kinds::{Kind, Kinds, SHARED};
use crate::input::yaml::{self, Entry, FaultKind, Node};
use crate::small_map::SmallMap;
use crate::span::Span;
use crate::suggest::nearest;

/// The fields that any page may have.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Fields {
    /// What kind of page it is, if it says so.
    pub kind: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// A short title for the menu.
    pub nav_title: Option<String>,
    /// One or two sentences.
    pub summary: Option<String>,
    /// Side id to role.
    pub owners: Vec<(String, String)>,
    /// When it was last reviewed.
    pub reviewed: Option<Date>,
    /// Days until it is due again, if not the handbook's own.
    pub review_days: Option<i64>,
    /// Whether it is shown.
    pub status: Status,
    /// Old addresses, each with its place.
    pub aliases: Vec<(String, Span)>,
    /// Other words that readers look for.
    pub keywords: Vec<String>,
    /// Position among its neighbours.
    pub order: Option<i64>,
    /// Codes that the page silences.
    pub quiet: Vec<String>,
    /// Pages that it says are related.
    pub related: Vec<String>,
    /// Teams and roles that it is for.
    pub audience: Vec<String>,
    /// The page that took its place.
    pub replaced_by: Option<String>,
    /// Whether it is reviewed yearly.
    pub evergreen: bool,
    /// Whether search is not to find it.
    pub hidden: bool,
    /// The fields of its kind.
    pub values: BTreeMap<String, Node>,
    /// Where each field stands in the file: its name, and its lines.
    pub places: SmallMap<String, (Span, Span)>,
    /// Whether to show the contents of the page; `None` decides by length.
    pub toc: Option<bool>,
    /// `default`, `home` or `index`.
    pub layout: Option<String>,
}

/// Whether a page is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// Only with `--drafts`.
    Draft,
    /// Yes.
    #[default]
    Live,
    /// As a notice that points to its successor.
    Retired,
}

impl Status {
    /// The word as written in front matter.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Live => "live",
            Self::Retired => "retired",
        }
    }
}

/// Longest values, in characters.
const LONGEST_TITLE: usize = 200;
const LONGEST_SUMMARY: usize = 400;

/// What reading the fields of a page depends on.
pub struct Source<'a> {
    /// The front matter alone.
    pub text: &'a str,
    /// Where it begins in the file.
    pub offset: usize,
    /// The file's name in messages.
    pub file: &'a Arc<str>,
    /// Whether the handbook has settings, and so writers who know the fields by name.
    pub configured: bool,
    /// The kinds of the handbook.
    pub kinds: &'a Kinds,
    /// The kind that the page has by its folder.
    pub kind: &'a str,
}

/// The fields of a page and what is wrong with them.
pub fn read(source: &Source) -> (Fields, Vec<Diagnostic>) {
    let (entries, faults) = yaml::read_entries(source.text);
    let mut reader = Reader {
        source,
        problems: Vec::new(),
        foreign: Vec::new(),
    };
    for fault in faults {
        let (code, help) = match fault.kind {
            FaultKind::TooLarge => (
                Code::E109,
                "keep only what describes the page here, and move the rest into its text",
            ),
            FaultKind::Repeated => (Code::E108, "keep one of the two lines"),
            FaultKind::Unreadable | FaultKind::Comment => (Code::E108, fault.help()),
        };
        reader.report(code, fault.span, fault.message, help);
    }
    let mut fields = Fields::default();
    let kind = entries.iter().find(|entry| entry.key == "kind");
    fields.kind = kind.and_then(|entry| reader.kind(entry));
    let kind = fields.kind.clone();
    let kind = kind.as_deref().unwrap_or(source.kind);
    let plain = Kind::default();
    let shape = source.kinds.get(kind).unwrap_or(&plain);
    for entry in &entries {
        reader.entry(entry, &mut fields, kind, shape);
    }
    let place = |span: Span| span.shifted(source.offset);
    let places = entries.iter().map(|entry| {
        let places = (place(entry.span), place(entry.lines));
        (entry.key.clone(), places)
    });
    fields.places = places.collect();
    reader.report_foreign();
    if source.configured && kind != "page" {
        reader.missing(&entries, kind, shape);
    }
    (fields, reader.problems)
}

/// Reads entries and collects what is wrong with them.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source<'a>,
    problems: Vec<Diagnostic>,
    pub(super) foreign: Vec<(String, Span)>,
}

impl Reader<'_> {
    fn entry(&mut self, entry: &Entry, fields: &mut Fields, kind: &str, shape: &Kind) {
        let configured = self.source.configured;
        match entry.key.as_str() {
            "kind" | "extra" => {}
            "title" => fields.title = self.line(entry, LONGEST_TITLE),
            "nav_title" | "linkTitle" | "sidebar_label" => {
                fields.nav_title = self.line(entry, LONGEST_TITLE);
            }
            "summary" => fields.summary = self.line(entry, LONGEST_SUMMARY),
            "description" | "excerpt" if fields.summary.is_none() => {
                fields.summary = entry.text().map(|text| one_line(&text));
            }
            "owners" => self.owners(entry, fields),
            "reviewed" => self.reviewed(entry, fields),
            "review_every" => fields.review_days = self.days(entry),
            "status" => fields.status = self.status(entry),
            "draft" if entry.value == Node::Bool(true) => fields.status = Status::Draft,
            "aliases" | "redirect_from" => fields.aliases.extend(self.aliases(entry)),
            "keywords" => fields.keywords.extend(self.keywords(entry)),
            "tags" if !shape.fields.contains_key("tags") => {
                fields.keywords.extend(self.keywords(entry));
            }
            "order" => fields.order = self.number(entry),
            "weight" | "nav_order" | "sidebar_position" if fields.order.is_none() => {
                fields.order = entry.text().and_then(|text| text.parse().ok());
            }
            "toc" => fields.toc = self.flag(entry),
            "search" => fields.hidden = self.flag(entry) == Some(false),
            "evergreen" => fields.evergreen = self.flag(entry) == Some(true),
            "layout" if configured => fields.layout = self.layout(entry),
            "replaced_by" => fields.replaced_by = self.line(entry, LONGEST_TITLE),
            "audience" => fields.audience = self.audience(entry),
            "related" => fields.related = self.texts(entry, None),
            "quiet" => fields.quiet = self.quiet(entry),
            key => match shape.fields.get(key) {
                Some(field) => {
                    if let Some(value) = self.value(entry, field) {
                        fields.values.insert(key.to_owned(), value);
                    }
                }
                None if SHARED.contains(&key) => {}
                None => self.unknown(entry, kind, shape),
            },
        }
    }

    pub(super) fn report(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        help: &str,
    ) {
        let span = span.shifted(self.source.offset);
        self.problems
            .push(Diagnostic::at(code, self.source.file, span, message).help(help));
    }

    /// Text on one line, as titles and summaries are.
    pub(super) fn line(&mut self, entry: &Entry, longest: usize) -> Option<String> {
        let Some(text) = entry.text() else {
            if entry.value != Node::Null {
                let message = format!(
                    "`{}` must be text, not {}",
                    entry.key,
                    entry.value.describe()
                );
                self.report(
                    Code::E103,
                    entry.span,
                    message,
                    "write a few words behind the colon, in quotes if they hold a colon",
                );
            }
            return None;
        };
        let text = one_line(&text);
        let length = text.chars().count();
        if length > longest {
            let message = format!(
                "`{}` has {length} characters; {longest} are allowed",
                entry.key
            );
            self.report(
                Code::E103,
                entry.span,
                message,
                "shorten it, and move the rest into the text",
            );
        }
        (!text.is_empty()).then_some(text)
    }

    pub(super) fn flag(&mut self, entry: &Entry) -> Option<bool> {
        if let Node::Bool(value) = entry.value {
            return Some(value);
        }
        let message = format!(
            "`{}` must be true or false, not {}",
            entry.key,
            entry.value.describe()
        );
        self.report(Code::E103, entry.span, message, "write true or false");
        None
    }

    pub(super) fn number(&mut self, entry: &Entry) -> Option<i64> {
        let number = match &entry.value {
            Node::Number(text) => text.parse().ok(),
            _ => None,
        };
        if number.is_none() {
            let message = format!(
                "`{}` must be a whole number, not {}",
                entry.key,
                entry.value.describe()
            );
            self.report(Code::E103, entry.span, message, "write, for example, 10");
        }
        number
    }

    fn kind(&mut self, entry: &Entry) -> Option<String> {
        let kind = self.line(entry, LONGEST_TITLE)?;
        let names = self.source.kinds.names();
        if !names.contains(&kind.as_str()) {
            let help = match nearest(&kind, names.iter().copied()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("the kinds are: {}", names.join(", ")),
            };
            self.report(
                Code::E101,
                entry.span,
                format!("there is no kind `{kind}`"),
                &help,
            );
            return None;
        }
        Some(kind)
    }

    fn layout(&mut self, entry: &Entry) -> Option<String> {
        let layout = self.line(entry, LONGEST_TITLE)?;
        if !["default", "home", "index"].contains(&layout.as_str()) {
            let message = format!("there is no layout `{layout}`");
            self.report(
                Code::E103,
                entry.span,
                message,
                "the layouts are: default, home, index",
            );
            return None;
        }
        Some(layout)
    }

    fn status(&mut self, entry: &Entry) -> Status {
        match entry.text().as_deref() {
            Some("draft") => Status::Draft,
            Some("live") => Status::Live,
            Some("retired") => Status::Retired,
            _ => {
                self.report(
                    Code::E103,
                    entry.span,
                    "`status` must be draft, live or retired",
                    "leave the line out for a page that is live",
                );
                Status::Live
            }
        }
    }

    fn reviewed(&mut self, entry: &Entry, fields: &mut Fields) {
        let text = entry.text().unwrap_or_default();
        fields.reviewed = Date::parse(&text);
        if fields.reviewed.is_none() {
            let message = format!("`{text}` is not a date");
            self.report(
                Code::E106,
                entry.span,
                message,
                "write year, month and day, such as 2026-10-12",
            );
        }
    }

    fn days(&mut self, entry: &Entry) -> Option<i64> {
        let text = entry.text().unwrap_or_default();
        let days = days_of(&text);
        if days.is_none() {
            let message = format!("`{text}` is not a number of days");
            self.report(
                Code::E107,
                entry.span,
                message,
                "write, for example, 90d or 12w",
            );
        }
        days
    }

    fn owners(&mut self, entry: &Entry, fields: &mut Fields) {
        let Node::Map(pairs) = &entry.value else {
            let message = format!(
                "`owners` must name a role for each side, not {}",
                entry.value.describe()
            );
            self.report(
                Code::E103,
                entry.span,
                message,
                "write, for example, { marketing: demand-manager, sales: sdr-lead }",
            );
            return;
        };
        for (side, role) in pairs {
            match role.text() {
                Some(role) => fields.owners.push((side.clone(), role)),
                None => {
                    let span = entry.locate(self.source.text, side);
                    let message = format!(
                        "the owner for `{side}` must be a role, not {}",
                        role.describe()
                    );
                    self.report(
                        Code::E103,
                        span,
                        message,
                        "write the role's name, such as demand-manager",
                    );
                }
            }
        }
    }

    /// Words in a list, or on one line with commas between them.
    fn keywords(&mut self, entry: &Entry) -> Vec<String> {
        let lines = self.texts(entry, None);
        let words = lines.iter().flat_map(|line| line.split(','));
        let words = words.map(one_line).filter(|word| !word.is_empty());
        words.collect()
    }

    /// One address or a list of them.
    fn aliases(&mut self, entry: &Entry) -> Vec<(String, Span)> {
        let one = |node: &Node| node.text().map(|text| text.trim().to_owned());
        let found: Option<Vec<String>> = match &entry.value {
            Node::List(items) => items.iter().map(one).collect(),
            Node::Null => Some(Vec::new()),
            single => one(single).map(|alias| vec![alias]),
        };
        let Some(found) = found else {
            let message = format!("`{}` must be a list of old addresses", entry.key);
            self.report(
                Code::E103,
                entry.span,
                message,
                "write, for example, [old-name.md, /first-name/]",
            );
            return Vec::new();
        };
        let place = |alias: &String| {
            entry
                .locate(self.source.text, alias)
                .shifted(self.source.offset)
        };
        let found = found.into_iter().filter(|alias| !alias.is_empty());
        found
            .map(|alias| {
                let span = place(&alias);
                (alias, span)
            })
            .collect()
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
