//! The files of a theme that readers load: styles, scripts, fonts, pictures.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{css, script, tokens};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::input::Theme;
use crate::input::look::{Card, Look, Typeface};
use crate::input::strays;
use crate::input::theme::{ThemeFile, WHOLE, is_last_piece};
use crate::paths::{OutputPath, resolve};

/// What the settings change about the look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Brand {
    /// The colours of the two sides, left first.
    pub colours: [Option<Rgb>; 2],
    /// Typefaces, mark and card.
    pub look: Look,
    /// Where the files are written that they name among the pages.
    pub copied: BTreeMap<String, OutputPath>,
}

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
    /// Colours and typefaces of the handbook's own stand behind the tokens of the theme, so
    /// that later sheets of a theme of its own win. The handbook's mark and the picture of
    /// its card stand under the names `mark` and `card`.
    pub fn new(theme: &Theme, brand: &Brand) -> Self {
        let mut assets = Self::default();
        // A script that people read is not sent where there is a smaller one of it.
        let is_small = |path: &str| {
            let stem = path.strip_suffix(".js");
            stem.is_some_and(|stem| theme.files.contains_key(&format!("{stem}.min.js")))
        };
        let loaded = theme
            .files
            .iter()
            .filter(|(path, _)| is_loaded(path) && !is_small(path));
        for (path, file) in loaded.filter(|(path, _)| !path.ends_with(".css")) {
            assets.add(path, published(path, file));
        }
        for (path, pieces) in sheets(theme) {
            let tokens = pieces.iter().position(|(piece, _)| *piece == TOKENS);
            let mut css = String::new();
            for (at, piece) in pieces.into_iter().enumerate() {
                css += &assets.with_new_addresses(&path, theme, piece);
                if path == WHOLE && tokens.unwrap_or(0) == at {
                    css += &assets.own_tokens(&path, brand);
                }
            }
            assets.add(&path, css::compact(&css).into_bytes().into());
        }
        assets.name_pictures(brand);
        assets
    }

    /// What the settings change about the tokens of a style sheet.
    fn own_tokens(&self, path: &str, brand: &Brand) -> String {
        let sheet = OutputPath::of_file(&format!("assets/{path}"));
        let look = &brand.look;
        let mut css = tokens::colours(brand.colours);
        for (token, typeface) in [("sans", &look.sans), ("voice", &look.voice)] {
            let files = match typeface {
                Some(Typeface::Files(files)) => files.as_slice(),
                _ => &[],
            };
            let found = files.iter().filter_map(|file| self.address(file, brand));
            let found: Vec<_> = found
                .map(|file| sheet.href_to(&file, Default::default()))
                .collect();
            if found.len() == files.len() {
                css += &tokens::typeface(token, typeface.as_ref(), &found);
            }
        }
        css
    }

    fn name_pictures(&mut self, brand: &Brand) {
        let card = match &brand.look.card {
            Card::Picture(file) => Some(file),
            _ => None,
        };
        for (name, file) in [("mark", brand.look.mark.as_ref()), ("card", card)] {
            let address = file.and_then(|file| self.address(file, brand));
            self.names
                .extend(address.map(|address| (name.to_owned(), address)));
        }
    }

    /// Where a file is written that the settings name: one of the theme, or one among the
    /// pages.
    fn address(&self, file: &str, brand: &Brand) -> Option<OutputPath> {
        let own = self.names.get(file);
        own.or_else(|| brand.copied.get(file)).cloned()
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
    fn with_new_addresses(&self, path: &str, theme: &Theme, piece: Piece) -> String {
        let css = String::from_utf8_lossy(&piece.1.bytes);
        // What is imported stands in front already.
        let lines = css.split_inclusive('\n');
        let lines = lines.filter(|line| imported(theme, piece.0, line).is_none());
        let css: String = lines.collect();
        let folder = folder_of(piece.0);
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

/// The sheet that every page loads after all others: what a handbook adds to them.
const OWN: &str = "own.css";

/// The piece behind which the settings have their say.
const TOKENS: &str = "styles/11-tokens.css";

/// The published style sheets, each with the files that it is joined from, in their order.
///
/// A theme that brings a whole `theme.css` has that in the place of all pieces.
fn sheets(theme: &Theme) -> BTreeMap<String, Vec<Piece<'_>>> {
    let mut sheets: BTreeMap<String, Vec<Piece>> = BTreeMap::new();
    let is_whole = theme.files.contains_key(WHOLE);
    for (path, file) in &theme.files {
        let is_piece = path.starts_with("styles/");
        // Joined with the pieces of that name, it would pass for one of them.
        let is_misplaced = path == strays::MISPLACED;
        if !path.ends_with(".css")
            || !is_loaded(path)
            || is_misplaced
            || is_piece && is_whole
        {
            continue;
        }
        let sheet = match is_piece {
            true if is_last_piece(path) => OWN,
            true => WHOLE,
            false => path,
        };
        sheets
            .entry(sheet.to_owned())
            .or_default()
            .push((path, file));
    }
    for pieces in sheets.values_mut() {
        let (mut entered, mut joined) = (Vec::new(), Vec::new());
        for piece in pieces.iter() {
            import(theme, *piece, &mut entered, &mut joined);
        }
        *pieces = joined;
    }
    sheets
}

/// A file that a sheet is joined from: its path in the theme, and what it holds.
type Piece<'t> = (&'t str, &'t ThemeFile);

/// Adds a piece behind those that it imports, each once: one file is sooner there than several.
fn import<'t>(
    theme: &'t Theme,
    piece: Piece<'t>,
    entered: &mut Vec<&'t str>,
    joined: &mut Vec<Piece<'t>>,
) {
    if entered.contains(&piece.0) {
        return;
    }
    entered.push(piece.0);
    let css = std::str::from_utf8(&piece.1.bytes).unwrap_or_default();
    for named in css
        .lines()
        .filter_map(|line| imported(theme, piece.0, line))
    {
        import(theme, named, entered, joined);
    }
    joined.push(piece);
}

/// The sheet of the theme that a line of a piece imports, as in `@import "loop.css";`.
fn imported<'t>(theme: &'t Theme, piece: &str, line: &str) -> Option<Piece<'t>> {
    let written = line.trim_end().strip_prefix("@import \"")?;
    let path = resolve(folder_of(piece), written.strip_suffix("\";")?)?;
    let (path, file) = theme.files.get_key_value(&path)?;
    path.ends_with(".css").then_some((path, file))
}

fn folder_of(piece: &str) -> &str {
    piece.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Templates, words and notes to theme authors are not for readers.
fn is_loaded(path: &str) -> bool {
    let hidden = ["templates/", "handouts/"]
        .iter()
        .any(|folder| path.starts_with(folder));
    let name = path.rsplit('/').next().unwrap_or(path);
    !(hidden || name == "strings.yaml" || name.ends_with(".md"))
}
