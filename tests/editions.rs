//! Editions: nothing of what is for others is in any byte, and no mark is overlooked.

mod common;
#[cfg(feature = "handouts")]
#[path = "handouts/decoded.rs"]
mod decoded;
#[cfg(feature = "handouts")]
#[path = "editions/paper.rs"]
mod paper;
#[path = "editions/places.rs"]
mod places;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use common::Handbook;
use places::{PLACES, Place, canary};
use tandem::build::output_dir::OutputDir;
use tandem::build::publish::{Faults, publish};
use tandem::build::{Build, Engine, has_firm};
use tandem::digest::Digested;
use tandem::input::changes::Change;
use tandem::input::{Inputs, Request};
use tandem::paths::SourcePath;
use tandem::span::LineIndex;

/// Every file of a build as searchers of secrets would read it: index files unpacked.
fn everything(build: &Build) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for (path, output) in build.outputs.all() {
        let made = build.outputs.get(path).expect("the path is in the map");
        all.insert(path.to_string(), made.bytes.clone());
        if let Some(unpacked) = output.unpacked() {
            all.insert(format!("{path} unpacked"), unpacked);
        }
    }
    all
}

fn inputs_for(inputs: &Inputs, audience: Option<&str>) -> Inputs {
    let request: Request = inputs.request.clone().for_audience(audience);
    Inputs {
        request,
        ..inputs.clone()
    }
}

fn edition(inputs: &Inputs, audience: Option<&str>) -> Build {
    Engine::default().rebuild(&inputs_for(inputs, audience))
}

/// Where a word stands, in any case, in names of files and in their bytes.
fn hits(all: &BTreeMap<String, Vec<u8>>, word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let has = |bytes: &[u8]| {
        let lower = bytes.to_ascii_lowercase();
        memchr::memmem::find(&lower, word.as_bytes()).is_some()
    };
    let found = all
        .iter()
        .filter(|(path, bytes)| path.to_lowercase().contains(&word) || has(bytes));
    found.map(|(path, _)| path.clone()).collect()
}

/// The small handbook with an audience of its own and a canary in every place.
fn with_canaries() -> Handbook {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let handbook = Handbook::two_desks();
    for Place { file, text, .. } in PLACES {
        let known = texts.entry((*file).to_owned()).or_insert_with(|| {
            let disk = handbook.root().join(file);
            common::read(&disk).unwrap_or_default()
        });
        known.push_str(text);
    }
    texts.into_iter().fold(handbook, |handbook, (file, text)| {
        handbook.beside(&file, text)
    })
}

#[test]
fn nothing_of_another_edition_is_in_any_byte() {
    let handbook = with_canaries();
    let mut inputs = handbook.inputs();
    let subject = format!("Rebate of {} set", canary("subject"));
    let change = Change {
        date: inputs.request.today,
        subject,
        pages: ["partners/prices.md", "how-we-work/meeting.md"]
            .map(SourcePath::new)
            .to_vec(),
    };
    inputs.history.changes = Arc::new(Digested::new(vec![change]));
    let whole = everything(&edition(&inputs, None));
    let (mut seen, mut unseen) = (BTreeSet::new(), BTreeSet::new());
    for Place { what, .. } in PLACES {
        match hits(&whole, &canary(what)).is_empty() {
            false => seen.insert(*what),
            true => unseen.insert(*what),
        };
    }
    // A canary that nobody ever sees proves nothing.
    assert!(
        seen.len() >= 60,
        "only {} are live; not: {unseen:?}",
        seen.len()
    );
    #[cfg(feature = "handouts")]
    {
        let words = PLACES
            .iter()
            .flat_map(|place| hits(&whole, &canary(place.what)));
        let on_paper = words.filter(|path| path.ends_with(".pdf unpacked"));
        assert!(on_paper.count() > 0, "documents on paper are looked into");
    }
    for audience in ["participant", "facilitator", "north"] {
        let build = edition(&inputs, Some(audience));
        assert!(!has_firm(&build.problems), "{:#?}", build.problems.to_vec());
        let all = everything(&build);
        for what in PLACES.iter().map(|place| place.what).chain(["subject"]) {
            let found = hits(&all, &canary(what));
            assert!(found.is_empty(), "{audience}: {what} is in {found:?}");
        }
        for (path, output) in build.outputs.all() {
            let made = build.outputs.make(output);
            assert_eq!(build.leak_in(path, output, &made.bytes), None);
        }
    }
    let own = everything(&edition(&inputs, Some("partner")));
    let live = seen
        .iter()
        .filter(|what| !hits(&own, &canary(what)).is_empty());
    assert!(live.count() >= 60, "the partners' own edition has them");
    println!("{} places, {} of them live", PLACES.len(), seen.len());
}

