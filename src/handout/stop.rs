//! The word between who sets a document and who waits for it.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a document is given up, for both who sets it and who waits.
#[derive(Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Unwinds if the document is given up.
    pub fn check(&self) {
        if self.0.load(Ordering::Relaxed) {
            // Whoever waits has told already: no hook for panics is to say more.
            resume_unwind(Box::new("given up"));
        }
    }

    /// Gives it up.
    pub fn give_up(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
