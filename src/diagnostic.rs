//! Problems as values: what, where, and what to do next.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::codes::Code;
pub use crate::codes::Severity;
use crate::span::{Place, Span};

/// One finding: a sentence, its place, and the remedy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Which problem it is; see `tandem explain`.
    pub code: Code,
    /// The code's own severity until the settings change it.
    pub severity: Severity,
    /// One line that names the thing.
    pub message: String,
    /// Where it stands.
    pub place: Place,
    /// Other places that belong to it: "first defined here".
    pub labels: Vec<Label>,
    /// What to do next, in the writer's words.
    pub help: Option<String>,
}

/// Another place that belongs to a problem.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// Why it matters here.
    pub message: String,
}

impl Diagnostic {
    /// A problem at a place, with its code's own severity.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            place,
            labels: Vec::new(),
            help: None,
        }
    }

    /// A problem at a range of a file.
    pub fn at(
        code: Code,
        file: &Arc<str>,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self::new(code, Place::at(file, span), message)
    }

    /// Narrows the place to a range.
    pub fn with_span(mut self, span: Span) -> Self {
        self.place.span = Some(span);
        self
    }

    /// The same problem so many bytes further on.
    pub fn shifted(mut self, offset: usize) -> Self {
        let shift = |place: &mut Place| {
            place.span = place.span.map(|span| span.shifted(offset));
        };
        shift(&mut self.place);
        self.labels
            .iter_mut()
            .for_each(|label| shift(&mut label.place));
        self
    }

    /// Adds what to do next.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what to do next, where that is known.
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// Adds another place.
    pub fn label(mut self, place: Place, message: impl Into<String>) -> Self {
        self.labels.push(Label {
            place,
            message: message.into(),
        });
        self
    }
}

/// The order in which problems are told: by file, place and code.
pub fn order(a: &Diagnostic, b: &Diagnostic) -> Ordering {
    let key = |d: &'_ Diagnostic| (d.code, d.severity);
    a.place
        .cmp(&b.place)
        .then_with(|| key(a).cmp(&key(b)))
        .then_with(|| a.message.cmp(&b.message))
}

/// Puts problems in order, and drops repetitions.
///
/// A line of a template is at fault once, however different the pages are that show it.
pub fn tidy(problems: &mut Vec<Diagnostic>) {
    problems.sort_by(|a, b| order(a, b).then_with(|| a.help.cmp(&b.help)));
    problems.dedup_by(|later, first| {
        let is_alike = order(first, later) == Ordering::Equal;
        later == first || is_alike && first.code == Code::E020
    });
}
