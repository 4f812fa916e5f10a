//! Code with its parts marked by classes, for a style sheet to colour.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxSet};

use super::escape;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Longest block that is marked, in bytes; a longer one is a log, not code.
const LONGEST_BLOCK: usize = 64 * 1024;
/// Longest line that is marked; grammars take quadratic time on some longer ones.
const LONGEST_LINE: usize = 2_000;

/// What the parts of code are called, most telling scope first.
static CLASSES: LazyLock<Vec<(Scope, &str)>> = LazyLock::new(|| {
    let names = [
        ("comment", "c"),
        ("string", "s"),
        ("constant.numeric", "n"),
        ("constant.language", "n"),
        ("constant.character.escape", "n"),
        ("constant", "n"),
        ("entity.name.tag", "a"),
        ("entity.other.attribute-name", "a"),
        ("entity.name.function", "f"),
        ("support.function", "f"),
        ("variable.function", "f"),
        ("entity.name", "t"),
        ("support.type", "t"),
        ("support.class", "t"),
        ("storage.type", "t"),
        ("storage", "k"),
        ("keyword.operator", "o"),
        ("keyword", "k"),
        ("variable.parameter", "v"),
        ("variable", "v"),
        ("meta.preprocessor", "m"),
        ("meta.annotation", "m"),
        ("markup.inserted", "s"),
        ("markup.deleted", "k"),
        ("markup.heading", "t"),
    ];
    names
        .into_iter()
        .filter_map(|(name, class)| Scope::new(name).ok().map(|scope| (scope, class)))
        .collect()
});

/// Writes code with `<span class="…">` around its parts; plain text if the language is
/// unknown.
pub fn write(code: &str, language: &str, out: &mut String) {
    let syntax = SYNTAXES.find_syntax_by_token(language);
    let short = code.len() <= LONGEST_BLOCK && code.lines().all(|l| l.len() <= LONGEST_LINE);
    let Some(syntax) = syntax.filter(|syntax| short && syntax.name != "Plain Text") else {
        return escape::text(code, out);
    };
    let mut state = ParseState::new(syntax);
    let mut scopes = ScopeStack::new();
    let mut pen = Pen { out, class: None };
    for line in code.split_inclusive('\n') {
        let Ok(ops) = state.parse_line(line, &SYNTAXES) else {
            pen.write(line, None);
            continue;
        };
        let mut from = 0;
        for (at, op) in ops {
            pen.write(&line[from..at], class_of(&scopes));
            from = at;
            apply(&mut scopes, &op);
        }
        pen.write(&line[from..], class_of(&scopes));
    }
    pen.set(None);
}

fn apply(scopes: &mut ScopeStack, op: &ScopeStackOp) {
    // A grammar that pops more than it pushed loses its colours, not the page.
    if scopes.apply(op).is_err() {
        scopes.clear_stack();
    }
}

trait ClearStack {
    fn clear_stack(&mut self);
}

impl ClearStack for ScopeStack {
    fn clear_stack(&mut self) {
        *self = ScopeStack::new();
    }
}

/// The class of the innermost scope that has one.
fn class_of(scopes: &ScopeStack) -> Option<&'static str> {
    let stack = scopes.as_slice();
    let named = |scope: &Scope| {
        CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class)
    };
    stack.iter().rev().find_map(named)
}

/// Writes runs of text of one class as one span.
struct Pen<'o> {
    out: &'o mut String,
    class: Option<&'static str>,
}

impl Pen<'_> {
    fn write(&mut self, text: &str, class: Option<&'static str>) {
        if text.is_empty() {
            return;
        }
        // Blanks have no colour: they go with what stands before them.
        if !text.trim().is_empty() {
            self.set(class);
        }
        escape::text(text, self.out);
    }

    fn set(&mut self, class: Option<&'static str>) {
        if self.class == class {
            return;
        }
        if self.class.is_some() {
            self.out.push_str("</span>");
        }
        if let Some(class) = class {
            self.out.push_str("<span class=\"");
            self.out.push_str(class);
            self.out.push_str("\">");
        }
        self.class = class;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(code: &str, language: &str) -> String {
        let mut out = String::new();
        write(code, language, &mut out);
        out
    }

    #[test]
    fn parts_of_code_get_classes_and_nothing_is_lost() {
        let html = marked("let x = 1; // <b>\n", "rust");
        assert!(html.contains("<span class=\"n\">1</span>"), "{html}");
        assert!(html.contains("// &lt;b&gt;"), "{html}");
        assert!(html.contains("<span class=\"c\">"), "{html}");
        assert_eq!(marked("a < b\n", "no-such-language"), "a &lt; b\n");
    }
}
