//! How paper looks, as far as it can be measured: no title alone at the foot of a page, nothing
//! outside of the area for text, no words over others, cards and their backs in their places.

use std::collections::BTreeSet;
use std::fmt::Write;

use tandem::build::handouts::{Asked, book, sort_of};
use tandem::handout::job::{Paper, Sort};
use tandem::handout::{self, print};

use super::common::{Built, Handbook};
use super::decoded::Decoded;
use super::pdf::{MM, Printed, Word, pages_of, streams, strokes};
use super::{HEAD, leaflet, stock};

/// What cutting by hand allows.
const TOLERANCE: f64 = 0.2 * MM;
/// The marks beside cards are this long.
const MARK: f64 = 3.6 * MM;
/// How wide a card is.
const WIDTH: f64 = 96.0 * MM;
/// How high a card is.
const HEIGHT: f64 = 66.0 * MM;
/// What stands at the foot of each page but a card's begins here, from below.
const FOOT: f64 = 19.0 * MM;
/// Left and right of this is no text, but full stops that hang into the margin.
const SIDE: f64 = 15.2 * MM;

/// Every document of a handbook that is no cards, on a paper, by its name.
fn documents(handbook: &Built, paper: Paper) -> Vec<(String, Vec<u8>)> {
    let site = &handbook.build.site;
    let pages = site.pages.iter();
    let mut asked: Vec<(String, Asked)> = pages
        .filter(|page| page.written().is_some() || sort_of(page).is_some())
        .map(|page| {
            let sort = sort_of(page).unwrap_or(Sort::Leaflet);
            let (front, pages) = (None, vec![page]);
            (
                page.output.to_string(),
                Asked {
                    sort,
                    paper,
                    front,
                    pages,
                },
            )
        })
        .filter(|(_, asked)| asked.sort != Sort::Cards)
        .collect();
    asked.push(("the book".to_owned(), book(site, paper)));
    let made = asked.into_iter().map(|(name, asked)| {
        let printed = print(&stock(handbook, &handbook.build.press).job(&asked));
        assert_eq!(printed.problems, Vec::new(), "{name}");
        (name, printed.bytes)
    });
    made.collect()
}

/// A page with this text, as a leaflet.
fn set(text: String) -> handout::Printed {
    let handbook = Handbook::two_desks()
        .file("how-we-work/paper.md", text)
        .build()
        .ignoring_problems();
    leaflet(&handbook, &["how-we-work/paper.html"])
}

/// The titles that stand as the last line of a page.
fn widows(pages: &[Printed], is_title: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let lines = page.lines.iter().rev();
        let mut text = lines.filter(|line| line.bottom() < page.height - FOOT);
        // Tables and lists repeat titles, in the size of text.
        let usual = usual_height(page);
        if let Some(last) = text
            .next()
            .filter(|line| line.height() > 1.1 * usual)
            .map(|line| line.text())
            .filter(|text| is_title(text))
        {
            found.push(format!("page {}: {last}", at + 1));
        }
    }
    found
}

