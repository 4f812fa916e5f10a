//! The lines between two fences at the top of a page.

use crate::span::Span;

/// Where the front matter of a page stands, and where its body begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// The lines between the fences; empty when there are none.
    pub fields: Span,
    /// The first byte of the body.
    pub body: usize,
    /// What kind it is.
    pub shape: Shape,
}

/// What the top of a page looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The page begins with its text.
    None,
    /// YAML between two lines of `---`, or a JSON object.
    Fields,
    /// TOML between two lines of `+++`, as other tools write it.
    Toml,
    /// Begins with `---` but is no front matter: a rule.
    Lookalike,
    /// Begins like front matter, but the second fence is missing.
    Unclosed,
}

/// Finds the front matter of a page.
///
/// A first line of `---` opens it only if a later one closes it and the line between begins
/// like a field; otherwise it is a horizontal rule, as CommonMark has it.
pub fn find(text: &str) -> FrontMatter {
    let none = |shape| FrontMatter {
        fields: Span::default(),
        body: 0,
        shape,
    };
    let first = line_at(text, 0);
    match first.text.trim_end() {
        "---" => match between(text, first.next, &["---", "..."], Shape::Fields) {
            Some(found) if begins_like_a_field(&text[found.fields.range()]) => found,
            None if begins_with_a_key(&text[first.next..]) => none(Shape::Unclosed),
            _ => none(Shape::Lookalike),
        },
        "+++" => between(text, first.next, &["+++"], Shape::Toml)
            .unwrap_or_else(|| none(Shape::None)),
        line if line.starts_with('{')
            && !line.starts_with("{{")
            && !line.starts_with("{%") =>
        {
            json(text).unwrap_or_else(|| none(Shape::None))
        }
        _ => none(Shape::None),
    }
}

struct Line<'a> {
    text: &'a str,
    next: usize,
}

/// The line that begins at `start`, and where the next one begins.
fn line_at(text: &str, start: usize) -> Line<'_> {
    let rest = &text[start..];
    match rest.find(['\n', '\r']) {
        Some(at) => {
            let long = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
            Line {
                text: &rest[..at],
                next: start + at + long,
            }
        }
        None => Line {
            text: rest,
            next: text.len(),
        },
    }
}

fn between(
    text: &str,
    start: usize,
    fences: &[&str],
    shape: Shape,
) -> Option<FrontMatter> {
    let mut at = start;
    while at < text.len() {
        let line = line_at(text, at);
        if fences.contains(&line.text.trim_end()) {
            return Some(FrontMatter {
                fields: Span::new(start, at),
                body: line.next,
                shape,
            });
        }
        at = line.next;
    }
    None
}

fn begins_like_a_field(fields: &str) -> bool {
    let lines = fields.split(['\n', '\r']).map(str::trim_end);
    let Some(first) = lines
        .into_iter()
        .find(|line| !line.is_empty() && !line.starts_with('#'))
    else {
        return true;
    };
    let key = first.split(':').next().unwrap_or(first);
    let is_word =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'' | ' ');
    let is_short = key.split_whitespace().count() <= 2 && !key.contains(". ");
    let field = key.len() < first.len() && key.chars().all(is_word) && is_short;
    field
        || first.starts_with(['{', '!', '&', '%', '[', '-'])
        || key.ends_with(['"', '\''])
}

/// Whether the very next line is a field, as nobody begins a text.
fn begins_with_a_key(rest: &str) -> bool {
    let line = rest.split(['\n', '\r']).next().unwrap_or("");
    let key = line.split(':').next().unwrap_or(line);
    !key.is_empty()
        && key.len() < line.len()
        && key.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// A JSON object at the top, closed by a line of its own.
fn json(text: &str) -> Option<FrontMatter> {
    let mut at = 0;
    while at < text.len() {
        let line = line_at(text, at);
        if line.text.trim_end() == "}" && at > 0 {
            let fields = Span::new(0, at + line.text.len());
            return Some(FrontMatter {
                fields,
                body: line.next,
                shape: Shape::Fields,
            });
        }
        at = line.next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Shape, &str, &str) {
        let found = find(text);
        (
            found.shape,
            &text[found.fields.range()],
            &text[found.body..],
        )
    }

    #[test]
    fn fences_may_have_blanks_behind_them_and_any_line_end() {
        assert_eq!(
            parts("--- \na: 1\n---\t\nBody"),
            (Shape::Fields, "a: 1\n", "Body")
        );
        assert_eq!(
            parts("---\r\na: 1\r\n---\r\nBody"),
            (Shape::Fields, "a: 1\r\n", "Body")
        );
        assert_eq!(
            parts("---\ra: 1\r---\rBody"),
            (Shape::Fields, "a: 1\r", "Body")
        );
        assert_eq!(parts("---\na: 1\n---"), (Shape::Fields, "a: 1\n", ""));
        assert_eq!(parts("---\n---\nBody"), (Shape::Fields, "", "Body"));
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        assert_eq!(
            parts("---\n\nSome prose. And: more.\n\n---\n").0,
            Shape::Lookalike
        );
        assert_eq!(parts("---\ntitle: never closed\n").0, Shape::Unclosed);
        assert_eq!(parts("Text\n---\n").0, Shape::None);
    }

    #[test]
    fn other_tools_have_other_fences() {
        assert_eq!(
            parts("+++\na = 1\n+++\nBody"),
            (Shape::Toml, "a = 1\n", "Body")
        );
        assert_eq!(parts("{\n  \"a\": 1\n}\n\nBody").2, "\nBody");
        assert_eq!(parts("{{ not json }}\n").0, Shape::None);
    }
}
