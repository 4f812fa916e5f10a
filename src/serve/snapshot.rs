//! One build as it is served: immutable, with a number, and with what changed before it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use super::known::Known;
use super::moves::{Loose, Moved, follow, moves};
use crate::build::outputs::{Output, Outputs};
use crate::build::{Build, judged};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::input::{Inputs, SourceFile, SourceText};
use crate::paths::OutputPath;
use crate::render::Rendered;

/// Generations that a browser may have missed and still be told exactly what changed.
const REMEMBERED: usize = 64;
/// Beyond this many, a browser is told that anything may have changed: a short event that
/// costs one reload is better than a megabyte of addresses.
const MOST_NAMED: usize = 500;

/// One build as it is served.
pub struct Snapshot {
    /// Its number; grows with every build, and from one run of the server to the next.
    pub generation: u64,
    /// What it was made from.
    pub inputs: Arc<Inputs>,
    /// What it is.
    pub build: Build,
    /// How many pages changed with it.
    pub changed_pages: usize,
    /// How long it took.
    pub took: Duration,
    /// Whether it is known what is wrong with it.
    pub is_judged: bool,
    steps: VecDeque<Arc<Step>>,
    loose: Loose,
    found: Mutex<BTreeMap<OutputPath, Vec<Diagnostic>>>,
}

/// What changed from one generation to the next.
struct Step {
    from: u64,
    changed: BTreeSet<OutputPath>,
    scope: Scope,
    moved: Moved,
    edited: Option<OutputPath>,
}

/// How much a page must do to show a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// Load style sheets again.
    Styles,
    /// Load itself again, if it is among the changed ones.
    Pages,
}

/// What a browser has to know: a generation and public addresses, nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Update {
    /// The generation that is served now.
    pub generation: u64,
    /// Outputs that changed; `None` means that any may have.
    pub changed: Option<Vec<String>>,
    /// Whether only style sheets changed.
    pub styles: bool,
    /// Pages that moved: from the old address to the new one.
    pub moved: BTreeMap<String, String>,
    /// The page whose text was saved last, if it was only one.
    pub edited: Option<String>,
}

impl Snapshot {
    /// The first build of a run, of which nobody knows yet what is wrong with it.
    pub fn first(generation: u64, inputs: Arc<Inputs>, build: Build) -> Self {
        Self {
            generation,
            inputs,
            changed_pages: build
                .outputs
                .pages_and_files()
                .keys()
                .filter(|path| is_page(path))
                .count(),
            build,
            took: Duration::ZERO,
            is_judged: false,
            steps: VecDeque::new(),
            loose: Loose::default(),
            found: Mutex::default(),
        }
    }

    /// The same build, of which it is known now what is wrong with it.
    pub fn judged(&self, build: Build, took: Duration) -> Self {
        let found = self.found_and_still_true(&build.outputs);
        Self {
            generation: self.generation,
            inputs: self.inputs.clone(),
            build,
            changed_pages: self.changed_pages,
            took,
            is_judged: true,
            steps: self.steps.clone(),
            loose: self.loose.clone(),
            found: Mutex::new(found),
        }
    }

    /// The build after this one.
    pub fn next(&self, inputs: Arc<Inputs>, build: Build, took: Duration) -> Self {
        let all = changed(&self.build.outputs, &build.outputs);
        let changed_pages = all.iter().filter(|path| is_page(path)).count();
        let scope = scope(&self.inputs, &inputs);
        let changed = match scope {
            Scope::Pages => all,
            Scope::Styles => all.into_iter().filter(is_style).collect(),
        };
        let (old, new) = ((&*self.inputs, &self.build), (&*inputs, &build));
        let (moved, loose) = moves(old, new, &self.loose);
        let mut steps = self.steps.clone();
        steps.push_back(Arc::new(Step {
            from: self.generation,
            changed,
            scope,
            moved,
            edited: edited(&self.inputs, &inputs, &build),
        }));
        if steps.len() > REMEMBERED {
            steps.pop_front();
        }
        let found = self.found_and_still_true(&build.outputs);
        Self {
            generation: self.generation + 1,
            inputs,
            build,
            changed_pages,
            took,
            is_judged: true,
            steps,
            loose,
            found: Mutex::new(found),
        }
    }

    /// Makes an output, and remembers what was wrong with it.
    pub fn make(&self, path: &OutputPath) -> Option<Arc<Rendered>> {
        let rendered = self.build.outputs.get(path)?;
        if !rendered.problems.is_empty() {
            self.found().insert(path.clone(), rendered.problems.clone());
        }
        Some(rendered)
    }

