//! Whatever a module is, and whatever visits have seen of it: with its stretches outlined, and divided
//! in two, it does the same.

use super::{data, divide, outline, ran};
use proptest::collection::vec;
use proptest::prelude::*;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection,
    Instruction, MemArg, MemorySection, MemoryType, Module, TableSection, TableType, TypeSection,
    ValType,
};
use wasmparser::Validator;

/// Its own functions, which take two numbers and a long one, and give a number.
const FUNCTIONS: u32 = 4;

/// The function that it imports.
const LOG: u32 = 0;

/// Types: of what it imports, of its own functions.
const LOGS: u32 = 0;
const OWN: u32 = 1;

/// Its parameters, and then its locals: numbers and long ones.
const NUMBERS: [u32; 4] = [0, 1, 3, 5];
const LONGS: [u32; 2] = [2, 4];

const BYTE: MemArg = MemArg { offset: 0, align: 0, memory_index: 0 };

/// Writes a function by chance, which is what some bytes say.
struct Writer<'b> {
    bytes: &'b [u8],
    at: usize,
    code: Vec<Instruction<'static>>,
    /// By block, the function first: whether a branch to its label leaves a number there.
    labels: Vec<bool>,
    /// Of which function.
    number: u32,
}

impl Writer<'_> {
    /// One of so many; the first once the bytes are used up.
    fn one_of(&mut self, many: usize) -> usize {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(byte) % many
    }

    fn is_over(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn put(&mut self, instruction: Instruction<'static>) {
        self.code.push(instruction);
    }

    fn number(&mut self, depth: u32) {
        let choice = self.one_of(if depth > 3 || self.is_over() { 3 } else { 9 });
        match choice {
            0 => {
                let value = self.one_of(8) as i32;
                self.put(Instruction::I32Const(value));
            }
            1 | 2 => {
                let local = NUMBERS[self.one_of(NUMBERS.len())];
                self.put(Instruction::LocalGet(local));
            }
            3 => {
                self.number(depth + 1);
                self.number(depth + 1);
                self.put(Instruction::I32Add);
            }
            4 => {
                self.long(depth + 1);
                self.put(Instruction::I32WrapI64);
            }
            5 => {
                self.address(depth);
                self.put(Instruction::I32Load8U(BYTE));
            }
            6 => self.put(Instruction::GlobalGet(0)),
            7 => self.call(depth),
            _ => {
                // With what lies on the stack meanwhile.
                self.number(depth + 1);
                self.statements(depth + 2);
            }
        }
    }

    fn long(&mut self, depth: u32) {
        match self.one_of(if depth > 3 || self.is_over() { 2 } else { 4 }) {
            0 => {
                let value = self.one_of(8) as i64;
                self.put(Instruction::I64Const(value));
            }
            1 => {
                let local = LONGS[self.one_of(LONGS.len())];
                self.put(Instruction::LocalGet(local));
            }
            2 => {
                self.number(depth + 1);
                self.put(Instruction::I64ExtendI32U);
            }
            _ => {
                self.long(depth + 1);
                self.long(depth + 1);
                self.put(Instruction::I64Add);
            }
        }
    }

    fn address(&mut self, depth: u32) {
        self.number(depth + 1);
        self.put(Instruction::I32Const(63));
        self.put(Instruction::I32And);
    }

    /// Calls one of the functions after this, by its name or by its place.
    fn call(&mut self, depth: u32) {
        let after = FUNCTIONS - 1 - self.number;
        if after == 0 {
            return self.put(Instruction::I32Const(1));
        }
        self.number(depth + 2);
        self.number(depth + 2);
        self.long(depth + 2);
        let called = self.number + 1 + self.one_of(after as usize) as u32;
        match self.one_of(2) {
            0 => self.put(Instruction::Call(1 + called)),
            _ => {
                self.put(Instruction::I32Const(called as i32));
                self.put(Instruction::CallIndirect { type_index: OWN, table_index: 0 });
            }
        }
    }

    /// Some statements; whether one comes out of them behind.
    fn statements(&mut self, depth: u32) -> bool {
        for _ in 0..self.one_of(if depth < 4 { 7 } else { 3 }) {
            if !self.statement(depth) {
                return false;
            }
        }
        true
    }

    fn statement(&mut self, depth: u32) -> bool {
        if self.is_over() {
            return true;
        }
        let choice = self.one_of(if depth > 4 { 7 } else { 15 });
        match choice {
            0 => {
                self.number(depth);
                let local = NUMBERS[self.one_of(NUMBERS.len())];
                self.put(Instruction::LocalSet(local));
            }
            1 => {
                self.long(depth);
                let local = LONGS[self.one_of(LONGS.len())];
                self.put(Instruction::LocalTee(local));
                self.put(Instruction::Drop);
            }
            2 => {
                self.number(depth);
                self.put(Instruction::Call(LOG));
            }
            3 => {
                self.address(depth);
                self.number(depth);
                self.put(Instruction::I32Store8(BYTE));
            }
            4 => {
                self.number(depth);
                self.put(Instruction::GlobalSet(0));
            }
            5 | 6 => return self.branch(depth),
            7 => self.block(depth, false),
            8 | 9 => self.block(depth, true),
            10 | 11 => {
                self.number(depth);
                self.put(Instruction::If(BlockType::Empty));
                self.labels.push(false);
                self.statements(depth + 1);
                if self.one_of(2) == 1 {
                    self.put(Instruction::Else);
                    self.statements(depth + 1);
                }
                self.labels.pop();
                self.put(Instruction::End);
            }
            12 => {
                self.number(depth);
                self.put(Instruction::If(BlockType::Result(ValType::I32)));
                self.labels.push(true);
                self.valued(depth);
                self.put(Instruction::Else);
                self.valued(depth);
                self.labels.pop();
                self.put(Instruction::End);
                self.put(Instruction::LocalSet(3));
            }
            _ => {
                self.put(Instruction::Loop(BlockType::Empty));
                self.labels.push(false);
                self.statements(depth + 1);
                // Some rounds: until a count is divisible.
                self.put(Instruction::GlobalGet(0));
                self.put(Instruction::I32Const(1));
                self.put(Instruction::I32Add);
                self.put(Instruction::GlobalSet(0));
                self.put(Instruction::GlobalGet(0));
                self.put(Instruction::I32Const(3));
                self.put(Instruction::I32And);
                if self.one_of(2) == 0 {
                    self.put(Instruction::BrIf(0));
                } else {
                    self.put(Instruction::If(BlockType::Empty));
                    self.labels.push(false);
                    if self.statements(depth + 1) {
                        self.put(Instruction::Br(1));
                    }
                    self.labels.pop();
                    self.put(Instruction::End);
                }
                self.labels.pop();
                self.put(Instruction::End);
            }
        }
        true
    }

    fn block(&mut self, depth: u32, has_value: bool) {
        let ty = if has_value { BlockType::Result(ValType::I32) } else { BlockType::Empty };
        self.put(Instruction::Block(ty));
        self.labels.push(has_value);
        if has_value {
            self.valued(depth);
        } else {
            self.statements(depth + 1);
        }
        self.labels.pop();
        self.put(Instruction::End);
        if has_value {
            self.put(Instruction::LocalSet(5));
        }
    }

    /// Statements, and a number behind them.
    fn valued(&mut self, depth: u32) {
        if self.statements(depth + 1) {
            self.number(depth + 1);
        }
    }

    /// Goes elsewhere, or may; whether one may come out behind.
    fn branch(&mut self, depth: u32) -> bool {
        let mut label = self.one_of(self.labels.len());
        if self.one_of(2) == 0 {
            // Those that take a number are few.
            let valued = self.labels.iter().rposition(|has_value| *has_value);
            label = valued.map_or(label, |block| self.labels.len() - 1 - block);
        }
        let has_value = self.labels[self.labels.len() - 1 - label];
        if has_value {
            self.number(depth);
        }
        // Not where nothing of the function would be left.
        let choice = if depth < 2 { 3 } else { self.one_of(8) };
        match choice {
            0..=2 => self.put(Instruction::Br(label as u32)),
            3 | 4 => {
                self.number(depth);
                self.put(Instruction::BrIf(label as u32));
                if has_value {
                    self.put(Instruction::Drop);
                }
                return true;
            }
            5 => {
                // All of them take the same.
                let alike: Vec<u32> = (0..self.labels.len())
                    .filter(|other| self.labels[self.labels.len() - 1 - other] == has_value)
                    .map(|other| other as u32)
                    .collect();
                self.number(depth);
                self.put(Instruction::BrTable(alike.into(), label as u32));
            }
            6 => {
                self.number(depth);
                self.put(Instruction::Return);
            }
            _ => self.put(Instruction::Unreachable),
        }
        false
    }

    fn function(mut self) -> Function {
        self.valued(0);
        self.put(Instruction::End);
        let locals = [ValType::I32, ValType::I64, ValType::I32];
        let mut function = Function::new_with_locals_types(locals);
        for instruction in &self.code {
            function.instruction(instruction);
        }
        function
    }
}

