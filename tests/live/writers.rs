//! What only the writer at this computer can ask for: sources, and the editor.

use std::time::{Duration, Instant};

use super::handbook::{Answer, Handbook, settings};
use tandem::serve::Settings;

const FILES: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n\nSECRET of the handbook.\n"),
    (
        "content/guides/call.md",
        "---\ntitle: Call\n---\n\n# Call\n\nRing.\n\n## Before\n\nRead.\n",
    ),
];

/// A handbook whose editor writes down what it is told.
fn with_editor() -> (tempfile::TempDir, Handbook) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let told = folder.path().join("told.txt");
    // The shell is the editor here, and is told to be; Tandem starts none.
    let script = format!("printf '%s %s' $1 $2 > {}", told.display());
    let settings = Settings {
        editor: Some(format!("sh -c \"{script}\" x {{file}} {{line}}")),
        ..settings()
    };
    (folder, Handbook::serve_with(FILES, &settings))
}

fn source(handbook: &Handbook, page: &str) -> serde_json::Value {
    let answer = handbook.get(&format!("/_tandem/source.json?page={page}"));
    serde_json::from_str(&answer.body).expect("a source is JSON")
}

fn post(handbook: &Handbook, query: &str, headers: &str) -> Answer {
    handbook.send(&format!(
        "POST /_tandem/open?{query} HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 0\r\nConnection: close\r\n{headers}\r\n"
    ))
}

#[test]
fn a_page_has_its_source_with_the_lines_of_its_headings() {
    let handbook = Handbook::serve(FILES);
    let answer = source(&handbook, "guides%2Fcall.html");
    assert_eq!(answer["file"], "content/guides/call.md");
    assert!(
        answer["text"]
            .as_str()
            .is_some_and(|text| text.ends_with("Read.\n"))
    );
    let headings = answer["headings"].as_array().expect("a list");
    let before = headings.iter().find(|one| one["id"] == "before");
    assert_eq!(before.expect("the heading")["line"], 9);
    for page in ["index-a-z.html", "nowhere.html", "..%2Fhandbook.yml", ""] {
        assert!(source(&handbook, page).is_null(), "{page}");
    }
}

#[test]
fn the_editor_is_told_file_and_line() {
    let (folder, handbook) = with_editor();
    let token = source(&handbook, "index.html")["token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let own = format!("Origin: http://localhost:PORT\r\ntandem-token: {token}\r\n");
    let answer = post(&handbook, "file=content%2Fguides%2Fcall.md&line=9", &own);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let until = Instant::now() + super::handbook::PATIENCE;
    let wanted = format!("{} 9", handbook.path("content/guides/call.md").display());
    let told =
        || std::fs::read_to_string(folder.path().join("told.txt")).unwrap_or_default();
    while told() != wanted {
        assert!(Instant::now() < until, "told {:?}, not {wanted}", told());
        std::thread::sleep(Duration::from_millis(10));
    }
    for file in [
        "/etc/passwd",
        "content/../handbook.yml",
        "content/nothing.md",
        "../outside.txt",
        "themes/default/../../x",
        "-x",
        "",
    ] {
        let answer = post(&handbook, &format!("file={file}&line=1"), &own);
        assert_eq!(answer.status, 409, "{file}: {}", answer.body);
    }
}

#[test]
fn nobody_else_opens_anything() {
    let (folder, handbook) = with_editor();
    let token = source(&handbook, "index.html")["token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let right = format!("tandem-token: {token}\r\n");
    let origin = "Origin: http://localhost:PORT\r\n";
    let wrong = [
        String::new(),
        origin.to_owned(),
        right.clone(),
        format!("{origin}tandem-token: \r\n"),
        format!("{origin}tandem-token: {}\r\n", "0".repeat(32)),
        format!("{origin}tandem-token: {}\r\n", token.to_uppercase() + "x"),
        format!("{origin}{right}{right}"),
        format!("{origin}{origin}{right}"),
        format!("Origin: null\r\n{right}"),
        format!("Origin: http://evil.example\r\n{right}"),
        format!("Origin: http://localhost:1\r\n{right}"),
        format!("Origin: https://localhost:PORT\r\n{right}"),
        format!("Origin: http://127.0.0.1:PORT\r\n{right}"),
        format!("{origin}{right}Sec-Fetch-Site: cross-site\r\n"),
        format!("{origin}{right}Sec-Fetch-Site: same-site\r\n"),
        format!("{origin}{right}Sec-Fetch-Site: none\r\n"),
        format!(
            "{origin}{right}Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
        ),
        format!("{origin}{right}Transfer-Encoding: chunked\r\n"),
        format!("{origin}Cookie: tandem-token={token}\r\n"),
        format!("{origin}X-tandem-token: {token}\r\n"),
    ];
    for headers in &wrong {
        let answer = post(&handbook, "file=content/index.md&line=1", headers);
        assert!(
            [400, 403, 413].contains(&answer.status),
            "{headers}: {}",
            answer.status
        );
    }
    for line in [
        format!("GET /_tandem/open?file=content/index.md&token={token} HTTP/1.1"),
        "POST /_tandem/source.json?page=index.html HTTP/1.1".to_owned(),
        "POST /_tandem/open/ HTTP/1.1".to_owned(),
        "POST /_tandem%2Fopen HTTP/1.1".to_owned(),
        "POST //_tandem/open HTTP/1.1".to_owned(),
        "PUT /_tandem/open?file=content/index.md HTTP/1.1".to_owned(),
    ] {
        let answer = handbook.send(&format!(
            "{line}\r\nHost: localhost:PORT\r\nConnection: close\r\n{origin}{right}\r\n"
        ));
        assert!(
            [404, 405].contains(&answer.status),
            "{line}: {}",
            answer.status
        );
        assert!(!answer.body.contains("SECRET"), "{line}");
    }
    std::thread::sleep(Duration::from_millis(200));
    assert!(
        !folder.path().join("told.txt").exists(),
        "something was opened"
    );
}

#[test]
fn who_comes_by_another_name_gets_no_source() {
    let settings = Settings {
        hosts: vec!["handbook.example.com".into()],
        ..settings()
    };
    let handbook = Handbook::serve_with(FILES, &settings);
    let answer = handbook.send(
        "GET /_tandem/source.json?page=index.html HTTP/1.1\r\nHost: handbook.example.com\r\nConnection: close\r\n\r\n",
    );
    assert_eq!(answer.status, 403);
    assert!(!answer.body.contains("SECRET"));
}

#[test]
fn an_editor_without_a_window_is_told_about() {
    let settings = Settings {
        editor: Some("vim".into()),
        ..settings()
    };
    let handbook = Handbook::serve_with(FILES, &settings);
    let token = source(&handbook, "index.html")["token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let own = format!("Origin: http://localhost:PORT\r\ntandem-token: {token}\r\n");
    let answer = post(&handbook, "file=content/index.md&line=1", &own);
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("--editor"), "{}", answer.body);
}
