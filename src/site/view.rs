//! What each page's template gets to see of the handbook.

use std::sync::Arc;

use super::book::{Book, MOST_LINKS};
use super::freshness::fresh_view;
use super::generated::Plan;
use super::menu::{Extra, Extras, Menus};
use super::outline::outline;
use super::paper;
use super::position::side_of;
use super::redirects::former_addresses;
use super::resolve::Resolver;
use super::routes::Routes;
use super::stops::Stops;
use super::tree::Tree;
use super::views::{
    CardView, DateView, LinkView, MenuView, OwnerView, PageView, SectionView, SideView,
    SiteView,
};
use super::{LinkJob, LinkedPage};
use crate::digest::Digested;
use crate::input::Purpose;
use crate::input::look::{Card, Indexing};
use crate::page::Facts;
use crate::paths::{OutputPath, SourcePath, percent_encode, title_from_name};

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 9] = ["ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// Sections that the header can hold; the menu has all of them.
const MOST_SECTIONS: usize = 6;

/// Makes views from the linked handbook.
pub struct Viewer<'a> {
    job: &'a LinkJob,
    tree: &'a Tree,
    routes: &'a Routes,
    /// The handbook while it is linked.
    pub book: &'a Book<'a>,
    /// Which pages nobody wrote.
    pub plan: &'a Plan,
    extras: Extras,
    menus: Menus,
    stops: Stops,
    sides: Vec<&'static str>,
}

