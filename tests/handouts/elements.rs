//! Every element of the model has a form on paper, or is a finding: `docs/handouts.md` has the
//! table, and here each row of it is printed and looked for.

use super::common::{Built, Handbook};
use super::decoded::Decoded;
use super::pdf::text_of;
use super::{HEAD, leaflet, page_of};
use tandem::build::handouts::{Asked, sort_of};
use tandem::handout::job::{Paper, Sort};
use tandem::handout::print;
use tandem::paths::SourcePath;

/// An element: its name in the table, how it is written, and words that it leaves on paper.
type Element = (&'static str, &'static str, &'static [&'static str]);

/// What stands in the text of any page.
const OF_TEXT: &[Element] = &[
    ("paragraph", "A plainparagraph.", &["plainparagraph"]),
    (
        "heading",
        "## Some heading-two\n\n### Some heading-three\n\n###### Some heading-six",
        &["heading-two", "heading-three", "heading-six"],
    ),
    (
        "emphasis, strength, strikes",
        "*emphasised* **strengthened** ~~struckout~~",
        &["emphasised", "strengthened", "struckout"],
    ),
    (
        "code",
        "`codeinline`\n\n```rust\nlet listing = 1;\n```",
        &["codeinline", "listing = 1;"],
    ),
    (
        "line end, line across",
        "before\\\nafterbreak\n\n---\n\nacrossed",
        &["afterbreak", "acrossed"],
    ),
    ("quotation", "> quotedwords", &["quotedwords"]),
    (
        "list",
        "- bulleted\n  - nestedone\n\n3. numbered",
        &["bulleted", "nestedone", "3. numbered"],
    ),
    (
        "list to tick",
        "- [ ] untickedone\n- [x] tickedone",
        &["untickedone", "tickedone"],
    ),
    (
        "table",
        "| Lefthead | Righthead |\n|:--|--:|\n| leftcell | rightcell |",
        &["Lefthead", "rightcell"],
    ),
    (
        "definition",
        "Wordone\n: meaningone",
        &["Wordone", "meaningone"],
    ),
    (
        "footnote",
        "Noted.[^n]\n\n[^n]: footnotewords",
        &["footnotewords"],
    ),
    ("link inside", "[insidelink](meeting.md)", &["insidelink"]),
    (
        "link outside",
        "[outsidelink](https://there.example/far)",
        &["outsidelink", "there.example/far"],
    ),
    (
        "bare address",
        "<https://bare.example/x>",
        &["bare.example/x"],
    ),
    (
        "link to a role, a term, a view",
        "[rolelink](role:seller) [termlink](term:notes) [viewlink](view:health)",
        &["rolelink", "termlink", "viewlink"],
    ),
    (
        "picture",
        "![picturealt](picture.svg \"picturetitle\")",
        &["picturealt", "picturetitle"],
    ),
    ("decorative picture", "![](picture.svg){.decorative}", &[]),
    (
        "picture elsewhere",
        "![elsewherealt](https://there.example/a.png)",
        &["elsewherealt", "there.example/a.png"],
    ),
    (
        "note",
        "> [!NOTE]\n> notewords\n\n> [!TIP]\n> tipwords\n\n> [!IMPORTANT]\n> importantwords\n\n> [!WARNING]\n> warningwords\n\n> [!CAUTION]\n> cautionwords",
        &[
            "notewords",
            "tipwords",
            "importantwords",
            "warningwords",
            "cautionwords",
        ],
    ),
    ("gap", "beforegap ____ aftergap", &["beforegap", "aftergap"]),
    (
        "first use of a term",
        "We keep the story here.",
        &["Words used here", "What happened to one customer"],
    ),
    (
        "quotation marks, dashes",
        "\"curlyquotes\" -- dashed",
        &["\u{201c}curlyquotes\u{201d} \u{2013} dashed"],
    ),
    (
        "two lists that contrast",
        "### Rightways {.do}\n\n- dothis\n\n### Wrongways {.dont}\n\n- dontthis",
        &["Rightways", "dothis", "Wrongways", "dontthis"],
    ),
    (
        "words to use",
        "## Sayings {.say}\n\n| Try | Rather than |\n|---|---|\n| saythis | notthat |",
        &["saythis", "notthat"],
    ),
    (
        "`both`",
        "::: both {left=\"Leftbox\" right=\"Rightbox\"}\n\nlefthalf\n\n---\n\nrighthalf\n\n:::",
        &["Leftbox", "lefthalf", "Rightbox", "righthalf"],
    ),
    (
        "`only`",
        "::: only {for=sales}\n\nonlysales\n\n:::",
        &["onlysales", "For Sales"],
    ),
    (
        "`evidence`",
        "::: evidence {as_of=2026-06-30 source=\"Evidencesource\"}\n\nevidencewords\n\n:::",
        &["evidencewords", "Evidencesource"],
    ),
    (
        "`check`, one answer",
        "::: check {#one}\n\nquestionone\n\n- [ ] answerwrong\n  > feedbackwrong\n- [x] answerright\n\n:::",
        &["questionone", "answerwrong", "answerright"],
    ),
    (
        "`check`, several answers",
        "::: check {#many}\n\nquestionmany\n\n- [x] manyfirst\n- [x] manysecond\n- [ ] manythird\n\n:::",
        &["questionmany", "manyfirst", "manythird"],
    ),
    (
        "`check`, order",
        "::: check {#sort order}\n\nquestionorder\n\n1. orderfirst\n2. ordersecond\n3. orderthird\n\n:::",
        &["questionorder", "orderfirst", "orderthird"],
    ),
    (
        "`check`, reflection",
        "::: check {#think}\n\nquestionthink\n\n::lines {n=2 label=\"thinklabel\"}\n\n> possibleanswer\n\n:::",
        &["questionthink", "thinklabel"],
    ),
    (
        "`::lines`",
        "::lines {n=2 label=\"lineslabel\"}",
        &["lineslabel"],
    ),
    (
        "`::loop`",
        "::loop {show=both}",
        &["The loop", "Run the deal"],
    ),
    (
        "`::swimlane`",
        "::swimlane {of=make-a-story}",
        &["Who does what: Make a story"],
    ),
    (
        "`::raci`",
        "::raci {of=make-a-story}",
        &["Retell it", "Writer"],
    ),
    ("`::handoffs`", "::handoffs", &["H1"]),
    (
        "`::myths`",
        "::myths {show=quotes tick=\"never, ticksometimes\"}\n\n::myths {show=index}",
        &["They talk all day", "ticksometimes"],
    ),
    (
        "`::health`",
        "::health",
        &["joint pages with an owner on each side"],
    ),
    ("`::cards`", "::cards {set=roles}", &["Seller"]),
    (
        "raw HTML",
        "<details><summary>htmlsummary</summary>htmlinner</details>",
        &["htmlsummary", "htmlinner"],
    ),
    (
        "Greek, Cyrillic, Vietnamese, emoji",
        "Ελληνικά Кириллица Tiếng 😀",
        &["Ελληνικά", "Кириллица", "😀"],
    ),
];

