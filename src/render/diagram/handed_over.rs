//! What stands inside the ring: what is handed over beside each disc, a number in the middle.

use super::circle::{INNER, MOST_NAMES, polar};
use super::drawing::{Address, Area, N, Safe};
use super::lettering::{Room, width};
use super::{Words, word};
use crate::site::computed::{LoopView, Stretch};

/// From the band to the nearest letters.
const MARGIN: f64 = 14.0;
/// The size of what is handed over.
const NAME: f64 = 17.0;
/// The size of the direction below it.
const DIRECTION: f64 = 14.0;
/// From line to line.
const LEADING: f64 = 19.0;
/// The size of the number in the middle.
const FIGURE: f64 = 92.0;
/// The size of the words below it.
const CAPTION: f64 = 16.0;

/// What passes from a stretch to the next, as a sentence.
pub fn in_words(stretch: &Stretch, words: &Words) -> String {
    let blanks = [
        ("what", stretch.gives.as_str()),
        ("from", stretch.side.as_str()),
        ("to", stretch.to_side.as_str()),
    ];
    match stretch.gives.is_empty() {
        true => word(words, "diagram_direction", &blanks),
        false => word(words, "diagram_crosses", &blanks),
    }
}

/// The labels and the number; passages are stretches with the angle of the disc behind them.
pub fn draw(view: &LoopView, words: &Words, passages: &[(usize, f64)]) -> String {
    let centre = Centre::new(view, words, passages);
    let mut taken = centre.areas();
    let mut out = String::new();
    if view.stretches.len() <= MOST_NAMES {
        if let Some(missing) = view.missing.as_ref().filter(|_| !view.closed) {
            let label = Label {
                name: missing,
                direction: word(words, "diagram_missing_short", &[]),
                angle: -90.0,
                href: None,
                title: word(words, "diagram_missing", &[("what", missing)]),
            };
            out += &label.draw(&mut taken);
        }
        for (at, angle) in passages {
            let stretch = &view.stretches[*at];
            let sides = [
                ("from", stretch.side.as_str()),
                ("to", stretch.to_side.as_str()),
            ];
            let label = Label {
                name: &stretch.gives,
                direction: word(words, "diagram_direction", &sides),
                angle: *angle,
                href: stretch.gives_href.as_deref(),
                title: in_words(stretch, words),
            };
            out += &label.draw(&mut taken);
        }
    }
    out + &centre.draw()
}

/// The number in the middle and what it counts.
struct Centre {
    number: String,
    caption: Vec<String>,
}

impl Centre {
    fn new(view: &LoopView, words: &Words, passages: &[(usize, f64)]) -> Self {
        let here = view.stretches.iter().find(|stretch| stretch.here);
        let total = view.stretches.len().to_string();
        let (number, caption) = match here {
            Some(stretch) => {
                let caption = word(words, "diagram_place", &[("n", &total)]);
                (stretch.number, caption)
            }
            None if view.crossings == 1 => (1, word(words, "diagram_crossing_one", &[])),
            None => (view.crossings, word(words, "diagram_crossing_many", &[])),
        };
        // Labels at the height of the middle need the room beside it.
        let beside = view.stretches.len() <= MOST_NAMES
            && passages.iter().any(|(_, angle)| {
                let (x, y) = polar(INNER, *angle);
                y.abs() < 95.0 && x != 0.0
            });
        let room = Room {
            size: CAPTION,
            width: if beside { 112.0 } else { 240.0 },
            lines: 2,
        };
        Self {
            number: number.to_string(),
            caption: room.fit(&caption).lines,
        }
    }

    /// What it covers: the number, and the words below.
    fn areas(&self) -> Vec<Area> {
        let figure = width(&self.number, FIGURE);
        let words = self.caption.iter().map(|line| width(line, CAPTION));
        let widest = words.fold(0.0, f64::max);
        let height = LEADING * self.caption.len() as f64;
        vec![
            Area::new(-figure / 2.0 - 8.0, -50.0, figure + 16.0, 76.0),
            Area::new(-widest / 2.0 - 8.0, 34.0, widest + 16.0, height + 8.0),
        ]
    }

    fn draw(&self) -> String {
        let mut out = format!(
            "<text class=\"lp-big\" text-anchor=\"middle\" y=\"22\">{}</text>\
             <text class=\"lp-cap\" text-anchor=\"middle\">",
            Safe(&self.number)
        );
        for (row, line) in self.caption.iter().enumerate() {
            // On small screens the letters grow, and the way between the lines with them.
            let down = match row {
                0 => "y=\"52\"",
                _ => "dy=\"1.18em\"",
            };
            out += &format!("<tspan x=\"0\" {down}>{}</tspan>", Safe(line));
        }
        out + "</text>"
    }
}

/// What is handed over at one disc.
struct Label<'a> {
    name: &'a str,
    direction: String,
    angle: f64,
    href: Option<&'a str>,
    title: String,
}

/// One way to set a label.
#[derive(Clone, Copy)]
struct Manner {
    lines: usize,
    direction: Direction,
    narrow: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Said,
    Left,
}

