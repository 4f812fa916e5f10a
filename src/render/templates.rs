//! The theme's templates, ready to render, and their faults in plain words.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use tera::{Context, ErrorKind, Tera, Value};

use super::assets::{Assets, Brand};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Digested};
use crate::input::Kinds;
use crate::input::Theme;
use crate::input::theme;
use crate::input::words;
use crate::span::{Place, Span};
use crate::suggest::nearest;

/// The shipped templates, prepared once in a process: most handbooks have no others.
static SHIPPED: LazyLock<Option<Arc<Tera>>> =
    LazyLock::new(|| assemble(theme::shipped_templates()).ok().map(Arc::new));

/// A theme in the form that rendering needs.
pub struct Templates {
    /// The files that readers load.
    pub assets: Assets,
    /// Words of the interface, in the handbook's language.
    pub words: Arc<Digested<BTreeMap<String, String>>>,
    /// The fingerprint of everything that templates may print besides their views.
    pub digest: Digest,
    /// What is wrong with the theme.
    pub problems: Vec<Diagnostic>,
    tera: Arc<Tera>,
    names: BTreeMap<String, (String, String)>,
    words_value: Value,
    assets_value: Value,
}

impl Templates {
    /// Prepares a theme for a language and what the settings change about the look.
    ///
    /// A template of the handbook's own that cannot be read gives way to the shipped one.
    /// What the handbook calls its kinds goes before the theme's words for them.
    pub fn new(theme: &Theme, language: &str, brand: &Brand, kinds: &Kinds) -> Self {
        let (mut words, mut problems) = words::of(theme, language);
        let labelled = kinds
            .kinds
            .iter()
            .filter(|(_, kind)| !kind.label.is_empty());
        words.extend(
            labelled.map(|(name, kind)| (format!("kind_{name}"), kind.label.clone())),
        );
        let assets = Assets::new(theme, brand);
        let mut names = BTreeMap::new();
        for (path, file) in &theme.files {
            let Some(name) = path.strip_prefix("templates/") else {
                continue;
            };
            match std::str::from_utf8(&file.bytes) {
                Ok(text) => {
                    names.insert(
                        name.to_owned(),
                        (file.file.to_string(), text.to_owned()),
                    );
                }
                Err(_) => problems.push(Diagnostic::new(
                    Code::E020,
                    Place::file(&file.file),
                    "the template is not UTF-8 text",
                )),
            }
        }
        keep_replaced(&mut names);
        let tera = prepare(&mut names, &mut problems);
        let names_of_assets: BTreeMap<&str, String> = assets
            .names
            .iter()
            .map(|(path, output)| (path.as_str(), from_root(output)))
            .collect();
        Self {
            digest: Digest::of(&(theme.digest, language, brand, &words)),
            words_value: Value::from_serializable(&words),
            assets_value: Value::from_serializable(&names_of_assets),
            assets,
            words: Arc::new(Digested::new(words)),
            problems,
            tera,
            names,
        }
    }

    /// A context with what every template sees.
    pub fn context(&self, site: &Value, root: &str) -> Context {
        let mut context = Context::new();
        context.insert_value("site", site.clone());
        context.insert_value("t", self.words_value.clone());
        context.insert_value("assets", self.assets_value.clone());
        context.insert("root", root);
        context
    }

    /// Renders a template, or says what is wrong with it and where.
    pub fn render(
        &self,
        name: &str,
        context: &Context,
    ) -> Result<String, Box<Diagnostic>> {
        self.tera
            .render(name, context)
            .map_err(|error| Box::new(self.explain(&error, name, Some(context))))
    }

    /// Whether the theme has this template.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    fn explain(
        &self,
        error: &tera::Error,
        name: &str,
        context: Option<&Context>,
    ) -> Diagnostic {
        explain(&self.names, error, name, context)
    }
}

fn from_root(output: &crate::paths::OutputPath) -> String {
    crate::paths::OutputPath::new("index.html").href_to(output, Default::default())
}

