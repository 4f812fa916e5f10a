//! What happens when somebody saves.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tandem::paths::SourcePath;

use super::handbook::Handbook;

const FILES: &[(&str, &str)] = &[
    (
        "content/index.md",
        "---\ntitle: Home\n---\n\nWelcome home.\n",
    ),
    ("content/guides/call.md", "# Call\n\nRing them.\n"),
    ("content/guides/mail.md", "# Mail\n\nWrite to them.\n"),
    ("static/extra.css", "p { color: red }\n"),
];

/// A page's connection to the server.
struct Events(BufReader<TcpStream>);

impl Events {
    fn open(handbook: &Handbook, born: u64) -> Self {
        let mut stream = handbook.connect();
        let head = format!(
            "GET /_tandem/events?born={born} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
            handbook.port()
        );
        stream
            .write_all(head.as_bytes())
            .expect("the connection is open");
        Self(BufReader::new(stream))
    }

    /// The next event.
    fn next(&mut self) -> serde_json::Value {
        loop {
            let mut line = String::new();
            let length = self.0.read_line(&mut line).expect("an event comes in time");
            assert!(length > 0, "the stream never ends");
            if let Some(json) = line.strip_prefix("data: ") {
                return serde_json::from_str(json).expect("an event is JSON");
            }
        }
    }

    /// The next event that names an output, or that means any.
    fn until(&mut self, output: &str) -> serde_json::Value {
        loop {
            let event = self.next();
            let named = event["changed"]
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one == output));
            if named || event["changed"].is_null() {
                return event;
            }
        }
    }
}

fn generation(handbook: &Handbook) -> u64 {
    handbook.server.snapshot().generation
}

#[test]
fn a_page_asked_for_ahead_comes_with_the_save_that_changes_it() {
    let handbook = Handbook::serve(FILES);
    let shown = generation(&handbook);
    let ahead = |page: &str| format!("/guides/{page}.html?tandem-after={shown}");
    let call = thread::scope(|scope| {
        let answer = scope.spawn(|| handbook.get(&ahead("call")));
        thread::sleep(Duration::from_millis(100));
        assert!(!answer.is_finished(), "there is no other version yet");
        handbook.save("content/guides/call.md", "# Call\n\nRing them twice.\n");
        answer.join().expect("an answer comes")
    });
    assert_eq!(call.status, 200);
    assert!(call.body.contains("Ring them twice."), "{}", call.body);
    assert_eq!(call.header("cache-control"), Some("no-store"));
    let mail = handbook.get(&ahead("mail"));
    assert_eq!((mail.status, &*mail.body), (204, ""), "its text stayed");
}

#[test]
fn saving_a_page_reaches_the_browser() {
    let handbook = Handbook::serve(FILES);
    let mut events = Events::open(&handbook, generation(&handbook));
    let first = events.next();
    assert_eq!(first["changed"], serde_json::json!([]));
    handbook.save("content/guides/call.md", "# Call\n\nRing them twice.\n");
    let event = events.until("guides/call.html");
    assert!(event["generation"].as_u64() > first["generation"].as_u64());
    assert_eq!(event["styles"], false);
    let names: Vec<&String> = event.as_object().expect("an object").keys().collect();
    assert_eq!(
        names,
        ["changed", "edited", "generation", "moved", "styles"],
        "and nothing else"
    );
    assert!(
        handbook
            .get("/guides/call.html")
            .body
            .contains("Ring them twice.")
    );
}

#[test]
fn an_update_before_the_connection_is_not_lost() {
    let handbook = Handbook::serve(FILES);
    let born = generation(&handbook);
    handbook.save("content/guides/call.md", "# Call\n\nRing them thrice.\n");
    handbook.wait_for_text("/guides/call.html", "thrice");
    let event = Events::open(&handbook, born).next();
    let changed = event["changed"]
        .as_array()
        .expect("a generation that is remembered");
    assert!(
        changed.iter().any(|path| path == "guides/call.html"),
        "{changed:?}"
    );
}

#[test]
fn a_page_of_an_earlier_run_is_told_to_load_again() {
    let handbook = Handbook::serve(FILES);
    assert!(Events::open(&handbook, 12).next()["changed"].is_null());
}

#[test]
fn a_page_knows_the_generation_that_it_shows() {
    let handbook = Handbook::serve(FILES);
    handbook.save("content/guides/call.md", "# Call\n\nOnce more.\n");
    let page = handbook.wait_for_text("/guides/call.html", "Once more.");
    let born = format!("_tandem/live.js?born={}\"", generation(&handbook));
    assert!(page.body.contains(&born), "{}", page.body);
}

