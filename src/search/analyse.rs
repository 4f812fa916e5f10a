//! One page for search: its documents and their words. Remembered by page.

use std::hash::Hash;
use std::sync::Arc;

use super::acronyms::acronyms;
use super::documents::{self, Document};
use super::postings::{Incoming, Postings};
use super::stems::Language;
use crate::digest::{Digest, Digested};
use crate::page::{Body, Facts};

/// All that the analysis of a page may depend on.
#[derive(Clone, Hash)]
pub struct AnalyseJob {
    /// What there is to read.
    pub text: Text,
    /// The words of its address.
    pub address: String,
    /// The words of links that lead to it.
    pub incoming: Arc<Digested<Vec<Incoming>>>,
    /// The language of the handbook.
    pub language: Arc<Language>,
}

/// What there is to read on a page.
#[derive(Clone, Hash)]
pub enum Text {
    /// What somebody wrote.
    Written(Arc<Digested<Facts>>, Arc<Digested<Body>>),
    /// A computed page: its title, and the sentence below it.
    Computed(String, String),
}

/// A page as search sees it.
pub struct Analysed {
    /// The page, then its parts.
    pub documents: Vec<Found>,
    /// Short forms that it explains.
    pub acronyms: Vec<(String, String)>,
    /// The fingerprint of all texts.
    pub digest: Digest,
    /// For each document how many sections it has, then about how many bytes each takes.
    pub sizes: Arc<[u32]>,
    /// Bytes of all texts.
    pub bytes: u64,
}

/// A document with its words.
pub struct Found {
    /// The document.
    pub document: Document,
    /// Its words.
    pub postings: Postings,
}

/// Reads one page.
pub fn analyse(job: &AnalyseJob) -> Analysed {
    let documents = match &job.text {
        Text::Written(facts, body) => documents::documents(facts, body),
        Text::Computed(title, summary) => documents::computed(title, summary),
    };
    let mut short = Vec::new();
    for document in &documents {
        short.extend(acronyms(&document.title, &job.language));
        for section in &document.sections {
            short.extend(acronyms(&section.heading, &job.language));
            short.extend(acronyms(&section.text, &job.language));
        }
    }
    short.sort_unstable();
    short.dedup();
    let found = documents.into_iter().map(|document| {
        let address = match document.part {
            None => job.address.as_str(),
            Some(_) => "",
        };
        let incoming = incoming_of(&document, &job.incoming);
        let postings = Postings::new(&document, address, &incoming, &job.language);
        Found { document, postings }
    });
    let documents: Vec<Found> = found.collect();
    let mut sizes = Vec::new();
    let mut bytes = 0;
    for found in &documents {
        let sections = &found.document.sections;
        sizes.push(sections.len() as u32);
        for own in sections {
            sizes.push((own.text.len() + own.heading.len() + 32) as u32);
            bytes += own.text.len() as u64;
        }
    }
    Analysed {
        sizes: sizes.into(),
        bytes,
        documents,
        acronyms: short,
        digest: Digest::of(job),
    }
}

/// The links that lead to a document: to a part only those that name it.
fn incoming_of<'a>(document: &Document, incoming: &'a [Incoming]) -> Vec<&'a Incoming> {
    let anchor = document.sections.first().map_or("", |own| &own.anchor);
    let leads = |(to, _): &&Incoming| match document.part {
        None => true,
        Some(_) => to == anchor,
    };
    incoming.iter().filter(leads).collect()
}
