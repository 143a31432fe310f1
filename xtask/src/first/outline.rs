//! A module whose rare stretches are functions of their own, which are called in their place.

use std::collections::HashMap;
use std::convert::Infallible;

use super::flow::{depths, labels, local};
use super::ran;
use super::rare::{Exit, Known, Stretch, known};
use crate::Result;
use crate::functions::functions;
use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder, utils};
use wasm_encoder::{
    BlockType, CodeSection, Function, FunctionSection, Instruction, Module, NameMap, NameSection,
    TypeSection, ValType,
};
use wasmparser::{
    CodeSectionReader, FunctionBody, FunctionSectionReader, Name, Operator, Parser, Payload,
    TypeSectionReader, ValidPayload, Validator,
};

/// A stretch must save so many bytes more than the call of it takes.
const LEAST: u64 = 14;

/// About what a call takes besides what goes in and comes out: two of what is in places of the table
/// (`divide.rs`).
const CALL: u64 = 14;

/// The module with rare stretches of its functions behind the others; how many these are. `passed`
/// says of each point of each function whether visits came by, `is_wanted` of a function's name and a
/// stretch of it whether that one is meant.
pub(super) fn outlined(
    wasm: &[u8],
    passed: &[bool],
    is_wanted: impl Fn(&str, &Stretch) -> bool,
) -> Result<(Vec<u8>, usize)> {
    let names = functions(wasm)?;
    let mut rest = passed;
    let mut passed = Vec::new();
    for points in ran::points(wasm)? {
        let (own, others) = rest.split_at_checked(points).ok_or("too few points were seen")?;
        passed.push(own);
        rest = others;
    }
    let mut outliner = Outliner::default();
    let mut validator = Validator::new();
    let mut at = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        match &payload {
            Payload::TypeSection(types) => {
                for ty in types.clone().into_iter_err_on_gc_types() {
                    let ty = ty?;
                    let of = |types: &[wasmparser::ValType]| {
                        types.iter().map(|ty| value_type(*ty)).collect::<Result<Vec<_>>>()
                    };
                    let ty = (of(ty.params())?, of(ty.results())?);
                    let number = u32::try_from(outliner.known_types)?;
                    outliner.types.entry(ty).or_insert(number);
                    outliner.known_types += 1;
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    let is_function = matches!(import?.ty, wasmparser::TypeRef::Func(_));
                    outliner.next += u32::from(is_function);
                }
            }
            _ => {}
        }
        if let ValidPayload::Func(function, body) = validator.payload(&payload)? {
            let (own, name) = (passed[at], &names[at].name);
            // What never ran at all is of the rest as it is.
            let host = match own.first() {
                Some(true) => {
                    let mut known = known(function, &body, own)?;
                    known.stretches.retain(|stretch| is_wanted(name, stretch));
                    Some((name.clone(), known))
                }
                _ => None,
            };
            outliner.hosts.push(host);
            at += 1;
        }
    }
    outliner.next += u32::try_from(at)?;
    outliner.write()?;
    let count = outliner.new.len();
    let mut module = Module::new();
    outliner.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok((module.finish(), count))
}

/// Whether a stretch is so long that a call in its place is worth it.
pub(super) fn is_worth_it(stretch: &Stretch) -> bool {
    let locals = 2 * (stretch.taken.len() + stretch.given.len()) as u64;
    let exits = match stretch.exits.len() as u64 {
        0 | 1 => 1,
        2 => 2,
        more => 6 + 2 * more,
    };
    stretch.size >= LEAST + CALL + locals + exits
}

fn value_type(ty: wasmparser::ValType) -> Result<ValType> {
    Ok(RoundtripReencoder.val_type(ty).map_err(|error| error.to_string())?)
}

/// A function that was a stretch.
struct New {
    /// For those who measure.
    name: String,
    ty: u32,
    body: Function,
}

#[derive(Default)]
struct Outliner<'m> {
    /// The module's own functions, those whose stretches were looked for, with their names.
    hosts: Vec<Option<(String, Known<'m>)>>,
    /// By parameters and results.
    types: HashMap<(Vec<ValType>, Vec<ValType>), u32>,
    known_types: usize,
    /// New ones, in their order.
    new_types: Vec<(Vec<ValType>, Vec<ValType>)>,
    new: Vec<New>,
    /// The bodies of hosts with calls in place of stretches.
    rewritten: Vec<Option<Function>>,
    /// The number of the first new function.
    next: u32,
    /// The function that is copied next.
    copied: usize,
}