/// What stands on pages of one kind: the file, and its text.
const PAGES: &[(&str, &str)] = &[
    (
        "processes/every.md",
        "---\ntitle: Everyprocess\nsummary: Summaryprocess.\nleads: marketing\nowners: { marketing: writer, sales: seller }\nreviewed: 2026-11-02\nstarts_when: Startswhen\nends_when: Endswhen\ntakes:\n  - { what: notes, from: run-the-deal }\ngives:\n  - { what: story, to: run-the-deal }\nmeasures: [Measuredone]\nrelated: [page:meeting]\naliases: [oldaddress]\n---\n\n::swimlane\n\n## Steps\n\n### Laneone {#lane}\n\n- Lane: Laneoutside\n\nlanewords\n\n### Stepone {#one}\n\n- Owner: Writer\n- Approver: Seller\n- Within: 3 working hours\n- Ask: Seller\n- Tell: Seller\n- When: Whenwords\n\nstepwords\n\n::: handoff Handoffone {#H7 from=marketing to=sales gives=story within=2wd}\n\n#### Leaves when\n\n- [ ] leaveswords\n\n#### Enters when\n\n- [ ] enterswords\n\n#### Comes back if\n\n- comesbackwords\n\n:::\n\n### Steptwo {#two}\n\n- Owner: Seller\n- Within: weekly\n- Back to: Stepone\n\nsteptwowords\n\n## Who does what\n\n| Step | Writer | Seller |\n|---|---|---|\n| Stepone | RA | C |\n| Steptwo | I | R |\n",
    ),
    (
        "playbooks/every.md",
        "---\ntitle: Everyplaybook\nsummary: Summaryplaybook.\nowners: { sales: seller }\nreviewed: 2026-11-02\nuse_when: Usewhen\nyou_need: Youneed\nyou_get: Youget\ntakes_time: Takestime\nfeeds: [process:run-the-deal]\n---\n\nOpening.\n\n## Moves\n\n### Moveone {#one}\n\n- Owner: Seller\n- Within: 4 working hours\n\nmovewords\n",
    ),
    (
        "myths/every.md",
        "---\ntitle: Everymyths\nsummary: Summarymyths.\nowners: { marketing: writer, sales: seller }\nreviewed: 2026-11-02\n---\n\n## Mythheading {#m}\n\n::: myth {by=sales about=marketing where=\"Mythplace\"}\n\n\"Mythline.\"\n\n:::\n\n::: reality\n\nrealitywords\n\n:::\n\n::: evidence {as_of=2026-09-30 source=\"Mythsource\"}\n\nmythevidence\n\n:::\n\n::: instead\n\n- **Insteadcase:** \"insteadwords\"\n\n:::\n\n::: grain\n\ngrainwords\n\n:::\n",
    ),
    (
        "paths/every.md",
        "---\ntitle: Everypath\nsummary: Summarypath.\nowners: { marketing: writer, sales: seller }\nreviewed: 2026-11-02\naudience: [marketing, sales]\nweeks: 1\nminutes_per_week: 60\n---\n\n## Week 1: Weekone {#w1}\n\n**You can** outcomewords.\n\n- [ ] **Read** [weekitem](../how-we-work/meeting.md) (8 min)\n- [ ] **Meet** [your counterpart](role:counterpart) for meetwords (30 min)\n",
    ),
    (
        "workshops/every.md",
        "---\ntitle: Everyworkshop\nsummary: Summaryworkshop.\nowners: { marketing: writer, sales: seller }\nreviewed: 2026-11-02\nminutes: 30\npeople: { min: 8, max: 24, each_side_at_least: 0.33 }\noutcomes: [Outcomeone]\nmaterials: [Materialone]\nuses: [myths:heard]\n---\n\nOpening.\n\n## Agenda\n\n### Segmentone (10 min, pairs)\n\nsegmentwords\n\n::: facilitator\n\nfacilitatorwords\n\n:::\n\n### Segmenttwo (20 min, tables)\n\n::: check {#w}\n\nworkshopquestion\n\n- [x] workshopright\n- [ ] workshopwrong\n\n:::\n\n:::: handout Sheetone {#s pages=2 fields=\"Fieldone, Fieldtwo\"}\n\nintrowords\n\n### Sheetpart (5 min, alone)\n\n| Fillhead | Otherhead |\n|---|---|\n| fillcell | |\n\n### Sheetpage (5 min)\n\n::lines {n=4}\n\n::::\n\n::cards {set=myths backs=reality}\n",
    ),
    (
        "glossary/every.md",
        "---\ntitle: Everyterm\nshort: Shortmeaning.\nalso: [Alsocalled]\navoid: [Avoidword]\nflows: true\nkept_in: Keptplace\nmeant: { marketing: Meantleft, sales: Meantright }\nowners: { marketing: writer, sales: seller }\nreviewed: 2026-11-02\n---\n\ntermwords\n",
    ),
    (
        "teams/every.md",
        "---\ntitle: Everyteam\nside: sales\nlead: seller\nsummary: Summaryteam.\nchannel: Channelone\nasks_for: [story]\noffers: [notes]\nreviewed: 2026-11-02\nowners: { sales: seller }\n---\n\nteamwords\n",
    ),
    (
        "roles/every.md",
        "---\ntitle: Everyrole\nplural: Everyroles\nteam: sales\ncounterpart: writer\nheld_by: [Heldbyone]\nsummary: Summaryrole.\nreviewed: 2026-11-02\nowners: { sales: seller }\n---\n\nrolewords\n",
    ),
    (
        "how-we-work/retired.md",
        "---\ntitle: Everyretired\nsummary: Summaryretired.\nowners: { marketing: writer, sales: seller }\nreviewed: 2026-11-02\nstatus: retired\nreplaced_by: page:meeting\n---\n\nretiredwords\n",
    ),
];

