//! `simfare check`: is this catalog right?

use crate::cli::CheckArgs;
use crate::failure::Failure;
use crate::{input, output};

/// Silence means yes. What is right and will be of no use all the same is noted.
pub(crate) fn run(arguments: &CheckArgs) -> Result<(), Failure> {
    for refusal in &input::catalog(&arguments.file)?.refused_handoffs() {
        output::note(&format!("{refusal}, or no checkout takes it"));
    }
    Ok(())
}
