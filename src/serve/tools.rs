//! For the writer at this computer: the source of a page, and the editor.
//!
//! A file is named as messages name it, and looked up among those of the handbook; no part
//! of a request becomes part of a path.

use std::path::PathBuf;

use serde::Serialize;

use super::editor::Editor;
use super::snapshot::Snapshot;
use crate::paths::{OutputPath, percent_decode};
use crate::span::LineIndex;

/// The source of one page, as the pane beside it shows it.
#[derive(Serialize)]
struct Source<'s> {
    /// Its name in messages.
    file: &'s str,
    /// The whole file.
    text: &'s str,
    /// Where each heading of the page stands.
    headings: Vec<HeadingLine<'s>>,
    /// What a request to open the file has to show.
    token: &'s str,
}

/// Where a heading stands in its file.
#[derive(Serialize)]
struct HeadingLine<'s> {
    id: &'s str,
    line: usize,
}

/// The source of the page that a query names, as JSON; `None` if nobody wrote it.
pub fn source_json(
    snapshot: &Snapshot,
    query: Option<&str>,
    token: &str,
) -> Option<Vec<u8>> {
    let output = page(query)?;
    let source = snapshot.build.site.page_at(&output)?.source.as_ref()?;
    let page = snapshot.inputs.pages.get(source)?;
    let lines = LineIndex::new(&page.text);
    let headings = snapshot.build.pages.get(source).map(|page| {
        let both = page.facts.headings.iter().zip(&page.body.heading_spans);
        both.map(|(heading, span)| HeadingLine {
            id: &heading.id,
            line: lines.position(span.start).0,
        })
        .collect()
    });
    let json = serde_json::to_vec(&Source {
        file: &page.file,
        text: &page.text,
        headings: headings.unwrap_or_default(),
        token,
    });
    Some(json.expect("numbers and text are JSON"))
}

/// Opens the file that a query names, at the line that it names.
pub fn open(
    snapshot: &Snapshot,
    query: Option<&str>,
    editor: &Editor,
) -> Result<(), String> {
    let file = value(query, "file").unwrap_or_default();
    let disk = disk_of(snapshot, &file)
        .ok_or_else(|| format!("{file} is no file of this handbook."))?;
    let line = value(query, "line").and_then(|line| line.parse().ok());
    editor
        .open(&disk, line.unwrap_or(1))
        .map_err(|error| error.to_string())
}

/// Where a file is that messages call so.
fn disk_of(snapshot: &Snapshot, file: &str) -> Option<PathBuf> {
    let inputs = &snapshot.inputs;
    let location = &inputs.location;
    if file == &*location.config_name {
        return Some(location.config.clone());
    }
    let source = location.source_of(file);
    if let Some(source) = source.filter(|source| inputs.pages.contains_key(source)) {
        return Some(location.content_dir().join(source.as_str()));
    }
    let folder = format!("themes/{}/", inputs.settings.theme);
    let name = file.strip_prefix(&folder)?;
    let own = inputs.theme.files.contains_key(name);
    own.then(|| location.root.join(file))
}

/// The page that a query names.
pub fn page(query: Option<&str>) -> Option<OutputPath> {
    value(query, "page").map(OutputPath::new)
}

/// A value in a query, decoded once.
fn value(query: Option<&str>, name: &str) -> Option<String> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    Some(percent_decode(value))
}
