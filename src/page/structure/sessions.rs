//! Workshops: an agenda with minutes, sheets to hand out, notes for whoever leads.

use super::Finder;
use crate::input::kinds::Structure;
use crate::input::vocabulary::is_minutes;
use crate::page::blocks::{Node, Section, Shape, Sort};
use crate::page::markdown::Apart;
use crate::page::marks::Part;
use crate::page::parts::{At, Handout, Segment};

/// `Title (15 min, pairs)`: the title, the minutes and the mode.
pub fn minutes_behind(text: &str) -> Option<(&str, u32, Option<&str>)> {
    let inner = text.trim_end().strip_suffix(')')?;
    let (title, inner) = inner.rsplit_once('(')?;
    let (number, rest) = inner.trim().split_once(' ').unwrap_or((inner, ""));
    let minutes = number.parse().ok()?;
    let (unit, mode) = rest.split_once(',').unwrap_or((rest, ""));
    let mode = Some(mode.trim()).filter(|mode| !mode.is_empty());
    is_minutes(unit).then_some((title.trim_end(), minutes, mode))
}

fn segment_of(section: &Section) -> Segment {
    let found = minutes_behind(&section.text);
    Segment {
        id: section.id.clone(),
        title: found
            .map_or(section.text.as_str(), |(title, ..)| title)
            .to_owned(),
        minutes: found.map(|(_, minutes, _)| minutes),
        mode: found.and_then(|(_, _, mode)| mode).map(str::to_owned),
    }
}

impl<'a> Finder<'a> {
    pub(super) fn agenda(&mut self, node: &'a Node) {
        let is_segment = |child: &Node| matches!(&child.sort, Sort::Section(section) if section.level == 3);
        let first = node.children.iter().position(is_segment);
        let (before, segments) =
            node.children.split_at(first.unwrap_or(node.children.len()));
        self.nodes(before);
        let (Some(start), Some(last)) = (segments.first(), segments.last()) else {
            return;
        };
        self.found.marks.open(start.span.start, Part::Agenda);
        for child in segments {
            let Sort::Section(section) = &child.sort else {
                self.node(child);
                continue;
            };
            let number = self.found.parts.segments.len();
            self.found.parts.segments.push(segment_of(section));
            self.place(At::Segment(number), section.span);
            self.found
                .marks
                .open(section.span.start, Part::Segment(number));
            self.found.marks.skip(section.span);
            self.segment = Some(number);
            self.nodes(&child.children);
            self.found.marks.close(child.span.end);
            self.segment = None;
        }
        self.found.marks.close(last.span.end);
    }

    pub(super) fn facilitator(&mut self, node: &'a Node, line: usize) {
        let number = self.found.parts.facilitator_notes;
        self.found.parts.facilitator_notes += 1;
        self.place(At::Facilitator(number), self.source.lines[line].span);
        let outer = self.apart.replace(Apart::Guide);
        self.inside(node, line, Part::Facilitator(number, self.segment));
        self.apart = outer;
    }

    pub(super) fn handout(&mut self, node: &'a Node, line: usize) {
        if self.source.kind.structure != Structure::Sessions {
            let help =
                "move it to a page of kind `workshop`, which gets sheets of its own";
            self.misplaced(line, "`handout` belongs to a workshop", help);
            self.found.marks.skip(self.source.lines[line].span);
            return self.nodes(&node.children);
        }
        let head = self.head(line);
        let number = self.found.parts.handouts.len();
        let fields = head.get("fields").unwrap_or_default();
        let fields = fields.split(',').map(|field| field.trim().to_owned());
        self.found.parts.handouts.push(Handout {
            id: head.id.clone(),
            title: head.title.clone(),
            pages: head.get("pages").and_then(|pages| pages.parse().ok()),
            fields: fields.filter(|field| !field.is_empty()).collect(),
            parts: Vec::new(),
            part_lines: Vec::new(),
            lines: self.lines_of(&node.children),
        });
        self.found.parts.ids.extend(head.id.clone());
        self.place(At::Handout(number), self.source.lines[line].span);
        self.open_box(line, Part::Handout(number));
        let outer = self.apart.replace(Apart::Handout);
        for child in &node.children {
            let Sort::Section(section) = &child.sort else {
                self.node(child);
                continue;
            };
            let part = self.found.parts.handouts[number].parts.len();
            let segment = segment_of(section);
            let lines = self.lines_of(std::slice::from_ref(child));
            self.found.parts.handouts[number].parts.push(segment);
            self.found.parts.handouts[number].part_lines.push(lines);
            self.found.apart.insert(section.number, Apart::Handout);
            self.found
                .marks
                .open(section.span.start, Part::HandoutPart(number, part));
            self.found.marks.skip(section.span);
            self.nodes(&child.children);
            self.found.marks.close(child.span.end);
        }
        self.apart = outer;
        self.found.marks.close(node.span.end);
    }

    /// About how many lines some nodes take on paper.
    fn lines_of(&self, nodes: &[Node]) -> u32 {
        /// Characters in a line of a sheet.
        const WIDTH: usize = 85;
        let lines_of = |node: &Node| match &node.sort {
            Sort::Section(_) => 2 + self.lines_of(&node.children),
            Sort::Box(_) => 1 + self.lines_of(&node.children),
            Sort::Leaf(line) => self.lines_of_leaf(*line),
            Sort::Silent => 0,
            Sort::Block(Shape::Table, events) => {
                let events = &self.source.events[events.clone()];
                let rows = events.iter().filter(|(event, _)| {
                    matches!(
                        event,
                        pulldown_cmark::Event::End(
                            pulldown_cmark::TagEnd::TableRow
                                | pulldown_cmark::TagEnd::TableHead
                        )
                    )
                });
                2 * rows.count() as u32
            }
            Sort::Block(..) => {
                let text = self.text_of(std::slice::from_ref(node));
                1 + text.chars().count().div_ceil(WIDTH) as u32
            }
        };
        nodes.iter().map(lines_of).sum()
    }

    fn lines_of_leaf(&self, line: usize) -> u32 {
        let head = self.head(line);
        let number = |key: &str| head.get(key).and_then(|text| text.parse::<u32>().ok());
        match head.name.as_str() {
            "lines" => number("n").unwrap_or(3) + u32::from(head.get("label").is_some()),
            "myths" => 5 * number("max").unwrap_or(4).div_ceil(2),
            _ => 12,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::minutes_behind;

    #[test]
    fn minutes_and_mode_are_read_from_the_bracket() {
        assert_eq!(
            minutes_behind("Mix (5 min, pairs)"),
            Some(("Mix", 5, Some("pairs")))
        );
        assert_eq!(
            minutes_behind("Read this (8 minutes)"),
            Some(("Read this", 8, None))
        );
        for plain in ["Mix", "Mix (pairs)", "Mix (5)", "Mix (five min)", "(x"] {
            assert_eq!(minutes_behind(plain), None, "{plain}");
        }
    }
}
