//! The regions of a module's code: stretches that run from their beginning to their end, if at all.
//!
//! A region begins with a function, with each arm of an `if`, with a loop, after each `br_if`, and
//! where a block ends. [`marked`] has a module note which of its regions run; [`pruned`] keeps of a
//! module those that did. Both count them in the order in which they stand.

use std::convert::Infallible;

use crate::Result;
use crate::functions::functions;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, GlobalSection, GlobalType,
    Instruction, Module, ValType,
};
use wasmparser::{
    ExportSectionReader, FunctionBody, GlobalSectionReader, Operator, Parser, Payload, TypeRef,
};

/// The name under which a marked module exports what it notes of a region.
const MARK: &str = "region ";

/// A JavaScript function, for the glue of a marked module, that says of each region whether it has run.
pub(super) const READ: &str = "
export const regions = () =>
  Object.keys(wasm).filter((name) => name.startsWith('region ')).map((name) => wasm[name].value);
";

/// The module with a global for each region, exported as `region N`, which is 1 once it has run.
pub(super) fn marked(wasm: &[u8]) -> Result<Vec<u8>> {
    let regions = count(wasm)?;
    let mut marker = Marker { next: globals(wasm)?, first: globals(wasm)?, regions };
    let mut module = Module::new();
    marker.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// The module without what didn't run: in place of each region that isn't `seen` stands
/// `unreachable`. Where a function that ran is to be `kept`, by its name, all of it stays.
pub(super) fn pruned(wasm: &[u8], seen: &[bool], kept: fn(&str) -> bool) -> Result<Vec<u8>> {
    if seen.len() != count(wasm)? as usize {
        return Err("these are not the regions of this module".into());
    }
    let kept = functions(wasm)?.iter().map(|function| kept(&function.name)).collect();
    let mut pruner = Pruner { seen, region: 0, kept, function: 0 };
    let mut module = Module::new();
    pruner.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// What begins, or ends, at an operator.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    None,
    /// A block, which begins no region.
    Block,
    /// A loop, or the first arm of an `if`.
    Opens,
    Else,
    End,
    /// A branch that may not be taken.
    Branch,
}

impl Edge {
    fn of(operator: &Operator<'_>) -> Self {
        match operator {
            Operator::Block { .. } => Self::Block,
            Operator::Loop { .. } | Operator::If { .. } => Self::Opens,
            Operator::Else => Self::Else,
            Operator::End => Self::End,
            Operator::BrIf { .. } => Self::Branch,
            _ => Self::None,
        }
    }
}

fn is_unknown(operator: &Operator<'_>) -> bool {
    use Operator::{
        BrOnCast, BrOnCastFail, BrOnNonNull, BrOnNull, Catch, CatchAll, Delegate, Try, TryTable,
    };
    matches!(
        operator,
        Try { .. }
            | Catch { .. }
            | CatchAll
            | Delegate { .. }
            | TryTable { .. }
            | BrOnNull { .. }
            | BrOnNonNull { .. }
            | BrOnCast { .. }
            | BrOnCastFail { .. }
    )
}

fn count(wasm: &[u8]) -> Result<u32> {
    let mut regions = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload? {
            // The last end is the function's own, where nothing begins; its beginning counts instead.
            for operator in body.get_operators_reader()? {
                let operator = operator?;
                if !matches!(Edge::of(&operator), Edge::None | Edge::Block) {
                    regions += 1;
                }
                // Blocks and branches of other kinds would be taken for no edges.
                if is_unknown(&operator) {
                    return Err(format!("the widget's code has {operator:?}").into());
                }
            }
        }
    }
    Ok(regions)
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
    /// The global of the next region.
    next: u32,
    /// That of the first.
    first: u32,
    regions: u32,
}

impl Marker {
    fn mark(&mut self, into: &mut Function) {
        into.instruction(&Instruction::I32Const(1)).instruction(&Instruction::GlobalSet(self.next));
        self.next += 1;
    }
}

impl Reencode for Marker {
    type Error = Infallible;

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        self.mark(&mut function);
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let operator = operators.read()?;
            let edge = Edge::of(&operator);
            function.instruction(&self.instruction(operator)?);
            if !matches!(edge, Edge::None | Edge::Block) && !operators.eof() {
                self.mark(&mut function);
            }
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
        for _ in 0..self.regions {
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
        for region in 0..self.regions {
            exports.export(&format!("{MARK}{region}"), ExportKind::Global, self.first + region);
        }
        Ok(())
    }
}

