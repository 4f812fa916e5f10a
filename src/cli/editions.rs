//! What is said of an edition: what it leaves out, and that none of it is there.

use std::collections::BTreeMap;

use crate::build::Build;
use crate::build::edition::Report;
use crate::report::counted;
use crate::report::terminal::Amount;

/// What an edition leaves out: counted, and every piece for who wants to hear it.
pub fn said(left_out: &Report, build: &Build, amount: Amount) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for piece in &left_out.pieces {
        let what = match piece.what.as_str() {
            own @ ("page" | "section") => own,
            _ => "box",
        };
        *counts.entry(what).or_default() += 1;
    }
    let count = |what: &str| counts.get(what).copied().unwrap_or_default();
    let boxes = match count("box") {
        1 => "1 box".to_owned(),
        boxes => format!("{boxes} boxes"),
    };
    let mut text = format!(
        "Left out: {}, {}, {boxes}, {}. Looked for {} of their words in {}: none is there.",
        counted(count("page"), "page"),
        counted(count("section"), "section"),
        counted(left_out.files.len(), "file"),
        counted(left_out.needles(), "run"),
        counted(build.outputs.all().count(), "file"),
    );
    if matches!(amount, Amount::All) {
        for piece in &left_out.pieces {
            let (file, line) = (&piece.file, piece.line);
            text.push_str(&format!("\n  {file}:{line} {} {}", piece.what, piece.title));
        }
        for file in &left_out.files {
            text.push_str(&format!("\n  {file}"));
        }
    }
    text
}
