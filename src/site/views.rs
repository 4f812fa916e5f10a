//! What a template can see: plain data, ready to print.
//!
//! Every field always exists, so a template may ask `{% if page.summary %}` without a guard.
//! Addresses are relative to the page that shows them, unless the field says otherwise; put
//! `root` in front of those that are relative to the site's root.

use serde::Serialize;

use crate::date::Date;

/// The whole handbook as every template sees it, under the name `site`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SiteView {
    /// The handbook's title.
    pub title: String,
    /// The company's name, if the settings give one.
    pub organisation: Option<String>,
    /// What readers' devices know the handbook by.
    pub id: String,
    /// BCP 47 language tag, such as `en-GB`.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// Absolute address of the published site, with a final slash.
    pub base_url: Option<String>,
    /// Whether search engines are asked not to list the site.
    pub noindex: bool,
    /// Whether pages say what a link to them shows in other programs; needs `base_url`.
    pub social_card: bool,
    /// The two sides, left first; templates show them in this order.
    pub sides: Vec<SideView>,
    /// The first sections in reading order, for the header; paths are from the root.
    pub sections: Vec<SectionView>,
    /// The views that exist: `loop`, `handoffs`, `health`, ...; empty for plain folders.
    pub views: Vec<&'static str>,
    /// True in `serve`: the page connects to the live server.
    pub live: bool,
    /// Whether the key `/` opens the search.
    pub slash: bool,
    /// Where to ask for a page that is missing; `{title}` stands for what was looked for.
    pub ask_url: Option<String>,
    /// Name and version of the generator.
    pub generator: String,
    /// Whether what changed is also a feed, `changes.xml`; needs `base_url`.
    pub feed: bool,
    /// The day of the build.
    pub built: DateView,
    /// The first digits of the commit that was published, if a repository tells.
    pub commit: Option<String>,
}

/// One of the two sides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SideView {
    /// The side's id, such as `marketing`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// `left` or `right`.
    pub position: &'static str,
}

/// A section of the handbook: a top-level folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SectionView {
    /// The section's name.
    pub title: String,
    /// Address from the site's root.
    pub path: String,
}

/// One page, under the name `page`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PageView {
    /// `page`, `home`, `section`, `view`, `not-found` or `a-to-z`: which template shows it.
    pub layout: String,
    /// For a view: `loop`, `handoffs`, `raci`, `myths`, `glossary`, `health`, `owners`, `cards`,
    /// `changes`, `book`, `handout`, `facilitator` or `workshop-cards`; else empty.
    pub view: String,
    /// The page's kind: `page`, `playbook`, `process`, ...
    pub kind: String,
    /// The title, as text.
    pub title: String,
    /// The id that links to the title use, where the page's text begins with it.
    pub title_id: Option<String>,
    /// One or two sentences, as text.
    pub summary: Option<String>,
    /// What search engines and previews show: the summary, or the first sentences.
    pub description: Option<String>,
    /// Own address from the site's root, such as `playbooks/launch.html`.
    pub path: String,
    /// The addresses that it had before, from its `aliases`, without ending.
    pub former: Vec<String>,
    /// From this page to the site's root: empty, `../`, ...; templates see it as `root`.
    #[serde(skip)]
    pub root: String,
    /// Address of the top-level section from the root; empty on home and root pages.
    pub section: String,
    /// `draft`, `live` or `retired`.
    pub status: &'static str,
    /// When it was last reviewed.
    pub reviewed: Option<DateView>,
    /// Who answers for the page, left side first.
    pub owners: Vec<OwnerView>,
    /// `left`, `right`, `joint` or `none`, from the owners: which glyph marks the page.
    pub side: &'static str,
    /// Reading time in whole minutes.
    pub minutes: u32,
    /// From home down to the parent.
    pub breadcrumbs: Vec<LinkView>,
    /// The page before this one in reading order.
    pub previous: Option<LinkView>,
    /// The page after this one in reading order.
    pub next: Option<LinkView>,
    /// Pages and sections below this one (section pages and home).
    pub children: Vec<CardView>,
    /// Where the source can be edited.
    pub edit_url: Option<String>,
    /// Where to tell the owners.
    pub feedback_url: Option<String>,
    /// The page as Markdown, for people and programs that read that better.
    pub markdown: Option<String>,
    /// The page as a PDF, for sheets, cards and paths; in `serve`, for the book.
    pub pdf: Option<String>,
    /// Whether to show the contents of the page.
    pub toc: bool,
    /// Headings of level two and three, nested.
    pub outline: Vec<OutlineView>,
    /// Terms that the text links to.
    pub words_used: Vec<LinkView>,
    /// Whether there is any text on the page.
    pub has_body: bool,
    /// How fresh it is; `None` for pages that nobody has to look at.
    pub fresh: Option<FreshView>,
    /// For a retired page: the page that took its place.
    pub replaced_by: Option<LinkView>,
    /// Pages that go with it, by their own word or by this one's.
    pub related: Vec<CardView>,
    /// The first pages that link to it.
    pub backlinks: Vec<LinkView>,
    /// How many more there are.
    pub backlinks_more: usize,
    /// The first items of paths that lead to it.
    pub stops: Vec<StopView>,
}

