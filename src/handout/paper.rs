//! The document tree that templates for paper set: plain data, ready for Typst.
//!
//! Every node says in `t` what it is. Text is text: nothing in it is read as markup.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// A piece of a document.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "t", rename_all = "kebab-case")]
pub enum Node {
    /// Plain text.
    Text {
        /// The text.
        v: String,
    },
    /// A gap to fill in: `short`, `middle` or `long`.
    Blank {
        /// How wide.
        v: &'static str,
    },
    /// The end of a line.
    Break,
    /// Emphasis.
    Emph {
        /// What is emphasised.
        c: Vec<Node>,
    },
    /// Strong emphasis.
    Strong {
        /// What is emphasised.
        c: Vec<Node>,
    },
    /// Struck out.
    Struck {
        /// What is struck out.
        c: Vec<Node>,
    },
    /// Code in a line.
    Code {
        /// The code.
        v: String,
    },
    /// A link.
    Link {
        /// Its words.
        c: Vec<Node>,
        /// Where it goes, as the site writes it; templates see what became of it.
        #[serde(skip)]
        href: String,
        /// Whether it leads out of the handbook.
        #[serde(skip)]
        outside: bool,
        /// A place in this document.
        place: Option<String>,
        /// An address outside of it.
        address: Option<String>,
        /// Whether the address is written out behind the words.
        written: bool,
        /// The term that it leads to, if it leads to one.
        term: Option<String>,
    },
    /// The first use of a term on a page.
    Term {
        /// The words.
        c: Vec<Node>,
        /// The term.
        title: String,
        /// The term's page, seen from the page.
        #[serde(skip)]
        href: String,
        /// A place in this document.
        place: Option<String>,
    },
    /// A picture.
    Picture {
        /// Its file among the data of the document; `None` where it cannot be shown.
        file: Option<String>,
        /// The file as the site writes it, from the page.
        #[serde(skip)]
        href: String,
        /// What it shows, in words.
        alt: String,
        /// What stands below it.
        title: String,
        /// Whether it is a paragraph of its own.
        alone: bool,
    },
    /// A mention of a footnote.
    Note {
        /// The note's name in this document.
        place: String,
        /// The note, where this is its first mention.
        c: Option<Vec<Node>>,
    },
    /// A heading.
    Heading {
        /// From one; no level is skipped.
        level: u8,
        /// The name of its place; empty where nothing can lead there.
        place: String,
        /// Its words.
        c: Vec<Node>,
    },
    /// A paragraph.
    Paragraph {
        /// What stands in it.
        c: Vec<Node>,
        /// Whether it stays with what follows, since it leads to it.
        keep: bool,
    },
    /// A list.
    List {
        /// The number of the first item; `None` without numbers.
        start: Option<u64>,
        /// Items.
        c: Vec<Node>,
    },
    /// An item of a list.
    Item {
        /// For something to tick: whether it is ticked.
        task: Option<bool>,
        /// What stands in it.
        c: Vec<Node>,
    },
    /// Explanations.
    Explained {
        /// Words and their explanations, in order.
        c: Vec<Node>,
    },
    /// A word that is explained.
    Word {
        /// The word.
        c: Vec<Node>,
    },
    /// Its explanation.
    Meaning {
        /// The explanation.
        c: Vec<Node>,
    },
    /// A quotation, or a note: `note`, `tip`, `important`, `warning` or `caution`.
    Quote {
        /// Which sort of note; empty for a quotation.
        kind: &'static str,
        /// What stands in it.
        c: Vec<Node>,
    },
    /// A block of code.
    Listing {
        /// The code.
        v: String,
        /// Its language.
        lang: String,
    },
    /// A table.
    Table {
        /// `plain`, `say`, `raci`, or `fill` on sheets that are filled in.
        sort: &'static str,
        /// How wide each column is, beside the others.
        widths: Vec<f64>,
        /// Whether one is narrower than a word, so that text is smaller and words are divided.
        tight: bool,
        /// About how many lines its head and its first row take.
        begin: f64,
        /// `left`, `center`, `right` or `auto`, for each column.
        align: Vec<&'static str>,
        /// Rows.
        c: Vec<Node>,
    },
    /// A row of a table.
    Row {
        /// Whether it is the header.
        head: bool,
        /// Cells.
        c: Vec<Node>,
    },
    /// A cell.
    Cell {
        /// What stands in it.
        c: Vec<Node>,
    },
    /// A line across.
    Rule,
    /// A part of a page, with the same data as its template for the screen.
    Part {
        /// Its name: `step`, `handoff`, `myth`, ...
        name: &'static str,
        /// The level of its heading.
        level: u8,
        /// The name of its place; empty where nothing can lead there.
        place: String,
        /// What the handbook knows of it.
        part: Value,
        /// What fills its named places.
        slots: Slots,
        /// What stands in its flow.
        c: Vec<Node>,
    },
    /// A computed view, with the same data as its template for the screen.
    View {
        /// Its name: `raci`, `loop`, `swimlane`, ...
        name: &'static str,
        /// The view.
        view: Value,
        /// Its drawing among the data of the document.
        drawing: Option<String>,
        /// What the drawing shows, in words.
        alt: String,
    },
}

/// What fills the named places of a part, each in the order of the text.
pub type Slots = BTreeMap<&'static str, Vec<Vec<Node>>>;

impl Node {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { v: text.into() }
    }

    /// The lists of nodes inside, in reading order.
    pub fn inner_mut(&mut self) -> Vec<&mut Vec<Node>> {
        match self {
            Self::Text { .. }
            | Self::Blank { .. }
            | Self::Break
            | Self::Code { .. }
            | Self::Picture { .. }
            | Self::Listing { .. }
            | Self::Rule
            | Self::View { .. } => Vec::new(),
            Self::Note { c, .. } => c.iter_mut().collect(),
            Self::Emph { c }
            | Self::Strong { c }
            | Self::Struck { c }
            | Self::Link { c, .. }
            | Self::Term { c, .. }
            | Self::Heading { c, .. }
            | Self::Paragraph { c, .. }
            | Self::List { c, .. }
            | Self::Item { c, .. }
            | Self::Explained { c }
            | Self::Word { c }
            | Self::Meaning { c }
            | Self::Quote { c, .. }
            | Self::Table { c, .. }
            | Self::Row { c, .. }
            | Self::Cell { c } => vec![c],
            Self::Part { slots, c, .. } => {
                let slots = slots.values_mut().flatten();
                slots.chain(std::iter::once(c)).collect()
            }
        }
    }
}

/// Goes through all nodes, each before what is in it.
pub fn walk(nodes: &mut [Node], act: &mut dyn FnMut(&mut Node)) {
    for node in nodes {
        act(node);
        for inner in node.inner_mut() {
            walk(inner, act);
        }
    }
}

/// The text of some nodes, without markup.
pub fn plain(nodes: &[Node]) -> String {
    let mut text = String::new();
    let mut copy = nodes.to_vec();
    walk(&mut copy, &mut |node| match node {
        Node::Text { v } | Node::Code { v } => text.push_str(v),
        Node::Break => text.push(' '),
        _ => {}
    });
    text
}
