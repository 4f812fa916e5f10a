//! Editions: a handbook without what is for others.
//!
//! Given [`Inputs`] that ask for an audience, gives inputs that hold nothing of the others'.
//! This happens before everything else, so that links, menus, search, counts and all files
//! are made from what is left, and cannot tell what is not. Without an audience nothing of
//! this runs.

mod files;
mod proof;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use super::jobs::ParseContext;
use super::memo::Memo;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::Digested;
use crate::input::{History, Inputs, SourceText};
use crate::page::cut::{
    Change, Cut, CutJob, LeftOut, Stays, cut, may_be_marked, place_in_file,
};
use crate::page::{Page, parse_page};
use crate::paths::SourcePath;
use crate::shared_map::SharedMap;
use crate::site::absent::Absent;
use crate::span::{LineIndex, Place};
use proof::Proof;

/// The whole handbook as it was understood before anything is left out.
pub struct Whole<'a> {
    /// What was read.
    pub inputs: &'a Inputs,
    /// How pages are parsed.
    pub parsing: ParseContext,
    /// The pages.
    pub pages: &'a SharedMap<SourcePath, Arc<Page>>,
    /// Everything that is wrong with it.
    pub problems: &'a [Diagnostic],
}

/// One edition of a handbook.
#[derive(Clone)]
pub struct Edition {
    /// What is left.
    pub inputs: Inputs,
    /// What is left out, as far as it is still named.
    pub absent: Arc<Digested<Absent>>,
    /// What is left out, for whoever builds.
    pub report: Arc<Report>,
    /// Marks that cannot be read, wherever they stand.
    pub problems: Vec<Diagnostic>,
}

/// What an edition leaves out: for whoever builds it, and never written into it.
#[derive(Default)]
pub struct Report {
    /// The pieces, page by page.
    pub pieces: Vec<Piece>,
    /// Files, by their names in messages.
    pub files: Vec<Arc<str>>,
    changes: BTreeMap<Arc<str>, Vec<Change>>,
    left: Vec<Arc<str>>,
    names: Vec<String>,
    kept: Vec<Arc<str>>,
    proof: OnceLock<Proof>,
}

/// One piece that is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The file.
    pub file: Arc<str>,
    /// The line that it begins with.
    pub line: usize,
    /// `page`, `section` or the name of the box or leaf.
    pub what: String,
    /// What it is called.
    pub title: String,
}

/// Makes editions, cutting again only the pages that changed.
#[derive(Default)]
pub struct EditionStage {
    cuts: Memo<Page, Cut>,
}

impl EditionStage {
    /// The edition that the inputs ask for.
    pub fn edition(&mut self, whole: &Whole, audience: &Arc<str>) -> Edition {
        let context = CutContext { whole, audience };
        let cuts = &mut self.cuts;
        let cuts = cuts.refresh(&context, whole.pages, cut_job, cut).values;
        let mut maker = Maker {
            whole,
            inputs: whole.inputs.clone(),
            absent: Absent::default(),
            report: Report::default(),
            left_addresses: Vec::new(),
        };
        for (source, cut) in &cuts {
            maker.page(source, cut);
        }
        maker.edition()
    }
}

/// What cutting a page may depend on beside the page.
struct CutContext<'a> {
    whole: &'a Whole<'a>,
    audience: &'a Arc<str>,
}

impl Hash for CutContext<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.audience, &self.whole.parsing).hash(state);
    }
}

/// How a page is cut; pages without a mark are not.
fn cut_job(
    context: &CutContext,
    source: &SourcePath,
    page: &Arc<Page>,
) -> Option<CutJob> {
    let whole = context.whole;
    let text = &whole.inputs.pages[source];
    let editions = &page.facts.editions;
    let is_marked = !editions.is_empty() || may_be_marked(&text.text);
    is_marked.then(|| CutJob {
        page: whole.parsing.job(source, text),
        editions: editions.clone(),
        audience: context.audience.clone(),
    })
}

struct Maker<'a> {
    whole: &'a Whole<'a>,
    inputs: Inputs,
    absent: Absent,
    report: Report,
    /// Addresses in what is left out, each with the page that it stood on.
    left_addresses: Vec<(SourcePath, String)>,
}

