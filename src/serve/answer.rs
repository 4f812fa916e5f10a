//! From a request to a response.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::Arc;

use http_body_util::channel::Channel;
use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};

use super::editor::Editor;
use super::guard::{Errand, FOR_THE_WRITER, Guard, Name, Refusal, Visit};
use super::live::Live;
use super::lookup::{Found, find};
use super::snapshot::Snapshot;
use super::{Navigate, events, problems, tools};
use crate::codes::Code;
use crate::media;
use crate::paths::OutputPath;
use crate::policy;
use crate::render::Rendered;

const SCRIPT: &str = concat!(
    include_str!("browser/morph.js"),
    include_str!("browser/panel.js"),
    include_str!("browser/live.js")
);
const STYLE: &str = include_str!("browser/live.css");
/// Says that a page is makeshift: who has a good version of it keeps that.
const MAKESHIFT: HeaderName = HeaderName::from_static("tandem-makeshift");
/// What a page asks for its next version with: the generation that it shows.
const AFTER: &str = "tandem-after";
/// Where the script is, as themes write it behind the way to the root.
const SCRIPT_PATH: &str = "_tandem/live.js";

/// The body of a response: whole, or without end.
pub type Body = Either<Full<Bytes>, Channel<Bytes>>;

/// Bytes that stay where they are while they are sent.
struct Shared(Arc<Rendered>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0.bytes
    }
}

/// What every answer needs.
pub struct Desk {
    /// The snapshot of the moment.
    pub live: Arc<Live>,
    /// Who may ask.
    pub guard: Guard,
    /// The writer's editor.
    pub editor: Editor,
    /// Whether browsers go where the writer is.
    pub navigate: Navigate,
}

/// Answers a request of somebody.
pub async fn answer(
    desk: &Arc<Desk>,
    peer: IpAddr,
    request: Request<Incoming>,
) -> Response<Body> {
    let (head, _body) = request.into_parts();
    let mut response = match desk.guard.judge(&head) {
        Ok(visit) if visit.errand == Errand::Act => {
            for_the_writer(visit, peer, || open_source(desk, &head))
        }
        Ok(visit) if head.uri.path() == "/_tandem/source.json" => {
            for_the_writer(visit, peer, || source(desk, &head))
        }
        Ok(_) => route(desk, &head).await,
        Err(refusal) => refused(refusal),
    };
    defend(response.headers_mut());
    response
}

async fn route(desk: &Arc<Desk>, head: &Parts) -> Response<Body> {
    // Who asks ahead waits for what comes after the version that is shown.
    let shown = number(AFTER, head.uri.query());
    let snapshot = match shown {
        Some(shown) => desk.live.after(shown).await,
        None => desk.live.snapshot(),
    };
    match head.uri.path() {
        "/_tandem/live.js" => fresh("live.js", script(&snapshot.build.words)),
        "/_tandem/live.css" => fresh("live.css", STYLE),
        "/_tandem/problems.json" => {
            let page = tools::page(head.uri.query());
            let snapshot = desk.live.judged().await;
            fresh("problems.json", problems::json(&snapshot, page.as_ref()))
        }
        "/_tandem/events" => news(desk, head),
        path => match find(path, &snapshot.build.outputs) {
            Found::Output(path)
                if shown.is_some_and(|shown| !snapshot.has_changed(&path, shown)) =>
            {
                nothing_new()
            }
            Found::Output(path) => {
                let made = snapshot.build.outputs.output(&path);
                let snapshot = match made.is_some_and(|made| made.tells_what_is_wrong()) {
                    true => desk.live.judged().await,
                    false => snapshot,
                };
                let answer = output(snapshot, path).await;
                unless_known(answer, &head.headers)
            }
            Found::Folder(address) => moved(&address, head.uri.query()),
            Found::Nothing => missing(snapshot).await,
        },
    }
}

