//! The measures of the ring, and points and arcs on it.

use super::drawing::{N, Point};

/// The radius of the middle of the band.
pub const RADIUS: f64 = 262.0;
/// How wide the band is; also the diameter of the discs.
pub const BAND: f64 = 88.0;
/// The inner edge of the band.
pub const INNER: f64 = RADIUS - BAND / 2.0;
/// From ten processes on there is no room for names.
pub const MOST_NAMES: usize = 9;

/// The point at an angle, with zero to the right and angles growing clockwise.
pub fn polar(radius: f64, degrees: f64) -> Point {
    let angle = degrees.to_radians();
    (radius * angle.cos(), radius * angle.sin())
}

/// The angle of a disc's half: what its round end takes from a stretch.
pub fn half() -> f64 {
    (BAND / 2.0 / RADIUS).to_degrees()
}

/// An arc between two angles; drawn backwards when the second is smaller.
pub fn arc(radius: f64, from: f64, to: f64) -> String {
    let ((x0, y0), (x1, y1)) = (polar(radius, from), polar(radius, to));
    let large = u8::from((to - from).abs() > 180.0);
    let sweep = u8::from(to > from);
    let r = N(radius);
    let (x0, y0, x1, y1) = (N(x0), N(y0), N(x1), N(y1));
    format!("M{x0} {y0}A{r} {r} 0 {large} {sweep} {x1} {y1}")
}