/// A module whose functions are what these bytes say.
fn module(bytes: &[Vec<u8>]) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], []);
    types.ty().function([ValType::I32, ValType::I32, ValType::I64], [ValType::I32]);
    let mut imports = ImportSection::new();
    imports.import("page", "log", EntityType::Function(LOGS));
    let mut functions = FunctionSection::new();
    let mut tables = TableSection::new();
    tables.table(TableType {
        element_type: wasm_encoder::RefType::FUNCREF,
        table64: false,
        minimum: u64::from(FUNCTIONS),
        maximum: Some(u64::from(FUNCTIONS)),
        shared: false,
    });
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut globals = GlobalSection::new();
    let global = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    globals.global(global, &ConstExpr::i32_const(3));
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("global", ExportKind::Global, 0);
    exports.export("start", ExportKind::Func, 1);
    let mut elements = ElementSection::new();
    // The first is in no place.
    let listed: Vec<u32> = (2..=FUNCTIONS).collect();
    elements.active(Some(0), &ConstExpr::i32_const(1), Elements::Functions(listed.into()));
    let mut code = CodeSection::new();
    for (number, bytes) in (0..FUNCTIONS).zip(bytes) {
        functions.function(OWN);
        let writer = Writer { bytes, at: 0, code: Vec::new(), labels: vec![true], number };
        code.function(&writer.function());
    }
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

