//! What changed, as an Atom feed: `changes.xml`.

use super::Rendered;
use super::html::escape_text;
use crate::digest::Digest;
use crate::site::Site;
use crate::site::computed::{ChangeView, Computed};

/// What changed, for programs that follow it; addresses must be absolute there.
pub fn changes(site: &Site, base_url: &str) -> Rendered {
    let view = &site.view;
    let page = site.pages.iter().find_map(|page| {
        let Computed::Changes(changes) = &***page.computed.as_ref()? else {
            return None;
        };
        Some((page, changes.as_slice()))
    });
    let Some((page, changes)) = page else {
        return Rendered::default();
    };
    let newest = changes.iter().map(|change| &change.date.iso).max();
    let mut xml = Xml::default();
    xml.0
        .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.0
        .push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
    xml.text(&view.language);
    xml.0.push_str("\">\n");
    xml.element("id", &format!("{base_url}changes.xml"));
    xml.element("title", &format!("{}: {}", view.title, page.view.title));
    xml.element("updated", &midnight(newest.unwrap_or(&view.built.iso)));
    xml.0.push_str("<author>");
    xml.element("name", view.organisation.as_ref().unwrap_or(&view.title));
    xml.0.push_str("</author>\n");
    xml.link("self", &format!("{base_url}changes.xml"));
    xml.link("alternate", &format!("{base_url}{}", page.view.path));
    let entries = Entries {
        base_url,
        list: &page.view.path,
    };
    let mut known = Vec::new();
    for change in changes {
        entries.add(change, &mut known, &mut xml);
    }
    xml.0.push_str("</feed>\n");
    xml.0.into()
}

/// What all entries share.
struct Entries<'s> {
    base_url: &'s str,
    /// The page with all changes.
    list: &'s str,
}

impl Entries<'_> {
    /// Adds one change; `known` are the fingerprints of those before it.
    fn add(&self, change: &ChangeView, known: &mut Vec<Digest>, xml: &mut Xml) {
        let base_url = self.base_url;
        let titles: Vec<&str> = change.pages.iter().map(|page| &*page.title).collect();
        let titles = titles.join(", ");
        let addresses: Vec<&str> = change.pages.iter().map(|page| &*page.href).collect();
        // Not by its place in the list: a program would take what it has seen for new.
        let own = Digest::of(&(&change.date.iso, &change.subject, &addresses));
        let same = known.iter().filter(|earlier| **earlier == own).count();
        known.push(own);
        let again = match same {
            0 => String::new(),
            same => format!("-{}", same + 1),
        };
        let title = match change.subject.as_str() {
            "" => titles.as_str(),
            subject => subject,
        };
        xml.0.push_str("<entry>\n");
        xml.element("id", &format!("{base_url}changes.xml#{own}{again}"));
        xml.element("title", title);
        xml.element("updated", &midnight(&change.date.iso));
        let target = match addresses.as_slice() {
            [only] => *only,
            _ => self.list,
        };
        xml.link("alternate", &absolute(base_url, target));
        let mut html = String::from("<ul>");
        for page in &change.pages {
            html.push_str("<li><a href=\"");
            escape_text(&absolute(base_url, &page.href), &mut html);
            html.push_str("\">");
            escape_text(&page.title, &mut html);
            html.push_str("</a></li>");
        }
        html.push_str("</ul>");
        xml.0.push_str("<content type=\"html\">");
        xml.text(&html);
        xml.0.push_str("</content>\n</entry>\n");
    }
}

/// The list of changes stands at the root, so what it links is seen from there.
fn absolute(base_url: &str, href: &str) -> String {
    format!("{base_url}{}", href.trim_start_matches("./"))
}

/// Feeds want a time; of a change only its day is known.
fn midnight(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

/// A document while it is written.
#[derive(Default)]
struct Xml(String);

impl Xml {
    /// Text without signs that XML cannot hold.
    fn text(&mut self, text: &str) {
        let plain: String = text.chars().filter(|c| !c.is_control()).collect();
        escape_text(&plain, &mut self.0);
    }

    fn element(&mut self, name: &str, text: &str) {
        self.0.push_str(&format!("<{name}>"));
        self.text(text);
        self.0.push_str(&format!("</{name}>\n"));
    }

    fn link(&mut self, relation: &str, address: &str) {
        self.0
            .push_str(&format!("<link rel=\"{relation}\" href=\""));
        self.text(address);
        self.0.push_str("\"/>\n");
    }
}
