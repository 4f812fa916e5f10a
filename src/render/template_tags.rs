//! The tags of a template, as its text has them: what it extends, includes, opens and closes.

use std::ops::Range;

/// One tag, such as `{% if page.title %}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'t> {
    /// Its first word, such as `if`.
    pub word: &'t str,
    /// What stands behind that.
    pub rest: &'t str,
    /// Where it stands, with its braces.
    pub range: Range<usize>,
}

impl Tag<'_> {
    /// What it opens, if something has to close it.
    fn opens(&self) -> Option<&str> {
        match self.word {
            "if" | "for" | "block" | "filter" | "component" => Some(self.word),
            "set" | "set_global" if !self.rest.contains('=') => Some(self.word),
            _ => None,
        }
    }
}

/// All tags of a template, outside of comments and of what is printed raw.
pub fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('{')) {
        let start = at + found;
        let rest = &text[start..];
        at = match rest.get(..2) {
            Some("{#") => start + rest.find("#}").map_or(rest.len(), |end| end + 2),
            Some("{%") => {
                let end = start + rest.find("%}").map_or(rest.len(), |end| end + 2);
                let tag = tag(text, start..end);
                let is_raw = tag.word == "raw";
                tags.push(tag);
                let raw = text[end..].find("endraw").filter(|_| is_raw);
                raw.map_or(end, |raw| end + raw)
            }
            _ => start + 1,
        };
    }
    tags
}

fn tag(text: &str, range: Range<usize>) -> Tag<'_> {
    let inner = text[range.clone()]
        .trim_start_matches("{%")
        .trim_end_matches("%}");
    let inner = inner.trim_matches(|c: char| c == '-' || c.is_whitespace());
    let end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let (word, rest) = inner.split_at(end);
    Tag {
        word,
        rest: rest.trim(),
        range,
    }
}

/// The innermost tag that nothing closes before what is around it ends.
pub fn unclosed(text: &str) -> Option<Tag<'_>> {
    let mut open: Vec<Tag> = Vec::new();
    for tag in tags(text) {
        if tag.opens().is_some() {
            open.push(tag);
        } else if let Some(closed) = tag.word.strip_prefix("end") {
            match open.last() {
                Some(last) if last.opens() == Some(closed) => drop(open.pop()),
                Some(_) if open.iter().any(|tag| tag.opens() == Some(closed)) => {
                    return open.pop();
                }
                _ => {}
            }
        }
    }
    open.pop()
}

/// The name in quotes that a tag speaks of, as in `{% include "page.html" %}`.
pub fn quoted<'t>(tag: &Tag<'t>) -> &'t str {
    tag.rest.trim_matches(['"', '\'', '`'])
}

/// The names that tags of a sort define, such as those of blocks.
pub fn defined<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let tags = tags(text).into_iter().filter(|tag| tag.word == word);
    tags.filter_map(|tag| tag.rest.split(['(', ' ']).next())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_open_tag_is_found() {
        let open = |text| unclosed(text).map(|tag| tag.rest.to_owned());
        assert_eq!(open("{% if a %}{% if b %}{% endif %}"), Some("a".into()));
        assert_eq!(
            open("{% block x %}{%- if b -%}{% endblock x %}"),
            Some("b".into())
        );
        assert_eq!(open("{# {% if a %} #}{% set a = 1 %}{{ a }}"), None);
        assert_eq!(open("{% raw %}{% if a %}{% endraw %}"), None);
    }
}
