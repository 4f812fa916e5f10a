//! Whom pages name: roles, teams and the two sides, however writers write them.

use std::collections::BTreeMap;

use super::LinkJob;
use super::computed::Chip;
pub use super::position::Position;
use super::routes::Routes;
use crate::input::settings::Side;
use crate::page::Facts;
use crate::page::parts::Step;
use crate::paths::{OutputPath, SourcePath, UrlStyle, title_from_name};

/// Everybody whom a handbook names.
#[derive(Clone, Debug, Default, Hash)]
pub struct People {
    /// The roles, by path.
    pub roles: Vec<Role>,
    /// The teams, by path.
    pub teams: Vec<Team>,
    /// The two sides, left first.
    pub sides: Vec<Side>,
    names: BTreeMap<String, Who>,
    team_names: BTreeMap<String, usize>,
    /// Roles without a page, on the side for which they own pages.
    owners: BTreeMap<String, Position>,
    joint: String,
    style: UrlStyle,
}

/// A role with a page.
#[derive(Clone, Debug, Hash)]
pub struct Role {
    /// The name of its file.
    pub slug: String,
    /// Its name for people.
    pub title: String,
    /// Its team as written.
    pub team: Option<String>,
    /// Whose side its team is on.
    pub position: Position,
    /// The role on the other side, as written.
    pub counterpart: Option<String>,
    /// Its page.
    pub source: SourcePath,
    /// Where that is.
    pub output: OutputPath,
}

/// A team with a page.
#[derive(Clone, Debug, Hash)]
pub struct Team {
    /// The name of its file.
    pub slug: String,
    /// Its name for people.
    pub title: String,
    /// Whose side it is on.
    pub position: Position,
    /// Its page.
    pub source: SourcePath,
    /// Where that is.
    pub output: OutputPath,
}

/// Somebody whom a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// A role, by its place in `roles`.
    Role(usize),
    /// A team, by its place in `teams`.
    Team(usize),
    /// A side, by its place in `sides`.
    Side(usize),
}

