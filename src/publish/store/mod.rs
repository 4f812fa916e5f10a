//! An object store with releases: bytes by their digests, and copies of them for readers.
//!
//! ```text
//! <path>                       what readers get, copied from:
//! .tandem/blobs/<digest>       the bytes of all releases, with their headers
//! .tandem/releases/<id>        the record of a release
//! .tandem/current              which release readers get; written last
//! .tandem/lock                 who is publishing
//! ```
//!
//! A release is sent whole before readers get any of it. Then it is switched to, by copies
//! inside the store, and so is a release that was there before: going back sends nothing.
#![allow(clippy::disallowed_methods)] // the edge: this is where releases are sent

mod connect;
mod count;
mod fault;
mod folders;
mod lock;
mod send;
mod state;
mod switch;

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use object_store::Error;
use object_store::path::Path;
use tokio::runtime::Runtime;

use super::Published;
use super::plan::State;
use super::release::{Origin, Release, short};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::input::location::RELEASES_MARK;
use crate::span::Place;
use connect::{Connection, connect};
pub use fault::Fault;
use fault::fault;
use lock::Lock;
pub use lock::Pace;
pub use send::Sent;

/// Requests that are under way at the same time: enough to hide the distance to a store, few
/// enough for a small server and one that counts.
const AT_ONCE: usize = 24;

/// A store with releases.
pub struct Store {
    address: String,
    connection: Connection,
    runtime: Runtime,
    pace: Pace,
}

/// A store that is ours until it is given free.
pub struct Held<'s> {
    store: &'s Store,
    /// What is there.
    pub state: State,
    version: Option<object_store::UpdateVersion>,
    lock: Lock,
}

impl Store {
    /// Connects to the store at an address; nothing is asked of it yet.
    pub fn at(address: &str, pace: Pace) -> Result<Self, Fault> {
        let connection = connect(address)?;
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|error| {
            let message = format!("there are no threads for the network: {error}");
            Box::new(Diagnostic::new(Code::E034, Place::file(address), message))
        })?;
        Ok(Self {
            address: address.to_owned(),
            connection,
            runtime,
            pace,
        })
    }

    /// Requests so far, and the bytes that they sent.
    pub fn traffic(&self) -> (usize, u64) {
        let traffic = &self.connection.traffic;
        (traffic.requests(), traffic.sent())
    }

    /// Whether it is a folder of a web server, which readers ask by itself.
    pub fn is_webdav(&self) -> bool {
        self.connection.is_webdav
    }

    /// What is there; nobody is kept out.
    pub fn look(&self) -> Result<State, Fault> {
        let looked = self.runtime.block_on(self.state());
        Ok(looked.map_err(|error| self.fault(&error))?.0)
    }

    /// Keeps other publishers out.
    pub fn hold(&self) -> Result<Held<'_>, Fault> {
        let own = RandomState::new().build_hasher().finish();
        let (store, path) = (self.connection.store.clone(), self.own("lock"));
        let taken = Lock::take(store, path, format!("{own:016x}"), self.pace);
        let taken = self.runtime.block_on(taken);
        let Some(lock) = taken.map_err(|error| self.fault(&error))? else {
            return Err(self.refusal(
                "somebody else is publishing here",
                "wait until that is done",
            ));
        };
        let looked = self.runtime.block_on(self.state());
        let looked = looked.map_err(|error| self.fault(&error));
        let ours = looked.and_then(|(state, version)| {
            self.refuse_foreign(&state)?;
            Ok((state, version))
        });
        match ours {
            Ok((state, version)) => Ok(Held {
                store: self,
                state,
                version,
                lock,
            }),
            Err(refusal) => {
                self.runtime.block_on(lock.give());
                Err(refusal)
            }
        }
    }

    /// Refuses a folder that holds nothing but what no release brought.
    pub fn refuse_foreign(&self, state: &State) -> Result<(), Fault> {
        match state.is_foreign() {
            false => Ok(()),
            true => Err(self.refusal(
                "the folder holds files that no release brought",
                "choose an empty folder, or move the files away",
            )),
        }
    }

    fn fault(&self, error: &object_store::Error) -> Fault {
        fault(&self.address, error)
    }

    fn refusal(&self, message: &str, help: &str) -> Fault {
        Box::new(
            Diagnostic::new(Code::E032, Place::file(&self.address), message).help(help),
        )
    }

    /// Where something for readers is.
    fn site(&self, path: &str) -> Path {
        let parts = self
            .connection
            .prefix
            .as_ref()
            .split('/')
            .chain(path.split('/'));
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        // Only control characters and dots for a name are not allowed; output paths have none.
        Path::parse(parts.join("/")).unwrap_or_else(|_| Path::from(path))
    }

    /// Where something is that readers do not ask for.
    fn own(&self, name: &str) -> Path {
        self.site(&format!("{RELEASES_MARK}/{name}"))
    }
}