/// An item of a path, as the page behind it shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StopView {
    /// The path, with the item's week as the place on it.
    pub path: LinkView,
    /// Address of the path from the site's root; ticks are kept under it.
    pub of: String,
    /// The item's key; ticks are kept under it.
    pub key: String,
    /// The keys that it had while this page stood at the addresses of its `aliases`.
    pub former: Vec<String>,
    /// The number of the week, from one.
    pub week: usize,
    /// `read`, `do`, `watch`, `meet`, `join` or `check`; anything else in lower case.
    pub verb: String,
    /// As written, such as `Read`.
    pub verb_word: String,
    /// The item as text, without verb and minutes.
    pub text: String,
    /// The place on the page that the item leads to; empty for the whole page.
    pub place: String,
    /// Whom it is for: `left`, `right`, or empty for everybody.
    pub only: &'static str,
}

/// A date, for machines and for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct DateView {
    /// `2026-10-12`.
    pub iso: String,
    /// `12 Oct 2026`.
    pub words: String,
}

/// How fresh a page or a piece of evidence is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct FreshView {
    /// `fresh`, `due`, `overdue`, or `unknown` without a date.
    pub state: &'static str,
    /// When it was last looked at.
    pub reviewed: Option<DateView>,
    /// When it has to be looked at again.
    pub next: Option<DateView>,
    /// Days from today to that day; negative when it is over.
    pub days: i64,
}

impl From<Date> for DateView {
    fn from(date: Date) -> Self {
        Self {
            iso: date.to_string(),
            words: date.words(),
        }
    }
}

/// Somebody who answers for a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct OwnerView {
    /// `left`, `right` or `joint`.
    pub position: &'static str,
    /// The side's name for people.
    pub side: String,
    /// The role's name for people.
    pub role: String,
    /// The role's page, if it has one.
    pub href: Option<String>,
}

/// A link to a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct LinkView {
    /// What to call it.
    pub title: String,
    /// Where it goes.
    pub href: String,
}

/// A page in a list of pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CardView {
    /// What to call it.
    pub title: String,
    /// Where it goes.
    pub href: String,
    /// One or two sentences.
    pub summary: Option<String>,
    /// The page's kind, or `section` for a folder.
    pub kind: String,
    /// `left`, `right`, `joint` or `none`.
    pub side: &'static str,
}

/// A heading in the contents of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct OutlineView {
    /// The heading's id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Headings one level below.
    pub children: Vec<OutlineView>,
}

/// The menu beside the text, under the name `menu`; rendered once for all pages that share
/// it. The engine adds `aria-current="page"` to the link of the page that shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct MenuView {
    /// The groups, in reading order.
    pub groups: Vec<MenuGroup>,
}

/// A section in the menu.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct MenuGroup {
    /// The section's name.
    pub title: String,
    /// The section's own page, if it has one.
    pub href: Option<String>,
    /// True for the section that holds the page; others may be folded.
    pub open: bool,
    /// Its pages; empty where the handbook is too large to list all.
    pub items: Vec<MenuItem>,
    /// In a long section, the block of pages before these.
    pub earlier: Option<LinkView>,
    /// In a long section, the block of pages after these.
    pub later: Option<LinkView>,
}

/// A page or sub-section in the menu.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct MenuItem {
    /// What to call it.
    pub title: String,
    /// Where it goes.
    pub href: String,
    /// `left`, `right`, `joint` or `none`.
    pub side: &'static str,
    /// 0 for a page of the section itself, more for pages of folders below it.
    pub depth: u32,
    /// True for a folder, whose pages are not listed here.
    pub folder: bool,
}

/// One letter of the A to Z, under the name `letters`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct LetterView {
    /// The letter, or `#` for anything else.
    pub letter: String,
    /// Its entries, in order.
    pub entries: Vec<CardView>,
}
