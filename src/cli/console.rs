//! What is printed, where, and in which colours.

use std::env;
use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Colour, Format, Global};
use crate::diagnostic::Diagnostic;
use crate::input::Inputs;
use crate::report::terminal::{Amount, report};
use crate::report::{Texts, json, sarif, texts_of};

/// The terminal, and how much it wants to hear.
pub struct Console {
    /// How problems and lists are printed.
    pub format: Format,
    /// How much it wants to hear.
    pub amount: Amount,
    quiet: bool,
    colours: bool,
}

impl Console {
    /// As the command line asks.
    pub fn new(global: &Global) -> Self {
        let forced = env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0");
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colours = match global.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => !refused && (forced || io::stderr().is_terminal()),
        };
        let amount = if global.verbose {
            Amount::All
        } else {
            Amount::Grouped
        };
        Self {
            format: global.format,
            amount,
            quiet: global.quiet,
            colours,
        }
    }

    /// Prints what was asked for. A reader who stopped listening is no fault.
    pub fn print(&self, text: &str) {
        let _ = io::stdout().lock().write_all(text.as_bytes());
    }

    /// Says how things stand, unless nobody wants to hear it.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            self.tell(&format!("{text}\n"));
        }
    }

    /// Says why a command cannot do what it was asked to.
    pub fn fault(&self, why: &str) {
        self.tell(&format!("\u{1b}[1m\u{1b}[31merror:\u{1b}[0m {why}\n"));
    }

    /// Prints problems: for people beside the work, for programs as the result.
    pub fn problems(&self, problems: &[Diagnostic], inputs: &Inputs) {
        self.show(problems, &texts_of(inputs), &inputs.history.above);
    }

    /// Prints a problem that stands in no text of the handbook.
    pub fn refusal(&self, problem: &Diagnostic) {
        self.show(std::slice::from_ref(problem), &|_| None, "");
    }

    fn show(&self, problems: &[Diagnostic], texts: Texts, above: &str) {
        match self.format {
            Format::Human => self.tell(&report(problems, texts, self.amount)),
            Format::Json => self.print(&json::lines(problems, texts)),
            Format::Sarif => self.print(&sarif::document(problems, texts, above)),
        }
    }

    /// A bar for long work; nothing where no one is watching.
    pub fn progress(&self, total: usize) -> ProgressBar {
        let watched =
            io::stderr().is_terminal() && !self.quiet && self.format == Format::Human;
        let bar = ProgressBar::with_draw_target(
            Some(total as u64),
            match watched {
                true => ProgressDrawTarget::stderr(),
                false => ProgressDrawTarget::hidden(),
            },
        );
        let style =
            ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} files");
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    }

    fn tell(&self, text: &str) {
        let text = if self.colours {
            text.to_owned()
        } else {
            without_colours(text)
        };
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}

/// Takes out the sequences that set colours.
fn without_colours(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        out.push_str(&rest[..at]);
        let after = &rest[at..];
        rest = after.find('m').map_or("", |end| &after[end + 1..]);
    }
    out.push_str(rest);
    out
}
