//! Typefaces, mark, card, words and single rules of a handbook's own.

mod common;

use common::Handbook;

const PAGE: &str = "---\nsummary: Words\n---\n# Home\n";

fn with(settings: &str) -> Handbook {
    let settings = format!("{settings}\nproblems: {{ W118: off }}\n");
    Handbook::new().settings(&settings).file("index.md", PAGE)
}

#[test]
fn typefaces_come_from_files_or_from_the_device() {
    let built = with("fonts:\n  sans: [fonts/house.woff2, fonts/house-bold.woff2]\n  voice: serif\ntheme: house")
        .file("fonts/house.woff2", "wOF2 font")
        .beside("themes/house/fonts/house-bold.woff2", "wOF2 bold font")
        .build();
    let css = built.output(&built.path_like("assets/theme.", ".css"));
    let css = String::from_utf8(css.expect("it is written")).expect("it is text");
    for part in [
        "src:url(\"../fonts/house.woff2\");font-weight:1 549;font-style:normal",
        "src:url(\"fonts/house-bold.",
        "--sans:\"Handbook sans\",ui-sans-serif,system-ui,sans-serif",
        "--voice:ui-serif,Charter,",
    ] {
        assert!(css.contains(part), "{part} is missing");
    }
    built.expect_no_problems();
}

#[test]
fn what_is_no_typeface_is_told_where_it_stands() {
    let built = with("fonts:\n  sans: fonts/hause.woff2\n  voic: serif")
        .file("fonts/house.woff2", "wOF2 font")
        .build();
    built.expect_problem(
        "E012",
        "handbook.yml:2:9",
        "did you mean `fonts/house.woff2`?",
    );
    built.expect_problem("E011", "handbook.yml:3:3", "did you mean `voice`?");
    let built = with("fonts: { sans: \"}; body { display: none\" }").build();
    built.expect_problem("E012", "handbook.yml:1:17", "is not a typeface");
    let built = with("fonts: { sans: ../secret.woff2 }").build();
    built.expect_problem("E012", "handbook.yml:1:16", "a file in the content folder");
}

#[test]
fn a_word_for_a_typeface_that_is_nearly_one_is_told() {
    let built = with("fonts:\n  sans: geometrical\n  voice: oldstyle").build();
    built.expect_problem("E012", "handbook.yml:2:9", "did you mean `geometric`?");
    built.expect_problem("E012", "handbook.yml:3:10", "did you mean `old-style`?");
    with("fonts:\n  sans: Oldstyle, serif\n  voice: Zilla Slab")
        .build()
        .expect_no_problems();
}

#[test]
fn a_path_from_the_root_is_told_without_its_folder() {
    let built = with("mark: content/brand/mark.svg\ntheme: house\nfonts:\n  sans: themes/house/house.woff2")
        .file("brand/mark.svg", "<svg/>")
        .beside("themes/house/house.woff2", "wOF2 font")
        .build();
    built.expect_problem("E012", "handbook.yml:1:7", "leave out `content/`");
    built.expect_problem("E012", "handbook.yml:4:9", "write `house.woff2`");
}

#[test]
fn a_file_that_is_not_what_its_ending_says_is_told() {
    let built = with("mark: mark.svg\nfonts:\n  sans: house.woff2")
        .file("mark.svg", b"\x89PNG")
        .file("house.woff2", "OTTO")
        .build();
    built.expect_problem("E012", "handbook.yml:1:7", "its ending `.svg`");
    built.expect_problem("E012", "handbook.yml:3:9", "save it as .woff2");
}

#[test]
fn a_theme_that_is_not_there_is_told_where_it_is_named() {
    let hause = with("language: en\ntheme: hause");
    let built = hause.beside("themes/house/notes.txt", "x").build();
    built.expect_problem("E021", "handbook.yml:2:8", "did you mean `house`?");
    let built = with("theme: autumn")
        .beside("themes/house/notes.txt", "x")
        .build();
    built.expect_problem("E021", "handbook.yml:1:8", "the themes are house");
    let built = with("theme: autumn").build();
    built.expect_problem("E021", "handbook.yml:1:8", "make the folder");
}

