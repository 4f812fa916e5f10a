//! The rules in the words of Caddy.

use super::{Copies, FINGERPRINTED, Rules, quoted};
use crate::media;
use crate::policy::{self, ASK_FIRST, FOR_GOOD};

/// A file to import in the block of a site.
pub fn write(rules: &Rules) -> String {
    let mut out = format!(
        "# {}, for Caddy; written by {}, and again by the next build.\n\
         # Import this file in the block of the site.\n\n",
        rules.title, rules.generator
    );
    match rules.base_without_slash() {
        Some(bare) => {
            let to = quoted(&super::encoded(&rules.base));
            out.push_str(&format!("redir {} {to} 301\n\n", quoted(bare)));
            let all = quoted(&format!("{}*", rules.base));
            out.push_str(&format!("handle_path {all} {{\n"));
        }
        None => out.push_str("handle {\n"),
    }
    out.push_str(&format!("\troot * {}\n\n", quoted(rules.folder)));
    out.push_str(&variables(rules));
    out.push_str(&format!(
        "\theader {{\n\t\t{} {{tandem_policy}}\n\t\tcache-control {{tandem_cache}}\n",
        policy::HEADER
    ));
    for (name, value) in policy::OTHERS {
        out.push_str(&format!("\t\t{name} {}\n", quoted(value)));
    }
    out.push_str("\t}\n\n");
    if !rules.moved.is_empty() {
        out.push_str("\t@moved expression {tandem_moved} != \"\"\n");
        out.push_str("\tredir @moved {tandem_moved} 301\n\n");
    }
    out.push_str(
        "\t# What is hidden is not for readers.\n\
         \t@hidden {\n\t\tpath */.*\n\t\tnot path /.well-known/*\n\t}\n\
         \t@missing not file {path} {path}/index.html\n",
    );
    for lost in ["hidden", "missing"] {
        out.push_str(&format!(
            "\thandle @{lost} {{\n\
             \t\trewrite * /404.html\n\
             \t\theader content-type {}\n\
             \t\theader cache-control {ASK_FIRST}\n\
             \t\tfile_server {{\n\t\t\tstatus 404\n\t\t}}\n\t}}\n",
            quoted(media::type_of("404.html"))
        ));
    }
    out.push_str("\thandle {\n\t\theader content-type {tandem_type}\n\t\tfile_server");
    if rules.copies == Copies::Written {
        out.push_str(" {\n\t\t\tprecompressed br gzip\n\t\t}");
    }
    out.push_str("\n\t}\n}\n");
    out
}

/// What depends on the path.
fn variables(rules: &Rules) -> String {
    let mut out = String::new();
    let mut map = |name: &str, usual: &str, entries: Vec<(String, &str)>| {
        out.push_str(&format!("\tmap {{path}} {{tandem_{name}}} {{\n"));
        for (path, value) in entries {
            out.push_str(&format!("\t\t{path} {}\n", quoted(value)));
        }
        out.push_str(&format!("\t\tdefault {}\n\t}}\n", quoted(usual)));
    };
    let pattern = |pattern: &str| quoted_as_it_is(&format!("~{pattern}"));
    let kinds = media::TYPES.into_iter().map(|(kind, endings)| {
        let endings = endings.join("|");
        // The page of a folder has the address of the folder.
        let folder = if endings.contains("html") { "/$|" } else { "" };
        (pattern(&format!("(?i)({folder}\\.({endings})$)")), kind)
    });
    map("type", media::UNKNOWN, kinds.collect());
    map("cache", ASK_FIRST, vec![(pattern(FINGERPRINTED), FOR_GOOD)]);
    map(
        "policy",
        policy::PAGES,
        vec![(pattern(r"\.pdf$"), policy::PDF)],
    );
    let base = rules.base.trim_end_matches('/');
    let mut moved = Vec::new();
    for page in &rules.moved {
        for from in &page.from {
            // Inside `handle_path` the base is gone.
            let inner = from.strip_prefix(base).unwrap_or(from);
            moved.push((quoted(inner), page.to.as_str()));
        }
    }
    if !moved.is_empty() {
        map("moved", "", moved);
    }
    out.push('\n');
    out
}

/// A text between backticks, where no sign has another meaning.
fn quoted_as_it_is(text: &str) -> String {
    format!("`{text}`")
}
