//! Requests that no page of ours makes; not one of them may be answered with content.

use super::handbook::Handbook;

const FILES: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n\nSECRET of the handbook.\n"),
    ("content/.hidden.md", "# Hidden\n\nSECRET hidden.\n"),
    ("content/guides/index.md", "# Guides\n\nSECRET guide.\n"),
    ("handbook.yml", "title: SECRET settings\n"),
    (".env", "SECRET=1\n"),
    ("outside.txt", "SECRET outside\n"),
];

const OURS: &str = "Host: localhost:PORT\r\n";

/// Paths that climb, hide or confuse; with our own host, so that only the look-up stands.
const PATHS: &[&str] = &[
    "/../handbook.yml",
    "/../../../../etc/passwd",
    "/..%2fhandbook.yml",
    "/%2e%2e/handbook.yml",
    "/%2e%2e%2fhandbook.yml",
    "/.%2e/handbook.yml",
    "/%252e%252e%252fhandbook.yml",
    "/..%5chandbook.yml",
    "/..\\handbook.yml",
    "/..;/handbook.yml",
    "/guides/../../handbook.yml",
    "/guides/%2e%2e/%2e%2e/handbook.yml",
    "/./index.html",
    "/guides/../index.html",
    "//index.html",
    "/guides//index.html",
    "///etc/passwd",
    "//etc/passwd",
    "/%2fetc/passwd",
    "/etc/passwd",
    "/handbook.yml",
    "/.env",
    "/.hidden.html",
    "/.git/config",
    "/content/index.md",
    "/index.html%00.txt",
    "/index.html%00",
    "/index.html%20",
    "/index.html.",
    "/index.html::$DATA",
    "/INDEX.HTML",
    "/index.html/",
    "/index.html/..",
    "/C:/Windows/win.ini",
    "/C:%5cWindows%5cwin.ini",
    "/@fs/etc/passwd",
    "/@fs/etc/passwd?raw",
    "/file:///etc/passwd",
    "/%c0%ae%c0%ae/handbook.yml",
    "/%ef%bc%8e%ef%bc%8e/handbook.yml",
    "/~root/.env",
    "/_tandem/../handbook.yml",
    "/_tandem/",
    "/_tandem/live.js/",
    "/_tandem/LIVE.JS",
    "/%5ftandem/problems.json",
    "/_tandem%2fproblems.json",
];

/// Everything else: line of the request, and its headers.
const HEADS: &[(&str, &str)] = &[
    // Names that lead here although they are not ours.
    ("GET / HTTP/1.1", "Host: evil.example\r\n"),
    ("GET / HTTP/1.1", "Host: evil.example:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: localhost\r\n"),
    ("GET / HTTP/1.1", "Host: localhost:1\r\n"),
    ("GET / HTTP/1.1", "Host: localhost:0PORT\r\n"),
    ("GET / HTTP/1.1", "Host: localhost.:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: localhost.evil.example:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: evil.example#localhost:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: user@localhost:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: localhost:PORT, evil.example\r\n"),
    ("GET / HTTP/1.1", "Host: localhost:PORT@evil.example\r\n"),
    ("GET / HTTP/1.1", "Host: 127.0.0.1.nip.io:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: 127.1:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: 2130706433:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: 0x7f000001:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: 0.0.0.0:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: [::]:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: [::ffff:127.0.0.1]:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: ::1:PORT\r\n"),
    ("GET / HTTP/1.1", "Host:\r\n"),
    ("GET / HTTP/1.1", "Host: \u{FC}\r\n"),
    ("GET / HTTP/1.1", ""),
    ("GET / HTTP/1.0", ""),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nHost: evil.example\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: evil.example\r\nHost: localhost:PORT\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nHost: localhost:PORT\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: evil.example\r\nX-Forwarded-Host: localhost:PORT\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: evil.example\r\nForwarded: host=localhost:PORT\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: evil.example\r\nX-Forwarded-For: 127.0.0.1\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: evil.example\r\nX-Original-Host: localhost:PORT\r\n",
    ),
    // Requests to a proxy, which this is not.
    ("GET http://evil.example/ HTTP/1.1", OURS),
    (
        "GET http://localhost:PORT/ HTTP/1.1",
        "Host: evil.example\r\n",
    ),
    ("GET http://localhost:PORT/ HTTP/1.1", OURS),
    ("CONNECT evil.example:80 HTTP/1.1", OURS),
    ("OPTIONS * HTTP/1.1", OURS),
    // Methods.
    ("POST / HTTP/1.1", OURS),
    ("PUT /index.html HTTP/1.1", OURS),
    ("PATCH / HTTP/1.1", OURS),
    ("DELETE /index.html HTTP/1.1", OURS),
    ("TRACE / HTTP/1.1", OURS),
    ("OPTIONS / HTTP/1.1", OURS),
    ("PROPFIND / HTTP/1.1", OURS),
    ("get / HTTP/1.1", OURS),
    (
        "POST / HTTP/1.1",
        "Host: localhost:PORT\r\nX-HTTP-Method-Override: GET\r\n",
    ),
    // Bodies, and heads that two programs read differently.
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nContent-Length: 4\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nContent-Length: 00\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nContent-Length: -1\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nTransfer-Encoding: chunked\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nContent-Length: 4\r\nContent-Length: 5\r\n",
    ),
    ("GET / HTTP/1.1", "Host : localhost:PORT\r\n"),
    ("GET / HTTP/1.1", "Host: evil.example\r\n X: folded\r\n"),
    ("GET / HTTP/2.0", OURS),
    ("GET /", ""),
    // Pages of other sites.
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nOrigin: http://evil.example\r\n",
    ),
    ("GET / HTTP/1.1", "Host: localhost:PORT\r\nOrigin: null\r\n"),
    ("GET / HTTP/1.1", "Host: localhost:PORT\r\nOrigin:\r\n"),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nOrigin: http://localhost\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nOrigin: http://localhost:1\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nOrigin: https://localhost:PORT\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nOrigin: http://127.0.0.1:PORT\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nOrigin: http://localhost:PORT.evil.example\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nOrigin: http://localhost:PORT/\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nOrigin: localhost:PORT\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nOrigin: http://localhost:PORT\r\nOrigin: http://evil.example\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nSec-Fetch-Site: same-site\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nSec-Fetch-Site: anything\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: embed\r\n",
    ),
    (
        "GET / HTTP/1.1",
        "Host: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: websocket\r\nUpgrade: websocket\r\n",
    ),
    (
        "GET /_tandem/events HTTP/1.1",
        "Host: localhost:PORT\r\nOrigin: http://evil.example\r\n",
    ),
    ("GET /_tandem/events HTTP/1.1", "Host: evil.example\r\n"),
    (
        "GET /_tandem/problems.json HTTP/1.1",
        "Host: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n",
    ),
    (
        "GET /_tandem/live.js HTTP/1.1",
        "Host: localhost:PORT\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Dest: script\r\n",
    ),
];