impl Outliner<'_> {
    /// Writes the new functions, and those that call them.
    fn write(&mut self) -> Result {
        for host in std::mem::take(&mut self.hosts) {
            let written = match host {
                Some((name, host)) if !host.stretches.is_empty() => Some(self.host(&name, &host)?),
                _ => None,
            };
            self.rewritten.push(written);
        }
        Ok(())
    }

    /// A function with calls in place of its stretches, and these.
    fn host(&mut self, name: &str, host: &Known<'_>) -> Result<Function> {
        let mut locals =
            host.locals.iter().map(|ty| value_type(*ty)).collect::<Result<Vec<_>>>()?;
        let mut instructions = Vec::new();
        let mut at = 0;
        for stretch in &host.stretches {
            for operator in &host.operators[at..stretch.operators.start] {
                instructions.push(instruction(operator)?);
            }
            let types = Types::of(stretch, &locals)?;
            let number = self.next + u32::try_from(self.new.len())?;
            let body = types.body(host, stretch)?;
            let ty = self.type_of(&types.parameters, &types.results)?;
            self.new.push(New { name: format!("{name} (rare)"), ty, body });
            types.call(stretch, number, &mut locals, &mut instructions);
            at = stretch.operators.end;
        }
        for operator in &host.operators[at..] {
            instructions.push(instruction(operator)?);
        }
        let parameters = host.parameters as usize;
        let mut function = Function::new_with_locals_types(locals.drain(parameters..));
        for instruction in &instructions {
            function.instruction(instruction);
        }
        Ok(function)
    }

    fn type_of(&mut self, parameters: &[ValType], results: &[ValType]) -> Result<u32> {
        let ty = (parameters.to_vec(), results.to_vec());
        let next = u32::try_from(self.known_types + self.new_types.len())?;
        Ok(*self.types.entry(ty).or_insert_with_key(|ty| {
            self.new_types.push(ty.clone());
            next
        }))
    }
}

fn instruction<'m>(operator: &Operator<'m>) -> Result<Instruction<'m>> {
    Ok(RoundtripReencoder.instruction(operator.clone()).map_err(|error| error.to_string())?)
}

/// The type of a function that was a stretch: what lies on the stack and the locals that it takes go
/// in; the values that it leaves on the stack, where it goes on where that isn't always the same, and
/// the locals that it gives come out.
struct Types {
    operands: usize,
    values: Vec<ValType>,
    has_code: bool,
    /// Those of one type together, so that there are few types of functions.
    taken: Vec<u32>,
    given: Vec<u32>,
    parameters: Vec<ValType>,
    results: Vec<ValType>,
}

impl Types {
    fn of(stretch: &Stretch, locals: &[ValType]) -> Result<Self> {
        let of = |types: &[wasmparser::ValType]| {
            types.iter().map(|ty| value_type(*ty)).collect::<Result<Vec<_>>>()
        };
        let together = |which: &[u32]| {
            let mut which = which.to_vec();
            which.sort_by_key(|local| (rank(locals[*local as usize]), *local));
            which
        };
        let (taken, given) = (together(&stretch.taken), together(&stretch.given));
        let type_of = |local: &u32| locals[*local as usize];
        let mut parameters = of(&stretch.operands)?;
        parameters.extend(taken.iter().map(type_of));
        let values = of(&stretch.values)?;
        let has_code = stretch.exits.len() > 1;
        let mut results = values.clone();
        results.extend(has_code.then_some(ValType::I32));
        results.extend(given.iter().map(type_of));
        Ok(Self {
            operands: stretch.operands.len(),
            values,
            has_code,
            taken,
            given,
            parameters,
            results,
        })
    }

