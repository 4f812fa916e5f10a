//! Bare addresses in text, by the rules of GitHub Flavored Markdown.
//!
//! <https://github.github.com/gfm/#autolinks-extension->

use std::ops::Range;

/// A bare address in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Autolink {
    /// Where it stands.
    pub range: Range<usize>,
    /// What to put in front to make it an address.
    pub prefix: &'static str,
}

/// Whether a text may hold a bare address at all.
pub fn is_likely(text: &str) -> bool {
    memchr::memchr3_iter(b':', b'@', b'.', text.as_bytes()).any(|at| {
        match text.as_bytes()[at] {
            b':' => text[at..].starts_with("://"),
            b'.' => text[..at].ends_with("www"),
            _ => true,
        }
    })
}

/// The bare addresses of a text, in order.
pub fn find(text: &str) -> Vec<Autolink> {
    let mut found: Vec<Autolink> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some(next) = text[at..].find([':', 'w', '@']) else {
            break;
        };
        let here = at + next;
        let from = found.last().map_or(0, |last| last.range.end);
        let link = match text.as_bytes()[here] {
            b':' => with_scheme(text, here, from),
            b'w' => with_www(text, here),
            _ => email(text, here, from),
        };
        at = match link {
            Some(link) if link.range.start >= from => {
                let end = link.range.end;
                found.push(link);
                end
            }
            _ => here + 1,
        };
    }
    found
}

fn may_begin(text: &str, start: usize) -> bool {
    text[..start]
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || "*_~(".contains(c))
}

fn with_scheme(text: &str, colon: usize, from: usize) -> Option<Autolink> {
    if !text[colon..].starts_with("://") {
        return None;
    }
    let start = ["https", "http", "ftp"].iter().find_map(|scheme| {
        let start = colon
            .checked_sub(scheme.len())
            .filter(|&start| start >= from)?;
        text.get(start..colon)?
            .eq_ignore_ascii_case(scheme)
            .then_some(start)
    })?;
    // A scheme is clear enough behind a quotation mark, unlike `www.`; only a word is not.
    let in_a_word = text[..start].ends_with(char::is_alphanumeric);
    (!in_a_word).then_some(())?;
    let host = colon + 3;
    valid_domain(&text[host..], Host::Any).then_some(())?;
    let end = end_of_address(text, host)?;
    Some(Autolink {
        range: start..end,
        prefix: "",
    })
}

fn with_www(text: &str, start: usize) -> Option<Autolink> {
    let begins = text[start..].starts_with("www.") && may_begin(text, start);
    (begins && valid_domain(&text[start..], Host::WithDot)).then_some(())?;
    let end = end_of_address(text, start + 4)?;
    Some(Autolink {
        range: start..end,
        prefix: "http://",
    })
}

/// Which names of hosts make an address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Host {
    /// Short ones too, as in `http://intranet`: the scheme says that it is an address.
    Any,
    /// Only those with a dot in them.
    WithDot,
}

/// Segments of letters, digits, `-` and `_`; no `_` in the last two.
fn valid_domain(rest: &str, host: Host) -> bool {
    let is_part = |c: char| {
        matches!(c, '-' | '_' | '.') || !(c.is_whitespace() || c.is_ascii_punctuation())
    };
    let domain = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
    let domain = domain.trim_end_matches('.');
    let last_two_are_plain = domain.rsplit('.').take(2).all(|part| !part.contains('_'));
    let whole = !domain.is_empty()
        && !domain.starts_with(['-', '_', '.'])
        && !domain.contains("..");
    whole && last_two_are_plain && (host == Host::Any || domain.contains('.'))
}

/// Where an address ends: before a blank or `<`, without the punctuation behind it.
fn end_of_address(text: &str, start: usize) -> Option<usize> {
    let rest = &text[start..];
    let mut end = rest
        .find(|c: char| c.is_whitespace() || c == '<')
        .unwrap_or(rest.len());
    loop {
        let address = &rest[..end];
        let last = address.chars().next_back()?;
        let closes_nothing =
            last == ')' && address.matches(')').count() > address.matches('(').count();
        if "?!.,:*_~'\"".contains(last) || closes_nothing {
            end -= last.len_utf8();
        } else if last == ';' {
            let entity = address.rfind('&').filter(|&at| {
                at + 1 < end - 1
                    && address[at + 1..end - 1]
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric())
            });
            end = entity.unwrap_or(end - 1);
        } else {
            return Some(start + end);
        }
    }
}

fn email(text: &str, sign: usize, from: usize) -> Option<Autolink> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
    let name = text[from..sign]
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_name(*c))
        .last()?;
    let start = from + name.0;
    // The address would begin in the middle of a word that has an escape in it.
    (!text[..start].ends_with('\\')).then_some(())?;
    let rest = &text[sign + 1..];
    let is_host = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let mut end = rest.find(|c| !is_host(c)).unwrap_or(rest.len());
    end = rest[..end].trim_end_matches('.').len();
    let host = &rest[..end];
    let whole = host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with(['-', '_'])
        && !host.contains("..");
    whole.then(|| Autolink {
        range: start..sign + 1 + end,
        prefix: "mailto:",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<&str> {
        find(text)
            .into_iter()
            .map(|link| &text[link.range])
            .collect()
    }

    #[test]
    fn addresses_end_where_a_reader_would_say_they_end() {
        assert_eq!(
            links("See www.commonmark.org/a.b. Next"),
            ["www.commonmark.org/a.b"]
        );
        assert_eq!(
            links("(https://x.example/a(b))"),
            ["https://x.example/a(b)"]
        );
        assert_eq!(
            links("https://x.example/?q=a&copy;"),
            ["https://x.example/?q=a"]
        );
        assert_eq!(links("me@x.example. or a.b-c_d@a.b_"), ["me@x.example"]);
        assert_eq!(
            links("xhttp://a.example javascript:alert(1) http://a_b_c.d_e"),
            Vec::<&str>::new()
        );
        assert_eq!(links("http://intranet/a intranet/b"), ["http://intranet/a"]);
        assert_eq!(links("http://🍄.ga/ foo\\+@x.example"), ["http://🍄.ga/"]);
        assert_eq!(
            links("\"http://x.example\" 'http://y.example'"),
            ["http://x.example", "http://y.example"]
        );
    }
}
