//! Stretches of a function that the visits never came to, and what it takes to have each of them as a
//! function of its own: what goes in, what comes out, and where the caller goes on.
//!
//! WebAssembly's blocks are entered at their beginning alone. So what was not passed in one is not
//! passed from there to its end: such an end of a block, and all blocks in it, is a stretch.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::flow::{Bits, Code, depths, labels};
use super::ran::is_before_point;
use crate::Result;
use wasmparser::{
    BlockType, FuncToValidate, FuncValidator, FuncValidatorAllocations, FunctionBody, Operator,
    ValType, ValidatorResources,
};

/// Where it goes on after a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// At the end of the block that the stretch is the end of.
    End,
    /// At a label, as a branch in place of the stretch would name it.
    Label(u32),
    /// At the function's caller.
    Return,
}

/// A stretch that the visits never came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Which of the function's operators it is, up to the end of a block, which isn't of it.
    pub(super) operators: Range<usize>,
    /// How many bytes these are.
    pub(super) size: u64,
    /// What lies on the stack for it.
    pub(super) operands: Vec<ValType>,
    /// The locals whose values it may read, or may leave as they are.
    pub(super) taken: Vec<u32>,
    /// Those that it may change, where somebody reads them afterwards.
    pub(super) given: Vec<u32>,
    /// Where it goes on; nowhere after a trap.
    pub(super) exits: Vec<Exit>,
    /// What it leaves on the stack for those exits that want it.
    pub(super) values: Vec<ValType>,
    /// Those exits.
    pub(super) valued: BTreeSet<Exit>,
    /// How many blocks it is in, of which the first is the function's, and whether the last is a loop.
    pub(super) blocks: usize,
    pub(super) is_loop: bool,
}

impl Stretch {
    /// Where an operator at some depth of the stretch goes on that branches to this label; nothing where
    /// that is in the stretch.
    pub(super) fn exit(&self, label: u32, depth: u32) -> Option<Exit> {
        Some(exit(label.checked_sub(depth)?, self.blocks, self.is_loop))
    }

    /// Where it goes on where the function returns.
    pub(super) fn at_return(&self) -> Exit {
        exit(u32::MAX, self.blocks, self.is_loop)
    }

    /// Says which locals go into it and come out.
    fn say_locals(&mut self, code: &Code, live: &[Bits], locals: usize) {
        let range = self.operators.clone();
        let mut changed = vec![0; locals.div_ceil(64)];
        for written in range.clone().filter_map(|at| code.locals[at][1]) {
            changed[written as usize / 64] |= 1 << (written % 64);
        }
        let beyond = |at: usize| {
            let then = live.get(at)?;
            Some(then.iter().zip(&changed).map(|(then, changed)| then & changed).collect())
        };
        let mut given: Bits = vec![0; changed.len()];
        for at in range.clone() {
            for next in code.next[at].iter().filter(|next| !range.contains(next)) {
                let then: Bits = beyond(*next).unwrap_or_default();
                given.iter_mut().zip(then).for_each(|(given, then)| *given |= then);
            }
        }
        let within = code.live(range, locals, beyond);
        let list = |bits: &Bits| {
            (0..locals as u32)
                .filter(|local| bits[*local as usize / 64] & (1 << (local % 64)) != 0)
                .collect()
        };
        self.taken = within.first().map(list).unwrap_or_default();
        self.given = list(&given);
    }
}

/// A function whose stretches are known.
#[derive(Debug)]
pub(super) struct Known<'m> {
    pub(super) operators: Vec<Operator<'m>>,
    /// The types of all its locals, the parameters first.
    pub(super) locals: Vec<ValType>,
    pub(super) parameters: u32,
    pub(super) stretches: Vec<Stretch>,
}

/// Reads a function; `passed` says of each of its points, the first included, whether visits came by.
pub(super) fn known<'m>(
    function: FuncToValidate<ValidatorResources>,
    body: &FunctionBody<'m>,
    passed: &[bool],
) -> Result<Known<'m>> {
    let mut validator = function.into_validator(FuncValidatorAllocations::default());
    let parameters = validator.len_locals();
    let mut reader = body.get_binary_reader();
    validator.read_locals(&mut reader)?;
    let locals: Vec<ValType> = (0..).map_while(|local| validator.get_local_type(local)).collect();
    let (mut operators, mut offsets) = (Vec::new(), Vec::new());
    let mut read = body.get_operators_reader()?;
    while !read.eof() {
        let (operator, offset) = read.read_with_offset()?;
        operators.push(operator);
        offsets.push(offset);
    }
    offsets.push(body.range().end);

    let code = Code::of(&operators)?;
    let mut finder = Finder { operators: &operators, frames: Vec::new() };
    let mut passed = passed.iter().skip(1);
    let mut found = Vec::new();
    finder.enter(&validator, false)?;
    for (at, operator) in operators.iter().enumerate() {
        let ends = matches!(operator, Operator::End | Operator::Else);
        if ends {
            let falls = validator.get_control_frame(0).is_some_and(|frame| !frame.unreachable);
            if let Some(stretch) = finder.leave(at, falls) {
                found.push(stretch);
            }
        }
        validator.op(offsets[at], operator)?;
        match operator {
            Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::Else => {
                finder.enter(&validator, matches!(operator, Operator::Loop { .. }))?;
            }
            _ => {}
        }
        if is_before_point(operator) && at + 1 < operators.len() {
            let has_passed = passed.next().ok_or("a function has more points than were marked")?;
            if !has_passed {
                finder.note(&validator, at + 1);
            }
        }
    }
    let mut stretches = Vec::new();
    if !found.is_empty() {
        let live = code.live(0..operators.len(), locals.len(), |_| None);
        for mut stretch in found {
            stretch.size = offsets[stretch.operators.end] - offsets[stretch.operators.start];
            stretch.say_locals(&code, &live, locals.len());
            stretches.push(stretch);
        }
    }
    Ok(Known { operators, locals, parameters, stretches })
}

