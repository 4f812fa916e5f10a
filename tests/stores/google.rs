//! A small stand-in for Google's store: objects with generations, as its XML interface has them.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::wire::request_of;

/// What it holds; it listens until the test ends.
pub struct Google {
    /// Where it listens.
    pub port: u16,
    objects: Arc<Mutex<Objects>>,
}

#[derive(Default)]
struct Objects {
    /// Each with its bucket in front.
    all: BTreeMap<String, Object>,
    generation: u64,
}

/// An object.
#[derive(Clone)]
pub struct Object {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// What it is.
    pub kind: String,
    /// How long it may be kept.
    pub caching: String,
    generation: u64,
}

/// A status, headers and what is sent.
type Answer = (&'static str, String, Vec<u8>);

impl Google {
    /// Starts it, with nothing in it.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it listens").port();
        let objects = Arc::new(Mutex::new(Objects::default()));
        let shared = objects.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let objects = shared.clone();
                std::thread::spawn(move || serve(client, &objects));
            }
        });
        Self { port, objects }
    }

    /// Everything below a path, by what follows it.
    pub fn below(&self, prefix: &str) -> BTreeMap<String, Object> {
        let objects = self.objects.lock().expect("nobody panics");
        let all = objects.all.iter();
        let below = all.filter_map(|(name, object)| {
            Some((name.strip_prefix(prefix)?.to_owned(), object.clone()))
        });
        below.collect()
    }
}

fn serve(mut client: TcpStream, objects: &Mutex<Objects>) {
    let Some(request) = request_of(&mut client) else {
        return;
    };
    let end = request.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.expect("a request has a head");
    let head = String::from_utf8_lossy(&request[..end]).into_owned();
    let asked = Asked::of(&head, &request[end + 4..]);
    let (status, headers, body) = {
        let mut objects = objects.lock().expect("nobody panics");
        objects
            .answer(&asked)
            .unwrap_or_else(|status| (status, String::new(), Vec::new()))
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    let _ = client.write_all(head.as_bytes());
    let _ = client.write_all(&body);
}

/// A request, taken apart.
struct Asked<'r> {
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    body: &'r [u8],
}

impl<'r> Asked<'r> {
    fn of(head: &str, body: &'r [u8]) -> Self {
        let mut words = head.split(' ');
        let method = words.next().unwrap_or_default().to_owned();
        let target = words.next().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query = query.split('&').filter_map(|pair| pair.split_once('='));
        let headers = head.lines().filter_map(|line| line.split_once(": "));
        Self {
            method,
            path: plain(path.trim_start_matches('/')),
            query: query
                .map(|(name, value)| (name.to_owned(), plain(&value.replace('+', " "))))
                .collect(),
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect(),
            body,
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

impl Objects {
    fn answer(&mut self, asked: &Asked) -> Result<Answer, &'static str> {
        let name = asked.path.clone();
        match &*asked.method {
            "GET" if asked.query.contains_key("list-type") => {
                Ok(("200 OK", String::new(), self.listed(asked)))
            }
            "GET" => {
                let object = self.all.get(&name).ok_or("404 Not Found")?;
                Ok(("200 OK", object.headers(), object.bytes.clone()))
            }
            "DELETE" => match self.all.remove(&name) {
                Some(_) => Ok(("204 No Content", String::new(), Vec::new())),
                None => Err("404 Not Found"),
            },
            "PUT" => {
                let there = self.all.get(&name).map_or(0, |object| object.generation);
                let wanted = asked.header("x-goog-if-generation-match");
                if wanted.is_some_and(|wanted| wanted != there.to_string()) {
                    return Err("412 Precondition Failed");
                }
                self.generation += 1;
                let mut object = match asked.header("x-goog-copy-source") {
                    Some(from) => {
                        self.all.get(&plain(from)).cloned().ok_or("404 Not Found")?
                    }
                    None => Object {
                        bytes: asked.body.to_vec(),
                        kind: asked.header("content-type").unwrap_or_default().to_owned(),
                        caching: asked
                            .header("cache-control")
                            .unwrap_or_default()
                            .to_owned(),
                        generation: 0,
                    },
                };
                object.generation = self.generation;
                let headers = object.headers();
                self.all.insert(name, object);
                Ok(("200 OK", headers, Vec::new()))
            }
            _ => Err("405 Method Not Allowed"),
        }
    }

    fn listed(&self, asked: &Asked) -> Vec<u8> {
        let asked_for = |name: &str| asked.query.get(name).map(String::as_str);
        let prefix = asked_for("prefix").unwrap_or_default();
        let behind = asked_for("start-after").unwrap_or_default();
        let from = asked_for("continuation-token").unwrap_or_default();
        let below = self.all.iter().filter_map(|(name, object)| {
            Some((name.strip_prefix(&format!("{}/", asked.path))?, object))
        });
        let mut wanted = below.filter(|(name, _)| {
            name.starts_with(prefix) && *name > behind && *name > from
        });
        // A store gives them in portions.
        let portion: Vec<_> = wanted.by_ref().take(20).collect();
        let mut text = String::from("<ListBucketResult>");
        for (name, object) in &portion {
            text.push_str(&format!(
                "<Contents><Key>{name}</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified>\
                 <ETag>{}</ETag><Size>{}</Size></Contents>",
                object.tag(),
                object.bytes.len(),
            ));
        }
        if let (Some(_), Some((last, _))) = (wanted.next(), portion.last()) {
            text.push_str(&format!(
                "<NextContinuationToken>{last}</NextContinuationToken>"
            ));
        }
        text.push_str("</ListBucketResult>");
        text.into_bytes()
    }
}

impl Object {
    fn tag(&self) -> String {
        format!("\"{}\"", tandem::digest::Digest::of_bytes(&self.bytes))
    }

    fn headers(&self) -> String {
        format!(
            "etag: {}\r\nx-goog-generation: {}\r\ncontent-type: {}\r\ncache-control: {}\r\n\
             last-modified: Fri, 20 Nov 2026 10:00:00 GMT\r\n",
            self.tag(),
            self.generation,
            self.kind,
            self.caching,
        )
    }
}

/// A path or a value without its percent signs.
fn plain(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
