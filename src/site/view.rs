//! What each page's template gets to see of the handbook.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::menu::Menus;
use super::resolve::Resolver;
use super::routes::Routes;
use super::tree::Tree;
use super::views::{
    CardView, DateView, LetterView, LinkView, OutlineView, OwnerView, PageView,
    SectionView, SideView, SiteView,
};
use super::{LinkJob, LinkedPage};
use crate::digest::Digested;
use crate::input::Purpose;
use crate::page::{Facts, Heading};
use crate::paths::{OutputPath, SourcePath, join, percent_encode, title_from_name};

/// Sections that the header can hold; the menu has all of them.
const MOST_SECTIONS: usize = 6;

/// Makes views from the linked handbook.
pub struct Viewer<'a> {
    job: &'a LinkJob,
    tree: &'a Tree,
    routes: &'a Routes,
    menus: Menus,
    sides: Vec<&'static str>,
}

impl<'a> Viewer<'a> {
    /// Prepares what many pages share.
    pub fn new(job: &'a LinkJob, routes: &'a Routes, tree: &'a Tree) -> Self {
        let sides: Vec<&'static str> = tree
            .nodes
            .iter()
            .map(|node| {
                node.facts
                    .as_deref()
                    .map_or("none", |facts| side_of(job, facts))
            })
            .collect();
        let menus = Menus::new(tree, job.settings.url_style, &sides);
        Self {
            job,
            tree,
            routes,
            menus,
            sides,
        }
    }

