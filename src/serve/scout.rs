//! Looks at everything while edits go on.
//!
//! In a large handbook that takes longer than anybody should wait for a save, so it has a
//! thread of its own; what was saved meanwhile is read again when it comes back.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::panics::unless_it_panics;
use super::unfinished;
use super::watch::Signal;
use crate::input::Inputs;

/// Has a thread of its own, which ends with it.
pub struct Scout {
    sent: Sender<Arc<Inputs>>,
    seen: Receiver<Result<Inputs, String>>,
    meanwhile: Option<Meanwhile>,
}

/// What was read while a look went on; there is one as long as it does.
enum Meanwhile {
    /// Files, which the look may have seen as they were before.
    Paths(BTreeSet<PathBuf>),
    /// Everything: the look is older than that.
    Everything,
}

impl Scout {
    /// Waits for work; tells through these signals when it is done.
    pub fn new(signals: Sender<Signal>) -> io::Result<Self> {
        let (sent, asked) = mpsc::channel::<Arc<Inputs>>();
        let (told, seen) = mpsc::channel();
        let look = move || {
            // In the threads of rebuilds, work of rebuilds would wait behind all files.
            let pool = ThreadPoolBuilder::new().build().ok();
            while let Ok(known) = asked.recv() {
                let look = || everything(&known, pool.as_ref());
                // Nobody listens any more when the server ends.
                let _ = told.send(unless_it_panics(look));
                let _ = signals.send(Signal::Seen);
            }
        };
        thread::Builder::new().name("scout".into()).spawn(look)?;
        Ok(Self {
            sent,
            seen,
            meanwhile: None,
        })
    }

    /// Begins to look at everything.
    pub fn send(&mut self, known: Arc<Inputs>) {
        self.meanwhile = Some(Meanwhile::Paths(BTreeSet::new()));
        // A thread that is gone tells so by a channel that is closed.
        let _ = self.sent.send(known);
    }

    /// Hears what was read while it looked.
    pub fn notice_paths(&mut self, paths: &[PathBuf]) {
        if let Some(Meanwhile::Paths(all)) = &mut self.meanwhile {
            all.extend(paths.iter().cloned());
        }
    }

    /// Hears that everything was read while it looked.
    pub fn notice_everything(&mut self) {
        if let Some(meanwhile) = &mut self.meanwhile {
            *meanwhile = Meanwhile::Everything;
        }
    }

    /// What it saw, and what to read again in it; nothing if everything was read since.
    pub fn seen(&mut self) -> Option<Result<(Inputs, Vec<PathBuf>), String>> {
        let seen = self.seen.recv().ok()?;
        match self.meanwhile.take()? {
            Meanwhile::Paths(paths) => {
                Some(seen.map(|seen| (seen, paths.into_iter().collect())))
            }
            Meanwhile::Everything => None,
        }
    }
}

/// What the disk says now; what somebody is still writing is looked at again.
fn everything(known: &Inputs, pool: Option<&ThreadPool>) -> Inputs {
    unfinished::once_finished(|| {
        let look = || known.refresh();
        let fresh = pool.map_or_else(look, |pool| pool.install(look));
        let unfinished = unfinished::unfinished(known, &fresh);
        (fresh, unfinished)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Location, Purpose, Request};

    fn pages(folder: &std::path::Path) -> Inputs {
        std::fs::create_dir_all(folder.join("content")).expect("a folder");
        std::fs::write(folder.join("content/a.md"), "One.\n").expect("a page");
        let location = Location::new(folder.to_path_buf(), None, &folder.join("out"));
        let today = crate::date::Date::parse("2026-01-01").expect("a date");
        let request = Request {
            today,
            day: crate::input::Day::Named,
            drafts: crate::input::Drafts::Show,
            purpose: Purpose::Live,
            base_url: None,
            audience: None,
        };
        Inputs::read(location, request)
    }

    #[test]
    fn what_was_read_meanwhile_is_read_again_unless_that_was_everything() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let known = Arc::new(pages(folder.path()));
        let (signals, told) = mpsc::channel();
        let mut scout = Scout::new(signals).expect("a thread");
        let page = folder.path().join("content/a.md");
        std::fs::write(&page, "Two, and more.\n").expect("the page again");
        let own = [page];
        scout.notice_paths(&own);
        scout.send(known.clone());
        scout.notice_paths(&own);
        scout.notice_paths(&own);
        assert!(matches!(told.recv(), Ok(Signal::Seen)));
        let (seen, paths) = scout.seen().expect("news").expect("no fault");
        let texts: Vec<&str> = seen.pages.values().map(|page| &*page.text).collect();
        assert_eq!(texts, ["Two, and more.\n"]);
        assert_eq!(paths, own, "what was read before it began is in it");
        scout.send(known);
        scout.notice_everything();
        scout.notice_paths(&own);
        assert!(matches!(told.recv(), Ok(Signal::Seen)));
        assert!(scout.seen().is_none(), "it is older than what is known");
    }
}
