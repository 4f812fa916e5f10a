//! The state that all connections share: the snapshot of the moment.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::watch;

use super::snapshot::Snapshot;

/// The snapshot of the moment, and the news of the next one.
pub struct Live {
    snapshot: ArcSwap<Snapshot>,
    news: watch::Sender<u64>,
}

impl Live {
    /// Starts with a first build.
    pub fn new(snapshot: Snapshot) -> Self {
        let news = watch::Sender::new(snapshot.generation);
        Self {
            snapshot: ArcSwap::from_pointee(snapshot),
            news,
        }
    }

    /// What is served at this moment.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// What is served as soon as it is known what is wrong with it.
    pub async fn judged(&self) -> Arc<Snapshot> {
        self.once(|snapshot| snapshot.is_judged).await
    }

    /// What is served after a generation; at once where that is another one already.
    pub async fn after(&self, generation: u64) -> Arc<Snapshot> {
        self.once(|snapshot| snapshot.generation != generation)
            .await
    }

    async fn once(&self, is_it: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let mut news = self.subscribe();
        loop {
            let snapshot = self.snapshot();
            // Nobody publishes any more when the server ends, and nobody reads the answer.
            if is_it(&snapshot) || news.changed().await.is_err() {
                return snapshot;
            }
        }
    }

    /// Serves this from now on, and tells everybody.
    pub fn publish(&self, snapshot: Arc<Snapshot>) {
        let generation = snapshot.generation;
        // Readers that hear the news must find the snapshot: store it first.
        self.snapshot.store(snapshot);
        self.news.send_replace(generation);
    }

    /// Hears of every new generation.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }
}
