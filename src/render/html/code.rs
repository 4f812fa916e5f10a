//! Code with its parts marked by classes, for a style sheet to colour.
//!
//! A scanner over data ([`super::languages`]), not a parser: it tells comments, texts,
//! numbers, words and names apart, which is what a reader of a handbook needs. Grammars with
//! regular expressions were measured first: compiling them took as long as building a
//! handbook of a thousand pages.

use super::escape;
use super::languages::{self, CONSTANTS, Language, Shape};

/// Writes code with `<span class="…">` around its parts; plain text if the language is
/// unknown.
pub fn write(code: &str, language: &str, out: &mut String) {
    match languages::find(language) {
        Some(language) if language.shape == Shape::Diff => diff(code, out),
        Some(language) => Scanner {
            code,
            at: 0,
            language,
            in_tag: false,
            pen: Pen { out, class: None },
        }
        .run(),
        None => escape::text(code, out),
    }
}

fn diff(code: &str, out: &mut String) {
    let mut pen = Pen { out, class: None };
    for line in code.split_inclusive('\n') {
        let class = match line.as_bytes().first() {
            Some(b'+') => Some("s"),
            Some(b'-') => Some("k"),
            Some(b'@') => Some("m"),
            _ => None,
        };
        pen.write(line, class);
    }
    pen.set(None);
}

struct Scanner<'a> {
    code: &'a str,
    at: usize,
    language: &'static Language,
    in_tag: bool,
    pen: Pen<'a>,
}

impl Scanner<'_> {
    fn run(mut self) {
        while self.at < self.code.len() {
            let (length, class) = self.token();
            let end = self.at + length;
            self.pen.write(&self.code[self.at..end], class);
            self.at = end;
        }
        self.pen.set(None);
    }

    /// The length of the next part, and its class.
    fn token(&mut self) -> (usize, Option<&'static str>) {
        let rest = &self.code[self.at..];
        if let Some(length) = self.comment(rest) {
            return (length, Some("c"));
        }
        if self.language.shape == Shape::Markup
            && let Some(found) = self.markup(rest)
        {
            return found;
        }
        if let Some(length) = self.text(rest) {
            let is_key = self.language.shape == Shape::Data
                && is_followed_by_colon(&rest[length..]);
            return (length, Some(if is_key { "a" } else { "s" }));
        }
        let first = rest.chars().next().unwrap_or(' ');
        if first.is_alphabetic() || first == '_' {
            return self.word(rest);
        }
        if first.is_ascii_digit() {
            let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
            return (span(rest, is_part), Some("n"));
        }
        if self.language.shape == Shape::Shell
            && let Some(length) = shell_name(rest)
        {
            return (length, Some(if first == '$' { "v" } else { "a" }));
        }
        let is_operator = first.is_ascii_punctuation();
        (first.len_utf8(), is_operator.then_some("o"))
    }

    fn comment(&self, rest: &str) -> Option<usize> {
        if let Some((open, close)) = self.language.block_comment
            && rest.starts_with(open)
        {
            let end = rest[open.len()..].find(close);
            return Some(end.map_or(rest.len(), |end| open.len() + end + close.len()));
        }
        let opens = self
            .language
            .line_comments
            .iter()
            .any(|open| rest.starts_with(open));
        // `#` and `//` inside a word or an address begin no comment.
        let before = self.code[..self.at].chars().next_back();
        let stands_apart =
            before.is_none_or(|c| c.is_whitespace() || ";{}()".contains(c));
        (opens && stands_apart).then(|| rest.find('\n').unwrap_or(rest.len()))
    }

    /// A text between quotes; one that is never closed ends with its line.
    fn text(&self, rest: &str) -> Option<usize> {
        if self.language.shape == Shape::Markup && !self.in_tag {
            return None;
        }
        let quote = self
            .language
            .quotes
            .iter()
            .find(|quote| rest.starts_with(**quote))?;
        // An apostrophe inside a word opens nothing.
        let before = self.code[..self.at].chars().next_back();
        if *quote == "'" && before.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let spans_lines = quote.len() == 3 || *quote == "`";
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(quote.len()) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '\n' if !spans_lines => return Some(at),
                _ if rest[at..].starts_with(quote) => return Some(at + quote.len()),
                _ => {}
            }
        }
        Some(rest.len())
    }

    fn word(&self, rest: &str) -> (usize, Option<&'static str>) {
        let dashed = matches!(self.language.shape, Shape::Data | Shape::Shell);
        let is_part = |c: char| {
            c.is_alphanumeric() || c == '_' || (dashed && matches!(c, '-' | '.'))
        };
        let length = span(rest, is_part);
        let (word, after) = rest.split_at(length);
        let class = match self.language.shape {
            Shape::Data if is_followed_by_colon(after) => Some("a"),
            _ if listed(self.language.keywords, word, self.language.shape) => Some("k"),
            _ if listed(CONSTANTS, word, Shape::Code) => Some("n"),
            _ if listed(self.language.types, word, self.language.shape) => Some("t"),
            Shape::Code | Shape::Caseless if after.starts_with('(') => Some("f"),
            Shape::Code if word.starts_with(char::is_uppercase) => Some("t"),
            _ => None,
        };
        (length, class)
    }

    /// Elements and their attributes.
    fn markup(&mut self, rest: &str) -> Option<(usize, Option<&'static str>)> {
        let is_part = |c: char| {
            c.is_alphanumeric() || matches!(c, '-' | ':' | '_' | '/' | '!' | '?')
        };
        if rest.starts_with('<')
            && rest[1..].starts_with(|c: char| c.is_alphabetic() || "/!?".contains(c))
        {
            self.in_tag = true;
            return Some((1 + span(&rest[1..], is_part), Some("a")));
        }
        if self.in_tag && (rest.starts_with('>') || rest.starts_with("/>")) {
            self.in_tag = false;
            return Some((rest.find('>').unwrap_or(0) + 1, Some("a")));
        }
        if self.in_tag {
            let length = span(rest, is_part);
            return (length > 0).then_some((length, Some("t")));
        }
        // Text between tags, up to the next one.
        let next = rest.char_indices().skip(1).find(|(_, c)| *c == '<');
        Some((next.map_or(rest.len(), |(at, _)| at), None))
    }
}

