//! `publish`: to a folder or a store, back again, and what is there.

mod folder;
#[cfg(feature = "cloud")]
mod store;

use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::Outcome;
use super::args::{Format, PublishArguments, SiteArguments};
use super::console::Console;
use super::editions;
use super::project::Project;
use super::table::Table;
use crate::build::manifest::Entry;
use crate::build::{Build, Engine, judged};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::input::{Inputs, Purpose};
use crate::paths::OutputPath;
use crate::publish::release::{Contents, Origin, short};
use crate::publish::releases::Releases;
use crate::publish::target::Target;
use crate::publish::{Bar, Published, contents_of, size};
use crate::report::{Tally, counted};

/// A site to where it is hosted.
pub fn run(
    project: &Project,
    arguments: &PublishArguments,
    console: &Console,
) -> Outcome {
    match Target::parse(&arguments.target) {
        Target::Folder(path) => folder::run(project, arguments, &path, console),
        #[cfg(feature = "cloud")]
        Target::Store(address) => store::run(project, arguments, &address, console),
        #[cfg(not(feature = "cloud"))]
        Target::Store(address) => {
            console.fault(&format!(
                "{address} is no folder, and this program was built without object stores: build it with `--features cloud`"
            ));
            Outcome::Unusable
        }
    }
}

/// What is published, and what is said of it.
struct Work<'w> {
    arguments: &'w PublishArguments,
    console: &'w Console,
    inputs: Inputs,
    build: Build,
    /// Where `build` would write it.
    beside: PathBuf,
    started: Instant,
}

/// Whether a file of a release is at the target already.
type IsThere<'t> = dyn Fn(&Contents, &OutputPath, &Entry) -> bool + 't;

fn refuse(refusal: &Diagnostic, console: &Console) -> Outcome {
    console.refusal(refusal);
    Outcome::Unusable
}

fn list(releases: &Releases, console: &Console) -> Outcome {
    if releases.all.is_empty() {
        console.say(&format!("Nothing was published at {}.", releases.target));
        return Outcome::Clean;
    }
    let rows = releases.newest_first().into_iter().map(|(id, release)| {
        let contents = &release.contents;
        let name = match console.format {
            Format::Human => short(id),
            Format::Json | Format::Sarif => id,
        };
        let bytes = match console.format {
            Format::Human => json!(size(contents.bytes())),
            Format::Json | Format::Sarif => json!(contents.bytes()),
        };
        vec![
            json!(name),
            json!(releases.live.as_deref() == Some(id)),
            json!(when(release.origin.published)),
            json!(contents.manifest.files.len()),
            bytes,
            json!(contents.manifest.edition),
        ]
    });
    let table = Table {
        columns: vec!["release", "live", "published", "files", "bytes", "audience"],
        rows: rows.collect(),
    };
    console.print(&match console.format {
        Format::Human => table.as_text(),
        Format::Json | Format::Sarif => table.as_json(),
    });
    Outcome::Clean
}

impl<'w> Work<'w> {
    /// Reads and builds the handbook; `None` where there is nothing to build.
    fn begin(
        project: &Project,
        arguments: &'w PublishArguments,
        output: &Path,
        console: &'w Console,
    ) -> Option<Self> {
        let started = Instant::now();
        let request = project.request(arguments.site.drafts, Purpose::Publish);
        let request = request.for_audience(arguments.site.audience.as_deref());
        let url = arguments.site.base_url.as_deref();
        let request = project.at_address(request, url, console)?;
        let inputs = project.read_for(output, request, console)?;
        let build = Engine::default().rebuild(&inputs);
        if build.pages.is_empty() {
            let root = project.root.display();
            let drafts = match arguments.site.drafts {
                true => "",
                false => " that is no draft",
            };
            console.fault(&format!(
                "there is no page{drafts} in {root}, so nothing is published; name the folder of the handbook with `-r`, the one that holds handbook.yml"
            ));
            return None;
        }
        Some(Self {
            arguments,
            console,
            inputs,
            build,
            beside: project.output_for(None, arguments.site.audience.as_deref()),
            started,
        })
    }

    /// The process ends: giving every page back one by one would only take time.
    fn end(self, outcome: Outcome) -> Outcome {
        std::mem::forget((self.build, self.inputs));
        outcome
    }

    fn edition(&self) -> Option<&str> {
        self.arguments.site.audience.as_deref()
    }

    fn bar(&self) -> Bar {
        match &self.arguments.site {
            SiteArguments { lenient: true, .. } => Bar::Lenient,
            asked if asked.strict || self.build.settings.strict => Bar::Strict,
            _ => Bar::Plain,
        }
    }

    /// Prints all problems; says so where they forbid publishing.
    fn is_allowed(&self, found: Vec<Diagnostic>) -> Result<String, Outcome> {
        let mut problems = self.build.problems.to_vec();
        problems.extend(found);
        let problems = judged(problems, &self.build.settings);
        self.console.problems(&problems, &self.inputs);
        let tally = Tally::of(&problems).words();
        let is_disk = |problem: &Diagnostic| problem.code == Code::E033;
        if problems.iter().any(is_disk) {
            return Err(Outcome::Unusable);
        }
        if self.bar().lets(&problems) {
            return Ok(tally);
        }
        self.console.say(&format!(
            "Not published: {tally}. Readers get what they got before."
        ));
        Err(Outcome::Faulty)
    }

