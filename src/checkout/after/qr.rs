//! A QR code, drawn as one path.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::dom::{El, svg};

/// White on every side, in modules: readers want it, in a dark theme too.
const QUIET: i32 = 4;

/// The code of a text; nothing where it is too long for one.
pub(super) fn draw(text: &str, label: &'static str) -> Option<El> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET;
    let whole = side.to_string();
    Some(
        svg("svg")
            .attr("class", "qr")
            .attr("part", "qr")
            .attr("role", "img")
            .attr("aria-label", label)
            .attr("viewBox", format!("0 0 {side} {side}"))
            .attr("shape-rendering", "crispEdges")
            .child(
                svg("rect").attr("width", whole.clone()).attr("height", whole).attr("fill", "#fff"),
            )
            .child(svg("path").attr("fill", "#000").attr("d", path(&code))),
    )
}

/// The dark modules, those beside each other as one.
fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let (at, length) = (start + QUIET, x - start);
                // Writing to a string never fails.
                let _ = write!(path, "M{at} {}h{length}v1h-{length}z", y + QUIET);
            } else {
                x += 1;
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_has_the_dark_modules_and_no_others() {
        let code = QrCode::encode_text("LPA:1$a.example$B", QrCodeEcc::Medium).unwrap();
        let path = path(&code);
        let mut dark = vec![];
        for run in path.split('M').skip(1) {
            let (at, rest) = run.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let (length, _) = rest.split_once('v').unwrap();
            let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
            dark.extend((0..length.parse().unwrap()).map(|i: i32| (x + i - QUIET, y - QUIET)));
        }
        let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let wanted: Vec<_> = all.filter(|&(x, y)| code.get_module(x, y)).collect();
        assert_eq!(dark, wanted);
    }

    #[test]
    fn what_no_code_holds_is_not_drawn() {
        assert!(draw(&"x".repeat(3000), "").is_none());
        assert!(draw(&"x".repeat(255), "").is_some());
    }
}
