//! The files of a theme that readers load: styles, scripts, fonts, pictures.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::digest::Digest;
use crate::input::Theme;
use crate::input::theme::ThemeFile;
use crate::paths::{OutputPath, resolve};

/// The loaded files of a theme, each under a name that carries its digest.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// Path in the theme to path from the site's root.
    pub names: BTreeMap<String, OutputPath>,
    /// What is written.
    pub files: BTreeMap<OutputPath, Arc<[u8]>>,
}

impl Assets {
    /// Names every loaded file after its content; styles follow the files they load.
    pub fn new(theme: &Theme) -> Self {
        let mut assets = Self::default();
        let loaded = theme.files.iter().filter(|(path, _)| is_loaded(path));
        let (styles, others): (Vec<_>, Vec<_>) =
            loaded.partition(|(path, _)| path.ends_with(".css"));
        for (path, file) in others {
            assets.add(path, file.bytes.clone());
        }
        for (path, file) in styles {
            let bytes = assets.with_new_addresses(path, file);
            assets.add(path, bytes);
        }
        assets
    }

    fn add(&mut self, path: &str, bytes: Arc<[u8]>) {
        let plain = OutputPath::of_file(&format!("assets/{path}"));
        // Licences are for people, who look for them under their own name.
        let name = match path.ends_with(".txt") {
            true => plain,
            false => plain.with_digest(Digest::of_bytes(&bytes)),
        };
        self.files.insert(name.clone(), bytes);
        self.names.insert(path.to_owned(), name);
    }

    /// A style sheet whose `url(…)` name the files under their new names.
    fn with_new_addresses(&self, path: &str, file: &ThemeFile) -> Arc<[u8]> {
        let Ok(css) = std::str::from_utf8(&file.bytes) else {
            return file.bytes.clone();
        };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let own = OutputPath::of_file(&format!("assets/{path}"));
        let mut out = String::with_capacity(css.len() + 256);
        let mut rest = css;
        while let Some(at) = rest.find("url(") {
            let (before, after) = rest.split_at(at + 4);
            out.push_str(before);
            let end = after.find(')').unwrap_or(after.len());
            let written = after[..end].trim().trim_matches(['"', '\'']);
            let named = resolve(folder, written).and_then(|path| self.names.get(&path));
            match named {
                Some(name) => out.push_str(&own.href_to(name, Default::default())),
                None => out.push_str(&after[..end]),
            }
            rest = &after[end..];
        }
        out.push_str(rest);
        out.into_bytes().into()
    }
}

/// Templates, words and notes to theme authors are not for readers.
fn is_loaded(path: &str) -> bool {
    let hidden = ["templates/", "handouts/"]
        .iter()
        .any(|folder| path.starts_with(folder));
    let name = path.rsplit('/').next().unwrap_or(path);
    !(hidden || name == "strings.yaml" || name.ends_with(".md"))
}
