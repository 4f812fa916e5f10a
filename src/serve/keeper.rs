//! Keeps the snapshot true: looks where something may have changed, and builds again.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::librarian::Librarian;
use super::live::Live;
use super::panics::unless_it_panics;
use super::snapshot::Snapshot;
use super::unfinished::{self, BELIEVED_AFTER, Before};
use super::watch::{Look, Watch};
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
        while let Some(look) = watch.next(&self.inputs) {
            let started = Instant::now();
            let scanned = matches!(look, Look::Everything);
            let Some(fresh) = self.look(look) else {
                continue;
            };
            if fresh.same_as(&self.inputs) {
                // The stamps in it are newer: the next look reads less.
                self.inputs = Arc::new(fresh);
                continue;
            }
            // What nobody reported may not be the only thing that nobody reported.
            if scanned {
                watch.was_surprised();
            }
            self.inputs = Arc::new(fresh);
            self.rebuild(started);
        }
    }

    /// What the disk says now; what somebody is still writing is looked at again.
    fn look(&mut self, look: Look) -> Option<Inputs> {
        let until = Instant::now() + BELIEVED_AFTER;
        let look = self.without_passing_files(look);
        if look == Look::Paths(Vec::new()) {
            return None;
        }
        loop {
            let is_last = Instant::now() >= until;
            let before = match &look {
                Look::Paths(paths) => Some(Before::new(paths)),
                Look::Everything => None,
            };
            let fresh = self.look_once(&look)?;
            let unfinished = match before {
                Some(before) => before.unfinished(),
                None => unfinished::unfinished(&self.inputs, &fresh),
            };
            if unfinished.is_empty() || is_last {
                return Some(fresh);
            }
            unfinished::wait_for(&unfinished, until);
        }
    }

    /// Files that editors make and remove while they save are gone, and never were content.
    fn without_passing_files(&self, look: Look) -> Look {
        let Look::Paths(mut paths) = look else {
            return look;
        };
        let stays = |path: &PathBuf| {
            path.symlink_metadata().is_ok() || unfinished::is_known(&self.inputs, path)
        };
        paths.retain(stays);
        Look::Paths(paths)
    }

    fn look_once(&mut self, look: &Look) -> Option<Inputs> {
        let known = self.inputs.clone();
        let fresh = unless_it_panics(|| match look {
            Look::Paths(paths) => known
                .refresh_paths(paths)
                .unwrap_or_else(|| known.refresh()),
            Look::Everything => known.refresh(),
        });
        fresh.map_err(|message| self.failed(message)).ok()
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
