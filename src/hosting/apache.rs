//! The rules in the words of Apache httpd.

use super::{Copies, FINGERPRINTED, Rules, literally, quoted};
use crate::media;
use crate::policy::{self, ASK_FIRST, FOR_GOOD};

/// A file to include in a `<VirtualHost>`.
pub fn write(rules: &Rules) -> String {
    let mut out = format!(
        "# {}, for Apache httpd; written by {}, and again by the next build.\n\
         # Include this file in the <VirtualHost> of the site. It needs the modules alias, dir,\n\
         # headers and mime{}.\n\n",
        rules.title,
        rules.generator,
        match rules.copies {
            Copies::Written => ", and rewrite and env for the smaller copies",
            Copies::None => "",
        }
    );
    let folder = quoted(rules.folder);
    match rules.base_without_slash() {
        Some(base) => out.push_str(&format!("Alias {} {folder}\n", quoted(base))),
        None => out.push_str(&format!("DocumentRoot {folder}\n")),
    }
    out.push_str(&moved(rules));
    let lost = quoted(&super::encoded(&format!("{}404.html", rules.base)));
    out.push_str(&format!(
        "\n<Directory {folder}>\n\
         \x20   Require all granted\n\
         \x20   Options FollowSymLinks\n\
         \x20   AllowOverride None\n\
         \x20   DirectoryIndex index.html\n\
         \x20   ErrorDocument 403 {lost}\n\
         \x20   ErrorDocument 404 {lost}\n\n"
    ));
    out.push_str(&headers());
    out.push_str("\n    AddDefaultCharset Off\n");
    for (kind, endings) in media::TYPES {
        out.push_str(&format!(
            "    AddType {} {}\n",
            quoted(kind),
            endings.join(" ")
        ));
    }
    if rules.copies == Copies::Written {
        out.push_str(&copies());
    }
    out.push_str("</Directory>\n");
    out
}

fn headers() -> String {
    let cache = format!(
        "\"expr=%{{REQUEST_URI}} =~ m#{}# && %{{REQUEST_STATUS}} -lt 400\"",
        // The address of a smaller copy ends like this.
        FINGERPRINTED.replace('$', r"(\.gz|\.br)?$")
    );
    let pdf = r#""expr=%{REQUEST_URI} =~ m#\.pdf$#""#;
    let lines = [
        (policy::HEADER, policy::PAGES, ""),
        (policy::HEADER, policy::PDF, pdf),
        ("cache-control", ASK_FIRST, ""),
        ("cache-control", FOR_GOOD, cache.as_str()),
    ];
    let fixed = policy::OTHERS.map(|(name, value)| (name, value, ""));
    let line = |(name, value, when): (&str, &str, &str)| {
        let line = format!("    Header always set {name} {} {when}", quoted(value));
        format!("{}\n", line.trim_end())
    };
    lines.into_iter().chain(fixed).map(line).collect()
}

/// Smaller copies go out under the name and with the type of what they are copies of.
fn copies() -> String {
    let mut out = String::from("\n    RewriteEngine On\n");
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        out.push_str(&format!(
            "    RewriteCond %{{HTTP:Accept-Encoding}} \"\\b{encoding}\\b\"\n\
             \x20   RewriteCond \"%{{REQUEST_FILENAME}}.{ending}\" -f\n\
             \x20   RewriteRule \"^\" \"%{{REQUEST_URI}}.{ending}\" [L]\n"
        ));
    }
    let texts = media::TYPES.into_iter();
    let mut all = Vec::new();
    for (kind, endings) in texts.filter(|(kind, _)| kind.contains("charset")) {
        let endings = endings.join("|");
        out.push_str(&format!(
            "    <FilesMatch \"\\.({endings})\\.(gz|br)$\">\n        ForceType {}\n    </FilesMatch>\n",
            quoted(kind)
        ));
        all.push(endings);
    }
    let all = all.join("|");
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        out.push_str(&format!(
            "    <FilesMatch \"\\.({all})\\.{ending}$\">\n\
             \x20       Header set content-encoding {encoding}\n\
             \x20       SetEnv no-gzip 1\n\
             \x20       SetEnv no-brotli 1\n\
             \x20   </FilesMatch>\n"
        ));
    }
    out.push_str(&format!(
        "    <FilesMatch \"\\.({all})(\\.gz|\\.br)?$\">\n\
         \x20       Header merge vary accept-encoding\n\
         \x20   </FilesMatch>\n"
    ));
    out
}

/// What is hidden, and old addresses.
fn moved(rules: &Rules) -> String {
    let base = literally(&rules.base);
    let mut out = format!(
        "# Behind a proxy Apache does not know what readers see.\n\
         <IfDirective RedirectRelative>\n    RedirectRelative On\n</IfDirective>\n\
         # What is hidden is not for readers.\n\
         RedirectMatch 404 {}\n",
        quoted(&format!("^{base}(.*/)?\\.(?!well-known/)"))
    );
    for moved in &rules.moved {
        let from: Vec<String> = moved.from.iter().map(|from| literally(from)).collect();
        let from = quoted(&format!("^({})$", from.join("|")));
        // Apache encodes this path itself.
        let to = quoted(&crate::paths::percent_decode(&moved.to));
        out.push_str(&format!("RedirectMatch 301 {from} {to}\n"));
    }
    out
}
