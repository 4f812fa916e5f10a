//! `docs/theming.md` says of the views what the types say.
//!
//! The tables are made from the sources. `TANDEM_WRITE_DOCS=1 cargo test --test theming`
//! writes them; without it the test compares.
#![allow(clippy::disallowed_methods)] // the test reads the sources, which are its subject

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;
use syn::{
    Attribute, Expr, Fields, GenericArgument, Item, Lit, Meta, PathArguments, Type,
};

/// The files whose types templates see, in the order of the document.
const FILES: [&str; 8] = [
    "src/site/views.rs",
    "src/site/details.rs",
    "src/site/computed.rs",
    "src/render/parts.rs",
    "src/render/sheets.rs",
    "src/render/book.rs",
    "src/render/page.rs",
    "src/render/views.rs",
];

/// Types of those files that no template sees by themselves.
const UNSEEN: [&str; 1] = ["PartsView"];

const DOCUMENT: &str = "docs/theming.md";

#[test]
fn the_tables_are_those_of_the_types() {
    let text = fs::read_to_string(root().join(DOCUMENT)).expect("the document exists");
    let views = between(&text, "views", &tables());
    let made = between(&views, "tokens", &tokens());
    let made = between(&made, "templates", &templates());
    if std::env::var_os("TANDEM_WRITE_DOCS").is_some() {
        fs::write(root().join(DOCUMENT), &made).expect("the document can be written");
    }
    let is_same = made == text || std::env::var_os("TANDEM_WRITE_DOCS").is_some();
    assert!(
        is_same,
        "{DOCUMENT} is older than the types: run TANDEM_WRITE_DOCS=1 cargo test --test theming"
    );
}

/// What the document says of colours that do not work is what the program says.
#[test]
fn the_example_of_refused_colours_is_true() {
    let text = fs::read_to_string(root().join(DOCUMENT)).expect("the document exists");
    let (_, settings) = text.split_once("```yaml\n").expect("settings are shown");
    let (settings, _) = settings.split_once("```").expect("the block is closed");
    let settings = settings.replace("#0A8F6A", "#FFE98A");
    let (_, problems) = tandem::input::settings::parse(&settings, &"handbook.yml".into());
    let problem = problems.first().expect("the colours are refused");
    let start = problem.place.span.expect("it has a place").start;
    let (line, column) = tandem::span::LineIndex::new(&settings).position(start);
    let help = problem.help.as_deref().expect("it has a remedy");
    let told = format!(
        "error[E013] handbook.yml:{line}:{column}\n  {}\n  fix: {help}\n",
        problem.message
    );
    assert!(text.contains(&told), "{DOCUMENT} should say\n{told}");
}

#[test]
fn every_token_says_what_it_is() {
    let table = tokens();
    let silent = table.lines().filter(|row| row.ends_with("|  |"));
    assert_eq!(silent.collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn every_name_that_a_template_sees_is_told() {
    let text = fs::read_to_string(root().join(DOCUMENT)).expect("the document exists");
    let mut names = Names::default();
    for entry in walkdir::WalkDir::new(root().join("src/render")) {
        let entry = entry.expect("the sources can be listed");
        if entry
            .path()
            .extension()
            .is_some_and(|ending| ending == "rs")
        {
            names.visit_file(&parsed(entry.path()));
        }
    }
    assert!(names.found.len() > 20, "{:?}", names.found);
    let untold: Vec<&String> = names
        .found
        .iter()
        .filter(|name| !text.contains(&format!("| `{name}` |")))
        .collect();
    assert_eq!(untold, Vec::<&String>::new(), "names without a row");
}

#[test]
fn every_type_and_every_field_says_what_it_is() {
    let silent: Vec<String> = types()
        .iter()
        .flat_map(|view| {
            let fields = view.fields.iter().filter(|field| field.doc.is_empty());
            let fields = fields.map(|field| format!("{}.{}", view.name, field.name));
            let own = view.doc.is_empty().then(|| view.name.clone());
            fields.chain(own).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}

/// The names under which something is put into a context.
#[derive(Default)]
struct Names {
    found: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Names {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let puts = call.method == "insert" || call.method == "insert_value";
        let into_context =
            matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("context"));
        if let (true, true, Some(Expr::Lit(literal))) =
            (puts, into_context, call.args.first())
            && let Lit::Str(name) = &literal.lit
        {
            self.found.insert(name.value());
        }
        syn::visit::visit_expr_method_call(self, call);
    }
}

/// A type that a template sees.
struct View {
    name: String,
    doc: String,
    fields: Vec<Field>,
    /// Variants of an enum instead of fields.
    is_choice: bool,
}

struct Field {
    name: String,
    doc: String,
    what: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn parsed(path: &Path) -> syn::File {
    let text = fs::read_to_string(path).expect("sources are text");
    syn::parse_file(&text).expect("sources are Rust")
}

fn types() -> Vec<View> {
    let files = FILES.iter().map(|file| parsed(&root().join(file)));
    let items: Vec<Item> = files.flat_map(|file| file.items).collect();
    let seen: BTreeSet<String> = items
        .iter()
        .filter(|item| is_printed(attributes(item)))
        .filter_map(name_of)
        .collect();
    let views = items.iter().filter(|item| is_printed(attributes(item)));
    views
        .filter_map(|item| view(item, &seen))
        .filter(|view| !UNSEEN.contains(&view.name.as_str()))
        .collect()
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Struct(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        _ => &[],
    }
}

fn name_of(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        _ => None,
    }
}

/// Whether it derives `Serialize`: only then can a template see it.
fn is_printed(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let Meta::List(list) = &attribute.meta else {
            return false;
        };
        list.path.is_ident("derive") && list.tokens.to_string().contains("Serialize")
    })
}

/// Whether `#[serde(word)]` stands at a field.
fn has_serde(attributes: &[Attribute], word: &str) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) => {
            list.path.is_ident("serde") && list.tokens.to_string() == word
        }
        _ => false,
    })
}

