//! Characters that no typeface of the theme has.

use std::collections::BTreeSet;

use serde_json::Value;

use super::job::Job;
use super::world::Fonts;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::span::{Place, Span};

/// What stands for a character that cannot be printed.
const INSTEAD: char = '?';
/// Keys whose signs few typefaces have, by what is printed on other keyboards.
const KEYS: [(char, &str); 3] = [
    ('\u{2318}', "Cmd"),
    ('\u{2325}', "Option"),
    ('\u{2303}', "Ctrl"),
];
/// Characters told one by one; the others are counted.
const MOST_TOLD: usize = 12;

/// Replaces characters without a glyph everywhere in the data, and tells of them.
pub fn replace_missing(data: &mut Value, fonts: &Fonts, job: &Job) -> Vec<Diagnostic> {
    let mut missing = BTreeSet::new();
    each_text(data, &mut |text| {
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
            // Most are, and a look into the typefaces takes longer.
            return;
        }
        *text = with_named_keys(text, fonts);
        if text.chars().any(|c| !is_printable(c, fonts)) {
            missing.extend(text.chars().filter(|c| !is_printable(*c, fonts)));
            *text = text
                .chars()
                .filter(|c| !is_silent(*c))
                .map(|c| if is_printable(c, fonts) { c } else { INSTEAD })
                .collect();
        }
    });
    missing.retain(|c| !is_silent(*c));
    let told = missing.iter().take(MOST_TOLD);
    told.map(|c| problem(*c, missing.len(), job)).collect()
}

/// A text with names of keys instead of their signs; `+` joins a name and what follows it.
fn with_named_keys(text: &str, fonts: &Fonts) -> String {
    let mut named = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let key = KEYS.iter().find(|(sign, _)| *sign == c && !fonts.cover(c));
        match key {
            Some((_, name)) => named.push_str(name),
            None => named.push(c),
        }
        // Letters, digits, arrows and the signs of other keys.
        let goes_on = |next: &char| {
            next.is_alphanumeric() || matches!(next, '\u{2190}'..='\u{23ff}')
        };
        if key.is_some() && characters.peek().is_some_and(goes_on) {
            named.push('+');
        }
    }
    named
}

fn each_text(data: &mut Value, act: &mut dyn FnMut(&mut String)) {
    match data {
        Value::String(text) => act(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, act)),
        Value::Object(fields) => {
            let names = ["place", "file", "drawing", "address", "t"];
            for (name, value) in fields.iter_mut() {
                if !names.contains(&name.as_str()) {
                    each_text(value, act);
                }
            }
        }
        _ => {}
    }
}

/// Whether a character has a glyph, or needs none.
fn is_printable(c: char, fonts: &Fonts) -> bool {
    matches!(c, '\n' | '\t') || (!is_silent(c) && fonts.cover(c))
}

/// Characters that only change how others look, and that no reader misses.
fn is_silent(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(
            c as u32,
            0xFE00..=0xFE0F | 0x1F3FB..=0x1F3FF | 0xE0000..=0xE0FFF | 0x200B..=0x200F
                | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xFFF9..=0xFFFB
        )
}

fn problem(c: char, count: usize, job: &Job) -> Diagnostic {
    let found = job.chapters.iter().find_map(|chapter| {
        let text = chapter.text.as_ref()?;
        let at = text.body.text.find(c)?;
        let span = Span::new(at, at + c.len_utf8());
        Some(Place::at(&text.facts.file, span))
    });
    let place = found.unwrap_or_else(|| match job.chapters.first() {
        Some(chapter) => super::compose::place_of(chapter),
        None => Place::file("handbook.yml"),
    });
    let more = match count > MOST_TOLD {
        true => format!(" ({count} characters in all are not)"),
        false => String::new(),
    };
    let message = format!(
        "the character {c} (U+{:04X}) is not in the typefaces for paper{more}; it is printed as `{INSTEAD}`",
        c as u32
    );
    Diagnostic::new(Code::W903, place, message)
        .help("put a typeface that has it into `handouts/fonts/` of the handbook's theme")
}