/// What the pages of each kind leave on paper, by the name of its row.
const OF_KINDS: &[(&str, &[&str])] = &[
    (
        "title, summary, owners, review",
        &[
            "Everyprocess",
            "Summaryprocess.",
            "Reviewed 2 Nov 2026",
            "Owner in Marketing",
        ],
    ),
    (
        "process",
        &["Startswhen", "Endswhen", "Takes", "Gives", "Measuredone"],
    ),
    (
        "steps",
        &[
            "Laneone",
            "Laneoutside",
            "Stepone",
            "stepwords",
            "3 working hours",
            "Whenwords",
            "Steptwo",
        ],
    ),
    (
        "`handoff`",
        &["Handoffone", "leaveswords", "enterswords", "comesbackwords"],
    ),
    ("RACI table", &["RA", "Stepone"]),
    (
        "playbook",
        &["Usewhen", "Youneed", "Youget", "Takestime", "Feeds into"],
    ),
    ("moves", &["Moveone", "movewords", "4 working hours"]),
    (
        "`myth`",
        &[
            "Mythheading",
            "Mythline.",
            "Mythplace",
            "realitywords",
            "mythevidence",
            "Mythsource",
            "Insteadcase",
            "insteadwords",
            "grainwords",
        ],
    ),
    (
        "weeks",
        &["Weekone", "outcomewords", "weekitem", "meetwords", "30 min"],
    ),
    ("workshop", &["8 to 24 people", "Outcomeone", "Materialone"]),
    ("agenda", &["Segmentone", "segmentwords", "0:10"]),
    (
        "term",
        &[
            "Shortmeaning.",
            "Alsocalled",
            "Avoidword",
            "Keptplace",
            "Meantleft",
            "Meantright",
            "termwords",
        ],
    ),
    ("team", &["Channelone", "What we ask for", "teamwords"]),
    ("role", &["Heldbyone", "Your counterpart in", "rolewords"]),
    ("retired page", &["Everyretired", "How we meet"]),
];