/// The documentation as one line.
fn doc(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else {
            return None;
        };
        match (&pair.value, pair.path.is_ident("doc")) {
            (Expr::Lit(literal), true) => match &literal.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        }
    });
    lines.collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn view(item: &Item, seen: &BTreeSet<String>) -> Option<View> {
    let (fields, is_choice): (Vec<Field>, bool) = match item {
        Item::Struct(item) => {
            let Fields::Named(named) = &item.fields else {
                return None;
            };
            let shown = named.named.iter();
            let shown = shown.filter(|field| !has_serde(&field.attrs, "skip"));
            (shown.map(|field| of_field(field, seen)).collect(), false)
        }
        Item::Enum(item) => {
            let variants = item.variants.iter().map(|variant| Field {
                name: variant.ident.to_string(),
                doc: doc(&variant.attrs),
                what: variant
                    .fields
                    .iter()
                    .map(|field| words_of(&field.ty, seen))
                    .collect::<Vec<_>>()
                    .join(", "),
            });
            (variants.collect(), true)
        }
        _ => return None,
    };
    Some(View {
        name: name_of(item)?,
        doc: doc(attributes(item)),
        fields,
        is_choice,
    })
}

fn of_field(field: &syn::Field, seen: &BTreeSet<String>) -> Field {
    let name = field.ident.as_ref().map(ToString::to_string);
    let what = words_of(&field.ty, seen);
    let flat = has_serde(&field.attrs, "flatten");
    Field {
        name: match flat {
            true => "…".to_owned(),
            false => name.unwrap_or_default(),
        },
        doc: doc(&field.attrs),
        what: match flat {
            true => format!("the fields of {what}"),
            false => what,
        },
    }
}

/// A type in words.
fn words_of(of: &Type, seen: &BTreeSet<String>) -> String {
    match of {
        Type::Reference(reference) => words_of(&reference.elem, seen),
        Type::Tuple(tuple) if tuple.elems.is_empty() => "nothing".to_owned(),
        Type::Tuple(tuple) => {
            let parts: Vec<_> = tuple
                .elems
                .iter()
                .map(|part| words_of(part, seen))
                .collect();
            format!("[{}]", parts.join(", "))
        }
        Type::Array(array) => format!("list of {}", words_of(&array.elem, seen)),
        Type::Slice(slice) => format!("list of {}", words_of(&slice.elem, seen)),
        Type::Path(path) => {
            let last = path.path.segments.last().expect("a path has an end");
            let inner = inner_types(&last.arguments);
            let inner: Vec<_> = inner.iter().map(|inner| words_of(inner, seen)).collect();
            named(&last.ident.to_string(), &inner, seen)
        }
        _ => "?".to_owned(),
    }
}

fn inner_types(arguments: &PathArguments) -> Vec<&Type> {
    let PathArguments::AngleBracketed(list) = arguments else {
        return Vec::new();
    };
    let types = list.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    });
    types.collect()
}

fn named(name: &str, inner: &[String], seen: &BTreeSet<String>) -> String {
    match (name, inner) {
        ("Option", [inner]) => format!("{inner} or none"),
        ("Vec" | "BTreeSet", [inner]) => format!("list of {inner}"),
        ("Box" | "Arc", [inner]) => inner.clone(),
        ("String" | "str", _) => "text".to_owned(),
        ("bool", _) => "true or false".to_owned(),
        ("usize" | "u32" | "i64", _) => "number".to_owned(),
        ("Value", _) => "HTML".to_owned(),
        ("T", _) => "the part".to_owned(),
        (name, _) if seen.contains(name) => {
            format!("[{name}](#{})", name.to_lowercase())
        }
        (name, _) => {
            panic!("{name} has no words yet: add it to `named` in tests/theming.rs")
        }
    }
}

