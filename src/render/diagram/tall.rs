//! A process for narrow screens: time runs down, left stays left, right stays right.

use std::collections::BTreeMap;

use super::Words;
use super::drawing::{Area, Frame, N, Pen, Point, Safe};
use super::lettering::{Room, width};
use super::steps::{Layout, Named, Process, pill_text};
use crate::site::computed::{LaneLine, SwimlaneView};

const LAYOUT: Layout = Layout {
    indent: 18.0,
    disc: 8.0,
    leading: 18.0,
    named: Named::Shared,
};
/// The width of the drawing.
const WIDTH: f64 = 360.0;
/// How high the headings are.
const HEADING: f64 = 38.0;
/// How high a box is.
const BOX: f64 = 80.0;
/// How wide a box is when its column does not have all of the width to itself.
const ALONE: f64 = 240.0;
/// From box to box.
const GAP: f64 = 38.0;
/// The same where work changes hands.
const CROSSING: f64 = 72.0;
/// What a condition adds to it.
const CONDITION: f64 = 34.0;
/// From one line in the margin to the next.
const TRACK: f64 = 7.0;
/// The size of the letters on a pill.
const PILL: f64 = 14.0;
/// The size of conditions.
const NOTE: f64 = 13.0;

/// The process as SVG for narrow screens; empty without steps.
pub fn swimlane_tall(view: &SwimlaneView, words: &Words, uid: &str) -> String {
    if view.steps.is_empty() || view.lanes.is_empty() {
        return String::new();
    }
    let process = Process { view, words };
    let tall = Tall::new(process);
    let frame = Frame {
        uid,
        class: "lane lane-v",
        area: Area::new(0.0, 0.0, WIDTH, tall.height),
        title: process.title(),
        description: process.description("diagram_lanes_down"),
    };
    frame.around(&tall.draw())
}

/// A margin, in which lines run that lead past boxes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Margin {
    Left,
    Right,
}

/// A line that runs in a margin.
struct Detour {
    from: usize,
    to: usize,
    margin: Margin,
    /// Counted from the boxes outwards.
    track: usize,
    pen: Pen,
    title: String,
}

/// What is known before anything is drawn.
struct Tall<'a> {
    process: Process<'a>,
    sides: [bool; 2],
    boxes: Vec<Area>,
    detours: Vec<Detour>,
    height: f64,
}

impl<'a> Tall<'a> {
    fn new(process: Process<'a>) -> Self {
        let has = |position| {
            process
                .view
                .lanes
                .iter()
                .any(|lane| lane.position == position)
        };
        let mut tall = Self {
            process,
            sides: [has("left"), has("right")],
            boxes: Vec::new(),
            detours: Vec::new(),
            height: 0.0,
        };
        tall.find_detours();
        tall.place();
        tall
    }

    /// Lines that cannot go from a box to the one below.
    fn find_detours(&mut self) {
        let process = self.process;
        let returns = process
            .returns()
            .map(|(from, to)| (from, to, Pen::RETURNS, process.way_back(from, to)));
        let lines = process
            .lines()
            .filter(|line| line.to != line.from + 1)
            .map(|line| {
                let pen = match line.handoff {
                    Some(_) => Pen::CROSSES,
                    None => Pen::STAYS,
                };
                (line.from, line.to, pen, process.crossing(line))
            });
        let mut busy: BTreeMap<(Margin, usize), Vec<(usize, usize)>> = BTreeMap::new();
        for (from, to, pen, title) in returns.chain(lines) {
            let margin = self.margin(from, to);
            let (first, last) = (from.min(to), from.max(to));
            let is_free = |track: &usize| {
                let taken = busy.get(&(margin, *track));
                taken.is_none_or(|taken| {
                    taken.iter().all(|(a, b)| last < *a || *b < first)
                })
            };
            // There are fewer lines than numbers.
            let track = (0..).find(is_free).unwrap_or(0);
            busy.entry((margin, track)).or_default().push((first, last));
            self.detours.push(Detour {
                from,
                to,
                margin,
                track,
                pen,
                title,
            });
        }
    }

    /// The margin beside the box where a line ends, so that it meets no other.
    fn margin(&self, from: usize, to: usize) -> Margin {
        let right = match self.process.position(to) {
            "left" => false,
            "right" => true,
            _ => self.process.position(from) == "right",
        };
        if right { Margin::Right } else { Margin::Left }
    }