/// For who asked ahead, where an update leaves the page alone.
fn nothing_new() -> Response<Body> {
    let mut response = fresh("message.txt", "");
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// The script, with the words that it shows in the handbook's language.
fn script(words: &BTreeMap<String, String>) -> String {
    let own = words.iter();
    let own = own.filter_map(|(name, text)| Some((name.strip_prefix("live_")?, text)));
    let own: BTreeMap<&str, &String> = own.collect();
    let json = serde_json::to_string(&own).expect("words are JSON");
    format!("window.TandemWords = {json};\n{SCRIPT}")
}

/// Answers those who sit at this computer, and came by its own name.
fn for_the_writer(
    visit: Visit,
    peer: IpAddr,
    answer: impl FnOnce() -> Response<Body>,
) -> Response<Body> {
    if visit.name == Name::Own && peer.to_canonical().is_loopback() {
        answer()
    } else {
        refused(FOR_THE_WRITER)
    }
}

/// The source of a page.
fn source(desk: &Desk, head: &Parts) -> Response<Body> {
    let (snapshot, query) = (desk.live.snapshot(), head.uri.query());
    match tools::source_json(&snapshot, query, desk.guard.token()) {
        Some(json) => fresh("source.json", json),
        // Nobody wrote this page, which is no fault.
        None => fresh("source.json", "null"),
    }
}

/// Opens a file in the writer's editor.
fn open_source(desk: &Desk, head: &Parts) -> Response<Body> {
    match tools::open(&desk.live.snapshot(), head.uri.query(), &desk.editor) {
        Ok(()) => with_status(StatusCode::OK, "Opened.\n".into()),
        Err(why) => with_status(StatusCode::CONFLICT, format!("{why}\n")),
    }
}

fn with_status(status: StatusCode, message: String) -> Response<Body> {
    let mut response = fresh("message.txt", message);
    *response.status_mut() = status;
    response
}

/// What was asked for, made if need be.
async fn output(snapshot: Arc<Snapshot>, path: OutputPath) -> Response<Body> {
    let digest = snapshot
        .build
        .outputs
        .output(&path)
        .map(|output| output.digest);
    let (name, generation) = (path.to_string(), snapshot.generation);
    // Rendering is work, and must not hold up those who only wait for a file. A panic there
    // ends that task alone.
    let made = tokio::task::spawn_blocking(move || snapshot.make(&path)).await;
    let rendered = match made {
        Ok(Some(rendered)) if has_content(&rendered) => rendered,
        Ok(Some(rendered)) => return failed(&name, generation, &messages(&rendered)),
        _ => {
            return failed(
                &name,
                generation,
                "This could not be made; the terminal says more.",
            );
        }
    };
    if name.ends_with(".html") {
        let mut response = fresh(&name, with_script(&rendered.bytes, generation));
        if is_makeshift(&rendered) {
            response
                .headers_mut()
                .insert(MAKESHIFT, HeaderValue::from_static("1"));
        }
        return response;
    }
    let mut response = whole(&name, Bytes::from_owner(Shared(rendered)));
    let tag =
        digest.and_then(|digest| HeaderValue::try_from(format!("\"{digest}\"")).ok());
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(tag) = tag {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// Whether a template failed, so that the page is only its bare text.
fn is_makeshift(rendered: &Rendered) -> bool {
    let mut codes = rendered.problems.iter().map(|problem| problem.code);
    codes.any(|code| code == Code::E020)
}

/// An empty file is content; nothing at all because of an error is not.
fn has_content(rendered: &Rendered) -> bool {
    !rendered.bytes.is_empty() || rendered.problems.is_empty()
}

fn messages(rendered: &Rendered) -> String {
    let lines = rendered.problems.iter().map(|problem| {
        format!(
            "{}: {}[{}]: {}",
            problem.place.file,
            problem.severity.word(),
            problem.code.number(),
            problem.message
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Something in place of an output that could not be made; a page comes back by itself.
fn failed(name: &str, generation: u64, message: &str) -> Response<Body> {
    let mut response = if name.ends_with(".html") {
        let message = html_escape::encode_text(message);
        let page = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>This page could not be made</title></head><body><main><h1>This page could not be made</h1>\n<pre>{message}</pre></main></body></html>\n"
        );
        fresh(name, with_script(page.as_bytes(), generation))
    } else {
        fresh("message.txt", format!("{message}\n"))
    };
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

/// The site's own page for wrong addresses.
async fn missing(snapshot: Arc<Snapshot>) -> Response<Body> {
    let path = OutputPath::new("404.html");
    let mut response = match snapshot.build.outputs.output(&path).is_some() {
        true => output(snapshot, path).await,
        false => fresh("message.txt", "Nothing is at this address.\n"),
    };
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Sends to the address of a folder, so that relative links in its page lead on.
fn moved(address: &str, query: Option<&str>) -> Response<Body> {
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    let mut response = fresh("message.txt", "This is a folder.\n");
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    if let Ok(location) = HeaderValue::try_from(format!("{address}{query}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn refused(refusal: Refusal) -> Response<Body> {
    let mut response = fresh("message.txt", format!("{}\n", refusal.why));
    *response.status_mut() = refusal.status;
    let headers = response.headers_mut();
    if refusal.status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    // Whatever follows a refused request on the same connection is not looked at.
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// The stream of events, from the generation that the page shows.
fn news(desk: &Desk, head: &Parts) -> Response<Body> {
    let body = match head.method {
        Method::HEAD => Either::Left(Full::default()),
        _ => {
            // Without a number any page may be old.
            let born = number("born", head.uri.query()).unwrap_or(0);
            Either::Right(events::stream(desk.live.clone(), born, desk.navigate))
        }
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The number behind a name in a query.
fn number(name: &str, query: Option<&str>) -> Option<u64> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(own, value)| value.parse().ok().filter(|_| own == name))
}

/// A response that is never kept.
fn fresh(name: &str, bytes: impl Into<Bytes>) -> Response<Body> {
    let mut response = whole(name, bytes.into());
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn whole(name: &str, bytes: Bytes) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::new(bytes)));
    let kind = HeaderValue::from_static(media::type_of(name));
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// Leaves out what the browser has already.
fn unless_known(response: Response<Body>, asked: &HeaderMap) -> Response<Body> {
    let Some(tag) = response.headers().get(header::ETAG).cloned() else {
        return response;
    };
    let known = asked.get_all(header::IF_NONE_MATCH).iter().any(|value| {
        let mut tags = value
            .as_bytes()
            .split(|&byte| byte == b',')
            .map(<[u8]>::trim_ascii);
        tags.any(|known| {
            known == b"*" || known.strip_prefix(b"W/").unwrap_or(known) == tag.as_bytes()
        })
    });
    if !known {
        return response;
    }
    let (mut head, _) = response.into_parts();
    head.status = StatusCode::NOT_MODIFIED;
    Response::from_parts(head, Either::Left(Full::default()))
}

/// What every response says, whatever it is.
fn defend(headers: &mut HeaderMap) {
    let is_pdf = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/pdf");
    let policy = if is_pdf { policy::PDF } else { policy::PAGES };
    for (name, value) in [(policy::HEADER, policy)].into_iter().chain(policy::OTHERS) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// A page whose script knows the generation that the page is of.
///
/// The script comes first of all, so that it sees the page before other scripts change it.
/// A page without it, such as one whose template is at fault, gets it.
fn with_script(page: &[u8], generation: u64) -> Vec<u8> {
    let script =
        format!("<script src=\"/{SCRIPT_PATH}?born={generation}\" defer></script>");
    let own = own_tag(page).unwrap_or(page.len()..page.len());
    let rest = [&page[..own.start], &page[own.end..]].concat();
    let head = memchr::memmem::find(&rest, b"<head>").map(|at| at + "<head>".len());
    let at = head.unwrap_or(rest.len());
    let end: &[u8] = if head.is_some() { b"" } else { b"\n" };
    [&rest[..at], script.as_bytes(), end, &rest[at..]].concat()
}

/// Where a theme's template has the element that loads the script.
fn own_tag(page: &[u8]) -> Option<Range<usize>> {
    const END: &[u8] = b"</script>";
    let named = memchr::memmem::find(page, SCRIPT_PATH.as_bytes())?;
    let start = memchr::memrchr(b'<', &page[..named])?;
    let end = memchr::memmem::find(&page[named..], END)? + named + END.len();
    (page[start..].starts_with(b"<script") && end - start < 300).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scripted(page: &str) -> String {
        String::from_utf8(with_script(page.as_bytes(), 7)).expect("text stays text")
    }

    #[test]
    fn the_script_knows_the_generation_of_its_page_and_comes_first() {
        let page = "<head><meta><script src=\"x.js\"></script><script src=\"../../_tandem/live.js\" defer></script></head><p>x";
        assert_eq!(
            scripted(page),
            "<head><script src=\"/_tandem/live.js?born=7\" defer></script><meta><script src=\"x.js\"></script></head><p>x"
        );
    }

    #[test]
    fn a_page_without_the_script_gets_it() {
        assert_eq!(
            scripted("<p>x\n"),
            "<p>x\n<script src=\"/_tandem/live.js?born=7\" defer></script>\n"
        );
    }

    #[test]
    fn a_number_stands_behind_its_name() {
        assert_eq!(number("born", Some("a=1&born=12")), Some(12));
        assert_eq!(number("born", Some("born=x")), None);
        assert_eq!(number("born", None), None);
    }
}
