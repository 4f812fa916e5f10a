//! Rules about how readers get to pages, and how long the way through a path is.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Anchor;
use super::overview::{Found, Handbook, Shown};
use super::references::{Reference, named_pages, reference};
use crate::codes::Code;
use crate::input::kinds::Structure;
use crate::page::At;
use crate::page::parts::{Item, Week};
use crate::site::flows::Party;
use crate::site::people::Who;
use crate::site::position::Position;

/// Minutes in a week of a path that does not say.
const MINUTES_PER_WEEK: u32 = 120;
/// Kinds whose pages a list of the handbook shows.
const LISTED: [&str; 3] = ["role", "team", "term"];

/// Every page is named by another one.
pub fn unlinked(handbook: &Handbook, found: &mut Found) {
    let reached = reached(handbook);
    for (at, page) in handbook.pages.iter().enumerate() {
        let layout = page.linked.view.layout.as_str();
        let is_door =
            page.source.index_rank().is_some() || ["home", "index"].contains(&layout);
        let is_listed = LISTED.contains(&page.facts.kind.as_str());
        if reached.contains(&at) || is_door || is_listed || !page.is_live() {
            continue;
        }
        let message = "no other page leads here";
        let help =
            "link to it from where readers need it, or name it there under `related:`";
        found.add(page, (Code::W505, Anchor::Page), message, help);
    }
}

/// Pages that another page names in its text or its fields.
fn reached(handbook: &Handbook) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    for (at, page) in handbook.pages.iter().enumerate() {
        let linked = page.linked.targets.keys();
        let linked = linked.filter_map(|address| handbook.behind(page, address));
        let own: BTreeSet<usize> = linked.chain(named(handbook, page)).collect();
        reached.extend(own.into_iter().filter(|other| *other != at));
    }
    reached
}

fn named(handbook: &Handbook, page: &Shown) -> Vec<usize> {
    let mut named = Vec::new();
    let mut note =
        |written: &str, kinds: &[String]| match reference(handbook, written, kinds) {
            Reference::Page(other) | Reference::NoId(other, _) => {
                named.extend(handbook.place(other.source));
            }
            Reference::Nothing(_) => {}
        };
    for (_, written, kinds) in named_pages(page) {
        note(&written, kinds);
    }
    if let Some(other) = &page.facts.replaced_by {
        note(other, &[]);
    }
    for leaf in &page.facts.parts.leaves {
        for key in ["of", "here"] {
            if let Some(process) =
                leaf.attributes.get(key).filter(|name| !name.is_empty())
            {
                note(process, &["process".to_owned()]);
            }
        }
    }
    let flows = &handbook.site.flows;
    if let Some(at) = flows.process_of_page(page.source) {
        let own = &flows.processes[at];
        let others = own
            .takes
            .iter()
            .chain(&own.gives)
            .flat_map(|flow| &flow.others);
        named.extend(others.filter_map(|party| match party {
            Party::Process(other) => handbook.place(&flows.processes[*other].source),
            _ => None,
        }));
    }
    named
}

/// Every week of a path meets the other side and fits into its minutes.
pub fn weeks(handbook: &Handbook, found: &mut Found) {
    let is_path = |page: &&Shown| {
        page.kind
            .is_some_and(|kind| kind.structure == Structure::Stops)
    };
    for page in handbook
        .pages
        .iter()
        .filter(|page| page.is_live())
        .filter(is_path)
    {
        let most = page.facts.text("minutes_per_week");
        let most = most
            .and_then(|text| text.parse().ok())
            .unwrap_or(MINUTES_PER_WEEK);
        for (at, week) in page.facts.parts.weeks.iter().enumerate() {
            let place = || Anchor::Part(At::Week(at));
            if !week.items.iter().any(|item| meets(handbook, page, item)) {
                let message = format!("nobody meets the other side in “{}”", week.title);
                let help = "add a line such as `- [ ] **Meet** [your counterpart](role:counterpart) (30 min)`";
                found.add(page, (Code::W412, place()), message, help);
            }
            let minutes = minutes(handbook, page, week);
            if minutes > most {
                let message = format!(
                    "“{}” takes {minutes} minutes; {most} are planned",
                    week.title
                );
                let help = "move something to another week, or write a larger `minutes_per_week`";
                found.add(page, (Code::W414, place()), message, help);
            }
        }
    }
}

/// Words that stand for whoever works on the other side.
const OTHERS: [&str; 8] = [
    "counterpart",
    "opposite number",
    "other team",
    "other side",
    "gegenüber",
    "andere team",
    "anderen team",
    "andere seite",
];

/// Whether an item brings the learner together with the other side.
fn meets(handbook: &Handbook, page: &Shown, item: &Item) -> bool {
    let verb = handbook.job.kinds.vocabulary.english(&item.verb);
    if !["meet", "join"].contains(&verb.as_str()) {
        return false;
    }
    let text = item.text.to_lowercase();
    if OTHERS.iter().any(|word| text.contains(word)) {
        return true;
    }
    let people = &handbook.site.people;
    let whom = match &item.only {
        Some(only) => people.position(only),
        None => Position::together(
            page.facts.audience.iter().map(|name| people.position(name)),
        ),
    };
    item.addresses.iter().any(|address| {
        if address == "role:counterpart" {
            return true;
        }
        let other = handbook.behind(page, address).and_then(|at| {
            let source = handbook.pages[at].source;
            let role = people.role_of_page(source).map(Who::Role);
            role.or_else(|| people.team_of_page(source).map(Who::Team))
        });
        let position = other.map_or(Position::None, |who| people.position_of(who));
        position.opposite().is_some() && position != whom
    })
}

/// How long a week takes a reader; of several variants the longest counts.
fn minutes(handbook: &Handbook, page: &Shown, week: &Week) -> u32 {
    let words = &handbook.job.kinds.vocabulary;
    let mut variants: BTreeMap<&str, u32> = BTreeMap::new();
    for item in &week.items {
        let target = item
            .target
            .as_deref()
            .filter(|_| words.english(&item.verb) == "read");
        let read = target.and_then(|address| handbook.behind(page, address));
        let read = read.map_or(0, |at| handbook.pages[at].facts.minutes);
        let whom = item.only.as_deref().unwrap_or("");
        *variants.entry(whom).or_default() += item.minutes.unwrap_or(read);
    }
    let all = variants.remove("").unwrap_or(0);
    all + variants.values().max().copied().unwrap_or(0)
}
