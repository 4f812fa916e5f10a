//! Parts of a text in their dress: one template for each, filled from the linked handbook.

use std::cell::RefCell;

use serde::Serialize;
use tera::{Context, Value};

use super::frame::Frame;
use super::html::{Dresser, Slots};
use super::views::insert_view;
use crate::diagnostic::Diagnostic;
use crate::page::marks::Part;
use crate::page::parts::{Check, CheckForm, Segment, ruled_lines};
use crate::page::{Body, Facts};
use crate::site::computed::MythView;
use crate::site::details::PartsView;

/// Dresses the parts of one page.
pub struct Dressing<'a> {
    /// What all pages share.
    pub frame: &'a Frame,
    /// From the page to the site's root.
    pub root: &'a str,
    /// What the parts show of other pages.
    pub view: &'a PartsView,
    /// What the page shows to others.
    pub facts: &'a Facts,
    /// Its text.
    pub body: &'a Body,
    /// Faults of templates.
    pub problems: RefCell<Vec<Diagnostic>>,
}

/// A check, ready for its template.
#[derive(Serialize)]
struct CheckView<'a> {
    /// Its id.
    id: String,
    /// `one`, `many`, `order` or `reflection`.
    form: &'static str,
    /// From one, on its page.
    number: usize,
    /// The answers, as written.
    answers: Vec<AnswerView>,
    /// For a reflection: how many lines to write on.
    lines: u32,
    /// For a reflection: what to write there.
    label: Option<&'a str>,
    /// The numbers of the answers in an order that gives nothing away.
    shuffled: Vec<usize>,
}

/// One answer of a check.
#[derive(Serialize)]
struct AnswerView {
    /// From one.
    number: usize,
    /// The answer, as HTML.
    html: String,
    /// Whether it is right.
    right: bool,
    /// What to say to whoever chose it, as HTML; may be empty.
    feedback: String,
}

/// A titled part of a sheet.
#[derive(Serialize)]
struct HandoutPart<'a> {
    /// From one.
    number: usize,
    /// Its title.
    title: &'a str,
    /// How long it takes.
    minutes: Option<u32>,
    /// `alone`, `pairs`, `tables` or `room`.
    mode: &'a Option<String>,
}

/// The titles of two halves; empty where the names of the sides stand.
#[derive(Serialize)]
struct Halves {
    /// The left one's.
    left: String,
    /// The right one's.
    right: String,
}

impl Dresser for Dressing<'_> {
    fn dress(&self, part: Part, slots: &Slots, html: &str) -> String {
        let view = self.view;
        match part {
            Part::Steps => self.render(
                "steps",
                &Count {
                    count: self.facts.parts.steps.len(),
                },
                slots,
                html,
            ),
            Part::Moves => self.render(
                "moves",
                &Count {
                    count: self.facts.parts.steps.len(),
                },
                slots,
                html,
            ),
            Part::Step(at) => self.render_one("step", view.steps.get(at), slots, html),
            Part::Move(at) => self.render_one("move", view.steps.get(at), slots, html),
            Part::HandOff(at) => {
                self.render_one("handoff", view.handoffs.get(at), slots, html)
            }
            Part::Myth(at) => {
                let numbered = view.myths.get(at).map(|myth| Numbered {
                    number: at + 1,
                    myth,
                });
                self.render_one("myth", numbered.as_ref(), slots, html)
            }
            Part::MythEvidence(myth, at) => {
                let evidence = view.myth_evidence.get(myth).and_then(|all| all.get(at));
                self.render_one("evidence", evidence, slots, html)
            }
            Part::Evidence(at) => {
                self.render_one("evidence", view.evidence.get(at), slots, html)
            }
            Part::Week(at) => self.render_one("week", view.weeks.get(at), slots, html),
            Part::Segment(at) => {
                self.render_one("segment", view.segments.get(at), slots, html)
            }
            Part::Only(at) => self.render_one("only", view.only.get(at), slots, html),
            Part::Check(at) => match self.facts.parts.checks.get(at) {
                Some(check) => {
                    self.render("check", &check_view(check, at, slots), slots, html)
                }
                None => html.to_owned(),
            },
            Part::Both(line) => self.render("both", &self.halves(line), slots, html),
            Part::Between => format!("<li class=\"between\">{html}</li>"),
            Part::Agenda => self.render("agenda", &(), slots, html),
            Part::Contrast => self.render("contrast", &(), slots, html),
            Part::Said => self.render("said", &(), slots, html),
            Part::Reality => self.render("reality", &(), slots, html),
            Part::Instead => self.render("instead", &(), slots, html),
            Part::Grain => self.render("grain", &(), slots, html),
            Part::Leaf(at) => self.leaf(at),
            Part::Slot(_)
            | Part::Facilitator(..)
            | Part::Handout(_)
            | Part::HandoutPart(..) => html.to_owned(),
        }
    }
}

