//! What stores complain of, in plain words, and never with a word of the credentials.

use std::error::Error as _;
use std::io;

use object_store::Error;

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::span::Place;

/// A request that failed for good; boxed, since it is rare.
pub type Fault = Box<Diagnostic>;

const UNTOUCHED: &str = "readers get what they got before";

/// Why a request failed.
///
/// What a server sends along may repeat keys and signatures, so only the name that it gives
/// to the fault is passed on.
pub fn fault(target: &str, error: &Error) -> Fault {
    let said = chain(error);
    let name = between(&said, "<Code>", "</Code>").unwrap_or_default();
    let because = |why: &str| match name {
        "" => why.to_owned(),
        name => format!("{why} ({name})"),
    };
    let (code, message, help) = match error {
        _ if name.contains("TimeTooSkewed")
            || said.contains("not valid yet")
            || said.contains("NotValidYet") =>
        {
            (
                Code::E035,
                because("the clock of this computer is wrong"),
                "set the clock, then publish again",
            )
        }
        _ if name == "NoSuchBucket" || said.contains("ContainerNotFound") => (
            Code::E036,
            because("there is no such bucket"),
            "make the bucket first, or look how its name is spelt",
        ),
        Error::PermissionDenied { .. } if target.starts_with("http") => (
            Code::E035,
            because("the store does not let these credentials in"),
            "look at the variables that hold them, and at the rights that they give; a WebDAV server must also list folders in depth (in Apache `DavDepthInfinity On`)",
        ),
        Error::Unauthenticated { .. } | Error::PermissionDenied { .. } => (
            Code::E035,
            because("the store does not let these credentials in"),
            "look at the variables that hold them, and at the rights that they give",
        ),
        Error::NotFound { .. } => (
            Code::E036,
            because("there is nothing at this address"),
            "make the bucket or folder first, or look how it is spelt",
        ),
        Error::Precondition { .. } | Error::AlreadyExists { .. } => (
            Code::E032,
            "somebody else published here meanwhile".to_owned(),
            "look what readers get with `--list`, then publish again",
        ),
        Error::NotImplemented { .. } | Error::NotSupported { .. } => (
            Code::E034,
            "the store cannot do what publishing needs".to_owned(),
            "publish to a folder, or to another store",
        ),
        _ if without_credentials(&said) => (
            Code::E035,
            "no credentials were found for this store".to_owned(),
            "set the variables that its documentation names, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        ),
        _ => (
            Code::E034,
            because(&format!(
                "the store cannot be reached: {}",
                innermost(error)
            )),
            "look at the address and the network, then publish again: what was sent is not sent twice",
        ),
    };
    let place = Place::file(target);
    Box::new(Diagnostic::new(code, place, message).help(format!("{help}; {UNTOUCHED}")))
}

/// Where no keys are set, the machine's own identity is asked for, which only clouds have.
fn without_credentials(said: &str) -> bool {
    let asked = [
        "169.254.",
        "metadata.google",
        "metadata endpoint",
        "instance metadata",
    ];
    let missing = [
        "Missing credentials",
        "MissingAccount",
        "must be specified",
        "Missing AccessKeyId",
        "Missing SecretAccessKey",
    ];
    asked.iter().chain(&missing).any(|part| said.contains(part))
}

/// Everything that an error says, with what caused it.
fn chain(error: &Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        said.push('\n');
        said.push_str(&error.to_string());
        cause = error.source();
    }
    said
}

/// What the network or the server said, without addresses and without what was sent.
fn innermost(error: &Error) -> String {
    let mut cause = error.source();
    let mut last = None;
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            last = Some(error.to_string());
        }
        cause = error.source();
    }
    let said = chain(error);
    let status = between(&said, "status code: ", ":").map(|s| format!("it answers {s}"));
    let timed_out = || {
        said.contains("timed out")
            .then(|| "it does not answer in time".to_owned())
    };
    let dns = || {
        said.contains("dns")
            .then(|| "there is no such host".to_owned())
    };
    status
        .or_else(dns)
        .or_else(timed_out)
        .or(last)
        .unwrap_or_else(|| "the connection broke".to_owned())
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let from = text.find(start)? + start.len();
    let rest = &text[from..];
    Some(&rest[..rest.find(end)?])
}