/// Adds the shipped version of each template that the handbook replaces, under `default/`; files
/// of components apart, because a component has one definition.
fn keep_replaced(names: &mut BTreeMap<String, (String, String)>) {
    let shipped = theme::shipped_templates();
    let replaced: Vec<_> = shipped
        .filter(|(name, text)| names.get(*name).is_some_and(|(_, own)| own != text))
        .filter(|(_, text)| !text.contains("{% component "))
        .map(|(name, text)| {
            let file = format!("themes/default/templates/{name}");
            (format!("default/{name}"), (file, text.to_owned()))
        })
        .collect();
    names.extend(replaced);
}

/// Adds all templates; one that cannot be read is replaced by the shipped one and reported.
fn prepare(
    names: &mut BTreeMap<String, (String, String)>,
    problems: &mut Vec<Diagnostic>,
) -> Arc<Tera> {
    if texts(names).eq(theme::shipped_templates())
        && let Some(shipped) = &*SHIPPED
    {
        return shipped.clone();
    }
    // Each round takes one faulty template out, so this ends.
    for _ in 0..=names.len() {
        let error = match assemble(texts(names)) {
            Ok(tera) => return Arc::new(tera),
            Err(error) => error,
        };
        let problem = explain(names, &error, "", None);
        let file = problem.place.file.clone();
        problems.push(problem);
        let faulty = names.iter().find(|(_, (shown, _))| **shown == *file);
        let Some(name) = faulty.map(|(name, _)| name.clone()) else {
            break;
        };
        let shipped = theme::shipped_text(&format!("templates/{name}"));
        match shipped.filter(|text| *text != names[&name].1) {
            Some(text) => {
                names.insert(name, (file.to_string(), text.to_owned()));
            }
            None => {
                names.remove(&name);
            }
        }
    }
    Arc::default()
}

fn texts(
    names: &BTreeMap<String, (String, String)>,
) -> impl Iterator<Item = (&str, &str)> {
    let names = names.iter();
    names.map(|(name, (_, text))| (name.as_str(), text.as_str()))
}

fn assemble<'t>(
    texts: impl Iterator<Item = (&'t str, &'t str)>,
) -> Result<Tera, tera::Error> {
    let mut tera = Tera::new();
    // Every name ends with nothing: whatever a template is called, it is escaped.
    tera.autoescape_on([""]);
    tera.add_raw_templates(texts).map(|()| tera)
}

/// A template's fault with its file, its place and what there is instead.
fn explain(
    names: &BTreeMap<String, (String, String)>,
    error: &tera::Error,
    name: &str,
    context: Option<&Context>,
) -> Diagnostic {
    let place_of = |name: &str| {
        names
            .get(name)
            .map_or_else(|| name.to_owned(), |(file, _)| file.clone())
    };
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let range = &report.span().range;
            let span = Span::new(range.start, range.end);
            let place = Place {
                span: Some(span),
                ..Place::file(&place_of(report.filename()))
            };
            let text = names.get(report.filename()).map_or("", |(_, text)| text);
            let written = whole_path(text, range.clone());
            let known = context.and_then(|context| what_exists(written, context));
            let message = match known {
                Some(_) => in_short(report.message()),
                None => one_line(report.message()),
            };
            Diagnostic::new(Code::E020, place, message).maybe_help(known)
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("extends `{parent}`, which does not exist");
            Diagnostic::new(Code::E020, Place::file(&place_of(current)), message)
        }
        ErrorKind::CircularExtend { tpl, .. }
        | ErrorKind::CircularInclude { tpl, .. } => Diagnostic::new(
            Code::E020,
            Place::file(&place_of(tpl)),
            "the template leads back to itself",
        ),
        ErrorKind::TemplateNotFound(missing) => {
            let message = format!("the theme has no template `{missing}`");
            Diagnostic::new(Code::E020, Place::file(&place_of(missing)), message)
        }
        _ => unplaced(names, &error.to_string(), name),
    }
}

