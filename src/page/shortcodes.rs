//! Tags of other tools: Liquid's `{% … %}`, Hugo's `{{< … >}}` and `{{% … %}}`, kramdown's
//! `{: … }`.
//!
//! They are blanked out byte for byte, so that every position in the page stays true; the
//! text between them stays. A tag that stands for an address becomes that address.

use std::borrow::Cow;
use std::collections::BTreeMap;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::span::Span;

/// Stands at the start of a line in place of a tag, so that the blanks after it are not read
/// as the indentation of a code block. The HTML writer leaves it out.
pub const FILLER: char = '\u{2060}';

/// Stand for the signs of emphasis inside an expression such as `{{ a*b }}`, which is text.
const MASKS: [(u8, u8); 3] = [(b'*', 0x1A), (b'_', 0x1C), (b'~', 0x1D)];

/// Text as it was before [`blank_out`] put stand-ins into it.
pub fn restore(text: &str) -> Cow<'_, str> {
    // This runs over every piece of text of every page.
    let [first, second, third] = MASKS.map(|(_, mask)| mask);
    let is_masked = memchr::memchr3(first, second, third, text.as_bytes()).is_some();
    if !is_masked && !text.contains(FILLER) {
        return Cow::Borrowed(text);
    }
    let original = |c: char| {
        let mask = MASKS.iter().find(|(_, mask)| c == *mask as char);
        mask.map_or(c, |(sign, _)| *sign as char)
    };
    let opened = text.starts_with(FILLER);
    let text: String = text
        .chars()
        .filter(|c| *c != FILLER)
        .map(original)
        .collect();
    Cow::Owned(if opened {
        text.trim_start().to_owned()
    } else {
        text
    })
}

/// Longest tag, in bytes; beyond that it is text that happens to hold `{%`.
const LONGEST_TAG: usize = 2_000;

/// The tags that were dropped from a page, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dropped {
    /// How often each tag was found.
    pub counts: BTreeMap<String, usize>,
    /// Where the first one stands.
    pub first: Span,
}

/// The text without foreign tags, of the same length, and what was dropped.
pub fn blank_out(text: &str) -> (Cow<'_, str>, Dropped) {
    if !memchr::memchr_iter(b'{', text.as_bytes()).any(|at| may_open(text, at)) {
        return (Cow::Borrowed(text), Dropped::default());
    }
    let code = code_ranges(text);
    let mut pen = Pen {
        out: text.as_bytes().to_vec(),
        text,
        dropped: Dropped::default(),
    };
    let mut at = 0;
    while let Some(found) = text[at..].find('{') {
        let start = at + found;
        at = start + 1;
        let within = code.partition_point(|range| range.start as usize <= start);
        if within > 0 && (code[within - 1].end as usize) > start {
            at = code[within - 1].end as usize;
            continue;
        }
        if let Some(tag) = Tagged::read(text, start) {
            at = pen.blank(&tag);
        } else if let Some(end) = end_of_expression(text, start) {
            pen.mask(start, end);
            at = end;
        }
    }
    match String::from_utf8(pen.out) {
        Ok(out) => (Cow::Owned(out), pen.dropped),
        Err(_) => (Cow::Borrowed(text), Dropped::default()),
    }
}

/// Whether `{%`, `{{`, `{:`, `${` or `#{` stands at this brace.
fn may_open(text: &str, brace: usize) -> bool {
    let bytes = text.as_bytes();
    let before = brace.checked_sub(1).map(|at| bytes[at]);
    let after = bytes.get(brace + 1);
    matches!(after, Some(b'%' | b'{' | b':')) || matches!(before, Some(b'$' | b'#'))
}

/// Where an expression such as `{{ a*b }}`, `${a*b}` or `#{a*b}` ends.
fn end_of_expression(text: &str, start: usize) -> Option<usize> {
    let line = text[start..].split(['\n', '\r']).next().unwrap_or("");
    if line.starts_with("{{<") || line.starts_with("{{%") {
        return None;
    }
    if line.starts_with("{{") {
        return line.find("}}").map(|at| start + at + 2);
    }
    let marked = text[..start].ends_with(['$', '#']);
    marked
        .then(|| line.find('}').map(|at| start + at + 1))
        .flatten()
}

/// Where code stands: nothing in it is a tag.
fn code_ranges(text: &str) -> Vec<Span> {
    let mut ranges = Vec::new();
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        if matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_)) {
            ranges.push(Span::new(range.start, range.end));
        }
    }
    ranges
}

struct Tagged<'t> {
    start: usize,
    end: usize,
    name: &'t str,
    argument: Option<&'t str>,
}

impl<'t> Tagged<'t> {
    /// The tag that begins at `start`, if one does and it is closed.
    fn read(text: &'t str, start: usize) -> Option<Self> {
        let rest = &text[start..];
        let (open, close) = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{:", "}")]
            .into_iter()
            .find(|(open, _)| rest.starts_with(open))?;
        let length = rest.as_bytes()[..rest.len().min(LONGEST_TAG)]
            .windows(close.len())
            .position(|window| window == close.as_bytes())?;
        let inner = rest.get(open.len()..length)?;
        if inner.starts_with("/*") || inner.contains("{%") || inner.contains("\n\n") {
            return None;
        }
        // A kramdown attribute list stands alone on its line.
        let end = start + length + close.len();
        if open == "{:" {
            let before = text[..start].rsplit(['\n', '\r']).next().unwrap_or("");
            let after = text[end..].split(['\n', '\r']).next().unwrap_or("");
            if !before.trim().is_empty() || !after.trim().is_empty() {
                return None;
            }
        }
        let inner = inner.trim_matches(|c: char| c.is_whitespace() || c == '-');
        let name = match open {
            "{:" => "{: }",
            _ => inner
                .split(|c: char| {
                    !(c.is_alphanumeric() || matches!(c, '_' | '/' | '-' | '.'))
                })
                .next()?,
        };
        let argument = inner.split(['"', '\'']).nth(1);
        Some(Self {
            start,
            end,
            name,
            argument,
        })
    }
}

