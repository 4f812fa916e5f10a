//! What the settings say about the look besides colours: typefaces, mark, card.

use std::sync::Arc;

use super::node::Node;
use super::yaml::Entry;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::suggest::nearest;

/// The look of a handbook, as far as the settings change it; colours stand with the sides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Look {
    /// The typeface of rules and records.
    pub sans: Option<Typeface>,
    /// The typeface of what people say.
    pub voice: Option<Typeface>,
    /// A picture in place of the shipped mark.
    pub mark: Option<String>,
    /// What a link to the site shows elsewhere.
    pub card: Card,
    /// Whether search engines may list the site.
    pub indexing: Indexing,
}

/// Whether search engines may list the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Indexing {
    /// Every page asks them not to: the handbook is internal.
    #[default]
    Refused,
    /// They may.
    Allowed,
}

/// A typeface.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Typeface {
    /// Names of typefaces on the reader's device, as CSS writes them.
    Names(String),
    /// A file for all weights, or one for normal and one for bold letters.
    Files(Vec<String>),
}

/// What a link to the site shows in other programs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Card {
    /// Nothing: the handbook is internal.
    #[default]
    Off,
    /// Title and summary.
    Words,
    /// These and a picture.
    Picture(String),
}

/// Stacks of typefaces that are on most devices, by the word that stands for them.
const STACKS: [(&str, &str); 5] = [
    (
        "system",
        "ui-sans-serif, system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif",
    ),
    (
        "humanist",
        "Seravek, \"Gill Sans Nova\", Ubuntu, Calibri, \"DejaVu Sans\", source-sans-pro, sans-serif",
    ),
    (
        "geometric",
        "Avenir, Montserrat, Corbel, \"URW Gothic\", source-sans-pro, sans-serif",
    ),
    (
        "serif",
        "ui-serif, Charter, \"Bitstream Charter\", Georgia, Cambria, \"Times New Roman\", serif",
    ),
    (
        "old-style",
        "\"Iowan Old Style\", \"Palatino Linotype\", Palatino, \"URW Palladio L\", P052, serif",
    ),
];

/// Endings of files that hold typefaces.
const FONT_ENDINGS: [&str; 4] = ["woff2", "woff", "ttf", "otf"];
/// Endings of files that can be a mark.
const MARK_ENDINGS: [&str; 2] = ["svg", "png"];
/// Endings of files that can be the picture of a card.
const CARD_ENDINGS: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

impl Look {
    /// The files that the settings name, each with the setting that does.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let fonts = [("fonts", &self.sans), ("fonts", &self.voice)];
        let fonts = fonts.into_iter().flat_map(|(key, font)| {
            let files = match font {
                Some(Typeface::Files(files)) => files.as_slice(),
                _ => &[],
            };
            files.iter().map(move |file| (key, file))
        });
        let card = match &self.card {
            Card::Picture(file) => Some(("social_card", file)),
            _ => None,
        };
        fonts
            .chain(self.mark.iter().map(|file| ("mark", file)))
            .chain(card)
    }

    /// Reads one of the settings about the look.
    pub fn read(
        &mut self,
        entry: &Entry,
        text: &str,
        name: &Arc<str>,
    ) -> Vec<Diagnostic> {
        let mut reader = Reader {
            entry,
            text,
            name,
            problems: Vec::new(),
        };
        match entry.key.as_str() {
            "fonts" => (self.sans, self.voice) = reader.fonts(),
            "noindex" => self.indexing = reader.indexing(),
            "mark" => self.mark = reader.file(&entry.value, &MARK_ENDINGS),
            _ => self.card = reader.card(),
        }
        reader.problems
    }
}

