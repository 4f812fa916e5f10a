//! The second wall: a page that holds raw HTML goes through a browser-grade sanitiser.

use std::collections::HashSet;

use ammonia::{Builder, UrlRelative};

use crate::page::raw_html::{ALLOWED_ATTRIBUTES, ALLOWED_TAGS};
use crate::site::target::Targets;

/// Stands for a box that is not ticked while the sanitiser, which allows no form elements,
/// looks at the page. Noncharacters: they mean nothing in any text.
pub const EMPTY_BOX: char = '\u{FDD0}';
/// Stands for a ticked box.
pub const CHECKED_BOX: char = '\u{FDD1}';

/// Stands before and behind the number of HTML that is our own.
pub const ISLAND: char = '\u{FDD2}';

/// The box of a task.
pub fn checkbox(done: bool) -> &'static str {
    if done {
        "<input type=\"checkbox\" disabled checked>"
    } else {
        "<input type=\"checkbox\" disabled>"
    }
}

/// Keeps what can do no harm and balances tags; addresses are resolved before.
pub fn clean(html: &str) -> String {
    let ours = [
        "role",
        "tabindex",
        "loading",
        "aria-label",
        "data-lang",
        "data-l",
        "rel",
    ];
    let attributes: HashSet<&str> = ALLOWED_ATTRIBUTES.into_iter().chain(ours).collect();
    // Labels are our own, around the boxes of tasks: those of writers did not come this far.
    let tags: HashSet<&str> = ALLOWED_TAGS.into_iter().chain(["label"]).collect();
    let schemes = HashSet::from(["http", "https", "mailto", "tel"]);
    let mut builder = Builder::empty();
    builder
        .tags(tags)
        .generic_attributes(attributes)
        .url_schemes(schemes)
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    let clean = builder.clean(html).to_string();
    clean
        .replace(EMPTY_BOX, checkbox(false))
        .replace(CHECKED_BOX, checkbox(true))
}

/// The address to write for one in raw HTML; none for a picture from elsewhere, since
/// nothing is loaded from other sites.
pub fn resolve(element: &str, address: &str, targets: &Targets) -> Option<String> {
    let target = targets.get(address)?;
    match element {
        "a" => target.href.clone(),
        "img" if !target.outside => target.href.clone(),
        _ => None,
    }
}
