//! Places where something stands that is for partners only, and marks well and badly written.

/// A place, and what is added to which file for it; several may stand in one text.
pub struct Place {
    /// What it is.
    pub what: &'static str,
    /// The file, below the root.
    pub file: &'static str,
    /// What is added to it.
    pub text: &'static str,
}

/// The word that stands in a place and nowhere else.
pub fn canary(what: &str) -> String {
    let letters: String = what.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("zq{}", letters.to_lowercase())
}

const fn place(what: &'static str, file: &'static str, text: &'static str) -> Place {
    Place { what, file, text }
}

const SETTINGS: &str = "handbook.yml";
const PRICES: &str = "content/partners/prices.md";
const TERM: &str = "content/glossary/rebate.md";
const ROLE: &str = "content/roles/partner-manager.md";
const TEAM: &str = "content/teams/partners.md";
const PROCESS: &str = "content/processes/agree-a-rebate.md";
const PLAY: &str = "content/playbooks/ask-a-partner.md";
const MYTHS: &str = "content/myths/partners.md";
const WEEKS: &str = "content/paths/partner-week.md";
const HOUR: &str = "content/workshops/partner-hour.md";
const MEETING: &str = "content/how-we-work/meeting.md";
const STORY: &str = "content/processes/make-a-story.md";
const NOTES: &str = "content/glossary/notes.md";
const FIRST_WEEK: &str = "content/paths/first-week.md";
const OPEN_CALL: &str = "content/playbooks/open-call.md";
const FILE: &str = "content/partners/zqfilename.md";
const KIND: &str = "content/tariffs/crowns.md";

/// Every place; the first of each file holds the text of all.
pub const PLACES: &[Place] = &[
    place("settings", SETTINGS, "audiences: [partner, north]\n"),
    place("title of a page", PRICES, PRICES_TEXT),
    place("summary", PRICES, ""),
    place("nav title", PRICES, ""),
    place("alias", PRICES, ""),
    place("extra field", PRICES, ""),
    place("opening", PRICES, ""),
    place("heading", PRICES, ""),
    place("id of a heading", PRICES, ""),
    place("link text", PRICES, ""),
    place("link title", PRICES, ""),
    place("address", PRICES, ""),
    place("alt text", PRICES, ""),
    place("code", PRICES, ""),
    place("language of code", PRICES, ""),
    place("table head", PRICES, ""),
    place("table cell", PRICES, ""),
    place("footnote", PRICES, ""),
    place("comment", PRICES, ""),
    place("html attribute", PRICES, ""),
    place("definition", PRICES, ""),
    place("task", PRICES, ""),
    place("quote", PRICES, ""),
    place("alert", PRICES, ""),
    place("emphasis", PRICES, ""),
    place("title of a box", PRICES, ""),
    place(
        "static file",
        "static/zqstaticfile.txt",
        "A list: zqstaticfile\n",
    ),
    place(
        "picture name",
        "content/partners/zqpicturename.svg",
        PICTURE,
    ),
    place("picture title", "content/partners/zqpicturename.svg", ""),
    place("picture metadata", "content/partners/zqpicturename.svg", ""),
    place("file name", FILE, FILE_TEXT),
    place("term", TERM, TERM_TEXT),
    place("meaning", TERM, ""),
    place("synonym", TERM, ""),
    place("word to avoid", TERM, ""),
    place("where it is kept", TERM, ""),
    place("meant left", TERM, ""),
    place("meant right", TERM, ""),
    place("role", ROLE, ROLE_TEXT),
    place("plural", ROLE, ""),
    place("holder", ROLE, ""),
    place("role summary", ROLE, ""),
    place("team", TEAM, TEAM_TEXT),
    place("channel", TEAM, ""),
    place("process", PROCESS, PROCESS_TEXT),
    place("starts when", PROCESS, ""),
    place("ends when", PROCESS, ""),
    place("measure", PROCESS, ""),
    place("step", PROCESS, ""),
    place("step text", PROCESS, ""),
    place("hand-off", PROCESS, ""),
    place("leaves when", PROCESS, ""),
    place("enters when", PROCESS, ""),
    place("comes back if", PROCESS, ""),
    place("lane", PROCESS, ""),
    place("use when", PLAY, PLAY_TEXT),
    place("you need", PLAY, ""),
    place("you get", PLAY, ""),
    place("takes time", PLAY, ""),
    place("move", PLAY, ""),
    place("words to use", PLAY, ""),
    place("myth", MYTHS, MYTHS_TEXT),
    place("corridor", MYTHS, ""),
    place("reality", MYTHS, ""),
    place("evidence", MYTHS, ""),
    place("source", MYTHS, ""),
    place("instead", MYTHS, ""),
    place("grain", MYTHS, ""),
    place("week", WEEKS, WEEKS_TEXT),
    place("outcome", WEEKS, ""),
    place("item", WEEKS, ""),
    place("card text", HOUR, HOUR_TEXT),
    place("material", HOUR, ""),
    place("segment", HOUR, ""),
    place("note for leaders", HOUR, ""),
    place("sheet", HOUR, ""),
    place("sheet field", HOUR, ""),
    place("label of lines", HOUR, ""),
    place("question", HOUR, ""),
    place("answer", HOUR, ""),
    place("feedback", HOUR, ""),
    place("only box", MEETING, MEETING_TEXT),
    place("nested box", MEETING, ""),
    place("section", MEETING, ""),
    place("section below", MEETING, ""),
    place("two-sided box", MEETING, ""),
    place("marked check", MEETING, ""),
    place("footnote in a box", MEETING, ""),
    place("definition of a link", MEETING, ""),
    place("picture in a box", MEETING, ""),
    place(
        "static picture",
        "static/zqstaticpicture.svg",
        STATIC_PICTURE,
    ),
    place("step of a page for all", STORY, STORY_TEXT),
    place("section of a term", NOTES, NOTES_TEXT),
    place("item for some", FIRST_WEEK, WEEK_ITEM),
    place("move of a page for all", OPEN_CALL, MOVE_TEXT),
    place("kind of a page", "kinds/tariff.yml", KIND_FILE),
    place("field of a kind", KIND, KIND_TEXT),
];

