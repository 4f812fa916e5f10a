//! `new`: a page of a kind, begun.

use std::fs;

use super::Outcome;
use super::console::Console;
use super::project::Project;
use crate::date::Date;
use crate::input::kinds::{Kind, Kinds, Owners};
use crate::input::{Location, Purpose};
use crate::paths::{SourcePath, join, slug};
use crate::suggest::nearest;

/// Writes the page, unless there is one of that name.
pub fn run(project: &Project, kind: &str, title: &str, console: &Console) -> Outcome {
    let output = project.output(None);
    let inputs = project.read(&output, project.request(true, Purpose::Publish));
    let Some(shape) = inputs.kinds.get(kind) else {
        console.fault(&unknown_kind(kind, &inputs.kinds));
        return Outcome::Unusable;
    };
    let title = &title.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = slug(title);
    let name = name.trim_matches(['-', '_']);
    let is_index = SourcePath::new(&format!("{name}.md"))
        .index_rank()
        .is_some();
    if is_index {
        console.fault(&format!(
            "`{name}.md` would speak for its whole folder; choose another title"
        ));
        return Outcome::Unusable;
    }
    if name.is_empty() {
        console.fault("the title needs at least one letter or digit");
        return Outcome::Unusable;
    }
    let sides: Vec<&str> = inputs
        .settings
        .sides
        .iter()
        .map(|side| side.id.as_str())
        .collect();
    let page = beginning(kind, shape, title, &sides, project.today);
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
                "Wrote {shown}. It is a draft: `tandem serve --drafts` shows it."
            ));
            Outcome::Clean
        }
        Err(error) => {
            console.fault(&format!("{shown} cannot be written: {error}"));
            Outcome::Unusable
        }
    }
}

fn unknown_kind(kind: &str, kinds: &Kinds) -> String {
    let names = kinds.names();
    let help = nearest(kind, names.iter().copied()).map_or_else(
        || format!("the kinds are: {}", names.join(", ")),
        |near| format!("did you mean {near}?"),
    );
    format!("there is no kind {kind}; {help}")
}

/// The text of a new page: every field of its kind, with an example beside what is asked.
fn beginning(
    kind: &str,
    shape: &Kind,
    title: &str,
    sides: &[&str],
    today: Date,
) -> String {
    let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
    let mut lines = vec![format!("kind: {kind}"), format!("title: \"{quoted}\"")];
    if shape.summary.is_none() {
        lines.push("summary:".to_owned());
    }
    match shape.owners {
        Owners::Both | Owners::Wanted => {
            lines.push("owners:".to_owned());
            lines.extend(sides.iter().map(|side| format!("  {side}:")));
        }
        Owners::One => lines.push(format!(
            "owners: {{ {}: }}",
            sides.first().unwrap_or(&"joint")
        )),
    }
    lines.push(format!("reviewed: {today}"));
    lines.push("status: draft".to_owned());
    lines.extend(shape.required.iter().map(|name| format!("{name}:")));
    for name in &shape.order {
        let field = &shape.fields[name];
        let hint = match field.required {
            true => "needed; such as",
            false => "if you like; such as",
        };
        let mark = if field.required { "" } else { "# " };
        lines.push(format!("{mark}{name}:    # {hint} {}", field.example));
    }
    format!("---\n{}\n---\n\n{}", lines.join("\n"), shape.text)
}
