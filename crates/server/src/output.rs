//! Writing an answer.

use crate::failure::Failure;
use std::io::{self, Write};

/// Prints a line on standard output. A reader that has seen enough (`simfare … | head -1`)
/// is no failure.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::System(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Says something beside an answer, on standard error. It is no result: where nobody can be told,
/// nobody is.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr(), "note: {text}");
}
