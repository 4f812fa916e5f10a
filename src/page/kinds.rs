//! The kinds of pages, and the names of the fields that they may have.

/// The nine kinds that ship with the tool, with the folder that makes a page one of them.
pub const KINDS: [(&str, &str); 9] = [
    ("page", "how-we-work"),
    ("playbook", "playbooks"),
    ("myths", "myths"),
    ("process", "processes"),
    ("path", "paths"),
    ("workshop", "workshops"),
    ("term", "glossary"),
    ("team", "teams"),
    ("role", "roles"),
];

/// Fields that any page may have.
pub const SHARED: [&str; 20] = [
    "kind",
    "title",
    "summary",
    "owners",
    "reviewed",
    "review_every",
    "status",
    "replaced_by",
    "audience",
    "related",
    "aliases",
    "redirect_from",
    "order",
    "nav_title",
    "search",
    "toc",
    "layout",
    "evergreen",
    "quiet",
    "extra",
];

/// Fields of one kind or another.
pub const OF_KINDS: [&str; 35] = [
    "leads",
    "starts_when",
    "ends_when",
    "takes",
    "gives",
    "measures",
    "single_team",
    "use_when",
    "you_need",
    "you_get",
    "takes_time",
    "feeds",
    "weeks",
    "minutes_per_week",
    "minutes",
    "people",
    "outcomes",
    "materials",
    "uses",
    "short",
    "also",
    "avoid",
    "flows",
    "kept_in",
    "meant",
    "side",
    "lead",
    "channel",
    "asks_for",
    "offers",
    "plural",
    "team",
    "counterpart",
    "start",
    "held_by",
];

/// Fields that other tools know; they do no harm here.
pub const FOREIGN: [&str; 47] = [
    "author",
    "authors",
    "categories",
    "category",
    "class",
    "cover",
    "created",
    "css",
    "date",
    "description",
    "disableToc",
    "draft",
    "eleventyNavigation",
    "excerpt",
    "featured",
    "headless",
    "hide",
    "icon",
    "id",
    "image",
    "images",
    "keywords",
    "lang",
    "lastmod",
    "linkTitle",
    "menu",
    "nav_order",
    "navigation",
    "outline",
    "parent",
    "permalink",
    "pagination_next",
    "pagination_prev",
    "questions",
    "redirect_to",
    "section",
    "sidebar",
    "sidebar_label",
    "sidebar_position",
    "slug",
    "sort_by",
    "tags",
    "taxonomies",
    "template",
    "toc_depth",
    "type",
    "weight",
];

/// The kind that a page has by its folder.
pub fn kind_of_folder(folder: &str) -> &'static str {
    let top = folder.split('/').next().unwrap_or(folder);
    KINDS
        .iter()
        .find(|(_, home)| *home == top)
        .map_or("page", |(kind, _)| kind)
}

/// The folder that holds pages of a kind.
pub fn folder_of_kind(kind: &str) -> Option<&'static str> {
    KINDS
        .iter()
        .find(|(name, _)| *name == kind)
        .map(|(_, home)| *home)
}
