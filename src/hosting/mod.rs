//! What a web server has to be told to serve a site well, in the words of four servers.
//!
//! Given a linked handbook and the folder of its site, gives the text of a file for the
//! server. There is one description of what holds, [`Rules`]; each server only has its own
//! way to say it. Never writes a file, never looks at the disk.

mod apache;
mod caddy;
mod iis;
mod nginx;

use crate::paths::{OutputPath, percent_decode, percent_encode};
use crate::site::Site;

/// A web server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// nginx.
    Nginx,
    /// Apache httpd.
    Apache,
    /// Caddy.
    Caddy,
    /// Microsoft's Internet Information Services.
    Iis,
}

/// Names that carry a fingerprint: their bytes never change. All four servers read it.
pub const FINGERPRINTED: &str = r"(\.[0-9a-f]{8}\.(css|js|woff2?|ttf|otf|png|jpe?g|gif|webp|avif|svg)|/search/[a-z][0-9]+-[0-9a-f]{6}\.js)$";

/// What holds for a site, whichever server it stands on.
pub struct Rules<'a> {
    /// What is hosted, in one line.
    title: String,
    /// Name and version of the generator.
    generator: &'a str,
    /// The path of the site on its host as servers compare it, with slashes at both ends.
    base: String,
    /// The folder of the site, without a final slash.
    folder: &'a str,
    /// Whether smaller copies stand beside texts.
    copies: Copies,
    /// Old addresses.
    moved: Vec<Moved>,
}

/// Whether smaller copies stand beside texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copies {
    /// They do.
    Written,
    /// They do not.
    None,
}

/// An old address.
struct Moved {
    /// The paths that it had, as servers compare them.
    from: Vec<String>,
    /// The path of the page now, as a header says it.
    to: String,
}

impl<'a> Rules<'a> {
    /// What holds for a site at a path of its host.
    pub fn new(site: &'a Site, base: &str, folder: &'a str, copies: Copies) -> Self {
        let base = percent_decode(base);
        let moved = site.redirects.iter();
        let moved = moved.map(|(old, new)| Moved {
            from: old_paths(&base, old),
            to: format!("{}{}", encoded(&base), href(site, new)),
        });
        Self {
            title: site
                .view
                .title
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            generator: &site.view.generator,
            moved: moved.collect(),
            folder: folder.trim_end_matches('/'),
            base,
            copies,
        }
    }

    /// The text for a server; says why where it has no way to name the folder.
    pub fn for_server(&self, server: Server) -> Result<String, String> {
        for name in [self.folder, self.base.as_str()] {
            let never = |c: char| c.is_control() || server.unsayable().contains(&c);
            if let Some(sign) = name.chars().find(|c| never(*c)) {
                let shown = sign.escape_default();
                let (server, name) = (server.name(), name.escape_debug());
                return Err(format!(
                    "{server} has no way to write the sign `{shown}` in `{name}`; choose another folder or address"
                ));
            }
        }
        Ok(match server {
            Server::Nginx => nginx::write(self),
            Server::Apache => apache::write(self),
            Server::Caddy => caddy::write(self),
            Server::Iis => iis::write(self),
        })
    }

    /// The same path without its final slash; `None` for the root of the host.
    fn base_without_slash(&self) -> Option<&str> {
        self.base.strip_suffix('/').filter(|base| !base.is_empty())
    }
}

impl Server {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Apache => "Apache",
            Self::Caddy => "Caddy",
            Self::Iis => "IIS",
        }
    }

    /// The name of the file for a site in this folder; it stands beside the folder, where no
    /// reader gets it.
    pub fn file_beside(self, folder: &str) -> String {
        match self {
            Self::Nginx => format!("{folder}.nginx.conf"),
            Self::Apache => format!("{folder}.apache.conf"),
            Self::Caddy => format!("{folder}.Caddyfile"),
            Self::Iis => format!("{folder}.web.config"),
        }
    }

    /// Signs that begin a variable and cannot be taken back.
    fn unsayable(self) -> &'static [char] {
        match self {
            Self::Nginx => &['$'],
            Self::Apache => &['$', '%'],
            Self::Caddy => &['{', '}', '`', '\\'],
            Self::Iis => &[],
        }
    }
}

/// The paths of an old address: that of a folder with and without its slash.
fn old_paths(base: &str, old: &OutputPath) -> Vec<String> {
    let path = format!("{base}{old}");
    match path.strip_suffix("/index.html") {
        Some(folder) => vec![folder.to_owned(), format!("{folder}/"), path],
        None => vec![path],
    }
}

/// The address of a page from the root of the site.
fn href(site: &Site, page: &OutputPath) -> String {
    let known = site.pages.iter().find(|known| known.output == *page);
    let style = Default::default();
    known.map_or_else(
        || OutputPath::new("index.html").href_to(page, style),
        |page| page.view.path.trim_start_matches("./").to_owned(),
    )
}

/// A path as a header says it.
fn encoded(path: &str) -> String {
    let parts: Vec<String> = path.split('/').map(percent_encode).collect();
    parts.join("/")
}

/// A text between double quotes, where a backslash takes the meaning from a quote.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A text as a regular expression that matches just that.
fn literally(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if r"\.+*?()|[]{}^$#-".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
