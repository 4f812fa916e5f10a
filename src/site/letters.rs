//! The A to Z: pages, views, steps and myths.

use std::collections::BTreeMap;

use super::book::Book;
use super::sorting::{letter_of, sort_key};
use super::views::{CardView, LetterView};
use crate::paths::OutputPath;

/// Where the A to Z stands.
pub const A_TO_Z: &str = "index-a-z.html";

/// All entries by the first letter of their title; `pages` are cards of pages and views.
pub fn letters(book: &Book, pages: Vec<CardView>) -> Vec<LetterView> {
    let from = OutputPath::new(A_TO_Z);
    let mut letters: BTreeMap<(bool, String), Vec<(String, CardView)>> = BTreeMap::new();
    for card in pages.into_iter().chain(inner_cards(book, &from)) {
        let key = sort_key(&card.title);
        let letter = letter_of(&key);
        letters
            .entry((letter != "#", letter))
            .or_default()
            .push((key, card));
    }
    letters
        .into_iter()
        .map(|((_, letter), mut entries)| {
            entries.sort_by(|a, b| (&a.0, &a.1.href).cmp(&(&b.0, &b.1.href)));
            LetterView {
                letter,
                entries: entries.into_iter().map(|(_, card)| card).collect(),
            }
        })
        .collect()
}

/// Steps and moves, and myths: what has a title of its own inside a page.
fn inner_cards<'b>(
    book: &'b Book,
    from: &'b OutputPath,
) -> impl Iterator<Item = CardView> + 'b {
    let live = (0..book.pages.len()).filter(|page| book.pages[*page].is_live());
    live.flat_map(move |page| {
        let parts = &book.pages[page].facts.parts;
        let steps = parts.steps.iter().map(|step| {
            let side = book.people.position_of_step(step).word();
            (&step.title, &step.id, "step", side)
        });
        let myths = parts.myths.iter().map(|myth| {
            let side = super::myths::said_by(book, myth).word();
            (&myth.title, &myth.id, "myth", side)
        });
        let inner = steps.chain(myths).filter(|(title, ..)| !title.is_empty());
        inner
            .map(move |(title, id, kind, side)| CardView {
                title: title.clone(),
                href: book.part_href(page, id, from),
                summary: Some(book.pages[page].facts.title.clone()),
                kind: kind.to_owned(),
                side,
            })
            .collect::<Vec<_>>()
    })
}
