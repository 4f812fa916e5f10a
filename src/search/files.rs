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
use super::lexicon::Lexicon;
use super::notes::Name;
use super::plan;
use super::postings::write_number;
use super::term_files::{TermFile, most_telling};
use crate::digest::Digest;
use crate::paths::OutputPath;

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

impl File {
    /// The file of a name without its fingerprint, such as `t3`.
    fn named(name: &str) -> Option<Self> {
        if name == "root" {
            return Some(Self::Root);
        }
        let (letter, number) = name.split_at_checked(1)?;
        let at = number.parse().ok()?;
        Some(match letter {
            "k" => Self::Keys(at),
            "t" => Self::Terms(at),
            "l" => Self::Forward(at),
            "r" => Self::Backward(at),
            "d" => Self::Directory(at),
            "x" => Self::Texts(at),
            "f" => Self::Facets,
            _ => return None,
        })
    }
}

impl Index {
    /// Every file with its name and the fingerprint of what is in it.
    pub fn files(&self) -> impl Iterator<Item = (OutputPath, Digest, File)> {
        let root = [(self.root_digest(), File::Root)];
        self.contents().chain(root).map(|(digest, file)| {
            let path = OutputPath::new(format!("search/{}.js", name_of(file, digest)));
            (path, self.job_digest(digest, file), file)
        })
    }

    /// The file of a name such as `t3-1f00c2.js`, with the fingerprint of what is in it.
    pub fn named(&self, name: &str) -> Option<(Digest, File)> {
        let name = name.strip_suffix(".js")?;
        let file = File::named(name.split('-').next()?)?;
        let digest = match file {
            File::Root => self.root_digest(),
            _ => self.digest_of(file)?,
        };
        let known = name_of(file, digest) == name;
        known.then(|| (self.job_digest(digest, file), file))
    }

    fn job_digest(&self, digest: Digest, file: File) -> Digest {
        Digest::of(&("search", digest, file, self.about.packing))
    }

    fn root_digest(&self) -> Digest {
        *self.root.get_or_init(|| {
            let files: Vec<(Digest, File)> = self.contents().collect();
            Digest::of(&(files, &self.about, self.documents()))
        })
    }

    /// All files but the root, each with its fingerprint.
    fn contents(&self) -> impl Iterator<Item = (Digest, File)> {
        let plan = &self.plan;
        let files = (0..plan.key_digests.len()).map(File::Keys);
        let files = files
            .chain((0..plan.terms.len()).map(File::Terms))
            .chain((0..plan.forward.files.len()).map(File::Forward))
            .chain((0..plan.backward.files.len()).map(File::Backward))
            .chain((0..plan.texts.len()).map(File::Texts))
            .chain((0..self.directories()).map(File::Directory))
            .chain([File::Facets]);
        files.filter_map(|file| Some((self.digest_of(file)?, file)))
    }

    /// The fingerprint of a file; `None` if there is no such file, and for the root.
    fn digest_of(&self, file: File) -> Option<Digest> {
        let plan = &self.plan;
        match file {
            File::Root => None,
            File::Keys(at) => plan.key_digests.get(at).copied(),
            File::Terms(at) => plan
                .terms
                .get(at)
                .map(|_| plan.term_digests[at / plan::TERM_GROUP]),
            File::Forward(at) => plan.forward.files.get(at).map(|_| plan.forward.digest),
            File::Backward(at) => {
                plan.backward.files.get(at).map(|_| plan.backward.digest)
            }
            File::Texts(at) => plan
                .texts
                .get(at)
                .map(|_| plan.text_digests[at / plan::TEXT_GROUP]),
            File::Directory(at) => {
                (at < self.directories()).then(|| self.directory_digest(at))
            }
            File::Facets => Some(plan.facets),
        }
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
            File::Terms(at) => self.terms(at),
            File::Forward(at) => lexicon(&self.plan.forward, at),
            File::Backward(at) => lexicon(&self.plan.backward, at),
            File::Directory(at) => self.directory(at).to_string().into_bytes(),
            File::Texts(at) => {
                serde_json::to_vec(&self.texts(at)).expect("lists of texts are JSON")
            }
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

    fn terms(&self, at: usize) -> Vec<u8> {
        let words = &self.plan.terms[at].words;
        let lists = self.lists_of(at);
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        write_number(words.len() as u32, &mut head);
        let mut before = "";
        let mut notes = Vec::new();
        for (at, (own, list)) in words.iter().zip(&*lists).enumerate() {
            let word = &own.text;
            write_word(word, before, &mut head);
            write_word(&own.stem, word, &mut head);
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
        for (number, at) in &*most_telling(list, rank) {
            write_number(number - before, out);
            before = *number;
            out.extend(self.found(*number).postings.entry(*at as usize));
        }
    }
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
