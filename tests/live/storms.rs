//! Floods of changes and of visitors, and systems that report nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tandem::build::Engine;
use tandem::serve::Snapshot;

use super::handbook::{Handbook, PATIENCE};

const FILES: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n\nWelcome.\n"),
    ("content/guides/call.md", "# Call\n\nRing them.\n"),
];

/// How much of a storm there is: `TANDEM_STORM=40000` for a full one.
fn files_of_a_storm() -> usize {
    let asked = std::env::var("TANDEM_STORM").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(1500)
}

/// The fingerprints of everything that is served.
fn digests(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let outputs = snapshot.build.outputs.pages_and_files().iter();
    outputs
        .map(|(path, output)| (path.to_string(), output.digest.to_string()))
        .collect()
}

/// What a build from nothing of the same folder gives.
fn clean(handbook: &Handbook) -> BTreeMap<String, String> {
    let known = handbook.server.snapshot().inputs.clone();
    let inputs =
        tandem::input::Inputs::read(known.location.clone(), known.request.clone());
    let build = Engine::default().rebuild(&inputs);
    let outputs = build.outputs.pages_and_files().iter();
    outputs
        .map(|(path, output)| (path.to_string(), output.digest.to_string()))
        .collect()
}

fn storm(handbook: &Handbook) {
    let number = files_of_a_storm();
    for folder in 0..200 {
        let mut path = format!("content/storm/{}", folder % 10);
        for depth in 0..folder / 10 {
            path.push_str(&format!("/deep-{depth}"));
        }
        for file in 0..number.div_ceil(200) {
            let name = format!("{path}/f{folder}-{file}.txt");
            handbook.save(&name, &format!("{folder} {file}"));
        }
        handbook.save(
            &format!("{path}/p{folder}.md"),
            &format!("# Page {folder}\n\nText.\n"),
        );
    }
}

/// Whether the server comes to serve what a clean build gives, and how long it took.
fn converges(handbook: &Handbook) -> Duration {
    let started = Instant::now();
    let wanted = clean(handbook);
    let judging = started.elapsed();
    let seen = handbook.server.wait_for(PATIENCE * 2, |snapshot| {
        snapshot.build.outputs.pages_and_files().len() == wanted.len()
            && digests(snapshot) == wanted
    });
    assert!(seen.is_some(), "the server never serves what is there");
    started.elapsed().saturating_sub(judging)
}

#[test]
fn a_storm_ends_in_what_a_clean_build_gives() {
    for (way, handbook) in [
        ("told", Handbook::serve(FILES)),
        ("looked at", Handbook::poll(FILES)),
    ] {
        storm(&handbook);
        let came = converges(&handbook);
        fs::remove_dir_all(handbook.path("content/storm/3")).expect("it was there");
        fs::rename(
            handbook.path("content/storm/4"),
            handbook.path("content/moved"),
        )
        .expect("it was there");
        let went = converges(&handbook);
        println!(
            "{way}: {} files came in {came:?}, went in {went:?}",
            files_of_a_storm()
        );
        if files_of_a_storm() >= 40_000 {
            assert!(came.max(went) < Duration::from_secs(5), "{came:?} {went:?}");
        }
    }
}

/// The lines that a server says, which can watch three folders and no more; `None` where the
/// system does not let us set such a limit.
#[cfg(target_os = "linux")]
fn serve_with_few_watches(root: &std::path::Path) -> Option<std::process::Child> {
    let limit = "echo 3 > /proc/sys/user/max_inotify_watches && exec \"$@\"";
    let limited = |words: &[&std::ffi::OsStr]| {
        let mut command = Command::new("unshare");
        command.args(["-Ur", "sh", "-c", limit, "sh"]).args(words);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command
    };
    let works = limited(&["true".as_ref()]).status();
    works.is_ok_and(|status| status.success()).then_some(())?;
    let words = [
        env!("CARGO_BIN_EXE_tandem").as_ref(),
        "--root".as_ref(),
        root.as_os_str(),
    ];
    let mut command = limited(&words);
    command.args(["serve", "--port", "0"]).spawn().ok()
}

