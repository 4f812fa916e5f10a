//! The rules in the words of nginx.

use super::{Copies, FINGERPRINTED, Rules, quoted};
use crate::media;
use crate::policy::{self, ASK_FIRST, FOR_GOOD};

/// A file to include in a `server` block.
pub fn write(rules: &Rules) -> String {
    let mut out = format!(
        "# {}, for nginx; written by {}, and again by the next build.\n\
         # Include this file in the `server` block of the site.\n\n",
        rules.title, rules.generator
    );
    variables(&mut out);
    if let Some(bare) = rules.base_without_slash() {
        let (bare, base) = (quoted(bare), quoted(&super::encoded(&rules.base)));
        out.push_str(&format!(
            "location = {bare} {{\n    absolute_redirect off;\n    return 301 {base};\n}}\n\n"
        ));
    }
    let folder = quoted(&format!("{}/", rules.folder));
    let lost = quoted(&format!("{}404.html", rules.base));
    out.push_str(&format!(
        "# `^~`: no regular expression beside this block takes its files.\n\
         location ^~ {} {{\n\
         \x20   alias {folder};\n\
         \x20   index index.html;\n\
         \x20   etag on;\n\
         \x20   absolute_redirect off; # behind a proxy nginx does not know what readers see\n\
         \x20   error_page 403 404 =404 {lost};\n\n",
        quoted(&rules.base)
    ));
    if rules.copies == Copies::Written {
        out.push_str("    gzip_static on;\n    gzip_vary on;\n");
        out.push_str(
            "    # nginx sends the .br files only with the module ngx_brotli, which most\n\
             \x20   # packages lack: install it (libnginx-mod-http-brotli-static), then say\n\
             \x20   # brotli_static on;\n\n",
        );
    }
    out.push_str(
        "    # Lines `add_header` from outside, such as HSTS, do not hold in here: nginx takes\n\
         \x20   # either those or these. Write yours again in a file of your own, and include it here.\n",
    );
    out.push_str(&headers());
    out.push_str("\n    default_type application/octet-stream;\n    types {\n");
    for (kind, endings) in media::TYPES {
        let endings = endings.join(" ");
        out.push_str(&format!("        {} {endings};\n", quoted(kind)));
    }
    out.push_str("    }\n\n    # What is hidden is not for readers.\n");
    out.push_str(
        "    location ~ \"/\\.(?!well-known/)\" {\n        return 404;\n    }\n",
    );
    out.push_str(&moved(rules));
    out.push_str("}\n");
    out
}

/// What depends on the name of a file. An `if` that only sets a variable is safe.
fn variables(out: &mut String) {
    for (name, usual, pattern, other) in [
        ("cache", ASK_FIRST, FINGERPRINTED, FOR_GOOD),
        ("policy", policy::PAGES, r"\.pdf$", policy::PDF),
    ] {
        // Inside quotes nginx keeps a backslash before a letter or a dot.
        out.push_str(&format!(
            "set $tandem_{name} \"{usual}\";\n\
             if ($uri ~ \"{pattern}\") {{\n    set $tandem_{name} \"{other}\";\n}}\n"
        ));
    }
    out.push('\n');
}

fn headers() -> String {
    let fixed = policy::OTHERS.map(|(name, value)| (name, quoted(value)));
    let varied = [
        (policy::HEADER, "$tandem_policy".to_owned()),
        ("cache-control", "$tandem_cache".to_owned()),
    ];
    let all = varied.into_iter().chain(fixed);
    all.map(|(name, value)| format!("    add_header {name} {value} always;\n"))
        .collect()
}

fn moved(rules: &Rules) -> String {
    let mut out = String::new();
    for moved in &rules.moved {
        for from in &moved.from {
            let (from, to) = (quoted(from), quoted(&moved.to));
            out.push_str(&format!(
                "    location = {from} {{\n        return 301 {to};\n    }}\n"
            ));
        }
    }
    match out.is_empty() {
        true => out,
        false => format!("\n    # Old addresses.\n{out}"),
    }
}
