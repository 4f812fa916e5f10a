//! The theme's templates, ready to render, and their faults in plain words.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use tera::{Context, Tera, Value};

use super::assets::{Assets, Brand};
use super::template_faults::{Sources, explain};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Digested};
use crate::input::Kinds;
use crate::input::Theme;
use crate::input::theme;
use crate::input::words;
use crate::span::Place;

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
    names: Sources,
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
fn keep_replaced(names: &mut Sources) {
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
fn prepare(names: &mut Sources, problems: &mut Vec<Diagnostic>) -> Arc<Tera> {
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

fn texts(names: &Sources) -> impl Iterator<Item = (&str, &str)> {
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
