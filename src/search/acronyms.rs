//! Short forms that texts explain: `Service Level Agreement (SLA)`.

use super::stems::Language;

/// Longest short form.
const LONGEST: usize = 7;
/// Words before a bracket that are looked at.
const MOST_WORDS: usize = 9;

/// Every short form in a text with its long form in lower case, in the order of the text.
pub fn acronyms(text: &str, language: &Language) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('(') {
        let inside = &text[open + 1..];
        let Some(close) = inside.find(')').filter(|at| *at <= 48) else {
            continue;
        };
        let inside = inside[..close].trim();
        let before = &text[..open];
        if let Some(short) = short_form(inside) {
            let words = words_before(before);
            found.extend(long_form(&short, &words, language).map(|long| (short, long)));
        } else if let Some(short) =
            before.split_whitespace().next_back().and_then(short_form)
        {
            let words: Vec<&str> = words_of(inside).collect();
            let long = long_form(&short, &words, language);
            // The bracket must hold the long form and nothing else.
            let whole = long.filter(|long| words_of(long).count() == words.len());
            found.extend(whole.map(|long| (short, long)));
        }
    }
    found
}

/// A text that is a short form: two capitals at least, without a final `s`.
fn short_form(text: &str) -> Option<String> {
    let text = text.strip_suffix('s').unwrap_or(text);
    let fits = (2..=LONGEST).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().filter(char::is_ascii_uppercase).count() >= 2;
    fits.then(|| text.to_owned())
}

fn words_of(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}')))
        .filter(|word| !word.is_empty())
}

/// The last words before a bracket, in order, none from another sentence.
fn words_before(text: &str) -> Vec<&str> {
    let sentence = text.rfind(['.', ',', ';', ':', '(', ')', '?', '!', '|']);
    let sentence = &text[sentence.map_or(0, |at| at + 1)..];
    let mut words: Vec<&str> = words_of(sentence).rev().take(MOST_WORDS).collect();
    words.reverse();
    words
}

/// The last words whose first letters spell a short form; small words may be left out.
fn long_form(short: &str, words: &[&str], language: &Language) -> Option<String> {
    let letters: Vec<char> = short.to_lowercase().chars().collect();
    let most = words.len().min(letters.len() + 2);
    (2..=most).find_map(|count| {
        let words = &words[words.len() - count..];
        let initial = |word: &&str| word.chars().flat_map(char::to_lowercase).next();
        if initial(&words[0]) != letters.first().copied() {
            return None;
        }
        let mut rest = &letters[..];
        for word in words {
            if initial(word) == rest.first().copied() {
                rest = &rest[1..];
            }
        }
        let long = words.join(" ").to_lowercase();
        let saying = words_of(&long)
            .filter(|word| !language.is_stop(word))
            .count();
        let fits = rest.is_empty() && saying <= letters.len() + 1;
        fits.then_some(long)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        acronyms(text, &Language::of("en"))
    }

    #[test]
    fn brackets_explain_short_forms_both_ways() {
        let pair = |short: &str, long: &str| vec![(short.to_owned(), long.to_owned())];
        assert_eq!(
            found("We sign a Service Level Agreement (SLA) first."),
            pair("SLA", "service level agreement")
        );
        assert_eq!(
            found("Ask about MQLs (marketing qualified leads)."),
            pair("MQL", "marketing qualified leads")
        );
        assert_eq!(
            found("the Point of Contact (POC)"),
            pair("POC", "point of contact")
        );
        assert!(found("see the notes (PDF), or mail (ASAP)").is_empty());
    }
}