/// What the sheets of the workshop say, and the other documents do not.
const OF_SHEETS: &[(&str, Sort, &[&str])] = &[
    (
        "`handout`",
        Sort::Handout,
        &[
            "Sheetone",
            "introwords",
            "Fieldone",
            "Fieldtwo",
            "Sheetpart",
            "5 min, on your own",
            "fillcell",
            "Sheetpage",
            "page 2 of 2",
        ],
    ),
    ("`facilitator`", Sort::Guide, &["facilitatorwords"]),
    (
        "answers of checks",
        Sort::Guide,
        &["workshopquestion", "workshopright"],
    ),
    (
        "cards",
        Sort::Cards,
        &["They make it pretty", "Write your own"],
    ),
];

const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path d=\"M0 0h9v9z\"/></svg>";

fn every_element() -> Built {
    let texts: Vec<&str> = OF_TEXT.iter().map(|(_, text, _)| *text).collect();
    let handbook = Handbook::two_desks()
        .file(
            "how-we-work/every.md",
            format!("{HEAD}{}\n", texts.join("\n\n")),
        )
        .file("how-we-work/picture.svg", PICTURE);
    let pages = PAGES.iter();
    let handbook = pages.fold(handbook, |all, (file, text)| all.file(file, text));
    handbook.build().ignoring_problems()
}

