//! What is wrong with a template, in plain words: which, where, and what to write instead.

use std::collections::{BTreeMap, BTreeSet};

use tera::{Context, ErrorKind};

use super::template_names::{beside, what_exists, whole_path};
use super::template_tags::{self, Tag, defined, quoted, tags, unclosed};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::input::theme;
use crate::span::{Place, Span};
use crate::suggest::nearest;

/// Templates by their names, each with the name of its file in messages and its text.
pub type Sources = BTreeMap<String, (String, String)>;

/// What the template language can do with a value.
const FILTERS: [&str; 40] = [
    "safe",
    "default",
    "upper",
    "lower",
    "wordcount",
    "escape",
    "escape_html",
    "escape_xml",
    "newlines_to_br",
    "pluralize",
    "trim",
    "trim_start",
    "trim_end",
    "replace",
    "capitalize",
    "title",
    "truncate",
    "indent",
    "str",
    "int",
    "float",
    "length",
    "reverse",
    "split",
    "abs",
    "round",
    "first",
    "last",
    "nth",
    "join",
    "sort",
    "unique",
    "get",
    "values",
    "keys",
    "pairs",
    "group_by",
    "array",
    "map",
    "filter",
];

/// What it can ask of a value.
const TESTS: [&str; 17] = [
    "string",
    "number",
    "map",
    "bool",
    "array",
    "integer",
    "float",
    "none",
    "iterable",
    "defined",
    "undefined",
    "odd",
    "even",
    "divisible_by",
    "starting_with",
    "ending_with",
    "containing",
];

/// A template's fault with its file, its place and what there is instead.
pub fn explain(
    sources: &Sources,
    error: &tera::Error,
    name: &str,
    context: Option<&Context>,
) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) => {
            let text = text_of(sources, report.filename());
            let at = text.get(report.span().range.clone()).unwrap_or_default();
            let is_end = at.starts_with("end") || report.message().contains("end of");
            match unclosed(text).filter(|_| is_end) {
                Some(tag) => never_closed(sources, report.filename(), text, &tag),
                None => reported(sources, report, context),
            }
        }
        ErrorKind::RenderingError(report) => reported(sources, report, context),
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("extends `{parent}`, which does not exist");
            let place = place_of_name(sources, current, parent);
            let help = template_instead_of(sources, parent);
            Diagnostic::new(Code::E020, place, message).help(help)
        }
        ErrorKind::CircularExtend {
            tpl,
            inheritance_chain: chain,
        }
        | ErrorKind::CircularInclude {
            tpl,
            include_chain: chain,
        } => circle(sources, tpl, chain),
        ErrorKind::TemplateNotFound(missing) => {
            let message = format!("the theme has no template `{missing}`");
            let file = file_of(sources, missing);
            Diagnostic::new(Code::E020, Place::file(&file), message)
        }
        _ => unplaced(sources, &error.to_string(), name),
    }
}

fn text_of<'s>(sources: &'s Sources, name: &str) -> &'s str {
    sources.get(name).map_or("", |(_, text)| text)
}

fn file_of(sources: &Sources, name: &str) -> String {
    let source = sources.get(name);
    source.map_or_else(|| name.to_owned(), |(file, _)| file.clone())
}

/// Where a template names another one; the template itself where it does not.
fn place_of_name(sources: &Sources, name: &str, other: &str) -> Place {
    let tags = tags(text_of(sources, name));
    let tag = tags.iter().find(|tag| quoted(tag) == other);
    Place {
        span: tag.map(|tag| Span::new(tag.range.start, tag.range.end)),
        ..Place::file(&file_of(sources, name))
    }
}

/// A fault that says where it is.
fn reported(
    sources: &Sources,
    report: &tera::ReportError,
    context: Option<&Context>,
) -> Diagnostic {
    let range = &report.span().range;
    let place = Place {
        span: Some(Span::new(range.start, range.end)),
        ..Place::file(&file_of(sources, report.filename()))
    };
    let written = whole_path(text_of(sources, report.filename()), range.clone());
    let known = context.and_then(|context| what_exists(written, context));
    Diagnostic::new(Code::E020, place, in_short(report.message())).maybe_help(known)
}

/// A tag that nothing closes, at the place where it opens.
fn never_closed(sources: &Sources, name: &str, text: &str, tag: &Tag) -> Diagnostic {
    let place = Place {
        span: Some(Span::new(tag.range.start, tag.range.end)),
        ..Place::file(&file_of(sources, name))
    };
    let written = one_line(text.get(tag.range.clone()).unwrap_or_default());
    let help = format!("write `{{% end{} %}}` behind what belongs to it", tag.word);
    Diagnostic::new(Code::E020, place, format!("`{written}` is not closed")).help(help)
}