#[test]
fn changes_to_what_is_left_out_leave_the_edition_as_it_is() {
    let handbook = with_canaries();
    let inputs = handbook.inputs();
    let mut engine = Engine::default();
    let before = everything(&engine.rebuild(&inputs_for(&inputs, Some("participant"))));
    let mut chance = Chance(7);
    let mut changed = inputs.clone();
    for round in 0..300 {
        let Place { file, what, .. } = PLACES[chance.below(PLACES.len())];
        let path = SourcePath::new(file.trim_start_matches("content/"));
        let Some(page) = changed.pages.get(&path).cloned() else {
            continue;
        };
        let word = canary(what);
        let other = match chance.below(4) {
            0 => format!("{word} {word}x{round}"),
            1 => format!("{word}y{round} and more of it"),
            2 => format!("{word}\u{e9}{round}"),
            _ => word.clone(),
        };
        let mut text = page.text.replace(&word, &other);
        if text.contains("audience: [partner]") && chance.below(2) == 0 {
            text.push_str(&format!(
                "\n## More {round}\n\n- {word}\n\n\n![]({round}.png)\n"
            ));
        }
        let page = Arc::new(page.with_text(text.into()));
        changed.pages.insert(path.clone(), page);
        if chance.below(10) == 0 {
            let secret = SourcePath::new(&format!("partners/new-{}.md", chance.below(5)));
            let text =
                format!("---\ntitle: N{round}\naudience: [partner]\n---\n\n{word}\n");
            let page = Arc::new(changed.pages[&path].with_text(text.into()));
            changed.pages.insert(secret, page);
        }
        let now = engine.rebuild(&inputs_for(&changed, Some("participant")));
        let after = everything(&now);
        let differ = before.keys().chain(after.keys());
        let differ: BTreeSet<_> = differ
            .filter(|path| before.get(*path) != after.get(*path))
            .collect();
        assert!(differ.is_empty(), "round {round}, {what}: {differ:?}");
    }
}

/// Numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        ((self.0 >> 33) % sides as u64) as usize
    }
}

#[test]
fn a_mark_that_cannot_be_read_stops_every_build() {
    let mut passed = Vec::new();
    for (number, (top, body)) in places::MALFORMED.iter().enumerate() {
        let page = format!(
            "---\ntitle: Prices\n{top}\nsummary: What partners pay.\nowners: {{ sales: seller }}\nreviewed: 2026-11-02\n---\n\nText.\n\n{body}\n\nAfter.\n"
        );
        let handbook = Handbook::two_desks()
            .settings("title: Two desks\naudiences: [partner, north]\nproblems: { E510: off, E511: warn, E601: off, E602: off, E603: off, E104: off, E108: off }\n")
            .file("how-we-work/prices.md", page);
        let inputs = handbook.inputs();
        for audience in [None, Some("participant")] {
            let build = edition(&inputs, audience);
            let output = tempfile::tempdir().expect("a folder can be made");
            let folder = output.path().join("public");
            let dir = OutputDir::open(&folder, &inputs.location, None)
                .and_then(|dir| dir.for_edition(audience));
            let mut dir = dir.expect("the folder is new");
            let published = publish(&build, &mut dir, Faults::Publish, &|| {});
            if published.complete {
                passed.push((number, *top, *body, audience));
            }
        }
    }
    let count = places::MALFORMED.len();
    assert!(count >= 40);
    assert!(passed.is_empty(), "of {count}, these pass: {passed:#?}");
}

#[test]
fn marks_that_can_be_read_are_no_faults() {
    for (top, body) in places::WELL_FORMED {
        let page = format!(
            "---\ntitle: Prices\n{top}\nsummary: What partners pay.\nowners: {{ sales: seller }}\nreviewed: 2026-11-02\n---\n\nText.\n\n{body}\n\nAfter.\n"
        );
        let handbook = Handbook::two_desks()
            .settings("title: Two desks\naudiences: [partner, north]\n")
            .file("how-we-work/prices.md", page);
        let build = edition(&handbook.inputs(), None);
        assert!(
            !has_firm(&build.problems),
            "{top} {body}: {:#?}",
            build.problems.to_vec()
        );
    }
}

