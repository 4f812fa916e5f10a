//! What writers expect of search: `expected-searches.yml`.
//!
//! ```yaml
//! who takes an enquiry: processes/enquiry-handover.md
//! budget fight: { finds: playbooks/disagreement-about-money.md#first, within: 3 }
//! ```
#![allow(clippy::disallowed_methods)] // the edge: this is where the file is read

use std::fs;
use std::io::ErrorKind;
use std::sync::Arc;

use super::location::Location;
use super::node::Node;
use super::yaml::{self, Entry};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::span::{Place, Span};

/// The name of the file, beside the configuration.
pub const FILE: &str = "expected-searches.yml";

/// What writers expect of search.
#[derive(Clone, Debug, Default)]
pub struct Searches {
    /// The text of the file, for messages.
    pub text: Arc<str>,
    /// One entry for each query.
    pub list: Vec<Expected>,
}

/// What one query is to find.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The query.
    pub query: String,
    /// The page, below the content folder or in the output.
    pub page: String,
    /// The id of a section, if one is asked for.
    pub anchor: Option<String>,
    /// The last place that is good enough.
    pub within: usize,
    /// Where it stands in the file.
    pub span: Span,
}

/// Reads the file; a handbook may have none.
pub fn read(location: &Location) -> (Searches, Vec<Diagnostic>) {
    let text = match fs::read_to_string(location.root.join(FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Default::default(),
        Err(error) => {
            let message = format!("cannot be read: {error}");
            let problem = Diagnostic::new(Code::E802, Place::file(FILE), message);
            return (Searches::default(), vec![problem]);
        }
    };
    let file: Arc<str> = FILE.into();
    let (entries, faults) = yaml::read_entries(&text);
    let mut problems: Vec<Diagnostic> = faults
        .into_iter()
        .map(|fault| Diagnostic::at(Code::E802, &file, fault.span, fault.message))
        .collect();
    let mut list = Vec::new();
    for entry in &entries {
        match expected(entry) {
            Some(own) => list.push(own),
            None => problems.push(
                Diagnostic::at(
                    Code::E802,
                    &file,
                    entry.span,
                    format!("`{}` does not say what is to be found", entry.key),
                )
                .help("write `query: folder/page.md`, or `query: { finds: folder/page.md#section, within: 3 }`"),
            ),
        }
    }
    let text = text.into();
    (Searches { text, list }, problems)
}

fn expected(entry: &Entry) -> Option<Expected> {
    let (finds, within) = match &entry.value {
        Node::Text(finds) => (finds.clone(), 1),
        Node::Map(pairs) => {
            let of = |key: &str| pairs.iter().find(|(own, _)| own == key);
            let known = pairs
                .iter()
                .all(|(key, _)| key == "finds" || key == "within");
            let within = match of("within") {
                Some((_, within)) => within.text()?.parse().ok().filter(|at| *at > 0)?,
                None => 1,
            };
            (of("finds").filter(|_| known)?.1.text()?, within)
        }
        _ => return None,
    };
    let (page, anchor) = match finds.split_once('#') {
        Some((page, anchor)) => (page.to_owned(), Some(anchor.to_owned())),
        None => (finds, None),
    };
    Some(Expected {
        query: entry.key.clone(),
        page,
        anchor,
        within,
        span: entry.span,
    })
}
