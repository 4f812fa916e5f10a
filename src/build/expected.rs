//! Whether search finds what writers expect of it.

use super::Build;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::input::Inputs;
use crate::input::searches::{Expected, FILE};
use crate::paths::OutputPath;
use crate::search::engine::{Ending, Engine, Hit, Options};

/// Results that are looked through for an expected page.
const LOOKED_AT: usize = 20;

/// What one expected search gave.
pub struct Rank<'a> {
    /// What was expected.
    pub expected: &'a Expected,
    /// The page that is meant; `None` where there is none of that name.
    pub page: Option<OutputPath>,
    /// Its place, from one, if it was found at all.
    pub rank: Option<usize>,
    /// What was found first.
    pub first: Option<Hit>,
}

/// Asks every expected search.
pub fn ranks<'a>(build: &'a Build, inputs: &Inputs) -> Vec<Rank<'a>> {
    if build.searches.list.is_empty() {
        return Vec::new();
    }
    let mut engine = Engine::new(build.search.index().clone(), &inputs.settings.language);
    let ask = |expected: &'a Expected| {
        let options = Options {
            side: None,
            kinds: Vec::new(),
            limit: LOOKED_AT.max(expected.within),
            ending: Ending::Open,
            today: inputs.request.today.to_string(),
        };
        let results = engine.find(&expected.query, &options).results;
        let page = page_of(build, expected);
        let is_it = |hit: &Hit| {
            let same = page.as_ref().is_some_and(|page| page.as_str() == hit.page);
            same && expected
                .anchor
                .as_ref()
                .is_none_or(|own| *own == hit.anchor)
        };
        let rank = results.iter().position(is_it).map(|at| at + 1);
        Rank {
            expected,
            page,
            rank,
            first: results.into_iter().next(),
        }
    };
    build.searches.list.iter().map(ask).collect()
}

fn page_of(build: &Build, expected: &Expected) -> Option<OutputPath> {
    let wanted = expected.page.as_str();
    let named = |page: &&crate::site::LinkedPage| {
        let source = page.written().is_some_and(|own| own.as_str() == wanted);
        source || page.output.as_str() == wanted
    };
    build
        .site
        .pages
        .iter()
        .find(named)
        .map(|page| page.output.clone())
}

/// What is wrong: pages that are not found, or do not exist.
pub fn problems(ranks: &[Rank]) -> Vec<Diagnostic> {
    ranks.iter().filter_map(problem).collect()
}

fn problem(rank: &Rank) -> Option<Diagnostic> {
    let expected = rank.expected;
    let at = |code, message| Diagnostic::at(code, &FILE.into(), expected.span, message);
    if rank.page.is_none() {
        let message = format!("there is no page {}", expected.page);
        let help = "name a page by its path below the content folder, such as processes/handover.md";
        return Some(at(Code::E802, message).help(help));
    }
    if rank.rank.is_some_and(|rank| rank <= expected.within) {
        return None;
    }
    let anchor = expected.anchor.as_ref().map(|anchor| format!("#{anchor}"));
    let wanted = format!("{}{}", expected.page, anchor.unwrap_or_default());
    let place = match rank.rank {
        Some(rank) => format!("in place {rank}"),
        None => "not at all".to_owned(),
    };
    let message = format!("“{}” finds {wanted} {place}", expected.query);
    let first = rank.first.as_ref().map_or_else(
        || "nothing is found".to_owned(),
        |hit| format!("first comes “{}” in {}", hit.title, hit.page),
    );
    let help = format!(
        "{first}; use the words of the query in a title, a heading or a term's `also`, or say `within:`"
    );
    Some(at(Code::W801, message).help(help))
}
