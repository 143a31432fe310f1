//! A module as two: the functions that are wanted first, and the rest, with the same memory, the same
//! table of functions, the same globals and the same stack.
//!
//! A function of one calls one of the other through the table, where both know its place: where it
//! had none, it gets one. As long as the rest isn't there, a function that first asks for it
//! ([`NEED`]) stands in each place of its functions; then they are put in their places, and nothing
//! of the two is another than if they were one.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use crate::Result;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    Function, GlobalSection, ImportSection, Instruction, MemorySection, Module, TableSection,
    TypeSection,
};
use wasmparser::{
    ElementItems, ElementKind, ElementSectionReader, ExportSectionReader, ExternalKind,
    FunctionBody, GlobalSectionReader, GlobalType, ImportSectionReader, MemorySectionReader,
    MemoryType, Operator, Parser, Payload, RefType, TableSectionReader, TableType, TypeRef,
    TypeSectionReader,
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

/// Divides a module; of each of its own functions `is_first` says where it goes.
pub(super) fn divided(wasm: &[u8], is_first: &[bool]) -> Result<Divided> {
    let whole = Whole::of(wasm)?;
    if is_first.len() != whole.own_types.len() {
        return Err("these are not the functions of this module".into());
    }
    let places = whole.places(is_first);
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

/// What has to be known of the module. Functions have the numbers that the module gives them.
#[derive(Default)]
struct Whole {
    imported: u32,
    /// How many parameters each type of function has.
    parameters: Vec<u32>,
    /// The types of its own functions.
    own_types: Vec<u32>,
    /// Its own functions that each of them calls.
    calls: Vec<BTreeSet<u32>>,
    exported: BTreeSet<u32>,
    tables: Vec<TableType>,
    /// By function: its place in the first table.
    listed: BTreeMap<u32, u32>,
    memories: Vec<MemoryType>,
    globals: Vec<GlobalType>,
}

impl Whole {
    fn of(wasm: &[u8]) -> Result<Self> {
        let mut whole = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(types) => {
                    for ty in types.into_iter_err_on_gc_types() {
                        whole.parameters.push(u32::try_from(ty?.params().len())?);
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        match import?.ty {
                            TypeRef::Func(_) => whole.imported += 1,
                            _ => return Err("the widget imports more than functions".into()),
                        }
                    }
                }
                Payload::FunctionSection(types) => {
                    for ty in types {
                        whole.own_types.push(ty?);
                    }
                }
                Payload::TableSection(tables) => {
                    for table in tables {
                        whole.tables.push(table?.ty);
                    }
                }
                Payload::MemorySection(memories) => {
                    for memory in memories {
                        whole.memories.push(memory?);
                    }
                }
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        whole.globals.push(global?.ty);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            whole.exported.insert(export.index);
                        }
                    }
                }
                Payload::StartSection { .. } => return Err("the widget starts by itself".into()),
                Payload::ElementSection(elements) => {
                    for element in elements {
                        whole.list(&element?)?;
                    }
                }
                Payload::CodeSectionEntry(body) => whole.calls.push(calls(&body)?),
                _ => {}
            }
        }
        let of_functions = |table: &&TableType| table.element_type == RefType::FUNCREF;
        if whole.tables.iter().filter(of_functions).count() != 1
            || whole.tables.first().filter(of_functions).is_none()
        {
            return Err("the widget's first table isn't its only one of functions".into());
        }
        for calls in &mut whole.calls {
            *calls = calls.split_off(&whole.imported);
        }
        Ok(whole)
    }

    /// Notes what a segment puts into the table.
    fn list(&mut self, element: &wasmparser::Element<'_>) -> Result {
        let ElementKind::Active { table_index: None | Some(0), offset_expr } = &element.kind else {
            return Err("elements that aren't put into the table of functions".into());
        };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            return Err("elements without an address".into());
        };
        let begin = u32::try_from(value)?;
        match element.items.clone() {
            ElementItems::Functions(functions) => {
                for (place, function) in (begin..).zip(functions) {
                    self.listed.insert(function?, place);
                }
            }
            // Places of parts that were split off are empty.
            ElementItems::Expressions(_, expressions) => {
                for (place, expression) in (begin..).zip(expressions) {
                    match expression?.get_operators_reader().read()? {
                        Operator::RefFunc { function_index } => {
                            self.listed.insert(function_index, place);
                        }
                        Operator::RefNull { .. } => {}
                        other => return Err(format!("{other:?} among elements").into()),
                    }
                }
            }
        }
        Ok(())
    }

    /// The type of one of its own functions.
    fn type_of(&self, function: u32) -> u32 {
        self.own_types[(function - self.imported) as usize]
    }

    /// A call of what is at a place in the table.
    fn call_of(&self, function: u32, place: u32) -> [Instruction<'static>; 2] {
        let call = Instruction::CallIndirect { type_index: self.type_of(function), table_index: 0 };
        [Instruction::I32Const(place as i32), call]
    }

    /// What stands at the place of a function of the rest: sees to it that this is there, and calls it.
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

    /// Which place in the table each function has that the other module may call.
    fn places(&self, is_first: &[bool]) -> Places {
        let is_first = |function: u32| is_first[(function - self.imported) as usize];
        let mut wanted = BTreeSet::new();
        for (caller, calls) in (self.imported..).zip(&self.calls) {
            wanted.extend(calls.iter().filter(|called| is_first(**called) != is_first(caller)));
        }
        wanted.extend(self.exported.iter().filter(|f| **f >= self.imported && !is_first(**f)));
        let old = self.tables[0].initial as u32;
        let new: Vec<u32> =
            wanted.into_iter().filter(|function| !self.listed.contains_key(function)).collect();
        let mut of = self.listed.clone();
        of.retain(|function, _| *function >= self.imported);
        of.extend(new.iter().copied().zip(old..));
        Places { of, new, old }
    }
}

