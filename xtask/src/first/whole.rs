//! What has to be known of a module to divide it.

use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use wasmparser::{
    ElementItems, ElementKind, ExternalKind, FunctionBody, GlobalType, MemoryType, Operator,
    Parser, Payload, RefType, TableType, TypeRef,
};

/// The module. Functions have the numbers that the module gives them.
#[derive(Debug, Default)]
pub(super) struct Whole {
    pub(super) imported: u32,
    /// How many parameters each type of function has.
    pub(super) parameters: Vec<u32>,
    /// The types of its own functions.
    pub(super) own_types: Vec<u32>,
    /// Its own functions that each of them calls.
    pub(super) calls: Vec<BTreeSet<u32>>,
    pub(super) exported: BTreeSet<u32>,
    pub(super) tables: Vec<TableType>,
    /// By function: its place in the first table.
    pub(super) listed: BTreeMap<u32, u32>,
    pub(super) memories: Vec<MemoryType>,
    pub(super) globals: Vec<GlobalType>,
}

impl Whole {
    pub(super) fn of(wasm: &[u8]) -> Result<Self> {
        let mut whole = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(types) => {
                    for ty in types.into_iter_err_on_gc_types() {
                        whole.parameters.push(u32::try_from(ty?.params().len())?);
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        match import?.ty {
                            TypeRef::Func(_) => whole.imported += 1,
                            _ => return Err("the widget imports more than functions".into()),
                        }
                    }
                }
                Payload::FunctionSection(types) => {
                    for ty in types {
                        whole.own_types.push(ty?);
                    }
                }
                Payload::TableSection(tables) => {
                    for table in tables {
                        whole.tables.push(table?.ty);
                    }
                }
                Payload::MemorySection(memories) => {
                    for memory in memories {
                        whole.memories.push(memory?);
                    }
                }
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        whole.globals.push(global?.ty);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            whole.exported.insert(export.index);
                        }
                    }
                }
                Payload::StartSection { .. } => return Err("the widget starts by itself".into()),
                Payload::ElementSection(elements) => {
                    for element in elements {
                        whole.list(&element?)?;
                    }
                }
                Payload::CodeSectionEntry(body) => whole.calls.push(calls(&body)?),
                _ => {}
            }
        }
        let of_functions = |table: &&TableType| table.element_type == RefType::FUNCREF;
        if whole.tables.iter().filter(of_functions).count() != 1
            || whole.tables.first().filter(of_functions).is_none()
        {
            return Err("the widget's first table isn't its only one of functions".into());
        }
        for calls in &mut whole.calls {
            *calls = calls.split_off(&whole.imported);
        }
        Ok(whole)
    }

    /// Notes what a segment puts into the table.
    fn list(&mut self, element: &wasmparser::Element<'_>) -> Result {
        let ElementKind::Active { table_index: None | Some(0), offset_expr } = &element.kind else {
            return Err("elements that aren't put into the table of functions".into());
        };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            return Err("elements without an address".into());
        };
        let begin = u32::try_from(value)?;
        let mut functions = Vec::new();
        match element.items.clone() {
            ElementItems::Functions(listed) => {
                for function in listed {
                    functions.push(Some(function?));
                }
            }
            // Places of parts that were split off are empty.
            ElementItems::Expressions(_, expressions) => {
                for expression in expressions {
                    functions.push(match expression?.get_operators_reader().read()? {
                        Operator::RefFunc { function_index } => Some(function_index),
                        Operator::RefNull { .. } => None,
                        other => return Err(format!("{other:?} among elements").into()),
                    });
                }
            }
        }
        for (place, function) in (begin..).zip(functions) {
            let Some(function) = function else { continue };
            if self.listed.insert(function, place).is_some() {
                return Err("a function has two places in the table".into());
            }
        }
        Ok(())
    }

    /// The type of one of its own functions.
    pub(super) fn type_of(&self, function: u32) -> u32 {
        self.own_types[(function - self.imported) as usize]
    }
}

/// The functions that a body calls, imported ones too.
fn calls(body: &FunctionBody<'_>) -> Result<BTreeSet<u32>> {
    let mut calls = BTreeSet::new();
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::Call { function_index } => {
                calls.insert(function_index);
            }
            operator @ (Operator::ReturnCall { .. } | Operator::RefFunc { .. }) => {
                return Err(format!("the widget's code has {operator:?}").into());
            }
            _ => {}
        }
    }
    Ok(calls)
}