    /// All that is wrong, with what was found when pages were asked for.
    pub fn known(&self) -> Known {
        let made = self.found().values().flatten().cloned().collect();
        let made = judged(made, &self.build.settings);
        Known::new(self.build.problems.clone(), made, &self.inputs.location)
    }

    /// What happened since a generation.
    pub fn since(&self, generation: u64) -> Update {
        let mut update = Update {
            generation: self.generation,
            changed: None,
            styles: false,
            moved: BTreeMap::new(),
            edited: None,
        };
        if generation == self.generation {
            update.changed = Some(Vec::new());
            return update;
        }
        let Some(at) = self.steps.iter().position(|step| step.from == generation) else {
            return update;
        };
        let missed = || self.steps.range(at..);
        let mut moved = Moved::new();
        missed().for_each(|step| follow(&mut moved, &step.moved));
        let last = self.steps.back().and_then(|step| step.edited.as_ref());
        let changed: BTreeSet<_> = missed().flat_map(|step| &step.changed).collect();
        update.styles = missed().all(|step| step.scope == Scope::Styles);
        if changed.len() <= MOST_NAMED {
            update.changed = Some(changed.into_iter().map(ToString::to_string).collect());
        }
        update.edited = last.map(ToString::to_string);
        let names = moved.into_iter().take(MOST_NAMED);
        update.moved = names
            .map(|(old, new)| (old.to_string(), new.to_string()))
            .collect();
        update
    }

    /// Whether an output may be another one than in a generation.
    pub fn has_changed(&self, path: &OutputPath, since: u64) -> bool {
        let changed = self.since(since).changed;
        changed.is_none_or(|all| all.iter().any(|own| own == path.as_str()))
    }

    fn found(&self) -> MutexGuard<'_, BTreeMap<OutputPath, Vec<Diagnostic>>> {
        // A map of finished values is whole even if a thread died while it held the lock.
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Findings about outputs that the next build does not make anew.
    fn found_and_still_true(
        &self,
        next: &Outputs,
    ) -> BTreeMap<OutputPath, Vec<Diagnostic>> {
        let mut found = self.found().clone();
        found.retain(|path, _| {
            digest_of(&self.build.outputs, path) == digest_of(next, path)
        });
        found
    }
}

/// Outputs that came, went, or are made by another job; the search index is no news for a
/// page, which asks for it anew.
fn changed(old: &Outputs, new: &Outputs) -> BTreeSet<OutputPath> {
    let same = |one: &Arc<Output>, two: &Arc<Output>| one.digest == two.digest;
    let differences = old
        .pages_and_files()
        .differences(new.pages_and_files(), same);
    differences.into_iter().cloned().collect()
}

/// The page whose text alone is another one.
fn edited(old: &Inputs, new: &Inputs, build: &Build) -> Option<OutputPath> {
    let same = |one: &Arc<SourceText>, two: &Arc<SourceText>| one.digest == two.digest;
    let sources = old.pages.differences(&new.pages, same);
    let [source] = sources.as_slice() else {
        return None;
    };
    let mut pages = build.site.made_of(source);
    let page = pages.find(|page| page.written().is_some())?;
    Some(page.output.clone())
}

fn digest_of(outputs: &Outputs, path: &OutputPath) -> Option<Digest> {
    let output = outputs.pages_and_files().get(path)?;
    Some(output.digest)
}

/// Whether nothing but style sheets differs between two inputs.
///
/// Told from the inputs: a style sheet carries its digest in its name, so all pages that
/// load it are other pages as well.
fn scope(old: &Inputs, new: &Inputs) -> Scope {
    let same_file = |old: &Arc<SourceFile>, new: &Arc<SourceFile>| {
        old.digest == new.digest || old.file.ends_with(".css")
    };
    let same = old.settings == new.settings
        && old.request == new.request
        && old.problems == new.problems
        && old.has_texts_of(new)
        && old.files.differences(&new.files, same_file).is_empty()
        && theme_differs_in_styles_only(old, new);
    if same { Scope::Styles } else { Scope::Pages }
}

fn theme_differs_in_styles_only(old: &Inputs, new: &Inputs) -> bool {
    if old.theme.digest == new.theme.digest {
        return true;
    }
    let (old, new) = (&old.theme.files, &new.theme.files);
    let same = |path: &String| {
        old.get(path).map(|file| &file.bytes) == new.get(path).map(|file| &file.bytes)
    };
    let mut both = old.keys().chain(new.keys());
    both.all(|path| path.ends_with(".css") || same(path))
}

fn is_page(path: &OutputPath) -> bool {
    path.as_str().ends_with(".html")
}

fn is_style(path: &OutputPath) -> bool {
    path.as_str().ends_with(".css")
}
