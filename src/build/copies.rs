//! Smaller copies of texts, for servers that send them as they are.

use std::io::Write;

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

use crate::paths::OutputPath;

/// How a copy is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    /// What every browser reads.
    Gzip,
    /// What browsers read over https, smaller.
    Brotli,
}

/// Files that hold text, by their endings; pictures, typefaces and PDFs are packed already.
const TEXTS: [&str; 9] = [
    "html", "css", "js", "svg", "json", "xml", "txt", "md", "csv",
];

/// What fits into one packet of the network gains nothing.
const ONE_PACKET: usize = 1_400;

/// Two below the best: every build packs anew, so time counts beside bytes.
const QUALITY: i32 = 9;

impl Packing {
    /// All of them.
    const ALL: [Self; 2] = [Self::Gzip, Self::Brotli];

    /// Where the copy of a file stands: beside it.
    fn copy_of(self, path: &OutputPath) -> OutputPath {
        let ending = match self {
            Self::Gzip => "gz",
            Self::Brotli => "br",
        };
        OutputPath::new(format!("{path}.{ending}"))
    }

    /// The copy of some bytes, where it is smaller; equal bytes have equal copies.
    fn smaller(self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut packed = Vec::with_capacity(bytes.len() / 3);
        match self {
            Self::Gzip => {
                // Neither time nor name: they would make equal files differ.
                let builder = GzBuilder::new();
                let mut writer = builder.write(&mut packed, Compression::best());
                writer.write_all(bytes).ok()?;
                writer.finish().ok()?;
            }
            Self::Brotli => {
                let settings = BrotliEncoderParams {
                    quality: QUALITY,
                    size_hint: bytes.len(),
                    ..Default::default()
                };
                brotli::BrotliCompress(&mut &*bytes, &mut packed, &settings).ok()?;
            }
        }
        (packed.len() < bytes.len()).then_some(packed)
    }
}

/// The smaller copies of a file; none of one that is packed already, or too short.
pub fn copies_of(path: &OutputPath, bytes: &[u8]) -> Vec<(OutputPath, Vec<u8>)> {
    let ending = path.name().rsplit_once('.').map(|(_, ending)| ending);
    let is_text = ending.is_some_and(|ending| TEXTS.contains(&ending));
    if !is_text || bytes.len() <= ONE_PACKET {
        return Vec::new();
    }
    let packed = Packing::ALL.into_iter();
    let packed = packed
        .filter_map(|packing| Some((packing.copy_of(path), packing.smaller(bytes)?)));
    packed.collect()
}
