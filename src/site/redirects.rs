//! Old addresses that lead to pages.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::LinkJob;
use super::routes::Routes;
use crate::page::Facts;
use crate::paths::{OutputPath, SourcePath, join, percent_decode};

/// The old addresses of a handbook.
#[derive(Debug, Default)]
pub struct Redirects {
    /// Where a redirect page is written, and the page that it leads to.
    pub pages: BTreeMap<OutputPath, SourcePath>,
    /// The address without slashes and ending, for links that still use it.
    pub by_address: BTreeMap<String, SourcePath>,
    /// Aliases that cannot be used.
    pub faults: Vec<AliasFault>,
}

/// An alias that cannot be used; its place in the file is known to the page's body.
#[derive(Clone, Debug)]
pub struct AliasFault {
    /// The page that asks for it.
    pub source: SourcePath,
    /// Its number among the page's aliases.
    pub number: usize,
    /// The file that has the address; `None` if it is no address at all.
    pub taken_by: Option<Arc<str>>,
}

impl Redirects {
    /// Collects the aliases of all pages that are shown; real pages win.
    pub fn new(job: &LinkJob, routes: &Routes) -> Self {
        let mut redirects = Self::default();
        let real: HashMap<String, &SourcePath> = routes
            .pages
            .keys()
            .map(|path| (join(path.folder(), path.stem()), path))
            .collect();
        let base = job.base_path();
        let base = base.as_deref();
        let mut claimed: HashMap<String, Arc<str>> = HashMap::new();
        for (source, page) in &routes.pages {
            for (number, alias) in page.facts.aliases.iter().enumerate() {
                let alias = &percent_decode(alias);
                let key = address_key(alias, base);
                if redirects.by_address.get(&key) == Some(source) {
                    continue;
                }
                let output = output_of(alias, &key);
                let fault = |taken_by| AliasFault {
                    source: source.clone(),
                    number,
                    taken_by,
                };
                let is_path = !alias.contains(['?', '#', ':']);
                if !is_path || key.is_empty() || key.split('/').any(|part| part == "..") {
                    redirects.faults.push(fault(None));
                    continue;
                }
                // A page may be found under its own name without the ending, too.
                let real = real.get(&key).copied().filter(|path| *path != source);
                let owner = real.or(redirects.by_address.get(&key));
                let owner = owner.map(|path| routes.pages[path].facts.file.clone());
                let same = claimed.get(&output.collision_key());
                let other = owner.or_else(|| routes.is_taken(&output).cloned());
                match other.or_else(|| same.cloned()) {
                    Some(other) => redirects.faults.push(fault(Some(other))),
                    None => {
                        let file = page.facts.file.clone();
                        claimed.insert(output.collision_key(), file);
                        redirects.pages.insert(output, source.clone());
                        redirects.by_address.insert(key, source.clone());
                    }
                }
            }
        }
        redirects
    }
}

/// The address without base path, slashes at the ends and page ending.
pub fn address_key(address: &str, base_path: Option<&str>) -> String {
    let address = base_path
        .filter(|base| base.len() > 1)
        .and_then(|base| address.strip_prefix(base))
        .unwrap_or(address);
    let address = address.trim_matches('/');
    let address = [".html", ".htm", ".md"]
        .iter()
        .find_map(|ending| address.strip_suffix(ending))
        .unwrap_or(address);
    let address = address.strip_suffix("/index").unwrap_or(address);
    address.to_owned()
}

/// The addresses that a page had, from the site's root and without ending.
pub fn former_addresses(job: &LinkJob, facts: &Facts) -> Vec<String> {
    let base = job.base_path();
    let plain = |alias: &String| address_key(&percent_decode(alias), base.as_deref());
    let keys = facts.aliases.iter().map(plain);
    keys.filter(|key| !key.is_empty()).collect()
}

/// `/old/` and `/old` answer as folders; an address with an ending is kept.
fn output_of(alias: &str, key: &str) -> OutputPath {
    let as_file =
        alias.ends_with(".html") || alias.ends_with(".htm") || alias.ends_with(".md");
    let path = if as_file {
        format!("{key}.html")
    } else {
        format!("{key}/index.html")
    };
    OutputPath::of_file(&path)
}
