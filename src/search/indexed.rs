//! A page that search finds, with what is shown of it.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::analyse::Analysed;
use super::documents::PartOf;
use crate::digest::{Digest, Digested};
use crate::paths::{OutputPath, SourcePath};
use crate::shared_map::SharedMap;
use crate::site::LinkedPage;
use crate::site::computed::HandOffView;
use crate::site::details::PartsView;
use crate::site::views::PageView;

/// A page that search finds.
pub struct Indexed {
    /// The page that somebody wrote, if one did.
    pub source: Option<SourcePath>,
    /// Where it is written.
    pub output: OutputPath,
    /// What is shown of it.
    pub view: Arc<Digested<PageView>>,
    /// What is shown of its parts.
    pub parts: Arc<Digested<PartsView>>,
    /// Its documents and their words.
    pub analysed: Arc<Analysed>,
    /// The fingerprint of all of it.
    pub digest: Digest,
    /// The fingerprint of what its documents are.
    pub sorts: Digest,
    /// The fingerprint of where it is written and from what.
    name: u64,
    /// How many documents it has; as the next two beside what is looked at for every page.
    pub documents: u32,
    /// Bytes of all texts.
    pub bytes: u64,
    /// See [`Analysed::sizes`].
    pub sizes: Arc<[u32]>,
}

/// Whose side something is on, as the index writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Nobody's.
    None,
    /// The left one's.
    Left,
    /// The right one's.
    Right,
    /// Both sides'.
    Joint,
}

impl Side {
    /// From the word that templates see.
    pub fn of(position: &str) -> Self {
        match position {
            "left" => Self::Left,
            "right" => Self::Right,
            "joint" => Self::Joint,
            _ => Self::None,
        }
    }

    /// The word that templates see.
    pub fn word(self) -> &'static str {
        ["none", "left", "right", "joint"][self as usize]
    }
}

impl Indexed {
    /// A page as it is linked, and what search knows of it.
    pub fn new(page: &LinkedPage, analysed: Arc<Analysed>) -> Self {
        let shown = (page.view.digest(), page.parts.digest());
        let mut indexed = Self {
            source: page.source.clone(),
            output: page.output.clone(),
            view: page.view.clone(),
            parts: page.parts.clone(),
            digest: Digest::of(&(analysed.digest, shown)),
            documents: analysed.documents.len() as u32,
            bytes: analysed.bytes,
            sizes: analysed.sizes.clone(),
            analysed,
            sorts: Digest::default(),
            name: Digest::of(&(&page.source, &page.output)).halved(),
        };
        let documents = 0..indexed.documents as usize;
        let sorts = documents.map(|at| {
            let (kind, side) = indexed.sort_of(at);
            (kind, side as u8)
        });
        indexed.sorts = Digest::of(&sorts.collect::<Vec<_>>());
        indexed
    }

    fn is_view(&self) -> bool {
        !self.view.view.is_empty() || self.view.layout == "a-to-z"
    }

    /// What a document is: the id of its kind, and its side.
    pub fn sort_of(&self, at: usize) -> (&str, Side) {
        let parts = &self.parts;
        match self.analysed.documents[at].document.part {
            None if self.source.is_none() && self.is_view() => ("view", Side::None),
            None => (&self.view.kind, Side::of(self.view.side)),
            Some(PartOf::Step(at)) => (
                "step",
                Side::of(parts.steps.get(at).map_or("", |own| own.position)),
            ),
            Some(PartOf::HandOff(_)) => ("handoff", Side::Joint),
            Some(PartOf::Myth(at)) => (
                "myth",
                Side::of(parts.myths.get(at).map_or("", |own| own.by)),
            ),
        }
    }

    /// What crosses the line between the sides in a document: all of a page, or the one that
    /// it is.
    pub fn crossings_of(&self, at: usize) -> impl Iterator<Item = &HandOffView> {
        let part = self.analysed.documents[at].document.part;
        let all = self.parts.handoffs.iter().enumerate();
        let is_side = |word| matches!(word, "left" | "right");
        all.filter(move |(at, own)| {
            let is_here = part.is_none() || part == Some(PartOf::HandOff(*at));
            is_here && is_side(own.from) && is_side(own.to)
        })
        .map(|(_, own)| own)
    }

    /// The id that leads to a document on its page; empty for the page itself.
    pub fn anchor_of(&self, at: usize) -> &str {
        let document = &self.analysed.documents[at].document;
        match document.part {
            // Hand-offs without an id of their own are numbered.
            Some(PartOf::HandOff(at)) => {
                self.parts.handoffs.get(at).map_or("", |own| &own.id)
            }
            Some(_) => &document.sections[0].anchor,
            None => "",
        }
    }
}

impl Hash for Indexed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

/// Pages in the order of their addresses, each with the number of its first document.
pub struct Numbered {
    /// The pages.
    pub pages: Vec<(Arc<Indexed>, u32)>,
    /// How many documents they have.
    pub documents: u32,
    /// The fingerprint of all numbers, with whose they are.
    pub digest: Digest,
}

impl Numbered {
    /// Numbers the documents of pages.
    pub fn new(pages: &SharedMap<OutputPath, Arc<Indexed>>) -> Self {
        let mut documents = 0;
        let mut digests = Vec::with_capacity(2 * pages.len());
        let number = |page: &Arc<Indexed>| {
            let first = documents;
            digests.extend([page.name, first as u64]);
            documents += page.documents;
            (page.clone(), first)
        };
        let pages = pages.values().map(number).collect();
        Self {
            pages,
            documents,
            digest: Digest::of(&digests),
        }
    }
}
