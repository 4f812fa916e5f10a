//! Scripts without what only their authors need: lines that are comments, and indents.

use std::borrow::Cow;

/// A script that means the same in fewer bytes.
///
/// Only whole lines go, and blanks at their ends. A script with text or comments over several
/// lines stays as it is, since there a line may look like a comment and be none.
pub fn compact(script: &str) -> Cow<'_, str> {
    if script.lines().any(goes_on) {
        return script.into();
    }
    let lines = script.lines().map(str::trim);
    let kept = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    kept.flat_map(|line| [line, "\n"]).collect()
}

/// Whether something may begin in a line that ends in another one.
fn goes_on(line: &str) -> bool {
    let count = |sign| line.matches(sign).count();
    let is_open = count("`") % 2 == 1 || count("/*") != count("*/");
    is_open || line.ends_with('\\')
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn comments_and_indents_go_and_lines_stay() {
        let script = "// What it is.\n(function () {\n  'use strict';\n\n  // Why.\n  a(); // here\n})();\n";
        let less = "(function () {\n'use strict';\na(); // here\n})();\n";
        assert_eq!(compact(script), less);
    }

    #[test]
    fn what_spans_lines_is_not_touched() {
        for script in [
            "a = `one\n  // two\n`;\n",
            "/* one\n  // two */\n",
            "a = 'one\\\n  // two';\n",
            "a = /b*/;\n  c();\n",
        ] {
            assert_eq!(compact(script), script);
        }
    }
}