/// A label with its lines and where they stand.
struct Set {
    x: f64,
    first: f64,
    anchor: &'static str,
    name: Vec<String>,
    direction: Direction,
    area: Area,
}

/// From the best manner to the most modest.
const MANNERS: [(usize, Direction); 4] = [
    (1, Direction::Said),
    (2, Direction::Said),
    (2, Direction::Left),
    (1, Direction::Left),
];

impl Label<'_> {
    /// The label where it fits, or nothing: the disc itself has the words as its title.
    fn draw(&self, taken: &mut Vec<Area>) -> String {
        if self.name.is_empty() {
            return String::new();
        }
        let free = |set: &Set| !taken.iter().any(|area| area.overlaps(&set.area));
        let tries = [true, false].into_iter().flat_map(|whole| {
            let narrow = [1.0, 0.72, 0.5].into_iter();
            narrow.flat_map(move |narrow| {
                MANNERS.map(|(lines, direction)| {
                    let manner = Manner {
                        lines,
                        direction,
                        narrow,
                    };
                    (whole, manner)
                })
            })
        });
        let found = tries
            .filter_map(|(whole, manner)| self.set(manner, whole))
            .find(free);
        let Some(set) = found else {
            return String::new();
        };
        taken.push(set.area);
        self.write(&set)
    }

    /// The label in one manner; `None` when it has to be whole and cannot be.
    fn set(&self, manner: Manner, whole: bool) -> Option<Set> {
        let (cos, sin) = polar(1.0, self.angle);
        let said = manner.direction == Direction::Said;
        let rows = (manner.lines + usize::from(said)) as f64;
        // Above and below the middle the ring leaves less room; there labels keep away.
        let away = if cos.abs() < 0.2 { 10.0 } else { 0.0 };
        let (_, y) = polar(INNER - MARGIN - away, self.angle);
        // At the top a label hangs below its disc, at the bottom it stands on it.
        let top = y - rows * LEADING * (sin + 1.0) / 2.0;
        let farthest = (top + 4.0).abs().max((top + rows * LEADING - 4.0).abs());
        let chord = ((INNER - 6.0).powi(2) - farthest.powi(2)).max(0.0).sqrt();
        let (anchor, x, width) = if cos.abs() < 0.2 {
            ("middle", 0.0, 2.0 * (chord - 6.0))
        } else if cos > 0.0 {
            ("end", chord - 8.0, chord - 14.0)
        } else {
            ("start", 8.0 - chord, chord - 14.0)
        };
        self.within(manner, whole, (anchor, x, width * manner.narrow), top)
    }

    fn within(
        &self,
        manner: Manner,
        whole: bool,
        (anchor, x, room): (&'static str, f64, f64),
        top: f64,
    ) -> Option<Set> {
        let fitted = Room {
            size: NAME,
            width: room,
            lines: manner.lines,
        }
        .fit(self.name);
        let said = manner.direction == Direction::Said;
        let direction = if said {
            width(&self.direction, DIRECTION)
        } else {
            0.0
        };
        let fits = (fitted.whole || !whole) && fitted.lines.len() == manner.lines;
        if !fits || direction > room || is_mangled(&fitted.lines) {
            return None;
        }
        let widest = fitted
            .lines
            .iter()
            .map(|line| width(line, NAME))
            .fold(direction, f64::max);
        let left = match anchor {
            "middle" => x - widest / 2.0,
            "end" => x - widest,
            _ => x,
        };
        let rows = (fitted.lines.len() + usize::from(said)) as f64;
        Some(Set {
            x,
            first: top + 14.0,
            anchor,
            name: fitted.lines,
            direction: manner.direction,
            area: Area::new(left - 4.0, top - 2.0, widest + 8.0, rows * LEADING + 6.0),
        })
    }

    fn write(&self, set: &Set) -> String {
        let mut lines = String::new();
        let mut y = set.first;
        let x = N(set.x);
        for line in &set.name {
            lines += &format!("<tspan x=\"{x}\" y=\"{}\">{}</tspan>", N(y), Safe(line));
            y += LEADING;
        }
        let anchor = set.anchor;
        let mut out =
            format!("<text class=\"lp-art\" text-anchor=\"{anchor}\">{lines}</text>");
        if set.direction == Direction::Said {
            out += &format!(
                "<text class=\"lp-dir\" x=\"{x}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
                N(y),
                Safe(&self.direction)
            );
        }
        let title = Safe(&self.title);
        match self.href {
            Some(href) => format!(
                "<a href=\"{}\"><title>{title}</title>{out}</a>",
                Address(href)
            ),
            None => format!("<g><title>{title}</title>{out}</g>"),
        }
    }
}

/// Whether so much is cut that nobody can guess the name.
fn is_mangled(lines: &[String]) -> bool {
    let is_cut = |line: &String| line.ends_with('…');
    let Some((last, others)) = lines.split_last() else {
        return true;
    };
    others.iter().any(is_cut) || (is_cut(last) && last.chars().count() < 8)
}
