//! Where links lead, and the nearest right answer where they lead nowhere.

use std::collections::HashMap;

use super::LinkJob;
use super::anchors::with_anchor;
use super::catalog::Catalog;
use super::generated::{Plan, VIEWS};
use super::redirects::{Redirects, address_key};
use super::routes::{Folder, GENERATED, Routes, Shown};
use super::target::{
    LinkFault, Target, Targets, broken, outside, percent_encode_query, split_scheme,
    unknown, what, with_fragment,
};
use crate::codes::Code;
use crate::page::Facts;
use crate::paths::{OutputPath, SourcePath, join, percent_decode, resolve};
use crate::suggest::nearest;

/// Broken links on one page for which a right answer is looked for; a page with more has
/// another problem than a misspelling.
const MOST_SUGGESTIONS: usize = 25;
/// Names in one folder that are compared with a misspelt one.
const MOST_NAMES: usize = 400;

/// Everything that a link can lead to.
pub struct Resolver<'a> {
    job: &'a LinkJob,
    routes: &'a Routes,
    redirects: &'a Redirects,
    by_path: HashMap<&'a str, Found<'a>>,
    by_address: HashMap<&'a str, Found<'a>>,
    by_lower: HashMap<String, &'a str>,
    by_name: HashMap<String, Vec<&'a str>>,
    by_folder: HashMap<&'a str, Vec<&'a str>>,
    catalog: &'a Catalog<'a>,
    plan: &'a Plan,
    generated: Vec<OutputPath>,
    base: String,
}

/// What a path leads to.
#[derive(Clone, Copy)]
enum Found<'a> {
    Page(Goal<'a>),
    Output(&'a OutputPath),
}

/// A page that a link leads to.
#[derive(Clone, Copy)]
struct Goal<'a> {
    source: &'a SourcePath,
    page: &'a Shown,
}

impl<'a> Resolver<'a> {
    /// Indexes what there is.
    pub fn new(
        job: &'a LinkJob,
        routes: &'a Routes,
        redirects: &'a Redirects,
        catalog: &'a Catalog<'a>,
        plan: &'a Plan,
    ) -> Self {
        let mut by_path = HashMap::new();
        let mut by_address = HashMap::new();
        let mut by_lower = HashMap::new();
        let mut by_name: HashMap<String, Vec<&str>> = HashMap::new();
        let mut by_folder: HashMap<&str, Vec<&str>> = HashMap::new();
        let pages = routes.pages.iter().map(|(source, page)| {
            let found = Found::Page(Goal { source, page });
            (source, &page.output, found)
        });
        let files = routes.files.iter();
        let files = files.map(|(path, output)| (path, output, Found::Output(output)));
        for (path, output, found) in pages.chain(files) {
            by_path.entry(path.as_str()).or_insert(found);
            by_address.insert(output.as_str(), found);
            by_lower
                .entry(path.as_str().to_lowercase())
                .or_insert(path.as_str());
            by_name
                .entry(path.name().to_lowercase())
                .or_default()
                .push(path.as_str());
            by_folder
                .entry(path.folder())
                .or_default()
                .push(path.name());
        }
        Self {
            job,
            routes,
            redirects,
            by_path,
            by_address,
            by_lower,
            by_name,
            by_folder,
            catalog,
            plan,
            generated: GENERATED
                .map(OutputPath::new)
                .into_iter()
                .chain(plan.addresses().cloned())
                .collect(),
            base: job.base_path().unwrap_or_else(|| "/".to_owned()),
        }
    }

    /// Where all the addresses on one page lead.
    pub fn targets(&self, source: &SourcePath) -> Targets {
        self.targets_from(source, &self.routes.pages[source].output)
    }

    /// The same where the text of the page is shown at another address.
    pub fn targets_from(&self, source: &SourcePath, output: &OutputPath) -> Targets {
        let facts = &self.routes.pages[source].facts;
        let page = OnPage {
            all: self,
            source,
            output,
            facts,
        };
        let mut broken = 0;
        let addresses = facts.addresses.iter();
        let targets = addresses.map(|address| {
            let mut target = page.target(address);
            self.job.absent.excuse(source, address, &mut target);
            if let Some(fault) = &mut target.fault
                && fault.code == Code::E502
                && fault.help.is_none()
            {
                broken += 1;
                if broken <= MOST_SUGGESTIONS {
                    fault.help = page.suggestion(address);
                }
                fault.help.get_or_insert_with(|| {
                    "check the path from this page to the file, or take the link out"
                        .to_owned()
                });
            }
            (address.clone(), target)
        });
        targets.collect()
    }

