//! What a document on paper is made from.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::world::Fonts;
use crate::date::Date;
use crate::digest::{Digest, Digested};
use crate::input::settings::HtmlPolicy;
use crate::input::theme::ThemeFile;
use crate::page::Text;
use crate::paths::OutputPath;
use crate::site::LinkedPage;
use crate::site::computed::Computed;
use crate::site::glossary::Glossary;
use crate::site::views::SiteView;

/// A size of paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Paper {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// Its name in Typst.
    pub fn name(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Letter => "us-letter",
        }
    }
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Sheets for the participants of a workshop.
    Handout,
    /// The guide for whoever leads it.
    Guide,
    /// Cards to cut out.
    Cards,
    /// A path to tick off.
    Passport,
    /// Some pages, one after the other.
    Leaflet,
    /// The whole handbook.
    Book,
}

impl Sort {
    /// Its name in templates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Handout => "handout",
            Self::Guide => "guide",
            Self::Cards => "cards",
            Self::Passport => "passport",
            Self::Leaflet => "leaflet",
            Self::Book => "book",
        }
    }
}

/// Draws a view as SVG, painted for paper.
pub type Drawer = dyn Fn(&Computed) -> Option<String> + Send + Sync;

/// Reads a file of the site, or says why that fails.
pub type Reader = dyn Fn(&OutputPath) -> Result<Vec<u8>, String> + Send + Sync;

/// Says how much memory the program holds, in bytes, where the system tells.
pub type Scales = dyn Fn() -> Option<u64> + Send + Sync;

/// Ends the program, since nothing else helps, and says why.
pub type LastResort = dyn Fn(&str) + Send + Sync;

/// What one document may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The time for a document.
    pub time: Duration,
    /// And for each of the handbook's pages in it.
    pub time_for_a_page: Duration,
    /// The memory that the program may grow by meanwhile, in bytes.
    pub memory: u64,
    /// And for each of the handbook's pages in it.
    pub memory_for_a_page: u64,
}

/// What all documents of one build share.
pub struct Press {
    /// The files of the theme below `handouts/`, by their path there.
    pub theme: BTreeMap<String, ThemeFile>,
    /// The colours of the theme on white, by their names.
    pub colours: BTreeMap<String, String>,
    /// The words of the interface.
    pub words: Arc<Digested<BTreeMap<String, String>>>,
    /// What is known of the handbook.
    pub site: SiteView,
    /// The day of the build.
    pub today: Date,
    /// What happens to raw HTML.
    pub html: HtmlPolicy,
    /// The size of pages that nobody asks to be another.
    pub paper: Paper,
    /// The fingerprints of the files of the site.
    pub files: BTreeMap<OutputPath, Digest>,
    /// What a document may take.
    pub limits: Limits,
    /// Weighs the program while a document is set.
    pub held: Box<Scales>,
    /// For a document that takes all memory and cannot be stopped.
    pub end: Box<LastResort>,
    /// The typefaces of the theme, read when first needed.
    pub fonts: OnceLock<Arc<Fonts>>,
    /// Draws views.
    pub draw: Box<Drawer>,
    /// Reads pictures.
    pub read: Box<Reader>,
    /// The fingerprint of all of this, each picture included.
    pub digest: Digest,
}

/// A page, as it goes to paper.
#[derive(Clone)]
pub struct Chapter {
    /// The page with all that it knows of the others.
    pub page: LinkedPage,
    /// The terms of the handbook.
    pub glossary: Arc<Digested<Glossary>>,
    /// What it says; `None` for pages that nobody wrote.
    pub text: Option<Text>,
}

impl Chapter {
    /// The fingerprint of everything that it depends on, but for its pictures.
    pub fn digest(&self) -> Digest {
        let text = self.text.as_ref().map(Text::digest);
        let page = (self.page.digest(), self.glossary.digest());
        Digest::of(&(page, text))
    }
}

/// A document to make.
pub struct Job {
    /// What all documents share.
    pub press: Arc<Press>,
    /// What it is.
    pub sort: Sort,
    /// The size of its pages.
    pub paper: Paper,
    /// The page on the screen that it stands for, where that is none of its chapters.
    pub front: Option<Chapter>,
    /// The pages in it, in order.
    pub chapters: Vec<Chapter>,
}

impl Job {
    /// The fingerprint of everything that it depends on.
    pub fn digest(&self) -> Digest {
        let chapters: Vec<Digest> = self.chapters.iter().map(Chapter::digest).collect();
        let front = self.front.as_ref().map(Chapter::digest);
        let what = (self.press.digest, self.sort, self.paper);
        Digest::of(&("paper", what, front, chapters))
    }
}
