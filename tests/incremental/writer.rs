//! A writer who edits a handbook at random.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tandem::date::Date;
use tandem::input::Inputs;

use super::chance::Chance;
use super::pages::{KINDS, OTHER_NAMES, OTHER_SETTINGS, PLAIN, SETTINGS, SWITCHES};

/// Edits a handbook at random and remembers what it did.
pub struct Writer<'h> {
    /// What decides.
    pub chance: Chance,
    /// The day on which it edits.
    pub today: Date,
    root: &'h Path,
    /// Every file as it was to begin with.
    first: BTreeMap<String, String>,
    done: Vec<(Option<PathBuf>, String)>,
}

impl<'h> Writer<'h> {
    /// A writer before its first edit.
    pub fn new(seed: u64, root: &'h Path) -> Self {
        let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
        let files = files.flatten().filter(|file| file.file_type().is_file());
        let first = files.map(|file| {
            let path = file.path().strip_prefix(root).expect("below the root");
            let path = path.to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(file.path()).expect("it begins with texts");
            (path, text)
        });
        Self {
            chance: Chance(seed),
            today: day("2026-11-20"),
            root,
            first: first.collect(),
            done: Vec::new(),
        }
    }

    /// How many edits it has made.
    pub fn edits(&self) -> usize {
        self.done.len()
    }

    /// What it did, in words.
    pub fn done(&self) -> Vec<&str> {
        self.done.iter().map(|(_, words)| words.as_str()).collect()
    }

    /// What `serve` does first with a hint from the system: look at the named path only.
    pub fn changed_paths(&self, inputs: &Inputs) -> Inputs {
        let last = self.done.last().and_then(|(path, _)| path.clone());
        let quick = last.and_then(|path| inputs.refresh_paths(&[path]));
        quick.unwrap_or_else(|| inputs.refresh())
    }

    /// One edit, whatever it may be.
    pub fn edit(&mut self) {
        match self.chance.below(32) {
            0..=11 => self.switch(),
            12..=16 => self.rewrite_page(),
            17 => self.break_page(),
            18 => self.remove_page(),
            19 | 20 => self.rename_page(),
            21 | 22 => self.restore_page(),
            23 => self.write("content/how/ring.svg", &self.picture()),
            24 => self.toggle("content/plays/map.png", "png"),
            25 => self.change_settings(),
            26 | 27 => self.change_theme(),
            28 => self.change_kinds(),
            29 => self.toggle("content/how/index.md", "# How again\n"),
            30 => self.sleep(),
            _ => self.toggle("static/offer.pdf", "%PDF"),
        }
    }

    /// Puts something else into one line of a page or of the settings.
    fn switch(&mut self) {
        let (path, choices) = SWITCHES[self.chance.below(SWITCHES.len())];
        let text = fs::read_to_string(self.root.join(path)).unwrap_or_default();
        // One choice may begin like another: the longest that stands there is the one.
        let there = choices.iter().filter(|choice| text.contains(**choice));
        let there = there.max_by_key(|choice| choice.len());
        let to = self.chance.one_of(choices);
        let changed = there.map(|from| text.replacen(from, to, 1));
        match changed.filter(|changed| *changed != text) {
            Some(changed) => self.put(path, &changed, format!("{path}: now {to:?}")),
            None => self.restore(path),
        }
    }

    fn restore(&mut self, path: &str) {
        let text = self.first[path].clone();
        self.put(path, &text, format!("{path}: as at first"));
    }

    fn restore_page(&mut self) {
        let at = self.chance.below(self.first.len());
        let path = self.first.keys().nth(at).expect("below the length");
        self.restore(&path.clone());
    }

    fn picture(&self) -> String {
        let number = self.done.len();
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- {number} --></svg>")
    }

    /// A page of text, or a name where there could be one.
    fn any_page(&mut self) -> String {
        let all: Vec<&str> = PLAIN.iter().chain(&OTHER_NAMES).copied().collect();
        format!("content/{}", self.chance.one_of(&all))
    }

    /// The same, or one of the pages with a kind.
    fn any_page_of_all(&mut self) -> String {
        if self.chance.below(2) == 0 {
            return self.any_page();
        }
        let pages: Vec<&String> =
            self.first.keys().filter(|path| is_page(path)).collect();
        self.chance.one_of(&pages).clone()
    }

    fn rewrite_page(&mut self) {
        let path = self.any_page();
        let text = self.page_text();
        self.write(&path, &text);
    }

    fn page_text(&mut self) -> String {
        let mut text = String::new();
        if self.chance.below(4) > 0 {
            text += "---\n";
            for _ in 0..self.chance.below(4) {
                text += &self.field();
            }
            text += "---\n\n";
        }
        for _ in 0..self.chance.below(6) {
            text += &self.paragraph();
            text += "\n\n";
        }
        text
    }

    fn field(&mut self) -> String {
        let number = self.chance.below(5);
        match self.chance.below(12) {
            0 => format!("title: Title {number}\n"),
            1 => format!("order: {number}\n"),
            2 => format!("aliases: [/old-{number}/, how/loop.md]\n"),
            3 => format!("summary: Summary {number}\n"),
            4 => format!("nav_title: Short {number}\n"),
            5 => "status: draft\n".to_owned(),
            6 => format!("owners: {{ marketing: writer, sales: r{number} }}\n"),
            7 => format!("reviewed: 2026-1{number}-01\n"),
            8 => format!("short: Meaning {number}\nalso: [word {number}, tale]\n"),
            9 => format!("team: sales\nside: sales\nlead: seller\norder: {number}\n"),
            10 => "quiet: [W110, W121]\nrelated: [term:story, process:run-the-deal]\n"
                .into(),
            _ => {
                let layouts = ["home", "index", "default", "none", "page"];
                format!("layout: {}\n", layouts[number])
            }
        }
    }

