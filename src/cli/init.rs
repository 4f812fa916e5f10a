//! `init`: a starter handbook.

use std::fs;
use std::io;
use std::path::Path;

use include_dir::{Dir, File, include_dir};

use super::Outcome;
use super::console::Console;
use crate::date::Date;
use crate::paths::title_from_name;
use crate::report::counted;

static STARTER: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starter");

/// Writes the starter into a folder; files that exist are left as they are.
pub fn run(dir: &Path, today: Date, console: &Console) -> Outcome {
    let absolute = std::path::absolute(dir).unwrap_or_else(|_| dir.to_path_buf());
    let name = absolute
        .file_name()
        .map_or("Handbook".into(), |name| name.to_string_lossy());
    let title = title_from_name(&name);
    let mut files = Vec::new();
    collect(&STARTER, &mut files);
    let taken: Vec<&&File> = files
        .iter()
        .filter(|file| dir.join(file.path()).exists())
        .collect();
    if let Some(first) = taken.first() {
        let others = if taken.len() > 1 { " and others" } else { "" };
        console.fault(&format!(
            "{} already has {}{others}; nothing was written. Choose an empty folder: tandem init my-handbook",
            dir.display(),
            first.path().display(),
        ));
        return Outcome::Unusable;
    }
    for file in &files {
        if let Err(error) = write(dir, file, &title, today) {
            console.fault(&format!(
                "{} cannot be written: {error}",
                dir.join(file.path()).display()
            ));
            return Outcome::Unusable;
        }
    }
    console.say(&format!(
        "Wrote {} to {}. Look at it with: tandem serve --open -r {}",
        counted(files.len(), "file"),
        dir.display(),
        dir.display()
    ));
    Outcome::Clean
}

fn collect<'a>(folder: &'a Dir<'a>, files: &mut Vec<&'a File<'a>>) {
    files.extend(folder.files());
    for inner in folder.dirs() {
        collect(inner, files);
    }
}

fn write(dir: &Path, file: &File, title: &str, today: Date) -> io::Result<()> {
    let path = dir.join(file.path());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let text = String::from_utf8_lossy(file.contents());
    let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
    let is_prose = file.path().extension().is_some_and(|ending| ending == "md")
        && file.path().starts_with("README.md");
    let title = if is_prose { title } else { &quoted };
    fs::write(
        path,
        text.replace("{{title}}", title)
            .replace("{{today}}", &today.to_string()),
    )
}
