//! Which pages moved from one build to the next, so that their readers can be taken along.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::likeness::likeness;
use crate::build::Build;
use crate::digest::Digest;
use crate::input::{Inputs, SourceText};
use crate::paths::{OutputPath, SourcePath};

/// Texts shorter than this are stubs that may be equal by chance.
const LEAST_TEXT: usize = 24;
/// Pages that are gone and may come back elsewhere; a move takes moments, so few are enough.
const MOST_GONE: usize = 64;
/// A page that was renamed and edited in one go keeps this share of its words.
const MOST_OF_THE_WORDS: f64 = 0.6;
/// One that kept its title keeps at least so much.
const SOME_OF_THE_WORDS: f64 = 0.25;

/// A page that was taken away.
#[derive(Clone)]
pub struct Lost {
    output: OutputPath,
    title: String,
    text: Arc<SourceText>,
}

/// Pages that came or went without a counterpart: some tools move a file in two steps.
#[derive(Clone, Default)]
pub struct Loose {
    gone: Vec<Lost>,
    /// Those of the last step alone.
    come: BTreeSet<SourcePath>,
}

/// From an old address to the new one.
pub type Moved = BTreeMap<OutputPath, OutputPath>;

/// One state of the handbook: its texts, and what they became.
type State<'s> = (&'s Inputs, &'s Build);

/// Where pages were before and are now, and which have no counterpart yet.
pub fn moves(old: State, new: State, loose: &Loose) -> (Moved, Loose) {
    // An edit of plain text links nothing anew, and moves nothing.
    if Arc::ptr_eq(&old.1.site, &new.1.site) {
        return (Moved::new(), loose.clone());
    }
    let (before, after) = (addresses(old.1), addresses(new.1));
    let mut moved = Moved::new();
    let Loose { mut gone, come } = loose.clone();
    for (source, output) in &before {
        match after.get(source) {
            Some(now) if now == output => {}
            Some(now) => {
                moved.insert((*output).clone(), (*now).clone());
            }
            None => gone.extend(lost(old, source, output)),
        }
    }
    let fresh: BTreeSet<&SourcePath> = after
        .keys()
        .copied()
        .filter(|source| !before.contains_key(source))
        .collect();
    gone.retain(|lost| !fresh.iter().any(|source| *after[source] == lost.output));
    unedited(&mut moved, &mut gone, new.0, &after);
    let lately = fresh.iter().copied().chain(&come);
    let lately = lately.filter_map(|source| Some((source, *after.get(source)?)));
    edited(&mut moved, &mut gone, new, lately.collect());
    if gone.len() > MOST_GONE {
        gone.clear();
    }
    let come = fresh.into_iter().take(MOST_GONE).cloned().collect();
    (moved, Loose { gone, come })
}

fn lost(old: State, source: &SourcePath, output: &OutputPath) -> Option<Lost> {
    Some(Lost {
        output: output.clone(),
        title: old.1.pages.get(source)?.facts.title.clone(),
        text: old.0.pages.get(source)?.clone(),
    })
}

/// Pages that stand elsewhere with the text that they had.
fn unedited(
    moved: &mut Moved,
    gone: &mut Vec<Lost>,
    inputs: &Inputs,
    after: &BTreeMap<&SourcePath, &OutputPath>,
) {
    if gone.is_empty() {
        return;
    }
    let mut by_text: HashMap<Digest, Vec<&OutputPath>> = HashMap::new();
    for (source, output) in after {
        if let Some(text) = inputs.pages.get(*source) {
            by_text.entry(text.digest).or_default().push(output);
        }
    }
    gone.retain(|lost| {
        let same = by_text.get(&lost.text.digest).map(Vec::as_slice);
        match same {
            Some([only]) if lost.text.text.len() >= LEAST_TEXT => {
                moved.insert(lost.output.clone(), (*only).clone());
                false
            }
            _ => true,
        }
    });
}

/// Pages that stand elsewhere with a text that is nearly the one that they had; the likest
/// pairs first.
fn edited(
    moved: &mut Moved,
    gone: &mut Vec<Lost>,
    new: State,
    mut fresh: BTreeMap<&SourcePath, &OutputPath>,
) {
    fresh.retain(|_, output| !moved.values().any(|taken| taken == *output));
    // A checkout of another branch: there is nobody to be taken along by guessing.
    if gone.len() > MOST_GONE || fresh.len() > MOST_GONE {
        return;
    }
    let mut pairs = Vec::new();
    for lost in &*gone {
        for (source, output) in &fresh {
            let likeness = likeness_of(lost, new, source);
            pairs.extend(likeness.map(|own| (own, lost.output.clone(), *output)));
        }
    }
    pairs.sort_by(|one, two| two.0.total_cmp(&one.0));
    for (_, old, output) in pairs {
        let is_taken =
            moved.contains_key(&old) || moved.values().any(|own| own == output);
        if !is_taken {
            gone.retain(|lost| lost.output != old);
            moved.insert(old, output.clone());
        }
    }
}

/// How alike a page is to one that is gone; `None` where it is another page.
fn likeness_of(lost: &Lost, new: State, source: &SourcePath) -> Option<f64> {
    let likeness = likeness(&lost.text.text, &new.0.pages.get(source)?.text);
    let has_its_title = new.1.pages.get(source)?.facts.title == lost.title;
    let wanted = match has_its_title {
        true => SOME_OF_THE_WORDS,
        false => MOST_OF_THE_WORDS,
    };
    (likeness >= wanted).then_some(likeness)
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
