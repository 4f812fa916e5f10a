//! Pages by kind and name: where `process:enquiry-handover` leads.

use std::collections::HashMap;

use super::LinkJob;
use super::people::name_key;
use super::routes::Routes;
use crate::input::kinds::Kinds;
use crate::paths::{SourcePath, join};

/// Every page that is shown, by its kind and its names.
#[derive(Debug)]
pub struct Catalog<'a> {
    kinds: &'a Kinds,
    by_kind: HashMap<&'a str, HashMap<String, &'a SourcePath>>,
    slugs: HashMap<&'a str, Vec<&'a str>>,
    paths: HashMap<&'a str, &'a SourcePath>,
}

impl<'a> Catalog<'a> {
    /// Indexes the pages that are shown; names of files go before titles.
    pub fn new(job: &'a LinkJob, routes: &'a Routes) -> Self {
        let mut catalog = Self {
            kinds: &job.kinds,
            by_kind: HashMap::new(),
            slugs: HashMap::new(),
            paths: HashMap::new(),
        };
        for (source, page) in &routes.pages {
            let kind = page.facts.kind.as_str();
            catalog.paths.insert(source.as_str(), source);
            let slugs = catalog.slugs.entry(kind).or_default();
            slugs.push(source.stem());
            let names = catalog.by_kind.entry(kind).or_default();
            names.entry(name_key(source.stem())).or_insert(source);
        }
        for (source, page) in &routes.pages {
            let names = catalog.by_kind.entry(&page.facts.kind).or_default();
            names.entry(name_key(&page.facts.title)).or_insert(source);
        }
        catalog
    }

    /// The page of a kind with this name, or the one in the kind's folder.
    pub fn find(&self, kind: &str, name: &str) -> Option<&'a SourcePath> {
        let folder = self.kinds.folder_of(kind)?;
        let in_folder = join(folder, &format!("{}.md", name.trim()));
        let named = self
            .by_kind
            .get(kind)
            .and_then(|names| names.get(&name_key(name)));
        let found = self.paths.get(in_folder.as_str()).or(named);
        found.copied()
    }

    /// The names of the files of a kind.
    pub fn slugs(&self, kind: &str) -> &[&'a str] {
        self.slugs.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// The page behind `kind:slug`, a path below the content folder, or a name of `kind`.
    pub fn reference(&self, written: &str, kind: Option<&str>) -> Option<&'a SourcePath> {
        let written = written.trim();
        let name = written.split('#').next().unwrap_or(written);
        if let Some((kind, name)) = name.split_once(':')
            && self.kinds.get(kind).is_some()
        {
            return self.find(kind, name);
        }
        let path = name.trim_start_matches("./").trim_start_matches('/');
        let found = self.paths.get(path).copied();
        found
            .or_else(|| self.paths.get(format!("{path}.md").as_str()).copied())
            .or_else(|| self.find(kind?, name))
            .or_else(|| {
                self.kinds
                    .names()
                    .into_iter()
                    .find_map(|kind| self.find(kind, name))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;

    #[test]
    fn pages_are_found_by_reference_path_and_name() {
        let sample = Sample::new()
            .page("processes/deal.md", "title: Run the deal")
            .page("other/quick.md", "kind: process\ntitle: Quick one");
        let routes = Routes::new(&sample.job);
        let catalog = Catalog::new(&sample.job, &routes);
        let found =
            |written, kind| catalog.reference(written, kind).map(SourcePath::as_str);
        assert_eq!(found("process:deal#x", None), Some("processes/deal.md"));
        assert_eq!(
            found("Run the deal", Some("process")),
            Some("processes/deal.md")
        );
        assert_eq!(found("process:quick", None), Some("other/quick.md"));
        assert_eq!(found("processes/deal", None), Some("processes/deal.md"));
        assert_eq!(found("term:deal", None), None);
        assert_eq!(catalog.slugs("process"), ["quick", "deal"]);
    }
}
