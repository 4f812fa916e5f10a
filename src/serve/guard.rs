//! Who may ask, and for what: judged before anything is looked up.
//!
//! A page on the web can make a browser send requests to this computer, and can point its
//! own name here. The host name, the origin and what browsers say about the start of a
//! request tell those apart; headers of proxies are never believed.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use hyper::header::{
    CONTENT_LENGTH, HOST, HeaderMap, HeaderName, ORIGIN, TRANSFER_ENCODING,
};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

use super::{Fault, Settings};

/// The one address that does something: it opens a file in the writer's editor.
pub const ACTION: &str = "/_tandem/open";
/// What a request to do something has to show; only our own pages can know it, and no page
/// of another site can send the header.
pub const TOKEN: HeaderName = HeaderName::from_static("tandem-token");
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const DESTINATION: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// The names under which the server answers.
pub struct Guard {
    hosts: BTreeMap<String, Name>,
    token: String,
}

/// What a request that may be answered is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Whether it does something.
    pub errand: Errand,
    /// The name that it came by.
    pub name: Name,
}

/// Whether a request does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// It reads.
    Read,
    /// It does the one thing that can be done.
    Act,
}

/// Where a name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Every computer calls itself so; there is no encryption on the way.
    Own,
    /// Somebody configured it; a proxy may add encryption.
    Configured,
}

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status of the answer.
    pub status: StatusCode,
    /// The sentence in it.
    pub why: &'static str,
}

const FOREIGN_HOST: Refusal = Refusal {
    status: StatusCode::MISDIRECTED_REQUEST,
    why: "This server does not answer under that host name. Open it as localhost, or allow the name with --host.",
};
const METHOD: Refusal = Refusal {
    status: StatusCode::METHOD_NOT_ALLOWED,
    why: "Only GET and HEAD are answered.",
};
const TARGET: Refusal = Refusal {
    status: StatusCode::BAD_REQUEST,
    why: "This server is no proxy: ask for a path.",
};
const BODY: Refusal = Refusal {
    status: StatusCode::PAYLOAD_TOO_LARGE,
    why: "Requests must not have a body.",
};
const FOREIGN_PAGE: Refusal = Refusal {
    status: StatusCode::FORBIDDEN,
    why: "Pages of other sites get no answer.",
};
/// For what only the writer may ask, at the computer where the server runs.
pub const FOR_THE_WRITER: Refusal = Refusal {
    status: StatusCode::FORBIDDEN,
    why: "Only the writer can ask for this, at the computer where the server runs.",
};

impl Guard {
    /// Knows the names that the settings allow.
    pub fn new(settings: &Settings, port: u16) -> Result<Self, Fault> {
        if !settings.interface.is_loopback() && settings.hosts.is_empty() {
            return Err(Fault::HostsMissing(settings.interface));
        }
        let mut hosts = BTreeMap::new();
        for name in ["localhost", "127.0.0.1", "[::1]"] {
            hosts.insert(format!("{name}:{port}"), Name::Own);
            // Browsers leave out the port that goes without saying.
            if port == 80 {
                hosts.insert(name.to_owned(), Name::Own);
            }
        }
        for host in &settings.hosts {
            if !is_host(host) {
                return Err(Fault::NotAHost(host.clone()));
            }
            let host = host.to_ascii_lowercase();
            if !has_port(&host) {
                hosts.insert(format!("{host}:{port}"), Name::Configured);
            }
            hosts.insert(host, Name::Configured);
        }
        let token = token();
        Ok(Self { hosts, token })
    }

    /// What our own pages show when they want something done; another one in each run.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Whether a request may be answered.
    pub fn judge(&self, head: &Parts) -> Result<Visit, Refusal> {
        let host = only(&head.headers, &HOST).map(str::to_ascii_lowercase);
        let host = host.ok_or(FOREIGN_HOST)?;
        let name = *self.hosts.get(&host).ok_or(FOREIGN_HOST)?;
        let errand = match head.method {
            Method::GET | Method::HEAD => Errand::Read,
            Method::POST if head.uri.path() == ACTION => Errand::Act,
            _ => return Err(METHOD),
        };
        if head.uri.authority().is_some() || !head.uri.path().starts_with('/') {
            return Err(TARGET);
        }
        if has_body(&head.headers) {
            return Err(BODY);
        }
        let welcome =
            is_own_origin(&head.headers, &host, name) && is_own_start(&head.headers);
        if !welcome {
            return Err(FOREIGN_PAGE);
        }
        if errand == Errand::Act && !(name == Name::Own && self.may_act(&head.headers)) {
            return Err(FOR_THE_WRITER);
        }
        Ok(Visit { errand, name })
    }

