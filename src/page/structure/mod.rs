//! What the structure of a kind and the boxes of a page mean.
//!
//! Walks the tree of blocks once and gives three things: the typed parts that other pages
//! see, where each stands, and marks that tell the writer where parts begin and end.

mod checks;
mod claims;
mod sessions;
mod steps;
mod stops;

pub use sessions::minutes_behind;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::blocks::{self, Node, Section, Shape, Sort};
use super::directives::{Head, Line, LineSort};
use super::markdown::{Apart, Events};
use super::marks::{Act, Marks, Part};
use super::parts::{At, Evidence, Leaf, Parts, Places};
use crate::codes::Code;
use crate::date::Date;
use crate::diagnostic::Diagnostic;
use crate::input::kinds::{Kind, Owners, Structure};
use crate::input::vocabulary::Vocabulary;
use crate::span::Span;

/// What is needed to find the parts of a page.
pub struct Source<'a> {
    /// The tree of blocks.
    pub nodes: &'a [Node],
    /// What the parser said.
    pub events: &'a Events<'a>,
    /// Lines of boxes and leaves.
    pub lines: &'a [Line],
    /// What kind of page it is.
    pub kind: &'a Kind,
    /// What its parts may be called.
    pub vocabulary: &'a Vocabulary,
    /// The file's name in messages.
    pub file: &'a Arc<str>,
    /// Where the Markdown begins in the file.
    pub offset: usize,
}

/// The parts of a page.
#[derive(Default)]
pub struct Found {
    /// What other pages see.
    pub parts: Parts,
    /// Where each part stands in the file.
    pub places: Places,
    /// What the writer does where.
    pub marks: Marks,
    /// Headings that stand in sheets and in notes for whoever leads.
    pub apart: BTreeMap<usize, Apart>,
    /// Boxes that make no sense where they stand; positions in the Markdown.
    pub problems: Vec<Diagnostic>,
}

/// Finds the parts of a page.
pub fn find(source: &Source) -> Found {
    let mut finder = Finder {
        source,
        found: Found::default(),
        segment: None,
        apart: None,
    };
    finder.page();
    finder.found
}

struct Finder<'a> {
    source: &'a Source<'a>,
    found: Found,
    /// The segment of the agenda that we are in.
    segment: Option<usize>,
    apart: Option<Apart>,
}

/// Boxes that belong to a myth.
const OF_MYTHS: [(&str, Part); 4] = [
    ("myth", Part::Said),
    ("reality", Part::Reality),
    ("instead", Part::Instead),
    ("grain", Part::Grain),
];

impl<'a> Finder<'a> {
    fn page(&mut self) {
        let nodes = self.source.nodes;
        self.nodes(nodes);
    }

    /// Nodes in a place without a meaning of its own.
    fn nodes(&mut self, nodes: &'a [Node]) {
        let mut at = 0;
        while at < nodes.len() {
            if let Some(pair) = contrast(&nodes[at..]) {
                self.contrast(pair);
                at += 2;
                continue;
            }
            self.node(&nodes[at]);
            at += 1;
        }
    }

    fn node(&mut self, node: &'a Node) {
        match &node.sort {
            Sort::Section(section) => self.section(node, section),
            Sort::Box(line) => self.a_box(node, *line),
            Sort::Leaf(line) => self.leaf(node, *line),
            Sort::Silent => self.found.marks.skip(node.span),
            Sort::Block(Shape::Table, events) => self.table(node, events.clone()),
            Sort::Block(..) => {}
        }
    }

