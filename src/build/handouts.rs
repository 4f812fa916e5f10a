//! What of a handbook goes to paper, and what each document is made from.
#![allow(clippy::disallowed_methods)] // pictures are read when a document asks for them

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::made::Made;
use super::outputs::{Job as Output, Outputs};
use crate::digest::Digest;
use crate::handout::job::{Chapter, Job, Limits, Paper, Press, Sort};
use crate::input::Inputs;
use crate::page::Page;
use crate::paths::{OutputPath, SourcePath};
use crate::render::frame::Frame;
use crate::render::painted::Paint;
use crate::render::svg;
use crate::shared_map::SharedMap;
use crate::site::{LinkedPage, Site};

/// What one document may take. A book of 246 pages, 503 on paper, takes 1.6 GB. A page takes
/// 40 ms on a quiet computer, and ten times that on one that builds something else.
const LIMITS: Limits = Limits {
    time: Duration::from_secs(60),
    time_for_a_page: Duration::from_millis(400),
    memory: 4 << 30,
    memory_for_a_page: 4 << 20,
};
/// The style sheets that say how drawings are painted.
const SHEETS: [&str; 3] = ["theme.css", "process.css", "loop.css"];
/// Where the theme keeps what concerns paper.
const FOLDER: &str = "handouts/";

/// What all documents of a build share; what was made before is kept while it is right.
pub fn press(
    inputs: &Inputs,
    site: &Site,
    frame: &Frame,
    earlier: Option<&Arc<Press>>,
) -> Arc<Press> {
    let disk: BTreeMap<OutputPath, PathBuf> = site
        .files
        .iter()
        .map(|(source, output)| (output.clone(), inputs.files[source].disk.clone()))
        .collect();
    let files: BTreeMap<OutputPath, Digest> = site
        .files
        .iter()
        .map(|(source, output)| (output.clone(), inputs.files[source].digest))
        .collect();
    let today = inputs.request.today;
    let digest = Digest::of(&(
        "press",
        (inputs.theme.digest, frame.digest),
        (today, inputs.settings.html, &disk, &files),
    ));
    if let Some(press) = earlier.filter(|press| press.digest == digest) {
        return press.clone();
    }
    let templates = frame.templates.clone();
    let assets = &templates.assets;
    let sheets = SHEETS.iter().filter_map(|name| assets.names.get(*name));
    let sheets = sheets.filter_map(|name| assets.files.get(name));
    let css: String = sheets.map(|css| String::from_utf8_lossy(css)).collect();
    let paint = Paint::new(&css);
    let theme = inputs.theme.files.iter().filter_map(|(path, file)| {
        Some((path.strip_prefix(FOLDER)?.to_owned(), file.clone()))
    });
    Arc::new(Press {
        theme: theme.collect(),
        colours: paint.colours(),
        words: templates.words.clone(),
        site: (*site.view).clone(),
        today,
        html: inputs.settings.html,
        paper: Paper::A4,
        files,
        limits: LIMITS,
        held: Box::new(held),
        end: Box::new(end),
        fonts: OnceLock::new(),
        draw: Box::new(move |computed| paint.draw(computed, &templates.words)),
        read: Box::new(move |path| read(&disk, path)),
        digest,
    })
}

fn read(
    disk: &BTreeMap<OutputPath, PathBuf>,
    path: &OutputPath,
) -> Result<Vec<u8>, String> {
    let disk = disk.get(path).ok_or("there is no such file")?;
    let bytes = fs::read(disk).map_err(|error| error.to_string())?;
    match path.as_str().to_ascii_lowercase().ends_with(".svg") {
        true => Ok(svg::clean(&String::from_utf8_lossy(&bytes)).0.into_bytes()),
        false => Ok(bytes),
    }
}

/// The memory that the program holds, in bytes. Linux says it in a file; other systems only to
/// unsafe code, so that there only time is limited.
pub fn held() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes << 10)
}

/// Ends the program before it takes the memory of everything else.
fn end(why: &str) {
    eprintln!("error: {why}");
    std::process::exit(1);
}

/// A document that can be asked for.
pub struct Asked<'a> {
    /// What it is.
    pub sort: Sort,
    /// The size of its pages.
    pub paper: Paper,
    /// The page on the screen that it stands for, where that is none of its pages.
    pub front: Option<&'a LinkedPage>,
    /// Its pages, in order.
    pub pages: Vec<&'a LinkedPage>,
}

/// What documents are made from.
pub struct Stock<'a> {
    /// What all documents share.
    pub press: &'a Arc<Press>,
    /// The linked handbook.
    pub site: &'a Site,
    /// The pages that somebody wrote.
    pub pages: &'a SharedMap<SourcePath, Arc<Page>>,
}

impl Stock<'_> {
    /// The job of a document.
    pub fn job(&self, asked: &Asked) -> Job {
        Job {
            press: self.press.clone(),
            sort: asked.sort,
            paper: asked.paper,
            front: asked.front.map(|page| self.chapter(page)),
            chapters: asked.pages.iter().map(|page| self.chapter(page)).collect(),
        }
    }

    fn chapter(&self, page: &LinkedPage) -> Chapter {
        let source = page.source.as_ref();
        Chapter {
            page: page.clone(),
            glossary: self.site.glossary.clone(),
            text: source.map(|source| self.pages[source].text()),
        }
    }
}

/// What a page is on paper, if it is printed with the site.
pub fn sort_of(page: &LinkedPage) -> Option<Sort> {
    let view = &page.view;
    match (view.view.as_str(), view.kind.as_str()) {
        ("handout", _) => Some(Sort::Handout),
        ("facilitator", _) => Some(Sort::Guide),
        ("cards" | "workshop-cards", _) => Some(Sort::Cards),
        ("", "path") if page.source.is_some() => Some(Sort::Passport),
        _ => None,
    }
}

/// The pages of the book: all that somebody wrote, and the folders that they stand in.
pub fn book<'a>(site: &'a Site, paper: Paper) -> Asked<'a> {
    // Pages that nobody wrote are in it where others stand below them.
    let is_folder =
        |page: &LinkedPage| page.source.is_none() && !page.view.children.is_empty();
    let view = |name| site.pages.iter().find(|page| page.view.view == name);
    let is_page = |page: &&LinkedPage| page.written().is_some() || is_folder(page);
    Asked {
        sort: Sort::Book,
        paper,
        // Large handbooks have no page for the book, but they have the words that end it.
        front: view("book").or_else(|| view("glossary")),
        pages: site.pages.iter().filter(is_page).collect(),
    }
}

impl Made {
    /// Adds the PDF of a page that has one.
    pub fn add_paper(&self, page: &LinkedPage, outputs: &mut Outputs, earlier: &Outputs) {
        if page.view.pdf.is_none() {
            return;
        }
        // A file of the handbook with that name goes first.
        if self.press.files.contains_key(&page.output.pdf()) {
            return;
        }
        let stock = Stock {
            press: &self.press,
            site: &self.site,
            pages: &self.pages,
        };
        let paper = self.press.paper;
        let alone = |sort| Asked {
            sort,
            paper,
            front: None,
            pages: vec![page],
        };
        let asked = sort_of(page).map_or_else(|| book(&self.site, paper), alone);
        let job = stock.job(&asked);
        outputs.add(page.output.pdf(), job.digest(), earlier, || {
            Output::Paper(Box::new(job))
        });
    }
}
