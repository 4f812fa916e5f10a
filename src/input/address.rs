//! The address of a site.

/// The address of a site with a final slash, if it is one: with a scheme, without blanks.
pub fn site_address(text: &str) -> Option<String> {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let plain = !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"');
    plain.then(|| format!("{}/", text.trim_end_matches('/')))
}

/// The path of a site on its host, with slashes at both ends: the one that is given, or that
/// of its address.
pub fn path_on_host(path: Option<&String>, address: Option<&String>) -> Option<String> {
    let of_address = || {
        let rest = address?.split_once("://")?.1;
        let path = rest.find('/').map_or("/", |at| &rest[at..]);
        Some(path.to_owned())
    };
    path.cloned().or_else(of_address)
}
