//! What other pages can see of a page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fields::Status;
use super::markdown::Heading;
use super::parts::Parts;
use crate::date::Date;
use crate::input::node::Node;

/// What other pages can see of a page. No positions, or a line added on top would touch
/// the neighbours.
#[derive(Clone, Debug, Hash)]
pub struct Facts {
    /// Its name in messages.
    pub file: Arc<str>,
    /// What kind of page it is.
    pub kind: String,
    /// The title.
    pub title: String,
    /// A short title for the menu.
    pub nav_title: Option<String>,
    /// One or two sentences.
    pub summary: Option<String>,
    /// Position among its neighbours.
    pub order: Option<i64>,
    /// Whether it is shown.
    pub status: Status,
    /// Which template shows it, if it asks for one.
    pub layout: Option<String>,
    /// Side id to role.
    pub owners: Vec<(String, String)>,
    /// When it was last reviewed.
    pub reviewed: Option<Date>,
    /// Days until it is due again, if not the handbook's own.
    pub review_days: Option<i64>,
    /// Old addresses.
    pub aliases: Vec<String>,
    /// Other words that readers look for.
    pub keywords: Vec<String>,
    /// Whether it asks for its contents to be shown or not.
    pub toc: Option<bool>,
    /// Its headings.
    pub headings: Vec<Heading>,
    /// Ids that its raw HTML gives.
    pub html_ids: BTreeSet<String>,
    /// The distinct addresses that it links to, in order.
    pub addresses: Vec<Arc<str>>,
    /// The fields of its kind, as written.
    pub fields: BTreeMap<String, Node>,
    /// Codes of warnings that the page silences, as written.
    pub quiet: Vec<String>,
    /// Pages that it says are related, as written.
    pub related: Vec<String>,
    /// Teams and roles that it is for, as written.
    pub audience: Vec<String>,
    /// The audiences whose editions show it; empty for all.
    pub editions: Vec<String>,
    /// The page that took its place, as written.
    pub replaced_by: Option<String>,
    /// Whether it is reviewed yearly.
    pub evergreen: bool,
    /// Whether search finds it.
    pub search: bool,
    /// Reading time in whole minutes.
    pub minutes: u32,
    /// Steps, hand-offs, myths and the like.
    pub parts: Parts,
}

impl Facts {
    /// A field of its kind as text.
    pub fn text(&self, field: &str) -> Option<String> {
        self.fields.get(field).and_then(Node::text)
    }

    /// A field of its kind as a list of texts; one text counts as a list of one.
    pub fn list(&self, field: &str) -> Vec<String> {
        match self.fields.get(field) {
            Some(Node::List(items)) => items.iter().filter_map(Node::text).collect(),
            Some(single) => single.text().into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Whether a field of its kind says `true`.
    pub fn says(&self, field: &str) -> bool {
        self.fields.get(field) == Some(&Node::Bool(true))
    }

    /// `takes` or `gives`: each term, and from or to whom.
    pub fn flows(&self, field: &str) -> Vec<(String, Vec<String>)> {
        let Some(Node::List(items)) = self.fields.get(field) else {
            return Vec::new();
        };
        let flow = |item: &Node| match item {
            Node::Map(pairs) => {
                let of = |key: &str| pairs.iter().find(|(own, _)| own == key);
                let (_, what) = of("what")?;
                let others = of("from").or(of("to")).map(|(_, node)| match node {
                    Node::List(items) => items.iter().filter_map(Node::text).collect(),
                    single => single.text().into_iter().collect(),
                });
                Some((what.text()?, others.unwrap_or_default()))
            }
            single => Some((single.text()?, Vec::new())),
        };
        items.iter().filter_map(flow).collect()
    }
}