/// The form in which a title, a slug and any capitals are the same.
pub fn name_key(name: &str) -> String {
    let plain = name.to_lowercase().replace(['-', '_'], " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl People {
    /// Collects everybody from the pages of roles and teams that are shown.
    pub fn new(job: &LinkJob, routes: &Routes) -> Self {
        let words = job.words.get("joint").cloned();
        let mut people = Self {
            sides: job.settings.sides.to_vec(),
            joint: words.unwrap_or_else(|| "Together".to_owned()),
            style: job.settings.url_style,
            ..Self::default()
        };
        for (at, side) in job.settings.sides.iter().enumerate() {
            for name in [&side.id, &side.name] {
                people.names.insert(name_key(name), Who::Side(at));
            }
        }
        let of_kind = |kind| {
            let pages = routes.pages.iter();
            pages.filter(move |(_, page)| page.facts.kind == kind)
        };
        for (source, page) in of_kind("team") {
            people.add_team(source, &page.output, &page.facts);
        }
        for (source, page) in of_kind("role") {
            people.add_role(source, &page.output, &page.facts);
        }
        for page in routes.pages.values() {
            people.note_owners(&page.facts);
        }
        people
    }

    fn add_team(&mut self, source: &SourcePath, output: &OutputPath, facts: &Facts) {
        let at = self.teams.len();
        let slug = source.stem().to_owned();
        let side = facts.text("side");
        let position = match side.as_deref() {
            Some("joint") => Position::Joint,
            Some("outside") => Position::Outside,
            Some(side) => self.side(side).unwrap_or_default(),
            None => self.side(&slug).unwrap_or_default(),
        };
        for name in [&slug, &facts.title] {
            self.names.insert(name_key(name), Who::Team(at));
            self.team_names.entry(name_key(name)).or_insert(at);
        }
        self.teams.push(Team {
            slug,
            title: facts.title.clone(),
            position,
            source: source.clone(),
            output: output.clone(),
        });
    }

    fn add_role(&mut self, source: &SourcePath, output: &OutputPath, facts: &Facts) {
        let at = self.roles.len();
        let slug = source.stem().to_owned();
        let team = facts.text("team");
        let of_team = team.as_deref().map(|team| self.position_of_team(team));
        let names = [
            Some(slug.clone()),
            Some(facts.title.clone()),
            facts.text("plural"),
        ];
        for name in names.into_iter().flatten() {
            let known = self.names.entry(name_key(&name)).or_insert(Who::Role(at));
            // Of two roles the first keeps the name; a role goes before a team or a side.
            if !matches!(known, Who::Role(_)) {
                *known = Who::Role(at);
            }
        }
        self.roles.push(Role {
            slug,
            title: facts.title.clone(),
            team,
            position: of_team.unwrap_or_default(),
            counterpart: facts.text("counterpart"),
            source: source.clone(),
            output: output.clone(),
        });
    }

    /// A role without a page stands where it owns something.
    fn note_owners(&mut self, facts: &Facts) {
        for (side, role) in &facts.owners {
            let key = name_key(strip(role, "role:"));
            if let (Some(position), false) =
                (self.side(side), self.names.contains_key(&key))
            {
                let known = self.owners.entry(key).or_insert(position);
                *known = Position::together([*known, position]);
            }
        }
    }

    /// The side with this id or name.
    pub fn side(&self, name: &str) -> Option<Position> {
        let key = name_key(name);
        let is_named =
            |side: &Side| name_key(&side.id) == key || name_key(&side.name) == key;
        self.sides.iter().position(is_named).map(Position::of_side)
    }

    /// Whom a name stands for: a role, else a team, else a side.
    pub fn find(&self, name: &str) -> Option<Who> {
        match name.trim().split_once(':') {
            Some(("role", name)) => self.role(name).map(Who::Role),
            Some(("team", name)) => self.team(name).map(Who::Team),
            _ => self.names.get(&name_key(name)).copied(),
        }
    }

    /// The role of this name, by its place in `roles`.
    pub fn role(&self, name: &str) -> Option<usize> {
        match self.names.get(&name_key(strip(name, "role:"))) {
            Some(Who::Role(at)) => Some(*at),
            _ => None,
        }
    }

    /// The team of this name, by its place in `teams`.
    pub fn team(&self, name: &str) -> Option<usize> {
        self.team_names
            .get(&name_key(strip(name, "team:")))
            .copied()
    }

    /// The role that a page is about.
    pub fn role_of_page(&self, source: &SourcePath) -> Option<usize> {
        self.roles
            .binary_search_by(|role| role.source.cmp(source))
            .ok()
    }

    /// The team that a page is about.
    pub fn team_of_page(&self, source: &SourcePath) -> Option<usize> {
        self.teams
            .binary_search_by(|team| team.source.cmp(source))
            .ok()
    }

    fn position_of_team(&self, name: &str) -> Position {
        match self.team(name) {
            Some(at) => self.teams[at].position,
            None => self.side(name).unwrap_or_default(),
        }
    }

    /// Whose side somebody known is on.
    pub fn position_of(&self, who: Who) -> Position {
        match who {
            Who::Role(at) => self.roles[at].position,
            Who::Team(at) => self.teams[at].position,
            Who::Side(at) => Position::of_side(at),
        }
    }

    /// Whose side somebody is on.
    pub fn position(&self, name: &str) -> Position {
        match self.find(name) {
            Some(who) => self.position_of(who),
            None => {
                let key = name_key(strip(name, "role:"));
                self.owners.get(&key).copied().unwrap_or_default()
            }
        }
    }

    /// Whose step it is: that of its owners, or of the lane that it names.
    pub fn position_of_step(&self, step: &Step) -> Position {
        if let Some(lane) = &step.lane {
            let side = self.side(lane);
            return side.unwrap_or(match self.position(lane) {
                own @ (Position::Left | Position::Right | Position::Joint) => own,
                _ => Position::Outside,
            });
        }
        Position::together(step.owners.iter().map(|name| self.position(name)))
    }

    /// The name of a side, of both, or nothing.
    pub fn side_name(&self, position: Position) -> String {
        match position {
            Position::Left => self.sides[0].name.clone(),
            Position::Right => self.sides[1].name.clone(),
            Position::Joint => self.joint.clone(),
            Position::Outside | Position::None => String::new(),
        }
    }

    /// The role on the other side of a role, if it names one that is known.
    pub fn counterpart(&self, role: usize) -> Option<usize> {
        let name = self.roles[role].counterpart.as_deref()?;
        self.role(name)
    }

    /// One word for somebody, the same however they are written: the slug of a known one.
    pub fn id(&self, name: &str) -> String {
        match self.find(name) {
            Some(Who::Role(at)) => self.roles[at].slug.clone(),
            Some(Who::Team(at)) => format!("team:{}", self.teams[at].slug),
            Some(Who::Side(at)) => format!("side:{}", self.sides[at].id),
            None => name_key(strip(name, "role:")).replace(' ', "-"),
        }
    }

    /// What somebody is called; names that are not known stay as written.
    pub fn title(&self, name: &str) -> String {
        match self.find(name) {
            Some(Who::Role(at)) => self.roles[at].title.clone(),
            Some(Who::Team(at)) => self.teams[at].title.clone(),
            Some(Who::Side(at)) => self.sides[at].name.clone(),
            None => {
                let name = strip(strip(name, "role:"), "team:").trim();
                let is_slug = !name.contains(char::is_uppercase) && !name.contains(' ');
                if is_slug {
                    title_from_name(name)
                } else {
                    name.to_owned()
                }
            }
        }
    }

    /// Somebody as a chip on the page at `from`.
    pub fn chip(&self, name: &str, from: &OutputPath) -> Chip {
        match self.find(name) {
            Some(who) => self.chip_of(who, from),
            None => Chip {
                title: self.title(name),
                href: None,
                position: self.position(name).word(),
            },
        }
    }

    /// Somebody known as a chip.
    pub fn chip_of(&self, who: Who, from: &OutputPath) -> Chip {
        let (title, output) = match who {
            Who::Role(at) => (&self.roles[at].title, Some(&self.roles[at].output)),
            Who::Team(at) => (&self.teams[at].title, Some(&self.teams[at].output)),
            Who::Side(at) => (&self.sides[at].name, None),
        };
        Chip {
            title: title.clone(),
            href: output.map(|output| from.href_to(output, self.style)),
            position: self.position_of(who).word(),
        }
    }

    /// Several as chips, each once.
    pub fn chips<'n>(
        &self,
        names: impl IntoIterator<Item = &'n String>,
        from: &OutputPath,
    ) -> Vec<Chip> {
        let mut chips: Vec<Chip> = Vec::new();
        for name in names {
            let chip = self.chip(name, from);
            if !chips.contains(&chip) {
                chips.push(chip);
            }
        }
        chips
    }

    /// Whether what is meant for `audience` is meant for a role, through its team or side.
    pub fn is_for_role(&self, audience: &str, role: usize) -> bool {
        let own = &self.roles[role];
        match self.find(audience) {
            Some(Who::Role(at)) => at == role,
            Some(Who::Team(at)) => {
                own.team.as_deref().and_then(|team| self.team(team)) == Some(at)
            }
            Some(Who::Side(at)) => own.position == Position::of_side(at),
            None => false,
        }
    }
}