/// All that a PDF says, its alternative texts too, without blanks.
fn said_by(pdf: &[u8]) -> String {
    String::from_utf8_lossy(&Decoded::new(pdf).all()).into_owned()
}

/// What of some words is not said, wherever lines end.
fn missing<'a>(said: &str, words: &[&'a str]) -> Vec<&'a str> {
    let words = words.iter().copied();
    let is_said = |word: &str| {
        let bare: String = word.split_whitespace().collect();
        said.contains(&bare)
    };
    words.filter(|word| !is_said(word)).collect()
}

#[test]
fn every_element_has_a_form_on_paper() {
    let handbook = every_element();
    let mut outputs = vec!["how-we-work/every.html".to_owned()];
    outputs.extend(PAGES.iter().map(|(file, _)| file.replace(".md", ".html")));
    let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
    let printed = leaflet(&handbook, &outputs);
    let codes: Vec<&str> = printed
        .problems
        .iter()
        .map(|one| one.code.number())
        .collect();
    assert_eq!(codes, ["W902"], "raw HTML is told: {:#?}", printed.problems);
    let all = said_by(&printed.bytes);
    let of_text = OF_TEXT
        .iter()
        .map(|(name, _, words)| (name, missing(&all, words)));
    let of_kinds = OF_KINDS
        .iter()
        .map(|(name, words)| (name, missing(&all, words)));
    let lost: Vec<_> = of_text
        .chain(of_kinds)
        .filter(|(_, words)| !words.is_empty())
        .collect();
    assert!(lost.is_empty(), "{lost:#?}");
    for secret in ["feedbackwrong", "facilitatorwords", "possibleanswer"] {
        assert!(
            !all.contains(secret),
            "{secret} is for whoever leads, or for afterwards"
        );
    }
}

#[test]
fn the_sheets_of_a_workshop_hold_what_is_meant_for_each() {
    let handbook = every_element();
    let pages = &handbook.build.site.pages;
    for page in pages
        .iter()
        .filter(|page| page.output.as_str().starts_with("workshops/every"))
    {
        let Some(sort) = sort_of(page) else { continue };
        let printed =
            print(&super::stock(&handbook, &handbook.build.press).job(&Asked {
                sort,
                paper: Paper::A4,
                front: None,
                pages: vec![page],
            }));
        assert_eq!(printed.problems, Vec::new());
        let text = said_by(&printed.bytes);
        for (name, of, words) in OF_SHEETS {
            let lost = missing(&text, words);
            match *of == sort {
                true => assert!(lost.is_empty(), "{name}: {lost:?} is not there"),
                false if *of == Sort::Guide => assert!(
                    lost.contains(words.last().expect("each has words")),
                    "{name} is in the {sort:?}"
                ),
                false => {}
            }
        }
    }
}

#[test]
fn the_table_of_elements_names_them_all() {
    let table = include_str!("../../docs/handouts.md");
    let names = OF_TEXT.iter().map(|(name, ..)| name);
    let names = names.chain(OF_KINDS.iter().map(|(name, _)| name));
    let names = names.chain(OF_SHEETS.iter().map(|(name, ..)| name));
    let missing: Vec<_> = names
        .filter(|name| !table.contains(&format!("| {name} |")))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/handouts.md has no row for {missing:?}"
    );
}