    /// How much of the width a margin takes.
    fn margin_width(&self, margin: Margin) -> f64 {
        let tracks = self
            .detours
            .iter()
            .filter(|detour| detour.margin == margin)
            .map(|detour| detour.track + 1)
            .max();
        tracks.map_or(6.0, |tracks| (14.0 + TRACK * tracks as f64).min(48.0))
    }

    /// The line that leads from the step before to this one.
    fn line_into(&self, step: usize) -> Option<&'a LaneLine> {
        let process = self.process;
        process
            .lines()
            .find(|line| line.to == step && line.from + 1 == step)
    }

    fn gap_before(&self, step: usize) -> f64 {
        let line = self.line_into(step);
        let crosses = line.is_some_and(|line| line.handoff.is_some());
        let when = line.is_some_and(|line| line.when.is_some());
        let gap = if crosses { CROSSING } else { GAP };
        gap + if when { CONDITION } else { 0.0 }
    }

    fn place(&mut self) {
        let both = self.sides == [true, true];
        let (left, right) = (
            self.margin_width(Margin::Left),
            WIDTH - self.margin_width(Margin::Right),
        );
        let joint = self
            .process
            .view
            .lanes
            .iter()
            .any(|lane| lane.position == "joint");
        let mut top = if self.has_headings() { HEADING } else { 0.0 } + 20.0;
        for step in 0..self.process.view.steps.len() {
            if step > 0 {
                top += BOX + self.gap_before(step);
            }
            let middle = WIDTH / 2.0;
            let half = (right - middle).min(middle - left).min(ALONE / 2.0);
            let (from, to) = match (self.process.position(step), both, joint) {
                ("left", true, _) => (left, middle - 8.0),
                ("right", true, _) => (middle + 8.0, right),
                ("left", false, true) => (left, left + 2.0 * half - 40.0),
                ("right", false, true) => (right - 2.0 * half + 40.0, right),
                ("joint", true, _) => (middle - half * 0.84, middle + half * 0.84),
                ("joint", false, _) if self.sides != [false, false] => {
                    (middle - half, middle + half)
                }
                _ => (left, right),
            };
            self.boxes.push(Area::new(from, top, to - from, BOX));
        }
        self.height = top + BOX + if self.ends_below() { 34.0 } else { 18.0 };
    }

    /// Whether a line leaves the last box downwards.
    fn ends_below(&self) -> bool {
        let last = self.process.view.steps.len() - 1;
        self.detours.iter().any(|detour| detour.from == last)
    }

    fn has_headings(&self) -> bool {
        self.sides != [false, false]
    }

    fn draw(&self) -> String {
        let mut out = self.background();
        for detour in &self.detours {
            out += &detour.pen.arrow(&self.way_around(detour), &detour.title);
        }
        for step in 1..self.boxes.len() {
            if let Some(line) = self.line_into(step) {
                out += &self.line(line);
            }
        }
        for (step, area) in self.boxes.iter().enumerate() {
            out += &self.process.step(step, area, &LAYOUT);
        }
        out
    }

    fn background(&self) -> String {
        let mut out = String::new();
        let halves = match self.sides {
            [true, true] => vec![
                ("left", Area::new(0.0, 0.0, WIDTH / 2.0 - 1.5, self.height)),
                (
                    "right",
                    Area::new(WIDTH / 2.0 + 1.5, 0.0, WIDTH / 2.0 - 1.5, self.height),
                ),
            ],
            [true, false] => vec![("left", Area::new(0.0, 0.0, WIDTH, self.height))],
            [false, true] => vec![("right", Area::new(0.0, 0.0, WIDTH, self.height))],
            [false, false] => {
                let lanes = &self.process.view.lanes;
                let position = lanes.last().map_or("outside", |lane| lane.position);
                vec![(position, Area::new(0.0, 0.0, WIDTH, self.height))]
            }
        };
        for (position, area) in halves {
            out += &format!("<rect class=\"bg-{position}\" {}/>", measures(&area));
            if self.has_headings() {
                out += &self.heading(position, &area);
            }
        }
        out
    }

    fn heading(&self, position: &str, area: &Area) -> String {
        let lane = |lane: &&crate::site::computed::LaneView| lane.position == position;
        let name = self.process.view.lanes.iter().find(lane);
        let name = name.map_or("", |lane| lane.name.as_str());
        let room = Room {
            size: 15.0,
            width: area.width() - 28.0,
            lines: 1,
        };
        let head = Area::new(area.left, 0.0, area.width(), HEADING);
        let (x, anchor) = match position {
            "right" => (head.right - 14.0, "end"),
            _ => (head.left + 14.0, "start"),
        };
        format!(
            "<rect class=\"hd-{position}\" {}/><text class=\"lh lh-{position}\" \
             x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\"><title>{}</title>{}</text>",
            measures(&head),
            N(x),
            N(head.centre() + 5.0),
            Safe(name),
            Safe(&room.fit(name).lines.concat()),
        )
    }

    /// Down to the next box, with the condition and the pill of a hand-off on it.
    fn line(&self, line: &LaneLine) -> String {
        let (start, end) = (self.boxes[line.from], self.boxes[line.to]);
        let condition = self.process.condition(line);
        let below = if condition.is_some() { CONDITION } else { 0.0 };
        let turn = (start.bottom + end.top - below) / 2.0;
        let points = [
            (start.middle(), start.bottom),
            (start.middle(), turn),
            (end.middle(), turn),
            (end.middle(), end.top),
        ];
        let pen = match line.handoff {
            Some(_) => Pen::CROSSES,
            None => Pen::STAYS,
        };
        let title = self.process.crossing(line);
        let mut out = pen.arrow(&points, &title);
        if let Some(text) = Process::handoff(line) {
            let from = start.middle().min(end.middle());
            let to = start.middle().max(end.middle());
            let id = line.handoff.as_ref().map_or("", |(id, _)| id.as_str());
            out += &pill((id, &text), &title, ((from + to) / 2.0, turn));
        }
        if let Some(text) = condition {
            out += &note(&text, &end, self.process.position(line.to));
        }
        out
    }

    /// Past other boxes: out of the box, along the margin, and in from the side.
    fn way_around(&self, detour: &Detour) -> Vec<Point> {
        let (start, end) = (self.boxes[detour.from], self.boxes[detour.to]);
        let far = 8.0 + TRACK * detour.track as f64;
        let (x, edge, own) = match detour.margin {
            Margin::Left => {
                let x = self.margin_width(Margin::Left) - far;
                (x.max(2.0), end.left, start.left)
            }
            Margin::Right => {
                let x = WIDTH - self.margin_width(Margin::Right) + far;
                (x.min(WIDTH - 2.0), end.right, start.right)
            }
        };
        let lower = 12.0 + 5.0 * detour.track as f64;
        let beside = (own - x).abs() < 60.0;
        if beside {
            let y = start.centre() + 5.0 * detour.track as f64;
            return vec![(own, y), (x, y), (x, end.centre()), (edge, end.centre())];
        }
        // A box of the other side: out at its foot, below all that stands beside it.
        let foot = match detour.margin {
            Margin::Left => start.left + 20.0,
            Margin::Right => start.right - 20.0,
        };
        let y = start.bottom + lower;
        vec![
            (foot, start.bottom),
            (foot, y),
            (x, y),
            (x, end.centre()),
            (edge, end.centre()),
        ]
    }
}

