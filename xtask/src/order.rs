//! An order of a module's functions in which they take fewer bytes once they are packed: those of one
//! type together, and of these the ones that begin alike. To those who run them it's the same.

use std::convert::Infallible;

use crate::Result;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, FunctionSection, MemArg, Module};
use wasmparser::{
    CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef,
};

/// The module in that order, and with the usual alignments, by which more functions begin alike.
pub(crate) fn ordered(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut aligned = Module::new();
    Aligner.parse_core_module(&mut aligned, Parser::new(0), wasm)?;
    let wasm = &aligned.finish()[..];
    let mut imported = 0_u32;
    let mut types = Vec::new();
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::FunctionSection(section) => {
                types = section.into_iter().collect::<std::result::Result<_, _>>()?;
            }
            Payload::CodeSectionEntry(body) => bodies.push(body),
            _ => {}
        }
    }
    let mut order: Vec<usize> = (0..bodies.len()).collect();
    order.sort_by_key(|&function| (types.get(function), bodies[function].as_bytes()));
    let mut places = vec![0; order.len()];
    for (place, &function) in (0..).zip(&order) {
        places[function] = place;
    }
    let mut module = Module::new();
    Orderer { imported, order, places }.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// Says of whatever is read or written that it is aligned as usual. That is a hint to machines that no
/// browser runs on; where it is always the same, it takes no bytes.
struct Aligner;

impl Reencode for Aligner {
    type Error = Infallible;

    fn mem_arg(
        &mut self,
        argument: wasmparser::MemArg,
    ) -> std::result::Result<MemArg, Error<Infallible>> {
        utils::mem_arg(self, wasmparser::MemArg { align: argument.max_align, ..argument })
    }
}

struct Orderer {
    imported: u32,
    /// By place: the function that goes there. By function: its place.
    order: Vec<usize>,
    places: Vec<u32>,
}

impl Reencode for Orderer {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> std::result::Result<u32, Error<Infallible>> {
        Ok(match function.checked_sub(self.imported) {
            Some(own) => self.imported + self.places[own as usize],
            None => function,
        })
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        let types: Vec<u32> = section.into_iter().collect::<std::result::Result<_, _>>()?;
        for &function in &self.order {
            functions.function(types[function]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        let bodies: Vec<FunctionBody<'_>> =
            section.into_iter().collect::<std::result::Result<_, _>>()?;
        for function in self.order.clone() {
            self.parse_function_body(code, bodies[function].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::{Operator, Validator};

    #[test]
    fn functions_of_one_type_stand_together_and_are_still_the_same() -> Result {
        // Of four functions the first and third are of another type than the second and fourth; the
        // first, which is exported, calls the second, and that the fourth.
        let wasm = [
            b"\0asm\x01\0\0\0".as_slice(),
            b"\x01\x08\x02\x60\0\0\x60\0\x01\x7f",
            b"\x03\x05\x04\x01\0\x01\0",
            b"\x07\x05\x01\x01f\0\0",
            b"\x0a\x16\x04\x06\0\x10\x01\x41\x03\x0b\x04\0\x10\x03\x0b\x04\0\x41\x02\x0b\x03\0\x01\x0b",
        ]
        .concat();
        let ordered = ordered(&wasm)?;
        Validator::new().validate_all(&ordered)?;
        let mut told = Vec::new();
        for payload in Parser::new(0).parse_all(&ordered) {
            match payload? {
                Payload::ExportSection(section) => {
                    for export in section {
                        told.push(format!("f is {}", export?.index));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    for operator in body.get_operators_reader()? {
                        told.push(match operator? {
                            Operator::Call { function_index } => format!("call {function_index}"),
                            Operator::I32Const { value } => value.to_string(),
                            Operator::Nop => "nothing".to_owned(),
                            _ => "end".to_owned(),
                        });
                    }
                }
                _ => {}
            }
        }
        assert_eq!(told.join(" "), "f is 2 nothing end call 0 end call 1 3 end 2 end");
        Ok(())
    }

    #[test]
    fn what_is_read_is_aligned_as_usual() -> Result {
        // A function that reads 32 bits at no certain address.
        let wasm = [
            b"\0asm\x01\0\0\0\x01\x05\x01\x60\0\x01\x7f\x03\x02\x01\0\x05\x03\x01\0\x01".as_slice(),
            b"\x0a\x09\x01\x07\0\x41\0\x28\0\x08\x0b",
        ]
        .concat();
        let ordered = ordered(&wasm)?;
        Validator::new().validate_all(&ordered)?;
        assert!(ordered.ends_with(b"\x41\0\x28\x02\x08\x0b"));
        Ok(())
    }
}
