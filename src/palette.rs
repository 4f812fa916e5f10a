//! The shades that two sides are painted with: derived from two colours, and judged.
//!
//! A palette is fit when everything that the theme paints on something else can be read, on
//! light and on dark. Two colours that give no such palette are refused, with the nearest two
//! that do.

mod nearest;

use std::fmt;

use crate::colour::{Oklch, Rgb};
pub use nearest::nearest_that_work;

/// The colour of the left side, unless the settings name one.
pub const LEFT: Rgb = Rgb::new(0x77, 0x84, 0xFF);
/// The colour of the right side, unless the settings name one.
pub const RIGHT: Rgb = Rgb::new(0xF3, 0x5F, 0x52);

/// Something on light and on dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pair<T = Rgb> {
    /// With the light theme.
    pub light: T,
    /// With the dark theme.
    pub dark: T,
}

/// The page; with the next four, tokens of the theme that no setting changes.
pub const PAGE: Pair = pair(0xFBFAF8, 0x141015);
/// What lies on the page: quotes, cards, and panels in the dark.
pub const SURFACE: Pair = pair(0xFFFFFF, 0x1D181F);
/// What lies in the page: notes, code.
pub const SUNKEN: Pair = pair(0xF3F1ED, 0x0F0B10);
/// Letters.
pub const INK: Pair = pair(0x1A151D, 0xF4EFF4);
/// Softer letters.
pub const SOFT_INK: Pair = pair(0x4D4653, 0xC8BFCA);

/// What can be written with on a fill, the first that does it best.
const INKS: [Rgb; 3] = [
    Rgb::new(0x1A, 0x15, 0x1D),
    Rgb::new(0xFF, 0xFF, 0xFF),
    Rgb::new(0, 0, 0),
];

/// Contrast that text needs (WCAG 1.4.3).
const TEXT: f64 = 4.5;
/// Contrast that a fill needs (WCAG 1.4.11).
const FILL: f64 = 3.0;
/// Contrast that shades of text aim at: beyond 4.5, since text also stands on panels a
/// little darker than what is measured while deriving; what the shipped theme has.
const AIM: Pair<f64> = Pair {
    light: 6.0,
    dark: 7.8,
};
/// One step of lightness.
const STEP: f64 = 0.01;
/// Hues closer than this are not told apart at a glance.
const HUES: f64 = 60.0;
/// Fills that look less different than this are taken for the same ink.
const DIFFERENCE: f64 = 8.0;
/// Below this chroma a colour is a grey, whose hue means nothing.
const GREY: f64 = 0.03;

const fn pair(light: u32, dark: u32) -> Pair {
    const fn rgb(hex: u32) -> Rgb {
        Rgb::new((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
    }
    Pair {
        light: rgb(light),
        dark: rgb(dark),
    }
}

/// What one side, or both together, are painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shades {
    /// Large areas.
    pub fill: Pair,
    /// Grounds behind text.
    pub tint: Pair,
    /// Letters and thin lines on the page and on the tint.
    pub text: Pair,
    /// Letters on the fill.
    pub on: Pair,
}

/// All colours that follow from those of two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Palette {
    /// The left side.
    pub left: Shades,
    /// The right side.
    pub right: Shades,
    /// Both together.
    pub joint: Shades,
}

impl Palette {
    /// Derives all shades from the fills of two sides on light.
    pub fn of(left: Rgb, right: Rgb) -> Self {
        let joint = left.multiply(right);
        Self {
            left: Shades::of(left, 0.07, 0.8),
            right: Shades::of(right, 0.07, 0.8),
            joint: Shades::of(joint, 0.13, 1.2),
        }
    }

    /// The shades by whose they are.
    pub fn shades(&self) -> [(Whose, &Shades); 3] {
        [
            (Whose::Left, &self.left),
            (Whose::Right, &self.right),
            (Whose::Joint, &self.joint),
        ]
    }
}

impl Shades {
    /// Derives shades; on dark the fill is so much lighter, with so much of its chroma.
    fn of(light: Rgb, lift: f64, part: f64) -> Self {
        let look = Oklch::from(light);
        let lifted = look.faded((look.lightness + lift).min(0.92), part, 0.37);
        let fill = Pair {
            light,
            dark: lifted.until(STEP, |shade| shade.contrast(PAGE.dark) >= FILL + 0.4),
        };
        let tint = Pair {
            light: look.faded(0.945, 0.15, 0.03).to_rgb(),
            dark: look.faded(0.285, 0.38, 0.07).to_rgb(),
        };
        let reads = |page: Rgb, tint: Rgb, aim: f64| {
            move |shade: Rgb| shade.contrast(page).min(shade.contrast(tint)) >= aim
        };
        let dark = Oklch::from(fill.dark);
        let text = Pair {
            light: look.until(-STEP, reads(PAGE.light, tint.light, AIM.light)),
            dark: dark.until(STEP, reads(PAGE.dark, tint.dark, AIM.dark)),
        };
        Self {
            fill,
            tint,
            text,
            on: Pair {
                light: ink_on(fill.light),
                dark: ink_on(fill.dark),
            },
        }
    }
}

