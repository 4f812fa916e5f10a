//! `serve`.

use super::args::ServeArguments;
use super::console::Console;
use super::project::Project;
use super::Outcome;

/// Shows the handbook while it is edited.
pub fn run(_project: &Project, _arguments: &ServeArguments, _console: &Console) -> Outcome {
    Outcome::Unusable
}
