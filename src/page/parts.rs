//! What a page is made of beyond text: steps, hand-offs, myths, weeks, segments, checks.
//!
//! Plain data without positions, so that a line added on top touches no other page. Where
//! each part stands in the file is in [`Places`], which only the page itself sees.

use std::collections::BTreeMap;

use crate::date::Date;
use crate::digest::Digest;
use crate::duration::TimeLimit;
use crate::span::Span;

/// All parts of one page, each sort in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Parts {
    /// Steps of a process, or moves of a playbook.
    pub steps: Vec<Step>,
    /// What crosses between the sides.
    pub handoffs: Vec<HandOff>,
    /// The RACI table that somebody wrote by hand.
    pub raci: Option<RaciTable>,
    /// What one side says about the other, and what is true.
    pub myths: Vec<Myth>,
    /// Evidence that stands outside a myth.
    pub evidence: Vec<Evidence>,
    /// Weeks of a path.
    pub weeks: Vec<Week>,
    /// The agenda of a workshop.
    pub segments: Vec<Segment>,
    /// Sheets for the participants.
    pub handouts: Vec<Handout>,
    /// Knowledge checks.
    pub checks: Vec<Check>,
    /// Views that the page shows, in order.
    pub leaves: Vec<Leaf>,
    /// Whom each `only` box is for.
    pub only: Vec<String>,
    /// How many `facilitator` boxes there are.
    pub facilitator_notes: usize,
    /// Ids that boxes give, so that links can lead to them.
    pub ids: Vec<String>,
}

/// A step of a process or a move of a playbook. Names are as written.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Step {
    /// The heading's id.
    pub id: String,
    /// The heading's text.
    pub title: String,
    /// `Owner`: who does it.
    pub owners: Vec<String>,
    /// `Approver`: who answers for it.
    pub approvers: Vec<String>,
    /// `Within`: the time limit, if it can be read.
    pub within: Option<TimeLimit>,
    /// `Within` as written.
    pub within_text: Option<String>,
    /// `Ask`: who is asked before.
    pub ask: Vec<String>,
    /// `Tell`: who is told after.
    pub tell: Vec<String>,
    /// `Back to`: the earlier step to which refused work returns.
    pub back_to: Option<String>,
    /// `Lane`: somebody outside who does it.
    pub lane: Option<String>,
    /// `When`: the condition on the way into the step.
    pub when: Option<String>,
}

/// Work that changes hands.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct HandOff {
    /// `#id`, such as `H1`.
    pub id: Option<String>,
    /// Its name.
    pub title: String,
    /// The number of the step that it follows; `None` before the first.
    pub after: Option<usize>,
    /// The side that gives.
    pub from: Option<String>,
    /// The side that receives.
    pub to: Option<String>,
    /// The term that is handed over.
    pub gives: Option<String>,
    /// The time limit, if it can be read.
    pub within: Option<TimeLimit>,
    /// The time limit as written.
    pub within_text: Option<String>,
    /// `Leaves when`, item by item, as text.
    pub leaves: Vec<String>,
    /// `Enters when`.
    pub enters: Vec<String>,
    /// `Comes back if`.
    pub comes_back: Vec<String>,
}

/// A table of who is responsible, written by hand.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct RaciTable {
    /// The headers behind `Step`: roles as written.
    pub roles: Vec<String>,
    /// Step as written, then one cell for each role: `R`, `A`, `RA`, `C`, `I` or nothing.
    pub rows: Vec<(String, Vec<String>)>,
}

/// A line that one side says about the other, and what there is to say about it.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Myth {
    /// The heading's id, or the box's own.
    pub id: String,
    /// The heading's text.
    pub title: String,
    /// Who says it: a side or `both`.
    pub by: Option<String>,
    /// About what: a side or `budget`.
    pub about: Option<String>,
    /// Where it is heard.
    pub heard: Option<String>,
    /// The line, without quotes.
    pub line: String,
    /// Whether the line stands in quotes.
    pub quoted: bool,
    /// What is really going on, as text; empty when missing.
    pub reality: String,
    /// Dated facts.
    pub evidence: Vec<Evidence>,
    /// What to say instead: situation and words.
    pub instead: Vec<(String, String)>,
    /// Whether an `instead` box is there at all.
    pub has_instead: bool,
    /// What is true in it, as text; empty when missing.
    pub grain: String,
}

/// A fact with a date and a source.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Evidence {
    /// The day it was true.
    pub as_of: Option<Date>,
    /// Who found it.
    pub source: Option<String>,
    /// Where it can be read.
    pub link: Option<String>,
    /// The fact, as text.
    pub text: String,
}

/// A week of a path.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Week {
    /// The heading's id.
    pub id: String,
    /// The heading's text, such as `Week 1: See the whole loop`.
    pub title: String,
    /// What the learner can do afterwards, as text; empty when missing.
    pub outcome: String,
    /// What there is to do.
    pub items: Vec<Item>,
}

/// One line of a week.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Item {
    /// `Read`, `Do`, `Watch`, `Meet`, `Join` or `Check`; whatever bold word is there.
    pub verb: String,
    /// The line without its verb and minutes, as text.
    pub text: String,
    /// The address of the first link, as written.
    pub target: Option<String>,
    /// All addresses, as written.
    pub addresses: Vec<String>,
    /// `(8 min)`.
    pub minutes: Option<u32>,
    /// For whom it is, when it stands in an `only` box.
    pub only: Option<String>,
}

