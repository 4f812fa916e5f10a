//! Where pages stand on paths: which items of which weeks lead to them.

use std::collections::HashMap;

use super::book::Book;
use super::details::ItemView;
use super::generated::Plan;
use super::learning::{aim, weeks};
use super::views::{LinkView, StopView};
use crate::paths::OutputPath;

/// Items of paths that one page names; a page that more lead to is an overview.
const MOST_STOPS: usize = 6;

/// By address, the items of paths that lead to a page, be it written or generated.
pub struct Stops(HashMap<OutputPath, Vec<Stop>>);

/// An item of a path, from the page behind it.
struct Stop {
    path: usize,
    week_id: String,
    view: StopView,
}

impl Stops {
    /// Walks all paths, week by week.
    pub fn new(book: &Book, plan: &Plan) -> Self {
        let mut stops = Self(HashMap::new());
        for (path, own) in book.pages.iter().enumerate() {
            if !own.facts.parts.weeks.is_empty() && own.is_live() {
                stops.add_path(book, plan, path);
            }
        }
        stops
    }

    fn add_path(&mut self, book: &Book, plan: &Plan, path: usize) {
        let own = &book.pages[path];
        let views = weeks(book, path, own.output);
        for (week, shown) in own.facts.parts.weeks.iter().zip(views) {
            for (item, line) in week.items.iter().zip(shown.items) {
                let view = item
                    .target
                    .as_deref()
                    .and_then(|to| to.strip_prefix("view:"));
                let view = view.and_then(|name| plan.outputs.get(name));
                let (_, page) = aim(book, path, item);
                let output = page.map(|page| book.pages[page].output).or(view);
                let Some(output) = output.filter(|output| *output != own.output) else {
                    continue;
                };
                let known = self.0.entry(output.clone()).or_default();
                if known.len() < MOST_STOPS {
                    known.push(Stop {
                        path,
                        week_id: week.id.clone(),
                        view: stop(shown.number, line),
                    });
                }
            }
        }
    }

    /// The items that lead to the page at this address.
    pub fn views(&self, book: &Book, from: &OutputPath) -> Vec<StopView> {
        let stops = self.0.get(from).into_iter().flatten();
        let view = |stop: &Stop| StopView {
            path: LinkView {
                title: book.pages[stop.path].facts.title.clone(),
                href: book.part_href(stop.path, &stop.week_id, from),
            },
            of: book.address(stop.path),
            ..stop.view.clone()
        };
        stops.map(view).collect()
    }
}

fn stop(week: usize, item: ItemView) -> StopView {
    let place = item.href.as_deref().and_then(|href| href.split_once('#'));
    let whom = item.only.map_or("", |chip| chip.position);
    StopView {
        week,
        place: place.map_or("", |(_, place)| place).to_owned(),
        only: if ["left", "right"].contains(&whom) {
            whom
        } else {
            ""
        },
        key: item.key,
        former: item.former,
        verb: item.verb,
        verb_word: item.verb_word,
        text: item.text,
        ..StopView::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;
    use crate::page::Parts;
    use crate::page::parts::{Item, Week};

    fn path(targets: &[&str]) -> Parts {
        let item = |target: &&str| Item {
            verb: "Read".into(),
            text: "It".into(),
            target: Some((*target).to_owned()),
            ..Item::default()
        };
        let week = Week {
            id: "w1".into(),
            items: targets.iter().map(item).collect(),
            ..Week::default()
        };
        Parts {
            weeks: vec![week],
            ..Parts::default()
        }
    }

    #[test]
    fn a_page_knows_the_items_that_lead_to_it_and_no_more_than_it_can_show() {
        let many = ["../a.md"; 9];
        let sample = Sample::new()
            .page("a.md", "title: A")
            .page("b.md", "title: B")
            .page_of(
                "paths/p.md",
                "kind: path\ntitle: P\nlinks: [../a.md, ../b.md, p.md]",
                path(&["../a.md", "../b.md", "p.md", "view:health"]),
            )
            .page_of("paths/q.md", "kind: path\nlinks: [../a.md]", path(&many));
        sample.with_book(|book| {
            let at = |name: &str| book.reference(name, None).expect("the sample has it");
            let plan = Plan {
                outputs: [("health", OutputPath::new("health.html"))].into(),
                ..Plan::default()
            };
            let stops = Stops::new(book, &plan);
            let views = |name| stops.views(book, book.pages[at(name)].output);
            let first = &views("page:a")[0];
            assert_eq!(first.path.title, "P");
            assert_eq!(first.path.href, "paths/p.html#w1");
            assert_eq!(
                (first.of.as_str(), first.key.as_str()),
                ("paths/p.html", "read-a-md")
            );
            assert_eq!(views("page:a").len(), MOST_STOPS);
            assert_eq!(views("page:b").len(), 1);
            let health = stops.views(book, &OutputPath::new("health.html"));
            assert_eq!(health[0].key, "read-view-health");
            assert!(
                views("path:p").is_empty(),
                "a path does not lead back to itself"
            );
        });
    }
}
