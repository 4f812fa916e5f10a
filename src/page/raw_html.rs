//! HTML that a writer put into a page: what it links to, and what of it may stay.
//!
//! The tokenizer here decides what is *kept*; the sanitiser that runs over the result with a
//! browser's parser is the second wall.

use std::collections::BTreeMap;
use std::ops::Range;

/// Elements that may stand in a page. No scripts, styles, frames, forms, SVG or MathML.
pub const ALLOWED_TAGS: [&str; 70] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes that may stand on any of them.
pub const ALLOWED_ATTRIBUTES: [&str; 24] = [
    "abbr", "align", "alt", "cite", "class", "colspan", "datetime", "dir", "height",
    "href", "id", "lang", "name", "open", "reversed", "rowspan", "scope", "span", "src",
    "start", "summary", "title", "valign", "width",
];

/// Deeper nesting than this is no page but an attack on the sanitiser, whose cost is
/// quadratic in the depth.
pub const MOST_DEPTH: usize = 64;

/// A tag as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTag<'t> {
    /// Its name in lower case.
    pub name: String,
    /// Whether it closes an element.
    pub closes: bool,
    /// Attribute names in lower case, and values with entities undone.
    pub attributes: Vec<(String, String)>,
    /// Where each attribute stands in the tag's text.
    pub attribute_ranges: Vec<Range<usize>>,
    /// The tag's bytes, and where they begin.
    pub text: &'t str,
    /// Where the tag begins in the fragment.
    pub start: usize,
}

/// Elements without a closing tag.
const VOID: [&str; 5] = ["br", "hr", "img", "col", "wbr"];

/// What a page's raw HTML holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RawHtml {
    /// Whether there is any.
    pub present: bool,
    /// Tags and attributes that may not stay, with how often.
    pub refused: BTreeMap<String, usize>,
    /// Deepest nesting of allowed tags.
    pub depth: usize,
    open: usize,
}

impl RawHtml {
    /// Takes note of one tag.
    pub fn note(&mut self, tag: &RawTag) {
        if !ALLOWED_TAGS.contains(&tag.name.as_str()) {
            if !tag.closes {
                *self.refused.entry(format!("<{}>", tag.name)).or_default() += 1;
            }
            return;
        }
        for (name, _) in &tag.attributes {
            let kept = ALLOWED_ATTRIBUTES.contains(&name.as_str())
                || name.starts_with("aria-")
                || name.starts_with("data-")
                || matches!(
                    name.as_str(),
                    "rel" | "target" | "role" | "loading" | "type" | "markdown"
                );
            if !kept {
                *self.refused.entry(format!("{name}=")).or_default() += 1;
            }
        }
        if tag.closes {
            self.open = self.open.saturating_sub(1);
        } else if !VOID.contains(&tag.name.as_str()) {
            self.open += 1;
            self.depth = self.depth.max(self.open);
        }
    }
}

/// The tags of a fragment, in order; comments and declarations are passed over.
pub fn tags(fragment: &str) -> Vec<RawTag<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = fragment[at..].find('<') {
        let start = at + next;
        match read_tag(fragment, start) {
            Piece::Tag(tag) => {
                at = start + tag.text.len();
                found.push(tag);
            }
            Piece::Skip(end) => at = end,
        }
    }
    found
}

/// Gives the address to write for one in an `a` or `img` tag, if there is one.
pub type Resolve<'r> = &'r dyn Fn(&str, &str) -> Option<String>;

/// The fragment with only what may stay: allowed tags, rewritten plainly, and text.
///
/// What stands inside scripts and styles goes with them. `resolve` is asked with the tag's
/// name and each address.
pub fn keep_allowed(fragment: &str, resolve: Resolve) -> String {
    let mut kept = String::with_capacity(fragment.len());
    let mut at = 0;
    while let Some(next) = fragment[at..].find('<') {
        let start = at + next;
        kept.push_str(&fragment[at..start]);
        match read_tag(fragment, start) {
            Piece::Tag(tag) => {
                at = start + tag.text.len();
                if ALLOWED_TAGS.contains(&tag.name.as_str()) {
                    write_tag(&tag, resolve, &mut kept);
                } else if !tag.closes && matches!(tag.name.as_str(), "script" | "style") {
                    at += end_of_element(&fragment[at..], &tag.name);
                }
            }
            Piece::Skip(end) => {
                if end == start + 1 {
                    kept.push_str("&lt;");
                }
                at = end;
            }
        }
    }
    kept.push_str(&fragment[at..]);
    kept
}

