//! What writers and readers can rely on, in their own words.
#![allow(clippy::disallowed_methods)] // some fixtures are no plain files

mod common;

use common::{Built, Handbook};

/// A home page, and a page to link from with this text below its title.
fn linking(text: &str) -> Handbook {
    Handbook::new()
        .file("index.md", "# Home\n")
        .file("guides/page.md", format!("# Page\n\n{text}\n"))
        .file("guides/other.md", "# Other\n\n## Second step\n")
}

#[test]
fn a_link_to_a_markdown_file_leads_to_its_page() {
    let handbook =
        linking("[a](other.md) [b](./other.md#second-step) [c](../guides/other.md)")
            .build();
    handbook
        .expect_page("guides/page.html")
        .contains("<a href=\"other.html\">a</a>")
        .contains("<a href=\"other.html#second-step\">b</a>")
        .contains("<a href=\"other.html\">c</a>");
    handbook.expect_no_problems();
}

#[test]
fn an_address_from_the_top_of_the_handbook_is_written_relative() {
    let handbook = linking("[a](/guides/other.md) [b](/) [c](/guides/other#second-step) [d](/guides/other.html)").build();
    handbook
        .expect_page("guides/page.html")
        .contains("<a href=\"other.html\">a</a>")
        .contains("<a href=\"../index.html\">b</a>")
        .contains("<a href=\"other.html#second-step\">c</a>")
        .contains("<a href=\"other.html\">d</a>");
    handbook.expect_no_problems();
}

#[test]
fn index_underscore_index_and_readme_speak_for_their_folder() {
    for name in ["index.md", "_index.md", "README.md", "readme.markdown"] {
        let handbook = linking(&format!(
            "[a](../teams/) [b](../teams/{name}) [c](/teams) [d](../teams/index.md)"
        ))
        .file(&format!("teams/{name}"), "# Teams\n")
        .build();
        handbook
            .expect_page("guides/page.html")
            .contains("<a href=\"../teams/index.html\">a</a>")
            .contains("<a href=\"../teams/index.html\">b</a>")
            .contains("<a href=\"../teams/index.html\">c</a>")
            .contains("<a href=\"../teams/index.html\">d</a>");
        handbook
            .expect_page("teams/index.html")
            .contains(">Teams</h1>");
        handbook.expect_no_problems();
    }
}

#[test]
fn the_best_index_of_a_folder_wins_and_the_other_stays_a_page() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n")
        .file("teams/index.md", "# Index\n")
        .file("teams/README.md", "# Readme\n")
        .build();
    handbook
        .expect_page("teams/index.html")
        .contains(">Index</h1>");
    handbook
        .expect_page("teams/README.html")
        .contains(">Readme</h1>");
    handbook.expect_no_problems();
}

#[test]
fn files_and_pictures_are_copied_and_linked() {
    let handbook = linking("[offer](offer.pdf) ![Ring](img/ring.svg)")
        .file("guides/offer.pdf", "%PDF")
        .file("guides/img/ring.svg", "<svg/>")
        .build();
    let ring = handbook.path_like("guides/img/ring.", ".svg");
    let page = handbook.expect_page("guides/page.html");
    page.contains("<a href=\"offer.pdf\">offer</a>");
    page.contains(&format!(
        "<img src=\"{}\" alt=\"Ring\"",
        ring.trim_start_matches("guides/")
    ));
    assert_eq!(
        handbook.output("guides/offer.pdf").as_deref(),
        Some(&b"%PDF"[..])
    );
    handbook.expect_no_problems();
}

#[test]
fn static_files_keep_their_path() {
    let handbook = linking("[r](/robots.txt)")
        .beside("static/robots.txt", "User-agent: *\n")
        .build();
    handbook.expect_page("robots.txt").contains("User-agent");
    handbook
        .expect_page("guides/page.html")
        .contains("<a href=\"../robots.txt\">r</a>");
    handbook.expect_no_problems();
}

#[test]
fn a_misspelt_page_is_reported_with_the_right_one() {
    let handbook = linking("[a](othr.md)").build();
    handbook.expect_problem(
        "E502",
        "content/guides/page.md:3:5",
        "did you mean `other.md`?",
    );
    handbook
        .expect_page("guides/page.html")
        .contains("<span class=\"broken\">a</span>");
}

#[test]
fn a_page_that_moved_is_found_by_its_name() {
    let handbook = linking("[a](launch.md)")
        .file("plays/launch.md", "# Launch\n")
        .build();
    handbook.expect_problem("E502", "content/guides/page.md:3:5", "../plays/launch.md");
}