impl Maker<'_> {
    fn page(&mut self, source: &SourcePath, cut: &Cut) {
        let whole = &self.whole.inputs.pages[source];
        let page = &self.whole.pages[source];
        if cut.left.is_empty() && matches!(cut.stays, Stays::All) {
            return;
        }
        let lines = LineIndex::new(&whole.text);
        for left in &cut.left {
            self.piece(source, (whole, page), left, &lines);
        }
        match &cut.stays {
            Stays::All => {}
            Stays::Nothing => {
                self.inputs.pages.remove(source);
                self.absent.pages.insert(source.clone());
                let aliases = page.facts.aliases.iter();
                let aliases =
                    aliases.map(|alias| SourcePath::new(alias.trim_matches('/')));
                self.absent.pages.extend(aliases);
                self.absent.names.extend(names_of(source, page));
                let file = &whole.file;
                self.inputs.problems.retain(|own| own.place.file != *file);
            }
            Stays::Part(text, changes) => {
                let part = Arc::new(whole.with_text(text.clone()));
                let ids = self.lost_ids(source, page, &part);
                self.absent.ids.extend(ids);
                self.inputs.pages.insert(source.clone(), part);
                let changes = changes.clone();
                self.report.changes.insert(whole.file.clone(), changes);
            }
        }
    }

    fn piece(
        &mut self,
        source: &SourcePath,
        (text, page): (&SourceText, &Page),
        left: &LeftOut,
        lines: &LineIndex,
    ) {
        let is_page = left.what == "page";
        let title = match is_page {
            true => page.facts.title.clone(),
            false => left.title.clone(),
        };
        if is_page {
            self.report.names.push(page.facts.title.clone());
            self.report.names.push(source.stem().to_owned());
        }
        self.report.left.push(text.text[left.range.clone()].into());
        let links =
            page.body.links.iter().filter(|link| {
                is_page || left.range.contains(&(link.span.start as usize))
            });
        let addresses = links.map(|link| (source.clone(), link.address.to_string()));
        self.left_addresses.extend(addresses);
        self.report.pieces.push(Piece {
            file: text.file.clone(),
            line: lines.position(left.range.start as u32).0,
            what: left.what.clone(),
            title,
        });
    }

    /// The ids that a page loses with what is left out of it.
    fn lost_ids(
        &self,
        source: &SourcePath,
        page: &Page,
        part: &SourceText,
    ) -> Vec<(SourcePath, String)> {
        let kept = parse_page(&self.whole.parsing.job(source, part));
        let kept = ids_of(&kept);
        let ids = ids_of(page).into_iter().filter(|id| !kept.contains(id));
        ids.map(|id| (source.clone(), id.to_owned())).collect()
    }

    fn edition(mut self) -> Edition {
        // Nobody marks what commits say, so an edition tells nothing of them.
        self.inputs.history = History::default();
        files::leave_out(
            &mut self.inputs,
            &self.left_addresses,
            &mut self.report,
            self.whole,
        );
        let absent = &self.absent;
        let order = &self.inputs.settings.loop_order;
        if order.iter().any(|name| absent.knows(name)) {
            let mut settings = (**self.inputs.settings).clone();
            settings.loop_order.retain(|name| !absent.knows(name));
            self.inputs.settings = Arc::new(Digested::new(settings));
        }
        if !self.inputs.searches.list.is_empty() {
            let mut searches = (*self.inputs.searches).clone();
            searches.list.retain(|own| {
                let page = SourcePath::new(&own.page);
                let id = own.anchor.clone().unwrap_or_default();
                !absent.pages.contains(&page) && !absent.ids.contains(&(page, id))
            });
            self.inputs.searches = Arc::new(searches);
        }
        let texts = self.inputs.pages.values().map(|page| page.text.clone());
        self.report.kept = texts.chain([self.inputs.settings_text.clone()]).collect();
        let kinds = format!("{:?}", self.inputs.kinds);
        self.report.kept.push(kinds.into());
        let theme = self.inputs.theme.files.values();
        let theme = theme.filter_map(|file| std::str::from_utf8(&file.bytes).ok());
        self.report.kept.extend(theme.map(Into::into));
        let marks = self.whole.problems.iter().filter(|own| own.code.is_firm());
        Edition {
            inputs: self.inputs,
            absent: Arc::new(Digested::new(self.absent)),
            report: Arc::new(self.report),
            problems: marks.cloned().collect(),
        }
    }
}

/// What others may call a page: its slug and its title, alone and behind its kind.
fn names_of(source: &SourcePath, page: &Page) -> Vec<String> {
    let facts = &page.facts;
    let plural = facts.text("plural");
    let also = facts.list("also");
    let names = [source.stem().to_owned(), facts.title.clone()];
    let names = names.into_iter().chain(plural).chain(also);
    let names = names.map(|name| name.to_lowercase());
    names
        .flat_map(|name| [format!("{}:{name}", facts.kind), name])
        .collect()
}

fn ids_of(page: &Page) -> Vec<&str> {
    let facts = &page.facts;
    let headings = facts.headings.iter().map(|heading| heading.id.as_str());
    let parts = facts.parts.ids.iter().map(String::as_str);
    let html = facts.html_ids.iter().map(String::as_str);
    headings.chain(parts).chain(html).collect()
}

impl Report {
    /// Puts problems to where their files say it, not to where the text that is left does.
    pub fn place_in_files(&self, problems: &mut [Diagnostic]) {
        let put = |place: &mut Place| {
            let changes = self.changes.get(&place.file);
            if let (Some(changes), Some(span)) = (changes, &mut place.span) {
                span.start = place_in_file(changes, span.start as usize) as u32;
                span.end = place_in_file(changes, span.end as usize) as u32;
            }
        };
        for problem in problems {
            put(&mut problem.place);
            problem
                .labels
                .iter_mut()
                .for_each(|label| put(&mut label.place));
        }
    }

    /// Whether anything of what is left out stands in a file of the edition.
    pub fn leak_in(&self, path: &str, bytes: &[u8]) -> Option<Diagnostic> {
        let found = self.proof().found_in(path, bytes)?;
        let message =
            format!("“{found}” stands in what this edition leaves out, and here");
        let problem = Diagnostic::new(Code::E513, Place::file(path), message);
        Some(problem.help("please report this; nothing is published"))
    }

    /// How many runs of words the edition is searched for.
    pub fn needles(&self) -> usize {
        self.proof().len()
    }

    fn proof(&self) -> &Proof {
        let make = || Proof::new(&self.left, &self.names, &self.kept);
        self.proof.get_or_init(make)
    }
}
