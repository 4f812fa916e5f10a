//! The names that a template can print, and the one that was meant.

use tera::{Context, Value};

use crate::suggest::nearest;

/// The path that a fault speaks of, such as `page.titel`, where only its end is named.
pub fn whole_path(text: &str, range: std::ops::Range<usize>) -> &str {
    let end = text.get(..range.end).unwrap_or("");
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    end.rfind(|c| !is_part(c)).map_or(end, |at| {
        let start = at + end[at..].chars().next().map_or(1, char::len_utf8);
        &end[start..]
    })
}

/// Every name that some template sees.
const NAMES: [&str; 25] = [
    "site", "page", "root", "assets", "t", "body", "menu", "letters", "detail", "view",
    "show", "svg", "wide", "tall", "findings", "sheets", "handout", "run", "extra",
    "answers", "chapters", "part", "html", "slots", "target",
];

/// The name that was meant, and those beside the one that does not exist.
pub fn what_exists(written: &str, context: &Context) -> Option<String> {
    let mut parts = written
        .split(['.', '[', ']', ' ', '|'])
        .filter(|part| !part.is_empty())
        .peekable();
    let first = parts.next()?;
    let Some(mut value) = context.get(first) else {
        return instead_of(first, parts.peek().is_some(), context);
    };
    let mut path = first.to_owned();
    for part in parts {
        let map = value.as_map()?;
        match value.get_from_path(part) {
            Some(inner) if !inner.is_undefined() => value = inner,
            _ => {
                let mut known: Vec<String> =
                    map.keys().map(ToString::to_string).collect();
                known.sort();
                return Some(match path.as_str() {
                    "t" => word_instead_of(part, &known),
                    _ => beside(part, &known, &format!("`{path}` has")),
                });
            }
        }
        path = format!("{path}.{part}");
    }
    None
}

/// What a template could print in place of a name that does not exist.
fn instead_of(name: &str, has_fields: bool, context: &Context) -> Option<String> {
    let known = NAMES.into_iter().filter(|name| context.contains_key(name));
    let known: Vec<String> = known.map(str::to_owned).collect();
    let near = nearest_of(name, &known);
    // A name that the template gives itself may have any fields.
    if has_fields && near.is_none() {
        return None;
    }
    let fields = |of: &str| {
        let map = context.get(of).and_then(Value::as_map);
        let keys = map.into_iter().flat_map(|map| map.keys());
        let mut keys: Vec<String> = keys.map(ToString::to_string).collect();
        keys.sort();
        keys
    };
    for of in ["page", "site"] {
        let fields = fields(of);
        if let Some(near) = nearest_of(name, &fields).filter(|_| near.is_none()) {
            return Some(format!("did you mean `{of}.{near}`?"));
        }
    }
    let list = beside(name, &known, "what exists here");
    Some(match near {
        Some(_) => list,
        None => format!("{list}; `site` has: {}", fields("site").join(", ")),
    })
}

/// A word that is not there: one of the handbook's own, or a misspelt one.
fn word_instead_of(name: &str, known: &[String]) -> String {
    match nearest_of(name, known) {
        Some(near) if !name.starts_with("own_") => format!("did you mean `{near}`?"),
        _ => {
            let bare = name.trim_start_matches("own_");
            format!(
                "add `own_{bare}` to strings.yaml of your theme, below the language, and print `t.own_{bare}`"
            )
        }
    }
}

fn nearest_of<'k>(name: &str, known: &'k [String]) -> Option<&'k str> {
    nearest(name, known.iter().map(String::as_str))
}

/// The nearest name, then all of them, or the first where there are many.
pub fn beside(name: &str, known: &[String], those: &str) -> String {
    const MOST: usize = 40;
    let first = &known[..known.len().min(MOST)];
    let more = if known.len() > MOST { ", …" } else { "" };
    let list = format!("{those}: {}{more}", first.join(", "));
    match nearest_of(name, known) {
        Some(near) => format!("did you mean `{near}`? {list}"),
        None => list,
    }
}