    /// What every template sees.
    pub fn site(&self) -> SiteView {
        let settings = &self.job.settings;
        let home = &self.tree.nodes[0];
        let sections = home
            .children
            .iter()
            .filter(|&&at| self.tree.nodes[at].folder.is_some());
        let side = |at: usize, position| SideView {
            id: settings.sides[at].id.clone(),
            name: settings.sides[at].name.clone(),
            position,
        };
        SiteView {
            title: settings.title.clone().unwrap_or_else(|| home.title.clone()),
            organisation: settings.organisation.clone(),
            language: settings.language.clone(),
            direction: direction_of(&settings.language),
            base_url: self
                .job
                .request
                .base_url
                .clone()
                .or_else(|| settings.base_url.clone()),
            sides: vec![side(0, "left"), side(1, "right")],
            sections: sections
                .take(MOST_SECTIONS)
                .map(|&at| SectionView {
                    title: self.tree.nodes[at].nav_title.clone(),
                    path: self.address(&self.tree.nodes[at].output),
                })
                .collect(),
            live: self.job.request.purpose == Purpose::Live,
            generator: concat!("Tandem ", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }

    /// The page of a node of the tree.
    pub fn page(&self, at: usize, resolver: &Resolver) -> LinkedPage {
        let node = &self.tree.nodes[at];
        let targets = node.source.as_ref().map(|path| resolver.targets(path));
        LinkedPage {
            source: node.source.clone(),
            output: node.output.clone(),
            view: Arc::new(Digested::new(self.page_view(at))),
            menu: self.menus.of_node[at].clone(),
            targets: Arc::new(Digested::new(targets.unwrap_or_default())),
            parts: Arc::default(),
            detail: Arc::default(),
            computed: None,
        }
    }

    /// A page that stands outside the reading order, at the top of the site.
    pub fn apart(
        &self,
        output: &str,
        layout: &str,
        resolver: &Resolver,
    ) -> Option<LinkedPage> {
        let output = OutputPath::new(output);
        let source = SourcePath::new(&output.as_str().replace(".html", ".md"));
        let written = self.routes.pages.contains_key(&source);
        // A page that somebody wrote under this name takes precedence, unless it is the one
        // that servers show for a wrong address.
        if self.routes.is_taken(&output).is_some() && !(written && layout == "not-found")
        {
            return None;
        }
        let mut view = self.page_view(0);
        view.layout = layout.to_owned();
        view.path = self.address(&output);
        view.children = Vec::new();
        (view.previous, view.next, view.breadcrumbs) = (None, None, Vec::new());
        (view.owners, view.side, view.outline, view.toc) =
            (Vec::new(), "none", Vec::new(), false);
        (view.reviewed, view.edit_url, view.markdown) = (None, None, None);
        view.summary = None;
        if written {
            view.title = self.job.pages[&source].title.clone();
        } else {
            view.title = String::new();
        }
        // Servers show this page at any depth, so its links must not be relative.
        if let (true, Some(base)) = (layout == "not-found", self.job.base_path_or_root())
        {
            view.root = base;
        }
        let targets = if written {
            resolver.targets(&source)
        } else {
            Default::default()
        };
        Some(LinkedPage {
            source: written.then_some(source),
            output,
            view: Arc::new(Digested::new(view)),
            menu: self.menus.of_node[0].clone(),
            targets: Arc::new(Digested::new(targets)),
            parts: Arc::default(),
            detail: Arc::default(),
            computed: None,
        })
    }

    /// All pages by the first letter of their title.
    pub fn letters(&self) -> Vec<LetterView> {
        let from = OutputPath::new("index-a-z.html");
        let mut letters: BTreeMap<(bool, String), Vec<(String, CardView)>> =
            BTreeMap::new();
        for at in 0..self.tree.nodes.len() {
            let card = self.card(at, &from);
            let key = sort_key(&card.title);
            let first = key.chars().next().filter(|c| c.is_alphabetic());
            let letter = first.map_or("#".to_owned(), |c| c.to_uppercase().collect());
            letters
                .entry((first.is_some(), letter))
                .or_default()
                .push((key, card));
        }
        letters
            .into_iter()
            .map(|((_, letter), mut entries)| {
                entries.sort_by(|a, b| (&a.0, &a.1.href).cmp(&(&b.0, &b.1.href)));
                LetterView {
                    letter,
                    entries: entries.into_iter().map(|(_, card)| card).collect(),
                }
            })
            .collect()
    }

    /// An address from the root of the site.
    fn address(&self, output: &OutputPath) -> String {
        OutputPath::new("index.html").href_to(output, self.job.settings.url_style)
    }

    fn page_view(&self, at: usize) -> PageView {
        let node = &self.tree.nodes[at];
        let facts = node.facts.as_deref().map(|facts| &**facts);
        let is_folder = node.folder.is_some();
        let asked = facts.and_then(|facts| facts.layout.as_deref());
        let layout = match asked {
            Some("home") => "home",
            Some("index") => "section",
            Some(_) => "page",
            None if at == 0 => "home",
            None if is_folder => "section",
            None => "page",
        };
        let section = node.section.map(|section| &self.tree.nodes[section].output);
        let outline = facts
            .map(|facts| outline(&facts.headings, &facts.title))
            .unwrap_or_default();
        let markdown = node
            .source
            .as_ref()
            .map(|_| self.markdown_href(&node.output));
        let listed = is_folder || layout != "page";
        PageView {
            layout: layout.to_owned(),
            kind: facts.map_or("section".to_owned(), |facts| facts.kind.clone()),
            title: node.title.clone(),
            title_id: None,
            summary: facts.and_then(|facts| facts.summary.clone()),
            description: facts.and_then(|facts| facts.summary.clone()),
            path: self.address(&node.output),
            root: node.output.root(),
            section: section
                .map(|output| self.address(output))
                .unwrap_or_default(),
            status: facts.map_or("live", |facts| facts.status.word()),
            reviewed: facts.and_then(|facts| facts.reviewed).map(DateView::from),
            owners: facts.map(|facts| self.owners(facts)).unwrap_or_default(),
            side: self.sides[at],
            minutes: 0,
            breadcrumbs: self.breadcrumbs(at),
            previous: at
                .checked_sub(1)
                .map(|before| self.link(before, &node.output)),
            next: (at + 1 < self.tree.nodes.len())
                .then(|| self.link(at + 1, &node.output)),
            children: match listed {
                true => node
                    .children
                    .iter()
                    .map(|&child| self.card(child, &node.output))
                    .collect(),
                false => Vec::new(),
            },
            edit_url: node.source.as_ref().and_then(|path| self.edit_url(path)),
            feedback_url: self.feedback_url(at, facts),
            markdown,
            toc: facts
                .and_then(|facts| facts.toc)
                .unwrap_or(outline.len() >= 3),
            outline,
            has_body: false,
        }
    }

    fn markdown_href(&self, output: &OutputPath) -> String {
        output.href_to(&output.markdown_copy(), self.job.settings.url_style)
    }

    fn link(&self, at: usize, from: &OutputPath) -> LinkView {
        let node = &self.tree.nodes[at];
        let href = from.href_to(&node.output, self.job.settings.url_style);
        LinkView {
            title: node.title.clone(),
            href,
        }
    }

    fn card(&self, at: usize, from: &OutputPath) -> CardView {
        let node = &self.tree.nodes[at];
        let LinkView { title, href } = self.link(at, from);
        let facts = node.facts.as_deref();
        CardView {
            title,
            href,
            summary: facts.and_then(|facts| facts.summary.clone()),
            kind: match (&node.folder, facts) {
                (None, Some(facts)) => facts.kind.clone(),
                _ if at == 0 => "page".to_owned(),
                _ => "section".to_owned(),
            },
            side: self.sides[at],
        }
    }

    fn breadcrumbs(&self, at: usize) -> Vec<LinkView> {
        let from = &self.tree.nodes[at].output;
        let mut above = Vec::new();
        let mut next = self.tree.nodes[at].parent;
        while let Some(parent) = next {
            above.push(self.link(parent, from));
            next = self.tree.nodes[parent].parent;
        }
        above.reverse();
        above
    }

    fn owners(&self, facts: &Facts) -> Vec<OwnerView> {
        let sides = &self.job.settings.sides;
        let mut owners: Vec<(usize, OwnerView)> = facts
            .owners
            .iter()
            .map(|(side, role)| {
                let known = sides.iter().position(|own| own.id == *side);
                let view = OwnerView {
                    position: position_of(known),
                    side: known.map_or_else(
                        || title_from_name(side),
                        |at| sides[at].name.clone(),
                    ),
                    role: self.role_title(role),
                };
                (known.unwrap_or(2), view)
            })
            .collect();
        owners.sort_by_key(|(order, _)| *order);
        owners.into_iter().map(|(_, owner)| owner).collect()
    }

    /// The title of the role's page, or its name made readable.
    fn role_title(&self, role: &str) -> String {
        let page = SourcePath::new(&join("roles", &format!("{role}.md")));
        self.job
            .pages
            .get(&page)
            .map_or_else(|| title_from_name(role), |facts| facts.title.clone())
    }

    fn edit_url(&self, path: &SourcePath) -> Option<String> {
        let pattern = self.job.settings.edit_url.as_ref()?;
        let encoded: Vec<_> = path.as_str().split('/').map(percent_encode).collect();
        Some(pattern.replace("{path}", &encoded.join("/")))
    }

    fn feedback_url(&self, at: usize, facts: Option<&Facts>) -> Option<String> {
        let pattern = self.job.settings.feedback_url.as_ref()?;
        let node = &self.tree.nodes[at];
        let url = pattern
            .replace(
                "{kind}",
                &percent_encode(facts.map_or("section", |facts| &facts.kind)),
            )
            .replace("{title}", &percent_encode(&node.title))
            .replace("{path}", &percent_encode(&self.address(&node.output)))
            .replace("{version}", "");
        Some(
            url.replace(' ', "%20")
                .replace('[', "%5B")
                .replace(']', "%5D"),
        )
    }
}

fn position_of(side: Option<usize>) -> &'static str {
    ["left", "right"]
        .get(side.unwrap_or(2))
        .copied()
        .unwrap_or("joint")
}

/// Headings of level two and three, the deeper ones below the ones before them.
fn outline(headings: &[Heading], title: &str) -> Vec<OutlineView> {
    let mut outline: Vec<OutlineView> = Vec::new();
    for heading in headings.iter().filter(|heading| heading.text != title) {
        let entry = OutlineView {
            id: heading.id.clone(),
            text: heading.text.clone(),
            children: Vec::new(),
        };
        match (heading.level, outline.last_mut()) {
            (3, Some(above)) => above.children.push(entry),
            (2 | 3, _) => outline.push(entry),
            _ => {}
        }
    }
    outline
}

fn direction_of(language: &str) -> &'static str {
    let tongue = language
        .split(['-', '_'])
        .next()
        .unwrap_or(language)
        .to_lowercase();
    match ["ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"]
        .contains(&tongue.as_str())
    {
        true => "rtl",
        false => "ltr",
    }
}
