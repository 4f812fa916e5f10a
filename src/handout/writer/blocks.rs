//! Blocks: paragraphs, headings, lists, tables, code, quotes.

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Tag, TagEnd};

use super::{Gathering, Hold, Lost, MOST_DEPTH, Picture, Writer};
use crate::handout::columns::{Columns, Use};
use crate::handout::paper::Node;
use crate::page::marks::Part;

impl Writer<'_> {
    pub(super) fn start(&mut self, tag: Tag, at: usize) {
        if let Gathering::Picture(picture) = &mut self.gathering {
            if matches!(tag, Tag::Image { .. }) {
                picture.depth += 1;
            }
            return;
        }
        match tag {
            Tag::Image {
                dest_url, title, ..
            } => {
                self.gathering = Gathering::Picture(Picture {
                    depth: 0,
                    alt: String::new(),
                    address: dest_url.into_string(),
                    title: title.into_string(),
                });
            }
            Tag::HtmlBlock => self.gathering = Gathering::Html(String::new(), at),
            Tag::CodeBlock(kind) => {
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => &**info,
                    CodeBlockKind::Indented => "",
                };
                let lang = info.split([' ', '\t', ',', '{']).next().unwrap_or("");
                self.gathering = Gathering::Code(String::new(), lang.to_owned());
            }
            Tag::MetadataBlock(_) => {}
            tag => self.open_block(tag, at),
        }
    }

    fn open_block(&mut self, tag: Tag, at: usize) {
        match &tag {
            Tag::Heading { .. } => self.in_heading = true,
            Tag::TableHead => self.in_head = true,
            Tag::Link { .. } => self.link_depth += 1,
            Tag::BlockQuote(_) => self.quote_depth += 1,
            _ => {}
        }
        if is_block(&tag) {
            // A script that is not closed takes its paragraph with it, not the rest.
            self.dropped_element = None;
        }
        let is_in_flat = || {
            let around = self.frames.last().map(|frame| &frame.hold);
            matches!(around, Some(Hold::Flat))
        };
        let is_too_deep = match tag {
            Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell => false,
            Tag::Paragraph => false,
            // A list has all of its items, or none.
            Tag::Item => is_in_flat(),
            _ => self.frames.len() > MOST_DEPTH,
        };
        if is_too_deep {
            self.written.lost.push((Lost::Depth, at));
            self.open(Hold::Flat);
        } else {
            self.open(Hold::Block(tag.into_static()));
        }
    }

    pub(super) fn end(&mut self, end: TagEnd) {
        if matches!(self.gathering, Gathering::Picture(_)) {
            return self.end_in_picture(end);
        }
        match end {
            TagEnd::HtmlBlock => return self.end_html_block(),
            TagEnd::CodeBlock => return self.end_code(),
            TagEnd::Link => self.link_depth = self.link_depth.saturating_sub(1),
            TagEnd::BlockQuote(_) => {
                self.quote_depth = self.quote_depth.saturating_sub(1);
            }
            TagEnd::MetadataBlock(_) | TagEnd::Image => return,
            _ => {}
        }
        let of_events = |hold: &Hold| matches!(hold, Hold::Block(_) | Hold::Flat);
        if !self.frames.iter().any(|frame| of_events(&frame.hold)) {
            return;
        }
        // Parts inside that are not closed yet end with the block around them.
        while let Some(frame) = self.frames.last() {
            let done = of_events(&frame.hold);
            self.close_frame();
            if done {
                break;
            }
        }
    }

    /// Turns what stood in a block into its node.
    pub(super) fn close_block(&mut self, tag: Tag, task: Option<bool>, c: Vec<Node>) {
        let node = match tag {
            Tag::Heading { level, .. } => {
                self.in_heading = false;
                return self.close_heading(level as u8, c);
            }
            Tag::Paragraph => return self.close_paragraph(c),
            Tag::FootnoteDefinition(label) => {
                let notes = &mut self.written.notes;
                notes.entry(label.into_string()).or_insert(c);
                return;
            }
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => return self.close_link(link_type, &dest_url, c),
            Tag::Emphasis => Node::Emph { c },
            Tag::Strong => Node::Strong { c },
            Tag::Strikethrough => Node::Struck { c },
            Tag::BlockQuote(kind) => Node::Quote {
                kind: kind_of(kind),
                c,
            },
            Tag::List(start) => Node::List { start, c },
            Tag::Item => Node::Item { task, c },
            Tag::DefinitionList => Node::Explained { c },
            Tag::DefinitionListTitle => Node::Word { c },
            Tag::DefinitionListDefinition => Node::Meaning { c },
            Tag::Table(alignments) => self.table(&alignments, c),
            Tag::TableHead => {
                self.in_head = false;
                Node::Row { head: true, c }
            }
            Tag::TableRow => Node::Row { head: false, c },
            Tag::TableCell => Node::Cell { c },
            _ => return c.into_iter().for_each(|node| self.push(node)),
        };
        self.push(node);
    }

    /// What a table is for; on a sheet one that says nothing else is filled in.
    fn sort_of_table(&mut self) -> &'static str {
        let on_sheet = self.frames.iter().any(|frame| {
            let hold = &frame.hold;
            matches!(
                hold,
                Hold::Part(Part::Handout(_) | Part::HandoutPart(..), _)
            )
        });
        match std::mem::replace(&mut self.table, "plain") {
            "plain" if on_sheet => "fill",
            sort => sort,
        }
    }

    fn table(&mut self, alignments: &[Alignment], c: Vec<Node>) -> Node {
        let sort = self.sort_of_table();
        let usage = if sort == "fill" { Use::Fill } else { Use::Read };
        let columns = Columns::of(&c, alignments.len(), usage);
        Node::Table {
            sort,
            widths: columns.widths,
            tight: columns.tight,
            begin: columns.begin,
            align: alignments.iter().map(side_of).collect(),
            c,
        }
    }

    fn close_heading(&mut self, level: u8, c: Vec<Node>) {
        let heading = self.headings.next();
        let is_first = self.headings.len() + 1 == self.facts.headings.len();
        if self.body.opens_with_title && is_first {
            return; // The template prints the title.
        }
        let place = heading.map(|heading| heading.id.clone());
        self.push(Node::Heading {
            level,
            place: place.unwrap_or_default(),
            c,
        });
    }

    fn close_paragraph(&mut self, mut c: Vec<Node>) {
        if let [Node::Picture { alone, .. }] = c.as_mut_slice() {
            *alone = true;
        }
        if !c.is_empty() {
            self.push(Node::Paragraph { c, keep: false });
        }
    }

    fn end_code(&mut self) {
        let gathered = std::mem::replace(&mut self.gathering, Gathering::Nothing);
        if let Gathering::Code(v, lang) = gathered {
            self.push(Node::Listing { v, lang });
        }
    }

    /// Notes with the item around that it is something to tick.
    pub(super) fn task_marker(&mut self, done: bool) {
        let is_item = |hold: &Hold| matches!(hold, Hold::Block(Tag::Item));
        let mut frames = self.frames.iter_mut().rev();
        if let Some(frame) = frames.find(|frame| is_item(&frame.hold)) {
            frame.task = Some(done);
        }
    }
}

fn is_block(tag: &Tag) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
    )
}

fn kind_of(kind: Option<BlockQuoteKind>) -> &'static str {
    match kind {
        None => "",
        Some(BlockQuoteKind::Note) => "note",
        Some(BlockQuoteKind::Tip) => "tip",
        Some(BlockQuoteKind::Important) => "important",
        Some(BlockQuoteKind::Warning) => "warning",
        Some(BlockQuoteKind::Caution) => "caution",
    }
}

fn side_of(alignment: &Alignment) -> &'static str {
    match alignment {
        Alignment::None => "auto",
        Alignment::Left => "left",
        Alignment::Center => "center",
        Alignment::Right => "right",
    }
}
