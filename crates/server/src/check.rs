//! `simfare check`: is this catalog right?

use crate::cli::CheckArgs;
use crate::failure::Failure;
use crate::input;

/// Silence means yes.
pub(crate) fn run(arguments: &CheckArgs) -> Result<(), Failure> {
    input::catalog(&arguments.file).map(drop)
}
