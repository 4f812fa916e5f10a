//! How near words are to each other, and which were meant.

/// Whether two forms are known to share a stem.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kin {
    /// They are.
    Akin,
    /// Nobody knows.
    Unknown,
}

/// A word that may have been meant.
pub struct Meant {
    /// The word.
    pub form: String,
    /// How many letters are other ones.
    pub far: f64,
    /// About how often it occurs.
    pub common: u8,
    /// How likely it was meant.
    pub value: f64,
}

/// The length of a word as JavaScript counts it.
pub fn units(word: &str) -> usize {
    word.encode_utf16().count()
}

/// How near two forms of a word are to each other.
pub fn nearness(word: &str, form: &str, kin: Kin) -> f64 {
    if word == form {
        return 1.0;
    }
    let same: usize = word
        .chars()
        .zip(form.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let (a, b) = (&word[same..], &form[same..]);
    let is_plural = |end: &str| matches!(end, "" | "s" | "es" | "ies" | "y");
    let is_inflected = |end: &str| {
        let bare = |ending: &str| {
            end.strip_suffix(ending).is_some_and(|rest| {
                rest.is_empty()
                    || rest.len() == 1 && rest.as_bytes()[0].is_ascii_lowercase()
            })
        };
        is_plural(end)
            || matches!(end, "d" | "er" | "ied")
            || bare("ing")
            || bare("ed")
            // "prioritise", "prioritize" and "prioritization", on either side of the Atlantic
            || matches!(
                end.strip_prefix(['s', 'z']).unwrap_or(end),
                "e" | "es" | "ation" | "ations"
            )
    };
    if is_plural(a) && is_plural(b) {
        0.95
    } else if is_inflected(a) && is_inflected(b)
        || kin == Kin::Akin && units(a) < 3 && units(b) < 3
    {
        0.85
    } else {
        0.55
    }
}

/// How many letters to change, leave out, add or swap; at most so many.
pub fn distance(a: &str, b: &str, most: usize) -> f64 {
    let (a, b): (Vec<u16>, Vec<u16>) =
        (a.encode_utf16().collect(), b.encode_utf16().collect());
    if a.len().abs_diff(b.len()) > most {
        return most as f64 + 1.0;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            let changed = last[j - 1] + (a[i - 1] != b[j - 1]) as usize;
            let mut cost = (last[j] + 1).min(row[j - 1] + 1).min(changed);
            if swap {
                cost = cost.min(before[j - 2] + 1);
            }
            row.push(cost);
        }
        if row.iter().min().is_some_and(|least| *least > most) {
            return most as f64 + 1.0;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()] as f64
}

/// The same for a word that is still being typed.
pub fn distance_of_start(a: &str, b: &str, most: usize) -> f64 {
    let size = units(a);
    let chars: Vec<char> = b.chars().collect();
    let mut best = most as f64 + 1.0;
    for end in size.saturating_sub(most).max(1)..=chars.len().min(size + most) {
        let start: String = chars[..end].iter().collect();
        let rest = if end < chars.len() { 0.3 } else { 0.0 };
        best = best.min(distance(a, &start, most) + rest);
    }
    best
}

/// The likeliest of the words that may have been meant.
pub fn likely(word: &str, mut found: Vec<Meant>) -> Vec<Meant> {
    let least = found
        .iter()
        .map(|own| own.far.floor())
        .fold(f64::INFINITY, f64::min);
    for own in &mut found {
        let near = if own.far <= 1.5 { 0.7 } else { 0.45 };
        let first = if own.form.chars().next() == word.chars().next() {
            1.0
        } else {
            0.6
        };
        own.value =
            near * (own.common as f64 + 0.5) * first / (1.0 + 0.6 * (own.far - least));
    }
    found.sort_by(|a, b| {
        b.value
            .total_cmp(&a.value)
            .then_with(|| a.form.cmp(&b.form))
    });
    found.truncate(3);
    let best = found.first().map_or(0.0, |own| own.value);
    found.retain(|own| own.value > 0.55 * best);
    found
}
