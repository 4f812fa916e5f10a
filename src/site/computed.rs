//! Views computed from the content: plain data, ready to print or to draw.
//!
//! Every address is relative to the page that shows it. Positions are `left`, `right`,
//! `joint`, `outside` or `none`.

use serde::Serialize;

pub use super::views::FreshView;
use super::views::{DateView, LinkView};

/// A role, as a chip.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Chip {
    /// The role's name for people.
    pub title: String,
    /// Its page, if it has one.
    pub href: Option<String>,
    /// Whose side it is on.
    pub position: &'static str,
}

/// A time limit or a rhythm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct LimitView {
    /// Such as `4 working hours` or `monthly`.
    pub words: String,
    /// True for `monthly` and the like.
    pub rhythm: bool,
}

/// A step of a process, or a move of a playbook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StepView {
    /// From one.
    pub number: usize,
    /// The id of its heading.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Address of the step; `#id` on its own page.
    pub href: String,
    /// Where it stands.
    pub position: &'static str,
    /// The name of the side, of both, or of the lane outside.
    pub lane: String,
    /// Who does it.
    pub owners: Vec<Chip>,
    /// Who answers for it.
    pub approvers: Vec<Chip>,
    /// Who is asked before.
    pub ask: Vec<Chip>,
    /// Who is told after.
    pub tell: Vec<Chip>,
    /// The time limit.
    pub limit: Option<LimitView>,
    /// The step to which refused work returns.
    pub back_to: Option<LinkView>,
    /// The condition on the way into it.
    pub when: Option<String>,
}

/// Work that changes hands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct HandOffView {
    /// Such as `H1`; numbered within its process when it has no id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Where it is defined.
    pub href: String,
    /// The process that defines it.
    pub process: LinkView,
    /// What is handed over.
    pub gives: Option<LinkView>,
    /// Position of the side that gives: `left` or `right`.
    pub from: &'static str,
    /// Its name.
    pub from_name: String,
    /// Position of the side that receives.
    pub to: &'static str,
    /// Its name.
    pub to_name: String,
    /// The time limit.
    pub limit: Option<LimitView>,
    /// Conditions for leaving, as text.
    pub leaves: Vec<String>,
    /// Conditions for entering.
    pub enters: Vec<String>,
    /// Reasons to send it back.
    pub comes_back: Vec<String>,
    /// The roles of the step before.
    pub givers: Vec<Chip>,
    /// The roles of the step after.
    pub receivers: Vec<Chip>,
}

/// The lanes of a process and what runs through them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SwimlaneView {
    /// The process.
    pub process: LinkView,
    /// Lanes outside first, then left, joint and right, as far as they are used.
    pub lanes: Vec<LaneView>,
    /// The steps, in order.
    pub steps: Vec<LaneStep>,
    /// Lines from step to step, by their places in `steps`.
    pub lines: Vec<LaneLine>,
    /// Ways back: from, to, by their places in `steps`.
    pub returns: Vec<(usize, usize)>,
}

/// A lane.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct LaneView {
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub position: &'static str,
}

/// A step in a lane.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct LaneStep {
    /// Its place in `lanes`.
    pub lane: usize,
    /// Its title.
    pub title: String,
    /// Where it is described.
    pub href: String,
    /// The time limit in words; empty without one.
    pub limit: String,
}

/// A line from one step to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct LaneLine {
    /// From which step.
    pub from: usize,
    /// To which step.
    pub to: usize,
    /// Id and title of the hand-off that stands on it.
    pub handoff: Option<(String, String)>,
    /// The condition on it.
    pub when: Option<String>,
}

/// Who is responsible for what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RaciView {
    /// Columns: left, joint, right, then by first appearance.
    pub roles: Vec<RaciRole>,
    /// One group for each process.
    pub groups: Vec<RaciGroup>,
}

/// A column of the matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RaciRole {
    /// The role.
    pub role: Chip,
    /// How many steps it is responsible for.
    pub responsible: usize,
    /// How many steps it answers for.
    pub accountable: usize,
}

/// The rows of one process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RaciGroup {
    /// The process.
    pub process: LinkView,
    /// Its steps.
    pub rows: Vec<RaciRow>,
}

