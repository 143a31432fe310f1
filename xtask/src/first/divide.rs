//! A module as two: the functions that are wanted first, and the rest, with the same memory, the same
//! table of functions, the same globals and the same stack.
//!
//! A function of one calls one of the other through the table, where both know its place ([`places`]):
//! where it had none, it gets one. Before the first calls one of the rest, it sees to it that the rest
//! is there ([`NEED`]); where it may do so without knowing, a function stands in that place which does
//! that first. Once the rest is there, its functions are in their places, there is nothing to be seen
//! to any more, and nothing of the two is another than if they were one.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::places::{self, Places};
use super::whole::Whole;
use crate::Result;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ElementSection, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    GlobalSection, ImportSection, Instruction, MemorySection, Module, TableSection, TypeSection,
};
use wasmparser::{
    CodeSectionReader, ElementSectionReader, ExportSectionReader, FunctionBody,
    FunctionSectionReader, GlobalSectionReader, ImportSectionReader, MemorySectionReader, Operator,
    Parser, TableSectionReader, TypeSectionReader,
};

/// The module and name of the JavaScript function that sees to it that the rest is there.
pub(super) const NEED: [&str; 2] = ["rest", "need"];

/// What the rest takes everything of the first from; globals and tables by their number.
const FIRST: &str = "first";

/// The two modules, without data.
#[derive(Debug)]
pub(super) struct Divided {
    pub(super) first: Vec<u8>,
    pub(super) rest: Vec<u8>,
}

/// Divides a module; of each of its own functions `is_first` says where it goes. `is_named` says of a
/// place in the table whether what the first has itself may name it.
pub(super) fn divided(
    wasm: &[u8],
    is_first: &[bool],
    is_named: impl Fn(u32) -> bool,
) -> Result<Divided> {
    let whole = Whole::of(wasm)?;
    if is_first.len() != whole.own_types.len() {
        return Err("these are not the functions of this module".into());
    }
    let places = Places::of(&whole, is_first, is_named);
    let mut first = Module::new();
    First { whole: &whole, is_first, places: &places, next: 0 }.parse_core_module(
        &mut first,
        Parser::new(0),
        wasm,
    )?;
    let mut rest = Module::new();
    Rest { whole: &whole, is_first, places: &places, next: 0 }.parse_core_module(
        &mut rest,
        Parser::new(0),
        wasm,
    )?;
    Ok(Divided { first: first.finish(), rest: rest.finish() })
}

/// Copies a function; what of the `others` it calls it finds in the table.
fn copy<R: Reencode<Error = Infallible>>(
    reencoder: &mut R,
    whole: &Whole,
    places: &Places,
    body: &FunctionBody<'_>,
    others: impl Fn(u32) -> bool,
) -> std::result::Result<Function, Error<Infallible>> {
    let mut function = reencoder.new_function_with_parsed_locals(body)?;
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        match operators.read()? {
            Operator::Call { function_index } if others(function_index) => {
                let place = places.of[&function_index];
                if places.bare.contains(&function_index) {
                    for instruction in whole.need(places) {
                        function.instruction(&instruction);
                    }
                }
                for instruction in whole.call_of(function_index, place) {
                    function.instruction(&instruction);
                }
            }
            operator => {
                function.instruction(&reencoder.instruction(operator)?);
            }
        }
    }
    Ok(function)
}

fn nothing() -> Function {
    let mut function = Function::new([]);
    function.instruction(&Instruction::Unreachable).instruction(&Instruction::End);
    function
}

struct First<'w> {
    whole: &'w Whole,
    is_first: &'w [bool],
    places: &'w Places,
    /// The function that comes next, as one of its own.
    next: usize,
}

impl Reencode for First<'_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> std::result::Result<u32, Error<Infallible>> {
        Ok(function + u32::from(function >= self.whole.imported))
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_type_section(self, types, section)?;
        types.ty().function([], []);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_import_section(self, imports, section)?;
        imports.import(NEED[0], NEED[1], EntityType::Function(self.whole.procedure()));
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        section: TableSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        for (at, table) in section.into_iter().enumerate() {
            let mut table = table?;
            if at == 0 {
                table.ty = self.places.larger(table.ty);
            }
            self.parse_table(tables, table)?;
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_export_section(self, exports, section)?;
        for (kind, letter, count) in self.whole.shared() {
            for at in 0..count {
                exports.export(&shared_name(letter, at), kind, at);
            }
        }
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        _: ElementSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        let mut by_place = BTreeMap::from([(self.places.need, self.whole.imported)]);
        for (function, place) in &self.places.of {
            let is_first = self.is_first[(function - self.whole.imported) as usize];
            if is_first || self.places.stand_ins.contains(function) {
                by_place.insert(*place, self.function_index(*function)?);
            }
        }
        let is_imported = |function: &u32| *function < self.whole.imported;
        let imported = self.whole.listed.iter().filter(|(function, _)| is_imported(function));
        by_place.extend(imported.map(|(function, place)| (*place, *function)));
        places::list(elements, by_place, Some(self.whole.imported));
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        let (whole, is_first, places) = (self.whole, self.is_first, self.places);
        let function = whole.imported + self.next as u32;
        let is_ours = is_first[self.next];
        self.next += 1;
        let is_other =
            |called: u32| called >= whole.imported && !is_first[(called - whole.imported) as usize];
        let is_called = places.stand_ins.contains(&function) || whole.exported.contains(&function);
        code.function(&match places.of.get(&function) {
            _ if is_ours => copy(self, whole, places, &body, is_other)?,
            Some(place) if is_called => whole.stand_in(function, *place),
            _ => nothing(),
        });
        Ok(())
    }
}

