//! All slug and URL arithmetic, once.
//!
//! A [`SourcePath`] is where a file stands below `content/`; an [`OutputPath`] is where its
//! result stands below the output folder. Both use `/` and never climb out of their folder.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::digest::Digest;

/// The path of a file below the content folder, such as `how-we-work/index.md`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Takes a path that a scan made: relative, `/` between the parts, no `..`.
    pub fn new(path: &str) -> Self {
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds it; empty at the top.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |at| &self.0[..at])
    }

    /// The file's name with its ending.
    pub fn name(&self) -> &str {
        self.0.rfind('/').map_or(&self.0, |at| &self.0[at + 1..])
    }

    /// The file's name without its ending.
    pub fn stem(&self) -> &str {
        let name = self.name();
        name.rfind('.')
            .filter(|&at| at > 0)
            .map_or(name, |at| &name[..at])
    }

    /// Whether it is a Markdown page.
    pub fn is_page(&self) -> bool {
        let name = self.name();
        name.rfind('.').is_some_and(|at| {
            let ending = &name[at + 1..];
            ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown")
        })
    }

    /// How well the page serves as the page of its folder: 0 best, `None` not at all.
    pub fn index_rank(&self) -> Option<usize> {
        let stem = self.stem();
        ["index", "_index", "readme"]
            .iter()
            .position(|name| stem.eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The path of a file below the output folder, such as `how-we-work/index.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

/// How page addresses look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum UrlStyle {
    /// `page.html`: works from a file share.
    #[default]
    Flat,
    /// `page/index.html`: shorter addresses, needs a web server.
    Pretty,
}

/// Longest name of one file or folder in the output, in bytes; most file systems allow 255,
/// and `.html`, a number or a temporary name must still fit behind it.
const LONGEST_NAME: usize = 180;

impl OutputPath {
    /// Takes a path that is already safe.
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(path.as_ref().into())
    }

    /// The address of a page; pages of a folder become its `index.html`.
    pub fn of_page(source: &SourcePath, is_index: bool, style: UrlStyle) -> Self {
        let folder = safe_path(source.folder());
        let stem = if is_index {
            "index".into()
        } else {
            safe_name(source.stem())
        };
        let pretty = style == UrlStyle::Pretty && !is_index && stem != "404";
        let file = if pretty {
            format!("{stem}/index.html")
        } else {
            format!("{stem}.html")
        };
        Self::new(join(&folder, &file))
    }

    /// The address of a file that is copied as it is.
    pub fn of_file(path: &str) -> Self {
        Self::new(safe_path(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds it; empty at the top.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |at| &self.0[..at])
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        self.0.rfind('/').map_or(&self.0, |at| &self.0[at + 1..])
    }

    /// The same address with a digest before its ending: `theme.1f2e3d4c.css`.
    pub fn with_digest(&self, digest: Digest) -> Self {
        let (path, ending) = match self.name().rfind('.').filter(|&at| at > 0) {
            Some(at) => self.0.split_at(self.0.len() - self.name().len() + at),
            None => (&*self.0, ""),
        };
        Self::new(format!("{path}.{}{ending}", digest.short()))
    }

    /// Where the page is as a PDF.
    pub fn pdf(&self) -> Self {
        let path = self.0.strip_suffix(".html").unwrap_or(&self.0);
        Self::new(format!("{path}.pdf"))
    }

    /// Where the Markdown copy of the page at this address is written.
    pub fn markdown_copy(&self) -> Self {
        let stem = self.0.strip_suffix(".html").unwrap_or(&self.0);
        Self::new(format!("{stem}.md"))
    }

    /// From this file to the root: empty, `../`, `../../` ...
    pub fn root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The relative, percent-encoded address of `target` as seen from this file.
    ///
    /// In the pretty style a final `index.html` is left out, since a server adds it.
    pub fn href_to(&self, target: &OutputPath, style: UrlStyle) -> String {
        let mut from = folders(self.folder()).peekable();
        let mut to = folders(target.folder()).peekable();
        while from.peek().is_some() && from.peek() == to.peek() {
            from.next();
            to.next();
        }
        let mut href = String::with_capacity(target.0.len() + "../".len());
        from.for_each(|_| href.push_str("../"));
        for folder in to {
            encode_into(folder, &mut href);
            href.push('/');
        }
        let name = target.name();
        if style == UrlStyle::Flat || name != "index.html" {
            // A colon before the first slash would be read as a scheme.
            if href.is_empty() && name.contains(':') {
                href.push_str("./");
            }
            encode_into(name, &mut href);
        } else if href.is_empty() {
            href.push_str("./");
        }
        href
    }

    /// The form under which two addresses are the same on some file system.
    pub fn collision_key(&self) -> String {
        // Most names are plain, and every output asks for its key.
        if self.0.is_ascii() {
            return self.0.to_ascii_lowercase();
        }
        self.0.nfkc().flat_map(char::to_lowercase).nfc().collect()
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.0)
    }
}

fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

/// Puts a folder (possibly empty) and a name together.
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

fn safe_path(path: &str) -> String {
    folders(path).map(safe_name).collect::<Vec<_>>().join("/")
}

/// A name that every file system, server and browser takes: letters of any script stay.
fn safe_name(name: &str) -> String {
    let mut safe = String::with_capacity(name.len());
    let mut replaced = false;
    let composed = match name.is_ascii() {
        true => Cow::Borrowed(name),
        false => name.nfc().collect(),
    };
    for c in composed.chars() {
        let kept = c.is_alphanumeric()
            || matches!(
                c,
                '-' | '_' | '.' | '~' | '+' | '=' | '@' | '(' | ')' | ',' | '!'
            )
            || (!c.is_ascii() && unicode_normalization::char::is_combining_mark(c));
        let replaced = std::mem::replace(&mut replaced, !kept) && safe.ends_with('-');
        match c {
            // A replaced sign beside a dash would leave two of them.
            '-' if replaced => {}
            c if kept => safe.push(c),
            _ if safe.ends_with('-') || safe.is_empty() => {}
            _ => safe.push('-'),
        }
    }
    let trimmed = safe.trim_end_matches(['-', '.']);
    let mut safe = if trimmed.is_empty() {
        "page".to_owned()
    } else {
        trimmed.to_owned()
    };
    if is_reserved_on_windows(&safe) || safe.starts_with('.') {
        safe.insert(0, '_');
    }
    if safe.len() > LONGEST_NAME {
        let mut cut = LONGEST_NAME - 9;
        while !safe.is_char_boundary(cut) {
            cut -= 1;
        }
        safe = format!(
            "{}-{}",
            &safe[..cut],
            Digest::of_bytes(name.as_bytes()).short()
        );
    }
    safe
}

fn is_reserved_on_windows(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let numbered = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|c: char| c.is_ascii_digit() && c != '0');
    numbered || matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
}

fn encode_into(text: &str, out: &mut String) {
    // Nearly all names are plain, and every link asks.
    if text.bytes().all(is_plain) {
        return out.push_str(text);
    }
    for byte in text.bytes() {
        match is_plain(byte) {
            true => out.push(byte as char),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

/// Whether a byte stands for itself in an address.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~+=@(),!:".contains(&byte)
}

/// A path or fragment with everything but the plainest characters percent-encoded.
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    encode_into(text, &mut out);
    out
}

/// Undoes percent-encoding; what is not an escape stays, as does what is not UTF-8 then.
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten();
        match escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

/// Follows a relative path from a folder; `None` if it climbs above the top.
///
/// `base` and the result have no leading or trailing slash; `.` and empty parts vanish.
pub fn resolve(base: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folders(base).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A heading's or name's form in an address, the way git hosts make it: lower case, letters,
/// digits, `-` and `_` kept, blanks as `-`, anything else dropped.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '-' | '_' => slug.push(c),
            c if c.is_whitespace() => slug.push('-'),
            c if c.is_alphanumeric() => slug.extend(c.to_lowercase()),
            // Nobody sees or types what picks the form of a sign.
            '\u{fe00}'..='\u{fe0f}' => {}
            c if unicode_normalization::char::is_combining_mark(c) => slug.push(c),
            _ => {}
        }
    }
    slug
}

/// A name for people, from a file or folder name: `how-we-work` becomes `How we work`, and
/// `sdr-lead` becomes `SDR lead`, since a short word without a vowel is an abbreviation.
pub fn title_from_name(name: &str) -> String {
    let spaced = name.replace(['-', '_'], " ");
    let is_vowel = |c: char| "aeiouy".contains(c);
    let is_short = |word: &str| {
        (2..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase())
    };
    let words = spaced.split_whitespace().map(|word| {
        match is_short(word) && !word.contains(is_vowel) {
            true => word.to_uppercase(),
            false => word.to_owned(),
        }
    });
    let title = words.collect::<Vec<_>>().join(" ");
    let mut chars = title.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str) -> OutputPath {
        OutputPath::of_page(&SourcePath::new(path), false, UrlStyle::Flat)
    }

    #[test]
    fn names_become_safe_and_keep_their_letters() {
        assert_eq!(page("My Page.md").as_str(), "My-Page.html");
        assert_eq!(page("a\\b.md").as_str(), "a-b.html");
        assert_eq!(page("12:30 - stand-up.md").as_str(), "12-30-stand-up.html");
        assert_eq!(page("über/数値.md").as_str(), "über/数値.html");
        assert_eq!(page("con.md").as_str(), "_con.html");
        assert_eq!(page("v1.2.3.md").as_str(), "v1.2.3.html");
        assert!(page(&format!("{}.md", "n".repeat(252))).as_str().len() < 200);
    }

    #[test]
    fn addresses_are_relative_and_encoded() {
        let from = page("a/b/here.md");
        assert_eq!(
            from.href_to(&page("a/b/there.md"), UrlStyle::Flat),
            "there.html"
        );
        assert_eq!(
            from.href_to(&page("a/c/ü.md"), UrlStyle::Flat),
            "../c/%C3%BC.html"
        );
        assert_eq!(
            from.href_to(&page("top.md"), UrlStyle::Flat),
            "../../top.html"
        );
        assert_eq!(from.root(), "../../");
        let index = OutputPath::new("a/index.html");
        assert_eq!(from.href_to(&index, UrlStyle::Pretty), "../");
        assert_eq!(index.href_to(&index, UrlStyle::Pretty), "./");
    }

    #[test]
    fn climbing_out_is_noticed() {
        assert_eq!(resolve("a/b", "../c.md").as_deref(), Some("a/c.md"));
        assert_eq!(resolve("a", "../../c.md"), None);
        assert_eq!(resolve("", "./c/./d.md").as_deref(), Some("c/d.md"));
    }

    #[test]
    fn file_names_become_titles() {
        assert_eq!(title_from_name("how-we-work"), "How we work");
        assert_eq!(title_from_name("sdr-lead"), "SDR lead");
        assert_eq!(title_from_name("my_page"), "My page");
        assert_eq!(title_from_name("---"), "---");
    }

    #[test]
    fn slugs_are_those_of_git_hosts() {
        assert_eq!(slug("What's new in 2.0?"), "whats-new-in-20");
        assert_eq!(slug("Über uns"), "über-uns");
        assert_eq!(slug("???"), "");
        assert_eq!(slug("🏝\u{fe0f} Time off"), "-time-off");
    }

    #[test]
    fn escapes_are_undone_once() {
        assert_eq!(percent_decode("a%20b%zz%"), "a b%zz%");
        assert_eq!(percent_decode("%252e"), "%2e");
        assert_eq!(percent_decode("%E0%A4%A"), "%E0%A4%A");
    }
}