/// A row of the matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RaciRow {
    /// The step.
    pub step: LinkView,
    /// One for each column: `R`, `A`, `RA`, `C`, `I` or empty.
    pub cells: Vec<&'static str>,
}

/// The loop of processes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct LoopView {
    /// The processes in order; empty when none give to one another.
    pub stretches: Vec<Stretch>,
    /// Whether the last one gives to the first.
    pub closed: bool,
    /// The term that would close it.
    pub missing: Option<String>,
    /// How often it crosses between the sides in one turn.
    pub crossings: usize,
    /// What passes between processes besides: from, what, to.
    pub extra: Vec<ExtraFlow>,
}

/// A process on the ring.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Stretch {
    /// From one.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// A short name for the band.
    pub short: String,
    /// Its page.
    pub href: String,
    /// Which side leads it: `left`, `right` or `joint`.
    pub position: &'static str,
    /// The name of that side.
    pub side: String,
    /// What it gives to the next.
    pub gives: String,
    /// The term's page.
    pub gives_href: Option<String>,
    /// Whether that crosses to another side.
    pub crosses: bool,
    /// The name of the side of the next.
    pub to_side: String,
    /// Whether the page that shows the ring is this process.
    pub here: bool,
}

/// Something that passes between processes away from the ring.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ExtraFlow {
    /// From which process or team.
    pub from: LinkView,
    /// What.
    pub what: LinkView,
    /// To which process or team.
    pub to: LinkView,
}

/// A line that one side says about the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct MythView {
    /// The id of its section.
    pub id: String,
    /// The section's title.
    pub title: String,
    /// Where it is dealt with.
    pub href: String,
    /// The page that deals with it.
    pub page: LinkView,
    /// Position of who says it: `left`, `right` or `joint` for both.
    pub by: &'static str,
    /// Their name.
    pub by_name: String,
    /// What it is about: `left`, `right` or `none` for the budget.
    pub about: &'static str,
    /// Its name.
    pub about_name: String,
    /// Where it is heard.
    pub heard: Option<String>,
    /// The line, without quotes.
    pub line: String,
    /// What is really going on: the first paragraph, as text.
    pub reality: String,
    /// Its first sentences, where there is little room.
    pub gist: String,
    /// What to say instead: situation and words.
    pub instead: Vec<(String, String)>,
    /// What is true in it, as text.
    pub grain: String,
    /// The newest evidence.
    pub evidence: Option<EvidenceView>,
}

/// A dated fact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct EvidenceView {
    /// The day it was true.
    pub as_of: Option<DateView>,
    /// Who found it.
    pub source: String,
    /// Where it can be read.
    pub link: Option<String>,
    /// `fresh` or `overdue`.
    pub state: &'static str,
}

/// Lists of myths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct MythsView {
    /// `quotes`, `cards` or `index`.
    pub show: &'static str,
    /// The myths.
    pub myths: Vec<MythView>,
    /// How many are heard on the left, on the right, on both sides.
    pub counts: [usize; 3],
    /// Boxes to tick below each quote.
    pub ticks: Vec<String>,
}

/// A term of the glossary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TermView {
    /// The term.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The agreed meaning.
    pub short: String,
    /// What it is also called.
    pub also: Vec<String>,
    /// Words that it replaces.
    pub avoid: Vec<String>,
    /// Whether it can be handed over.
    pub flows: bool,
    /// Where it is kept.
    pub kept_in: Option<String>,
    /// What the left side used to mean.
    pub meant_left: Option<String>,
    /// What the right side used to mean.
    pub meant_right: Option<String>,
    /// Which side owns it.
    pub position: &'static str,
    /// Which processes give it.
    pub given_by: Vec<LinkView>,
    /// Which processes and teams take it.
    pub taken_by: Vec<LinkView>,
    /// Pages that link to it.
    pub used_on: Vec<LinkView>,
}

/// A letter of the glossary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TermsLetter {
    /// The letter.
    pub letter: String,
    /// Its terms.
    pub terms: Vec<TermView>,
}

