//! An address as a QR code.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// The code as SVG; nothing for an address that is too long for one.
pub fn svg(address: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let width = code.width();
    let colours = code.to_colors();
    let mut path = String::new();
    for (y, row) in colours.chunks(width).enumerate() {
        // Runs of dark modules are one shape, so that no hairline stands between them.
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
                let length = run.len();
                // Writing to a string cannot fail.
                let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
            }
            x += run.len();
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {width}\"><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_has_its_three_corners() {
        let svg = super::svg("https://intranet.example/handbook/").expect("short enough");
        assert!(svg.contains("viewBox=\"0 0 29 29\""), "{svg}");
        assert!(svg.contains("M0 0h7v1h-7z"), "{svg}");
        assert!(super::svg(&"x".repeat(5000)).is_none());
    }
}