    fn section(&mut self, node: &'a Node, section: &'a Section) {
        if let Some(apart) = self.apart {
            self.found.apart.insert(section.number, apart);
        }
        let names = &self.source.kind.sections;
        let title = plain_title(&section.text);
        let named = section.level == 2
            && names
                .iter()
                .any(|name| self.source.vocabulary.means(title, name));
        let words = names
            .iter()
            .flat_map(|name| self.source.vocabulary.all(name));
        let numbered = section.level == 2 && stops::is_week(&section.text, words);
        match self.source.kind.structure {
            Structure::Steps if named => return self.steps(node),
            Structure::Sessions if named => return self.agenda(node),
            Structure::Stops if numbered => return self.week(node, section),
            Structure::Claims
                if section.level == 2 && claims::is_myth(node, self.source) =>
            {
                return self.myth(node, section);
            }
            _ => {}
        }
        if section.classes.iter().any(|class| class == "say") {
            let table = node.children.iter().find(|child| is_table(child));
            if let Some(table) = table {
                self.found.marks.add(table.span.start, Act::Say);
            }
        }
        self.nodes(&node.children);
    }

    fn a_box(&mut self, node: &'a Node, line: usize) {
        let head = self.head(line);
        match head.name.as_str() {
            "check" => self.check(node, line),
            "handoff" => {
                self.misplaced(
                    line,
                    "`handoff` stands between two steps",
                    "move it below a step of `## Steps` in a process",
                );
                self.found.parts.ids.extend(head.id.clone());
                self.inside(node, line, Part::Only(usize::MAX));
            }
            "evidence" => {
                let number = self.found.parts.evidence.len();
                let evidence = self.evidence(node, head);
                self.found.parts.evidence.push(evidence);
                self.place(At::Evidence(number), self.source.lines[line].span);
                self.inside(node, line, Part::Evidence(number));
            }
            "facilitator" => self.facilitator(node, line),
            "handout" => self.handout(node, line),
            "both" => self.both(node, line),
            "only" => {
                let number = self.found.parts.only.len();
                self.found
                    .parts
                    .only
                    .push(head.get("for").unwrap_or_default());
                self.place(At::Only(number), self.source.lines[line].span);
                self.inside(node, line, Part::Only(number));
            }
            name => match OF_MYTHS.iter().find(|(own, _)| *own == name) {
                Some((_, part)) => {
                    let help = "write it on a page of kind `myths`, below a heading of level two, the `myth` box first";
                    self.misplaced(line, &format!("`{name}` belongs to a myth"), help);
                    self.inside(node, line, *part);
                }
                None => {
                    // Nobody knows the box: its text is shown as if it stood without it.
                    self.found.marks.skip(self.source.lines[line].span);
                    self.nodes(&node.children);
                }
            },
        }
    }

    /// A box whose content is one part.
    fn inside(&mut self, node: &'a Node, line: usize, part: Part) {
        self.open_box(line, part);
        self.nodes(&node.children);
        self.found.marks.close(node.span.end);
    }

    fn open_box(&mut self, line: usize, part: Part) {
        let span = self.source.lines[line].span;
        self.found.marks.open(span.start, part);
        self.found.marks.skip(span);
    }

    fn leaf(&mut self, node: &'a Node, line: usize) {
        let head = self.head(line);
        let number = self.found.parts.leaves.len();
        self.found.parts.leaves.push(Leaf {
            name: head.name.clone(),
            attributes: head.attributes.clone(),
        });
        self.place(At::Leaf(number), self.source.lines[line].span);
        self.found.marks.open(node.span.start, Part::Leaf(number));
        self.found.marks.skip(node.span);
        self.found.marks.close(node.span.end);
    }

    fn both(&mut self, node: &'a Node, line: usize) {
        self.open_box(line, Part::Both(line));
        let rule = node
            .children
            .iter()
            .position(|child| matches!(child.sort, Sort::Block(Shape::Rule, _)));
        let (left, right) = match rule {
            Some(at) => (&node.children[..at], &node.children[at + 1..]),
            None => (&node.children[..], &[][..]),
        };
        self.slot("left", left);
        if let Some(at) = rule {
            self.found.marks.skip(node.children[at].span);
        } else {
            self.misplaced(line, "`both` has two parts, and here is one", "put a line of `---` with empty lines around it between what is for the left side and for the right");
        }
        self.slot("right", right);
        self.found.marks.close(node.span.end);
    }

