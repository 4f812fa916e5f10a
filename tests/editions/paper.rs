//! Editions on paper: what is for others is in no finished PDF, however it is packed there.

use std::collections::{BTreeMap, BTreeSet};

use tandem::build::Build;
use tandem::build::handouts::{Asked, Stock, book, sort_of};
use tandem::handout::job::{Paper, Sort};
use tandem::handout::print;
use tandem::input::Inputs;
use tandem::paths::SourcePath;
use tandem::site::LinkedPage;

use super::common::Handbook;
use super::decoded::{CARRIERS, Decoded};
use super::places::{PLACES, canary};
use super::{edition, hits, with_canaries};

/// A document that was printed.
struct Document {
    sort: Sort,
    title: String,
    bytes: Vec<u8>,
}

/// All that a handbook can print, by name: every sheet, every page as a leaflet, all pages as
/// one leaflet, and the book.
fn on_paper(build: &Build) -> BTreeMap<String, Document> {
    let site = &build.site;
    let stock = Stock {
        press: &build.press,
        site,
        pages: &build.pages,
    };
    let printed = |asked: Asked, title: &str| {
        let printed = print(&stock.job(&asked));
        let bytes = printed.bytes;
        assert!(bytes.starts_with(b"%PDF"), "{:?}", printed.problems);
        let (sort, title) = (asked.sort, title.to_owned());
        Document { sort, title, bytes }
    };
    let asked = |sort: Sort, pages: Vec<&LinkedPage>| {
        let title = pages[0].view.title.clone();
        let (paper, front) = (Paper::A4, None);
        printed(
            Asked {
                sort,
                paper,
                front,
                pages,
            },
            &title,
        )
    };
    let sheets = site.pages.iter().filter_map(|page| {
        let sort = sort_of(page)?;
        Some((page.output.pdf().to_string(), asked(sort, vec![page])))
    });
    let written: Vec<&LinkedPage> = site
        .pages
        .iter()
        .filter(|page| page.written().is_some())
        .collect();
    let leaflets = written.iter().map(|page| {
        let name = format!("{} as a leaflet", page.output);
        (name, asked(Sort::Leaflet, vec![page]))
    });
    let mut all: BTreeMap<String, Document> = sheets.chain(leaflets).collect();
    all.insert("joined".to_owned(), asked(Sort::Leaflet, written.clone()));
    let whole = printed(book(site, Paper::A4), &site.view.title);
    all.insert("book".to_owned(), whole);
    all
}

/// The documents as their readers see them.
fn read(documents: &BTreeMap<String, Document>) -> BTreeMap<String, Decoded> {
    let read = documents.iter().map(|(name, document)| {
        let decoded = Decoded::new(&document.bytes);
        let title: String = document.title.split_whitespace().collect();
        // The reader of this test is not blind.
        for carrier in ["text shown", "metadata"] {
            let said = decoded.carrier(carrier);
            let is_said = said.contains(&title.to_lowercase());
            assert!(is_said, "{name}: {title} is not in its {carrier}: {said}");
        }
        (name.clone(), decoded)
    });
    read.collect()
}

/// The places of which something stands in documents.
fn seen(documents: &BTreeMap<String, Decoded>) -> BTreeSet<&'static str> {
    let all = documents
        .iter()
        .map(|(name, decoded)| (name.clone(), decoded.all()));
    let all: BTreeMap<String, Vec<u8>> = all.collect();
    let places = PLACES.iter().map(|place| place.what);
    places
        .filter(|what| !hits(&all, &canary(what)).is_empty())
        .collect()
}

fn sorts(documents: &BTreeMap<String, Document>) -> BTreeSet<&'static str> {
    documents.values().map(|one| one.sort.name()).collect()
}

const WITHOUT_GUIDE: [&str; 5] = ["book", "cards", "handout", "leaflet", "passport"];
const ALL: [&str; 6] = ["book", "cards", "guide", "handout", "leaflet", "passport"];

