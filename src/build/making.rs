//! Makes the files of a build, on all cores.

use std::sync::Arc;

use rayon::prelude::*;

use super::Build;
use super::outputs::Output;
use crate::diagnostic::Diagnostic;
use crate::paths::OutputPath;

/// Makes files and hands the bytes of each to `take`; gives what that made of them, and
/// everything that came up meanwhile.
pub fn make<T: Send>(
    build: &Build,
    outputs: &[(&OutputPath, &Arc<Output>)],
    take: &(dyn Fn(&OutputPath, &Output, Vec<u8>) -> T + Sync),
) -> (Vec<T>, Vec<Diagnostic>) {
    let made: Vec<(T, Vec<Diagnostic>)> = outputs
        .par_iter()
        .map(|(path, output)| {
            let rendered = build.outputs.make(output);
            let mut problems = rendered.problems;
            problems.extend(build.leak_in(path, output, &rendered.bytes));
            (take(path, output, rendered.bytes), problems)
        })
        .collect();
    let (taken, problems): (Vec<T>, Vec<_>) = made.into_iter().unzip();
    (taken, problems.into_iter().flatten().collect())
}
