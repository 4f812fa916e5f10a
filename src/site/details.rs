//! What the pages of each kind show of the rest of the handbook, besides their text.

use std::collections::BTreeSet;

use serde::Serialize;

use super::computed::{
    ChangeView, Chip, Computed, EvidenceView, HandOffView, HealthView, LimitView,
    LoopView, MythView, StepView, TermView,
};
use super::views::{CardView, LinkView};

/// What a role's page shows of the rest of the handbook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RoleView {
    /// The role.
    pub role: Chip,
    /// Its team.
    pub team: Option<LinkView>,
    /// The name of the team's side.
    pub side: String,
    /// The role on the other side.
    pub counterpart: Option<Chip>,
    /// The name of the counterpart's side.
    pub counterpart_side: String,
    /// Who holds it.
    pub held_by: Vec<String>,
    /// What reaches it.
    pub receives: Vec<HandOffView>,
    /// What it passes on.
    pub passes: Vec<HandOffView>,
    /// The steps that name it, and its part: `R`, `A`, `RA`, `C` or `I`.
    pub steps: Vec<(StepView, LinkView, &'static str)>,
    /// What the other side says about its own.
    pub said: Vec<MythView>,
    /// Where to start.
    pub start: Vec<StartView>,
    /// Pages for this role or its team.
    pub audience: Vec<CardView>,
    /// Pages that it owns.
    pub owns: Vec<CardView>,
}

/// A page to start with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StartView {
    /// The page.
    #[serde(flatten)]
    pub card: CardView,
    /// How long it takes to read.
    pub minutes: u32,
    /// For a path: how many items it has.
    pub items: usize,
}

/// What a team's page shows of the rest of the handbook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TeamView {
    /// Its side.
    pub position: &'static str,
    /// The side's name.
    pub side: String,
    /// Who leads it.
    pub lead: Option<Chip>,
    /// Where to reach it.
    pub channel: Option<String>,
    /// What it asks for, with the hand-off that brings it.
    pub asks_for: Vec<(LinkView, Option<HandOffView>)>,
    /// What it offers.
    pub offers: Vec<(LinkView, Option<HandOffView>)>,
    /// Its roles.
    pub roles: Vec<Chip>,
    /// Processes that it leads.
    pub leads: Vec<CardView>,
    /// Pages for this team.
    pub audience: Vec<CardView>,
}

/// What a process's page shows besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ProcessView {
    /// Which side leads it.
    pub leads: Option<Chip>,
    /// When it starts.
    pub starts_when: Option<String>,
    /// When it ends.
    pub ends_when: Option<String>,
    /// What it takes, and from whom.
    pub takes: Vec<(LinkView, Vec<LinkView>)>,
    /// What it gives, and to whom.
    pub gives: Vec<(LinkView, Vec<LinkView>)>,
    /// What is counted.
    pub measures: Vec<String>,
    /// The three tightest limits: what, and how long.
    pub headlines: Vec<(LinkView, LimitView)>,
    /// How many steps.
    pub steps: usize,
    /// How many hand-offs.
    pub handoffs: usize,
    /// The process before on the ring.
    pub before: Option<LinkView>,
    /// The process after on the ring.
    pub after: Option<LinkView>,
}

/// What a playbook's page shows besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PlaybookView {
    /// When to use it.
    pub use_when: Option<String>,
    /// What is needed.
    pub you_need: Option<String>,
    /// What comes of it.
    pub you_get: Option<String>,
    /// How long it takes.
    pub takes_time: Option<String>,
    /// Processes that it supports.
    pub feeds: Vec<LinkView>,
}

/// What a path's page shows besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PathView {
    /// The weeks.
    pub weeks: Vec<WeekView>,
    /// How many items in all.
    pub items: usize,
    /// Minutes in an ordinary week.
    pub minutes_per_week: u32,
    /// The names of those whom it is for.
    pub audience: Vec<LinkView>,
}

/// A week of a path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct WeekView {
    /// From one.
    pub number: usize,
    /// The id of its heading.
    pub id: String,
    /// Its title without `Week 1:`.
    pub title: String,
    /// The title as written.
    pub full_title: String,
    /// What the learner can do afterwards, as text.
    pub outcome: String,
    /// Minutes in all, the longest variant counted.
    pub minutes: u32,
    /// What there is to do.
    pub items: Vec<ItemView>,
}