#[test]
fn capitals_that_differ_are_reported_and_the_link_works() {
    let handbook = linking("[a](Other.md#second-step)").build();
    handbook.expect_problem("E502", "content/guides/page.md:3:5", "write `other.md`");
    handbook
        .expect_page("guides/page.html")
        .contains("<a href=\"other.html#second-step\">a</a>");
}

#[test]
fn a_misspelt_anchor_is_reported_with_the_right_one() {
    let handbook = linking("[a](other.md#secnd-step)\n[b](#pge)").build();
    handbook.expect_problem(
        "E501",
        "content/guides/page.md:3:5",
        "did you mean `#second-step`?",
    );
    handbook.expect_problem(
        "E501",
        "content/guides/page.md:4:5",
        "did you mean `#page`?",
    );
}

#[test]
fn a_link_out_of_the_handbook_or_with_a_dangerous_scheme_is_an_error() {
    let handbook =
        linking("[a](../../x.md) [b](javascript:alert(1))\n<jAvAsCrIpT:alert(2)>")
            .build();
    handbook.expect_problem("E502", "content/guides/page.md:3:5", "climbs out");
    handbook.expect_problem("E508", "content/guides/page.md:3:21", "javascript:");
    handbook.expect_problem("E508", "content/guides/page.md:4:2", "javascript:");
    handbook
        .expect_page("guides/page.html")
        .lacks("javascript:");
}

#[test]
fn a_picture_without_words_is_an_error_and_one_from_elsewhere_is_not_loaded() {
    let handbook = linking("![](ring.svg)\n![Far](https://example.com/x.png)")
        .file("guides/ring.svg", "<svg/>")
        .build();
    handbook.expect_problem("E504", "content/guides/page.md:3:1", "no description");
    handbook
        .expect_page("guides/page.html")
        .lacks("<img src=\"https:")
        .contains("https://example.com/x.png\">Far</a>");
}

#[test]
fn old_addresses_lead_to_the_page() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n\n[old](/old-name/)\n")
        .file(
            "new.md",
            "---\naliases: [/old-name/, older.html]\n---\n# New\n",
        )
        .file("other.md", "---\nredirect_from: /first/\n---\n# Other\n")
        .build();
    handbook
        .expect_page("old-name/index.html")
        .contains("url=../new.html")
        .contains("href=\"../new.html\"");
    handbook.expect_page("older.html").contains("url=new.html");
    handbook
        .expect_page("first/index.html")
        .contains("url=../other.html");
    handbook
        .expect_page("index.html")
        .contains("<a href=\"new.html\">old</a>");
    handbook.expect_problem("W509", "content/index.md:3:7", "new.md");
}

#[test]
fn an_old_address_that_is_taken_is_reported_where_it_stands() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n")
        .file("a.md", "---\naliases:\n  - /b/\n---\n# A\n")
        .file("b.md", "# B\n")
        .build();
    handbook.expect_problem("E105", "content/a.md:3:5", "content/b.md");
}

#[test]
fn drafts_are_left_out_unless_asked_for() {
    let draft = || {
        Handbook::new()
            .file("index.md", "# Home\n")
            .file("new.md", "---\nstatus: draft\n---\n# Secret plan\n")
    };
    let without = draft().build();
    without
        .expect_no_output("new.html")
        .expect_no_output("new.md")
        .expect_no_problems();
    for (path, bytes) in without.everything() {
        assert!(
            !String::from_utf8_lossy(&bytes).contains("Secret plan"),
            "{path} shows the draft"
        );
    }
    draft()
        .with_drafts()
        .build()
        .expect_page("new.html")
        .contains("Secret plan");
}

#[test]
fn a_folder_of_plain_markdown_needs_no_configuration_and_no_front_matter() {
    let handbook = Handbook::plain_folder()
        .file("README.md", "# Our handbook\n\n[First](first-steps.md)\n")
        .file("first-steps.md", "No heading here.\n")
        .file("notes/Q3_plan.md", "Text\n")
        .build();
    handbook
        .expect_page("index.html")
        .contains(">Our handbook</h1>")
        .contains("first-steps.html");
    handbook
        .expect_page("first-steps.html")
        .contains(">First steps</h1>");
    handbook
        .expect_page("notes/Q3_plan.html")
        .contains(">Q3 plan</h1>");
    handbook.expect_problem("N111", "first-steps.md:1:1", "First steps");
    handbook.expect_problem("N111", "notes/Q3_plan.md:1:1", "Q3 plan");
}

