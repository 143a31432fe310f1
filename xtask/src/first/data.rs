//! Which of a module's data its code may read: by what the linker noted, not by what was seen.
//! A function that isn't there yet is asked for when it is called; data that isn't wouldn't be.
//!
//! The linker notes the place of every address in code and data, and of which thing it is. The
//! splitter moves things about and drops the notes; but it leaves code as long as it was, so that
//! the same place in both modules holds the same thing's old and new address.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::ops::Range;

use super::notes::Notes;
use crate::Result;
use crate::functions::{Function, functions};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{ConstExpr, DataSection, Module};
use wasmparser::{DataKind, DataSectionReader, MemArg, Operator, Parser, Payload};

/// A thing in the data, as the linker knows it.
#[derive(Debug)]
pub(super) struct Thing {
    /// Where the linker has put it.
    pub(super) was: u32,
    pub(super) size: u32,
    /// Where the splitter has; nothing where that doesn't matter, since nobody refers to it.
    pub(super) is: Option<u32>,
    /// What it refers to: the place in it, the other, and how far behind that one's beginning.
    pub(super) refers: Vec<(u32, usize, i64)>,
    /// The places in the table of functions that stand in it; as the linker notes them, where.
    pub(super) places: Vec<u32>,
}

/// What is where in the data.
#[derive(Debug)]
pub(super) struct Layout {
    things: Vec<Thing>,
    /// By the addresses that stand in code: what they are of.
    addresses: HashMap<u32, HashSet<usize>>,
    /// The things that are places in the sources: what only a panic reads, and is of the rest.
    sources: HashSet<usize>,
    /// The places in the table of functions that stand in code, and all else that may be one.
    named: HashSet<u32>,
    /// What is written too.
    mutable: Range<u32>,
}

impl Layout {
    /// Reads it from a module as the linker has made it, and as it is once parts were split off.
    pub(super) fn of(linked: &[u8], split: &[u8]) -> Result<Self> {
        let notes = Notes::of(linked)?;
        let old = Code::of(linked)?;
        let new = Code::of(split)?;
        let twins = old.twins(&new, &notes.changed);
        let bytes = Segments::of(split)?;
        // What the splitter has added may name any place.
        let mut named = new.constants_of_others(&twins, &bytes)?;
        let mut things = notes.things;
        let mut addresses: HashMap<u32, HashSet<usize>> = HashMap::new();
        // Where what stood at a place in the code is now.
        let twin_of = |at: usize| {
            let was = old.function_at(at)?;
            let is = *twins.get(&was)?;
            Some(new.functions[is].body.start + (at - old.functions[was].body.start))
        };
        for note in &notes.in_code {
            let Some(&thing) = notes.by_symbol.get(&note.index) else {
                return Err("code refers to nothing".into());
            };
            let Some(at) = twin_of(old.start + note.offset as usize) else { continue };
            let address = leb(split.get(at..).unwrap_or_default());
            let begin = u32::try_from(i64::from(address) - note.addend)?;
            if things[thing].is.is_some_and(|known| known != begin) {
                return Err("something is in two places".into());
            }
            things[thing].is = Some(begin);
            addresses.entry(address).or_default().insert(thing);
        }
        // What code doesn't refer to, other things do.
        let mut known: Vec<usize> =
            (0..things.len()).filter(|&thing| things[thing].is.is_some()).collect();
        while let Some(thing) = known.pop() {
            let Some(begin) = things[thing].is else { continue };
            for (at, other, beyond) in things[thing].refers.clone() {
                if let (None, Some(address)) = (things[other].is, bytes.word(begin + at)) {
                    things[other].is = Some(u32::try_from(i64::from(address) - beyond)?);
                    known.push(other);
                }
            }
        }
        // The splitter moves it about, but not out of where it was.
        let mutable = |address| notes.mutable.contains(&address);
        if things.iter().any(|thing| thing.is.is_some_and(|is| mutable(is) != mutable(thing.was))) {
            return Err("what is written is elsewhere than the linker has put it".into());
        }
        for thing in &mut things {
            let Some(begin) = thing.is else { continue };
            for place in &mut thing.places {
                *place = bytes.word(begin + *place).ok_or("a place that isn't in the data")?;
            }
        }
        let sources =
            (0..things.len()).filter(|&thing| is_source(&things, thing, &bytes)).collect();
        for offset in &notes.places {
            if let Some(place) = twin_of(old.start + offset) {
                named.insert(leb(split.get(place..).unwrap_or_default()));
            }
        }
        Ok(Self { things, addresses, sources, named, mutable: notes.mutable })
    }

