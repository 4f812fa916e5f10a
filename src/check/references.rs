//! Rules about names of pages and people: each of them is there.

use super::finding::{Anchor, MOST_NAMES};
use super::overview::{Found, Handbook, Shown};
use super::owners::roles_like;
use crate::codes::Code;
use crate::input::kinds::{FieldShape, Structure};
use crate::page::{At, Status};
use crate::paths::slug;
use crate::suggest::nearest;

/// What a reference leads to.
pub enum Reference<'h, 'a> {
    /// A page.
    Page(&'h Shown<'a>),
    /// A page without the id behind `#`.
    NoId(&'h Shown<'a>, &'h str),
    /// Nothing; with what to do about it.
    Nothing(String),
}

/// What `kind:slug#id` leads to, or a bare name where the kinds are known.
pub fn reference<'h, 'a>(
    handbook: &'h Handbook<'a>,
    written: &'h str,
    kinds: &[String],
) -> Reference<'h, 'a> {
    let written = written.trim();
    let (name, id) = match written.split_once('#') {
        Some((name, id)) => (name, Some(id)),
        None => (written, None),
    };
    let (given, name) = match name.split_once(':') {
        Some((kind, name)) if handbook.job.kinds.get(kind).is_some() => {
            (Some(kind), name)
        }
        _ => (None, name),
    };
    let all = || handbook.job.kinds.kinds.keys().map(String::as_str);
    let candidates: Vec<&str> = match (given, kinds.is_empty()) {
        (Some(kind), _) => vec![kind],
        (None, false) => kinds.iter().map(String::as_str).collect(),
        (None, true) => all().collect(),
    };
    let page = candidates
        .iter()
        .find_map(|kind| handbook.named(kind, name));
    match (page, id) {
        (Some(page), Some(id)) if !has_id(page, id) => Reference::NoId(page, id),
        (Some(page), _) => Reference::Page(page),
        (None, _) => {
            let slugs = candidates.iter().flat_map(|kind| handbook.slugs(kind));
            let help = match nearest(name, slugs) {
                Some(near) => match given {
                    Some(kind) => format!("did you mean `{kind}:{near}`?"),
                    None => format!("did you mean `{near}`?"),
                },
                None if given.is_none() && kinds.is_empty() => {
                    "write the kind and the name of the file, such as process:enquiry-handover".into()
                }
                None => format!("write the name of a file of kind {}", candidates.join(" or ")),
            };
            Reference::Nothing(help)
        }
    }
}

fn has_id(page: &Shown, id: &str) -> bool {
    let facts = page.facts;
    facts.headings.iter().any(|heading| heading.id == id)
        || facts.parts.ids.iter().any(|own| own == id)
        || facts.html_ids.contains(id)
}

/// The lists of references that any page may have, and the kinds they lead to.
const SHARED: [&str; 1] = ["related"];

/// Fields that name pages, each with what is written there.
pub fn named_pages<'a>(page: &Shown<'a>) -> Vec<(String, String, &'a [String])> {
    let mut named: Vec<(String, String, &[String])> = Vec::new();
    for item in &page.facts.related {
        named.push((SHARED[0].to_owned(), item.clone(), &[]));
    }
    let Some(kind) = page.kind else {
        return named;
    };
    let fields = kind.fields.iter().filter(|(_, field)| {
        matches!(field.shape, FieldShape::Reference | FieldShape::References)
    });
    for (name, field) in fields {
        for item in page.facts.list(name) {
            named.push((name.clone(), item, &field.to));
        }
    }
    named
}

/// What the fields of a page name is there.
pub fn fields(handbook: &Handbook, found: &mut Found) {
    for page in &handbook.pages {
        for (field, written, kinds) in named_pages(page) {
            let place = Anchor::Item(field.clone(), written.clone());
            missing(handbook, found, (page, place), &written, kinds);
        }
        for whom in &page.facts.audience {
            let place = Anchor::Item("audience".into(), whom.clone());
            if let Some(meant) = handbook.job.settings.audiences.like(whom) {
                let message = format!("there is no audience `{whom}`");
                let help = format!("did you mean `{meant}`?");
                found.add(page, (Code::E511, place), message, help);
            } else if handbook.site.people.find(whom).is_none() {
                nobody(handbook, found, (page, place), whom);
            }
        }
        sides(handbook, found, page);
        namesakes(handbook, found, page);
    }
}

