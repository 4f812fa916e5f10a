//! The files of the index: scripts that hand bytes to one function.
//!
//! ```text
//! search/root.js            where everything is
//! search/k0-….js            which words are in which files
//! search/t3-1f00c2.js       words with the documents they stand in
//! search/l0-….js r0-….js    words by first and by last letters, for typing errors
//! search/d0-….js            where the texts of which documents are
//! search/x7-….js            texts, titles and addresses
//! search/f0-….js            kinds and sides
//! ```
//!
//! All but the first carry a fingerprint in their names. A script, because pages that are
//! opened from a folder cannot fetch.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::{Value, json};

use super::base91::base91;
use super::index::{Index, Packing};
use super::indexed::Indexed;
use super::notes::Name;
use super::plan::{self, Lexicon, TermFile};
use super::postings::write_number;
use crate::digest::Digest;
use crate::paths::OutputPath;
use crate::site::computed::HandOffView;

/// One file of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum File {
    /// Where everything is.
    Root,
    /// Which words are where.
    Keys(usize),
    /// Words with the documents they stand in.
    Terms(usize),
    /// Words by their first letters.
    Forward(usize),
    /// Words by their last letters.
    Backward(usize),
    /// Where which texts are.
    Directory(usize),
    /// Texts.
    Texts(usize),
    /// Kinds and sides.
    Facets,
}

impl Index {
    /// Every file with its name and the fingerprint of what is in it.
    pub fn files(&self) -> Vec<(OutputPath, Digest, File)> {
        let plan = &self.plan;
        let mut files: Vec<(Digest, File)> = Vec::new();
        let keys = plan.key_digests.iter().enumerate();
        files.extend(keys.map(|(at, digest)| (*digest, File::Keys(at))));
        for at in 0..plan.terms.len() {
            let digest = plan.term_digests[at / plan::TERM_GROUP];
            files.push((digest, File::Terms(at)));
        }
        for at in 0..plan.forward.files.len() {
            files.push((plan.forward.digest, File::Forward(at)));
        }
        for at in 0..plan.backward.files.len() {
            files.push((plan.backward.digest, File::Backward(at)));
        }
        for at in 0..plan.texts.len() {
            let digest = plan.text_digests[at / plan::TEXT_GROUP];
            files.push((digest, File::Texts(at)));
        }
        for at in 0..self.directories() {
            files.push((self.directory_digest(at), File::Directory(at)));
        }
        files.push((plan.facets, File::Facets));
        let all = Digest::of(&(&files, &self.about, self.documents()));
        files.push((all, File::Root));
        let packing = self.about.packing;
        files
            .into_iter()
            .map(|(digest, file)| {
                let path =
                    OutputPath::new(format!("search/{}.js", name_of(file, digest)));
                (path, Digest::of(&("search", digest, file, packing)), file)
            })
            .collect()
    }

    /// A file as it is written.
    pub fn script(&self, file: File) -> Vec<u8> {
        let name = name_of(file, Digest::default());
        let name = name.split('-').next().unwrap_or_default();
        let raw = self.bytes(file);
        let (bytes, packed) = match self.about.packing {
            Packing::Deflate => (deflated(&raw), 1),
            Packing::Plain => (raw, 0),
        };
        let mut script = format!("TandemSearch.take(\"{name}\",\"");
        script.push_str(&base91(&bytes));
        script.push_str(&format!("\",{packed})\n"));
        script.into_bytes()
    }

    /// What is in a file.
    pub fn bytes(&self, file: File) -> Vec<u8> {
        match file {
            File::Root => self.root().to_string().into_bytes(),
            File::Keys(at) => self.keys(at).to_string().into_bytes(),
            File::Terms(at) => self.terms(&self.plan.terms[at]),
            File::Forward(at) => lexicon(&self.plan.forward, at),
            File::Backward(at) => lexicon(&self.plan.backward, at),
            File::Directory(at) => self.directory(at).to_string().into_bytes(),
            File::Texts(at) => self.texts(at).to_string().into_bytes(),
            File::Facets => self.facets().to_string().into_bytes(),
        }
    }

    fn root(&self) -> Value {
        let plan = &self.plan;
        let keys = |lexicon: &Lexicon| {
            plan::front_coded(lexicon.files.iter().map(|(_, key)| key.as_str()))
        };
        let every = plan.per_directory;
        let starts: Vec<[u32; 2]> = plan
            .texts
            .iter()
            .step_by(every)
            .map(|file| [file.document, file.section])
            .collect();
        let directories: Vec<Digest> = (0..self.directories())
            .map(|at| self.directory_digest(at))
            .collect();
        json!({
            "v": 1,
            "n": self.documents(),
            "stop": self.about.stop,
            "kinds": self.about.kinds,
            "k": [
                front_coded_keys(plan.terms.iter().step_by(plan::KEYS)),
                names(&plan.key_digests),
                plan::KEYS,
            ],
            "l": [keys(&plan.forward), plan.forward.digest.shorter()],
            "r": [keys(&plan.backward), plan.backward.digest.shorter()],
            "d": [starts, names(&directories), every],
            "f": plan.facets.shorter(),
            "w": self.situations(),
        })
    }