fn measures(area: &Area) -> String {
    format!(
        "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        N(area.left),
        N(area.top),
        N(area.width()),
        N(area.height())
    )
}

/// The name of a hand-off on its line.
fn pill((id, text): (&str, &str), title: &str, (x, y): Point) -> String {
    let room = Room {
        size: PILL,
        width: WIDTH - 60.0,
        lines: 1,
    };
    let text = room.fit(text).lines.concat();
    let wide = width(&text, PILL) + 32.0;
    let left = (x - wide / 2.0).clamp(6.0, (WIDTH - 6.0 - wide).max(6.0));
    let area = Area::new(left, y - 16.0, wide, 32.0);
    format!(
        "<g><title>{}</title><rect class=\"gate\" {} rx=\"16\"/>\
         <text class=\"gt\" x=\"{}\" y=\"{}\" text-anchor=\"middle\" \
         dominant-baseline=\"central\">{}</text></g>",
        Safe(title),
        measures(&area),
        N(area.middle()),
        N(y),
        pill_text(id, &text),
    )
}

/// A condition in at most two lines above the box that it guards.
fn note(text: &str, end: &Area, position: &str) -> String {
    let room = Room {
        size: NOTE,
        width: end.width() - 4.0,
        lines: 2,
    };
    let lines = room.fit(text).lines;
    let x = N(end.middle());
    let mut out = format!(
        "<text class=\"gl on-{position}\" text-anchor=\"middle\"><title>{}</title>",
        Safe(text)
    );
    for (row, line) in lines.iter().enumerate() {
        let up = 17.0 + 15.0 * (lines.len() - 1 - row) as f64;
        out += &format!(
            "<tspan x=\"{x}\" y=\"{}\">{}</tspan>",
            N(end.top - up),
            Safe(line)
        );
    }
    out + "</text>"
}
