//! `simfare import csv`: a spreadsheet, one row an offer. The columns are described in the
//! documentation (“From a spreadsheet”); [`COLUMNS`](columns::COLUMNS) is the list.

mod cells;
mod columns;
mod row;

use super::draft::Draft;
use crate::failure::Failure;
use ::csv::{ReaderBuilder, Trim};
use columns::columns;
use row::Row;
use serde_json::json;

/// Reads a spreadsheet saved as CSV: separated by commas, semicolons or tabs, with or without a
/// byte order mark.
pub(super) fn read(bytes: &[u8]) -> Result<Draft, Failure> {
    let bytes = &with_line_feeds(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))[..];
    let header = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |separator: u8| header.iter().filter(|&&byte| byte == separator).count();
    let separator = [b',', b';', b'\t'].into_iter().max_by_key(|&byte| count(byte)).unwrap_or(b',');
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .trim(Trim::All)
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes);
    let mut draft = Draft::default();
    if let Some(row) = unclosed(bytes, separator) {
        // To the reader all that follows is one cell.
        draft.fault(
            &format!("row {row}"),
            "a quotation mark opens a cell here and nothing closes it",
        );
    }
    let mut header = None;
    // Rows as the spreadsheet counts them: a cell may hold several lines, and the reader passes
    // over empty ones.
    let mut row = 0;
    for record in reader.records() {
        let at = |position: Option<&::csv::Position>| {
            let from = position.and_then(|position| usize::try_from(position.byte()).ok());
            let rest = from.and_then(|from| bytes.get(from..)).unwrap_or_default();
            row + 1 + rest.iter().take_while(|&&byte| byte == b'\n').count()
        };
        let record = match record {
            Ok(record) => record,
            Err(error) => return Err(not_csv(&error, at(error.position()))),
        };
        row = at(record.position());
        match &header {
            None => {
                let columns = columns(&record, row, &mut draft);
                draft.says(columns.iter().flatten().copied());
                header = Some(columns);
            }
            // Rows without a word set groups apart.
            Some(_) if record.iter().all(str::is_empty) => {}
            Some(header) => Row { header, record: &record, number: row }.read(&mut draft),
        }
    }
    draft.say_of_all("paygo", "extend", &json!("from_now"));
    match header {
        Some(_) => {
            draft.note_what_gives_nothing();
            Ok(draft)
        }
        None => Err(Failure::BadInput("row 1: the file is empty".to_owned())),
    }
}

/// The row in which a quoted cell begins that never ends.
fn unclosed(bytes: &[u8], separator: u8) -> Option<usize> {
    let (mut row, mut opened) = (1, None);
    let mut begins = true;
    let mut bytes = bytes.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, opened) {
            (b'"', None) if begins => opened = Some(row),
            // Two are one that belongs to the text.
            (b'"', Some(_)) if bytes.peek() == Some(&b'"') => drop(bytes.next()),
            (b'"', Some(_)) => opened = None,
            _ => {}
        }
        begins = opened.is_none() && (byte == separator || byte == b'\n');
        // A cell of several lines is in one row.
        row += usize::from(byte == b'\n' && opened.is_none());
    }
    opened
}

/// The text with line feeds alone, whichever system wrote it.
fn with_line_feeds(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    for (i, &byte) in bytes.iter().enumerate() {
        match byte {
            b'\r' if bytes.get(i + 1) == Some(&b'\n') => {}
            b'\r' => plain.push(b'\n'),
            _ => plain.push(byte),
        }
    }
    plain
}

fn not_csv(error: &::csv::Error, row: usize) -> Failure {
    let what = match error.kind() {
        ::csv::ErrorKind::Utf8 { .. } => "not UTF-8 text; save the sheet as “CSV UTF-8”".to_owned(),
        _ => error.to_string(),
    };
    Failure::BadInput(format!("row {row}: {what}"))
}
