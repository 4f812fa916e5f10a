//! From the path of a request to an output: one look-up in a map, never a path on the disk.

use crate::build::outputs::Outputs;
use crate::paths::{OutputPath, join, percent_decode, percent_encode};

/// What stands at an address.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// An output.
    Output(OutputPath),
    /// A folder with a page, asked for without its final slash; this is the address with it.
    Folder(String),
    /// Nothing.
    Nothing,
}

/// Looks up the path of a request, decoded once.
pub fn find(path: &str, outputs: &Outputs) -> Found {
    let decoded = percent_decode(path);
    let wanted = decoded.strip_prefix('/').unwrap_or(&decoded);
    let is_folder = wanted.is_empty() || wanted.ends_with('/');
    let exact = if is_folder {
        format!("{wanted}index.html")
    } else {
        wanted.to_owned()
    };
    let exact = OutputPath::new(exact);
    if outputs.output(&exact).is_some() {
        return Found::Output(exact);
    }
    if is_folder {
        return Found::Nothing;
    }
    // Hosts such as GitHub Pages answer without the ending; so writers may link like that.
    let page = OutputPath::new(format!("{wanted}.html"));
    if outputs.output(&page).is_some() {
        return Found::Output(page);
    }
    let index = OutputPath::new(join(wanted, "index.html"));
    if outputs.output(&index).is_some() {
        let parts: Vec<String> = wanted.split('/').map(percent_encode).collect();
        return Found::Folder(format!("/{}/", parts.join("/")));
    }
    Found::Nothing
}
