//! How good each document is for the words of a query.

use std::collections::{BTreeMap, HashMap};

use super::Engine;
use super::forms::{Form, Group, Own};
use super::terms::{Entry, NEVER};
use crate::search::indexed::Side;

/// Half of what a word can be worth on a page is reached at this impact.
const PAGE_HALF: f64 = 4.55;
/// The same in a section.
const SECTION_HALF: f64 = 1.56;

/// A document with what the words say about it.
pub struct Scored {
    /// Its number.
    pub number: u32,
    /// The section to lead readers to; see [`lead`].
    pub section: u32,
    /// How good it is.
    pub score: f64,
    /// How much of the query it has to do with.
    pub cover: f64,
    /// Whose it is.
    pub side: Side,
    /// Its sections.
    pub sections: BTreeMap<u32, Section>,
    parts: Vec<Part>,
    title: u8,
}

/// What one word says about a document.
#[derive(Clone, Default)]
struct Part {
    known: bool,
    sum: f64,
    value: f64,
    title: f64,
    title_at: u8,
    names: f64,
    words: u32,
}

/// A section with what the words say about it.
pub struct Section {
    parts: Vec<Piece>,
    heading: u8,
}

/// What one word says about a section.
#[derive(Clone)]
struct Piece {
    known: bool,
    sum: f64,
    value: f64,
    heading: f64,
    heading_at: u8,
    text_at: u8,
}

const NOTHING: Piece = Piece {
    known: false,
    sum: 0.0,
    value: 0.0,
    heading: 0.0,
    heading_at: 0,
    text_at: NEVER,
};

/// A score without the last digits, in which two machines may differ.
pub fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

impl Engine {
    fn rarity(&self, documents: f64) -> f64 {
        let all = self.index.documents() as f64;
        rounded((1.0 + (all - documents + 0.5) / (documents + 0.5)).ln())
    }

    /// Finds out how rare each word is; gives the sum.
    pub(super) fn weigh(&self, groups: &mut [Group]) -> f64 {
        let all = self.index.documents() as f64;
        for group in groups.iter_mut() {
            let exact = |form: &&Form| form.exact && form.weight >= 0.85;
            let count = |form: &Form| form.own.count();
            let of_exact = group.forms.iter().filter(exact).map(count).max();
            let most = of_exact
                .or(group.forms.iter().map(count).max())
                .unwrap_or(0);
            let of_word =
                |forms: &Vec<Own>| forms.iter().map(Own::count).max().unwrap_or(0);
            let of_phrase = |(families, _): &(Vec<Vec<Own>>, f64)| {
                families.iter().map(of_word).min().unwrap_or(0)
            };
            let most = match most {
                0 => group.phrases.iter().map(of_phrase).max().unwrap_or(0),
                most => most,
            };
            let most = if most == 0 { all * 0.001 } else { most as f64 };
            // A beginning of so many words says little.
            let share = if group.start.is_some() { 0.3 } else { 1.0 };
            group.rarity = self.rarity(most.min(all)) * share;
            for form in group.forms.iter_mut().filter(|form| form.weight < 0.85) {
                let rarity = self.rarity(form.own.count() as f64);
                form.weight *= (rarity / group.rarity).min(1.0);
            }
        }
        groups.iter().fold(0.0, |sum, group| sum + group.rarity)
    }
}

/// Forms of the word itself add up; of all others the best one counts.
fn grow(sum: &mut f64, value: &mut f64, impact: f64, form: &Form, half: f64) {
    if form.exact {
        *sum += form.weight * impact;
        *value = value.max(*sum / (half + *sum));
    } else {
        *value = value.max(form.weight * impact / (half + impact));
    }
}

/// Collects what all words say about each document.
pub fn collect(groups: &[Group], documents: u32) -> Vec<Scored> {
    let mut found = Found {
        places: vec![u32::MAX; documents as usize],
        list: Vec::new(),
        words: groups.len(),
    };
    for (at, group) in groups.iter().enumerate() {
        for form in &group.forms {
            for entry in form.own.file.entries(form.own.at) {
                found.add(at, form, &entry);
            }
        }
        for (families, weight) in &group.phrases {
            found.add_phrase(at, families, *weight);
        }
    }
    found.list
}

struct Found {
    places: Vec<u32>,
    list: Vec<Scored>,
    words: usize,
}

