//! The releases at a target: which comes before which, which may go.

use std::collections::{BTreeMap, BTreeSet};

use super::release::{Origin, Release};
use crate::build::output_dir::said;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::paths::OutputPath;
use crate::span::Place;

/// The releases at a target, and the one that readers get.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Releases {
    /// The target, as messages name it.
    pub target: String,
    /// All of them, by name.
    pub all: BTreeMap<String, Release>,
    /// The one that readers get.
    pub live: Option<String>,
}

impl Releases {
    /// All of them, the one that was published last first.
    pub fn newest_first(&self) -> Vec<(&str, &Release)> {
        let mut all: Vec<_> = self.all.iter().map(|(id, r)| (id.as_str(), r)).collect();
        all.sort_by_key(|(_, release)| std::cmp::Reverse(release.number));
        all
    }

    /// The release that readers get.
    pub fn live(&self) -> Option<&Release> {
        self.all.get(self.live.as_deref()?)
    }

    /// The number of the next one.
    pub fn next_number(&self) -> u64 {
        let numbers = self.all.values().map(|release| release.number);
        numbers.max().map_or(1, |last| last.saturating_add(1))
    }

    /// All paths that publishing may have written.
    pub fn paths(&self) -> BTreeSet<&OutputPath> {
        let manifests = self.all.values().map(|release| &release.contents.manifest);
        manifests
            .flat_map(|manifest| manifest.files.keys())
            .collect()
    }

    /// All paths whose names change with their bytes: a page from any release may ask for them.
    pub fn versioned(&self) -> BTreeSet<&OutputPath> {
        let releases = self.all.values();
        releases
            .flat_map(|release| &release.contents.versioned)
            .collect()
    }

    /// The release to go back to: the one whose name begins like that, or the one before.
    pub fn earlier(&self, name: Option<&str>) -> Result<String, Box<Diagnostic>> {
        let refused = |message: String, help: &str| {
            let place = Place::file(&self.target);
            Box::new(Diagnostic::new(Code::E037, place, message).help(help))
        };
        let see = "`--list` shows the releases that are there";
        let Some(name) = name else {
            let live = self.live().map_or(u64::MAX, |live| live.number);
            let before = self.newest_first().into_iter();
            let mut before = before.filter(|(_, release)| release.number < live);
            let first = before.next().map(|(id, _)| id.to_owned());
            let none = "there is no release before the one that readers get";
            return first.ok_or_else(|| refused(none.to_owned(), see));
        };
        if name.is_empty() {
            return Err(refused("the name of the release is empty".to_owned(), see));
        }
        let name = name.to_ascii_lowercase();
        let found = self.all.keys().filter(|id| id.starts_with(&name));
        match found.collect::<Vec<_>>().as_slice() {
            [id] => Ok((*id).clone()),
            [] => Err(refused(format!("there is no release {name}"), see)),
            _ => {
                let message = format!("there are several releases that begin {name:?}");
                Err(refused(message, "write more of the name"))
            }
        }
    }

    /// Says so where a release was built for another address than the one that readers get.
    pub fn change_of_address(&self, id: &str) -> Option<String> {
        let address = |release: &Release| release.origin.base_url.clone();
        let (from, to) = (address(self.live()?)?, address(self.all.get(id)?)?);
        (from != to).then(|| {
            format!(
                "It was built for {to}, the release until now for {from}: the feed, the cards and the page for wrong addresses lead there. See that the web server shows it there, or publish again with the right `base_url`."
            )
        })
    }

    /// Refuses to put an edition where another one is: their releases would be each other's
    /// way back.
    pub fn refuse_other_than(&self, edition: Option<&str>) -> Option<Diagnostic> {
        let mut editions = self.all.values();
        let other = editions
            .find(|release| release.contents.manifest.edition.as_deref() != edition)?;
        let other = said(other.contents.manifest.edition.as_deref());
        let message = format!("releases of {other} are there, not of {}", said(edition));
        let problem = Diagnostic::new(Code::E032, Place::file(&self.target), message);
        Some(problem.help("give each edition a target of its own: its releases would be a way back to what is not for its readers"))
    }

