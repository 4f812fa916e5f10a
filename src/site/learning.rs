//! Paths week by week, and workshops minute by minute.

use std::collections::BTreeMap;

use super::book::Book;
use super::computed::Chip;
use super::details::{ItemView, PathView, SegmentView, WeekView, WorkshopView};
use super::generated::Plan;
use super::views::LinkView;
use crate::input::node::Node;
use crate::page::parts::{Item, Segment, Week};
use crate::paths::{OutputPath, slug};

/// Minutes in an ordinary week of a path, where it does not say.
const MINUTES_PER_WEEK: u32 = 120;

/// The weeks of a path, on its own page or on another one.
pub fn weeks(book: &Book, page: usize, from: &OutputPath) -> Vec<WeekView> {
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    let weeks = book.pages[page].facts.parts.weeks.iter().enumerate();
    weeks
        .map(|(at, week)| week_view(book, page, (at, week), from, &mut keys))
        .collect()
}

fn week_view(
    book: &Book,
    page: usize,
    (at, week): (usize, &Week),
    from: &OutputPath,
    keys: &mut BTreeMap<String, usize>,
) -> WeekView {
    let items: Vec<ItemView> = week
        .items
        .iter()
        .map(|item| {
            let mut view = item_view(book, page, item, from);
            let seen = keys.entry(view.key.clone()).or_default();
            *seen += 1;
            if *seen > 1 {
                view.key = format!("{}-{seen}", view.key);
            }
            view
        })
        .collect();
    // Nobody does the variants of others: the longest one counts.
    let mut variants: BTreeMap<&str, u32> = BTreeMap::new();
    let mut minutes = 0;
    for (item, view) in week.items.iter().zip(&items) {
        match &item.only {
            Some(who) => *variants.entry(who).or_default() += view.minutes.unwrap_or(0),
            None => minutes += view.minutes.unwrap_or(0),
        }
    }
    WeekView {
        number: at + 1,
        id: week.id.clone(),
        title: without_number(&week.title).to_owned(),
        full_title: week.title.clone(),
        outcome: week.outcome.clone(),
        minutes: minutes + variants.values().max().copied().unwrap_or(0),
        items,
    }
}

/// `Week 1: See the whole loop` without what stands before the colon.
fn without_number(title: &str) -> &str {
    match title.split_once(':') {
        Some((number, rest))
            if number.ends_with(|c: char| c.is_ascii_digit())
                && !rest.trim().is_empty() =>
        {
            rest.trim()
        }
        _ => title,
    }
}

fn item_view(book: &Book, page: usize, item: &Item, from: &OutputPath) -> ItemView {
    let own = &book.pages[page];
    let target = item
        .target
        .as_ref()
        .and_then(|address| own.targets.get(address));
    let to = target.and_then(|target| target.page.as_ref());
    let to = to.and_then(|source| book.page(source));
    let verb = item.verb.to_lowercase();
    let read = to
        .filter(|_| verb == "read")
        .map(|to| book.pages[to].facts.minutes);
    let reviewed = to.and_then(|to| book.pages[to].facts.reviewed);
    let href = target.and_then(|target| target.href.clone());
    let key = match (to, &href) {
        (Some(to), Some(href)) => {
            let fragment = href.split_once('#').map_or("", |(_, fragment)| fragment);
            format!("{verb} {} {fragment}", book.pages[to].source.as_str())
        }
        _ => format!("{verb} {}", item.text),
    };
    ItemView {
        key: slug(&key.replace(['/', '.'], "-"))
            .trim_matches('-')
            .to_owned(),
        meets: ["meet", "join"].contains(&verb.as_str()),
        verb,
        verb_word: item.verb.clone(),
        text: item.text.clone(),
        // Its address is seen from the path, which may be shown elsewhere.
        href: match (own.output == from, to, href) {
            (true, _, href) => href,
            (false, Some(to), _) => Some(book.href(to, from)),
            (false, None, _) => None,
        },
        changed: reviewed.map(|date| date.to_string()),
        minutes: item.minutes.or(read),
        only: item.only.as_ref().map(|who| only(book, who, from)),
    }
}

/// For whom something is: a side goes before a team of the same name.
pub fn only(book: &Book, who: &str, from: &OutputPath) -> Chip {
    match book.people.side(who) {
        Some(side) => Chip {
            title: book.people.side_name(side),
            href: None,
            position: side.word(),
        },
        None => book.people.chip(who, from),
    }
}

/// What a path shows besides its text.
pub fn path_view(book: &Book, page: usize, from: &OutputPath) -> PathView {
    let facts = book.pages[page].facts;
    let weeks = weeks(book, page, from);
    let per_week = facts.text("minutes_per_week");
    let chips = book.people.chips(&facts.audience, from).into_iter();
    PathView {
        items: weeks.iter().map(|week| week.items.len()).sum(),
        minutes_per_week: per_week
            .and_then(|text| text.parse().ok())
            .unwrap_or(MINUTES_PER_WEEK),
        audience: chips
            .map(|chip| LinkView {
                title: chip.title,
                href: chip.href.unwrap_or_default(),
            })
            .collect(),
        weeks,
    }
}

