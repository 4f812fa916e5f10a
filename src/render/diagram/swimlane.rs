//! A process as lanes, read from left to right.

use super::drawing::{Area, Frame, N, Pen, Point, Safe, rounded};
use super::grid::{Grid, HEADING, LANE};
use super::lettering::{Room, width};
use super::routes::{Route, Routes};
use super::steps::{DISC, Layout, Named, Process, pill_text};
use super::{Words, word};
use crate::site::computed::{LaneLine, SwimlaneView};

const LAYOUT: Layout = Layout {
    indent: 14.0,
    disc: 3.0,
    leading: 17.0,
    named: Named::No,
};
/// The size of the letters on a pill.
const PILL: f64 = 13.5;
/// The size of words beside lines.
const NOTE: f64 = 12.5;
/// The radius of the corners of a band.
const CORNER: f64 = 16.0;

/// The process as SVG for wide screens and paper; empty without steps.
pub fn swimlane_wide(view: &SwimlaneView, words: &Words, uid: &str) -> String {
    if view.steps.is_empty() || view.lanes.is_empty() {
        return String::new();
    }
    let process = Process { view, words };
    let grid = Grid::new(view);
    let frame = Frame {
        uid,
        class: "lane lane-h",
        area: Area::new(0.0, 0.0, grid.width, grid.height()),
        title: process.title(),
        description: process.description("diagram_lanes_right"),
    };
    let mut sheet = Sheet::new(process, &grid);
    sheet.lines();
    sheet.pills();
    sheet.notes();
    frame.around(&sheet.finish())
}

/// A pill on a line.
struct Pill {
    at: Point,
    id: String,
    text: String,
    title: String,
}

/// Words beside a line.
struct Note {
    text: String,
    title: String,
    /// On which lane they stand.
    position: &'static str,
    /// Where they may stand, the best place first.
    places: Vec<Place>,
}

/// A place for words: which end of them, and how much room there is.
struct Place {
    at: Point,
    anchor: &'static str,
    room: f64,
}

/// What is drawn, layer by layer.
struct Sheet<'a> {
    process: Process<'a>,
    grid: &'a Grid,
    below: String,
    above: String,
    pills: Vec<Pill>,
    notes: Vec<Note>,
    taken: Vec<Area>,
    written: String,
}

impl<'a> Sheet<'a> {
    fn new(process: Process<'a>, grid: &'a Grid) -> Self {
        let mut taken = Vec::new();
        for step in 0..process.view.steps.len() {
            let area = grid.area(step);
            taken.push(area);
            let (x, y) = (area.left + LAYOUT.disc - DISC, area.top + 3.0 - DISC);
            taken.push(Area::new(x, y, 2.0 * DISC, 2.0 * DISC));
        }
        Self {
            process,
            grid,
            below: String::new(),
            above: String::new(),
            pills: Vec::new(),
            notes: Vec::new(),
            taken,
            written: String::new(),
        }
    }

    /// Everything in the order in which it covers what is below.
    fn finish(self) -> String {
        let mut out = self.background();
        out += &self.below;
        out += &self.above;
        out += &self.written;
        for step in 0..self.process.view.steps.len() {
            out += &self.process.step(step, &self.grid.area(step), &LAYOUT);
        }
        out
    }

    fn background(&self) -> String {
        let lanes = &self.process.view.lanes;
        let mut out = String::new();
        for band in 0..self.grid.bands() {
            let rows = self.grid.lanes(band);
            for (row, at) in rows.iter().enumerate() {
                let (lane, area) = (&lanes[*at], self.grid.lane(band, *at));
                let upper = if row == 0 { CORNER } else { 0.0 };
                let lower = if row + 1 == rows.len() { CORNER } else { 0.0 };
                let head = Area::new(0.0, area.top, HEADING - 14.0, area.height());
                let position = lane.position;
                out += &format!(
                    "<path class=\"bg-{position}\" d=\"{}\"/>\
                     <path class=\"hd-{position}\" d=\"{}\"/>",
                    rounded(&area, [upper, upper, lower, lower]),
                    rounded(&head, [upper, 0.0, 0.0, lower]),
                );
                out += &heading(&lane.name, position, &head);
            }
        }
        out
    }

    /// All lines, and what is to be written on them.
    fn lines(&mut self) {
        let mut routes = Routes::default();
        let process = self.process;
        for (from, to) in process.returns() {
            let route = routes.find(self.grid, from, to);
            self.way_back(from, to, route);
        }
        for line in process.lines() {
            let route = routes.find(self.grid, line.from, line.to);
            self.line(line, route);
        }
    }

    /// The line of refused work.
    fn way_back(&mut self, from: usize, to: usize, route: Route) {
        let title = self.process.way_back(from, to);
        match route {
            Route::Whole(points, _) => {
                self.below += &Pen::RETURNS.arrow(&points, &title);
                self.take_line(&points);
                self.note_beside_way_back(to, &points, title);
            }
            Route::Broken(points, _, _) | Route::Short(points) => {
                self.below += &Pen::RETURNS.arrow(&points, &title);
                self.note_where_to("diagram_back_to", from, to, &points, title);
            }
        }
    }