    fn done(&self, published: &Published, tally: &str) -> Outcome {
        if let Some(left_out) = &self.build.edition {
            let amount = self.console.amount;
            self.console
                .say(&editions::said(left_out, &self.build, amount));
        }
        let verb = verb(published, ["Published", "Switched to"]);
        let target = &self.arguments.target;
        said(published, verb, target, self.started, self.console);
        if self.arguments.keep == 0 && published.left.is_empty() {
            self.console.say(
                "With `--keep 0` no older release stays: there is nothing to go back to.",
            );
        }
        self.tell_of_handbook(tally);
        Outcome::Clean
    }

    /// Says which handbook it was, since nobody need have named its folder.
    fn tell_of_handbook(&self, tally: &str) {
        let title = &self.build.site.view.title;
        let root = &self.inputs.location.root;
        let root = std::path::absolute(root).unwrap_or_else(|_| root.clone());
        self.console.say(&format!(
            "The handbook \u{201c}{title}\u{201d} in {} has {tally}.",
            root.display()
        ));
    }

    /// Where a release of it comes from.
    fn origin(&self) -> Origin {
        let site = &self.build.site.view;
        Origin {
            published: now(),
            handbook: Some(site.id.clone()),
            title: Some(site.title.clone()),
            base_url: site.base_url.clone(),
        }
    }

    /// Whether it is among what is published.
    fn has(&self, path: &OutputPath) -> bool {
        self.build.outputs.output(path).is_some()
    }

    /// Why it is not published to where these releases are.
    fn misplaced(&self, releases: &Releases) -> Option<Diagnostic> {
        let another = || releases.refuse_another(&self.origin(), &|path| self.has(path));
        let edition = releases.refuse_other_than(self.edition());
        edition.or_else(|| match self.arguments.replace {
            true => None,
            false => another(),
        })
    }

    /// What publishing would send, where `is_there` knows what is there already: what the
    /// release holds, how it compares, and the tally of problems.
    fn compared(
        &self,
        is_there: &IsThere,
    ) -> Result<(Contents, Published, String), Outcome> {
        let (contents, found) = contents_of(&self.build, self.edition());
        let tally = self.is_allowed(found)?;
        let mut published = Published {
            id: contents.id(),
            ..Published::default()
        };
        for (path, entry) in &contents.manifest.files {
            if is_there(&contents, path, entry) {
                published.kept += 1;
            } else {
                published.sent += 1;
                published.bytes += entry.length;
            }
        }
        Ok((contents, published, tally))
    }

    /// Says what publishing would send.
    fn foretell(&self, releases: &Releases, is_there: &IsThere) -> Outcome {
        if let Some(refusal) = self.misplaced(releases) {
            return refuse(&refusal, self.console);
        }
        let (mut published, tally) = match self.compared(is_there) {
            Ok((_, published, tally)) => (published, tally),
            Err(outcome) => return outcome,
        };
        published.was_live = releases.live.as_ref() == Some(&published.id);
        published.was_there = releases.all.contains_key(&published.id);
        if published.was_there {
            published.kept += std::mem::take(&mut published.sent);
            published.bytes = 0;
        }
        let target = &self.arguments.target;
        said(
            &published,
            verb(&published, ["Would publish", "Would switch to"]),
            target,
            self.started,
            self.console,
        );
        self.tell_of_handbook(&tally);
        Outcome::Clean
    }
}

/// What becomes of a release: that it is sent, or that it is there and only switched to.
fn verb(published: &Published, [sent, switched]: [&'static str; 2]) -> &'static str {
    match published {
        Published { was_live: true, .. } => "Readers have already",
        Published {
            was_there: true, ..
        } => switched,
        _ => sent,
    }
}

/// The one line that says what happened, for people or for programs.
fn said(
    published: &Published,
    verb: &str,
    target: &str,
    started: Instant,
    console: &Console,
) {
    let seconds = started.elapsed().as_secs_f64();
    if console.format == Format::Json {
        let line: Value = json!({
            "release": published.id,
            "target": target,
            "was_live": published.was_live,
            "was_there": published.was_there,
            "sent": published.sent,
            "kept": published.kept,
            "bytes": published.bytes,
            "requests": published.requests,
            "removed": published.removed,
            "left": published.left,
            "seconds": seconds,
        });
        return console.print(&format!("{line}\n"));
    }
    let mut text = format!(
        "{verb} release {} at {target}: {} sent ({}), {} kept; ",
        short(&published.id),
        counted(published.sent, "file"),
        size(published.bytes),
        published.kept,
    );
    if published.requests > 0 {
        text.push_str(&format!("{}, ", counted(published.requests, "request")));
    }
    text.push_str(&format!("{seconds:.2} s."));
    for left in &published.left {
        text.push_str(&format!("\n{left}."));
    }
    console.say(&text);
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// A time for people and programs, such as `2026-11-28 13:05:59 UTC`.
fn when(seconds: u64) -> String {
    let day = crate::date::Date::from_days((seconds / 86_400) as i64);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{day} {hour:02}:{minute:02}:{second:02} UTC")
}