#[test]
fn a_mark_takes_the_place_of_ours_and_is_the_icon() {
    let built = with("mark: brand/mark.svg")
        .file(
            "brand/mark.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        )
        .build();
    let mark = built.path_like("brand/mark.", ".svg");
    built
        .expect_page("index.html")
        .contains(&format!("<link rel=\"icon\" href=\"{mark}\">"))
        .contains(&format!("<img class=\"mark own\" src=\"{mark}\""));
    built.expect_no_problems();
    with("").build().expect_page("index.html").lacks("mark own");
}

#[test]
fn search_engines_are_kept_out_unless_the_settings_let_them_in() {
    let robots = "<meta name=\"robots\" content=\"noindex\">";
    with("").build().expect_page("index.html").contains(robots);
    let open = with("noindex: false").build();
    open.expect_page("index.html").lacks(robots);
}

#[test]
fn a_card_is_there_only_where_it_is_asked_for_and_the_address_is_known() {
    let plain = with("base_url: https://intranet.example/book/").build();
    plain.expect_page("index.html").lacks("og:");
    let built = with(
        "base_url: https://intranet.example/book/\nsocial_card: { image: card.png }",
    )
    .file("card.png", b"\x89PNG picture")
    .build();
    let card = built.path_like("card.", ".png");
    built
        .expect_page("index.html")
        .contains("<meta property=\"og:title\" content=\"Home\">")
        .contains("<meta property=\"og:url\" content=\"https://intranet.example/book/index.html\">")
        .contains(&format!("content=\"https://intranet.example/book/{card}\""));
    built.expect_no_problems();
    let aimless = with("social_card: true").build();
    aimless.expect_problem("E012", "handbook.yml:1:1", "add `base_url`");
    aimless.expect_page("index.html").lacks("og:");
}

#[test]
fn a_language_without_words_is_told() {
    let built = with("language: fr").build();
    built.expect_problem(
        "W022",
        "handbook.yml:1:11",
        "no words of the interface in `fr`",
    );
    with("language: de-AT").build().expect_no_problems();
    let begun = with("language: fr\ntheme: maison")
        .beside(
            "themes/maison/strings.yaml",
            "fr:\n  skip: Aller au texte\n  fidn: Chercher\n",
        )
        .build();
    begun.expect_problem("W022", "themes/maison/strings.yaml:1:1", "`fr` lacks");
    begun.expect_problem(
        "W023",
        "themes/maison/strings.yaml:3:3",
        "did you mean `find`?",
    );
    begun.expect_page("index.html").contains("Aller au texte");
}

#[test]
fn a_word_that_changes_nothing_is_told_on_its_line() {
    let words = "\
english:
  find: Look
search: Ask
en:
  search_button: Go
  find_page: Look
  zzz: x
  search: [a]
  reviewed_on: \"On {dte}\"
  find: \"Find {n}\"
  own_help: Call {whom}
  kind_recipe: Recipe
";
    let built = with("theme: house")
        .beside("themes/house/strings.yaml", words)
        .build();
    for (place, part) in [
        ("1:1", "did you mean `en`?"),
        ("3:1", "`search` stands outside of every language"),
        ("5:3", "is called `own_search_button`"),
        ("6:3", "is called `own_find_page`"),
        ("7:3", "the interface has no word `zzz`"),
        ("8:3", "`search` must be text, not a list"),
        ("9:20", "did you mean `{date}`?"),
        ("10:15", "nothing is filled in here"),
    ] {
        let place = format!("themes/house/strings.yaml:{place}");
        built.expect_problem("W023", &place, part);
    }
}

#[test]
fn single_rules_come_last_and_single_words_win() {
    let built = with("theme: house")
        .beside(
            "themes/house/styles/own.css",
            ":root { --measure: 38rem; --bg: url(../bg.png); }\n",
        )
        .beside("themes/house/bg.png", "picture")
        .beside(
            "themes/house/strings.yaml",
            "en:\n  skip: Straight to the text\n",
        )
        .build();
    let own = built.path_like("assets/own.", ".css");
    let css = built.output(&own);
    let css = String::from_utf8(css.expect("it is written")).expect("it is text");
    let picture = built.path_like("assets/bg.", ".png");
    let picture = picture.trim_start_matches("assets/");
    assert_eq!(css, format!(":root{{--measure:38rem;--bg:url({picture})}}"));
    let page = built.output("index.html").expect("the start page is there");
    let page = String::from_utf8(page).expect("it is text");
    let (_, last) = page
        .rsplit_once("rel=\"stylesheet\" href=\"")
        .expect("it has sheets");
    assert!(last.starts_with(&own), "it is the last sheet: {last}");
    built
        .expect_page("index.html")
        .contains("Straight to the text");
    built.expect_no_problems();
}

#[test]
fn a_file_of_components_can_be_replaced() {
    let shipped =
        tandem::input::theme::shipped_text("templates/partials/components.html");
    let own = shipped
        .expect("it is shipped")
        .replace("class=\"icon\"", "class=\"icon own\"");
    let built = with("theme: house")
        .beside("themes/house/templates/partials/components.html", &own)
        .build();
    built
        .expect_page("index.html")
        .contains("class=\"icon own\"");
    built.expect_no_problems();
}

#[test]
fn a_file_that_nothing_asks_for_is_told() {
    let built = with("theme: house")
        .beside("themes/house/templates/kind-proces.html", "x")
        .build();
    built.expect_problem(
        "W023",
        "themes/house/templates/kind-proces.html",
        "did you mean `templates/kind-process.html`?",
    );
}

#[test]
fn a_sheet_at_the_top_of_a_theme_does_not_mix_with_the_one_in_its_place() {
    let built = with("theme: house")
        .beside("themes/house/own.css", "b { color: red; }\n")
        .beside("themes/house/styles/own.css", "i { color: blue; }\n")
        .build();
    let own = built.output(&built.path_like("assets/own.", ".css"));
    assert_eq!(own.as_deref(), Some(&b"i{color:blue}"[..]));
    let help = "every page loads `styles/own.css`";
    built.expect_problem("W023", "themes/house/own.css", help);
}

#[test]
fn a_file_where_nothing_reads_it_is_told_the_right_path() {
    let cases = [
        (
            "templates/footer.html",
            "is `templates/partials/footer.html`",
        ),
        ("page.html", "the shipped one is `templates/page.html`"),
        (
            "partials/footer.html",
            "is `templates/partials/footer.html`",
        ),
        (
            "templates/foot.html",
            "did you mean `templates/partials/footer.html`?",
        ),
        (
            "templates/kind-recipe.html",
            "there is no kind `recipe`; the kinds are",
        ),
        (
            "templates/greeting.html",
            "include it in a template that is read",
        ),
        ("strings.yml", "did you mean `strings.yaml`?"),
        ("house.css", "every page loads the sheets in `styles/`"),
    ];
    let all = cases.iter().fold(with("theme: house"), |built, (path, _)| {
        built.beside(&format!("themes/house/{path}"), "x")
    });
    let built = all.build();
    for (path, help) in cases {
        built.expect_problem("W023", &format!("themes/house/{path}"), help);
    }
}

#[test]
fn what_templates_and_sheets_of_a_theme_name_is_read() {
    with("theme: house")
        .beside(
            "themes/house/templates/page.html",
            "{% extends \"default/page.html\" %}\n{% block before %}{% include \"greeting.html\" %}{{ <wave /> }}{% endblock before %}\n",
        )
        .beside("themes/house/templates/greeting.html", "Hello\n")
        .beside(
            "themes/house/templates/waves.html",
            "{% component wave() %}~{% endcomponent wave %}\n",
        )
        .beside("themes/house/styles/own.css", "b { background: url(../footer.svg); }\n")
        .beside("themes/house/footer.svg", "<svg/>")
        .beside("themes/house/later.png", "picture")
        .build()
        .expect_no_problems();
}

#[test]
fn sheets_beside_a_whole_sheet_are_told() {
    let built = with("theme: house")
        .beside("themes/house/theme.css", "b { color: red; }\n")
        .beside("themes/house/styles/own.css", "i { color: blue; }\n")
        .build();
    let why = "`theme.css` takes the place of all sheets";
    built.expect_problem("W023", "themes/house/styles/own.css", why);
}

#[test]
fn a_wrong_name_in_a_template_is_told_with_the_right_one() {
    let built = with("theme: house")
        .beside(
            "themes/house/templates/page.html",
            "{% extends \"article.html\" %}\n{% block before %}<b>{{ page.titel }}</b>{% endblock before %}\n",
        )
        .file("more.md", "---\nsummary: More of it\n---\n# More\n\n[Home](index.md)\n")
        .build();
    let place = "themes/house/templates/page.html:2:30";
    built.expect_problem("E020", place, "did you mean `title`?");
    // The page of the fixture that nothing links to.
    built.expect_problem("W505", "content/more.md:1:1", "no other page leads here");
}

/// A fault in one template of a theme, told at a place with a remedy.
#[track_caller]
fn expect_fault(name: &str, text: &str, place: &str, part: &str) {
    let built = with("theme: house")
        .beside(&format!("themes/house/templates/{name}"), text)
        .build();
    built.expect_problem(
        "E020",
        &format!("themes/house/templates/{name}:{place}"),
        part,
    );
}

#[test]
fn a_tag_that_is_not_closed_is_told_where_it_opens() {
    let text = "<p>\n{% if page.title %}\nHello\n";
    let part = "`{% if page.title %}` is not closed";
    expect_fault("partials/footer.html", text, "2:1", part);
    let text = "{% extends \"default/page.html\" %}\n{% block before %}\n{% for x in page.children %}\n{% endblock before %}\n";
    expect_fault("page.html", text, "3:1", "write `{% endfor %}`");
}

#[test]
fn a_name_that_the_template_language_does_not_have_is_told_with_the_nearest() {
    let name = "partials/footer.html";
    for (text, place, part) in [
        ("{{ page.title | uper }}", "1:17", "did you mean `upper`?"),
        (
            "{{ <icn name=\"cross\" /> }}",
            "1:4",
            "did you mean `icon`?",
        ),
        (
            "{% include \"header.html\" %}",
            "1:12",
            "did you mean `partials/header.html`?",
        ),
        (
            "{% include \"default/partials/menu.html\" %}",
            "1:12",
            "write that",
        ),
        ("{{ t.own_help }}", "1:6", "add `own_help` to strings.yaml"),
        ("{{ titel }}", "1:4", "did you mean `page.title`?"),
    ] {
        expect_fault(name, text, place, part);
    }
}

#[test]
fn a_template_that_extends_the_wrong_thing_is_told_what_is_there() {
    for (text, place, part) in [
        (
            "{% extends \"artcle.html\" %}",
            "1:1",
            "did you mean `article.html`?",
        ),
        (
            "{% extends \"default/page.html\" %}{% block befor %}x{% endblock befor %}",
            "1:43",
            "did you mean `before`?",
        ),
        (
            "{% extends \"page.html\" %}",
            "1:1",
            "write `default/page.html`",
        ),
    ] {
        expect_fault("page.html", text, place, part);
    }
}

#[test]
fn a_wrong_name_on_every_page_is_told_once() {
    let footer = "themes/default/templates/partials/footer.html";
    let built = Handbook::two_desks()
        .beside(footer, "{{ company }}")
        .build();
    let place = "themes/default/templates/partials/footer.html:1:4";
    built.expect_problem("E020", place, "`site` has: ");
    built.expect_no_problems();
}

#[test]
fn one_block_puts_a_line_into_the_foot_of_every_page() {
    let built = with("theme: house")
        .beside(
            "themes/house/templates/base.html",
            "{% extends \"default/base.html\" %}\n{% block foot %}<p class=\"foot-in\">{{ t.own_help }}</p>{% endblock foot %}\n",
        )
        .beside(
            "themes/house/strings.yaml",
            "en:\n  own_help: Questions? Call the help desk\n",
        )
        .build();
    let line = "<p class=\"foot-in\">Questions? Call the help desk</p>\n</footer>";
    for page in ["index.html", "404.html", "index-a-z.html"] {
        built.expect_page(page).contains(line);
    }
    built.expect_no_problems();
}
