//! The live server, spoken to over real sockets.
#![allow(clippy::disallowed_methods)] // a test writes the files that it serves

mod live {
    pub mod attacks;
    pub mod changes;
    pub mod editions;
    pub mod handbook;
    pub mod moves;
    pub mod pages;
    pub mod paper;
    #[cfg(unix)]
    pub mod saves;
    pub mod storms;
    pub mod writers;
}
