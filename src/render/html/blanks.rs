//! Blanks to fill in, as ruled gaps.

use super::escape;
use crate::page::blanks::{Piece, each};

/// Writes text with its blanks.
pub fn write(text: &str, out: &mut String) {
    each(text, |piece| match piece {
        Piece::Words(words) => escape::text(words, out),
        Piece::Blank(written, width) => {
            out.push_str(&format!("<span class=\"blank {width}\">{written}</span>"));
        }
    });
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_underscores_that_stand_alone_are_blanks() {
        let html = |text: &str| {
            let mut out = String::new();
            super::write(text, &mut out);
            out
        };
        assert_eq!(
            html("a ____ b"),
            "a <span class=\"blank short\">____</span> b"
        );
        assert_eq!(html("a___b & __"), "a___b &amp; __");
        assert_eq!(
            html("________________."),
            "<span class=\"blank long\">________________</span>."
        );
    }
}
