//! The forms that stand for a word of a query: its own, longer ones, what was meant, and
//! what the glossary says.

use std::collections::HashMap;
use std::sync::Arc;

use super::Engine;
use super::nearness::{Kin, Meant, distance, distance_of_start, likely, nearness, units};
use super::query::{Query, Word};
use super::terms::{self, TermFile};
use crate::search::File;
use crate::search::lexicon::Lexicon;
use crate::search::notes::Name;
use crate::search::tokens::is_pair;

/// A form that a file knows.
#[derive(Clone)]
pub struct Own {
    /// The form.
    pub form: String,
    /// How near it is to the word.
    pub near: f64,
    /// The file.
    pub file: Arc<TermFile>,
    /// Its place there.
    pub at: usize,
}

impl Own {
    /// In how many documents it stands.
    pub fn count(&self) -> u32 {
        self.file.counts[self.at]
    }
}

/// A form that stands for a word.
pub struct Form {
    /// The form.
    pub own: Own,
    /// How much it counts.
    pub weight: f64,
    /// Whether it is a form of the word itself.
    pub exact: bool,
}

/// Everything that stands for one word of a query.
pub struct Group {
    /// Where the word stands.
    pub at: u32,
    /// The word.
    pub text: String,
    /// The forms.
    pub forms: Vec<Form>,
    /// Other ways to say it, word by word, and how much they count.
    pub phrases: Vec<(Vec<Vec<Own>>, f64)>,
    /// A beginning of so many words that titles have to be asked.
    pub start: Option<String>,
    /// How rare it is.
    pub rarity: f64,
}

impl Group {
    fn put(&mut self, own: &Own, weight: f64, exact: bool) {
        let form = Form {
            own: own.clone(),
            weight,
            exact,
        };
        match self
            .forms
            .iter_mut()
            .find(|known| known.own.form == own.form)
        {
            Some(known) if known.weight >= weight => {}
            Some(known) => *known = form,
            None => self.forms.push(form),
        }
    }
}

impl Engine {
    fn terms(&mut self, at: usize) -> Arc<TermFile> {
        let index = &self.index;
        let read = || Arc::new(TermFile::parse(index.bytes(File::Terms(at))));
        self.terms.entry(at).or_insert_with(read).clone()
    }

    pub(super) fn terms_of(&mut self, word: &str) -> Arc<TermFile> {
        self.terms(file_of(&self.keys, word))
    }

    /// All forms of a word that its file knows.
    pub(super) fn family(&mut self, word: &str) -> Vec<Own> {
        let file = self.terms_of(word);
        let mut out = Vec::new();
        let mut add = |at: usize, near: f64| {
            out.push(Own {
                form: file.words[at].clone(),
                near,
                file: file.clone(),
                at,
            });
        };
        if let Some(own) = file.place(word) {
            for at in own.saturating_sub(59)..file.words.len().min(own + 60) {
                if file.stems[at] == file.stems[own] {
                    add(at, nearness(word, &file.words[at], Kin::Akin));
                }
            }
            return out;
        }
        let chars: Vec<char> = word.chars().collect();
        let start: String = chars
            .iter()
            .take(chars.len().saturating_sub(4).max(3))
            .collect();
        for (at, form) in file.words.iter().enumerate() {
            let size = units(form);
            if size > 2 && form.starts_with(&start) && size.abs_diff(units(word)) < 5 {
                let near = nearness(word, form, Kin::Unknown);
                if near >= 0.85 {
                    add(at, near * 0.97);
                }
            }
        }
        out
    }

    /// The forms that stand for a word, and their weights.
    pub(super) fn group_of(
        &mut self,
        word: &Word,
        corrected: &mut Vec<(String, String)>,
    ) -> Group {
        let mut group = Group {
            at: word.at,
            text: word.text.clone(),
            forms: Vec::new(),
            phrases: Vec::new(),
            start: None,
            rarity: 0.0,
        };
        let own = self.family(&word.text);
        let mut known = 0;
        // A word of three letters that is still typed is more likely the beginning of one.
        let whole = if word.open && units(&word.text) < 4 {
            0.7
        } else {
            1.0
        };
        for form in &own {
            group.put(form, form.near * whole, true);
            known = known.max(form.count());
        }
        if word.open {
            self.add_longer(&mut group, &own);
        }
        if !word.quoted && known < 3 && (!own.is_empty() || group.forms.is_empty()) {
            self.add_meant(&mut group, &own, word, known, corrected);
        }
        group
    }

