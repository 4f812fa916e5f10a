//! Print-ready PDFs: sheets of workshops, cards, passports, leaflets, the book.
//!
//! Given pages as they are linked, gives a PDF. The text of a page becomes a tree of plain
//! data; templates of the theme (`handouts/*.typ`) set it with Typst, which is built in. Never
//! reads a file, a clock or the network: Typst sees the theme, the data and the pictures that
//! it is handed.

mod columns;
mod compose;
mod glyphs;
pub mod job;
mod links;
pub mod paper;
mod pictures;
mod press;
mod qr;
mod settle;
mod sheets;
mod stop;
mod views;
mod watch;
mod world;
mod writer;

pub use press::{Printed, print, said};
pub use world::Fonts;
