//! Servers that run beside a test and end with it.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::time::Duration;

/// A program that listens; it ends with the test.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub port: u16,
}

/// What a server answers.
pub struct Answer {
    /// The number in its first line.
    pub status: u16,
    /// Its headers, by their names in small letters.
    pub headers: BTreeMap<String, String>,
    /// What it sends.
    pub body: Vec<u8>,
}

/// A port that nobody listens at.
pub fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
    free.expect("a port is free").port()
}

impl Server {
    /// Starts it, and waits until it listens.
    pub fn start(mut command: Command, port: u16) -> Self {
        let child = command.spawn().expect("the server starts");
        let mut server = Self { child, port };
        // It says nothing when it is ready; whoever reaches it knows.
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = server.child.try_wait().expect("it can be asked");
            assert!(ended.is_none(), "the server ended: {command:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    /// What it answers to a reader.
    pub fn get(&self, path: &str) -> Answer {
        let mut stream =
            TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        let path = path.replace(' ', "%20");
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\
             accept-encoding: gzip, br\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("it is read");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("it answers");
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.expect("headers have an end");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let headers = head.lines().skip(1).filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            Some((name.to_ascii_lowercase(), value.to_owned()))
        });
        Answer {
            status: status.expect("an answer has a number"),
            headers: headers.collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Apache's helpers would outlive it if it were killed.
        let id = self.child.id().to_string();
        let _ = Command::new("kill").arg(id).status();
        let _ = self.child.wait();
    }
}
