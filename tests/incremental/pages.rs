//! The pages that the writer begins with, and what may stand in their lines instead.

use super::common::Handbook;

/// The handbook that the writer begins with.
pub fn start() -> Handbook {
    let mut handbook = Handbook::two_desks().settings(SETTINGS).file(
        "how/ring.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
    );
    for (path, text) in LEAVES {
        handbook = handbook.beside(path, text);
    }
    for (number, path) in PLAIN.iter().enumerate() {
        let text = format!(
            "---\ntitle: Page {number}\norder: {number}\n---\n\nText.\n\n## Part\n"
        );
        handbook = handbook.file(path, text);
    }
    handbook.beside("static/robots.txt", "User-agent: *\n")
}

/// Pages of text besides those of the clean handbook.
pub const PLAIN: [&str; 8] = [
    "about.md",
    "how/index.md",
    "how/loop.md",
    "plays/launch.md",
    "plays/deep/late.md",
    "roles/lead.md",
    "teams/README.md",
    "glossary/deal.md",
];

/// Names that pages may be renamed to or come to life under, collisions included.
pub const OTHER_NAMES: [&str; 12] = [
    "how/new.md",
    "plays/index.md",
    "roles/index.md",
    "glossary/Story.md",
    "glossary/second.md",
    "processes/keep-it.md",
    "myths/index.md",
    "teams/index.md",
    "workshops/hour-handout.md",
    "health.md",
    "404.md",
    "index-a-z.md",
];

/// Pages that show everything which can be shown of other pages.
pub const LEAVES: [(&str, &str); 4] = [
    ("content/how-we-work/leaves.md", EVERY_LEAF),
    ("content/teams/customer.md", CUSTOMER),
    ("content/roles/helper.md", HELPER),
    ("content/glossary/old-word.md", OLD_WORD),
];

const EVERY_LEAF: &str = "---
title: Everything at once
summary: A page of leaves.
owners: { marketing: writer, sales: seller }
reviewed: 2026-11-02
---

A story, some notes, a prospect. See [the other one](role:counterpart), [a word](term:story)
and [what is due](view:health).

::raci {of=run-the-deal}

::loop {here=make-a-story}

::handoffs {side=sales}

::handoffs {role=writer}

::myths {by=both show=cards max=2}

::cards {set=terms backs=reality}

::cards {set=roles}

::health {side=marketing}

::swimlane {of=make-a-story}

::: only {for=helper}

The helper asks the Seller.

:::
";

const CUSTOMER: &str = "---
title: Customer
side: outside
summary: Whoever pays.
asks_for: [story]
owners: { sales: seller }
reviewed: 2026-01-02
---

Outside.
";

const HELPER: &str = "---
title: Helper
plural: Helpers
team: marketing
counterpart: seller
summary: Helps.
start: [term:story, process:make-a-story]
reviewed: 2026-10-02
owners: { marketing: writer }
---

You turn a question into an answer, and a story into a sheet.
";

const OLD_WORD: &str = "---
title: Old word
short: Nobody says it.
status: retired
replaced_by: term:story
owners: { sales: seller }
reviewed: 2026-11-02
---

Gone.
";

/// The settings, a line each, so that one line can change alone.
pub const SETTINGS: &str = "title: Two desks
language: en
url_style: flat
html: sanitize
strict: false
base_url: https://x.example/a/
review: { every: { default: 90d }, warn_before: 14d, evidence_max_age: 365d }
sides: { marketing: { name: Marketing, position: left }, sales: { name: Sales, position: right } }
loop: [make-a-story, run-the-deal]
feedback: { url: 'mailto:a@x.example?subject={title}' }
source: { edit_url: 'https://x.example/edit/{path}' }
problems: { W110: off }
";

/// Settings that are altogether others.
pub const OTHER_SETTINGS: [&str; 4] = [
    "title: [broken\nhtml: nonsense\n",
    "theme: own\n",
    "",
    "language: de\nsides:\n  b: { name: Bee, position: right }\n  a: { name: Ay }\n",
];