    /// Keeps words off a line.
    fn take_line(&mut self, points: &[Point]) {
        for pair in points.windows(2) {
            let [(x0, y0), (x1, y1)] = *pair else {
                continue;
            };
            let (left, top) = (x0.min(x1) - 2.0, y0.min(y1) - 1.0);
            let (wide, high) = ((x1 - x0).abs() + 4.0, (y1 - y0).abs() + 2.0);
            self.taken.push(Area::new(left, top, wide, high));
        }
    }

    fn note_beside_way_back(&mut self, to: usize, points: &[Point], title: String) {
        let [(x0, _), (_, y), (x1, _), ..] = *points else {
            return;
        };
        let place = |x: f64, anchor| Place {
            at: (x, y + 4.0),
            anchor,
            room: 100.0,
        };
        self.notes.push(Note {
            text: word(self.process.words, "diagram_sent_back", &[]),
            title,
            position: self.process.position(to),
            places: vec![place(x1 - 9.0, "end"), place(x0 + 9.0, "start")],
        });
    }

    /// For a line that ends in another band: the number of the step it leads to.
    fn note_where_to(
        &mut self,
        key: &str,
        from: usize,
        to: usize,
        points: &[Point],
        title: String,
    ) {
        let Some((x, y)) = points.last().copied() else {
            return;
        };
        let number = (to + 1).to_string();
        let place = |x: f64, anchor| Place {
            at: (x, y + 5.0),
            anchor,
            room: 90.0,
        };
        self.notes.push(Note {
            text: word(self.process.words, key, &[("n", &number)]),
            title,
            position: self.process.position(from),
            places: vec![place(x + 8.0, "start"), place(x - 8.0, "end")],
        });
    }

    /// The line of work that goes on.
    fn line(&mut self, line: &LaneLine, route: Route) {
        let pen = match line.handoff {
            Some(_) => Pen::CROSSES,
            None => Pen::STAYS,
        };
        let title = self.process.crossing(line);
        match route {
            Route::Whole(points, crossing) => {
                self.above += &pen.arrow(&points, &title);
                self.pill(line, crossing, title);
            }
            Route::Broken(leave, arrive, crossing) => {
                self.above += &pen.arrow(&leave, &title);
                self.above += &pen.arrow(&arrive, &title);
                self.tag(line.to, (self.grid.width - 16.0, leave[0].1));
                self.tag(line.from, (HEADING + 8.0, arrive[0].1));
                self.pill(line, crossing, title);
            }
            Route::Short(points) => {
                self.above += &pen.arrow(&points, &title);
                self.note_where_to("diagram_on_to", line.from, line.to, &points, title);
            }
        }
        self.note_condition(line);
    }

    /// The number of a step in another band, where a line leaves or comes in.
    fn tag(&mut self, step: usize, (x, y): Point) {
        let (cx, cy, number) = (N(x), N(y), step + 1);
        self.taken.push(Area::new(x - 11.0, y - 11.0, 22.0, 22.0));
        self.above += &format!(
            "<circle class=\"tag\" cx=\"{cx}\" cy=\"{cy}\" r=\"11\"/>\
             <text class=\"tg\" x=\"{cx}\" y=\"{cy}\" text-anchor=\"middle\" \
             dominant-baseline=\"central\">{number}</text>"
        );
    }

    fn pill(&mut self, line: &LaneLine, at: Point, title: String) {
        let Some(text) = Process::handoff(line) else {
            return;
        };
        let id = line.handoff.as_ref().map_or("", |(id, _)| id.as_str());
        self.pills.push(Pill {
            at,
            id: id.to_owned(),
            text,
            title,
        });
    }

    fn note_condition(&mut self, line: &LaneLine) {
        let Some(text) = self.process.condition(line) else {
            return;
        };
        let area = self.grid.area(line.to);
        let room = area.width() + self.grid.gap - 34.0;
        let place = |y: f64, x: f64, room: f64| Place {
            at: (x, y),
            anchor: "start",
            room,
        };
        self.notes.push(Note {
            title: text.clone(),
            text,
            position: self.process.position(line.to),
            places: vec![
                place(area.top - 7.0, area.left + 20.0, 2.0 * room),
                place(area.top - 19.0, area.left + 20.0, 2.0 * room),
                place(area.top - 7.0, area.left + 20.0, room),
                place(area.top - 19.0, area.left + 20.0, room),
                place(area.bottom + 15.0, area.left, area.width()),
            ],
        });
    }

