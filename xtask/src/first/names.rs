//! Short names for what the WebAssembly imports of its JavaScript: wasm-bindgen's are long, and end
//! with digits that nothing can compress.

use std::collections::BTreeMap;
use std::convert::Infallible;

use crate::Result;
use crate::widget::replaced;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{ImportSection, Module};
use wasmparser::{ImportSectionReader, Parser, Payload};

/// What wasm-bindgen's JavaScript calls itself where it is imported from.
const GLUE: &str = "./simfare-widget_bg.js";

/// A module and its JavaScript with short names between them.
pub(super) fn shortened(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut short = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::ImportSection(imports) = payload? else { continue };
        for import in imports.into_imports() {
            let import = import?;
            if import.module == GLUE {
                let next = short.len();
                short.entry(import.name.to_owned()).or_insert_with(|| letters(next));
            }
        }
    }
    let mut glue = glue.to_owned();
    for (name, short) in &short {
        glue = replaced(&glue, &format!(" {name}: function("), &format!(" {short}: function("))?;
    }
    let mut module = Module::new();
    Shortener(&short).parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok((module.finish(), glue))
}

/// `a` to `z`, `aa` to `az`, and so on.
fn letters(number: usize) -> String {
    let letter = char::from(b'a' + (number % 26) as u8);
    match number / 26 {
        0 => letter.to_string(),
        before => letters(before - 1) + letter.encode_utf8(&mut [0; 4]),
    }
}

struct Shortener<'n>(&'n BTreeMap<String, String>);

impl Reencode for Shortener<'_> {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        for import in section.into_imports() {
            let import = import?;
            let short = self.0.get(import.name).filter(|_| import.module == GLUE);
            let name = short.map_or(import.name, String::as_str);
            imports.import(import.module, name, self.entity_type(import.ty)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_behind_z() {
        let told: Vec<String> = [0, 25, 26, 51, 52, 701, 702].map(letters).into();
        assert_eq!(told, ["a", "z", "aa", "az", "ba", "zz", "aaa"]);
    }

    #[test]
    fn both_sides_have_the_same_names() -> Result {
        let mut types = wasm_encoder::TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        let function = wasm_encoder::EntityType::Function(0);
        imports.import(GLUE, "__wbg_log_0123456789abcdef", function);
        imports.import("./other.js", "__wbg_log_0123456789abcdef", function);
        imports.import(GLUE, "__wbg_log_0123456789abcdef", function);
        imports.import(GLUE, "__wbg_now_0123456789abcdef", function);
        let mut module = Module::new();
        module.section(&types).section(&imports);
        let script = "{ __wbg_log_0123456789abcdef: function() {}, __wbg_now_0123456789abcdef: function() {} }";
        let (wasm, glue) = shortened(&module.finish(), script)?;
        assert_eq!(glue, "{ a: function() {}, b: function() {} }");
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(&wasm) {
            let Payload::ImportSection(imports) = payload? else { continue };
            for import in imports.into_imports() {
                names.push(import?.name.to_owned());
            }
        }
        assert_eq!(names, ["a", "__wbg_log_0123456789abcdef", "a", "b"]);
        assert!(shortened(&wasm, "{}").is_err());
        Ok(())
    }
}
