//! `serve`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Outcome;
use super::args::ServeArguments;
use super::console::Console;
use super::project::Project;
use crate::input::Purpose;
use crate::report::{Tally, counted};
use crate::serve::{self, Event, Open, Reach, Settings, Snapshot, Watching};

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
        ..Settings::default()
    };
    let request = project.request(arguments.drafts, Purpose::Live);
    let request = request.for_audience(arguments.audience.as_deref());
    let Some(inputs) = project.read_for(&project.output(None), request, &console) else {
        return Outcome::Unusable;
    };
    let console = Arc::new(console);
    let teller = console.clone();
    let is_first = AtomicBool::new(true);
    let say = Arc::new(move |event| tell(&teller, &is_first, event));
    match serve::run(inputs, &settings, say) {
        Ok(()) => Outcome::Clean,
        Err(fault) => {
            console.fault(&fault.to_string());
            Outcome::Unusable
        }
    }
}

fn tell(console: &Console, is_first: &AtomicBool, event: Event) {
    match event {
        Event::Listening { url, reach } => {
            console.say(&format!(
                "The handbook is at {url} and follows every change. Ctrl C ends it."
            ));
            if reach == Reach::Network {
                console.say("Everybody on the network who knows the address can read it, drafts included if you show them.");
            }
        }
        Event::Built(snapshot) => {
            built(console, is_first.swap(false, Ordering::Relaxed), &snapshot)
        }
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

fn built(console: &Console, is_first: bool, snapshot: &Snapshot) {
    // One page of each layout shows whether the templates work; the others wait to be asked.
    let mut layouts = std::collections::BTreeSet::new();
    for page in &snapshot.build.site.pages {
        if layouts.insert(page.view.layout.as_str()) {
            snapshot.make(&page.output);
        }
    }
    let problems = &snapshot.problems();
    console.problems(problems, &snapshot.inputs);
    let milliseconds = snapshot.took.as_secs_f32() * 1000.0;
    let pages = match is_first {
        true => snapshot.build.site.written_pages(),
        false => snapshot.changed_pages,
    };
    let what = if is_first { "Ready" } else { "Rebuilt" };
    console.say(&format!(
        "{what}: {} in {milliseconds:.0} ms; {}.",
        counted(pages, "page"),
        Tally::of(problems).words()
    ));
}
