//! Terms as pages show them: who gives them, who takes them, where they are used.

use super::book::{Book, MOST_LINKS};
use super::computed::{TermView, TermsLetter};
use super::flows::{Parties, Party};
use super::sorting::{letter_of, sort_key};
use super::views::LinkView;
use crate::input::node::Node;
use crate::paths::OutputPath;

/// A term, by its place in the glossary, on the page at `from`.
pub fn term_view(book: &Book, term: usize, from: &OutputPath) -> TermView {
    let own = &book.glossary.terms[term];
    let page = book.page(&own.source);
    let facts = &*book.job.pages[&own.source];
    let meant = |at: usize| match facts.fields.get("meant") {
        Some(Node::Map(pairs)) => {
            let side = &book.people.sides[at].id;
            let found = pairs.iter().find(|(own, _)| own == side);
            found.and_then(|(_, text)| text.text())
        }
        _ => None,
    };
    let parties = |parties: Option<&Parties>| -> Vec<LinkView> {
        let Some(parties) = parties else {
            return Vec::new();
        };
        let processes = parties.processes.iter().map(|at| Party::Process(*at));
        let all = processes.chain(parties.people.iter().map(|who| Party::Who(*who)));
        all.take(MOST_LINKS)
            .map(|party| book.flows.party(&party, &book.named(), from))
            .collect()
    };
    let used = page.map(|page| book.pages[page].linked_from.as_slice());
    let used = used.unwrap_or_default().iter().take(MOST_LINKS);
    TermView {
        title: own.title.clone(),
        href: book.glossary.href(term, from),
        short: own.short.clone(),
        also: own.also.clone(),
        avoid: own.avoid.clone(),
        flows: own.flows,
        kept_in: facts.text("kept_in"),
        meant_left: meant(0),
        meant_right: meant(1),
        position: super::position::side_of(book.job, facts),
        given_by: parties(book.flows.given.get(&own.slug)),
        taken_by: parties(book.flows.taken.get(&own.slug)),
        used_on: used.map(|page| book.link(*page, from)).collect(),
    }
}

/// All terms by letter.
pub fn letters(book: &Book, from: &OutputPath) -> Vec<TermsLetter> {
    let mut order: Vec<(String, usize)> = book
        .glossary
        .terms
        .iter()
        .enumerate()
        .map(|(at, term)| (sort_key(&term.title), at))
        .collect();
    order.sort();
    let mut letters: Vec<TermsLetter> = Vec::new();
    for (key, at) in order {
        let letter = letter_of(&key);
        let view = term_view(book, at, from);
        match letters.last_mut().filter(|last| last.letter == letter) {
            Some(last) => last.terms.push(view),
            None => letters.push(TermsLetter {
                letter,
                terms: vec![view],
            }),
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, output};
    use super::*;

    #[test]
    fn a_term_knows_who_gives_and_takes_it_and_where_it_is_used() {
        let sample = Sample::new()
            .page(
                "glossary/note.md",
                "title: Note\nflows: true\nmeant: { marketing: Paper }",
            )
            .page("glossary/enquiry.md", "title: enquiry")
            .page("glossary/number-1.md", "title: 1st call")
            .page(
                "teams/sales.md",
                "title: Sales\nside: sales\nasks_for: [Note]",
            )
            .page(
                "processes/a.md",
                "title: A\ngives: [{ what: note, to: b }]\nlinks: [term:note]",
            )
            .page("processes/b.md", "title: B\ntakes: [{ what: Note }]");
        sample.with_book(|book| {
            let letters = letters(book, &output("glossary.html"));
            let names: Vec<_> = letters
                .iter()
                .map(|letter| letter.letter.as_str())
                .collect();
            assert_eq!(names, ["#", "E", "N"]);
            let note = &letters[2].terms[0];
            let titles = |links: &[LinkView]| {
                links
                    .iter()
                    .map(|link| link.title.clone())
                    .collect::<Vec<_>>()
            };
            assert_eq!(titles(&note.given_by), ["A"]);
            assert_eq!(titles(&note.taken_by), ["B", "Sales"]);
            assert_eq!(titles(&note.used_on), ["A"]);
            assert_eq!(note.meant_left.as_deref(), Some("Paper"));
            assert_eq!(note.href, "glossary/note.html");
        });
    }
}