/// The fragment as it is, but with the addresses that `resolve` knows better.
pub fn with_addresses(fragment: &str, resolve: Resolve) -> String {
    let mut out = String::with_capacity(fragment.len());
    let mut at = 0;
    for tag in tags(fragment) {
        for ((name, value), range) in tag.attributes.iter().zip(&tag.attribute_ranges) {
            let is_address = matches!(
                (tag.name.as_str(), name.as_str()),
                ("a", "href") | ("img", "src")
            );
            let Some(better) = is_address.then(|| resolve(&tag.name, value)).flatten()
            else {
                continue;
            };
            let start = tag.start + range.start;
            out.push_str(&fragment[at..start]);
            out.push_str(&format!(
                "{name}=\"{}\"",
                better.replace('&', "&amp;").replace('"', "&quot;")
            ));
            at = tag.start + range.end;
        }
    }
    out.push_str(&fragment[at..]);
    out
}

fn end_of_element(rest: &str, name: &str) -> usize {
    let close = format!("</{name}");
    let lower = rest.to_ascii_lowercase();
    lower.find(&close).map_or(rest.len(), |at| at)
}

fn write_tag(tag: &RawTag, resolve: Resolve, out: &mut String) {
    let value_of = |name| {
        tag.attributes
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value)
    };
    if tag.name == "img"
        && let Some(source) = value_of("src")
        && resolve("img", source).is_none()
    {
        // A picture that is not shown is still described.
        let words = value_of("alt").map_or("", String::as_str);
        return out.push_str(&words.replace('&', "&amp;").replace('<', "&lt;"));
    }
    out.push('<');
    if tag.closes {
        out.push('/');
    }
    out.push_str(&tag.name);
    for (name, value) in tag.attributes.iter().filter(|_| !tag.closes) {
        let value = match name.as_str() {
            "href" | "src" | "cite" => resolve(&tag.name, value),
            name if ALLOWED_ATTRIBUTES.contains(&name) => Some(value.clone()),
            _ => None,
        };
        if let Some(value) = value {
            let value = value
                .replace('&', "&amp;")
                .replace('"', "&quot;")
                .replace('<', "&lt;");
            out.push_str(&format!(" {name}=\"{value}\""));
        }
    }
    out.push('>');
}

enum Piece<'t> {
    Tag(RawTag<'t>),
    Skip(usize),
}

/// The tag at `start`, or how far to go on: past a comment, or past a lone `<`.
fn read_tag(fragment: &str, start: usize) -> Piece<'_> {
    let rest = &fragment[start..];
    let skip_to = |mark: &str| {
        rest.find(mark)
            .map_or(fragment.len(), |at| start + at + mark.len())
    };
    if rest.starts_with("<!-->") || rest.starts_with("<!--->") {
        return Piece::Skip(skip_to(">"));
    }
    if rest.starts_with("<!--") {
        return Piece::Skip(skip_to("-->"));
    }
    if rest.starts_with("<![CDATA[") {
        return Piece::Skip(skip_to("]]>"));
    }
    if rest.starts_with("<!") || rest.starts_with("<?") {
        return Piece::Skip(skip_to(">"));
    }
    let bytes = rest.as_bytes();
    let closes = bytes.get(1) == Some(&b'/');
    let name_at = 1 + usize::from(closes);
    if !bytes.get(name_at).is_some_and(u8::is_ascii_alphabetic) {
        return Piece::Skip(start + 1);
    }
    let name_end = (name_at..bytes.len())
        .find(|&at| {
            matches!(
                bytes[at],
                b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'>' | b'\x0c' | b'<'
            )
        })
        .unwrap_or(bytes.len());
    let name = rest[name_at..name_end].to_ascii_lowercase();
    let mut tag = RawTag {
        name,
        closes,
        attributes: Vec::new(),
        attribute_ranges: Vec::new(),
        text: "",
        start,
    };
    let end = read_attributes(rest, name_end, &mut tag);
    tag.text = &rest[..end];
    Piece::Tag(tag)
}