/// A block that is being read.
struct Frame {
    is_loop: bool,
    results: Vec<ValType>,
    /// Where nothing was passed any more, and what lies on the stack there; nothing where that can't be
    /// told.
    rare: Option<(usize, Option<Vec<ValType>>)>,
}

/// Finds the stretches of a function.
struct Finder<'f, 'm> {
    operators: &'f [Operator<'m>],
    frames: Vec<Frame>,
}

impl Finder<'_, '_> {
    fn enter(&mut self, validator: &FuncValidator<ValidatorResources>, is_loop: bool) -> Result {
        let frame = validator.get_control_frame(0).ok_or("a block outside a function")?;
        let results = match frame.block_type {
            BlockType::Empty => Vec::new(),
            BlockType::Type(ty) => vec![ty],
            BlockType::FuncType(ty) => {
                let ty = wasmparser::WasmModuleResources::sub_type_at(validator.resources(), ty)
                    .ok_or("a block of no type")?;
                let ty = ty.unwrap_func();
                if !self.frames.is_empty() && !ty.params().is_empty() {
                    return Err("the widget's blocks have parameters".into());
                }
                ty.results().to_vec()
            }
        };
        self.frames.push(Frame { is_loop, results, rare: None });
        Ok(())
    }

    /// Notes that what comes now was never passed.
    fn note(&mut self, validator: &FuncValidator<ValidatorResources>, at: usize) {
        if self.frames.iter().any(|frame| frame.rare.is_some()) {
            return;
        }
        let (Some(frame), Some(now)) = (self.frames.last_mut(), validator.get_control_frame(0))
        else {
            return;
        };
        // Behind a branch nothing ever runs, and what lies on the stack is anything.
        if now.unreachable {
            return;
        }
        let below = now.height;
        let operands = (validator.operand_stack_height() as usize).saturating_sub(below);
        let types = (0..operands).rev().map(|depth| validator.get_operand_type(depth).flatten());
        frame.rare = Some((at, types.collect()));
    }

    /// Leaves a block at its end; gives the stretch that ends it. Whether one `falls` out of it there.
    fn leave(&mut self, at: usize, falls: bool) -> Option<Stretch> {
        let frame = self.frames.last()?;
        let (begin, operands) = frame.rare.clone().unwrap_or((at, None));
        let stretch = operands.filter(|_| begin < at).and_then(|operands| {
            let exits = self.exits(begin..at, falls)?;
            let valued: BTreeMap<Exit, &[ValType]> = exits
                .iter()
                .map(|&exit| (exit, self.values(exit)))
                .filter(|(_, values)| !values.is_empty())
                .collect();
            let values = valued.values().next().copied().unwrap_or_default();
            valued.values().all(|others| *others == values).then(|| Stretch {
                operators: begin..at,
                size: 0,
                operands,
                taken: Vec::new(),
                given: Vec::new(),
                values: values.to_vec(),
                valued: valued.keys().copied().collect(),
                exits: exits.into_iter().collect(),
                blocks: self.frames.len(),
                is_loop: frame.is_loop,
            })
        });
        self.frames.pop();
        stretch
    }

    /// Where a stretch of the innermost block goes on; nothing where a branch out of it may leave values
    /// behind.
    fn exits(&self, stretch: Range<usize>, falls: bool) -> Option<BTreeSet<Exit>> {
        let mut exits = BTreeSet::new();
        if falls {
            exits.insert(Exit::End);
        }
        for (at, depth) in depths(self.operators, stretch) {
            let operator = &self.operators[at];
            if matches!(operator, Operator::Return) {
                exits.insert(self.exit(u32::MAX));
            }
            for label in labels(operator) {
                let Some(label) = label.checked_sub(depth) else { continue };
                let exit = self.exit(label);
                let is_plain = matches!(operator, Operator::Br { .. });
                if !is_plain && !self.values(exit).is_empty() {
                    return None;
                }
                exits.insert(exit);
            }
        }
        Some(exits)
    }

    /// Where a label of the innermost block leads, of which the last is the function's.
    fn exit(&self, label: u32) -> Exit {
        exit(label, self.frames.len(), self.frames.last().is_some_and(|frame| frame.is_loop))
    }

