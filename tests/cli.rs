//! The command line as a person uses it: begin a handbook, add pages, look things up.
#![allow(clippy::disallowed_methods)] // the test plays the writer, who edits files

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// The day on which the handbooks of these tests are begun.
const TODAY: &str = "2026-11-20";

fn tandem(root: &Path, day: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tandem"))
        .args(["--today", day, "--root"])
        .arg(root)
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts")
}

/// What a command prints; it must succeed.
#[track_caller]
fn printed(root: &Path, arguments: &[&str]) -> String {
    let output = tandem(root, TODAY, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{arguments:?}\n{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout)
}

/// What a command says beside what it prints; it must succeed.
#[track_caller]
fn told(root: &Path, arguments: &[&str]) -> String {
    let output = tandem(root, TODAY, arguments);
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a command complains of; it must fail.
#[track_caller]
fn refused(root: &Path, arguments: &[&str]) -> String {
    let output = tandem(root, TODAY, arguments);
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn starter_of(day: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let root = folder.path().to_str().expect("the path is text");
    let output = tandem(folder.path(), day, &["init", root]);
    assert!(output.status.success());
    folder
}

fn starter() -> TempDir {
    starter_of(TODAY)
}

/// The objects of a list, one a line.
fn objects(root: &Path, what: &str) -> Vec<serde_json::Value> {
    let text = printed(root, &["--format", "json", "list", what]);
    let parse = |line: &str| serde_json::from_str(line).expect("each line is an object");
    text.lines().map(parse).collect()
}

/// Fills blanks: each must be there.
fn fill(path: &Path, blanks: &[(&str, &str)]) {
    let mut text = fs::read_to_string(path).expect("the page was written");
    for (blank, filled) in blanks {
        assert!(
            text.contains(blank),
            "{} lacks {blank}:\n{text}",
            path.display()
        );
        text = text.replacen(blank, filled, 1);
    }
    fs::write(path, text).expect("the page can be saved");
}

#[test]
fn a_new_handbook_has_nothing_to_find_on_any_day() {
    for day in ["2024-02-29", "2026-12-31", "2031-01-01"] {
        let folder = starter_of(day);
        let output = tandem(folder.path(), day, &["check", "--strict"]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "on {day}:\n{text}");
        let output = tandem(folder.path(), day, &["build", "--strict"]);
        assert!(output.status.success(), "on {day}");
    }
}

#[test]
fn a_new_handbook_shows_every_kind_and_closes_its_loop() {
    let folder = starter();
    let kinds: BTreeSet<String> = objects(folder.path(), "pages")
        .iter()
        .map(|page| page["kind"].as_str().expect("a kind").to_owned())
        .collect();
    assert_eq!(kinds.len(), 9, "{kinds:?}");
    printed(folder.path(), &["build"]);
    let page = fs::read_to_string(folder.path().join("public/loop.html"));
    let page = page.expect("the loop is written");
    assert!(page.contains("Enquiry handover") && page.contains("Run the deal"));
}

#[test]
fn a_new_handbook_never_replaces_a_file() {
    let folder = starter();
    let root = folder.path().to_str().expect("the path is text");
    assert!(refused(folder.path(), &["init", root]).contains("nothing was written"));
}

/// What stands in a new page, and what a person puts there.
type Blanks = &'static [(&'static str, &'static str)];

/// Kind, title and path of a new page of each kind, and its blanks.
const PAGES: [(&str, &str, &str, Blanks); 9] = [
    (
        "page",
        "Lunch together",
        "how-we-work/lunch-together.md",
        &[
            (
                "summary: ",
                "summary: Why both teams eat at one table on Thursdays.",
            ),
            ("marketing: ", "marketing: demand-manager"),
            ("sales: ", "sales: sales-rep"),
        ],
    ),
    (
        "term",
        "Read-back",
        "glossary/read-back.md",
        &[
            ("marketing: ", "marketing: content-lead"),
            ("sales: ", "sales: account-manager"),
            (
                "short: ",
                "short: The hour in which win/loss notes are read aloud.",
            ),
        ],
    ),
    (
        "team",
        "Agency",
        "teams/agency.md",
        &[
            ("summary: ", "summary: Draws what we cannot draw ourselves."),
            ("marketing: ", "marketing: content-lead"),
            (
                "  sales:    # such as account-manager, head-of-sales or sales-rep\n",
                "",
            ),
            ("side: ", "side: outside"),
        ],
    ),
    (
        "role",
        "Event manager",
        "roles/event-manager.md",
        &[
            (
                "summary: ",
                "summary: Brings both teams and their visitors into one hall.",
            ),
            ("marketing: ", "marketing: head-of-marketing"),
            (
                "  sales:    # such as account-manager, head-of-sales or sales-rep\n",
                "",
            ),
            ("team: ", "team: marketing"),
            ("# counterpart: ", "counterpart: booth-lead"),
        ],
    ),
    (
        "playbook",
        "Follow up an event",
        "playbooks/follow-up-an-event.md",
        &[
            ("summary: ", "summary: The day after a fair, in two rounds."),
            ("marketing: ", "marketing: demand-manager"),
            ("sales: ", "sales: sales-rep"),
            ("use_when: ", "use_when: A fair is over"),
            (
                "you_get: ",
                "you_get: A reply to everybody who asked for one",
            ),
            ("Owner: ____", "Owner: Demand manager"),
            ("Within: ____", "Within: 1 working day"),
        ],
    ),
    (
        "process",
        "Answer a question",
        "processes/answer-a-question.md",
        &[
            (
                "summary: ",
                "summary: From a question in the hall to an answer by phone.",
            ),
            ("marketing: ", "marketing: demand-manager"),
            ("sales: ", "sales: sales-rep"),
            ("leads: ", "leads: marketing"),
            ("starts_when: ", "starts_when: Somebody asks at the stand"),
            ("ends_when: ", "ends_when: She has an answer"),
            ("gives: ", "gives: [{ what: qualified-enquiry, to: sales }]"),
            ("Owner: ____", "Owner: Demand manager"),
            ("Within: ____", "Within: same visit"),
            ("gives=____", "gives=qualified-enquiry"),
            ("within=____", "within=1wd"),
            ("Owner: ____", "Owner: Sales rep"),
            ("Within: ____", "Within: 1 working day"),
        ],
    ),
    (
        "myths",
        "Heard at the fair",
        "myths/heard-at-the-fair.md",
        &[
            (
                "summary: ",
                "summary: One line from the hall, and what is behind it.",
            ),
            ("marketing: ", "marketing: content-lead"),
            ("sales: ", "sales: account-manager"),
            ("by=____", "by=both"),
            ("about=____", "about=budget"),
            ("where=\"____\"", "where=\"while packing up\""),
            ("as_of=____", "as_of=2026-11-02"),
            (
                "source=\"____\"",
                "source=\"List of visitors, autumn fair\"",
            ),
        ],
    ),
    (
        "path",
        "A week at the fair",
        "paths/a-week-at-the-fair.md",
        &[
            (
                "summary: ",
                "summary: For whoever stands there for the first time.",
            ),
            ("marketing: ", "marketing: content-lead"),
            ("sales: ", "sales: sales-rep"),
            ("audience: ", "audience: [marketing, sales]"),
            ("weeks: ", "weeks: 1"),
        ],
    ),
    (
        "workshop",
        "Look back on the fair",
        "workshops/look-back-on-the-fair.md",
        &[
            (
                "summary: ",
                "summary: A quarter of an hour while everybody remembers.",
            ),
            ("marketing: ", "marketing: demand-manager"),
            ("sales: ", "sales: account-manager"),
            ("minutes: ", "minutes: 15"),
            ("outcomes: ", "outcomes: [Name one thing to do again]"),
        ],
    ),
];

/// The other half of a pair of roles.
const BOOTH_LEAD: Blanks = &[
    ("summary: ", "summary: Speaks first to whoever stops."),
    (
        "  marketing:    # such as content-lead, demand-manager, event-manager or head-of-marketing\n",
        "",
    ),
    ("sales: ", "sales: head-of-sales"),
    ("team: ", "team: sales"),
    ("# counterpart: ", "counterpart: event-manager"),
    ("status: draft ", ""),
];

#[test]
fn a_page_of_each_kind_is_clean_once_its_blanks_are_filled() {
    let folder = starter();
    let root = folder.path();
    let content = root.join("content");
    let mut links = String::from("\n## New here {#new}\n\n");
    for (kind, title, path, blanks) in PAGES {
        printed(root, &["new", kind, title]);
        let drafts = objects(root, "drafts");
        assert!(drafts.iter().any(|draft| draft["title"] == title));
        fill(&content.join(path), blanks);
        fill(&content.join(path), &[("status: draft ", "")]);
        links.push_str(&format!("- [{title}](../{path})\n"));
    }
    printed(root, &["new", "role", "Booth lead"]);
    fill(&content.join("roles/booth-lead.md"), BOOTH_LEAD);
    let index = content.join("how-we-work/index.md");
    let text = fs::read_to_string(&index).expect("the starter has it");
    fs::write(index, text + &links).expect("the page can be saved");
    printed(root, &["check", "--strict", "--drafts"]);
    printed(root, &["build", "--strict"]);
}

#[test]
fn a_new_page_that_nobody_filled_in_says_so_only_when_drafts_are_checked() {
    let folder = starter();
    for (kind, title, path, _) in PAGES {
        printed(folder.path(), &["new", kind, title]);
        printed(folder.path(), &["check", "--strict"]);
        let told = refused(folder.path(), &["check", "--strict", "--drafts"]);
        assert!(told.contains(path), "{kind}:\n{told}");
        let page = folder.path().join("content").join(path);
        fs::remove_file(page).expect("the page was written");
    }
}

#[test]
fn new_refuses_what_it_cannot_write() {
    let folder = starter();
    let told = |arguments: &[&str]| refused(folder.path(), arguments);
    assert!(told(&["new", "proces", "X"]).contains("did you mean process?"));
    assert!(told(&["new", "page", "Index"]).contains("choose another title"));
    assert!(told(&["new", "page", "!!"]).contains("at least one letter"));
    let there = told(&["new", "process", "Run the deal"]);
    assert!(there.contains("content/processes/run-the-deal.md is there already"));
}

#[test]
fn new_knows_a_kind_of_the_handbooks_own() {
    let folder = starter();
    let root = folder.path();
    fs::create_dir(root.join("kinds")).expect("a new folder");
    let file = "folder: case-notes\nowners: one\nfields:\n  region: { type: text, required: true, example: North }\ntext: |\n  Side {{left}}, then {{right}}.\n";
    fs::write(root.join("kinds/case-note.yml"), file).expect("a new file");
    printed(root, &["new", "case-note", "A \"quoted\" case"]);
    let page = fs::read_to_string(root.join("content/case-notes/a-quoted-case.md"));
    let page = page.expect("the page was written");
    assert!(page.contains("kind: case-note\n"), "{page}");
    assert!(
        page.contains("title: \"A \\\"quoted\\\" case\"\n"),
        "{page}"
    );
    assert!(
        page.contains("region:    # needed: such as North\n"),
        "{page}"
    );
    assert!(page.ends_with("Side marketing, then sales.\n"), "{page}");
}

#[test]
fn due_lists_the_most_urgent_first_with_their_owners() {
    let folder = starter();
    let root = folder.path();
    assert_eq!(objects(root, "due").len(), 0);
    let reviewed = ("reviewed: 2026-11-20", "reviewed: 2026-08-30");
    fill(&root.join("content/processes/run-the-deal.md"), &[reviewed]);
    let overdue = ("reviewed: 2026-11-20", "reviewed: 2026-01-01");
    fill(&root.join("content/glossary/hand-off.md"), &[overdue]);
    let due = objects(root, "due");
    assert_eq!(due.len(), 2);
    assert_eq!(due[0]["file"], "content/glossary/hand-off.md");
    assert_eq!(due[0]["state"], "overdue");
    assert_eq!(due[0]["next"], "2026-06-30");
    assert_eq!(due[1]["state"], "due");
    assert_eq!(due[1]["next"], "2026-11-28");
    let owners = serde_json::json!(["Content lead", "Account manager"]);
    assert_eq!(due[1]["owners"], owners);
    let table = printed(root, &["list", "due"]);
    assert!(table.starts_with("file "), "{table}");
    assert!(
        table.contains("overdue  Content lead, Account manager"),
        "{table}"
    );
}

#[test]
fn owners_have_their_side_pages_and_steps() {
    let folder = starter();
    let owners = objects(folder.path(), "owners");
    let roles: Vec<_> = owners.iter().map(|one| one["role"].as_str()).collect();
    let expected = [
        "content-lead",
        "demand-manager",
        "head-of-marketing",
        "account-manager",
        "head-of-sales",
        "sales-rep",
    ];
    assert_eq!(roles, expected.map(Some));
    let demand = &owners[1];
    assert_eq!(demand["side"], "marketing");
    assert_eq!(demand["pages"], 4);
    assert_eq!(demand["steps"], 5);
    assert_eq!(owners[5]["side"], "sales");
    let titles = demand["titles"].as_array().expect("a list");
    assert!(titles.iter().any(|title| title == "Enquiry handover"));
}

#[test]
fn terms_say_who_gives_and_takes_them() {
    let folder = starter();
    let terms = objects(folder.path(), "terms");
    let names: Vec<_> = terms.iter().map(|one| one["term"].as_str()).collect();
    let expected = [
        "context-line",
        "conversation-notes",
        "hand-off",
        "qualified-enquiry",
        "win-loss-notes",
    ];
    assert_eq!(names, expected.map(Some));
    let enquiry = &terms[3];
    assert_eq!(enquiry["flows"], true);
    assert_eq!(enquiry["avoid"], serde_json::json!(["MQL", "hot lead"]));
    let given = enquiry["given_by"].as_array().expect("a list");
    let taken = enquiry["taken_by"].as_array().expect("a list");
    assert!(
        given.iter().any(|name| name == "Enquiry handover"),
        "{given:?}"
    );
    assert!(taken.iter().any(|name| name == "Run the deal"), "{taken:?}");
    assert_eq!(terms[0]["flows"], false);
    let table = printed(folder.path(), &["list", "terms"]);
    assert!(table.contains("MQL, hot lead  yes"), "{table}");
}

#[test]
fn unused_are_pages_that_nobody_leads_to_and_files_that_nobody_shows() {
    let folder = starter();
    let root = folder.path();
    assert_eq!(objects(root, "unused").len(), 0);
    let page = "---\nkind: page\ntitle: Alone\nsummary: Nobody comes by.\nowners: { marketing: content-lead }\nreviewed: 2026-11-20\n---\n\nText.\n";
    fs::write(root.join("content/how-we-work/alone.md"), page).expect("a new page");
    fs::write(root.join("content/how-we-work/plan.pdf"), "%PDF").expect("a new file");
    let unused: Vec<String> = objects(root, "unused")
        .iter()
        .map(|one| format!("{} {}", one["sort"], one["file"]))
        .collect();
    let expected = [
        "\"page\" \"content/how-we-work/alone.md\"",
        "\"file\" \"content/how-we-work/plan.pdf\"",
    ];
    assert_eq!(unused, expected);
}

/// A handbook with something for one of its two audiences.
fn with_prices() -> TempDir {
    let folder = starter();
    let root = folder.path();
    let settings = fs::read_to_string(root.join("handbook.yml")).expect("init wrote it");
    let settings = format!("{settings}\naudiences: [partner]\n");
    fs::write(root.join("handbook.yml"), settings).expect("the settings");
    let page = "---\nkind: page\ntitle: Zanzibar prices\nsummary: What partners pay.\nowners: { marketing: content-lead }\nreviewed: 2026-11-20\naudience: [partner]\n---\n\nElevenpercent.\n";
    fs::write(root.join("content/how-we-work/prices.md"), page).expect("a new page");
    folder
}

#[test]
fn search_and_lists_know_only_what_an_edition_holds() {
    let folder = with_prices();
    let root = folder.path();
    for (audience, is_there) in [("partner", true), ("participant", false)] {
        let found = printed(root, &["search", "elevenpercent", "--audience", audience]);
        assert_eq!(found.contains("prices"), is_there, "{audience}: {found}");
        let arguments = ["--format", "json", "list", "pages", "--audience", audience];
        let listed = printed(root, &arguments);
        assert_eq!(
            listed.contains("prices.md"),
            is_there,
            "{audience}: {listed}"
        );
    }
    let refused = refused(root, &["search", "prices", "--audience", "partners"]);
    assert!(refused.contains("did you mean `partner`?"), "{refused}");
}

#[test]
fn a_build_of_an_edition_tells_what_is_left_out_and_proves_it() {
    let folder = with_prices();
    let root = folder.path();
    let output = tandem(root, TODAY, &["-v", "build", "--audience", "participant"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("Left out: 1 page"), "{said}");
    assert!(said.contains("none is there"), "{said}");
    assert!(
        said.contains("content/how-we-work/prices.md"),
        "-v lists it: {said}"
    );
    let written = walkdir::WalkDir::new(root.join("public-participant"));
    let files = written
        .into_iter()
        .map(|entry| entry.expect("it can be listed"));
    for file in files.filter(|entry| entry.file_type().is_file()) {
        let bytes = fs::read(file.path()).expect("it can be read");
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        let name = file.path().to_string_lossy().to_lowercase();
        for secret in ["elevenpercent", "zanzibar", "prices.html"] {
            assert!(
                !text.contains(secret) && !name.contains(secret),
                "{secret} is in {name}"
            );
        }
    }
}

#[test]
fn an_edition_has_a_folder_of_its_own_and_an_unknown_one_is_refused() {
    let folder = starter();
    let root = folder.path();
    printed(root, &["build", "--audience", "participant"]);
    assert!(root.join("public-participant/index.html").is_file());
    assert!(!root.join("public").exists());
    printed(root, &["check", "--strict", "--audience", "facilitator"]);
    let complaint = refused(root, &["build", "--audience", "participants"]);
    assert!(
        complaint.contains("did you mean `participant`?"),
        "{complaint}"
    );
    let taken = root.join("public-participant");
    let taken = taken.to_str().expect("the path is text");
    let complaint = refused(root, &["build", "--audience", "facilitator", "-o", taken]);
    assert!(
        complaint.contains("E030"),
        "one folder, one edition: {complaint}"
    );
}

/// A starter with an address, and a way to build it for a server.
fn hosted() -> (TempDir, impl Fn(&[&str]) -> Output) {
    let folder = starter();
    let settings = folder.path().join("handbook.yml");
    let text = fs::read_to_string(&settings).expect("a starter has settings");
    fs::write(&settings, format!("{text}\nbase_path: /teams/handbook/\n"))
        .expect("saved");
    let root = folder.path().to_path_buf();
    let build = move |more: &[&str]| {
        let arguments: Vec<&str> = ["build"].iter().chain(more).copied().collect();
        tandem(&root, TODAY, &arguments)
    };
    (folder, build)
}

#[test]
fn what_a_server_is_told_stands_beside_the_site_where_no_reader_gets_it() {
    let (folder, build) = hosted();
    for (server, name, says) in [
        (
            "nginx",
            "public.nginx.conf",
            "location ^~ \"/teams/handbook/\" {",
        ),
        ("apache", "public.apache.conf", "Alias \"/teams/handbook\""),
        (
            "caddy",
            "public.Caddyfile",
            "handle_path \"/teams/handbook/*\" {",
        ),
        (
            "iis",
            "public.web.config",
            "path=\"/teams/handbook/404.html\"",
        ),
    ] {
        assert!(build(&["--server", server]).status.success());
        let text = fs::read_to_string(folder.path().join(name)).expect("it was written");
        assert!(text.contains(says), "{name}:\n{text}");
        assert!(!text.contains("gzip_static") && !text.contains("precompressed"));
    }
    let elsewhere = folder.path().join("rules.conf");
    let file = elsewhere.to_str().expect("the path is text");
    let asked = [
        "--server",
        "nginx",
        "--server-file",
        file,
        "--server-folder",
        "/srv/x/current",
    ];
    assert!(build(&asked).status.success());
    let text = fs::read_to_string(&elsewhere).expect("it was written");
    assert!(text.contains("alias \"/srv/x/current/\";"), "{text}");
    for inside in ["public/rules.conf", "content/rules.conf"] {
        let file = folder.path().join(inside);
        let file = file.to_str().expect("the path is text");
        let output = build(&["--server", "nginx", "--server-file", file]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("would be published"), "{said}");
    }
}

#[test]
fn a_server_has_to_be_told_where_the_site_stands() {
    let folder = starter();
    let said = refused(folder.path(), &["build", "--server", "nginx"]);
    assert!(
        said.contains("base_url") && said.contains("base_path"),
        "{said}"
    );
    let asked = ["build", "--server", "nginx", "-u", "https://x.example/hb"];
    printed(folder.path(), &asked);
    let text = fs::read_to_string(folder.path().join("public.nginx.conf"));
    assert!(text.is_ok_and(|text| text.contains("location ^~ \"/hb/\" {")));
}

#[test]
fn findings_can_be_had_for_code_hosts() {
    let folder = starter();
    let clean = printed(folder.path(), &["--format", "sarif", "check"]);
    let clean: serde_json::Value = serde_json::from_str(&clean).expect("one document");
    assert_eq!(clean["version"], "2.1.0");
    assert_eq!(clean["runs"][0]["results"], serde_json::json!([]));
    fs::write(
        folder.path().join("content/new.md"),
        "# New\n\n[x](gone.md)\n",
    )
    .expect("saved");
    let output = tandem(folder.path(), TODAY, &["check", "--format", "sarif"]);
    assert_eq!(output.status.code(), Some(1));
    let found: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("one document");
    let results = found["runs"][0]["results"].as_array().expect("a list");
    let broken = results.iter().find(|result| result["ruleId"] == "E502");
    let place = &broken.expect("it is found")["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/new.md");
    assert_eq!(place["region"]["startLine"], 3);
    let said = refused(folder.path(), &["--format", "sarif", "list", "pages"]);
    assert!(said.contains("build"), "{said}");
}

#[test]
fn a_file_of_the_theme_is_copied_once_and_then_takes_the_place_of_the_shipped_one() {
    let folder = starter();
    let root = folder.path();
    let copy = ["theme", "copy", "templates/page.html"];
    let said = told(root, &copy);
    assert!(
        said.contains("Wrote themes/house/templates/page.html."),
        "{said}"
    );
    assert!(said.contains("into handbook.yml: theme: house"), "{said}");
    let own = root.join("themes/house/templates/page.html");
    let text = fs::read_to_string(&own).expect("it is written");
    fs::write(&own, "{# mine #}").expect("it can be changed");
    assert!(refused(root, &copy).contains("is there already"));
    let kept = fs::read_to_string(&own).expect("it is still there");
    assert_eq!(kept, "{# mine #}");
    fs::write(&own, text).expect("it can be changed back");

    let settings = root.join("handbook.yml");
    let text = fs::read_to_string(&settings).expect("the starter has settings");
    fs::write(&settings, format!("{text}\ntheme: house\n")).expect("they can be changed");
    let said = told(root, &["theme", "copy", "strings.yaml"]);
    assert!(!said.contains("handbook.yml"), "{said}");
    printed(root, &["check", "--strict"]);
}

#[test]
fn the_files_of_the_theme_are_listed_with_those_that_are_replaced() {
    let folder = starter();
    printed(folder.path(), &["theme", "copy", "templates/page.html"]);
    let list = printed(folder.path(), &["--format", "json", "theme", "list"]);
    let lines: Vec<serde_json::Value> = list
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is an object"))
        .collect();
    let of = |path: &str| {
        let line = lines.iter().find(|line| line["file"] == path);
        line.expect("it is listed")["yours"].clone()
    };
    assert_eq!(
        of("templates/page.html"),
        "themes/house/templates/page.html"
    );
    assert!(of("strings.yaml").is_null());
    let said = refused(folder.path(), &["theme", "copy", "footer.html"]);
    assert!(
        said.contains("did you mean templates/partials/footer.html?"),
        "{said}"
    );
}