/// Templates that lead back to themselves, told at the handbook's own one.
fn circle(sources: &Sources, begin: &str, chain: &[String]) -> Diagnostic {
    let mut round: Vec<&str> = chain.iter().map(String::as_str).collect();
    if round.first() != Some(&begin) {
        round.insert(0, begin);
    }
    let is_own = |name: &str| {
        let shipped = theme::shipped_text(&format!("templates/{name}"));
        shipped.is_none_or(|shipped| shipped != text_of(sources, name))
    };
    let steps = || round.iter().zip(round.iter().skip(1));
    let own = steps().find(|(name, _)| is_own(name));
    let (name, next) = own.map_or((begin, begin), |(name, next)| (*name, *next));
    let message = match name == next {
        true => "the template leads back to itself".to_owned(),
        false => format!(
            "the templates lead back to themselves: {}",
            round.join(", ")
        ),
    };
    let is_shipped = theme::shipped_text(&format!("templates/{name}")).is_some();
    let help = match (is_shipped, name == next) {
        (true, true) => format!("write `default/{name}`: so the shipped one is called"),
        (true, false) => {
            format!("write `default/{next}` where the shipped one is meant")
        }
        (false, _) => "take one of the names out".to_owned(),
    };
    Diagnostic::new(Code::E020, place_of_name(sources, name, next), message).help(help)
}

/// A fault that only says in its words where it is: `… --> page.html:1:12 …`.
fn unplaced(names: &Sources, words: &str, name: &str) -> Diagnostic {
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
    let (message, help) = match unknown(names, template, &message) {
        Some((message, help)) => (message, Some(help)),
        None => (message, None),
    };
    Diagnostic::new(Code::E020, Place::file(file), message)
        .with_span(Span::new(at, at + 1))
        .maybe_help(help)
}

/// What a template asks for by a name that nothing has, and the name that was meant.
fn unknown(sources: &Sources, template: &str, message: &str) -> Option<(String, String)> {
    let (words, rest) = message.split_once('`')?;
    let (name, rest) = rest.split_once('`')?;
    let texts = || sources.values().map(|(_, text)| text.as_str());
    let known: Vec<String> = match (words, rest) {
        ("Unknown filter ", _) => FILTERS.map(str::to_owned).into(),
        ("Unknown test ", _) => TESTS.map(str::to_owned).into(),
        ("Unknown function ", _) => ["range", "super", "throw"].map(str::to_owned).into(),
        ("Unknown component ", _) => {
            let names = texts().flat_map(|text| defined(text, "component"));
            let names: BTreeSet<&str> = names.collect();
            names.into_iter().map(str::to_owned).collect()
        }
        ("Unknown template ", _) => {
            let message = format!("there is no template `{name}`");
            return Some((message, template_instead_of(sources, name)));
        }
        ("Block ", " is not defined in any parent template") => {
            let message = format!("what it extends has no block `{name}`");
            let blocks = blocks_above(sources, template);
            return Some((message, beside(name, &blocks, "its blocks are")));
        }
        _ => return None,
    };
    let sort = words.trim_start_matches("Unknown ").trim();
    let message = format!("there is no {sort} `{name}`");
    Some((
        message,
        beside(name, &known, &format!("each {sort} there is")),
    ))
}

/// The blocks of what a template extends, and of what that extends.
fn blocks_above(sources: &Sources, template: &str) -> Vec<String> {
    let mut blocks = BTreeSet::new();
    let mut name = template.to_owned();
    // Each template extends one other at most, so there are not more steps than templates.
    for _ in 0..sources.len() {
        let tags = template_tags::tags(text_of(sources, &name));
        let Some(parent) = tags.iter().find(|tag| tag.word == "extends") else {
            break;
        };
        let parent = quoted(parent).to_owned();
        let own = defined(text_of(sources, &parent), "block").into_iter();
        blocks.extend(own.map(str::to_owned));
        name = parent;
    }
    blocks.into_iter().collect()
}

/// The template that was meant.
fn template_instead_of(sources: &Sources, name: &str) -> String {
    let bare = name.trim_start_matches("default/");
    if bare != name && sources.contains_key(bare) {
        return format!("nothing in your theme takes the place of `{bare}`: write that");
    }
    let last = |name: &'_ str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let same = sources.keys().find(|other| last(other) == last(name));
    let near = || nearest(name, sources.keys().map(String::as_str));
    match same.map(String::as_str).or_else(near) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`tandem theme list` shows all templates; their names begin below `templates/`"
            .to_owned(),
    }
}

/// A message without its list of names: ours begins with the one that was meant.
fn in_short(message: &str) -> String {
    let (words, _) = message.split_once(" Available ").unwrap_or((message, ""));
    one_line(words)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