    fn goal(&self, source: &'a SourcePath) -> Goal<'a> {
        let page = &self.routes.pages[source];
        Goal { source, page }
    }

    /// The page or file at a path below the content folder, however it is written.
    fn find(&self, path: &str) -> Option<Found<'_>> {
        let exact = |path: &str| self.by_path.get(path).copied();
        let folder = |path: &str| -> Option<Found<'a>> {
            let Folder { index, output } = self.routes.folders.get(path)?;
            let index = index.as_ref().map(|index| Found::Page(self.goal(index)));
            Some(index.unwrap_or(Found::Output(output)))
        };
        let bare = path.trim_end_matches('/');
        if !path.ends_with('/')
            && let Some(found) = exact(path)
        {
            return Some(found);
        }
        let (above, name) = bare.rsplit_once('/').unwrap_or(("", bare));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let is_index =
            ["index", "_index", "readme"].contains(&stem.to_lowercase().as_str());
        folder(bare)
            .or_else(|| exact(&format!("{bare}.md")))
            .or_else(|| exact(&format!("{bare}.markdown")))
            .or_else(|| is_index.then(|| folder(above)).flatten())
            .or_else(|| match self.by_address.get(bare) {
                Some(page @ Found::Page(_)) => Some(*page),
                _ => None,
            })
            .or_else(|| {
                let stem = bare
                    .strip_suffix(".html")
                    .or_else(|| bare.strip_suffix(".htm"))?;
                exact(&format!("{stem}.md"))
            })
            .or_else(|| {
                let page = bare.strip_suffix(".md").map(|stem| format!("{stem}.html"));
                let wanted = page.as_deref().unwrap_or(bare);
                let written = |path: &&OutputPath| {
                    path.as_str() == wanted
                        && (bare != "sitemap.xml" || self.job.base_url().is_some())
                };
                self.generated.iter().find(written).map(Found::Output)
            })
    }
}

/// The view from one page.
struct OnPage<'a> {
    all: &'a Resolver<'a>,
    source: &'a SourcePath,
    output: &'a OutputPath,
    facts: &'a Facts,
}

