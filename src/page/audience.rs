//! For whom parts of a text are: the marks that editions go by.
//!
//! A mark is `audience=NAMES` behind a heading, a box or a leaf, `for=NAMES` of an `only` box
//! where the names are audiences, and the box `facilitator`, which is for facilitators.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag};

use super::directives::Head;
use super::markdown::Events;
use crate::input::audiences::{Audiences, FACILITATOR};

/// The attribute of headings, boxes and leaves, and the field of a page.
pub const AUDIENCE: &str = "audience";

/// Those who may read something: somebody of every list.
pub type Readers = Vec<Vec<String>>;

/// Whether the edition of an audience shows what is marked like this.
pub fn is_for(readers: &Readers, audience: &str) -> bool {
    let has = |list: &Vec<String>| list.iter().any(|name| name == audience);
    readers.iter().all(has)
}

/// The names in the value of a mark; what cannot be read is for nobody.
pub fn names(value: &str) -> Result<Vec<String>, String> {
    let inner = value.trim();
    let bare = inner.strip_prefix('"').map_or(Some(inner), |rest| {
        rest.strip_suffix('"').filter(|rest| !rest.contains('"'))
    });
    let Some(bare) = bare.filter(|bare| !bare.contains('"')) else {
        return Err("has a quotation mark without the other one".into());
    };
    let names: Vec<String> = bare.split(',').map(|name| name.trim().to_owned()).collect();
    if names.iter().any(String::is_empty) {
        return Err(match bare.trim().is_empty() {
            true => "names nobody".into(),
            false => "has a comma without a name".into(),
        });
    }
    let mut seen = std::collections::BTreeSet::new();
    match names.iter().find(|name| !seen.insert(name.as_str())) {
        Some(twice) => Err(format!("names `{twice}` twice")),
        None => Ok(names),
    }
}

/// Who may read a box or a leaf; empty for everybody.
pub fn readers_of(head: &Head, audiences: &Audiences) -> Readers {
    let mut readers = Readers::new();
    if head.name == "facilitator" {
        readers.push(vec![FACILITATOR.to_owned()]);
    }
    if let Some(value) = head.attributes.get(AUDIENCE) {
        readers.push(names(value).unwrap_or_default());
    }
    if let Some(value) = head.attributes.get("for").filter(|_| head.name == "only") {
        match names(value) {
            Ok(names) if !names.iter().any(|name| audiences.has(name)) => {}
            named => readers.push(named.unwrap_or_default()),
        }
    }
    readers
}

/// Who may read the sections whose headings say so, by where the headings begin.
pub fn readers_of_headings(events: &Events) -> BTreeMap<u32, Readers> {
    let mut found = BTreeMap::new();
    for (event, range) in events {
        let Event::Start(Tag::Heading { attrs, .. }) = event else {
            continue;
        };
        let marks = attrs.iter().filter(|(key, _)| &**key == AUDIENCE);
        let lists = marks.map(|(_, value)| {
            let value = value.as_deref().unwrap_or_default();
            names(value).unwrap_or_default()
        });
        let readers: Readers = lists.collect();
        if !readers.is_empty() {
            found.insert(range.start as u32, readers);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_or_nobody_is_meant() {
        assert_eq!(names("partner").as_deref(), Ok(&["partner".to_owned()][..]));
        assert_eq!(names("\"a, b\"").map(|names| names.len()), Ok(2));
        for wrong in ["", "a,", ",", "a,a", "\"a", "a\""] {
            assert!(names(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn somebody_of_every_list_may_read() {
        let readers = vec![vec!["a".into(), "b".into()], vec!["b".into()]];
        assert!(is_for(&readers, "b") && !is_for(&readers, "a"));
        assert!(is_for(&Readers::new(), "a") && !is_for(&vec![Vec::new()], "a"));
    }
}