    /// Refuses to put a handbook where another one is, and to take most of the pages from
    /// readers; `stays` knows whether a page is in what is to be published.
    pub fn refuse_another(
        &self,
        origin: &Origin,
        stays: &dyn Fn(&OutputPath) -> bool,
    ) -> Option<Diagnostic> {
        let refused = |message: String, help: &str| {
            Diagnostic::new(Code::E032, Place::file(&self.target), message).help(help)
        };
        let origins = || self.all.values().map(|release| &release.origin);
        let is_known = |known: &Origin| {
            known.handbook.is_none() || known.handbook == origin.handbook
        };
        if !self.all.is_empty() && !origins().any(is_known) {
            let live = self.live().map(|live| &live.origin);
            let there = live.or_else(|| origins().next())?;
            let name = |origin: &Origin| origin.title.clone().unwrap_or_default();
            let message = format!(
                "releases of \u{201c}{}\u{201d} are there, not of \u{201c}{}\u{201d}",
                name(there),
                name(origin)
            );
            return Some(refused(
                message,
                "give each handbook a target of its own; if it only got another title, publish once with `--replace`",
            ));
        }
        let files = self.live()?.contents.manifest.files.keys();
        let message = most_would_vanish(files, stays)?;
        Some(refused(
            message,
            "look whether this is the right handbook; if the pages are meant to go, publish once with `--replace`",
        ))
    }

    /// The releases that go when so many old ones stay. The one that readers get stays, and
    /// of the others first the one that they got until now.
    pub fn superfluous(&self, before: Option<&str>, keep: usize) -> Vec<String> {
        let live = self.live.as_deref();
        let mut others: Vec<&str> =
            self.newest_first().iter().map(|(id, _)| *id).collect();
        others.retain(|id| Some(*id) != live);
        others.sort_by_key(|id| Some(*id) != before);
        others.into_iter().skip(keep).map(str::to_owned).collect()
    }
}

/// Says so where more than half of the pages among some files would vanish.
pub fn most_would_vanish<'f>(
    files: impl Iterator<Item = &'f OutputPath>,
    stays: &dyn Fn(&OutputPath) -> bool,
) -> Option<String> {
    let pages: Vec<_> = files
        .filter(|path| path.as_str().ends_with(".html"))
        .collect();
    let gone: Vec<_> = pages.iter().filter(|path| !stays(path)).collect();
    let first = gone.first()?;
    (gone.len() * 2 > pages.len()).then(|| {
        format!(
            "{} of the {} pages that readers get would vanish, such as {first}",
            gone.len(),
            pages.len()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::release::Contents;

    fn releases(live: &str, numbered: &[(&str, u64)]) -> Releases {
        let all = numbered.iter().map(|(id, number)| {
            let release = Release {
                number: *number,
                origin: Origin::default(),
                contents: Contents::default(),
            };
            ((*id).to_owned(), release)
        });
        Releases {
            target: "there".to_owned(),
            all: all.collect(),
            live: Some(live.to_owned()),
        }
    }

    #[test]
    fn going_back_goes_to_the_one_before_or_to_the_one_that_is_named() {
        let three = releases("b2", &[("a1", 1), ("b2", 2), ("b3", 3)]);
        assert_eq!(three.earlier(None).as_deref(), Ok("a1"));
        assert_eq!(three.earlier(Some("b3")).as_deref(), Ok("b3"));
        assert!(
            three
                .earlier(Some("b"))
                .is_err_and(|p| p.message.contains("several"))
        );
        assert!(
            three
                .earlier(Some("c"))
                .is_err_and(|p| p.message.contains("no release"))
        );
        let first = releases("a1", &[("a1", 1), ("b2", 2)]);
        assert!(first.earlier(None).is_err());
    }

    #[test]
    fn what_readers_got_until_now_is_the_last_to_go() {
        let four = releases("d", &[("a", 1), ("b", 2), ("c", 3), ("d", 4)]);
        assert_eq!(four.superfluous(Some("a"), 1), ["c", "b"]);
        assert_eq!(four.superfluous(Some("c"), 2), ["a"]);
        assert_eq!(four.superfluous(None, 0), ["c", "b", "a"]);
    }
}