impl Held<'_> {
    /// Publishes what was sent; of the old releases, so many stay.
    pub fn publish(
        &mut self,
        sent: Sent,
        origin: Origin,
        keep: usize,
    ) -> Result<Published, Fault> {
        let id = sent.contents.id();
        let foreign = self.state.switch_to(&sent.contents).foreign;
        if let Some(path) = foreign.first() {
            return Err(self.store.refusal(
                &format!("{path} is there already, and no release brought it"),
                "move it away, or give the page another name",
            ));
        }
        let done = Published {
            id: id.clone(),
            was_live: self.state.releases.live.as_deref() == Some(&*id),
            was_there: self.state.releases.all.contains_key(&id),
            sent: sent.sent,
            bytes: sent.bytes,
            kept: sent.contents.manifest.files.len() - sent.sent,
            ..Published::default()
        };
        let release = Release {
            number: self.state.releases.next_number(),
            origin,
            contents: sent.contents,
        };
        let is_known =
            self.state
                .releases
                .newest_first()
                .first()
                .is_some_and(|(newest, known)| {
                    *newest == id && known.contents == release.contents
                });
        if !is_known {
            let text = release.write();
            let written = self.run(self.store.write_own(&format!("releases/{id}"), text));
            written?;
            self.state.releases.all.insert(id.clone(), release);
        }
        self.go_to(done, keep)
    }

    /// Goes back to a release that is there.
    pub fn roll_back(&mut self, id: &str) -> Result<Published, Fault> {
        let known = self.state.releases.all.get(id);
        let gone = known.map(|release| self.state.missing(&release.contents));
        if let Some(path) = gone.unwrap_or_default().first() {
            let message = format!(
                "release {} is damaged: the bytes of {path} are gone",
                short(id)
            );
            let place = Place::file(&self.store.address);
            let problem = Diagnostic::new(Code::E038, place, message);
            return Err(Box::new(problem.help(
                "publish from the sources of that time; readers get what they got before",
            )));
        }
        let done = Published {
            id: id.to_owned(),
            was_live: self.state.releases.live.as_deref() == Some(id),
            was_there: true,
            ..Published::default()
        };
        let all = self.state.releases.all.len();
        self.go_to(done, all)
    }

    /// Lets others publish again.
    pub fn free(self) {
        self.store.runtime.block_on(self.lock.give());
    }

    /// Waits for the network, unless the place was taken over.
    fn run<T>(
        &self,
        work: impl Future<Output = object_store::Result<T>>,
    ) -> Result<T, Fault> {
        let runtime = &self.store.runtime;
        if self.lock.is_lost() {
            return Err(self.taken_over());
        }
        runtime.block_on(work).map_err(|error| match error {
            // Who took over tidied up what was sent here.
            Error::NotFound { .. } if runtime.block_on(self.lock.is_taken()) => {
                self.taken_over()
            }
            error => self.store.fault(&error),
        })
    }

    fn taken_over(&self) -> Fault {
        self.store.refusal(
            "somebody else took over while this was out of reach",
            "look what readers get with `--list`, then publish again",
        )
    }
}
