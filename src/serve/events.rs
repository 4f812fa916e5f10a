//! News for open pages, as server-sent events.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::channel::{Channel, Sender};
use hyper::body::Bytes;
use tokio::time::{MissedTickBehavior, interval};

use super::Navigate;
use super::live::Live;
use super::snapshot::Update;

/// Proxies close connections that are silent for half a minute; a sign of life prevents
/// that, and shows us browsers that left.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// A stream of events for one page.
///
/// The first event tells what happened since `born`, the generation that the page shows: an
/// update between the page and its connection is not lost.
pub fn stream(live: Arc<Live>, born: u64, navigate: Navigate) -> Channel<Bytes> {
    // One event is enough to hold: the next one is made of all that happened meanwhile.
    let (sender, body) = Channel::new(1);
    tokio::spawn(async move {
        // It ends when the browser is gone, which is no fault.
        let _ = feed(live, born, navigate, sender).await;
    });
    body
}

/// Nobody reads any more.
struct Gone;

async fn feed(
    live: Arc<Live>,
    born: u64,
    navigate: Navigate,
    mut sender: Sender<Bytes>,
) -> Result<(), Gone> {
    let mut news = live.subscribe();
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut shown = born;
    news.mark_changed();
    loop {
        let text = tokio::select! {
            heard = news.changed() => {
                heard.map_err(|_| Gone)?;
                let mut update = live.snapshot().since(shown);
                if navigate == Navigate::Stay {
                    update.edited = None;
                }
                shown = update.generation;
                event(&update)
            }
            _ = heartbeat.tick() => ":\n\n".to_owned(),
        };
        sender
            .send_data(Bytes::from(text))
            .await
            .map_err(|_| Gone)?;
    }
}

fn event(update: &Update) -> String {
    let json = serde_json::to_string(update).expect("numbers and text are JSON");
    format!("data: {json}\n\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn an_event_is_one_line_of_json() {
        let update = Update {
            generation: 7,
            changed: Some(vec!["a\nb.html".into()]),
            styles: false,
            moved: BTreeMap::new(),
            edited: None,
        };
        assert_eq!(
            event(&update),
            "data: {\"generation\":7,\"changed\":[\"a\\nb.html\"],\"styles\":false,\"moved\":{},\"edited\":null}\n\n"
        );
    }
}
