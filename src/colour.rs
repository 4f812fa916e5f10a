//! Colours: contrast, mixing, and the shades that two sides are painted with.
//!
//! Contrast is that of WCAG 2.2. Shades are found in OKLCH, where equal steps of lightness look
//! equal and a hue stays itself.

use std::fmt;

/// A colour of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// The colour of the left side, unless the settings name one.
pub const LEFT: Rgb = Rgb::new(0x77, 0x84, 0xFF);
/// The colour of the right side, unless the settings name one.
pub const RIGHT: Rgb = Rgb::new(0xF3, 0x5F, 0x52);

/// The page on light and on dark.
const PAGE: Pair = Pair {
    light: Rgb::new(0xFB, 0xFA, 0xF8),
    dark: Rgb::new(0x14, 0x10, 0x15),
};
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
/// Contrast that shades of text aim at: beyond 4.5, since text also stands on panels and
/// tints a little darker than those that are measured here; what the shipped theme has.
const AIM: Pair<f64> = Pair {
    light: 6.0,
    dark: 7.8,
};
/// One step of lightness.
const STEP: f64 = 0.01;
/// Hues closer than this are not told apart at a glance.
const APART: f64 = 60.0;
/// Below this chroma a colour is a grey, whose hue means nothing.
const GREY: f64 = 0.03;

impl Rgb {
    /// The colour of three parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#7784FF` or `#78F`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        let value = |digit: u8| char::from(digit).to_digit(16);
        let digits: Vec<u32> = digits.bytes().map(value).collect::<Option<_>>()?;
        let parts: Vec<u8> = match digits[..] {
            [r, g, b] => [r, g, b].map(|digit| (digit * 17) as u8).to_vec(),
            [_, _, _, _, _, _] => digits
                .chunks(2)
                .map(|pair| (pair[0] * 16 + pair[1]) as u8)
                .collect(),
            _ => return None,
        };
        Some(Self::new(parts[0], parts[1], parts[2]))
    }

    /// The contrast of two colours, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// What two inks give where one is printed over the other.
    pub fn multiply(self, other: Self) -> Self {
        let part = |a: u8, b: u8| {
            let product = u32::from(a) * u32::from(b);
            ((product + 127) / 255) as u8
        };
        Self::new(
            part(self.red, other.red),
            part(self.green, other.green),
            part(self.blue, other.blue),
        )
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The parts as amounts of light.
    fn linear(self) -> [f64; 3] {
        [self.red, self.green, self.blue].map(|part| {
            let part = f64::from(part) / 255.0;
            match part <= 0.040_45 {
                true => part / 12.92,
                false => ((part + 0.055) / 1.055).powf(2.4),
            }
        })
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "#{:02X}{:02X}{:02X}", self.red, self.green, self.blue)
    }
}

/// A colour by how light, how strong and of which hue it looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oklch {
    /// From 0 for black to 1 for white.
    pub lightness: f64,
    /// From 0 for grey to about 0.37.
    pub chroma: f64,
    /// In degrees.
    pub hue: f64,
}

impl From<Rgb> for Oklch {
    fn from(colour: Rgb) -> Self {
        let [red, green, blue] = colour.linear();
        let long =
            0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue;
        let medium =
            0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue;
        let short =
            0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue;
        let [long, medium, short] = [long, medium, short].map(f64::cbrt);
        let lightness =
            0.210_454_255_3 * long + 0.793_617_785_0 * medium - 0.004_072_046_8 * short;
        let a =
            1.977_998_495_1 * long - 2.428_592_205_0 * medium + 0.450_593_709_9 * short;
        let b =
            0.025_904_037_1 * long + 0.782_771_766_2 * medium - 0.808_675_766_0 * short;
        Self {
            lightness,
            chroma: a.hypot(b),
            hue: b.atan2(a).to_degrees().rem_euclid(360.0),
        }
    }
}

impl Oklch {
    /// The colour on a screen; what it cannot show loses chroma until it can.
    pub fn to_rgb(self) -> Rgb {
        let mut colour = Self {
            lightness: self.lightness.clamp(0.0, 1.0),
            ..self
        };
        loop {
            let parts = colour.linear();
            let shown = parts.iter().all(|part| (-0.000_1..=1.000_1).contains(part));
            if shown || colour.chroma <= 0.0 {
                let [red, green, blue] = parts.map(byte);
                return Rgb::new(red, green, blue);
            }
            colour.chroma = (colour.chroma - 0.001).max(0.0);
        }
    }

    fn linear(self) -> [f64; 3] {
        let (sin, cos) = self.hue.to_radians().sin_cos();
        let (a, b) = (self.chroma * cos, self.chroma * sin);
        let long = self.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b;
        let medium = self.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b;
        let short = self.lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b;
        let [long, medium, short] = [long, medium, short].map(|part| part.powi(3));
        [
            4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
            -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
            -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
        ]
    }

    /// The same colour with a part of its chroma, at most so much, at another lightness.
    fn faded(self, lightness: f64, part: f64, most: f64) -> Self {
        Self {
            lightness,
            chroma: (self.chroma * part).min(most),
            ..self
        }
    }

    /// The first shade, step by step lighter or darker, that passes.
    fn until(mut self, step: f64, passes: impl Fn(Rgb) -> bool) -> Rgb {
        while !passes(self.to_rgb()) && (0.0..=1.0).contains(&(self.lightness + step)) {
            self.lightness += step;
        }
        self.to_rgb()
    }
}

/// An amount of light as a byte.
fn byte(part: f64) -> u8 {
    let part = part.clamp(0.0, 1.0);
    let curved = match part <= 0.003_130_8 {
        true => part * 12.92,
        false => 1.055 * part.powf(1.0 / 2.4) - 0.055,
    };
    (curved * 255.0).round() as u8
}

