//! What each leaf in a text shows: `::raci {of=enquiry-handover}`.

use super::book::Book;
use super::computed::{CardsView, Computed};
use super::freshness::{Scope, health};
use super::myths::{Choice, myths_view};
use super::paper::{Backs, SETS, cards};
use super::raci::matrix;
use super::steps::{handoff_views, swimlane};
use crate::page::parts::{Leaf, ruled_lines};
use crate::paths::OutputPath;
use crate::suggest::nearest;

/// Rows of a health table in a text.
const HEALTH_ROWS: usize = 20;

/// What a leaf on a page shows, seen from the address `from`.
pub fn computed(book: &Book, page: usize, leaf: &Leaf, from: &OutputPath) -> Computed {
    let of = |key: &str| leaf.attributes.get(key);
    match leaf.name.as_str() {
        "swimlane" => match book.process(of("of"), page) {
            Some(process) => swimlane(book, process, from)
                .map_or_else(|| nothing(book, "raci_empty"), Computed::Swimlane),
            None => missing(book, of("of"), "process"),
        },
        "raci" => match book.process(of("of"), page) {
            Some(process) => Computed::Raci(matrix(book, &[process], from)),
            None => missing(book, of("of"), "process"),
        },
        "loop" => ring(book, page, leaf, from),
        "handoffs" => Computed::HandOffs(handoff_views(book, handoffs(book, leaf), from)),
        "myths" => myths(book, leaf, from),
        "lines" => {
            let asked = of("n").and_then(|text| text.parse().ok());
            Computed::Lines(ruled_lines(asked), of("label").cloned())
        }
        "cards" => Computed::Cards(card_sheets(book, page, leaf, from)),
        "health" => {
            let side = of("side").and_then(|side| book.people.side(side));
            let scope = side.map_or(Scope::All, Scope::Side);
            Computed::Health(health(book, scope, HEALTH_ROWS, from))
        }
        _ => Computed::Nothing(String::new()),
    }
}

fn nothing(book: &Book, word: &str) -> Computed {
    Computed::Nothing(book.word(word))
}

/// The leaf asks for a page that is not there.
fn missing(book: &Book, named: Option<&String>, kind: &str) -> Computed {
    let Some(name) = named else {
        return nothing(book, "view_no_name");
    };
    let slugs = book.catalog.slugs(kind).iter().copied();
    let near = nearest(name, slugs).map(|near| format!(" {kind}:{near}?"));
    let words = book.word("view_no_page").replace("{name}", name);
    Computed::Nothing(format!("{words}{}", near.unwrap_or_default()))
}

fn ring(book: &Book, page: usize, leaf: &Leaf, from: &OutputPath) -> Computed {
    let here = match leaf.attributes.get("here") {
        Some(name) => book.flows.process(name),
        None => book.flows.process_of_page(book.pages[page].source),
    };
    let show = match leaf.attributes.get("show").map(String::as_str) {
        Some("ring") => "ring",
        Some("list") => "list",
        _ => "both",
    };
    Computed::Loop(book.flows.loop_view(&book.named(), from, here), show)
}

fn handoffs(book: &Book, leaf: &Leaf) -> Vec<usize> {
    let side = leaf.attributes.get("side");
    let side = side.and_then(|side| book.people.side(side));
    let role = leaf.attributes.get("role").map(|role| book.people.id(role));
    let work = role.map(|id| book.work.get(&id));
    let touches = |at: &usize| match work {
        Some(work) => {
            work.is_some_and(|work| work.gives.contains(at) || work.receives.contains(at))
        }
        None => true,
    };
    let of_side = |at: &usize| {
        let (page, number) = book.handoffs[*at];
        let handoff = &book.pages[page].facts.parts.handoffs[number];
        let named = [&handoff.from, &handoff.to].into_iter().flatten();
        side.is_none_or(|side| {
            let mut sides = named.map(|name| book.people.side(name));
            sides.any(|own| own == Some(side))
        })
    };
    (0..book.handoffs.len())
        .filter(|at| touches(at) && of_side(at))
        .collect()
}

fn myths(book: &Book, leaf: &Leaf, from: &OutputPath) -> Computed {
    let of = |key: &str| leaf.attributes.get(key);
    let show = match of("show").map(String::as_str) {
        Some("quotes") => "quotes",
        Some("cards") => "cards",
        _ => "index",
    };
    let choice = Choice {
        by: of("by").cloned(),
        about: of("about").cloned(),
        max: of("max").and_then(|text| text.parse().ok()),
        pages: None,
    };
    let mut view = myths_view(book, show, &choice, from);
    let ticks = of("tick").into_iter().flat_map(|words| words.split(','));
    view.ticks = ticks
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    Computed::Myths(view)
}

/// The cards of a leaf; on a workshop only those of the pages that it uses.
fn card_sheets(book: &Book, page: usize, leaf: &Leaf, from: &OutputPath) -> CardsView {
    let set = leaf.attributes.get("set").map_or(SETS[0], String::as_str);
    let backs = match leaf.attributes.get("backs").map(String::as_str) {
        None | Some("none") => Backs::None,
        Some(_) => Backs::Filled,
    };
    let used = used_pages(book, page);
    let pages = Some(used.as_slice()).filter(|pages| !pages.is_empty());
    let some = cards(book, set, backs, pages, from);
    match some.count {
        0 => cards(book, set, backs, None, from),
        _ => some,
    }
}

/// The pages that a workshop draws on.
pub fn used_pages(book: &Book, page: usize) -> Vec<usize> {
    let uses = book.pages[page].facts.list("uses");
    uses.iter()
        .filter_map(|name| book.reference(name, None))
        .collect()
}

/// The cards of a workshop: those of its leaves, else all that its pages give.
pub fn workshop_cards(book: &Book, page: usize, from: &OutputPath) -> CardsView {
    let leaves = &book.pages[page].facts.parts.leaves;
    let mut sheets = CardsView::default();
    for leaf in leaves.iter().filter(|leaf| leaf.name == "cards") {
        let cards = card_sheets(book, page, leaf, from);
        sheets.set = cards.set;
        sheets.backs |= cards.backs;
        sheets.count += cards.count;
        sheets.sheets.extend(cards.sheets);
    }
    match sheets.count {
        0 => super::paper::all_cards(book, &SETS, Some(&used_pages(book, page)), from),
        _ => sheets,
    }
}
