//! What stands in a line: text, links, images, code, HTML, mentions of footnotes.

use std::ops::Range;

use pulldown_cmark::{CowStr, LinkType, Tag, TagEnd};

use super::{Dress, ImageText, Picture, Writer, autolink, escape, footnotes};
use crate::input::settings::HtmlPolicy;
use crate::page::markdown::{Dialect, written_address};
use crate::page::raw_html::tags;
use crate::page::shortcodes::restore;
use crate::site::target::Target;

impl Writer<'_> {
    /// Whether text is to be gathered: not in code, HTML blocks and images.
    pub(super) fn takes_text(&self) -> bool {
        self.code.is_none()
            && self.html_block.is_none()
            && self.image.is_none()
            && self.dropped_element.is_none()
    }

    /// Writes the gathered text, with bare addresses as links.
    pub(super) fn flush_text(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let mut pieces = std::mem::take(&mut self.pending);
        self.write_pieces(&pieces);
        // The list is used again for the next run of text.
        pieces.clear();
        self.pending = pieces;
    }

    fn write_pieces(&mut self, pieces: &[(CowStr, Range<usize>)]) {
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            return;
        };
        let from = first.1.start;
        let written = self.source.markdown.get(from..last.1.end).unwrap_or("");
        let linked = self.source.dialect != Dialect::CommonMark
            && self.link_depth == 0
            && autolink::is_likely(written);
        if !linked {
            return pieces.iter().for_each(|(text, _)| self.plain_text(text));
        }
        let mut links = autolink::find(written).into_iter().peekable();
        for (text, range) in pieces {
            // Text that the parser changed (quotes, entities) is whole inside or outside.
            let same = self.source.markdown.get(range.clone()) == Some(&**text);
            let mut at = range.start;
            while let Some(link) = links.peek() {
                let (start, end) = (from + link.range.start, from + link.range.end);
                if start >= range.end {
                    break;
                }
                if start >= at {
                    if same {
                        self.plain_text(&text[at - range.start..start - range.start]);
                    }
                    self.bare_link(&written[link.range.clone()], link.prefix);
                }
                at = end.min(range.end);
                if end > range.end {
                    break;
                }
                links.next();
            }
            if at == range.start {
                self.plain_text(text);
            } else if same && at < range.end {
                self.plain_text(&text[at - range.start..]);
            }
        }
    }

    fn bare_link(&mut self, written: &str, prefix: &str) {
        let address = html_escape::decode_html_entities(written);
        let outside = self.dress == Dress::Page && prefix != "mailto:";
        self.out.push_str(if outside {
            "<a class=\"ext\" rel=\"noopener\" href=\""
        } else {
            "<a href=\""
        });
        escape::href(&format!("{prefix}{address}"), &mut self.out);
        self.out.push_str("\">");
        escape::text(&address, &mut self.out);
        self.out.push_str("</a>");
    }

    fn plain_text(&mut self, text: &str) {
        let text = restore(text);
        match self.dress {
            Dress::Page => self.words(&text),
            Dress::Plain => escape::text(&text, &mut self.out),
        }
    }

    /// Text outside running text.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
        } else if let Some(html) = &mut self.html_block {
            html.push_str(text);
        } else if let Some(image) = &mut self.image {
            image.text.push_str(text);
        } else if self.dropped_element.is_none() {
            escape::text(text, &mut self.out);
        }
    }

    pub(super) fn inline_code(&mut self, text: &str) {
        if let Some(image) = &mut self.image {
            return image.text.push_str(text);
        }
        self.out.push_str("<code>");
        escape::text(text, &mut self.out);
        self.out.push_str("</code>");
    }

    pub(super) fn line_break(&mut self, html: &str) {
        match &mut self.image {
            Some(image) => image.text.push(' '),
            None => self.out.push_str(html),
        }
    }

    pub(super) fn raw_html(&mut self, html: &str) {
        if let Some(block) = &mut self.html_block {
            return block.push_str(html);
        }
        if self.image.is_some() {
            return;
        }
        match self.source.html {
            HtmlPolicy::Trust => {
                let trusted = self.trusted(html);
                self.out.push_str(&trusted);
            }
            HtmlPolicy::Escape => escape::text(html, &mut self.out),
            HtmlPolicy::Sanitize => self.sanitized_tag(html),
        }
    }

    /// One tag in running text; what stands inside a script goes with it.
    fn sanitized_tag(&mut self, html: &str) {
        let found = tags(html);
        let Some(tag) = found.first() else { return };
        match &self.dropped_element {
            Some(name) if tag.closes && *name == tag.name => self.dropped_element = None,
            Some(_) => {}
            None if !tag.closes && matches!(tag.name.as_str(), "script" | "style") => {
                self.dropped_element = Some(tag.name.clone());
            }
            None => {
                let kept = self.allowed(html);
                self.out.push_str(&kept);
            }
        }
    }

    pub(super) fn start_link(&mut self, sort: LinkType, address: &str, title: &str) {
        self.link_depth += 1;
        let address = &*written_address(sort, address);
        let target = self.target(address);
        let href = match target {
            Some(target) => target.href.as_deref(),
            None => Some(address),
        };
        if target.is_some_and(Target::is_left_out) {
            return self.links.push("");
        }
        let Some(href) = href else {
            self.links.push("</span>");
            self.out.push_str("<span class=\"broken\">");
            return;
        };
        self.links.push("</a>");
        self.out.push_str("<a");
        if target.is_some_and(|target| target.outside && href.starts_with("http")) {
            self.out.push_str(" class=\"ext\" rel=\"noopener\"");
        }
        self.out.push_str(" href=\"");
        escape::href(href, &mut self.out);
        self.out.push('"');
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.out.push('>');
    }

    pub(super) fn end_link(&mut self) {
        self.link_depth = self.link_depth.saturating_sub(1);
        let tag = self.links.pop().unwrap_or_default();
        self.out.push_str(tag);
    }

    pub(super) fn start_image(&mut self, address: &str, title: &str) {
        let (address, title) = (address.to_owned(), title.to_owned());
        self.image = Some(ImageText {
            depth: 0,
            text: String::new(),
            address,
            title,
        });
    }

    pub(super) fn start_in_image(&mut self, tag: &Tag) {
        if let (Tag::Image { .. }, Some(image)) = (tag, &mut self.image) {
            image.depth += 1;
        }
    }

    pub(super) fn end_in_image(&mut self, end: TagEnd) {
        let Some(image) = &mut self.image else { return };
        if end != TagEnd::Image {
            return;
        }
        if image.depth > 0 {
            image.depth -= 1;
            return;
        }
        if let Some(image) = self.image.take() {
            self.write_image(&image);
        }
    }

    fn write_image(&mut self, image: &ImageText) {
        let target = self.target(&image.address);
        let href = match target {
            Some(target) => target.href.as_deref(),
            None => Some(image.address.as_str()),
        };
        let outside = target.is_some_and(|target| target.outside);
        if target.is_some_and(Target::is_left_out) {
            return escape::text(&image.text, &mut self.out);
        }
        let Some(href) = href else {
            self.out.push_str("<span class=\"broken\">");
            escape::text(&image.text, &mut self.out);
            return self.out.push_str("</span>");
        };
        if outside && self.link_depth == 0 {
            // Nothing is loaded from elsewhere: the picture becomes a link to it.
            self.out
                .push_str("<a class=\"ext\" rel=\"noopener\" href=\"");
            escape::href(href, &mut self.out);
            self.out.push_str("\">");
            let name = if image.text.trim().is_empty() {
                href
            } else {
                &image.text
            };
            escape::text(name, &mut self.out);
            return self.out.push_str("</a>");
        }
        if outside {
            return escape::text(&image.text, &mut self.out);
        }
        let start = self.out.len();
        self.out.push_str("<img src=\"");
        escape::href(href, &mut self.out);
        self.out.push('"');
        self.attribute("alt", &image.text);
        if !image.title.is_empty() {
            self.attribute("title", &image.title);
        }
        if self.dress == Dress::Page {
            self.attribute("loading", "lazy");
        }
        self.out.push_str(" />");
        let opens_paragraph = self.out[..start].ends_with("<p>");
        let is_shown = self.dress == Dress::Page && !image.text.trim().is_empty();
        if opens_paragraph && is_shown && self.link_depth == 0 {
            let href = href.to_owned();
            let end = self.out.len();
            self.picture = Some(Picture { start, end, href });
        }
    }

    /// Makes a picture that is a paragraph of its own a link to its file, to be seen larger.
    pub(super) fn link_picture(&mut self) {
        let picture = self.picture.take();
        let Some(picture) = picture.filter(|it| it.end == self.out.len()) else {
            return;
        };
        let mut link = String::from("<a class=\"zoom\" href=\"");
        escape::href(&picture.href, &mut link);
        link.push_str("\">");
        self.out.insert_str(picture.start, &link);
        self.out.push_str("</a>");
    }

    pub(super) fn footnote_reference(&mut self, label: &str) {
        let (number, mention) = self.footnotes.mention(label);
        let id = footnotes::mention_id(number, mention);
        self.out.push_str(&format!(
            "<sup class=\"fn\"><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }
}
