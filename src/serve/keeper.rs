//! Keeps the snapshot true: looks where something may have changed, and builds again.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::librarian::Librarian;
use super::live::Live;
use super::panics::unless_it_panics;
use super::scout::Scout;
use super::snapshot::Snapshot;
use super::unfinished::{self, Before};
use super::watch::{Found, Task, Watch};
use super::{Event, Say};
use crate::build::Engine;
use crate::input::Inputs;

/// The one who builds.
pub struct Keeper {
    engine: Engine,
    inputs: Arc<Inputs>,
    live: Arc<Live>,
    failure: Option<String>,
    librarian: Librarian,
    say: Say,
}

impl Keeper {
    /// Builds pages to look at; the error is what a fault of ours says.
    pub fn start(inputs: Inputs, say: Say) -> Result<(Self, Arc<Live>), String> {
        let mut engine = Engine::default();
        let build = unless_it_panics(|| engine.preview(&inputs))?;
        let inputs = Arc::new(inputs);
        let snapshot = Snapshot::first(first_generation(), inputs.clone(), build);
        let live = Arc::new(Live::new(snapshot));
        Ok((
            Self {
                engine,
                inputs,
                live: live.clone(),
                failure: None,
                librarian: Librarian::new(),
                say,
            },
            live,
        ))
    }

    /// Finds out what is wrong, which nobody who wants to see a page has to wait for.
    pub fn judge(&mut self, started: Instant) -> Result<(), String> {
        let inputs = self.inputs.clone();
        let build = unless_it_panics(|| self.engine.rebuild(&inputs))?;
        let snapshot = self.live.snapshot().judged(build, started.elapsed());
        self.live.publish(Arc::new(snapshot));
        Ok(())
    }

    /// Looks and builds until the watch ends.
    pub fn keep(mut self, mut watch: Watch, mut scout: Scout) {
        while let Some(task) = watch.next(&self.inputs) {
            let started = Instant::now();
            match task {
                Task::LookAt(paths) => {
                    // The scout may have seen those that are gone already.
                    scout.notice_paths(&paths);
                    let known = self.inputs.clone();
                    let fresh = self.look_at(known, paths, &mut scout);
                    self.take(fresh, started);
                }
                Task::LookEverywhere => scout.send(self.inputs.clone()),
                Task::TakeWhatWasSeen => {
                    let found = match scout.seen() {
                        Some(Ok((seen, paths))) => {
                            let seen = Arc::new(seen);
                            let fresh = self.look_at(seen, paths, &mut scout);
                            self.take(fresh, started)
                        }
                        Some(Err(message)) => {
                            self.failed(message);
                            Found::Nothing
                        }
                        None => Found::Overtaken,
                    };
                    watch.looked_everywhere(found);
                }
            }
        }
    }

    /// Builds what is new, if anything is.
    fn take(&mut self, fresh: Option<Arc<Inputs>>, started: Instant) -> Found {
        let Some(fresh) = fresh else {
            return Found::Nothing;
        };
        let is_new = !fresh.same_as(&self.inputs);
        // Where nothing is, the stamps in it are newer: the next look reads less.
        self.inputs = fresh;
        if !is_new {
            return Found::Nothing;
        }
        self.rebuild(started);
        Found::News
    }

    /// What is known, with these files as they are now; what somebody is still writing is
    /// looked at again.
    fn look_at(
        &mut self,
        known: Arc<Inputs>,
        mut paths: Vec<PathBuf>,
        scout: &mut Scout,
    ) -> Option<Arc<Inputs>> {
        // Files that editors make and remove while they save are gone, and never were content.
        paths.retain(|path| {
            path.symlink_metadata().is_ok() || unfinished::is_known(&known, path)
        });
        if paths.is_empty() {
            return Some(known);
        }
        let look = || {
            let before = Before::new(&paths);
            let fresh = known.refresh_paths(&paths);
            let is_everything = fresh.is_none();
            let fresh = fresh.unwrap_or_else(|| known.refresh());
            ((fresh, is_everything), before.unfinished())
        };
        match unless_it_panics(|| unfinished::once_finished(look)) {
            Ok((fresh, is_everything)) => {
                if is_everything {
                    scout.notice_everything();
                }
                Some(Arc::new(fresh))
            }
            Err(message) => {
                self.failed(message);
                None
            }
        }
    }

    fn rebuild(&mut self, started: Instant) {
        let inputs = self.inputs.clone();
        match unless_it_panics(|| self.engine.rebuild(&inputs)) {
            Ok(build) => {
                self.failure = None;
                let before = self.live.snapshot();
                let snapshot = before.next(inputs, build, started.elapsed());
                let snapshot = Arc::new(snapshot);
                self.live.publish(snapshot.clone());
                self.librarian.notice(&before, &snapshot);
                (self.say)(Event::Built(snapshot));
            }
            Err(message) => {
                // What the engine remembers may be half written.
                self.engine = Engine::default();
                self.failed(message);
            }
        }
    }

    /// Says what failed; once, although the next look may fail in the same way.
    fn failed(&mut self, message: String) {
        if self.failure.as_ref() != Some(&message) {
            self.failure = Some(message.clone());
            (self.say)(Event::Failed { message });
        }
    }
}

/// Numbers of one run must not be those of the run before: a browser that comes back after
/// a restart must not take an unknown build for the one that it shows.
fn first_generation() -> u64 {
    let since_1970 = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    since_1970.as_millis() as u64
}