#[test]
fn the_title_comes_from_front_matter_then_from_the_first_heading() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n")
        .file(
            "a.md",
            "---\ntitle: From the fields\n---\n# From the text\n",
        )
        .file("b.md", "# From *the* `text`\n\nWords.\n")
        .build();
    handbook
        .expect_page("a.html")
        .contains(">From the fields</h1>")
        .contains("<h1 id=\"from-the-text\">");
    handbook
        .expect_page("b.html")
        .contains(">From the text</h1>")
        .contains("<h1 id=\"from-the-text\">From the text</h1>");
    handbook.expect_no_problems();
}

#[test]
fn windows_line_ends_and_byte_order_marks_do_no_harm() {
    let plain = "---\ntitle: Same\nsummary: Words\n---\n\nOne\ntwo\n\n- [ ] three\n";
    let page = |text: &str| {
        let handbook = Handbook::new()
            .file("index.md", "# Home\n")
            .file("a.md", text)
            .build();
        let lines: Vec<String> = handbook
            .expect_page("a.html")
            .text
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect();
        lines
    };
    assert_eq!(page(&plain.replace('\n', "\r\n")), page(plain));
    assert_eq!(page(&format!("\u{FEFF}{plain}")), page(plain));
}

#[test]
fn names_with_blanks_and_letters_of_any_script_work() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n\n[a](My%20Page.md) [b](<Über uns/数値.md>) [c](My%20Page.md#pläne)\n")
        .file("My Page.md", "# Mine\n\n## Pläne\n")
        .file("Über uns/数値.md", "# Numbers\n")
        .build();
    handbook
        .expect_page("index.html")
        .contains("<a href=\"My-Page.html\">a</a>")
        .contains("<a href=\"%C3%9Cber-uns/%E6%95%B0%E5%80%A4.html\">b</a>")
        .contains("<a href=\"My-Page.html#pl%C3%A4ne\">c</a>");
    handbook
        .expect_page("My-Page.html")
        .contains("id=\"pläne\"");
    handbook.expect_page("Über-uns/数値.html");
    handbook.expect_no_problems();
}

#[test]
fn a_folder_without_a_page_of_its_own_lists_what_it_holds() {
    let handbook = linking("[up](../guides/)").build();
    handbook
        .expect_page("guides/index.html")
        .contains(">Guides</h1>")
        .contains("href=\"other.html\"");
    handbook
        .expect_page("guides/page.html")
        .contains("<a href=\"index.html\">up</a>");
    handbook.expect_no_problems();
}

#[test]
fn names_that_some_systems_do_not_tell_apart_are_reported_and_kept_apart() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n")
        .file("My Page.md", "# One\n")
        .file("My-Page.md", "# Two\n")
        .build();
    handbook.expect_problem("E006", "content/My-Page.md", "My Page.md");
    handbook.expect_page("My-Page.html").contains(">One</h1>");
    handbook.expect_page("My-Page-2.html").contains(">Two</h1>");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_handbook_is_not_followed_and_one_inside_is() {
    let stranger = tempfile::tempdir().expect("the temporary folder can be written");
    std::fs::write(stranger.path().join("secret.md"), "# Secret\n")
        .expect("the folder is new");
    let handbook = linking("Text");
    let content = handbook.pages_dir();
    let link = std::os::unix::fs::symlink::<std::path::PathBuf, std::path::PathBuf>;
    link(stranger.path().join("secret.md"), content.join("secret.md"))
        .expect("links are known");
    link(stranger.path().to_path_buf(), content.join("folder")).expect("links are known");
    link(content.join("guides/other.md"), content.join("twin.md"))
        .expect("links are known");
    let handbook = handbook.build();
    handbook.expect_problem("W004", "content/secret.md", "not followed");
    handbook.expect_problem("W004", "content/folder", "not followed");
    handbook.expect_no_output("secret.html");
    handbook.expect_page("twin.html").contains(">Other</h1>");
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_pages_does_not_stop_the_build() {
    let handbook = linking("Text");
    let pipe = handbook.pages_dir().join("pipe.md");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(
        made.is_ok_and(|status| status.success()),
        "mkfifo is part of every unix"
    );
    handbook
        .build()
        .expect_problem("W005", "content/pipe.md", "not a plain file");
}

#[test]
fn text_that_is_no_text_is_reported_and_the_rest_is_built() {
    let handbook = linking("Text")
        .file("latin.md", b"# Caf\xe9\n")
        .file("wide.md", b"\xff\xfe#\0 \0")
        .file("picture.md", b"\x89PNG\r\n\x1a\n\0\0\0")
        .build();
    handbook.expect_problem("E001", "content/latin.md:1:6", "UTF-8");
    handbook.expect_problem("E001", "content/wide.md", "UTF-16");
    handbook.expect_problem("E002", "content/picture.md", "not text");
    handbook.expect_page("latin.html").contains("Caf\u{FFFD}");
}

#[test]
fn every_fault_in_front_matter_is_told_on_its_own_line() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n")
        .file("a.md", "---\ntitle: Fine\nsummary: a: b\norder: ten\nreviewed: 2026-02-30\ntitel: x\nstatus: lve\n---\n\nText\n")
        .build();
    handbook
        .expect_problem("E108", "content/a.md:3:11", "second colon")
        .expect_problem("E103", "content/a.md:4:1", "whole number")
        .expect_problem("E106", "content/a.md:5:1", "2026-02-30")
        .expect_problem("E104", "content/a.md:6:1", "did you mean `title`?")
        .expect_problem("E103", "content/a.md:7:1", "draft, live or retired");
    handbook.expect_page("a.html").contains(">Fine</h1>");
}