/// What a module has done.
#[derive(Debug, PartialEq)]
struct Done {
    /// Nothing where it couldn't go on.
    result: Option<i32>,
    said: Vec<i32>,
    memory: Vec<u8>,
    global: i32,
}

/// What a running module knows.
#[derive(Default)]
struct Page {
    said: Vec<i32>,
    /// The rest, until it is joined.
    rest: Option<wasmi::Module>,
}

/// How long the whole may run. The others take some steps more.
const FUEL: u64 = 20_000;
const MORE_FUEL: u64 = 20 * FUEL;

/// Runs a module, with its rest where it has one; nothing where it has no end.
fn run(wasm: &[u8], rest: Option<&[u8]>, fuel: u64, given: (i32, i32, i64)) -> Option<Done> {
    let mut config = wasmi::Config::default();
    config.consume_fuel(true);
    let engine = wasmi::Engine::new(&config);
    let compiled = |wasm: &[u8]| wasmi::Module::new(&engine, wasm).expect("a module");
    let page = Page { said: Vec::new(), rest: rest.map(compiled) };
    let mut store = wasmi::Store::new(&engine, page);
    store.set_fuel(fuel).expect("fuel");
    let mut linker = wasmi::Linker::new(&engine);
    let log = |mut page: wasmi::Caller<'_, Page>, value: i32| page.data_mut().said.push(value);
    linker.func_wrap("page", "log", log).expect("a function of the page");
    let need = move |mut page: wasmi::Caller<'_, Page>| {
        let Some(rest) = page.data_mut().rest.take() else { return };
        let mut joined = wasmi::Linker::new(page.engine());
        joined.func_wrap("page", "log", log).expect("a function of the page");
        for name in ["m0", "t0", "g0"] {
            let shared = page.get_export(name).expect("what the two share");
            joined.define("first", name, shared).expect("what the two share");
        }
        joined.instantiate_and_start(&mut page, &rest).expect("the rest");
    };
    linker.func_wrap("rest", "need", need).expect("a function of the page");
    let instance = linker.instantiate_and_start(&mut store, &compiled(wasm)).expect("an instance");
    let start = instance.get_typed_func::<(i32, i32, i64), i32>(&store, "start").expect("start");
    let result = match start.call(&mut store, given) {
        Ok(result) => Some(result),
        Err(error) if error.as_trap_code() == Some(wasmi::TrapCode::OutOfFuel) => return None,
        Err(error) if error.as_trap_code() == Some(wasmi::TrapCode::UnreachableCodeReached) => None,
        Err(error) => panic!("{error}"),
    };
    let memory = instance.get_memory(&store, "memory").expect("memory");
    let global = instance.get_global(&store, "global").expect("a global");
    Some(Done {
        result,
        memory: memory.data(&store)[..64].to_vec(),
        global: global.get(&store).i32().expect("a number"),
        said: store.into_data().said,
    })
}

proptest! {
    #[test]
    fn outlined_and_divided_it_does_the_same(
        bytes in vec(vec(any::<u8>(), 0..400), FUNCTIONS as usize),
        seen in vec(prop::bool::weighted(0.75), 1..200),
        first in vec(any::<bool>(), 1..40),
        given in any::<(i8, i8, i8)>(),
    ) {
        let given = (given.0.into(), given.1.into(), given.2.into());
        let whole = module(&bytes);
        Validator::new().validate_all(&whole).expect("the whole module");
        let points: usize = ran::points(&whole).expect("points").iter().sum();
        let passed: Vec<bool> = (0..points).map(|at| seen[at % seen.len()]).collect();
        let (outlined, stretches) =
            outline::outlined(&whole, &passed, |_, _| true).expect("an outlined module");
        Validator::new().validate_all(&outlined).expect("the outlined module");
        let count = FUNCTIONS as usize + stretches;
        let is_first: Vec<bool> = (0..count).map(|at| first[at % first.len()]).collect();
        let constants = data::constants(&outlined, &is_first).expect("constants");
        let divided = divide::divided(&outlined, &is_first, |place| constants.contains(&place))
            .expect("a divided module");
        Validator::new().validate_all(&divided.first).expect("the first module");
        Validator::new().validate_all(&divided.rest).expect("the rest");

        if let Some(expected) = run(&whole, None, FUEL, given) {
            for (module, rest) in [(&outlined, None), (&divided.first, Some(&*divided.rest))] {
                let done = run(module, rest, MORE_FUEL, given);
                prop_assert_eq!(done.as_ref(), Some(&expected));
            }
        }
    }
}
