//! One publisher at a time, without a clock that two computers would have to share.
//!
//! Whoever publishes writes a mark with a number of its own, and writes it again every few
//! seconds. Who finds a mark watches it: one that does not change for some time was left behind
//! by somebody who was interrupted, and is taken over.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use object_store::path::Path;
use object_store::{
    Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutResult, Result,
    UpdateVersion,
};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::state::text_at;

/// How often a mark is written again, and how long one is watched.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Between two marks.
    pub beat: Duration,
    /// Without a change, a mark is nobody's.
    pub watch: Duration,
}

impl Default for Pace {
    /// A request may be tried again for some seconds before a beat is really missed.
    fn default() -> Self {
        Self {
            beat: Duration::from_secs(4),
            watch: Duration::from_secs(15),
        }
    }
}

/// The mark of one publisher.
pub struct Lock {
    mark: Mark,
    is_lost: Arc<AtomicBool>,
    ends: Arc<Notify>,
    beating: JoinHandle<()>,
}

/// Where a mark is, and whose it is.
#[derive(Clone)]
struct Mark {
    store: Arc<dyn ObjectStore>,
    path: Path,
    number: String,
}

impl Lock {
    /// Takes the place; `None` where somebody else is at work there.
    pub async fn take(
        store: Arc<dyn ObjectStore>,
        path: Path,
        number: String,
        pace: Pace,
    ) -> Result<Option<Self>> {
        let mark = Mark {
            store,
            path,
            number,
        };
        let Some(version) = mark.set(pace).await? else {
            return Ok(None);
        };
        let is_lost = Arc::new(AtomicBool::new(false));
        let ends = Arc::new(Notify::new());
        let beating = Beating {
            mark: mark.clone(),
            pace,
            is_lost: is_lost.clone(),
            ends: ends.clone(),
        };
        let beating = tokio::spawn(beating.go_on(version));
        Ok(Some(Self {
            mark,
            is_lost,
            ends,
            beating,
        }))
    }

    /// Whether somebody took it over, so that nothing may be changed any more.
    pub fn is_lost(&self) -> bool {
        self.is_lost.load(Ordering::Relaxed)
    }

    /// Whether it was taken over, as the store says.
    pub async fn is_taken(&self) -> bool {
        let found = self.mark.found().await;
        let is_ours = |(text, _): &(String, _)| text.starts_with(&self.mark.number);
        found.is_ok_and(|found| !found.as_ref().is_some_and(is_ours))
    }

    /// Gives the place free. What fails is made good by the next one, who waits a little.
    pub async fn give(self) {
        // A beat that is on its way would arrive behind the removal, and outlive us.
        self.ends.notify_one();
        let _ = self.beating.await;
        if !self.is_lost.load(Ordering::Relaxed) && self.mark.is_ours().await {
            let _ = self.mark.store.delete(&self.mark.path).await;
        }
    }
}

impl Mark {
    /// Writes it where there is none, or in the place of one that nobody keeps.
    async fn set(&self, pace: Pace) -> Result<Option<UpdateVersion>> {
        match self.put(PutMode::Create, 0).await {
            Ok(put) => return Ok(Some(put.into())),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => {}
            Err(Error::NotImplemented { .. }) => return self.set_plainly(pace).await,
            Err(error) => return Err(error),
        }
        let found = match self.found().await? {
            None => return Box::pin(self.set(pace)).await,
            Some((text, version)) if text.starts_with(&self.number) => {
                return Ok(Some(version));
            }
            Some(found) => found,
        };
        sleep(pace.watch).await;
        let (text, version) = match self.found().await? {
            None => return Box::pin(self.set(pace)).await,
            Some(found) => found,
        };
        if text != found.0 {
            return Ok(None);
        }
        match self.put(PutMode::Update(version), 0).await {
            Ok(put) => Ok(Some(put.into())),
            Err(Error::Precondition { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// For stores that know no conditions, such as WebDAV: written, then looked at again.
    async fn set_plainly(&self, pace: Pace) -> Result<Option<UpdateVersion>> {
        if let Some((text, _)) = self.found().await? {
            sleep(pace.watch).await;
            if self.found().await?.is_some_and(|(now, _)| now != text) {
                return Ok(None);
            }
        }
        let put = self.put(PutMode::Overwrite, 0).await?;
        // Two who came at the same time both wrote; the later one stands.
        sleep(pace.beat / 4).await;
        Ok(self.is_ours().await.then(|| put.into()))
    }

    async fn put(&self, mode: PutMode, beat: u64) -> Result<PutResult> {
        let text = format!("{} {beat}\n", self.number);
        let options = PutOptions::from(mode);
        self.store.put_opts(&self.path, text.into(), options).await
    }

    async fn found(&self) -> Result<Option<(String, UpdateVersion)>> {
        text_at(&*self.store, &self.path).await
    }

    async fn is_ours(&self) -> bool {
        let found = self.found().await;
        found.is_ok_and(|found| {
            found.is_some_and(|(text, _)| text.starts_with(&self.number))
        })
    }
}

/// Writes the mark again and again.
struct Beating {
    mark: Mark,
    pace: Pace,
    is_lost: Arc<AtomicBool>,
    ends: Arc<Notify>,
}

impl Beating {
    /// Goes on until the mark is somebody else's, or is given free.
    async fn go_on(self, mut version: UpdateVersion) {
        let mark = &self.mark;
        for count in 1.. {
            tokio::select! {
                () = sleep(self.pace.beat) => {}
                () = self.ends.notified() => return,
            }
            let put = match mark.put(PutMode::Update(version.clone()), count).await {
                Err(Error::NotImplemented { .. }) if mark.is_ours().await => {
                    mark.put(PutMode::Overwrite, count).await
                }
                put => put,
            };
            match put {
                Ok(put) => version = put.into(),
                // An answer that got lost: the mark is ours, under another tag.
                Err(_) => match mark.found().await {
                    Ok(Some((text, now))) if text.starts_with(&mark.number) => {
                        version = now
                    }
                    Ok(_) => return self.is_lost.store(true, Ordering::Relaxed),
                    // Out of reach for us is out of reach for what we would change.
                    Err(_) => {}
                },
            }
        }
    }
}