#[test]
fn no_spelling_of_a_path_leads_out_of_the_site() {
    let handbook = Handbook::serve(FILES);
    for path in PATHS {
        let answer = handbook.get(path);
        assert!(
            [400, 404].contains(&answer.status),
            "{path}: {}",
            answer.status
        );
        assert!(!answer.body.contains("SECRET of"), "{path}");
        assert!(
            !answer.body.contains("SECRET hidden")
                && !answer.body.contains("SECRET outside"),
            "{path}"
        );
        assert!(
            !answer.body.contains("SECRET=") && !answer.body.contains("root:"),
            "{path}"
        );
    }
}

#[test]
fn no_foreign_request_is_answered_with_content() {
    let handbook = Handbook::serve(FILES);
    for (line, headers) in HEADS {
        let answer =
            handbook.send(&format!("{line}\r\n{headers}Connection: close\r\n\r\n"));
        let refused = [0, 400, 403, 405, 413, 421, 505].contains(&answer.status);
        assert!(refused, "{line} {headers}: {}", answer.status);
        assert!(!answer.body.contains("SECRET"), "{line} {headers}");
        assert!(!answer.head.contains("access-control"), "{line} {headers}");
    }
    assert!(
        PATHS.len() + HEADS.len() >= 120,
        "the table is as long as we say it is"
    );
}

#[test]
fn each_defence_answers_with_its_own_status() {
    let handbook = Handbook::serve(FILES);
    let status = |headers: &str| {
        handbook
            .send(&format!("GET / HTTP/1.1\r\n{headers}\r\n"))
            .status
    };
    assert_eq!(status("Host: evil.example\r\n"), 421);
    assert_eq!(status("Host: localhost:PORT\r\nContent-Length: 4\r\n"), 413);
    assert_eq!(
        status("Host: localhost:PORT\r\nOrigin: http://evil.example\r\n"),
        403
    );
    assert_eq!(
        status("Host: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\n"),
        403
    );
}

#[test]
fn our_own_requests_pass() {
    let handbook = Handbook::serve(FILES);
    for headers in [
        "Host: localhost:PORT\r\n",
        "Host: LOCALHOST:PORT\r\n",
        "Host: 127.0.0.1:PORT\r\n",
        "Host: [::1]:PORT\r\n",
        "Host: localhost:PORT\r\nOrigin: http://localhost:PORT\r\n",
        "Host: localhost:PORT\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n",
        "Host: localhost:PORT\r\nSec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n",
        "Host: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n",
        "Host: localhost:PORT\r\nContent-Length: 0\r\n",
        "Host: localhost:PORT\r\nX-Forwarded-Host: evil.example\r\n",
    ] {
        let answer = handbook.send(&format!("GET / HTTP/1.1\r\n{headers}\r\n"));
        assert_eq!(answer.status, 200, "{headers}");
        assert!(answer.body.contains("SECRET of"), "{headers}");
    }
}

#[test]
fn heads_without_end_are_cut_off() {
    let handbook = Handbook::serve(FILES);
    let long = "x".repeat(64 * 1024);
    for head in [
        format!("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nX: {long}\r\n\r\n"),
        format!("GET /{long} HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n"),
        format!(
            "GET / HTTP/1.1\r\nHost: localhost:PORT\r\n{}\r\n",
            "X: y\r\n".repeat(500)
        ),
        format!("{long}{long}"),
    ] {
        let answer = handbook.send(&head);
        assert!(
            [0, 400, 414, 431].contains(&answer.status),
            "{}",
            answer.status
        );
    }
}