/// A place in a file, and what may stand there: exactly one of them does.
pub type Switch = (&'static str, &'static [&'static str]);

/// Lines that change alone. The first of each stands in the handbook to begin with.
pub const SWITCHES: &[Switch] = &[
    (SET, &["title: Two desks\n", "title: Three desks\n"]),
    (SET, &["language: en\n", "language: de\n", "language: ar\n"]),
    (SET, &["url_style: flat", "url_style: pretty"]),
    (SET, &["html: sanitize", "html: escape", "html: trust"]),
    (SET, &["strict: false", "strict: true"]),
    (SET, &["base_url: https://x.example/a/", "base_path: /b/"]),
    (
        SET,
        &["default: 90d", "default: 10d", "default: 90d, term: 5d"],
    ),
    (SET, &["evidence_max_age: 365d", "evidence_max_age: 30d"]),
    (
        SET,
        &[
            "name: Marketing,",
            "name: Fame,",
            "name: Marketing, colour: '#116622',",
        ],
    ),
    (SET, &["sales: { name: Sales,", "shop: { name: Shop,"]),
    (SET, &["position: left", "position: middle"]),
    (
        SET,
        &[
            "loop: [make-a-story, run-the-deal]",
            "loop: [run-the-deal, make-a-story]",
            "loop: [run-the-deal, nowhere]",
            "extra: {}",
        ],
    ),
    (SET, &["mailto:a@x.example", "mailto:b@x.example"]),
    (SET, &["x.example/edit/", "x.example/change/"]),
    (
        SET,
        &["W110: off", "W110: error", "W705: error", "W121: note"],
    ),
    (
        STORY,
        &["title: Story\n", "title: Tale\n", "title: Seller\n"],
    ),
    (STORY, &["one customer", "one buyer"]),
    (
        STORY,
        &["also: [case story]", "also: [notes]", "also: [sheet, case]"],
    ),
    (STORY, &["flows: true", "flows: false"]),
    (STORY, &["kept_in: The shelf", "kept_in: A drawer"]),
    (
        STORY,
        &[
            "reviewed: 2026-11-02",
            "reviewed: 2025-01-02",
            "reviewed: 2027-01-02",
        ],
    ),
    (
        STORY,
        &[
            "\n---\n\n**It",
            "\nstatus: draft\n---\n\n**It",
            "\nstatus: retired\n---\n\n**It",
        ],
    ),
    (
        NOTES,
        &[
            "avoid: [minutes of the call]",
            "avoid: [story]",
            "avoid: [sheet, case]",
        ],
    ),
    (
        NOTES,
        &[
            "\nreviewed:",
            "\nmeant: { marketing: Paper, sales: Talk }\nreviewed:",
        ],
    ),
    (
        BUYER,
        &["avoid: [prospect]", "avoid: []", "avoid: [customer]"],
    ),
    (WRITER, &["title: Writer", "title: Author", "title: Seller"]),
    (
        WRITER,
        &["plural: Writers", "plural: Authors", "extra: { a: b }"],
    ),
    (WRITER, &["team: marketing", "team: sales", "team: nobody"]),
    (
        WRITER,
        &[
            "counterpart: seller",
            "counterpart: helper",
            "counterpart: Helpers",
        ],
    ),
    (
        WRITER,
        &[
            "start: [path:first-week]",
            "start: [term:story, process:gone]",
        ],
    ),
    (
        WRITER,
        &[
            "\n---\n\nYou",
            "\nstatus: draft\n---\n\nYou",
            "\nquiet: [W708]\n---\n\nYou",
        ],
    ),
    (SELLER, &["team: sales", "team: customer"]),
    (SELLER, &["summary: Talks to buyers.", "summary: Listens."]),
    (SALES, &["title: Sales", "title: Shop"]),
    (SALES, &["side: sales", "side: joint", "side: marketing"]),
    (SALES, &["lead: seller", "lead: writer", "lead: nobody"]),
    (SALES, &["asks_for: [story]", "asks_for: [notes]"]),
    (
        MARKETING,
        &[
            "offers: [story]",
            "offers: [notes, buyer]",
            "channel: '#here'",
        ],
    ),
    (MAKE, &["title: Make a story", "title: Make it"]),
    (MAKE, &["leads: marketing", "leads: sales"]),
    (
        MAKE,
        &["takes:\n  - what: notes", "takes:\n  - what: buyer"],
    ),
    (
        MAKE,
        &["from: run-the-deal", "from: sales", "from: nowhere"],
    ),
    (
        MAKE,
        &["gives:\n  - what: story", "gives:\n  - what: notes"],
    ),
    (MAKE, &["to: run-the-deal", "to: [run-the-deal, customer]"]),
    (
        MAKE,
        &[
            "\n---\n\nOne",
            "\nsingle_team: true\n---\n\nOne",
            "\nstatus: draft\n---\n\nOne",
        ],
    ),
    (
        MAKE,
        &["Owner: Writer", "Owner: Helper, Writer", "Owner: Nobody"],
    ),
    (
        MAKE,
        &[
            "Within: 5 working days",
            "Within: 3wd",
            "Within: monthly",
            "Within: soon",
        ],
    ),
    (MAKE, &["Ask: Seller", "Ask: Helpers", "When: it rains"]),
    (MAKE, &["Lane: Customer", "Lane: Press"]),
    (
        MAKE,
        &[
            "handoff The story {#H1",
            "handoff A sheet {#H1",
            "handoff The story {#H2",
        ],
    ),
    (MAKE, &["from=marketing to", "from=sales to", "to"]),
    (MAKE, &["to=sales gives", "to=marketing gives"]),
    (MAKE, &["gives=story", "gives=notes", "gives=nothing"]),
    (MAKE, &["within=2wd", "within=4wh", "within=daily"]),
    (
        MAKE,
        &[
            "- [ ] It has a date",
            "- [ ] It has a name",
            "It has a date",
        ],
    ),
    (
        MAKE,
        &[
            "Back to: Write it down",
            "Back to: A customer agrees",
            "Back to: nowhere",
        ],
    ),
    (
        MAKE,
        &[
            "### Write it down {#write}",
            "### Write it {#write}",
            "### Write it down",
        ],
    ),
    (
        DEAL,
        &[
            "{ marketing: writer, sales: seller }",
            "{ sales: seller }",
            "{ sales: helper }",
        ],
    ),
    (
        DEAL,
        &["Approver: Seller", "Approver: Helper", "Tell: Writers"],
    ),
    (DEAL, &["One buyer", "One prospect", "::raci\n\nOne buyer"]),
    (
        DEAL,
        &[
            "\n---\n\nOne",
            "\nrelated: [term:story]\n---\n\nOne",
            "\nquiet: [W110]\n---\n\nOne",
        ],
    ),
    (
        HEARD,
        &[
            "\"They make it pretty.\"",
            "\"They make it late.\"",
            "They decorate.",
        ],
    ),
    (
        HEARD,
        &[
            "by=sales about=marketing",
            "by=both about=budget",
            "by=nobody about=x",
        ],
    ),
    (
        HEARD,
        &[
            "as_of=2026-09-30 source=\"A",
            "as_of=2024-09-30 source=\"A",
            "source=\"A",
        ],
    ),
    (HEARD, &["They find out what", "They ask what"]),
    (
        HEARD,
        &[
            "## They only talk {#talk}",
            "## They talk {#talk}",
            "## They only talk {#all}",
        ],
    ),
    (WEEK, &["(8 min)", "(30 min)", "(no time)"]),
    (
        WEEK,
        &["**Meet** [your counterpart]", "**Do** [your counterpart]"],
    ),
    (WEEK, &["weeks: 1", "weeks: 2"]),
    (
        WEEK,
        &[
            "audience: [marketing, sales]",
            "audience: [writer]",
            "audience: [nobody]",
        ],
    ),
    (
        WEEK,
        &["Week 1: Look around {#w1}", "Week 1: Look again {#w1}"],
    ),
    (MEETING, &["[x] On Tuesday", "[ ] On Tuesday"]),
    (MEETING, &["{#when}", "{#then}"]),
    (HOUR, &["(10 min, pairs)", "(15 min, alone)"]),
    (HOUR, &["Count the chairs.", "Count the tables."]),
    (
        HOUR,
        &["handout The sheet {#sheet", "handout A sheet {#paper"],
    ),
    (
        HOUR,
        &[
            "minutes: 30\n",
            "minutes: 45\n",
            "minutes: 30\nuses: [myths:heard]\n",
        ],
    ),
    (PLAY, &["Owner: Seller", "Owner: Helper"]),
    (
        PLAY,
        &["use_when: A", "feeds: [process:run-the-deal]\nuse_when: A"],
    ),
    (
        PLAY,
        &[
            "title: Open a call",
            "title: Open it\naliases: [how/new.md, /old/]",
        ],
    ),
    (
        LEAF,
        &[
            "::raci {of=run-the-deal}",
            "::raci {of=make-a-story}",
            "::raci {of=no}",
        ],
    ),
    (
        LEAF,
        &["{here=make-a-story}", "{here=run-the-deal show=list}"],
    ),
    (LEAF, &["{side=sales}", "{side=marketing}"]),
    (
        LEAF,
        &["{set=terms backs=reality}", "{set=myths}", "{set=handoffs}"],
    ),
    (LEAF, &["{for=helper}", "{for=sales}", "{for=nobody}"]),
];

const SET: &str = "handbook.yml";
const STORY: &str = "content/glossary/story.md";
const NOTES: &str = "content/glossary/notes.md";
const BUYER: &str = "content/glossary/buyer.md";
const WRITER: &str = "content/roles/writer.md";
const SELLER: &str = "content/roles/seller.md";
const SALES: &str = "content/teams/sales.md";
const MARKETING: &str = "content/teams/marketing.md";
const MAKE: &str = "content/processes/make-a-story.md";
const DEAL: &str = "content/processes/run-the-deal.md";
const HEARD: &str = "content/myths/heard.md";
const WEEK: &str = "content/paths/first-week.md";
const MEETING: &str = "content/how-we-work/meeting.md";
const HOUR: &str = "content/workshops/hour.md";
const PLAY: &str = "content/playbooks/open-call.md";
const LEAF: &str = "content/how-we-work/leaves.md";

/// Kinds of the handbook's own: a file, and what it may say.
pub const KINDS: [(&str, &str); 6] = [
    ("kinds/process.yml", "label: Way of working\nplace: 1\n"),
    (
        "kinds/process.yml",
        "fields: { region: { type: text, required: true } }\n",
    ),
    ("kinds/term.yml", "review_every: 3d\nowners: both\n"),
    (
        "kinds/term.yml",
        "fields: { avoid: { type: texts, most: 1 } }\n",
    ),
    (
        "kinds/play.yml",
        "folder: plays\nstructure: steps\nsection: [Part]\nowners: one\n",
    ),
    ("kinds/page.yml", "fields: { colour: nothing }\n"),
];