    /// The keys of some files of words, and their fingerprints.
    fn keys(&self, at: usize) -> Value {
        let plan = &self.plan;
        let files = plan.terms.iter().skip(at * plan::KEYS).take(plan::KEYS);
        let every = plan::KEYS / plan::TERM_GROUP;
        let digests = plan.term_digests.chunks(every).nth(at);
        json!([front_coded_keys(files), names(digests.unwrap_or_default())])
    }

    /// The heading of the situations, and of each its title, text and address.
    fn situations(&self) -> Value {
        let (heading, list) = &self.about.situations;
        let rows: Vec<_> = list
            .iter()
            .map(|own| [&own.title, &own.text, &own.href])
            .collect();
        json!([heading, rows])
    }

    fn directories(&self) -> usize {
        self.plan.texts.len().div_ceil(self.plan.per_directory)
    }

    fn directory_digest(&self, at: usize) -> Digest {
        let plan = &self.plan;
        let every = plan.per_directory / plan::TEXT_GROUP;
        let digests = plan.text_digests.iter().skip(at * every).take(every);
        Digest::of(&digests.collect::<Vec<_>>())
    }

    /// Where the files of texts begin, from document to document, and their fingerprints.
    fn directory(&self, at: usize) -> Value {
        let plan = &self.plan;
        let files = plan
            .texts
            .iter()
            .skip(at * plan.per_directory)
            .take(plan.per_directory);
        let mut before = 0;
        let mut starts = Vec::new();
        for file in files {
            starts.extend([file.document - before, file.section]);
            before = file.document;
        }
        let every = plan.per_directory / plan::TEXT_GROUP;
        let digests = plan.text_digests.chunks(every).nth(at);
        json!([starts, names(digests.unwrap_or_default())])
    }

    /// Runs of documents of one kind and one side.
    fn facets(&self) -> Value {
        let mut runs: Vec<usize> = Vec::new();
        let mut before = usize::MAX;
        for (page, _) in &self.pages {
            for at in 0..page.analysed.documents.len() {
                let sort = self.sort(page, at);
                if sort != before {
                    runs.extend([sort, 0]);
                    before = sort;
                }
                *runs.last_mut().expect("a run was just begun") += 1;
            }
        }
        json!(runs)
    }

    /// Kind and side of a document as one number.
    fn sort(&self, page: &Indexed, at: usize) -> usize {
        let (kind, side) = page.sort_of(at);
        let place = self.about.kinds.iter().position(|(id, _)| id == kind);
        place.unwrap_or(0) << 2 | side as usize
    }

    fn terms(&self, file: &TermFile) -> Vec<u8> {
        let words = &self.plan.words[file.words.clone()];
        let lists = self.lists_of(file);
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        write_number(words.len() as u32, &mut head);
        let mut before = "";
        let mut notes = Vec::new();
        for (at, ((word, _), list)) in words.iter().zip(&*lists).enumerate() {
            write_word(word, before, &mut head);
            let stem = self.plan.stem(file.words.start + at);
            write_word(stem, word, &mut head);
            write_number(list.len() as u32, &mut head);
            let start = tail.len();
            self.write_list(list, &mut tail);
            write_number((tail.len() - start) as u32, &mut head);
            before = word;
            for note in self.plan.notes.get(word).into_iter().flatten() {
                let card = note.card.map(|(number, name)| [number, name_number(name)]);
                notes.push(json!([at, note.rest, note.to, note.weight, card]));
            }
        }
        write_number(tail.len() as u32, &mut head);
        head.extend(tail);
        if !notes.is_empty() {
            head.extend(Value::from(notes).to_string().bytes());
        }
        head
    }

    fn write_list(&self, list: &[(u32, u32)], out: &mut Vec<u8>) {
        let rank = |number, at| self.found(number).postings.rank(at as usize);
        let mut before = 0;
        for (number, at) in &*plan::most_telling(list, rank) {
            write_number(number - before, out);
            before = *number;
            out.extend(self.found(*number).postings.entry(*at as usize));
        }
    }

