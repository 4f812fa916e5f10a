//! The menu beside the text: one for many pages.
//!
//! A small handbook shows its whole tree. A large one shows its sections and the folder of
//! the page, in blocks of `BLOCK` pages, so that neither the number of links on a page nor
//! the work per page grows with the handbook.

use std::collections::HashMap;
use std::sync::Arc;

use super::tree::{Node, Tree};
use super::views::{LinkView, MenuGroup, MenuItem, MenuView};
use crate::digest::Digested;
use crate::paths::{OutputPath, UrlStyle};

/// Largest handbook whose whole tree stands in every menu.
const WHOLE_TREE: usize = 120;
/// Pages of one folder that a menu shows at once.
const BLOCK: usize = 30;
/// Sections that a menu shows at once in a large handbook.
const SECTIONS: usize = 24;

/// Pages that nobody wrote and that stand in menus.
#[derive(Debug, Default)]
pub struct Extras {
    /// Below the pages of a section, by its node in the tree.
    pub of_section: HashMap<usize, Vec<Extra>>,
    /// In a group of their own behind the sections; the first one is its page.
    pub apart: Vec<Extra>,
}

/// A page that nobody wrote.
#[derive(Clone, Debug)]
pub struct Extra {
    /// What to call it.
    pub title: String,
    /// Where it is.
    pub output: OutputPath,
}

/// All menus, and which page shows which.
#[derive(Debug, Default)]
pub struct Menus {
    /// The menu of each node of the tree.
    pub of_node: Vec<Arc<Digested<MenuView>>>,
}

/// What decides how a menu looks: pages that agree in this share one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key<'t> {
    folder: &'t str,
    section: Option<usize>,
    parent: Option<usize>,
    block: usize,
}

impl Menus {
    /// Builds the menus of all nodes; `side_of` tells which side a node belongs to.
    pub fn new(
        tree: &Tree,
        style: UrlStyle,
        side_of: &[&'static str],
        extras: &Extras,
    ) -> Self {
        let mut shared: HashMap<Key, Arc<Digested<MenuView>>> = HashMap::new();
        let whole = tree.nodes.len() <= WHOLE_TREE;
        let mut place = vec![0; tree.nodes.len()];
        for node in &tree.nodes {
            for (position, &child) in node.children.iter().enumerate() {
                place[child] = position;
            }
        }
        let of_node = (0..tree.nodes.len())
            .map(|at| {
                let node = &tree.nodes[at];
                let listed = if node.folder.is_some() {
                    Some(at)
                } else {
                    node.parent
                };
                let block = if node.folder.is_some() {
                    0
                } else {
                    place[at] / BLOCK
                };
                let key = match whole {
                    true => Key {
                        folder: node.output.folder(),
                        section: node.section,
                        parent: None,
                        block: 0,
                    },
                    false => Key {
                        folder: node.output.folder(),
                        section: node.section,
                        parent: listed,
                        block,
                    },
                };
                let draw = Draw {
                    tree,
                    style,
                    side_of,
                    extras,
                    from: &node.output,
                };
                shared
                    .entry(key)
                    .or_insert_with(|| {
                        let groups = if whole {
                            draw.whole(node.section)
                        } else {
                            draw.part(node.section, listed, block)
                        };
                        Arc::new(Digested::new(MenuView { groups }))
                    })
                    .clone()
            })
            .collect();
        Self { of_node }
    }

    /// The menu of a page in any folder that belongs to no section.
    pub fn at(
        tree: &Tree,
        style: UrlStyle,
        side_of: &[&'static str],
        extras: &Extras,
        from: &OutputPath,
    ) -> Arc<Digested<MenuView>> {
        let draw = Draw {
            tree,
            style,
            side_of,
            extras,
            from,
        };
        let groups = match tree.nodes.len() <= WHOLE_TREE {
            true => draw.whole(None),
            false => draw.part(None, Some(0), 0),
        };
        Arc::new(Digested::new(MenuView { groups }))
    }
}

struct Draw<'t> {
    tree: &'t Tree,
    style: UrlStyle,
    side_of: &'t [&'static str],
    extras: &'t Extras,
    from: &'t OutputPath,
}

