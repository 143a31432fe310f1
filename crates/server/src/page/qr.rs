//! A QR code as SVG, drawn by attributes alone.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// The code of a text; nothing where it is too long for one.
pub(super) fn svg(text: &str, label: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let width = code.size();
    let mut path = String::new();
    for (y, x) in (0..width).flat_map(|y| (0..width).map(move |x| (y, x))) {
        if code.get_module(x, y) {
            let _ = write!(path, "M{} {}h1v1h-1z", x + 4, y + 4);
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