#[test]
fn names_in_the_settings_that_nothing_has_are_told() {
    let settings = "title: Two desks\nreview: { every: { default: 90d, playbok: 120d, term: 90d } }\nloop:\n  - make-a-story\n  - run-teh-deal\n";
    let mut handbook = Handbook::two_desks().settings(settings).build();
    handbook
        .expect_problem("W024", "handbook.yml:2:34", "did you mean `playbook`?")
        .expect_problem("W024", "handbook.yml:5:5", "did you mean `run-the-deal`?");
    let mended = settings
        .replace("playbok", "playbook")
        .replace("teh", "the");
    handbook
        .edit_beside("handbook.yml", mended)
        .rebuild()
        .expect_no_problems();
}

#[test]
fn a_retired_page_keeps_its_address_and_leaves_menus_and_lists() {
    let page =
        |title: &str, more: &str| format!("---\ntitle: {title}\n{more}---\n\nWords.\n");
    let handbook = Handbook::new()
        .file("index.md", page("Home", ""))
        .file("notes/index.md", page("Notes", ""))
        .file("notes/a.md", page("Alpha", "order: 1\n"))
        .file(
            "notes/b.md",
            page(
                "Gone away",
                "order: 2\nstatus: retired\nreplaced_by: notes/a.md\n",
            ),
        )
        .file("notes/c.md", page("Gamma", "order: 3\n"))
        .build()
        .ignoring_problems();
    handbook
        .expect_page("notes/b.html")
        .contains("Gone away</h1>")
        .contains("class=\"status retired\"");
    for list in [
        "index-a-z.html",
        "notes/index.html",
        "notes/a.html",
        "notes/c.html",
    ] {
        handbook
            .expect_page(list)
            .lacks("Gone away")
            .contains("Gamma");
    }
}

#[test]
fn every_fault_in_the_settings_is_told_on_its_own_line() {
    let text = "title: Fine\nlangage: de\nhtml: maybe\nbase_url: intranet\nproblems:\n  E999: off\n  W110: loud\nsearch: { slash: maybe }\n";
    let handbook = Handbook::new()
        .settings(text)
        .file("index.md", "---\nsummary: Words\n---\n# Home\n")
        .build();
    handbook
        .expect_problem("W118", "content/index.md:1:1", "nobody answers")
        .expect_problem("E011", "handbook.yml:2:1", "did you mean `language`?")
        .expect_problem("E012", "handbook.yml:3:1", "sanitize, escape, trust")
        .expect_problem("E012", "handbook.yml:4:1", "https://")
        .expect_problem("E012", "handbook.yml:6:3", "E999")
        .expect_problem("E012", "handbook.yml:7:3", "off")
        .expect_problem("E012", "handbook.yml:8:1", "true or false");
}

#[test]
fn a_single_key_opens_the_search_only_where_the_settings_say_so() {
    let quiet = linking("Text").build().ignoring_problems();
    quiet.expect_page("index.html").lacks("data-slash");
    let loud = linking("Text")
        .settings("search: { slash: true }\nfeedback: { url: \"mailto:a@b.example?subject=[{kind}] {title}\" }\n")
        .build()
        .ignoring_problems();
    loud.expect_page("index.html")
        .contains("data-slash")
        .contains("data-ask=\"mailto:a@b.example?subject=%5Bsearch%5D%20{title}\"");
}

#[test]
fn the_settings_decide_how_much_a_problem_matters() {
    let off = linking("[a](othr.md)")
        .settings("problems: { E502: off, W110: off, W118: off, W505: off }\n")
        .build();
    off.expect_no_problems();
    let warn = linking("[a](othr.md)")
        .settings("problems: { E502: warn, W110: off, W118: off, W505: off }\n")
        .build();
    assert!(!tandem::build::has_errors(&warn.build.problems));
    warn.expect_problem("E502", "content/guides/page.md:3:5", "other.md");
}

