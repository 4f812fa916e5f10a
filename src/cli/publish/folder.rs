//! `publish` to a folder.

use std::fs;
use std::path::Path;
use std::time::Instant;

use super::{Work, list, refuse, said};
use crate::build::manifest::Manifest;
use crate::build::output_dir::{
    OutputDir, Probe, holds_releases, not_writable, refuse_other_edition,
};
use crate::build::publish::{Faults, publish};
use crate::cli::Outcome;
use crate::cli::args::PublishArguments;
use crate::cli::console::Console;
use crate::cli::hosting::{Folders, Told};
use crate::cli::project::{Project, home};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::input::Location;
use crate::publish::folder::{CURRENT, Folder, Refusal};
use crate::publish::releases::{Releases, most_would_vanish};
use crate::publish::{Bar, size};
use crate::report::{Tally, counted};
use crate::span::Place;

/// Everything that `publish` does with a folder.
pub fn run(
    project: &Project,
    arguments: &PublishArguments,
    path: &Path,
    console: &Console,
) -> Outcome {
    if arguments.list {
        if OutputDir::holds_build(path) {
            console.say("Files are replaced in place there, so no releases are kept.");
            return Outcome::Clean;
        }
        return match Folder::look(path) {
            Ok(releases) => list(&releases, console),
            Err(refusal) => refuse(&refusal, console),
        };
    }
    let location = Location::new(project.root.clone(), project.config.clone(), path);
    if let Some(name) = arguments.way_back() {
        if OutputDir::holds_build(path) {
            return refuse(&without_releases(path), console);
        }
        // Whoever mistypes a folder does not get one made.
        if !holds_releases(path) {
            return refuse(&nothing_there(path), console);
        }
        return match Folder::open(path, &location, home().as_deref()) {
            Ok(folder) => roll_back(folder, name, arguments, console),
            Err(Refusal::Fault(refusal)) => refuse(&refusal, console),
            Err(Refusal::NoLinks(_)) => refuse(&without_releases(path), console),
        };
    }
    let Some(work) = Work::begin(project, arguments, path, console) else {
        return Outcome::Unusable;
    };
    let outcome = publish_to(path, &location, &work);
    work.end(outcome)
}

fn publish_to(path: &Path, location: &Location, work: &Work) -> Outcome {
    let (arguments, console, home) = (work.arguments, work.console, home());
    // Where a build stands, files were replaced one by one before.
    if arguments.in_place || OutputDir::holds_build(path) {
        return work.telling(path, path, || work.in_place(path));
    }
    let current = path.join(CURRENT);
    let done = match arguments.dry_run {
        true => Folder::foretell(path, location, home.as_deref()).map(|releases| {
            work.telling(path, &current, || work.foretell_folder(&releases))
        }),
        false => Folder::open(path, location, home.as_deref())
            .map(|folder| work.telling(path, &current, || work.release(folder))),
    };
    match done {
        Ok(outcome) => outcome,
        Err(Refusal::Fault(refusal)) => refuse(&refusal, console),
        Err(Refusal::NoLinks(error)) => {
            console.say(&format!(
                "Links are not possible in {} ({error}): files are replaced one by one, and there are no releases to go back to.",
                path.display()
            ));
            work.telling(path, path, || work.in_place(path))
        }
    }
}

fn nothing_there(path: &Path) -> Diagnostic {
    let place = Place::file(&path.to_string_lossy());
    Diagnostic::new(Code::E037, place, "nothing was published here")
        .help("name the folder that was published to, the one that holds `current`; the name of a release comes after it")
}

fn without_releases(path: &Path) -> Diagnostic {
    let place = Place::file(&path.to_string_lossy());
    let message = "files are replaced in place there, so no releases are kept";
    Diagnostic::new(Code::E037, place, message)
        .help("publish again from the sources of that time")
}

fn roll_back(
    mut folder: Folder,
    name: Option<&str>,
    arguments: &PublishArguments,
    console: &Console,
) -> Outcome {
    let started = Instant::now();
    let earlier = folder.releases.earlier(name);
    let change = earlier.as_deref().ok();
    let change = change.and_then(|id| folder.releases.change_of_address(id));
    match earlier.and_then(|id| folder.roll_back(&id)) {
        Ok(published) => {
            said(
                &published,
                "Went back to",
                &arguments.target,
                started,
                console,
            );
            if let Some(change) = change {
                console.say(&change);
            }
            Outcome::Clean
        }
        Err(refusal) => refuse(&refusal, console),
    }
}

