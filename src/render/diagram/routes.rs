//! The way of a line from box to box, past all others.
//!
//! Each column holds one box, so a line may run up and down between columns anywhere, and
//! from left to right in the margins above and below the boxes of a lane.

use std::collections::BTreeMap;

use super::drawing::Point;
use super::grid::{Grid, HEADING};

/// How far from the boxes lines run in a margin, so that they do not lie on one another.
///
/// The first one leaves room for an arrow's head and lies between boxes and pills.
const TRACKS: [f64; 3] = [13.0, 22.0, 29.0];

/// The way of a line.
pub enum Route {
    /// In one piece, with the point at which it crosses into the lane of its end.
    Whole(Vec<Point>, Point),
    /// Off the end of a band, and on at the beginning of the next.
    Broken(Vec<Point>, Vec<Point>, Point),
    /// Out of its box, with a word where it leads: the end stands in another band.
    Short(Vec<Point>),
}

/// The margin above or below the boxes of a lane.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Margin {
    Above,
    Below,
}

/// Pieces of lines by their ends.
type Pieces = Vec<(f64, f64)>;

/// The lines drawn so far.
#[derive(Default)]
pub struct Routes {
    /// For each band, lane and margin: the tracks, and what runs on them.
    tracks: BTreeMap<(usize, usize, Margin), Vec<Pieces>>,
    /// How many lines beside the usual one leave or enter a box.
    ends: BTreeMap<usize, usize>,
}

impl Routes {
    /// The way of a line.
    pub fn find(&mut self, grid: &Grid, from: usize, to: usize) -> Route {
        let near = grid.band_of(from) == grid.band_of(to);
        if to == from + 1 {
            if near {
                return beside(grid, from, to);
            }
            return broken(grid, from, to);
        }
        match (near, to > from) {
            (true, true) => self.over(grid, from, to),
            (true, false) => self.back(grid, from, to),
            (false, _) => short(grid, from),
        }
    }

    /// Forwards past other boxes: through the margin above them.
    fn over(&mut self, grid: &Grid, from: usize, to: usize) -> Route {
        let (start, end) = (grid.area(from), grid.area(to));
        let (band, lane) = (grid.band_of(to), grid.lane_of(to));
        let (x0, x1) = (start.right + 9.0, end.left - 17.0);
        let y = end.top - self.track(band, lane, Margin::Above, (x0, x1));
        let points = vec![
            (start.right, start.centre()),
            (x0, start.centre()),
            (x0, y),
            (x1, y),
            (x1, end.centre()),
            (end.left, end.centre()),
        ];
        let crossing = (x0, grid.boundary(band, lane, grid.lane_of(from)));
        Route::Whole(points, crossing)
    }

    /// Back to an earlier box: out of the side that faces its lane, along that lane, and in.
    fn back(&mut self, grid: &Grid, from: usize, to: usize) -> Route {
        let (start, end) = (grid.area(from), grid.area(to));
        let (band, lane) = (grid.band_of(to), grid.lane_of(to));
        let upwards = lane <= grid.lane_of(from);
        let margin = match lane < grid.lane_of(from) {
            true => Margin::Below,
            false => Margin::Above,
        };
        let x0 = start.right - 14.0 - 11.0 * self.end(from);
        let x1 = end.middle() + 15.0 * self.end(to);
        let far = self.track(band, lane, margin, (x1, x0));
        let (y, tip) = match margin {
            Margin::Above => (end.top - far, end.top),
            Margin::Below => (end.bottom + far, end.bottom),
        };
        let leave = if upwards { start.top } else { start.bottom };
        let points = vec![(x0, leave), (x0, y), (x1, y), (x1, tip)];
        let crossing = (x0, grid.boundary(band, lane, grid.lane_of(from)));
        Route::Whole(points, crossing)
    }

    /// How many lines ended here before, as a factor; a box has room for four.
    fn end(&mut self, step: usize) -> f64 {
        let count = self.ends.entry(step).or_default();
        *count += 1;
        ((*count - 1) % 4) as f64
    }

    /// How far from the boxes there is room for a piece of a line.
    fn track(
        &mut self,
        band: usize,
        lane: usize,
        margin: Margin,
        (left, right): (f64, f64),
    ) -> f64 {
        let tracks = self.tracks.entry((band, lane, margin)).or_default();
        let is_free = |pieces: &Pieces| {
            let apart = |(from, to): &(f64, f64)| right + 6.0 < *from || to + 6.0 < left;
            pieces.iter().all(apart)
        };
        let at = tracks.iter().position(is_free).unwrap_or_else(|| {
            tracks.push(Pieces::new());
            tracks.len() - 1
        });
        tracks[at].push((left, right));
        TRACKS[at % TRACKS.len()]
    }
}

/// To the next column: straight on, or through the gap into another lane.
fn beside(grid: &Grid, from: usize, to: usize) -> Route {
    let (start, end) = (grid.area(from), grid.area(to));
    let x = end.left - grid.gap / 2.0;
    let points = vec![
        (start.right, start.centre()),
        (x, start.centre()),
        (x, end.centre()),
        (end.left, end.centre()),
    ];
    let y = match grid.lane_of(from) == grid.lane_of(to) {
        true => end.centre(),
        false => grid.boundary(grid.band_of(to), grid.lane_of(to), grid.lane_of(from)),
    };
    Route::Whole(points, (x, y))
}

/// To the first column of the next band.
fn broken(grid: &Grid, from: usize, to: usize) -> Route {
    let (start, end) = (grid.area(from), grid.area(to));
    let (band, lane) = (grid.band_of(to), grid.lane_of(to));
    let leave = vec![
        (start.right, start.centre()),
        (grid.width - 28.0, start.centre()),
    ];
    let x = end.left - 24.0;
    let before = grid.lane_of(from);
    let y = grid.centre(band, before);
    let arrive = vec![
        (HEADING + 20.0, y),
        (x, y),
        (x, end.centre()),
        (end.left, end.centre()),
    ];
    let crossing = match before == lane {
        true => (x - 6.0, y),
        false => (x, grid.boundary(band, lane, before)),
    };
    Route::Broken(leave, arrive, crossing)
}

/// Only out of the box: on the side where no pill of its way on stands.
fn short(grid: &Grid, from: usize) -> Route {
    let start = grid.area(from);
    let x = start.right - 14.0;
    let is_last = from + 1 >= grid.count();
    let down = !is_last && grid.lane_of(from + 1) < grid.lane_of(from);
    Route::Short(match down {
        true => vec![(x, start.bottom), (x, start.bottom + 20.0)],
        false => vec![(x, start.top), (x, start.top - 20.0)],
    })
}