impl Whole {
    /// A call of what is at a place in the table.
    fn call_of(&self, function: u32, place: u32) -> [Instruction<'static>; 2] {
        let call = Instruction::CallIndirect { type_index: self.type_of(function), table_index: 0 };
        [Instruction::I32Const(place as i32), call]
    }

    /// Sees to it that the rest is there.
    fn need(&self, places: &Places) -> [Instruction<'static>; 2] {
        let call = Instruction::CallIndirect { type_index: self.procedure(), table_index: 0 };
        [Instruction::I32Const(places.need as i32), call]
    }

    /// The type of functions without parameters and results, which both modules have besides the others.
    fn procedure(&self) -> u32 {
        self.parameters.len() as u32
    }

    /// What is called in place of a function of the rest, by its place or from outside: sees to it that
    /// this is there, and calls it.
    fn stand_in(&self, function: u32, place: u32) -> Function {
        let mut body = Function::new([]);
        // What sees to it is the last that is imported.
        body.instruction(&Instruction::Call(self.imported));
        for parameter in 0..self.parameters[self.type_of(function) as usize] {
            body.instruction(&Instruction::LocalGet(parameter));
        }
        for instruction in self.call_of(function, place) {
            body.instruction(&instruction);
        }
        body.instruction(&Instruction::End);
        body
    }

    /// What the two share, by kind: its letter, and how many.
    fn shared(&self) -> [(ExportKind, char, u32); 3] {
        [
            (ExportKind::Memory, 'm', self.memories.len() as u32),
            (ExportKind::Table, 't', self.tables.len() as u32),
            (ExportKind::Global, 'g', self.globals.len() as u32),
        ]
    }
}

fn shared_name(letter: char, at: u32) -> String {
    format!("{letter}{at}")
}

struct Rest<'w> {
    whole: &'w Whole,
    is_first: &'w [bool],
    places: &'w Places,
    next: usize,
}

