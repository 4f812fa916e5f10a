//! Which file of the index holds the texts of which sections.

use std::sync::Arc;

use super::indexed::Indexed;
use crate::digest::Digest;

/// A file that holds the texts of some sections.
pub struct TextFile {
    /// The first document.
    pub document: u32,
    /// Its first section.
    pub section: u32,
    /// The fingerprint of what is in it.
    pub digest: Digest,
}

/// Puts the texts of all sections into files of about so many bytes.
pub fn text_files(pages: &[(Arc<Indexed>, u32)], target: usize) -> Vec<TextFile> {
    let mut packer = Packer {
        target,
        files: Vec::new(),
        size: 0,
        digests: Vec::new(),
    };
    for (page, first) in pages {
        packer.page(page, *first);
    }
    packer.close();
    packer.files
}

/// Fills one file after the other.
struct Packer {
    target: usize,
    files: Vec<TextFile>,
    /// Bytes in the last file.
    size: usize,
    /// The fingerprints of the pages that it has texts of.
    digests: Vec<Digest>,
}

impl Packer {
    fn page(&mut self, page: &Indexed, first: u32) {
        let mut told = false;
        let mut sizes = page.sizes.iter().copied();
        for document in first..first + page.documents {
            let sections = sizes.next().unwrap_or_default();
            for (section, own) in (0..sections).zip(&mut sizes) {
                let own = own as usize;
                let is_full = self.size > 0 && self.size + own > self.target;
                if is_full || self.files.is_empty() {
                    self.open(document, section);
                    told = false;
                }
                if !told {
                    self.digests.push(page.digest);
                    told = true;
                }
                self.size += own;
            }
        }
    }

    fn open(&mut self, document: u32, section: u32) {
        self.close();
        self.size = 0;
        self.files.push(TextFile {
            document,
            section,
            digest: Digest::default(),
        });
    }

    /// Tells the last file what is in it.
    fn close(&mut self) {
        if let Some(file) = self.files.last_mut() {
            file.digest = Digest::of(&(file.document, file.section, &self.digests));
        }
        self.digests.clear();
    }
}