/// One table for each type.
fn tables() -> String {
    let mut out = String::new();
    for view in types() {
        out += &format!("\n### {}\n\n{}\n\n", view.name, view.doc);
        out += match view.is_choice {
            true => "| Variant | What | Type |\n|---|---|---|\n",
            false => "| Field | What | Type |\n|---|---|---|\n",
        };
        for field in &view.fields {
            let name = match view.is_choice {
                true => field.name.clone(),
                false => format!("`{}`", field.name),
            };
            out += &format!("| {name} | {} | {} |\n", field.doc, field.what);
        }
    }
    out
}

/// The tokens of the style sheet: the first `:root` that says what the page looks like.
fn tokens() -> String {
    let theme = root().join("themes/default");
    let files = walkdir::WalkDir::new(theme).sort_by_file_name().into_iter();
    let files = files.map(|entry| entry.expect("the theme can be listed"));
    let styles =
        files.filter(|entry| entry.path().extension().is_some_and(|e| e == "css"));
    let block = styles
        .filter_map(|entry| {
            let css = fs::read_to_string(entry.path()).expect("styles are text");
            let mut blocks = css.split(":root {").skip(1);
            let block = blocks.find(|block| block.contains("--paper:"))?;
            Some(block.split('}').next().unwrap_or(block).to_owned())
        })
        .next()
        .expect("the theme has its tokens");
    let mut out =
        "\n| Token | On light | On dark | What |\n|---|---|---|---|\n".to_owned();
    let flat = block.replace(",\n", ",");
    for line in flat.lines() {
        let Some((name, rest)) = line.trim().split_once(':') else {
            continue;
        };
        if !name.starts_with("--") {
            continue;
        }
        let (value, comment) = rest.split_once(';').unwrap_or((rest, ""));
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let comment = comment
            .trim()
            .trim_start_matches("/*")
            .trim_end_matches("*/")
            .trim();
        let pair = value
            .strip_prefix("light-dark(")
            .and_then(|v| v.strip_suffix(')'));
        let (light, dark) = pair
            .and_then(|pair| pair.split_once(", "))
            .unwrap_or((&value, ""));
        let dark = match dark {
            "" => String::new(),
            dark => format!("`{dark}`"),
        };
        out += &format!("| `{name}` | `{light}` | {dark} | {comment} |\n");
    }
    out
}

/// The document with another text between two of its marks.
fn between(text: &str, mark: &str, new: &str) -> String {
    let begin = format!("<!-- {mark}: made from the sources by tests/theming.rs -->\n");
    let end = format!("<!-- {mark}: end -->\n");
    let (before, rest) = text
        .split_once(&begin)
        .expect("the mark is in the document");
    let (_, after) = rest.split_once(&end).expect("the mark is closed");
    format!("{before}{begin}{new}\n{end}{after}")
}

/// What each template is for, what it extends, and its blocks.
fn templates() -> String {
    let folder = root().join("themes/default/templates");
    let mut out =
        "\n| Template | What | Extends | Blocks |\n|---|---|---|---|\n".to_owned();
    for entry in walkdir::WalkDir::new(&folder).sort_by_file_name() {
        let entry = entry.expect("the theme can be listed");
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry.path().strip_prefix(&folder).expect("below");
        let path = path.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(entry.path()).expect("templates are text");
        let comment = text
            .strip_prefix("{#-")
            .and_then(|rest| rest.split_once("-#}"));
        let comment = comment.expect("every template begins with a comment").0;
        let comment = comment.split_whitespace().collect::<Vec<_>>().join(" ");
        let parent = text
            .split_once("{% extends \"")
            .and_then(|(_, rest)| rest.split_once('"'));
        let parent = parent.map_or(String::new(), |(parent, _)| format!("`{parent}`"));
        let blocks: Vec<String> = text
            .match_indices("block ")
            .filter(|(at, _)| is_opening(&text[..*at]))
            .filter_map(|(at, _)| text[at + 6..].split_whitespace().next())
            .map(|name| format!("`{name}`"))
            .collect();
        let blocks = blocks.join(", ");
        out += &format!("| `{path}` | {comment} | {parent} | {blocks} |\n");
    }
    out
}

/// Whether a tag opens behind this text, and not the end of a block.
fn is_opening(before: &str) -> bool {
    let before = before.trim_end();
    before.ends_with("{%") || before.ends_with("{%-")
}
