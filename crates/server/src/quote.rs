//! `simfare quote`: the engine's answer on standard output.

use crate::cli::QuoteArgs;
use crate::failure::Failure;
use crate::{input, output};

/// An answer is printed also where nothing serves the request: it says why.
pub(crate) fn run(arguments: &QuoteArgs) -> Result<(), Failure> {
    let catalog = input::catalog(&arguments.catalog).map_err(|failure| {
        // All faults at once, also those of the request.
        match (failure, input::request_beside(&arguments.request, &arguments.catalog)) {
            (Failure::BadInput(ours), Err(Failure::BadInput(more))) => {
                Failure::BadInput([ours, more].join("\n"))
            }
            (failure, _) => failure,
        }
    })?;
    let request = input::request(&arguments.request, &catalog)?;
    output::line(&simfare_engine::quote(&catalog, &request)?.to_json())
}
