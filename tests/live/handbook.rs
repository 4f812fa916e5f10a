//! A handbook on the disk, a server for it, and a client that sends bytes as they are.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tandem::date::Date;
use tandem::input::{Drafts, Inputs, Location, Purpose, Request};
use tandem::serve::{Event, Limits, Server, Settings, Watching};

/// Longer than any machine needs; a test that waits this long has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A handbook that is served.
pub struct Handbook {
    folder: tempfile::TempDir,
    looks: Arc<AtomicBool>,
    /// The server.
    pub server: Server,
}

/// Settings for tests: any port, and connections that are given up soon.
pub fn settings() -> Settings {
    let limits = Limits {
        header_time: Duration::from_millis(300),
        ..Limits::default()
    };
    Settings {
        port: 0,
        limits,
        ..Settings::default()
    }
}

impl Handbook {
    /// Serves these files.
    pub fn serve(files: &[(&str, &str)]) -> Self {
        Self::serve_with(files, &settings())
    }

    /// Serves these files by polling.
    pub fn poll(files: &[(&str, &str)]) -> Self {
        Self::serve_with(
            files,
            &Settings {
                watching: Watching::Poll,
                ..settings()
            },
        )
    }

    /// Serves these files in a certain way.
    pub fn serve_with(files: &[(&str, &str)], settings: &Settings) -> Self {
        Self::start(files, settings, None)
    }

    /// Serves the edition of an audience.
    pub fn serve_edition(files: &[(&str, &str)], audience: &str) -> Self {
        Self::start(files, &settings(), Some(audience))
    }

    fn start(
        files: &[(&str, &str)],
        settings: &Settings,
        audience: Option<&str>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let root = folder.path().to_path_buf();
        for (path, text) in files {
            write(root.join(path), text);
        }
        let location = Location::new(root.clone(), None, &root.join("public"));
        let request = Request {
            today: Date::parse("2026-01-01").expect("a date"),
            day: tandem::input::Day::Named,
            drafts: Drafts::Show,
            purpose: Purpose::Live,
            base_url: None,
            audience: audience.map(Into::into),
        };
        let inputs = Inputs::read(location, request);
        let looks = Arc::new(AtomicBool::new(false));
        let hears = looks.clone();
        let say = move |event| {
            if matches!(event, Event::Polling { .. }) {
                hears.store(true, Ordering::Relaxed);
            }
        };
        let server =
            Server::start(|| inputs, settings, Arc::new(say)).expect("a free port");
        Self {
            folder,
            looks,
            server,
        }
    }

    /// Whether the server said that it must look for changes itself.
    pub fn fell_back_to_looking(&self) -> bool {
        self.looks.load(Ordering::Relaxed)
    }

    /// Where a file of the handbook is.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Saves a file as editors do: in place.
    pub fn save(&self, path: &str, text: &str) {
        write(self.path(path), text);
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.server.address().port()
    }

    /// Opens a connection.
    pub fn connect(&self) -> TcpStream {
        let stream =
            TcpStream::connect(self.server.address()).expect("the server listens");
        stream
            .set_read_timeout(Some(PATIENCE))
            .expect("a socket takes a timeout");
        stream
    }

    /// Sends a head as it is, `PORT` filled in, and gives all that comes back.
    pub fn send(&self, head: &str) -> Answer {
        let mut stream = self.connect();
        let head = head.replace("PORT", &self.port().to_string());
        // A server that has refused may close before everything is sent.
        let _ = stream.write_all(head.as_bytes());
        Answer::read(
            stream,
            if head.starts_with("HEAD ") {
                Method::Head
            } else {
                Method::Get
            },
        )
    }

    /// Asks for a path as a browser's address line does.
    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    /// Asks for a path with further headers, each with its line end.
    pub fn get_with(&self, path: &str, headers: &str) -> Answer {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n{headers}\r\n"))
    }

    /// Waits until a page says something.
    pub fn wait_for_text(&self, path: &str, text: &str) -> Answer {
        self.wait_for(path, |answer| answer.body.contains(text))
    }

    /// Waits until an answer fulfils a condition.
    pub fn wait_for(&self, path: &str, condition: impl Fn(&Answer) -> bool) -> Answer {
        let until = Instant::now() + PATIENCE;
        loop {
            let answer = self.get(path);
            if condition(&answer) {
                return answer;
            }
            assert!(
                Instant::now() < until,
                "waited in vain for {path}: {}",
                answer.body
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn write(path: PathBuf, text: &str) {
    let folder = path.parent().expect("a file stands in a folder");
    fs::create_dir_all(folder).expect("the folder of the file");
    fs::write(path, text).expect("the file");
}

/// What decides where an answer ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Get,
    Head,
}

/// An answer of the server.
#[derive(Debug)]
pub struct Answer {
    /// The status; 0 when the connection was closed without one.
    pub status: u16,
    /// The head, in lower case.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Answer {
    fn read(mut stream: TcpStream, method: Method) -> Self {
        let mut bytes = Vec::new();
        let mut buffer = [0; 16 * 1024];
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => bytes.extend_from_slice(&buffer[..length]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => break,
            }
            if is_whole(&bytes, method) {
                break;
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|word| word.parse().ok())
            .unwrap_or(0);
        Self {
            status,
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

fn is_whole(bytes: &[u8], method: Method) -> bool {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let head_length = head.len() + 4;
    let lower = head.to_ascii_lowercase();
    let length = lower
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    method == Method::Head
        || length.is_some_and(|length| bytes.len() >= head_length + length)
}