    /// The texts of a file: for each document its number, the number of the first section,
    /// and what there is to show.
    fn texts(&self, at: usize) -> Value {
        let files = &self.plan.texts;
        let (document, section) = (files[at].document, files[at].section);
        let end = files
            .get(at + 1)
            .map_or((self.documents(), 0), |next| (next.document, next.section));
        let mut rows = Vec::new();
        for number in document..=end.0.min(self.documents().saturating_sub(1)) {
            let first = if number == document { section } else { 0 };
            let (page, place) = self.document(number);
            let sections = &page.analysed.documents[place].document.sections;
            let last = if number == end.0 {
                end.1 as usize
            } else {
                sections.len()
            };
            if number == end.0 && last == 0 {
                break;
            }
            let shown = &sections[first as usize..last];
            let texts = (first as usize..).zip(shown).map(|(at, own)| {
                let anchor = match at {
                    0 => page.anchor_of(place),
                    _ => &own.anchor,
                };
                let mut row = vec![json!(anchor), json!(own.heading), json!(own.text)];
                row.extend(own.above.iter().map(|above| json!(above)));
                Value::from(row)
            });
            let texts = texts.collect();
            rows.push(self.row(page, place, number, first, texts));
        }
        Value::from(rows)
    }

    fn row(
        &self,
        page: &Indexed,
        place: usize,
        number: u32,
        first: u32,
        texts: Vec<Value>,
    ) -> Value {
        let document = &page.analysed.documents[place].document;
        let view = &page.view;
        let mut trail: Vec<&str> = view
            .breadcrumbs
            .iter()
            .skip(1)
            .map(|own| own.title.as_str())
            .collect();
        if document.part.is_some() {
            trail.push(&view.title);
        }
        let day = |date: Option<&crate::site::views::DateView>| {
            date.map_or(String::new(), |date| date.iso.clone())
        };
        let fresh = view.fresh.as_ref();
        let meaning = document.meaning().encode_utf16().count();
        let mut row = json!([
            number,
            first,
            page.output.as_str(),
            document.title,
            trail,
            day(fresh.and_then(|own| own.reviewed.as_ref())),
            day(fresh.and_then(|own| own.next.as_ref())),
            meaning,
            texts,
        ]);
        // Said once, beside the first section.
        if let Some(row) = row.as_array_mut().filter(|_| first == 0) {
            let owners = view.owners.iter().map(|own| [own.position, &own.role]);
            let crossings = page.crossings_of(place).map(crossing);
            row.push(json!([
                owners.collect::<Vec<_>>(),
                crossings.collect::<Vec<_>>()
            ]));
        }
        row
    }
}

/// Who gives, who receives, what, and in which time.
fn crossing(own: &HandOffView) -> Value {
    let limit = own.limit.as_ref().map_or("", |limit| &limit.words);
    json!([own.from, own.to, own.title, limit])
}

fn front_coded_keys<'a>(files: impl Iterator<Item = &'a TermFile>) -> String {
    plan::front_coded(files.map(|file| file.key.as_str()))
}

fn names(digests: &[Digest]) -> String {
    digests.iter().map(|digest| digest.shorter()).collect()
}

fn name_number(name: Name) -> u32 {
    match name {
        Name::Title => 0,
        Name::Also => 1,
        Name::Avoid => 2,
    }
}

fn name_of(file: File, digest: Digest) -> String {
    let name = |letter: char, at: usize| format!("{letter}{at}-{}", digest.shorter());
    match file {
        File::Root => "root".to_owned(),
        File::Keys(at) => name('k', at),
        File::Terms(at) => name('t', at),
        File::Forward(at) => name('l', at),
        File::Backward(at) => name('r', at),
        File::Directory(at) => name('d', at),
        File::Texts(at) => name('x', at),
        File::Facets => name('f', 0),
    }
}

/// Words of a lexicon: how much of the one before stays, how common it is, and the rest.
fn lexicon(lexicon: &Lexicon, at: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut before = "";
    for (word, common) in &lexicon.words[lexicon.files[at].0.clone()] {
        write_word(word, before, &mut out);
        out.push(*common);
        before = word;
    }
    out
}

/// A word: the bytes that it shares with another one, the bytes that follow, and those.
fn write_word(word: &str, before: &str, out: &mut Vec<u8>) {
    let same = word
        .bytes()
        .zip(before.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    write_number(same as u32, out);
    write_number((word.len() - same) as u32, out);
    out.extend(&word.as_bytes()[same..]);
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(9));
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .expect("a list of bytes takes all that is written")
}

const LETTERS: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as text, six bits a letter.
pub fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| group.get(at).copied().unwrap_or(0) as u32;
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at)) as usize & 63];
            text.push(if at > group.len() {
                '='
            } else {
                letter as char
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn bytes_become_base64() {
        let texts =
            ["", "f", "fo", "foo", "foob", "fooba"].map(|text| base64(text.as_bytes()));
        assert_eq!(texts, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE="]);
    }
}
