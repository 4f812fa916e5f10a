//! The contents of a page: its headings, nested.

use super::views::OutlineView;
use crate::page::{Facts, Heading};

/// Headings of level two and three, the deeper ones below the ones before them.
pub fn outline(facts: &Facts) -> Vec<OutlineView> {
    let mut outline: Vec<OutlineView> = Vec::new();
    let shown =
        |heading: &&Heading| heading.apart.is_none() && heading.text != facts.title;
    for heading in facts.headings.iter().filter(shown) {
        let entry = OutlineView {
            id: heading.id.clone(),
            text: text_of(facts, heading),
            children: Vec::new(),
        };
        match (heading.level, outline.last_mut()) {
            (3, Some(above)) => above.children.push(entry),
            (2 | 3, _) => outline.push(entry),
            _ => {}
        }
    }
    outline
}

/// Segments of an agenda go without their minutes: those stand in the agenda itself.
fn text_of(facts: &Facts, heading: &Heading) -> String {
    let mut segments = facts.parts.segments.iter();
    let segment = segments.find(|segment| segment.id == heading.id);
    segment
        .map_or(&heading.text, |segment| &segment.title)
        .clone()
}
