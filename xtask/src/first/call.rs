//! A stretch as a function of its own, and the call in its place.

use std::collections::HashMap;

use super::flow::{depths, labels, local};
use super::rare::{Exit, Known, Stretch};
use crate::Result;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{BlockType, Function, Instruction, ValType};
use wasmparser::{BrTable, Operator};

/// The call of a function that was a stretch: what lies on the stack and the locals that it takes go
/// in; the values that it leaves on the stack, where it goes on where that isn't always the same, and
/// the locals that it gives come out.
pub(super) struct Call<'s> {
    stretch: &'s Stretch,
    values: Vec<ValType>,
    /// Those of one type together, so that there are few types of functions.
    taken: Vec<u32>,
    given: Vec<u32>,
    pub(super) parameters: Vec<ValType>,
    pub(super) results: Vec<ValType>,
}

impl<'s> Call<'s> {
    pub(super) fn of(stretch: &'s Stretch, locals: &[ValType]) -> Result<Self> {
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
        let mut results = values.clone();
        results.extend(has_code(stretch).then_some(ValType::I32));
        results.extend(given.iter().map(type_of));
        Ok(Self { stretch, values, taken, given, parameters, results })
    }

    /// The stretch as a function.
    pub(super) fn callee(&self, host: &Known<'_>) -> Result<Function> {
        let mut callee = Callee::new(self, host)?;
        // Behind a branch nothing runs up to the end of its block, whatever would lie on the stack there.
        let mut is_dead_at = None;
        for (at, depth) in depths(&host.operators, self.stretch.operators.clone()) {
            let operator = &host.operators[at];
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
            callee.operator(operator, depth)?;
        }
        if self.stretch.exits.contains(&Exit::End) {
            callee.leave(Exit::End);
        }
        callee.function.instruction(&Instruction::End);
        Ok(callee.function)
    }

    /// What stands in the place of the stretch; may take more locals.
    pub(super) fn caller(
        &self,
        function: u32,
        locals: &mut Vec<ValType>,
        into: &mut Vec<Instruction<'_>>,
    ) {
        into.extend(self.taken.iter().map(|local| Instruction::LocalGet(*local)));
        into.push(Instruction::Call(function));
        into.extend(self.given.iter().rev().map(|local| Instruction::LocalSet(*local)));
        match self.stretch.exits[..] {
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
            _ => self.go_on(locals, into),
        }
    }

