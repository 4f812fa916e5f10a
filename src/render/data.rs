//! The handbook as data for other tools: JSON and CSV, described in `docs/data.md`.

use serde_json::{Value, json};

use super::Rendered;
use super::page::FindingView;
use crate::paths::OutputPath;
use crate::site::Site;
use crate::site::computed::{Chip, HandOffView, HealthPage, RaciView, TermView};
use crate::site::flows::{Flow, Party, Process};
use crate::site::people::{People, Who};
use crate::site::views::{LinkView, PageView};

/// A data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataFile {
    /// Every written page.
    Pages,
    /// What each process takes and gives.
    Processes,
    /// Every hand-off.
    HandOffs,
    /// Who has which part in each step.
    Raci,
    /// Every term.
    Terms,
    /// How fresh each page is.
    Health,
    /// Every hand-off, as a table.
    HandOffsTable,
    /// How fresh each page is, as a table.
    HealthTable,
}

impl DataFile {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Pages,
        Self::Processes,
        Self::HandOffs,
        Self::Raci,
        Self::Terms,
        Self::Health,
        Self::HandOffsTable,
        Self::HealthTable,
    ];

    /// Where it is written.
    pub fn output(self) -> OutputPath {
        OutputPath::new(match self {
            Self::Pages => "data/pages.json",
            Self::Processes => "data/processes.json",
            Self::HandOffs => "data/handoffs.json",
            Self::Raci => "data/raci.json",
            Self::Terms => "data/terms.json",
            Self::Health => "health.json",
            Self::HandOffsTable => "handoffs.csv",
            Self::HealthTable => "health.csv",
        })
    }
}

/// Makes a data file.
pub fn render(site: &Site, file: DataFile) -> Rendered {
    let data = &site.data;
    let value = match file {
        DataFile::Pages => {
            let written = site.pages.iter().filter(|page| page.written().is_some());
            written.map(|page| page_value(&page.view)).collect()
        }
        DataFile::Processes => {
            let processes = site.flows.processes.iter();
            processes
                .map(|process| process_value(site, process))
                .collect()
        }
        DataFile::HandOffs => data.handoffs.iter().map(handoff_value).collect(),
        DataFile::Raci => raci_value(&data.raci),
        DataFile::Terms => data.terms.iter().map(term_value).collect(),
        DataFile::Health => data.health.iter().map(health_value).collect(),
        DataFile::HandOffsTable => return handoffs_table(&data.handoffs).into(),
        DataFile::HealthTable => return health_table(&data.health).into(),
    };
    let mut text =
        serde_json::to_string_pretty(&value).expect("values have text as keys");
    text.push('\n');
    text.into()
}

fn page_value(view: &PageView) -> Value {
    let owners = view.owners.iter();
    let owners: Vec<Value> = owners
        .map(|owner| json!({ "position": owner.position, "role": owner.role }))
        .collect();
    let fresh = view.fresh.as_ref();
    json!({
        "kind": view.kind,
        "title": view.title,
        "summary": view.summary,
        "path": view.path,
        "status": view.status,
        "side": view.side,
        "owners": owners,
        "reviewed": view.reviewed.as_ref().map(|date| &date.iso),
        "next_review": fresh.and_then(|fresh| fresh.next.as_ref()).map(|date| &date.iso),
    })
}

fn process_value(site: &Site, process: &Process) -> Value {
    let flow = |flow: &Flow| {
        let others: Vec<Value> = flow.others.iter().map(|own| party(site, own)).collect();
        json!({ "term": flow.term, "others": others })
    };
    let ring = &site.flows.ring;
    let place = ring
        .nodes
        .iter()
        .position(|node| site.flows.processes[*node].source == process.source);
    json!({
        "slug": process.slug,
        "title": process.title,
        "path": root_path(&process.output),
        "leads": process.leads.word(),
        "single_team": process.single_team,
        "takes": process.takes.iter().map(flow).collect::<Vec<_>>(),
        "gives": process.gives.iter().map(flow).collect::<Vec<_>>(),
        "place_in_loop": place.map(|place| place + 1),
    })
}

fn party(site: &Site, party: &Party) -> Value {
    let people: &People = &site.people;
    match party {
        Party::Process(at) => json!({ "process": site.flows.processes[*at].slug }),
        Party::Who(Who::Role(at)) => json!({ "role": people.roles[*at].slug }),
        Party::Who(Who::Team(at)) => json!({ "team": people.teams[*at].slug }),
        Party::Who(Who::Side(at)) => json!({ "side": people.sides[*at].id }),
        Party::Unknown(name) => json!({ "unknown": name }),
    }
}

fn root_path(output: &OutputPath) -> String {
    OutputPath::new("index.html").href_to(output, Default::default())
}

fn titles(chips: &[Chip]) -> Vec<&str> {
    chips.iter().map(|chip| chip.title.as_str()).collect()
}

fn link_value(link: &LinkView) -> Value {
    let path = Some(&link.href).filter(|href| !href.is_empty());
    json!({ "title": link.title, "path": path })
}

fn handoff_value(view: &HandOffView) -> Value {
    json!({
        "id": view.id,
        "title": view.title,
        "path": view.href,
        "process": link_value(&view.process),
        "gives": view.gives.as_ref().map(link_value),
        "from": view.from,
        "to": view.to,
        "within": view.limit.as_ref().map(|limit| &limit.words),
        "givers": titles(&view.givers),
        "receivers": titles(&view.receivers),
        "leaves_when": view.leaves,
        "enters_when": view.enters,
        "comes_back_if": view.comes_back,
    })
}

