//! Which handbook a command speaks of, and what day it is.

use std::env;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::args::Global;
use super::console::Console;
use crate::date::Date;
use crate::input::settings::site_address;
use crate::input::{Day, Drafts, Inputs, Location, Purpose, Request};
use crate::paths::slug;
use crate::suggest::nearest;

/// The handbook that a command works on.
pub struct Project {
    /// The folder that holds everything.
    pub root: PathBuf,
    /// Another configuration file.
    pub config: Option<PathBuf>,
    /// The day to judge freshness by.
    pub today: Date,
    /// Where that day comes from.
    pub day: Day,
}

impl Project {
    /// Finds the handbook: the folder that was named, or the nearest one upwards that has a
    /// configuration, or the folder we are in.
    pub fn find(global: &Global) -> Result<Self, String> {
        let today = today(global.today.as_deref())?;
        let here = env::current_dir()
            .map_err(|error| format!("there is no current folder: {error}"))?;
        let root = match &global.root {
            Some(root) if !root.is_dir() => {
                return Err(format!("there is no folder {}", root.display()));
            }
            Some(root) => here.join(root),
            None => {
                let above = here
                    .ancestors()
                    .find(|folder| folder.join("handbook.yml").is_file());
                above.unwrap_or(&here).to_path_buf()
            }
        };
        Ok(Self {
            root,
            config: global.config.clone(),
            today,
            day: match global.today {
                Some(_) => Day::Named,
                None => Day::Clock(today),
            },
        })
    }

    /// The output folder: the one that was named, or `public`.
    pub fn output(&self, named: Option<&Path>) -> PathBuf {
        self.output_for(named, None)
    }

    /// Reads the handbook.
    pub fn read(&self, output: &Path, request: Request) -> Inputs {
        let location = Location::new(self.root.clone(), self.config.clone(), output);
        Inputs::read(location, request)
    }

    /// Reads the handbook for a request that may ask for an edition; says why where there is
    /// no such edition.
    pub fn read_for(
        &self,
        output: &Path,
        request: Request,
        console: &Console,
    ) -> Option<Inputs> {
        let audience = request.audience.clone();
        let inputs = self.read(output, request);
        let audiences = &inputs.settings.audiences;
        let Some(name) =
            audience.filter(|name| !audiences.has(name) || !inputs.settings.configured)
        else {
            return Some(inputs);
        };
        let known: Vec<&str> = audiences.names().collect();
        let help = match nearest(&name, known.iter().copied()) {
            _ if !inputs.settings.configured => {
                "editions need a handbook.yml that says something".to_owned()
            }
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the audiences are: {}", known.join(", ")),
        };
        console.fault(&format!("there is no edition for `{name}`; {help}"));
        None
    }

    /// The folder that an edition is written to: the one that was named, or one of its own.
    pub fn output_for(&self, named: Option<&Path>, audience: Option<&str>) -> PathBuf {
        named.map_or_else(|| self.folder_of("public", audience), Path::to_path_buf)
    }

    /// A folder beside the content; one never holds two editions.
    pub fn folder_of(&self, name: &str, audience: Option<&str>) -> PathBuf {
        self.root.join(match audience {
            Some(audience) => format!("{name}-{}", slug(audience)),
            None => name.to_owned(),
        })
    }

    /// What a command asks for.
    pub fn request(&self, drafts: bool, purpose: Purpose) -> Request {
        Request {
            today: self.today,
            day: self.day,
            drafts: if drafts { Drafts::Show } else { Drafts::Skip },
            purpose,
            base_url: None,
            audience: None,
        }
    }

    /// A request for a site at the address that was named; says why where it is none.
    pub fn at_address(
        &self,
        mut request: Request,
        url: Option<&str>,
        console: &Console,
    ) -> Option<Request> {
        if let Some(url) = url {
            request.base_url = site_address(url);
            if request.base_url.is_none() {
                console.fault(&format!("`{url}` is not the address of a site; write it in full, such as https://intranet.example/handbook/"));
                return None;
            }
        }
        Some(request)
    }
}

/// The user's home folder, which no site is ever written to.
pub fn home() -> Option<PathBuf> {
    env::var_os("HOME")
        .or_else(|| env::var_os("USERPROFILE"))
        .map(PathBuf::from)
}

fn today(asked: Option<&str>) -> Result<Date, String> {
    if let Some(text) = asked {
        let wrong = || {
            format!(
                "`{text}` is not a date; write year, month and day, such as 2026-10-12"
            )
        };
        return Date::parse(text).ok_or_else(wrong);
    }
    let seconds = match env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => text.trim().parse::<i64>().map_err(|_| {
            format!(
                "SOURCE_DATE_EPOCH is `{text}`; it must be a number of seconds since 1970"
            )
        })?,
        Err(_) => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH);
            now.map_or(0, |since| since.as_secs() as i64)
        }
    };
    Ok(Date::from_days(seconds.div_euclid(86_400)))
}
