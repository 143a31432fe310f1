//! Where the functions of two modules are in the table that they share.

use std::collections::{BTreeMap, BTreeSet};

use super::whole::Whole;
use wasm_encoder::{ConstExpr, ElementSection, Elements};
use wasmparser::TableType;

/// Functions have the numbers that the whole module gives them.
#[derive(Debug)]
pub(super) struct Places {
    /// By function: its place.
    pub(super) of: BTreeMap<u32, u32>,
    /// Functions of the rest in whose places another stands until it is there.
    pub(super) stand_ins: BTreeSet<u32>,
    /// The others of the rest, which must be seen to before they are called.
    pub(super) bare: BTreeSet<u32>,
    /// How many places the whole module has. Behind these, one after another: functions of the first
    /// that had none;
    pub(super) old: u32,
    /// what sees to it that the rest is there, until it is, and what does nothing from then on;
    pub(super) need: u32,
    /// functions of the rest that had none; and the end.
    pub(super) end: u32,
}

impl Places {
    /// Gives a place to each function that the other module may call. `is_first` says of each of a
    /// module's own functions where it goes; `is_named`, of a place that it had, whether what the first
    /// has itself may name it.
    pub(super) fn of(whole: &Whole, is_first: &[bool], is_named: impl Fn(u32) -> bool) -> Self {
        let is_first = |function: u32| is_first[(function - whole.imported) as usize];
        let mut wanted = BTreeSet::new();
        for (caller, calls) in (whole.imported..).zip(&whole.calls) {
            wanted.extend(calls.iter().filter(|called| is_first(**called) != is_first(caller)));
        }
        wanted.extend(whole.exported.iter().filter(|f| **f >= whole.imported && !is_first(**f)));
        let old = whole.tables[0].initial as u32;
        let (firsts, rests): (Vec<u32>, Vec<u32>) = wanted
            .into_iter()
            .filter(|function| !whole.listed.contains_key(function))
            .partition(|function| is_first(*function));
        let need = old + firsts.len() as u32;
        let mut of = whole.listed.clone();
        of.retain(|function, _| *function >= whole.imported);
        of.extend(firsts.iter().copied().zip(old..));
        of.extend(rests.iter().copied().zip(need + 1..));
        let end = need + 1 + rests.len() as u32;
        let rest = of.iter().filter(|(function, _)| !is_first(**function));
        let (stand_ins, bare): (Vec<_>, Vec<_>) =
            rest.partition(|(_, place)| **place < old && is_named(**place));
        let functions = |some: Vec<(&u32, _)>| some.into_iter().map(|(of, _)| *of).collect();
        let (stand_ins, bare) = (functions(stand_ins), functions(bare));
        Self { of, stand_ins, bare, old, need, end }
    }

    /// The table with the new places too.
    pub(super) fn larger(&self, table: TableType) -> TableType {
        let new = u64::from(self.end - self.old);
        TableType {
            initial: table.initial + new,
            maximum: table.maximum.map(|most| most + new),
            ..table
        }
    }
}

/// The longest hole between places that is filled.
const HOLE: u32 = 6;

/// Puts functions into their places in the table. Small holes are filled with what nobody calls there.
pub(super) fn list(
    elements: &mut ElementSection,
    by_place: BTreeMap<u32, u32>,
    filler: Option<u32>,
) {
    let mut stretches: Vec<(u32, Vec<u32>)> = Vec::new();
    for (place, function) in by_place {
        if let Some((begin, last)) = stretches.last_mut() {
            let hole = place - *begin - last.len() as u32;
            if hole == 0 || (hole <= HOLE && filler.is_some()) {
                last.resize(last.len() + hole as usize, filler.unwrap_or_default());
                last.push(function);
                continue;
            }
        }
        stretches.push((place, vec![function]));
    }
    for (place, functions) in stretches {
        let place = ConstExpr::i32_const(place as i32);
        elements.active(Some(0), &place, Elements::Functions(functions.into()));
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::Result;
    use wasm_encoder::Module;
    use wasmparser::{ElementItems, ElementKind, Operator, Parser, Payload};

    /// Which functions a module puts where in the table.
    pub(in crate::first) fn listed(wasm: &[u8]) -> Result<Vec<(i32, Vec<u32>)>> {
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
    fn small_holes_among_places_are_filled_where_there_is_something_to_fill_them() -> Result {
        let by_place = BTreeMap::from([(1, 7), (2, 8), (5, 9), (HOLE + 7, 10)]);
        for (filler, expected) in [
            (Some(3), vec![(1, vec![7, 8, 3, 3, 9]), (HOLE as i32 + 7, vec![10])]),
            (None, vec![(1, vec![7, 8]), (5, vec![9]), (HOLE as i32 + 7, vec![10])]),
        ] {
            let mut elements = ElementSection::new();
            list(&mut elements, by_place.clone(), filler);
            let mut module = Module::new();
            module.section(&elements);
            assert_eq!(listed(&module.finish())?, expected);
        }
        Ok(())
    }
}
