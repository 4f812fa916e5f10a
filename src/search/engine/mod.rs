//! Answers to queries, from the bytes that browsers read and by the same rules.
//!
//! `themes/default/search.js` says the same in JavaScript; `tests/search.rs` asks both and
//! compares. Change both.

mod forms;
mod nearness;
mod phrases;
mod query;
mod rank;
mod terms;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::index::Index;
use super::indexed::Side;
use super::notes::Name;
use super::tokens::tokens;
use super::{File, stems::Language};
use forms::Group;
use query::Query;
use rank::Scored;
use terms::TermFile;

/// Answers queries over one state of the index.
pub struct Engine {
    index: Arc<Index>,
    keys: Vec<String>,
    language: Language,
    terms: HashMap<usize, Arc<TermFile>>,
    lexica: HashMap<File, Arc<Vec<(String, u8)>>>,
}

/// What to look for, beside the query.
#[derive(Clone, Debug)]
pub struct Options {
    /// The reader's side: what is on it counts a little more.
    pub side: Option<Side>,
    /// Only these kinds, of those that the query itself asks for.
    pub kinds: Vec<String>,
    /// Most results.
    pub limit: usize,
    /// Whether the last word may still be growing.
    pub ending: Ending,
    /// The day to judge freshness by, such as `2026-10-12`.
    pub today: String,
}

/// Whether the last word of a query is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Somebody is typing.
    Open,
    /// It is.
    Complete,
}

/// What a query gives.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The best first.
    pub results: Vec<Hit>,
    /// The meaning that was asked for.
    pub card: Option<Card>,
    /// How many there are of each kind, before the options leave some out.
    pub by_kind: BTreeMap<String, usize>,
    /// How many there are of each side, among the kinds that were asked for.
    pub by_side: BTreeMap<&'static str, usize>,
    /// How many there are in all.
    pub total: usize,
    /// Words as typed, and what they were taken for.
    pub corrected: Vec<(String, String)>,
}

/// Something that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its page, from the site's root.
    pub page: String,
    /// The id of the section; empty for the top of the page.
    pub anchor: String,
    /// The id of its kind.
    pub kind: String,
    /// Whose it is.
    pub side: &'static str,
    /// The page's title, or the part's.
    pub title: String,
    /// The section's heading; empty for the top of the page.
    pub heading: String,
    /// How good it is.
    pub score: f64,
}

/// The agreed meaning of a word.
#[derive(Clone, Debug)]
pub struct Card {
    /// The term.
    pub title: String,
    /// What the query is to it.
    pub is: Name,
    /// What it means.
    pub meaning: String,
    /// Its page.
    pub page: String,
}

impl Engine {
    /// An engine over one state of the index.
    pub fn new(index: Arc<Index>, language: &str) -> Self {
        Self {
            keys: index
                .plan
                .terms
                .iter()
                .map(|file| file.key.clone())
                .collect(),
            language: Language::of(language),
            index,
            terms: HashMap::new(),
            lexica: HashMap::new(),
        }
    }

    /// Answers a query.
    pub fn find(&mut self, asked: &str, options: &Options) -> Answer {
        let query = Query::parse(
            asked,
            options.ending,
            &self.index.about.kinds,
            &self.language,
        );
        let mut answer = Answer::default();
        if query.used.is_empty() {
            return answer;
        }
        let mut groups: Vec<Group> = Vec::new();
        for at in &query.used {
            groups.push(self.group_of(&query.words[*at], &mut answer.corrected));
        }
        self.add_compounds(&mut groups, &query);
        let card = self.add_notes(&mut groups, &query);
        let without = self.documents_of(&query.without);
        let total = self.weigh(&mut groups);
        let mut found = rank::collect(&groups, self.index.documents());
        found.retain(|own| !without.contains(&own.number));
        let mut best: f64 = 0.0;
        for own in &mut found {
            rank::score(own, &groups, total);
            let (page, at) = self.index.document(own.number);
            own.side = page.sort_of(at).1;
            let near = options.side.is_some_and(|side| {
                side != Side::None && (own.side == side || own.side == Side::Joint)
            });
            if near {
                own.score *= 1.1;
            }
            own.score = rank::rounded(own.score);
            best = best.max(own.cover);
        }
        found.retain(|own| own.cover >= 0.5 * best);
        self.narrow(&mut found, &query.kinds);
        sort(&mut found);
        if !query.avoided.is_empty() {
            found = self.avoiding(found, &query.avoided);
        }
        if !query.phrases.is_empty() {
            let phrases = (&query.phrases[..], &groups[..]);
            found = self.verified(found, phrases, options.limit);
        }
        for own in &found {
            let kind = self.kind_of(own).to_owned();
            *answer.by_kind.entry(kind).or_default() += 1;
        }
        self.narrow(&mut found, &options.kinds);
        for own in &found {
            *answer.by_side.entry(own.side.word()).or_default() += 1;
        }
        answer.total = found.len();
        found.truncate(options.limit);
        for own in &mut found {
            // Phrases have led to a section already.
            if query.phrases.is_empty() {
                rank::lead(own, &groups);
            }
            self.judge_text(own, &groups, &options.today);
        }
        sort(&mut found);
        answer.results = found.iter().map(|own| self.hit(own)).collect();
        answer.card = card.map(|(number, is)| self.card(number, is));
        answer
    }

