//! Colours: reading and writing them, contrast, mixing, and how they look.
//!
//! Contrast is that of WCAG 2.2. OKLCH is where equal steps of lightness look equal and a hue
//! stays itself.

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

    /// How different two colours look: 0 for the same, 100 for black and white.
    pub fn difference(self, other: Self) -> f64 {
        let [one, two] = [self, other].map(|colour| {
            let look = Oklch::from(colour);
            let (sin, cos) = look.hue.to_radians().sin_cos();
            [look.lightness, look.chroma * cos, look.chroma * sin]
        });
        let squares = one.iter().zip(two).map(|(a, b)| (a - b).powi(2));
        squares.sum::<f64>().sqrt() * 100.0
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
    /// The colour on a screen; what it cannot show has the most chroma that it can.
    pub fn to_rgb(self) -> Rgb {
        let lightness = self.lightness.clamp(0.0, 1.0);
        let shade = |chroma: f64| Self {
            lightness,
            chroma,
            ..self
        };
        let (mut shown, mut too_much) = (0.0, self.chroma);
        if shade(self.chroma).is_shown() {
            shown = self.chroma;
        }
        // Half of the rest at a time: twelve times is finer than a byte can tell.
        for _ in 0..12 {
            let middle = (shown + too_much) / 2.0;
            match shade(middle).is_shown() {
                true => shown = middle,
                false => too_much = middle,
            }
        }
        let [red, green, blue] = shade(shown).linear().map(byte);
        Rgb::new(red, green, blue)
    }

    /// Whether a screen can show it.
    fn is_shown(self) -> bool {
        let parts = self.linear();
        parts.iter().all(|part| (-0.000_1..=1.000_1).contains(part))
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
    pub fn faded(self, lightness: f64, part: f64, most: f64) -> Self {
        Self {
            lightness,
            chroma: (self.chroma * part).min(most),
            ..self
        }
    }

    /// The first shade, step by step lighter or darker, that passes.
    pub fn until(mut self, step: f64, passes: impl Fn(Rgb) -> bool) -> Rgb {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(text: &str) -> Rgb {
        Rgb::parse(text).expect("the test writes a colour")
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
    }

    #[test]
    fn every_colour_comes_back_from_oklch() {
        for at in 0..4096_u32 {
            let part = |shift: u32| ((at >> shift & 15) * 17) as u8;
            let colour = Rgb::new(part(8), part(4), part(0));
            let back = Oklch::from(colour).to_rgb();
            let apart = colour.difference(back);
            assert!(apart < 0.4, "{colour} became {back}");
        }
    }
}
