//! A change to the handbook that somebody recorded.

use crate::date::Date;
use crate::paths::SourcePath;

/// A change that somebody recorded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    /// When.
    pub date: Date,
    /// What was said about it.
    pub subject: String,
    /// The pages concerned.
    pub pages: Vec<SourcePath>,
}
