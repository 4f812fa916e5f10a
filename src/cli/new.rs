//! `new`: a page of a kind, begun.

use std::fs;

use super::Outcome;
use super::console::Console;
use super::project::Project;
use crate::build::{Build, Engine};
use crate::date::Date;
use crate::input::kinds::{Field, FieldShape, Kind, Kinds, Owners};
use crate::input::settings::Side;
use crate::input::{Location, Purpose};
use crate::paths::{SourcePath, join, slug};
use crate::site::people::Position;
use crate::suggest::nearest;

/// Names that one hint lists.
const MOST_NAMES: usize = 4;

/// Writes the page, unless there is one of that name.
pub fn run(project: &Project, kind: &str, title: &str, console: &Console) -> Outcome {
    let output = project.output(None);
    let inputs = project.read(&output, project.request(true, Purpose::Publish));
    let Some(shape) = inputs.kinds.get(kind) else {
        console.fault(&unknown_kind(kind, &inputs.kinds));
        return Outcome::Unusable;
    };
    let title = &title.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = match name_of(title) {
        Ok(name) => name,
        Err(why) => {
            console.fault(&why);
            return Outcome::Unusable;
        }
    };
    let beginning = Beginning {
        build: &Engine::default().rebuild(&inputs),
        sides: &inputs.settings.sides,
        today: project.today,
    };
    let page = beginning.page(kind, shape, title);
    let location = Location::new(project.root.clone(), project.config.clone(), &output);
    let folder = shape.folder.as_str();
    let shown = join(&location.content, &join(folder, &format!("{name}.md")));
    let path = project.root.join(&shown);
    if path.exists() {
        console.fault(&format!("{shown} is there already; choose another title"));
        return Outcome::Unusable;
    }
    let written = fs::create_dir_all(path.parent().unwrap_or(&project.root))
        .and_then(|()| fs::write(&path, page));
    match written {
        Ok(()) => {
            console.say(&format!(
                "Wrote {shown}. It is a draft: `tandem serve --drafts` shows it, and `tandem check --drafts` says what is still empty."
            ));
            Outcome::Clean
        }
        Err(error) => {
            console.fault(&format!("{shown} cannot be written: {error}"));
            Outcome::Unusable
        }
    }
}

/// The name of the file of a page with this title.
fn name_of(title: &str) -> Result<String, String> {
    let name = slug(title);
    let name = name.trim_matches(['-', '_']);
    if name.is_empty() {
        return Err("the title needs at least one letter or digit".to_owned());
    }
    let is_index = SourcePath::new(&format!("{name}.md"))
        .index_rank()
        .is_some();
    if is_index {
        return Err(format!(
            "`{name}.md` would speak for its whole folder; choose another title"
        ));
    }
    Ok(name.to_owned())
}

fn unknown_kind(kind: &str, kinds: &Kinds) -> String {
    let names = kinds.names();
    let help = nearest(kind, names.iter().copied()).map_or_else(
        || format!("the kinds are: {}", names.join(", ")),
        |near| format!("did you mean {near}?"),
    );
    format!("there is no kind {kind}; {help}")
}

/// What the beginning of a page is made from.
struct Beginning<'a> {
    build: &'a Build,
    sides: &'a [Side; 2],
    today: Date,
}

