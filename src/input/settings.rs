//! What `handbook.yml` says.

use std::collections::BTreeMap;
use std::sync::Arc;

pub use super::address::site_address;
use super::audiences::Audiences;
use super::look::Look;
use super::sides;
pub use super::sides::Side;
use super::yaml::{self, Entry, FaultKind, Node};
use crate::codes::Code;
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Severity};
use crate::duration::days_of;
use crate::paths::{UrlStyle, slug};
use crate::span::Span;
use crate::suggest::nearest;

/// The settings of a handbook; `Default` is what holds without a configuration file.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Settings {
    /// Whether there is a configuration file with anything in it.
    pub configured: bool,
    /// The handbook's title; without one, the home page's.
    pub title: Option<String>,
    /// The company's name.
    pub organisation: Option<String>,
    /// What readers' devices know the handbook by, if its names shall not say.
    pub id: Option<String>,
    /// BCP 47 language tag.
    pub language: String,
    /// Absolute address of the published site, with a final slash.
    pub base_url: Option<String>,
    /// Path of the site on its host, with slashes at both ends, if it is known.
    pub base_path: Option<String>,
    /// How page addresses look.
    pub url_style: UrlStyle,
    /// The two sides, left first.
    pub sides: [Side; 2],
    /// Where to tell the owners; `{title}` and the like are filled in.
    pub feedback_url: Option<String>,
    /// Where the source can be edited; `{path}` is filled in.
    pub edit_url: Option<String>,
    /// Who has an edition of their own.
    pub audiences: Audiences,
    /// What happens to raw HTML.
    pub html: HtmlPolicy,
    /// The theme's name.
    pub theme: String,
    /// Typefaces, mark, card, and who may list the site.
    pub look: Look,
    /// Whether warnings fail the build.
    pub strict: bool,
    /// Whether smaller copies of texts are written for servers that send them as they are.
    pub precompress: bool,
    /// Severities changed by code; `None` switches a problem off.
    pub severities: BTreeMap<Code, Option<Severity>>,
    /// Days until a page is due for review again.
    pub review_days: i64,
    /// The same for some kinds.
    pub review_days_of: BTreeMap<String, i64>,
    /// Days before that from which it counts as due.
    pub warn_days: i64,
    /// Days until a piece of evidence is too old.
    pub evidence_days: i64,
    /// The processes of the loop in order, when the handbook lists them.
    pub loop_order: Vec<String>,
    /// Whether the key `/` opens the search, besides Ctrl K.
    pub slash: bool,
    /// The day to judge by, for a handbook that must look the same every day.
    pub today: Option<Date>,
}

/// What happens to raw HTML in content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HtmlPolicy {
    /// What can do no harm stays.
    #[default]
    Sanitize,
    /// It is shown as text.
    Escape,
    /// It is taken as it is: the owner's decision.
    Trust,
}

impl Default for Settings {
    fn default() -> Self {
        let side = |id: &str, name: &str| Side {
            id: id.into(),
            name: name.into(),
            colour: None,
        };
        Self {
            configured: false,
            title: None,
            organisation: None,
            id: None,
            language: "en".into(),
            base_url: None,
            base_path: None,
            url_style: UrlStyle::Flat,
            sides: [side("marketing", "Marketing"), side("sales", "Sales")],
            feedback_url: None,
            edit_url: None,
            audiences: Audiences::default(),
            html: HtmlPolicy::Sanitize,
            theme: "default".into(),
            look: Look::default(),
            strict: false,
            precompress: false,
            severities: BTreeMap::new(),
            review_days: 90,
            review_days_of: BTreeMap::new(),
            warn_days: 14,
            evidence_days: 365,
            loop_order: Vec::new(),
            slash: false,
            today: None,
        }
    }
}

impl Settings {
    /// What readers' devices know the handbook by; what they keep is kept under this name.
    pub fn identity(&self, title: &str) -> String {
        let organisation = self.organisation.as_deref().unwrap_or_default();
        let named = slug(&format!("{organisation} {title}"));
        let id = self.id.clone().unwrap_or(named);
        match id.is_empty() {
            true => "handbook".to_owned(),
            false => id,
        }
    }
}

const KEYS: [&str; 26] = [
    "title",
    "organisation",
    "id",
    "language",
    "base_url",
    "base_path",
    "url_style",
    "sides",
    "working_time",
    "review",
    "loop",
    "feedback",
    "source",
    "search",
    "strict",
    "precompress",
    "today",
    "problems",
    "html",
    "theme",
    "fonts",
    "mark",
    "noindex",
    "social_card",
    "audiences",
    "extra",
];