/// Reads attributes up to the end of the tag, and gives that end.
fn read_attributes(rest: &str, from: usize, tag: &mut RawTag) -> usize {
    let bytes = rest.as_bytes();
    let mut at = from;
    loop {
        while at < bytes.len() && (bytes[at].is_ascii_whitespace() || bytes[at] == b'/') {
            at += 1;
        }
        match bytes.get(at) {
            None => return bytes.len(),
            Some(b'>') => return at + 1,
            Some(b'<') => return at,
            Some(_) => {}
        }
        let name_start = at;
        at += 1;
        while at < bytes.len()
            && !bytes[at].is_ascii_whitespace()
            && !matches!(bytes[at], b'=' | b'>' | b'/')
        {
            at += 1;
        }
        let name = rest[name_start..at].to_ascii_lowercase();
        let mut value_at = at;
        while value_at < bytes.len() && bytes[value_at].is_ascii_whitespace() {
            value_at += 1;
        }
        let mut value = String::new();
        if bytes.get(value_at) == Some(&b'=') {
            value_at += 1;
            while value_at < bytes.len() && bytes[value_at].is_ascii_whitespace() {
                value_at += 1;
            }
            let (start, end, next) = value_range(bytes, value_at);
            value = unescape(&rest[start..end]);
            at = next;
        }
        tag.attributes.push((name, value));
        tag.attribute_ranges.push(name_start..at);
    }
}

/// Start and end of an attribute's value, and where to go on.
fn value_range(bytes: &[u8], at: usize) -> (usize, usize, usize) {
    match bytes.get(at) {
        Some(&quote @ (b'"' | b'\'')) => {
            let start = at + 1;
            let end = bytes[start..]
                .iter()
                .position(|&b| b == quote)
                .map_or(bytes.len(), |n| start + n);
            (start, end, (end + 1).min(bytes.len()))
        }
        _ => {
            let end = bytes[at..]
                .iter()
                .position(|b| b.is_ascii_whitespace() || *b == b'>')
                .map_or(bytes.len(), |n| at + n);
            (at, end, end)
        }
    }
}

/// The text with its entities undone.
fn unescape(text: &str) -> String {
    html_escape::decode_html_entities(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_allowed_tags_stay_and_text_is_never_lost() {
        let cases = [
            ("a<b>b</b>", "a<b>b</b>"),
            ("x<script>alert(1)</script>y", "xy"),
            ("x<img src=x onerror=alert(1)>y", "x<img src=\"x\">y"),
            ("x<iframe src='j'>y", "xy"),
            ("x<!-->y", "xy"),
            ("1 < 2 <b", "1 &lt; 2 <b>"),
            ("<div style=\"x\" class='c'>", "<div class=\"c\">"),
            ("<a title='a\"b'>", "<a title=\"a&quot;b\">"),
        ];
        for (raw, kept) in cases {
            assert_eq!(
                keep_allowed(raw, &|_, address| Some(address.to_owned())),
                kept,
                "{raw}"
            );
        }
    }

    #[test]
    fn addresses_and_ids_are_read_with_entities_undone() {
        let found = tags("<A HREF=\"a&amp;b.md\" id=x><img/src='p q.png'/>");
        assert_eq!(found[0].name, "a");
        assert_eq!(
            found[0].attributes,
            [("href".into(), "a&b.md".into()), ("id".into(), "x".into())]
        );
        assert_eq!(found[1].attributes, [("src".into(), "p q.png".into())]);
        assert_eq!(unescape("jav&#x0A;as*c&colon;"), "jav\nas*c:");
    }
}
