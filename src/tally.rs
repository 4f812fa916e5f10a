//! How many problems there are, and numbers in words.

use std::ops::{AddAssign, SubAssign};

use crate::diagnostic::{Diagnostic, Severity};

/// Errors, warnings and notes in a list of problems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// What must not be published.
    pub errors: usize,
    /// What somebody should look at.
    pub warnings: usize,
    /// What is worth knowing.
    pub notes: usize,
}

impl Tally {
    /// Counts.
    pub fn of(problems: &[Diagnostic]) -> Self {
        let mut tally = Self::default();
        for problem in problems {
            tally.add(problem.severity);
        }
        tally
    }

    /// Counts one more.
    pub fn add(&mut self, severity: Severity) {
        *self.slot(severity) += 1;
    }

    /// How many there are of a severity.
    pub fn count(mut self, severity: Severity) -> usize {
        *self.slot(severity)
    }

    fn slot(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Note => &mut self.notes,
        }
    }

    /// `2 errors, 1 warning`, or `no problems`.
    pub fn words(&self) -> String {
        let parts = [
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.notes, "note"),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| counted(count, word))
            .collect();
        if parts.is_empty() {
            "no problems".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notes += other.notes;
    }
}

impl SubAssign for Tally {
    fn sub_assign(&mut self, other: Self) {
        self.errors -= other.errors;
        self.warnings -= other.warnings;
        self.notes -= other.notes;
    }
}

/// `1 page`, `2 pages`, `1,234 pages`.
pub fn counted(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {word}{ending}", grouped(count))
}

/// `1,234`.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_like_words() {
        assert_eq!(counted(1, "page"), "1 page");
        assert_eq!(counted(1_234_567, "page"), "1,234,567 pages");
        assert_eq!(
            Tally {
                errors: 1,
                warnings: 2,
                notes: 0
            }
            .words(),
            "1 error, 2 warnings"
        );
        assert_eq!(Tally::default().words(), "no problems");
    }
}
