//! The audiences that a handbook has editions for.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::yaml::{Entry, Node};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::paths::slug;
use crate::span::Span;

/// Who takes part in a workshop; every handbook has this audience.
pub const PARTICIPANT: &str = "participant";
/// Whoever leads a workshop; notes for facilitators are marked for this audience.
pub const FACILITATOR: &str = "facilitator";

/// The names of audiences: the two of every handbook, and its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Audiences {
    own: BTreeSet<String>,
}

impl Audiences {
    /// Whether there is an audience of this name, exactly as written.
    pub fn has(&self, name: &str) -> bool {
        [PARTICIPANT, FACILITATOR].contains(&name) || self.own.contains(name)
    }

    /// Whether the handbook itself lists an audience of this name.
    pub fn is_own(&self, name: &str) -> bool {
        self.own.contains(name)
    }

    /// The audience that was meant by a name that differs in capitals or signs only.
    pub fn like(&self, name: &str) -> Option<&str> {
        let plain = slug(name);
        self.names().find(|own| *own == plain && *own != name)
    }

    /// All names, those of every handbook first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let own = self.own.iter().map(String::as_str);
        [PARTICIPANT, FACILITATOR].into_iter().chain(own)
    }

    /// Reads the setting `audiences`: a list of names.
    pub fn read(
        &mut self,
        entry: &Entry,
        text: &str,
        file: &Arc<str>,
    ) -> Vec<Diagnostic> {
        let fault = |span: Span, message: String| {
            Diagnostic::at(Code::E510, file, span, message)
                .help("list names of small letters, digits and hyphens: `audiences: [partner, north]`")
        };
        let Node::List(items) = &entry.value else {
            let message = format!(
                "`audiences` must be a list of names, not {}",
                entry.value.describe()
            );
            return vec![fault(entry.span, message)];
        };
        let mut problems = Vec::new();
        for item in items {
            let name = item.text().unwrap_or_default();
            let is_name = matches!(item, Node::Text(_)) && !name.is_empty();
            if !is_name || slug(&name) != name {
                let message = format!("`{name}` cannot be the name of an audience");
                problems.push(fault(entry.locate(text, &name), message));
            } else if !self.own.insert(name.clone()) {
                let message = format!("the audience `{name}` is listed twice");
                problems.push(fault(entry.locate(text, &name), message));
            }
        }
        problems
    }
}
