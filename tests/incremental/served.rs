//! What a running server serves after any sequence of edits.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use tandem::build::{Build, Engine};
use tandem::input::{Inputs, Purpose};
use tandem::serve::{Server, Settings, Snapshot};

use super::common::Handbook;
use super::writer::Writer;
use super::{asked, pages};

/// Longer than any machine needs; a server that takes this long has lost an edit.
const PATIENCE: Duration = Duration::from_secs(60);

/// `TANDEM_SERVED=500 cargo test --test incremental served -- --nocapture` plays so many
/// sequences, each of 20 edits.
// One after the other: whoever waits on a thread that the server needs waits for ever.
#[test]
fn a_server_serves_what_a_clean_build_gives_after_any_sequence_of_edits() {
    let (sequences, edits) = match asked("TANDEM_SERVED", 0) {
        0 => (4, 8),
        sequences => (sequences, 20),
    };
    let first = asked("TANDEM_SEED", 1);
    let failures: Vec<String> = (first..first + sequences)
        .filter_map(|seed| play(seed, edits).err())
        .collect();
    assert!(failures.is_empty(), "{}\n{}", failures.len(), failures[0]);
}

fn play(seed: u64, edits: u64) -> Result<(), String> {
    let handbook = pages::start();
    let mut writer = Writer::new(seed, handbook.root());
    let settings = Settings {
        port: 0,
        ..Settings::default()
    };
    let server = Server::start(|| handbook.inputs(), &settings, Arc::new(|_| {}));
    let server = server.expect("some port is free");
    for edit in 0..edits {
        writer.edit();
        let inputs = on_the_disk(&handbook);
        let wrong = |what: String| {
            let done = writer.done();
            format!("seed {seed}: {what}\nafter {done:#?}")
        };
        let is_seen = |snapshot: &Snapshot| snapshot.inputs.same_as(&inputs);
        let Some(snapshot) = server.wait_for(PATIENCE, is_seen) else {
            return Err(wrong("an edit was lost".to_owned()));
        };
        let clean = everything(&Engine::default().rebuild(&inputs));
        compare(&everything(&snapshot.build), &clean).map_err(wrong)?;
        if edit + 1 == edits {
            let sent = clean.keys().map(|path| (path.clone(), sent(&server, path)));
            compare(&sent.collect(), &clean).map_err(wrong)?;
        }
    }
    server.stop();
    Ok(())
}

/// The handbook as a server reads it.
fn on_the_disk(handbook: &Handbook) -> Inputs {
    let mut inputs = handbook.inputs();
    inputs.request.purpose = Purpose::Live;
    inputs
}

/// All that is shown on a screen.
fn everything(build: &Build) -> BTreeMap<String, Vec<u8>> {
    let shown = build.outputs.all().filter(|(_, output)| !output.is_paper());
    let made = shown.filter_map(|(path, _)| {
        let made = build.outputs.get(path)?;
        Some((path.to_string(), without_script(&made.bytes)))
    });
    made.collect()
}

fn compare(
    own: &BTreeMap<String, Vec<u8>>,
    clean: &BTreeMap<String, Vec<u8>>,
) -> Result<(), String> {
    let mut paths = own.keys().chain(clean.keys());
    match paths.find(|path| own.get(*path) != clean.get(*path)) {
        None => Ok(()),
        Some(path) => {
            let text = |all: &BTreeMap<String, Vec<u8>>| {
                let bytes = all.get(path);
                bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            };
            Err(format!(
                "{path}\nserved {:?}\nclean {:?}",
                text(own),
                text(clean)
            ))
        }
    }
}

/// What the server sends for an output.
fn sent(server: &Server, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(server.address()).expect("the server listens");
    let encoded: Vec<String> =
        path.split('/').map(tandem::paths::percent_encode).collect();
    let head = format!(
        "GET /{} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        encoded.join("/"),
        server.address().port()
    );
    stream.write_all(head.as_bytes()).expect("the server reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the server answers");
    let end = answer.windows(4).position(|part| part == b"\r\n\r\n");
    without_script(&answer[end.expect("an answer has a head") + 4..])
}

/// A page without what only the live server adds to it.
fn without_script(bytes: &[u8]) -> Vec<u8> {
    let Ok(page) = std::str::from_utf8(bytes) else {
        return bytes.to_vec();
    };
    let mut page = page.to_owned();
    // Scripts name it as well; they stay as they are.
    while let Some(named) = page.find("_tandem/live.js")
        && let Some(start) = page[..named].rfind("<script")
    {
        let end = page[named..].find("</script>").expect("a script ends") + named;
        page.replace_range(start..end + "</script>".len(), "");
    }
    // Where a template writes no head, the script stands on a line of its own at the end.
    if !page.contains("<head") {
        page.truncate(page.trim_end().len());
    }
    page.into_bytes()
}