/// A role or team with the name of one of the handbook's own audiences: nobody could tell
/// which of the two a mark means.
fn namesakes(handbook: &Handbook, found: &mut Found, page: &Shown) {
    let facts = page.facts;
    let audiences = &handbook.job.settings.audiences;
    let names = [page.source.stem().to_owned(), slug(&facts.title)];
    let is_person = ["role", "team"].contains(&facts.kind.as_str());
    if is_person && names.iter().any(|name| audiences.is_own(name)) {
        let message = format!("`{}` is an audience as well", facts.title);
        let help = "give the page or the audience another name";
        found.add(page, (Code::E510, Anchor::Field("title")), message, help);
    }
}

fn missing(
    handbook: &Handbook,
    found: &mut Found,
    (page, place): (&Shown, Anchor),
    written: &str,
    kinds: &[String],
) {
    match reference(handbook, written, kinds) {
        Reference::Page(_) => {}
        Reference::NoId(other, id) => {
            let message =
                format!("there is no heading or box `#{id}` on {}", other.facts.file);
            let ids = other
                .facts
                .headings
                .iter()
                .map(|heading| heading.id.as_str());
            let ids = ids.chain(other.facts.parts.ids.iter().map(String::as_str));
            let help = match nearest(id, ids) {
                Some(near) => format!("did you mean `#{near}`?"),
                None => {
                    "leave out what stands behind `#`, or give the place that id".into()
                }
            };
            found.add(page, (Code::E501, place), message, help);
        }
        Reference::Nothing(help) => {
            let what = match kinds {
                [kind] => kind.as_str(),
                _ => "page",
            };
            let message = format!("there is no {what} `{written}`");
            found.add(page, (Code::E501, place), message, help);
        }
    }
}

fn nobody(
    handbook: &Handbook,
    found: &mut Found,
    (page, place): (&Shown, Anchor),
    name: &str,
) {
    let people = &handbook.site.people;
    let roles = people.roles.iter().map(|role| role.slug.as_str());
    let teams = people.teams.iter().map(|team| team.slug.as_str());
    let sides = people.sides.iter().map(|side| side.id.as_str());
    let names = handbook.job.settings.audiences.names();
    let names = names.chain(sides).chain(teams).chain(roles);
    let help = match nearest(name, names.take(MOST_NAMES)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name an audience, a side, a team or a role of this handbook".to_owned(),
    };
    let message = format!("there is no audience, side, team or role `{name}`");
    found.add(page, (Code::E511, place), message, help);
}

/// Fields that name a side name one of them.
fn sides(handbook: &Handbook, found: &mut Found, page: &Shown) {
    let Some(kind) = page.kind else {
        return;
    };
    let fields = kind
        .fields
        .iter()
        .filter(|(_, field)| field.shape == FieldShape::Side);
    for (name, _) in fields {
        if let Some(side) = page.facts.text(name) {
            let place = Anchor::Item(name.clone(), side.clone());
            known_side(handbook, found, (page, place), &side, &["joint", "outside"]);
        }
    }
}

fn known_side(
    handbook: &Handbook,
    found: &mut Found,
    (page, place): (&Shown, Anchor),
    side: &str,
    others: &[&str],
) {
    let people = &handbook.site.people;
    if people.side(side).is_some() || others.contains(&side) {
        return;
    }
    let known: Vec<&str> = people
        .sides
        .iter()
        .map(|side| side.id.as_str())
        .chain(others.iter().copied())
        .collect();
    let help = match nearest(side, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.join(", ")),
    };
    let message = format!("there is no side `{side}`");
    found.add(page, (Code::E501, place), message, help);
}

