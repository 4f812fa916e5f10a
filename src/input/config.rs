//! Reads `handbook.yml`.
#![allow(clippy::disallowed_methods)] // the edge: this is where the settings are read

use std::fs;
use std::io::ErrorKind;
use std::sync::Arc;

use super::location::Location;
use super::settings::{self, Settings};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::span::{Place, Span};

/// The settings, the text they come from, and what is wrong with it.
///
/// A handbook without a configuration file has the settings that hold without one.
pub fn read(location: &Location) -> (Settings, Arc<str>, Vec<Diagnostic>) {
    let unreadable = |why: String| {
        let problem = Diagnostic::new(
            Code::E010,
            Place::file(&location.config_name),
            why,
        )
        .help(
            "check that the file exists, that you may read it, and that it is UTF-8 text",
        );
        (Settings::default(), "".into(), vec![problem])
    };
    let bytes = match fs::read(&location.config) {
        Ok(bytes) => bytes,
        Err(error)
            if error.kind() == ErrorKind::NotFound && location.is_default_config() =>
        {
            return (Settings::default(), "".into(), Vec::new());
        }
        Err(error) => return unreadable(format!("cannot be read: {error}")),
    };
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
            let (settings, mut problems) = settings::parse(text, &location.config_name);
            problems.extend(shadowed(&settings, &location.config_name));
            (settings, text.into(), problems)
        }
        Err(_) => unreadable("not UTF-8 text".to_owned()),
    }
}

/// Audiences that bear the name of a side: nobody could tell which of the two is meant.
fn shadowed(settings: &Settings, file: &Arc<str>) -> Vec<Diagnostic> {
    let sides = settings.sides.iter().map(|side| side.id.as_str());
    let names = sides.chain(["joint", "outside"]);
    let shadowed = names.filter(|name| settings.audiences.has(name));
    shadowed
        .map(|name| {
            let message =
                format!("`{name}` is a side, and cannot be an audience as well");
            Diagnostic::at(Code::E510, file, Span::default(), message)
                .help("give the audience another name in `audiences`")
        })
        .collect()
}