/// How high most lines of a page are.
fn usual_height(page: &Printed) -> f64 {
    let mut heights: Vec<f64> = page.lines.iter().map(|line| line.height()).collect();
    heights.sort_by(f64::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or_default()
}

/// Words that stand outside of the area for text, or over other words.
fn misplaced(page: &Printed) -> Vec<String> {
    let words: Vec<&Word> = page.lines.iter().flat_map(|line| &line.words).collect();
    let is_out = |word: &&&Word| {
        word.left < SIDE
            || word.right > page.width - SIDE
            || word.top < 0.0
            || word.bottom > page.height
    };
    let outside = words
        .iter()
        .filter(is_out)
        .map(|word| format!("outside: {}", word.text));
    let over = words.iter().enumerate().flat_map(|(at, one)| {
        let others = words[at + 1..].iter();
        let over = others.filter(|other| overlap(one, other));
        over.map(|other| format!("{} over {}", one.text, other.text))
    });
    outside.chain(over).collect()
}

/// Whether more than a letter of one word stands over another. Boxes hold the longest strokes
/// that a typeface has, so those of neighbouring lines may share some of their height; short
/// words are most often pieces of one that runs along a ring.
fn overlap(one: &Word, other: &Word) -> bool {
    if one.text.chars().count().min(other.text.chars().count()) < 5 {
        return false;
    }
    let wide = one.right.min(other.right) - one.left.max(other.left);
    let high = one.bottom.min(other.bottom) - one.top.max(other.top);
    let least = (one.bottom - one.top).min(other.bottom - other.top);
    wide > 2.0 && high > 0.6 * least
}

/// What is wrong with our own handbook on a paper.
fn faults_of_our_own_handbook(paper: Paper) -> String {
    let handbook = Handbook::copy_of(".", &["content", "handbook.yml"]).build();
    let headings = handbook
        .build
        .pages
        .values()
        .flat_map(|page| &page.facts.headings);
    let titles: BTreeSet<String> = headings.map(|heading| heading.text.clone()).collect();
    let is_title = |line: &str| titles.contains(line) && line != RULED;
    let mut faults = String::new();
    for (name, pdf) in documents(&handbook, paper) {
        let Some(pages) = pages_of(&pdf) else {
            return faults;
        };
        for widow in widows(&pages, is_title) {
            let _ = writeln!(faults, "{name}, {widow}");
        }
        for (at, page) in pages.iter().enumerate() {
            for fault in misplaced(page) {
                let _ = writeln!(faults, "{name}, page {}: {fault}", at + 1);
            }
            let lines = page.lines.iter();
            let own = lines.filter(|line| line.bottom() < page.height - FOOT);
            if own.count() == 0 {
                let _ = writeln!(faults, "{name}, page {}: empty", at + 1);
            }
        }
    }
    faults
}

#[test]
fn our_own_handbook_is_well_set_on_a4() {
    assert_eq!(faults_of_our_own_handbook(Paper::A4), "");
}

#[test]
fn our_own_handbook_is_well_set_on_letter() {
    assert_eq!(faults_of_our_own_handbook(Paper::Letter), "");
}

/// The title of lines to write on, which are no text.
const RULED: &str = "Notes";

/// What may follow a title.
const FOLLOWERS: [&str; 11] = [
    "A paragraph of one line.",
    "A paragraph that goes on for a while, so that it takes more than a line of the page and the title above it has something to stand on, wherever the page ends.",
    "- an item\n- another\n- a third",
    "1. first\n2. second",
    "| Left | Right |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
    "```\nsome code\nof two lines\n```",
    "> A quotation.",
    "> [!NOTE]\n> Worth knowing.",
    "::: both {left=\"Ours\" right=\"Theirs\"}\n\nLeft half.\n\n---\n\nRight half.\n\n:::",
    "::lines {n=3 label=\"A label\"}",
    "- [ ] to tick\n- [ ] to tick as well",
];

#[test]
fn no_title_ends_a_page_whatever_follows_it() {
    let mut text = HEAD.to_owned();
    for number in 0..220 {
        let level = ["##", "###", "####"][number % 3];
        let follower = FOLLOWERS[number % FOLLOWERS.len()];
        let _ = write!(text, "{level} Title {number}\n\n{follower}\n\n");
    }
    let printed = set(text);
    let Some(pages) = pages_of(&printed.bytes) else {
        return;
    };
    assert!(pages.len() > 12, "{} pages", pages.len());
    let is_title = |line: &str| line.starts_with("Title ");
    assert_eq!(widows(&pages, is_title), Vec::<String>::new());
}

#[test]
fn a_short_list_stays_on_one_page_and_so_do_the_last_lines_of_a_listing() {
    let items: String = (1..=5).map(|n| format!("- item{n}\n")).collect();
    let lines: String = (1..=30).map(|n| format!("line{n}\n")).collect();
    for before in (0..36).step_by(2) {
        let filler = "Filler.\n\n".repeat(before);
        let text = format!("{HEAD}{filler}{items}\n```text\n{lines}```\n");
        let Some(pages) = pages_of(&set(text).bytes) else {
            return;
        };
        let page = |word: &str| {
            let says = |page: &Printed| {
                let mut words = page.lines.iter().flat_map(|line| &line.words);
                words.any(|own| own.text == word)
            };
            pages.iter().position(says).expect("all is printed")
        };
        assert_eq!(page("item1"), page("item5"), "behind {before} paragraphs");
        assert_eq!(page("line27"), page("line30"), "behind {before} paragraphs");
    }
}

#[test]
fn long_words_end_at_the_margin_and_go_on_in_the_next_line() {
    let long = "sys_id=e32824291bd234d47adacbbc13421&dest=https%3a%2f%2fexample.com%2f"
        .repeat(3);
    let letters = "rindfleischetikettierung".repeat(6);
    let text = format!(
        "See [the list](https://example.com/sp?{long}), https://example.com/{long}, {letters}.\n\n\
         Run `/usr/{long}` and `{letters}`, or `a sentence that is set as code {}`.\n\n\
         | What | Where | Whom to ask | When |\n|---|---|---|---|\n| A form | [the list](https://example.com/{long}) | `{long}` | {letters} |\n",
        "and goes on ".repeat(12),
    );
    let printed = set(format!("{HEAD}{text}"));
    let Some(pages) = pages_of(&printed.bytes) else {
        return;
    };
    let faults: Vec<String> = pages.iter().flat_map(misplaced).collect();
    assert_eq!(faults, Vec::<String>::new());
    // What is copied from paper is the address itself.
    let said = Decoded::new(&printed.bytes).carrier("text shown");
    assert!(said.contains(&format!("(example.com/sp?{long})")), "{said}");
}

#[test]
fn a_long_table_has_its_head_on_every_page_whatever_stands_in_it() {
    let rows = "| a | b |\n".repeat(90);
    let text = format!(
        "{HEAD}| [Meeting](meeting.md) [outside](https://example.com/) | Story |\n|---|---|\n{rows}\n\
         | Noted[^1] | B |\n|---|---|\n{rows}\n[^1]: A note.\n"
    );
    let printed = set(text);
    assert_eq!(printed.problems, Vec::new());
    let Some(pages) = pages_of(&printed.bytes) else {
        return;
    };
    let with = |word: &str| {
        let has =
            |page: &&Printed| page.lines.iter().any(|line| line.text().contains(word));
        pages.iter().filter(has).count()
    };
    assert!(with("Meeting") >= 3, "{} pages", with("Meeting"));
}

#[test]
fn a_title_stays_above_a_long_table_whatever_its_first_row_holds() {
    let mut text = HEAD.to_owned();
    let (words, rows) = (
        "A row of some sentences. ".repeat(48),
        "| a | b |\n".repeat(8),
    );
    for number in 0..16 {
        let before = "A paragraph of its own.\n\n".repeat(2 * number % 13);
        let _ = write!(
            text,
            "{before}## Title {number}\n\n| One | Two |\n|---|---|\n| first | {words} |\n{rows}\n"
        );
    }
    let printed = set(text);
    let Some(pages) = pages_of(&printed.bytes) else {
        return;
    };
    let is_title = |line: &str| line.starts_with("Title ");
    assert_eq!(widows(&pages, is_title), Vec::<String>::new());
}

#[test]
fn words_are_divided_in_a_table_of_many_columns_and_none_stands_over_another() {
    let text = format!(
        "{HEAD}| Identifier | Affected images | Severity | Published score | Sourcegraph assessment | Environmental score | Details |\n\
         |---|---|---|---|---|---|---|\n\
         | CVE-2022-42003-and-others | sourcegraph/bundled-executor, sourcegraph/grafana | Negligible | Nobody has published one at the time of writing | Informational | Undetermined | {} |\n",
        "Nothing performs operations that would be exploitable. ".repeat(6)
    );
    let printed = set(text);
    let Some(pages) = pages_of(&printed.bytes) else {
        return;
    };
    let faults: Vec<String> = pages.iter().flat_map(misplaced).collect();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn marks_to_cut_stand_where_cards_end_on_both_sides_of_the_paper() {
    let handbook = Handbook::two_desks().build();
    let pages = &handbook.build.site.pages;
    let page = pages.iter().find(|page| page.view.view == "cards");
    let papers = [
        (Paper::A4, 210.0 * MM, 297.0 * MM),
        (Paper::Letter, 612.0, 792.0),
    ];
    for (paper, width, height) in papers {
        let job = stock(&handbook, &handbook.build.press).job(&Asked {
            sort: Sort::Cards,
            paper,
            front: None,
            pages: page.into_iter().collect(),
        });
        let streams = streams(&print(&job).bytes);
        let sheets = streams.iter().map(|stream| marks(stream));
        let sheets: Vec<_> = sheets.filter(|marks| !marks.is_empty()).collect();
        assert!(sheets.len() > 1, "{paper:?} has {} sides", sheets.len());
        let expected = expected_marks(width / 2.0, height / 2.0);
        for marks in sheets {
            assert_eq!(marks.len(), expected.len(), "{paper:?}: {marks:?}");
            for place in &expected {
                let far = |mark: &(f64, f64)| (mark.0 - place.0).hypot(mark.1 - place.1);
                let nearest = marks.iter().map(far).fold(f64::MAX, f64::min);
                assert!(
                    nearest < TOLERANCE,
                    "{paper:?} {place:?}: {nearest} points away"
                );
            }
        }
    }
}

/// The middles of the marks on a side.
fn marks(stream: &[u8]) -> Vec<(f64, f64)> {
    let length =
        |(from, to): &((f64, f64), (f64, f64))| (from.0 - to.0).hypot(from.1 - to.1);
    let strokes = strokes(stream).into_iter();
    let marks = strokes.filter(|stroke| (length(stroke) - MARK).abs() < 0.05);
    marks
        .map(|(from, to)| ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0))
        .collect()
}

/// Where marks must be: two by four cards stand in the middle of the page, so that their backs
/// are behind them however the paper is turned.
fn expected_marks(x: f64, y: f64) -> Vec<(f64, f64)> {
    let away = 1.0 * MM + MARK / 2.0;
    let mut all = Vec::new();
    for column in [-1.0, 0.0, 1.0] {
        for end in [-1.0, 1.0] {
            all.push((x + column * WIDTH, y + end * (2.0 * HEIGHT + away)));
        }
    }
    for row in [-2.0, -1.0, 0.0, 1.0, 2.0] {
        for end in [-1.0, 1.0] {
            all.push((x + end * (WIDTH + away), y + row * HEIGHT));
        }
    }
    all
}

#[test]
fn a_back_stands_behind_its_front() {
    let handbook = Handbook::two_desks().build();
    let Some(pages) = pages_of(&handbook.printed("cards.pdf").0) else {
        return;
    };
    let (mut pairs, mut far) = (0, Vec::new());
    // The number of a card, such as "Term 3 of 9", is on both of its sides.
    for sides in pages.chunks(2) {
        let [front, back] = sides else { continue };
        for line in front
            .lines
            .iter()
            .filter(|line| line.text().contains(" of "))
        {
            let word = &line.words[0];
            let twin = back.lines.iter().find(|own| {
                own.words[0].text == word.text
                    && own.text()[..8.min(own.text().len())]
                        == line.text()[..8.min(line.text().len())]
            });
            let Some(twin) = twin.map(|line| &line.words[0]) else {
                continue;
            };
            pairs += 1;
            // Text begins at the same distance from the left edge of a card on either side.
            let is_left = word.left < front.width / 2.0;
            let expected = if is_left {
                word.left + WIDTH
            } else {
                word.left - WIDTH
            };
            if (twin.left - expected).abs() > TOLERANCE
                || (twin.top - word.top).abs() > TOLERANCE
            {
                far.push(line.text());
            }
        }
    }
    assert!(pairs > 4, "{pairs} cards with backs");
    assert_eq!(far, Vec::<String>::new());
}

#[test]
fn places_without_a_card_are_cards_to_fill_in() {
    let handbook = Handbook::two_desks().build();
    let Some(pages) = pages_of(&handbook.printed("cards.pdf").0) else {
        return;
    };
    for front in pages.iter().step_by(2) {
        let words = front.lines.iter().flat_map(|line| &line.words);
        // The handbook's name stands at the foot of each card.
        let feet = words.filter(|word| word.text == "desks");
        assert_eq!(feet.count(), 8);
    }
}

#[test]
fn lines_to_write_on_go_to_the_foot_of_a_sheet_and_are_as_far_apart_everywhere() {
    let handbook = Handbook::two_desks().build();
    let (pdf, _) = handbook.printed("workshops/hour-handout.pdf");
    let strokes = streams(&pdf)
        .iter()
        .flat_map(|stream| strokes(stream))
        .collect::<Vec<_>>();
    let across = strokes
        .into_iter()
        .filter(|(from, to)| (from.0 - to.0).abs() > 150.0 * MM);
    let mut heights: Vec<f64> = across.map(|(from, _)| from.1).collect();
    heights.sort_by(f64::total_cmp);
    // The first is the foot of the page, the last its head.
    let lines = &heights[1..heights.len() - 1];
    assert!(lines.len() > 15, "{} lines", lines.len());
    let apart: Vec<f64> = lines.windows(2).map(|two| (two[1] - two[0]) / MM).collect();
    assert!(
        apart.iter().all(|gap| (gap - 8.2).abs() < 0.01),
        "{apart:?}"
    );
}

/// Words that can be told apart, more of them than a page holds.
fn many_words(name: &str) -> String {
    let words: Vec<String> = (0..1100).map(|number| format!("{name}{number}")).collect();
    words.join(" ")
}

/// A word without the marks around it.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// Where more than a page may stand: a name, the page, and the text with `WORDS` for the words.
const LONG: [(&str, &str, &str); 14] = [
    ("paragraph", "how-we-work", "WORDS"),
    ("quote", "how-we-work", "> WORDS"),
    ("note", "how-we-work", "> [!NOTE]\n> WORDS"),
    ("item", "how-we-work", "- WORDS"),
    ("cell", "how-we-work", "| A | B |\n|---|---|\n| WORDS | b |"),
    (
        "check",
        "how-we-work",
        "::: check {#c}\n\nWORDS\n\n- [x] Yes\n- [ ] No\n\n:::",
    ),
    (
        "half",
        "how-we-work",
        "::: both {left=\"A\" right=\"B\"}\n\nWORDS\n\n---\n\nB\n\n:::",
    ),
    (
        "contrast",
        "how-we-work",
        "### Do {.do}\n\n- WORDS\n\n### Leave {.dont}\n\n- this",
    ),
    (
        "only",
        "how-we-work",
        "::: only {for=sales}\n\nWORDS\n\n:::",
    ),
    (
        "step",
        "processes",
        "## Steps\n\n### One {#one}\n\n- Owner: Writer\n\nWORDS",
    ),
    (
        "ticket",
        "processes",
        "## Steps\n\n### One {#one}\n\n- Owner: Writer\n\nText.\n\n::: handoff It {#H9 from=marketing to=sales gives=story within=2wd}\n\n#### Leaves when\n\n- [ ] WORDS\n\n#### Enters when\n\n- [ ] it is there\n\n:::\n\n### Two {#two}\n\n- Owner: Seller\n\nText.",
    ),
    (
        "move",
        "playbooks",
        "## Moves\n\n### One {#one}\n\n- Owner: Seller\n\nWORDS",
    ),
    (
        "reality",
        "myths",
        "## M {#m}\n\n::: myth {by=sales about=marketing where=\"there\"}\n\n\"A line.\"\n\n:::\n\n::: reality\n\nWORDS\n\n:::",
    ),
    (
        "myth",
        "myths",
        "## M {#m}\n\n::: myth {by=sales about=marketing where=\"there\"}\n\n\"WORDS\"\n\n:::\n\n::: reality\n\nIt is not so.\n\n:::",
    ),
];

#[test]
fn no_text_is_cut_off_however_long_it_is() {
    let mut handbook = Handbook::two_desks();
    for (name, folder, text) in LONG {
        let text = format!("{HEAD}{}\n", text.replace("WORDS", &many_words(name)));
        handbook = handbook.file(&format!("{folder}/long-{name}.md"), text);
    }
    let handbook = handbook.build().ignoring_problems();
    let mut lost = Vec::new();
    for (name, folder, _) in LONG {
        let printed = leaflet(&handbook, &[&format!("{folder}/long-{name}.html")]);
        let Some(pages) = pages_of(&printed.bytes) else {
            return;
        };
        assert!(pages.len() > 1, "{name} is long");
        let is_inside =
            |page: &Printed, word: &Word| word.bottom < page.height - 20.0 * MM;
        let mut seen = BTreeSet::new();
        for page in &pages {
            let words = page.lines.iter().flat_map(|line| &line.words);
            seen.extend(
                words
                    .filter(|word| is_inside(page, word))
                    .map(|word| bare(&word.text)),
            );
        }
        let words = many_words(name);
        let missing = words.split(' ').filter(|word| !seen.contains(*word));
        lost.extend(missing.take(1).map(str::to_owned));
    }
    assert_eq!(
        lost,
        Vec::<String>::new(),
        "the first word of each that is lost"
    );
}