fn strip<'n>(name: &'n str, prefix: &str) -> &'n str {
    let name = name.trim();
    name.strip_prefix(prefix).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, output};
    use super::*;

    fn people() -> People {
        let sample = Sample::new()
            .page("teams/sales.md", "title: Sales\nside: sales")
            .page("teams/brand.md", "title: The brand team\nside: marketing")
            .page("teams/ops.md", "title: Revenue operations\nside: joint")
            .page(
                "roles/rep.md",
                "title: Sales rep\nplural: Sales reps\nteam: sales\ncounterpart: demand-manager",
            )
            .page("roles/demand-manager.md", "title: Demand manager\nteam: brand")
            .page("roles/analyst.md", "title: Analyst\nteam: ops")
            .page("a.md", "title: A\nowners: { marketing: content-lead, sales: rep }");
        sample.people()
    }

    fn step(owners: &[&str], lane: Option<&str>) -> Step {
        Step {
            owners: owners.iter().map(|name| (*name).to_owned()).collect(),
            lane: lane.map(str::to_owned),
            ..Step::default()
        }
    }

    #[test]
    fn people_are_known_by_slug_title_plural_and_reference() {
        let people = people();
        let rep = people.role("rep");
        assert!(rep.is_some());
        for name in ["Sales rep", "SALES REPS", "role:rep", " sales-rep "] {
            assert_eq!(people.role(name), rep, "{name}");
        }
        assert_eq!(people.role("sales"), None);
        assert_eq!(
            people.find("sales").map(|who| matches!(who, Who::Team(_))),
            Some(true)
        );
        assert_eq!(people.find("Marketing"), Some(Who::Side(0)));
        assert_eq!(people.find("team:the brand team"), people.find("brand"));
        assert_eq!(people.id("Sales reps"), "rep");
        assert_eq!(people.id("Head of Nothing"), "head-of-nothing");
        assert_eq!(people.title("head-of-nothing"), "Head of nothing");
        assert_eq!(people.title("Head of Nothing"), "Head of Nothing");
    }

    #[test]
    fn a_role_stands_on_the_side_of_its_team_or_where_it_owns_pages() {
        let people = people();
        assert_eq!(people.position("rep"), Position::Right);
        assert_eq!(people.position("Demand manager"), Position::Left);
        assert_eq!(people.position("analyst"), Position::Joint);
        assert_eq!(people.position("Content lead"), Position::Left);
        assert_eq!(people.position("nobody"), Position::None);
        let rep = people.role("rep").and_then(|rep| people.counterpart(rep));
        assert_eq!(rep, people.role("demand-manager"));
    }

    #[test]
    fn a_step_stands_where_all_its_owners_do() {
        let people = people();
        let of = |owners: &[&str], lane| people.position_of_step(&step(owners, lane));
        assert_eq!(of(&["rep"], None), Position::Right);
        assert_eq!(of(&["rep", "Demand manager"], None), Position::Joint);
        assert_eq!(of(&["rep", "Analyst"], None), Position::Joint);
        assert_eq!(of(&["rep", "somebody"], None), Position::Right);
        assert_eq!(of(&[], None), Position::None);
        assert_eq!(of(&[], Some("Customer")), Position::Outside);
        assert_eq!(of(&[], Some("Sales")), Position::Right);
    }

    #[test]
    fn chips_lead_from_where_they_stand() {
        let people = people();
        let chip = people.chip("Sales reps", &output("processes/a.html"));
        assert_eq!(chip.title, "Sales rep");
        assert_eq!(chip.href.as_deref(), Some("../roles/rep.html"));
        assert_eq!(chip.position, "right");
        let names = ["rep".to_owned(), "role:rep".to_owned(), "Legal".to_owned()];
        assert_eq!(people.chips(&names, &output("a.html")).len(), 2);
    }

    #[test]
    fn what_is_for_a_team_or_a_side_is_for_its_roles() {
        let people = people();
        let rep = people.role("rep").expect("the sample has this role");
        let is_for = |audience: &str| people.is_for_role(audience, rep);
        assert!(is_for("rep") && is_for("sales") && is_for("team:sales"));
        assert!(!is_for("brand") && !is_for("marketing") && !is_for("legal"));
    }
}
