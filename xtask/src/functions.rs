//! The functions of a WebAssembly module, as its compiler called them.

use crate::Result;
use std::collections::BTreeMap;
use std::ops::Range;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// A function that a module has itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Function {
    /// Empty where it has none.
    pub(crate) name: String,
    /// Where its code is in the module's bytes.
    pub(crate) body: Range<usize>,
}

/// All of a module's, in their order, without those that it imports.
pub(crate) fn functions(wasm: &[u8]) -> Result<Vec<Function>> {
    let mut imported = 0_u32;
    let mut bodies = Vec::new();
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                bodies.push(usize::try_from(range.start)?..usize::try_from(range.end)?);
            }
            Payload::CustomSection(section) => {
                let KnownCustom::Name(subsections) = section.as_known() else { continue };
                for subsection in subsections {
                    // Kinds that nobody reads may be of a newer form.
                    let Ok(Name::Function(functions)) = subsection else { continue };
                    for naming in functions {
                        let naming = naming?;
                        names.insert(naming.index, naming.name.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    let own = (imported..).zip(bodies);
    Ok(own
        .map(|(at, body)| Function { name: names.remove(&at).unwrap_or_default(), body })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_read_from_a_module() -> Result {
        // Imports one function, has one named "f" and one without a name.
        let wasm = [
            b"\0asm\x01\0\0\0".as_slice(),
            b"\x01\x04\x01\x60\0\0",
            b"\x02\x07\x01\x01m\x01i\0\0",
            b"\x03\x03\x02\0\0",
            b"\x0a\x08\x02\x02\0\x0b\x03\0\x01\x0b",
            b"\0\x0b\x04name\x01\x04\x01\x01\x01f",
        ]
        .concat();
        let found = functions(&wasm)?;
        let told: Vec<_> = found.iter().map(|own| (&*own.name, &wasm[own.body.clone()])).collect();
        assert_eq!(told, [("f", b"\0\x0b".as_slice()), ("", b"\0\x01\x0b")]);
        Ok(())
    }
}
