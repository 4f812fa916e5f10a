//! Releases in a folder: published, taken back, interrupted, refused.
#![allow(clippy::disallowed_methods)] // the test plays the writer, the host and the reader

mod common;

#[cfg(unix)]
#[path = "releases/faults.rs"]
mod faults;
#[cfg(unix)]
#[path = "releases/folder.rs"]
mod folder;
#[path = "releases/hosted.rs"]
mod hosted;
#[cfg(target_os = "linux")]
#[path = "releases/interrupted.rs"]
mod interrupted;
