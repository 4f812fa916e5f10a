//! Blanks to fill in: three or more underscores that stand alone.

/// A stretch of text between markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Words; never empty.
    Words(&'t str),
    /// A gap as it was written, and how wide it is: `short`, `middle` or `long`.
    Blank(&'t str, &'static str),
}

/// Tells the pieces of a text, in order; the width of a blank follows the number of its
/// underscores.
pub fn each<'t>(text: &'t str, mut tell: impl FnMut(Piece<'t>)) {
    let (mut told, mut from) = (0, 0);
    while let Some(found) = text[from..].find("___") {
        let start = from + found;
        let underscores = text[start..].bytes().take_while(|byte| *byte == b'_');
        let end = start + underscores.count();
        let alone = !text[from..start].ends_with(char::is_alphanumeric)
            && !text[end..].starts_with(char::is_alphanumeric);
        if alone {
            if told < start {
                tell(Piece::Words(&text[told..start]));
            }
            let width = match end - start {
                3..=6 => "short",
                7..=15 => "middle",
                _ => "long",
            };
            tell(Piece::Blank(&text[start..end], width));
            told = end;
        }
        from = end;
    }
    if told < text.len() {
        tell(Piece::Words(&text[told..]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_none_of_a_blank_stay_together() {
        let mut told = Vec::new();
        each("a___b __ ___, c", |piece| told.push(piece));
        let words = |text| Piece::Words(text);
        assert_eq!(
            told,
            [
                words("a___b __ "),
                Piece::Blank("___", "short"),
                words(", c")
            ]
        );
    }
}
