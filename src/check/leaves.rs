//! Rules about what leaves are asked to show: `::loop {show=ring}`.

use super::CheckJob;
use super::finding::{Anchor, Finding};
use crate::codes::Code;
use crate::page::At;
use crate::page::parts::Leaf;
use crate::site::paper::SETS;
use crate::suggest::nearest;

/// What a value of a leaf can be.
enum Values {
    /// One of these words.
    Words(&'static [&'static str]),
    /// A whole number of at least one.
    Count,
}

/// Attributes whose values are no names of the handbook; those are judged with all pages.
const VALUES: [(&str, &str, Values); 6] = [
    ("loop", "show", Values::Words(&["ring", "list", "both"])),
    (
        "myths",
        "show",
        Values::Words(&["quotes", "cards", "index"]),
    ),
    ("cards", "set", Values::Words(&SETS)),
    ("cards", "backs", Values::Words(&["reality", "none"])),
    ("myths", "max", Values::Count),
    ("lines", "n", Values::Count),
];

/// A leaf says what it shows in words that it knows.
pub fn leaves(job: &CheckJob) -> Vec<Finding> {
    let all = job.facts.parts.leaves.iter().enumerate();
    all.flat_map(|(at, leaf)| {
        let values = leaf.attributes.iter();
        let values =
            values.filter_map(move |(key, value)| wrong_value(at, leaf, key, value));
        values.chain(without_process(job, at, leaf))
    })
    .collect()
}

fn wrong_value(at: usize, leaf: &Leaf, key: &str, value: &str) -> Option<Finding> {
    let known = VALUES
        .iter()
        .find(|(name, own, _)| (*name, *own) == (&leaf.name, key));
    let help = match &known?.2 {
        Values::Words(words) if words.contains(&value) => return None,
        Values::Words(words) => match nearest(value, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it can be one of these: {}", words.join(", ")),
        },
        Values::Count if value.parse::<u32>().is_ok_and(|count| count > 0) => {
            return None;
        }
        Values::Count => format!("write a whole number, for example `{key}=4`"),
    };
    let message = format!("`{key}` of the leaf `{}` cannot be `{value}`", leaf.name);
    let place = match value.is_empty() {
        true => Anchor::Part(At::Leaf(at)),
        false => Anchor::InPart(At::Leaf(at), value.to_owned()),
    };
    Some(Finding::new(Code::E103, place, message, help))
}

/// The steps of a process need one: the page's own, or one that is named.
fn without_process(job: &CheckJob, at: usize, leaf: &Leaf) -> Option<Finding> {
    let shows_steps = matches!(leaf.name.as_str(), "swimlane" | "raci");
    let is_named = leaf
        .attributes
        .get("of")
        .is_some_and(|name| !name.is_empty());
    if !shows_steps || is_named || job.facts.kind == "process" {
        return None;
    }
    let message = format!("the leaf `{}` does not say whose steps it shows", leaf.name);
    let help = format!("name a process: `::{} {{of=enquiry-handover}}`", leaf.name);
    Some(Finding::new(
        Code::E102,
        Anchor::Part(At::Leaf(at)),
        message,
        help,
    ))
}
