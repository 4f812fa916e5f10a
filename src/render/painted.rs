//! Drawings painted for paper: with the rules and colours of the theme's style sheet in them.
//!
//! On the screen a drawing takes its looks from the style sheet of the page. Paper has none,
//! so the rules that concern drawings go into the drawing, with the tokens filled in: those of
//! the light colours, on white.

use std::collections::BTreeMap;

use super::diagram::{self, Words};
use crate::site::computed::Computed;

/// Tokens that are something else on paper.
const ON_PAPER: [(&str, &str); 3] = [
    ("paper", "#FFFFFF"),
    ("surface", "#FFFFFF"),
    ("sans", "\"Schibsted Grotesk\""),
];
/// What the selectors of rules for drawings hold.
const OF_DRAWINGS: [&str; 7] = [".ring", ".lane", ".lp-", ".st-", ".f-", ".on-", ".to-"];
/// How a condition begins whose rules are for small drawings, on paper too.
const ON_SMALL_SCREENS: &str = "@media (max-width:";
/// References of tokens to tokens that are followed.
const MOST_STEPS: usize = 8;

/// What drawings are painted with.
#[derive(Clone, Debug, Default)]
pub struct Paint {
    /// The tokens of the style sheet, for light colours.
    pub tokens: BTreeMap<String, String>,
    style: String,
    /// What small screens add, for drawings that are small on paper as well.
    small: String,
}

impl Paint {
    /// Takes tokens and rules from the published style sheet.
    pub fn new(css: &str) -> Self {
        let mut tokens = BTreeMap::new();
        let (mut rules, mut of_small) = (Vec::new(), Vec::new());
        for (selector, body) in top_rules(css) {
            if selector == ":root" {
                for (name, value) in declarations(body) {
                    if let Some(token) = name.strip_prefix("--") {
                        tokens.insert(token.to_owned(), value.to_owned());
                    }
                }
            } else if selector.starts_with(ON_SMALL_SCREENS) {
                of_small.extend(top_rules(body).into_iter().filter(is_of_drawings));
            } else if !selector.starts_with('@') && is_of_drawings(&(selector, body)) {
                rules.push((selector, body));
            }
        }
        for (token, value) in ON_PAPER {
            tokens.insert(token.to_owned(), value.to_owned());
        }
        let tokens = tokens
            .iter()
            .map(|(name, value)| (name.clone(), filled(value, &tokens, 0)))
            .collect();
        Self {
            style: style_of(&rules, &tokens),
            small: style_of(&of_small, &tokens),
            tokens,
        }
    }

    /// The drawing of a view, where it has one.
    pub fn draw(&self, computed: &Computed, words: &Words) -> Option<String> {
        let svg = match computed {
            Computed::Loop(view, _) => diagram::ring(view, words, "Paper"),
            Computed::Swimlane(view) => diagram::swimlane_wide(view, words, "Paper"),
            _ => return None,
        };
        let (head, rest) = svg.split_once('>')?;
        let head = head.replacen("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", 1);
        let small = if is_small(computed) { &*self.small } else { "" };
        Some(format!("{head}><style>{}{small}</style>{rest}", self.style))
    }

