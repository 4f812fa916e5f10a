//! Reads PDFs as far as the tests need it: what is said where, and what is drawn where.
#![allow(dead_code)] // every test file takes the part it needs

use std::fs;
use std::io::Read;
use std::process::Command;

use flate2::read::ZlibDecoder;

/// A PDF counts 72 points to an inch of 25.4 mm.
pub const MM: f64 = 72.0 / 25.4;

/// What a program for PDFs prints; nothing where there is none.
fn told(pdf: &[u8], program: &str, arguments: &[&str]) -> Option<String> {
    let folder =
        tempfile::tempdir().expect("the system's temporary folder can be written");
    let file = folder.path().join("a.pdf");
    fs::write(&file, pdf).expect("the folder is ours");
    let mut command = Command::new(program);
    command.args(arguments).arg(&file);
    if program == "pdftotext" {
        command.arg("-");
    }
    match command.output() {
        Ok(read) => Some(String::from_utf8_lossy(&read.stdout).into_owned()),
        Err(_) => {
            eprintln!("SKIPPED: PDFs are not looked into, since there is no {program}");
            None
        }
    }
}

/// The text of a PDF, page by page; nothing where no program is there to read it.
pub fn text_of(pdf: &[u8]) -> Option<String> {
    told(pdf, "pdftotext", &["-layout"])
}

/// The structure of a PDF with its text, as a screen reader goes through it.
pub fn structure_of(pdf: &[u8]) -> Option<String> {
    told(pdf, "pdfinfo", &["-struct-text"])
}

/// What stands on one page, in points from its upper left corner.
pub struct Printed {
    pub width: f64,
    pub height: f64,
    /// Lines of text from top to bottom.
    pub lines: Vec<Line>,
}

/// Words that stand side by side.
pub struct Line {
    pub words: Vec<Word>,
}

/// A word and the box around it.
pub struct Word {
    pub text: String,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Line {
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| &*word.text).collect();
        words.join(" ")
    }

    /// The height of its first word.
    pub fn height(&self) -> f64 {
        self.words
            .first()
            .map_or(0.0, |word| word.bottom - word.top)
    }

    pub fn bottom(&self) -> f64 {
        let bottoms = self.words.iter().map(|word| word.bottom);
        bottoms.fold(0.0, f64::max)
    }
}

/// What stands where on each page; nothing where no program is there to read it.
pub fn pages_of(pdf: &[u8]) -> Option<Vec<Printed>> {
    let xml = told(pdf, "pdftotext", &["-bbox-layout"])?;
    let mut pages: Vec<Printed> = Vec::new();
    for element in xml.split('<').skip(1) {
        let number = |name: &str| -> f64 {
            let (_, rest) = element
                .split_once(&format!(" {name}=\""))
                .unwrap_or_default();
            let (value, _) = rest.split_once('"').unwrap_or_default();
            value.parse().unwrap_or(0.0)
        };
        match element.split([' ', '>']).next() {
            Some("page") => pages.push(Printed {
                width: number("width"),
                height: number("height"),
                lines: Vec::new(),
            }),
            Some("line") => {
                if let Some(page) = pages.last_mut() {
                    page.lines.push(Line { words: Vec::new() });
                }
            }
            Some("word") => {
                let text = element.split_once('>').map_or("", |(_, text)| text);
                let word = Word {
                    text: html_escape::decode_html_entities(text).into_owned(),
                    left: number("xMin"),
                    top: number("yMin"),
                    right: number("xMax"),
                    bottom: number("yMax"),
                };
                let line = pages.last_mut().and_then(|page| page.lines.last_mut());
                if let Some(line) = line {
                    line.words.push(word);
                }
            }
            _ => {}
        }
    }
    for page in &mut pages {
        page.lines.retain(|line| !line.words.is_empty());
        page.lines.sort_by(|a, b| a.bottom().total_cmp(&b.bottom()));
    }
    Some(pages)
}

/// The streams of a PDF in the order of the file, unpacked where they are packed.
pub fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let (begin, end) = (b"stream\n", b"\nendstream");
    let mut found = Vec::new();
    let mut rest = pdf;
    while let Some(at) = memchr::memmem::find(rest, begin) {
        rest = &rest[at + begin.len()..];
        let Some(length) = memchr::memmem::find(rest, end) else {
            break;
        };
        let packed = &rest[..length];
        let mut unpacked = Vec::new();
        found.push(match ZlibDecoder::new(packed).read_to_end(&mut unpacked) {
            Ok(_) => unpacked,
            Err(_) => packed.to_vec(),
        });
        rest = &rest[length + end.len()..];
    }
    found
}

/// A straight line that is drawn, from one point to another.
pub type Stroke = ((f64, f64), (f64, f64));

/// A map of the plane, as PDFs write it.
type Map = [f64; 6];

fn placed(map: &Map, (x, y): (f64, f64)) -> (f64, f64) {
    let [a, b, c, d, e, f] = map;
    (a * x + c * y + e, b * x + d * y + f)
}

/// First `inner`, then `outer`.
fn combined(inner: &Map, outer: &Map) -> Map {
    let origin = placed(outer, (inner[4], inner[5]));
    let [a, b, c, d, ..] = outer;
    let turned = |x: f64, y: f64| (a * x + c * y, b * x + d * y);
    let (first, second) = (turned(inner[0], inner[1]), turned(inner[2], inner[3]));
    [first.0, first.1, second.0, second.1, origin.0, origin.1]
}

/// The straight lines that one stream draws, in points of its page.
pub fn strokes(stream: &[u8]) -> Vec<Stroke> {
    // Names and lists may follow an operator without a blank.
    let text = String::from_utf8_lossy(stream).replace('/', " /");
    let text = text.replace(['[', ']'], " ");
    let mut map = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let (mut kept, mut numbers, mut path, mut found) =
        (Vec::new(), Vec::<f64>::new(), Vec::new(), Vec::new());
    for word in text.split_ascii_whitespace() {
        if let Ok(number) = word.parse() {
            numbers.push(number);
            continue;
        }
        match (word, numbers.as_slice()) {
            ("q", _) => kept.push(map),
            ("Q", _) => map = kept.pop().unwrap_or(map),
            ("cm", &[a, b, c, d, e, f]) => map = combined(&[a, b, c, d, e, f], &map),
            ("m", &[x, y]) => path = vec![placed(&map, (x, y))],
            ("l", &[x, y]) => path.push(placed(&map, (x, y))),
            ("S", _) => {
                if let [from, to] = path.as_slice() {
                    found.push((*from, *to));
                }
                path.clear();
            }
            _ => {}
        }
        numbers.clear();
    }
    found
}
