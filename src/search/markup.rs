//! The text between raw HTML tags.

/// Elements whose content is never shown as text.
const DROPPED: [&str; 2] = ["script", "style"];

/// The text of some HTML: without tags, comments, scripts and styles; entities are resolved.
pub fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = match after_tag(rest) {
            Some(after) => {
                text.push(' ');
                after
            }
            // A sign that opens nothing is a sign.
            None => {
                text.push('<');
                &rest[1..]
            }
        };
    }
    text.push_str(rest);
    html_escape::decode_html_entities(&text).into_owned()
}

/// What follows a tag, or an element that is dropped as a whole; `None` where there is none.
fn after_tag(html: &str) -> Option<&str> {
    if let Some(comment) = html.strip_prefix("<!--") {
        return Some(comment.find("-->").map_or("", |end| &comment[end + 3..]));
    }
    let second = html[1..].chars().next()?;
    if !(second.is_ascii_alphabetic() || matches!(second, '/' | '!' | '?')) {
        return None;
    }
    let end = end_of_tag(html);
    let after = &html[end..];
    let name = html[1..]
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()?;
    let name = name.to_ascii_lowercase();
    if !DROPPED.contains(&name.as_str()) {
        return Some(after);
    }
    let close = format!("</{name}");
    let closed = after.to_ascii_lowercase().find(&close);
    Some(closed.map_or("", |at| &after[at + end_of_tag(&after[at..])..]))
}

/// Where a tag ends; quotes may hold the sign that would end it.
fn end_of_tag(html: &str) -> usize {
    let mut quote = None;
    for (at, c) in html.char_indices().skip(1) {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(html: &str) -> String {
        text_of(html)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn only_what_is_shown_is_text() {
        assert_eq!(words("<p title='a>b'>One &amp; two</p><br>"), "One & two");
        assert_eq!(words("a<!-- b\n\n> c -->d"), "a d");
        assert_eq!(words("x<SCRIPT>alert('</p>')</script >y<style>z"), "x y");
        assert_eq!(words("1 < 2 <? ours ?>"), "1 < 2");
    }
}
