//! Everything that a PDF says to whoever looks into it, decoded: the text that it shows, its
//! strings, names and streams. It reads without a program of the system, so no test skips it.

use std::collections::BTreeMap;

use hayro_cmap::{BfString, CMap};
use hayro_syntax::Pdf;
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Dict, MaybeRef, Name, Object, Stream, String as PdfString};

/// Where something stands in a PDF.
pub const CARRIERS: [&str; 8] = [
    "text shown",
    "metadata",
    "bookmark",
    "alternative text",
    "address of a link",
    "other string",
    "name",
    "stream",
];

/// What a PDF says, by where it stands; blanks are left out, since lines end where they like.
pub struct Decoded {
    carriers: BTreeMap<&'static str, Vec<u8>>,
    /// How many files are attached.
    pub attached: usize,
}

impl Decoded {
    /// Reads a PDF, or ends the test: what cannot be read might say anything.
    pub fn new(bytes: &[u8]) -> Self {
        let pdf = Pdf::new(bytes.to_vec()).expect("it is a PDF");
        let mut decoded = Self {
            carriers: BTreeMap::new(),
            attached: 0,
        };
        decoded.say("other string", bytes);
        for object in pdf.objects() {
            decoded.object(&object, "other string");
        }
        let mut fonts = BTreeMap::new();
        for page in pdf.pages().iter() {
            let shown = page.page_stream().unwrap_or_default();
            decoded.content(shown, &resources(page.raw()), &mut fonts);
        }
        for object in pdf.objects() {
            if let Object::Stream(stream) = object
                && shows_text(stream.dict())
            {
                let shown = unpacked(&stream);
                decoded.content(&shown, &resources(stream.dict()), &mut fonts);
            }
        }
        for said in decoded.carriers.values_mut() {
            said.retain(|byte| *byte != 0 && !byte.is_ascii_whitespace());
        }
        decoded
    }

    /// All of it.
    pub fn all(&self) -> Vec<u8> {
        self.carriers.values().flatten().copied().collect()
    }

    /// What stands in one place, in small letters.
    pub fn carrier(&self, name: &str) -> String {
        let said = self.carriers.get(name).map(Vec::as_slice);
        String::from_utf8_lossy(said.unwrap_or_default()).to_lowercase()
    }

    fn say(&mut self, carrier: &'static str, said: &[u8]) {
        debug_assert!(CARRIERS.contains(&carrier));
        let all = self.carriers.entry(carrier).or_default();
        all.extend(said);
        all.push(b'|');
    }

    fn object(&mut self, object: &Object, carrier: &'static str) {
        match object {
            Object::String(string) => self.say(carrier, text_of(string).as_bytes()),
            Object::Name(name) => self.say("name", name),
            Object::Array(array) => {
                let own = array.raw_iter().filter_map(direct);
                own.for_each(|inner| self.object(&inner, carrier));
            }
            Object::Dict(dict) => self.entries(dict),
            Object::Stream(stream) => {
                self.entries(stream.dict());
                let is_metadata = is_a(stream.dict(), "Type", b"Metadata");
                let carrier = if is_metadata { "metadata" } else { "stream" };
                self.attached +=
                    usize::from(is_a(stream.dict(), "Type", b"EmbeddedFile"));
                self.say(carrier, &unpacked(stream));
            }
            Object::Null(_) | Object::Boolean(_) | Object::Number(_) => {}
        }
    }

    fn entries(&mut self, dict: &Dict) {
        for (key, value) in dict.entries() {
            self.say("name", &key);
            let carrier = match &*key {
                b"Title" if dict.contains_key("Parent") => "bookmark",
                b"Title" | b"Author" | b"Subject" | b"Keywords" => "metadata",
                b"Alt" | b"ActualText" | b"Contents" | b"E" => "alternative text",
                b"URI" => "address of a link",
                _ => "other string",
            };
            if let Some(value) = direct(value) {
                self.object(&value, carrier);
            }
        }
    }

