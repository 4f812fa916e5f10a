//! A page's text as part of a document: names of places, levels of headings, footnotes.

use std::collections::{BTreeMap, BTreeSet};

use super::paper::Node;

/// Deeper headings than this are none on paper.
const MOST_LEVEL: u8 = 6;

/// What settling one page needs and gathers.
pub struct Settled<'a> {
    /// What the names of its places begin with.
    pub prefix: &'a str,
    /// All places of the document.
    pub places: &'a mut BTreeSet<String>,
    /// Footnotes by their labels; each is taken by its first mention.
    pub notes: BTreeMap<String, Vec<Node>>,
    /// Footnotes that were mentioned.
    pub told: BTreeSet<String>,
    /// The level of the page's title.
    pub base: u8,
    /// The level of the heading above.
    pub level: u8,
}

impl Settled<'_> {
    /// The name of a place in the document; nothing where it is taken.
    pub fn name(&mut self, id: &str) -> String {
        let name = format!("{}-{id}", self.prefix);
        let is_new = !id.is_empty() && self.places.insert(name.clone());
        if is_new { name } else { String::new() }
    }

    /// The level of a heading in the document, which skips none.
    fn level(&mut self, own: u8) -> u8 {
        let wanted = (own.max(2) + self.base - 1).min(MOST_LEVEL);
        self.level = wanted.min(self.level + 1);
        self.level
    }
}

impl Settled<'_> {
    /// Names a mention of a footnote; the first one takes the note.
    fn mention(&mut self, place: &mut String, c: &mut Option<Vec<Node>>) {
        if let Some(mut note) = self.notes.remove(place) {
            self.told.insert(place.clone());
            without_headings(&mut note);
            *c = Some(note);
        }
        *place = match self.told.contains(place) {
            true => format!("{}-fn-{place}", self.prefix),
            false => String::new(),
        };
    }

    /// The level of the heading that a part draws; nothing for parts without one.
    fn level_of_part(&mut self, name: &str) -> u8 {
        match name {
            "week" => self.level(2),
            "step" | "move" | "handoff" | "segment" => self.level(3),
            _ => 0,
        }
    }
}

/// Marks paragraphs that lead to something that must not begin the next page alone.
fn keep_together(nodes: &mut [Node]) {
    for at in 1..nodes.len() {
        let follows = matches!(
            nodes[at],
            Node::View { .. }
                | Node::Part { .. }
                | Node::Table { .. }
                | Node::List { .. }
                | Node::Quote { .. }
                | Node::Listing { .. }
        );
        if let (true, Node::Paragraph { keep, .. }) = (follows, &mut nodes[at - 1]) {
            *keep = true;
        }
    }
}

/// Settles the nodes of a page, in reading order.
pub fn settle(nodes: &mut Vec<Node>, settled: &mut Settled) {
    keep_together(nodes);
    for node in nodes {
        match node {
            Node::Heading { level, place, .. } => {
                *place = settled.name(place);
                *level = settled.level(*level);
            }
            Node::Note { place, c } => settled.mention(place, c),
            Node::Part {
                name,
                level,
                place,
                part,
                ..
            } => {
                let id = part.get("id").and_then(|id| id.as_str()).unwrap_or("");
                *place = settled.name(id);
                *level = settled.level_of_part(name);
            }
            Node::Table { .. } | Node::Quote { .. } => {
                node.inner_mut().into_iter().for_each(without_headings);
            }
            _ => {}
        }
        let level = settled.level;
        let is_part = matches!(node, Node::Part { .. });
        for inner in node.inner_mut() {
            settle(inner, settled);
            if is_part {
                settled.level = settled.level.max(level);
            }
        }
    }
}

/// Turns headings into strong lines, where a document has no place for headings.
pub fn without_headings(nodes: &mut Vec<Node>) {
    for node in nodes {
        if let Node::Heading { c, .. } = node {
            let c = vec![Node::Strong {
                c: std::mem::take(c),
            }];
            *node = Node::Paragraph { c, keep: true };
        }
        node.inner_mut().into_iter().for_each(without_headings);
    }
}
