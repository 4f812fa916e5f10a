//! A document, from its job to the PDF: put together, set by Typst, written.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::channel;

use serde_json::{Value, json};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst::{World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::compose::{Composed, compose, place_of};
use super::glyphs::replace_missing;
use super::job::{Job, Sort};
use super::qr;
use super::watch::{Ended, wait};
use super::world::{Fonts, Sealed};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::span::{Place, Span};

/// Room for calls of templates that nest.
const STACK: usize = 64 << 20;
/// Documents after which what Typst remembers of one is forgotten.
const MEMORY: usize = 8;
/// What is tried to conform to, the most first.
const STANDARDS: [&[PdfStandard]; 3] = [
    &[PdfStandard::Ua_1, PdfStandard::A_2a],
    &[PdfStandard::Ua_1],
    &[],
];
/// Errors of one template that are told.
const MOST_ERRORS: usize = 5;

/// A PDF, and what is wrong with it.
pub struct Printed {
    /// The PDF; empty where it could not be made.
    pub bytes: Vec<u8>,
    /// What is wrong.
    pub problems: Vec<Diagnostic>,
}

/// Makes a document.
pub fn print(job: &Job) -> Printed {
    let press = &job.press;
    let fonts = press
        .fonts
        .get_or_init(|| Arc::new(Fonts::new(&press.theme)))
        .clone();
    let Composed {
        document,
        mut files,
        mut problems,
    } = compose(job);
    let code = document.address.as_deref().and_then(qr::svg);
    if let Some(svg) = &code {
        files.insert("qr.svg".to_owned(), svg.clone().into_bytes());
    }
    let mut data = serde_json::to_value(&document).unwrap_or(Value::Null);
    data["has_code"] = json!(code.is_some());
    problems.extend(replace_missing(&mut data, &fonts, job));
    let shared = [
        ("document.json", data),
        ("words.json", json!(**press.words)),
        ("colours.json", json!(press.colours)),
        ("families.json", json!(fonts.families())),
        ("sides.json", json!(document.sides)),
    ];
    for (name, value) in shared {
        files.insert(name.to_owned(), value.to_string().into_bytes());
    }
    let today = press.today.parts();
    let world = Sealed::new(fonts, &press.theme, files, today);
    let (bytes, faults) = within_limit(world, job);
    problems.extend(faults);
    Printed { bytes, problems }
}

/// Everything that a document says, as plain data: what its template sees, and its drawings.
pub fn said(job: &Job) -> Vec<u8> {
    let composed = compose(job);
    let document = serde_json::to_value(&composed.document).unwrap_or(Value::Null);
    let mut said = document.to_string().into_bytes();
    for bytes in composed.files.values() {
        said.push(b'\n');
        said.extend(bytes);
    }
    said
}

/// Sets a document on a thread of its own, and waits for it as long as is allowed.
///
/// The thread stands in a pool of its own: Typst shares work within the pool that it runs in,
/// and so never with another document or with the pages of the site. Only a book, which nobody
/// makes beside other documents, has more than that thread.
fn within_limit(world: Sealed, job: &Job) -> (Vec<u8>, Vec<Diagnostic>) {
    let (sender, receiver) = channel();
    let fallback = match job.chapters.first().or(job.front.as_ref()) {
        Some(chapter) => place_of(chapter),
        None => Place::file("handbook.yml"),
    };
    let failed = |why: String| Diagnostic::new(Code::E905, fallback.clone(), why);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(match job.sort {
            Sort::Book => rayon::current_num_threads(),
            _ => 1,
        })
        .stack_size(STACK)
        .build();
    let pool = match pool {
        Ok(pool) => pool,
        Err(error) => {
            let why = format!("no thread for setting a document: {error}");
            return (Vec::new(), vec![failed(why)]);
        }
    };
    let (place, stop) = (fallback.clone(), world.stop());
    pool.spawn(move || {
        let made = catch_unwind(AssertUnwindSafe(|| set(&world, &place)));
        typst::comemo::evict(if made.is_ok() { MEMORY } else { 0 });
        // Nobody listens any more when it was given up.
        let _ = sender.send(made);
    });
    let problem = match wait(&receiver, &job.press, job.chapters.len(), &stop) {
        Ended::Made(Ok(made)) => return made,
        Ended::Made(Err(_)) => failed(
            "setting this document on paper failed by a fault of the typesetter".into(),
        ),
        Ended::Lost => failed("setting this document on paper failed".into()),
        Ended::GivenUp(why) => failed(format!(
            "setting this document on paper {why} and was given up"
        )),
    };
    let problem = problem.help("look for a loop without an end in the templates of `handouts/`, or print fewer pages at once");
    (Vec::new(), vec![problem])
}

/// Sets a document and writes its PDF.
fn set(world: &Sealed, fallback: &Place) -> (Vec<u8>, Vec<Diagnostic>) {
    let told = |errors: &[SourceDiagnostic]| -> Vec<Diagnostic> {
        let first = errors.iter().take(MOST_ERRORS);
        first.map(|error| problem(world, error, fallback)).collect()
    };
    let document = match typst::compile::<PagedDocument>(world).output {
        Ok(document) => document,
        Err(errors) => return (Vec::new(), told(&errors)),
    };
    let mut problems = Vec::new();
    for standards in STANDARDS {
        match write(&document, standards, world) {
            Ok(bytes) => return (bytes, problems),
            Err(errors) if standards.is_empty() => problems.extend(errors),
            Err(errors) => {
                if problems.is_empty() {
                    problems = errors.into_iter().map(lesser).collect();
                }
            }
        }
    }
    (Vec::new(), problems)
}

/// An error that costs the document a standard, and nothing else.
fn lesser(error: Diagnostic) -> Diagnostic {
    let message = format!("the PDF is not fully accessible: {}", error.message);
    Diagnostic::new(Code::W906, error.place, message).maybe_help(error.help)
}

fn write(
    document: &PagedDocument,
    standards: &[PdfStandard],
    world: &Sealed,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let nowhere = Place::file("handouts/document.typ");
    let standards = PdfStandards::new(standards).map_err(|error| {
        vec![Diagnostic::new(
            Code::E901,
            nowhere.clone(),
            error.message().to_string(),
        )]
    })?;
    let today = world.today(None).and_then(|day| {
        let (year, month, day) = (day.year()?, day.month()?, day.day()?);
        Datetime::from_ymd_hms(year, month, day, 0, 0, 0)
    });
    let options = PdfOptions {
        ident: Smart::Auto,
        creator: Smart::Custom(Some("Tandem".to_owned())),
        timestamp: today.map(Timestamp::new_utc),
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    };
    typst_pdf::pdf(document, &options).map_err(|errors| {
        let first = errors.iter().take(1);
        first.map(|error| problem(world, error, &nowhere)).collect()
    })
}

/// What Typst complains of, at its place in the theme.
fn problem(world: &Sealed, error: &SourceDiagnostic, fallback: &Place) -> Diagnostic {
    let own = place_in_theme(world, error.span);
    let calls = error
        .trace
        .iter()
        .map(|point| place_in_theme(world, point.span.into()));
    let calls: Vec<Place> = calls.flatten().collect();
    let place = own.or_else(|| calls.first().cloned());
    let message = format!("the template for paper fails: {}", error.message);
    let mut problem = Diagnostic::new(
        Code::E901,
        place.unwrap_or_else(|| fallback.clone()),
        message,
    );
    if let Some(hint) = error.hints.first() {
        problem = problem.help(hint.v.to_string());
    }
    for call in calls.into_iter().take(2) {
        if call != problem.place {
            problem = problem.label(call, "called from here");
        }
    }
    problem
}

fn place_in_theme(world: &Sealed, span: typst::syntax::DiagSpan) -> Option<Place> {
    let name = world.name_of(span.id()?)?;
    let range = world.range(span)?;
    Some(Place::at(name, Span::new(range.start, range.end)))
}