#[test]
fn switching_editions_and_editing_gives_what_a_fresh_build_gives() {
    let mut handbook = with_canaries().build().ignoring_problems();
    let mut engine = Engine::default();
    let mut chance = Chance(11);
    let audiences = [
        None,
        Some("participant"),
        Some("partner"),
        Some("facilitator"),
    ];
    for round in 0..40 {
        let Place { file, what, .. } = PLACES[chance.below(PLACES.len())];
        let page = file.trim_start_matches("content/");
        if let Some(text) = handbook.inputs.pages.get(&SourcePath::new(page)) {
            let word = canary(what);
            let text = match chance.below(3) {
                0 => text.text.replace(&word, &format!("{word} {round}")),
                1 => text
                    .text
                    .replace("audience: [partner]", "audience: [partner, north]"),
                _ => format!("{}\nMore of it in round {round}.\n", text.text),
            };
            handbook.edit(page, text);
        }
        let inputs = handbook.handbook.inputs();
        handbook.inputs = inputs.clone();
        let asked = inputs_for(&inputs, audiences[chance.below(audiences.len())]);
        let warm = engine.rebuild(&asked);
        let cold = Engine::default().rebuild(&asked);
        assert_eq!(warm.problems[..], cold.problems[..], "round {round}");
        assert!(everything(&warm) == everything(&cold), "round {round}");
    }
}

#[test]
fn a_link_to_what_is_left_out_is_its_words() {
    let handbook = Handbook::two_desks()
        .settings("title: Two desks\naudiences: [partner]\n")
        .file("how-we-work/prices.md", "---\ntitle: Prices\nsummary: What partners pay.\nowners: { sales: seller }\nreviewed: 2026-11-02\naudience: [partner]\n---\n\nEleven.\n")
        .file("how-we-work/rooms.md", "---\ntitle: Rooms\nsummary: Where we sit.\nowners: { sales: seller }\nreviewed: 2026-11-02\nrelated: [page:prices]\n---\n\nSee [the prices](prices.md), [again](prices.html), [by name](page:prices), [below](#below) and [defined][d].\n\n[d]: prices.md\n\n\n## Below {audience=partner}\n\nTwelve.\n");
    let inputs = handbook.inputs();
    let build = edition(&inputs, Some("participant"));
    let of_page = |code: &str| {
        let own = build
            .problems
            .iter()
            .filter(|own| own.code.number() == code);
        own.count()
    };
    assert_eq!(
        (of_page("N512"), of_page("E501"), of_page("E502")),
        (5, 0, 0)
    );
    // Positions are those of the file, not of what is left of it.
    let text = &inputs.pages[&SourcePath::new("how-we-work/rooms.md")].text;
    let first = build
        .problems
        .iter()
        .find(|own| own.code.number() == "N512");
    let span = first
        .and_then(|own| own.place.span)
        .expect("it has a place");
    assert_eq!(LineIndex::new(text).position(span.start).0, 9);
    let all = everything(&build);
    let page = String::from_utf8_lossy(&all["how-we-work/rooms.html"]).into_owned();
    let copy = String::from_utf8_lossy(&all["how-we-work/rooms.md"]).into_owned();
    assert!(
        page.contains("See the prices, again, by name, below and defined."),
        "{page}"
    );
    assert!(
        copy.contains("See the prices, again, by name, below and defined."),
        "{copy}"
    );
}

#[test]
fn words_that_are_left_out_are_found_in_a_file() {
    let handbook = with_canaries();
    let build = edition(&handbook.inputs(), Some("participant"));
    let report = build.edition.as_ref().expect("it is an edition");
    let text = format!("Pay {} crowns", canary("title of a page"));
    let leak = report.leak_in("a.html", text.as_bytes());
    assert_eq!(leak.map(|leak| leak.code.number()), Some("E513"));
    assert!(report.needles() > 100, "{}", report.needles());
    assert!(report.pieces.len() >= 20, "{:#?}", report.pieces);
}

#[test]
fn a_folder_holds_one_edition() {
    let inputs = with_canaries().inputs();
    let output = tempfile::tempdir().expect("a folder can be made");
    let folder = output.path().join("public");
    let open = |audience: Option<&str>| {
        let dir = OutputDir::open(&folder, &inputs.location, None);
        dir.and_then(|dir| dir.for_edition(audience))
    };
    let build = edition(&inputs, Some("participant"));
    let mut dir = open(Some("participant")).expect("the folder is new");
    let published = publish(&build, &mut dir, Faults::Publish, &|| {});
    assert!(published.complete);
    drop(dir);
    for other in [None, Some("partner")] {
        let refusal = open(other).err().map(|refusal| refusal.code.number());
        assert_eq!(refusal, Some("E030"));
    }
    let dir = open(Some("participant")).expect("it is the same edition");
    dir.clean().expect("what a build wrote can be removed");
    open(None).expect("the folder is empty");
}

#[test]
fn the_guide_is_for_whoever_leads() {
    let inputs = Handbook::two_desks().inputs();
    let has_guide = |audience: Option<&str>| {
        let all = everything(&edition(&inputs, audience));
        (
            all.contains_key("workshops/hour-facilitator.html"),
            !hits(&all, "Count the chairs").is_empty(),
        )
    };
    assert_eq!(has_guide(None), (true, true));
    assert_eq!(has_guide(Some("facilitator")), (true, true));
    assert_eq!(has_guide(Some("participant")), (false, false));
}
