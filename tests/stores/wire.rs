//! A wire between publisher and server that breaks when it is told to.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// It never arrives.
    Before,
    /// Half of it arrives.
    Within,
    /// It arrives, and its answer does not.
    After,
    /// It never arrives, and this is the answer.
    Says(&'static str),
}

impl Break {
    /// All that a network does to a request.
    pub const CUTS: [Self; 3] = [Self::Before, Self::Within, Self::After];
}

/// What happens from the chosen request on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Only this one is lost.
    Once,
    /// This one is lost, and nothing gets through any more.
    FromThere,
}

/// Looks after every request; gives what is wrong.
type Look = Box<dyn Fn() -> Option<String> + Send + Sync>;

/// A wire to a server.
pub struct Wire {
    /// Where it can be reached.
    pub port: u16,
    state: Arc<State>,
}

struct State {
    server: u16,
    at: usize,
    how: (Break, Extent),
    look: Option<Look>,
    /// One request at a time is at the server, so that there is a moment behind each.
    turn: Mutex<()>,
    said: Mutex<Said>,
    under_way: AtomicUsize,
    is_broken: AtomicBool,
}

/// What went over the wire.
#[derive(Default)]
struct Said {
    /// The first line of each request.
    requests: Vec<String>,
    /// What was wrong behind one of them.
    faults: Vec<String>,
}

impl Wire {
    /// A wire that breaks at a request, counted from 1.
    pub fn to(server: u16, at: usize, how: (Break, Extent)) -> Self {
        Self::with(server, at, how, None)
    }

    /// A wire that holds.
    pub fn whole(server: u16) -> Self {
        Self::to(server, 0, (Break::Before, Extent::Once))
    }

    /// A wire that holds, and calls `look` behind every request.
    pub fn watched(
        server: u16,
        look: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self::with(
            server,
            0,
            (Break::Before, Extent::Once),
            Some(Box::new(look)),
        )
    }

    fn with(server: u16, at: usize, how: (Break, Extent), look: Option<Look>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it listens").port();
        let state = Arc::new(State {
            server,
            at,
            how,
            look,
            turn: Mutex::default(),
            said: Mutex::default(),
            under_way: AtomicUsize::new(0),
            is_broken: AtomicBool::new(false),
        });
        let shared = state.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let state = shared.clone();
                std::thread::spawn(move || state.carry(client));
            }
        });
        Self { port, state }
    }

    /// The first line of each request so far.
    pub fn requests(&self) -> Vec<String> {
        self.state
            .said
            .lock()
            .expect("nobody panics")
            .requests
            .clone()
    }

    /// What `look` found.
    pub fn faults(&self) -> Vec<String> {
        self.state
            .said
            .lock()
            .expect("nobody panics")
            .faults
            .clone()
    }

    /// Whether the chosen request has come.
    pub fn is_broken(&self) -> bool {
        self.state.is_broken.load(Ordering::SeqCst)
    }

    /// Waits for the answers to all that was asked so far.
    pub fn rest(&self) {
        while self.state.under_way.load(Ordering::SeqCst) > 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl State {
    /// Carries one request and its answer; the next one takes a new connection.
    fn carry(&self, mut client: TcpStream) {
        if let Some(request) = request_of(&mut client) {
            self.under_way.fetch_add(1, Ordering::SeqCst);
            self.pass(&request, &mut client);
            self.under_way.fetch_sub(1, Ordering::SeqCst);
        }
    }

    fn pass(&self, request: &[u8], client: &mut TcpStream) {
        let number = {
            let line = request.split(|byte| *byte == b'\r').next();
            let line = String::from_utf8_lossy(line.unwrap_or_default()).into_owned();
            let mut said = self.said.lock().expect("nobody panics");
            said.requests.push(line);
            said.requests.len()
        };
        let is_chosen = number == self.at;
        let was_broken = self.is_broken.fetch_or(is_chosen, Ordering::SeqCst);
        let how = match () {
            () if is_chosen => Some(self.how.0),
            () if was_broken && self.how.1 == Extent::FromThere => {
                // Cut off is cut off; a server goes on saying what it said.
                Some(match self.how.0 {
                    Break::Says(answer) => Break::Says(answer),
                    _ => Break::Before,
                })
            }
            () => None,
        };
        let turn = self.turn.lock().expect("nobody panics");
        let answer = match how {
            Some(Break::Before) => None,
            Some(Break::Says(answer)) => Some(answer.as_bytes().to_vec()),
            Some(Break::Within) => self
                .ask(&request[..request.len() / 2], Then::HangUp)
                .and(None),
            Some(Break::After) => self.ask(request, Then::Wait).and(None),
            None => self.ask(request, Then::Wait),
        };
        let fault = self.look.as_ref().and_then(|look| look());
        if let Some(fault) = fault {
            let mut said = self.said.lock().expect("nobody panics");
            let fault = format!("behind request {number}: {fault}");
            said.faults.push(fault);
        }
        drop(turn);
        if let Some(answer) = answer {
            // The publisher may be gone.
            let _ = client.write_all(&answer);
            let _ = client.shutdown(Shutdown::Write);
        }
    }

    /// What the server answers.
    fn ask(&self, request: &[u8], then: Then) -> Option<Vec<u8>> {
        let mut server = TcpStream::connect(("127.0.0.1", self.server)).ok()?;
        server.write_all(request).ok()?;
        if let Then::HangUp = then {
            server.shutdown(Shutdown::Write).ok()?;
        }
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).ok()?;
        Some(answer)
    }
}

/// What follows what was sent to the server.
enum Then {
    /// Its answer.
    Wait,
    /// Nothing: it learns that no more will come.
    HangUp,
}

/// What a store says that is asked too much at a time.
pub const SLOW_DOWN: &str = "HTTP/1.1 503 Slow Down\r\ncontent-type: application/xml\r\n\
    content-length: 40\r\nconnection: close\r\n\r\n\
    <Error><Code>SlowDown</Code></Error>    ";

/// What a store says of a bucket that is not there; `s3s-fs` would make it.
pub const NO_SUCH_BUCKET: &str = "HTTP/1.1 404 Not Found\r\n\
    content-type: application/xml\r\ncontent-length: 40\r\nconnection: close\r\n\r\n\
    <Error><Code>NoSuchBucket</Code></Error>";

/// A whole request, which asks the server to close the connection behind its answer.
pub fn request_of(client: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut part = [0; 16384];
    loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let is_length = name.eq_ignore_ascii_case("content-length");
                is_length.then(|| value.trim().parse::<usize>().ok())?
            });
            if bytes.len() >= end + 4 + length.unwrap_or(0) {
                let mut request = format!("{head}\r\nconnection: close").into_bytes();
                request.extend_from_slice(&bytes[end..]);
                return Some(request);
            }
        }
        match client.read(&mut part) {
            Ok(read) if read > 0 => bytes.extend_from_slice(&part[..read]),
            _ => return None,
        }
    }
}
