//! Notices that files changed.
//!
//! Events are hints where to look, never the truth: the system loses some, and reports
//! others twice. Paths that are named are read at once; whenever anything is doubtful,
//! everything is looked at as soon as it is quiet, and every two seconds anyway.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{ErrorKind, EventKind, RecommendedWatcher, Watcher};

use super::places::Places;
use super::{Event, Say, Watching};
use crate::input::Inputs;

/// Editors save in several steps; shorter than this and we build half a file.
const PAUSE_IN_A_BURST: Duration = Duration::from_millis(8);
/// A file that its writer has closed is whole; other files of the same save come at once.
const PAUSE_BETWEEN_FILES: Duration = Duration::from_millis(1);
/// Whoever saves without end sees something all the same.
const LONGEST_BURST: Duration = Duration::from_millis(100);
/// A checkout or a moved folder is complete when it has been quiet for this long.
const QUIET: Duration = Duration::from_millis(60);
/// Some file systems report nothing at all; this is how late we are then.
const SAFETY_SCAN: Duration = Duration::from_secs(2);
/// How late we are where a system that has reported saves keeps one to itself.
const SCAN_OF_THE_TRUSTED: Duration = Duration::from_secs(20);
/// How late we are where nothing is reported and we know it.
const POLL: Duration = Duration::from_millis(500);
/// Looking at everything may take a fifth of the time, and no more.
const SHARE_OF_TIME: u32 = 5;

/// What the thread that builds waits for.
pub enum Signal {
    /// Something may have changed.
    Changed(Hint),
    /// A look at everything is over.
    Seen,
    /// The server ends.
    Stop,
}

/// What one event of the system tells.
#[derive(Debug, PartialEq, Eq)]
pub struct Hint {
    paths: Vec<PathBuf>,
    certainty: Certainty,
    writing: Writing,
}

/// Whether the paths of a hint are all that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Certainty {
    Sure,
    Doubtful,
}

/// Whether more may come of the same file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    GoesOn,
    Ended,
}

/// What was reported of one burst.
#[derive(Default)]
struct Burst {
    paths: BTreeSet<PathBuf>,
    open: BTreeSet<PathBuf>,
}

/// What is to be done next.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    /// To look at these paths.
    LookAt(Vec<PathBuf>),
    /// To begin a look at everything.
    LookEverywhere,
    /// To take what a look at everything saw.
    TakeWhatWasSeen,
}

/// What a look at everything found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Something that nobody had reported, and that may not be all.
    News,
    /// What is known.
    Nothing,
    /// Nobody knows: everything was read again before it was over.
    Overtaken,
}

/// Waits for changes.
pub struct Watch {
    watching: Watching,
    signals: Sender<Signal>,
    received: Receiver<Signal>,
    watcher: Option<RecommendedWatcher>,
    places: Option<Places>,
    verify_at: Option<Instant>,
    scan_at: Instant,
    /// When the look at everything began that goes on, and why there is one.
    scanning: Option<(Instant, Reason)>,
    /// It is over, and nobody was told yet.
    seen: bool,
    trust: Trust,
    say: Say,
}

/// Why everything is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// What was reported left something open.
    Doubt,
    /// It is time again.
    Safety,
}

/// Whether the system is known to report what changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// It has reported a save, and was never found to keep one to itself since.
    Earned,
    /// Nobody knows yet, or it has lost it.
    None,
}

impl Watch {
    /// Waits for the signals of a channel, of which it needs both ends.
    ///
    /// The first look is at everything, since files may have changed before it began.
    pub fn new(
        watching: Watching,
        signals: Sender<Signal>,
        received: Receiver<Signal>,
        say: Say,
    ) -> Self {
        let now = Instant::now();
        Self {
            watching,
            signals,
            received,
            watcher: None,
            places: None,
            verify_at: Some(now),
            scan_at: now + SAFETY_SCAN,
            scanning: None,
            seen: false,
            trust: Trust::None,
            say,
        }
    }

