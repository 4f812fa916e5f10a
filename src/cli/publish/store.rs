//! `publish` to an object store.

use std::env;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Work, list, refuse, said};
use crate::cli::Outcome;
use crate::cli::args::PublishArguments;
use crate::cli::console::Console;
use crate::cli::project::Project;
use crate::digest::Digested;
use crate::input::Settings;
use crate::publish::Published;
use crate::publish::plan::blob;
use crate::publish::store::{Fault, Held, Pace, Store};

/// Everything that `publish` does with a store.
pub fn run(
    project: &Project,
    arguments: &PublishArguments,
    address: &str,
    console: &Console,
) -> Outcome {
    let started = Instant::now();
    if arguments.in_place {
        console.fault("--in-place is for folders; a store always has releases");
        return Outcome::Unusable;
    }
    if arguments.server.server.is_some() {
        console.fault("--server is for folders: a web server in front of a store is told otherwise, see docs/hosting.md");
        return Outcome::Unusable;
    }
    let store = match Store::at(address, pace()) {
        Ok(store) => store,
        Err(refusal) => return refuse(&refusal, console),
    };
    if arguments.list {
        return match store.look() {
            Ok(state) => list(&state.releases, console),
            Err(refusal) => refuse(&refusal, console),
        };
    }
    if let Some(name) = arguments.way_back() {
        return match roll_back(&store, name) {
            Ok((published, change)) => {
                said(&published, "Went back to", address, started, console);
                if let Some(change) = change {
                    console.say(&change);
                }
                Outcome::Clean
            }
            Err(refusal) => refuse(&refusal, console),
        };
    }
    let output = project.output(None);
    let Some(mut work) = Work::begin(project, arguments, &output, console) else {
        return Outcome::Unusable;
    };
    if !store.is_webdav() {
        work.build.settings = without_copies(&work.build.settings);
    }
    let outcome = match arguments.dry_run {
        true => work.foretell_store(&store),
        false => work.release_to(&store),
    };
    work.end(outcome)
}

/// Settings that ask for no smaller copies: a store gives each reader the file that was asked
/// for, so nobody would ever get them. Behind WebDAV is a web server, which may choose.
fn without_copies(settings: &Settings) -> Arc<Digested<Settings>> {
    let mut settings = settings.clone();
    settings.precompress = false;
    Arc::new(Digested::new(settings))
}

/// How long a mark of another publisher is watched: 15 seconds, or as the environment says.
fn pace() -> Pace {
    let seconds = env::var("TANDEM_PUBLISH_WATCH").ok();
    let seconds = seconds.and_then(|text| text.trim().parse::<f32>().ok());
    let seconds = seconds.filter(|seconds| (0.1..3600.0).contains(seconds));
    seconds.map_or_else(Pace::default, |seconds| Pace {
        beat: Duration::from_secs_f32(seconds / 4.0),
        watch: Duration::from_secs_f32(seconds),
    })
}

/// What it did, and what is said of a change of address.
fn roll_back(
    store: &Store,
    name: Option<&str>,
) -> Result<(Published, Option<String>), Fault> {
    let mut held = store.hold()?;
    let earlier = held.state.releases.earlier(name);
    let change = earlier.as_deref().ok();
    let change = change.and_then(|id| held.state.releases.change_of_address(id));
    let done = earlier.and_then(|id| held.roll_back(&id));
    held.free();
    Ok((counted(store, done?), change))
}

/// With what went over the network.
fn counted(store: &Store, done: Published) -> Published {
    let (requests, _) = store.traffic();
    Published { requests, ..done }
}

impl Work<'_> {
    fn foretell_store(&self, store: &Store) -> Outcome {
        let looked = store.look().and_then(|state| {
            store.refuse_foreign(&state)?;
            Ok(state)
        });
        let state = match looked {
            Ok(state) => state,
            Err(refusal) => return refuse(&refusal, self.console),
        };
        self.foretell(&state.releases, &|contents, path, entry| {
            state.blobs.contains_key(&blob(contents, path, entry))
        })
    }

    fn release_to(&self, store: &Store) -> Outcome {
        // Nothing is sent of what is known to be refused.
        if !self.bar().lets(&self.build.problems) {
            let stopped = self.is_allowed(Vec::new());
            return stopped.err().unwrap_or(Outcome::Faulty);
        }
        let mut held = match store.hold() {
            Ok(held) => held,
            Err(refusal) => return refuse(&refusal, self.console),
        };
        let done = self.release_held(&mut held);
        held.free();
        match done {
            Ok(Ok((published, tally))) => self.done(&counted(store, published), &tally),
            Ok(Err(outcome)) => outcome,
            Err(refusal) => refuse(&refusal, self.console),
        }
    }

    fn release_held(
        &self,
        held: &mut Held,
    ) -> Result<Result<(Published, String), Outcome>, Fault> {
        if let Some(refusal) = self.misplaced(&held.state.releases) {
            return Err(Box::new(refusal));
        }
        let bar = self.console.progress(self.build.outputs.all().count());
        let sent = held.send(&self.build, self.edition(), &|| bar.inc(1));
        bar.finish_and_clear();
        let (sent, found) = sent?;
        let tally = match self.is_allowed(found) {
            Ok(tally) => tally,
            Err(outcome) => return Ok(Err(outcome)),
        };
        let published = held.publish(sent, self.origin(), self.arguments.keep)?;
        Ok(Ok((published, tally)))
    }
}
