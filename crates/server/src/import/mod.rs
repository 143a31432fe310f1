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
use std::io::{self, Write};
use std::path::Path;
use std::{fs, process};

/// Imports, and writes the catalog where it is wanted. What couldn't be said in a catalog is
/// told on standard error, and is no failure.
pub(crate) fn run(arguments: &ImportArgs) -> Result<(), Failure> {
    let (draft, into) = match &arguments.source {
        ImportSource::Csv { file, into } => (csv::read(&input::whole(file)?)?, into),
        ImportSource::Airalo { files, countries, price, into } => {
            let wanted = airalo::Wanted {
                countries: countries.iter().map(|code| code.to_lowercase()).collect(),
                price: *price,
                currency: currency(into)?,
            };
            let mut list = airalo::List::default();
            for file in files {
                list.read(&file.display().to_string(), &input::whole(file)?, &wanted)?;
            }
            (list.finish(&wanted), into)
        }
    };
    if draft.is_empty() {
        // They say why.
        draft.notes().iter().for_each(|note| output::note(note));
        return Err(Failure::BadInput("there is no offer in it that is wanted".to_owned()));
    }
    let (catalog, notes) = finish(draft, into)?;
    match &into.output {
        Some(path) => replace(path, catalog + "\n")
            .map_err(|error| Failure::System(format!("{}: {error}", path.display())))?,
        None => output::line(&catalog)?,
    }
    for note in notes {
        output::note(&note);
    }
    Ok(())
}

/// Puts a text into a file's place, whole or not at all: what was there may be all there is of it.
fn replace(path: &Path, text: String) -> io::Result<()> {
    // Behind a link is the file itself; what is no file (a pipe, a terminal) has nothing to lose.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let there = fs::metadata(&path).ok();
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        return fs::write(path, text);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}", process::id()));
    let written = fs::File::create_new(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        if let Some(there) = &there {
            file.set_permissions(there.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&beside, &path)
    });
    written.or_else(|error| {
        // It may not have come to be.
        let _ = fs::remove_file(&beside);
        match error.kind() {
            // Only the file itself may be written: one that is mounted, or whose folder isn't ours.
            io::ErrorKind::PermissionDenied
            | io::ErrorKind::ResourceBusy
            | io::ErrorKind::ReadOnlyFilesystem
                if there.is_some() =>
            {
                fs::write(&path, text)
            }
            _ => Err(error),
        }
    })
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
