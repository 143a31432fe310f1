//! The widget's style sheet: that of the first answer, and what parts that come later add to it.
//!
//! Every element of a page has the same sheet, the loader's. What is added goes before the rules for
//! paper, whose say is the last.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;

#[cfg(test)]
mod sheets;

const BASE: &str = include_str!(concat!(env!("OUT_DIR"), "/base.css"));
const PRINT: &str = include_str!(concat!(env!("OUT_DIR"), "/print.css"));

/// What a part adds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Addition {
    Checkout,
    More,
}

#[derive(Default)]
struct Sheet {
    write: Option<Function>,
    added: [&'static str; 2],
}

thread_local! {
    static SHEET: RefCell<Sheet> = RefCell::default();
}

/// Writes the sheet, now and whenever something is added, by a function of its text.
pub(crate) fn begin(write: Function) {
    SHEET.with_borrow_mut(|sheet| {
        sheet.write = Some(write);
        sheet.written();
    });
}

/// Adds what a part brings with it; once is enough.
pub(crate) fn add(addition: Addition, text: &'static str) {
    SHEET.with_borrow_mut(|sheet| {
        let place = &mut sheet.added[addition as usize];
        if place.is_empty() {
            *place = text;
            sheet.written();
        }
    });
}

impl Sheet {
    fn written(&self) {
        if let Some(write) = &self.write {
            let [checkout, more] = self.added;
            let text = [BASE, checkout, more, PRINT].concat();
            // A browser leaves out what it doesn't understand, and refuses nothing.
            let _ = write.call1(&JsValue::NULL, &JsValue::from_str(&text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sheets::{SHEETS, small};
    use std::collections::BTreeMap;

    /// The classes that selectors begin with: what a file styles, not where.
    fn classes(sheet: &str) -> Vec<String> {
        let plain = small(sheet);
        // What stands before a brace, back to the last end of anything.
        let selectors = plain.split('{').filter_map(|text| text.rsplit(['}', ';']).next());
        selectors
            .flat_map(|list| list.split(','))
            .filter_map(|selector| selector.trim().strip_prefix('.'))
            .map(|name| {
                let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '-';
                name.split(is_end).next().unwrap_or_default().to_owned()
            })
            .collect()
    }

    /// One sheet for all parts: a name that two of them use is styled by both.
    #[test]
    fn a_class_is_one_parts_own() {
        // What all have in common, or what is said of all.
        const SHARED: [&str; 4] = ["tokens", "base", "layout", "print"];
        let mut owners = BTreeMap::new();
        let files = SHEETS.into_iter().flat_map(|(_, files)| files.iter().copied());
        for file in files.filter(|file| !SHARED.contains(file)) {
            let path = format!("{}/style/{file}.css", env!("CARGO_MANIFEST_DIR"));
            let sheet = std::fs::read_to_string(path).unwrap_or_default();
            let classes = classes(&sheet);
            assert!(!classes.is_empty(), "{file}.css");
            for class in classes {
                let owner = *owners.entry(class.clone()).or_insert(file);
                assert_eq!(owner, file, "both style .{class}");
            }
        }
    }

    #[test]
    fn every_file_is_in_one_sheet() -> std::io::Result<()> {
        let mut listed: Vec<String> = SHEETS
            .into_iter()
            .flat_map(|(_, files)| files.iter().map(|file| format!("{file}.css")))
            .collect();
        let mut there = Vec::new();
        for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/style"))? {
            there.push(entry?.file_name().to_string_lossy().into_owned());
        }
        listed.sort();
        there.sort();
        assert_eq!(listed, there);
        Ok(())
    }

    /// `rem` is the size of the page's text: another's, in which nothing here is measured.
    #[test]
    fn nothing_is_as_large_as_the_page_is() -> std::io::Result<()> {
        for file in SHEETS.into_iter().flat_map(|(_, files)| files.iter()) {
            let path = format!("{}/style/{file}.css", env!("CARGO_MANIFEST_DIR"));
            let sheet = std::fs::read_to_string(path)?;
            for (at, _) in sheet.match_indices("rem") {
                assert!(!sheet[..at].ends_with(|c: char| c.is_ascii_digit()), "{file}.css");
            }
        }
        Ok(())
    }

    #[test]
    fn a_small_sheet_says_the_same() {
        let sheet = "/* a; b */\n.a :hover,\n.b > c {\n  content: \"x  {;\\\"\" / \"\";\n  \
                     margin: calc(1px + 2px) 0;\n}\n\n@media (min-width: 1px) and (x) {\n  d {\n    e: f;\n  }\n}\n";
        assert_eq!(
            small(sheet),
            ".a :hover,.b > c{content:\"x  {;\\\"\" / \"\";margin:calc(1px + 2px) 0}\
             @media (min-width:1px) and (x){d{e:f}}"
        );
    }

    #[test]
    fn classes_are_read_from_selectors() {
        let sheet = "/* .no { } */ .a, p .b { color: x; .c {} } @media (y) { .d:hover > .e { } }";
        assert_eq!(classes(sheet), ["a", "c", "d"]);
    }
}