    /// The stretch as a function.
    fn body(&self, host: &Known<'_>, stretch: &Stretch) -> Result<Function> {
        let operators = &host.operators;
        // Its locals are numbered anew: what lies on the stack, then what it takes, then the others.
        let operands = self.operands as u32;
        let mut numbers: HashMap<u32, u32> =
            (operands..).zip(&self.taken).map(|(number, local)| (*local, number)).collect();
        let mut others = Vec::new();
        let used = operators[stretch.operators.clone()].iter().filter_map(local);
        for local in used.chain(self.given.iter().copied()) {
            numbers.entry(local).or_insert_with(|| {
                others.push(host.locals[local as usize]);
                (self.parameters.len() + others.len() - 1) as u32
            });
        }
        let mut others = others.into_iter().map(value_type).collect::<Result<Vec<ValType>>>()?;
        let chosen = (self.parameters.len() + others.len()) as u32;
        others.push(ValType::I32);

        let mut body = Function::new_with_locals_types(others);
        for operand in 0..operands {
            body.instruction(&Instruction::LocalGet(operand));
        }
        let leave = |body: &mut Function, exit: Exit| {
            if !stretch.valued.contains(&exit) {
                for ty in &self.values {
                    body.instruction(&nothing(*ty));
                }
            }
            if self.has_code {
                let code =
                    stretch.exits.iter().position(|other| *other == exit).unwrap_or_default();
                body.instruction(&Instruction::I32Const(code as i32));
            }
            for local in &self.given {
                body.instruction(&Instruction::LocalGet(numbers[local]));
            }
        };
        // Behind a branch nothing runs up to the end of its block, whatever would lie on the stack there.
        let mut is_dead_at = None;
        for (at, depth) in depths(operators, stretch.operators.clone()) {
            let operator = &operators[at];
            if let Some(dead) = is_dead_at {
                let ends = match operator {
                    Operator::End => depth + 1 == dead,
                    Operator::Else => depth == dead,
                    _ => false,
                };
                if !ends {
                    continue;
                }
            }
            is_dead_at = leaves(operator).then_some(depth);
            let exits: Vec<Exit> =
                labels(operator).iter().filter_map(|label| stretch.exit(*label, depth)).collect();
            match operator {
                Operator::Return => {
                    leave(&mut body, stretch.at_return());
                    body.instruction(&Instruction::Return);
                }
                Operator::Br { .. } if !exits.is_empty() => {
                    leave(&mut body, exits[0]);
                    body.instruction(&Instruction::Return);
                }
                Operator::BrIf { .. } if !exits.is_empty() => {
                    body.instruction(&Instruction::If(BlockType::Empty));
                    leave(&mut body, exits[0]);
                    body.instruction(&Instruction::Return).instruction(&Instruction::End);
                }
                Operator::BrTable { targets } if !exits.is_empty() => {
                    // A block for each exit, at whose end it is left.
                    let mut exits = exits;
                    exits.sort_unstable();
                    exits.dedup();
                    body.instruction(&Instruction::LocalSet(chosen));
                    for _ in &exits {
                        body.instruction(&Instruction::Block(BlockType::Empty));
                    }
                    body.instruction(&Instruction::LocalGet(chosen));
                    let within = |label: u32| match stretch.exit(label, depth) {
                        Some(exit) => exits.binary_search(&exit).unwrap_or_default() as u32,
                        None => label + exits.len() as u32,
                    };
                    let labels = labels(operator);
                    let (_, all) = labels.split_last().ok_or("a branch to nowhere")?;
                    let all: Vec<u32> = all.iter().map(|label| within(*label)).collect();
                    let default = within(targets.default());
                    body.instruction(&Instruction::BrTable(all.into(), default));
                    for exit in &exits {
                        body.instruction(&Instruction::End);
                        leave(&mut body, *exit);
                        body.instruction(&Instruction::Return);
                    }
                }
                operator => {
                    let number = |local: &u32| numbers[local];
                    body.instruction(&match operator {
                        Operator::LocalGet { local_index } => {
                            Instruction::LocalGet(number(local_index))
                        }
                        Operator::LocalSet { local_index } => {
                            Instruction::LocalSet(number(local_index))
                        }
                        Operator::LocalTee { local_index } => {
                            Instruction::LocalTee(number(local_index))
                        }
                        other => instruction(other)?,
                    });
                }
            }
        }
        if stretch.exits.contains(&Exit::End) {
            leave(&mut body, Exit::End);
        }
        body.instruction(&Instruction::End);
        Ok(body)
    }

    /// What stands in the place of the stretch; may take more locals.
    fn call(
        &self,
        stretch: &Stretch,
        function: u32,
        locals: &mut Vec<ValType>,
        into: &mut Vec<Instruction<'_>>,
    ) {
        into.extend(self.taken.iter().map(|local| Instruction::LocalGet(*local)));
        into.push(Instruction::Call(function));
        into.extend(self.given.iter().rev().map(|local| Instruction::LocalSet(*local)));
        match stretch.exits[..] {
            [] => into.push(Instruction::Unreachable),
            [Exit::End] => {}
            [Exit::Label(label)] => into.push(Instruction::Br(label)),
            [Exit::Return] => into.push(Instruction::Return),
            [Exit::End, Exit::Label(label)] if self.values.is_empty() => {
                into.push(Instruction::BrIf(label));
            }
            [Exit::End, Exit::Return] if self.values.is_empty() => into.extend([
                Instruction::If(BlockType::Empty),
                Instruction::Return,
                Instruction::End,
            ]),
            _ => self.go_on(stretch, locals, into),
        }
    }