    /// What code with these constants may reach.
    fn seen(&self, constants: &HashSet<u32>) -> HashSet<usize> {
        let named = constants.iter().filter_map(|value| self.addresses.get(value)).flatten();
        // What is written is all there, so what that refers to must be too.
        let is_written = |thing: &Thing| thing.is.is_some_and(|is| self.mutable.contains(&is));
        let written = (0..self.things.len()).filter(|&thing| is_written(&self.things[thing]));
        let mut todo: Vec<usize> = named.copied().chain(written).collect();
        let mut seen = HashSet::new();
        while let Some(thing) = todo.pop() {
            if !self.sources.contains(&thing) && seen.insert(thing) {
                todo.extend(self.things[thing].refers.iter().map(|(_, other, _)| *other));
            }
        }
        seen
    }

    /// The places in the table of functions that code with these constants may know, itself or by what
    /// it may read.
    pub(super) fn named(&self, constants: &HashSet<u32>) -> HashSet<u32> {
        let mut named: HashSet<u32> = self.named.intersection(constants).copied().collect();
        let seen = self.seen(constants);
        named.extend(seen.into_iter().flat_map(|thing| &self.things[thing].places));
        named
    }

    /// The stretches of data that code with these constants may reach, and all that is written.
    fn reached(&self, constants: &HashSet<u32>) -> Result<Vec<Range<u32>>> {
        let mut reached = vec![self.mutable.clone()];
        for thing in self.seen(constants) {
            let thing = &self.things[thing];
            let begin = thing.is.ok_or("something that is referred to is nowhere")?;
            reached.push(begin..begin + thing.size);
        }
        reached.sort_unstable_by_key(|range| (range.start, range.end));
        Ok(reached)
    }

    /// A module's data as that of two: what may be read by code with these constants, and all that is
    /// written; and the rest.
    pub(super) fn shared_out(
        &self,
        wasm: &[u8],
        constants: &HashSet<u32>,
    ) -> Result<[Stretches; 2]> {
        let reached = self.reached(constants)?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for (begin, bytes) in Segments::of(wasm)?.0 {
            let cut = |range: Range<u32>| {
                let (from, to) = ((range.start - begin) as usize, (range.end - begin) as usize);
                (range.start, bytes[from..to].to_vec())
            };
            let (mut at, end) = (begin, begin + bytes.len() as u32);
            for range in within(&reached, begin..end) {
                if at < range.start {
                    theirs.push(cut(at..range.start));
                }
                at = range.end;
                ours.push(cut(range));
            }
            if at < end {
                theirs.push(cut(at..end));
            }
        }
        Ok([Stretches(ours), Stretches(theirs)])
    }
}

/// Some of a module's data, by its addresses.
#[derive(Debug)]
pub(super) struct Stretches(Vec<(u32, Vec<u8>)>);

