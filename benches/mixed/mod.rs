//! A generated handbook with pages of all kinds that refer to one another.
//!
//! Of a hundred pages: 20 processes of 8 steps and 2 hand-offs, 15 playbooks, 5 pages of 3
//! myths, 2 terms, 1 path, 1 workshop, one role for every 200 pages, and the rest is text.

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Pages of one folder below that of a kind.
const PAGES_OF_A_FOLDER: usize = 25;

/// Writes a handbook of about `pages` pages.
pub fn generate(root: &Path, pages: usize) {
    let sizes = Sizes {
        // Everybody has a counterpart.
        roles: (pages / 400).max(2) * 2,
        terms: (pages / 50).max(4),
        processes: (pages / 5).max(4),
        myths: (pages / 20).max(1),
    };
    let write = |path: String, text: String| {
        let disk = root.join(path);
        let folder = disk.parent().expect("every page stands in a folder");
        fs::create_dir_all(folder).expect("the temporary folder can be written");
        fs::write(disk, text).expect("the temporary folder can be written");
    };
    write("handbook.yml".into(), "title: Benchmark\n".into());
    let home = "---\ntitle: Benchmark\nsummary: Many pages.\nowners: { marketing: role-0, sales: role-1 }\nreviewed: 2026-10-12\n---\n\nWords.\n";
    write("content/index.md".into(), home.into());
    for (side, lead) in [("marketing", 0), ("sales", 1)] {
        let text = format!(
            "---\ntitle: The {side} team\nside: {side}\nlead: role-{lead}\nsummary: A team.\nowners: {{ {side}: role-{lead} }}\nreviewed: 2026-10-12\n---\n\nRing us.\n"
        );
        write(format!("content/teams/{side}.md"), text);
    }
    let mut left = pages.saturating_sub(3);
    let mut some =
        |count: usize, folder: &str, name: &str, text: &dyn Fn(usize) -> String| {
            let count = count.min(left);
            left -= count;
            for at in 0..count {
                let inner = at / PAGES_OF_A_FOLDER;
                write(
                    format!("content/{folder}/part-{inner}/{name}-{at}.md"),
                    text(at),
                );
            }
        };
    some(sizes.roles, "roles", "role", &|at| sizes.role(at));
    some(sizes.terms, "glossary", "term", &|at| sizes.term(at));
    some(sizes.processes, "processes", "process", &|at| {
        sizes.process(at)
    });
    some(pages * 15 / 100, "playbooks", "play", &|at| {
        sizes.playbook(at)
    });
    some(sizes.myths, "myths", "heard", &|at| sizes.myths_page(at));
    some(pages / 100, "paths", "path", &|at| sizes.path(at));
    some(pages / 100, "workshops", "hour", &|at| sizes.workshop(at));
    some(pages, "how-we-work", "page", &|at| sizes.page(at));
}

struct Sizes {
    roles: usize,
    terms: usize,
    processes: usize,
    myths: usize,
}

const SIDES: [&str; 2] = ["marketing", "sales"];

/// A sentence or two that names terms and roles, as people do.
const WORDS: &str = "Sales and Marketing agree on what counts as an enquiry before they count any, \
    and who is asked for a second look knows why. ";

impl Sizes {
    /// A role of a side: even ones are on the left.
    fn of_side(&self, at: usize, side: usize) -> usize {
        let pairs = self.roles / 2;
        2 * (at % pairs) + side
    }

    fn both(&self, at: usize) -> String {
        let (left, right) = (self.of_side(at, 0), self.of_side(at, 1));
        format!(
            "owners: {{ marketing: role-{left}, sales: role-{right} }}\nreviewed: 2026-10-{:02}\n",
            at % 28 + 1
        )
    }

    /// A paragraph that holds the name of a term and of a role, and a link.
    fn text(&self, at: usize) -> String {
        let (term, role) = (at * 7 % self.terms, at % self.roles);
        let process = (at + 1) % self.processes;
        let part = process / PAGES_OF_A_FOLDER;
        format!(
            "{}Shared word {term} is what the Keeper {role} waits for. See \
             [the next one](../../processes/part-{part}/process-{process}.md#step-3).\n\n",
            WORDS.repeat(3)
        )
    }

    fn role(&self, at: usize) -> String {
        let (side, other) = (SIDES[at % 2], at ^ 1);
        let owner = at % 2;
        format!(
            "---\ntitle: Keeper {at}\nplural: Keepers {at}\nteam: {side}\ncounterpart: role-{}\nsummary: Keeps things.\nowners: {{ {side}: role-{owner} }}\nreviewed: 2026-10-12\n---\n\nYou turn one thing into another.\n",
            other
        )
    }

    fn term(&self, at: usize) -> String {
        format!(
            "---\ntitle: Shared word {at}\nshort: What both sides mean by it, number {at}.\nalso: [common word {at}]\navoid: [private word {at}]\nflows: true\nkept_in: The shelf\n{}---\n\nBoth old meanings missed something.\n\n**It is not** a report.\n",
            self.both(at)
        )
    }