    /// Goes on where it is told to: a block for each exit that is more than a branch, at whose end it is
    /// taken; the stretch's own end comes last.
    fn go_on(&self, stretch: &Stretch, locals: &mut Vec<ValType>, into: &mut Vec<Instruction<'_>>) {
        let mut local = |ty: ValType| {
            locals.push(ty);
            locals.len() as u32 - 1
        };
        let code = local(ValType::I32);
        let values: Vec<u32> = self.values.iter().map(|ty| local(*ty)).collect();
        into.push(Instruction::LocalSet(code));
        into.extend(values.iter().rev().map(|value| Instruction::LocalSet(*value)));
        let mut blocks: Vec<Exit> = stretch
            .exits
            .iter()
            .copied()
            .filter(|exit| !matches!(exit, Exit::Label(_)) || stretch.valued.contains(exit))
            .collect();
        blocks.sort_by_key(|exit| *exit == Exit::End);
        into.extend(blocks.iter().map(|_| Instruction::Block(BlockType::Empty)));
        into.push(Instruction::LocalGet(code));
        let count = blocks.len() as u32;
        let mut targets: Vec<u32> = stretch
            .exits
            .iter()
            .map(|exit| match (blocks.iter().position(|block| block == exit), exit) {
                (None, Exit::Label(label)) => label + count,
                (block, _) => block.unwrap_or_default() as u32,
            })
            .collect();
        let last = targets.pop().unwrap_or_default();
        into.push(Instruction::BrTable(targets.into(), last));
        for (exit, left) in blocks.iter().zip((0..count).rev()) {
            into.push(Instruction::End);
            if stretch.valued.contains(exit) {
                into.extend(values.iter().map(|value| Instruction::LocalGet(*value)));
            }
            match exit {
                Exit::End => {}
                Exit::Label(label) => into.push(Instruction::Br(label + left)),
                Exit::Return => into.push(Instruction::Return),
            }
        }
    }
}

/// Whether what follows on an operator doesn't run after it.
fn leaves(operator: &Operator<'_>) -> bool {
    use Operator::{Br, BrTable, Return, Unreachable};
    matches!(operator, Br { .. } | BrTable { .. } | Return | Unreachable)
}

/// An order of types.
fn rank(ty: ValType) -> u8 {
    match ty {
        ValType::I32 => 0,
        ValType::I64 => 1,
        ValType::F32 => 2,
        ValType::F64 => 3,
        ValType::V128 => 4,
        ValType::Ref(_) => 5,
    }
}

/// A value that nobody reads.
fn nothing(ty: ValType) -> Instruction<'static> {
    match ty {
        ValType::I32 => Instruction::I32Const(0),
        ValType::I64 => Instruction::I64Const(0),
        ValType::F32 => Instruction::F32Const(0.0.into()),
        ValType::F64 => Instruction::F64Const(0.0.into()),
        ValType::V128 => Instruction::V128Const(0),
        ValType::Ref(ty) => Instruction::RefNull(ty.heap_type),
    }
}

impl Reencode for Outliner<'_> {
    type Error = Infallible;

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_type_section(self, types, section)?;
        for (parameters, results) in &self.new_types {
            types.ty().function(parameters.iter().copied(), results.iter().copied());
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_function_section(self, functions, section)?;
        for new in &self.new {
            functions.function(new.ty);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        utils::parse_code_section(self, code, section)?;
        for new in &self.new {
            code.function(&new.body);
        }
        Ok(())
    }

    fn parse_custom_name_subsection(
        &mut self,
        names: &mut NameSection,
        section: Name<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        let Name::Function(functions) = section else {
            return utils::parse_custom_name_subsection(self, names, section);
        };
        let mut all = NameMap::new();
        for function in functions {
            let function = function?;
            all.append(function.index, function.name);
        }
        for (number, new) in (self.next..).zip(&self.new) {
            all.append(number, &new.name);
        }
        names.functions(&all);
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        self.copied += 1;
        match self.rewritten.get(self.copied - 1) {
            Some(Some(function)) => {
                code.function(function);
                Ok(())
            }
            _ => utils::parse_function_body(self, code, body),
        }
    }
}
