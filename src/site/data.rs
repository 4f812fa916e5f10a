//! What the data files hold, seen from the root of the site.

use super::book::Book;
use super::computed::{HandOffView, HealthPage, RaciView, TermView};
use super::freshness::health_pages;
use super::raci::matrix;
use super::steps::handoff_views;
use super::terms::letters;
use crate::paths::OutputPath;

/// What the data files hold; empty for a plain folder of Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DataViews {
    /// Whether there are data files at all.
    pub exist: bool,
    /// Every hand-off.
    pub handoffs: Vec<HandOffView>,
    /// The matrix of all processes.
    pub raci: RaciView,
    /// Every term.
    pub terms: Vec<TermView>,
    /// Every live page, the most urgent first.
    pub health: Vec<HealthPage>,
}

impl DataViews {
    /// Gathers them.
    pub fn new(book: &Book) -> Self {
        let from = OutputPath::new("index.html");
        let processes: Vec<usize> = book.of_kind("process").collect();
        let letters = letters(book, &from).into_iter();
        Self {
            exist: true,
            handoffs: handoff_views(book, 0..book.handoffs.len(), &from),
            raci: matrix(book, &processes, &from),
            terms: letters.flat_map(|letter| letter.terms).collect(),
            health: health_pages(book, &from),
        }
    }
}
