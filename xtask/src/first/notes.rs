//! What the linker noted of a module's data (`--emit-relocs`): what is in it, and who refers to what.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::data::{Thing, address};
use crate::Result;
use wasmparser::{
    KnownCustom, Linking, Parser, Payload, RelocationEntry, RelocationType, Segment, SymbolInfo,
};

/// What the linker noted.
pub(super) struct Notes {
    pub(super) things: Vec<Thing>,
    /// Things by the number of their symbol.
    pub(super) by_symbol: HashMap<u32, usize>,
    /// Addresses in code, by their offset in its section.
    pub(super) in_code: Vec<RelocationEntry>,
    /// Offsets in the code of what is a place in the table of functions.
    pub(super) places: Vec<usize>,
    /// The offsets of all that the splitter changes in code, in their order; each has five bytes.
    pub(super) changed: Vec<usize>,
    pub(super) mutable: Range<u32>,
}

impl Notes {
    pub(super) fn of(linked: &[u8]) -> Result<Self> {
        let mut sections = 0;
        let (mut code, mut data, mut data_start) = (None, None, 0);
        let mut segments = Vec::new();
        let mut infos = Vec::new();
        let mut symbols = Vec::new();
        let mut entries: BTreeMap<u32, Vec<RelocationEntry>> = BTreeMap::new();
        for payload in Parser::new(0).parse_all(linked) {
            let payload = payload?;
            match &payload {
                Payload::CodeSectionStart { .. } => code = Some(sections),
                Payload::DataSection(section) => {
                    data = Some(sections);
                    data_start = section.range().start;
                    for segment in section.clone() {
                        let segment = segment?;
                        let begin = address(&segment)?.ok_or("data without an address")?;
                        let file = segment.range.end - segment.data.len() as u64;
                        segments.push((begin, file, segment.data.len() as u64));
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            match part? {
                                Linking::SymbolTable(table) => {
                                    symbols =
                                        table.into_iter().collect::<std::result::Result<_, _>>()?;
                                }
                                Linking::SegmentInfo(table) => {
                                    infos = table.into_iter().collect::<std::result::Result<
                                        Vec<Segment<'_>>,
                                        _,
                                    >>(
                                    )?;
                                }
                                _ => {}
                            }
                        }
                    }
                    KnownCustom::Reloc(notes) => {
                        let list: std::result::Result<Vec<_>, _> =
                            notes.entries().into_iter().collect();
                        entries.entry(notes.section_index()).or_default().extend(list?);
                    }
                    _ => {}
                },
                _ => {}
            }
            sections += u32::from(payload.as_section().is_some());
        }
        let mut things = Vec::new();
        let mut by_symbol = HashMap::new();
        for (number, symbol) in symbols.iter().enumerate() {
            if let SymbolInfo::Data { symbol: Some(place), .. } = symbol {
                let (begin, ..) = segments.get(place.index as usize).ok_or("a thing nowhere")?;
                by_symbol.insert(u32::try_from(number)?, things.len());
                let was = begin + place.offset;
                things.push(Thing {
                    was,
                    size: place.size,
                    is: None,
                    refers: Vec::new(),
                    places: Vec::new(),
                });
            }
        }
        let mut in_section = |section: Option<u32>| {
            section.and_then(|section| entries.remove(&section)).unwrap_or_default()
        };
        let (in_code, in_data) = (in_section(code), in_section(data));
        let mut changed: Vec<usize> = in_code.iter().map(|entry| entry.offset as usize).collect();
        changed.sort_unstable();
        let places = |notes: &[RelocationEntry], ty| {
            let places = notes.iter().filter(|note| note.ty == ty);
            places.map(|note| note.offset as usize).collect::<Vec<_>>()
        };
        let in_code_places = places(&in_code, RelocationType::TableIndexSleb);
        let (in_code, in_data) = (addresses(in_code)?, addresses(in_data)?);
        for entry in in_data {
            let file = data_start + u64::from(entry.offset);
            let other = match (entry.ty, by_symbol.get(&entry.index)) {
                (RelocationType::TableIndexI32, _) => None,
                (_, Some(other)) => Some(*other),
                _ => return Err("data refers to nothing".into()),
            };
            let within =
                |(_, start, size): &&(u32, u64, u64)| (*start..start + size).contains(&file);
            let (begin, start, _) = segments.iter().find(within).ok_or("an address nowhere")?;
            let at = begin + u32::try_from(file - start)?;
            let mut is_within = false;
            for thing in &mut things {
                if (thing.was..thing.was + thing.size).contains(&at) {
                    match other {
                        Some(other) => thing.refers.push((at - thing.was, other, entry.addend)),
                        None => thing.places.push(at - thing.was),
                    }
                    is_within = true;
                }
            }
            if !is_within {
                return Err("nothing known refers to something".into());
            }
        }
        // What is only read comes first.
        let names = infos.iter().map(|info| info.name);
        let written = segments.iter().zip(names).filter(|(_, name)| !name.starts_with(".rodata"));
        let written: Vec<_> =
            written.map(|((begin, _, size), _)| (*begin, begin + *size as u32)).collect();
        let start = written.iter().map(|(begin, _)| *begin).min();
        let end = written.iter().map(|(_, end)| *end).max();
        let (start, end) = start.zip(end).ok_or("nothing is ever written")?;
        if infos.len() != segments.len()
            || segments
                .iter()
                .any(|(begin, _, size)| *begin < start && begin + *size as u32 > start)
        {
            return Err("what is written can't be told from what is only read".into());
        }
        let places = in_code_places;
        Ok(Self { things, by_symbol, in_code, places, changed, mutable: start..end })
    }
}

/// Those of the notes that are of addresses of data, or of what data has of the table of functions. Of a
/// kind that isn't known none may be.
fn addresses(notes: Vec<RelocationEntry>) -> Result<Vec<RelocationEntry>> {
    use RelocationType::{
        FunctionIndexLeb, GlobalIndexLeb, MemoryAddrI32, MemoryAddrLeb, MemoryAddrSleb,
        TableIndexI32, TableIndexSleb, TableNumberLeb, TypeIndexLeb,
    };
    let mut found = Vec::new();
    for note in notes {
        match note.ty {
            MemoryAddrLeb | MemoryAddrSleb | MemoryAddrI32 | TableIndexI32 => found.push(note),
            FunctionIndexLeb | GlobalIndexLeb | TableIndexSleb | TableNumberLeb | TypeIndexLeb => {}
            other => return Err(format!("a note of another kind: {other:?}").into()),
        }
    }
    Ok(found)
}