    /// Leaves only documents of some kinds; no kinds are all.
    fn narrow(&self, found: &mut Vec<Scored>, kinds: &[String]) {
        found.retain(|own| {
            kinds.is_empty() || kinds.iter().any(|kind| kind == self.kind_of(own))
        });
    }

    fn kind_of(&self, own: &Scored) -> &str {
        let (page, at) = self.index.document(own.number);
        page.sort_of(at).0
    }

    fn documents_of(&mut self, words: &[String]) -> BTreeSet<u32> {
        let mut documents = BTreeSet::new();
        for word in words {
            for own in self.family(word).iter().filter(|own| own.near > 0.9) {
                documents.extend(own.file.entries(own.at).map(|entry| entry.number));
            }
        }
        documents
    }

    /// What only the text itself tells: when it was to be looked at, and titles that go on
    /// as the last word begins.
    fn judge_text(&self, own: &mut Scored, groups: &[Group], today: &str) {
        let (page, at) = self.index.document(own.number);
        let next = page
            .view
            .fresh
            .as_ref()
            .and_then(|fresh| fresh.next.as_ref());
        if next.is_some_and(|next| next.iso.as_str() < today) {
            own.score = rank::rounded(own.score * 0.9);
        }
        let document = &page.analysed.documents[at].document;
        let heading = &document.sections[own.section as usize].heading;
        let titles = tokens(&format!("{} {heading}", document.title));
        let goes_on = |start: &String| {
            titles
                .iter()
                .any(|token| token.text.starts_with(start.as_str()))
        };
        if groups
            .iter()
            .filter_map(|group| group.start.as_ref())
            .any(goes_on)
        {
            own.score = rank::rounded(own.score * 1.5);
        }
    }

    fn hit(&self, own: &Scored) -> Hit {
        let (page, at) = self.index.document(own.number);
        let document = &page.analysed.documents[at].document;
        let section = &document.sections[own.section as usize];
        let (kind, side) = page.sort_of(at);
        Hit {
            page: page.output.as_str().to_owned(),
            anchor: match own.section {
                0 => page.anchor_of(at).to_owned(),
                _ => section.anchor.clone(),
            },
            kind: kind.to_owned(),
            side: side.word(),
            title: document.title.clone(),
            heading: section.heading.clone(),
            score: own.score,
        }
    }

    fn card(&self, number: u32, is: Name) -> Card {
        let (page, at) = self.index.document(number);
        let document = &page.analysed.documents[at].document;
        Card {
            title: document.title.clone(),
            is,
            meaning: document.meaning().to_owned(),
            page: page.output.as_str().to_owned(),
        }
    }
}

fn sort(found: &mut [Scored]) {
    found.sort_by(|one, other| {
        other
            .score
            .total_cmp(&one.score)
            .then(one.number.cmp(&other.number))
    });
}

/// The words of a text, without those that are made of others.
fn words(text: &str) -> Vec<String> {
    let single = tokens(text).into_iter().filter(|token| token.of == 1);
    single.map(|token| token.text).collect()
}