impl Work<'_> {
    fn foretell_folder(&self, releases: &Releases) -> Outcome {
        let live = releases.live().map(|live| &live.contents.manifest.files);
        self.foretell(releases, &|_, path, entry| {
            let known = live.and_then(|live| live.get(path));
            known.is_some_and(|known| known.digest == entry.digest)
        })
    }

    /// Publishes, and writes what a web server has to be told that takes the site from `seen`.
    fn telling(
        &self,
        path: &Path,
        seen: &Path,
        publish: impl FnOnce() -> Outcome,
    ) -> Outcome {
        let seen = std::path::absolute(seen).unwrap_or_else(|_| seen.to_path_buf());
        let folders = Folders {
            published: path,
            seen: &seen,
            beside: &self.beside,
        };
        let asked = &self.arguments.server;
        match Told::new(&self.build, &self.inputs, &folders, asked) {
            Ok(told) => match (publish(), told) {
                (Outcome::Clean, Some(told)) if !self.arguments.dry_run => {
                    told.write(self.console)
                }
                (outcome, _) => outcome,
            },
            Err(why) => {
                self.console.fault(&why);
                Outcome::Unusable
            }
        }
    }

    fn in_place(&self, path: &Path) -> Outcome {
        match self.arguments.dry_run {
            true => self.foretell_in_place(path),
            false => self.replace_files(path),
        }
    }

    fn release(&self, mut folder: Folder) -> Outcome {
        if let Some(refusal) = self.misplaced(&folder.releases) {
            return refuse(&refusal, self.console);
        }
        let bar = self.console.progress(self.build.outputs.all().count());
        let (staged, found) = folder.stage(&self.build, self.edition(), &|| bar.inc(1));
        bar.finish_and_clear();
        let tally = match self.is_allowed(found) {
            Ok(tally) => tally,
            Err(outcome) => return outcome,
        };
        let Some(staged) = staged else {
            return Outcome::Unusable;
        };
        match folder.publish(staged, self.origin(), self.arguments.keep) {
            Ok(published) => self.done(&published, &tally),
            Err(refusal) => refuse(&refusal, self.console),
        }
    }

    /// As `build` does it: what pages need before the pages, what vanished last.
    fn replace_files(&self, path: &Path) -> Outcome {
        let opened = OutputDir::open(path, &self.inputs.location, home().as_deref());
        let mut dir = match opened.and_then(|dir| dir.for_edition(self.edition())) {
            Ok(dir) => dir,
            Err(refusal) => return refuse(&refusal, self.console),
        };
        if let Err(refusal) = self.spare_pages(path, &dir.manifest) {
            return refuse(&refusal, self.console);
        }
        let bar = self.bar();
        if !bar.lets(&self.build.problems) {
            let stopped = self.is_allowed(Vec::new());
            return stopped.err().unwrap_or(Outcome::Faulty);
        }
        let faults = match bar {
            Bar::Lenient => Faults::Publish,
            _ => Faults::Stop,
        };
        let replaced = publish(&self.build, &mut dir, faults, &|| ());
        self.console.problems(&replaced.problems, &self.inputs);
        let is_disk = |problem: &Diagnostic| problem.code == Code::E031;
        match replaced.complete {
            false if replaced.problems.iter().any(is_disk) => return Outcome::Unusable,
            false => return Outcome::Faulty,
            true => {}
        }
        self.console.say(&format!(
            "Published in place to {}: {} replaced, {} kept, {} removed; {:.2} s.",
            path.display(),
            counted(replaced.written, "file"),
            replaced.kept,
            replaced.removed,
            self.started.elapsed().as_secs_f32(),
        ));
        self.tell_of_handbook(&Tally::of(&replaced.problems).words());
        Outcome::Clean
    }

    /// Says what replacing files would do.
    fn foretell_in_place(&self, path: &Path) -> Outcome {
        let looked = OutputDir::look(path, &self.inputs.location, home().as_deref());
        let looked = looked.and_then(|(whole, manifest)| {
            let manifest = manifest.unwrap_or_default();
            refuse_other_edition(path, &manifest, self.edition())?;
            self.spare_pages(path, &manifest)?;
            Probe::make(&whole).map_err(|(at, error)| not_writable(&at, &error))?;
            Ok((whole, manifest))
        });
        let (whole, manifest) = match looked {
            Ok(looked) => looked,
            Err(refusal) => return refuse(&refusal, self.console),
        };
        let told = self.compared(&|_, path, entry| {
            let known = manifest.files.get(path);
            let known = known.filter(|known| known.digest == entry.digest);
            known.is_some_and(|known| {
                let meta = fs::symlink_metadata(whole.join(path.as_str()));
                meta.is_ok_and(|meta| known.is_untouched(&meta))
            })
        });
        let (contents, published, tally) = match told {
            Ok(told) => told,
            Err(outcome) => return outcome,
        };
        let files = &contents.manifest.files;
        let gone = manifest
            .files
            .keys()
            .filter(|path| !files.contains_key(*path));
        self.console.say(&format!(
            "Would publish in place to {}: {} replaced ({}), {} kept, {} removed; {:.2} s.",
            path.display(),
            counted(published.sent, "file"),
            size(published.bytes),
            published.kept,
            gone.count(),
            self.started.elapsed().as_secs_f32(),
        ));
        self.tell_of_handbook(&tally);
        Outcome::Clean
    }

    /// Refuses to take most of the pages from the readers of a folder.
    fn spare_pages(&self, path: &Path, manifest: &Manifest) -> Result<(), Diagnostic> {
        let message = match self.arguments.replace {
            true => None,
            false => most_would_vanish(manifest.files.keys(), &|page| self.has(page)),
        };
        let place = Place::file(&path.to_string_lossy());
        message.map_or(Ok(()), |message| {
            Err(Diagnostic::new(Code::E032, place, message).help(
                "look whether this is the right handbook; if the pages are meant to go, publish once with `--replace`",
            ))
        })
    }
}
