//! From the linked site to bytes: pages, lists, redirects, theme files.
//!
//! Given one job with everything that its output depends on, gives the bytes and what went
//! wrong. Pure: two equal jobs give equal bytes, so a job's digest may stand for them.

pub mod assets;
pub mod book;
pub mod css;
pub mod data;
pub mod diagram;
pub mod feed;
pub mod frame;
pub mod html;
pub mod listings;
pub mod page;
pub mod painted;
pub mod parts;
pub mod script;
pub mod sheets;
pub mod svg;
mod template_faults;
mod template_names;
mod template_tags;
pub mod templates;
mod tokens;
pub mod views;

use crate::diagnostic::Diagnostic;

/// The result of one job.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// What went wrong; the bytes are then the best that could be made.
    pub problems: Vec<Diagnostic>,
}

impl From<String> for Rendered {
    fn from(text: String) -> Self {
        Self {
            bytes: text.into_bytes(),
            problems: Vec::new(),
        }
    }
}
