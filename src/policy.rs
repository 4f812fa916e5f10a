//! What an answer says besides its bytes, whoever gives it: the live server, or one that a
//! finished site is copied to.

/// What the theme's pages say in a `meta` element, and what only a header can say.
pub const PAGES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-src 'none'; require-trusted-types-for 'script'; trusted-types tandem-search; frame-ancestors 'self'";

/// Readers of PDF inside browsers are pages with styles and scripts of their own.
pub const PDF: &str = "frame-ancestors 'self'";

/// The header that carries either.
pub const HEADER: &str = "content-security-policy";

/// How long a file is kept whose name changes with its bytes: for good. A year is as long as
/// browsers keep anything.
pub const FOR_GOOD: &str = "max-age=31536000, immutable";

/// Everything else is kept, and asked for before each use whether it changed.
pub const ASK_FIRST: &str = "no-cache";

/// What is said of every file.
pub const OTHERS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];
