//! The rules in the words of IIS, with its modules URL Rewrite and static compression.

use super::{FINGERPRINTED, Rules, literally};
use crate::media;
use crate::policy::{self, ASK_FIRST, FOR_GOOD};
use crate::render::html::escape_text;

/// The file `web.config` of the site's folder; IIS itself never shows it to readers.
pub fn write(rules: &Rules) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str(&format!(
        "<!-- {}, for IIS; written by {}.\n\
         \x20    Copy this file into the folder of the site as web.config.\n\
         \x20    It needs the module URL Rewrite. -->\n",
        // Two hyphens would end the comment; of three the first time leaves two.
        text(&rules.title.replace("--", "- -").replace("--", "- -")),
        rules.generator
    ));
    out.push_str("<configuration>\n  <system.webServer>\n");
    out.push_str(
        "    <defaultDocument>\n      <files>\n        <clear />\n        <add value=\"index.html\" />\n      </files>\n    </defaultDocument>\n\
         \x20   <directoryBrowse enabled=\"false\" />\n\
         \x20   <urlCompression doStaticCompression=\"true\" />\n",
    );
    out.push_str(&types());
    out.push_str(&hidden());
    let lost = text(&format!("{}404.html", rules.base));
    out.push_str("    <httpErrors errorMode=\"Custom\" existingResponse=\"Auto\">\n");
    for status in ["403", "404"] {
        out.push_str(&format!(
            "      <remove statusCode=\"{status}\" />\n\
             \x20     <error statusCode=\"{status}\" path=\"{lost}\" responseMode=\"ExecuteURL\" />\n"
        ));
    }
    out.push_str("    </httpErrors>\n    <httpProtocol>\n      <customHeaders>\n");
    for (name, value) in policy::OTHERS {
        out.push_str(&format!(
            "        <remove name=\"{name}\" />\n        <add name=\"{name}\" value=\"{}\" />\n",
            text(value)
        ));
    }
    out.push_str("      </customHeaders>\n    </httpProtocol>\n    <rewrite>\n");
    out.push_str(&moved(rules));
    out.push_str(&varied());
    out.push_str("    </rewrite>\n  </system.webServer>\n</configuration>\n");
    out
}

fn types() -> String {
    let mut out = String::from("    <staticContent>\n");
    for (kind, endings) in media::TYPES {
        for ending in endings {
            out.push_str(&format!(
                "      <remove fileExtension=\".{ending}\" />\n\
                 \x20     <mimeMap fileExtension=\".{ending}\" mimeType=\"{}\" />\n",
                text(kind)
            ));
        }
    }
    out.push_str("    </staticContent>\n");
    out
}

/// What Tandem keeps in the folder for itself.
fn hidden() -> String {
    let own = [".tandem-manifest", ".tandem-lock", ".tandem-staging"];
    let own = own.map(|name| format!("          <add segment=\"{name}\" />\n"));
    format!(
        "    <security>\n      <requestFiltering>\n        <hiddenSegments>\n{}        </hiddenSegments>\n      </requestFiltering>\n    </security>\n",
        own.concat()
    )
}

/// Old addresses; IIS compares what follows the path of the site.
fn moved(rules: &Rules) -> String {
    let mut out = String::new();
    for (number, moved) in rules.moved.iter().enumerate() {
        let inner =
            |from: &String| literally(from.strip_prefix(&rules.base).unwrap_or(from));
        let from: Vec<String> = moved.from.iter().map(inner).collect();
        out.push_str(&format!(
            "        <rule name=\"Old address {}\" stopProcessing=\"true\">\n\
             \x20         <match url=\"{}\" />\n\
             \x20         <action type=\"Redirect\" url=\"{}\" redirectType=\"Permanent\" />\n\
             \x20       </rule>\n",
            number + 1,
            text(&format!("^({})$", from.join("|"))),
            // Curly brackets would begin a variable.
            text(&moved.to.replace('{', "%7B").replace('}', "%7D"))
        ));
    }
    format!("      <rules>\n{out}      </rules>\n")
}

/// Headers that depend on the name of the file.
fn varied() -> String {
    let names = [
        ("Cache-Control", "Every file", ".*", ASK_FIRST),
        (
            "Cache-Control",
            "With a fingerprint",
            FINGERPRINTED,
            FOR_GOOD,
        ),
        ("Content-Security-Policy", "Pages", ".*", policy::PAGES),
        ("Content-Security-Policy", "PDF", r"\.pdf$", policy::PDF),
    ];
    let mut out = String::from("      <outboundRules>\n");
    for (header, name, pattern, value) in names {
        out.push_str(&format!(
            "        <rule name=\"{header}: {name}\">\n\
             \x20         <match serverVariable=\"RESPONSE_{}\" pattern=\".*\" />\n\
             \x20         <conditions>\n\
             \x20           <add input=\"{{URL}}\" pattern=\"{}\" />\n\
             \x20         </conditions>\n\
             \x20         <action type=\"Rewrite\" value=\"{}\" />\n\
             \x20       </rule>\n",
            header.replace('-', "_"),
            text(pattern),
            text(value)
        ));
    }
    out.push_str("      </outboundRules>\n");
    out
}

fn text(text: &str) -> String {
    let mut out = String::new();
    escape_text(text, &mut out);
    out
}