/// A module with these stretches as its data.
pub(super) fn with_data(wasm: &[u8], Stretches(stretches): Stretches) -> Result<Vec<u8>> {
    let mut module = Module::new();
    Sharer { stretches }.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// Whether a thing is a [`std::panic::Location`]: a source file's name with its length, a line, a column.
fn is_source(things: &[Thing], thing: usize, data: &Segments) -> bool {
    let Thing { size: 16, refers, .. } = &things[thing] else { return false };
    let [(0, file, 0)] = refers[..] else { return false };
    let file = &things[file];
    let name = file.is.and_then(|begin| data.bytes(begin..begin + file.size));
    // Newer compilers end it with a zero, for C.
    name.is_some_and(|name| name.strip_suffix(b"\0").unwrap_or(name).ends_with(b".rs"))
}

/// How many bytes an address has in code, and whatever else the linker notes there.
const WIDE: usize = 5;

/// A hole in the data that is smaller costs more than what is in it.
const SMALL: u32 = 8;

/// The stretches of a segment that are in one of these ranges, which are in their order.
fn within(ranges: &[Range<u32>], segment: Range<u32>) -> Vec<Range<u32>> {
    let mut stretches: Vec<Range<u32>> = Vec::new();
    for range in ranges {
        let range = range.start.max(segment.start)..range.end.min(segment.end);
        if range.is_empty() {
            continue;
        }
        match stretches.last_mut() {
            Some(last) if range.start <= last.end + SMALL => last.end = last.end.max(range.end),
            _ => stretches.push(range),
        }
    }
    stretches
}

struct Sharer {
    stretches: Vec<(u32, Vec<u8>)>,
}

impl Reencode for Sharer {
    type Error = Infallible;

    fn parse_data_section(
        &mut self,
        data: &mut DataSection,
        _: DataSectionReader<'_>,
    ) -> std::result::Result<(), Error<Infallible>> {
        for (begin, bytes) in &self.stretches {
            data.active(0, &ConstExpr::i32_const(*begin as i32), bytes.iter().copied());
        }
        Ok(())
    }

    fn data_count(&mut self, _: u32) -> std::result::Result<u32, Error<Infallible>> {
        Ok(self.stretches.len() as u32)
    }
}

/// Where an active segment goes.
pub(super) fn address(segment: &wasmparser::Data<'_>) -> wasmparser::Result<Option<u32>> {
    let DataKind::Active { offset_expr, .. } = &segment.kind else { return Ok(None) };
    Ok(match offset_expr.get_operators_reader().read()? {
        Operator::I32Const { value } => Some(value as u32),
        _ => None,
    })
}

/// What stands in the code of some of a module's functions as a constant, or as the offset of what is
/// read or written.
pub(super) fn constants(wasm: &[u8], of: &[bool]) -> Result<HashSet<u32>> {
    let mut found = HashSet::new();
    let mut of = of.iter();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload? {
            if of.next() != Some(&true) {
                continue;
            }
            for operator in body.get_operators_reader()? {
                found.extend(constant(&operator?));
            }
        }
    }
    Ok(found)
}

/// A constant, or the offset of what an operator reads or writes.
fn constant(operator: &Operator<'_>) -> Option<u32> {
    match operator {
        Operator::I32Const { value } => Some(*value as u32),
        other => memory_argument(other).map(|argument| argument.offset as u32),
    }
}

fn memory_argument(operator: &Operator<'_>) -> Option<MemArg> {
    macro_rules! any {
        ($($name:ident)*) => {
            match operator {
                $(Operator::$name { memarg } => Some(*memarg),)*
                _ => None,
            }
        };
    }
    any!(
        I32Load I64Load F32Load F64Load I32Load8S I32Load8U I32Load16S I32Load16U I64Load8S I64Load8U
        I64Load16S I64Load16U I64Load32S I64Load32U I32Store I64Store F32Store F64Store I32Store8
        I32Store16 I64Store8 I64Store16 I64Store32
    )
}

/// A module's functions.
struct Code<'m> {
    wasm: &'m [u8],
    /// Where the section's content begins.
    start: usize,
    functions: Vec<Function>,
}

impl<'m> Code<'m> {
    fn of(wasm: &'m [u8]) -> Result<Self> {
        let mut start = 0;
        for payload in Parser::new(0).parse_all(wasm) {
            if let Payload::CodeSectionStart { range, .. } = payload? {
                start = usize::try_from(range.start)?;
            }
        }
        Ok(Self { wasm, start, functions: functions(wasm)? })
    }

    /// The function that a place is in.
    fn function_at(&self, place: usize) -> Option<usize> {
        let function = self.functions.partition_point(|function| function.body.end <= place);
        self.functions.get(function).filter(|function| function.body.contains(&place))?;
        Some(function)
    }

