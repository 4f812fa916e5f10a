//! The files that the settings name for the look: whether they are there, and what they hold.
#![allow(clippy::disallowed_methods)] // the edge: what a file begins with is read here

use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use super::look::{Card, Look};
use super::scan::SourceFile;
use super::theme::Theme;
use super::yaml::{self, Entry};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::media;
use crate::paths::SourcePath;
use crate::shared_map::SharedMap;
use crate::span::Span;
use crate::suggest::nearest;

/// What tells one sort of file from another stands within so many bytes; SVG may begin with
/// long comments.
const BEGINNING: u64 = 64 * 1024;

/// The files of a handbook, and where the settings speak of them.
pub struct Files<'a> {
    /// The text of the settings, and their name in messages.
    pub config: (&'a str, &'a Arc<str>),
    /// The folder of the pages, below the root.
    pub content: &'a str,
    /// The name of the theme.
    pub theme_name: &'a str,
    /// The theme.
    pub theme: &'a Theme,
    /// What stands among the pages.
    pub files: &'a SharedMap<SourcePath, Arc<SourceFile>>,
}

/// What the settings name and the handbook does not have, or what is no such thing; and a card
/// that needs an address.
pub fn faults(look: &Look, files: &Files, has_address: HasAddress) -> Vec<Diagnostic> {
    let named = look.files();
    let faulty: Vec<_> = named
        .filter_map(|(key, file)| Some((key, file, files.fault(file)?)))
        .collect();
    let aimless = look.card != Card::Off && has_address == HasAddress::No;
    if faulty.is_empty() && !aimless {
        return Vec::new();
    }
    let (text, name) = files.config;
    let (entries, _) = yaml::read_entries(text);
    let place = |key: &str, wanted: &str| {
        let entry = entries.iter().find(|entry| entry.key == key);
        entry.map_or(Span::default(), |entry: &Entry| entry.locate(text, wanted))
    };
    let told = faulty.into_iter().map(|(key, file, (message, help))| {
        Diagnostic::at(Code::E012, name, place(key, file), message).help(help)
    });
    let mut problems: Vec<Diagnostic> = told.collect();
    if aimless {
        let message = "a social card needs the address of the site";
        let problem = Diagnostic::at(Code::E012, name, place("social_card", ""), message);
        problems.push(problem.help("add `base_url`, or take `social_card` out"));
    }
    problems
}

impl Files<'_> {
    /// What is wrong with a file that the settings name, and what to do.
    fn fault(&self, file: &str) -> Option<(String, String)> {
        let Some(bytes) = self.beginning(file) else {
            let message = format!(
                "there is no file `{file}` in the content folder or in the theme's"
            );
            return Some((message, self.remedy(file)));
        };
        let ending = file.rsplit('.').next().unwrap_or_default();
        if bytes.is_empty() || media::begins_like(ending, &bytes) {
            return None;
        }
        let message = format!("`{file}` does not hold what its ending `.{ending}` says");
        let help = format!(
            "save it as .{ending} in the program that it comes from; a new name does not change a file"
        );
        Some((message, help))
    }

    /// What a file begins with; nothing where it cannot be read, which is told elsewhere.
    fn beginning(&self, file: &str) -> Option<Vec<u8>> {
        if let Some(own) = self.theme.files.get(file) {
            return Some(own.bytes.to_vec());
        }
        let copied = self.files.get(&SourcePath::new(file))?;
        let mut bytes = Vec::new();
        if let Ok(file) = File::open(&copied.disk) {
            let _ = file.take(BEGINNING).read_to_end(&mut bytes);
        }
        Some(bytes)
    }

    fn remedy(&self, file: &str) -> String {
        let theme = format!("themes/{}", self.theme_name);
        for folder in [self.content, &theme] {
            let inner = file.strip_prefix(folder);
            let inner = inner.and_then(|inner| inner.strip_prefix('/'));
            if let Some(inner) = inner.filter(|_| !folder.is_empty()) {
                return format!(
                    "leave out `{folder}/`: write `{inner}`, the path below that folder"
                );
            }
        }
        let known = self.files.keys().map(SourcePath::as_str);
        let known = known.chain(self.theme.files.keys().map(String::as_str));
        match nearest(file, known) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "put it into the content folder, or into the theme's".to_owned(),
        }
    }
}

/// Whether it is known where the site will stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HasAddress {
    /// It is.
    Yes,
    /// It is not.
    No,
}
