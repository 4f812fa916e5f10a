//! Kinds of the handbook's own: files in `kinds/` beside `handbook.yml`.

mod common;

use common::Handbook;

const HOME: &str = "---\nkind: page\ntitle: Home\nsummary: Where to begin.\nowners: { marketing: writer }\nreviewed: 2026-11-01\n---\n\n[A case](case-notes/first.md)\n";

const CASE: &str = "\
label: Case
folder: case-notes
place: 3
structure: steps
section: [Course]
owners: one
fields:
  region: { type: text, required: true, longest: 20, example: North }
  closed: { type: date, example: 2026-10-12 }
";

const FIRST: &str = "\
---
title: The first case
summary: How it went.
owners: { marketing: writer }
reviewed: 2026-11-01
region: North
closed: 2026-10-12
---

A case.

## Course

### Listen {#listen}

- Owner: Writer
- Within: 2 working days

We listened.
";

fn handbook() -> Handbook {
    Handbook::new()
        .settings("title: Ours\n")
        .file("index.md", HOME)
        .file("case-notes/first.md", FIRST)
        .beside("kinds/case.yml", CASE)
}

#[test]
fn a_kind_needs_one_file() {
    let built = handbook().build();
    built.expect_no_problems();
    let page = built.expect_page("case-notes/first.html");
    page.contains("Listen").contains("2 working days");
    built.expect_page("health.html").contains(">Case<");
    let facts = &built
        .build
        .pages
        .values()
        .find(|page| page.facts.kind == "case");
    let facts = &facts.expect("the folder gives the kind").facts;
    assert_eq!(facts.text("region").as_deref(), Some("North"));
    assert_eq!(facts.parts.steps.len(), 1, "the section holds steps");
}

#[test]
fn fields_of_such_a_kind_are_judged_like_others() {
    let wrong = FIRST
        .replace("region: North\n", "")
        .replace("closed: 2026-10-12", "closed: soon")
        .replace("summary: How it went.", "summary: How it went.\nreegion: x");
    handbook()
        .file("case-notes/first.md", wrong)
        .build()
        .expect_problem("E102", "content/case-notes/first.md:2:1", "region: North")
        .expect_problem("E104", "content/case-notes/first.md:4:1", "`region`")
        .expect_problem("E106", "content/case-notes/first.md:7:1", "soon");
}

#[test]
fn a_shipped_kind_gets_a_field_from_one_file() {
    let page = HOME.replace("---\n\n", "season: spring\n---\n\n");
    let fields = "fields: { season: { type: text, required: true } }\n";
    let handbook = handbook().beside("kinds/page.yml", fields);
    let built = handbook.file("index.md", page).build();
    built.expect_no_problems();
    let kinds = &built.inputs.kinds.kinds;
    assert_eq!(kinds["page"].folder, "how-we-work", "the rest stays");
    assert_eq!(kinds["process"].fields.len(), 7, "and so do the others");
}

