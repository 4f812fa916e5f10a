//! The value of a field, read in the shape that its kind asks for.

use std::collections::BTreeSet;

use super::fields::Reader;
use crate::codes::Code;
use crate::date::Date;
use crate::duration::TimeLimit;
use crate::input::kinds::{Field, FieldShape};
use crate::input::yaml::{Entry, Node};

/// Longest text of a field that does not say otherwise, in characters.
const LONGEST_TEXT: usize = 400;

impl Reader<'_> {
    /// For whom a page is: one name or a list of them.
    pub(super) fn audience(&mut self, entry: &Entry) -> Vec<String> {
        if !self.source.configured {
            return self.texts(entry, None);
        }
        let items = match &entry.value {
            Node::List(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        let name = |item: &Node| match item {
            Node::Text(name) => Some(name.trim().to_owned()),
            _ => None,
        };
        let names: Option<Vec<String>> = items.iter().map(name).collect();
        let is_name = |name: &String| !name.is_empty() && !name.contains(',');
        let is_list = |names: &Vec<String>| {
            let once: BTreeSet<&String> = names.iter().collect();
            let each_once = once.len() == names.len();
            !names.is_empty() && each_once && names.iter().all(is_name)
        };
        match names {
            Some(names) if is_list(&names) => names,
            _ => {
                let message = "`audience` does not say for whom the page is";
                let help = "list names, each once, such as [facilitator] or [marketing, sales], or take the line out";
                self.report(Code::E510, entry.span, message, help);
                Vec::new()
            }
        }
    }

    /// The value of a field of the page's kind; `None` when there is nothing to read.
    pub(super) fn value(&mut self, entry: &Entry, field: &Field) -> Option<Node> {
        if entry.value == Node::Null {
            return None;
        }
        match field.shape {
            FieldShape::Text | FieldShape::Side | FieldShape::Reference => {
                let longest = field.most.unwrap_or(LONGEST_TEXT);
                self.line(entry, longest).map(Node::Text)
            }
            FieldShape::Texts | FieldShape::References => {
                let texts = self.texts(entry, field.most);
                Some(Node::List(texts.into_iter().map(Node::Text).collect()))
            }
            FieldShape::Number => {
                let number = self.number(entry)?;
                Some(Node::Number(number.to_string()))
            }
            FieldShape::Flag => self.flag(entry).map(Node::Bool),
            FieldShape::Date => self.date(entry),
            FieldShape::Duration => self.duration(entry),
            FieldShape::Flows => self.flows(entry),
            FieldShape::Sides => self.map(entry, &[], "a text for each side"),
            FieldShape::Counts => self.counts(entry, field),
        }
    }

    /// A list of lines; one line counts as a list of one.
    pub(super) fn texts(&mut self, entry: &Entry, most: Option<usize>) -> Vec<String> {
        let nodes = match &entry.value {
            Node::Null => return Vec::new(),
            Node::List(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        let texts: Option<Vec<String>> = nodes.iter().map(Node::text).collect();
        let Some(texts) = texts else {
            let message = format!("`{}` must be a list of texts", entry.key);
            let help = "write, for example, [one, two], or one a line with `- ` in front";
            self.report(Code::E103, entry.span, message, help);
            return Vec::new();
        };
        if let Some(most) = most.filter(|most| texts.len() > *most) {
            let message = format!(
                "`{}` has {} entries; {most} are allowed",
                entry.key,
                texts.len()
            );
            self.report(Code::E103, entry.span, message, "keep the most useful ones");
        }
        texts
            .into_iter()
            .map(|text| text.trim().to_owned())
            .collect()
    }

    /// Codes that a page silences.
    pub(super) fn quiet(&mut self, entry: &Entry) -> Vec<String> {
        let mut codes = Vec::new();
        for text in self.texts(entry, None) {
            let known = Code::parse(&text);
            let is_warning = known.is_some_and(|code| code.number().starts_with('W'));
            if is_warning {
                codes.push(text.to_uppercase());
                continue;
            }
            let span = entry.locate(self.source.text, &text);
            let message = match known {
                Some(_) => format!("`{text}` is not a warning and cannot be silenced"),
                None => format!("there is no warning `{text}`"),
            };
            let help =
                "list codes of warnings, such as W311; `tandem explain` shows them all";
            self.report(Code::E103, span, message, help);
        }
        codes
    }

    fn date(&mut self, entry: &Entry) -> Option<Node> {
        let text = entry.text().unwrap_or_default();
        let date = Date::parse(&text);
        if date.is_none() {
            let message = format!("`{text}` is not a date");
            let help = "write year, month and day, such as 2026-10-12";
            self.report(Code::E106, entry.span, message, help);
        }
        date.map(|date| Node::Text(date.to_string()))
    }

    fn duration(&mut self, entry: &Entry) -> Option<Node> {
        let text = entry.text().unwrap_or_default();
        if TimeLimit::parse(&text).is_none() {
            let message = format!("`{text}` is not a length of time");
            let help = "write, for example, 4wh for working hours, 2wd for working days, or weekly";
            self.report(Code::E107, entry.span, message, help);
            return None;
        }
        Some(Node::Text(text))
    }

    /// `takes` and `gives`: terms, each with where it comes from or goes to.
    fn flows(&mut self, entry: &Entry) -> Option<Node> {
        let Node::List(items) = &entry.value else {
            let message = format!(
                "`{}` must be a list, not {}",
                entry.key,
                entry.value.describe()
            );
            let help =
                "write below it, with `- ` in front, `what:` and the name of a term";
            self.report(Code::E103, entry.span, message, help);
            return None;
        };
        let other = if entry.key == "takes" { "from" } else { "to" };
        for item in items {
            let keys: Vec<&str> = match item {
                Node::Map(pairs) => pairs.iter().map(|(key, _)| key.as_str()).collect(),
                Node::Text(_) => vec!["what"],
                _ => Vec::new(),
            };
            let stranger = keys.iter().find(|key| !["what", other].contains(key));
            if let Some(stranger) = stranger {
                let span = entry.locate(self.source.text, stranger);
                let message = format!("`{}` has no `{stranger}`", entry.key);
                let help = format!("write `what:` and, if you like, `{other}:`");
                self.report(Code::E104, span, message, &help);
            }
            if !keys.contains(&"what") {
                let message = format!("an entry of `{}` does not say what", entry.key);
                let help = "write `what:` and the name of a term";
                self.report(Code::E103, entry.span, message, help);
            }
        }
        Some(entry.value.clone())
    }

    fn map(&mut self, entry: &Entry, keys: &[String], what: &str) -> Option<Node> {
        let Node::Map(pairs) = &entry.value else {
            let message = format!(
                "`{}` must give {what}, not {}",
                entry.key,
                entry.value.describe()
            );
            let help = "write `name: value` lines below it, or { name: value }";
            self.report(Code::E103, entry.span, message, help);
            return None;
        };
        for (key, _) in pairs {
            if !keys.is_empty() && !keys.contains(key) {
                let span = entry.locate(self.source.text, key);
                let message = format!("`{}` has no `{key}`", entry.key);
                let help = format!("known here: {}", keys.join(", "));
                self.report(Code::E104, span, message, &help);
            }
        }
        Some(entry.value.clone())
    }

    fn counts(&mut self, entry: &Entry, field: &Field) -> Option<Node> {
        let map = self.map(entry, &field.keys, "numbers")?;
        if let Node::Map(pairs) = &map {
            for (key, value) in pairs {
                if !matches!(value, Node::Number(_)) {
                    let span = entry.locate(self.source.text, key);
                    let message =
                        format!("`{key}` must be a number, not {}", value.describe());
                    self.report(Code::E103, span, message, "write, for example, 8");
                }
            }
        }
        Some(map)
    }
}
