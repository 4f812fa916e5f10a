//! Paths week by week, and workshops minute by minute.

use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::computed::Chip;
use super::details::{ItemView, PathView, SegmentView, WeekView, WorkshopView};
use super::generated::Plan;
use super::redirects::former_addresses;
use super::views::LinkView;
use crate::input::node::Node;
use crate::page::parts::{Item, Segment, Week};
use crate::paths::{OutputPath, slug};

/// Minutes in an ordinary week of a path, where it does not say.
const MINUTES_PER_WEEK: u32 = 120;

/// The weeks of a path, on its own page or on another one.
pub fn weeks(book: &Book, page: usize, from: &OutputPath) -> Vec<WeekView> {
    let mut keys = BTreeSet::new();
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
    keys: &mut BTreeSet<String>,
) -> WeekView {
    let items: Vec<ItemView> = week
        .items
        .iter()
        .map(|item| {
            let mut view = item_view(book, page, item, from);
            view.key = key_of(book, page, (week, item), keys);
            view.former = former_keys(book, page, item, &view.key);
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

/// Where an item leads: the address, and the page behind it.
pub fn aim<'a>(
    book: &'a Book,
    page: usize,
    item: &Item,
) -> (Option<&'a str>, Option<usize>) {
    let targets = &book.pages[page].targets;
    let target = item.target.as_ref();
    let target = target.and_then(|address| targets.get(address.as_str()));
    let to = target.and_then(|target| target.page.as_ref());
    (
        target.and_then(|target| target.href.as_deref()),
        to.and_then(|source| book.page(source)),
    )
}

/// The name under which devices keep the tick of an item.
///
/// It is made of the verb and of what the item leads to, so that another place or other words
/// keep the tick. What leads to no page, or to one that was there before, is told apart by its
/// week.
fn key_of(
    book: &Book,
    page: usize,
    (week, item): (&Week, &Item),
    keys: &mut BTreeSet<String>,
) -> String {
    let verb = book.job.kinds.vocabulary.english(&item.verb);
    let plain = match (aim(book, page, item), &item.target) {
        ((Some(href), Some(to)), _) => {
            key_to(&verb, book.pages[to].source.as_str(), href)
        }
        (_, Some(view)) if view.starts_with("view:") => as_key(&format!("{verb} {view}")),
        (_, Some(address)) => as_key(&format!("{verb} {address} {}", week.id)),
        (_, None) => as_key(&format!("{verb} {}", item.text)),
    };
    let mut key = plain.clone();
    let mut count = 1;
    while !keys.insert(key.clone()) {
        key = match count {
            1 => format!("{plain}-{}", week.id),
            _ => format!("{plain}-{}-{count}", week.id),
        };
        count += 1;
    }
    key
}

/// The key of an item that leads to a page.
fn key_to(verb: &str, source: &str, href: &str) -> String {
    let fragment = href.split_once('#').map_or("", |(_, fragment)| fragment);
    as_key(&format!("{verb} {source} {fragment}"))
}

/// A text as part of a key.
fn as_key(text: &str) -> String {
    let slug = slug(&text.replace(['/', '.', ':', '#'], "-"));
    slug.trim_matches('-').to_owned()
}

/// The keys that an item had while the page behind it stood at its old addresses.
fn former_keys(book: &Book, page: usize, item: &Item, key: &str) -> Vec<String> {
    let (Some(href), Some(to)) = aim(book, page, item) else {
        return Vec::new();
    };
    let verb = book.job.kinds.vocabulary.english(&item.verb);
    let target = &book.pages[to];
    let now = key_to(&verb, target.source.as_str(), href);
    let twin = key.strip_prefix(&*now).unwrap_or("");
    let addresses = former_addresses(book.job, target.facts);
    let sources = addresses
        .iter()
        .flat_map(|address| [format!("{address}.md"), format!("{address}/index.md")]);
    let keys = sources.map(|source| key_to(&verb, &source, href) + twin);
    keys.filter(|former| former != key).collect()
}

/// An item without its key.
fn item_view(book: &Book, page: usize, item: &Item, from: &OutputPath) -> ItemView {
    let own = &book.pages[page];
    let (href, to) = aim(book, page, item);
    let verb = book.job.kinds.vocabulary.english(&item.verb);
    let read = to
        .filter(|_| verb == "read")
        .map(|to| book.pages[to].facts.minutes);
    let reviewed = to.and_then(|to| book.pages[to].facts.reviewed);
    ItemView {
        key: String::new(),
        former: Vec::new(),
        meets: ["meet", "join"].contains(&verb.as_str()),
        verb,
        verb_word: item.verb.clone(),
        text: item.text.clone(),
        // Its address is seen from the path, which may be shown elsewhere.
        href: match (own.output == from, to, href) {
            (true, _, href) => href.map(str::to_owned),
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
            id: "w1".into(),
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
                    "meet-role-counterpart-w1",
                    "meet-role-counterpart-w1-w1"
                ]
            );
            let only = week.items[3].only.as_ref().map(|chip| chip.position);
            assert_eq!(only, Some("left"));
        });
    }

    #[test]
    fn an_item_knows_the_keys_that_it_had_while_its_page_stood_elsewhere() {
        let parts = Parts {
            weeks: vec![Week {
                id: "w1".into(),
                items: vec![item("Read", "../guides/new.md", None, None)],
                ..Week::default()
            }],
            ..Parts::default()
        };
        let sample = Sample::new()
            .page("guides/new.md", "title: New\naliases: [/old/name/]")
            .page_of("paths/p.md", "links: [../guides/new.md]", parts);
        sample.with_book(|book| {
            let page = book.reference("path:p", None).expect("the sample has it");
            let item = &weeks_of(book, page)[0];
            assert_eq!(item.key, "read-guides-new-md");
            assert_eq!(item.former, ["read-old-name-md", "read-old-name-index-md"]);
        });
    }

    #[test]
    fn an_item_keeps_its_key_when_it_is_moved_or_gets_other_words() {
        let week = |id: &str, items: &[&Item]| Week {
            id: id.into(),
            items: items.iter().map(|item| (*item).clone()).collect(),
            ..Week::default()
        };
        let keys = |weeks: Vec<Week>| -> BTreeSet<String> {
            let parts = Parts {
                weeks,
                ..Parts::default()
            };
            let sample = Sample::new().page("a.md", "title: A").page_of(
                "paths/p.md",
                "links: [../a.md, role:counterpart]",
                parts,
            );
            let mut keys = BTreeSet::new();
            sample.with_book(|book| {
                let page = book.reference("path:p", None).expect("the sample has it");
                let views = weeks_of(book, page);
                keys = views.into_iter().map(|item| item.key).collect();
            });
            keys
        };
        let read = item("Read", "../a.md", None, None);
        let meet = item("Meet", "role:counterpart", None, None);
        let before = keys(vec![week("w1", &[&read, &meet]), week("w2", &[])]);
        let mut renamed = meet.clone();
        renamed.text = "a coffee".into();
        let after = keys(vec![week("w2", &[&read]), week("w1", &[&renamed])]);
        assert_eq!(before, after);
    }

    fn weeks_of(book: &Book, page: usize) -> Vec<ItemView> {
        let weeks = weeks(book, page, book.pages[page].output);
        weeks.into_iter().flat_map(|week| week.items).collect()
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