/// What to write with on a fill: the first ink that can be read, or the best there is.
fn ink_on(fill: Rgb) -> Rgb {
    let reads = |ink: &Rgb| ink.contrast(fill) >= TEXT;
    let best = |one: &Rgb, two: &Rgb| one.contrast(fill).total_cmp(&two.contrast(fill));
    let found = INKS.into_iter().find(reads);
    found
        .or_else(|| INKS.into_iter().max_by(best))
        .unwrap_or(INKS[0])
}

/// Whose shade it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The left side's.
    Left,
    /// The right side's.
    Right,
    /// That of both.
    Joint,
}

/// Something that is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// The page.
    Page,
    /// What lies on the page.
    Surface,
    /// What lies in the page.
    Sunken,
    /// Letters.
    Ink,
    /// Softer letters.
    SoftInk,
    /// A large area of one colour.
    Fill(Whose),
    /// A ground behind text.
    Tint(Whose),
    /// Letters in a colour.
    Text(Whose),
    /// Letters on a large area.
    On(Whose),
}

impl Paint {
    fn whose(self) -> Option<Whose> {
        match self {
            Self::Fill(whose) | Self::Tint(whose) => Some(whose),
            Self::Text(whose) | Self::On(whose) => Some(whose),
            _ => None,
        }
    }
}

/// How two colours are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// By their contrast, from 1 to 21.
    Contrast,
    /// By how different they look, from 0 to 100.
    Difference,
    /// By the degrees between their hues; 0 when both are grey.
    Hue,
}

/// One comparison of two colours of a palette.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// What is painted, and its colour.
    pub what: (Paint, Rgb),
    /// On what, or beside what.
    pub on: (Paint, Rgb),
    /// `light` or `dark`.
    pub theme: &'static str,
    /// How they are compared.
    pub measure: Measure,
    /// What was measured.
    pub found: f64,
    /// What it takes.
    pub needed: f64,
}

impl Comparison {
    /// Whether it is enough.
    pub fn holds(&self) -> bool {
        self.found >= self.needed
    }

    /// The side whose colour had better change: 0 for the left one, 1 for the right one.
    pub fn side(&self) -> usize {
        match (self.what.0.whose(), self.on.0.whose()) {
            (Some(Whose::Left), None | Some(Whose::Left))
            | (Some(Whose::Joint), Some(Whose::Left)) => 0,
            _ => 1,
        }
    }

