//! The least cost for each amount of data.

use crate::desk::Ask;
use crate::state::Found;

/// The questions.
pub(crate) fn questions(_found: &Found) -> Vec<Ask> {
    Vec::new()
}
