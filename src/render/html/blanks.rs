//! Blanks to fill in: three or more underscores that stand alone.

use super::escape;

/// Writes text, with its blanks as ruled gaps; the width follows the number of underscores.
pub fn write(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(start) = rest.find("___") {
        let run = rest[start..]
            .bytes()
            .take_while(|byte| *byte == b'_')
            .count();
        let (before, after) = (&rest[..start], &rest[start + run..]);
        let alone = !before.ends_with(char::is_alphanumeric)
            && !after.starts_with(char::is_alphanumeric);
        escape::text(before, out);
        match alone {
            true => {
                let width = match run {
                    3..=6 => "short",
                    7..=15 => "middle",
                    _ => "long",
                };
                out.push_str(&format!("<span class=\"blank {width}\">"));
                out.push_str(&rest[start..start + run]);
                out.push_str("</span>");
            }
            false => escape::text(&rest[start..start + run], out),
        }
        rest = after;
    }
    escape::text(rest, out);
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
