//! Titles in the order of an index.

use unicode_normalization::UnicodeNormalization;

/// The form by which titles are put in order: without capitals and accents.
pub fn sort_key(title: &str) -> String {
    if title.is_ascii() {
        let plain = title.to_ascii_lowercase();
        return plain
            .trim_start_matches(|c: char| !c.is_ascii_alphanumeric())
            .to_owned();
    }
    let plain = title
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    plain
        .flat_map(char::to_lowercase)
        .skip_while(|c| !c.is_alphanumeric())
        .collect()
}

/// The letter under which such a form stands; `#` for anything else.
pub fn letter_of(key: &str) -> String {
    let first = key.chars().next().filter(|c| c.is_alphabetic());
    first.map_or("#".to_owned(), |c| c.to_uppercase().collect())
}
