//! The two colours nearest to those that do not work together.

use super::{fault, shows_on_page};
use crate::colour::{Oklch, Rgb};

/// The colours nearest to two that do not work, if there are any.
///
/// Each is first made dark enough by itself; then one of them moves, the one that has the
/// shorter way; and both where that is not enough.
pub fn nearest_that_work(left: Rgb, right: Rgb) -> Option<(Rgb, Rgb)> {
    let [left, right] = [left, right].map(|colour| {
        let mut near = std::iter::once(colour).chain(around(colour));
        near.find(|near| shows_on_page(*near)).unwrap_or(colour)
    });
    let works = |(left, right): &(Rgb, Rgb)| fault(*left, *right).is_none();
    let way = |pair: &(Rgb, Rgb)| left.difference(pair.0) + right.difference(pair.1);
    let mut lefts = around(left).map(|near| (near, right));
    let nearest = lefts.find(works);
    let longest = nearest.as_ref().map_or(f64::INFINITY, way);
    let mut rights = around(right).map(|near| (left, near));
    let nearer = rights
        .by_ref()
        .take_while(|pair| way(pair) < longest)
        .find(works);
    nearer.or(nearest).or_else(|| nearest_of_both(left, right))
}

/// The nearest two where each of them has to move, such as two that are nearly black.
fn nearest_of_both(left: Rgb, right: Rgb) -> Option<(Rgb, Rgb)> {
    /// All pairs of one in so many are still compared in the blink of an eye.
    const ONE_IN: usize = 6;
    let thinned = |colour: Rgb| {
        let near = around(colour).filter(|near| shows_on_page(*near));
        let near = near.step_by(ONE_IN);
        near.map(move |near| (colour.difference(near), near))
            .collect::<Vec<_>>()
    };
    let (lefts, rights) = (thinned(left), thinned(right));
    let mut best = None;
    let mut least = f64::INFINITY;
    for (way, left) in &lefts {
        let in_reach = rights.iter().take_while(|(other, _)| way + other < least);
        let works = |(_, right): &&(f64, Rgb)| fault(*left, *right).is_none();
        if let Some((other, right)) = in_reach.clone().find(works) {
            least = way + other;
            best = Some((*left, *right));
        }
    }
    best
}

/// A colour and others around it, from the nearest to the farthest.
fn around(colour: Rgb) -> impl Iterator<Item = Rgb> {
    let look = Oklch::from(colour);
    let mut near = vec![(0.0, colour)];
    for step in 0..30 {
        for turn in 0..36 {
            let turned = Oklch {
                lightness: 0.12 + 0.025 * f64::from(step),
                // A grey has to become a colour before another hue helps.
                chroma: if turn == 0 {
                    look.chroma
                } else {
                    look.chroma.max(0.12)
                },
                hue: look.hue + 10.0 * f64::from(turn),
            };
            let turned = turned.to_rgb();
            near.push((colour.difference(turned), turned));
        }
    }
    near.sort_by(|(one, _), (two, _)| one.total_cmp(two));
    near.into_iter().map(|(_, near)| near)
}
