//! Releases in an object store: a real server, and a wire that breaks.
//!
//! The server for S3 is `s3s-fs` from crates.io, which checks signatures and conditions; `./test`
//! installs it as a program, since as a dependency it would cost every `cargo test` its 100
//! crates. WebDAV is Apache's. Where a server is missing, its tests say so.
#![allow(clippy::disallowed_methods)] // the test plays the writer, the host and the network

#[path = "stores/bucket.rs"]
mod bucket;
#[path = "stores/faults.rs"]
mod faults;
#[path = "stores/google.rs"]
mod google;
#[allow(dead_code)] // some of it is for folders
#[path = "releases/hosted.rs"]
mod hosted;
#[path = "stores/interrupted.rs"]
mod interrupted;
#[path = "stores/others.rs"]
mod others;
#[path = "stores/published.rs"]
mod published;
#[path = "stores/server.rs"]
mod server;
#[path = "stores/together.rs"]
mod together;
#[path = "stores/wire.rs"]
mod wire;
