//! What a store tells browsers of a file, and the name under which it keeps the bytes.

use crate::digest::Digest;
use crate::media::type_of;
use crate::paths::OutputPath;
use crate::policy::{ASK_FIRST, FOR_GOOD};

/// What a store tells browsers of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headers {
    /// What it is.
    pub kind: &'static str,
    /// How long it may be kept.
    pub caching: &'static str,
}

impl Headers {
    /// Those of a file; `is_versioned` where its name changes with its bytes.
    pub fn of(path: &OutputPath, is_versioned: bool) -> Self {
        Self {
            kind: type_of(path.as_str()),
            caching: if is_versioned { FOR_GOOD } else { ASK_FIRST },
        }
    }

    /// The name of bytes that are kept with these headers: a copy takes both along.
    pub fn blob(self, bytes: Digest) -> String {
        let own = format!("{}\n{}", self.kind, self.caching);
        format!("{bytes}-{}", Digest::of_bytes(own.as_bytes()).short())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_as_something_else_are_kept_under_another_name() {
        let bytes = Digest::of_bytes(b"x");
        let name = |path: &str, is_versioned| {
            Headers::of(&OutputPath::new(path), is_versioned).blob(bytes)
        };
        assert_eq!(name("a.html", false), name("b.html", false));
        assert_ne!(name("a.html", false), name("a.txt", false));
        assert_ne!(name("a.css", false), name("a.css", true));
    }
}
