//! Writing SVG: numbers, text, bent lines, arrows, and which areas are taken.

use std::fmt;

/// A coordinate with at most one decimal.
pub struct N(pub f64);

impl fmt::Display for N {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let rounded = (self.0 * 10.0).round() / 10.0;
        // Adding zero turns a negative zero into zero.
        write!(out, "{}", rounded + 0.0)
    }
}

/// Text that is safe inside an element and inside an attribute.
pub struct Safe<'a>(pub &'a str);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let mut text = String::with_capacity(self.0.len());
        crate::render::html::escape::text(self.0, &mut text);
        out.write_str(&text)
    }
}

/// An address that is safe inside an attribute.
pub struct Address<'a>(pub &'a str);

impl fmt::Display for Address<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let mut text = String::with_capacity(self.0.len());
        crate::render::html::escape::href(self.0, &mut text);
        out.write_str(&text)
    }
}

/// What a drawing says of itself.
pub struct Frame<'a> {
    /// What its ids begin with: a capital letter, so that no heading has the same.
    pub uid: &'a str,
    /// Its classes.
    pub class: &'a str,
    /// What it covers.
    pub area: Area,
    /// What it is.
    pub title: String,
    /// What it shows, in words.
    pub description: String,
}

impl Frame<'_> {
    /// The whole drawing around its content.
    pub fn around(&self, content: &str) -> String {
        let Area {
            left,
            top,
            right,
            bottom,
        } = self.area;
        let (width, height) = (N(right - left), N(bottom - top));
        let (uid, class) = (Safe(self.uid), self.class);
        let (title, description) = (Safe(&self.title), Safe(&self.description));
        format!(
            "<svg class=\"{class}\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"{} {} {width} {height}\" role=\"group\" \
             aria-labelledby=\"{uid}-t\" aria-describedby=\"{uid}-d\">\
             <title id=\"{uid}-t\">{title}</title>\
             <desc id=\"{uid}-d\">{description}</desc>{content}</svg>",
            N(left),
            N(top),
        )
    }
}

/// A rectangle along the axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its right edge.
    pub right: f64,
    /// Its lower edge.
    pub bottom: f64,
}

impl Area {
    /// The rectangle at a corner with a size.
    pub fn new(left: f64, top: f64, width: f64, height: f64) -> Self {
        Self {
            left,
            top,
            right: left + width,
            bottom: top + height,
        }
    }

    /// Whether two areas share more than an edge.
    pub fn overlaps(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether an area lies in this one.
    pub fn holds(&self, other: &Area) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }

    /// Half way between left and right.
    pub fn middle(&self) -> f64 {
        (self.left + self.right) / 2.0
    }

    /// Half way between top and bottom.
    pub fn centre(&self) -> f64 {
        (self.top + self.bottom) / 2.0
    }

    /// Its width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Its height.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// A point.
pub type Point = (f64, f64);

/// A rectangle some of whose corners are round: upper left, upper right, lower right, left.
pub fn rounded(area: &Area, radii: [f64; 4]) -> String {
    let Area {
        left,
        top,
        right,
        bottom,
    } = *area;
    let [upper_left, upper_right, lower_right, lower_left] = radii;
    format!(
        "M{} {}H{}{}V{}{}H{}{}V{}{}Z",
        N(left + upper_left),
        N(top),
        N(right - upper_right),
        corner(upper_right, (1.0, 1.0)),
        N(bottom - lower_right),
        corner(lower_right, (-1.0, 1.0)),
        N(left + lower_left),
        corner(lower_left, (-1.0, -1.0)),
        N(top + upper_left),
        corner(upper_left, (1.0, -1.0)),
    )
}

fn corner(radius: f64, (x, y): Point) -> String {
    if radius == 0.0 {
        return String::new();
    }
    let r = N(radius);
    format!("a{r} {r} 0 0 1 {} {}", N(radius * x), N(radius * y))
}

/// A line through points, each above, below or beside the one before, with round corners.
pub fn bent(points: &[Point], radius: f64) -> String {
    let points = without_repeats(points);
    let Some((first, rest)) = points.split_first() else {
        return String::new();
    };
    let mut path = format!("M{} {}", N(first.0), N(first.1));
    for (at, point) in rest.iter().enumerate() {
        let Some(next) = rest.get(at + 1) else {
            path += &format!("L{} {}", N(point.0), N(point.1));
            break;
        };
        let before = points[at];
        let room = distance(before, *point).min(distance(*point, *next)) / 2.0;
        let radius = radius.min(room);
        let (enter, leave) = (
            toward(*point, before, radius),
            toward(*point, *next, radius),
        );
        path += &format!(
            "L{} {}Q{} {} {} {}",
            N(enter.0),
            N(enter.1),
            N(point.0),
            N(point.1),
            N(leave.0),
            N(leave.1)
        );
    }
    path
}

fn without_repeats(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for point in points {
        if kept.last().is_none_or(|last| distance(*last, *point) > 0.1) {
            kept.push(*point);
        }
    }
    kept
}

fn distance(from: Point, to: Point) -> f64 {
    (to.0 - from.0).abs() + (to.1 - from.1).abs()
}

/// The point so far from one towards another.
fn toward(from: Point, to: Point, far: f64) -> Point {
    let length = distance(from, to).max(0.1);
    (
        from.0 + (to.0 - from.0) / length * far,
        from.1 + (to.1 - from.1) / length * far,
    )
}

/// How a line is drawn: the class of the line, that of its head, and how long the head is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    line: &'static str,
    head: &'static str,
    length: f64,
}

impl Pen {
    /// Work that stays with its side.
    pub const STAYS: Self = Self {
        line: "ln",
        head: "ah",
        length: 9.0,
    };
    /// Work that changes hands.
    pub const CROSSES: Self = Self {
        line: "lx",
        head: "ahx",
        length: 11.0,
    };
    /// Work that is refused.
    pub const RETURNS: Self = Self {
        line: "lr",
        head: "ahx",
        length: 9.0,
    };

    /// An arrow along points; people can read `title` on it.
    pub fn arrow(&self, points: &[Point], title: &str) -> String {
        let [.., before, tip] = *points else {
            return String::new();
        };
        let mut shortened = points.to_vec();
        let end = toward(tip, before, self.length - 1.0);
        if let Some(last) = shortened.last_mut() {
            *last = end;
        }
        let path = bent(&shortened, 10.0);
        let base = toward(tip, before, self.length);
        // A head is a little wider than long; this is one half, across the line.
        let across = ((tip.1 - base.1) * 0.58, (tip.0 - base.0) * 0.58);
        let title = match title {
            "" => String::new(),
            title => format!("<title>{}</title>", Safe(title)),
        };
        format!(
            "<g>{title}<path class=\"{}\" d=\"{path}\"/>\
             <path class=\"{}\" d=\"M{} {}L{} {}L{} {}Z\"/></g>",
            self.line,
            self.head,
            N(base.0 + across.0),
            N(base.1 + across.1),
            N(tip.0),
            N(tip.1),
            N(base.0 - across.0),
            N(base.1 - across.1),
        )
    }
}