/// The functions that a body calls, imported ones too.
fn calls(body: &FunctionBody<'_>) -> Result<BTreeSet<u32>> {
    let mut calls = BTreeSet::new();
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::Call { function_index } => {
                calls.insert(function_index);
            }
            operator @ (Operator::ReturnCall { .. } | Operator::RefFunc { .. }) => {
                return Err(format!("the widget's code has {operator:?}").into());
            }
            _ => {}
        }
    }
    Ok(calls)
}

/// Where functions are in the table.
struct Places {
    of: BTreeMap<u32, u32>,
    /// Those that the whole module doesn't have there, one after another, behind those it has.
    new: Vec<u32>,
    /// How many places it has.
    old: u32,
}

impl Places {
    /// The table with the new places too.
    fn larger(&self, table: TableType) -> TableType {
        let new = self.new.len() as u64;
        TableType {
            initial: table.initial + new,
            maximum: table.maximum.map(|most| most + new),
            ..table
        }
    }
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
                for instruction in whole.call_of(function_index, places.of[&function_index]) {
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
        imports.import(NEED[0], NEED[1], EntityType::Function(self.whole.parameters.len() as u32));
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
        section: ElementSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_element_section(self, elements, section)?;
        let mut new = Vec::new();
        for function in &self.places.new {
            new.push(self.function_index(*function)?);
        }
        let place = ConstExpr::i32_const(self.places.old as i32);
        elements.active(Some(0), &place, Elements::Functions(new.into()));
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
        code.function(&match places.of.get(&function) {
            _ if is_ours => copy(self, whole, places, &body, is_other)?,
            Some(place) => whole.stand_in(function, *place),
            None => nothing(),
        });
        Ok(())
    }
}

impl Whole {
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
        let mut stretches: Vec<(u32, Vec<u32>)> = Vec::new();
        for (place, function) in by_place {
            match stretches.last_mut() {
                Some((begin, last)) if *begin + last.len() as u32 == place => last.push(function),
                _ => stretches.push((place, vec![function])),
            }
        }
        for (place, functions) in stretches {
            let place = ConstExpr::i32_const(place as i32);
            elements.active(Some(0), &place, Elements::Functions(functions.into()));
        }
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
    use super::*;
    use wasm_encoder::{
        FunctionSection, GlobalSection, GlobalType, MemoryType, TableType, ValType,
    };
    use wasmparser::Validator;

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

    /// Which functions a module puts where in the table.
    fn listed(wasm: &[u8]) -> Result<Vec<(i32, Vec<u32>)>> {
        let mut listed = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            let Payload::ElementSection(elements) = payload? else { continue };
            for element in elements {
                let element = element?;
                let ElementKind::Active { offset_expr, .. } = element.kind else { continue };
                let Operator::I32Const { value } = offset_expr.get_operators_reader().read()?
                else {
                    continue;
                };
                let ElementItems::Functions(functions) = element.items else { continue };
                listed.push((value, functions.into_iter().collect::<std::result::Result<_, _>>()?));
            }
        }
        Ok(listed)
    }

    #[test]
    fn each_finds_the_others_functions_at_their_places() -> Result {
        let Divided { first, rest } = divided(&module(), &[true, false, true, false])?;
        for module in [&first, &rest] {
            Validator::new().validate_all(module)?;
        }
        // What it imports besides moves its own functions by one.
        assert_eq!(
            bodies(&first)?,
            [
                "call 0 7 8 2 place of 1 drop end",
                "call 1 $0 $1 2 place of 1 end",
                "call 2 end",
                "call 1 $0 $1 1 place of 1 end",
            ]
        );
        assert_eq!(listed(&first)?, [(1, vec![5]), (2, vec![3, 4])]);
        assert_eq!(bodies(&rest)?, ["never end", "3 place of 0 $0 end", "never end", "$1 end"]);
        assert_eq!(listed(&rest)?, [(1, vec![4, 2])]);
        Ok(())
    }

    #[test]
    fn what_is_called_from_outside_has_a_place() -> Result {
        let Divided { first, rest } = divided(&module(), &[false, false, false, true])?;
        assert_eq!(
            bodies(&first)?,
            ["call 1 2 place of 0 end", "never end", "never end", "$1 end"]
        );
        assert_eq!(listed(&first)?, [(1, vec![5]), (2, vec![2])]);
        assert_eq!(listed(&rest)?, [(2, vec![1])]);
        Ok(())
    }

    #[test]
    fn every_division_is_of_valid_modules() -> Result {
        for which in 0..16_u8 {
            let is_first: [bool; 4] = std::array::from_fn(|at| which & (1 << at) != 0);
            let Divided { first, rest } = divided(&module(), &is_first)?;
            Validator::new().validate_all(&first)?;
            Validator::new().validate_all(&rest)?;
        }
        assert!(divided(&module(), &[true]).is_err());
        Ok(())
    }
}
