//! What is served, and how.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use tandem::serve::{Fault, Server, Settings};

use super::handbook::{Handbook, PATIENCE, settings};

const FILES: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n\nWelcome home.\n"),
    ("content/guides/index.md", "# Guides\n\nAll guides.\n"),
    (
        "content/guides/first call.md",
        "# First call\n\nRing them.\n",
    ),
    ("content/über uns.md", "# Über uns\n\nWir sind es.\n"),
    ("static/notes.txt", "plain notes"),
    ("static/paper.pdf", "%PDF-1.7"),
    ("static/thing.xyz", "?"),
];

#[test]
fn pages_are_served_under_all_their_addresses() {
    let handbook = Handbook::serve(FILES);
    for (path, text) in [
        ("/", "Welcome home."),
        ("/index.html", "Welcome home."),
        ("/guides/", "All guides."),
        ("/guides/index.html?x=1", "All guides."),
        ("/guides/First-call.html", ""),
        ("/guides/first-call.html", "Ring them."),
        ("/guides/first-call", "Ring them."),
        ("/%C3%BCber-uns.html", "Wir sind es."),
    ] {
        let answer = handbook.get(path);
        if text.is_empty() {
            assert_eq!(
                answer.status, 404,
                "names are told apart by their letters' case: {path}"
            );
            continue;
        }
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.contains(text), "{path}: {}", answer.body);
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[test]
fn a_folder_without_its_slash_leads_to_the_folder() {
    let handbook = Handbook::serve(FILES);
    let answer = handbook.get("/guides?day=1");
    assert_eq!(answer.status, 308);
    assert_eq!(answer.header("location"), Some("/guides/?day=1"));
}

#[test]
fn a_wrong_address_gets_the_sites_own_page() {
    let handbook = Handbook::serve(FILES);
    for path in ["/nothing", "/a/b/c.html", "/guides/nothing/"] {
        let answer = handbook.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("</html>"), "{path}: {}", answer.body);
        assert!(
            answer.body.contains("src=\"/_tandem/live.js?born="),
            "{path}"
        );
    }
}

#[test]
fn head_gives_the_head_alone() {
    let handbook = Handbook::serve(FILES);
    let head = "HEAD / HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n";
    let answer = handbook.send(head);
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    let length = answer
        .header("content-length")
        .and_then(|length| length.parse::<usize>().ok());
    assert_eq!(length, Some(handbook.get("/").body.len()));
    let events = head.replace("HEAD / ", "HEAD /_tandem/events ");
    assert_eq!(handbook.send(&events).status, 200);
}

#[test]
fn other_methods_are_told_which_ones_there_are() {
    let handbook = Handbook::serve(FILES);
    let answer = handbook.send("DELETE / HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n");
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), Some("get, head"));
}

#[test]
fn every_answer_carries_the_defences() {
    let handbook = Handbook::serve(FILES);
    for path in [
        "/",
        "/nothing",
        "/notes.txt",
        "/guides",
        "/_tandem/live.js",
        "/_tandem/problems.json",
    ] {
        let answer = handbook.get(path);
        let policy = answer.header("content-security-policy").unwrap_or("");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'"),
            "{path}"
        );
        assert!(policy.ends_with("frame-ancestors 'self'"), "{path}");
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            Some("same-origin"),
            "{path}"
        );
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            Some("same-origin"),
            "{path}"
        );
        assert_eq!(
            answer.header("referrer-policy"),
            Some("same-origin"),
            "{path}"
        );
        assert!(!answer.head.contains("access-control"), "{path}");
    }
}

#[test]
fn files_are_what_their_ending_says() {
    let handbook = Handbook::serve(FILES);
    for (path, kind) in [
        ("/notes.txt", "text/plain; charset=utf-8"),
        ("/paper.pdf", "application/pdf"),
        ("/thing.xyz", "application/octet-stream"),
        ("/llms.txt", "text/plain; charset=utf-8"),
        ("/_tandem/live.js", "text/javascript; charset=utf-8"),
        ("/_tandem/live.css", "text/css; charset=utf-8"),
    ] {
        assert_eq!(
            handbook.get(path).header("content-type"),
            Some(kind),
            "{path}"
        );
    }
}

