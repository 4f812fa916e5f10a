//! Links from the first use of a glossary term on a page.

use std::collections::BTreeSet;

use super::{Writer, blanks};
use crate::page::marks::Part;
use crate::paths::OutputPath;
use crate::site::glossary::{Glossary, Meaning};

/// The glossary, seen from one page.
pub struct Terms<'a> {
    /// The terms.
    pub glossary: &'a Glossary,
    /// The page.
    pub from: &'a OutputPath,
    /// Terms that get no link here: the page's own, and those that the page links itself.
    pub without: BTreeSet<usize>,
}

impl Writer<'_> {
    /// Text with the first use of each term as a link, and with blanks to fill in.
    pub(super) fn words(&mut self, text: &str) {
        let Some(terms) = self.source.terms.filter(|_| self.takes_terms()) else {
            return blanks::write(text, &mut self.out);
        };
        let mut done = 0;
        for found in terms.glossary.uses(text) {
            let Meaning::Name(term) = found.meaning else {
                continue;
            };
            if terms.without.contains(&term) || self.terms.contains(&term) {
                continue;
            }
            self.terms.push(term);
            blanks::write(&text[done..found.range.start], &mut self.out);
            self.out.push_str("<a class=\"term\"");
            self.attribute("href", &terms.glossary.href(term, terms.from));
            self.out.push('>');
            blanks::write(&text[found.range.clone()], &mut self.out);
            self.out.push_str("</a>");
            done = found.range.end;
        }
        blanks::write(&text[done..], &mut self.out);
    }

    /// Whether terms are linked where the writer is: not in headings, links, headers of
    /// tables, quotes and answers.
    fn takes_terms(&self) -> bool {
        self.heading.is_none()
            && self.link_depth == 0
            && !self.in_table_head
            && self.quotes.is_empty()
            && !self.progress.parts().any(|part| {
                matches!(
                    part,
                    Part::Slot("said" | "heading" | "question")
                        | Part::Said
                        | Part::Check(_)
                        | Part::Facilitator(..)
                        | Part::Handout(_)
                )
            })
    }
}
