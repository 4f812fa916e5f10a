//! Pictures on paper: found, read, and looked at before Typst sees them.

use std::collections::{BTreeMap, BTreeSet};

use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterFormat, RasterImage, SvgImage};

use super::job::{Chapter, Press};
use super::paper::{Node, walk};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::paths::{OutputPath, percent_decode, resolve};
use crate::span::Place;

/// A picture larger than this is not printed.
const MOST_BYTES: usize = 32 << 20;

/// The pictures of a document.
pub struct Pictures<'a> {
    press: &'a Press,
    /// What Typst is given, by name.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What is wrong with them.
    pub problems: Vec<Diagnostic>,
    refused: BTreeSet<String>,
}

impl<'a> Pictures<'a> {
    /// No pictures yet.
    pub fn new(press: &'a Press) -> Self {
        Self {
            press,
            files: BTreeMap::new(),
            problems: Vec::new(),
            refused: BTreeSet::new(),
        }
    }

    /// Finds the pictures among some nodes of a page.
    pub fn find(&mut self, nodes: &mut [Node], chapter: &Chapter) {
        walk(nodes, &mut |node| {
            if let Node::Picture { file, href, .. } = node {
                *file = self.file(href, chapter);
            }
        });
    }

    fn file(&mut self, href: &str, chapter: &Chapter) -> Option<String> {
        let path = percent_decode(href.split(['#', '?']).next().unwrap_or(href));
        let path = resolve(chapter.page.output.folder(), &path)?;
        let ending = path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        let name = format!("pictures/{path}");
        if self.files.contains_key(&name) {
            return Some(name);
        }
        if self.refused.contains(&name) {
            return None;
        }
        let read = (self.press.read)(&OutputPath::new(&path));
        match read.and_then(|bytes| usable(bytes, &ending)) {
            Ok(bytes) => {
                self.files.insert(name.clone(), bytes);
                Some(name)
            }
            Err(why) => {
                let file = chapter.text.as_ref().map(|text| text.facts.file.clone());
                let file = file.unwrap_or_else(|| chapter.page.output.as_str().into());
                let message = format!("the picture {path} is not printed: {why}");
                let help = "save it as PNG, JPEG, WebP or SVG";
                let problem = Diagnostic::new(Code::W904, Place::file(&file), message);
                self.problems.push(problem.help(help));
                self.refused.insert(name);
                None
            }
        }
    }
}

/// The bytes of a picture, if Typst can show them.
fn usable(bytes: Vec<u8>, ending: &str) -> Result<Vec<u8>, String> {
    if bytes.len() > MOST_BYTES {
        return Err("it is larger than 32 MB".to_owned());
    }
    let format = match ending {
        "png" => ExchangeFormat::Png,
        "jpg" | "jpeg" => ExchangeFormat::Jpg,
        "gif" => ExchangeFormat::Gif,
        "webp" => ExchangeFormat::Webp,
        "svg" => {
            return match SvgImage::new(Bytes::new(bytes.clone())) {
                Ok(_) => Ok(bytes),
                Err(_) => Err("its drawing cannot be read".to_owned()),
            };
        }
        _ => return Err(format!("paper knows no pictures of the sort `{ending}`")),
    };
    let data = Bytes::new(bytes.clone());
    match RasterImage::plain(data, RasterFormat::Exchange(format)) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(error.to_string()),
    }
}