#[test]
fn a_file_that_the_browser_has_is_not_sent_again() {
    let handbook = Handbook::serve(FILES);
    let first = handbook.get("/notes.txt");
    let tag = first.header("etag").expect("files have a tag").to_owned();
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    let again =
        handbook.get_with("/notes.txt", &format!("If-None-Match: \"x\", {tag}\r\n"));
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    assert_eq!(
        handbook
            .get_with("/notes.txt", "If-None-Match: \"x\"\r\n")
            .status,
        200
    );
}

#[test]
fn a_file_that_vanished_gives_a_message() {
    let handbook =
        Handbook::poll(&[("content/index.md", "# Home\n"), ("static/notes.txt", "x")]);
    std::fs::remove_file(handbook.path("static/notes.txt")).expect("the file was there");
    let answer = handbook.get("/notes.txt");
    assert!([404, 500].contains(&answer.status), "{}", answer.status);
    assert!(!answer.body.is_empty());
}

#[test]
fn one_connection_carries_many_requests() {
    let handbook = Handbook::serve(FILES);
    let mut stream = handbook.connect();
    let request = format!(
        "GET /notes.txt HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
        handbook.port()
    );
    for _ in 0..3 {
        stream
            .write_all(request.as_bytes())
            .expect("the connection is open");
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"plain notes") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("an answer");
            bytes.push(byte[0]);
        }
    }
}

#[test]
fn connections_that_send_half_a_head_or_nothing_are_closed() {
    let handbook = Handbook::serve(FILES);
    for half in ["", "GET / HT", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "] {
        let mut stream = handbook.connect();
        stream
            .write_all(half.as_bytes())
            .expect("the connection is open");
        let started = Instant::now();
        let mut rest = Vec::new();
        // Closed with or without a word, both are fine.
        let _ = stream.read_to_end(&mut rest);
        assert!(started.elapsed() < PATIENCE / 2, "still open: {half:?}");
        assert!(
            !String::from_utf8_lossy(&rest).contains(" 200 "),
            "{half:?}"
        );
    }
}

#[test]
fn a_full_house_waits_until_somebody_leaves() {
    let mut settings = settings();
    settings.limits.connections = 2;
    let handbook = Handbook::serve_with(FILES, &settings);
    let idle: Vec<_> = (0..8).map(|_| handbook.connect()).collect();
    assert_eq!(handbook.get("/").status, 200);
    drop(idle);
}

#[test]
fn a_port_that_is_taken_is_named_with_the_remedy() {
    let handbook = Handbook::serve(FILES);
    let inputs = (*handbook.server.snapshot().inputs).clone();
    let settings = Settings {
        port: handbook.port(),
        ..settings()
    };
    let fault = Server::start(|| inputs, &settings, std::sync::Arc::new(|_| {})).err();
    assert!(matches!(fault, Some(Fault::PortTaken(_))));
    assert!(fault.is_some_and(|fault| fault.to_string().contains("--port")));
}

#[test]
fn both_protocols_of_this_computer_are_served() {
    let handbook = Handbook::serve(FILES);
    let Ok(mut stream) = std::net::TcpStream::connect(("::1", handbook.port())) else {
        return;
    };
    let request = format!(
        "GET /notes.txt HTTP/1.1\r\nHost: [::1]:{}\r\nConnection: close\r\n\r\n",
        handbook.port()
    );
    stream
        .write_all(request.as_bytes())
        .expect("the connection is open");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.ends_with("plain notes"), "{answer}");
}

#[test]
fn a_server_that_stopped_lets_go_of_its_port() {
    let handbook = Handbook::serve(FILES);
    let (port, server) = (handbook.port(), handbook.server);
    server.stop();
    let until = Instant::now() + PATIENCE;
    while std::net::TcpListener::bind(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "the port is still taken");
        std::thread::sleep(Duration::from_millis(10));
    }
}
