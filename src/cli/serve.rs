//! `serve`.

use std::collections::BTreeSet;
use std::env;
use std::sync::{Arc, Mutex, PoisonError};

use super::Outcome;
use super::args::ServeArguments;
use super::console::Console;
use super::project::Project;
use crate::digest::Digest;
use crate::input::Purpose;
use crate::report::counted;
use crate::serve::{
    self, Event, Known, Navigate, Open, Reach, Settings, Snapshot, Watching,
};

/// Shows the handbook while it is edited.
pub fn run(project: &Project, arguments: &ServeArguments, console: Console) -> Outcome {
    let settings = Settings {
        interface: arguments.interface,
        port: arguments.port,
        hosts: arguments.hosts.clone(),
        watching: if arguments.poll {
            Watching::Poll
        } else {
            Watching::Native
        },
        open: if arguments.open {
            Open::Browser
        } else {
            Open::No
        },
        navigate: if arguments.navigate_to_changed {
            Navigate::ToChanged
        } else {
            Navigate::Stay
        },
        editor: arguments.editor.clone().or_else(editor),
        ..Settings::default()
    };
    let request = project.request(arguments.drafts, Purpose::Live);
    let output = project.output(None);
    let request = request.for_audience(arguments.audience.as_deref());
    // Only the settings know the audiences: then the handbook is read at once.
    let known = match request.audience.is_some() {
        false => None,
        true => match project.read_for(&output, request.clone(), &console) {
            Some(inputs) => Some(inputs),
            None => return Outcome::Unusable,
        },
    };
    let read = || known.unwrap_or_else(|| project.read(&output, request));
    let console = Arc::new(console);
    let teller = console.clone();
    let told = Mutex::default();
    let say = Arc::new(move |event| tell(&teller, &told, event));
    match serve::run(read, &settings, say) {
        Ok(()) => Outcome::Clean,
        Err(fault) => {
            console.fault(&fault.to_string());
            Outcome::Unusable
        }
    }
}

/// The editor that the environment names.
fn editor() -> Option<String> {
    let named = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| env::var(name).ok());
    named.filter(|command| !command.trim().is_empty())
}

/// What was told already; nothing before the first build.
type Told = Mutex<Option<Last>>;

/// What the last build was told to be.
struct Last {
    known: Known,
    /// The templates that it was made with.
    templates: Digest,
}

fn tell(console: &Console, told: &Told, event: Event) {
    match event {
        Event::Listening { url, reach } => {
            console.say(&format!(
                "The handbook is at {url} and follows every change. Ctrl C ends it."
            ));
            if reach == Reach::Network {
                console.say("Everybody on the network who knows the address can read it, drafts included if you show them.");
            }
        }
        Event::Built(snapshot) => built(console, told, &snapshot),
        Event::Polling { why } => {
            console.say(&format!("Changes are looked for twice a second, since the system does not report them: {why}"));
        }
        Event::Failed { message } => {
            console.fault(&format!("the build failed by a fault of Tandem, and the last good one is shown: {message}"));
        }
        Event::NotOpened { why } => {
            console.say(&format!("The browser could not be opened: {why}"))
        }
    }
}

fn built(console: &Console, told: &Told, snapshot: &Snapshot) {
    // A value that is replaced whole is whole even if a thread died while it held the lock.
    let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
    let last = told.as_ref();
    let templates = snapshot.build.templates;
    if last.is_none_or(|last| last.templates != templates) {
        try_templates(snapshot);
    }
    let known = snapshot.known();
    let news = known.news_since(last.map(|last| &last.known));
    console.problems(&news, &snapshot.inputs);
    let milliseconds = snapshot.took.as_secs_f32() * 1000.0;
    let (what, pages) = match last {
        None => ("Ready", snapshot.build.site.written_pages()),
        Some(_) => ("Rebuilt", snapshot.changed_pages),
    };
    console.say(&format!(
        "{what}: {} in {milliseconds:.0} ms; {}.",
        counted(pages, "page"),
        known.tally().words()
    ));
    *told = Some(Last { known, templates });
}

/// One page of each layout shows whether the templates work; the others wait to be asked.
fn try_templates(snapshot: &Snapshot) {
    let mut layouts = BTreeSet::new();
    for page in &snapshot.build.site.pages {
        if layouts.insert(page.view.layout.as_str()) {
            snapshot.make(&page.output);
        }
    }
}