    /// Ours and theirs that are the same function: of the same name, one after another, and the same
    /// but for what the splitter `changed`, by its offsets in our section.
    fn twins(&self, theirs: &Self, changed: &[usize]) -> HashMap<usize, usize> {
        let mut twins = HashMap::new();
        let mut from = 0;
        for (at, their) in theirs.functions.iter().enumerate() {
            let is_it = |own: &Function| {
                own.name == their.name && self.is_same(own, theirs, their, changed)
            };
            if let Some(ahead) = self.functions[from..].iter().position(is_it) {
                twins.insert(from + ahead, at);
                from += ahead + 1;
            }
        }
        twins
    }

    /// Whether one of ours is one of theirs, but for the places that were changed.
    fn is_same(&self, own: &Function, theirs: &Self, their: &Function, changed: &[usize]) -> bool {
        let mut ours = self.wasm[own.body.clone()].to_vec();
        let mut others = theirs.wasm[their.body.clone()].to_vec();
        if ours.len() != others.len() {
            return false;
        }
        let begin = own.body.start - self.start;
        let first = changed.partition_point(|offset| *offset < begin);
        for at in changed[first..].iter().map(|offset| offset - begin) {
            let end = (at + WIDE).min(ours.len());
            // From there on they are of the next function.
            if at >= end {
                break;
            }
            ours[at..end].fill(0);
            others[at..end].fill(0);
        }
        ours == others
    }

    /// The constants in what the splitter has added. It must not refer to data: nobody could tell to
    /// what.
    fn constants_of_others(
        &self,
        twins: &HashMap<usize, usize>,
        data: &Segments,
    ) -> Result<HashSet<u32>> {
        let known: HashSet<usize> = twins.values().copied().collect();
        let others: Vec<bool> = (0..self.functions.len()).map(|at| !known.contains(&at)).collect();
        let found = constants(self.wasm, &others)?;
        match found.iter().find(|value| data.has(**value)) {
            Some(value) => Err(format!("something unknown refers to data, at {value}").into()),
            None => Ok(found),
        }
    }
}

/// The bytes of a module's data.
struct Segments(Vec<(u32, Vec<u8>)>);

impl Segments {
    fn of(wasm: &[u8]) -> Result<Self> {
        let mut segments = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            if let Payload::DataSection(section) = payload? {
                for segment in section {
                    let segment = segment?;
                    let begin = address(&segment)?.ok_or("data without an address")?;
                    segments.push((begin, segment.data.to_vec()));
                }
            }
        }
        Ok(Self(segments))
    }

    fn has(&self, address: u32) -> bool {
        let ends = |(begin, bytes): &(u32, Vec<u8>)| *begin..*begin + bytes.len() as u32;
        self.0.iter().any(|segment| ends(segment).contains(&address))
    }

    fn bytes(&self, addresses: Range<u32>) -> Option<&[u8]> {
        self.0.iter().find_map(|(begin, bytes)| {
            let at = usize::try_from(addresses.start.checked_sub(*begin)?).ok()?;
            bytes.get(at..at + addresses.len())
        })
    }

    fn word(&self, address: u32) -> Option<u32> {
        Some(u32::from_le_bytes(self.bytes(address..address.checked_add(4)?)?.try_into().ok()?))
    }
}