    /// Whether a request comes from a page that we sent in this run.
    ///
    /// What is only absent is not enough here: the origin must be named, and be ours.
    fn may_act(&self, headers: &HeaderMap) -> bool {
        let is_foreign =
            headers.contains_key(SITE) && only(headers, &SITE) != Some("same-origin");
        headers.contains_key(ORIGIN)
            && !is_foreign
            && only(headers, &TOKEN) == Some(self.token.as_str())
    }
}

/// A number that nobody can guess, from the randomness that the system gives to hash maps.
fn token() -> String {
    let half = || RandomState::new().hash_one(std::process::id());
    format!("{:016x}{:016x}", half(), half())
}

/// Whether the name of a host comes with a port.
pub fn has_port(host: &str) -> bool {
    host.rsplit_once(':')
        .is_some_and(|(_, port)| !port.is_empty() && !port.ends_with(']'))
}

fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if has_port(host) => (name, port),
        _ => (host, "1"),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let address = name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let is_name = match address {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !name.is_empty() && name.chars().all(plain),
    };
    is_name && port.parse::<u16>().is_ok()
}

/// The value of a header that comes once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    values
        .next()
        .is_none()
        .then(|| value.to_str().ok())
        .flatten()
}

fn has_body(headers: &HeaderMap) -> bool {
    let length = headers
        .get_all(CONTENT_LENGTH)
        .iter()
        .any(|length| length.as_bytes() != b"0");
    length || headers.contains_key(TRANSFER_ENCODING)
}

/// Whether no origin is named, or the one that the request goes to.
fn is_own_origin(headers: &HeaderMap, host: &str, name: Name) -> bool {
    if !headers.contains_key(ORIGIN) {
        return true;
    }
    let origin = only(headers, &ORIGIN).unwrap_or("").to_ascii_lowercase();
    match origin.split_once("://") {
        Some(("http", authority)) => authority == host,
        Some(("https", authority)) => authority == host && name == Name::Configured,
        _ => false,
    }
}

/// Whether a request was started by our own pages, by a person, or by following a link.
///
/// Another port of this computer is `same-site`, and as foreign as any other site.
fn is_own_start(headers: &HeaderMap) -> bool {
    if !headers.contains_key(SITE) {
        return true;
    }
    let site = only(headers, &SITE);
    let follows_a_link = only(headers, &MODE) == Some("navigate")
        && only(headers, &DESTINATION) == Some("document");
    match site {
        Some("same-origin" | "none") => true,
        Some("cross-site" | "same-site") => follows_a_link,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use hyper::Request;

    use super::*;

    fn guard(hosts: &[&str]) -> Guard {
        let hosts = hosts.iter().map(ToString::to_string).collect();
        Guard::new(
            &Settings {
                hosts,
                ..Settings::default()
            },
            4000,
        )
        .expect("names that are hosts")
    }

    fn judge(guard: &Guard, headers: &[(&str, &str)]) -> Result<(), StatusCode> {
        let mut request = Request::get("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).expect("a request").into_parts();
        let judged = guard.judge(&head).map(|_| ());
        judged.map_err(|refusal| refusal.status)
    }

    #[test]
    fn a_configured_name_may_stand_behind_a_proxy() {
        let guard = guard(&[
            "Handbook.Example.com",
            "other.example.com:8080",
            "[fe80::1]",
        ]);
        for host in [
            "handbook.example.com",
            "handbook.example.com:4000",
            "other.example.com:8080",
            "[fe80::1]:4000",
        ] {
            assert_eq!(judge(&guard, &[("host", host)]), Ok(()), "{host}");
        }
        for host in [
            "other.example.com",
            "handbook.example.com:8080",
            "example.com",
            "handbook.example.com.",
        ] {
            assert_eq!(
                judge(&guard, &[("host", host)]),
                Err(StatusCode::MISDIRECTED_REQUEST),
                "{host}"
            );
        }
    }

    #[test]
    fn encryption_is_believed_of_configured_names_only() {
        let guard = guard(&["handbook.example.com"]);
        let proxied = [
            ("host", "handbook.example.com"),
            ("origin", "https://handbook.example.com"),
        ];
        let own = [
            ("host", "localhost:4000"),
            ("origin", "https://localhost:4000"),
        ];
        assert_eq!(judge(&guard, &proxied), Ok(()));
        assert_eq!(judge(&guard, &own), Err(StatusCode::FORBIDDEN));
    }

    #[test]
    fn other_computers_need_a_name() {
        let settings = Settings {
            interface: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            ..Settings::default()
        };
        assert!(matches!(
            Guard::new(&settings, 4000),
            Err(Fault::HostsMissing(_))
        ));
    }

    #[test]
    fn what_is_no_host_is_refused_at_the_start() {
        for host in ["", "http://a", "a b", "a:x", "*", "a/b", "[::1", "a:99999"] {
            let settings = Settings {
                hosts: vec![host.into()],
                ..Settings::default()
            };
            assert!(
                matches!(Guard::new(&settings, 4000), Err(Fault::NotAHost(_))),
                "{host}"
            );
        }
    }
}