/// Reads the settings from the text of a configuration file called `name`.
pub fn parse(text: &str, name: &Arc<str>) -> (Settings, Vec<Diagnostic>) {
    let (entries, faults) = yaml::read_entries(text);
    let mut reader = Reader {
        text,
        name,
        problems: Vec::new(),
    };
    for fault in faults {
        let code = match fault.kind {
            FaultKind::Repeated => Code::E012,
            _ => Code::E010,
        };
        let help = fault.help();
        let problem = Diagnostic::at(code, name, fault.span, fault.message);
        let problem = problem.help(help);
        reader.problems.push(problem);
    }
    let mut settings = Settings {
        configured: !entries.is_empty(),
        ..Settings::default()
    };
    for entry in &entries {
        reader.entry(entry, &mut settings);
    }
    (settings, reader.problems)
}

struct Reader<'a> {
    text: &'a str,
    name: &'a Arc<str>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn entry(&mut self, entry: &Entry, settings: &mut Settings) {
        match entry.key.as_str() {
            "title" => settings.title = self.text(entry),
            "organisation" => settings.organisation = self.text(entry),
            "id" => settings.id = self.id(entry),
            "language" => {
                settings.language = self.text(entry).unwrap_or_else(|| "en".into())
            }
            "base_url" => settings.base_url = self.address(entry),
            "base_path" => settings.base_path = self.path(entry),
            "url_style" => {
                let choices = [("flat", UrlStyle::Flat), ("pretty", UrlStyle::Pretty)];
                settings.url_style = self.choice(entry, &choices).unwrap_or_default();
            }
            "html" => {
                let choices = [
                    ("sanitize", HtmlPolicy::Sanitize),
                    ("escape", HtmlPolicy::Escape),
                    ("trust", HtmlPolicy::Trust),
                ];
                settings.html = self.choice(entry, &choices).unwrap_or_default();
            }
            "theme" => settings.theme = self.theme(entry),
            "fonts" | "mark" | "noindex" | "social_card" => {
                let problems = settings.look.read(entry, self.text, self.name);
                self.problems.extend(problems);
            }
            "audiences" => {
                let problems = settings.audiences.read(entry, self.text, self.name);
                self.problems.extend(problems);
            }
            "strict" => settings.strict = self.truth(entry),
            "precompress" => settings.precompress = self.truth(entry),
            "sides" => {
                let (sides, problems) = sides::read(entry, self.text, self.name);
                self.problems.extend(problems);
                settings.sides = sides.unwrap_or_else(|| settings.sides.clone());
            }
            "feedback" => settings.feedback_url = self.inner_text(entry, "url"),
            "source" => settings.edit_url = self.inner_text(entry, "edit_url"),
            "search" => settings.slash = self.slash(entry),
            "problems" => self.severities(entry, settings),
            "review" => self.review(entry, settings),
            "loop" => self.loop_order(entry, settings),
            "today" => self.today(entry, settings),
            "working_time" => {
                self.map(entry, &["days", "from", "to"]);
            }
            "extra" => {}
            unknown => {
                let help = match nearest(unknown, KEYS) {
                    Some(known) => format!("did you mean `{known}`?"),
                    None => format!("the settings are: {}", KEYS.join(", ")),
                };
                let message = format!("there is no setting `{unknown}`");
                let problem = Diagnostic::at(Code::E011, self.name, entry.span, message);
                self.problems.push(problem.help(help));
            }
        }
    }

    fn wrong(&mut self, span: Span, message: String, help: &str) {
        let problem = Diagnostic::at(Code::E012, self.name, span, message).help(help);
        self.problems.push(problem);
    }

    fn text(&mut self, entry: &Entry) -> Option<String> {
        let text = entry.text().filter(|text| !text.trim().is_empty());
        if text.is_none() {
            let message = format!(
                "`{}` must be text, not {}",
                entry.key,
                entry.value.describe()
            );
            self.wrong(
                entry.span,
                message,
                "write a few words behind the colon, in quotes if they hold a colon",
            );
        }
        text
    }

    fn id(&mut self, entry: &Entry) -> Option<String> {
        let text = self.text(entry)?;
        if slug(&text) == text {
            return Some(text);
        }
        self.wrong(
            entry.span,
            format!("`{text}` cannot be an id"),
            "use small letters, digits and hyphens, such as our-handbook",
        );
        None
    }

    fn choice<T: Copy>(&mut self, entry: &Entry, choices: &[(&str, T)]) -> Option<T> {
        let word = entry.text().unwrap_or_default();
        let found = choices
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            let message = format!("`{}` cannot be `{word}`", entry.key);
            self.wrong(
                entry.span,
                message,
                &format!("use one of: {}", names.join(", ")),
            );
        }
        found
    }

    fn truth(&mut self, entry: &Entry) -> bool {
        let choices = [("true", true), ("false", false)];
        self.choice(entry, &choices).unwrap_or_default()
    }

    fn address(&mut self, entry: &Entry) -> Option<String> {
        let text = self.text(entry)?;
        let address = site_address(&text);
        if address.is_none() {
            let message = format!("`{text}` is not the address of a site");
            self.wrong(
                entry.span,
                message,
                "write it in full, such as https://intranet.example/handbook/",
            );
        }
        address
    }

    fn path(&mut self, entry: &Entry) -> Option<String> {
        let text = self.text(entry)?;
        let inner = text.trim_matches('/');
        Some(if inner.is_empty() {
            "/".into()
        } else {
            format!("/{inner}/")
        })
    }

    fn theme(&mut self, entry: &Entry) -> String {
        let name = self.text(entry).unwrap_or_else(|| "default".into());
        let plain = name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        if !plain {
            let message = format!("`{name}` is not the name of a theme");
            self.wrong(entry.span, message, "write the name of a folder in themes/");
            return "default".into();
        }
        name
    }

    fn map<'e>(&mut self, entry: &'e Entry, known: &[&str]) -> &'e [(String, Node)] {
        let Node::Map(pairs) = &entry.value else {
            let message =
                format!("`{}` must be a list of `name: value` lines", entry.key);
            self.wrong(
                entry.span,
                message,
                &format!("indent these below it: {}", known.join(", ")),
            );
            return &[];
        };
        for (key, _) in pairs {
            if !known.is_empty() && !known.contains(&key.as_str()) {
                let span = entry.locate(self.text, key);
                let message = format!("there is no setting `{}.{key}`", entry.key);
                let help = match nearest(key, known.iter().copied()) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("known here: {}", known.join(", ")),
                };
                self.problems.push(
                    Diagnostic::at(Code::E011, self.name, span, message).help(help),
                );
            }
        }
        pairs
    }

    fn inner_text(&mut self, entry: &Entry, key: &str) -> Option<String> {
        let pairs = self.map(entry, &[key]);
        pairs
            .iter()
            .find(|(name, _)| name == key)
            .and_then(|(_, value)| value.text())
    }

    fn severities(&mut self, entry: &Entry, settings: &mut Settings) {
        for (number, value) in self.map(entry, &[]) {
            let span = entry.locate(self.text, number);
            let Some(code) = Code::parse(number) else {
                let names = Code::ALL.iter().map(|code| code.number());
                let help = nearest(number, names).map_or_else(
                    || "codes look like E502".to_owned(),
                    |name| format!("did you mean `{name}`?"),
                );
                self.wrong(span, format!("there is no problem `{number}`"), &help);
                continue;
            };
            let severity = match value.text().as_deref() {
                Some("error") => Some(Severity::Error),
                Some("warn" | "warning") => Some(Severity::Warning),
                Some("note") => Some(Severity::Note),
                Some("off" | "false") => None,
                _ => {
                    let message = format!("`{number}` must be error, warn, note or off");
                    self.wrong(span, message, "write, for example, `W110: off`");
                    continue;
                }
            };
            settings.severities.insert(code, severity);
        }
    }

    fn review(&mut self, entry: &Entry, settings: &mut Settings) {
        for (key, value) in self.map(entry, &["every", "warn_before", "evidence_max_age"])
        {
            let span = entry.locate(self.text, key);
            match (key.as_str(), value) {
                ("every", Node::Map(kinds)) => {
                    for (kind, value) in kinds {
                        let Some(days) = self.days(value, span) else {
                            continue;
                        };
                        match kind.as_str() {
                            "default" => settings.review_days = days,
                            _ => {
                                settings.review_days_of.insert(kind.clone(), days);
                            }
                        }
                    }
                }
                ("warn_before", value) => {
                    settings.warn_days = self.days(value, span).unwrap_or(14)
                }
                ("evidence_max_age", value) => {
                    settings.evidence_days = self.days(value, span).unwrap_or(365)
                }
                _ => {}
            }
        }
    }

    fn slash(&mut self, entry: &Entry) -> bool {
        let word = self.inner_text(entry, "slash").unwrap_or_default();
        if !["true", "false"].contains(&word.as_str()) {
            let message = "`search.slash` must be true or false".to_owned();
            self.wrong(entry.span, message, "true: the key / opens the search");
        }
        word == "true"
    }

    fn loop_order(&mut self, entry: &Entry, settings: &mut Settings) {
        let Node::List(items) = &entry.value else {
            let message =
                format!("`loop` must be a list, not {}", entry.value.describe());
            self.wrong(
                entry.span,
                message,
                "list the names of the processes, one a line",
            );
            return;
        };
        settings.loop_order = items.iter().filter_map(Node::text).collect();
    }

    fn today(&mut self, entry: &Entry, settings: &mut Settings) {
        let text = entry.text().unwrap_or_default();
        settings.today = Date::parse(&text);
        if settings.today.is_none() {
            let message = format!("`{text}` is not a date");
            let help =
                "write year, month and day, such as 2026-10-12, or leave the line out";
            self.wrong(entry.span, message, help);
        }
    }

    fn days(&mut self, value: &Node, span: Span) -> Option<i64> {
        let text = value.text().unwrap_or_default();
        let days = days_of(&text);
        if days.is_none() {
            let problem = Diagnostic::at(
                Code::E107,
                self.name,
                span,
                format!("`{text}` is not a number of days"),
            )
            .help("write, for example, 90d or 12w");
            self.problems.push(problem);
        }
        days
    }
}
