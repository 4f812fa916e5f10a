//! The rules one by one: a fault, and something like it that is none.

/// A path below `content/` (or `handbook.yml`), what stands there, and what to write in its
/// place; the text of a new page where there is none.
pub type Change = (&'static str, &'static str, &'static str);

/// A rule.
pub struct Case {
    /// Its code.
    pub code: &'static str,
    /// Changes after which it finds something, and no other rule does.
    pub fault: &'static [Change],
    /// Changes after which nothing is wrong.
    pub near: &'static [Change],
}

const fn case(
    code: &'static str,
    fault: &'static [Change],
    near: &'static [Change],
) -> Case {
    Case { code, fault, near }
}

const STORY: &str = "processes/make-a-story.md";
const DEAL: &str = "processes/run-the-deal.md";
const CALL: &str = "playbooks/open-call.md";
const HEARD: &str = "myths/heard.md";
const WEEK: &str = "paths/first-week.md";
const HOUR: &str = "workshops/hour.md";
const MEETING: &str = "how-we-work/meeting.md";
const WRITER: &str = "roles/writer.md";
const SELLER: &str = "roles/seller.md";
const BUYER: &str = "glossary/buyer.md";
const NOTES: &str = "glossary/notes.md";
const MARKETING: &str = "teams/marketing.md";
const SALES: &str = "teams/sales.md";
const SETTINGS: &str = "handbook.yml";

const REVIEWED: &str = "reviewed: 2026-11-02\n";
const BOTH: &str = "owners: { marketing: writer, sales: seller }";
const END_OF_MEETING: &str = "Say what you bring.\n";
const END_OF_DEAL: &str = "Together.\n";

/// A role of Sales that faces nobody in particular.
const CALLER: &str = "---\ntitle: Caller\nteam: sales\ncounterpart: writer\nquiet: [W708]\nsummary: Rings people.\nreviewed: 2026-11-02\nowners: { sales: seller }\n---\n\nYou ring people.\n";
/// Questions whose right answer is the longest.
const LONG_ANSWERS: &str = "Say what you bring.\n\n::: check {#q1}\n\nOne?\n\n- [x] The long and right one\n- [ ] Short\n  > No.\n\n:::\n\n::: check {#q2}\n\nTwo?\n\n- [x] The long and right one\n- [ ] Short\n  > No.\n\n:::\n\n::: check {#q3}\n\nThree?\n\n- [x] The long and right one\n- [ ] Short\n  > No.\n\n:::\n\n::: check {#q4}\n\nFour?\n\n- [x] The long and right one\n- [ ] Short\n  > No.\n\n:::\n";
/// Three myths told by Sales.
const THREE_MYTHS: &str = "Neither is stupid.\n\n## One {#one}\n\n::: myth {by=sales about=marketing}\n\n\"One.\"\n\n:::\n\n::: reality\n\nOne.\n\n:::\n\n::: evidence {as_of=2026-09-30 source=\"A\"}\n\nOne.\n\n:::\n\n::: instead\n\n- **Then:** \"One.\"\n\n:::\n\n::: grain\n\nOne.\n\n:::\n\n## Two {#two}\n\n::: myth {by=sales about=marketing}\n\n\"Two.\"\n\n:::\n\n::: reality\n\nTwo.\n\n:::\n\n::: evidence {as_of=2026-09-30 source=\"A\"}\n\nTwo.\n\n:::\n\n::: instead\n\n- **Then:** \"Two.\"\n\n:::\n\n::: grain\n\nTwo.\n\n:::\n\n## Three {#three}\n\n::: myth {by=sales about=marketing}\n\n\"Three.\"\n\n:::\n\n::: reality\n\nThree.\n\n:::\n\n::: evidence {as_of=2026-09-30 source=\"A\"}\n\nThree.\n\n:::\n\n::: instead\n\n- **Then:** \"Three.\"\n\n:::\n\n::: grain\n\nThree.\n\n:::\n\n";
/// A page of nothing much, linked from the home page, to be owned.
const OWNED: &str = "---\ntitle: More\nsummary: More of it.\nowners: { marketing: writer }\nreviewed: 2026-11-02\n---\n\nText.\n";

pub const CASES: &[Case] = &[
    case(
        "E101",
        &[(CALL, "title:", "kind: playbok\ntitle:")],
        &[(CALL, "title:", "kind: playbook\ntitle:")],
    ),
    case(
        "E102",
        &[(STORY, "starts_when: Notes have come in\n", "")],
        &[(
            STORY,
            "starts_when: Notes have come in\n",
            "starts_when: Then\n",
        )],
    ),
    case(
        "E103",
        &[(HOUR, "minutes: 30", "minutes: half an hour")],
        &[(HOUR, "minutes: 30", "minutes: 30 # half an hour")],
    ),
    case(
        "E102",
        &[(MEETING, END_OF_MEETING, "Say what you bring.\n\n::raci\n")],
        &[(
            MEETING,
            END_OF_MEETING,
            "Say what you bring.\n\n::raci {of=run-the-deal}\n",
        )],
    ),
    case(
        "E103",
        &[(
            MEETING,
            END_OF_MEETING,
            "Say what you bring.\n\n::myths {show=qoutes}\n",
        )],
        &[(
            MEETING,
            END_OF_MEETING,
            "Say what you bring.\n\n::myths {show=quotes}\n",
        )],
    ),
    case(
        "E104",
        &[(MEETING, "summary:", "reveiwed: 2026-11-02\nsummary:")],
        &[(
            MEETING,
            "summary:",
            "extra: { reveiwed: 2026-11-02 }\nsummary:",
        )],
    ),
    case(
        "E105",
        &[(MEETING, "## Before\n", "## Before {#when}\n")],
        &[(MEETING, "## Before\n", "## Before {#where}\n")],
    ),
    case(
        "E106",
        &[(MEETING, REVIEWED, "reviewed: 2026-11-31\n")],
        &[(MEETING, REVIEWED, "reviewed: 2026-11-20\n")],
    ),
    case(
        "E107",
        &[(DEAL, "- Within: weekly", "- Within: soon")],
        &[(DEAL, "- Within: weekly", "- Within: 3 working days")],
    ),
    case(
        "E108",
        &[(MEETING, "summary:", "nav_title: Meet: how\nsummary:")],
        &[(MEETING, "summary:", "nav_title: \"Meet: how\"\nsummary:")],
    ),
    case(
        "W110",
        &[(
            MEETING,
            "summary: Once a week, standing.",
            "summary: How we meet",
        )],
        &[(
            MEETING,
            "summary: Once a week, standing.",
            "summary: How we meet, and when.",
        )],
    ),
    case(
        "N111",
        &[
            (
                "how-we-work/bare.md",
                "",
                "---\nsummary: S.\nowners: { marketing: writer }\nreviewed: 2026-11-02\n---\n\nText.\n",
            ),
            (MEETING, END_OF_MEETING, "See [the bare page](bare.md).\n"),
        ],
        &[
            (
                "how-we-work/bare.md",
                "",
                "---\nsummary: S.\nowners: { marketing: writer }\nreviewed: 2026-11-02\n---\n\n# Bare\n\nText.\n",
            ),
            (MEETING, END_OF_MEETING, "See [the bare page](bare.md).\n"),
        ],
    ),
    case(
        "N112",
        &[
            (
                MEETING,
                "---\ntitle: How we meet\nsummary: Once a week, standing.\nowners: { marketing: writer, sales: seller }\nreviewed: 2026-11-02\n---\n",
                "+++\ntitle = \"x\"\n+++\n\n# How we meet\n",
            ),
            (
                SETTINGS,
                "language: en",
                "language: en\nproblems: { W110: off, W118: off }",
            ),
        ],
        &[(
            SETTINGS,
            "language: en",
            "language: en\nproblems: { W110: off, W118: off }",
        )],
    ),
    case(
        "N113",
        &[(MEETING, "summary:", "permalink: /x/\nsummary:")],
        &[(MEETING, "summary:", "extra: { permalink: /x/ }\nsummary:")],
    ),
    case(
        "W114",
        &[(
            MEETING,
            END_OF_MEETING,
            "{{< hint >}}Say it.{{< /hint >}}\n",
        )],
        &[(MEETING, END_OF_MEETING, "`{{< hint >}}` is code.\n")],
    ),
    case(
        "W115",
        &[(MEETING, END_OF_MEETING, "<script>x()</script>\n")],
        &[(MEETING, END_OF_MEETING, "<b>Say</b> what you bring.\n")],
    ),
    case(
        "W118",
        &[(
            MEETING,
            "owners: { marketing: writer, sales: seller }\nreviewed: 2026-11-02\n",
            "reviewed: 2026-11-02\n",
        )],
        &[(MEETING, BOTH, "owners: { sales: seller }")],
    ),
    case(
        "W120",
        &[(MEETING, REVIEWED, "reviewed: 2026-09-05\n")],
        &[(MEETING, REVIEWED, "reviewed: 2026-09-06\n")],
    ),
    case(
        "W121",
        &[(MEETING, REVIEWED, "reviewed: 2026-08-21\n")],
        &[(MEETING, REVIEWED, "reviewed: 2026-08-21\nevergreen: true\n")],
    ),
    case(
        "E201",
        &[(MEETING, BOTH, "owners: { marketing: writr, sales: seller }")],
        &[(
            MEETING,
            BOTH,
            "owners: { marketing: Writers, sales: seller }",
        )],
    ),
    case(
        "E202",
        &[(
            MEETING,
            BOTH,
            "owners: { marketing: seller, sales: seller }",
        )],
        &[(MEETING, BOTH, "owners: { sales: seller }")],
    ),
    case(
        "E203",
        &[(STORY, BOTH, "owners: { marketing: writer }")],
        &[(CALL, "owners: { sales: seller }", BOTH)],
    ),
    case(
        "W204",
        &[
            (WRITER, "start:", "held_by: [Ada Birch]\nstart:"),
            (
                SELLER,
                "summary:",
                "held_by: [Ben Oak, Ada Birch]\nsummary:",
            ),
        ],
        &[
            (WRITER, "start:", "held_by: [Ada Birch]\nstart:"),
            (SELLER, "summary:", "held_by: [Ben Oak]\nsummary:"),
        ],
    ),
    case(
        "W205",
        &[
            ("how-we-work/more.md", "", OWNED),
            ("how-we-work/most.md", "", OWNED),
            (
                MEETING,
                END_OF_MEETING,
                "See [much of it](more.md) and [most of it](most.md).\n",
            ),
        ],
        &[
            ("how-we-work/more.md", "", OWNED),
            (MEETING, END_OF_MEETING, "See [much of it](more.md).\n"),
        ],
    ),
    case(
        "E210",
        &[(CALL, "- Owner: Seller\n\n", "")],
        &[(CALL, "- Owner: Seller\n", "- Owner: Sellers\n")],
    ),
    case(
        "E211",
        &[(STORY, "- Within: 5 working days\n", "")],
        &[(
            CALL,
            "- Owner: Seller\n",
            "- Owner: Seller\n- When: A call is due\n",
        )],
    ),
    case(
        "E212",
        &[(DEAL, "- Approver: Seller\n", "")],
        &[(
            DEAL,
            "- Owner: Seller, Writer\n- Approver: Seller\n",
            "- Owner: Seller\n",
        )],
    ),
    case(
        "E213",
        &[(
            DEAL,
            END_OF_DEAL,
            "Together.\n\n## Who\n\n| Step | Seller | Writer |\n| --- | --- | --- |\n| Talk | I | RA |\n| Settle the price | RA | R |\n",
        )],
        &[(
            DEAL,
            END_OF_DEAL,
            "Together.\n\n## Who\n\n| Step | Seller | Writer |\n| --- | --- | --- |\n| Talk | RA | I |\n| Settle the price | RA | R |\n",
        )],
    ),
    case(
        "E214",
        &[(
            DEAL,
            "- Owner: Seller, Writer\n- Approver: Seller\n",
            "- Owner: Writer\n",
        )],
        &[(
            DEAL,
            "- Owner: Seller, Writer\n- Approver: Seller\n",
            "- Lane: Customer\n",
        )],
    ),
    case(
        "E215",
        &[(
            STORY,
            "- Owner: Writer\n- Within: 5 working days\n- Ask: Seller",
            "- Owner: Seller\n- Within: 5 working days\n- Ask: Writer",
        )],
        &[(
            STORY,
            "- Owner: Writer\n- Within: 5 working days\n- Ask: Seller",
            "- Owner: Writer, Seller\n- Approver: Writer\n- Within: 5 working days",
        )],
    ),
    case(
        "E216",
        &[(
            STORY,
            "#### Enters when\n\n- [ ] The seller can retell it\n\n",
            "",
        )],
        &[(
            STORY,
            "#### Enters when\n\n- [ ] The seller",
            "#### Enters when\n\n1. The seller",
        )],
    ),
    case(
        "W217",
        &[(STORY, "#### Comes back if\n\n- It has no date\n\n", "")],
        &[(
            STORY,
            "- It has no date\n",
            "- It has no date\n- It is too long\n",
        )],
    ),
    case(
        "W218",
        &[
            ("roles/caller.md", "", CALLER),
            (STORY, "- Ask: Seller", "- Ask: Seller, Caller and Sales"),
        ],
        &[
            ("roles/caller.md", "", CALLER),
            (STORY, "- Ask: Seller", "- Ask: Seller, Caller"),
        ],
    ),
    case(
        "E219",
        &[(STORY, "- Back to: Write it down", "- Back to: Write it")],
        &[(STORY, "- Back to: Write it down", "- Back to: #write")],
    ),
    case(
        "E301",
        &[(HEARD, "::: reality\n\nThey listen.\n\n:::\n\n", "")],
        &[(HEARD, "They listen.", "They do listen.")],
    ),
    case(
        "E302",
        &[(
            HEARD,
            "::: evidence {as_of=2026-09-30 source=\"Eleven calls, timed\"}\n\nBuyers had two thirds of the time.\n\n:::\n\n",
            "",
        )],
        &[(
            HEARD,
            "::: instead\n\n- **When you hear it:**",
            "::: evidence {as_of=2026-10-01 source=\"More\"}\n\nYes.\n\n:::\n\n::: instead\n\n- **When you hear it:**",
        )],
    ),
    case(
        "W303",
        &[(
            HEARD,
            "::: instead\n\n- **When you hear it:** \"Sit in on a call.\"\n\n:::\n\n",
            "",
        )],
        &[(
            HEARD,
            "- **When you hear it:** \"Sit in on a call.\"",
            "- **When you hear it:** Sit in on a call.",
        )],
    ),
    case(
        "W304",
        &[(HEARD, "::: grain\n\nSome calls are long.\n\n:::\n", "")],
        &[(HEARD, "Some calls are long.", "Some are.")],
    ),
    case(
        "E305",
        &[(
            HEARD,
            "{as_of=2026-09-30 source=\"Eleven calls, timed\"}",
            "{as_of=2026-09-30}",
        )],
        &[(
            HEARD,
            "{as_of=2026-09-30 source=\"Eleven calls, timed\"}",
            "{source=Calls as_of=2026-09-30}",
        )],
    ),
    case(
        "W306",
        &[(HEARD, "\"They talk all day.\"", "They talk all day.")],
        &[(HEARD, "\"They talk all day.\"", "“They talk all day.”")],
    ),
    case(
        "W307",
        &[(HEARD, "Neither is stupid.\n\n", THREE_MYTHS)],
        &[
            (HEARD, "Neither is stupid.\n\n", THREE_MYTHS),
            (
                HEARD,
                "{by=sales about=marketing}\n\n\"Two.\"",
                "{by=marketing about=sales}\n\n\"Two.\"",
            ),
        ],
    ),
    case(
        "W311",
        &[(
            HEARD,
            "as_of=2026-09-30 source=\"A diary",
            "as_of=2025-11-19 source=\"A diary",
        )],
        &[(
            HEARD,
            "as_of=2026-09-30 source=\"A diary",
            "as_of=2025-11-20 source=\"A diary",
        )],
    ),
    case(
        "E401",
        &[(MEETING, "- [x] On Tuesday", "- [ ] On Tuesday")],
        &[(
            MEETING,
            "- [ ] On Friday, when all is over\n  > By then it is too late.",
            "- [x] Not on Friday, when all is over",
        )],
    ),
    case(
        "W402",
        &[(MEETING, "  > By then it is too late.\n", "")],
        &[(
            MEETING,
            "- [x] On Tuesday\n",
            "- [x] On Tuesday\n  > Yes.\n",
        )],
    ),
    case(
        "W403",
        &[(
            MEETING,
            "On Friday, when all is over",
            "None of the above, it is Friday",
        )],
        &[(
            MEETING,
            "On Friday, when all is over",
            "None of us knows: Friday?",
        )],
    ),
    case(
        "W405",
        &[(MEETING, END_OF_MEETING, LONG_ANSWERS)],
        &[
            (MEETING, END_OF_MEETING, LONG_ANSWERS),
            (MEETING, "- [ ] Short", "- [ ] The long and wrong one"),
        ],
    ),
    case(
        "E410",
        &[(WEEK, "weeks: 1", "weeks: 2")],
        &[(WEEK, "## Week 1: Look around {#w1}", "## Week 1 {#w1}")],
    ),
    case(
        "E411",
        &[(WEEK, "meeting.md#when", "meeting.md#whem")],
        &[(WEEK, "meeting.md#when", "meeting.md#before")],
    ),
    case(
        "W412",
        &[(
            WEEK,
            "- [ ] **Meet** [your counterpart](role:counterpart) for a coffee (30 min)\n",
            "",
        )],
        &[(
            WEEK,
            "[your counterpart](role:counterpart)",
            "[a seller](role:seller)",
        )],
    ),
    case(
        "W413",
        &[(
            WEEK,
            "- [ ] **Check** [When do we meet?](../how-we-work/meeting.md#when) (5 min)\n",
            "",
        )],
        &[(
            WEEK,
            "- [ ] **Meet**",
            "- [ ] **Check** [When?](../how-we-work/meeting.md#when) (1 min)\n- [ ] **Meet**",
        )],
    ),
    case(
        "W414",
        &[(WEEK, "coffee (30 min)", "coffee (48 min)")],
        &[(WEEK, "coffee (30 min)", "coffee (47 min)")],
    ),
    case(
        "W415",
        &[(
            WEEK,
            "**You can** say what the other team does.\n",
            "Look around.\n",
        )],
        &[(WEEK, "**You can** say", "**Then** you can say")],
    ),
    case(
        "E420",
        &[(
            HOUR,
            "### Talk (20 min, tables)",
            "### Talk (15 min, tables)",
        )],
        &[(HOUR, "### Talk (20 min, tables)", "### Talk (20 minutes)")],
    ),
    case(
        "W421",
        &[
            (
                HOUR,
                "### Talk (20 min, tables)",
                "### Talk (21 min, tables)",
            ),
            (HOUR, "minutes: 30", "minutes: 31"),
        ],
        &[
            (
                HOUR,
                "### Talk (20 min, tables)",
                "### Talk (21 min, alone then tables)",
            ),
            (HOUR, "minutes: 30", "minutes: 31"),
        ],
    ),
    case(
        "W422",
        &[(HOUR, "::lines {n=6}", "::lines {n=60}")],
        &[
            (HOUR, "::lines {n=6}", "::lines {n=60}"),
            (HOUR, "pages=1", "pages=2"),
        ],
    ),
    case(
        "E423",
        &[(
            MEETING,
            END_OF_MEETING,
            "::: facilitator\n\nCount the chairs.\n\n:::\n",
        )],
        &[(HOUR, "Count the chairs.", "Count them.")],
    ),
    case(
        "E501",
        &[(
            WRITER,
            "start: [path:first-week]",
            "start: [path:first-weak]",
        )],
        &[(
            WRITER,
            "start: [path:first-week]",
            "start: [path:first-week#w1]",
        )],
    ),
    case(
        "E502",
        &[(
            MEETING,
            END_OF_MEETING,
            "See [the hour](../workshops/our.md).\n",
        )],
        &[(
            MEETING,
            END_OF_MEETING,
            "See [the hour](../workshops/hour.md).\n",
        )],
    ),
    case(
        "W503",
        &[(
            MEETING,
            END_OF_MEETING,
            "See [a map](https://maps.example/) and [it again](https://maps.example/).\n",
        )],
        &[(
            MEETING,
            END_OF_MEETING,
            "Write to [both](mailto:us@desks.example).\n",
        )],
    ),
    case(
        "E504",
        &[
            (MEETING, END_OF_MEETING, "![](ring.svg)\n"),
            (
                "how-we-work/ring.svg",
                "",
                "<svg xmlns='http://www.w3.org/2000/svg'/>",
            ),
        ],
        &[
            (MEETING, END_OF_MEETING, "![A ring](ring.svg)\n"),
            (
                "how-we-work/ring.svg",
                "",
                "<svg xmlns='http://www.w3.org/2000/svg'/>",
            ),
        ],
    ),
    case(
        "W505",
        &[("how-we-work/more.md", "", OWNED)],
        &[
            ("how-we-work/more.md", "", OWNED),
            (SELLER, "summary:", "start: [page:more]\nsummary:"),
        ],
    ),
    case(
        "W506",
        &[(
            MEETING,
            END_OF_MEETING,
            "Read [more here](../workshops/hour.md), or [Here](../workshops/hour.md).\n",
        )],
        &[(
            MEETING,
            END_OF_MEETING,
            "Read [more here](../workshops/hour.md).\n",
        )],
    ),
    case(
        "W507",
        &[(
            MEETING,
            "We meet on Tuesdays.",
            "## Day\n\nOn Tuesdays.\n\n#### Hour",
        )],
        &[(
            MEETING,
            "We meet on Tuesdays.",
            "## Day\n\nOn Tuesdays.\n\n### Hour",
        )],
    ),
    case(
        "E508",
        &[(MEETING, END_OF_MEETING, "[Run it](javascript:x)\n")],
        &[(MEETING, END_OF_MEETING, "[Ring us](tel:+441)\n")],
    ),
    case(
        "W509",
        &[
            (MEETING, END_OF_MEETING, "[The hour](/old/hour/)\n"),
            (HOUR, "minutes: 30", "aliases: [/old/hour/]\nminutes: 30"),
        ],
        &[
            (MEETING, END_OF_MEETING, "[The hour](/workshops/hour.md)\n"),
            (HOUR, "minutes: 30", "aliases: [/old/hour/]\nminutes: 30"),
        ],
    ),
    case(
        "E601",
        &[(HEARD, "where=\"the kitchen\"", "were=\"the kitchen\"")],
        &[(HEARD, " where=\"the kitchen\"", "")],
    ),
    case(
        "E602",
        &[(
            HEARD,
            "Some calls are long.\n\n:::\n",
            "Some calls are long.\n",
        )],
        &[(
            HEARD,
            "::: grain\n\nSome calls are long.\n\n:::\n",
            ":::: grain\n\nSome calls are long.\n\n::::\n",
        )],
    ),
    case(
        "E603",
        &[(MEETING, END_OF_MEETING, "::: grain\n\nTrue.\n\n:::\n")],
        &[(
            MEETING,
            END_OF_MEETING,
            "::: only {for=sales}\n\nTrue.\n\n:::\n",
        )],
    ),
    case(
        "E603",
        &[(
            MEETING,
            END_OF_MEETING,
            "- Say it.\n\n  ::: only {for=sales}\n\n  True.\n\n  :::\n",
        )],
        &[(
            MEETING,
            END_OF_MEETING,
            "- Say it.\n\n  ```text\n  ::: only {for=sales}\n  ```\n",
        )],
    ),
    case(
        "N604",
        &[(
            MEETING,
            END_OF_MEETING,
            "Say what you bring.\n\n```mermaid\nflowchart LR\n  A --> B\n```\n",
        )],
        &[(
            MEETING,
            END_OF_MEETING,
            "Say what you bring.\n\n```text\nmermaid: flowchart LR\n```\n",
        )],
    ),
    case(
        "E701",
        &[
            (
                STORY,
                "gives:\n",
                "gives:\n  - what: buyer\n    to: sales\n",
            ),
            (SALES, "asks_for: [story]", "asks_for: [story, buyer]"),
            (MARKETING, "offers: [story]", "offers: [story, buyer]"),
        ],
        &[(
            STORY,
            "gives:\n",
            "gives:\n  - what: case story\n    to: sales\n",
        )],
    ),
    case(
        "E702",
        &[
            (
                STORY,
                "  - what: notes\n    from: run-the-deal\n",
                "  - what: notes\n    from: run-the-deal\n  - what: gift\n",
            ),
            ("glossary/gift.md", "", GIFT),
            (MARKETING, "asks_for: [notes]", "asks_for: [notes, gift]"),
        ],
        &[
            (
                STORY,
                "  - what: notes\n    from: run-the-deal\n",
                "  - what: notes\n    from: run-the-deal\n  - what: gift\n    from: marketing\n",
            ),
            ("glossary/gift.md", "", GIFT),
            (MARKETING, "asks_for: [notes]", "asks_for: [notes, gift]"),
        ],
    ),
    case(
        "W703",
        &[
            (DEAL, "gives:\n", "gives:\n  - what: gift\n"),
            ("glossary/gift.md", "", GIFT),
            (SALES, "offers: [notes]", "offers: [notes, gift]"),
        ],
        &[
            (
                DEAL,
                "gives:\n",
                "gives:\n  - what: gift\n    to: marketing\n",
            ),
            ("glossary/gift.md", "", GIFT),
            (SALES, "offers: [notes]", "offers: [notes, gift]"),
            (MARKETING, "asks_for: [notes]", "asks_for: [notes, gift]"),
        ],
    ),
    case(
        "W704",
        &[
            (
                STORY,
                "takes:\n  - what: notes\n    from: run-the-deal\n",
                "",
            ),
            (DEAL, "    to: make-a-story\n", "    to: marketing\n"),
        ],
        &[(STORY, "    from: run-the-deal\n", "")],
    ),
    case(
        "W705",
        &[(
            MEETING,
            END_OF_MEETING,
            "Ask the Prospect, then the prospect.\n",
        )],
        &[
            (
                MEETING,
                END_OF_MEETING,
                "Prospecting `prospect`, \"a prospect\", [ask](../workshops/hour.md?prospect).\n\n> A prospect.\n",
            ),
            (HEARD, "They talk all day.", "They talk to a prospect."),
            (BUYER, "A person", "Not a prospect. A person"),
        ],
    ),
    case(
        "W706",
        &[(SALES, "offers: [notes]", "offers: [story]")],
        &[(SALES, "offers: [notes]\n", "")],
    ),
    case(
        "E707",
        &[
            ("roles/caller.md", "", CALLER),
            (SELLER, "counterpart: writer", "counterpart: caller"),
            (
                WRITER,
                "counterpart: seller",
                "counterpart: seller\nquiet: [W708]",
            ),
        ],
        &[
            ("roles/caller.md", "", CALLER),
            (SELLER, "counterpart: writer", "counterpart: Writers"),
        ],
    ),
    case(
        "W708",
        &[
            ("roles/caller.md", "", CALLER),
            ("roles/caller.md", "quiet: [W708]\n", ""),
        ],
        &[("roles/caller.md", "", CALLER)],
    ),
    case(
        "W709",
        &[(NOTES, "avoid:", "also: [Case story]\navoid:")],
        &[(NOTES, "avoid:", "also: [call notes]\navoid:")],
    ),
    case(
        "W116",
        &[(MEETING, END_OF_MEETING, DEEP)],
        &[(MEETING, END_OF_MEETING, "<div><b>Say</b></div>\n")],
    ),
    // Other faults with the same codes.
    case(
        "E510",
        &[(MEETING, END_OF_MEETING, "::: only\n\nTrue.\n\n:::\n")],
        &[(
            MEETING,
            END_OF_MEETING,
            "::: only {for=Sellers}\n\nTrue.\n\n:::\n",
        )],
    ),
    case(
        "E102",
        &[(
            HEARD,
            "{by=marketing about=sales where",
            "{by=marketing where",
        )],
        &[(
            HEARD,
            "{by=marketing about=sales where",
            "{by=marketing about=budget where",
        )],
    ),
    case(
        "E102",
        &[
            (MEETING, "::: check {#when}", "::: check"),
            (WEEK, "meeting.md#when", "meeting.md"),
        ],
        &[(WEEK, "meeting.md#when", "meeting.md")],
    ),
    case(
        "E102",
        &[
            (WRITER, "counterpart: seller\n", ""),
            (
                SELLER,
                "counterpart: writer",
                "quiet: [W708]\ncounterpart: writer",
            ),
        ],
        &[(
            SELLER,
            "counterpart: writer",
            "quiet: [W708]\ncounterpart: writer",
        )],
    ),
    case(
        "E102",
        &[(CALL, "use_when:", "status: retired\nuse_when:")],
        &[(
            CALL,
            "use_when:",
            "status: retired\nreplaced_by: process:run-the-deal\nuse_when:",
        )],
    ),
    case(
        "E105",
        &[
            (
                "more/playbooks/open-call.md",
                "",
                "---\nkind: playbook\ntitle: Open another\nsummary: How to begin.\nowners: { marketing: writer }\nreviewed: 2026-11-02\nuse_when: A\nyou_get: B\n---\n\n## Moves\n\n### Ask {#ask}\n\n- Owner: Seller\n",
            ),
            (
                MEETING,
                END_OF_MEETING,
                "See [another](../more/playbooks/open-call.md).\n",
            ),
        ],
        &[
            (
                "more/playbooks/open-two.md",
                "",
                "---\nkind: playbook\ntitle: Open another\nsummary: How to begin.\nowners: { marketing: writer }\nreviewed: 2026-11-02\nuse_when: A\nyou_get: B\n---\n\n## Moves\n\n### Ask {#ask}\n\n- Owner: Seller\n",
            ),
            (
                MEETING,
                END_OF_MEETING,
                "See [another](../more/playbooks/open-two.md).\n",
            ),
        ],
    ),
    case(
        "E105",
        &[(MEETING, "## Before\n", "## Before {#x}\n\n## Then {#x}\n")],
        &[(MEETING, "## Before\n", "## Before {#x}\n\n## Then {#y}\n")],
    ),
    case(
        "E106",
        &[(
            HEARD,
            "as_of=2026-09-30 source=\"A diary",
            "as_of=2026-11-21 source=\"A diary",
        )],
        &[(
            HEARD,
            "as_of=2026-09-30 source=\"A diary",
            "as_of=2026-11-20 source=\"A diary",
        )],
    ),
    case(
        "E106",
        &[(MEETING, REVIEWED, "reviewed: 2026-11-21\n")],
        &[],
    ),
    case(
        "E107",
        &[(STORY, "gives=story within=2wd", "gives=story within=2x")],
        &[(STORY, "gives=story within=2wd", "gives=story within=daily")],
    ),
    case(
        "E212",
        &[(DEAL, "- Approver: Seller\n", "- Approver: Seller, Writer\n")],
        &[(
            DEAL,
            "- Approver: Seller\n",
            "- Approver: Seller, Sellers\n",
        )],
    ),
    case(
        "E212",
        &[(
            DEAL,
            END_OF_DEAL,
            "Together.\n\n## Who\n\n| Step | Seller | Writer |\n| --- | --- | --- |\n| Talk | R | I |\n| Settle the price | RA | R |\n",
        )],
        &[],
    ),
    case(
        "E213",
        &[(
            DEAL,
            END_OF_DEAL,
            "Together.\n\n## Who\n\n| Step | Seller | Writer |\n| --- | --- | --- |\n| Tolk | RA | I |\n| Talk | RA | I |\n| Settle the price | RA | R |\n",
        )],
        &[],
    ),
    case(
        "E213",
        &[
            (
                DEAL,
                END_OF_DEAL,
                "Together.\n\n## Who\n\n| Step | Seller | Writr |\n| --- | --- | --- |\n| Talk | RA | I |\n| Settle the price | RA | |\n",
            ),
            (DEAL, "- Owner: Seller, Writer\n", "- Owner: Seller\n"),
        ],
        &[],
    ),
    case(
        "E213",
        &[(
            DEAL,
            END_OF_DEAL,
            "Together.\n\n## Who\n\n| Step | Seller | Writer |\n| --- | --- | --- |\n| Talk | RA | I |\n",
        )],
        &[],
    ),
    case(
        "E215",
        &[(
            DEAL,
            END_OF_DEAL,
            "Together.\n\n::: handoff On {#H9 from=sales to=marketing gives=notes within=2wd}\n\n#### Leaves when\n\n- A\n\n#### Enters when\n\n- B\n\n#### Comes back if\n\n- C\n\n:::\n",
        )],
        &[(
            DEAL,
            END_OF_DEAL,
            "Together.\n\n::: handoff On {#H9 from=sales to=marketing gives=notes within=2wd}\n\n#### Leaves when\n\n- A\n\n#### Enters when\n\n- B\n\n#### Comes back if\n\n- C\n\n:::\n\n### Read {#read}\n\n- Owner: Writer\n- Within: 1 day\n",
        )],
    ),
    case(
        "E216",
        &[(STORY, "gives=story", "gives=stori")],
        &[(STORY, "gives=story", "gives=\"Case story\"")],
    ),
    case("E216", &[(STORY, " within=2wd}", "}")], &[]),
    case(
        "E219",
        &[(STORY, "- Back to: Write it down", "- Back to: Retell it")],
        &[],
    ),
    case(
        "E305",
        &[(
            HEARD,
            "as_of=2026-09-30 source=\"A diary",
            "as_of=2026-09-31 source=\"A diary",
        )],
        &[],
    ),
    case(
        "W306",
        &[(
            HEARD,
            "They talk all day.",
            "They talk all day, and when they have talked all day they talk about how they have talked, and when everybody has gone home they write down what they talked about.",
        )],
        &[],
    ),
    case(
        "E401",
        &[(
            MEETING,
            "- [ ] On Friday, when all is over\n  > By then it is too late.\n",
            "",
        )],
        &[(
            MEETING,
            "- [x] On Tuesday\n- [ ] On Friday, when all is over\n  > By then it is too late.\n",
            "::lines {n=3}\n",
        )],
    ),
    case(
        "W422",
        &[(
            HOUR,
            ":::: handout The sheet {#sheet pages=1 fields=\"Name\"}\n\n### What you noticed (5 min, alone)\n\n::lines {n=6}\n\n::::\n",
            "",
        )],
        &[],
    ),
    case(
        "E501",
        &[(
            DEAL,
            "- Owner: Seller, Writer",
            "- Owner: Seller, Writor, Writer",
        )],
        &[(
            DEAL,
            "- Owner: Seller, Writer",
            "- Owner: role:seller, Writers",
        )],
    ),
    case(
        "E511",
        &[(
            WEEK,
            "audience: [marketing, sales]",
            "audience: [marketing, sails]",
        )],
        &[(
            WEEK,
            "audience: [marketing, sales]",
            "audience: [writer, team:sales]",
        )],
    ),
    case(
        "E501",
        &[
            ("teams/customers.md", "", CUSTOMERS),
            ("teams/customers.md", "side: outside", "side: outsid"),
        ],
        &[("teams/customers.md", "", CUSTOMERS)],
    ),
    case(
        "E501",
        &[(MEETING, END_OF_MEETING, "::raci {of=run-the-deel}\n")],
        &[(MEETING, END_OF_MEETING, "::raci {of=run-the-deal}\n")],
    ),
    case(
        "E501",
        &[(HEARD, "{by=marketing", "{by=marketin")],
        &[(HEARD, "{by=marketing", "{by=both")],
    ),
    case(
        "E501",
        &[(MEETING, END_OF_MEETING, "See [the term](term:stori).\n")],
        &[(MEETING, END_OF_MEETING, "See [the term](term:story).\n")],
    ),
    case(
        "E501",
        &[(
            STORY,
            "    to: run-the-deal",
            "    to: [run-the-deal, run-the-deel]",
        )],
        &[
            (
                STORY,
                "    to: run-the-deal",
                "    to: [run-the-deal, customers]",
            ),
            ("teams/customers.md", "", CUSTOMERS),
        ],
    ),
    case(
        "E702",
        &[(
            STORY,
            "  - what: notes\n",
            "  - what: story\n    from: run-the-deal\n  - what: notes\n",
        )],
        &[],
    ),
    case(
        "W703",
        &[
            (
                STORY,
                "  - what: story\n",
                "  - what: notes\n    to: run-the-deal\n  - what: story\n",
            ),
            (SALES, "asks_for: [story]", "asks_for: [story]"),
            (MARKETING, "asks_for: [notes]\noffers: [story]\n", ""),
        ],
        &[],
    ),
];

/// A team outside.
const CUSTOMERS: &str = "---\ntitle: Customers\nside: outside\nsummary: Those whom we work for.\nreviewed: 2026-11-02\nowners: { sales: seller }\n---\n\nShe.\n";
/// A term that flows.
const GIFT: &str = "---\ntitle: Gift\nshort: Something nobody asked for.\nflows: true\nkept_in: The shelf\nowners: { marketing: writer, sales: seller }\nreviewed: 2026-11-02\n---\n\nIt is one.\n";
/// HTML nested deeper than anybody writes.
const DEEP: &str = "<b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b>x\n";