struct Pruner<'s> {
    seen: &'s [bool],
    /// The next one.
    region: usize,
    /// By function.
    kept: Vec<bool>,
    function: usize,
}

impl Pruner<'_> {
    /// Whether the next region ran.
    fn ran(&mut self) -> bool {
        let ran = self.seen[self.region];
        self.region += 1;
        ran
    }
}

impl Reencode for Pruner<'_> {
    type Error = Infallible;

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let entered = self.ran();
        let kept = entered && self.kept[self.function];
        self.function += 1;
        // How deep we are, and where code is left out: to the end, or the other arm, of that depth.
        let (mut depth, mut dead) = (0_u32, None);
        if !entered {
            function.instruction(&Instruction::Unreachable);
            dead = Some(0);
        }
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let operator = operators.read()?;
            let edge = Edge::of(&operator);
            if matches!(edge, Edge::End | Edge::Else) && dead == Some(depth) {
                dead = None;
            }
            if dead.is_none() {
                function.instruction(&self.instruction(operator)?);
            }
            match edge {
                Edge::Block | Edge::Opens => depth += 1,
                Edge::End => depth = depth.saturating_sub(1),
                _ => {}
            }
            if !matches!(edge, Edge::None | Edge::Block) && !operators.eof() {
                let ran = self.ran();
                if !ran && !kept && dead.is_none() {
                    function.instruction(&Instruction::Unreachable);
                    dead = Some(depth);
                }
            }
        }
        code.function(&function);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(func $f (param i32) (if (local.get 0) (then (drop 7)) (else (drop 8))) (drop 9))`.
    fn module() -> Vec<u8> {
        let mut body = Function::new([]);
        body.instructions()
            .local_get(0)
            .if_(wasm_encoder::BlockType::Empty)
            .i32_const(7)
            .drop()
            .else_()
            .i32_const(8)
            .drop()
            .end()
            .i32_const(9)
            .drop()
            .end();
        let mut types = wasm_encoder::TypeSection::new();
        types.ty().function([ValType::I32], []);
        let mut functions = wasm_encoder::FunctionSection::new();
        functions.function(0);
        let mut exports = ExportSection::new();
        exports.export("f", ExportKind::Func, 0);
        let mut code = CodeSection::new();
        code.function(&body);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&GlobalSection::new())
            .section(&exports)
            .section(&code);
        module.finish()
    }

    fn constants(wasm: &[u8]) -> Result<Vec<i32>> {
        let mut found = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            if let Payload::CodeSectionEntry(body) = payload? {
                for operator in body.get_operators_reader()? {
                    if let Operator::I32Const { value } = operator? {
                        found.push(value);
                    }
                }
            }
        }
        Ok(found)
    }

    #[test]
    fn a_region_is_a_function_an_arm_and_what_comes_after() -> Result {
        assert_eq!(count(&module())?, 4);
        let marked = marked(&module())?;
        assert_eq!(constants(&marked)?, [1, 1, 7, 1, 8, 1, 9]);
        Ok(())
    }

    #[test]
    fn what_did_not_run_is_left_out() -> Result {
        let left = |seen: [bool; 4]| constants(&pruned(&module(), &seen, |_| false)?);
        assert_eq!(left([true; 4])?, [7, 8, 9]);
        assert_eq!(left([true, false, true, true])?, [8, 9]);
        assert_eq!(left([true, true, false, true])?, [7, 9]);
        assert_eq!(left([true, true, true, false])?, [7, 8]);
        assert!(left([false; 4])?.is_empty());
        assert!(pruned(&module(), &[true], |_| false).is_err());
        Ok(())
    }

    #[test]
    fn what_is_kept_is_kept_whole_where_it_ran() -> Result {
        let left = |seen: [bool; 4]| constants(&pruned(&module(), &seen, |_| true)?);
        assert_eq!(left([true, false, false, false])?, [7, 8, 9]);
        assert!(left([false; 4])?.is_empty());
        Ok(())
    }

    #[test]
    fn every_outcome_is_a_valid_module() -> Result {
        for seen in 0..16_u8 {
            let seen: [bool; 4] = std::array::from_fn(|at| seen & (1 << at) != 0);
            wasmparser::Validator::new().validate_all(&pruned(&module(), &seen, |_| false)?)?;
        }
        wasmparser::Validator::new().validate_all(&marked(&module())?)?;
        Ok(())
    }
}