struct Pen<'t> {
    text: &'t str,
    out: Vec<u8>,
    dropped: Dropped,
}

impl Pen<'_> {
    /// Blanks one tag out; gives where to go on.
    fn blank(&mut self, tag: &Tagged) -> usize {
        if self.dropped.counts.is_empty() {
            self.dropped.first = Span::new(tag.start, tag.end);
        }
        let is_address = matches!(tag.name, "page" | "link" | "ref" | "relref" | "url")
            && self.text[..tag.start].trim_end().ends_with(['(', ':']);
        if let (true, Some(address)) = (is_address, tag.argument) {
            self.wipe(tag.start, tag.end);
            self.write_address(tag, address);
            return tag.end;
        }
        let name = tag.name.trim_start_matches('/').to_owned();
        let closes = tag.name.starts_with('/') || name.starts_with("end");
        if !closes {
            *self.dropped.counts.entry(name).or_default() += 1;
        }
        let end = match tag.name {
            "comment" => self.text[tag.end..]
                .find("endcomment")
                .map_or(tag.end, |at| tag.end + at),
            _ => tag.end,
        };
        let end = if end > tag.end {
            self.text[end..]
                .find("%}")
                .map_or(tag.end, |at| end + at + 2)
        } else {
            end
        };
        self.wipe(tag.start, end);
        let before = self.out[..tag.start]
            .iter()
            .rev()
            .take_while(|b| !matches!(b, b'\n' | b'\r'));
        let opens_line = before.clone().all(|b| matches!(b, b' ' | b'\t'));
        let after = self.text[end..].split(['\n', '\r']).next().unwrap_or("");
        if opens_line && !after.trim().is_empty() && end - tag.start >= FILLER.len_utf8()
        {
            FILLER.encode_utf8(&mut self.out[tag.start..tag.start + FILLER.len_utf8()]);
        }
        end
    }

    fn mask(&mut self, start: usize, end: usize) {
        for byte in &mut self.out[start..end] {
            if let Some((_, mask)) = MASKS.iter().find(|(sign, _)| sign == byte) {
                *byte = *mask;
            }
        }
    }

    fn wipe(&mut self, start: usize, end: usize) {
        for byte in &mut self.out[start..end] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }

    /// Tags of this kind name a page from the top of the handbook.
    fn write_address(&mut self, tag: &Tagged, address: &str) {
        let plain = !address.contains([' ', '(', ')', '<', '>', '\n', '\r']);
        if !plain {
            return;
        }
        let mut bytes = address.as_bytes().to_vec();
        if !address.starts_with(['/', '#', '.']) && !address.contains(':') {
            bytes.insert(0, b'/');
        }
        let room = tag.end - tag.start;
        if bytes.len() <= room {
            self.out[tag.start..tag.start + bytes.len()].copy_from_slice(&bytes);
            *self.dropped.counts.entry(tag.name.to_owned()).or_default() += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        let (out, _) = blank_out(text);
        assert_eq!(out.len(), text.len(), "positions stay true");
        out.replace(FILLER, "")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn tags_go_and_the_text_between_them_stays() {
        assert_eq!(
            clean("{% alert \"x\" %}\nKeep me\n{% endalert %}"),
            "Keep me"
        );
        assert_eq!(clean("a {{< youtube id >}} b"), "a b");
        assert_eq!(clean("{{% note %}}\n**bold**\n{{% /note %}}"), "**bold**");
        assert_eq!(clean("x {% comment %} gone {% endcomment %} y"), "x y");
        assert_eq!(clean("## Title\n{: .no_toc }\n"), "## Title");
    }

    #[test]
    fn text_that_only_looks_like_a_tag_stays() {
        for text in [
            "{{ 1 + 1 }}",
            "{#id}",
            "open {{ and {% here",
            "`{% code %}`",
            "{{</* shown */>}}",
            "```\n{% x %}\n```",
        ] {
            assert_eq!(blank_out(text).0, text);
        }
    }

    #[test]
    fn expressions_are_text_and_their_signs_are_no_emphasis() {
        let text = "{{ a*b }} and ${c*d_e_}";
        let (out, dropped) = blank_out(text);
        assert!(!out.contains('*') && !out.contains('_'));
        assert_eq!(restore(&out), text);
        assert!(dropped.counts.is_empty());
    }

    #[test]
    fn a_tag_that_names_a_page_becomes_its_address() {
        assert_eq!(clean("[x]({% page \"/a/b/#c\" %})"), "[x](/a/b/#c )");
        assert_eq!(clean("[x]: {% page \"/a/\" %}"), "[x]: /a/");
        assert_eq!(clean("[x]({{< ref \"about.md\" >}})"), "[x](/about.md )");
    }

    #[test]
    fn text_behind_a_tag_is_not_read_as_code() {
        let (out, dropped) = blank_out("{% button %} Text\n");
        assert!(out.starts_with(FILLER));
        assert_eq!(dropped.counts["button"], 1);
    }
}