    /// Words that begin with what was typed.
    fn add_longer(&mut self, group: &mut Group, own: &[Own]) {
        let typed = group.text.clone();
        let first = file_of(&self.keys, &typed);
        let last = file_of(&self.keys, &format!("{typed}\u{ffff}"));
        if last > first + 1 && units(&typed) < 3 {
            group.start = Some(typed.clone());
        }
        let mut starts = Vec::new();
        for at in first..=last.min(first + 1) {
            let file = self.terms(at);
            for (at, form) in file.words.iter().enumerate() {
                if form.starts_with(&typed) && !is_akin(own, &file, at) {
                    starts.push(Own {
                        form: form.clone(),
                        near: 1.0,
                        file: file.clone(),
                        at,
                    });
                }
            }
        }
        starts
            .sort_by(|a, b| b.count().cmp(&a.count()).then_with(|| a.form.cmp(&b.form)));
        let most = if own.is_empty() { 24 } else { 12 };
        let damped = match own.is_empty() {
            true => 1.0,
            false if units(&typed) < 4 => 0.85,
            false => 0.45,
        };
        for form in &starts[..starts.len().min(most)] {
            let share = units(&typed) as f64 / units(&form.form) as f64 + 0.15;
            group.put(form, damped * share.clamp(0.6, 1.0), false);
        }
    }

    /// Words that may have been meant where the one that was typed is unknown or rare.
    fn add_meant(
        &mut self,
        group: &mut Group,
        own: &[Own],
        word: &Word,
        known: u32,
        corrected: &mut Vec<(String, String)>,
    ) {
        let typed = &word.text;
        let found = match own.first() {
            None => self.meant(typed, word),
            Some(_) if units(typed) <= 4 => Vec::new(),
            Some(first) => {
                let file = &first.file;
                let likely = |at: &usize| {
                    file.counts[*at] > 12 * known
                        && !is_akin(own, file, *at)
                        && distance(typed, &file.words[*at], 1) < 2.0
                };
                let meant = |at: usize| Meant {
                    form: file.words[at].clone(),
                    far: 1.0,
                    common: (32 - file.counts[at].leading_zeros()) as u8,
                    value: 0.0,
                };
                (0..file.words.len()).filter(likely).map(meant).collect()
            }
        };
        let best = likely(typed, found);
        for meant in &best {
            let weight = if meant.far <= 1.5 { 0.45 } else { 0.4 };
            let weight = weight * meant.value / best[0].value;
            for form in self.family(&meant.form) {
                group.put(&form, weight * form.near, false);
            }
        }
        corrected.extend(best.first().map(|best| (typed.clone(), best.form.clone())));
    }

    /// Half of a word with one error is intact: looks for words with the same half.
    fn meant(&mut self, typed: &str, word: &Word) -> Vec<Meant> {
        let chars: Vec<char> = typed.chars().collect();
        let strange = |c: &char| c.is_ascii_digit() || *c > '\u{ffff}';
        if chars.len() < 4 || chars.iter().any(strange) || is_pair(chars[0]) {
            return Vec::new();
        }
        let most = if chars.len() > 7 { 2 } else { 1 };
        let half = (chars.len() / 2).max(2);
        let start: String = chars[..half].iter().collect();
        let beginning: String = start.chars().take(3).collect();
        let end: String = chars[chars.len() - half..].iter().collect();
        let mut found: Vec<Meant> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let turned_end = turned(&end);
        for (wanted, side) in [(&start, Half::First), (&turned_end, Half::Last)] {
            for (own, common) in self.with_half(wanted, side) {
                let form = if side == Half::First {
                    own
                } else {
                    turned(&own)
                };
                let size = units(&form);
                if !word.open && size.abs_diff(chars.len()) > most
                    || !form.starts_with(&beginning) && !form.ends_with(&end)
                {
                    continue;
                }
                let far = match word.open && side == Half::First {
                    true => distance_of_start(typed, &form, most),
                    false => distance(typed, &form, most),
                };
                if far > most as f64 {
                    continue;
                }
                let meant = Meant {
                    form: form.clone(),
                    far,
                    common,
                    value: 0.0,
                };
                match places.get(&form) {
                    Some(at) if found[*at].far <= far => {}
                    Some(at) => found[*at] = meant,
                    None => {
                        places.insert(form, found.len());
                        found.push(meant);
                    }
                }
            }
        }
        found
    }

