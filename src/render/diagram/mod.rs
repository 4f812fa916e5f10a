//! Drawings computed from the content.

use std::collections::BTreeMap;

use crate::site::computed::{LoopView, SwimlaneView};

/// The ring of processes.
pub fn ring(_view: &LoopView, _words: &BTreeMap<String, String>, _uid: &str) -> String {
    String::new()
}

/// The lanes of a process, time running across.
pub fn swimlane_wide(
    _view: &SwimlaneView,
    _words: &BTreeMap<String, String>,
    _uid: &str,
) -> String {
    String::new()
}

/// The lanes of a process, time running down.
pub fn swimlane_tall(
    _view: &SwimlaneView,
    _words: &BTreeMap<String, String>,
    _uid: &str,
) -> String {
    String::new()
}
