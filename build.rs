//! Writes the style sheets as they travel: each of several files, and small.

use std::path::Path;
use std::{env, fs};

#[path = "src/style/sheets.rs"]
mod sheets;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=style");
    println!("cargo::rerun-if-changed=src/style/sheets.rs");
    let out = env::var("OUT_DIR")?;
    for (name, files) in sheets::SHEETS {
        let mut sheet = String::new();
        for file in files {
            sheet += &fs::read_to_string(format!("style/{file}.css"))?;
        }
        fs::write(Path::new(&out).join(format!("{name}.css")), sheets::small(&sheet))?;
    }
    Ok(())
}
