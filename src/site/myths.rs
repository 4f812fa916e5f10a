//! What the sides say about each other, as pages show it.

use super::book::Book;
use super::computed::{EvidenceView, MythView, MythsView};
use super::freshness::is_old;
use super::people::Position;
use crate::page::parts::{Evidence, Myth};
use crate::paths::{OutputPath, title_from_name};

/// The length of a gist in bytes: three lines of a box.
const GIST: usize = 180;
/// Myths in one list.
const MOST_MYTHS: usize = 500;

/// Who says a line: a side, or both.
pub fn said_by(book: &Book, myth: &Myth) -> Position {
    match myth.by.as_deref() {
        Some("both") => Position::Joint,
        Some(side) => book.people.side(side).unwrap_or_default(),
        None => Position::None,
    }
}

/// What a line is about: a side, or neither.
pub fn about(book: &Book, myth: &Myth) -> Position {
    let side = myth
        .about
        .as_deref()
        .and_then(|side| book.people.side(side));
    side.unwrap_or_default()
}

/// A dated fact.
pub fn evidence_view(book: &Book, evidence: &Evidence) -> EvidenceView {
    let (settings, today) = (&book.job.settings, book.job.request.today);
    EvidenceView {
        as_of: evidence.as_of.map(Into::into),
        source: evidence.source.clone().unwrap_or_default(),
        link: evidence.link.clone(),
        state: match is_old(settings, today, evidence) {
            true => "overdue",
            false => "fresh",
        },
    }
}

/// A myth on the page at `from`.
pub fn myth_view(book: &Book, page: usize, number: usize, from: &OutputPath) -> MythView {
    let myth = &book.pages[page].facts.parts.myths[number];
    let (by, of) = (said_by(book, myth), about(book, myth));
    let about_name = match (of, myth.about.as_deref()) {
        (Position::None, Some(about)) => match book.word(&format!("about_{about}")) {
            word if word.is_empty() => title_from_name(about).to_lowercase(),
            word => word,
        },
        (side, _) => book.people.side_name(side),
    };
    let newest = myth.evidence.iter().max_by_key(|evidence| evidence.as_of);
    MythView {
        id: myth.id.clone(),
        title: myth.title.clone(),
        href: book.part_href(page, &myth.id, from),
        page: book.link(page, from),
        by: by.word(),
        by_name: book.people.side_name(by),
        about: of.word(),
        about_name,
        heard: myth.heard.clone(),
        line: myth.line.clone(),
        reality: first_paragraph(&myth.reality).to_owned(),
        gist: first_sentences(first_paragraph(&myth.reality)).to_owned(),
        instead: myth.instead.clone(),
        grain: myth.grain.clone(),
        evidence: newest.map(|evidence| evidence_view(book, evidence)),
    }
}

/// The first sentences of a text: as many as fit, and one at least.
fn first_sentences(text: &str) -> &str {
    let ends = text
        .match_indices(['.', '?', '!'])
        .map(|(at, sign)| at + sign.len())
        .filter(|end| text[*end..].starts_with(' '));
    let mut last = text.len();
    for (number, end) in ends.chain([text.len()]).enumerate() {
        if number > 0 && end > GIST {
            break;
        }
        last = end;
    }
    &text[..last]
}

fn first_paragraph(text: &str) -> &str {
    text.trim().split("\n\n").next().unwrap_or_default()
}

/// Which myths a list shows.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Said by: a side, or `both`.
    pub by: Option<String>,
    /// About: a side, or `budget`.
    pub about: Option<String>,
    /// At most so many.
    pub max: Option<usize>,
    /// Only of these pages.
    pub pages: Option<Vec<usize>>,
}

/// The myths that fit, by their places among all; said on the left and on the right in turn
/// where `both` are asked for.
pub fn chosen(book: &Book, choice: &Choice) -> Vec<usize> {
    let fits = |at: &usize| {
        let (page, number) = book.myths[*at];
        let myth = &book.pages[page].facts.parts.myths[number];
        let by = match choice.by.as_deref() {
            None | Some("both" | "all") => true,
            Some(side) => book.people.side(side) == Some(said_by(book, myth)),
        };
        let about_it = match choice.about.as_deref() {
            None => true,
            Some(wanted) => match book.people.side(wanted) {
                Some(side) => about(book, myth) == side,
                None => myth.about.as_deref() == Some(wanted),
            },
        };
        by && about_it && choice.pages.as_ref().is_none_or(|own| own.contains(&page))
    };
    let mut found: Vec<usize> = (0..book.myths.len()).filter(fits).collect();
    if choice.by.as_deref() == Some("both") {
        found = in_turn(book, found);
    }
    found.truncate(choice.max.unwrap_or(MOST_MYTHS).min(MOST_MYTHS));
    found
}

/// One from the left, one from the right, one from both, and again.
fn in_turn(book: &Book, found: Vec<usize>) -> Vec<usize> {
    let mut seen = [0; 3];
    let mut placed: Vec<(usize, usize, usize)> = Vec::new();
    for at in found {
        let (page, number) = book.myths[at];
        let myth = &book.pages[page].facts.parts.myths[number];
        let column = match said_by(book, myth) {
            Position::Left => 0,
            Position::Right => 1,
            _ => 2,
        };
        placed.push((seen[column], column, at));
        seen[column] += 1;
    }
    placed.sort_unstable();
    placed.into_iter().map(|(.., at)| at).collect()
}