/// Asks for a page until it says something.
#[cfg(target_os = "linux")]
fn wait_for_text(address: &str, path: &str, text: &str) {
    let until = Instant::now() + PATIENCE;
    loop {
        let mut answer = String::new();
        if let Ok(mut stream) = std::net::TcpStream::connect(address) {
            stream
                .set_read_timeout(Some(PATIENCE))
                .expect("a socket takes a timeout");
            let head = format!(
                "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
            );
            // What fails is tried again.
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.read_to_string(&mut answer);
        }
        if answer.contains(text) {
            return;
        }
        assert!(Instant::now() < until, "{path} never says {text}: {answer}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_system_that_watches_no_more_folders_is_told_about_and_everything_looked_at() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        fs::write(path, text).expect("the file");
    };
    FILES.iter().for_each(|(path, text)| write(path, text));
    (0..10).for_each(|number| write(&format!("content/{number}/a.txt"), "x"));
    let Some(mut server) = serve_with_few_watches(folder.path()) else {
        println!("skipped: this system sets no limit for one program");
        return;
    };
    let (say, said) = std::sync::mpsc::channel();
    let lines = BufReader::new(server.stderr.take().expect("it is piped")).lines();
    thread::spawn(move || {
        lines
            .map_while(Result::ok)
            .try_for_each(|line| say.send(line))
    });
    let line_with = |text: &str| loop {
        let line = said.recv_timeout(PATIENCE).expect("the server says so");
        if line.contains(text) {
            return line;
        }
    };
    let url = line_with("http://localhost:");
    let port = url
        .rsplit_once("localhost:")
        .and_then(|(_, rest)| rest.split('/').next());
    let address = format!("localhost:{}", port.expect("a port"));
    line_with("looked for twice a second");
    write("content/guides/call.md", "# Call\n\nSeen all the same.\n");
    wait_for_text(&address, "/guides/call.html", "Seen all the same.");
    write("content/new/deep/page.md", "# New\n\nAlso seen.\n");
    wait_for_text(&address, "/new/deep/page.html", "Also seen.");
    server.kill().expect("it still runs");
    server.wait().expect("it ended");
}

#[test]
fn three_hundred_slow_connections_are_closed() {
    let handbook = Handbook::serve(FILES);
    let halves = ["", "GET / HT", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "];
    let mut slow: Vec<_> = (0..300)
        .map(|number| {
            let mut stream = handbook.connect();
            stream
                .write_all(halves[number % 3].as_bytes())
                .expect("it was accepted");
            stream
        })
        .collect();
    assert_eq!(handbook.get("/").status, 200, "others are served meanwhile");
    let started = Instant::now();
    for stream in &mut slow {
        let mut rest = Vec::new();
        // Closed with or without a word, both are fine.
        let _ = stream.read_to_end(&mut rest);
    }
    // The limit of these tests is 0.3 seconds; that of a server is 10, and 15 are asked for.
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn visitors_are_served_without_a_fault_while_it_is_built_again() {
    let handbook = Handbook::serve(FILES);
    let (served, seconds) = (AtomicUsize::new(0), Duration::from_secs(2));
    let until = Instant::now() + seconds;
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while Instant::now() < until {
                    let answer = handbook.get("/guides/call.html");
                    assert_eq!(answer.status, 200, "{}", answer.head);
                    assert!(answer.body.contains("</html>"), "cut off");
                    served.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for number in 0..20 {
            handbook.save(
                "content/guides/call.md",
                &format!("# Call\n\nNumber {number}.\n"),
            );
            thread::sleep(seconds / 20);
        }
    });
    handbook.wait_for_text("/guides/call.html", "Number 19.");
    assert!(served.into_inner() > 100);
}

/// Memory that this process holds now, in bytes, and its open files; where a system tells.
fn held() -> Option<(usize, usize)> {
    let status = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = status.split(' ').nth(1)?.parse().ok()?;
    Some((pages * 4096, fs::read_dir("/proc/self/fd").ok()?.count()))
}

/// `TANDEM_REBUILDS=1000 cargo test --test live rebuilds -- --nocapture`, alone: memory is
/// that of the process.
#[test]
fn many_rebuilds_hold_on_to_nothing() {
    let asked = std::env::var("TANDEM_REBUILDS").ok();
    let Some(rebuilds) = asked.and_then(|text| text.parse::<usize>().ok()) else {
        return;
    };
    let handbook = Handbook::serve(FILES);
    let rebuild = |number: usize| {
        let text = format!("Number {number:05}.");
        handbook.save("content/guides/call.md", &format!("# Call\n\n{text}\n"));
        handbook.wait_for_text("/guides/call.html", &text);
    };
    (0..10).for_each(rebuild);
    let before = held().expect("this system tells");
    (10..rebuilds).for_each(rebuild);
    let after = held().expect("this system tells");
    println!("after 10 rebuilds {before:?} bytes and files, after {rebuilds} {after:?}");
    assert!(
        after.0 as f64 <= before.0 as f64 * 1.2,
        "{before:?} {after:?}"
    );
    assert!(after.1 <= before.1 + 2, "{before:?} {after:?}");
}
