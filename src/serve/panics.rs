//! A fault of ours ends the work that it is in, not the server.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs something that must not end the server; a panic becomes its message.
pub fn unless_it_panics<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| message_of(&*panic))
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a panic without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_message() {
        let failed: Result<(), String> = unless_it_panics(|| panic!("no {}", "page"));
        assert_eq!(failed, Err("no page".to_owned()));
        assert_eq!(unless_it_panics(|| 1), Ok(1));
    }
}
