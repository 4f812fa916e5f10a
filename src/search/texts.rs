//! Texts, titles and addresses, as the files of the index hold them.

use serde::{Serialize, Serializer, ser::SerializeSeq};

use super::index::Index;
use super::indexed::Indexed;
use crate::site::computed::HandOffView;
use crate::site::views::DateView;

impl Index {
    /// The texts of a file.
    pub(super) fn texts(&self, at: usize) -> Vec<Row<'_>> {
        let files = &self.plan.texts;
        let (document, section) = (files[at].document, files[at].section);
        let end = files
            .get(at + 1)
            .map_or((self.documents(), 0), |next| (next.document, next.section));
        let mut rows = Vec::new();
        for number in document..=end.0.min(self.documents().saturating_sub(1)) {
            let first = if number == document { section } else { 0 };
            let (page, place) = self.document(number);
            let sections = &page.analysed.documents[place].document.sections;
            let last = if number == end.0 {
                end.1 as usize
            } else {
                sections.len()
            };
            if number == end.0 && last == 0 {
                break;
            }
            let shown = &sections[first as usize..last];
            let texts = (first as usize..).zip(shown).map(|(at, own)| {
                let anchor = match at {
                    0 => page.anchor_of(place),
                    _ => &own.anchor,
                };
                let above = own.above.iter().map(String::as_str);
                [anchor, &own.heading, &own.text]
                    .into_iter()
                    .chain(above)
                    .collect()
            });
            let texts = texts.collect();
            rows.push(row(page, place, (number, first), texts));
        }
        rows
    }
}

/// A document in a file of texts, as a list that `search.js` reads.
pub struct Row<'a> {
    number: u32,
    /// The number of the first of the sections.
    first: u32,
    page: &'a str,
    title: &'a str,
    trail: Vec<&'a str>,
    /// When it was looked at, and when it is to be.
    days: [&'a str; 2],
    /// How long the beginning of the text is that says what it means.
    meaning: usize,
    /// Of each section its id, heading and text, and the headings above it.
    sections: Vec<Vec<&'a str>>,
    /// Said once, with the first section: who owns it, and what crosses the line.
    beside: Option<Beside<'a>>,
}

/// Side and role of each owner; of what crosses the line who gives, who receives, what, and in
/// which time.
#[derive(Serialize)]
struct Beside<'a>(Vec<[&'a str; 2]>, Vec<[&'a str; 4]>);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_seq(None)?;
        row.serialize_element(&self.number)?;
        row.serialize_element(&self.first)?;
        row.serialize_element(self.page)?;
        row.serialize_element(self.title)?;
        row.serialize_element(&self.trail)?;
        row.serialize_element(self.days[0])?;
        row.serialize_element(self.days[1])?;
        row.serialize_element(&self.meaning)?;
        row.serialize_element(&self.sections)?;
        if let Some(beside) = &self.beside {
            row.serialize_element(beside)?;
        }
        row.end()
    }
}

fn row<'a>(
    page: &'a Indexed,
    place: usize,
    (number, first): (u32, u32),
    sections: Vec<Vec<&'a str>>,
) -> Row<'a> {
    let document = &page.analysed.documents[place].document;
    let view = &page.view;
    let above = view.breadcrumbs.iter().skip(1);
    let above = above.map(|own| own.title.as_str());
    let around = document.part.map(|_| view.title.as_str());
    let day = |date: Option<&'a DateView>| date.map_or("", |date| &date.iso);
    let fresh = view.fresh.as_ref();
    let beside = || {
        let owners = view.owners.iter().map(|own| [own.position, &*own.role]);
        let crossings = page.crossings_of(place).map(crossing);
        Beside(owners.collect(), crossings.collect())
    };
    Row {
        number,
        first,
        page: page.output.as_str(),
        title: &document.title,
        trail: above.chain(around).collect(),
        days: [
            day(fresh.and_then(|own| own.reviewed.as_ref())),
            day(fresh.and_then(|own| own.next.as_ref())),
        ],
        meaning: document.meaning().encode_utf16().count(),
        sections,
        beside: (first == 0).then(beside),
    }
}

fn crossing(own: &HandOffView) -> [&str; 4] {
    let limit = own.limit.as_ref().map_or("", |limit| &limit.words);
    [own.from, own.to, &own.title, limit]
}