#[test]
fn a_style_sheet_alone_reloads_no_page() {
    let handbook = Handbook::serve(FILES);
    let mut events = Events::open(&handbook, generation(&handbook));
    handbook.save("static/extra.css", "p { color: blue }\n");
    let event = events.until("extra.css");
    assert_eq!(event["styles"], true);
    assert_eq!(event["changed"], serde_json::json!(["extra.css"]));
}

#[test]
fn a_theme_that_appears_later_is_used_and_its_styles_are_told_apart() {
    let handbook = Handbook::serve(FILES);
    handbook.save("themes/default/styles/95-ours.css", "body { color: red }\n");
    let until = |text: &str| {
        handbook
            .server
            .wait_for(super::handbook::PATIENCE, |snapshot| {
                let styles =
                    snapshot
                        .build
                        .outputs
                        .pages_and_files()
                        .keys()
                        .find(|path| {
                            path.as_str().starts_with("assets/own.")
                                && path.as_str().ends_with(".css")
                        });
                let made = styles.and_then(|path| snapshot.make(path));
                made.is_some_and(|made| {
                    String::from_utf8_lossy(&made.bytes).contains(text)
                })
            })
    };
    let born = until("body{color:red}").expect("the new theme").generation;
    handbook.save(
        "themes/default/styles/95-ours.css",
        "body { color: blue }\n",
    );
    until("body{color:blue}").expect("the next theme");
    let update = handbook.server.snapshot().since(born);
    assert!(update.styles);
    assert!(
        update
            .changed
            .is_some_and(|all| all.iter().all(|path| path.ends_with(".css")))
    );
}

#[test]
fn pages_come_move_and_go() {
    let handbook = Handbook::serve(FILES);
    handbook.save("content/guides/visit.md", "# Visit\n\nGo there.\n");
    handbook.wait_for_text("/guides/visit.html", "Go there.");
    let (old, new) = (
        handbook.path("content/guides/visit.md"),
        handbook.path("content/guides/tour.md"),
    );
    fs::rename(old, &new).expect("the page was there");
    handbook.wait_for_text("/guides/tour.html", "Go there.");
    handbook.wait_for("/guides/visit.html", |answer| answer.status == 404);
    fs::remove_file(new).expect("the page was there");
    handbook.wait_for("/guides/tour.html", |answer| answer.status == 404);
}

#[test]
fn folders_come_move_and_go() {
    let handbook = Handbook::serve(FILES);
    for number in 0..20 {
        handbook.save(
            &format!("content/a/b/c/page-{number}.md"),
            &format!("# P\n\nNumber {number}.\n"),
        );
    }
    for number in 0..20 {
        handbook.wait_for_text(
            &format!("/a/b/c/page-{number}.html"),
            &format!("Number {number}."),
        );
    }
    fs::rename(handbook.path("content/a/b"), handbook.path("content/a/z"))
        .expect("the folder was there");
    handbook.wait_for_text("/a/z/c/page-7.html", "Number 7.");
    handbook.wait_for("/a/b/c/page-7.html", |answer| answer.status == 404);
    handbook.save("content/a/z/c/page-7.md", "# P\n\nMoved and edited.\n");
    handbook.wait_for_text("/a/z/c/page-7.html", "Moved and edited.");
    fs::remove_dir_all(handbook.path("content/a")).expect("the folder was there");
    handbook.wait_for("/a/z/c/page-7.html", |answer| answer.status == 404);
}

#[test]
fn a_save_by_renaming_is_a_save() {
    let handbook = Handbook::serve(FILES);
    handbook.save(
        "content/guides/.call.md.tmp",
        "# Call\n\nWritten beside, then moved.\n",
    );
    let hidden = handbook.path("content/guides/.call.md.tmp");
    fs::rename(hidden, handbook.path("content/guides/call.md"))
        .expect("the file was there");
    handbook.wait_for_text("/guides/call.html", "Written beside");
}

/// Saves pages as plain editors do, in two steps with a pause between, and gives the number
/// of generations in which the page had no text.
fn generations_without_text(handbook: &Handbook, saves: usize, pause: Duration) -> usize {
    let source = SourcePath::new("guides/call.md");
    let done = AtomicBool::new(false);
    let mut longest = Duration::ZERO;
    let empty = thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut empty = BTreeSet::new();
            while !done.load(Ordering::Relaxed) {
                let snapshot = handbook.server.snapshot();
                if snapshot
                    .inputs
                    .pages
                    .get(&source)
                    .is_none_or(|page| page.text.is_empty())
                {
                    empty.insert(snapshot.generation);
                }
                thread::sleep(Duration::from_millis(1));
            }
            empty.len()
        });
        for number in 0..saves {
            let emptied = Instant::now();
            handbook.save("content/guides/call.md", "");
            thread::sleep(Duration::from_millis(10));
            handbook.save(
                "content/guides/call.md",
                &format!("# Call\n\nSave {number}.\n"),
            );
            longest = longest.max(emptied.elapsed());
            thread::sleep(pause);
        }
        handbook.wait_for_text("/guides/call.html", &format!("Save {}.", saves - 1));
        done.store(true, Ordering::Relaxed);
        watcher.join().expect("the watcher only looks")
    });
    // A machine that holds this test up for longer than a save takes has shown nothing.
    if longest > Duration::from_millis(30) {
        0
    } else {
        empty
    }
}