    /// The words of a lexicon around those that begin with half a word.
    fn with_half(&mut self, wanted: &str, side: Half) -> Vec<(String, u8)> {
        let plan = &self.index.plan;
        let lexicon: &Lexicon = match side {
            Half::First => &plan.forward,
            Half::Last => &plan.backward,
        };
        let keys: Vec<String> =
            lexicon.files.iter().map(|(_, key)| key.clone()).collect();
        let first = file_of(&keys, wanted);
        let last = file_of(&keys, &format!("{wanted}\u{ffff}")).min(first + 2);
        let mut out = Vec::new();
        for at in (first..=last).take_while(|at| *at < keys.len()) {
            let file = match side {
                Half::First => File::Forward(at),
                Half::Last => File::Backward(at),
            };
            let index = &self.index;
            let read = || Arc::new(terms::lexicon(&index.bytes(file)));
            out.extend(self.lexica.entry(file).or_insert_with(read).iter().cloned());
        }
        out
    }

    /// Words that are one word elsewhere.
    pub(super) fn add_compounds(&mut self, groups: &mut [Group], query: &Query) {
        for (word, of) in &query.made {
            let span = word.at..word.at + of;
            let wanted = |group: &Group| span.contains(&group.at);
            self.add_whole(groups, &word.text, (1.0, 0), &wanted);
        }
        for at in 1..groups.len() {
            let (one, two) = (&groups[at - 1], &groups[at]);
            let form = format!("{}{}", one.text, two.text);
            let places = [one.at, two.at];
            let near = two.at == one.at + 1;
            if near && file_of(&self.keys, &form) == file_of(&self.keys, &one.text) {
                let wanted = |group: &Group| places.contains(&group.at);
                self.add_whole(groups, &form, (0.8, 2), &wanted);
            }
        }
    }

    fn add_whole(
        &mut self,
        groups: &mut [Group],
        form: &str,
        (weight, least): (f64, u32),
        wanted: &dyn Fn(&Group) -> bool,
    ) {
        let file = self.terms_of(form);
        let Some(at) = file.place(form).filter(|at| file.counts[*at] >= least) else {
            return;
        };
        let own = Own {
            form: form.to_owned(),
            near: 1.0,
            file,
            at,
        };
        for group in groups.iter_mut().filter(|group| wanted(group)) {
            group.put(&own, weight, false);
        }
    }

    /// What the glossary and the texts say; gives the meaning that was asked for.
    pub(super) fn add_notes(
        &mut self,
        groups: &mut [Group],
        query: &Query,
    ) -> Option<(u32, Name)> {
        let mut card: Option<(u32, Name)> = None;
        let mut said = Vec::new();
        for &start in &query.used {
            for own in self.family(&query.words[start].text) {
                let notes = own.file.notes.iter();
                for note in notes.filter(|note| note.at == own.at && own.near > 0.9) {
                    let end = start + note.rest.len();
                    let typed = query.words.get(start + 1..=end);
                    let same = |(typed, word): (&Word, &String)| {
                        nearness(&typed.text, word, Kin::Unknown) > 0.9
                    };
                    let Some(typed) = typed.filter(|_| end < query.words.len()) else {
                        continue;
                    };
                    if !typed.iter().zip(&note.rest).all(same) {
                        continue;
                    }
                    let span = query.words[start].at..=query.words[end].at;
                    if !note.to.is_empty() {
                        let weight = 0.81 * note.weight / 100.0;
                        said.push((span.clone(), note.to.clone(), weight));
                    }
                    let whole = query
                        .used
                        .iter()
                        .all(|at| span.contains(&query.words[*at].at));
                    if let Some(own) = note.card.filter(|_| whole)
                        && card.is_none_or(|known| own.1 < known.1)
                    {
                        card = Some(own);
                    }
                }
            }
        }
        for (span, to, weight) in said {
            let says = |word: &&String| to.len() == 1 || !self.language.is_stop(word);
            let to: Vec<String> = to.iter().filter(says).cloned().collect();
            let families: Vec<Vec<Own>> =
                to.iter().map(|word| self.family(word)).collect();
            for group in groups.iter_mut().filter(|group| span.contains(&group.at)) {
                if let [forms] = &families[..] {
                    forms
                        .iter()
                        .for_each(|form| group.put(form, weight * form.near, false));
                } else if !families.is_empty()
                    && families.iter().all(|own| !own.is_empty())
                {
                    group.phrases.push((families.clone(), weight));
                }
            }
        }
        card
    }
}

/// Which half of a word is intact.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    First,
    Last,
}

fn is_akin(own: &[Own], file: &TermFile, at: usize) -> bool {
    own.first()
        .is_some_and(|own| own.file.stems[own.at] == file.stems[at])
}

fn turned(word: &str) -> String {
    word.chars().rev().collect()
}

/// The last key that is not behind a word.
fn file_of(keys: &[String], word: &str) -> usize {
    keys.partition_point(|key| key.as_str() <= word)
        .saturating_sub(1)
}
