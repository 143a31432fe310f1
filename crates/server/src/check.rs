//! `simfare check`: is this catalog right?

use crate::cli::CheckArgs;
use crate::failure::Failure;
use crate::{input, output};

/// Silence means yes. What is right and will be of no use all the same is noted.
pub(crate) fn run(arguments: &CheckArgs) -> Result<(), Failure> {
    let catalog = input::catalog(&arguments.file)?;
    for refusal in &catalog.refused_handoffs() {
        output::note(&format!("{refusal}, or no checkout takes it"));
    }
    for doubt in &catalog.doubts() {
        output::note(&doubt.to_string());
    }
    Ok(())
}