#[test]
fn a_save_that_empties_the_file_first_is_never_seen_empty() {
    let handbook = Handbook::serve(FILES);
    assert_eq!(
        generations_without_text(&handbook, 10, Duration::from_millis(50)),
        0
    );
    let handbook = Handbook::poll(FILES);
    assert_eq!(
        generations_without_text(&handbook, 30, Duration::from_millis(20)),
        0
    );
}

#[test]
fn a_page_that_is_taken_away_and_written_anew_is_never_missing() {
    let handbook = Handbook::serve(FILES);
    let page = handbook.path("content/guides/call.md");
    let (born, started) = (generation(&handbook), Instant::now());
    fs::rename(&page, handbook.path("content/guides/call.md~")).expect("it was there");
    thread::sleep(Duration::from_millis(5));
    handbook.save("content/guides/call.md", "# Call\n\nSaved by vim.\n");
    let is_quick = started.elapsed() < Duration::from_millis(30);
    handbook.wait_for_text("/guides/call.html", "Saved by vim.");
    let steps = generation(&handbook) - born;
    assert!(
        steps == 1 || !is_quick,
        "one save is one generation: {steps}"
    );
}

#[test]
fn a_page_that_is_emptied_for_good_is_empty() {
    let handbook = Handbook::serve(FILES);
    handbook.save("content/guides/call.md", "");
    handbook.wait_for("/guides/call.html", |answer| {
        !answer.body.contains("Ring them.")
    });
}

#[test]
fn a_burst_of_saves_ends_in_the_last_state() {
    let handbook = Handbook::serve(FILES);
    for number in 1..=50 {
        handbook.save(
            "content/guides/call.md",
            &format!("# Call\n\nSave number {number}.\n"),
        );
    }
    handbook.wait_for_text("/guides/call.html", "Save number 50.");
}

#[test]
fn saving_the_same_text_builds_nothing() {
    let handbook = Handbook::serve(FILES);
    let before = generation(&handbook);
    for _ in 0..5 {
        handbook.save("content/guides/mail.md", "# Mail\n\nWrite to them.\n");
    }
    handbook.save("public/index.html", "our own output");
    handbook.save("content/.notes.md.swp", "an editor's own file");
    handbook.save("content/guides/call.md", "# Call\n\nThe only change.\n");
    handbook.wait_for_text("/guides/call.html", "The only change.");
    let named = handbook
        .server
        .snapshot()
        .since(before)
        .changed
        .expect("a known generation");
    assert!(!named.iter().any(|path| path == "index.html"), "{named:?}");
}

#[test]
fn broken_front_matter_keeps_the_page_and_lists_the_problem() {
    let handbook = Handbook::serve(FILES);
    handbook.save(
        "content/guides/call.md",
        "---\ntitle: [Call\n---\n\nStill here.\n",
    );
    handbook.wait_for_text("/guides/call.html", "Still here.");
    let problems = handbook.wait_for("/_tandem/problems.json", |answer| {
        answer.body.contains("E108")
    });
    let report: serde_json::Value =
        serde_json::from_str(&problems.body).expect("problems are JSON");
    let found = report["problems"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["code"] == "E108");
    let problem = found.expect("the problem");
    assert_eq!(problem["severity"], "error");
    assert_eq!(problem["file"], "content/guides/call.md");
    assert_eq!(problem["page"], "guides/call.html");
    assert!(
        problem["line"]
            .as_u64()
            .is_some_and(|line| (1..=3).contains(&line)),
        "{problem}"
    );
    handbook.save(
        "content/guides/call.md",
        "---\ntitle: Call\n---\n\nAll well.\n",
    );
    handbook.wait_for("/_tandem/problems.json", |answer| {
        !answer.body.contains("E108")
    });
}