/// Segments with the clock at which each begins.
pub fn segments(segments: &[Segment]) -> Vec<SegmentView> {
    let mut elapsed = 0;
    let view = |segment: &Segment| {
        let minutes = segment.minutes.unwrap_or(0);
        let clock = format!("{}:{:02}", elapsed / 60, elapsed % 60);
        elapsed += minutes;
        SegmentView {
            id: segment.id.clone(),
            title: segment.title.clone(),
            clock,
            minutes,
            mode: segment.mode.clone(),
        }
    };
    segments.iter().map(view).collect()
}

/// What a workshop and its sheets show besides their text.
pub fn workshop_view(
    book: &Book,
    plan: &Plan,
    page: usize,
    from: &OutputPath,
) -> WorkshopView {
    let own = &book.pages[page];
    let facts = own.facts;
    let segments = segments(&facts.parts.segments);
    let people = |key: &str| match facts.fields.get("people") {
        Some(Node::Map(pairs)) => {
            let found = pairs.iter().find(|(own, _)| own == key);
            found.and_then(|(_, value)| value.text())
        }
        _ => None,
    };
    let number = |key: &str| people(key).and_then(|text| text.parse().ok());
    let share = people("each_side_at_least").and_then(|text| text.parse::<f64>().ok());
    let minutes = facts.text("minutes").and_then(|text| text.parse().ok());
    let sheets = plan.sheets.get(own.source);
    let link = |output: &Option<OutputPath>| {
        output.as_ref().map(|output| LinkView {
            title: facts.title.clone(),
            href: from.href_to(output, book.style()),
        })
    };
    WorkshopView {
        minutes: minutes.unwrap_or_else(|| segments.iter().map(|own| own.minutes).sum()),
        people_min: number("min"),
        people_max: number("max"),
        each_side: share
            .filter(|share| (0.0..=1.0).contains(share))
            .map(percent),
        outcomes: facts.list("outcomes"),
        materials: facts.list("materials"),
        segments,
        overview: book.link(page, from),
        handout: sheets.and_then(|sheets| link(&sheets.handout)),
        guide: sheets.and_then(|sheets| link(&sheets.guide)),
        cards: sheets.and_then(|sheets| link(&sheets.cards)),
    }
}

fn percent(share: f64) -> u32 {
    (share * 100.0).round() as u32
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;
    use crate::page::Parts;

    fn item(verb: &str, target: &str, minutes: Option<u32>, only: Option<&str>) -> Item {
        Item {
            verb: verb.into(),
            text: format!("{verb} something"),
            target: Some(target.into()).filter(|_| !target.is_empty()),
            minutes,
            only: only.map(str::to_owned),
            ..Item::default()
        }
    }

    #[test]
    fn minutes_of_what_is_read_come_from_the_page_and_the_longest_variant_counts() {
        let week = Week {
            title: "Week 1: See it".into(),
            items: vec![
                item("Read", "../a.md", None, None),
                item("Do", "../a.md", None, None),
                item("Meet", "role:counterpart", Some(30), Some("sales")),
                item("Meet", "role:counterpart", Some(45), Some("marketing")),
            ],
            ..Week::default()
        };
        let parts = Parts {
            weeks: vec![week],
            ..Parts::default()
        };
        let sample = Sample::new()
            .page(
                "a.md",
                "title: A\nkind: page\nreading: 7\nreviewed: 2026-10-01",
            )
            .page_of("paths/p.md", "links: [../a.md, role:counterpart]", parts);
        sample.with_book(|book| {
            let page = book.reference("path:p", None).expect("the sample has it");
            let view = path_view(book, page, book.pages[page].output);
            let week = &view.weeks[0];
            assert_eq!((week.title.as_str(), week.minutes), ("See it", 52));
            assert_eq!(week.items[0].minutes, Some(7));
            assert_eq!(week.items[0].href.as_deref(), Some("../a.html"));
            assert_eq!(week.items[0].changed.as_deref(), Some("2026-10-01"));
            assert_eq!(week.items[1].minutes, None);
            assert!(week.items[2].meets && !week.items[0].meets);
            let keys: Vec<_> = week.items.iter().map(|item| item.key.as_str()).collect();
            assert_eq!(
                keys,
                [
                    "read-a-md",
                    "do-a-md",
                    "meet-meet-something",
                    "meet-meet-something-2"
                ]
            );
            let only = week.items[3].only.as_ref().map(|chip| chip.position);
            assert_eq!(only, Some("left"));
        });
    }

    #[test]
    fn segments_know_when_they_begin() {
        let segment = |minutes| Segment {
            minutes,
            ..Segment::default()
        };
        let views = segments(&[
            segment(Some(50)),
            segment(None),
            segment(Some(15)),
            segment(None),
        ]);
        let clocks: Vec<_> = views.iter().map(|view| view.clock.as_str()).collect();
        assert_eq!(clocks, ["0:00", "0:50", "0:50", "1:05"]);
    }
}
