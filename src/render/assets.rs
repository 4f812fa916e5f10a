//! The files of a theme that readers load: styles, scripts, fonts, pictures.

use std::collections::BTreeMap;
use std::sync::Arc;

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
        // A script that people read is not sent where there is a smaller one of it.
        let is_small = |path: &str| {
            let small = path
                .strip_suffix(".js")
                .map(|stem| format!("{stem}.min.js"));
            small.is_some_and(|small| theme.files.contains_key(&small))
        };
        let loaded = theme
            .files
            .iter()
            .filter(|(path, _)| is_loaded(path) && !is_small(path));
        let (styles, others): (Vec<_>, Vec<_>) =
            loaded.partition(|(path, _)| path.ends_with(".css"));
        for (path, file) in others {
            assets.add(path, file.bytes.clone());
        }
        for (path, file) in styles {
            let mut bytes = assets.with_new_addresses(path, file);
            if path == "theme.css" {
                bytes = [&*bytes, own_colours(colours).as_bytes()].concat().into();
            }
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
