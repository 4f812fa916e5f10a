//! Keeps the snapshot true: looks where something may have changed, and builds again.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::librarian::Librarian;
use super::live::Live;
use super::panics::unless_it_panics;
use super::scout::Scout;
use super::snapshot::Snapshot;
use super::unfinished::{self, BELIEVED_AFTER, Before};
use super::watch::{Surprise, Task, Watch};
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
    pub fn keep(mut self, mut watch: Watch) {
        let mut scout = Scout::new(watch.signals());
        while let Some(task) = watch.next(&self.inputs) {
            let started = Instant::now();
            match task {
                Task::LookAt(paths) => {
                    let paths = self.without_passing_files(paths);
                    if !paths.is_empty() {
                        let known = self.inputs.clone();
                        let fresh = self.look_at(&known, &paths, &mut scout);
                        scout.notice_paths(paths);
                        self.take(fresh, started);
                    }
                }
                Task::LookEverywhere => scout.send(self.inputs.clone()),
                Task::TakeWhatWasSeen => {
                    let fresh = match scout.seen() {
                        Some(Ok((seen, paths))) => {
                            self.corrected(seen, &paths, &mut scout)
                        }
                        Some(Err(message)) => self.failed(message),
                        None => None,
                    };
                    // What nobody reported may not be the only thing that nobody reported.
                    watch.looked_everywhere(match self.take(fresh, started) {
                        true => Surprise::Some,
                        false => Surprise::None,
                    });
                }
            }
        }
    }

    /// Builds what is new; tells whether anything is.
    fn take(&mut self, fresh: Option<Inputs>, started: Instant) -> bool {
        let Some(fresh) = fresh else { return false };
        let is_new = !fresh.same_as(&self.inputs);
        // Where nothing is, the stamps in it are newer: the next look reads less.
        self.inputs = Arc::new(fresh);
        if is_new {
            self.rebuild(started);
        }
        is_new
    }

    /// What was seen, with these files as they are now.
    fn corrected(
        &mut self,
        seen: Inputs,
        paths: &[PathBuf],
        scout: &mut Scout,
    ) -> Option<Inputs> {
        match paths {
            [] => Some(seen),
            _ => self.look_at(&Arc::new(seen), paths, scout),
        }
    }

    /// What these files say now; what somebody is still writing is looked at again.
    fn look_at(
        &mut self,
        known: &Arc<Inputs>,
        paths: &[PathBuf],
        scout: &mut Scout,
    ) -> Option<Inputs> {
        let until = Instant::now() + BELIEVED_AFTER;
        loop {
            let is_last = Instant::now() >= until;
            let before = Before::new(paths);
            let look = || {
                let fresh = known.refresh_paths(paths);
                (fresh.is_none(), fresh.unwrap_or_else(|| known.refresh()))
            };
            let (is_everything, fresh) = match unless_it_panics(look) {
                Ok(looked) => looked,
                Err(message) => return self.failed(message),
            };
            if is_everything {
                scout.notice_everything();
            }
            let unfinished = before.unfinished();
            if unfinished.is_empty() || is_last {
                return Some(fresh);
            }
            unfinished::wait_for(&unfinished, until);
        }
    }

    /// Files that editors make and remove while they save are gone, and never were content.
    fn without_passing_files(&self, mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
        paths.retain(|path| {
            path.symlink_metadata().is_ok() || unfinished::is_known(&self.inputs, path)
        });
        paths
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
                self.failed::<()>(message);
            }
        }
    }

    /// Says what failed; once, although the next look may fail in the same way.
    fn failed<T>(&mut self, message: String) -> Option<T> {
        if self.failure.as_ref() != Some(&message) {
            self.failure = Some(message.clone());
            (self.say)(Event::Failed { message });
        }
        None
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