impl Beginning<'_> {
    /// The text of a new page: every field of its kind, with a hint behind what is asked.
    fn page(&self, kind: &str, shape: &Kind, title: &str) -> String {
        let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
        let mut lines = vec![
            "# Fill in what stands behind the colons, and put quotes around it if it holds a colon."
                .to_owned(),
            "# What stands behind a `#` is a hint for you: readers never see it.".to_owned(),
            format!("kind: {kind}"),
            format!("title: \"{quoted}\""),
        ];
        if shape.summary.is_none() {
            let hint = "needed: one or two sentences for lists and search";
            lines.push(format!("summary:    # {hint}"));
        }
        lines.extend(self.owners(shape));
        lines.push(format!(
            "reviewed: {}    # the day on which somebody last read the page to its end",
            self.today
        ));
        lines.push(
            "status: draft    # take this line out when everybody may read it".into(),
        );
        let shared = shape.required.iter();
        lines.extend(shared.filter(|name| !shape.fields.contains_key(*name)).map(
            |name| {
                let hint = self.hint_of_shared(name);
                format!("{name}:    # needed: {hint}")
            },
        ));
        lines.extend(shape.order.iter().map(|name| {
            let field = &shape.fields[name];
            let needed = field.required || shape.required.contains(name);
            let hint = self.hint(field);
            match needed {
                true => format!("{name}:    # needed: {hint}"),
                false => {
                    format!("# {name}:    # if you like, without the first `#`: {hint}")
                }
            }
        }));
        let hint = "# The page itself follows below. `## ` makes a heading, `- ` a line of a list, an empty line a new paragraph.";
        lines.push(hint.to_owned());
        format!("---\n{}\n---\n\n{}", lines.join("\n"), self.text(shape))
    }

    fn owners(&self, shape: &Kind) -> Vec<String> {
        let hint = match shape.owners {
            Owners::Both => "needed: a role on each side",
            Owners::Wanted => {
                "a role on each side, or on one: then take the other line out"
            }
            Owners::One => {
                "needed: a role on one side, then take the other line out; or on both"
            }
        };
        let first = format!("owners:    # {hint}");
        let sides = self.sides.iter().enumerate().map(|(at, side)| {
            let all = self.build.site.people.roles.iter();
            let own = all.filter(|role| role.position == Position::of_side(at));
            let names: Vec<&str> = own.map(|role| role.slug.as_str()).collect();
            match names.is_empty() {
                true => format!("  {}:", side.id),
                false => format!("  {}:    # such as {}", side.id, listed(&names)),
            }
        });
        std::iter::once(first).chain(sides).collect()
    }

    /// What a writer could put behind a field of every page.
    fn hint_of_shared(&self, name: &str) -> String {
        match name {
            "audience" => {
                let sides = self.sides.each_ref().map(|side| side.id.as_str());
                format!("for whom it is, such as [{}]", sides.join(", "))
            }
            "related" => "pages that go with it, such as [process:name-of-a-file]".into(),
            "review_every" => "how long it stays true, such as 90d".into(),
            _ => "see the other pages of this kind".into(),
        }
    }

    /// What a writer could put behind a field: names of this handbook where it asks for some.
    fn hint(&self, field: &Field) -> String {
        let sides = self.sides.each_ref().map(|side| side.id.as_str());
        let names: Vec<&str> = match field.to.as_slice() {
            [kind] => self.names(kind),
            _ => Vec::new(),
        };
        match field.shape {
            FieldShape::Side => format!("{}, joint or outside", sides.join(", ")),
            FieldShape::Flag => "true or false".to_owned(),
            FieldShape::Reference if !names.is_empty() => {
                format!("such as {}", listed(&names))
            }
            FieldShape::References if !names.is_empty() => {
                let most = names.len().min(2);
                format!("such as [{}]", names[..most].join(", "))
            }
            FieldShape::Flows => self.flows(field),
            FieldShape::Text => match field.most {
                Some(most) => {
                    format!("up to {most} characters, such as {}", field.example)
                }
                None => format!("such as {}", field.example),
            },
            _ if field.example.is_empty() => {
                "see the other pages of this kind".to_owned()
            }
            _ => format!("such as {}", field.example),
        }
    }

    /// A term that flows, and a process of this handbook.
    fn flows(&self, field: &Field) -> String {
        let site = &self.build.site;
        let term = site.glossary.terms.iter().find(|term| term.flows);
        let process = site.flows.processes.first();
        let key = match field.example.contains("from:") {
            true => "from",
            false => "to",
        };
        match (term, process) {
            (Some(term), Some(process)) => format!(
                "such as [{{ what: {}, {key}: {} }}]",
                term.slug, process.slug
            ),
            _ => format!("such as {}", field.example),
        }
    }

    /// The names of the files of a kind.
    fn names(&self, kind: &str) -> Vec<&str> {
        let pages = self.build.pages.iter();
        let own = pages.filter(|(source, page)| {
            page.facts.kind == kind && source.index_rank().is_none()
        });
        own.map(|(source, _)| source.stem()).collect()
    }

    fn text(&self, shape: &Kind) -> String {
        if shape.text.is_empty() {
            return "Say in one paragraph what a reader gets from this page.\n"
                .to_owned();
        }
        let [left, right] = self.sides;
        shape
            .text
            .replace("{{left}}", &left.id)
            .replace("{{right}}", &right.id)
            .replace("{{today}}", &self.today.to_string())
    }
}

/// The first of some names.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        _ => {
            let shown = &names[..names.len().min(MOST_NAMES)];
            let (last, rest) = shown.split_last().expect("there are at least two names");
            format!("{} or {last}", rest.join(", "))
        }
    }
}