/// A list of myths; `show` is `quotes`, `cards` or `index`.
pub fn myths_view(
    book: &Book,
    show: &'static str,
    choice: &Choice,
    from: &OutputPath,
) -> MythsView {
    let mut counts = [0; 3];
    let chosen = chosen(book, choice).into_iter().map(|at| {
        let (page, number) = book.myths[at];
        match said_by(book, &book.pages[page].facts.parts.myths[number]) {
            Position::Left => counts[0] += 1,
            Position::Right => counts[1] += 1,
            Position::Joint => counts[2] += 1,
            Position::Outside | Position::None => {}
        }
        myth_view(book, page, number, from)
    });
    MythsView {
        show,
        myths: chosen.collect(),
        counts,
        ticks: Vec::new(),
    }
}

/// One myth from each side; another pair every week.
pub fn overheard(book: &Book, from: &OutputPath) -> Vec<MythView> {
    // Weeks begin on Monday; 1 January 1970 was a Thursday.
    let week = (book.job.request.today.days() + 3).div_euclid(7);
    let one = |side: Position| {
        let said = |(page, number): &&(usize, usize)| {
            said_by(book, &book.pages[*page].facts.parts.myths[*number]) == side
        };
        let own: Vec<_> = book.myths.iter().filter(said).collect();
        let count = i64::try_from(own.len()).ok().filter(|count| *count > 0)?;
        let (page, number) = own[week.rem_euclid(count) as usize];
        Some(myth_view(book, *page, *number, from))
    };
    let sides = [Position::Left, Position::Right];
    sides.into_iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, output};
    use super::*;
    use crate::date::Date;
    use crate::page::Parts;

    fn myth(id: &str, by: &str, about: &str) -> Myth {
        let evidence = |date: &str| Evidence {
            as_of: Date::parse(date),
            ..Evidence::default()
        };
        Myth {
            id: id.into(),
            by: Some(by.into()),
            about: Some(about.into()),
            reality: "First.\n\nSecond.".into(),
            evidence: vec![evidence("2026-06-30"), evidence("2024-01-01")],
            ..Myth::default()
        }
    }

    fn sample() -> Sample {
        let parts = Parts {
            myths: vec![
                myth("a", "sales", "marketing"),
                myth("b", "sales", "budget"),
                myth("c", "marketing", "sales"),
                myth("d", "both", "budget"),
            ],
            ..Parts::default()
        };
        Sample::new().page_of("myths/heard.md", "title: Heard", parts)
    }

    fn ids(book: &Book, choice: &Choice) -> Vec<String> {
        let view = myths_view(book, "index", choice, &output("myths/index.html"));
        view.myths.into_iter().map(|myth| myth.id).collect()
    }

    #[test]
    fn the_gist_of_a_reality_is_its_first_sentences() {
        let long = "x".repeat(GIST);
        let cases = [
            ("One. Two", "One. Two"),
            (&*format!("One. {long}. Two."), "One."),
            (
                &*format!("{long} and more. Two."),
                &*format!("{long} and more."),
            ),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(first_sentences(text), expected);
        }
    }

    #[test]
    fn myths_are_chosen_by_who_says_them_and_about_whom() {
        sample().with_book(|book| {
            let choice = |by: Option<&str>, about: Option<&str>, max| Choice {
                by: by.map(str::to_owned),
                about: about.map(str::to_owned),
                max,
                pages: None,
            };
            assert_eq!(ids(book, &choice(Some("Sales"), None, None)), ["a", "b"]);
            assert_eq!(ids(book, &choice(None, Some("budget"), None)), ["b", "d"]);
            assert_eq!(
                ids(book, &choice(Some("both"), None, Some(3))),
                ["c", "a", "d"]
            );
            let all = myths_view(book, "index", &Choice::default(), &output("a.html"));
            assert_eq!(all.counts, [1, 2, 1]);
            assert_eq!(all.myths[1].about_name, "budget");
            assert_eq!(all.myths[0].href, "myths/heard.html#a");
        });
    }

    #[test]
    fn the_newest_evidence_counts_and_the_first_paragraph_is_enough() {
        sample().with_book(|book| {
            let view = myth_view(book, 0, 0, &output("a.html"));
            assert_eq!(view.reality, "First.");
            let newest = view.evidence.expect("there is some");
            assert_eq!(newest.state, "fresh");
            assert_eq!(
                newest.as_of.map(|date| date.iso).as_deref(),
                Some("2026-06-30")
            );
        });
    }

    #[test]
    fn the_overheard_pair_changes_with_the_week() {
        let heard = |day: &str| {
            let mut sample = sample();
            sample.job.request.today = Date::parse(day).expect("the calendar has it");
            let mut ids = Vec::new();
            sample.with_book(|book| {
                let pair = overheard(book, &output("index.html")).into_iter();
                ids = pair.map(|myth| myth.id).collect();
            });
            ids
        };
        // A Monday, the Sunday after it, and the next Monday.
        assert_eq!(heard("2026-11-16"), heard("2026-11-22"));
        assert_ne!(heard("2026-11-16"), heard("2026-11-23"));
        assert_eq!(heard("2026-11-16").len(), 2);
    }
}