#[test]
fn faults_in_the_file_of_a_kind_are_told_where_they_stand() {
    let file = "\
labl: Case
folder: processes
place: first
structure: stairs
owners: one
review_every: often
fields:
  region: { type: text, requird: true }
  size: { type: huge }
  bare: { required: true }
  title: { type: text }
  story: { type: reference, to: [case, tale] }
  lines: { type: texts, most: few, required: \"yes\" }
required: [region, regoin]
";
    Handbook::new()
        .settings("title: Ours\n")
        .beside("kinds/case.yml", file)
        .beside("kinds/No Kind.yml", "label: X\n")
        .build()
        .expect_problem("E011", "kinds/case.yml:1:1", "did you mean `label`?")
        .expect_problem("E012", "kinds/case.yml:2:9", "that of process pages")
        .expect_problem("E012", "kinds/case.yml:3:1", "a whole number")
        .expect_problem("E012", "kinds/case.yml:4:12", "prose, steps, claims")
        .expect_problem("E012", "kinds/case.yml:6:1", "90d or 12w")
        .expect_problem("E011", "kinds/case.yml:8:25", "did you mean `required`?")
        .expect_problem("E012", "kinds/case.yml:9:17", "`huge`")
        .expect_problem("E012", "kinds/case.yml:10:3", "has no type")
        .expect_problem(
            "E012",
            "kinds/case.yml:11:3",
            "every page has a field `title`",
        )
        .expect_problem("E012", "kinds/case.yml:12:40", "there is no kind `tale`")
        .expect_problem("E012", "kinds/case.yml:13:25", "a whole number")
        .expect_problem("E012", "kinds/case.yml:13:36", "true or false")
        .expect_problem("E012", "kinds/case.yml:14:20", "did you mean `region`?")
        .expect_problem("E012", "kinds/No Kind.yml", "small letters");
}

#[test]
fn a_file_that_is_no_yaml_or_no_text_is_told_too() {
    Handbook::new()
        .settings("title: Ours\n")
        .beside("kinds/one.yml", "folder: [ones\n")
        .beside("kinds/two.yml", b"label: \xff\xfe\n")
        .beside("kinds/three.txt", "no kind at all")
        .build()
        .expect_problem("E010", "kinds/one.yml:1:14", "bracket")
        .expect_problem("E003", "kinds/two.yml", "UTF-8");
}

#[test]
fn a_changed_kind_changes_the_next_build() {
    let mut built = handbook().build();
    let stricter = CASE.replace("longest: 20", "longest: 3");
    built.edit_beside("kinds/case.yml", stricter).rebuild();
    built.expect_problem("E103", "content/case-notes/first.md:6:1", "5 characters");
    built.edit_beside("kinds/case.yml", CASE).rebuild();
    built.expect_no_problems();
}

const GERMAN: &str = "\
---
title: Übergabe
summary: Von der Anfrage zum Gespräch.
owners: { marketing: Writer, sales: Seller }
reviewed: 2026-11-01
---

## Schritte

### Prüfen {#pruefen}

- Zuständig: Writer
- Frist: 2 Arbeitstage
- Fragt: Seller

Zwei Fragen.

::: handoff Anfrage {#H1 from=marketing to=sales within=\"4 Arbeitsstunden\"}

#### Geht ab, wenn

- [ ] Der Satz steht

#### Kommt an, wenn

- [ ] Ein Gespräch ist vereinbart

:::

### Annehmen {#annehmen}

- Owner: Seller
- Within: weekly

Ja oder nein.
";

const WEEKS: &str = "\
---
title: Erste Wochen
summary: Für alle, die neu sind.
owners: { marketing: Writer, sales: Seller }
reviewed: 2026-11-01
audience: [writer]
weeks: 1
---

## Woche 1: Hinsehen {#w1}

**Danach** wissen Sie, was hier geschieht.

- [ ] **Lesen** [Übergabe](../processes/uebergabe.md) (5 Minuten)
- [ ] **Treffen** mit dem anderen Team (30 Min.)
";

#[test]
fn a_link_to_a_heading_that_the_theme_writes_leads_there() {
    let built = Handbook::new()
        .settings("title: Beispiel\nlanguage: de\n")
        .file("index.md", HOME)
        .file("processes/uebergabe.md", GERMAN)
        .build()
        .ignoring_problems();
    let page = built.expect_page("processes/uebergabe.html");
    page.contains("<span id=\"geht-ab-wenn\"></span>");
}

#[test]
fn an_agenda_stands_in_the_contents_without_its_minutes() {
    let mut built = Handbook::two_desks().build();
    let longer = built.changed(
        "workshops/hour.md",
        "minutes: 30\n",
        "minutes: 30\ntoc: true\n",
    );
    built.edit("workshops/hour.md", longer).rebuild();
    let page = built.expect_page("workshops/hour.html");
    page.contains("#settle-10-min-pairs\">Settle</a>")
        .lacks("Settle (10 min, pairs)</a>");
}

#[test]
fn a_german_handbook_names_facts_lists_weeks_and_times_in_german() {
    let of = |language: &str| {
        Handbook::new()
            .settings(&format!("title: Beispiel\nlanguage: {language}\n"))
            .file("index.md", HOME)
            .file("processes/uebergabe.md", GERMAN)
            .file("paths/erste.md", WEEKS)
            .build()
            .ignoring_problems()
    };
    let german = of("de");
    german
        .expect_page("processes/uebergabe.html")
        .contains("2 Arbeitstage")
        .contains("4 Arbeitsstunden")
        .contains("Wöchentlich")
        .contains("Der Satz steht")
        .contains("<ol class=\"spine\">")
        .lacks("Frist:")
        .lacks("Geht ab, wenn");
    german
        .expect_page("paths/erste.html")
        .contains("class=\"week\"")
        .contains("<li class=\"read\"")
        .contains("data-key=\"read-processes-uebergabe-md\"")
        .contains("<li class=\"meet x\"")
        .contains(">Treffen</span>");
    of("en")
        .expect_page("processes/uebergabe.html")
        .contains("Frist:")
        .lacks("<ol class=\"spine\">");
}