impl<'a> Viewer<'a> {
    /// Prepares what many pages share.
    pub fn new(
        routes: &'a Routes,
        tree: &'a Tree,
        book: &'a Book<'a>,
        plan: &'a Plan,
    ) -> Self {
        let job = book.job;
        let sides: Vec<&'static str> = tree
            .nodes
            .iter()
            .map(|node| {
                node.facts
                    .as_deref()
                    .map_or("none", |facts| side_of(job, facts))
            })
            .collect();
        let extras = extras(tree, book, plan);
        let menus = Menus::new(tree, job.settings.url_style, &sides, &extras);
        Self {
            job,
            tree,
            routes,
            book,
            plan,
            extras,
            menus,
            stops: Stops::new(book, plan),
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
        let base_url = self.job.base_url();
        let side = |at: usize, position| SideView {
            id: settings.sides[at].id.clone(),
            name: settings.sides[at].name.clone(),
            position,
        };
        let title = settings.title.as_ref().unwrap_or(&home.title);
        SiteView {
            title: title.clone(),
            id: settings.identity(title),
            organisation: settings.organisation.clone(),
            language: settings.language.clone(),
            direction: direction_of(&settings.language),
            noindex: settings.look.indexing == Indexing::Refused,
            social_card: settings.look.card != Card::Off && base_url.is_some(),
            base_url: base_url.cloned(),
            sides: vec![side(0, "left"), side(1, "right")],
            sections: sections
                .take(MOST_SECTIONS)
                .map(|&at| SectionView {
                    title: self.tree.nodes[at].nav_title.clone(),
                    path: self.address(&self.tree.nodes[at].output),
                })
                .collect(),
            views: self.plan.outputs.keys().copied().collect(),
            live: self.job.request.purpose == Purpose::Live,
            slash: settings.slash,
            ask_url: self.feedback_pattern("search", ""),
            generator: concat!("Tandem ", env!("CARGO_PKG_VERSION")).to_owned(),
            feed: self.plan.feed.is_some(),
            built: self.job.request.today.into(),
            commit: self.job.commit.clone(),
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
        let page = self.routes.pages.get(&source);
        let written = page.is_some();
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
        (view.summary, view.fresh, view.related) = (None, None, Vec::new());
        (view.backlinks, view.backlinks_more, view.stops) = (Vec::new(), 0, Vec::new());
        view.title = page.map_or_else(String::new, |page| page.facts.title.clone());
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

    /// Cards of all pages and views, for the A to Z.
    pub fn cards(&self, from: &OutputPath) -> Vec<CardView> {
        let shown = (0..self.tree.nodes.len()).filter(|at| self.tree.shows(*at));
        let pages = shown.map(|at| self.card(at, from));
        let views = self.plan.apart.iter().map(|(name, output)| CardView {
            title: self.book.view_title(name),
            href: from.href_to(output, self.job.settings.url_style),
            summary: self.book.view_summary(name),
            kind: "page".to_owned(),
            side: "none",
        });
        pages.chain(views).collect()
    }

    /// The menu of a page in any folder that belongs to no section.
    pub fn menu_at(&self, output: &OutputPath) -> Arc<Digested<MenuView>> {
        match output.folder().is_empty() {
            true => self.menus.of_node[0].clone(),
            false => {
                let style = self.job.settings.url_style;
                Menus::at(self.tree, style, &self.sides, &self.extras, output)
            }
        }
    }

    /// The menu of a page that belongs to a written one.
    pub fn menu_beside(
        &self,
        source: &SourcePath,
        output: &OutputPath,
    ) -> Arc<Digested<MenuView>> {
        let node = self.tree.of_page(source);
        let beside =
            node.filter(|at| self.tree.nodes[*at].output.folder() == output.folder());
        match beside {
            Some(at) => self.menus.of_node[at].clone(),
            None => self.menu_at(output),
        }
    }

    /// The menu of a node of the tree.
    pub fn menu_of(&self, at: usize) -> Arc<Digested<MenuView>> {
        self.menus.of_node[at].clone()
    }

    /// What the template of a page that nobody wrote sees, as far as all of them share it.
    pub fn bare_view(&self, output: &OutputPath, view: &str, title: String) -> PageView {
        let path = self.address(output);
        PageView {
            layout: "view".to_owned(),
            view: view.to_owned(),
            kind: "page".to_owned(),
            feedback_url: self.feedback_url("page", &title, &path),
            title,
            path,
            root: output.root(),
            status: "live",
            side: "none",
            breadcrumbs: vec![self.link(0, output)],
            stops: self.stops.views(self.book, output),
            pdf: paper::pdf(output, self.job.settings.url_style)
                .filter(|_| paper::is_printed(view, self.job.request.purpose)),
            ..PageView::default()
        }
    }

    /// An address from the root of the site.
    fn address(&self, output: &OutputPath) -> String {
        OutputPath::new("index.html").href_to(output, self.job.settings.url_style)
    }

    /// What the template of a node of the tree sees.
    pub fn page_view(&self, at: usize) -> PageView {
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
        let outline = facts.map(outline).unwrap_or_default();
        let markdown = node
            .source
            .as_ref()
            .map(|_| self.markdown_href(&node.output));
        let listed = is_folder || layout != "page";
        let mut view = PageView {
            layout: layout.to_owned(),
            view: String::new(),
            kind: facts.map_or("section".to_owned(), |facts| facts.kind.clone()),
            title: node.title.clone(),
            title_id: None,
            summary: facts.and_then(|facts| facts.summary.clone()),
            description: facts.and_then(|facts| facts.summary.clone()),
            path: self.address(&node.output),
            former: facts
                .map_or_else(Vec::new, |facts| former_addresses(self.job, facts)),
            root: node.output.root(),
            section: section
                .map(|output| self.address(output))
                .unwrap_or_default(),
            status: facts.map_or("live", |facts| facts.status.word()),
            reviewed: facts.and_then(|facts| facts.reviewed).map(DateView::from),
            owners: facts
                .map(|facts| self.owners(facts, &node.output))
                .unwrap_or_default(),
            side: self.sides[at],
            minutes: 0,
            breadcrumbs: self.breadcrumbs(at),
            previous: (0..at)
                .rfind(|before| self.tree.shows(*before))
                .map(|before| self.link(before, &node.output)),
            next: (at + 1..self.tree.nodes.len())
                .find(|after| self.tree.shows(*after))
                .map(|after| self.link(after, &node.output)),
            children: match listed {
                true => node
                    .children
                    .iter()
                    .map(|&child| self.card(child, &node.output))
                    .collect(),
                false => Vec::new(),
            },
            edit_url: node.source.as_ref().and_then(|path| self.edit_url(path)),
            feedback_url: self.feedback_url(
                facts.map_or("section", |facts| &facts.kind),
                &node.title,
                &self.address(&node.output),
            ),
            markdown,
            toc: facts
                .and_then(|facts| facts.toc)
                .unwrap_or(outline.len() >= 3),
            outline,
            ..PageView::default()
        };
        if view.kind == "path" && node.source.is_some() {
            view.pdf = paper::pdf(&node.output, self.job.settings.url_style);
        }
        self.add_neighbours(at, &mut view);
        view
    }

    /// What the page shows of those that link to it, and how fresh it is.
    fn add_neighbours(&self, at: usize, view: &mut PageView) {
        let from = &self.tree.nodes[at].output;
        view.stops = self.stops.views(self.book, from);
        if let Some(name) = self.plan.sections.get(&at) {
            view.layout = "view".to_owned();
            view.view = (*name).to_owned();
            view.title = self.book.view_title(name);
            view.summary = self.book.view_summary(name);
            view.description.clone_from(&view.summary);
        }
        let source = self.tree.nodes[at].source.as_ref();
        let Some(page) = source.and_then(|source| self.book.page(source)) else {
            return;
        };
        let own = &self.book.pages[page];
        if own.is_live() && (self.job.settings.configured || own.facts.reviewed.is_some())
        {
            view.fresh = Some(fresh_view(self.job, own.facts));
        }
        let successor = own.facts.replaced_by.as_deref();
        let successor = successor.and_then(|name| self.book.reference(name, None));
        view.replaced_by = successor.map(|page| self.book.link(page, from));
        let related = own.related.iter().take(MOST_LINKS);
        view.related = related.map(|page| self.book.card(*page, from)).collect();
        let linked = own.linked_from.iter().take(MOST_LINKS);
        view.backlinks = linked.map(|page| self.book.link(*page, from)).collect();
        view.backlinks_more = own.linked_from.len() - view.backlinks.len();
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
            summary: facts.map_or_else(
                || self.book.view_summary(self.plan.sections.get(&at)?),
                |facts| facts.summary.clone(),
            ),
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

    fn owners(&self, facts: &Facts, from: &OutputPath) -> Vec<OwnerView> {
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
                    role: self.book.people.title(role),
                    href: self.book.people.chip(role, from).href,
                };
                (known.unwrap_or(2), view)
            })
            .collect();
        owners.sort_by_key(|(order, _)| *order);
        owners.into_iter().map(|(_, owner)| owner).collect()
    }

    /// Where the source of a page can be edited.
    pub fn edit_url(&self, path: &SourcePath) -> Option<String> {
        let pattern = self.job.settings.edit_url.as_ref()?;
        let encoded: Vec<_> = path.as_str().split('/').map(percent_encode).collect();
        Some(pattern.replace("{path}", &encoded.join("/")))
    }

    fn feedback_url(&self, kind: &str, title: &str, path: &str) -> Option<String> {
        let pattern = self.feedback_pattern(kind, path)?;
        Some(pattern.replace("{title}", &percent_encode(title)))
    }

    /// The address for feedback, in which only the title is missing.
    fn feedback_pattern(&self, kind: &str, path: &str) -> Option<String> {
        let pattern = self.job.settings.feedback_url.as_ref()?;
        let url = pattern
            .replace("{kind}", &percent_encode(kind))
            .replace("{path}", &percent_encode(path))
            .replace("{version}", self.job.commit.as_deref().unwrap_or(""));
        Some(
            url.replace(' ', "%20")
                .replace('[', "%5B")
                .replace(']', "%5D"),
        )
    }
}

/// The views that stand in menus: below the processes and the terms, and by themselves.
fn extras(tree: &Tree, book: &Book, plan: &Plan) -> Extras {
    let mut extras = Extras::default();
    let extra = |name: &&'static str| {
        let (_, output) = plan.apart.iter().find(|(own, _)| own == name)?;
        let title = book.view_title(name);
        let output = output.clone();
        Some(Extra { title, output })
    };
    let section = |kind: &str| {
        let folder = book.job.kinds.folder_of(kind)?;
        let top = &tree.nodes[0].children;
        top.iter()
            .copied()
            .find(|at| tree.nodes[*at].folder.as_deref() == Some(folder))
    };
    let of_processes = ["loop", "handoffs", "raci"];
    let mut apart = vec!["health", "owners", "changes"];
    match section("process") {
        Some(at) => {
            let views = of_processes.iter().filter_map(extra).collect();
            extras.of_section.insert(at, views);
        }
        None => apart.extend(of_processes),
    }
    // The folder's own page shows the same, unless somebody wrote another one.
    match section("term") {
        Some(at) if plan.sections.contains_key(&at) => {}
        Some(at) => {
            let views = ["glossary"].iter().filter_map(extra).collect();
            extras.of_section.insert(at, views);
        }
        None => apart.push("glossary"),
    }
    apart.push("cards");
    extras.apart = apart.iter().filter_map(extra).collect();
    extras
}

fn position_of(side: Option<usize>) -> &'static str {
    let names = ["left", "right", "joint"];
    names[side.unwrap_or(2).min(2)]
}

fn direction_of(language: &str) -> &'static str {
    let tongue = language.split(['-', '_']).next().unwrap_or(language);
    let from_right = RIGHT_TO_LEFT.contains(&tongue.to_lowercase().as_str());
    if from_right { "rtl" } else { "ltr" }
}
