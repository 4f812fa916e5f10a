//! Tandem builds the handbook that makes Sales and Marketing work as one team.
//!
//! The pipeline, in reading order:
//!
//! ```text
//! input     what the disk says            -> Inputs
//! page      one file alone                -> Page { facts, body, problems }
//! site      all pages together            -> Site { pages, menus, targets }
//! check     rules over the linked site    -> problems
//! render    one page with its view        -> bytes
//! handout   pages for the printer         -> PDF
//! search    the words of all pages        -> Index, and answers
//! build     where the stages meet         -> Build { outputs, problems }
//! hosting   what a web server is told    -> a file for it
//! report    problems for people and programs
//! publish   releases where the handbook is hosted
//! serve     the same outputs, made when asked for
//! cli       the command line
//! ```
//!
//! Imports point only downwards in `docs/architecture.md`; a test holds the code to it.

pub mod codes;
pub mod colour;
pub mod date;
pub mod diagnostic;
pub mod digest;
pub mod duration;
pub mod media;
pub mod palette;
pub mod paths;
pub mod policy;
pub mod projection;
pub mod shared_map;
pub mod small_map;
pub mod span;
pub mod suggest;
pub mod tally;

pub mod input;

pub mod page;

pub mod site;

pub mod check;
#[cfg(feature = "handouts")]
pub mod handout;
pub mod render;
pub mod search;

pub mod build;

pub mod cli;
pub mod hosting;
pub mod publish;
pub mod report;
pub mod serve;