#[test]
fn a_broken_template_shows_the_text_and_comes_back() {
    let handbook = Handbook::serve(FILES);
    handbook.save(
        "themes/default/templates/page.html",
        "{{ page.nothing.there }}",
    );
    let page = handbook.wait_for("/guides/call.html", |answer| {
        !answer.body.contains("class=\"doc")
    });
    assert!(page.body.contains("Ring them."), "{}", page.body);
    assert!(
        page.body.contains("_tandem/live.js?born="),
        "so that it comes back by itself"
    );
    let problems = handbook.get("/_tandem/problems.json");
    assert!(problems.body.contains("E020"), "{}", problems.body);
    fs::remove_file(handbook.path("themes/default/templates/page.html"))
        .expect("it was there");
    handbook.wait_for_text("/guides/call.html", "class=\"doc");
    handbook.wait_for("/_tandem/problems.json", |answer| {
        !answer.body.contains("E020")
    });
}

#[test]
fn settings_that_change_are_used() {
    let handbook = Handbook::serve(FILES);
    handbook.save("handbook.yml", "title: The Blue Book\n");
    handbook.wait_for_text("/", "The Blue Book");
    fs::remove_file(handbook.path("handbook.yml")).expect("it was there");
    handbook.wait_for("/", |answer| !answer.body.contains("The Blue Book"));
}

#[test]
fn a_content_folder_that_is_replaced_is_watched_on() {
    let handbook = Handbook::serve(FILES);
    fs::rename(handbook.path("content"), handbook.path("old")).expect("it was there");
    handbook.wait_for("/guides/call.html", |answer| answer.status == 404);
    fs::rename(handbook.path("old"), handbook.path("content")).expect("it was there");
    handbook.wait_for_text("/guides/call.html", "Ring them.");
    handbook.save("content/guides/call.md", "# Call\n\nAfter the move.\n");
    handbook.wait_for_text("/guides/call.html", "After the move.");
}

#[test]
fn plain_markdown_without_a_content_folder_is_watched() {
    let handbook = Handbook::serve(&[
        ("index.md", "# Home\n\nPlain.\n"),
        ("guides/a.md", "# A\n\nOld.\n"),
    ]);
    handbook.save("guides/a.md", "# A\n\nNew.\n");
    handbook.wait_for_text("/guides/a.html", "New.");
    handbook.save("index.md", "# Home\n\nPlain and new.\n");
    handbook.wait_for_text("/", "Plain and new.");
    handbook.save("more/b.md", "# B\n\nMore.\n");
    handbook.wait_for_text("/more/b.html", "More.");
}

#[test]
fn polling_sees_everything_too() {
    let handbook = Handbook::poll(FILES);
    handbook.save("content/guides/call.md", "# Call\n\nSeen by looking.\n");
    handbook.wait_for_text("/guides/call.html", "Seen by looking.");
    handbook.save("content/new/page.md", "# New\n\nAlso seen.\n");
    handbook.wait_for_text("/new/page.html", "Also seen.");
}

#[test]
fn many_browsers_hear_the_same() {
    let handbook = Handbook::serve(FILES);
    let mut all: Vec<Events> = (0..20)
        .map(|_| Events::open(&handbook, generation(&handbook)))
        .collect();
    handbook.save("content/guides/call.md", "# Call\n\nFor everybody.\n");
    for events in &mut all {
        events.until("guides/call.html");
    }
}

#[test]
fn a_changed_kind_of_the_handbooks_own_reaches_the_browser() {
    let files = [
        ("handbook.yml", "title: Ours\n"),
        ("kinds/case.yml", "folder: guides\nlabel: Case\n"),
    ];
    let files: Vec<_> = FILES.iter().chain(&files).copied().collect();
    let handbook = Handbook::serve(&files);
    let mut events = Events::open(&handbook, generation(&handbook));
    let first = events.next();
    let stricter = "folder: guides\nfields: { region: { type: text, required: true } }\n";
    handbook.save("kinds/case.yml", stricter);
    let next = events.next();
    assert!(next["generation"].as_u64() > first["generation"].as_u64());
}

#[test]
fn the_index_follows_by_itself_once_somebody_has_searched() {
    let handbook = Handbook::serve(FILES);
    let is_made = |text: &str| {
        handbook.save("content/guides/call.md", &format!("# Call\n\n{text}\n"));
        handbook.wait_for_text("/guides/call.html", text);
        let patience = std::time::Duration::from_millis(500);
        let made = |snapshot: &tandem::serve::Snapshot| snapshot.build.search.is_made();
        handbook.server.wait_for(patience, made).is_some()
    };
    assert!(!is_made("Nobody has searched."), "and nobody pays for it");
    assert_eq!(handbook.get("/search/root.js").status, 200);
    // The build before this one is the first that somebody asked.
    assert!(is_made("Somebody has."));
}