#[test]
fn a_page_for_wrong_addresses_and_an_a_to_z_are_always_there() {
    let handbook = linking("Text").build();
    handbook
        .expect_page("404.html")
        .contains("<h1>")
        .contains("index.html");
    handbook
        .expect_page("index-a-z.html")
        .contains("guides/other.html")
        .contains("guides/page.html")
        .contains(">O</h2>");
    handbook.expect_no_problems();
}

#[test]
fn the_page_for_wrong_addresses_works_at_any_depth() {
    let handbook = linking("Text")
        .settings("base_path: /teams/handbook/\nproblems: { W110: off, W118: off, W505: off }\n")
        .build();
    handbook
        .expect_page("404.html")
        .contains("href=\"/teams/handbook/index.html\"")
        .contains("href=\"/teams/handbook/assets/");
    handbook.expect_no_problems();
}

#[test]
fn the_page_for_wrong_addresses_offers_what_readers_come_for() {
    let home = "# Home\n\n## What brings you here? {#situations}\n\n- **I am new.** [Begin here](guides/page.md)\n";
    let handbook = linking("Text")
        .file("index.md", home)
        .settings("base_path: /teams/\nproblems: { W110: off, W118: off, W505: off }\n")
        .build();
    handbook
        .expect_page("404.html")
        .contains("<h2>What brings you here?</h2>")
        .contains(
            "href=\"/teams/guides/page.html\"><h3 class=\"row-title\">I am new.</h3>",
        )
        .contains("Begin here");
    handbook.expect_no_problems();
}

#[test]
fn every_page_says_when_it_was_built_and_with_what() {
    let handbook = linking("Text").build();
    let line = concat!(
        "<span>Built on 20 Nov 2026 with Tandem ",
        env!("CARGO_PKG_VERSION")
    );
    handbook
        .expect_page("guides/page.html")
        .contains(&format!("{line}</span>"));
}

#[test]
fn a_404_page_of_ones_own_takes_the_place() {
    let handbook = linking("Text")
        .file("404.md", "# Lost\n\nAsk [us](guides/page.md).\n")
        .build();
    handbook
        .expect_page("404.html")
        .contains(">Lost</h1>")
        .contains("guides/page.html\">us</a>");
    handbook.expect_page("index-a-z.html").lacks(">Lost<");
    handbook.expect_no_problems();
}

#[test]
fn programs_get_every_page_as_markdown_and_a_list_of_them() {
    let handbook = linking("See [it](/guides/other.md#second-step).").build();
    handbook
        .expect_page("guides/page.md")
        .contains("# Page")
        .contains("[it](other.html#second-step)");
    handbook
        .expect_page("llms.txt")
        .contains("# Home")
        .contains("- [Page](guides/page.md)");
    handbook
        .expect_page("guides/page.html")
        .contains("<link rel=\"alternate\" type=\"text/markdown\" href=\"page.md\">");
    handbook.expect_no_problems();
}

#[test]
fn a_sitemap_is_written_only_where_the_address_is_known() {
    linking("Text")
        .build()
        .expect_no_output("sitemap.xml")
        .expect_no_problems();
    let handbook = linking("Text")
        .settings("base_url: https://x.example/hb\nproblems: { W110: off, W118: off, W505: off }\n")
        .build();
    handbook
        .expect_page("sitemap.xml")
        .contains("<loc>https://x.example/hb/guides/page.html</loc>")
        .lacks("404.html");
    handbook.expect_no_problems();
}

#[test]
fn short_addresses_are_a_setting() {
    let handbook = linking("[a](other.md) [h](/)")
        .settings("url_style: pretty\nproblems: { W110: off, W118: off, W505: off }\n")
        .build();
    handbook
        .expect_page("guides/page/index.html")
        .contains("<a href=\"../other/\">a</a>")
        .contains("<a href=\"../../\">h</a>");
    handbook
        .expect_page("guides/page/index.md")
        .contains("# Page");
    handbook.expect_no_problems();
}

#[test]
fn one_file_of_the_theme_can_be_replaced() {
    let handbook = linking("Text")
        .beside(
            "themes/default/templates/partials/footer.html",
            "<footer>Ours</footer>",
        )
        .build();
    handbook
        .expect_page("guides/page.html")
        .contains("<footer>Ours</footer>")
        .contains(">Page</h1>");
    handbook.expect_no_problems();
}