impl Found {
    fn page(&mut self, number: u32, at: usize) -> &mut Scored {
        let place = &mut self.places[number as usize];
        if *place == u32::MAX {
            *place = self.list.len() as u32;
            self.list.push(Scored {
                number,
                section: 0,
                score: 0.0,
                cover: 0.0,
                side: Side::None,
                sections: BTreeMap::new(),
                parts: vec![Part::default(); self.words],
                title: 0,
            });
        }
        let own = &mut self.list[*place as usize];
        let part = &mut own.parts[at];
        if !part.known {
            (part.known, part.words) = (true, 1);
        }
        own
    }

    fn add(&mut self, at: usize, form: &Form, entry: &Entry) {
        let words = self.words;
        let own = self.page(entry.number, at);
        let part = &mut own.parts[at];
        grow(
            &mut part.sum,
            &mut part.value,
            entry.impact,
            form,
            PAGE_HALF,
        );
        if entry.title > 0 {
            own.title = entry.title;
            if form.weight > part.title {
                (part.title, part.title_at) = (form.weight, entry.title_at);
            }
        }
        if entry.named > 0 {
            part.names = part.names.max(form.weight);
        }
        for said in &entry.sections {
            let section = own.section(said.number, words);
            let piece = &mut section.parts[at];
            piece.known = true;
            grow(
                &mut piece.sum,
                &mut piece.value,
                said.impact,
                form,
                SECTION_HALF,
            );
            if said.heading > 0 {
                section.heading = said.heading;
                if form.weight > piece.heading {
                    (piece.heading, piece.heading_at) = (form.weight, said.heading_at);
                }
            }
            if form.weight > 0.5 {
                piece.text_at = piece.text_at.min(said.text_at);
            }
        }
    }

    /// Another way to say it that takes several words: all of them, and as much as the least.
    fn add_phrase(&mut self, at: usize, families: &[Vec<Own>], weight: f64) {
        let maps: Vec<HashMap<u32, Word>> =
            families.iter().map(|own| of_family(own)).collect();
        let (first, others) = maps.split_first().expect("a phrase has words");
        for (number, word) in first {
            let rest: Option<Vec<&Word>> =
                others.iter().map(|map| map.get(number)).collect();
            let Some(rest) = rest else {
                continue;
            };
            let all = || std::iter::once(&word).chain(&rest);
            let least = all()
                .map(|own| own.impact / (PAGE_HALF + own.impact))
                .fold(f64::INFINITY, f64::min);
            let in_title = all().all(|own| own.title > 0);
            let named = all().all(|own| own.named);
            let words = self.words;
            let own = self.page(*number, at);
            let part = &mut own.parts[at];
            part.value = part.value.max(weight * least);
            if in_title {
                own.title = if own.title > 0 { own.title } else { word.title };
                if weight > part.title {
                    (part.title, part.words) = (weight, maps.len() as u32);
                }
            }
            if named {
                part.names = part.names.max(weight);
            }
            for (place, first) in &word.sections {
                let said = all().map(|own| own.sections.get(place));
                let Some(said) = said.collect::<Option<Vec<_>>>() else {
                    continue;
                };
                own.section(*place, words)
                    .add_phrase(at, weight, *first, &said);
            }
        }
    }
}

impl Scored {
    fn section(&mut self, number: u32, words: usize) -> &mut Section {
        self.sections.entry(number).or_insert_with(|| Section {
            parts: vec![NOTHING; words],
            heading: 0,
        })
    }
}

impl Section {
    fn add_phrase(&mut self, at: usize, weight: f64, first: Said, all: &[&Said]) {
        let piece = &mut self.parts[at];
        piece.known = true;
        let values = all
            .iter()
            .map(|own| own.impact / (SECTION_HALF + own.impact));
        let least = values.fold(f64::INFINITY, f64::min);
        piece.value = piece.value.max(weight * least);
        if all.iter().all(|own| own.heading > 0) {
            self.heading = first.heading;
            piece.heading = piece.heading.max(weight);
        }
    }
}

/// What a word of a phrase says about a document.
#[derive(Default)]
struct Word {
    impact: f64,
    title: u8,
    named: bool,
    sections: BTreeMap<u32, Said>,
}

/// The same about a section.
#[derive(Clone, Copy, Default)]
struct Said {
    impact: f64,
    heading: u8,
}

fn of_family(forms: &[Own]) -> HashMap<u32, Word> {
    let mut map: HashMap<u32, Word> = HashMap::new();
    for form in forms {
        for entry in form.file.entries(form.at) {
            let own = map.entry(entry.number).or_default();
            own.impact += entry.impact * form.near;
            own.title = if own.title > 0 {
                own.title
            } else {
                entry.title
            };
            own.named |= entry.named > 0;
            for said in &entry.sections {
                let section = own.sections.entry(said.number).or_default();
                section.impact += said.impact * form.near;
                if section.heading == 0 {
                    section.heading = said.heading;
                }
            }
        }
    }
    map
}

