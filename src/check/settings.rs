//! The rule about names in the settings: processes of the loop, kinds that are reviewed.

use std::sync::Arc;

use super::finding::MOST_NAMES;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::input::Settings;
use crate::input::kinds::Kinds;
use crate::input::yaml;
use crate::site::Site;
use crate::span::Span;
use crate::suggest::nearest;

/// The configuration file, for places in messages.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its name.
    pub name: &'a Arc<str>,
}

/// Names in the settings that nothing in the handbook has.
pub fn names(
    settings: &Settings,
    source: Source,
    kinds: &Kinds,
    site: &Site,
) -> Vec<Diagnostic> {
    let order = settings.loop_order.iter();
    let no_process = order.filter(|name| site.flows.process(name).is_none());
    let reviewed = settings.review_days_of.keys();
    let no_kind = reviewed.filter(|name| kinds.get(name).is_none());
    let unknown: Vec<_> = no_process
        .map(|name| ("loop", "process", name))
        .chain(no_kind.map(|name| ("review", "kind", name)))
        .collect();
    if unknown.is_empty() {
        return Vec::new();
    }
    let (entries, _) = yaml::read_entries(source.text);
    let place = |key: &str, name: &str| {
        let entry = entries.iter().find(|entry| entry.key == key);
        entry.map_or(Span::default(), |entry| entry.locate(source.text, name))
    };
    let problem = |(key, sort, name): (&str, &str, &String)| {
        let message = format!("`{key}` names `{name}`, and there is no such {sort}");
        let processes = site.flows.processes.iter();
        let known: Vec<&str> = match sort {
            "process" => processes
                .map(|own| own.slug.as_str())
                .take(MOST_NAMES)
                .collect(),
            _ => kinds.names(),
        };
        let help = match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "correct the name, or take the line out: it changes nothing".to_owned()
            }
        };
        Diagnostic::at(Code::W024, source.name, place(key, name), message).help(help)
    };
    unknown.into_iter().map(problem).collect()
}