#[test]
fn a_theme_of_ones_own_needs_only_what_differs() {
    let handbook = linking("Text")
        .settings("theme: ours\nproblems: { W110: off, W118: off, W505: off }\n")
        .beside(
            "themes/ours/templates/page.html",
            "<title>{{ page.title }}</title>{{ body | safe }}",
        )
        .build();
    handbook
        .expect_page("guides/page.html")
        .contains("<title>Page</title><p>Text</p>");
    handbook.expect_page("index.html").contains(">Home</h1>");
    handbook.expect_no_problems();
    let missing = linking("Text")
        .settings("theme: gone\nproblems: { W110: off, W118: off, W505: off }\n")
        .build();
    missing.expect_problem("E021", "handbook.yml:1:8", "themes/gone");
}

#[test]
fn the_files_of_styles_are_published_as_one_sheet_in_the_order_of_their_names() {
    let page = "---\nsummary: Words\n---\n# Home\n";
    let css_of = |handbook: &Built| {
        let path = handbook.path_like("assets/theme.", ".css");
        let bytes = handbook.output(&path).expect("the sheet is written");
        String::from_utf8(bytes).expect("the sheet is text")
    };
    let shipped = css_of(&Handbook::new().file("index.md", page).build());
    assert!(!shipped.contains("/*") && !shipped.contains('\n'));
    assert!(shipped.contains("url(fonts/schibsted-grotesk."));
    assert!(
        !shipped.contains("grotesk.woff2"),
        "fonts have a digest in their names"
    );
    let own = Handbook::new()
        .file("index.md", page)
        .beside("themes/default/styles/10-fonts.css", "i { color: one; }")
        .beside("themes/default/styles/85-ours.css", "i { color: two; }")
        .beside("themes/default/styles/95-ours.css", "i { color: three; }")
        .build();
    let css = css_of(&own);
    assert!(css.starts_with("i{color:one}:root{"), "{}", &css[..40]);
    assert!(css.contains("i{color:two}") && !css.contains("i{color:three}"));
    let last = own.output(&own.path_like("assets/own.", ".css"));
    assert_eq!(last.as_deref(), Some(&b"i{color:three}"[..]));
    let whole = Handbook::new()
        .file("index.md", page)
        .beside("themes/default/theme.css", "i { color: all; }");
    assert_eq!(css_of(&whole.build()), "i{color:all}");
}

#[test]
fn sheets_stand_behind_those_that_they_import() {
    let css_of = |handbook: &Built, name: &str| {
        let bytes = handbook.output(&handbook.path_like(name, ".css"));
        String::from_utf8(bytes.expect("the sheet is written")).expect("it is text")
    };
    let handbook = Handbook::new()
        .file("index.md", "---\nsummary: Words\n---\n# Home\n")
        .beside(
            "themes/default/loop.css",
            "@import \"home.css\";\ni { color: loop; }",
        )
        .beside(
            "themes/default/styles/95-ours.css",
            "@import \"../extra.css\";\n@import \"gone.css\";\ni { color: ours; }",
        )
        .beside("themes/default/extra.css", "i { color: extra; }")
        .build();
    let own = css_of(&handbook, "assets/own.");
    assert_eq!(own, "i{color:extra}@import \"gone.css\";i{color:ours}");
    let home = css_of(&handbook, "assets/home.");
    assert!(home.starts_with("i{color:loop}"), "{}", &home[..40]);
    assert_eq!(home.matches("i{color:loop}").count(), 1, "a circle ends");
    assert!(home.contains(".hero{") && !home.contains("@import"));
    let process = css_of(&handbook, "assets/process.");
    assert!(process.contains("i{color:loop}") && process.contains(".spine{"));
}

#[test]
fn a_template_that_asks_for_what_does_not_exist_is_told_what_does() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n")
        .file("a.md", "# A\n\nStill here.\n")
        .beside(
            "themes/default/templates/page.html",
            "<h1>\n  {{ page.titel }}\n</h1>\n",
        )
        .build();
    let place = "themes/default/templates/page.html:2:11";
    handbook.expect_problem("E020", place, "breadcrumbs, children");
    handbook.expect_page("a.html").contains("Still here.");
}

#[test]
fn a_template_that_cannot_be_read_gives_way_to_the_shipped_one() {
    let handbook = linking("Text")
        .beside("themes/default/templates/page.html", "<h1>\n{% if %}\n")
        .build();
    handbook.expect_problem("E020", "themes/default/templates/page.html:2:7", "");
    handbook
        .expect_page("guides/page.html")
        .contains(">Page</h1>")
        .contains("<p>Text</p>");
}