    fn paragraph(&mut self) -> String {
        let number = self.chance.below(4);
        match self.chance.below(14) {
            0 => format!("# First {number}"),
            1 => format!("## Part {number}"),
            2 => format!("See [it]({}).", self.link_target()),
            3 => format!("![Ring {number}](/how/ring.svg)"),
            4 => format!(
                "<details><summary>More</summary><b onclick=x>{number}</b></details>"
            ),
            5 => format!("- [ ] task {number}\n- [x] done"),
            6 => format!("Note[^a].\n\n[^a]: Words {number}"),
            7 => format!("![](missing-{number}.png)"),
            8 => format!("{{% tag {number} %}}"),
            9 => format!("A tale, word {number}, a prospect, some notes and a Seller."),
            10 => {
                "See [it](term:story), [them](view:handoffs) and [x](role:writer).".into()
            }
            11 => "::loop\n\n::handoffs {role=seller}\n\n::health".into(),
            12 => "::: only {for=sales}\n\nOnly here.\n\n:::".into(),
            _ => format!("Some words, {number} of them."),
        }
    }

    fn link_target(&mut self) -> String {
        let page = self.any_page_of_all();
        let anchors = [
            "", "", "#part", "#part-1", "#first-2", "#nowhere", "#H1", "#sheet",
        ];
        let anchor = self.chance.one_of(&anchors);
        format!("{}{anchor}", page.trim_start_matches("content"))
    }

    fn break_page(&mut self) {
        let path = self.any_page_of_all();
        let text = self.chance.one_of(&[
            "---\ntitle: a: b\norder: [1\n---\n\nText\n",
            "---\ntitle: x\n",
            "",
            "+++\ntitle = 1\n+++\n",
            "---\ntitel: Misspelt\n---\n",
            "---\nkind: process\ntitle: X\n---\n\n## Steps\n\n### A\n\n::: handoff {from=sales}\n",
        ]);
        self.write(&path, text);
    }

    fn remove_page(&mut self) {
        let path = self.any_page_of_all();
        if fs::remove_file(self.root.join(&path)).is_ok() {
            self.done.push((None, format!("remove {path}")));
        }
    }

    fn rename_page(&mut self) {
        let (from, to) = (self.any_page_of_all(), self.any_page_of_all());
        if fs::rename(self.root.join(&from), self.root.join(&to)).is_ok() {
            self.done.push((None, format!("rename {from} to {to}")));
        }
    }

    fn toggle(&mut self, path: &str, content: &str) {
        match fs::remove_file(self.root.join(path)) {
            Ok(()) => self.done.push((None, format!("remove {path}"))),
            Err(_) => self.write(path, content),
        }
    }

    fn change_settings(&mut self) {
        let now = fs::read_to_string(self.root.join("handbook.yml")).unwrap_or_default();
        let text = match OTHER_SETTINGS.contains(&now.as_str()) {
            true => SETTINGS,
            false => self.chance.one_of(&OTHER_SETTINGS),
        };
        self.write("handbook.yml", text);
    }

    fn change_kinds(&mut self) {
        let (path, text) = KINDS[self.chance.below(KINDS.len())];
        self.toggle(path, text);
    }

    fn change_theme(&mut self) {
        let text = self.chance.one_of(&[
            "<p>{{ page.title }}</p>{{ body | safe }}",
            "<p>{{ page.no_such }}</p>",
            "{% extends \"base.html\" %}{% block main %}<h1>{{ page.title }}</h1>{% endblock main %}",
            "{% if %}",
        ]);
        let path = self.chance.one_of(&[
            "themes/default/templates/page.html",
            "themes/default/templates/partials/menu.html",
            "themes/default/templates/parts/step.html",
            "themes/default/templates/views/loop.html",
            "themes/own/templates/page.html",
            "themes/default/theme.css",
            "themes/default/styles/11-tokens.css",
        ]);
        self.toggle(path, text);
    }

    /// A night goes by, or some months.
    fn sleep(&mut self) {
        let days = ["2026-11-20", "2026-11-21", "2027-01-31", "2028-01-31"];
        let today = self.chance.one_of(&days);
        self.today = day(today);
        self.done.push((None, format!("it is {today}")));
    }

    fn write(&mut self, path: &str, text: &str) {
        self.put(path, text, format!("write {path}: {text:?}"));
    }

    fn put(&mut self, path: &str, text: &str, words: String) {
        let disk = self.root.join(path);
        fs::create_dir_all(disk.parent().expect("below the root")).expect("a new folder");
        fs::write(&disk, text).expect("the temporary folder can be written");
        self.age(&disk);
        self.done.push((Some(disk), words));
    }

    /// Gives a file a time of its own in the past: a stamp is then trusted, and still tells.
    fn age(&self, disk: &Path) {
        let past =
            SystemTime::now() - Duration::from_secs(1_000_000 - self.done.len() as u64);
        let file = fs::File::options()
            .write(true)
            .open(disk)
            .expect("it was just written");
        file.set_modified(past).expect("the file is ours");
    }
}

fn day(text: &str) -> Date {
    Date::parse(text).expect("the calendar has this day")
}

fn is_page(path: &str) -> bool {
    path.starts_with("content/") && path.ends_with(".md")
}

#[test]
fn every_line_that_may_change_stands_in_the_handbook_to_begin_with() {
    let handbook = super::pages::start();
    let writer = Writer::new(1, handbook.root());
    for (path, choices) in SWITCHES {
        let found = writer.first[*path].contains(choices[0]);
        assert!(found, "{path} does not hold {:?}", choices[0]);
    }
}
