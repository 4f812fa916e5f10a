//! The nearest known name to a misspelt one.

/// The candidate closest to `word`, if one is close enough to be what was meant.
///
/// Optimal string alignment distance (Damerau-Levenshtein without repeated edits), ignoring
/// case; up to one edit in three characters, at most three. Ties go to the first candidate.
pub fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().collect();
    let limit = (word.len() / 3).clamp(1, 3);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other: Vec<char> = candidate.to_lowercase().chars().collect();
        if other.len().abs_diff(word.len()) > limit {
            continue;
        }
        let distance = edits(&word, &other);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The candidate closest to a word of several parts, such as `find_page`, where each part is
/// close to its own and begins like it: `kind_page` is another word.
pub fn nearest_in_parts<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let parts: Vec<&str> = word.split('_').collect();
    let alike = candidates.into_iter().filter(|candidate| {
        let others: Vec<&str> = candidate.split('_').collect();
        let mut pairs = parts.iter().zip(&others);
        others.len() == parts.len()
            && pairs.all(|(part, other)| {
                part.chars().next() == other.chars().next()
                    && nearest(part, [*other]).is_some()
            })
    });
    nearest(word, alike)
}

fn edits(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &left) in a.iter().enumerate() {
        let mut row = vec![i + 1; b.len() + 1];
        for (j, &right) in b.iter().enumerate() {
            let change = last[j] + usize::from(left != right);
            row[j + 1] = change.min(last[j + 1] + 1).min(row[j] + 1);
            let swapped = i > 0 && j > 0 && left == b[j - 1] && a[i - 1] == right;
            if swapped {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{nearest, nearest_in_parts};

    #[test]
    fn a_word_of_parts_is_near_in_every_part() {
        let known = ["kind_page", "find", "search_label"];
        assert_eq!(nearest_in_parts("find_page", known), None);
        assert_eq!(
            nearest_in_parts("serach_label", known),
            Some("search_label")
        );
    }

    #[test]
    fn a_swap_or_a_missing_letter_is_forgiven_and_another_word_is_not() {
        assert_eq!(nearest("reveiwed", ["title", "reviewed"]), Some("reviewed"));
        assert_eq!(
            nearest("onbording", ["onboarding", "boarding"]),
            Some("onboarding")
        );
        assert_eq!(nearest("weight", ["title", "reviewed"]), None);
    }
}