/// A fault that only says in its words where it is: `… --> page.html:1:12 …`.
fn unplaced(
    names: &BTreeMap<String, (String, String)>,
    words: &str,
    name: &str,
) -> Diagnostic {
    let message = words.lines().next().unwrap_or(words);
    let message = one_line(message.trim_start_matches("error:"));
    let arrow = words
        .split_once("--> ")
        .map(|(_, rest)| rest.lines().next().unwrap_or(rest));
    let mut parts = arrow.unwrap_or(name).trim().rsplitn(3, ':');
    let (column, line) = (parts.next(), parts.next());
    let template = parts.next().unwrap_or(name);
    let Some((file, text)) = names.get(template) else {
        return Diagnostic::new(Code::E020, Place::file(name), message);
    };
    let number =
        |part: Option<&str>| part.and_then(|part| part.trim().parse::<usize>().ok());
    let line = number(line).unwrap_or(1).saturating_sub(1);
    let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let at = before + number(column).unwrap_or(1).saturating_sub(1);
    Diagnostic::new(Code::E020, Place::file(file), message)
        .with_span(Span::new(at, at + 1))
}

/// A message without its list of names: ours begins with the one that was meant.
fn in_short(message: &str) -> String {
    let (words, _) = message.split_once(" Available ").unwrap_or((message, ""));
    one_line(words)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The path that a fault speaks of, such as `page.titel`, where only its end is named.
fn whole_path(text: &str, range: std::ops::Range<usize>) -> &str {
    let end = text.get(..range.end).unwrap_or("");
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    end.rfind(|c| !is_part(c)).map_or(end, |at| {
        let start = at + end[at..].chars().next().map_or(1, char::len_utf8);
        &end[start..]
    })
}

/// Every name that some template sees.
const NAMES: [&str; 25] = [
    "site", "page", "root", "assets", "t", "body", "menu", "letters", "detail", "view",
    "show", "svg", "wide", "tall", "findings", "sheets", "handout", "run", "extra",
    "answers", "chapters", "part", "html", "slots", "target",
];

/// The name that was meant, and those beside the one that does not exist.
fn what_exists(written: &str, context: &Context) -> Option<String> {
    let mut parts = written
        .split(['.', '[', ']', ' ', '|'])
        .filter(|part| !part.is_empty())
        .peekable();
    let first = parts.next()?;
    let Some(mut value) = context.get(first) else {
        let known = NAMES.into_iter().filter(|name| context.contains_key(name));
        let known: Vec<String> = known.map(str::to_owned).collect();
        // A name that the template gives itself may have any fields.
        let is_own = parts.peek().is_some() && nearest_of(first, &known).is_none();
        return (!is_own).then(|| beside(first, &known, "what exists here"));
    };
    let mut path = first.to_owned();
    for part in parts {
        let map = value.as_map()?;
        match value.get_from_path(part) {
            Some(inner) if !inner.is_undefined() => value = inner,
            _ => {
                let mut known: Vec<String> =
                    map.keys().map(ToString::to_string).collect();
                known.sort();
                return Some(beside(part, &known, &format!("`{path}` has")));
            }
        }
        path = format!("{path}.{part}");
    }
    None
}

fn nearest_of<'k>(name: &str, known: &'k [String]) -> Option<&'k str> {
    nearest(name, known.iter().map(String::as_str))
}

/// The nearest name, then all of them, or the first where there are many.
fn beside(name: &str, known: &[String], those: &str) -> String {
    const MOST: usize = 40;
    let first = &known[..known.len().min(MOST)];
    let more = if known.len() > MOST { ", …" } else { "" };
    let list = format!("{those}: {}{more}", first.join(", "));
    match nearest_of(name, known) {
        Some(near) => format!("did you mean `{near}`? {list}"),
        None => list,
    }
}
