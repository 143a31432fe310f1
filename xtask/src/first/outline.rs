//! A module whose rare stretches are functions of their own, which are called in their place.

use std::collections::HashMap;
use std::convert::Infallible;

use super::call::{Call, instruction, value_type};
use super::ran;
use super::rare::{Known, Stretch, known};
use crate::Result;
use crate::functions::functions;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, Function, FunctionSection, Module, NameMap, NameSection, TypeSection, ValType,
};
use wasmparser::{
    CodeSectionReader, FunctionBody, FunctionSectionReader, Name, Parser, Payload,
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
            let call = Call::of(stretch, &locals)?;
            let number = self.next + u32::try_from(self.new.len())?;
            let body = call.callee(host)?;
            let ty = self.type_of(&call.parameters, &call.results)?;
            self.new.push(New { name: format!("{name} (rare)"), ty, body });
            call.caller(number, &mut locals, &mut instructions);
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