/// A part of a workshop's agenda, or a titled part of a handout.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Segment {
    /// The heading's id.
    pub id: String,
    /// The heading's text without the bracket.
    pub title: String,
    /// How long it takes.
    pub minutes: Option<u32>,
    /// `alone`, `pairs`, `tables` or `room`, as written.
    pub mode: Option<String>,
}

/// A sheet for the participants of a workshop.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Handout {
    /// `#id`.
    pub id: Option<String>,
    /// Its title.
    pub title: String,
    /// How many pages it should fill.
    pub pages: Option<u32>,
    /// What to fill in at the top.
    pub fields: Vec<String>,
    /// Its titled parts.
    pub parts: Vec<Segment>,
    /// About how many lines each of them takes.
    pub part_lines: Vec<u32>,
    /// About how many lines it takes on paper.
    pub lines: u32,
}

/// Lines of text that fit on one sheet.
pub const LINES_ON_A_SHEET: u32 = 46;

impl Handout {
    /// Its parts, sheet by sheet: each gets about the same share of the lines.
    pub fn sheets(&self) -> Vec<Vec<usize>> {
        let lines_of = |part: usize| self.part_lines.get(part).copied().unwrap_or(1);
        let all: u32 = (0..self.parts.len()).map(lines_of).sum();
        let wanted = self.pages.unwrap_or(all.div_ceil(LINES_ON_A_SHEET)).max(1);
        let (mut sheets, mut sheet, mut used) = (Vec::new(), Vec::new(), 0);
        for part in 0..self.parts.len() {
            let (lines, number) = (lines_of(part), sheets.len() as u32 + 1);
            // A part begins a sheet when more of it would stand behind the sheet's share
            // than before.
            let is_behind = used + lines / 2 > all * number / wanted;
            if number < wanted && used > 0 && is_behind {
                sheets.push(std::mem::take(&mut sheet));
            }
            sheet.push(part);
            used += lines;
        }
        sheets.push(sheet);
        sheets
    }
}

/// A knowledge check.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Check {
    /// `#id`.
    pub id: Option<String>,
    /// The question, as text.
    pub question: String,
    /// How it is answered.
    pub form: CheckForm,
    /// The answers, in the order written.
    pub answers: Vec<Answer>,
    /// For a reflection: lines to write on, if it says how many.
    pub lines: Option<u32>,
    /// For a reflection: what the lines are for.
    pub label: Option<String>,
}

impl Check {
    /// The answers that are told to whoever leads: the right ones, and those that have feedback.
    pub fn told(&self) -> impl Iterator<Item = &Answer> {
        let is_told = |answer: &&Answer| answer.right || !answer.feedback.is_empty();
        self.answers.iter().filter(is_told)
    }

    /// The numbers of the answers, from one, in an order that gives nothing away and is
    /// always the same.
    pub fn shuffled(&self) -> Vec<usize> {
        let mut numbers: Vec<usize> = (1..=self.answers.len()).collect();
        numbers.sort_by_key(|number| {
            Digest::of(&(&self.question, &self.answers[number - 1].text))
        });
        if self.form == CheckForm::Order && numbers.is_sorted() {
            numbers.rotate_left(1);
        }
        numbers
    }
}

/// How many lines to write on there are, where so many are asked for, or none are.
pub fn ruled_lines(asked: Option<u32>) -> u32 {
    asked.unwrap_or(3).clamp(1, 60)
}

/// How a check is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CheckForm {
    /// One answer is right.
    #[default]
    One,
    /// Several are.
    Many,
    /// The order is to be found; the one written is right.
    Order,
    /// There is nothing right: a question to think about.
    Reflection,
}

/// One answer of a check.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Answer {
    /// The answer, as text.
    pub text: String,
    /// Whether it is right.
    pub right: bool,
    /// What to say to those who chose it, as text; empty when missing.
    pub feedback: String,
}

/// A view that a page shows: `::raci {of=enquiry-handover}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Leaf {
    /// `swimlane`, `raci`, `loop`, `handoffs`, `myths`, `lines`, `cards` or `health`.
    pub name: String,
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
}

/// Which part of a page, for messages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum At {
    /// A field of the front matter.
    Field(String),
    /// A step's heading.
    Step(usize),
    /// A fact of a step, by its key in lower case: `owner`, `back to`.
    StepFact(usize, String),
    /// A hand-off's opening line.
    HandOff(usize),
    /// The table of responsibilities; a row of it.
    Raci,
    /// A row of that table.
    RaciRow(usize),
    /// A myth's opening line, or its heading when it has none.
    Myth(usize),
    /// Evidence of a myth.
    MythEvidence(usize, usize),
    /// Evidence outside a myth.
    Evidence(usize),
    /// A week's heading.
    Week(usize),
    /// An item of a week.
    Item(usize, usize),
    /// A segment's heading.
    Segment(usize),
    /// A handout's opening line.
    Handout(usize),
    /// A check's opening line.
    Check(usize),
    /// An answer of a check.
    Answer(usize, usize),
    /// A leaf.
    Leaf(usize),
    /// An `only` box.
    Only(usize),
    /// A `facilitator` box.
    Facilitator(usize),
}

/// Where the parts of a page stand in its file.
#[derive(Clone, Debug, Default)]
pub struct Places(BTreeMap<At, Span>);

impl Places {
    /// Notes where a part stands.
    pub fn insert(&mut self, at: At, span: Span) {
        self.0.insert(at, span);
    }

    /// Where a part stands; the top of the file when it is not known.
    pub fn of(&self, at: &At) -> Span {
        self.get(at).unwrap_or_default()
    }

    /// Where a part stands, if it was noted.
    pub fn get(&self, at: &At) -> Option<Span> {
        self.0.get(at).copied()
    }
}
