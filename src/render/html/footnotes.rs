//! Footnotes: numbered by first mention, gathered at the end of the page.

use std::collections::HashMap;

/// The footnotes of one page.
#[derive(Default)]
pub struct Footnotes {
    /// Labels in the order of their first mention, each with how often it is mentioned.
    mentioned: Vec<(String, usize)>,
    texts: HashMap<String, String>,
}

impl Footnotes {
    /// Takes note of a mention; gives the note's number and which mention of it this is.
    pub fn mention(&mut self, label: &str) -> (usize, usize) {
        let known = self.mentioned.iter().position(|(known, _)| known == label);
        let at = known.unwrap_or_else(|| {
            self.mentioned.push((label.to_owned(), 0));
            self.mentioned.len() - 1
        });
        self.mentioned[at].1 += 1;
        (at + 1, self.mentioned[at].1)
    }

    /// Takes the text of a note; the first one counts.
    pub fn define(&mut self, label: &str, html: String) {
        self.texts.entry(label.to_owned()).or_insert(html);
    }

    /// The section at the end of the page; empty if no note is mentioned.
    ///
    /// A note that nobody mentions is left out, as GitHub does. `back` is the label of the
    /// link that leads back to the text.
    pub fn write(mut self, back: &str, out: &mut String) {
        if self.mentioned.is_empty() {
            return;
        }
        out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for (at, (label, mentions)) in self.mentioned.iter().enumerate() {
            let number = at + 1;
            let text = self.texts.remove(label).unwrap_or_default();
            let mut links = String::new();
            for mention in 1..=*mentions {
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
}

/// The id of a mention.
pub fn mention_id(number: usize, mention: usize) -> String {
    match mention {
        1 => format!("fnref-{number}"),
        _ => format!("fnref-{number}-{mention}"),
    }
}