impl OnPage<'_> {
    fn target(&self, address: &str) -> Target {
        // Browsers drop these before they look for a scheme, and so do we.
        let plain: String = address.chars().filter(|c| !c.is_control()).collect();
        let plain = plain.trim();
        if let Some((scheme, rest)) = split_scheme(plain) {
            return self.with_scheme(plain, &scheme, rest);
        }
        if plain.starts_with("//") {
            let host = plain.trim_start_matches('/');
            return match host.is_empty() || plain.starts_with("///") {
                true => broken(format!("`{plain}` leads nowhere")),
                false => outside(plain),
            };
        }
        let (path_and_query, fragment) = match plain.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (plain, None),
        };
        let (path, query) = match path_and_query.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path_and_query, None),
        };
        if path.is_empty() {
            let href = query
                .map(|query| format!("?{}", percent_encode_query(query)))
                .unwrap_or_default();
            if self.all.routes.pages[self.source].output != *self.output {
                return self.to_page(self.all.goal(self.source), fragment);
            }
            let sheet = self.sheet(self.source, self.facts, fragment);
            return sheet
                .unwrap_or_else(|| with_anchor(href, self.facts, fragment, "this page"));
        }
        self.local(path, fragment)
    }

    fn with_scheme(&self, address: &str, scheme: &str, rest: &str) -> Target {
        match scheme {
            "http" | "https" | "mailto" | "tel" => outside(address),
            "view" => self.view(rest),
            kind if self.all.job.kinds.get(kind).is_some() => self.reference(kind, rest),
            _ => {
                let fault = LinkFault {
                    code: Code::E508,
                    message: format!(
                        "addresses that begin with `{scheme}:` are not allowed"
                    ),
                    help: Some(
                        "use a link to a page, or one that begins with https: or mailto:"
                            .into(),
                    ),
                };
                Target {
                    fault: Some(Box::new(fault)),
                    ..Target::default()
                }
            }
        }
    }

    /// `view:health`: the page that shows it; plain text where the handbook has no views.
    fn view(&self, rest: &str) -> Target {
        let (name, fragment) = match rest.split_once('#') {
            Some((name, fragment)) => (name, Some(fragment)),
            None => (rest, None),
        };
        let names = VIEWS.iter().map(|(name, _)| *name);
        if let Some(output) = self.all.plan.outputs.get(name) {
            return Target {
                href: Some(with_fragment(self.href(output), fragment)),
                ..Target::default()
            };
        }
        if names.clone().any(|known| known == name) {
            return Target::default();
        }
        let all = names.clone().collect::<Vec<_>>().join(", ");
        let help = nearest(name, names).map_or_else(
            || format!("the views are: {all}"),
            |known| format!("did you mean `view:{known}`?"),
        );
        unknown(format!("there is no view called `{name}`"), Some(help))
    }

    /// `term:qualified-enquiry`: the page of that kind with that name.
    fn reference(&self, kind: &str, rest: &str) -> Target {
        let (name, fragment) = match rest.split_once('#') {
            Some((name, fragment)) => (name, Some(fragment)),
            None => (rest, None),
        };
        if let Some(page) = self.all.catalog.find(kind, &percent_decode(name)) {
            return self.to_page(self.all.goal(page), fragment);
        }
        // Whoever reads it knows who that is; the others find all roles.
        if kind == "role" && name == "counterpart" {
            let roles = self.all.job.kinds.folder_of("role");
            let folder = roles.and_then(|folder| self.all.routes.folders.get(folder));
            return Target {
                href: folder.map(|folder| self.href(&folder.output)),
                ..Target::default()
            };
        }
        let help = nearest(name, self.all.catalog.slugs(kind).iter().copied())
            .map(|name| format!("did you mean `{kind}:{name}`?"));
        unknown(format!("there is no {kind} called `{name}`"), help)
    }

    fn local(&self, path: &str, fragment: Option<&str>) -> Target {
        let decoded = percent_decode(path);
        // Other tools put the address of the site in front, as a variable.
        let variable = decoded
            .strip_prefix("{{")
            .and_then(|rest| rest.split_once("}}"));
        let decoded = variable.map_or(decoded.clone(), |(_, rest)| format!("/{rest}"));
        let base = self.all.base.as_str();
        let absolute = decoded
            .strip_prefix(base)
            .or_else(|| decoded.strip_prefix('/'));
        let (folder, relative) = match absolute {
            Some(rest) => ("", rest),
            None => (self.source.folder(), decoded.as_str()),
        };
        let Some(mut wanted) = resolve(folder, relative) else {
            return broken(format!("`{path}` climbs out of the handbook"));
        };
        if decoded.ends_with('/') && !wanted.is_empty() {
            wanted.push('/');
        }
        match self.all.find(&wanted) {
            Some(Found::Page(page)) => self.to_page(page, fragment),
            Some(Found::Output(output)) => {
                let href = self.href(output);
                Target {
                    href: Some(with_fragment(href, fragment)),
                    ..Target::default()
                }
            }
            None => self
                .as_a_folder(&decoded, fragment)
                .unwrap_or_else(|| self.not_found(&wanted, fragment)),
        }
    }

    /// A link that is right where every page is a folder, as on sites of other tools.
    fn as_a_folder(&self, path: &str, fragment: Option<&str>) -> Option<Target> {
        let own = self.source.as_str().rsplit_once('.')?.0;
        let is_page =
            self.source.index_rank().is_none() && !path.to_lowercase().ends_with(".md");
        let wanted = resolve(own, path).filter(|_| is_page && !path.starts_with('/'))?;
        let Some(Found::Page(page)) = self.all.find(&wanted) else {
            return None;
        };
        let fault = LinkFault {
            code: Code::W509,
            message: format!("`{path}` is right only where every page is a folder"),
            help: Some(format!("write `{}`", self.written(page.source.as_str()))),
        };
        Some(Target {
            fault: Some(Box::new(fault)),
            ..self.to_page(page, fragment)
        })
    }

    /// An old address, an address that differs in capitals, or nothing.
    fn not_found(&self, wanted: &str, fragment: Option<&str>) -> Target {
        let key = address_key(wanted, None);
        if let Some(page) = self.all.redirects.by_address.get(&key) {
            let fault = LinkFault {
                code: Code::W509,
                message: format!("`{wanted}` is an old address"),
                help: Some(format!("write `{}`", self.written(page.as_str()))),
            };
            return Target {
                fault: Some(Box::new(fault)),
                ..self.to_page(self.all.goal(page), fragment)
            };
        }
        let bare = wanted.trim_end_matches('/');
        let is_draft = [bare.to_owned(), format!("{bare}.md")]
            .iter()
            .any(|path| self.all.job.pages.contains_key(&SourcePath::new(path)));
        if is_draft {
            let fault = LinkFault {
                code: Code::E502,
                message: format!("{bare} is a draft and is not published"),
                help: Some("publish it by taking out `status: draft`, or take the link out; `--drafts` shows drafts".into()),
            };
            return Target {
                fault: Some(Box::new(fault)),
                ..Target::default()
            };
        }
        let lower = bare.to_lowercase();
        let same = [lower.clone(), format!("{lower}.md")];
        if let Some(path) = same.iter().find_map(|path| self.all.by_lower.get(path)) {
            let mut target = match self.all.find(path) {
                Some(Found::Page(page)) => self.to_page(page, fragment),
                Some(Found::Output(output)) => Target {
                    href: Some(self.href(output)),
                    ..Target::default()
                },
                None => Target::default(),
            };
            target.fault = Some(Box::new(LinkFault {
                code: Code::E502,
                message: format!("there is no {}; capital letters differ", what(wanted)),
                help: Some(format!("write `{}`", self.written(path))),
            }));
            return target;
        }
        broken(format!("there is no {}", what(wanted)))
    }

    fn to_page(&self, goal: Goal, fragment: Option<&str>) -> Target {
        Target {
            page: Some(goal.source.clone()),
            ..self.in_page(goal, fragment)
        }
    }

    fn in_page(&self, goal: Goal, fragment: Option<&str>) -> Target {
        let Shown { output, facts } = goal.page;
        if let Some(sheet) = self.sheet(goal.source, facts, fragment) {
            return sheet;
        }
        let href = if output == self.output && fragment.is_some_and(|f| !f.is_empty()) {
            String::new()
        } else {
            self.href(output)
        };
        with_anchor(href, facts, fragment, &facts.file)
    }

    /// A sheet of a workshop has a page of its own.
    fn sheet(
        &self,
        page: &SourcePath,
        facts: &Facts,
        fragment: Option<&str>,
    ) -> Option<Target> {
        let output = self.all.plan.sheets.get(page)?.handout.as_ref()?;
        let wanted = percent_decode(fragment?);
        let mut handouts = facts.parts.handouts.iter();
        handouts
            .any(|handout| handout.id.as_ref() == Some(&wanted))
            .then(|| Target {
                href: Some(with_fragment(self.href(output), fragment)),
                ..Target::default()
            })
    }

    fn href(&self, output: &OutputPath) -> String {
        self.output.href_to(output, self.all.job.settings.url_style)
    }

    /// How a writer would write a path on this page.
    fn written(&self, path: &str) -> String {
        let from = OutputPath::new(self.source.as_str());
        percent_decode(
            &from.href_to(&OutputPath::new(path), crate::paths::UrlStyle::Flat),
        )
    }

    /// The nearest right answer: the same name elsewhere, or a similar one nearby.
    fn suggestion(&self, address: &str) -> Option<String> {
        let path = percent_decode(address.split(['#', '?']).next().unwrap_or(address));
        let name = path
            .trim_end_matches('/')
            .rsplit('/')
            .next()?
            .to_lowercase();
        let names = [
            name.clone(),
            format!("{name}.md"),
            name.replace(".html", ".md"),
        ];
        let moved = names.iter().find_map(|name| self.all.by_name.get(name));
        if let Some(moved) = moved.filter(|_| !name.starts_with("index.")) {
            let best = moved.iter().min_by_key(|path| self.written(path).len())?;
            return Some(format!("did you mean `{}`?", self.written(best)));
        }
        let folder = resolve(self.source.folder(), &path)?;
        let folder = folder
            .rsplit_once('/')
            .map_or("", |(above, _)| above)
            .to_owned();
        let near = self.all.by_folder.get(folder.as_str())?;
        let found = nearest(&names[1], near.iter().copied().take(MOST_NAMES))
            .or_else(|| nearest(&name, near.iter().copied().take(MOST_NAMES)))?;
        Some(format!(
            "did you mean `{}`?",
            self.written(&join(&folder, found))
        ))
    }
}
