//! Places inside pages: headings, and the ids of boxes and of raw HTML.

use super::target::{LinkFault, Target, listed, with_fragment};
use crate::codes::Code;
use crate::page::Facts;
use crate::paths::percent_decode;
use crate::suggest::nearest;

/// Ids of one page that are compared with a misspelt one.
const MOST_IDS: usize = 400;

/// A place on a page, seen from wherever `href` leads to the page.
pub fn with_anchor(
    href: String,
    facts: &Facts,
    fragment: Option<&str>,
    name: &str,
) -> Target {
    let Some(fragment) = fragment else {
        return Target {
            href: Some(href),
            ..Target::default()
        };
    };
    let wanted = percent_decode(fragment);
    let known = wanted.is_empty()
        || wanted == "top"
        || facts.html_ids.contains(&wanted)
        || facts.parts.ids.contains(&wanted)
        || facts.headings.iter().any(|heading| heading.id == wanted);
    if known {
        return Target {
            href: Some(with_fragment(href, Some(&wanted))),
            ..Target::default()
        };
    }
    let ids = facts.headings.iter().map(|heading| heading.id.as_str());
    let ids = ids
        .chain(facts.html_ids.iter().map(String::as_str))
        .chain(facts.parts.ids.iter().map(String::as_str))
        .take(MOST_IDS);
    let ids: Vec<&str> = ids.collect();
    let same = ids
        .iter()
        .copied()
        .find(|id| crate::paths::slug(id) == crate::paths::slug(&wanted));
    let help = same
        .or_else(|| nearest(&wanted, ids.iter().copied()))
        .map_or_else(
            || match ids.is_empty() {
                true => "the page has no headings to link to".to_owned(),
                false => format!("its headings are: {}", listed(&ids)),
            },
            |id| format!("did you mean `#{id}`?"),
        );
    let fault = LinkFault {
        code: Code::E501,
        message: format!("there is no heading `#{wanted}` on {name}"),
        help: Some(help),
    };
    let href = if href.is_empty() {
        "#".to_owned()
    } else {
        href
    };
    Target {
        href: Some(href),
        fault: Some(Box::new(fault)),
        ..Target::default()
    }
}
