//! The files of a theme that readers load: styles, scripts, fonts, pictures.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{css, script};
use crate::colour::{self, Pair, Palette, Rgb, Shades};
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
    ///
    /// Colours of the handbook's own are told at the end of `theme.css`.
    pub fn new(theme: &Theme, colours: [Option<Rgb>; 2]) -> Self {
        let mut assets = Self::default();
        let loaded = theme.files.iter().filter(|(path, _)| is_loaded(path));
        for (path, file) in loaded.filter(|(path, _)| !path.ends_with(".css")) {
            assets.add(path, published(path, file));
        }
        for (path, pieces) in sheets(theme) {
            let mut css = String::new();
            for (piece, file) in pieces {
                css += &assets.with_new_addresses(&path, piece, file);
            }
            let mut css = css::compact(&css);
            if path == WHOLE {
                css += &own_colours(colours);
            }
            assets.add(&path, css.into_bytes().into());
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

    /// A piece of the sheet `path` whose `url(…)` name the files under their new names.
    fn with_new_addresses(&self, path: &str, piece: &str, file: &ThemeFile) -> String {
        let css = String::from_utf8_lossy(&file.bytes);
        let folder = piece.rsplit_once('/').map_or("", |(folder, _)| folder);
        let own = OutputPath::of_file(&format!("assets/{path}"));
        let mut out = String::with_capacity(css.len() + 256);
        let mut rest = &*css;
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
        out.push('\n');
        out
    }
}

/// A file as readers get it: scripts without what only their authors need.
fn published(path: &str, file: &ThemeFile) -> Arc<[u8]> {
    match std::str::from_utf8(&file.bytes) {
        Ok(script) if path.ends_with(".js") => script::compact(script).as_bytes().into(),
        _ => file.bytes.clone(),
    }
}

/// The sheet that every page loads, joined from all files of `styles/`.
const WHOLE: &str = "theme.css";

/// The published style sheets, each with the files that it is joined from, in their order.
///
/// A theme that brings a whole `theme.css` has that in the place of all pieces.
fn sheets(theme: &Theme) -> BTreeMap<String, Vec<(&str, &ThemeFile)>> {
    let mut sheets: BTreeMap<String, Vec<(&str, &ThemeFile)>> = BTreeMap::new();
    let is_whole = theme.files.contains_key(WHOLE);
    for (path, file) in &theme.files {
        let is_piece = path.starts_with("styles/");
        if !path.ends_with(".css") || !is_loaded(path) || is_piece && is_whole {
            continue;
        }
        let sheet = if is_piece { WHOLE } else { path };
        sheets
            .entry(sheet.to_owned())
            .or_default()
            .push((path, file));
    }
    sheets
}

/// The tokens of colours that are not the shipped ones; the theme has those in finer tuning.
fn own_colours([left, right]: [Option<Rgb>; 2]) -> String {
    let (left, right) = (left.unwrap_or(colour::LEFT), right.unwrap_or(colour::RIGHT));
    if (left, right) == (colour::LEFT, colour::RIGHT) {
        return String::new();
    }
    let palette = Palette::of(left, right);
    let mut css = "\n/* The handbook's own colours. */\n:root {\n".to_owned();
    for (name, shades) in [
        ("left", palette.left),
        ("right", palette.right),
        ("joint", palette.joint),
    ] {
        css += &tokens(name, &shades);
    }
    css + "}\n.left { --on: var(--on-left); }\n.right { --on: var(--on-right); }\n"
}

fn tokens(name: &str, shades: &Shades) -> String {
    let Shades {
        fill,
        tint,
        text,
        on,
    } = shades;
    let token = |token: String, Pair { light, dark }: &Pair| {
        format!("  --{token}: light-dark({light}, {dark});\n")
    };
    [
        token(name.to_owned(), fill),
        token(format!("{name}-tint"), tint),
        token(format!("{name}-ink"), text),
        token(format!("on-{name}"), on),
    ]
    .concat()
}

/// Templates, words and notes to theme authors are not for readers.
fn is_loaded(path: &str) -> bool {
    let hidden = ["templates/", "handouts/"]
        .iter()
        .any(|folder| path.starts_with(folder));
    let name = path.rsplit('/').next().unwrap_or(path);
    !(hidden || name == "strings.yaml" || name.ends_with(".md"))
}
