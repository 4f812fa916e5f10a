//! What both drawings of a process share: boxes for steps, and the process in words.

use super::drawing::{Address, Area, N, Safe};
use super::lettering::Room;
use super::{Words, word};
use crate::site::computed::{LaneLine, SwimlaneView};

/// The size of a step's title.
const TITLE: f64 = 14.5;
/// The size of its time limit.
const LIMIT: f64 = 12.5;
/// The radius of the disc with its number.
pub const DISC: f64 = 12.0;

/// How the inside of a box is laid out.
pub struct Layout {
    /// From the left edge to the letters.
    pub indent: f64,
    /// From the left edge to the middle of the number's disc.
    pub disc: f64,
    /// From line to line of the title.
    pub leading: f64,
    /// Whether the lane is named in the box, for lanes that have no heading.
    pub named: Named,
}

/// Which boxes name their lane.
#[derive(Clone, Copy, PartialEq)]
pub enum Named {
    /// None: each lane has a heading.
    No,
    /// Those of lanes that belong to neither side.
    Shared,
}

/// A process with the words of the interface.
#[derive(Clone, Copy)]
pub struct Process<'a> {
    /// The process.
    pub view: &'a SwimlaneView,
    /// The words.
    pub words: &'a Words,
}

impl<'a> Process<'a> {
    /// The position of a step: `left`, `right`, `joint` or `outside`.
    pub fn position(&self, step: usize) -> &'static str {
        let lane = self.view.lanes.get(self.view.steps[step].lane);
        lane.map_or("outside", |lane| lane.position)
    }

    /// The name of a step's lane.
    pub fn lane_name(&self, step: usize) -> &'a str {
        let lane = self.view.lanes.get(self.view.steps[step].lane);
        lane.map_or("", |lane| lane.name.as_str())
    }

    /// The lines between two different steps that exist.
    pub fn lines(&self) -> impl Iterator<Item = &'a LaneLine> {
        let count = self.view.steps.len();
        let known = move |line: &&LaneLine| {
            line.from.max(line.to) < count && line.from != line.to
        };
        self.view.lines.iter().filter(known)
    }

    /// The ways back between two different steps that exist.
    pub fn returns(&self) -> impl Iterator<Item = (usize, usize)> {
        let count = self.view.steps.len();
        let known =
            move |(from, to): &(usize, usize)| from.max(to) < &count && from != to;
        self.view.returns.iter().copied().filter(known)
    }

    /// Id and name of a hand-off, as on its pill.
    pub fn handoff(line: &LaneLine) -> Option<String> {
        let (id, title) = line.handoff.as_ref()?;
        Some(format!("{id} {title}").trim().to_owned())
    }

    /// A hand-off as a sentence.
    pub fn crossing(&self, line: &LaneLine) -> String {
        let Some(what) = Self::handoff(line) else {
            return String::new();
        };
        let blanks = [
            ("what", what.as_str()),
            ("from", self.lane_name(line.from)),
            ("to", self.lane_name(line.to)),
        ];
        word(self.words, "diagram_crosses", &blanks)
    }

    /// A way back as a sentence.
    pub fn way_back(&self, from: usize, to: usize) -> String {
        let (from, to) = ((from + 1).to_string(), (to + 1).to_string());
        word(
            self.words,
            "diagram_returns",
            &[("from", &from), ("to", &to)],
        )
    }

    /// The condition on a line, as people read it.
    pub fn condition(&self, line: &LaneLine) -> Option<String> {
        let when = line.when.as_ref()?;
        Some(word(self.words, "diagram_when", &[("when", when)]))
    }

    /// What the drawing is.
    pub fn title(&self) -> String {
        let process = [("process", self.view.process.title.as_str())];
        word(self.words, "diagram_lanes", &process)
    }

    /// What the drawing shows; the key says in which direction it is read.
    pub fn description(&self, key: &str) -> String {
        let count = self.view.steps.len().to_string();
        let lanes: Vec<&str> = self
            .view
            .lanes
            .iter()
            .map(|lane| lane.name.as_str())
            .collect();
        let blanks = [("n", count.as_str()), ("lanes", &lanes.join(", "))];
        let mut sentences = vec![word(self.words, key, &blanks)];
        sentences.extend(self.lines().map(|line| self.crossing(line)));
        sentences.extend(self.returns().map(|(from, to)| self.way_back(from, to)));
        sentences.retain(|sentence| !sentence.is_empty());
        sentences.join(" ")
    }

    /// The box of a step, which leads to where the step is described.
    pub fn step(&self, at: usize, area: &Area, layout: &Layout) -> String {
        let step = &self.view.steps[at];
        let (position, lane) = (self.position(at), self.lane_name(at));
        let number = at + 1;
        let limit = match layout.named {
            Named::Shared if !matches!(position, "left" | "right") => {
                match &*step.limit {
                    "" => lane.to_owned(),
                    limit => format!("{lane} · {limit}"),
                }
            }
            _ => step.limit.clone(),
        };
        let mut title = format!("{number}. {} ({lane})", step.title);
        if !step.limit.is_empty() {
            title = format!("{title}, {}", step.limit);
        }
        let (disc_x, disc_y) = (area.left + layout.disc, area.top + 3.0);
        format!(
            "<a href=\"{}\"><title>{}</title>\
             <rect class=\"box {position}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"9\"/>\
             <circle class=\"nd {position}\" cx=\"{disc_x}\" cy=\"{disc_y}\" r=\"{DISC}\"/>\
             <text class=\"bn {position}\" x=\"{disc_x}\" y=\"{disc_y}\" text-anchor=\"middle\" \
             dominant-baseline=\"central\">{number}</text>{}</a>",
            Address(&step.href),
            Safe(&title),
            N(area.left),
            N(area.top),
            N(area.width()),
            N(area.height()),
            letters(&step.title, &limit, area, layout),
            disc_x = N(disc_x),
            disc_y = N(disc_y),
        )
    }
}

/// Title and time limit, together in the middle of the box's height.
fn letters(title: &str, limit: &str, area: &Area, layout: &Layout) -> String {
    let room = |size, lines| Room {
        size,
        width: area.width() - layout.indent - 5.0,
        lines,
    };
    let titles = room(TITLE, 2).fit(title).lines;
    // Lighter letters are narrower.
    let limits = room(LIMIT * 0.93, 1).fit(limit).lines;
    let below = if limits.is_empty() { 0.0 } else { 20.0 };
    let height = (titles.len() as f64 - 1.0) * layout.leading + below;
    // Half of the height of capitals lies above the middle of a line.
    let mut y = area.centre() - height / 2.0 + 5.0;
    let x = N(area.left + layout.indent);
    let mut out = String::new();
    for (class, line) in titles
        .iter()
        .map(|line| ("bt", line))
        .chain(limits.iter().map(|line| ("bw", line)))
    {
        if class == "bw" {
            y += below - layout.leading;
        }
        out += &format!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{}\">{}</text>",
            N(y),
            Safe(line)
        );
        y += layout.leading;
    }
    out
}

/// The letters on a pill: the id stands a little apart from the name.
pub fn pill_text(id: &str, text: &str) -> String {
    match text.strip_prefix(id).map(str::trim_start) {
        Some(name) if !id.is_empty() && !name.is_empty() => format!(
            "<tspan class=\"gi\">{}</tspan><tspan dx=\"6\">{}</tspan>",
            Safe(id),
            Safe(name)
        ),
        _ => Safe(text).to_string(),
    }
}
