//! Cards to cut out: eight a sheet, backs mirrored for printing on both sides; and where
//! pages are as PDFs.

use super::book::Book;
use super::computed::{CardSheet, CardsView, PaperCard};
use super::myths::{Choice, chosen, myth_view};
use super::people::Position;
use super::steps::handoff_view;
use crate::input::Purpose;
use crate::paths::{OutputPath, UrlStyle};

/// The sets of cards, in order.
pub const SETS: [&str; 4] = ["myths", "terms", "handoffs", "roles"];
/// Cards on a sheet: four rows of two.
const PER_SHEET: usize = 8;
/// Cards of one set.
const MOST_CARDS: usize = 400;

/// Views that are sheets of paper.
const SHEETS: [&str; 4] = ["handout", "facilitator", "cards", "workshop-cards"];

/// Where a page is as a PDF, in a program that makes them.
pub fn pdf(output: &OutputPath, style: UrlStyle) -> Option<String> {
    cfg!(feature = "handouts").then(|| output.href_to(&output.pdf(), style))
}

/// Whether a view is one that is printed. The book takes seconds: it is made for whoever asks
/// for it, and no build of a site waits for it.
pub fn is_printed(view: &str, purpose: Purpose) -> bool {
    SHEETS.contains(&view) || (view == "book" && purpose == Purpose::Live)
}

/// Whether backs are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backs {
    /// The backs stay white.
    None,
    /// With the reality, the meaning, the time limit, what the role is for.
    Filled,
}

/// Cards of one set, of some pages or of all.
pub fn cards(
    book: &Book,
    set: &str,
    backs: Backs,
    pages: Option<&[usize]>,
    from: &OutputPath,
) -> CardsView {
    let pairs = match set {
        "myths" => myths(book, pages, from),
        "terms" => terms(book, pages),
        "handoffs" => handoffs(book, pages, from),
        _ => roles(book, pages, from),
    };
    on_sheets(book, set, backs, pairs)
}

/// All sets that have cards, each on sheets of its own.
pub fn all_cards(
    book: &Book,
    sets: &[&str],
    pages: Option<&[usize]>,
    from: &OutputPath,
) -> CardsView {
    let mut all = CardsView {
        set: "all".to_owned(),
        backs: true,
        ..CardsView::default()
    };
    for set in sets {
        let cards = cards(book, set, Backs::Filled, pages, from);
        if cards.count > 0 {
            all.count += cards.count;
            all.sheets.extend(cards.sheets);
        }
    }
    all
}

type Pair = (PaperCard, PaperCard);

fn is_in(pages: Option<&[usize]>, page: usize) -> bool {
    pages.is_none_or(|pages| pages.contains(&page))
}

fn card(position: &'static str, label: String, text: String) -> PaperCard {
    PaperCard {
        position,
        label,
        text,
        ..PaperCard::default()
    }
}

fn myths(book: &Book, pages: Option<&[usize]>, from: &OutputPath) -> Vec<Pair> {
    let choice = Choice {
        by: Some("both".to_owned()),
        pages: pages.map(<[usize]>::to_vec),
        ..Choice::default()
    };
    let pair = |at: usize| {
        let (page, number) = book.myths[at];
        let myth = myth_view(book, page, number, from);
        let label = match myth.by {
            "joint" => book.word("heard_both"),
            _ => book.word("heard_about"),
        };
        let label = label
            .replace("{side}", &myth.by_name)
            .replace("{about}", &myth.about_name);
        let mut front = card(myth.by, label, myth.line);
        front.voice = true;
        (front, card("joint", book.word("reality"), myth.reality))
    };
    chosen(book, &choice).into_iter().map(pair).collect()
}

fn terms(book: &Book, pages: Option<&[usize]>) -> Vec<Pair> {
    let own = book.glossary.terms.iter().filter_map(|term| {
        let page = book.page(&term.source).filter(|page| is_in(pages, *page))?;
        let position = super::position::side_of(book.job, book.pages[page].facts);
        let front = card(position, book.word("kind_term"), term.title.clone());
        let meaning = card(position, book.word("term_agreed"), term.short.clone());
        Some((front, meaning))
    });
    own.collect()
}

fn handoffs(book: &Book, pages: Option<&[usize]>, from: &OutputPath) -> Vec<Pair> {
    let own = book.handoffs.iter().filter(|(page, _)| is_in(pages, *page));
    let pair = |(page, number): &(usize, usize)| {
        let view = handoff_view(book, *page, *number, from);
        let way = book
            .word("from_to")
            .replace("{from}", &view.from_name)
            .replace("{to}", &view.to_name);
        let what = view.gives.map_or(view.title, |term| term.title);
        let limit = view.limit.map(|limit| limit.words).unwrap_or_default();
        let front = card("joint", way, what);
        (front, card("joint", view.process.title, limit))
    };
    own.map(pair).collect()
}