    /// The pills; where two would touch, both give way in the middle between their lines.
    fn pills(&mut self) {
        let mut pills = std::mem::take(&mut self.pills);
        pills.sort_by(|a, b| {
            (a.at.1, a.at.0)
                .partial_cmp(&(b.at.1, b.at.0))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        for (at, pill) in pills.iter().enumerate() {
            let (x, y) = pill.at;
            let beside = |other: Option<&Pill>| {
                let other = other.filter(|other| (other.at.1 - y).abs() < 1.0)?;
                Some((x + other.at.0) / 2.0)
            };
            let before = at.checked_sub(1).and_then(|at| pills.get(at));
            let mut left = beside(before).unwrap_or(HEADING - 8.0);
            let mut right = beside(pills.get(at + 1)).unwrap_or(self.grid.width - 6.0);
            let on_lane = self
                .taken
                .iter()
                .filter(|area| area.top < y && y < area.bottom && is_box(area));
            for area in on_lane {
                if area.right <= x {
                    left = left.max(area.right - 3.0);
                } else if area.left >= x {
                    right = right.min(area.left + 3.0);
                }
            }
            let area = self.draw_pill(pill, (left + 3.0, right - 3.0));
            self.taken.push(area);
        }
    }

    fn draw_pill(&mut self, pill: &Pill, (left, right): (f64, f64)) -> Area {
        let (x, y) = pill.at;
        let room = (right - left).max(26.0);
        let fit = |text: &str| {
            Room {
                size: PILL,
                width: room - 28.0,
                lines: 1,
            }
            .fit(text)
        };
        let mut text = fit(&pill.text).lines.concat();
        // A name of three letters says less than none.
        if text.chars().count() < pill.id.chars().count() + 5 {
            text.clone_from(&pill.id);
        }
        let wide = (width(&text, PILL) + 30.0).min(room);
        let start = (x - wide / 2.0).clamp(left, (right - wide).max(left));
        let high: f64 = if wide < 32.0 { wide } else { 32.0 };
        let area = Area::new(start, y - high / 2.0, wide, high);
        self.above += &format!(
            "<g><title>{}</title><rect class=\"gate\" x=\"{}\" y=\"{}\" width=\"{}\" \
             height=\"{}\" rx=\"{}\"/><text class=\"gt\" x=\"{}\" y=\"{}\" \
             text-anchor=\"middle\" dominant-baseline=\"central\">{}</text></g>",
            Safe(&pill.title),
            N(area.left),
            N(area.top),
            N(wide),
            N(high),
            N(high / 2.0),
            N(area.middle()),
            N(y),
            pill_text(&pill.id, &text),
        );
        area
    }

    /// The notes, each at the first place where it covers nothing.
    fn notes(&mut self) {
        for note in std::mem::take(&mut self.notes) {
            let places = note.places.iter();
            let found = places
                .filter_map(|place| self.stand(&note.text, place))
                .find(|(_, _, area)| !self.taken.iter().any(|own| own.overlaps(area)));
            let Some((place, text, area)) = found else {
                continue;
            };
            self.taken.push(area);
            self.written += &format!(
                "<g><title>{}</title><text class=\"gl on-{}\" x=\"{}\" y=\"{}\" \
                 text-anchor=\"{}\">{}</text></g>",
                Safe(&note.title),
                note.position,
                N(place.at.0),
                N(place.at.1),
                place.anchor,
                Safe(&text),
            );
        }
    }

    /// Words at a place, if they fit and say something there.
    fn stand<'p>(
        &self,
        text: &str,
        place: &'p Place,
    ) -> Option<(&'p Place, String, Area)> {
        let (x, y) = place.at;
        let to_edge = match place.anchor {
            "start" => self.grid.width - x - 6.0,
            _ => x - HEADING,
        };
        let room = Room {
            size: NOTE,
            width: place.room.min(to_edge),
            lines: 1,
        };
        let fitted = room.fit(text);
        let text = fitted.lines.concat();
        let wide = width(&text, NOTE);
        let left = if place.anchor == "start" { x } else { x - wide };
        let area = Area::new(left, y - 10.0, wide, 13.0);
        let page = Area::new(HEADING - 14.0, 0.0, self.grid.width, self.grid.height());
        let says = fitted.whole || text.chars().count() > 9;
        (says && page.holds(&area)).then_some((place, text, area))
    }
}

/// Whether an area is that of a box, not of a line or a disc.
fn is_box(area: &Area) -> bool {
    area.width().min(area.height()) > 40.0
}

/// The name of a lane in its heading, in at most three lines.
fn heading(name: &str, position: &str, area: &Area) -> String {
    let room = Room {
        size: 15.0,
        width: area.width() - 22.0,
        lines: 3,
    };
    let lines = room.fit(name).lines;
    let first = area.top + LANE / 2.0 + 4.0 - 9.0 * (lines.len() as f64 - 1.0);
    let mut out = format!(
        "<text class=\"lh lh-{position}\"><title>{}</title>",
        Safe(name)
    );
    for (row, line) in lines.iter().enumerate() {
        let y = N(first + 18.0 * row as f64);
        out += &format!("<tspan x=\"14\" y=\"{y}\">{}</tspan>", Safe(line));
    }
    out + "</text>"
}
