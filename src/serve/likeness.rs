//! How much two texts have in common, told by their words.

use std::collections::HashMap;

/// The share of words that two texts have in common, from 0 to 1; each word counts as often
/// as it stands there, and their order does not count.
pub fn likeness(one: &str, two: &str) -> f64 {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut all = 0;
    for word in words(one) {
        *counts.entry(word).or_default() += 1;
        all += 1;
    }
    let mut common = 0;
    for word in words(two) {
        all += 1;
        if let Some(count) = counts.get_mut(word).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    match all {
        0 => 0.0,
        _ => (2 * common) as f64 / all as f64,
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|letter: char| !letter.is_alphanumeric());
    parts.filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_leaves_most_words_and_another_text_shares_few() {
        let text = "# Call\n\nRing them on Monday, and ask who decides.\n";
        assert_eq!(likeness(text, text), 1.0);
        assert!(likeness(text, &text.replace("Monday", "Tuesday")) > 0.8);
        assert!(likeness(text, "# Mail\n\nWrite to them.\n") < 0.3);
        assert_eq!(likeness("", "…"), 0.0);
    }
}
