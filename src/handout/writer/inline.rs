//! What stands in a line: text, terms, blanks, links, pictures, code.

use pulldown_cmark::{LinkType, TagEnd};

use super::{Gathering, Hold, Writer};
use crate::handout::paper::{Node, plain};
use crate::page::blanks::{Piece, each};
use crate::page::markdown::written_address;
use crate::page::marks::Part;
use crate::page::shortcodes::restore;
use crate::site::glossary::Meaning;

impl Writer<'_> {
    pub(super) fn text(&mut self, text: &str) {
        match &mut self.gathering {
            Gathering::Code(code, _) => code.push_str(text),
            Gathering::Html(html, _) => html.push_str(text),
            Gathering::Picture(picture) => picture.alt.push_str(text),
            Gathering::Nothing if self.dropped_element.is_none() => {
                self.pending.push_str(&restore(text));
            }
            Gathering::Nothing => {}
        }
    }

    /// Writes the gathered text, with the first use of each term marked.
    pub(super) fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.pending);
        if !self.takes_terms() {
            return self.blanks(&text);
        }
        let (glossary, from) = (&self.chapter.glossary, &self.chapter.page.output);
        let mut done = 0;
        for found in glossary.uses(&text) {
            let Meaning::Name(term) = found.meaning else {
                continue;
            };
            if self.without.contains(&term) || self.written.terms.contains(&term) {
                continue;
            }
            self.written.terms.push(term);
            self.blanks(&text[done..found.range.start]);
            self.push(Node::Term {
                c: vec![Node::text(&text[found.range.clone()])],
                title: glossary.terms[term].title.clone(),
                href: glossary.href(term, from),
                place: None,
            });
            done = found.range.end;
        }
        self.blanks(&text[done..]);
    }

    /// Whether terms are marked where the writer is.
    fn takes_terms(&self) -> bool {
        let apart = |hold: &Hold| {
            matches!(
                hold,
                Hold::Part(
                    Part::Slot("said" | "heading" | "question")
                        | Part::Said
                        | Part::Check(_)
                        | Part::Facilitator(..)
                        | Part::Handout(_),
                    _
                )
            )
        };
        !self.in_heading
            && !self.in_head
            && self.link_depth == 0
            && self.quote_depth == 0
            && !self.frames.iter().any(|frame| apart(&frame.hold))
    }

    /// Writes text with its gaps to fill in.
    fn blanks(&mut self, text: &str) {
        each(text, |piece| {
            self.push(match piece {
                Piece::Words(words) => Node::text(words),
                Piece::Blank(_, v) => Node::Blank { v },
            });
        });
    }

    pub(super) fn code(&mut self, text: &str) {
        match &mut self.gathering {
            Gathering::Picture(picture) => picture.alt.push_str(text),
            _ => self.push(Node::Code { v: text.to_owned() }),
        }
    }

    pub(super) fn line_break(&mut self) {
        match &mut self.gathering {
            Gathering::Picture(picture) => picture.alt.push(' '),
            _ => self.push(Node::Break),
        }
    }

    pub(super) fn close_link(&mut self, sort: LinkType, address: &str, c: Vec<Node>) {
        let address = &*written_address(sort, address);
        let target = self.target(address);
        let href = match target {
            Some(target) => target.href.clone(),
            None => Some(address.to_owned()),
        };
        let page = target.and_then(|target| target.page.as_ref());
        let term = page.and_then(|page| self.chapter.glossary.term_of_page(page));
        let name = |term: usize| self.chapter.glossary.terms[term].title.clone();
        let term = term.map(name);
        match href {
            Some(href) => {
                self.push(link(c, href, target.is_some_and(|t| t.outside), term));
            }
            None => c.into_iter().for_each(|node| self.push(node)),
        }
    }

    pub(super) fn end_in_picture(&mut self, end: TagEnd) {
        let Gathering::Picture(picture) = &mut self.gathering else {
            return;
        };
        if end != TagEnd::Image {
            return;
        }
        if picture.depth > 0 {
            picture.depth -= 1;
            return;
        }
        let gathered = std::mem::replace(&mut self.gathering, Gathering::Nothing);
        if let Gathering::Picture(picture) = gathered {
            let target = self.target(&picture.address);
            let outside = target.is_some_and(|target| target.outside);
            let href = match target {
                Some(target) => target.href.clone(),
                None => Some(picture.address),
            };
            let alt = picture.alt;
            self.push(match href {
                None => Node::text(alt),
                // Nothing is loaded from elsewhere: the picture becomes a link to it.
                Some(href) if outside => {
                    let words = if alt.trim().is_empty() { &href } else { &alt };
                    link(vec![Node::text(words)], href.clone(), true, None)
                }
                Some(href) => Node::Picture {
                    file: None,
                    href,
                    alt,
                    title: picture.title,
                    alone: false,
                },
            });
        }
    }
}

fn link(c: Vec<Node>, href: String, outside: bool, term: Option<String>) -> Node {
    let words = plain(&c);
    let is_bare = href.ends_with(words.trim());
    Node::Link {
        written: outside && !is_bare && href.starts_with("http"),
        c,
        outside,
        term,
        href,
        place: None,
        address: None,
    }
}