    fn values(&self, exit: Exit) -> &[ValType] {
        let frame = match exit {
            Exit::End => self.frames.last(),
            Exit::Return => self.frames.first(),
            Exit::Label(label) => {
                let frame = self.frames.iter().rev().nth(label as usize);
                frame.filter(|frame| !frame.is_loop)
            }
        };
        frame.map_or(&[], |frame| &frame.results)
    }
}

/// Where a label of a block leads that is the innermost of so many, of which the first is the
/// function's.
fn exit(label: u32, blocks: usize, is_loop: bool) -> Exit {
    match label {
        _ if blocks == 1 => Exit::End,
        0 if !is_loop => Exit::End,
        _ if label as usize >= blocks - 1 => Exit::Return,
        _ => Exit::Label(label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        BlockType as Block, CodeSection, Function, FunctionSection, Instruction, Module,
        TypeSection, ValType as Type,
    };
    use wasmparser::{Parser, ValidPayload, Validator};

    /// The stretches of a function that takes two numbers, gives one and has one more, where all is
    /// passed but some points.
    fn stretches(body: &[Instruction<'_>], rare: &[usize]) -> Result<Vec<Stretch>> {
        let mut types = TypeSection::new();
        types.ty().function([Type::I32, Type::I32], [Type::I32]);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut function = Function::new_with_locals_types([Type::I32]);
        for instruction in body {
            function.instruction(instruction);
        }
        let mut code = CodeSection::new();
        code.function(&function);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&code);
        let module = module.finish();
        let points = super::super::ran::points(&module)?[0];
        let passed: Vec<bool> = (0..points).map(|point| !rare.contains(&point)).collect();
        let mut validator = Validator::new();
        for payload in Parser::new(0).parse_all(&module) {
            if let ValidPayload::Func(function, body) = validator.payload(&payload?)? {
                return Ok(known(function, &body, &passed)?.stretches);
            }
        }
        Err("no function".into())
    }

    /// `if ($0) { $2 = $1; return 7 if $2; $1 = 8 } return $2`.
    fn body() -> Vec<Instruction<'static>> {
        vec![
            Instruction::LocalGet(0),
            Instruction::If(Block::Empty),
            Instruction::LocalGet(1),
            Instruction::LocalSet(2),
            Instruction::LocalGet(2),
            Instruction::If(Block::Empty),
            Instruction::I32Const(7),
            Instruction::Return,
            Instruction::End,
            Instruction::I32Const(8),
            Instruction::LocalSet(1),
            Instruction::End,
            Instruction::LocalGet(2),
            Instruction::End,
        ]
    }

    #[test]
    fn a_stretch_takes_what_it_reads_and_gives_what_is_read_after_it() -> Result {
        let found = stretches(&body(), &[1, 2])?;
        let [stretch] = &found[..] else { return Err(format!("{found:?}").into()) };
        assert_eq!(stretch.operators, 2..11);
        assert_eq!(stretch.taken, [1]);
        // Nobody reads the second again.
        assert_eq!(stretch.given, [2]);
        assert_eq!(stretch.exits, [Exit::End, Exit::Return]);
        assert_eq!((&*stretch.values, stretch.valued.len()), (&[ValType::I32][..], 1));
        Ok(())
    }

    #[test]
    fn what_follows_on_a_block_that_was_left_may_be_rare() -> Result {
        let found = stretches(&body(), &[3])?;
        let [stretch] = &found[..] else { return Err(format!("{found:?}").into()) };
        assert_eq!(stretch.operators, 9..11);
        assert!(stretch.taken.is_empty() && stretch.given.is_empty());
        assert_eq!((&*stretch.exits, &*stretch.values), (&[Exit::End][..], &[][..]));
        assert_eq!(stretch.size, 4);
        Ok(())
    }

    #[test]
    fn what_lies_on_the_stack_is_an_operand() -> Result {
        let body = [
            Instruction::I32Const(1),
            Instruction::LocalGet(0),
            Instruction::BrIf(0),
            Instruction::LocalGet(1),
            Instruction::I32Add,
            Instruction::End,
        ];
        let found = stretches(&body, &[1])?;
        let [stretch] = &found[..] else { return Err(format!("{found:?}").into()) };
        assert_eq!((&stretch.operators, &*stretch.operands), (&(3..5), &[ValType::I32][..]));
        assert_eq!(stretch.taken, [1]);
        // A function's end is where it returns.
        assert_eq!(stretch.exits, [Exit::End]);
        Ok(())
    }

    #[test]
    fn where_all_was_passed_or_a_branch_may_leave_a_value_there_is_none() -> Result {
        assert!(stretches(&body(), &[])?.is_empty());
        let body = [
            Instruction::LocalGet(0),
            Instruction::If(Block::Empty),
            Instruction::I32Const(1),
            Instruction::LocalGet(0),
            Instruction::BrIf(1),
            Instruction::Drop,
            Instruction::End,
            Instruction::LocalGet(1),
            Instruction::End,
        ];
        assert!(stretches(&body, &[1])?.is_empty());
        Ok(())
    }
}
