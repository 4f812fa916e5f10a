//! `--server`: what a web server has to be told about the site, in a file beside it.

use std::fs;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::args::{ServerArguments, ServerName};
use super::console::Console;
use crate::build::Build;
use crate::hosting::{Copies, Rules, Server};
use crate::input::Inputs;
use crate::input::address::path_on_host;

/// What a web server has to be told, and where that is written.
pub struct Told {
    text: String,
    file: PathBuf,
    server: Server,
    seen: String,
}

/// Folders of a site.
pub struct Folders<'f> {
    /// The one that it is written to, with all that is kept there.
    pub published: &'f Path,
    /// The one that the web server takes it from.
    pub seen: &'f Path,
    /// The one that the file stands beside, if nobody names a place for it.
    pub beside: &'f Path,
}

impl From<ServerName> for Server {
    fn from(name: ServerName) -> Self {
        match name {
            ServerName::Nginx => Self::Nginx,
            ServerName::Apache => Self::Apache,
            ServerName::Caddy => Self::Caddy,
            ServerName::Iis => Self::Iis,
        }
    }
}

impl Told {
    /// What the command line asks for, if it does; or why it cannot be had.
    pub fn new(
        build: &Build,
        inputs: &Inputs,
        folders: &Folders,
        arguments: &ServerArguments,
    ) -> Result<Option<Self>, String> {
        let Some(server) = arguments.server.map(Server::from) else {
            return Ok(None);
        };
        let settings = &inputs.settings;
        let address = inputs.request.base_url.as_ref();
        let address = address.or(settings.base_url.as_ref());
        let base = path_on_host(settings.base_path.as_ref(), address).ok_or(
            "a web server has to know where on its host the site stands; add `base_url: https://intranet.example/handbook/` to handbook.yml, or at least `base_path: /`",
        )?;
        let plain = |path: &Path| {
            let text = path.to_str().map(str::to_owned);
            let shown = path.display();
            text.ok_or_else(|| format!("the name of {shown} is not plain text"))
        };
        let beside = PathBuf::from(server.file_beside(&plain(folders.beside)?));
        let file = arguments.server_file.clone().unwrap_or(beside);
        refuse_what_is_published(&file, folders.published, inputs)?;
        let copies = match build.settings.precompress {
            true => Copies::Written,
            false => Copies::None,
        };
        let seen = plain(arguments.server_folder.as_deref().unwrap_or(folders.seen))?;
        let text = Rules::new(&build.site, &base, &seen, copies).for_server(server)?;
        Ok(Some(Self {
            text,
            file,
            server,
            seen,
        }))
    }

    /// Writes it.
    pub fn write(&self, console: &Console) -> Outcome {
        let aside = PathBuf::from(format!("{}.new", self.file.display()));
        let written = fs::write(&aside, &self.text);
        match written.and_then(|()| fs::rename(&aside, &self.file)) {
            Ok(()) => {
                console.say(&format!(
                    "Wrote {}: {} takes the site from {}.",
                    self.file.display(),
                    self.server.name(),
                    self.seen
                ));
                Outcome::Clean
            }
            Err(error) => {
                let file = self.file.display();
                console.fault(&format!("{file} cannot be written: {error}"));
                Outcome::Unusable
            }
        }
    }
}

/// No reader gets the file: neither out of the site, nor because the next build copies it.
fn refuse_what_is_published(
    file: &Path,
    folder: &Path,
    inputs: &Inputs,
) -> Result<(), String> {
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
    let above = whole
        .parent()
        .and_then(|above| fs::canonicalize(above).ok());
    let Some(above) = above else {
        return Err(format!("there is no folder for {}", file.display()));
    };
    let location = &inputs.location;
    let published = [
        folder.to_path_buf(),
        location.content_dir(),
        location.static_dir(),
    ];
    let published = published
        .iter()
        .filter_map(|path| fs::canonicalize(path).ok());
    match published
        .into_iter()
        .find(|published| above.starts_with(published))
    {
        None => Ok(()),
        Some(published) => Err(format!(
            "{} would be published, since it stands in {}; choose another place with `--server-file`",
            file.display(),
            published.display()
        )),
    }
}
