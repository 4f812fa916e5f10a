//! Myths: a line that people say, and what there is to say about it.

use super::{Finder, Source};
use crate::page::blocks::{self, Node, Section, Shape, Sort};
use crate::page::directives::LineSort;
use crate::page::marks::Part;
use crate::page::parts::{At, Myth};

/// Whether a section deals with a myth: any box of one stands in it.
pub(super) fn is_myth(node: &Node, source: &Source) -> bool {
    let boxes = ["myth", "reality", "instead", "grain"];
    node.children.iter().any(|child| match &child.sort {
        Sort::Box(line) => match &source.lines[*line].sort {
            LineSort::Open(_, head) => boxes.contains(&head.name.as_str()),
            _ => false,
        },
        _ => false,
    })
}

impl<'a> Finder<'a> {
    pub(super) fn myth(&mut self, node: &'a Node, section: &'a Section) {
        let number = self.found.parts.myths.len();
        let mut myth = Myth {
            id: section.id.clone(),
            title: section.text.clone(),
            ..Myth::default()
        };
        let span = section.span;
        self.place(At::Myth(number), span);
        let marks = &mut self.found.marks;
        marks.open(span.start, Part::Myth(number));
        marks.open(span.start, Part::Slot("heading"));
        marks.close(span.end);
        let mut seen = false;
        for child in &node.children {
            let Sort::Box(line) = &child.sort else {
                self.node(child);
                continue;
            };
            seen = self.box_of_myth(child, *line, &mut myth, number, seen);
        }
        self.found.marks.close(node.span.end);
        self.found.parts.myths.push(myth);
    }

    /// One box in the section of a myth; gives whether the line itself has been seen.
    fn box_of_myth(
        &mut self,
        node: &'a Node,
        line: usize,
        myth: &mut Myth,
        number: usize,
        seen: bool,
    ) -> bool {
        let head = self.head(line);
        let name = head.name.as_str();
        let text = self.text_of(&node.children);
        let slot = match name {
            "myth" => {
                if seen {
                    let help = "give it a heading of level two of its own";
                    self.misplaced(line, "a second `myth` under one heading", help);
                }
                (myth.by, myth.about) = (head.get("by"), head.get("about"));
                myth.heard = head.get("where");
                (myth.line, myth.quoted) = unquoted(&text);
                self.found.parts.ids.extend(head.id.clone());
                self.place(At::Myth(number), self.source.lines[line].span);
                "said"
            }
            "evidence" => {
                let at = myth.evidence.len();
                let evidence = self.evidence(node, head);
                myth.evidence.push(evidence);
                self.place(At::MythEvidence(number, at), self.source.lines[line].span);
                let start = self.source.lines[line].span.start;
                self.found.marks.open(start, Part::Slot("evidence"));
                self.inside(node, line, Part::MythEvidence(number, at));
                self.found.marks.close(node.span.end);
                return seen;
            }
            "reality" => {
                myth.reality = text;
                "reality"
            }
            "instead" => {
                myth.has_instead = true;
                myth.instead = self.words_instead(node);
                "instead"
            }
            "grain" => {
                myth.grain = text;
                "grain"
            }
            _ => {
                self.node(node);
                return seen;
            }
        };
        if slot != "said" && !seen {
            let help = "put the `myth` box first, right below the heading";
            self.misplaced(line, &format!("`{name}` stands before the myth"), help);
        }
        self.inside(node, line, Part::Slot(slot));
        seen || slot == "said"
    }

    /// `**Situation:** "words"`, item by item.
    fn words_instead(&self, node: &Node) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for child in &node.children {
            let Sort::Block(Shape::Bullets, events) = &child.sort else {
                continue;
            };
            for item in blocks::items_of(self.source.events, events.clone()) {
                let text = blocks::text_of(&self.source.events[item]);
                let (situation, words) = text.split_once(':').unwrap_or(("", &text));
                let (words, _) = unquoted(words);
                found.push((situation.trim().to_owned(), words));
            }
        }
        found
    }
}

/// A line without the quotes around it, and whether there were any.
fn unquoted(text: &str) -> (String, bool) {
    let text = text.trim();
    let inner = text.strip_prefix(['"', '“', '„', '«', '‘', '\'']);
    let inner = inner.and_then(|rest| rest.strip_suffix(['"', '”', '“', '»', '’', '\'']));
    match inner {
        Some(inner) => (inner.trim().to_owned(), true),
        None => (text.to_owned(), false),
    }
}