#[test]
fn raw_html_follows_the_settings() {
    let text = "<b onclick=\"x()\">bold</b> <script>alert(1)</script>";
    let with = |policy: &str| {
        linking(text)
            .settings(&format!(
                "html: {policy}\nproblems: {{ W110: off, W118: off, W505: off }}\n"
            ))
            .build()
    };
    let clean = with("sanitize");
    clean
        .expect_page("guides/page.html")
        .contains("<b>bold</b>")
        .lacks("alert(1)")
        .lacks("onclick");
    clean.expect_problem("W115", "content/guides/page.md:3:1", "<script>");
    with("escape")
        .expect_page("guides/page.html")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    with("trust")
        .expect_page("guides/page.html")
        .contains("<script>alert(1)</script>");
}

#[test]
fn an_unclosed_script_takes_its_paragraph_and_not_the_page() {
    let handbook = linking("Before <script> gone\n\nAfter").build();
    handbook
        .expect_page("guides/page.html")
        .contains("<p>After</p>")
        .lacks("gone");
    handbook.expect_problem("W115", "content/guides/page.md:3:8", "<script>");
}

#[test]
fn a_link_to_the_title_of_a_page_finds_it() {
    let handbook = linking("[own](#page) [other](other.md#other)").build();
    handbook
        .expect_page("guides/page.html")
        .contains("<h1 id=\"page\">")
        .contains("href=\"#page\"");
    handbook
        .expect_page("guides/other.html")
        .contains("<h1 id=\"other\">");
    handbook.expect_no_problems();
}

#[test]
fn nothing_in_a_title_or_name_becomes_markup() {
    let nasty = "\"><script>alert(1)</script>";
    let handbook = Handbook::new()
        .file("index.md", format!("---\ntitle: '{nasty}'\nsummary: '{nasty}'\n---\n\n[x](a.md \"{nasty}\")\n"))
        .file("a.md", format!("---\ntitle: '{nasty}'\naliases: ['/old/']\n---\n\n## {nasty}\n"))
        .build()
        .ignoring_problems();
    for (path, bytes) in handbook.everything() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !path.ends_with(".html") || !text.contains("<script>alert"),
            "{path}: {text}"
        );
    }
}

#[test]
fn no_page_has_inline_styles_or_scripts_or_loads_from_elsewhere() {
    let handbook = linking("| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n```rust\nfn main() {}\n```\n\n> [!NOTE]\n> x\n\n- [ ] y\n")
        .file("old.md", "---\naliases: [/older/]\n---\n# Old\n")
        .build();
    for (path, bytes) in handbook.everything() {
        if !path.ends_with(".html") {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains(" style=") && !text.contains("<style"),
            "{path} has a style"
        );
        for script in text.match_indices("<script").map(|(at, _)| &text[at..]) {
            let tag = &script[..script.find('>').expect("a tag ends")];
            assert!(tag.contains(" src=\""), "{path} has a script in it: {tag}");
        }
        for event in [" onclick=", " onload=", " onerror="] {
            assert!(!text.contains(event), "{path} has {event}");
        }
        for load in [
            " src=\"http",
            " src=\"//",
            "<link rel=\"stylesheet\" href=\"http",
        ] {
            assert!(!text.contains(load), "{path} loads from elsewhere");
        }
        assert!(
            text.contains("Content-Security-Policy"),
            "{path} has no policy"
        );
    }
    handbook.expect_no_problems();
}

#[test]
fn hidden_files_and_those_of_editors_are_no_content() {
    let handbook = linking("Text")
        .file(".obsidian/x.md", "# X\n")
        .file("page.md~", "x")
        .file("#page.md#", "x")
        .file(".DS_Store", "x")
        .file("node_modules/x/README.md", "# X\n")
        .build();
    handbook.expect_no_problems();
    let paths = handbook.paths();
    assert!(
        !paths.iter().any(|path| path.contains("obsidian")
            || path.contains("node_modules")
            || path.contains('~')),
        "{paths:?}"
    );
}

#[test]
fn an_empty_handbook_still_is_one() {
    let handbook = Handbook::new().build();
    handbook
        .expect_page("index.html")
        .contains(">Handbook</h1>");
    handbook.expect_no_problems();
}

#[test]
fn every_link_on_every_page_leads_to_a_file_of_the_output() {
    let handbook = linking("[a](other.md) [b](/)")
        .file("deep/er/page.md", "---\naliases: [/x/y/]\n---\n# Deep\n")
        .build();
    let all = handbook.everything();
    for (path, bytes) in all
        .iter()
        .filter(|(path, _)| path.ends_with(".html") && *path != "404.html")
    {
        let text = String::from_utf8_lossy(bytes);
        for (at, name) in text
            .match_indices("href=\"")
            .chain(text.match_indices("src=\""))
        {
            let address = &text[at + name.len()..];
            let address = &address[..address.find('"').expect("an attribute ends")];
            let file = address.split('#').next().unwrap_or("");
            if file.is_empty() || file.contains(':') {
                continue;
            }
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target =
                tandem::paths::resolve(folder, &tandem::paths::percent_decode(file));
            assert!(
                target.is_some_and(|target| all.contains_key(&target)),
                "{path}: {address}"
            );
        }
    }
    handbook.expect_no_problems();
}

