//! Where a handbook stands on the disk.
#![allow(clippy::disallowed_methods)] // the edge: what is there decides where pages are

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::paths::{SourcePath, join};

/// What every output folder holds; such a folder is never content.
pub const OUTPUT_MARK: &str = ".tandem-manifest";
/// What every target of publishing holds; such a folder is never content either.
pub const RELEASES_MARK: &str = ".tandem";

/// Where a handbook stands on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The folder that holds everything.
    pub root: PathBuf,
    /// The configuration file, whether it exists or not.
    pub config: PathBuf,
    /// Its name in messages.
    pub config_name: Arc<str>,
    /// The folder below the root that holds the pages; empty if that is the root itself.
    pub content: String,
    /// Folders that are never content: the output, wherever it is.
    pub skipped: Vec<PathBuf>,
}

impl Location {
    /// The handbook in `root`; its pages are in `content/` where that exists.
    pub fn new(root: PathBuf, config: Option<PathBuf>, output: &Path) -> Self {
        let content = if root.join("content").is_dir() {
            "content"
        } else {
            ""
        };
        let config_name = match &config {
            Some(path) => path.to_string_lossy().replace('\\', "/").into(),
            None => "handbook.yml".into(),
        };
        Self {
            config: config.unwrap_or_else(|| root.join("handbook.yml")),
            config_name,
            content: content.to_owned(),
            skipped: vec![
                root.join("public"),
                std::path::absolute(output).unwrap_or_else(|_| output.to_path_buf()),
            ],
            root,
        }
    }

    /// Whether the configuration is where it is looked for when nobody says otherwise.
    pub fn is_default_config(&self) -> bool {
        self.config == self.root.join("handbook.yml")
    }

    /// The folder that holds the pages.
    pub fn content_dir(&self) -> PathBuf {
        self.root.join(&self.content)
    }

    /// The folder whose files are copied as they are.
    pub fn static_dir(&self) -> PathBuf {
        self.root.join("static")
    }

    /// A page's name in messages.
    pub fn name_of(&self, source: &str) -> Arc<str> {
        join(&self.content, source).into()
    }

    /// The page behind a name in a message.
    pub fn source_of(&self, name: &str) -> Option<SourcePath> {
        let path = match self.content.as_str() {
            "" => name,
            folder => name.strip_prefix(folder)?.strip_prefix('/')?,
        };
        Some(SourcePath::new(path))
    }
}
