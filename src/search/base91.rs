//! Bytes as printable signs: 13 or 14 bits in two of 91 signs, after Joachim Henke's basE91.
//! A twelfth shorter than base64. `take` in `search.js` reads them.

/// The signs: all printable ones of ASCII but three, with which a string or a script could end.
const SIGNS: [u8; 91] = signs();

const fn signs() -> [u8; 91] {
    let mut signs = [0; 91];
    let (mut at, mut sign) = (0, b'!');
    while sign <= b'~' {
        if !matches!(sign, b'"' | b'<' | b'\\') {
            signs[at] = sign;
            at += 1;
        }
        sign += 1;
    }
    signs
}

/// The signs for some bytes.
pub fn base91(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 16 / 13 + 2);
    let (mut bits, mut count) = (0u32, 0);
    let mut pair = |value: u32, both: bool| {
        text.push(char::from(SIGNS[value as usize % 91]));
        if both {
            text.push(char::from(SIGNS[value as usize / 91]));
        }
    };
    for byte in bytes {
        bits |= (*byte as u32) << count;
        count += 8;
        if count > 13 {
            // Two signs have room for a bit more than 13.
            let taken = if bits & 8191 > 88 { 13 } else { 14 };
            pair(bits & ((1 << taken) - 1), true);
            bits >>= taken;
            count -= taken;
        }
    }
    if count > 0 {
        pair(bits, count > 7 || bits > 90);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `search.js` reads them.
    fn bytes_of(text: &str) -> Vec<u8> {
        let (mut bytes, mut bits, mut count) = (Vec::new(), 0u32, 0);
        let mut first = None;
        let value = |sign: u8| SIGNS.iter().position(|own| *own == sign).unwrap() as u32;
        for sign in text.bytes() {
            let Some(low) = first.take() else {
                first = Some(value(sign));
                continue;
            };
            let both = low + 91 * value(sign);
            bits |= both << count;
            count += if both & 8191 > 88 { 13 } else { 14 };
            while count > 7 {
                bytes.push(bits as u8);
                bits >>= 8;
                count -= 8;
            }
        }
        bytes.extend(first.map(|last| (bits | last << count) as u8));
        bytes
    }

    #[test]
    fn what_was_written_is_read() {
        let mut random = 1u32;
        for length in 0..600 {
            let mut next = || {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (random >> 24) as u8 >> (random >> 8 & 7)
            };
            let bytes: Vec<u8> = (0..length).map(|_| next()).collect();
            let text = base91(&bytes);
            assert_eq!(bytes_of(&text), bytes, "{text}");
            assert!(!text.contains(['"', '<', '\\', '\n']));
        }
    }
}