/// How near two words stand: 0 side by side in order; anything above 8 is far.
fn gap(first: u8, second: u8, between: f64) -> f64 {
    if first == NEVER || second == NEVER {
        return 99.0;
    }
    let far = second as f64 - first as f64;
    if far >= between {
        far - between
    } else {
        far.abs() + 1.0
    }
}

/// How good a section is.
struct Judged {
    /// How much it adds to its page.
    value: f64,
    /// How good a place it is to lead readers to.
    place: f64,
}

/// Judges a section, if the words of the query are as rare as `rarities` say.
fn judge(
    section: &Section,
    page: &[Part],
    groups: &[Group],
    (rarities, total): (&[f64], f64),
) -> Judged {
    let (mut value, mut cover, mut in_heading, mut near) = (0.0, 0.0, 0.0, 0.0);
    let mut words = 0u8;
    for (at, (group, piece)) in groups.iter().zip(&section.parts).enumerate() {
        let rarity = rarities[at];
        if !piece.known {
            // What the title says need not be said again.
            cover += rarity * page[at].title;
            continue;
        }
        value += rarity * piece.value;
        cover += rarity;
        if piece.heading > 0.0 {
            in_heading += rarity * piece.heading;
            words += 1;
        }
        let Some(other) = section.parts.get(at + 1).filter(|other| other.known) else {
            continue;
        };
        let next = &groups[at + 1];
        let between = next.at as f64 - group.at as f64;
        let mut best = gap(piece.text_at, other.text_at, between);
        if piece.heading > 0.0 && other.heading > 0.0 {
            best = best.min(gap(piece.heading_at, other.heading_at, between));
        }
        if best <= 8.0 {
            near += rarity.min(rarities[at + 1]) / (1.0 + 0.6 * best);
        }
    }
    value = value * (cover / total) * (cover / total) + 1.1 * near;
    if in_heading == 0.0 {
        return Judged {
            value,
            place: value,
        };
    }
    let share = in_heading / total;
    value += 0.96 * in_heading * share;
    if share > 0.95 && section.heading <= words + 1 {
        value += 0.85 * in_heading;
    }
    if share > 0.999 && section.heading == words {
        value += 0.2 * total;
    }
    let fill = (words as f64 / section.heading as f64).min(1.0);
    Judged {
        value,
        place: value + in_heading * share * fill,
    }
}

/// Judges a document.
pub fn score(own: &mut Scored, groups: &[Group], total: f64) {
    let (mut value, mut cover, mut in_title, mut named) = (0.0, 0.0, 0.0, 0.0);
    let (mut words, mut before, mut ordered) = (0, 0, true);
    for (group, part) in groups.iter().zip(&own.parts) {
        if !part.known {
            continue;
        }
        value += group.rarity * part.value;
        cover += group.rarity;
        named += group.rarity * part.names;
        if part.title > 0.0 {
            in_title += group.rarity * part.title;
            words += part.words;
            ordered = ordered && part.title_at >= before;
            before = part.title_at;
        }
    }
    let all: Vec<f64> = groups.iter().map(|group| group.rarity).collect();
    let sections = own.sections.values();
    let most = sections
        .map(|section| judge(section, &own.parts, groups, (&all, total)).value)
        .fold(0.0, f64::max);
    value += 0.65 * most;
    if in_title > 0.0 {
        let share = in_title / total;
        let fill = (words as f64 / own.title.max(1) as f64).min(1.0);
        value += 2.5 * in_title * share + 2.35 * in_title * share * share * fill * fill;
        if share > 0.999 && ordered && words >= own.title as u32 {
            value += 1.3 * total;
        }
    }
    value += 1.6 * named * (named / total) * (named / total);
    own.cover = cover / total;
    own.score = value * own.cover.sqrt() * own.cover.sqrt().sqrt();
}

/// Finds the section of a document to lead readers to, which only those need that are shown.
pub fn lead(own: &mut Scored, groups: &[Group]) {
    // Words of the title lead to no section.
    let left: Vec<f64> = groups
        .iter()
        .zip(&own.parts)
        .map(|(group, part)| group.rarity * (1.0 - 0.7 * part.title))
        .collect();
    let rest = left.iter().fold(0.0, |sum, rarity| sum + rarity);
    let mut best = 0.0;
    own.section = 0;
    for (number, section) in &own.sections {
        let place = judge(section, &own.parts, groups, (&left, rest)).place;
        if place > best {
            (best, own.section) = (place, *number);
        }
    }
}
