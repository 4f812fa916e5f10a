//! What readers come for: the list that the start page has below `#situations`.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::documents::one_line;
use crate::page::markdown::{self, Dialect};
use crate::page::shortcodes::restore;
use crate::page::{Body, Facts};
use crate::site::target::Targets;

/// The id of the heading above the list.
const ANCHOR: &str = "situations";
/// Lines of the list that search offers before anybody has typed.
const MOST: usize = 8;

/// Why somebody opens the handbook, and where that leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Situation {
    /// The reader's words: what is printed bold, or the text of the link.
    pub title: String,
    /// The text of the link, where something else is the title.
    pub text: String,
    /// Where it leads, from the site's root.
    pub href: String,
}

/// The situations of a start page, with the heading above them.
pub fn situations(
    facts: &Facts,
    body: &Body,
    targets: &Targets,
) -> (String, Vec<Situation>) {
    let mut reader = Reader {
        targets,
        list: Vec::new(),
        open: Situation::default(),
        place: Place::Elsewhere,
        depth: 0,
    };
    let mut headings = facts.headings.iter();
    let mut title = String::new();
    let mut is_below = false;
    for (event, _) in markdown::events(body.markdown(), Dialect::Handbook) {
        if let Event::Start(Tag::Heading { .. }) = event {
            let heading = headings.next().filter(|heading| heading.id == ANCHOR);
            is_below = heading.is_some();
            title = heading.map_or(title, |heading| heading.text.clone());
        } else if is_below {
            reader.event(&event);
        }
    }
    (title, reader.list)
}

/// Where in a line of the list a text stands.
enum Place {
    Elsewhere,
    Bold,
    Link,
}

struct Reader<'a> {
    targets: &'a Targets,
    list: Vec<Situation>,
    open: Situation,
    place: Place,
    depth: usize,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event) {
        match event {
            Event::Start(Tag::Item) => {
                self.depth += 1;
                if self.depth == 1 {
                    self.open = Situation::default();
                }
            }
            Event::End(TagEnd::Item) => {
                self.depth -= 1;
                if self.depth == 0 {
                    self.close();
                }
            }
            Event::Start(Tag::Strong) if self.open.title.is_empty() => {
                self.place = Place::Bold;
            }
            Event::Start(Tag::Link { dest_url, .. }) if self.open.href.is_empty() => {
                let target = self.targets.get(dest_url.as_ref());
                let href = target.filter(|target| !target.outside);
                self.open.href =
                    href.and_then(|own| own.href.clone()).unwrap_or_default();
                self.place = Place::Link;
            }
            Event::End(TagEnd::Strong | TagEnd::Link) => self.place = Place::Elsewhere,
            Event::Text(text) | Event::Code(text) => self.words(&restore(text)),
            Event::SoftBreak | Event::HardBreak => self.words(" "),
            _ => {}
        }
    }

    fn words(&mut self, text: &str) {
        match self.place {
            Place::Bold => self.open.title.push_str(text),
            Place::Link => self.open.text.push_str(text),
            Place::Elsewhere => {}
        }
    }

    fn close(&mut self) {
        let mut own = std::mem::take(&mut self.open);
        own.text = one_line(&own.text);
        if own.title.is_empty() {
            own.title = std::mem::take(&mut own.text);
        }
        own.title = one_line(&own.title);
        if !own.href.is_empty() && self.list.len() < MOST {
            self.list.push(own);
        }
    }
}
