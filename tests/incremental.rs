//! A warm build equals a cold one, whatever was edited before.
//!
//! The master test plays a writer with a fixed seed per sequence. `TANDEM_SEQUENCES` and
//! `TANDEM_EDITS` ask for more of them, `TANDEM_SEED` for the first seed: with the seed that
//! a failure prints and one sequence, the failure comes back.
#![allow(clippy::disallowed_methods)] // the test plays the writer, and asks for more work

#[path = "incremental/chance.rs"]
mod chance;
mod common;
#[path = "incremental/pages.rs"]
mod pages;
#[path = "incremental/served.rs"]
mod served;
#[path = "incremental/work.rs"]
mod work;
#[path = "incremental/writer.rs"]
mod writer;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use tandem::build::{Build, Engine, judged};
use tandem::render::Rendered;
use tandem::tally::Tally;
use writer::Writer;

/// What the program itself uses: a tenth of the time here is memory given and taken back.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[test]
fn after_any_sequence_of_edits_a_warm_build_equals_a_cold_one() {
    let sequences = asked("TANDEM_SEQUENCES", 100);
    let edits = asked("TANDEM_EDITS", 20);
    let first = asked("TANDEM_SEED", 1);
    let failures: Vec<String> = (first..first + sequences)
        .into_par_iter()
        .filter_map(|seed| play(seed, edits))
        .collect();
    let shown: String = failures
        .iter()
        .take(3)
        .map(|failure| format!("{failure}\n\n"))
        .collect();
    let count = failures.len();
    assert!(
        failures.is_empty(),
        "{count} of {sequences} sequences failed, such as\n{shown}"
    );
}

fn asked(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// One sequence of edits on a handbook of its own; gives what differs, if anything does.
fn play(seed: u64, edits: u64) -> Option<String> {
    let handbook = pages::start();
    let mut writer = Writer::new(seed, handbook.root());
    let mut engine = Engine::default();
    let mut inputs = handbook.inputs();
    everything(&engine.rebuild(&inputs));
    for _ in 0..edits {
        let before = writer.edits();
        // Changing to another branch changes much at once.
        for _ in 0..[1, 1, 1, 4][writer.chance.below(4)] {
            writer.edit();
        }
        let alone = writer.edits() == before + 1;
        inputs = match writer.chance.below(3) {
            // A rescan that trusts the stamps of files left alone, as `serve` does it.
            0 => inputs.refresh(),
            // Only the changed paths, where that is enough.
            1 if alone => writer.changed_paths(&inputs),
            _ => handbook.inputs(),
        };
        let mut fresh = handbook.inputs();
        inputs.request.today = writer.today;
        fresh.request.today = writer.today;
        let warm = everything(&engine.rebuild(&inputs));
        let cold = everything(&Engine::default().rebuild(&fresh));
        if !are_same(&warm, &cold) {
            let different = difference(&warm, &cold);
            let done = writer.done();
            return Some(format!("seed {seed}: {different}\nafter {done:#?}"));
        }
    }
    None
}

/// Everything that a build gives: each output, and under names of their own all problems.
type Everything = BTreeMap<String, Arc<Rendered>>;

fn everything(build: &Build) -> Everything {
    let mut all = Everything::new();
    for problems in [&build.problems, &build.silenced] {
        assert_eq!(problems.tally, Tally::of(problems), "counted as it went");
    }
    let mut problems = build.problems.to_vec();
    // Documents on paper take a while; `tests/handouts.rs` looks at them.
    let on_screen = build.outputs.all().filter(|(_, output)| !output.is_paper());
    for (path, _) in on_screen {
        let made = build.outputs.get(path);
        let made = made.expect("the path is one of the map's");
        problems.extend(made.problems.iter().cloned());
        all.insert(path.to_string(), made);
    }
    let problems = judged(problems, &build.settings);
    for (name, problems) in [("problems", &problems[..]), ("silenced", &build.silenced)] {
        let lines = format!("{problems:#?}").into();
        all.insert(format!("the {name}"), Arc::new(lines));
    }
    all
}

/// Whether two builds give the same bytes; their problems are among them.
fn are_same(warm: &Everything, cold: &Everything) -> bool {
    let pairs = || warm.iter().zip(cold);
    warm.len() == cold.len()
        && pairs()
            .all(|((path, warm), (own, cold))| path == own && warm.bytes == cold.bytes)
}

fn difference(warm: &Everything, cold: &Everything) -> String {
    let paths = warm.keys().chain(cold.keys());
    let path = paths
        .into_iter()
        .find(|path| bytes_of(warm, path) != bytes_of(cold, path));
    let path = path.expect("two maps that differ differ somewhere");
    let text = |map: &Everything| match bytes_of(map, path) {
        Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        None => "(not there)".to_owned(),
    };
    let (warm, cold) = (text(warm), text(cold));
    let at = warm
        .bytes()
        .zip(cold.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let near = |text: &str| {
        let tail = text
            .bytes()
            .skip(at.saturating_sub(60))
            .take(200)
            .collect::<Vec<_>>();
        String::from_utf8_lossy(&tail).into_owned()
    };
    format!("{path}\n  warm: …{}\n  cold: …{}", near(&warm), near(&cold))
}

fn bytes_of<'a>(all: &'a Everything, path: &str) -> Option<&'a [u8]> {
    all.get(path).map(|made| made.bytes.as_slice())
}
