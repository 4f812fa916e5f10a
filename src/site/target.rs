//! Where one address leads, or why it leads nowhere.

use std::sync::Arc;

use crate::codes::Code;
use crate::paths::{SourcePath, percent_decode, percent_encode};
use crate::small_map::SmallMap;

/// Where one address leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Target {
    /// The address to write; `None` where there is nothing to go to.
    pub href: Option<String>,
    /// Whether it leads out of the handbook.
    pub outside: bool,
    /// The page that it leads to, if it leads to one.
    pub page: Option<SourcePath>,
    /// What is wrong with it.
    pub fault: Option<Box<LinkFault>>,
}

impl Target {
    /// Whether it leads to what this edition leaves out: then only the words are shown.
    pub fn is_left_out(&self) -> bool {
        let code = self.fault.as_ref().map(|fault| fault.code);
        code == Some(Code::N512)
    }
}

/// What is wrong with a link.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LinkFault {
    /// Which problem it is.
    pub code: Code,
    /// One line that names the thing.
    pub message: String,
    /// The nearest right answer.
    pub help: Option<String>,
}

/// The addresses on one page, and where each leads.
pub type Targets = SmallMap<Arc<str>, Target>;

pub(super) fn outside(address: &str) -> Target {
    Target {
        href: Some(address.to_owned()),
        outside: true,
        ..Target::default()
    }
}

pub(super) fn broken(message: String) -> Target {
    let fault = LinkFault {
        code: Code::E502,
        message,
        help: None,
    };
    Target {
        fault: Some(Box::new(fault)),
        ..Target::default()
    }
}

pub(super) fn unknown(message: String, help: Option<String>) -> Target {
    let fault = LinkFault {
        code: Code::E501,
        message,
        help,
    };
    Target {
        fault: Some(Box::new(fault)),
        ..Target::default()
    }
}

pub(super) fn what(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.contains('.') && !name.to_lowercase().ends_with(".md") {
        true => format!("file at {path}"),
        false => format!("page at {path}"),
    }
}

pub(super) fn listed(ids: &[&str]) -> String {
    let shown: Vec<_> = ids.iter().take(6).map(|id| format!("#{id}")).collect();
    let more = if ids.len() > shown.len() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

pub(super) fn with_fragment(href: String, fragment: Option<&str>) -> String {
    match fragment {
        Some(fragment) => format!("{href}#{}", percent_encode(&percent_decode(fragment))),
        None => href,
    }
}

pub(super) fn percent_encode_query(query: &str) -> String {
    query
        .split('&')
        .map(percent_encode)
        .collect::<Vec<_>>()
        .join("&")
}

/// The scheme in lower case and what follows it, as browsers see it.
pub(super) fn split_scheme(address: &str) -> Option<(String, &str)> {
    let (scheme, rest) = address.split_once(':')?;
    let mut chars = scheme.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    let plain = chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    (starts && plain).then(|| (scheme.to_ascii_lowercase(), rest))
}
