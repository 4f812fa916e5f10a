//! The tokens of a style sheet that the settings change.

use std::fmt::Write;

use crate::colour::Rgb;
use crate::input::look::Typeface;
use crate::palette::{self, Pair, Palette, Shades};

/// What stands behind a typeface of the handbook's own, until it is loaded and without it.
const BEHIND: [(&str, &str); 2] = [
    ("sans", "ui-sans-serif, system-ui, sans-serif"),
    ("voice", "ui-serif, Georgia, serif"),
];

/// The tokens of colours that are not the shipped ones; the theme has those in finer tuning.
pub fn colours([left, right]: [Option<Rgb>; 2]) -> String {
    let (left, right) = (
        left.unwrap_or(palette::LEFT),
        right.unwrap_or(palette::RIGHT),
    );
    if (left, right) == (palette::LEFT, palette::RIGHT) {
        return String::new();
    }
    let palette = Palette::of(left, right);
    let mut css = "\n/* The handbook's own colours. */\n:root {\n".to_owned();
    for (name, shades) in [
        ("left", palette.left),
        ("right", palette.right),
        ("joint", palette.joint),
    ] {
        css += &of_shades(name, &shades);
    }
    css += "}\n";
    for side in ["left", "right"] {
        let on = format!("--on: var(--on-{side}); --on-side: var(--on-{side});");
        css += &format!(".{side}, .of-{side} {{ {on} }}\n");
    }
    css
}

fn of_shades(name: &str, shades: &Shades) -> String {
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

/// The token of a typeface, and the rules that load its files from these addresses.
pub fn typeface(token: &str, typeface: Option<&Typeface>, files: &[String]) -> String {
    let behind = BEHIND.iter().find(|(own, _)| *own == token);
    let behind = behind.map_or("sans-serif", |(_, stack)| stack);
    match typeface {
        None => String::new(),
        Some(Typeface::Names(names)) => format!("\n:root {{ --{token}: {names}; }}\n"),
        Some(Typeface::Files(_)) => {
            let mut css = "\n/* The handbook's own typeface. */\n".to_owned();
            for (file, weights) in files.iter().zip(weights(files.len())) {
                load(token, file, weights, &mut css);
            }
            css + &format!(":root {{ --{token}: \"Handbook {token}\", {behind}; }}\n")
        }
    }
}

/// Which weights each file stands for.
fn weights(files: usize) -> &'static [&'static str] {
    match files {
        1 => &["1 1000"],
        _ => &["1 549", "550 1000"],
    }
}

fn load(token: &str, file: &str, weights: &str, css: &mut String) {
    let style = match token {
        "voice" => "italic",
        _ => "normal",
    };
    // Writing to a string cannot fail.
    let _ = writeln!(
        css,
        "@font-face {{ font-family: \"Handbook {token}\"; src: url(\"{file}\"); font-weight: {weights}; font-style: {style}; font-display: swap; }}"
    );
}
