//! Which files an edition leaves out.
//!
//! A file beside the pages belongs to the pages that use it: it stays if one that stays does.
//! A file of `static/` is there for all, and goes only with those that used it alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Report, Whole};
use crate::input::Inputs;
use crate::input::scan::Origin;
use crate::page::{Page, parse_page};
use crate::paths::{SourcePath, percent_decode, resolve};

/// Takes the files out of the inputs that nothing in the edition uses.
pub fn leave_out(
    inputs: &mut Inputs,
    left_addresses: &[(SourcePath, String)],
    report: &mut Report,
    whole: &Whole,
) {
    let base = inputs.settings.base_path.clone().unwrap_or_default();
    let mut used: BTreeSet<SourcePath> = BTreeSet::new();
    for (source, text) in &inputs.pages {
        let own = &whole.pages[source];
        let page = match text.digest == whole.inputs.pages[source].digest {
            true => own.clone(),
            false => Arc::new(parse_page(&whole.parsing.job(source, text))),
        };
        for address in addresses_of(&page) {
            used.extend(files_at(inputs, source, &address, &base));
        }
    }
    let look = inputs.settings.look.files();
    used.extend(look.map(|(_, file)| SourcePath::new(file)));
    let mut left: BTreeSet<SourcePath> = BTreeSet::new();
    for (source, address) in left_addresses {
        left.extend(files_at(inputs, source, address, &base));
    }
    let theme = |path: &SourcePath| {
        let name = path.name().as_bytes();
        let mut files = inputs.theme.files.values();
        files.any(|file| memchr::memmem::find(&file.bytes, name).is_some())
    };
    let is_out = |path: &SourcePath, origin: Origin| match origin {
        Origin::Content => !used.contains(path),
        Origin::Static => left.contains(path) && !used.contains(path) && !theme(path),
    };
    let out: Vec<SourcePath> = inputs
        .files
        .iter()
        .filter(|(path, file)| is_out(path, file.origin))
        .map(|(path, _)| path.clone())
        .collect();
    for path in out {
        if let Some(file) = inputs.files.remove(&path) {
            inputs.problems.retain(|own| own.place.file != file.file);
            report.files.push(file.file.clone());
        }
    }
}

/// Everything on a page that may be the address of a file.
fn addresses_of(page: &Page) -> Vec<String> {
    let myths = page.facts.parts.myths.iter();
    let evidence = myths.flat_map(|myth| &myth.evidence);
    let links = evidence.filter_map(|evidence| evidence.link.clone());
    let named = page
        .facts
        .addresses
        .iter()
        .map(|address| address.to_string());
    named.chain(links).collect()
}

/// The files that an address may lead to.
fn files_at(
    inputs: &Inputs,
    source: &SourcePath,
    address: &str,
    base: &str,
) -> Vec<SourcePath> {
    if inputs.files.is_empty() {
        return Vec::new();
    }
    let path = address.split(['#', '?']).next().unwrap_or(address);
    let decoded = percent_decode(path.trim());
    let from_root = decoded.strip_prefix(base).filter(|_| base.len() > 1);
    let absolute = from_root.or_else(|| decoded.strip_prefix('/'));
    let stem = source
        .as_str()
        .rsplit_once('.')
        .map_or("", |(stem, _)| stem);
    let paths = match absolute {
        Some(rest) => vec![Some(rest.to_owned())],
        None => vec![resolve(source.folder(), &decoded), resolve(stem, &decoded)],
    };
    let paths = paths
        .into_iter()
        .flatten()
        .map(|path| SourcePath::new(&path));
    paths
        .filter(|path| inputs.files.contains_key(path))
        .collect()
}
