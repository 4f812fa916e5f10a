//! The contents of a page: its headings, nested.

use super::views::OutlineView;
use crate::page::Heading;

/// Headings of level two and three, the deeper ones below the ones before them.
pub fn outline(headings: &[Heading], title: &str) -> Vec<OutlineView> {
    let mut outline: Vec<OutlineView> = Vec::new();
    let shown = |heading: &&Heading| heading.apart.is_none() && heading.text != title;
    for heading in headings.iter().filter(shown) {
        let entry = OutlineView {
            id: heading.id.clone(),
            text: heading.text.clone(),
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
