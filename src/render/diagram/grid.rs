//! Where lanes and boxes stand when a process is read from left to right.

use super::drawing::Area;
use crate::site::computed::SwimlaneView;

/// How wide the heading of a lane is, with the room behind it.
pub const HEADING: f64 = 118.0;
/// How high a lane is.
pub const LANE: f64 = 146.0;
/// How high a box is.
const BOX: f64 = 74.0;
/// From one band to the next.
const BETWEEN: f64 = 26.0;
/// With more columns letters would shrink below what can be read; they go to another band.
pub const MOST_COLUMNS: usize = 8;
/// The width of every drawing that can do with it, so that letters have one size everywhere.
const WIDTH: f64 = 1176.0;
/// The narrowest and the widest box.
const BOXES: (f64, f64) = (118.0, 168.0);
/// The shortest and the longest way between boxes.
const GAPS: (f64, f64) = (32.0, 150.0);
/// Room at both ends of a band that goes on.
const LEAD: f64 = 48.0;
/// Room at both ends otherwise.
const END: f64 = 20.0;

/// The measures of one process.
pub struct Grid {
    /// The lanes that each band shows.
    rows: Vec<Vec<usize>>,
    /// The lane of each step.
    lane_of: Vec<usize>,
    columns: usize,
    bands: usize,
    box_width: f64,
    lead: f64,
    /// The way between neighbouring boxes.
    pub gap: f64,
    /// The width of the drawing.
    pub width: f64,
}

impl Grid {
    /// Spreads the steps over as few bands as they need, all of about the same length.
    pub fn new(view: &SwimlaneView) -> Self {
        let count = view.steps.len().max(1);
        let lanes = view.lanes.len().max(1);
        let bands = count.div_ceil(MOST_COLUMNS);
        let columns = count.div_ceil(bands);
        let lead = if bands > 1 { LEAD } else { 0.0 };
        let around = HEADING + 2.0 * (END + lead);
        let (boxes, gaps) = (columns as f64, columns as f64 - 1.0);
        let width = WIDTH.max(around + boxes * BOXES.0 + gaps * GAPS.0);
        let room = width - around;
        let box_width = ((room - gaps * GAPS.0) / boxes).clamp(BOXES.0, BOXES.1);
        let gap = ((room - boxes * box_width) / gaps.max(1.0)).clamp(GAPS.0, GAPS.1);
        let lane_of: Vec<usize> = view
            .steps
            .iter()
            .map(|step| step.lane.min(lanes - 1))
            .collect();
        let rows = (0..bands)
            .map(|band| rows_of(view, &lane_of, band * columns, columns))
            .collect();
        Self {
            rows,
            lane_of,
            columns,
            bands,
            box_width,
            lead,
            gap,
            width,
        }
    }

    /// How many steps there are.
    pub fn count(&self) -> usize {
        self.lane_of.len()
    }

    /// How many bands there are.
    pub fn bands(&self) -> usize {
        self.bands
    }

    /// The height of the drawing.
    pub fn height(&self) -> f64 {
        self.band_top(self.bands) - BETWEEN
    }

    fn band_top(&self, band: usize) -> f64 {
        let height = |rows: &Vec<usize>| rows.len() as f64 * LANE + BETWEEN;
        self.rows.iter().take(band).map(height).sum()
    }

    /// The lanes that a band shows, from top to bottom.
    pub fn lanes(&self, band: usize) -> &[usize] {
        &self.rows[band]
    }

    /// A lane from one side of the drawing to the other, with a thin gap below.
    pub fn lane(&self, band: usize, lane: usize) -> Area {
        let rows = &self.rows[band];
        let row = rows.iter().position(|own| *own == lane).unwrap_or(0);
        let top = self.band_top(band) + row as f64 * LANE;
        let below = if row + 1 < rows.len() { 3.0 } else { 0.0 };
        Area::new(0.0, top, self.width, LANE - below)
    }

    /// The band of a step.
    pub fn band_of(&self, step: usize) -> usize {
        step / self.columns
    }

    /// The column of a step within its band.
    pub fn column_of(&self, step: usize) -> usize {
        step % self.columns
    }

    /// The lane of a step.
    pub fn lane_of(&self, step: usize) -> usize {
        self.lane_of[step]
    }

    /// The box of a step.
    pub fn area(&self, step: usize) -> Area {
        let column = self.column_of(step) as f64;
        let left = HEADING + END + self.lead + column * (self.box_width + self.gap);
        let lane = self.lane(self.band_of(step), self.lane_of(step));
        Area::new(left, lane.top + (LANE - BOX) / 2.0, self.box_width, BOX)
    }

    /// Half way down a lane, where lines enter and leave.
    pub fn centre(&self, band: usize, lane: usize) -> f64 {
        self.lane(band, lane).top + LANE / 2.0
    }

    /// The edge of a lane that faces another one of the same band.
    pub fn boundary(&self, band: usize, lane: usize, facing: usize) -> f64 {
        let area = self.lane(band, lane);
        match facing < lane {
            true => area.top - 1.5,
            false => area.top + LANE - 1.5,
        }
    }
}

/// The lanes of a band: those of both sides, and of the others those that it needs.
fn rows_of(
    view: &SwimlaneView,
    lane_of: &[usize],
    first: usize,
    columns: usize,
) -> Vec<usize> {
    // A line that comes from the band before begins in the lane that it left.
    let from = first.saturating_sub(1);
    let used: Vec<usize> = lane_of
        .iter()
        .skip(from)
        .take(first + columns - from)
        .copied()
        .collect();
    let shown = |lane: &usize| {
        let position = view.lanes.get(*lane).map_or("", |lane| lane.position);
        matches!(position, "left" | "right") || used.contains(lane)
    };
    (0..view.lanes.len().max(1)).filter(shown).collect()
}
