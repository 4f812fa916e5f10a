//! What a file is, told by the ending of its name.

/// Content types, each with the endings that stand for it.
pub const TYPES: [(&str, &[&str]); 29] = [
    ("text/html; charset=utf-8", &["html", "htm"]),
    ("text/css; charset=utf-8", &["css"]),
    ("text/javascript; charset=utf-8", &["js", "mjs"]),
    ("application/json; charset=utf-8", &["json", "map"]),
    ("application/manifest+json; charset=utf-8", &["webmanifest"]),
    ("application/xml; charset=utf-8", &["xml"]),
    ("text/plain; charset=utf-8", &["txt"]),
    ("text/markdown; charset=utf-8", &["md"]),
    ("text/csv; charset=utf-8", &["csv"]),
    ("text/calendar; charset=utf-8", &["ics"]),
    ("text/vtt; charset=utf-8", &["vtt"]),
    ("image/svg+xml; charset=utf-8", &["svg"]),
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("image/avif", &["avif"]),
    ("image/x-icon", &["ico"]),
    ("font/woff2", &["woff2"]),
    ("font/woff", &["woff"]),
    ("font/ttf", &["ttf"]),
    ("font/otf", &["otf"]),
    ("application/pdf", &["pdf"]),
    ("video/mp4", &["mp4"]),
    ("video/webm", &["webm"]),
    ("audio/mpeg", &["mp3"]),
    ("audio/ogg", &["ogg"]),
    ("application/wasm", &["wasm"]),
    ("application/zip", &["zip"]),
];

/// What files with an ending begin with, for endings that people give by renaming.
const BEGINNINGS: [(&str, &[&[u8]]); 9] = [
    ("woff2", &[b"wOF2"]),
    ("woff", &[b"wOFF"]),
    ("ttf", &[b"\0\x01\0\0", b"true", b"OTTO", b"ttcf"]),
    ("otf", &[b"OTTO", b"\0\x01\0\0"]),
    ("png", &[b"\x89PNG"]),
    ("jpg", &[b"\xFF\xD8\xFF"]),
    ("jpeg", &[b"\xFF\xD8\xFF"]),
    ("webp", &[b"RIFF"]),
    ("gif", &[b"GIF8"]),
];

/// Whether bytes begin like what an ending promises; yes where the ending promises nothing.
pub fn begins_like(ending: &str, bytes: &[u8]) -> bool {
    let ending = ending.to_ascii_lowercase();
    if ending == "svg" {
        return bytes.windows(4).any(|part| part == b"<svg")
            || bytes.windows(5).any(|part| part == b":svg ");
    }
    let known = BEGINNINGS.iter().find(|(known, _)| *known == ending);
    known.is_none_or(|(_, begin)| begin.iter().any(|begin| bytes.starts_with(begin)))
}

/// What a file is whose ending says nothing.
pub const UNKNOWN: &str = "application/octet-stream";

/// The content type of a file.
pub fn type_of(name: &str) -> &'static str {
    let ending = name
        .rsplit('/')
        .next()
        .unwrap_or(name)
        .rsplit_once('.')
        .map_or("", |(_, end)| end);
    let ending = ending.to_ascii_lowercase();
    let known = TYPES
        .iter()
        .find(|(_, endings)| endings.contains(&ending.as_str()));
    known.map_or(UNKNOWN, |(kind, _)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_ending_says() {
        assert_eq!(type_of("a/index.html"), "text/html; charset=utf-8");
        assert_eq!(type_of("PHOTO.JPG"), "image/jpeg");
        assert_eq!(type_of("a.html/LICENSE"), "application/octet-stream");
        assert_eq!(type_of("x.exe"), "application/octet-stream");
    }
}
