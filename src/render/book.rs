//! The whole handbook as one document to print.

use serde::Serialize;
use tera::Value;

use super::Rendered;
use super::page::{self, PageJob};
use crate::digest::Digest;
use crate::paths::{OutputPath, join, resolve};

/// All that the book depends on.
pub struct BookJob {
    /// The page that shows it.
    pub page: PageJob,
    /// Its chapters, in reading order.
    pub chapters: Vec<PageJob>,
}

/// A page as a chapter of the book.
#[derive(Serialize)]
struct Chapter {
    /// Its title.
    title: String,
    /// Its page.
    href: String,
    /// The id of the chapter; ids in it begin with this one.
    id: String,
    /// Its text.
    html: Value,
}

impl BookJob {
    /// The fingerprint of everything that the book depends on.
    pub fn digest(&self) -> Digest {
        let chapters: Vec<Digest> = self.chapters.iter().map(PageJob::digest).collect();
        Digest::of(&("book", self.page.digest(), chapters))
    }
}

/// Renders the book; `menu` is the rendered menu beside it.
pub fn render(job: &BookJob, menu: &str) -> Rendered {
    let mut problems = Vec::new();
    let mut chapters = Vec::new();
    for (at, chapter) in job.chapters.iter().enumerate() {
        let id = format!("Chapter{}", at + 1);
        let (html, faults) = page::body_of(chapter);
        problems.extend(faults);
        chapters.push(Chapter {
            title: chapter.page.view.title.clone(),
            href: job
                .page
                .page
                .output
                .href_to(&chapter.page.output, Default::default()),
            html: Value::safe_string(&in_the_book(&html, &id, &chapter.page.output)),
            id,
        });
    }
    let chapters = Value::from_serializable(&chapters);
    let mut rendered = page::render_with(&job.page, menu, vec![("chapters", chapters)]);
    rendered.problems.extend(problems);
    rendered
}

/// Attributes that name ids.
const IDS: [&str; 6] = [
    "id",
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "name",
];

/// The HTML of a page as part of the book, which stands at the root: addresses lead from
/// there, and ids begin with that of the chapter, since every page may have the same ones.
///
/// The HTML is our own: every `<` begins a tag and every value stands in double quotes.
fn in_the_book(html: &str, chapter: &str, from: &OutputPath) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = tag_end(&rest[start..]).map_or(rest.len(), |end| start + end);
        out.push_str(&rest[..start]);
        tag_in_the_book(&rest[start..end], chapter, from, &mut out);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Where a tag ends; quoted values may hold `>`.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.bytes()
        .position(|byte| {
            quoted ^= byte == b'"';
            byte == b'>' && !quoted
        })
        .map(|at| at + 1)
}

fn tag_in_the_book(tag: &str, chapter: &str, from: &OutputPath, out: &mut String) {
    let mut rest = tag;
    while let Some(at) = rest.find("=\"") {
        let (before, value) = (&rest[..at], &rest[at + 2..]);
        let Some(close) = value.find('"') else {
            break;
        };
        let name = before.rsplit([' ', '\n', '\t']).next().unwrap_or(before);
        let value = &value[..close];
        out.push_str(before);
        out.push_str("=\"");
        out.push_str(&match name {
            "href" | "src" => address_in_the_book(value, chapter, from),
            name if IDS.contains(&name) => {
                let ids = value.split(' ').map(|id| format!("{chapter}-{id}"));
                ids.collect::<Vec<_>>().join(" ")
            }
            _ => value.to_owned(),
        });
        out.push('"');
        rest = &rest[at + 2 + close + 1..];
    }
    out.push_str(rest);
}

fn address_in_the_book(address: &str, chapter: &str, from: &OutputPath) -> String {
    if let Some(id) = address.strip_prefix('#') {
        return format!("#{chapter}-{id}");
    }
    let outside = address.starts_with('/')
        || address
            .split(['/', '?', '#'])
            .next()
            .is_some_and(|part| part.contains(':'));
    if outside || address.is_empty() {
        return address.to_owned();
    }
    let (path, rest) =
        address.split_at(address.find(['#', '?']).unwrap_or(address.len()));
    let folder = from
        .as_str()
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let mut found = resolve(folder, path).unwrap_or_else(|| join(folder, path));
    if path.ends_with('/') && !found.is_empty() {
        found.push('/');
    }
    if found.is_empty() {
        found.push_str("./");
    }
    format!("{found}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_from_the_root_and_ids_differ_between_chapters() {
        let from = OutputPath::new("processes/a.html");
        let html = "<h2 id=\"x\">A &lt; b</h2><a href=\"#x\">x</a> <a title=\"a > b\" href=\"../roles/r.html#y\">r</a> <a href=\"b.html\">b</a> <a href=\"https://x.example/\">o</a> <label for=\"t\">l</label>";
        let book = in_the_book(html, "Chapter3", &from);
        for part in [
            "id=\"Chapter3-x\"",
            "href=\"#Chapter3-x\"",
            "href=\"roles/r.html#y\"",
            "href=\"processes/b.html\"",
            "href=\"https://x.example/\"",
            "for=\"Chapter3-t\"",
            "title=\"a > b\"",
        ] {
            assert!(book.contains(part), "{part} in {book}");
        }
    }
}