/// An item of a week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ItemView {
    /// Stays the same when items move: made from the target, or from the text.
    pub key: String,
    /// The keys that it had while the page behind it stood at the addresses of its `aliases`.
    pub former: Vec<String>,
    /// `read`, `do`, `watch`, `meet`, `join` or `check`; anything else in lower case.
    pub verb: String,
    /// As written, such as `Read`.
    pub verb_word: String,
    /// The line as text, without verb and minutes.
    pub text: String,
    /// The target, if it leads to a page.
    pub href: Option<String>,
    /// When the target was last reviewed, as ISO date.
    pub changed: Option<String>,
    /// Minutes; computed from the target where they are left out.
    pub minutes: Option<u32>,
    /// Whether it brings the learner together with the other side.
    pub meets: bool,
    /// For whom it is: the name and the position.
    pub only: Option<Chip>,
}

/// What a workshop's page shows besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct WorkshopView {
    /// Minutes in all.
    pub minutes: u32,
    /// Fewest people.
    pub people_min: Option<u32>,
    /// Most people.
    pub people_max: Option<u32>,
    /// The least share of each side, in percent.
    pub each_side: Option<u32>,
    /// What people can do afterwards.
    pub outcomes: Vec<String>,
    /// What to bring.
    pub materials: Vec<String>,
    /// The agenda.
    pub segments: Vec<SegmentView>,
    /// The overview page.
    pub overview: LinkView,
    /// The sheets for participants, if there are any.
    pub handout: Option<LinkView>,
    /// The guide for whoever leads, if this edition has it.
    pub guide: Option<LinkView>,
    /// The cards, if there are any.
    pub cards: Option<LinkView>,
}

/// A segment of an agenda.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SegmentView {
    /// The id of its heading.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Minutes since the beginning, such as `0:25`.
    pub clock: String,
    /// How long it takes.
    pub minutes: u32,
    /// `alone`, `pairs`, `tables` or `room`.
    pub mode: Option<String>,
}

/// What the page of a kind shows besides its text; templates see it as `detail`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Detail {
    /// Nothing.
    #[default]
    None,
    /// A process.
    Process(Box<ProcessView>),
    /// A playbook.
    Playbook(Box<PlaybookView>),
    /// A path.
    Path(Box<PathView>),
    /// A workshop.
    Workshop(Box<WorkshopView>),
    /// A term.
    Term(Box<TermView>),
    /// A team.
    Team(Box<TeamView>),
    /// A role.
    Role(Box<RoleView>),
    /// The home page.
    Home(Box<HomeView>),
}

/// What the home page shows besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct HomeView {
    /// The ring.
    pub loop_view: Option<LoopView>,
    /// One myth from each side.
    pub overheard: Vec<MythView>,
    /// All hand-offs, or those with the tightest limits.
    pub handoffs: Vec<HandOffView>,
    /// How many hand-offs there are in all.
    pub all_handoffs: usize,
    /// How fresh the handbook is.
    pub health: HealthView,
    /// What changed last.
    pub changes: Vec<ChangeView>,
    /// The path to start with.
    pub path: Option<LinkView>,
    /// Addresses in its text that lead to what concerns the left side alone, and the right.
    pub concerns: [BTreeSet<String>; 2],
}

/// What the parts of one page look like with everybody's names and addresses filled in;
/// each list runs beside the one of the same name in `page::parts::Parts`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PartsView {
    /// Steps or moves.
    pub steps: Vec<StepView>,
    /// Hand-offs.
    pub handoffs: Vec<HandOffView>,
    /// Myths.
    pub myths: Vec<MythView>,
    /// Evidence of each myth.
    pub myth_evidence: Vec<Vec<EvidenceView>>,
    /// Evidence outside myths.
    pub evidence: Vec<EvidenceView>,
    /// Weeks of a path.
    pub weeks: Vec<WeekView>,
    /// The agenda.
    pub segments: Vec<SegmentView>,
    /// Whom each `only` box is for.
    pub only: Vec<Chip>,
    /// What each leaf shows.
    pub leaves: Vec<Computed>,
}
