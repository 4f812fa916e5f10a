//! Drawings computed from the content: the loop as a ring, a process as lanes.
//!
//! Given a view and the words of the interface, gives SVG to stand inside a page. Looks come
//! from the theme by classes; a drawing holds no style and no script, and says in a title and
//! a description what it shows. Never reads anything but its view.

mod circle;
mod drawing;
mod grid;
mod handed_over;
mod lettering;
mod ring;
mod routes;
mod steps;
mod swimlane;
mod tall;

use std::collections::BTreeMap;

pub use ring::ring;
pub use swimlane::swimlane_wide;
pub use tall::swimlane_tall;

/// The words of the interface.
pub type Words = BTreeMap<String, String>;

/// One of the words, with its blanks filled; nothing when the theme lacks it.
fn word(words: &Words, key: &str, blanks: &[(&str, &str)]) -> String {
    let text = words.get(key).cloned().unwrap_or_default();
    blanks.iter().fold(text, |text, (blank, value)| {
        text.replace(&format!("{{{blank}}}"), value)
    })
}
