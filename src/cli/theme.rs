//! `theme`: which files ship with the tool, and copies of them to change.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::json;

use super::Outcome;
use super::args::{Format, ThemeCommand};
use super::console::Console;
use super::project::Project;
use super::table::Table;
use crate::input::{Location, config, strays, theme};

/// What a theme is called that nobody has named yet.
const NEW: &str = "house";

/// The name that stands for the shipped theme.
const SHIPPED: &str = "default";

/// Lists the shipped files, or copies one.
pub fn run(project: &Project, command: &ThemeCommand, console: &Console) -> Outcome {
    let output = project.output(None);
    let location = Location::new(project.root.clone(), project.config.clone(), &output);
    let own = Own::of(&location);
    match command {
        ThemeCommand::List => {
            let table = own.table();
            match console.format {
                Format::Human => console.print(&table.as_text()),
                Format::Json | Format::Sarif => console.print(&table.as_json()),
            }
            Outcome::Clean
        }
        ThemeCommand::Copy { path } => match own.copy(path) {
            Ok(done) => {
                console.say(&done);
                Outcome::Clean
            }
            Err(why) => {
                console.fault(&why);
                Outcome::Unusable
            }
        },
    }
}

/// The theme of a handbook's own: where it stands or would stand.
struct Own<'a> {
    location: &'a Location,
    name: String,
    /// Whether the settings have to name it yet.
    is_unset: bool,
}

impl<'a> Own<'a> {
    fn of(location: &'a Location) -> Self {
        let (settings, ..) = config::read(location);
        let themes = theme::own_themes(location);
        let is_unset = settings.theme == SHIPPED && !themes.contains(&settings.theme);
        let name = match (is_unset, &themes[..]) {
            (false, _) => settings.theme,
            (true, [only]) => only.clone(),
            (true, _) => NEW.to_owned(),
        };
        Self {
            location,
            name,
            is_unset,
        }
    }

    /// The path of a file of the theme, from the root.
    fn shown(&self, path: &str) -> String {
        format!("themes/{}/{path}", self.name)
    }

    /// Every shipped file, and whether the handbook has one in its place.
    fn table(&self) -> Table {
        let rows = theme::shipped_paths().map(|path| {
            let own = self.shown(path);
            let is_there = self.location.root.join(&own).is_file();
            vec![json!(path), json!(is_there.then_some(own))]
        });
        Table {
            columns: vec!["file", "yours"],
            rows: rows.collect(),
        }
    }

    /// Copies a shipped file; says what was done.
    fn copy(&self, path: &str) -> Result<String, String> {
        let path = path.trim_start_matches("./").replace('\\', "/");
        let path = path.trim_start_matches("themes/default/");
        let Some(file) = theme::shipped(path) else {
            let help = strays::same_or_near(path).map_or_else(
                || "`tandem theme list` shows all".to_owned(),
                |near| format!("did you mean {near}?"),
            );
            return Err(format!("the theme has no file {path}; {help}"));
        };
        let shown = self.shown(path);
        match write_new(&self.location.root.join(&shown), &file.bytes) {
            Ok(()) => Ok(format!("Wrote {shown}. {}{}", advice(path), self.next())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(format!(
                "{shown} is there already; nothing was written. Move it away to get the shipped one"
            )),
            Err(error) => Err(format!("{shown} cannot be written: {error}")),
        }
    }

    /// What has to be done before the theme is read.
    fn next(&self) -> String {
        match self.is_unset {
            true => format!(
                " Put this line into {}: theme: {}",
                self.location.config_name, self.name
            ),
            false => String::new(),
        }
    }
}

/// What to leave in a copy.
fn advice(path: &str) -> String {
    let name = path.strip_prefix("templates/");
    match (path, name.filter(|_| has_blocks(path))) {
        ("strings.yaml", _) => "Leave the words in it that differ.".to_owned(),
        (_, Some(name)) => format!(
            "It takes the place of the shipped one. To change one block only, begin with {{% extends \"default/{name}\" %}} and keep that block."
        ),
        _ => "It takes the place of the shipped one, also after an update.".to_owned(),
    }
}

fn has_blocks(path: &str) -> bool {
    theme::shipped_text(path).is_some_and(|text| text.contains("block "))
}

/// Writes a file with its folders; fails where one is already.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::create_new(path)?;
    io::Write::write_all(&mut file, bytes)
}
