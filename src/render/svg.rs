//! Pictures in SVG without what could run.
//!
//! Inside a page a picture is harmless, since browsers run nothing in an `img`. Opened by
//! its own address it is a document of the handbook's site, and whoever may add a picture
//! must not be able to run a program there.

use crate::page::raw_html::{RawTag, tags};

/// Elements that go, with everything inside them.
const REFUSED: [&str; 9] = [
    "script",
    "foreignobject",
    "iframe",
    "embed",
    "object",
    "handler",
    "listener",
    "audio",
    "video",
];

/// The picture without scripts, handlers and foreign addresses, and what was taken out;
/// nothing was if the list is empty, and then the picture is byte for byte the same.
pub fn clean(svg: &str) -> (String, Vec<String>) {
    let mut removed = Vec::new();
    let mut out = String::with_capacity(svg.len());
    let mut at = 0;
    let mut inside: Option<String> = None;
    let svg = without_declarations(svg, &mut removed);
    for tag in tags(&svg) {
        if tag.start < at {
            continue;
        }
        let end = tag.start + tag.text.len();
        if let Some(name) = &inside {
            if tag.closes && tag.name == *name {
                inside = None;
            }
            at = end;
            continue;
        }
        out.push_str(&svg[at..tag.start]);
        at = end;
        if is_refused(&tag) {
            removed.push(format!("<{}>", tag.name));
            if !tag.closes && !tag.text.ends_with("/>") {
                inside = Some(tag.name);
            }
            continue;
        }
        write_safe(&tag, &mut out, &mut removed);
        if tag.name.rsplit(':').next() == Some("style") && !tag.closes {
            let length = svg[end..].find("</").unwrap_or(svg.len() - end);
            out.push_str(&safe_styles(&svg[end..end + length], &mut removed));
            at = end + length;
        }
    }
    if inside.is_none() {
        out.push_str(&svg[at..]);
    }
    (out, removed)
}

/// Declarations may define entities that stand for anything.
fn without_declarations(svg: &str, removed: &mut Vec<String>) -> String {
    let Some(start) = svg.to_ascii_lowercase().find("<!doctype") else {
        return svg.to_owned();
    };
    let rest = &svg[start..];
    let opens_subset = rest
        .find('[')
        .filter(|&at| rest.find('>').is_none_or(|end| at < end));
    let Some(subset) = opens_subset else {
        return svg.to_owned();
    };
    let end = rest[subset..]
        .find("]>")
        .map_or(rest.len(), |at| subset + at + 2);
    removed.push("<!DOCTYPE [".to_owned());
    format!("{}{}", &svg[..start], &rest[end..])
}

fn is_refused(tag: &RawTag) -> bool {
    let name = tag.name.rsplit(':').next().unwrap_or(&tag.name);
    let moves_an_address = matches!(
        name,
        "set" | "animate" | "animatemotion" | "animatetransform"
    ) && tag.attributes.iter().any(|(name, value)| {
        name == "attributename"
            && (value.to_ascii_lowercase().ends_with("href") || value.starts_with("on"))
    });
    REFUSED.contains(&name) || moves_an_address
}

/// Style rules without those that load from elsewhere.
fn safe_styles(styles: &str, removed: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(styles.len());
    let mut rest = styles;
    while let Some(at) = rest.find("@import") {
        removed.push("@import".to_owned());
        out.push_str(&rest[..at]);
        let end = rest[at..].find(';').map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    out.push_str(rest);
    let mut safe = String::with_capacity(out.len());
    let mut rest = out.as_str();
    while let Some(at) = rest.find("url(") {
        let (before, after) = rest.split_at(at);
        let end = after.find(')').map_or(after.len(), |end| end + 1);
        let address = after[4..end]
            .trim_matches([' ', '"', '\'', ')'])
            .to_ascii_lowercase();
        safe.push_str(before);
        match is_harmless(&address, false) || address.starts_with("data:font") {
            true => safe.push_str(&after[..end]),
            false => {
                removed.push("url()".to_owned());
                safe.push_str("none");
            }
        }
        rest = &after[end..];
    }
    safe.push_str(rest);
    safe
}

fn write_safe(tag: &RawTag, out: &mut String, removed: &mut Vec<String>) {
    let mut at = 0;
    for ((name, value), range) in tag.attributes.iter().zip(&tag.attribute_ranges) {
        let plain: String = value
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect();
        let plain = plain.to_ascii_lowercase();
        let local = name.rsplit(':').next().unwrap_or(name);
        let runs = local.starts_with("on") || plain.contains("javascript:");
        let leads_away = matches!(local, "href" | "src" | "from" | "to" | "values")
            && !is_harmless(&plain, tag.name == "a");
        if runs || leads_away {
            removed.push(format!("{name}="));
            out.push_str(tag.text[at..range.start].trim_end());
            at = range.end;
        }
    }
    out.push_str(&tag.text[at..]);
}

fn is_harmless(address: &str, is_link: bool) -> bool {
    let picture = ["png", "jpeg", "jpg", "gif", "webp"]
        .iter()
        .any(|kind| address.starts_with(&format!("data:image/{kind}")));
    let scheme = address
        .split(['/', '#', '?'])
        .next()
        .unwrap_or("")
        .contains(':');
    let away = scheme || address.starts_with("//");
    let web = ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| address.starts_with(scheme));
    picture || !away || (is_link && web)
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_could_run_goes_and_the_drawing_stays() {
        let cases = [
            (
                "<svg onload=\"x()\" viewBox=\"0 0 1 1\"><rect/></svg>",
                "<svg viewBox=\"0 0 1 1\"><rect/></svg>",
            ),
            ("<svg><script>x()</script><g/></svg>", "<svg><g/></svg>"),
            ("<svg><SCRIPT href='x'/><g/></svg>", "<svg><g/></svg>"),
            (
                "<svg><foreignObject><p>x</p></foreignObject></svg>",
                "<svg></svg>",
            ),
            (
                "<svg><a xlink:href=\"java&#10;script:x()\">t</a></svg>",
                "<svg><a>t</a></svg>",
            ),
            (
                "<svg><set attributeName='href' to='javascript:x()'/></svg>",
                "<svg></svg>",
            ),
            (
                "<svg><image href='//evil.example/x.png'/></svg>",
                "<svg><image/></svg>",
            ),
            (
                "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
                "<svg>&a;</svg>",
            ),
            (
                "<svg><style>@import 'x';.a{fill:url(//e.example/f)}</style></svg>",
                "<svg><style>.a{fill:none}</style></svg>",
            ),
        ];
        for (raw, safe) in cases {
            let (out, removed) = clean(raw);
            assert_eq!(out, safe, "{raw}");
            assert!(!removed.is_empty(), "{raw}");
        }
    }

    #[test]
    fn an_honest_picture_is_untouched() {
        let svg = "<?xml version='1.0'?>\n<!-- made by hand --><svg viewBox=\"0 0 9 9\"><defs><path id=\"p\" d=\"M0 0\"/></defs><use href=\"#p\"/><style>.a{fill:#fff}</style><text>a &lt; b</text></svg>\n";
        assert_eq!(clean(svg), (svg.to_owned(), Vec::new()));
    }
}
