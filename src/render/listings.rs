//! Files for programs and old addresses: redirects, sitemap, `llms.txt`, Markdown copies.

use std::sync::Arc;

use super::Rendered;
use super::frame::Frame;
use super::html::escape_text;
use crate::digest::Digested;
use crate::page::{Body, Text};
use crate::paths::OutputPath;
use crate::site::Site;
use crate::site::target::Targets;
use crate::site::views::PageView;
use crate::span::Span;

/// A page at an old address that leads to the new one, without any script.
pub fn redirect(
    frame: &Frame,
    from: &OutputPath,
    to: &OutputPath,
    title: &str,
) -> Rendered {
    let mut context = frame.templates.context(&frame.site, &from.root());
    context.insert("target", &from.href_to(to, Default::default()));
    context.insert("title", title);
    match frame.templates.render("redirect.html", &context) {
        Ok(page) => page.into(),
        Err(problem) => Rendered {
            bytes: Vec::new(),
            problems: vec![*problem],
        },
    }
}

/// All pages for search engines; addresses must be absolute there.
pub fn sitemap(site: &Site, base_url: &str) -> Rendered {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in &site.pages {
        if page.view.layout == "not-found" || page.view.view == "facilitator" {
            continue;
        }
        xml.push_str("<url><loc>");
        escape_text(&format!("{base_url}{}", page.view.path), &mut xml);
        xml.push_str("</loc>");
        if let Some(reviewed) = &page.view.reviewed {
            xml.push_str(&format!("<lastmod>{}</lastmod>", reviewed.iso));
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml.into()
}

/// The handbook for language models: every page with its Markdown copy.
///
/// <https://llmstxt.org>
pub fn llms(site: &Site) -> Rendered {
    let view = &site.view;
    let mut text = format!("# {}\n", one_line(&view.title));
    let home = site.pages.first();
    if let Some(summary) = home.and_then(|page| page.view.summary.as_ref()) {
        text.push_str(&format!("\n> {}\n", one_line(summary)));
    }
    let from = OutputPath::new("llms.txt");
    let mut section = None;
    for page in site.pages.iter().filter(|page| page.written().is_some()) {
        let name = page
            .view
            .breadcrumbs
            .get(1)
            .map_or(&page.view.title, |link| &link.title);
        if page.view.section.is_empty() {
            if section.is_none() {
                text.push_str("\n## Start\n\n");
            }
            section = section.or(Some(""));
        } else if section != Some(page.view.section.as_str()) {
            text.push_str(&format!("\n## {}\n\n", one_line(name)));
            section = Some(page.view.section.as_str());
        }
        let href = from.href_to(&page.output.markdown_copy(), Default::default());
        let title = one_line(&page.view.title).replace(['[', ']'], "");
        text.push_str(&format!("- [{title}]({href})"));
        if let Some(summary) = &page.view.summary {
            text.push_str(&format!(": {}", one_line(summary)));
        }
        text.push('\n');
    }
    text.into()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A page as Markdown: its title, its summary and its text, with addresses that work.
pub fn markdown(
    view: &PageView,
    text: &Text,
    targets: &Arc<Digested<Targets>>,
) -> Rendered {
    let body = &text.body;
    let mut out = String::with_capacity(body.text.len() - body.start + 200);
    if !body.opens_with_title {
        out.push_str(&format!("# {}\n\n", one_line(&view.title)));
        if let Some(summary) = &view.summary {
            out.push_str(&format!("> {}\n\n", one_line(summary)));
        }
    }
    let written = body.written();
    let hidden = body.for_leaders();
    let mut at = body.start;
    for (span, href) in replacements(body, &written, targets, &hidden) {
        let start = span.start as usize;
        if start >= at {
            out.push_str(&written[at..start]);
            out.push_str(href);
            at = span.end as usize;
        }
    }
    out.push_str(&written[at..]);
    let mut out = crate::page::shortcodes::restore(&out).into_owned();
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out.into()
}

/// The lines that say where links to an address lead, each taken out.
fn definitions<'a>(body: &Body, written: &str, address: &str) -> Vec<(Span, &'a str)> {
    let mut at = body.start;
    let mut found = Vec::new();
    for line in written[body.start..].split_inclusive('\n') {
        let defined = line.trim_start().strip_prefix('[');
        let behind = defined.and_then(|rest| rest.split_once("]:"));
        let is_one = behind.is_some_and(|(_, rest)| {
            let rest = rest.trim().trim_start_matches('<');
            let end = rest.find(|c: char| c.is_whitespace() || c == '>');
            &rest[..end.unwrap_or(rest.len())] == address
        });
        if is_one && !address.is_empty() {
            found.push((Span::new(at, at + line.len()), ""));
        }
        at += line.len();
    }
    found
}

/// What takes the place of what in a page's Markdown, in order: addresses, and nothing for
/// what only whoever leads may read.
fn replacements<'a>(
    body: &'a Body,
    written: &str,
    targets: &'a Targets,
    hidden: &[Span],
) -> Vec<(Span, &'a str)> {
    let mut found: Vec<(Span, &str)> = hidden.iter().map(|span| (*span, "")).collect();
    for link in &body.links {
        let Some(target) = targets.get(&link.address) else {
            continue;
        };
        let text = &written[link.span.range()];
        if target.is_left_out() {
            found.push((link.span, &link.text));
            found.extend(definitions(body, written, &link.address));
            continue;
        }
        let place = text
            .rfind(&*link.address)
            .filter(|_| !target.outside && !link.address.is_empty());
        if let (Some(href), Some(place)) = (&target.href, place) {
            let start = link.span.start as usize + place;
            let span = Span::new(start, start + link.address.len());
            found.push((span, href));
        }
    }
    found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    found
}
