//! Which pages moved from one build to the next, so that their readers can be taken along.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::build::Build;
use crate::digest::Digest;
use crate::input::Inputs;
use crate::paths::{OutputPath, SourcePath};

/// Texts shorter than this are stubs that may be equal by chance.
const LEAST_TEXT: usize = 24;
/// Pages that are gone and may come back elsewhere; a move takes moments, so few are enough.
const MOST_GONE: usize = 64;

/// Pages that were taken away, by their text: some tools move a file in two steps.
pub type Gone = HashMap<Digest, OutputPath>;
/// From an old address to the new one.
pub type Moved = BTreeMap<OutputPath, OutputPath>;

/// Where pages were before and are now, and which are gone.
pub fn moves(
    old: (&Inputs, &Build),
    new: (&Inputs, &Build),
    gone: &Gone,
) -> (Moved, Gone) {
    let (mut moved, mut gone) = (Moved::new(), gone.clone());
    // An edit of plain text links nothing anew, and moves nothing.
    if Arc::ptr_eq(&old.1.site, &new.1.site) {
        return (moved, gone);
    }
    let (before, after) = (addresses(old.1), addresses(new.1));
    let mut by_text: HashMap<Digest, Vec<&OutputPath>> = HashMap::new();
    for (source, output) in &after {
        if let Some(text) = text_of(new.0, source) {
            by_text.entry(text).or_default().push(output);
        }
    }
    for (source, output) in &before {
        let text = text_of(old.0, source);
        let same_text = text.and_then(|text| by_text.get(&text));
        match (after.get(source), same_text.map(Vec::as_slice)) {
            (Some(now), _) if now != output => {
                moved.insert((*output).clone(), (*now).clone());
            }
            (Some(_), _) => {}
            (None, Some([only])) => {
                moved.insert((*output).clone(), (*only).clone());
            }
            (None, _) => {
                gone.extend(text.map(|text| (text, (*output).clone())));
            }
        }
    }
    for (source, output) in after {
        let text = text_of(new.0, source).filter(|_| !before.contains_key(source));
        if let Some(earlier) = text.and_then(|text| gone.remove(&text))
            && earlier != *output
        {
            moved.insert(earlier, output.clone());
        }
    }
    if gone.len() > MOST_GONE {
        gone.clear();
    }
    (moved, gone)
}

/// Follows the pages of earlier moves through later ones.
pub fn follow(moved: &mut Moved, later: &Moved) {
    for address in moved.values_mut() {
        if let Some(next) = later.get(address) {
            *address = next.clone();
        }
    }
    moved.extend(later.clone());
}

fn addresses(build: &Build) -> BTreeMap<&SourcePath, &OutputPath> {
    let written = |page| crate::site::LinkedPage::written(page);
    let pages = build.site.pages.iter();
    pages
        .filter_map(|page| Some((written(page)?, &page.output)))
        .collect()
}

fn text_of(inputs: &Inputs, source: &SourcePath) -> Option<Digest> {
    let page = inputs.pages.get(source)?;
    (page.text.len() >= LEAST_TEXT).then_some(page.digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_moves_twice_is_followed() {
        let path = |name: &str| OutputPath::new(name);
        let mut moved = Moved::from([(path("a.html"), path("b.html"))]);
        follow(&mut moved, &Moved::from([(path("b.html"), path("c.html"))]));
        assert_eq!(moved.get(&path("a.html")), Some(&path("c.html")));
        assert_eq!(moved.get(&path("b.html")), Some(&path("c.html")));
    }
}