    /// Some nodes that fill a named place.
    fn slot(&mut self, name: &'static str, nodes: &'a [Node]) {
        let (Some(first), Some(last)) = (nodes.first(), nodes.last()) else {
            return;
        };
        self.found.marks.open(first.span.start, Part::Slot(name));
        self.nodes(nodes);
        self.found.marks.close(last.span.end);
    }

    fn contrast(&mut self, (first, second): (&'a Node, &'a Node)) {
        self.found.marks.open(first.span.start, Part::Contrast);
        for node in [first, second] {
            let name = if has_class(node, "do") { "do" } else { "dont" };
            self.found.marks.open(node.span.start, Part::Slot(name));
            self.nodes(&node.children);
            self.found.marks.close(node.span.end);
        }
        self.found.marks.close(second.span.end);
    }

    fn evidence(&mut self, node: &Node, head: &Head) -> Evidence {
        Evidence {
            as_of: head.get("as_of").and_then(|text| Date::parse(&text)),
            source: head.get("source"),
            link: head.get("link"),
            text: self.text_of(&node.children),
        }
    }

    /// A table of who is responsible, if it is one.
    fn table(&mut self, node: &Node, events: Range<usize>) {
        if let Some(table) =
            steps::raci_table(&self.source.events[events], self.source.vocabulary)
            && self.found.parts.raci.is_none()
        {
            self.found.parts.raci = Some(table);
            self.place(At::Raci, node.span);
            self.found.marks.add(node.span.start, Act::Raci);
        }
    }

    fn head(&self, line: usize) -> &'a Head {
        match &self.source.lines[line].sort {
            LineSort::Open(_, head) | LineSort::Leaf(head) => head,
            LineSort::Close(_) => {
                unreachable!("only lines with a name become boxes and leaves")
            }
        }
    }

    fn misplaced(&mut self, line: usize, message: &str, help: &str) {
        let span = self.source.lines[line].span;
        let problem =
            Diagnostic::at(Code::E603, self.source.file, span, message).help(help);
        self.found.problems.push(problem);
    }

    fn place(&mut self, at: At, span: Span) {
        self.found
            .places
            .insert(at, span.shifted(self.source.offset));
    }

    /// The text of some nodes without markup; headings and boxes with it.
    fn text_of(&self, nodes: &[Node]) -> String {
        let mut texts = Vec::new();
        for node in nodes {
            match &node.sort {
                Sort::Block(_, events) => {
                    texts.push(blocks::text_of(&self.source.events[events.clone()]));
                }
                Sort::Section(section) => texts.push(section.text.clone()),
                _ => {}
            }
            if !node.children.is_empty() {
                texts.push(self.text_of(&node.children));
            }
        }
        texts.join(" ")
    }

    /// Whether the kind's steps stand on their sides, so that work can cross between them.
    fn crosses(&self) -> bool {
        self.source.kind.owners == Owners::Both
    }
}

fn is_table(node: &Node) -> bool {
    matches!(node.sort, Sort::Block(Shape::Table, _))
}

fn has_class(node: &Node, name: &str) -> bool {
    match &node.sort {
        Sort::Section(section) => section.classes.iter().any(|class| class == name),
        _ => false,
    }
}

/// Two sections side by side of which one says what to do and one what not.
fn contrast(nodes: &[Node]) -> Option<(&Node, &Node)> {
    let [first, second, ..] = nodes else {
        return None;
    };
    let pair = (has_class(first, "do") && has_class(second, "dont"))
        || (has_class(first, "dont") && has_class(second, "do"));
    pair.then_some((first, second))
}

/// A heading without the minutes in brackets behind it.
pub fn plain_title(text: &str) -> &str {
    sessions::minutes_behind(text).map_or(text, |(title, _, _)| title)
}
