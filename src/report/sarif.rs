//! Problems for code hosts and editors: SARIF 2.1.0, one document.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Position, Texts, position};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::paths::percent_encode;
use crate::span::Place;

/// All problems as one document; `above` is the way from the repository to the handbook.
pub fn document(problems: &[Diagnostic], texts: Texts, above: &str) -> String {
    let codes: BTreeSet<Code> = problems.iter().map(|problem| problem.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let mut writer = Writer {
        texts,
        above,
        same: BTreeMap::new(),
    };
    let results: Vec<Value> = problems
        .iter()
        .map(|problem| {
            let mut result = writer.result(problem);
            result["ruleIndex"] = codes.binary_search(&problem.code).ok().into();
            result
        })
        .collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Tandem",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

/// What a problem means, as `tandem explain` says it.
fn rule(code: Code) -> Value {
    let help = code.explanation().unwrap_or_default();
    json!({
        "id": code.number(),
        "shortDescription": { "text": code.name() },
        "help": { "text": help, "markdown": help },
        "defaultConfiguration": { "level": code.severity().word() },
    })
}

struct Writer<'t> {
    texts: Texts<'t>,
    above: &'t str,
    /// How often each fingerprint was given.
    same: BTreeMap<Digest, usize>,
}

impl Writer<'_> {
    fn result(&mut self, problem: &Diagnostic) -> Value {
        let at = self.position(&problem.place);
        let message = match &problem.help {
            Some(help) => format!("{}. To mend it: {help}", problem.message),
            None => problem.message.clone(),
        };
        let related = problem.labels.iter().map(|label| {
            let at = self.position(&label.place);
            let mut place = self.place(&label.place, at.as_ref());
            place["message"] = json!({ "text": label.message });
            place
        });
        let related: Vec<Value> = related.collect();
        let mut result = json!({
            "ruleId": problem.code.number(),
            "level": problem.severity.word(),
            "message": { "text": message },
            "locations": [self.place(&problem.place, at.as_ref())],
            "partialFingerprints": { "primaryLocationLineHash": self.fingerprint(problem, at.as_ref()) },
        });
        if !related.is_empty() {
            result["relatedLocations"] = related.into();
        }
        result
    }

    fn position(&self, place: &Place) -> Option<Position> {
        let span = place.span?;
        (self.texts)(&place.file).map(|text| position(&text, span))
    }

    fn place(&self, place: &Place, at: Option<&Position>) -> Value {
        let path = format!("{}{}", self.above, place.file);
        let parts: Vec<String> = path.split('/').map(percent_encode).collect();
        let mut physical = json!({ "artifactLocation": { "uri": parts.join("/") } });
        if let Some(at) = at {
            physical["region"] = json!({
                "startLine": at.line,
                "startColumn": at.column,
                "endColumn": at.column + at.width,
                "snippet": { "text": at.text },
            });
        }
        json!({ "physicalLocation": physical })
    }

    /// What stays the same when lines are added above: the code, the file, what stands in the
    /// line, and how many alike came before.
    fn fingerprint(&mut self, problem: &Diagnostic, at: Option<&Position>) -> String {
        let said = at.map_or(problem.message.as_str(), |at| at.text.trim());
        let own = Digest::of(&(problem.code.number(), &*problem.place.file, said));
        let alike = self.same.entry(own).or_default();
        *alike += 1;
        format!("{own}:{alike}")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::span::Span;

    fn written(text: &str) -> Value {
        let file: Arc<str> = "content/a b/ü.md".into();
        let starts = text.match_indices("gone").map(|(at, _)| at);
        let problem = |at| {
            let span = Span::new(at, at + 4);
            Diagnostic::at(Code::E502, &file, span, "there is no page").help("write one")
        };
        let problems: Vec<Diagnostic> = starts.map(problem).collect();
        let texts = |_: &str| Some(Arc::<str>::from(text));
        let document = document(&problems, &texts, "docs/");
        serde_json::from_str(&document).expect("it is JSON")
    }

    fn fingerprints(document: &Value) -> Vec<String> {
        let results = document["runs"][0]["results"].as_array();
        let results = results.expect("there is a list");
        let own = |result: &Value| result["partialFingerprints"].to_string();
        results.iter().map(own).collect()
    }

    #[test]
    fn a_problem_has_its_place_its_rule_and_its_help() {
        let document = written("# Ü\n\nThe gone page.\n");
        let run = &document["runs"][0];
        let result = &run["results"][0];
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            place["artifactLocation"]["uri"],
            "docs/content/a%20b/%C3%BC.md"
        );
        let region = &place["region"];
        assert_eq!(region["startLine"], 3);
        assert_eq!(region["startColumn"], 5);
        assert_eq!(region["endColumn"], 9);
        assert_eq!(result["level"], "error");
        assert_eq!(result["ruleId"], run["tool"]["driver"]["rules"][0]["id"]);
        assert_eq!(
            result["message"]["text"],
            "there is no page. To mend it: write one"
        );
        let help = &run["tool"]["driver"]["rules"][0]["help"]["markdown"];
        assert!(help.as_str().is_some_and(|help| help.contains("## Before")));
    }

    #[test]
    fn lines_above_change_no_fingerprint_and_equal_lines_have_different_ones() {
        let before = written("A gone page.\nA gone page.\n");
        let after = written("# New\n\nMore.\nA gone page.\n\nA gone page.\n");
        assert_eq!(fingerprints(&before), fingerprints(&after));
        assert_ne!(fingerprints(&before)[0], fingerprints(&before)[1]);
    }
}
