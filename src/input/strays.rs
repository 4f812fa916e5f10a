//! Files of a handbook's own theme that nothing reads.

use super::kinds::Kinds;
use super::look::Look;
use super::theme::{self, Theme, ThemeFile, WHOLE};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::span::Place;
use crate::suggest::nearest;

/// The sheet that people look for at the top of a theme; there nothing loads it.
pub const MISPLACED: &str = "own.css";

/// Where rules of a handbook's own stand.
const OWN: &str = "styles/own.css";

/// Letters that two names must share before one is taken for the beginning of the other.
const SHARED: usize = 4;

/// The handbook's own files that nothing reads, each with where it would be read.
pub fn of(theme: &Theme, kinds: &Kinds, look: &Look) -> Vec<Diagnostic> {
    let theme = Seen { theme, kinds, look };
    let own = theme.own();
    own.filter_map(|(path, file)| {
        let (message, help) = theme.fault(path)?;
        let problem = Diagnostic::new(Code::W023, Place::file(&file.file), message);
        Some(problem.help(help))
    })
    .collect()
}

/// A theme, and what else may ask for its files.
struct Seen<'a> {
    theme: &'a Theme,
    kinds: &'a Kinds,
    look: &'a Look,
}

impl Seen<'_> {
    /// The files that did not come with the tool.
    fn own(&self) -> impl Iterator<Item = (&String, &ThemeFile)> {
        let files = self.theme.files.iter();
        files.filter(|(path, file)| {
            theme::shipped(path).is_none_or(|shipped| shipped.bytes != file.bytes)
        })
    }

    /// Why nothing reads a file, and what to do, if that is so.
    fn fault(&self, path: &str) -> Option<(String, String)> {
        let is_piece = path.starts_with("styles/") && path.ends_with(".css");
        if is_piece && self.theme.files.contains_key(WHOLE) {
            let why = "`theme.css` takes the place of all sheets in `styles/`, so nothing reads this one";
            let help = "write its rules into theme.css, or take theme.css out";
            return Some((why.to_owned(), help.to_owned()));
        }
        if path == WHOLE || theme::shipped(path).is_some() || self.is_asked_for(path) {
            return None;
        }
        if is_piece {
            let near = near_shipped(path)?;
            let why = format!("this sheet comes beside `{near}`, not in its place");
            return Some((why, format!("did you mean `{near}`?")));
        }
        let help = self.remedy(path)?;
        Some(("nothing reads this file".to_owned(), help))
    }

    /// Whether something names a file that does not come with the tool.
    fn is_asked_for(&self, path: &str) -> bool {
        if path == MISPLACED {
            return false;
        }
        if let Some(name) = path.strip_prefix("templates/") {
            return self.is_of_a_kind(name) || self.is_template(path, name);
        }
        let name = name_of(path);
        let mut others = self.own().filter(|(other, _)| *other != path);
        others.any(|(_, file)| text_of(file).contains(name))
            || self.look.files().any(|(_, file)| file == path)
    }

    fn is_of_a_kind(&self, name: &str) -> bool {
        let kind = kind_of(name);
        kind.is_some_and(|kind| self.kinds.get(kind).is_some())
    }

    /// Whether another template includes or extends one, or it has components, which
    /// are known everywhere.
    fn is_template(&self, path: &str, name: &str) -> bool {
        let quoted = [format!("\"{name}\""), format!("'{name}'")];
        let files = self.theme.files.iter();
        let mut files = files.filter(|(other, _)| other.starts_with("templates/"));
        files.any(|(other, file)| {
            let text = text_of(file);
            match other == path {
                true => text.contains("{% component ") || text.contains("{%- component "),
                false => quoted.iter().any(|quoted| text.contains(quoted)),
            }
        })
    }

    /// Where a file would be read that nothing asks for; nothing for pictures and the
    /// like, which may be there for later.
    fn remedy(&self, path: &str) -> Option<String> {
        let name = name_of(path);
        if path == MISPLACED {
            let help = match self.theme.files.contains_key(OWN) {
                true => "every page loads `styles/own.css`: write its rules there",
                false => "move it to `styles/own.css`, which every page loads",
            };
            return Some(help.to_owned());
        }
        if let Some(same) = same_name(name) {
            return Some(format!(
                "the shipped one is `{same}`: with that path in your theme it takes its place"
            ));
        }
        if let Some(near) = near_shipped(path) {
            return Some(format!("did you mean `{near}`?"));
        }
        match ending_of(name) {
            "html" => Some(self.remedy_of_template(path)),
            "css" => Some("every page loads the sheets in `styles/`: move it there, or name it in a template".to_owned()),
            "js" | "yaml" => Some("name it in a template, or take it out".to_owned()),
            _ => None,
        }
    }

    fn remedy_of_template(&self, path: &str) -> String {
        let Some(name) = path.strip_prefix("templates/") else {
            return "templates stand in `templates/`".to_owned();
        };
        let Some(kind) = kind_of(name) else {
            return "include it in a template that is read, or give it the path of a shipped one: `tandem theme list` shows them".to_owned();
        };
        let kinds = || self.kinds.kinds.keys().map(String::as_str);
        match nearest(kind, kinds()) {
            Some(near) => format!("did you mean `templates/kind-{near}.html`?"),
            None => {
                let kinds = kinds().collect::<Vec<_>>().join(", ");
                format!("there is no kind `{kind}`; the kinds are {kinds}")
            }
        }
    }
}

/// The shipped file that a path speaks of that is none: one of that name, or of nearly that.
pub fn same_or_near(path: &str) -> Option<&'static str> {
    same_name(name_of(path)).or_else(|| near_shipped(path))
}

fn same_name(name: &str) -> Option<&'static str> {
    theme::shipped_paths().find(|other| name_of(other) == name)
}

/// The shipped file whose name was nearly written; folders do not count.
fn near_shipped(path: &str) -> Option<&'static str> {
    let (stem, ending) = (stem_of(path), ending_of(path));
    let alike = || theme::shipped_paths().filter(|other| ending_of(other) == ending);
    let begun = alike().filter(|other| {
        stem.len() >= SHARED && ending == "html" && stem_of(other).starts_with(stem)
    });
    let begun = begun.min_by_key(|other| other.len());
    begun.or_else(|| {
        let near = nearest(stem, alike().map(stem_of))?;
        alike().find(|other| stem_of(other) == near)
    })
}

fn kind_of(name: &str) -> Option<&str> {
    name.strip_prefix("kind-")?.strip_suffix(".html")
}

fn text_of(file: &ThemeFile) -> &str {
    std::str::from_utf8(&file.bytes).unwrap_or_default()
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn stem_of(path: &str) -> &str {
    let name = name_of(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The ending of a name; both endings of YAML are one.
fn ending_of(path: &str) -> &str {
    match name_of(path).rsplit_once('.') {
        Some((_, "yml")) => "yaml",
        Some((_, ending)) => ending,
        None => "",
    }
}