impl Draw<'_> {
    fn node(&self, at: usize) -> &Node {
        &self.tree.nodes[at]
    }

    fn href(&self, at: usize) -> String {
        self.from.href_to(&self.node(at).output, self.style)
    }

    fn link(&self, at: usize) -> LinkView {
        LinkView {
            title: self.node(at).nav_title.clone(),
            href: self.href(at),
        }
    }

    fn item(&self, at: usize, depth: u32, folder: bool) -> MenuItem {
        let title = self.node(at).nav_title.clone();
        MenuItem {
            title,
            href: self.href(at),
            side: self.side_of[at],
            depth,
            folder,
        }
    }

    fn group(&self, at: usize, open: bool, items: Vec<MenuItem>) -> MenuGroup {
        let LinkView { title, href } = self.link(at);
        MenuGroup {
            title,
            href: Some(href),
            open,
            items,
            earlier: None,
            later: None,
        }
    }

    /// Pages beside the home page, under the handbook's own name.
    fn loose_pages(&self, block: usize) -> Option<MenuGroup> {
        let pages: Vec<usize> = self
            .node(0)
            .children
            .iter()
            .copied()
            .filter(|&at| self.node(at).folder.is_none())
            .collect();
        if pages.is_empty() {
            return None;
        }
        let mut group = self.group(0, true, Vec::new());
        self.fill_block(&mut group, &pages, block, 0);
        Some(group)
    }

    fn sections(&self) -> impl Iterator<Item = usize> + '_ {
        self.node(0)
            .children
            .iter()
            .copied()
            .filter(|&at| self.node(at).folder.is_some())
    }

    fn whole(&self, section: Option<usize>) -> Vec<MenuGroup> {
        let mut groups: Vec<MenuGroup> = Vec::new();
        if let Some(mut group) = self.loose_pages(0) {
            group.open = true;
            groups.push(group);
        }
        for at in self.sections() {
            let mut items = Vec::new();
            let mut pending: Vec<usize> =
                self.node(at).children.iter().rev().copied().collect();
            while let Some(next) = pending.pop() {
                let node = self.node(next);
                items.push(self.item(next, node.depth - 2, node.folder.is_some()));
                pending.extend(node.children.iter().rev());
            }
            items.extend(self.extra_items(at));
            groups.push(self.group(at, section == Some(at) || section.is_none(), items));
        }
        groups.extend(self.group_apart());
        groups
    }

    fn extra_items(&self, section: usize) -> Vec<MenuItem> {
        let extras = self.extras.of_section.get(&section);
        let extras = extras.into_iter().flatten();
        extras.map(|extra| self.extra_item(extra)).collect()
    }

    fn extra_item(&self, extra: &Extra) -> MenuItem {
        MenuItem {
            title: extra.title.clone(),
            href: self.from.href_to(&extra.output, self.style),
            side: "none",
            depth: 0,
            folder: false,
        }
    }

    /// What is computed and belongs to no section.
    fn group_apart(&self) -> Option<MenuGroup> {
        let (first, others) = self.extras.apart.split_first()?;
        let MenuItem { title, href, .. } = self.extra_item(first);
        Some(MenuGroup {
            title,
            href: Some(href),
            open: false,
            items: others.iter().map(|extra| self.extra_item(extra)).collect(),
            earlier: None,
            later: None,
        })
    }

    fn part(
        &self,
        section: Option<usize>,
        listed: Option<usize>,
        block: usize,
    ) -> Vec<MenuGroup> {
        let sections: Vec<usize> = self.sections().collect();
        let own = section
            .and_then(|own| sections.iter().position(|&at| at == own))
            .unwrap_or(0);
        let first = own
            .saturating_sub(SECTIONS / 2)
            .min(sections.len().saturating_sub(SECTIONS));
        let mut groups: Vec<MenuGroup> = Vec::new();
        if section.is_none() {
            groups.extend(self.loose_pages(block));
        }
        for &at in sections.iter().skip(first).take(SECTIONS) {
            let mut group = self.group(at, section == Some(at), Vec::new());
            if section == Some(at)
                && let Some(listed) = listed
            {
                self.fill_own(&mut group, at, listed, block);
                group.items.extend(self.extra_items(at));
            }
            groups.push(group);
        }
        groups.extend(self.group_apart());
        groups
    }

    /// The way down to the folder that is listed, then a block of what it holds.
    fn fill_own(
        &self,
        group: &mut MenuGroup,
        section: usize,
        listed: usize,
        block: usize,
    ) {
        let mut way = Vec::new();
        let mut at = listed;
        while at != section {
            way.push(at);
            let Some(parent) = self.node(at).parent else {
                break;
            };
            at = parent;
        }
        for (depth, at) in way.iter().rev().enumerate() {
            group.items.push(self.item(*at, depth as u32, true));
        }
        self.fill_block(group, &self.node(listed).children, block, way.len() as u32);
    }

    fn fill_block(
        &self,
        group: &mut MenuGroup,
        pages: &[usize],
        block: usize,
        depth: u32,
    ) {
        let blocks: Vec<&[usize]> = pages.chunks(BLOCK).collect();
        let block = block.min(blocks.len().saturating_sub(1));
        for &at in blocks.get(block).copied().unwrap_or_default() {
            group
                .items
                .push(self.item(at, depth, self.node(at).folder.is_some()));
        }
        let last = |pages: &[usize]| pages.last().map(|&at| self.link(at));
        group.earlier = block.checked_sub(1).and_then(|before| last(blocks[before]));
        group.later = blocks
            .get(block + 1)
            .and_then(|after| after.first())
            .map(|&at| self.link(at));
    }
}