fn raci_value(view: &RaciView) -> Value {
    let roles: Vec<Value> = view
        .roles
        .iter()
        .map(|role| {
            json!({
                "role": role.role.title,
                "path": role.role.href,
                "position": role.role.position,
                "responsible": role.responsible,
                "accountable": role.accountable,
            })
        })
        .collect();
    let mut steps = Vec::new();
    for group in &view.groups {
        for row in &group.rows {
            let cells = view.roles.iter().zip(&row.cells);
            let parts: Vec<Value> = cells
                .filter(|(_, cell)| !cell.is_empty())
                .map(|(role, cell)| json!({ "role": role.role.title, "part": cell }))
                .collect();
            steps.push(json!({
                "process": link_value(&group.process),
                "step": link_value(&row.step),
                "parts": parts,
            }));
        }
    }
    json!({ "roles": roles, "steps": steps })
}

fn term_value(view: &TermView) -> Value {
    let links = |links: &[LinkView]| links.iter().map(link_value).collect::<Vec<_>>();
    json!({
        "title": view.title,
        "path": view.href,
        "short": view.short,
        "also": view.also,
        "avoid": view.avoid,
        "flows": view.flows,
        "kept_in": view.kept_in,
        "side": view.position,
        "meant_left": view.meant_left,
        "meant_right": view.meant_right,
        "given_by": links(&view.given_by),
        "taken_by": links(&view.taken_by),
    })
}

fn health_value(page: &HealthPage) -> Value {
    json!({
        "title": page.page.title,
        "path": page.page.href,
        "kind": page.kind,
        "side": page.position,
        "owners_left": titles(&page.left),
        "owners_right": titles(&page.right),
        "owners_joint": titles(&page.joint),
        "reviewed": page.fresh.reviewed.as_ref().map(|date| &date.iso),
        "next_review": page.fresh.next.as_ref().map(|date| &date.iso),
        "state": page.fresh.state,
    })
}

fn handoffs_table(handoffs: &[HandOffView]) -> String {
    let mut table = Table::new(&[
        "id",
        "title",
        "process",
        "gives",
        "from",
        "to",
        "within",
        "givers",
        "receivers",
        "leaves_when",
        "enters_when",
        "comes_back_if",
        "path",
    ]);
    for view in handoffs {
        let gives = view.gives.as_ref().map_or("", |term| &term.title);
        let within = view.limit.as_ref().map_or("", |limit| &limit.words);
        table.row(&[
            &view.id,
            &view.title,
            &view.process.title,
            gives,
            &view.from_name,
            &view.to_name,
            within,
            &titles(&view.givers).join("; "),
            &titles(&view.receivers).join("; "),
            &view.leaves.join("; "),
            &view.enters.join("; "),
            &view.comes_back.join("; "),
            &view.href,
        ]);
    }
    table.0
}

fn health_table(pages: &[HealthPage]) -> String {
    let mut table = Table::new(&[
        "title",
        "path",
        "kind",
        "owners_left",
        "owners_right",
        "owners_joint",
        "reviewed",
        "next_review",
        "state",
    ]);
    for page in pages {
        let iso = |date: &Option<crate::site::views::DateView>| {
            date.as_ref()
                .map(|date| date.iso.clone())
                .unwrap_or_default()
        };
        table.row(&[
            &page.page.title,
            &page.page.href,
            &page.kind,
            &titles(&page.left).join("; "),
            &titles(&page.right).join("; "),
            &titles(&page.joint).join("; "),
            &iso(&page.fresh.reviewed),
            &iso(&page.fresh.next),
            page.fresh.state,
        ]);
    }
    table.0
}

/// A table as RFC 4180 wants it.
struct Table(String);

impl Table {
    fn new(columns: &[&str]) -> Self {
        let mut table = Self(String::new());
        table.row(columns);
        table
    }

    fn row(&mut self, cells: &[&str]) {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        self.0.push_str(&cells.join(","));
        self.0.push_str("\r\n");
    }
}

/// A cell; a text that a spreadsheet would compute is kept from it by a quote in front.
fn quoted(cell: &str) -> String {
    let shield = match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => "'",
        false => "",
    };
    match cell.contains([',', '"', '\n', '\r']) || !shield.is_empty() {
        true => format!("\"{shield}{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

/// Everything that is wrong: what `tandem check` prints.
pub fn findings(findings: &[FindingView]) -> Rendered {
    let list: Vec<Value> = findings
        .iter()
        .map(|finding| {
            json!({
                "code": finding.code,
                "severity": finding.severity,
                "file": finding.file,
                "line": finding.line,
                "message": finding.message,
                "help": finding.help,
                "page": finding.href,
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&json!({ "findings": list }));
    format!("{}\n", text.unwrap_or_default()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_computed() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quoted("=cmd()"), "\"'=cmd()\"");
        assert_eq!(quoted("two\nlines"), "\"two\nlines\"");
    }

    #[test]
    fn a_table_has_a_head_and_lines_that_end_alike() {
        assert!(handoffs_table(&[]).starts_with("id,title,process,"));
        let page = HealthPage {
            kind: "term".into(),
            ..HealthPage::default()
        };
        assert_eq!(health_table(&[page]).matches("\r\n").count(), 2);
    }
}