#[test]
fn a_draft_that_is_not_shown_has_no_problems_yet() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n")
        .file(
            "draft.md",
            "---\nstatus: draft\nowners:\n  marketing:\n---\n\n# Draft\n",
        )
        .build();
    handbook.expect_no_problems();
}

#[test]
fn a_link_to_a_draft_says_that_it_is_one() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n\n[d](draft.md)\n")
        .file("draft.md", "---\nstatus: draft\n---\n\n# Draft\n")
        .build();
    handbook.expect_problem("E502", "content/index.md:3:5", "is a draft");
}

#[test]
fn pretty_addresses_let_a_page_speak_for_the_folder_of_its_name() {
    let handbook = Handbook::new()
        .settings("title: T\nurl_style: pretty\nproblems: { W110: off, W118: off, W505: off }\n")
        .file("index.md", "# Home\n\n[g](guide.md) [i](guide/inner.md)\n")
        .file("guide.md", "# Guide\n")
        .file("guide/inner.md", "# Inner\n")
        .build();
    handbook.expect_no_problems();
    handbook
        .expect_page("index.html")
        .contains("href=\"guide/\"");
    handbook.expect_page("guide/index.html").contains("Guide");
}

#[test]
fn trusted_html_leads_to_pages_and_pictures_too() {
    let handbook = Handbook::new()
        .settings(
            "title: T\nhtml: trust\nproblems: { W110: off, W118: off, W505: off }\n",
        )
        .file(
            "index.md",
            "# Home\n\n<a href=\"other.md\"><img src='a.png' alt=\"A\"></a>\n",
        )
        .file("other.md", "# Other\n")
        .file("a.png", b"png")
        .build();
    handbook.expect_no_problems();
    let picture = handbook.path_like("a.", ".png");
    handbook
        .expect_page("index.html")
        .contains("<a href=\"other.html\">")
        .contains(&format!("<img src=\"{picture}\" alt=\"A\">"));
}

#[test]
fn a_file_where_a_folder_is_to_be_is_an_error_that_names_both() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n")
        .file("guide.md", "# Guide\n")
        .file("guide.html/inner.md", "# Inner\n")
        .build();
    handbook.expect_problem("E006", "content/guide.md", "guide.html");
}

#[test]
fn old_addresses_are_decoded_and_whole_web_addresses_are_refused() {
    let handbook = Handbook::new()
        .file("index.md", "---\ntitle: Home\naliases: [\"/%C3%BCber/\", \"https://x.example/y\", \"/a?b\"]\n---\n")
        .build();
    handbook
        .expect_page("über/index.html")
        .contains("url=../index.html");
    handbook.expect_problem("E105", "content/index.md:3:27", "https://x.example/y");
    handbook.expect_problem("E105", "content/index.md:3:50", "/a?b");
}

#[test]
fn pages_that_the_tool_writes_can_be_linked_to() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n\n[a](index-a-z.html) [l](/llms.txt)\n")
        .build();
    handbook.expect_no_problems();
}

#[test]
fn a_misspelt_side_is_an_error() {
    let handbook = Handbook::new()
        .file(
            "index.md",
            "---\ntitle: Home\nowners: { marketin: x, sales: y }\n---\n",
        )
        .build();
    handbook.expect_problem("E103", "content/index.md:3:11", "marketin");
}

#[test]
fn an_own_word_list_needs_only_the_words_that_differ() {
    let handbook = Handbook::new()
        .file("index.md", "# Home\n")
        .beside(
            "themes/default/strings.yaml",
            "en:\n  skip: \"To the text\"\n",
        )
        .build();
    handbook.expect_no_problems();
    handbook
        .expect_page("index.html")
        .contains("To the text")
        .contains("Menu");
}

#[test]
fn headings_never_take_the_ids_of_the_page_around_them() {
    let handbook = Handbook::new()
        .file(
            "index.md",
            "# Home\n\n## Main\n\n## Menu\n\n## fn-1\n\nx[^1]\n\n[^1]: note\n",
        )
        .build();
    let page = handbook.expect_page("index.html");
    page.contains("id=\"main\"")
        .contains("id=\"fn-1-1\"")
        .contains("<li id=\"fn-1\">");
}
