//! Blocks: paragraphs, headings, lists, tables, code, quotes.

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Tag, TagEnd};

use super::parts::TableUse;
use super::{CodeBlock, Dress, ListStart, Writer, code, escape, sanitize};
use crate::input::settings::HtmlPolicy;

impl Writer<'_> {
    pub(super) fn start(&mut self, tag: Tag) {
        if self.image.is_some() {
            return self.start_in_image(&tag);
        }
        match tag {
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                self.start_link(link_type, &dest_url, &title);
            }
            Tag::Image {
                dest_url, title, ..
            } => self.start_image(&dest_url, &title),
            Tag::FootnoteDefinition(label) => {
                let outer = std::mem::take(&mut self.out);
                self.notes.push((label.into_string(), outer));
            }
            block => self.start_block(block),
        }
    }

    fn start_block(&mut self, tag: Tag) {
        self.close_label();
        // A script that is not closed takes its paragraph with it, not the rest of the page.
        self.dropped_element = None;
        match tag {
            Tag::HtmlBlock => self.html_block = Some(String::new()),
            Tag::MetadataBlock(_) => {}
            Tag::TableCell => self.start_cell(),
            Tag::TableHead => {
                self.in_table_head = true;
                self.column = 0;
                self.out.push_str("<thead>\n<tr>\n");
            }
            Tag::TableRow => {
                self.column = 0;
                self.out.push_str("<tr>\n");
            }
            Tag::CodeBlock(kind) => {
                let (info, fenced) = match kind {
                    CodeBlockKind::Fenced(info) => (info.into_string(), true),
                    CodeBlockKind::Indented => (String::new(), false),
                };
                self.code = Some(CodeBlock {
                    text: String::new(),
                    info,
                    fenced,
                });
            }
            Tag::Heading { level, classes, .. } => {
                self.start_heading(level as u8, &classes)
            }
            other => {
                self.fresh_line();
                self.start_container(other);
            }
        }
    }

    fn start_container(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::List(start) => self.start_list(start),
            Tag::Item => self.out.push_str("<li>"),
            Tag::DefinitionList => self.out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.push_str("<dd>"),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                if self.dress == Dress::Page {
                    let label = self.word("table");
                    self.out.push_str("<div class=\"tablewrap\" tabindex=\"0\" role=\"group\" aria-label=\"");
                    escape::text(label, &mut self.out);
                    self.out.push_str(match self.progress.table {
                        TableUse::Say => "\"><table class=\"t say\">\n",
                        TableUse::Raci => "\"><table class=\"t raci\">\n",
                        TableUse::Plain => "\"><table class=\"t\">\n",
                    });
                } else {
                    self.out.push_str("<table>\n");
                }
            }
            _ => {}
        }
    }

    pub(super) fn end(&mut self, end: TagEnd) {
        if self.image.is_some() {
            return self.end_in_image(end);
        }
        match end {
            TagEnd::Paragraph => {
                self.link_picture();
                self.close_label();
                self.out.push_str("</p>\n");
            }
            TagEnd::Heading(level) => self.end_heading(level as u8),
            TagEnd::BlockQuote(_) => {
                let tag = self.quotes.pop().unwrap_or("</blockquote>\n");
                self.fresh_line();
                self.out.push_str(tag);
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => self.end_html_block(),
            TagEnd::List(ordered) => {
                self.lists.pop();
                self.out
                    .push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.close_label();
                self.out.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                if let Some((label, outer)) = self.notes.pop() {
                    let note = std::mem::replace(&mut self.out, outer);
                    self.footnotes.define(&label, note);
                }
            }
            TagEnd::DefinitionList => self.out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push_str("</dd>\n"),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.out.push_str("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.end_cell();
                self.out.push_str(if self.in_table_head {
                    "</th>\n"
                } else {
                    "</td>\n"
                });
                self.column += 1;
            }
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Superscript => self.out.push_str("</sup>"),
            TagEnd::Subscript => self.out.push_str("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn start_heading(&mut self, level: u8, classes: &[pulldown_cmark::CowStr]) {
        self.heading = self.headings.next();
        let is_first = self.headings.len() + 1 == self.source.headings.len();
        if self.source.skip_title && is_first {
            // The template prints the title; its words are written and then taken back.
            self.skipping = true;
            self.notes
                .push((String::new(), std::mem::take(&mut self.out)));
            return;
        }
        self.fresh_line();
        self.out.push_str(&format!("<h{level}"));
        if let Some(heading) = self.heading {
            self.attribute("id", &heading.id);
            if !classes.is_empty() {
                self.attribute("class", &classes.join(" "));
            }
        }
        self.out.push('>');
    }

    fn end_heading(&mut self, level: u8) {
        if std::mem::take(&mut self.skipping) {
            if let Some((_, outer)) = self.notes.pop() {
                self.out = outer;
            }
            return;
        }
        if let Some(heading) = self.heading.take().filter(|_| level > 1) {
            self.out.push_str(" <a class=\"hx\"");
            let mut href = "#".to_owned();
            href.push_str(&crate::paths::percent_encode(&heading.id));
            self.attribute("href", &href);
            self.attribute(
                "aria-label",
                &self.word("heading_link").replace("{title}", &heading.text),
            );
            self.out.push_str(">#</a>");
        }
        self.out.push_str(&format!("</h{level}>\n"));
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let Some(kind) = kind else {
            self.quotes.push("</blockquote>\n");
            return self.out.push_str("<blockquote>\n");
        };
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        self.quotes.push("</aside>\n");
        self.out.push_str(&format!(
            "<aside class=\"note note-{name}\" role=\"note\"><p class=\"note-title\">"
        ));
        escape::text(self.word(&format!("alert_{name}")), &mut self.out);
        self.out.push_str("</p>\n");
    }

    fn start_list(&mut self, start: Option<u64>) {
        match start {
            None => self.out.push_str("<ul"),
            Some(1) => self.out.push_str("<ol"),
            Some(number) => self.out.push_str(&format!("<ol start=\"{number}\"")),
        }
        self.lists.push(ListStart {
            tag_end: self.out.len(),
            is_checks: false,
        });
        self.out.push_str(">\n");
    }

    pub(super) fn task_marker(&mut self, done: bool) {
        if self.dress == Dress::Plain {
            let checked = if done { " checked=\"\"" } else { "" };
            let input = format!("<input{checked} disabled=\"\" type=\"checkbox\"> ");
            return self.out.push_str(&input);
        }
        if let Some(list) = self.lists.last_mut().filter(|list| !list.is_checks) {
            list.is_checks = true;
            self.out.insert_str(list.tag_end, " class=\"checks\"");
        }
        self.out.push_str("<label>");
        match (self.hides_boxes, done) {
            (true, true) => self.out.push(sanitize::CHECKED_BOX),
            (true, false) => self.out.push(sanitize::EMPTY_BOX),
            (false, _) => self.out.push_str(sanitize::checkbox(done)),
        }
        self.out.push_str(" <span>");
        self.label_open = true;
    }

    pub(super) fn close_label(&mut self) {
        if std::mem::take(&mut self.label_open) {
            self.out.push_str("</span></label>");
        }
    }

    fn start_cell(&mut self) {
        let tag = if self.in_table_head { "<th" } else { "<td" };
        self.out.push_str(tag);
        if self.in_table_head && self.dress == Dress::Page {
            self.attribute("scope", "col");
        }
        let side = match self.alignments.get(self.column) {
            Some(Alignment::Left) => Some("left"),
            Some(Alignment::Center) => Some("center"),
            Some(Alignment::Right) => Some("right"),
            _ => None,
        };
        if let Some(side) = side {
            // The policy forbids styles; a class says the same.
            let name = if self.dress == Dress::Page {
                "class"
            } else {
                "align"
            };
            self.attribute(name, side);
        }
        if self.progress.table == TableUse::Say
            && !self.in_table_head
            && let Some(header) = self.header_cells.get(self.column).cloned()
        {
            self.attribute("data-l", &header);
        }
        self.out.push('>');
    }

    /// Notes the words of a header, and dresses the letters of responsibility.
    fn end_cell(&mut self) {
        if self.progress.table == TableUse::Plain {
            return;
        }
        let start = self.out.rfind("<t").unwrap_or(0);
        let start = start + self.out[start..].find('>').map_or(0, |at| at + 1);
        let inner = self.out[start..].to_owned();
        if self.in_table_head {
            return self.header_cells.push(plain(&inner));
        }
        let letters = inner.trim();
        if self.progress.table == TableUse::Raci
            && matches!(letters, "R" | "A" | "RA" | "C" | "I")
        {
            let class = letters.to_ascii_lowercase();
            let disc = format!("<span class=\"rc {class}\">{letters}</span>");
            self.out.truncate(start);
            self.out.push_str(&disc);
        }
    }

    fn end_table(&mut self) {
        self.progress.table = TableUse::Plain;
        self.header_cells.clear();
        // A table without rows has no body.
        match self.out.strip_suffix("<tbody>\n").map(str::len) {
            Some(length) => self.out.truncate(length),
            None => self.out.push_str("</tbody>\n"),
        }
        self.out.push_str(if self.dress == Dress::Page {
            "</table></div>\n"
        } else {
            "</table>\n"
        });
    }

    fn end_code(&mut self) {
        let Some(block) = self.code.take() else {
            return;
        };
        self.fresh_line();
        let language = block.info.split([' ', '\t', ',', '{']).next().unwrap_or("");
        let dressed = self.dress == Dress::Page;
        if dressed {
            self.out.push_str("<div class=\"code\"");
            if !language.is_empty() {
                self.attribute("data-lang", language);
            }
            self.out.push('>');
        }
        self.out.push_str("<pre><code");
        if block.fenced && !language.is_empty() {
            self.attribute("class", &format!("language-{language}"));
        }
        self.out.push('>');
        if dressed && !language.is_empty() {
            code::write(&block.text, language, &mut self.out);
        } else {
            escape::text(&block.text, &mut self.out);
        }
        self.out.push_str("</code></pre>");
        self.out.push_str(if dressed { "</div>\n" } else { "\n" });
    }

    fn end_html_block(&mut self) {
        let Some(html) = self.html_block.take() else {
            return;
        };
        self.fresh_line();
        match self.source.html {
            HtmlPolicy::Trust => {
                let trusted = self.trusted(&html);
                self.out.push_str(&trusted);
            }
            HtmlPolicy::Sanitize => {
                let kept = self.allowed(&html);
                self.out.push_str(&kept);
            }
            HtmlPolicy::Escape => {
                self.out.push_str("<p>");
                escape::text(html.trim_end(), &mut self.out);
                self.out.push_str("</p>\n");
            }
        }
    }

    /// Writes ` name="value"`.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape::text(value, &mut self.out);
        self.out.push('"');
    }
}

/// The text of some HTML of our own.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    html_escape::decode_html_entities(text.trim()).into_owned()
}