/// Whom a step names is a role.
pub fn steps(handbook: &Handbook, found: &mut Found) {
    let people = &handbook.site.people;
    let is_of_steps = |page: &&Shown| {
        page.is_live()
            && page
                .kind
                .is_some_and(|kind| kind.structure == Structure::Steps)
    };
    if people.roles.is_empty() {
        return;
    }
    for page in handbook.pages.iter().filter(is_of_steps) {
        for (at, step) in page.facts.parts.steps.iter().enumerate() {
            let facts = [
                ("owner", &step.owners),
                ("approver", &step.approvers),
                ("ask", &step.ask),
                ("tell", &step.tell),
            ];
            for (key, names) in facts {
                for name in names.iter().filter(|name| people.find(name).is_none()) {
                    let place =
                        Anchor::InPart(At::StepFact(at, key.into()), name.clone());
                    let message = format!("`{name}` is not a role of this handbook");
                    found.add(
                        page,
                        (Code::E501, place),
                        message,
                        roles_like(handbook, name),
                    );
                }
            }
        }
    }
}

/// What boxes and leaves name is there.
pub fn boxes(handbook: &Handbook, found: &mut Found) {
    for page in handbook.pages.iter().filter(|page| page.is_live()) {
        let parts = &page.facts.parts;
        for (at, whom) in parts.only.iter().enumerate() {
            let audiences = &handbook.job.settings.audiences;
            let is_edition = || whom.split(',').all(|name| audiences.has(name.trim()));
            let is_somebody = || handbook.site.people.find(whom).is_some();
            // A box that names nobody is an error of the page alone.
            if !whom.is_empty() && !is_edition() && !is_somebody() {
                let place = Anchor::InPart(At::Only(at), whom.clone());
                nobody(handbook, found, (page, place), whom);
            }
        }
        for (at, myth) in parts.myths.iter().enumerate() {
            for (value, others) in [(&myth.by, ["both"]), (&myth.about, ["budget"])] {
                if let Some(side) = value {
                    let place = Anchor::InPart(At::Myth(at), side.clone());
                    known_side(handbook, found, (page, place), side, &others);
                }
            }
        }
        for (at, handoff) in parts.handoffs.iter().enumerate() {
            for side in [&handoff.from, &handoff.to].into_iter().flatten() {
                let place = Anchor::InPart(At::HandOff(at), side.clone());
                known_side(handbook, found, (page, place), side, &[]);
            }
        }
        leaves(handbook, found, page);
    }
}

fn leaves(handbook: &Handbook, found: &mut Found, page: &Shown) {
    let process = ["process".to_owned()];
    for (at, leaf) in page.facts.parts.leaves.iter().enumerate() {
        for (key, value) in &leaf.attributes {
            let place = Anchor::InPart(At::Leaf(at), value.clone());
            match (leaf.name.as_str(), key.as_str()) {
                _ if value.is_empty() => {}
                ("loop", "here") | ("raci" | "swimlane", "of") => {
                    missing(handbook, found, (page, place), value, &process);
                }
                ("handoffs" | "health", "side") => {
                    known_side(handbook, found, (page, place), value, &[]);
                }
                ("myths", "by") => {
                    known_side(handbook, found, (page, place), value, &["both"])
                }
                ("myths", "about") => {
                    known_side(handbook, found, (page, place), value, &["budget"]);
                }
                ("handoffs", "role") if handbook.site.people.role(value).is_none() => {
                    let message = format!("`{value}` is not a role of this handbook");
                    found.add(
                        page,
                        (Code::E501, place),
                        message,
                        roles_like(handbook, value),
                    );
                }
                _ => {}
            }
        }
    }
}

/// A retired page says what took its place.
pub fn replaced(handbook: &Handbook, found: &mut Found) {
    let retired = handbook
        .pages
        .iter()
        .filter(|page| page.facts.status == Status::Retired);
    for page in retired {
        match &page.facts.replaced_by {
            Some(other) => {
                let place = Anchor::Item("replaced_by".into(), other.clone());
                missing(handbook, found, (page, place), other, &[]);
            }
            None => {
                let message = "a retired page needs `replaced_by`, which is missing";
                let help = "write, for example, `replaced_by: process:enquiry-handover`, or delete the page";
                found.add(page, (Code::E102, Anchor::Field("status")), message, help);
            }
        }
    }
}