    /// Goes on where it is told to: a block for each exit that is more than a branch, at whose end it is
    /// taken; the stretch's own end comes last.
    fn go_on(&self, locals: &mut Vec<ValType>, into: &mut Vec<Instruction<'_>>) {
        let mut local = |ty: ValType| {
            locals.push(ty);
            locals.len() as u32 - 1
        };
        let code = local(ValType::I32);
        let values: Vec<u32> = self.values.iter().map(|ty| local(*ty)).collect();
        into.push(Instruction::LocalSet(code));
        into.extend(values.iter().rev().map(|value| Instruction::LocalSet(*value)));
        let Stretch { exits, valued, .. } = self.stretch;
        let mut blocks: Vec<Exit> = exits
            .iter()
            .copied()
            .filter(|exit| !matches!(exit, Exit::Label(_)) || valued.contains(exit))
            .collect();
        blocks.sort_by_key(|exit| *exit == Exit::End);
        into.extend(blocks.iter().map(|_| Instruction::Block(BlockType::Empty)));
        into.push(Instruction::LocalGet(code));
        let count = blocks.len() as u32;
        let mut targets: Vec<u32> = exits
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
            if valued.contains(exit) {
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

/// A stretch's function on its way.
struct Callee<'c> {
    call: &'c Call<'c>,
    function: Function,
    /// Its locals by the host's: what lies on the stack comes first, then what it takes, then the others.
    numbers: HashMap<u32, u32>,
    /// The local that holds what a branch of several chooses by.
    chosen: u32,
}

impl<'c> Callee<'c> {
    /// With what lay on the stack on its own.
    fn new(call: &'c Call<'c>, host: &Known<'_>) -> Result<Self> {
        let operands = call.stretch.operands.len() as u32;
        let mut numbers: HashMap<u32, u32> =
            (operands..).zip(&call.taken).map(|(number, local)| (*local, number)).collect();
        let mut others = Vec::new();
        let used = host.operators[call.stretch.operators.clone()].iter().filter_map(local);
        for local in used.chain(call.given.iter().copied()) {
            numbers.entry(local).or_insert_with(|| {
                others.push(host.locals[local as usize]);
                (call.parameters.len() + others.len() - 1) as u32
            });
        }
        let mut others = others.into_iter().map(value_type).collect::<Result<Vec<ValType>>>()?;
        let chosen = (call.parameters.len() + others.len()) as u32;
        others.push(ValType::I32);
        let mut function = Function::new_with_locals_types(others);
        for operand in 0..operands {
            function.instruction(&Instruction::LocalGet(operand));
        }
        Ok(Self { call, function, numbers, chosen })
    }

    /// One of the stretch's operators, at some depth of it.
    fn operator(&mut self, operator: &Operator<'_>, depth: u32) -> Result {
        let stretch = self.call.stretch;
        let exits: Vec<Exit> =
            labels(operator).iter().filter_map(|label| stretch.exit(*label, depth)).collect();
        match operator {
            Operator::Return => self.give_back(stretch.at_return()),
            Operator::Br { .. } if !exits.is_empty() => self.give_back(exits[0]),
            Operator::BrIf { .. } if !exits.is_empty() => {
                self.function.instruction(&Instruction::If(BlockType::Empty));
                self.give_back(exits[0]);
                self.function.instruction(&Instruction::End);
            }
            Operator::BrTable { targets } if !exits.is_empty() => {
                self.choose(targets, &labels(operator), exits, depth)?;
            }
            operator => {
                let number = |local: &u32| self.numbers[local];
                self.function.instruction(&match operator {
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
        Ok(())
    }

    /// A branch of several: a block for each exit, at whose end it is left.
    fn choose(
        &mut self,
        targets: &BrTable<'_>,
        labels: &[u32],
        mut exits: Vec<Exit>,
        depth: u32,
    ) -> Result {
        exits.sort_unstable();
        exits.dedup();
        self.function.instruction(&Instruction::LocalSet(self.chosen));
        for _ in &exits {
            self.function.instruction(&Instruction::Block(BlockType::Empty));
        }
        self.function.instruction(&Instruction::LocalGet(self.chosen));
        let within = |label: u32| match self.call.stretch.exit(label, depth) {
            Some(exit) => exits.binary_search(&exit).unwrap_or_default() as u32,
            None => label + exits.len() as u32,
        };
        let (_, all) = labels.split_last().ok_or("a branch to nowhere")?;
        let all: Vec<u32> = all.iter().map(|label| within(*label)).collect();
        let default = within(targets.default());
        self.function.instruction(&Instruction::BrTable(all.into(), default));
        for exit in &exits {
            self.function.instruction(&Instruction::End);
            self.give_back(*exit);
        }
        Ok(())
    }

    /// Returns to where it goes on.
    fn give_back(&mut self, exit: Exit) {
        self.leave(exit);
        self.function.instruction(&Instruction::Return);
    }

    /// Puts on the stack what comes out where it goes on like this.
    fn leave(&mut self, exit: Exit) {
        let Call { stretch, values, given, .. } = self.call;
        if !stretch.valued.contains(&exit) {
            for ty in values {
                self.function.instruction(&nothing(*ty));
            }
        }
        if has_code(stretch) {
            let code = stretch.exits.iter().position(|other| *other == exit).unwrap_or_default();
            self.function.instruction(&Instruction::I32Const(code as i32));
        }
        for local in given {
            self.function.instruction(&Instruction::LocalGet(self.numbers[local]));
        }
    }
}

/// Whether the caller has to be told where it goes on.
fn has_code(stretch: &Stretch) -> bool {
    stretch.exits.len() > 1
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

pub(super) fn value_type(ty: wasmparser::ValType) -> Result<ValType> {
    Ok(RoundtripReencoder.val_type(ty).map_err(|error| error.to_string())?)
}

pub(super) fn instruction<'m>(operator: &Operator<'m>) -> Result<Instruction<'m>> {
    Ok(RoundtripReencoder.instruction(operator.clone()).map_err(|error| error.to_string())?)
}