    fn new(
        measure: Measure,
        needed: f64,
        what: (Paint, Rgb),
        on: (Paint, Rgb),
        theme: &'static str,
    ) -> Self {
        let found = match measure {
            Measure::Contrast => what.1.contrast(on.1),
            Measure::Difference => what.1.difference(on.1),
            Measure::Hue => between_hues(what.1, on.1),
        };
        Self {
            what,
            on,
            theme,
            measure,
            found,
            needed,
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self.measure {
            Measure::Contrast => write!(
                out,
                "the contrast is {:.2}, and it needs {}",
                self.found, self.needed
            ),
            Measure::Difference => write!(
                out,
                "they differ by {:.1} of 100, and need {}",
                self.found, self.needed
            ),
            Measure::Hue if self.found == 0.0 => write!(out, "both are grey"),
            Measure::Hue => {
                let degrees = match self.found.round() {
                    1.0 => "1 degree".to_owned(),
                    many => format!("{many} degrees"),
                };
                write!(
                    out,
                    "their hues are {degrees} apart, and need {}",
                    self.needed
                )
            }
        }
    }
}

/// The degrees between two hues; a grey is far from every colour and near every grey.
fn between_hues(one: Rgb, two: Rgb) -> f64 {
    let (one, two) = (Oklch::from(one), Oklch::from(two));
    let degrees = (one.hue - two.hue).rem_euclid(360.0);
    match (one.chroma < GREY, two.chroma < GREY) {
        (true, true) => 0.0,
        (false, false) => degrees.min(360.0 - degrees),
        _ => 180.0,
    }
}

/// Everything that is compared in the palette of two colours: first what the colours
/// themselves decide, then what is derived from them.
pub fn comparisons(left: Rgb, right: Rgb) -> Vec<Comparison> {
    let palette = Palette::of(left, right);
    let mut all = first_comparisons(left, right);
    for (theme, at) in [
        ("light", (|pair: &Pair| pair.light) as fn(&Pair) -> Rgb),
        ("dark", |pair: &Pair| pair.dark),
    ] {
        for (whose, shades) in palette.shades() {
            all.extend(comparisons_of(whose, shades, theme, at));
        }
    }
    let fill = |whose: Whose, shades: &Shades| (Paint::Fill(whose), shades.fill.dark);
    let joint = fill(Whose::Joint, &palette.joint);
    for side in [
        fill(Whose::Left, &palette.left),
        fill(Whose::Right, &palette.right),
    ] {
        let measure = Measure::Difference;
        all.push(Comparison::new(measure, DIFFERENCE, joint, side, "dark"));
    }
    all
}

/// What the colours themselves decide, and most pairs that do not work fail at.
fn first_comparisons(left: Rgb, right: Rgb) -> Vec<Comparison> {
    let page = (Paint::Page, PAGE.light);
    let joint = (Paint::Fill(Whose::Joint), left.multiply(right));
    let left = (Paint::Fill(Whose::Left), left);
    let right = (Paint::Fill(Whose::Right), right);
    vec![
        Comparison::new(Measure::Contrast, FILL, left, page, "light"),
        Comparison::new(Measure::Contrast, FILL, right, page, "light"),
        Comparison::new(Measure::Hue, HUES, left, right, "light"),
        Comparison::new(Measure::Difference, DIFFERENCE, left, right, "light"),
        Comparison::new(Measure::Difference, DIFFERENCE, joint, left, "light"),
        Comparison::new(Measure::Difference, DIFFERENCE, joint, right, "light"),
    ]
}

fn comparisons_of(
    whose: Whose,
    shades: &Shades,
    theme: &'static str,
    at: fn(&Pair) -> Rgb,
) -> impl Iterator<Item = Comparison> {
    let page = (Paint::Page, at(&PAGE));
    let surface = (Paint::Surface, at(&SURFACE));
    let sunken = (Paint::Sunken, at(&SUNKEN));
    let fill = (Paint::Fill(whose), at(&shades.fill));
    let tint = (Paint::Tint(whose), at(&shades.tint));
    let text = (Paint::Text(whose), at(&shades.text));
    let pairs = [
        (FILL, fill, page),
        (TEXT, (Paint::On(whose), at(&shades.on)), fill),
        (TEXT, text, page),
        (TEXT, text, surface),
        (TEXT, text, sunken),
        (TEXT, text, tint),
        (TEXT, (Paint::Ink, at(&INK)), tint),
        (TEXT, (Paint::SoftInk, at(&SOFT_INK)), tint),
    ];
    pairs.into_iter().map(move |(needed, what, on)| {
        Comparison::new(Measure::Contrast, needed, what, on, theme)
    })
}

/// The first comparison that fails, if the two colours do not work.
pub fn fault(left: Rgb, right: Rgb) -> Option<Comparison> {
    let fails = |comparison: &Comparison| !comparison.holds();
    first_comparisons(left, right)
        .into_iter()
        .find(fails)
        .or_else(|| comparisons(left, right).into_iter().find(fails))
}

/// Whether areas in a colour can be seen on the page.
pub fn shows_on_page(colour: Rgb) -> bool {
    colour.contrast(PAGE.light) >= FILL
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(text: &str) -> Rgb {
        Rgb::parse(text).expect("the test writes a colour")
    }

    #[test]
    fn the_shipped_colours_give_nearly_the_shipped_shades() {
        let Palette { left, right, joint } = Palette::of(LEFT, RIGHT);
        assert_eq!(joint.fill.light, rgb("#713152"));
        let pairs = [
            (left.fill.dark, "#929DFF"),
            (left.tint.light, "#E9EBFF"),
            (left.tint.dark, "#23264C"),
            (left.text.light, "#3C45BE"),
            (left.text.dark, "#B4BBFF"),
            (right.fill.dark, "#FF8675"),
            (right.tint.light, "#FFEAE5"),
            (right.tint.dark, "#3B201C"),
            (right.text.light, "#A82C1A"),
            (right.text.dark, "#FFA698"),
            (joint.fill.dark, "#9D4F81"),
            (joint.tint.light, "#F6E8F0"),
            (joint.tint.dark, "#3A2033"),
            (joint.text.light, "#713152"),
            (joint.text.dark, "#EBB0D5"),
        ];
        for (derived, shipped) in pairs {
            let apart = derived.difference(rgb(shipped));
            assert!(apart < 4.5, "{derived} is not {shipped}: {apart}");
        }
        let dark = rgb("#1A151D");
        assert_eq!([left.on.light, left.on.dark, right.on.light], [dark; 3]);
        assert_eq!(joint.on.dark, rgb("#FFFFFF"));
    }

    #[test]
    fn two_that_both_have_to_move_have_a_nearest_pair() {
        for (left, right) in [("#000", "#111"), ("#FFF", "#FFF"), ("#888", "#888")] {
            let (left, right) = (rgb(left), rgb(right));
            let near = nearest_that_work(left, right).expect("there are two");
            assert_eq!(fault(near.0, near.1), None);
            assert_ne!(near, (LEFT, RIGHT));
        }
    }

    #[test]
    fn what_does_not_work_is_named_with_its_measure() {
        assert_eq!(fault(LEFT, RIGHT), None);
        assert_eq!(fault(rgb("#555"), RIGHT), None);
        let cases = [
            ("#FFF3A0", "#F35F52", "the contrast is 1.08, and it needs 3"),
            (
                "#1F5FBF",
                "#6A3FBF",
                "their hues are 35 degrees apart, and need 60",
            ),
            ("#555", "#777", "both are grey"),
            ("#000", "#F35F52", "they differ by 0.0 of 100, and need 8"),
        ];
        for (left, right, words) in cases {
            let fault = fault(rgb(left), rgb(right)).expect("the two do not work");
            assert_eq!(fault.to_string(), words, "{left} {right}");
        }
    }
}