struct Reader<'a> {
    entry: &'a Entry,
    text: &'a str,
    name: &'a Arc<str>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn wrong(&mut self, wanted: &str, message: String, help: &str) {
        let span = self.entry.locate(self.text, wanted);
        let problem = Diagnostic::at(Code::E012, self.name, span, message).help(help);
        self.problems.push(problem);
    }

    fn fonts(&mut self) -> (Option<Typeface>, Option<Typeface>) {
        let Node::Map(pairs) = &self.entry.value else {
            let message = "`fonts` must be a list of `name: value` lines".to_owned();
            self.wrong("", message, "indent `sans` and `voice` below it");
            return (None, None);
        };
        let (mut sans, mut voice) = (None, None);
        for (key, value) in pairs {
            match key.as_str() {
                "sans" => sans = self.typeface(value),
                "voice" => voice = self.typeface(value),
                _ => self.unknown(key, ["sans", "voice"]),
            }
        }
        (sans, voice)
    }

    fn unknown<const N: usize>(&mut self, key: &str, known: [&str; N]) {
        let span = self.entry.locate(self.text, key);
        let help = match nearest(key, known) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        let message = format!("there is no setting `{}.{key}`", self.entry.key);
        let problem = Diagnostic::at(Code::E011, self.name, span, message);
        self.problems.push(problem.help(help));
    }

    fn typeface(&mut self, value: &Node) -> Option<Typeface> {
        if let Node::List(files) = value {
            let files: Option<Vec<String>> = files
                .iter()
                .map(|file| self.file(file, &FONT_ENDINGS))
                .collect();
            return match files {
                Some(files) if (1..=2).contains(&files.len()) => {
                    Some(Typeface::Files(files))
                }
                Some(_) => {
                    let message = "a typeface has one or two files".to_owned();
                    self.wrong("", message, "name a file for normal letters and one for bold ones, or a variable font");
                    None
                }
                None => None,
            };
        }
        let text = value.text().unwrap_or_default();
        if has_ending(&text, &FONT_ENDINGS) {
            return self
                .file(value, &FONT_ENDINGS)
                .map(|file| Typeface::Files(vec![file]));
        }
        if let Some((_, stack)) = STACKS.iter().find(|(word, _)| *word == text) {
            return Some(Typeface::Names((*stack).to_owned()));
        }
        if let Some(near) = nearest(&text, STACKS.map(|(word, _)| word)) {
            let message = format!("`{text}` is no word for a typeface");
            let help = format!(
                "did you mean `{near}`? If a typeface is called that, write `{text}, sans-serif`"
            );
            self.wrong(&text, message, &help);
            return None;
        }
        let names = names_of_typefaces(&text);
        if names.is_none() {
            let words = STACKS.map(|(word, _)| word).join(", ");
            let message = format!("`{text}` is not a typeface");
            let help = format!(
                "write one of {words}, the name of a file that ends in .woff2, or names of typefaces"
            );
            self.wrong(&text, message, &help);
        }
        names.map(Typeface::Names)
    }

    /// The name of a file in the handbook.
    fn file(&mut self, value: &Node, endings: &[&str]) -> Option<String> {
        let text = value.text().unwrap_or_default();
        let inside =
            !text.starts_with('/') && !text.contains("..") && !text.contains('\\');
        if inside && has_ending(&text, endings) {
            return Some(text);
        }
        let message = format!("`{text}` is not the name of a file that fits");
        let help = format!(
            "name a file in the content folder or in the theme's that ends in .{}",
            endings.join(", .")
        );
        self.wrong(&text, message, &help);
        None
    }

    fn indexing(&mut self) -> Indexing {
        match &self.entry.value {
            Node::Bool(true) => Indexing::Refused,
            Node::Bool(false) => Indexing::Allowed,
            _ => {
                let message = "`noindex` cannot be this".to_owned();
                self.wrong("", message, "write true or false");
                Indexing::Refused
            }
        }
    }

    fn card(&mut self) -> Card {
        match &self.entry.value {
            Node::Bool(true) => Card::Words,
            Node::Bool(false) => Card::Off,
            Node::Map(pairs) => {
                let mut card = Card::Words;
                for (key, value) in pairs {
                    match key.as_str() {
                        "image" => {
                            let file = self.file(value, &CARD_ENDINGS);
                            card = file.map_or(Card::Words, Card::Picture);
                        }
                        _ => self.unknown(key, ["image"]),
                    }
                }
                card
            }
            _ => {
                let message = "`social_card` cannot be this".to_owned();
                self.wrong("", message, "write true, false, or { image: FILE }");
                Card::Off
            }
        }
    }
}

fn has_ending(file: &str, endings: &[&str]) -> bool {
    let ending = file
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

/// Names of typefaces as CSS writes them: each in quotes, parted by commas.
fn names_of_typefaces(text: &str) -> Option<String> {
    let names: Vec<&str> = text
        .split(',')
        .map(|name| name.trim().trim_matches(['"', '\'']))
        .collect();
    let plain = |name: &&str| {
        let letter = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
        !name.is_empty() && name.chars().all(letter)
    };
    let generic = [
        "serif",
        "sans-serif",
        "monospace",
        "system-ui",
        "ui-serif",
        "ui-sans-serif",
    ];
    let written = names.iter().map(|name| match generic.contains(name) {
        true => (*name).to_owned(),
        false => format!("\"{name}\""),
    });
    let all_plain = names.iter().all(plain);
    all_plain.then(|| written.collect::<Vec<_>>().join(", "))
}
