//! A watch over a document while it is set: what takes too long or too much is given up.
//!
//! Typst cannot be told to stop. But it asks its world for typefaces all the time, and a world
//! whose document is given up answers by unwinding.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::job::Press;
use super::stop::Stop;

/// How often is looked: memory grows by some hundred megabytes in that time at most.
const STEP: Duration = Duration::from_millis(50);
/// How long a document that took too long may take to notice.
const GRACE: Duration = Duration::from_secs(2);

/// How the waiting for a document ended.
pub enum Ended<T> {
    /// It is made.
    Made(T),
    /// Its thread is gone.
    Lost,
    /// It took too much of something, which this says.
    GivenUp(String),
}

/// Waits for a document of some pages as long as is allowed.
pub fn wait<T>(
    receiver: &Receiver<T>,
    press: &Press,
    pages: usize,
    stop: &Stop,
) -> Ended<T> {
    let limits = &press.limits;
    let allowed = limits.time + limits.time_for_a_page * pages as u32;
    let most = limits.memory + limits.memory_for_a_page * pages as u64;
    let before = (press.held)();
    let grown = || Some((press.held)()?.saturating_sub(before?));
    let mut waited = Duration::ZERO;
    loop {
        match receiver.recv_timeout(STEP.min(allowed)) {
            Ok(made) => return Ended::Made(made),
            Err(RecvTimeoutError::Disconnected) => return Ended::Lost,
            Err(RecvTimeoutError::Timeout) => waited += STEP,
        }
        let too_large = grown().is_some_and(|grown| grown > most);
        if !too_large && waited < allowed {
            continue;
        }
        let why = match too_large {
            true => format!("needed more than {} MB of memory", most >> 20),
            false => format!("took longer than {} s", allowed.as_secs_f32()),
        };
        stop.give_up();
        // Whoever is deep in a loop notices nothing: let it be, as long as there is room.
        while waited < allowed + GRACE {
            match receiver.recv_timeout(STEP) {
                Err(RecvTimeoutError::Timeout) => waited += STEP,
                _ => break,
            }
            if grown().is_some_and(|grown| grown > 2 * most) {
                (press.end)(&format!(
                    "Setting a document on paper {why}, and nothing stops it. Look for a loop without an end in the templates of `handouts/`."
                ));
                break;
            }
        }
        return Ended::GivenUp(why);
    }
}
