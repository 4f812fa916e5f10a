//! Problems for people: what, where, the line itself, and how to fix it.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};

use super::{Position, Texts, position};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::tally::{counted, grouped};

/// Problems of one sort that are shown whole; of a thousand broken links nobody reads more.
const SHOWN_OF_A_SORT: usize = 5;
/// Files that are named for those that are not shown.
const NAMED_FILES: usize = 4;
/// Characters of a source line that are shown.
const LONGEST_LINE: usize = 110;

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A few of each sort, and how many more there are.
    Grouped,
    /// Everything.
    All,
}

/// All problems as text with colours; the printer takes them out where nobody sees them.
pub fn report(problems: &[Diagnostic], texts: Texts, amount: Amount) -> String {
    let mut sorts: BTreeMap<(Severity, Code), Vec<&Diagnostic>> = BTreeMap::new();
    for problem in problems {
        sorts
            .entry((problem.severity, problem.code))
            .or_default()
            .push(problem);
    }
    let mut out = String::new();
    // The gravest come last, where the eye is when the text stops scrolling.
    for ((severity, code), found) in sorts.iter().rev() {
        let most = match amount {
            Amount::All => found.len(),
            Amount::Grouped if *severity == Severity::Note => 1,
            Amount::Grouped => SHOWN_OF_A_SORT,
        };
        for problem in found.iter().take(most) {
            one(problem, texts, &mut out);
        }
        if found.len() > most {
            more(*severity, *code, &found[most..], &mut out);
        }
    }
    out
}

fn style(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    Style::new().fg_color(Some(colour.into())).bold()
}

fn one(problem: &Diagnostic, texts: Texts, out: &mut String) {
    let (heading, bold, dim) = (
        style(problem.severity),
        Style::new().bold(),
        Style::new().dimmed(),
    );
    let at = problem
        .place
        .span
        .and_then(|span| texts(&problem.place.file).map(|text| position(&text, span)));
    let place = match &at {
        Some(at) => format!("{}:{}:{}", problem.place.file, at.line, at.column),
        None => problem.place.file.to_string(),
    };
    let (word, number) = (problem.severity.word(), problem.code.number());
    out.push_str(&format!(
        "{heading}{word}[{number}]{heading:#} {bold}{}{bold:#}\n",
        visible(&place)
    ));
    out.push_str(&format!("  {}\n", visible(&problem.message)));
    if let Some(at) = at.filter(|at| !at.text.trim().is_empty()) {
        out.push_str(&excerpt(&at, heading));
    }
    for label in &problem.labels {
        out.push_str(&format!(
            "  {dim}{}: {}{dim:#}\n",
            visible(&label.place.file),
            visible(&label.message)
        ));
    }
    if let Some(help) = &problem.help {
        out.push_str(&format!("  {bold}fix:{bold:#} {}\n", visible(help)));
    }
    out.push('\n');
}

/// The line of the source with the place marked below it.
fn excerpt(at: &Position, mark: Style) -> String {
    let dim = Style::new().dimmed();
    let skipped = at.column.saturating_sub(LONGEST_LINE * 2 / 3);
    let shown: String = at.text.chars().skip(skipped).take(LONGEST_LINE).collect();
    let lead = if skipped > 0 { "…" } else { "" };
    let before = at.column - 1 - skipped;
    let width = at.width.min(LONGEST_LINE.saturating_sub(before)).max(1);
    let number = at.line.to_string();
    let margin = " ".repeat(number.len());
    let pad = " ".repeat(before + lead.chars().count());
    format!(
        "  {dim}{number} |{dim:#} {lead}{}\n  {dim}{margin} |{dim:#} {pad}{mark}{}{mark:#}\n",
        visible(&shown),
        "^".repeat(width)
    )
}

/// Text of pages must not steer the terminal.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() {
                if c == '\t' { ' ' } else { '\u{FFFD}' }
            } else {
                c
            }
        })
        .collect()
}

fn more(severity: Severity, code: Code, rest: &[&Diagnostic], out: &mut String) {
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in rest {
        *files.entry(&problem.place.file).or_default() += 1;
    }
    let total = files.len();
    let mut files: Vec<(&str, usize)> = files.into_iter().collect();
    files.sort_by_key(|(file, count)| (std::cmp::Reverse(*count), *file));
    let named: Vec<String> = files
        .iter()
        .take(NAMED_FILES)
        .map(|(file, count)| format!("{} ({count})", visible(file)))
        .collect();
    let others = if total > named.len() { ", …" } else { "" };
    let heading = style(severity);
    out.push_str(&format!(
        "{heading}{}[{}]{heading:#} and {} more of “{}” in {}: {}{others}\n  --verbose shows all; `tandem explain {}` says what it means\n\n",
        severity.word(),
        code.number(),
        grouped(rest.len()),
        code.name(),
        counted(total, "file"),
        named.join(", "),
        code.number(),
    ));
}
