//! `search`: what the browser's search would answer.

use std::io::{self, BufRead};

use serde_json::{Value, json};

use super::Outcome;
use super::args::{Format, SearchArguments};
use super::console::Console;
use super::project::Project;
use crate::build::Engine;
use crate::build::expected::{self, Rank};
use crate::input::Purpose;
use crate::search::engine::{self, Answer, Card, Ending, Hit, Options};
use crate::search::indexed::Side;
use crate::search::notes::Name;

/// Answers one query, or one a line.
pub fn run(project: &Project, arguments: &SearchArguments, console: &Console) -> Outcome {
    let request = project.request(arguments.drafts, Purpose::Publish);
    let request = request.for_audience(arguments.audience.as_deref());
    let Some(inputs) = project.read_for(&project.output(None), request, console) else {
        return Outcome::Unusable;
    };
    let build = Engine::default().rebuild(&inputs);
    let Some(query) = &arguments.query else {
        report(&expected::ranks(&build, &inputs), console);
        return Outcome::Clean;
    };
    let mut engine =
        engine::Engine::new(build.search.index().clone(), &inputs.settings.language);
    let side = arguments.side.as_deref().map(|name| {
        let sides = inputs.settings.sides.iter().zip([Side::Left, Side::Right]);
        let mut known = sides.filter(|(side, _)| side.id == name);
        known.next().map(|(_, position)| position)
    });
    if side == Some(None) {
        console.fault("`--side` takes the id of a side, as handbook.yml gives it");
        return Outcome::Unusable;
    }
    let options = Options {
        side: side.flatten(),
        kinds: arguments.kind.clone(),
        limit: arguments.limit,
        ending: Ending::Open,
        today: inputs.request.today.to_string(),
    };
    if query == "-" {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else {
                console.fault("standard input is no text");
                return Outcome::Unusable;
            };
            let answer = engine.find(&line, &options);
            console.print(&format!("{}\n", as_json(&line, &answer)));
        }
        return Outcome::Clean;
    }
    let answer = engine.find(query, &options);
    console.print(&match console.format {
        Format::Json | Format::Sarif => format!("{}\n", as_json(query, &answer)),
        Format::Human => as_text(&answer),
    });
    Outcome::Clean
}

/// The place of every expected page.
fn report(ranks: &[Rank], console: &Console) {
    for rank in ranks {
        let own = rank.expected;
        let anchor = own.anchor.as_ref().map(|anchor| format!("#{anchor}"));
        let finds = format!("{}{}", own.page, anchor.unwrap_or_default());
        console.print(&match console.format {
            Format::Human => {
                let place = rank.rank.map_or("-".to_owned(), |rank| rank.to_string());
                format!("{place:>3}  {}  ->  {finds}\n", own.query)
            }
            Format::Json | Format::Sarif => {
                let row = json!({
                    "query": own.query, "finds": finds, "within": own.within, "rank": rank.rank,
                });
                format!("{row}\n")
            }
        });
    }
}

fn as_json(query: &str, answer: &Answer) -> Value {
    let result = |hit: &Hit| {
        json!({
            "page": hit.page,
            "anchor": hit.anchor,
            "title": hit.title,
            "heading": hit.heading,
            "score": hit.score,
            "kind": hit.kind,
            "side": hit.side,
        })
    };
    let card = |card: &Card| {
        json!({
            "title": card.title,
            "is": name_of(card.is),
            "meaning": card.meaning,
            "page": card.page,
        })
    };
    json!({
        "query": query,
        "results": answer.results.iter().map(result).collect::<Vec<_>>(),
        "card": answer.card.as_ref().map(card),
        "total": answer.total,
        "by_kind": answer.by_kind,
        "by_side": answer.by_side,
        "corrected": answer.corrected,
    })
}

fn name_of(name: Name) -> &'static str {
    match name {
        Name::Title => "title",
        Name::Also => "also",
        Name::Avoid => "avoid",
    }
}

fn as_text(answer: &Answer) -> String {
    let mut out = String::new();
    for (typed, meant) in &answer.corrected {
        out += &format!("{typed}: taken for {meant}\n");
    }
    if let Some(card) = &answer.card {
        out += &format!("{}: {}\n    {}\n", card.title, card.meaning, card.page);
    }
    for (at, hit) in answer.results.iter().enumerate() {
        let heading = match hit.heading.is_empty() {
            true => String::new(),
            false => format!(" > {}", hit.heading),
        };
        let anchor = match hit.anchor.is_empty() {
            true => String::new(),
            false => format!("#{}", hit.anchor),
        };
        out += &format!("{:2}. {}{heading} ({})\n", at + 1, hit.title, hit.kind);
        out += &format!("    {}{anchor}  {:.1}\n", hit.page, hit.score);
    }
    if answer.results.is_empty() {
        out += "Nothing was found.\n";
    }
    out
}
