//! What has to be delivered for what is bought now: one activation code for each new line that
//! gets an eSIM, and the top-up or renewal of a line there is already.

use simfare_engine::order_line::{LineKind, Lines};

/// How many activation codes the lines need. An order that names a card or a number, and renews
/// nothing, begins a line on that card.
pub(crate) fn codes(lines: &Lines, named: LineKind) -> usize {
    let on_a_card = named != LineKind::NewEsim && lines.old.is_empty();
    lines.new.len().saturating_sub(usize::from(on_a_card))
}