/// How the handbook is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct HealthView {
    /// Pages whose review is not due.
    pub fresh: usize,
    /// Pages that are due.
    pub due: usize,
    /// Pages that are overdue.
    pub overdue: usize,
    /// Pages without a date.
    pub undated: usize,
    /// Widths of the bar, in parts of 1000: fresh, due, overdue, undated.
    pub shares: [usize; 4],
    /// Pages that need an owner on each side.
    pub joint: usize,
    /// Those that have them.
    pub joint_owned: usize,
    /// The most urgent pages first.
    pub pages: Vec<HealthPage>,
    /// How many more there are in the data file.
    pub more: usize,
    /// Pieces of evidence older than allowed.
    pub old_evidence: usize,
    /// Pieces of evidence in all.
    pub evidence: usize,
    /// What pages silence: code and page.
    pub silenced: Vec<(String, LinkView)>,
}

/// A page in the health table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct HealthPage {
    /// The page.
    pub page: LinkView,
    /// Its kind.
    pub kind: String,
    /// Which side owns it.
    pub position: &'static str,
    /// Owners on the left.
    pub left: Vec<Chip>,
    /// Owners on the right.
    pub right: Vec<Chip>,
    /// Owners who stand for both.
    pub joint: Vec<Chip>,
    /// How fresh it is.
    pub fresh: FreshView,
}

/// A role and what it answers for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct OwnerLoad {
    /// The role.
    pub role: Chip,
    /// Its pages, the next to review first.
    pub pages: Vec<HealthPage>,
    /// How many steps it is responsible for.
    pub steps: usize,
    /// How many of its pages are due or overdue.
    pub urgent: usize,
    /// A mail link that lists them, when the handbook has a feedback address.
    pub mail: Option<String>,
}

/// A change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ChangeView {
    /// When.
    pub date: DateView,
    /// What somebody wrote about it; empty when only the review date is known.
    pub subject: String,
    /// The pages concerned.
    pub pages: Vec<LinkView>,
    /// The owners of those pages.
    pub owners: Vec<Chip>,
}

/// Cards to cut out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CardsView {
    /// Sheets of up to eight cards.
    pub sheets: Vec<CardSheet>,
    /// What the cards show: `myths`, `terms`, `handoffs` or `roles`.
    pub set: String,
    /// How many cards there are, blank ones apart.
    pub count: usize,
    /// Whether there is something on the backs.
    pub backs: bool,
}

/// One sheet: fronts, and backs in mirrored order for printing on both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CardSheet {
    /// Eight places.
    pub fronts: Vec<PaperCard>,
    /// The same, mirrored left to right; empty without backs.
    pub backs: Vec<PaperCard>,
}

/// One side of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PaperCard {
    /// Whose ink it has.
    pub position: &'static str,
    /// The line on top.
    pub label: String,
    /// The large text; empty for a blank card.
    pub text: String,
    /// Whether the large text is what people say.
    pub voice: bool,
    /// The line at the foot, such as `Myth 3 of 9`.
    pub foot: String,
    /// For a card to be filled in.
    pub blank: bool,
}

/// A computed view, as a leaf in a text or as a page of its own; templates see it as `view`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Computed {
    /// `views/loop.html`, which is also given the ring as `svg`; the word is `ring`, `list`
    /// or `both`.
    Loop(LoopView, &'static str),
    /// `views/swimlane.html`, with `wide` and `tall` as SVG.
    Swimlane(SwimlaneView),
    /// `views/raci.html`.
    Raci(RaciView),
    /// `views/handoffs.html`.
    HandOffs(Vec<HandOffView>),
    /// `views/myths.html`.
    Myths(MythsView),
    /// `views/glossary.html`.
    Glossary(Vec<TermsLetter>),
    /// `views/health.html`.
    Health(HealthView),
    /// `views/owners.html`.
    Owners(Vec<OwnerLoad>),
    /// `views/cards.html`.
    Cards(CardsView),
    /// `views/changes.html`.
    Changes(Vec<ChangeView>),
    /// `views/lines.html`: ruled lines, and what to write on them.
    Lines(u32, Option<String>),
    /// `views/nothing.html`: the leaf asks for something that is not there, and why.
    Nothing(String),
}
