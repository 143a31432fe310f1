//! What of a module's code runs, to the branch.

use std::convert::Infallible;

use crate::Result;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, GlobalSection, GlobalType,
    Instruction, MemArg, MemorySection, Module, ValType,
};
use wasmparser::{
    ExportSectionReader, FunctionBody, GlobalSectionReader, MemorySectionReader, Operator, Parser,
    Payload, TypeRef,
};

/// JavaScript functions for the glue of a marked module: one has a byte of each of its [`points`],
/// which is 1 where they were passed (of a module that isn't marked, none), one the table of functions.
pub(super) const READ: &str = "
export const table = () => wasm.__indirect_function_table;
export const passed = () => {
  const { 'points from': from, 'points to': to } = wasm;
  return from ? new Uint8Array(wasm.memory.buffer).slice(from.value, to.value) : [];
};
";

const EXPORTS: [&str; 2] = ["points from", "points to"];

/// The size of a page of memory.
const PAGE: u64 = 65_536;

/// Whether what follows on an operator runs where the operator itself needn't have led. A function's
/// points are its beginning and what follows on these, but for what follows on its last operator.
pub(super) fn is_before_point(operator: &Operator<'_>) -> bool {
    use Operator::{BrIf, Else, End, If};
    matches!(operator, If { .. } | Else | BrIf { .. } | End)
}

/// How many points each of a module's functions has.
pub(super) fn points(wasm: &[u8]) -> Result<Vec<usize>> {
    let mut points = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload? {
            let mut count = 0;
            for operator in body.get_operators_reader()? {
                count += usize::from(is_before_point(&operator?));
            }
            // The last operator has none after it, but the beginning is one.
            points.push(count);
        }
    }
    Ok(points)
}

/// The module with a byte for each of its functions' points, behind the memory that it begins with.
pub(super) fn marked(wasm: &[u8]) -> Result<Vec<u8>> {
    let count: usize = points(wasm)?.iter().sum();
    let mut marker = Marker { from: 0, next: 0, count: u32::try_from(count)?, globals: 0 };
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::GlobalSection(section) => marker.globals += section.count(),
            Payload::MemorySection(section) => {
                for memory in section {
                    marker.from = u32::try_from(memory?.initial * PAGE)?;
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    marker.globals += u32::from(matches!(import?.ty, TypeRef::Global(_)));
                }
            }
            _ => {}
        }
    }
    let mut module = Module::new();
    marker.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

struct Marker {
    /// The address of the first point.
    from: u32,
    /// The point that comes next.
    next: u32,
    count: u32,
    globals: u32,
}

impl Marker {
    fn mark(&mut self, function: &mut Function) {
        let byte = MemArg { offset: 0, align: 0, memory_index: 0 };
        function
            .instruction(&Instruction::I32Const((self.from + self.next) as i32))
            .instruction(&Instruction::I32Const(1))
            .instruction(&Instruction::I32Store8(byte));
        self.next += 1;
    }
}

impl Reencode for Marker {
    type Error = Infallible;

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        section: MemorySectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        for memory in section {
            let mut memory = self.memory_type(memory?)?;
            let more = u64::from(self.count).div_ceil(PAGE);
            memory.minimum += more;
            memory.maximum = memory.maximum.map(|most| most + more);
            memories.memory(memory);
        }
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_global_section(self, globals, section)?;
        let ty = GlobalType { val_type: ValType::I32, mutable: false, shared: false };
        for address in [self.from, self.from + self.count] {
            globals.global(ty, &ConstExpr::i32_const(address as i32));
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_export_section(self, exports, section)?;
        for (at, name) in (0..).zip(EXPORTS) {
            exports.export(name, ExportKind::Global, self.globals + at);
        }
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut operators = body.get_operators_reader()?;
        self.mark(&mut function);
        while !operators.eof() {
            let operator = operators.read()?;
            let is_marked = is_before_point(&operator) && !operators.eof();
            function.instruction(&self.instruction(operator)?);
            if is_marked {
                self.mark(&mut function);
            }
        }
        code.function(&function);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::Validator;

    #[test]
    fn every_branch_that_runs_says_so() -> Result {
        // Two functions, of which the second has a branch.
        let wasm = [
            b"\0asm\x01\0\0\0".as_slice(),
            b"\x01\x08\x02\x60\0\0\x60\x01\x7f\0",
            b"\x03\x03\x02\0\x01",
            b"\x05\x03\x01\0\x02",
            b"\x06\x01\0",
            b"\x07\x05\x01\x01f\0\x01",
            b"\x0a\x0d\x02\x02\0\x0b\x08\0\x20\0\x04\x40\x01\x0b\x0b",
        ]
        .concat();
        assert_eq!(points(&wasm)?, [1, 3]);
        let marked = marked(&wasm)?;
        Validator::new().validate_all(&marked)?;
        let mut told = Vec::new();
        for payload in Parser::new(0).parse_all(&marked) {
            match payload? {
                Payload::MemorySection(section) => {
                    for memory in section {
                        told.push(format!("{} pages", memory?.initial));
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        told.push(format!("{} {}", export.name, export.index));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    for operator in body.get_operators_reader()? {
                        told.push(match operator? {
                            Operator::I32Const { value } if value != 1 => value.to_string(),
                            Operator::I32Const { .. } | Operator::LocalGet { .. } => continue,
                            other => {
                                format!("{other:?}").split(' ').next().unwrap_or("").to_owned()
                            }
                        });
                    }
                }
                _ => {}
            }
        }
        let from = "131072 I32Store8";
        assert_eq!(
            told.join(" "),
            format!(
                "3 pages f 1 points from 0 points to 1 {from} End 131073 I32Store8 If \
                 131074 I32Store8 Nop End 131075 I32Store8 End"
            )
        );
        Ok(())
    }
}
