//! Rules about those who answer for pages.

use std::collections::BTreeMap;

use super::finding::{Anchor, MOST_NAMES};
use super::overview::{Found, Handbook, Shown};
use crate::codes::Code;
use crate::input::kinds::Owners;
use crate::site::position::Position;
use crate::suggest::nearest;

/// Pages that one role can keep an eye on.
const MOST_OWNED: usize = 8;

/// Every owner is a role, and of the side for which it stands.
///
/// A handbook that has no pages of roles yet is not asked.
pub fn known(handbook: &Handbook, found: &mut Found) {
    let people = &handbook.site.people;
    if people.roles.is_empty() {
        return;
    }
    for page in &handbook.pages {
        for (side, role) in &page.facts.owners {
            let place = Anchor::Item("owners".into(), role.clone());
            match people.role(role) {
                None => {
                    let message = format!("`{role}` is not a role of this handbook");
                    found.add(
                        page,
                        (Code::E201, place),
                        message,
                        roles_like(handbook, role),
                    );
                }
                Some(at) => {
                    let (own, wanted) =
                        (people.roles[at].position, side_of(handbook, side));
                    if own != Position::None && wanted != Position::None && own != wanted
                    {
                        wrong_side(
                            handbook,
                            found,
                            (page, place),
                            (side, &people.roles[at].title, own),
                        );
                    }
                }
            }
        }
    }
}

fn wrong_side(
    handbook: &Handbook,
    found: &mut Found,
    (page, place): (&Shown, Anchor),
    (side, title, own): (&str, &str, Position),
) {
    let key = match own {
        Position::Left => handbook.job.settings.sides[0].id.as_str(),
        Position::Right => handbook.job.settings.sides[1].id.as_str(),
        Position::Outside => "outside",
        _ => "joint",
    };
    let message = format!(
        "{title} stands for `{side}`, and works for {}",
        of(handbook, own)
    );
    let help = format!("name a role of `{side}`, or write `{key}:` in front of this one");
    found.add(page, (Code::E202, place), message, help);
}

fn of(handbook: &Handbook, position: Position) -> String {
    match position {
        Position::Outside => "nobody here".to_owned(),
        position => handbook.side_name(position),
    }
}

/// The position of a key of `owners`.
fn side_of(handbook: &Handbook, key: &str) -> Position {
    match key {
        "joint" => Position::Joint,
        "outside" => Position::Outside,
        side => handbook.site.people.side(side).unwrap_or_default(),
    }
}

/// What to do about a name that is no role.
pub fn roles_like(handbook: &Handbook, name: &str) -> String {
    let roles = &handbook.site.people.roles;
    let names = roles
        .iter()
        .take(MOST_NAMES)
        .flat_map(|role| [role.slug.as_str(), role.title.as_str()]);
    match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let folder = handbook.job.kinds.folder_of("role").unwrap_or("roles");
            format!("name a role that has a page in {folder}/, or write one for it")
        }
    }
}

/// Whether a page belongs to both sides.
fn is_joint(page: &Shown) -> bool {
    let facts = page.facts;
    let both = page.kind.is_some_and(|kind| kind.owners == Owners::Both);
    let flows = facts.kind == "term" && facts.says("flows");
    page.is_live() && (both || flows) && !facts.says("single_team")
}

/// A joint page has an owner on each side.
pub fn both_sides(handbook: &Handbook, found: &mut Found) {
    for page in handbook.pages.iter().filter(|page| is_joint(page)) {
        let owners = &page.facts.owners;
        let [left, right] = &handbook.job.settings.sides;
        let has = |id: &str| owners.iter().any(|(side, _)| side == id);
        let missing = match (has(&left.id), has(&right.id)) {
            (true, false) => right,
            (false, true) => left,
            // Without any owner the field is missing, and that has been said.
            (false, false) if !owners.is_empty() => left,
            _ => continue,
        };
        let what = match page.facts.kind.as_str() {
            "term" => "a term that flows".to_owned(),
            kind => format!("a {kind} page"),
        };
        let message = format!(
            "{what} belongs to both teams, and has no owner in {}",
            missing.name
        );
        let help = match page.facts.kind.as_str() {
            "process" => format!(
                "add `{}:` and a role, or write `single_team: true` if only one team works here",
                missing.id
            ),
            _ => format!("add `{}:` and a role to `owners`", missing.id),
        };
        found.add(page, (Code::E203, Anchor::Field("owners")), message, help);
    }
}

/// Two owners are two people.
pub fn one_person(handbook: &Handbook, found: &mut Found) {
    let people = &handbook.site.people;
    for page in handbook.pages.iter().filter(|page| is_joint(page)) {
        let mut holders: BTreeMap<String, &str> = BTreeMap::new();
        for (_, role) in &page.facts.owners {
            let source = people.role(role).map(|at| &people.roles[at].source);
            let Some(own) = source.and_then(|source| handbook.page(source)) else {
                continue;
            };
            for name in own.facts.list("held_by") {
                if let Some(other) = holders.insert(name.clone(), role)
                    && other != role
                {
                    let message =
                        format!("{name} is both {other} and {role}, the two owners");
                    let help = "name another role on one side: two owners are two people";
                    let place = Anchor::Item("owners".into(), role.clone());
                    found.add(page, (Code::W204, place), message, help);
                }
            }
        }
    }
}

/// Nobody owns more pages than they can read.
pub fn load(handbook: &Handbook, found: &mut Found) {
    let people = &handbook.site.people;
    let mut owned = vec![0usize; people.roles.len()];
    let counted = handbook.pages.iter().filter(|page| {
        page.is_live() && !["term", "team", "role"].contains(&page.facts.kind.as_str())
    });
    for page in counted {
        let mut roles: Vec<usize> = page
            .facts
            .owners
            .iter()
            .filter_map(|(_, role)| people.role(role))
            .collect();
        roles.sort_unstable();
        roles.dedup();
        roles.into_iter().for_each(|role| owned[role] += 1);
    }
    for (role, count) in people.roles.iter().zip(owned) {
        if count > MOST_OWNED
            && let Some(page) = handbook.page(&role.source)
        {
            let message = format!(
                "{} owns {count} pages; {MOST_OWNED} can be looked after",
                role.title
            );
            let help = "give some of them to another role; `tandem list owners` shows who has which";
            found.add(page, (Code::W205, Anchor::Field("title")), message, help);
        }
    }
}
