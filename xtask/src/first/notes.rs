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
        let mut sections = Sections::read(linked)?;
        let (in_code, in_data) =
            (sections.notes_in(sections.code), sections.notes_in(sections.data));
        let mut changed: Vec<usize> = in_code.iter().map(|entry| entry.offset as usize).collect();
        changed.sort_unstable();
        let is_place = |note: &&RelocationEntry| note.ty == RelocationType::TableIndexSleb;
        let places = in_code.iter().filter(is_place).map(|note| note.offset as usize).collect();
        let (in_code, in_data) = (addresses(in_code)?, addresses(in_data)?);
        let (mut things, by_symbol) = sections.things()?;
        for entry in in_data {
            let other = match (entry.ty, by_symbol.get(&entry.index)) {
                (RelocationType::TableIndexI32, _) => None,
                (_, Some(other)) => Some(*other),
                _ => return Err("data refers to nothing".into()),
            };
            let at = sections.address_in_data(entry.offset)?;
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
        let mutable = sections.mutable()?;
        Ok(Self { things, by_symbol, in_code, places, changed, mutable })
    }
}

/// What of a linked module's sections is about its data.
struct Sections<'m> {
    /// The numbers of those that have code and data.
    code: Option<u32>,
    data: Option<u32>,
    /// Where the data's begins in the file.
    data_start: u64,
    segments: Vec<DataSegment>,
    /// What the linker calls the segments.
    infos: Vec<Segment<'m>>,
    symbols: Vec<SymbolInfo<'m>>,
    /// Notes by the section that they are about.
    notes: BTreeMap<u32, Vec<RelocationEntry>>,
}

struct DataSegment {
    /// Its address.
    begin: u32,
    /// Where it is in the file.
    file: u64,
    size: u64,
}

impl<'m> Sections<'m> {
    fn read(linked: &'m [u8]) -> Result<Self> {
        let mut read = Self {
            code: None,
            data: None,
            data_start: 0,
            segments: Vec::new(),
            infos: Vec::new(),
            symbols: Vec::new(),
            notes: BTreeMap::new(),
        };
        let mut number = 0;
        for payload in Parser::new(0).parse_all(linked) {
            let payload = payload?;
            match &payload {
                Payload::CodeSectionStart { .. } => read.code = Some(number),
                Payload::DataSection(section) => {
                    read.data = Some(number);
                    read.data_start = section.range().start;
                    for segment in section.clone() {
                        let segment = segment?;
                        let begin = address(&segment)?.ok_or("data without an address")?;
                        let size = segment.data.len() as u64;
                        read.segments.push(DataSegment {
                            begin,
                            file: segment.range.end - size,
                            size,
                        });
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            match part? {
                                Linking::SymbolTable(table) => read.symbols = all(table)?,
                                Linking::SegmentInfo(table) => read.infos = all(table)?,
                                _ => {}
                            }
                        }
                    }
                    KnownCustom::Reloc(notes) => {
                        let entries = all(notes.entries())?;
                        read.notes.entry(notes.section_index()).or_default().extend(entries);
                    }
                    _ => {}
                },
                _ => {}
            }
            number += u32::from(payload.as_section().is_some());
        }
        Ok(read)
    }

    /// Takes the notes about a section.
    fn notes_in(&mut self, section: Option<u32>) -> Vec<RelocationEntry> {
        section.and_then(|section| self.notes.remove(&section)).unwrap_or_default()
    }

    /// The things in the data, and which they are by the number of their symbol.
    fn things(&self) -> Result<(Vec<Thing>, HashMap<u32, usize>)> {
        let mut things = Vec::new();
        let mut by_symbol = HashMap::new();
        for (number, symbol) in self.symbols.iter().enumerate() {
            if let SymbolInfo::Data { symbol: Some(place), .. } = symbol {
                let segment = self.segments.get(place.index as usize).ok_or("a thing nowhere")?;
                by_symbol.insert(u32::try_from(number)?, things.len());
                things.push(Thing {
                    was: segment.begin + place.offset,
                    size: place.size,
                    is: None,
                    refers: Vec::new(),
                    places: Vec::new(),
                });
            }
        }
        Ok((things, by_symbol))
    }

    /// The address of what is so far behind the beginning of the data's section.
    fn address_in_data(&self, offset: u32) -> Result<u32> {
        let file = self.data_start + u64::from(offset);
        let mut segments = self.segments.iter();
        let segment = segments
            .find(|segment| (segment.file..segment.file + segment.size).contains(&file))
            .ok_or("an address nowhere")?;
        Ok(segment.begin + u32::try_from(file - segment.file)?)
    }

    /// The addresses of what is written, behind what is only read.
    fn mutable(&self) -> Result<Range<u32>> {
        let range = |segment: &DataSegment| segment.begin..segment.begin + segment.size as u32;
        let named = self.segments.iter().zip(self.infos.iter().map(|info| info.name));
        let is_written = |(_, name): &(&DataSegment, &str)| !name.starts_with(".rodata");
        let written: Vec<_> = named.filter(is_written).map(|(segment, _)| range(segment)).collect();
        let start = written.iter().map(|range| range.start).min();
        let end = written.iter().map(|range| range.end).max();
        let (start, end) = start.zip(end).ok_or("nothing is ever written")?;
        let straddles = |range: Range<u32>| range.start < start && range.end > start;
        if self.infos.len() != self.segments.len() || self.segments.iter().map(range).any(straddles)
        {
            return Err("what is written can't be told from what is only read".into());
        }
        Ok(start..end)
    }
}

/// All of what is read one after another.
fn all<T>(items: impl IntoIterator<Item = wasmparser::Result<T>>) -> wasmparser::Result<Vec<T>> {
    items.into_iter().collect()
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
