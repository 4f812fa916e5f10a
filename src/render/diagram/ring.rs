//! The loop of processes as a ring, read clockwise from the top.

use super::circle::{BAND, INNER, MOST_NAMES, RADIUS, arc, half, polar};
use super::drawing::{Address, Area, Frame, N, Safe};
use super::lettering::Room;
use super::{Words, handed_over, word};
use crate::site::computed::{LoopView, Stretch};

/// From the middle to each edge of the drawing: the band and the mark outside it.
const EXTENT: f64 = 324.0;
/// How many degrees of an open ring are missing: two round ends, a disc and lines between.
const GAP: f64 = 58.0;
/// The loop as SVG; empty without processes.
pub fn ring(view: &LoopView, words: &Words, uid: &str) -> String {
    if view.stretches.is_empty() {
        return String::new();
    }
    Ring::new(view, words, uid).draw()
}

/// What is known before anything is drawn.
struct Ring<'a> {
    view: &'a LoopView,
    words: &'a Words,
    uid: &'a str,
    /// Where the first stretch begins, in degrees.
    start: f64,
    /// How long each stretch is, in degrees.
    step: f64,
}

impl<'a> Ring<'a> {
    fn new(view: &'a LoopView, words: &'a Words, uid: &'a str) -> Self {
        let gap = if view.closed { 0.0 } else { GAP };
        Self {
            view,
            words,
            uid,
            start: -90.0 + gap / 2.0,
            step: (360.0 - gap) / view.stretches.len() as f64,
        }
    }

    fn draw(&self) -> String {
        let many = self.count() > MOST_NAMES;
        let mut turning = String::new();
        for (first, length) in self.bands() {
            turning += &self.band(first, length);
        }
        for (at, stretch) in self.view.stretches.iter().enumerate() {
            turning += &self.name(at, stretch);
        }
        for at in (0..self.count()).filter(|at| self.changes_after(*at)) {
            turning += &self.disc(at);
        }
        if let Some(at) = self.here() {
            let (from, to) = self.room_of(at);
            let path = arc(RADIUS + BAND / 2.0 + 10.0, from + 1.0, to - 1.0);
            turning += &format!("<path class=\"lp-here\" d=\"{path}\"/>");
        }
        let mut content = format!("<g class=\"lp-turn\">{turning}</g>");
        if !self.view.closed {
            content += &self.gap();
        }
        content += &handed_over::draw(self.view, self.words, &self.passages());
        let frame = Frame {
            uid: self.uid,
            class: if many { "ring many" } else { "ring" },
            area: Area::new(-EXTENT, -EXTENT, 2.0 * EXTENT, 2.0 * EXTENT),
            title: word(self.words, "diagram_ring", &[]),
            description: self.description(),
        };
        frame.around(&content)
    }

    fn count(&self) -> usize {
        self.view.stretches.len()
    }

    fn here(&self) -> Option<usize> {
        self.view.stretches.iter().position(|stretch| stretch.here)
    }

    /// Whether another side leads what comes after a stretch.
    fn changes_after(&self, at: usize) -> bool {
        let stretches = &self.view.stretches;
        let next = (at + 1) % stretches.len();
        let last = !self.view.closed && at + 1 == stretches.len();
        !last && stretches[at].position != stretches[next].position
    }

    fn changes_before(&self, at: usize) -> bool {
        match at {
            0 => self.view.closed && self.changes_after(self.count() - 1),
            at => self.changes_after(at - 1),
        }
    }

    /// The angle at which a stretch begins.
    fn angle(&self, at: usize) -> f64 {
        self.start + at as f64 * self.step
    }

    /// The discs' angles, and the stretch before each.
    fn passages(&self) -> Vec<(usize, f64)> {
        (0..self.count())
            .filter(|at| self.changes_after(*at))
            .map(|at| (at, self.angle(at + 1)))
            .collect()
    }

    /// Neighbours led by the same side: the first, and how many.
    fn bands(&self) -> Vec<(usize, usize)> {
        let count = self.count();
        let turn = (0..count).find(|at| self.changes_before(*at));
        let first = turn.filter(|_| self.view.closed).unwrap_or(0);
        let mut bands = Vec::new();
        let mut taken = 0;
        while taken < count {
            let at = first + taken;
            let mut length = 1;
            while taken + length < count && !self.changes_after((at + length - 1) % count)
            {
                length += 1;
            }
            bands.push((at, length));
            taken += length;
        }
        bands
    }

    /// One band with round ends, and thin gaps between its stretches.
    fn band(&self, first: usize, length: usize) -> String {
        let count = self.count();
        let position = self.view.stretches[first % count].position;
        let whole = self.view.closed && length == count;
        let path = match whole {
            // An arc cannot end where it begins.
            true => {
                let (left, right) = (arc(RADIUS, -90.0, 90.0), arc(RADIUS, 90.0, 270.0));
                left + &right
            }
            false => arc(RADIUS, self.angle(first), self.angle(first + length)),
        };
        let mut out = format!(
            "<path class=\"lp-band st-{position}\" stroke-width=\"{BAND}\" d=\"{path}\"/>"
        );
        let separators = if whole && count > 1 {
            0..length
        } else {
            1..length
        };
        for at in separators {
            let angle = self.angle(first + at);
            let (x0, y0) = polar(INNER - 2.0, angle);
            let (x1, y1) = polar(RADIUS + BAND / 2.0 + 2.0, angle);
            out += &format!(
                "<path class=\"lp-sep\" d=\"M{} {}L{} {}\"/>",
                N(x0),
                N(y0),
                N(x1),
                N(y1)
            );
        }
        out
    }

