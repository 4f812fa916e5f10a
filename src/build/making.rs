//! Makes the files of a build, on all cores.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::copies::copies_of;
use super::outputs::{Job, Output};
use super::{Build, release};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::paths::OutputPath;

/// What became of one output.
struct Made<T> {
    /// What was made of the file and of its smaller copies, which come before it.
    taken: Vec<T>,
    /// What tells their bytes from others.
    digests: Vec<(OutputPath, Digest)>,
    problems: Vec<Diagnostic>,
}

/// What every file of a build has that tells its bytes from others.
pub type Digests = BTreeMap<OutputPath, Digest>;

/// Makes all files of a build and hands the bytes of each to `take`, last of all what the
/// release says of itself; gives what that made of them, and everything that came up meanwhile.
pub fn make<T: Send>(
    build: &Build,
    outputs: &[(&OutputPath, &Arc<Output>)],
    take: &(dyn Fn(&OutputPath, &Output, Vec<u8>) -> T + Sync),
) -> (Vec<T>, Vec<Diagnostic>) {
    let mut files = Digests::new();
    let (mut taken, problems) = make_some(build, outputs, &mut files, take);
    if let Some((path, output, bytes)) = release_of(build, &files) {
        taken.push(take(&path, &output, bytes));
    }
    (taken, problems)
}

/// Makes some files of a build, and adds them to `files`.
pub fn make_some<T: Send>(
    build: &Build,
    outputs: &[(&OutputPath, &Arc<Output>)],
    files: &mut Digests,
    take: &(dyn Fn(&OutputPath, &Output, Vec<u8>) -> T + Sync),
) -> (Vec<T>, Vec<Diagnostic>) {
    let made: Vec<Made<T>> = outputs
        .par_iter()
        .map(|(path, output)| make_one(build, (*path, &***output), take))
        .collect();
    let (mut taken, mut problems) = (Vec::new(), Vec::new());
    for one in made {
        taken.extend(one.taken);
        problems.extend(one.problems);
        files.extend(one.digests);
    }
    (taken, problems)
}

/// What the release says of itself, when all other files are made. A file of the handbook
/// stays where this one would be.
pub fn release_of(
    build: &Build,
    files: &Digests,
) -> Option<(OutputPath, Arc<Output>, Vec<u8>)> {
    let path = release::path();
    if build.outputs.output(&path).is_some() {
        return None;
    }
    let bytes = release::describe(&build.site.view, files);
    let digest = Digest::of_bytes(&bytes);
    let output = Output::new(digest, Job::Release(bytes.clone().into()));
    Some((path, output, bytes))
}

fn make_one<T>(
    build: &Build,
    (path, output): (&OutputPath, &Output),
    take: &(dyn Fn(&OutputPath, &Output, Vec<u8>) -> T + Sync),
) -> Made<T> {
    let rendered = build.outputs.make(output);
    let mut problems = rendered.problems;
    problems.extend(build.leak_in(path, output, &rendered.bytes));
    let mut files = match build.settings.precompress {
        true => copies_of(path, &rendered.bytes),
        false => Vec::new(),
    };
    // A file of the handbook stays where a copy would be.
    files.retain(|(copy, _)| build.outputs.output(copy).is_none());
    files.push((path.clone(), rendered.bytes));
    let digest =
        |(path, bytes): &(OutputPath, Vec<u8>)| (path.clone(), Digest::of_bytes(bytes));
    let digests = files.iter().map(digest).collect();
    let taken = files.into_iter();
    Made {
        taken: taken
            .map(|(path, bytes)| take(&path, output, bytes))
            .collect(),
        digests,
        problems,
    }
}