const PRICES_TEXT: &str = r##"---
title: Zqtitleofapage of partners
nav_title: Zqnavtitle
summary: What zqsummary means.
owners: { marketing: writer, sales: seller }
reviewed: 2026-11-02
audience: [partner]
aliases: [zqalias.md]
extra: { note: zqextrafield }
---

First comes zqopening here. Pay zqtitleofapage crowns.

## About zqheading {#zqidofaheading}

See [the zqlinktext](../how-we-work/meeting.md "the zqlinktitle"), [more](https://zqaddress.example/) and
[the list](/zqstaticfile.txt) *zqemphasis*.

![A chart of zqalttext](zqpicturename.svg)

```zqlanguageofcode
let zqcode = 1;
```

| Zqtablehead | B |
| --- | --- |
| zqtablecell | b |

A claim[^1].

[^1]: Says zqfootnote.

<!-- zqcomment -->

<span title="zqhtmlattribute">A word</span>

Word
: A zqdefinition

- [ ] Do zqtask

> Said zqquote

> [!NOTE]
> Mind zqalert

::: both {left="Zqtitleofabox" right=Right}

A

---

B

:::
"##;

const PICTURE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg"><metadata>zqpicturemetadata</metadata><title>zqpicturetitle zqpicturename</title></svg>"#;

const STATIC_PICTURE: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg"><title>zqstaticpicture</title></svg>"#;

const FILE_TEXT: &str = "---\ntitle: A page\nsummary: One more.\nowners: { sales: seller }\nreviewed: 2026-11-02\naudience: [partner]\n---\n\nText of zqfilename.\n";

const TERM_TEXT: &str = "---
title: Zqterm
short: A price that zqmeaning.
also: [zqsynonym]
avoid: [zqwordtoavoid]
flows: true
kept_in: The zqwhereitiskept shelf
meant: { marketing: zqmeantleft, sales: zqmeantright }
owners: { marketing: writer, sales: seller }
reviewed: 2026-11-02
audience: [partner]
---

A zqterm is a term.
";

const ROLE_TEXT: &str = "---
title: Zqrole
plural: Zqplural
team: sales
counterpart: writer
held_by: [Zqholder]
summary: Talks to zqrolesummary.
reviewed: 2026-11-02
owners: { sales: seller }
audience: [partner]
quiet: [W708]
---

You ring them.
";

const TEAM_TEXT: &str = "---
title: Zqteam
side: sales
lead: seller
summary: Keeps partners.
channel: \"#zqchannel\"
reviewed: 2026-11-02
owners: { sales: seller }
audience: [partner]
---

Ring us.
";

const PROCESS_TEXT: &str = "---
title: Zqprocess
summary: From a wish to a rebate.
leads: sales
owners: { marketing: writer, sales: seller }
reviewed: 2026-11-02
starts_when: A partner zqstartswhen
ends_when: The rebate zqendswhen
measures: [Share of zqmeasure]
gives:
  - what: rebate
    to: run-the-deal
audience: [partner]
---

One at a time.

## Steps

### Zqlane asks {#ask}

- Lane: Zqlane

Words.

### Do the zqstep {#do}

- Owner: Seller
- Within: 1 working day

Like zqsteptext.

::: handoff Zqhandoff {#H9 from=sales to=marketing gives=rebate within=2wd}

#### Leaves when

- [ ] It zqleaveswhen

#### Enters when

- [ ] It zqenterswhen

#### Comes back if

- It zqcomesbackif

:::

### Write it {#write}

- Owner: Writer
- Within: 1 working day

Words.
";

const PLAY_TEXT: &str = "---
title: Ask a partner
summary: How to ask.
owners: { sales: seller }
reviewed: 2026-11-02
use_when: A partner zqusewhen
you_need: A zqyouneed
you_get: A zqyouget
takes_time: zqtakestime
audience: [partner]
---

Keep it short.

## Moves

### Make the zqmove {#ask}

- Owner: Seller

Then be quiet.

## Words that work {.say}

| Try | Rather than |
| --- | --- |
| \"Say zqwordstouse.\" | \"No.\" |
";

const MYTHS_TEXT: &str = "---
title: What partners say
summary: One line.
owners: { marketing: writer, sales: seller }
reviewed: 2026-11-02
audience: [partner]
---

Not stupid.

## They never pay {#pay}

::: myth {by=sales about=marketing where=\"the zqcorridor\"}

\"They zqmyth.\"

:::

::: reality

They zqreality.

:::

::: evidence {as_of=2026-09-30 source=\"Diary of zqsource\"}

A tenth zqevidence.

:::

::: instead

- **When it is late:** \"What zqinstead?\"

:::

::: grain

Late zqgrain at times.

:::
";

const WEEKS_TEXT: &str = "---
title: Partner week
summary: For partners.
owners: { marketing: writer, sales: seller }
reviewed: 2026-11-02
audience: [partner, sales]
weeks: 1
---

Tick things off.

## Week 1: Look at zqweek {#w1}

**You can** say zqoutcome.

- [ ] **Do** the zqitem (8 min)
- [ ] **Meet** [your counterpart](role:counterpart) (30 min)
- [ ] **Check** [When?](../how-we-work/meeting.md#when) (5 min)
";

const HOUR_TEXT: &str = "---
title: Zqcardtext
summary: Partners at one table.
owners: { marketing: writer, sales: seller }
reviewed: 2026-11-02
minutes: 10
outcomes: [Name one thing]
materials: [A zqmaterial]
uses: [myths:partners]
audience: [partner]
---

An hour.

## Agenda

### Talk of zqsegment (10 min, pairs)

Find somebody.

::: facilitator

Count the zqnoteforleaders.

:::

:::: handout The zqsheet {#sheet pages=1 fields=\"Zqsheetfield\"}

### What you noticed (5 min, alone)

::lines {n=6 label=zqlabeloflines}

::::

::: check {#ask}

Who zqquestion?

- [x] The zqanswer
- [ ] Nobody
  > No zqfeedback.

:::
";

const MEETING_TEXT: &str = "
:::: only {for=partner}

Partners zqonlybox[^p].

::: both {left=A right=B}

In zqnestedbox

---

B

:::

![A chart of zqpictureinabox](/zqstaticpicture.svg)

[^p]: Says zqfootnoteinabox.

::::

Then.

::: both {left=\"Zqtwosidedbox\" right=B audience=partner}

A

---

B

:::

::: check {#partners audience=\"partner\"}

Who zqmarkedcheck?

- [x] You
- [ ] We
  > No.

:::

## For zqsection {#part audience=partner}

See [it][zqlink].

[zqlink]: https://zqdefinitionofalink.example/

### Below zqsectionbelow

- One
- Two

## After all

Everybody reads this.
";

const STORY_TEXT: &str = "
### Send the zqstepofapageforall {#send audience=partner}

- Owner: Seller
- Within: 2 working days

Words.
";

const NOTES_TEXT: &str = "\n## About zqsectionofaterm {audience=partner}\n\nWords.\n";

const WEEK_ITEM: &str =
    "\n::: only {for=partner}\n\n- [ ] **Do** the zqitemforsome (5 min)\n\n:::\n";

const MOVE_TEXT: &str =
    "\n### Ask for zqmoveofapageforall {audience=partner}\n\n- Owner: Seller\n\nWords.\n";

const KIND_FILE: &str =
    "folder: tariffs\nlabel: Zqkindofapage\nfields:\n  crowns: { type: text }\n";

const KIND_TEXT: &str = "---\ntitle: Crowns\nsummary: How many.\nowners: { sales: seller }\nreviewed: 2026-11-02\ncrowns: zqfieldofakind\naudience: [partner]\n---\n\nText of zqfieldofakind.\n";

/// A line at the top of a page, and a part of its text: in each, a mark that cannot be read.
pub const MALFORMED: &[(&str, &str)] = &[
    ("audience:", ""),
    ("audience: []", ""),
    ("audience: {}", ""),
    ("audience: 7", ""),
    ("audience: true", ""),
    ("audience: \"\"", ""),
    ("audience: [partnr]", ""),
    ("audience: [Partner]", ""),
    ("audience: partner, north", ""),
    ("audience: [partner, partner]", ""),
    ("audience: [[partner]]", ""),
    ("audience: { only: partner }", ""),
    ("audience: [partner, \"\"]", ""),
    ("audience = [\"partner\"]", ""),
    (" audience: [partner]", ""),
    ("audience: [partner", ""),
    ("audience: [partner]\naudience: [north]", ""),
    ("audiences: [partner]", ""),
    ("Audience: [partner]", ""),
    ("audiance: [partner]", ""),
    ("edition: partner", ""),
    ("only: partner", ""),
    ("extra:\n  audience: [partner]", ""),
    ("", "::: only\n\nSecret.\n\n:::"),
    ("", "::: only {for=}\n\nSecret.\n\n:::"),
    ("", "::: only {for=partnr}\n\nSecret.\n\n:::"),
    ("", "::: only {for=Partner}\n\nSecret.\n\n:::"),
    ("", "::: only {for=\"partner, sales\"}\n\nSecret.\n\n:::"),
    ("", "::: only {for=\"partner,\"}\n\nSecret.\n\n:::"),
    ("", "::: only {for=\"partner}\n\nSecret.\n\n:::"),
    ("", "::: only for=partner\n\nSecret.\n\n:::"),
    ("", "::: only {for=partner\n\nSecret.\n\n:::"),
    ("", "::: only {for=partner} now\n\nSecret.\n\n:::"),
    ("", "::: only {for=partner for=north}\n\nSecret.\n\n:::"),
    ("", "::: only {for=partner}\n\nSecret."),
    (
        "",
        "::: only {for=partner}\n\n::: both\n\nA\n\n---\n\nB\n\n:::\n\nSecret.\n\n:::",
    ),
    ("", "::: olny {for=partner}\n\nSecret.\n\n:::"),
    ("", "::: Only {for=partner}\n\nSecret.\n\n:::"),
    ("", "::only {for=partner}\n\nSecret."),
    ("", ":: only {for=partner}\n\nSecret."),
    ("", "::: {.only for=partner}\n\nSecret.\n\n:::"),
    (
        "",
        "- Item\n\n  ::: only {for=partner}\n\n  Secret.\n\n  :::",
    ),
    ("", "> ::: only {for=partner}\n> Secret.\n> :::"),
    ("", "::: faciltator\n\nSecret.\n\n:::"),
    ("", "::facilitator\n\nSecret."),
    ("", "- ::: facilitator\n  Secret.\n  :::"),
    ("", "::: both {audience=partnr}\n\nA\n\n---\n\nB\n\n:::"),
    ("", "::: both {audiance=partner}\n\nA\n\n---\n\nB\n\n:::"),
    ("", "::: both {for=partner}\n\nA\n\n---\n\nB\n\n:::"),
    ("", "::: both {audience=}\n\nA\n\n---\n\nB\n\n:::"),
    ("", "## Secret {audience=partnr}\n\nSecret."),
    ("", "## Secret {audience=}\n\nSecret."),
    ("", "## Secret {audience}\n\nSecret."),
    ("", "## Secret {audience = partner}\n\nSecret."),
    ("", "## Secret {audience=partner\n\nSecret."),
    ("", "## Secret {audience=partner} now\n\nSecret."),
    ("", "## Secret {audience=partner,}\n\nSecret."),
    ("", "## Secret {audience=partner audience=north}\n\nSecret."),
    ("", "## Secret {audiance=partner}\n\nSecret."),
    ("", "## Secret {for=partner}\n\nSecret."),
    ("", "# Secret {audience=partner}\n\nSecret."),
    ("", "> ## Secret {audience=partner}\n>\n> Secret."),
    ("", "A paragraph of secrets. {audience=partner}"),
    ("", "<div audience=\"partner\">Secret.</div>"),
];

/// The same, well written.
pub const WELL_FORMED: &[(&str, &str)] = &[
    ("audience: partner", ""),
    ("audience: [partner, north]", ""),
    ("audience: [partner, sales, writer]", ""),
    ("audience:\n  - participant\n  - seller", ""),
    ("\"audience\": [partner]", ""),
    ("# audience: [partner]", ""),
    ("", "::: only {for=partner}\n\nText.\n\n:::"),
    ("", "::: only {for=\"partner, north\"}\n\nText.\n\n:::"),
    ("", "::: only {for=sales}\n\nText.\n\n:::"),
    (
        "",
        ":::: only {for=partner}\n\n::: both\n\nA\n\n---\n\nB\n\n:::\n\n::::",
    ),
    ("", "## Text {#id audience=partner}\n\nText."),
    ("", "## Text {audience=partner,north .do}\n\nText."),
    ("", "::: both {audience=partner}\n\nA\n\n---\n\nB\n\n:::"),
    (
        "",
        "Write `{audience=partner}` or `::: only {for=partner}`.",
    ),
    (
        "",
        "```markdown\n## Text {audience=partner}\n\n::: only {for=partner}\n```",
    ),
    (
        "",
        "The audience: everybody. An audience of facilitators only.",
    ),
    ("", "- Only for sales\n- The facilitator {aged 7}"),
];