/// A number of up to 32 bits as WebAssembly writes it; the linker gives it five bytes.
fn leb(bytes: &[u8]) -> u32 {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(WIDE).enumerate() {
        value |= u32::from(byte & 0x7f).wrapping_shl(7 * at as u32);
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_with_their_last_byte_or_their_fifth() {
        assert_eq!(leb(&[0x05, 0xff]), 5);
        assert_eq!(leb(&[0x80, 0x80, 0xc0, 0x80, 0x00]), 0x10_0000);
        assert_eq!(leb(&[0x85, 0x80, 0xc0, 0x80, 0x80, 0x01]), 0x10_0005);
        assert_eq!(leb(&[]), 0);
    }

    #[test]
    fn stretches_are_cut_at_a_segments_ends_and_small_holes_are_kept() {
        let ranges = [0..4, 10..20, 24..30, 25..28, 60..90];
        assert_eq!(within(&ranges, 12..70), [12..30, 60..70]);
        assert!(within(&ranges, 40..50).is_empty());
    }

    /// Something, what it refers to, and something else.
    fn layout() -> Layout {
        let thing = |is, refers| Thing { was: 0, size: 4, is, refers, places: Vec::new() };
        Layout {
            things: vec![
                thing(Some(100), vec![(0, 1, 0)]),
                thing(Some(200), Vec::new()),
                thing(Some(300), Vec::new()),
            ],
            // The code reads behind the end of the first, too.
            addresses: HashMap::from([
                (100, HashSet::from([0])),
                (104, HashSet::from([0])),
                (300, HashSet::from([2])),
            ]),
            sources: HashSet::new(),
            named: HashSet::new(),
            mutable: 400..410,
        }
    }

    #[test]
    fn places_in_the_sources_are_known_by_their_shape() {
        let thing =
            |is, size, refers| Thing { was: 0, size, is: Some(is), refers, places: Vec::new() };
        let data = Segments(vec![(100, b"src/lib.rs\0......src/lib.txt...".to_vec())]);
        let things = [
            thing(100, 11, Vec::new()),
            thing(117, 11, Vec::new()),
            thing(0, 16, vec![(0, 0, 0)]),
            thing(0, 16, vec![(0, 1, 0)]),
            thing(0, 12, vec![(0, 0, 0)]),
            thing(0, 16, vec![(8, 0, 0)]),
        ];
        let found: Vec<usize> =
            (0..things.len()).filter(|&thing| is_source(&things, thing, &data)).collect();
        assert_eq!(found, [2]);
    }

    #[test]
    fn a_place_is_of_the_rest_whoever_refers_to_it() -> Result {
        let mut layout = layout();
        layout.sources.insert(1);
        assert_eq!(layout.reached(&HashSet::from([100]))?, [100..104, 400..410]);
        Ok(())
    }

    #[test]
    fn what_is_referred_to_is_reached_and_all_that_is_written() -> Result {
        let reached = |constants: &[u32]| layout().reached(&constants.iter().copied().collect());
        assert_eq!(reached(&[104, 7])?, [100..104, 200..204, 400..410]);
        assert_eq!(reached(&[300])?, [300..304, 400..410]);
        assert_eq!(reached(&[7])?.len(), 1);
        let mut lost = layout();
        lost.things[1].is = None;
        assert!(lost.reached(&HashSet::from([100])).is_err());
        assert!(lost.reached(&HashSet::from([300])).is_ok());
        Ok(())
    }

    #[test]
    fn places_are_named_in_code_or_in_what_it_may_read() {
        let mut layout = layout();
        layout.named = HashSet::from([5, 6]);
        layout.things[1].places = vec![8];
        layout.things[2].places = vec![9];
        let named = |constants: &[u32]| {
            let mut named: Vec<_> =
                layout.named(&constants.iter().copied().collect()).into_iter().collect();
            named.sort_unstable();
            named
        };
        // The first thing refers to the second.
        assert_eq!(named(&[5, 7, 100]), [5, 8]);
        assert_eq!(named(&[6, 300]), [6, 9]);
        assert!(named(&[8]).is_empty());
    }

    #[test]
    fn functions_are_known_again_by_name_order_and_what_is_the_same() {
        let code = |wasm, functions: &[(&str, Range<usize>)]| Code {
            wasm,
            start: 0,
            functions: functions
                .iter()
                .map(|(name, body)| Function { name: (*name).to_owned(), body: body.clone() })
                .collect(),
        };
        // Of the second and third, five bytes are an address.
        let old =
            code(b"axbAAAAAybBBBBBzc", &[("a", 0..2), ("b", 2..9), ("b", 9..16), ("c", 16..17)]);
        let new = code(b"bCCCCCzdc", &[("b", 0..7), ("d", 7..8), ("c", 8..9)]);
        let changed = [3, 10];
        assert_eq!(old.twins(&new, &changed), HashMap::from([(2, 0), (3, 2)]));
        assert_eq!(old.function_at(8), Some(1));
        assert_eq!(old.function_at(17), None);
    }
}
