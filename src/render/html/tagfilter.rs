//! Tags that GitHub Flavored Markdown never lets through.
//!
//! <https://github.github.com/gfm/#disallowed-raw-html-extension->

const DISALLOWED: [&str; 9] = [
    "title",
    "textarea",
    "style",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "script",
    "plaintext",
];

/// The HTML with the `<` of such tags escaped.
pub fn filtered(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        out.push_str(if is_disallowed(&rest[at + 1..]) {
            "&lt;"
        } else {
            "<"
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out
}

fn is_disallowed(after: &str) -> bool {
    let name = after.strip_prefix('/').unwrap_or(after);
    let end = name
        .find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .unwrap_or(name.len());
    end < name.len()
        && DISALLOWED
            .iter()
            .any(|tag| name[..end].eq_ignore_ascii_case(tag))
}