/// How many there are.
#[derive(Serialize)]
struct Count {
    /// The number of steps or moves.
    count: usize,
}

/// A myth, and its number on the page.
#[derive(Serialize)]
struct Numbered<'a> {
    /// From one.
    number: usize,
    /// The myth.
    #[serde(flatten)]
    myth: &'a MythView,
}

impl Dressing<'_> {
    /// A part whose view the handbook gives; without one its text stands alone.
    fn render_one<T: Serialize>(
        &self,
        name: &str,
        view: Option<&T>,
        slots: &Slots,
        html: &str,
    ) -> String {
        match view {
            Some(view) => self.render(name, view, slots, html),
            None => {
                let all: Vec<&str> =
                    slots.values().flatten().map(String::as_str).collect();
                format!("{}{html}", all.concat())
            }
        }
    }

    fn render<T: Serialize>(
        &self,
        name: &str,
        part: &T,
        slots: &Slots,
        html: &str,
    ) -> String {
        let mut context = self.context();
        context.insert("part", part);
        context.insert_value("html", Value::safe_string(html));
        context.insert("slots", slots);
        self.template(&format!("parts/{name}.html"), &context)
    }

    fn context(&self) -> Context {
        self.frame.templates.context(&self.frame.site, self.root)
    }

    fn template(&self, name: &str, context: &Context) -> String {
        match self.frame.templates.render(name, context) {
            Ok(html) => html,
            Err(problem) => {
                self.problems.borrow_mut().push(*problem);
                String::new()
            }
        }
    }

    /// A computed view in the middle of a text.
    fn leaf(&self, at: usize) -> String {
        let Some(computed) = self.view.leaves.get(at) else {
            return String::new();
        };
        let mut context = self.context();
        let uid = format!("Leaf{}", at + 1);
        let name = insert_view(&mut context, computed, &self.frame.templates.words, &uid);
        self.template(&format!("views/{name}.html"), &context)
    }

    /// A titled part of a sheet.
    pub fn handout_part(&self, number: usize, segment: &Segment, html: &str) -> String {
        let part = HandoutPart {
            number,
            title: &segment.title,
            minutes: segment.minutes,
            mode: &segment.mode,
        };
        self.render("handout-part", &part, &Slots::new(), html)
    }

    /// The titles of two halves: those of the box, else the names of the sides.
    fn halves(&self, line: usize) -> Halves {
        let attribute = |name: &str| self.body.attribute_of_line(line, name);
        Halves {
            left: attribute("left").unwrap_or_default(),
            right: attribute("right").unwrap_or_default(),
        }
    }
}

fn check_view<'a>(check: &'a Check, at: usize, slots: &Slots) -> CheckView<'a> {
    let slot = |name: &str, at: usize| {
        let filled = slots.get(name).and_then(|all| all.get(at));
        filled.cloned().unwrap_or_default()
    };
    let answers: Vec<AnswerView> = check
        .answers
        .iter()
        .enumerate()
        .map(|(at, answer)| AnswerView {
            number: at + 1,
            html: slot("answers", at),
            right: answer.right,
            feedback: slot("feedback", at),
        })
        .collect();
    CheckView {
        id: check
            .id
            .clone()
            .unwrap_or_else(|| format!("check-{}", at + 1)),
        form: match check.form {
            CheckForm::One => "one",
            CheckForm::Many => "many",
            CheckForm::Order => "order",
            CheckForm::Reflection => "reflection",
        },
        number: at + 1,
        lines: ruled_lines(check.lines),
        label: check.label.as_deref(),
        shuffled: check.shuffled(),
        answers,
    }
}
