//! How much room letters take, and breaking names into lines.

/// The width of one letter as a share of its size.
///
/// Measured in the theme's typeface at the weight of labels; the groups are rounded up, and
/// what they do not know counts as the average of capital and small letters.
fn share(letter: char) -> f64 {
    match letter {
        ' ' => 0.25,
        '\'' | '!' | 'i' | 'l' | '|' | ',' | ';' | '.' | ':' | 'j' | '’' => 0.3,
        'f' | 't' | '(' | ')' | '[' | ']' | '{' | '}' | '"' | '1' | '*' | 'I' => 0.4,
        'r' | '-' | '/' | '\\' => 0.47,
        's' | 'z' | '`' | '_' | '–' | '“' | '”' => 0.54,
        'w' | 'm' | 'M' | 'W' | '@' | '%' | '…' | '—' => 0.94,
        'J' | 'L' | 'F' | 'E' | 'S' | 'Y' => 0.64,
        'A'..='Z' => 0.74,
        'a'..='z' | '0'..='9' => 0.61,
        letter if is_full_width(letter) => 1.0,
        letter if letter.is_uppercase() => 0.74,
        _ => 0.62,
    }
}

/// Letters of East Asian scripts, which are as wide as high, and pictures.
fn is_full_width(letter: char) -> bool {
    matches!(letter as u32, 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
}

/// How wide a text is at a size.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(share).sum::<f64>() * size
}

/// Room for a text: the size of its letters, the width of a line, and how many lines.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// The size of the letters.
    pub size: f64,
    /// The width of a line.
    pub width: f64,
    /// How many lines there may be.
    pub lines: usize,
}

/// A text in lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fitted {
    /// The lines.
    pub lines: Vec<String>,
    /// Whether all of the text is in them.
    pub whole: bool,
}

impl Room {
    /// Breaks a text into lines; what does not fit is cut and marked with an ellipsis.
    ///
    /// The lines are about equally long.
    pub fn fit(&self, text: &str) -> Fitted {
        let mut best = self.fill(text);
        let mut narrower = *self;
        while best.whole && best.lines.len() > 1 {
            narrower.width -= self.size / 2.0;
            let fitted = narrower.fill(text);
            if !fitted.whole || fitted.lines.len() > best.lines.len() {
                break;
            }
            best = fitted;
        }
        best
    }

    /// Fills one line after the other.
    fn fill(&self, text: &str) -> Fitted {
        let mut lines: Vec<String> = Vec::new();
        let mut whole = true;
        let mut parts = parts_of(text).into_iter().peekable();
        while let Some(first) = parts.next() {
            if lines.len() == self.lines {
                whole = false;
                if let Some(last) = lines.last_mut() {
                    *last = self.cut(&format!("{last} {first}"));
                }
                break;
            }
            let mut line = first.to_owned();
            while let Some(next) = parts.peek() {
                let glue = if line.ends_with('-') { "" } else { " " };
                let longer = format!("{line}{glue}{next}");
                if width(&longer, self.size) > self.width {
                    break;
                }
                line = longer;
                parts.next();
            }
            if width(&line, self.size) > self.width {
                whole = false;
                line = self.cut(&line);
            }
            lines.push(line);
        }
        Fitted { lines, whole }
    }

    /// As much of a text as leaves room for an ellipsis.
    fn cut(&self, text: &str) -> String {
        let mut room = self.width - width("…", self.size);
        let mut kept = String::new();
        for letter in text.chars() {
            room -= share(letter) * self.size;
            if room < 0.0 {
                break;
            }
            kept.push(letter);
        }
        let kept = kept.trim_end_matches(|c: char| !c.is_alphanumeric());
        format!("{kept}…")
    }
}

/// The words of a text; a word with hyphens can be broken behind them.
fn parts_of(text: &str) -> Vec<&str> {
    text.split_whitespace()
        .flat_map(|word| word.split_inclusive('-'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(text: &str, letters: usize) -> Vec<String> {
        let room = Room {
            size: 10.0,
            width: 6.1 * letters as f64,
            lines: 2,
        };
        room.fit(text).lines
    }

    #[test]
    fn a_name_breaks_between_words_and_behind_hyphens() {
        assert_eq!(fit("one two", 20), ["one two"]);
        assert_eq!(fit("seven eleven", 8), ["seven", "eleven"]);
        assert_eq!(fit("aaaaa-bbbbb", 7), ["aaaaa-", "bbbbb"]);
        assert_eq!(fit("aaa-bbb", 12), ["aaa-bbb"]);
    }

    #[test]
    fn what_does_not_fit_ends_with_an_ellipsis() {
        assert_eq!(fit("aaaaaaaaaaaaaaa b", 8), ["aaaaaa…", "b"]);
        assert_eq!(fit("aaaaaa bbbbbb cccccc", 8), ["aaaaaa", "bbbbbb…"]);
        assert_eq!(fit("", 8), Vec::<String>::new());
    }

    #[test]
    fn no_line_is_wider_than_the_room() {
        let room = Room {
            size: 14.5,
            width: 96.0,
            lines: 2,
        };
        for text in [
            "Agree the shared budget for next quarter",
            "Donaudampfschifffahrtsgesellschaft",
            "営業とマーケティングの引き継ぎを確認する",
            "W",
        ] {
            let fitted = room.fit(text);
            assert!(fitted.lines.len() <= 2);
            for line in fitted.lines {
                assert!(width(&line, 14.5) <= 96.0, "{line}");
            }
        }
    }
}
