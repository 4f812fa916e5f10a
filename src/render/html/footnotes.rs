//! Footnotes: numbered by first mention, gathered at the end of the page.

use std::collections::HashMap;

/// The footnotes of one page.
#[derive(Default)]
pub struct Footnotes {
    numbers: HashMap<String, usize>,
    mentions: HashMap<usize, usize>,
    texts: HashMap<usize, String>,
}

impl Footnotes {
    /// Takes note of a mention; gives the note's number and which mention of it this is.
    pub fn mention(&mut self, label: &str) -> (usize, usize) {
        let number = self.number(label);
        let mention = self.mentions.entry(number).or_default();
        *mention += 1;
        (number, *mention)
    }

    /// Takes the text of a note.
    pub fn define(&mut self, label: &str, html: String) {
        let number = self.number(label);
        self.texts.entry(number).or_insert(html);
    }

    /// The section at the end of the page; empty if there are no notes.
    ///
    /// `back` is the label of the link that leads back to the text.
    pub fn write(mut self, back: &str, out: &mut String) {
        if self.texts.is_empty() {
            return;
        }
        out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for number in 1..=self.numbers.len() {
            let text = self.texts.remove(&number).unwrap_or_default();
            let mut links = String::new();
            for mention in 1..=self.mentions.get(&number).copied().unwrap_or(0) {
                let id = mention_id(number, mention);
                links.push_str(&format!(
                    " <a class=\"fn-back\" href=\"#{id}\" role=\"doc-backlink\" aria-label=\"{back} {number}\">↩</a>"
                ));
            }
            let text = text.trim_end();
            let text = match text.strip_suffix("</p>") {
                Some(inner) => format!("{inner}{links}</p>"),
                None => format!("{text}{links}"),
            };
            out.push_str(&format!("<li id=\"fn-{number}\">\n{text}\n</li>\n"));
        }
        out.push_str("</ol>\n</section>\n");
    }

    fn number(&mut self, label: &str) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(label.to_owned()).or_insert(next)
    }
}

/// The id of a mention.
pub fn mention_id(number: usize, mention: usize) -> String {
    match mention {
        1 => format!("fnref-{number}"),
        _ => format!("fnref-{number}-{mention}"),
    }
}