/// Something on light and on dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pair<T = Rgb> {
    /// With the light theme.
    pub light: T,
    /// With the dark theme.
    pub dark: T,
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

/// Why two colours cannot be those of the two sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// One of them (0 is left) has too little contrast with the page.
    Pale(usize, f64),
    /// Their hues are so few degrees apart; `None` when both are grey.
    Alike(Option<f64>),
}

/// What is wrong with the colours of two sides.
pub fn faults(left: Rgb, right: Rgb) -> Vec<Fault> {
    let mut faults: Vec<Fault> = [left, right]
        .into_iter()
        .map(|side| side.contrast(PAGE.light))
        .enumerate()
        .filter(|(_, contrast)| *contrast < FILL)
        .map(|(at, contrast)| Fault::Pale(at, contrast))
        .collect();
    let (one, two) = (Oklch::from(left), Oklch::from(right));
    let between = (one.hue - two.hue).rem_euclid(360.0);
    let degrees = between.min(360.0 - between);
    match (one.chroma < GREY, two.chroma < GREY) {
        (true, true) => faults.push(Fault::Alike(None)),
        (false, false) if degrees < APART => faults.push(Fault::Alike(Some(degrees))),
        _ => {}
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(text: &str) -> Rgb {
        Rgb::parse(text).expect("the test writes a colour")
    }

    /// How different two colours look, in OKLab.
    fn difference(one: Rgb, two: Rgb) -> f64 {
        let [one, two] = [one, two].map(|colour| {
            let look = Oklch::from(colour);
            let (sin, cos) = look.hue.to_radians().sin_cos();
            [look.lightness, look.chroma * cos, look.chroma * sin]
        });
        let squares = one.iter().zip(two).map(|(a, b)| (a - b).powi(2));
        squares.sum::<f64>().sqrt()
    }

    #[test]
    fn a_colour_is_read_and_written() {
        assert_eq!(rgb("#7784ff").to_string(), "#7784FF");
        assert_eq!(rgb("#78f").to_string(), "#7788FF");
        for wrong in [
            "",
            "#",
            "7784FF",
            "#7784F",
            "#GG0000",
            "red",
            "#7784FF00",
            "#é1",
        ] {
            assert_eq!(Rgb::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let contrast = rgb("#000").contrast(rgb("#fff"));
        assert!((contrast - 21.0).abs() < 1e-9);
        assert!((rgb("#767676").contrast(rgb("#fff")) - 4.54).abs() < 0.01);
        assert!((LEFT.contrast(PAGE.light) - 3.08).abs() < 0.01);
    }

    #[test]
    fn every_colour_comes_back_from_oklch() {
        for at in 0..4096_u32 {
            let part = |shift: u32| ((at >> shift & 15) * 17) as u8;
            let colour = Rgb::new(part(8), part(4), part(0));
            let back = Oklch::from(colour).to_rgb();
            assert!(difference(colour, back) < 0.004, "{colour} became {back}");
        }
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
            let apart = difference(derived, rgb(shipped));
            println!("{derived} {shipped} {apart:.3}");
            assert!(apart < 0.045, "{derived} is not {shipped}: {apart}");
        }
        let dark = rgb("#1A151D");
        assert_eq!([left.on.light, left.on.dark, right.on.light], [dark; 3]);
        assert_eq!(joint.on.dark, rgb("#FFFFFF"));
    }

    #[test]
    fn every_palette_without_faults_can_be_read() {
        let mut seen = 0;
        let part = |at: u8| at % 6 * 51;
        let all: Vec<Rgb> = (0..216)
            .map(|at| Rgb::new(part(at), part(at / 6), part(at / 36)))
            .collect();
        for left in all.iter().step_by(3) {
            for right in all.iter().skip(1).step_by(7) {
                if !faults(*left, *right).is_empty() {
                    continue;
                }
                seen += 1;
                let palette = Palette::of(*left, *right);
                for shades in [palette.left, palette.right, palette.joint] {
                    expect_readable(&shades, &format!("{left} and {right}"));
                }
            }
        }
        assert!(seen > 300, "{seen}");
    }

    fn expect_readable(shades: &Shades, of: &str) {
        let Shades {
            fill,
            tint,
            text,
            on,
        } = *shades;
        let pairs = [
            ("fill on light", fill.light, PAGE.light, FILL),
            ("fill on dark", fill.dark, PAGE.dark, FILL),
            ("text on light", text.light, PAGE.light, TEXT),
            ("text on dark", text.dark, PAGE.dark, TEXT),
            ("text on light tint", text.light, tint.light, TEXT),
            ("text on dark tint", text.dark, tint.dark, TEXT),
            ("letters on light fill", on.light, fill.light, TEXT),
            ("letters on dark fill", on.dark, fill.dark, TEXT),
        ];
        for (what, one, two, least) in pairs {
            let contrast = one.contrast(two);
            assert!(
                contrast >= least,
                "{what} of {of}: {one} {two} {contrast:.2}"
            );
        }
    }

    #[test]
    fn pale_colours_and_close_hues_are_faults() {
        assert_eq!(faults(LEFT, RIGHT), []);
        let pale = faults(rgb("#FFF3A0"), RIGHT);
        assert!(matches!(pale[0], Fault::Pale(0, contrast) if contrast < 1.2));
        let alike = faults(rgb("#1F5FBF"), rgb("#6A3FBF"));
        assert!(matches!(alike[..], [Fault::Alike(Some(degrees))] if degrees < 60.0));
        let greys = faults(rgb("#555"), rgb("#777"));
        assert_eq!(greys, [Fault::Alike(None)]);
        assert_eq!(faults(rgb("#555"), RIGHT), []);
    }
}
