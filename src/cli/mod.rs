//! The command line: reads arguments, calls the library, prints.
#![allow(clippy::disallowed_methods)] // the edge: the environment and the clock are read here

mod args;
mod build;
mod console;
mod editions;
#[cfg(feature = "handouts")]
mod handout;
mod hosting;
mod init;
mod list;
mod new;
mod project;
mod publish;
mod search;
mod serve;
mod table;
mod theme;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::codes::Code;
use crate::input::Purpose;
use args::{Arguments, Command, Format};
use console::Console;
use project::Project;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing to complain of.
    Clean,
    /// The handbook has errors.
    Faulty,
    /// The command line or the environment is at fault.
    Unusable,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => Self::SUCCESS,
            Outcome::Faulty => Self::from(1),
            Outcome::Unusable => Self::from(2),
        }
    }
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let Arguments { global, command } = Arguments::parse();
    let console = Console::new(&global);
    let project = match Project::find(&global) {
        Ok(project) => project,
        Err(why) => {
            console.fault(&why);
            return Outcome::Unusable.into();
        }
    };
    if console.format == Format::Sarif && !reports_problems(&command) {
        console
            .fault("only `build` and `check` print problems, which is what SARIF is for");
        return Outcome::Unusable.into();
    }
    let outcome = match command {
        Command::Init { dir } => init::run(&dir, project.today, &console),
        Command::Build(arguments) => build::run(&project, &arguments, &console),
        Command::Publish(arguments) => publish::run(&project, &arguments, &console),
        Command::Serve(arguments) => serve::run(&project, &arguments, console),
        Command::Check {
            strict,
            drafts,
            audience,
        } => {
            let request = project.request(drafts, Purpose::Publish);
            let request = request.for_audience(audience.as_deref());
            build::check(&project, request, strict, &console)
        }
        #[cfg(feature = "handouts")]
        Command::Handout(arguments) => handout::run(&project, &arguments, &console),
        Command::Search(arguments) => search::run(&project, &arguments, &console),
        Command::List { what, audience } => {
            list::run(&project, what, audience.as_deref(), &console)
        }
        Command::Explain { code } => explain(code.as_deref(), &console),
        Command::New { kind, title } => new::run(&project, &kind, &title, &console),
        Command::Theme { command } => theme::run(&project, &command, &console),
        Command::Clean { output_dir } => build::clean(&project, output_dir, &console),
        Command::Completions { shell } => {
            let mut words = Vec::new();
            clap_complete::generate(
                shell,
                &mut Arguments::command(),
                "tandem",
                &mut words,
            );
            console.print(&String::from_utf8_lossy(&words));
            Outcome::Clean
        }
    };
    outcome.into()
}

fn reports_problems(command: &Command) -> bool {
    matches!(command, Command::Build(_) | Command::Check { .. })
}

fn explain(number: Option<&str>, console: &Console) -> Outcome {
    let Some(number) = number else {
        for code in Code::ALL {
            console.print(&format!(
                "{}  {:8} {}\n",
                code.number(),
                code.severity().word(),
                code.name()
            ));
        }
        return Outcome::Clean;
    };
    match Code::parse(number).and_then(Code::explanation) {
        Some(text) => {
            console.print(text);
            Outcome::Clean
        }
        None => {
            let numbers = Code::ALL.iter().map(|code| code.number());
            let near = crate::suggest::nearest(number, numbers);
            let help = near.map_or_else(
                || "`tandem explain` lists all codes".to_owned(),
                |near| format!("did you mean {near}?"),
            );
            console.fault(&format!("there is no problem {number}; {help}"));
            Outcome::Unusable
        }
    }
}
