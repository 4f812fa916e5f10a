//! Raw HTML on paper: its text stays, its looks do not.

use super::{Gathering, Lost, Writer};
use crate::handout::paper::Node;
use crate::input::settings::HtmlPolicy;
use crate::page::raw_html::tags;

/// Elements whose text is for programs.
const SILENT: [&str; 4] = ["script", "style", "template", "title"];

impl Writer<'_> {
    pub(super) fn raw_html(&mut self, html: &str, at: usize) {
        match &mut self.gathering {
            Gathering::Html(block, _) => return block.push_str(html),
            Gathering::Nothing => {}
            _ => return,
        }
        if self.policy == HtmlPolicy::Escape {
            return self.push(Node::text(html));
        }
        let found = tags(html);
        let Some(tag) = found.first() else { return };
        match &self.dropped_element {
            Some(name) if tag.closes && *name == tag.name => self.dropped_element = None,
            Some(_) => {}
            None if tag.name == "br" => self.push(Node::Break),
            None if !tag.closes && SILENT.contains(&tag.name.as_str()) => {
                self.dropped_element = Some(tag.name.clone());
            }
            None if matches!(tag.name.as_str(), "img" | "input" | "svg" | "video") => {
                self.written.lost.push((Lost::Html, at));
            }
            None => {}
        }
    }

    pub(super) fn end_html_block(&mut self) {
        let gathered = std::mem::replace(&mut self.gathering, Gathering::Nothing);
        let Gathering::Html(html, at) = gathered else {
            return;
        };
        let text = match self.policy {
            _ if html.starts_with("<?") => text_of(&html),
            HtmlPolicy::Escape => html.trim().to_owned(),
            _ => text_of(&html),
        };
        if self.policy != HtmlPolicy::Escape && tags(&html).iter().any(|tag| !tag.closes)
        {
            self.written.lost.push((Lost::Html, at));
        }
        if !text.is_empty() {
            let c = vec![Node::text(text)];
            self.push(Node::Paragraph { c, keep: false });
        }
    }
}

/// The text between the tags, with blanks as one.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut silent: Option<String> = None;
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        if silent.is_none() {
            text.push_str(&rest[..start]);
        }
        rest = &rest[start..];
        // Comments, and what stands where the lines of boxes were, say nothing.
        let silence = [("<!--", "-->"), ("<?", "?>")];
        let quiet = silence.iter().find(|(open, _)| rest.starts_with(open));
        if let Some((_, close)) = quiet {
            rest = rest.split_once(close).map_or("", |(_, after)| after);
            continue;
        }
        let found = tags(rest);
        match found.first().filter(|tag| tag.start == 0) {
            Some(tag) => {
                let is_silent = SILENT.contains(&tag.name.as_str());
                match &silent {
                    Some(name) if tag.closes && *name == tag.name => silent = None,
                    None if is_silent && !tag.closes => silent = Some(tag.name.clone()),
                    _ => {}
                }
                text.push(' ');
                rest = &rest[tag.text.len().max(1)..];
            }
            None => {
                text.push('<');
                rest = &rest[1..];
            }
        }
    }
    if silent.is_none() {
        text.push_str(rest);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    html_escape::decode_html_entities(&words.join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::text_of;

    #[test]
    fn tags_go_and_their_text_stays() {
        let html =
            "<details><summary>More &amp; more</summary>\n<p>In <b>it</b></p></details>";
        assert_eq!(text_of(html), "More & more In it");
        assert_eq!(text_of("<script>alert(1)</script>a <!-- b --> c"), "a c");
        assert_eq!(text_of("1 < 2"), "1 < 2");
        assert_eq!(text_of("<??>"), "");
    }
}