    /// The text that a stream of a page shows, and what stands in its marks.
    fn content(
        &mut self,
        stream: &[u8],
        resources: &Dict,
        fonts: &mut BTreeMap<Vec<u8>, CMap>,
    ) {
        let known: Dict = resources.get("Font").unwrap_or_else(Dict::empty);
        let (mut operations, mut font, mut shown) =
            (UntypedIter::new(stream), None, String::new());
        while let Some(operation) = operations.next() {
            let mut operands = operation.operands();
            match &**operation.operator {
                b"Tf" => {
                    font = operands.next().and_then(|name| match name {
                        Object::Name(name) => letters(&known, name, fonts),
                        _ => None,
                    });
                }
                b"Tj" | b"'" | b"\"" | b"TJ" => {
                    for operand in operands {
                        show(operand, font.as_deref(), fonts, &mut shown);
                    }
                }
                _ => {
                    operands.for_each(|operand| self.object(operand, "alternative text"))
                }
            }
        }
        self.say("text shown", shown.as_bytes());
    }
}

/// What stands here itself; what is elsewhere is read there.
fn direct<'a>(value: MaybeRef<Object<'a>>) -> Option<Object<'a>> {
    match value {
        MaybeRef::NotRef(object) => Some(object),
        MaybeRef::Ref(_) => None,
    }
}

fn is_a(dict: &Dict, key: &str, name: &[u8]) -> bool {
    dict.get::<Name>(key).is_some_and(|own| &*own == name)
}

/// Whether a stream is drawn on pages: a drawing, or a pattern.
fn shows_text(dict: &Dict) -> bool {
    is_a(dict, "Subtype", b"Form") || dict.contains_key("PatternType")
}

fn resources<'a>(dict: &Dict<'a>) -> Dict<'a> {
    dict.get("Resources").unwrap_or_else(Dict::empty)
}

/// The bytes of a stream; those of a picture as they are, for what is packed in them is colour.
fn unpacked(stream: &Stream) -> Vec<u8> {
    let decoded = stream.decoded().map(|bytes| bytes.into_owned());
    decoded.unwrap_or_else(|_| stream.raw_data().into_owned())
}

/// What a string says: wide letters behind their mark, bytes otherwise.
fn text_of(string: &PdfString) -> String {
    match string.as_bytes() {
        [0xfe, 0xff, wide @ ..] => {
            let units = wide.chunks_exact(2);
            let units = units.map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units)
                .map(|read| read.unwrap_or('\u{fffd}'))
                .collect()
        }
        bytes => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The key of a typeface among those that were read: its own map from glyphs to letters.
fn letters(
    known: &Dict,
    name: &Name,
    fonts: &mut BTreeMap<Vec<u8>, CMap>,
) -> Option<Vec<u8>> {
    let font: Dict = known.get(name)?;
    let map: Stream = font.get("ToUnicode")?;
    let key = unpacked(&map);
    if !fonts.contains_key(&key) {
        fonts.insert(key.clone(), CMap::parse(&key, |_| None)?);
    }
    Some(key)
}

/// Adds the letters of shown glyphs, two bytes each. A typeface that does not tell its letters
/// ends the test, for it might show anything.
fn show(
    operand: &Object,
    font: Option<&[u8]>,
    fonts: &BTreeMap<Vec<u8>, CMap>,
    shown: &mut String,
) {
    match operand {
        Object::String(string) => {
            let map = font.and_then(|key| fonts.get(key));
            let map = map.expect("every typeface says which letters its glyphs are");
            for pair in string.as_bytes().chunks(2) {
                let code = pair
                    .iter()
                    .fold(0, |code, byte| code << 8 | u32::from(*byte));
                match map.lookup_bf_string(code) {
                    Some(BfString::Char(letter)) => shown.push(letter),
                    Some(BfString::String(letters)) => shown.push_str(&letters),
                    None => shown.push('\u{fffd}'),
                }
            }
        }
        Object::Array(array) => {
            let own = array.raw_iter().filter_map(direct);
            own.for_each(|inner| show(&inner, font, fonts, shown));
        }
        _ => {}
    }
}