#[test]
fn nothing_of_another_edition_is_in_a_finished_pdf() {
    // Kept, since pictures are read when they are printed.
    let handbook = with_canaries();
    let inputs = handbook.inputs();
    let mut live = BTreeSet::new();
    // Where they may be read they are found, so that a reader who finds none elsewhere is not blind.
    for (audience, expected) in [(None, &ALL[..]), (Some("partner"), &WITHOUT_GUIDE)] {
        let printed = on_paper(&edition(&inputs, audience));
        assert!(sorts(&printed).iter().eq(expected), "{audience:?}");
        let documents = read(&printed);
        live = seen(&documents);
        assert!(live.len() >= 60, "{} are on paper: {live:?}", live.len());
        for carrier in &CARRIERS[..6] {
            let has = |one: &Decoded| one.carrier(carrier).contains("zq");
            assert!(documents.values().any(has), "none is in any {carrier}");
        }
        for sort in expected {
            let own = printed.iter().filter(|(_, one)| one.sort.name() == *sort);
            let has = |name: &str| documents[name].carrier("text shown").contains("zq");
            assert!(
                own.into_iter().any(|(name, _)| has(name)),
                "none is in any {sort}"
            );
        }
        let attached: usize = documents.values().map(|one| one.attached).sum();
        assert_eq!(attached, 0, "attachments are new: canaries belong in them");
    }
    for (audience, expected) in [
        ("participant", &WITHOUT_GUIDE[..]),
        ("facilitator", &ALL),
        ("north", &WITHOUT_GUIDE),
    ] {
        let printed = on_paper(&edition(&inputs, Some(audience)));
        assert!(sorts(&printed).iter().eq(expected), "{audience}");
        let documents = read(&printed);
        let found = seen(&documents);
        assert!(found.is_empty(), "{audience}: {found:?}");
        println!("{audience}: {} documents", documents.len());
    }
    println!("{} places, {} of them on paper", PLACES.len(), live.len());
}

/// The small handbook with the same questions, once with these answers to choose from.
fn with_answers(answers: &str) -> Inputs {
    let questions = "\n::: check {#asked}\n\nWho rings first?\n\nANSWERS\n\n:::\n";
    let questions = questions.replace("ANSWERS", answers);
    let handbook = Handbook::two_desks();
    let pages = [
        "workshops/hour.md",
        "how-we-work/meeting.md",
        "paths/first-week.md",
    ];
    let handbook = pages.iter().fold(handbook, |handbook, page| {
        let text = handbook.inputs().pages[&SourcePath::new(page)]
            .text
            .to_string();
        handbook.file(page, format!("{text}{questions}"))
    });
    handbook.inputs()
}

#[test]
fn answers_to_checks_are_in_the_guide_only() {
    let answers =
        "- [x] Zqone rings\n  > Zqfirst said.\n- [ ] Zqtwo rings\n  > Zqsecond said.";
    let inputs = with_answers(answers);
    for audience in [None, Some("facilitator"), Some("participant")] {
        let printed = on_paper(&edition(&inputs, audience));
        let documents = read(&printed);
        let with = |word: &str| -> BTreeSet<&str> {
            let own = printed.iter().filter(|(name, _)| {
                memchr::memmem::find(
                    &documents[*name].all().to_ascii_lowercase(),
                    word.as_bytes(),
                )
                .is_some()
            });
            own.map(|(_, one)| one.sort.name()).collect()
        };
        let guide = match audience {
            Some("participant") => BTreeSet::new(),
            _ => BTreeSet::from(["guide"]),
        };
        for feedback in ["zqfirstsaid", "zqsecondsaid"] {
            assert_eq!(with(feedback), guide, "{audience:?}");
        }
        let asked = with("zqonerings");
        assert!(asked.len() >= 3, "{audience:?}: asked in {asked:?} only");
    }
    // Which answer is right changes no byte of the others.
    let right = on_paper(&edition(&inputs, None));
    let other = answers
        .replace("[x]", "[-]")
        .replace("[ ]", "[x]")
        .replace("[-]", "[ ]");
    let changed = on_paper(&edition(&with_answers(&other), None));
    let differ = right
        .iter()
        .filter(|(name, one)| one.bytes != changed[*name].bytes);
    let differ: BTreeSet<_> = differ.map(|(_, one)| one.sort.name()).collect();
    assert_eq!(differ, BTreeSet::from(["guide"]));
}
