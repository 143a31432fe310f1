//! `simfare import`: a catalog out of what a shop has already, one file a source. Every source
//! fills a [`Draft`]; the engine's own reader then judges it, and what it finds is told by the
//! place it came from (a cell, a package), not by its place in a catalog nobody has seen yet.

mod airalo;
mod csv;
mod draft;

use crate::cli::{ImportArgs, ImportInto, ImportSource};
use crate::failure::Failure;
use crate::{clock, input, output};
use draft::Draft;
use std::fs;

/// Imports, and writes the catalog where it is wanted. What couldn't be said in a catalog is
/// told on standard error, and is no failure.
pub(crate) fn run(arguments: &ImportArgs) -> Result<(), Failure> {
    let (draft, into) = match &arguments.source {
        ImportSource::Csv { file, into } => (csv::read(&input::bytes(file)?)?, into),
        ImportSource::Airalo { files, countries, price, into } => {
            let wanted = airalo::Wanted {
                countries: countries.iter().map(|code| code.to_lowercase()).collect(),
                price: *price,
                currency: currency(into)?,
            };
            let mut list = airalo::List::default();
            for file in files {
                list.read(&file.display().to_string(), &input::bytes(file)?, &wanted)?;
            }
            (list.finish(&wanted), into)
        }
    };
    let (catalog, notes) = finish(draft, into)?;
    match &into.output {
        Some(path) => fs::write(path, catalog + "\n")
            .map_err(|error| Failure::System(format!("{}: {error}", path.display())))?,
        None => output::line(&catalog)?,
    }
    for note in notes {
        eprintln!("note: {note}");
    }
    Ok(())
}

fn finish(draft: Draft, into: &ImportInto) -> Result<(String, Vec<String>), Failure> {
    let base = into.base.as_ref().map(|path| input::bytes(path)).transpose()?;
    draft.finish(&draft::Frame {
        base: base.as_deref(),
        id: into.id.as_deref(),
        currency: into.currency.as_deref(),
        updated: into.updated.clone().unwrap_or_else(|| clock::date(clock::now()).to_string()),
    })
}

/// The currency that the catalog will have.
fn currency(into: &ImportInto) -> Result<String, Failure> {
    if let Some(currency) = &into.currency {
        return Ok(currency.clone());
    }
    match &into.base {
        Some(base) => Ok(input::catalog(base)?.currency.code().to_owned()),
        None => Ok("USD".to_owned()),
    }
}
