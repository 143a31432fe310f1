//! Which of a module's functions run.

use std::convert::Infallible;

use crate::Result;
use crate::functions::functions;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, GlobalSection, GlobalType, Instruction,
    Module, ValType,
};
use wasmparser::{
    ExportSectionReader, FunctionBody, GlobalSectionReader, Parser, Payload, TypeRef,
};

/// The name under which a marked module exports what it notes of a function.
const MARK: &str = "function ";

/// JavaScript functions for the glue of a marked module: one says of each function whether it has run
/// (of a module that isn't marked, nothing), one has the table of functions.
pub(super) const READ: &str = "
export const table = () => wasm.__indirect_function_table;
export const functionsRan = () =>
  Object.keys(wasm).filter((name) => name.startsWith('function ')).map((name) => wasm[name].value);
";

/// The module with a global for each of its own functions, exported as `function N`, which is 1 once
/// it has run.
pub(super) fn marked(wasm: &[u8]) -> Result<Vec<u8>> {
    let count = u32::try_from(functions(wasm)?.len())?;
    let first = globals(wasm)?;
    let mut module = Module::new();
    Marker { next: first, first, count }.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

fn globals(wasm: &[u8]) -> Result<u32> {
    let mut globals = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::GlobalSection(section) => globals += section.count(),
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    globals += u32::from(matches!(import?.ty, TypeRef::Global(_)));
                }
            }
            _ => {}
        }
    }
    Ok(globals)
}

struct Marker {
    /// The global of the next function.
    next: u32,
    /// That of the first.
    first: u32,
    count: u32,
}

impl Reencode for Marker {
    type Error = Infallible;

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        function
            .instruction(&Instruction::I32Const(1))
            .instruction(&Instruction::GlobalSet(self.next));
        self.next += 1;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            function.instruction(&self.instruction(operators.read()?)?);
        }
        code.function(&function);
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_global_section(self, globals, section)?;
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        for _ in 0..self.count {
            globals.global(ty, &ConstExpr::i32_const(0));
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_export_section(self, exports, section)?;
        for at in 0..self.count {
            exports.export(&format!("{MARK}{at}"), ExportKind::Global, self.first + at);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::{Operator, Validator};

    #[test]
    fn a_function_that_runs_says_so() -> Result {
        // Two functions, of which the second returns a number.
        let wasm = [
            b"\0asm\x01\0\0\0".as_slice(),
            b"\x01\x08\x02\x60\0\0\x60\0\x01\x7f",
            b"\x03\x03\x02\0\x01",
            b"\x06\x01\0",
            b"\x07\x05\x01\x01f\0\x01",
            b"\x0a\x09\x02\x02\0\x0b\x04\0\x41\x07\x0b",
        ]
        .concat();
        let marked = marked(&wasm)?;
        Validator::new().validate_all(&marked)?;
        let (mut sets, mut exports) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(&marked) {
            match payload? {
                Payload::CodeSectionEntry(body) => {
                    for operator in body.get_operators_reader()? {
                        if let Operator::GlobalSet { global_index } = operator? {
                            sets.push(global_index);
                        }
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        exports.push(export?.name.to_owned());
                    }
                }
                _ => {}
            }
        }
        assert_eq!(sets, [0, 1]);
        assert_eq!(exports, ["f", "function 0", "function 1"]);
        Ok(())
    }
}