fn roles(book: &Book, pages: Option<&[usize]>, from: &OutputPath) -> Vec<Pair> {
    let own = book.people.roles.iter().filter_map(|role| {
        let page = book.page(&role.source).filter(|page| is_in(pages, *page))?;
        let facts = book.pages[page].facts;
        let side = book.people.side_name(role.position);
        let position = book.people.chip(&role.slug, from).position;
        let front = card(position, side, role.title.clone());
        let summary = facts.summary.clone().unwrap_or_default();
        Some((front, card(position, role.title.clone(), summary)))
    });
    own.collect()
}

/// Puts cards on sheets. Places left over on the last one are cards for people to fill in: they
/// are cut out with the others anyway, and none begins a sheet.
fn on_sheets(book: &Book, set: &str, backs: Backs, mut pairs: Vec<Pair>) -> CardsView {
    pairs.truncate(MOST_CARDS);
    let count = pairs.len();
    let name = book.word(&format!("card_{set}"));
    for (at, (front, back)) in pairs.iter_mut().enumerate() {
        let foot = name
            .replace("{n}", &(at + 1).to_string())
            .replace("{of}", &count.to_string());
        front.foot.clone_from(&foot);
        back.foot = foot;
    }
    let blank = PaperCard {
        position: Position::Joint.word(),
        label: book.word("card_blank"),
        voice: set == "myths",
        foot: book.word("card_own"),
        blank: true,
        ..PaperCard::default()
    };
    pairs.resize(
        count.next_multiple_of(PER_SHEET),
        (blank, PaperCard::default()),
    );
    let sheet = |pairs: &[Pair]| {
        let (fronts, behind): (Vec<_>, Vec<_>) = pairs.iter().cloned().unzip();
        let mirrored = behind.chunks(2).flat_map(|row| row.iter().rev().cloned());
        CardSheet {
            backs: match backs {
                Backs::Filled => mirrored.collect(),
                Backs::None => Vec::new(),
            },
            fronts,
        }
    };
    CardsView {
        sheets: pairs.chunks(PER_SHEET).map(sheet).collect(),
        set: set.to_owned(),
        count,
        backs: backs == Backs::Filled,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, output};
    use super::*;

    fn sample_with_terms(count: u8) -> Sample {
        (b'a'..b'a' + count).fold(Sample::new(), |sample, name| {
            let name = char::from(name);
            let fields = format!("title: {name}\nshort: means {name}");
            sample.page(&format!("glossary/{name}.md"), &fields)
        })
    }

    #[test]
    fn backs_are_mirrored_and_places_left_over_are_cards_to_fill_in() {
        sample_with_terms(7).with_book(|book| {
            let view = cards(book, "terms", Backs::Filled, None, &output("cards.html"));
            assert_eq!((view.count, view.sheets.len()), (7, 1));
            let texts = |cards: &[PaperCard]| {
                cards
                    .iter()
                    .map(|card| card.text.clone())
                    .collect::<Vec<_>>()
            };
            let sheet = &view.sheets[0];
            assert_eq!(
                texts(&sheet.fronts),
                ["a", "b", "c", "d", "e", "f", "g", ""]
            );
            assert!(sheet.fronts[7].blank);
            assert_eq!(
                texts(&sheet.backs),
                [
                    "means b", "means a", "means d", "means c", "means f", "means e", "",
                    "means g"
                ]
            );
            let plain = cards(
                book,
                "terms",
                Backs::None,
                Some(&[1]),
                &output("cards.html"),
            );
            assert_eq!((plain.count, plain.sheets.len()), (1, 1));
            assert!(plain.sheets[0].backs.is_empty());
        });
    }

    #[test]
    fn sixteen_cards_fill_two_sheets() {
        sample_with_terms(16).with_book(|book| {
            let view = cards(book, "terms", Backs::Filled, None, &output("cards.html"));
            assert_eq!((view.count, view.sheets.len()), (16, 2));
            let mut fronts = view.sheets.iter().flat_map(|sheet| &sheet.fronts);
            assert!(fronts.all(|card| !card.blank));
        });
    }

    #[test]
    fn without_cards_there_are_no_sheets() {
        Sample::new().page("a.md", "title: A").with_book(|book| {
            let view = all_cards(book, &SETS, None, &output("cards.html"));
            assert_eq!((view.count, view.sheets.len()), (0, 0));
        });
    }
}
