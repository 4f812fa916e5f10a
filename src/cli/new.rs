//! `new`: a page of a kind, begun.

use std::fs;

use super::Outcome;
use super::console::Console;
use super::project::Project;
use crate::input::{Location, Purpose};
use crate::page::kinds::{KINDS, folder_of_kind};
use crate::paths::{SourcePath, join, slug};
use crate::suggest::nearest;

/// Fields that a kind asks for beside those of every page, and how its text begins.
const BEGINNINGS: [(&str, &str, &str); 9] = [
    (
        "page",
        "",
        "Say in one paragraph what a reader gets from this page.\n",
    ),
    (
        "playbook",
        "use_when: \nyou_need: \nyou_get: \ntakes_time: \n",
        "Say when to reach for this.\n\n## Moves\n\n### First move {#first}\n\n- Owner: \n- Within: \n\nWhat to do, in two or three sentences.\n",
    ),
    (
        "myths",
        "",
        "## The line, as people say it {#first}\n\n::: myth {by=sales about=marketing}\n\n\"The line.\"\n\n:::\n\n::: reality\n\nWhat is really going on.\n\n:::\n",
    ),
    (
        "process",
        "leads: \nstarts_when: \nends_when: \ntakes: []\ngives: []\n",
        "One paragraph that says what this process is for.\n\n## Steps\n\n### First step {#first}\n\n- Owner: \n- Within: \n\nWhat happens.\n",
    ),
    (
        "path",
        "audience: []\nweeks: 1\n",
        "## Week 1: {#w1}\n\n**You can** \n\n- [ ] **Read** \n- [ ] **Meet** [your counterpart](role:counterpart) (30 min)\n- [ ] **Check** \n",
    ),
    (
        "workshop",
        "minutes: 60\noutcomes: []\n",
        "One sentence that says who comes together and for what.\n\n## Agenda\n\n### Settle and mix (5 min, pairs)\n\nWhat people do.\n",
    ),
    (
        "term",
        "short: \nflows: false\n",
        "What both old meanings missed.\n\n**It is not** \n",
    ),
    (
        "team",
        "side: \nlead: \nchannel: \nasks_for: []\noffers: []\n",
        "How to reach us best.\n",
    ),
    (
        "role",
        "plural: \nteam: \ncounterpart: \nstart: []\n",
        "What you turn into what.\n",
    ),
];

/// Writes the page, unless there is one of that name.
pub fn run(project: &Project, kind: &str, title: &str, console: &Console) -> Outcome {
    let Some((_, fields, text)) = BEGINNINGS.iter().find(|(name, _, _)| *name == kind)
    else {
        let names = KINDS.map(|(name, _)| name);
        let help = nearest(kind, names).map_or_else(
            || format!("the kinds are: {}", names.join(", ")),
            |near| format!("did you mean {near}?"),
        );
        console.fault(&format!("there is no kind {kind}; {help}"));
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
    let output = project.output(None);
    let settings = project
        .read(&output, project.request(true, Purpose::Publish))
        .settings;
    let owners: String = settings
        .sides
        .iter()
        .map(|side| format!("  {}: \n", side.id))
        .collect();
    let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
    let page = format!(
        "---\nkind: {kind}\ntitle: \"{quoted}\"\nsummary: \nowners:\n{owners}reviewed: {}\nstatus: draft\n{fields}---\n\n{text}",
        project.today
    );
    let location = Location::new(project.root.clone(), project.config.clone(), &output);
    let folder = folder_of_kind(kind).unwrap_or_default();
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