fn span(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

fn is_followed_by_colon(after: &str) -> bool {
    let after = after.trim_start_matches([' ', '\t']);
    after.starts_with([':', '=']) && !after.starts_with("://")
}

/// `$name`, `${name}`, `-o` or `--option`.
fn shell_name(rest: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let (lead, body) = match rest.strip_prefix('$') {
        Some(body) => (1, body),
        None => (0, rest.strip_prefix('-').map(|_| rest)?),
    };
    if lead == 1 && body.starts_with('{') {
        return body.find('}').map(|at| lead + at + 1);
    }
    let length = span(body, is_part);
    (length > 1 || (lead == 1 && length == 1)).then_some(lead + length)
}

fn listed(words: &str, word: &str, shape: Shape) -> bool {
    let same = |known: &str| match shape {
        Shape::Caseless | Shape::Shell => known.eq_ignore_ascii_case(word),
        _ => known == word,
    };
    words
        .split(' ')
        .any(|known| !known.is_empty() && same(known))
}

/// Writes runs of text of one class as one span.
struct Pen<'o> {
    out: &'o mut String,
    class: Option<&'static str>,
}

impl Pen<'_> {
    fn write(&mut self, text: &str, class: Option<&'static str>) {
        // Blanks have no colour: they go with what stands before them.
        if !text.trim().is_empty() {
            self.set(class);
        }
        escape::text(text, self.out);
    }

    fn set(&mut self, class: Option<&'static str>) {
        if self.class == class {
            return;
        }
        if self.class.is_some() {
            self.out.push_str("</span>");
        }
        if let Some(class) = class {
            self.out.push_str("<span class=\"");
            self.out.push_str(class);
            self.out.push_str("\">");
        }
        self.class = class;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(code: &str, language: &str) -> String {
        let mut out = String::new();
        write(code, language, &mut out);
        out
    }

    #[test]
    fn parts_of_code_get_classes() {
        assert_eq!(
            marked("let x = f(1); // <b>\n", "rust"),
            "<span class=\"k\">let </span>x <span class=\"o\">= </span><span class=\"f\">f</span><span class=\"o\">(</span><span class=\"n\">1</span><span class=\"o\">); </span><span class=\"c\">// &lt;b&gt;\n</span>"
        );
        assert!(
            marked("key: \"v\" # why\n", "yaml")
                .starts_with("<span class=\"a\">key</span>")
        );
        assert!(
            marked("{\"a\": true}", "json")
                .contains("<span class=\"a\">&quot;a&quot;</span>")
        );
        assert!(
            marked("<a href=\"x\">t</a>", "html")
                .contains("<span class=\"t\">href</span>")
        );
        assert!(marked("SELECT 1", "sql").starts_with("<span class=\"k\">SELECT"));
        assert!(marked("cp -r $HOME x", "bash").contains("<span class=\"v\">$HOME"));
        assert_eq!(marked("a < b\n", "no-such-language"), "a &lt; b\n");
    }

    #[test]
    fn no_character_is_lost_in_any_language() {
        let code = "é'x \"y\n/* z -- # <!-- <a b='c\\'d'>$- ${q --w `t` \"\"\" 1.5e3\r\n\u{2028}ß";
        for language in languages::LANGUAGES {
            let html = marked(code, language.names[0]);
            let mut text = String::new();
            let mut in_tag = false;
            for c in html.chars() {
                match c {
                    '<' => in_tag = true,
                    '>' => in_tag = false,
                    c if !in_tag => text.push(c),
                    _ => {}
                }
            }
            assert_eq!(
                html_escape::decode_html_entities(&text),
                code,
                "{}",
                language.names[0]
            );
        }
    }
}
