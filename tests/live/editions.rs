//! What a server shows that serves one edition: nothing of the others, whatever is saved.

use super::handbook::Handbook;

const SETTINGS: &str = "title: Two desks\naudiences: [partner, north]\n";
const PRICES: &str = "---\ntitle: Prices\naudience: [partner]\n---\n\nElevenpercent.\n";
const MEETING: &str = "# Meeting\n\nOn Tuesdays.\n\n::: only {for=partner}\n\nTwelvepercent.\n\n:::\n\nSee [the prices](prices.md).\n";

fn served(audience: &str) -> Handbook {
    let files = [
        ("handbook.yml", SETTINGS),
        ("content/index.md", "# Home\n\nWelcome.\n"),
        ("content/prices.md", PRICES),
        ("content/meeting.md", MEETING),
    ];
    Handbook::serve_edition(&files, audience)
}

/// Everything that a reader of the server can ask for, as far as it says where it is.
fn said(handbook: &Handbook) -> String {
    let paths = [
        "index.html",
        "meeting.html",
        "meeting.md",
        "index-a-z.html",
        "llms.txt",
        "sitemap.xml",
        "search/terms.js",
    ];
    paths
        .map(|path| handbook.get(&format!("/{path}")).body)
        .join("\n")
}

#[test]
fn an_edition_that_is_served_says_nothing_of_the_others() {
    let handbook = served("north");
    handbook.wait_for_text("/meeting.html", "On Tuesdays.");
    assert_eq!(handbook.get("/prices.html").status, 404);
    for secret in ["Elevenpercent", "Twelvepercent", "prices.html", "prices.md"] {
        assert!(!said(&handbook).contains(secret), "{secret} is served");
    }
    let own = served("partner");
    own.wait_for_text("/meeting.html", "Twelvepercent");
    own.wait_for_text("/prices.html", "Elevenpercent");
}

#[test]
fn what_is_marked_or_unmarked_while_it_is_served_goes_and_comes() {
    let handbook = served("north");
    handbook.wait_for_text("/meeting.html", "On Tuesdays.");
    // What is for others changes, and with it something that is for all.
    handbook.save(
        "content/meeting.md",
        &MEETING
            .replace("Twelve", "Thirteen")
            .replace("Tuesdays", "Fridays"),
    );
    handbook.wait_for_text("/meeting.html", "On Fridays.");
    assert!(!said(&handbook).contains("Thirteenpercent"));
    handbook.save(
        "content/meeting.md",
        &MEETING.replace("for=partner", "for=north"),
    );
    handbook.wait_for_text("/meeting.html", "Twelvepercent");
    handbook.save("content/prices.md", &PRICES.replace("partner", "north"));
    handbook.wait_for_text("/prices.html", "Elevenpercent");
    handbook.wait_for_text("/meeting.html", "prices.html");
    handbook.save("content/prices.md", PRICES);
    handbook.wait_for("/prices.html", |answer| answer.status == 404);
    handbook.wait_for("/meeting.html", |answer| {
        !answer.body.contains("prices.html")
    });
    assert!(!said(&handbook).contains("Elevenpercent"));
}