    /// Waits until there is something to do; `None` when the server ends.
    pub fn next(&mut self, inputs: &Inputs) -> Option<Task> {
        loop {
            if std::mem::take(&mut self.seen) {
                return Some(Task::TakeWhatWasSeen);
            }
            match self.received.recv_timeout(self.pause()) {
                Ok(Signal::Changed(hint)) => {
                    let paths = self.gather(hint)?;
                    if !paths.is_empty() {
                        return Some(Task::LookAt(paths));
                    }
                }
                Ok(Signal::Seen) => self.seen = true,
                Err(RecvTimeoutError::Timeout) if self.scanning.is_some() => {}
                Err(RecvTimeoutError::Timeout) => {
                    self.before_a_scan(inputs);
                    return Some(Task::LookEverywhere);
                }
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// How long until everything is looked at; while that goes on, it is not begun again.
    fn pause(&self) -> Duration {
        let due = match (self.scanning, self.verify_at) {
            (Some(_), _) => return SCAN_OF_THE_TRUSTED,
            (None, Some(at)) => at.min(self.scan_at),
            (None, None) => self.scan_at,
        };
        due.saturating_duration_since(Instant::now())
    }

    /// Hears that what a look at everything saw has been taken.
    pub fn looked_everywhere(&mut self, found: Found) {
        let Some((started, reason)) = self.scanning.take() else {
            return;
        };
        if found == Found::News {
            if reason == Reason::Safety {
                self.trust = Trust::None;
            }
            self.doubt();
        }
        let trust = match found {
            Found::Overtaken => Trust::None,
            _ => self.trust,
        };
        self.scan_at = Instant::now() + self.pause_after(started.elapsed(), trust);
    }

    /// How long to leave everything alone after a look that took so long.
    fn pause_after(&self, look: Duration, trust: Trust) -> Duration {
        let pause = match (self.watching, trust) {
            (Watching::Poll, _) => POLL,
            (Watching::Native, Trust::Earned) => SCAN_OF_THE_TRUSTED,
            (Watching::Native, Trust::None) => SAFETY_SCAN,
        };
        pause.max(look * (SHARE_OF_TIME - 1))
    }

    /// Has everything looked at when it is quiet.
    fn doubt(&mut self) {
        self.verify_at = Some(Instant::now() + QUIET);
    }

    /// The paths of a burst that matter; `None` when the server ends.
    fn gather(&mut self, first: Hint) -> Option<Vec<PathBuf>> {
        let until = Instant::now() + LONGEST_BURST;
        let mut burst = Burst::default();
        let mut hint = Some(first);
        loop {
            if let Some(hint) = hint.take() {
                self.take(hint, &mut burst);
            }
            let pause = match burst.open.is_empty() {
                true => PAUSE_BETWEEN_FILES,
                false => PAUSE_IN_A_BURST,
            };
            let rest = until.saturating_duration_since(Instant::now());
            match self.received.recv_timeout(rest.min(pause)) {
                Ok(Signal::Changed(next)) if !rest.is_zero() => hint = Some(next),
                // It is time to look; this one is looked at by the way.
                Ok(Signal::Changed(last)) => {
                    self.take(last, &mut burst);
                    break;
                }
                Ok(Signal::Seen) => self.seen = true,
                Err(RecvTimeoutError::Timeout) => break,
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        Some(burst.paths.into_iter().collect())
    }

    fn take(&mut self, hint: Hint, burst: &mut Burst) {
        let Some(places) = &self.places else { return };
        let sources = hint.paths.iter().filter_map(|path| places.source_of(path));
        let sources: Vec<PathBuf> = sources.collect();
        let matters = hint.paths.is_empty() || !sources.is_empty();
        if hint.certainty == Certainty::Sure && !sources.is_empty() {
            self.trust = Trust::Earned;
        }
        for path in sources {
            match hint.writing {
                Writing::GoesOn => burst.open.insert(path.clone()),
                Writing::Ended => burst.open.remove(&path),
            };
            burst.paths.insert(path);
        }
        let is_doubtful =
            hint.certainty == Certainty::Doubtful || self.verify_at.is_some();
        if matters && is_doubtful {
            self.doubt();
        }
    }

    /// Watches before it looks, so that what changes meanwhile is reported.
    fn before_a_scan(&mut self, inputs: &Inputs) {
        let now = Instant::now();
        let doubtful = self.verify_at.take().is_some();
        let reason = match doubtful {
            true => Reason::Doubt,
            false => Reason::Safety,
        };
        self.scanning = Some((now, reason));
        if self.watching == Watching::Native && doubtful {
            let places = Places::new(inputs);
            if let Err(error) = self.arm(&places) {
                self.watching = Watching::Poll;
                self.watcher = None;
                (self.say)(Event::Polling {
                    why: error.to_string(),
                });
            }
            self.places = Some(places);
        }
    }

    /// Watches all folders; those that are watched already stay so.
    fn arm(&mut self, places: &Places) -> notify::Result<()> {
        let mut watcher = match self.watcher.take() {
            Some(watcher) => watcher,
            None => watcher(self.signals.clone())?,
        };
        for (folder, mode) in places.folders() {
            match watcher.watch(&folder, mode) {
                Ok(()) => {}
                // Something went while it was listed, so others in it may not be watched
                // yet: they are listed again as soon as it is quiet.
                Err(error) if is_gone(&error) || !folder.is_dir() => self.doubt(),
                Err(error) => return Err(error),
            }
        }
        self.watcher = Some(watcher);
        Ok(())
    }
}

/// Whether a folder could not be watched because it is not there any more.
fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

fn watcher(signals: Sender<Signal>) -> notify::Result<RecommendedWatcher> {
    notify::recommended_watcher(move |event| {
        if let Some(hint) = hint(event) {
            // Nobody listens any more when the server ends.
            let _ = signals.send(Signal::Changed(hint));
        }
    })
}

/// What an event tells; `None` if it is only that somebody read a file, as we do.
fn hint(event: notify::Result<notify::Event>) -> Option<Hint> {
    let Ok(event) = event else {
        return Some(Hint {
            paths: Vec::new(),
            certainty: Certainty::Doubtful,
            writing: Writing::Ended,
        });
    };
    let certainty = match event.kind {
        _ if event.need_rescan() => Certainty::Doubtful,
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Certainty::Sure,
        EventKind::Access(_) => return None,
        EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_)) => {
            Certainty::Sure
        }
        EventKind::Create(CreateKind::File) => Certainty::Sure,
        _ => Certainty::Doubtful,
    };
    let writing = match event.kind {
        EventKind::Modify(ModifyKind::Data(_)) | EventKind::Create(CreateKind::File) => {
            Writing::GoesOn
        }
        _ => Writing::Ended,
    };
    Some(Hint {
        paths: event.paths,
        certainty,
        writing,
    })
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, Flag, RenameMode};

    use super::*;

    fn certainty(kind: EventKind) -> Option<Certainty> {
        hint(Ok(notify::Event::new(kind))).map(|hint| hint.certainty)
    }

    #[test]
    fn reading_is_no_change() {
        assert_eq!(
            certainty(EventKind::Access(AccessKind::Open(AccessMode::Any))),
            None
        );
        assert_eq!(
            certainty(EventKind::Access(AccessKind::Close(AccessMode::Read))),
            None
        );
    }

    #[test]
    fn a_save_is_sure_and_a_rename_is_not() {
        let save = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let rename = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
        assert_eq!(certainty(save), Some(Certainty::Sure));
        assert_eq!(certainty(rename), Some(Certainty::Doubtful));
        assert_eq!(
            certainty(EventKind::Create(CreateKind::Folder)),
            Some(Certainty::Doubtful)
        );
    }

    #[test]
    fn a_file_is_whole_when_its_writer_closes_it() {
        let writing = |kind| hint(Ok(notify::Event::new(kind))).map(|hint| hint.writing);
        let write = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let close = EventKind::Access(AccessKind::Close(AccessMode::Write));
        assert_eq!(writing(write), Some(Writing::GoesOn));
        assert_eq!(writing(close), Some(Writing::Ended));
    }

    #[test]
    fn who_reported_a_save_is_believed_until_found_to_keep_one_to_itself() {
        let (signals, received) = std::sync::mpsc::channel();
        let say = std::sync::Arc::new(|_| {});
        let mut watch = Watch::new(Watching::Native, signals, received, say);
        let at_once = Duration::ZERO;
        let pause = |watch: &Watch, look| watch.pause_after(look, watch.trust);
        assert_eq!(pause(&watch, at_once), SAFETY_SCAN);
        watch.trust = Trust::Earned;
        assert_eq!(pause(&watch, at_once), SCAN_OF_THE_TRUSTED);
        let look = |reason| Some((Instant::now(), reason));
        watch.scanning = look(Reason::Doubt);
        watch.looked_everywhere(Found::News);
        assert_eq!(watch.trust, Trust::Earned);
        watch.scanning = look(Reason::Safety);
        watch.looked_everywhere(Found::Nothing);
        assert_eq!(watch.trust, Trust::Earned);
        watch.scanning = look(Reason::Safety);
        watch.looked_everywhere(Found::Overtaken);
        let soon = Instant::now() + SAFETY_SCAN;
        assert!(watch.scan_at <= soon && watch.trust == Trust::Earned);
        watch.scanning = look(Reason::Safety);
        watch.looked_everywhere(Found::News);
        assert_eq!(pause(&watch, at_once), SAFETY_SCAN);
        let long = Duration::from_secs(1);
        assert_eq!(pause(&watch, long), 4 * long);
    }

    #[test]
    fn a_flood_of_events_is_doubtful() {
        let event = notify::Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(
            hint(Ok(event)).map(|hint| hint.certainty),
            Some(Certainty::Doubtful)
        );
        let error = hint(Err(notify::Error::generic("lost")));
        assert_eq!(error.map(|hint| hint.certainty), Some(Certainty::Doubtful));
    }
}
