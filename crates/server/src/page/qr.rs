//! A QR code as SVG, drawn by attributes alone.

use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// The code of a text; nothing where it is too long for one.
pub(super) fn svg(text: &str, label: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (i, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", i % width + 4, i / width + 4);
        }
    }
    // Readers want four modules of white around it, in a dark theme too.
    let side = width + 8;
    let label: String = label.chars().filter(|c| !"<>&\"".contains(*c)).collect();
    Some(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}