    /// Between which angles a stretch has room for its name.
    fn room_of(&self, at: usize) -> (f64, f64) {
        let taken = |by_disc: bool| if by_disc { half() } else { 2.0 };
        (
            self.angle(at) + taken(self.changes_before(at)),
            self.angle(at + 1) - taken(self.changes_after(at)),
        )
    }

    /// The name of a stretch along its band, and the number for small screens.
    fn name(&self, at: usize, stretch: &Stretch) -> String {
        let (from, to) = self.room_of(at);
        let middle = (from + to) / 2.0;
        let (x, y) = polar(RADIUS, middle);
        let number = stretch.number;
        let place = stretch.position;
        let mut title = format!("{number}. {} ({})", stretch.title, stretch.side);
        if stretch.here {
            title = format!("{title}: {}", word(self.words, "diagram_here", &[]));
        }
        let lines = match self.count() > MOST_NAMES {
            true => String::new(),
            false => self.letters(at, stretch, from, to),
        };
        format!(
            "<a class=\"on-{place}\" href=\"{}\"><title>{}</title>{lines}\
             <text class=\"lp-num\" x=\"{}\" y=\"{}\" text-anchor=\"middle\" \
             dominant-baseline=\"central\">{number}</text></a>",
            Address(&stretch.href),
            Safe(&title),
            N(x),
            N(y),
        )
    }

    /// A name in at most two lines that follow the band and are never upside down.
    fn letters(&self, at: usize, stretch: &Stretch, from: f64, to: f64) -> String {
        let middle = ((from + to) / 2.0).rem_euclid(360.0);
        let low = (15.0..165.0).contains(&middle);
        let name = match stretch.short.is_empty() {
            true => &stretch.title,
            false => &stretch.short,
        };
        // The inner line has the shorter arc.
        let length = (to - from).to_radians() * (RADIUS - 16.0) - 8.0;
        let room = Room {
            size: 17.0,
            width: length,
            lines: 2,
        };
        let lines = room.fit(name).lines;
        let mut out = String::new();
        for (row, line) in lines.iter().enumerate() {
            // Six units put the middle of small letters on the middle of the band.
            let up = 10.0 * (lines.len() as f64 - 1.0) - 20.0 * row as f64;
            let path = match low {
                true => arc(RADIUS + 6.0 - up, to, from),
                false => arc(RADIUS - 6.0 + up, from, to),
            };
            let id = format!("{}-n{at}-{row}", self.uid);
            out += &format!(
                "<path id=\"{0}\" d=\"{path}\" fill=\"none\"/>\
                 <text class=\"lp-name\" text-anchor=\"middle\">\
                 <textPath href=\"#{0}\" startOffset=\"50%\">{1}</textPath></text>",
                Safe(&id),
                Safe(line),
            );
        }
        out
    }

    /// Where two bands overlap: what changes hands, and in which direction.
    fn disc(&self, at: usize) -> String {
        let stretches = &self.view.stretches;
        let (from, to) = (&stretches[at], &stretches[(at + 1) % stretches.len()]);
        let angle = self.angle(at + 1);
        let (x, y) = polar(RADIUS, angle);
        // Beside a joint band a disc of the same colour needs an edge.
        let edge = match [from.position, to.position].contains(&"joint") {
            true => " edge",
            false => "",
        };
        let shape = match self.step < 36.0 {
            true => "M-10 0H9M2 -7l7 7-7 7",
            false => "M-14 0H13M3 -10l10 10-10 10",
        };
        format!(
            "<g class=\"lp-gate from-{} to-{}\"><title>{}</title>\
             <circle class=\"lp-disc f-joint{edge}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>\
             <path class=\"lp-arrow\" transform=\"translate({} {}) rotate({})\" \
             d=\"{shape}\"/></g>",
            from.position,
            to.position,
            Safe(&handed_over::in_words(from, self.words)),
            N(x),
            N(y),
            N(BAND / 2.0),
            N(x),
            N(y),
            N(angle + 90.0),
        )
    }

    /// The open place at the top: two dashed ends and a question.
    fn gap(&self) -> String {
        let end = GAP / 2.0 - half() - 1.5;
        let disc = 7.5;
        let (before, after) = (
            arc(RADIUS, -90.0 - end, -90.0 - disc),
            arc(RADIUS, -90.0 + disc, -90.0 + end),
        );
        let title = match &self.view.missing {
            Some(missing) => word(self.words, "diagram_missing", &[("what", missing)]),
            None => word(self.words, "diagram_open", &[]),
        };
        format!(
            "<g class=\"lp-gap\"><title>{}</title><path d=\"{before}\"/><path d=\"{after}\"/>\
             <circle cx=\"0\" cy=\"{}\" r=\"30\"/><text x=\"0\" y=\"{}\" \
             text-anchor=\"middle\" dominant-baseline=\"central\">?</text></g>",
            Safe(&title),
            N(-RADIUS),
            N(-RADIUS),
        )
    }

    /// The ring in words.
    fn description(&self) -> String {
        let count = self.count().to_string();
        let mut sentences = vec![word(
            self.words,
            "diagram_ring_text",
            &[("n", count.as_str())],
        )];
        for (at, _) in self.passages() {
            sentences.push(handed_over::in_words(&self.view.stretches[at], self.words));
        }
        if !self.view.closed {
            sentences.push(word(self.words, "diagram_open", &[]));
        }
        if let Some(missing) = &self.view.missing {
            sentences.push(word(self.words, "diagram_missing", &[("what", missing)]));
        }
        sentences.retain(|sentence| !sentence.is_empty());
        sentences.join(" ")
    }
}
