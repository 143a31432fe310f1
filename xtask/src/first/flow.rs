//! How a function's operators follow on each other, and which locals somebody may still read.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::Result;
use wasmparser::Operator;

/// How a function's operators follow on each other.
pub(super) struct Code {
    /// By operator: which may come next.
    pub(super) next: Vec<Vec<usize>>,
    /// By operator, what it does to locals: the one that it reads, the one that it writes.
    pub(super) locals: Vec<[Option<u32>; 2]>,
}

/// Which locals somebody may still read: a bit for each.
pub(super) type Bits = Vec<u64>;

impl Code {
    pub(super) fn of(operators: &[Operator<'_>]) -> Result<Self> {
        let count = operators.len();
        // Where each block ends, by its beginning; and where its second half begins.
        let (mut ends, mut halves) = (BTreeMap::new(), BTreeMap::new());
        let mut open = Vec::new();
        for (at, operator) in operators.iter().enumerate() {
            match operator {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                    open.push(at)
                }
                Operator::Else => {
                    halves.insert(*open.last().ok_or("an else outside an if")?, at);
                }
                // The last is the function's.
                Operator::End => {
                    if let Some(begin) = open.pop() {
                        ends.insert(begin, at);
                    }
                }
                operator if is_other_flow(operator) => {
                    return Err(format!("the widget's code has {operator:?}").into());
                }
                _ => {}
            }
        }
        let mut next = Vec::with_capacity(count);
        let mut open: Vec<usize> = Vec::new();
        let target = |open: &[usize], label: u32| match open.iter().rev().nth(label as usize) {
            Some(begin) if matches!(operators[*begin], Operator::Loop { .. }) => begin + 1,
            Some(begin) => ends[begin] + 1,
            None => count,
        };
        for (at, operator) in operators.iter().enumerate() {
            let mut following: Vec<usize> =
                labels(operator).into_iter().map(|label| target(&open, label)).collect();
            match operator {
                Operator::Block { .. } | Operator::Loop { .. } => {
                    open.push(at);
                    following.push(at + 1);
                }
                Operator::If { .. } => {
                    open.push(at);
                    following.extend([at + 1, halves.get(&at).unwrap_or(&ends[&at]) + 1]);
                }
                Operator::Else => following.extend(open.last().map(|begin| ends[begin] + 1)),
                Operator::End => {
                    open.pop();
                    following.push(at + 1);
                }
                Operator::Br { .. } | Operator::BrTable { .. } => {}
                Operator::Return | Operator::Unreachable => {}
                _ => following.push(at + 1),
            }
            next.push(following);
        }
        let locals = operators
            .iter()
            .map(|operator| match operator {
                Operator::LocalGet { local_index } => [Some(*local_index), None],
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    [None, Some(*local_index)]
                }
                _ => [None, None],
            })
            .collect();
        Ok(Self { next, locals })
    }

    /// Which locals may still be read before each of some operators. Of what comes after these
    /// `beyond` says that; nothing counts as none.
    pub(super) fn live(
        &self,
        range: Range<usize>,
        locals: usize,
        beyond: impl Fn(usize) -> Option<Bits>,
    ) -> Vec<Bits> {
        let words = locals.div_ceil(64);
        let mut live = vec![vec![0; words]; range.len()];
        loop {
            let mut has_changed = false;
            for at in range.clone().rev() {
                let mut now = vec![0; words];
                for next in &self.next[at] {
                    let add = |now: &mut Bits, then: &Bits| {
                        now.iter_mut().zip(then).for_each(|(now, then)| *now |= then);
                    };
                    match range.contains(next) {
                        true => add(&mut now, &live[next - range.start]),
                        false => beyond(*next).iter().for_each(|then| add(&mut now, then)),
                    }
                }
                let [read, written] = self.locals[at];
                if let Some(local) = written {
                    now[local as usize / 64] &= !(1 << (local % 64));
                }
                if let Some(local) = read {
                    now[local as usize / 64] |= 1 << (local % 64);
                }
                let before = &mut live[at - range.start];
                if *before != now {
                    *before = now;
                    has_changed = true;
                }
            }
            if !has_changed {
                return live;
            }
        }
    }
}

/// The labels that an operator may branch to.
pub(super) fn labels(operator: &Operator<'_>) -> Vec<u32> {
    match operator {
        Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => {
            vec![*relative_depth]
        }
        Operator::BrTable { targets } => {
            // It was read before, by the validator.
            targets.targets().flatten().chain([targets.default()]).collect()
        }
        _ => Vec::new(),
    }
}

/// The local that an operator reads or writes.
pub(super) fn local(operator: &Operator<'_>) -> Option<u32> {
    match operator {
        Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } => Some(*local_index),
        _ => None,
    }
}

/// The operators of a stretch, each with how many blocks of the stretch it is in.
pub(super) fn depths(
    operators: &[Operator<'_>],
    stretch: Range<usize>,
) -> impl Iterator<Item = (usize, u32)> {
    let mut depth = 0;
    stretch.map(move |at| {
        match operators[at] {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
            Operator::End => depth -= 1,
            _ => {}
        }
        (at, depth)
    })
}

/// Whether an operator goes on elsewhere in a way that nobody here knows.
fn is_other_flow(operator: &Operator<'_>) -> bool {
    use Operator::{
        BrOnCast, BrOnCastFail, BrOnNonNull, BrOnNull, Rethrow, ReturnCall, ReturnCallIndirect,
        ReturnCallRef, Throw, ThrowRef, Try, TryTable,
    };
    matches!(
        operator,
        BrOnCast { .. }
            | BrOnCastFail { .. }
            | BrOnNonNull { .. }
            | BrOnNull { .. }
            | Rethrow { .. }
            | ReturnCall { .. }
            | ReturnCallIndirect { .. }
            | ReturnCallRef { .. }
            | Throw { .. }
            | ThrowRef
            | Try { .. }
            | TryTable { .. }
    )
}