#[test]
fn what_paper_cannot_show_is_told() {
    let (pdf, codes) = page_of(&format!(
        "{HEAD}<details><summary>More</summary>Inner</details>\n"
    ));
    assert_eq!(codes, ["W902"]);
    assert!(said_by(&pdf).contains("MoreInner"));
    let lists: String = (0..14)
        .map(|n| format!("{}- item{n}\n", "  ".repeat(n)))
        .collect();
    let (pdf, codes) = page_of(&format!("{HEAD}{lists}"));
    assert!(codes.iter().all(|code| *code == "W902"), "{codes:?}");
    assert!(!codes.is_empty() && said_by(&pdf).contains("item13"));
    let (pdf, codes) = page_of(&format!("{HEAD}Our office in \u{6771}\u{4eac}.\n"));
    assert_eq!(codes, ["W903", "W903"]);
    assert!(pdf.starts_with(b"%PDF"));
    let (pdf, codes) = page_of(&format!("{HEAD}Press \u{2318}K or \u{2318} K.\n"));
    assert_eq!(codes, Vec::<&str>::new());
    assert!(said_by(&pdf).contains("PressCmd+KorCmdK."));
    let (pdf, codes) = page_of(&format!("{HEAD}![A thing](broken.png)\n"));
    assert_eq!(codes, ["W904"]);
    assert!(said_by(&pdf).contains("Athing"));
}

#[test]
fn links_that_are_struck_and_struck_words_in_links_leave_a_document_accessible() {
    let link = "[the list](https://example.com/)";
    for text in [
        format!("~~See {link} now~~"),
        format!("~~See **{link}** now~~"),
        "[the ~~old~~ list](https://example.com/)".to_owned(),
    ] {
        let (_, codes) = page_of(&format!("{HEAD}{text}\n"));
        assert_eq!(codes, Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn pictures_of_every_sort_are_printed_with_their_words() {
    let pictures: [(&str, &[u8]); 4] = [
        ("dot.png", include_bytes!("pictures/dot.png")),
        ("dot.jpg", include_bytes!("pictures/dot.jpg")),
        ("dot.webp", include_bytes!("pictures/dot.webp")),
        ("dot.gif", include_bytes!("pictures/dot.gif")),
    ];
    let mut text = format!("{HEAD}![A dot.svg](dot.svg)\n");
    for (name, _) in pictures {
        text += &format!("\n![A {name}]({name})\n");
    }
    let handbook = Handbook::two_desks()
        .file("how-we-work/paper.md", text)
        .file("how-we-work/dot.svg", PICTURE);
    let handbook = pictures.iter().fold(handbook, |all, (name, bytes)| {
        all.file(&format!("how-we-work/{name}"), bytes)
    });
    let printed = leaflet(
        &handbook.build().ignoring_problems(),
        &["how-we-work/paper.html"],
    );
    assert_eq!(printed.problems, Vec::new());
    let said = said_by(&printed.bytes);
    let names = ["svg", "png", "jpg", "webp", "gif"].map(|name| format!("A dot.{name}"));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(missing(&said, &names), Vec::<&str>::new());
    let drawn = super::pdf::streams(&printed.bytes).concat();
    let shown = memchr::memmem::find_iter(&drawn, b" Do").count();
    assert!(shown >= 4, "{shown} pictures are drawn");
}

#[test]
fn a_term_that_nobody_takes_is_printed_with_a_dash_for_them() {
    let process = "processes/make-a-story.md";
    let handbook = Handbook::two_desks();
    let text = handbook.inputs().pages[&SourcePath::new(process)]
        .text
        .to_string();
    let handbook = handbook
        .file(process, text.replace("gives:\n", "gives:\n  - what: spare\n"))
        .file(
            "glossary/spare.md",
            "---\ntitle: Spare\nshort: What is left.\nowners: { sales: seller }\nreviewed: 2026-11-02\n---\n\nText.\n",
        )
        .build()
        .ignoring_problems();
    let printed = leaflet(&handbook, &["glossary/spare.html"]);
    assert_eq!(printed.problems, Vec::new());
    let said = text_of(&printed.bytes);
    assert!(
        said.as_ref()
            .is_none_or(|said| said.contains("to \u{2013}")),
        "{said:?}"
    );
}