    /// The colours among the tokens, for templates of paper.
    pub fn colours(&self) -> BTreeMap<String, String> {
        let colours = self
            .tokens
            .iter()
            .filter(|(_, value)| value.starts_with('#'));
        colours
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

/// Whether a drawing is small on paper: a ring that says where a page is, beside its list.
fn is_small(computed: &Computed) -> bool {
    let Computed::Loop(view, "both") = computed else {
        return false;
    };
    view.stretches.iter().any(|stretch| stretch.here)
}

/// Whether a rule concerns drawings.
fn is_of_drawings((selector, _): &(&str, &str)) -> bool {
    OF_DRAWINGS.iter().any(|part| selector.contains(part))
}

/// Rules with the tokens filled in, as far as they mean anything in a drawing by itself.
fn style_of(rules: &[(&str, &str)], tokens: &BTreeMap<String, String>) -> String {
    let mut style = String::new();
    for (selector, body) in rules {
        let selectors: Vec<String> = split(selector, ',')
            .into_iter()
            .flat_map(alternatives)
            .filter(|one| !one.contains([':', '[', '*', '&']))
            .collect();
        let own: Vec<String> = declarations(body)
            .map(|(name, value)| format!("{name}:{}", filled(value, tokens, 0)))
            .filter(|rule| !rule.contains("var("))
            .collect();
        if !selectors.is_empty() && !own.is_empty() {
            style += &format!("{}{{{}}}", selectors.join(","), own.join(";"));
        }
    }
    style
}

/// The rules at the top of a style sheet, conditions among them.
fn top_rules(css: &str) -> Vec<(&str, &str)> {
    let mut rules = Vec::new();
    let mut rest = css;
    while let Some(open) = rest.find('{') {
        let selector = rest[..open].rsplit(';').next().unwrap_or("").trim();
        let mut depth = 0;
        let end = rest[open..].char_indices().find(|(_, c)| {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            depth == 0
        });
        let Some((length, _)) = end else { break };
        rules.push((selector, &rest[open + 1..open + length]));
        rest = &rest[open + length + 1..];
    }
    rules
}

fn declarations(body: &str) -> impl Iterator<Item = (&str, &str)> {
    let all = split(body, ';').into_iter();
    all.filter_map(|one| one.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
}

/// Splits at a sign that stands outside of brackets and quotes.
fn split(text: &str, at: char) -> Vec<&str> {
    let (mut depth, mut quote, mut start) = (0, None, 0);
    let mut parts = Vec::new();
    for (place, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, c) if c == at && depth == 0 => {
                parts.push(text[start..place].trim());
                start = place + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// A selector without `:is()`: one for each thing that it may be.
fn alternatives(selector: &str) -> Vec<String> {
    let Some((before, rest)) = selector.split_once(":is(") else {
        return vec![selector.to_owned()];
    };
    let Some((inner, after)) = rest.split_once(')') else {
        return Vec::new();
    };
    let all = split(inner, ',').into_iter();
    all.map(|one| format!("{before}{one}{after}")).collect()
}

/// A value with its tokens filled in; of two colours the one for light.
fn filled(value: &str, tokens: &BTreeMap<String, String>, steps: usize) -> String {
    let mut value = value.to_owned();
    while let Some(start) = value.find("light-dark(").filter(|_| steps < MOST_STEPS) {
        let inner = &value[start + "light-dark(".len()..];
        let Some(end) = closing(inner) else { break };
        let light = split(&inner[..end], ',')
            .first()
            .map_or("", |one| *one)
            .to_owned();
        let length = "light-dark(".len() + end + 1;
        value.replace_range(start..start + length, &light);
    }
    while let Some(start) = value.find("var(--").filter(|_| steps < MOST_STEPS) {
        let inner = &value[start + "var(--".len()..];
        let Some(end) = closing(inner) else { break };
        let Some(token) = tokens.get(inner[..end].trim()) else {
            break;
        };
        let token = filled(token, tokens, steps + 1);
        let length = "var(--".len() + end + 1;
        value.replace_range(start..start + length, &token);
    }
    value
}

/// Where the bracket closes that was open before a text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.char_indices().find_map(|(at, c)| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        (depth == 0).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::computed::{LoopView, Stretch};

    const CSS: &str = ":root{--a:light-dark(#112233, #445566);--b:var(--a);--paper:#000000}\
        .lane .x{fill:var(--b);stroke:var(--paper)}.lp-gap :is(path, circle){stroke:var(--a)}\
        .ring a:hover{fill:red}@media print{.lane .x{fill:red}}.prose{color:red}\
        @media (max-width: 44rem){.lp-name{display:none}.prose{color:red}}";

    #[test]
    fn tokens_are_light_and_rules_of_drawings_are_kept() {
        let paint = Paint::new(CSS);
        assert_eq!(paint.tokens["b"], "#112233");
        assert_eq!(
            paint.style,
            ".lane .x{fill:#112233;stroke:#FFFFFF}.lp-gap path,.lp-gap circle{stroke:#112233}"
        );
        assert_eq!(paint.small, ".lp-name{display:none}");
        assert_eq!(paint.colours()["a"], "#112233");
    }

    #[test]
    fn only_a_ring_beside_its_list_has_the_rules_of_small_screens() {
        let paint = Paint::new(CSS);
        let hides_names = |here, show| {
            let stretch = Stretch {
                here,
                ..Stretch::default()
            };
            let view = LoopView {
                stretches: vec![stretch],
                ..LoopView::default()
            };
            let drawn = paint.draw(&Computed::Loop(view, show), &Words::new());
            drawn.expect("a ring").contains(".lp-name{display:none}")
        };
        assert!(hides_names(true, "both"));
        assert!(!hides_names(true, "ring"));
        assert!(!hides_names(false, "both"));
    }
}
