//! Keeps the search index up to date where somebody searches, without making anybody wait.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use super::panics::unless_it_panics;
use super::snapshot::Snapshot;

/// Has a thread of its own, which ends with it.
pub struct Librarian {
    newest: Sender<Arc<Snapshot>>,
    is_wanted: bool,
}

impl Librarian {
    /// Waits for work.
    pub fn new() -> Self {
        let (newest, snapshots) = mpsc::channel();
        thread::spawn(move || keep_up(&snapshots));
        Self {
            newest,
            is_wanted: false,
        }
    }

    /// Brings the index up to date with a snapshot, if somebody has searched by the one before.
    pub fn notice(&mut self, before: &Snapshot, snapshot: &Arc<Snapshot>) {
        self.is_wanted |= before.build.search.is_made();
        if self.is_wanted {
            // A thread that is gone means that the index waits until it is asked for.
            let _ = self.newest.send(snapshot.clone());
        }
    }
}

fn keep_up(snapshots: &Receiver<Arc<Snapshot>>) {
    while let Ok(snapshot) = snapshots.recv() {
        let newest = snapshots.try_iter().last().unwrap_or(snapshot);
        // Whoever asks for a file of this index will hear of it.
        let _ = unless_it_panics(|| newest.build.search.index().documents());
    }
}