    fn process(&self, at: usize) -> String {
        let (takes, gives) = (at % self.terms, (at + 1) % self.terms);
        let (before, after) = (
            (at + self.processes - 1) % self.processes,
            (at + 1) % self.processes,
        );
        let mut text = format!(
            "---\ntitle: Process {at}\nsummary: From one thing to another.\nleads: {}\n{}starts_when: Something came in\nends_when: Something went out\ntakes:\n  - {{ what: term-{takes}, from: process-{before} }}\ngives:\n  - {{ what: term-{gives}, to: process-{after} }}\n---\n\nOne at a time.\n\n::swimlane\n\n## Steps\n\n",
            SIDES[at % 2],
            self.both(at)
        );
        for step in 0..8 {
            // The left side has the first three steps and the last two.
            let side = usize::from((3..6).contains(&step));
            let (own, other) = (self.of_side(at, side), self.of_side(at + 1, 1 - side));
            let _ = write!(
                text,
                "### Step {step} {{#step-{step}}}\n\n- Owner: role-{own}\n- Within: {} working days\n- Tell: Keeper {other}\n\n{WORDS}\n\n",
                step + 1
            );
            if step == 2 || step == 5 {
                let (from, to) = (SIDES[side], SIDES[1 - side]);
                let _ = write!(
                    text,
                    "::: handoff Hand-off {step} {{#H{step} from={from} to={to} gives=term-{gives} within=4wh}}\n\n#### Leaves when\n\n- [ ] It is whole\n- [ ] It is named\n\n#### Enters when\n\n- [ ] Somebody said yes\n\n#### Comes back if\n\n- It has no date\n\n:::\n\n"
                );
            }
        }
        text + "## Who is on the hook\n\n::raci\n\n## Where this sits\n\n::loop\n"
    }

    fn playbook(&self, at: usize) -> String {
        let mut text = format!(
            "---\ntitle: Play {at}\nsummary: How to do one job.\n{}use_when: Somebody asks\nyou_get: An answer\nfeeds: [process:process-{}]\n---\n\n{}## Moves\n\n",
            self.both(at),
            at % self.processes,
            self.text(at)
        );
        for step in 0..5 {
            let own = self.of_side(at, step % 2);
            let _ = write!(
                text,
                "### Move {step} {{#move-{step}}}\n\n- Owner: role-{own}\n- Within: weekly\n\n{WORDS}\n\n"
            );
        }
        text
    }

    fn myths_page(&self, at: usize) -> String {
        let mut text = format!(
            "---\ntitle: Heard {at}\nsummary: Three lines.\n{}---\n\nNone is stupid.\n\n",
            self.both(at)
        );
        for number in 0..3 {
            let (by, about) = (SIDES[number % 2], SIDES[1 - number % 2]);
            let _ = write!(
                text,
                "## Line {number} {{#line-{number}}}\n\n::: myth {{by={by} about={about} where=\"the corridor\"}}\n\n\"They do thing {at} {number}.\"\n\n:::\n\n::: reality\n\n{WORDS}\n\n:::\n\n::: evidence {{as_of=2026-09-30 source=\"A diary\"}}\n\nA tenth of the hours.\n\n:::\n\n::: instead\n\n- **When it is late:** \"What is missing?\"\n\n:::\n\n::: grain\n\nSome are late.\n\n:::\n\n"
            );
        }
        text
    }

    fn path(&self, at: usize) -> String {
        let mut text = format!(
            "---\ntitle: Path {at}\nsummary: For anybody new.\n{}audience: [role-{}, marketing]\nweeks: 4\n---\n\nTick off.\n\n",
            self.both(at),
            at % self.roles
        );
        for week in 1..=4 {
            let heard = (at * 4 + week) % self.myths;
            let part = heard / PAGES_OF_A_FOLDER;
            let _ = write!(
                text,
                "## Week {week}: Look around {{#w{week}}}\n\n**You can** say it.\n\n- [ ] **Read** [it](../../myths/part-{part}/heard-{heard}.md) (8 min)\n- [ ] **Meet** [your counterpart](role:counterpart) (30 min)\n- [ ] **Check** [the line](../../myths/part-{part}/heard-{heard}.md#line-0) (5 min)\n\n"
            );
        }
        text
    }

    fn workshop(&self, at: usize) -> String {
        format!(
            "---\ntitle: Hour {at}\nsummary: Both teams at one table.\n{}minutes: 30\noutcomes: [Name one thing]\nuses: [myths:heard-{}]\n---\n\nHalf an hour.\n\n## Agenda\n\n### Settle (10 min, pairs)\n\nFind somebody.\n\n::: facilitator\n\nCount the chairs.\n\n:::\n\n### Talk (20 min, tables)\n\nOne line each.\n\n:::: handout The sheet {{#sheet pages=1 fields=\"Name\"}}\n\n### What you noticed (5 min, alone)\n\n::lines {{n=6}}\n\n::::\n",
            self.both(at),
            at % self.myths
        )
    }

    fn page(&self, at: usize) -> String {
        let mut text = format!(
            "---\ntitle: Page {at}\nsummary: What both sides do in case {at}.\n{}---\n\n",
            self.both(at)
        );
        for part in 0..4 {
            let _ = write!(text, "## Part {part}\n\n{}", self.text(at * 4 + part));
        }
        text + "- [ ] asked\n- [x] answered\n\n| Side | Owes |\n|------|-----:|\n| Sales | a reply |\n"
    }
}