impl Reencode for Rest<'_> {
    type Error = Infallible;

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_type_section(self, types, section)?;
        types.ty().function([], []);
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_function_section(self, functions, section)?;
        functions.function(self.whole.procedure());
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_code_section(self, code, section)?;
        let mut needless = Function::new([]);
        needless.instruction(&Instruction::End);
        code.function(&needless);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_import_section(self, imports, section)?;
        for (at, memory) in (0..).zip(&self.whole.memories) {
            imports.import(FIRST, &shared_name('m', at), self.memory_type(*memory)?);
        }
        for (at, table) in (0..).zip(&self.whole.tables) {
            let table = if at == 0 { self.places.larger(*table) } else { *table };
            imports.import(FIRST, &shared_name('t', at), self.table_type(table)?);
        }
        for (at, global) in (0..).zip(&self.whole.globals) {
            imports.import(FIRST, &shared_name('g', at), self.global_type(*global)?);
        }
        Ok(())
    }

    fn parse_memory_section(
        &mut self,
        _: &mut MemorySection,
        _: MemorySectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        _: &mut TableSection,
        _: TableSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        _: &mut GlobalSection,
        _: GlobalSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        _: &mut ExportSection,
        _: ExportSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        Ok(())
    }

    /// Its functions, each in its place.
    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        _: ElementSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        let mut by_place: BTreeMap<u32, u32> = BTreeMap::new();
        for (function, place) in &self.places.of {
            if !self.is_first[(function - self.whole.imported) as usize] {
                by_place.insert(*place, *function);
            }
        }
        // Nobody has to see to it any more.
        by_place.insert(self.places.need, self.whole.imported + self.whole.own_types.len() as u32);
        places::list(elements, by_place, None);
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        let (whole, is_first, places) = (self.whole, self.is_first, self.places);
        let is_ours = !is_first[self.next];
        self.next += 1;
        let is_other =
            |called: u32| called >= whole.imported && is_first[(called - whole.imported) as usize];
        code.function(&match is_ours {
            true => copy(self, whole, places, &body, is_other)?,
            false => nothing(),
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::places::tests::listed;
    use super::*;
    use wasm_encoder::{
        ConstExpr, Elements, GlobalSection, GlobalType, MemoryType, TableType, ValType,
    };
    use wasmparser::{Payload, Validator};

    /// Imports one function; has
    /// 1 `a()` that calls 0 and 2, exported;
    /// 2 `b(i32, i32) -> i32` that calls 3;
    /// 3 `c()` that calls 1;
    /// 4 `d(i32, i32) -> i32`, in the table only.
    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        types.ty().function([ValType::I32, ValType::I32], [ValType::I32]);
        let mut imports = ImportSection::new();
        imports.import("page", "log", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        functions.function(0).function(1).function(0).function(1);
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: wasm_encoder::RefType::FUNCREF,
            table64: false,
            minimum: 2,
            maximum: Some(2),
            shared: false,
        });
        let mut memories = MemorySection::new();
        let memory = MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        memories.memory(memory);
        let mut globals = GlobalSection::new();
        let global = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(global, &ConstExpr::i32_const(1024));
        let mut exports = ExportSection::new();
        exports.export("a", ExportKind::Func, 1);
        let mut elements = ElementSection::new();
        elements.active(Some(0), &ConstExpr::i32_const(1), Elements::Functions((&[4][..]).into()));
        let mut code = CodeSection::new();
        let mut a = Function::new([]);
        a.instructions().call(0).i32_const(7).i32_const(8).call(2).drop().end();
        let mut b = Function::new([]);
        b.instructions().call(3).local_get(0).end();
        let mut c = Function::new([]);
        c.instructions().call(1).end();
        let mut d = Function::new([]);
        d.instructions().local_get(1).end();
        code.function(&a).function(&b).function(&c).function(&d);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&tables)
            .section(&memories)
            .section(&globals)
            .section(&exports)
            .section(&elements)
            .section(&code);
        module.finish()
    }

    /// What stands in a module's functions, in short.
    fn bodies(wasm: &[u8]) -> Result<Vec<String>> {
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            if let Payload::CodeSectionEntry(body) = payload? {
                let mut told = Vec::new();
                for operator in body.get_operators_reader()? {
                    told.push(match operator? {
                        Operator::Call { function_index } => format!("call {function_index}"),
                        Operator::CallIndirect { type_index, table_index: 0 } => {
                            format!("place of {type_index}")
                        }
                        Operator::I32Const { value } => value.to_string(),
                        Operator::LocalGet { local_index } => format!("${local_index}"),
                        Operator::Unreachable => "never".to_owned(),
                        Operator::Drop => "drop".to_owned(),
                        Operator::End => "end".to_owned(),
                        other => return Err(format!("{other:?}").into()),
                    });
                }
                bodies.push(told.join(" "));
            }
        }
        Ok(bodies)
    }

    #[test]
    fn each_finds_the_others_functions_at_their_places() -> Result {
        let Divided { first, rest } = divided(&module(), &[true, false, true, false], |_| true)?;
        for module in [&first, &rest] {
            Validator::new().validate_all(module)?;
        }
        // What it imports besides moves its own functions by one. Before it calls what has no stand-in,
        // it sees to it that the rest is there.
        assert_eq!(
            bodies(&first)?,
            [
                "call 0 7 8 3 place of 2 4 place of 1 drop end",
                "never end",
                "call 2 end",
                "call 1 $0 $1 1 place of 1 end",
            ]
        );
        assert_eq!(listed(&first)?, [(1, vec![5, 4, 1])]);
        // From then on nothing has to be seen to.
        assert_eq!(
            bodies(&rest)?,
            ["never end", "2 place of 0 $0 end", "never end", "$1 end", "end"]
        );
        assert_eq!(listed(&rest)?, [(1, vec![4]), (3, vec![5, 2])]);
        Ok(())
    }

    #[test]
    fn what_is_called_from_outside_has_a_place() -> Result {
        let is_first = [false, false, false, true];
        let Divided { first, rest } = divided(&module(), &is_first, |_| true)?;
        assert_eq!(
            bodies(&first)?,
            ["call 1 3 place of 0 end", "never end", "never end", "$1 end"]
        );
        assert_eq!(listed(&first)?, [(1, vec![5, 1])]);
        assert_eq!(listed(&rest)?, [(2, vec![5, 1])]);
        Ok(())
    }

    #[test]
    fn what_only_the_rest_names_needs_no_stand_in() -> Result {
        let is_first = [true, true, true, false];
        for (is_named, stands_in) in [(true, true), (false, false)] {
            let Divided { first, rest } = divided(&module(), &is_first, |_| is_named)?;
            let body = bodies(&first)?.pop();
            assert_eq!(body.as_deref() == Some("call 1 $0 $1 1 place of 1 end"), stands_in);
            let of_first: Vec<u32> =
                listed(&first)?.into_iter().flat_map(|(_, functions)| functions).collect();
            assert_eq!(of_first.contains(&5), stands_in);
            assert_eq!(listed(&rest)?, [(1, vec![4, 5])]);
        }
        Ok(())
    }

    #[test]
    fn every_division_is_of_valid_modules() -> Result {
        for which in 0..16_u8 {
            let is_first: [bool; 4] = std::array::from_fn(|at| which & (1 << at) != 0);
            let Divided { first, rest } = divided(&module(), &is_first, |_| true)?;
            Validator::new().validate_all(&first)?;
            Validator::new().validate_all(&rest)?;
        }
        assert!(divided(&module(), &[true], |_| true).is_err());
        Ok(())
    }
}
