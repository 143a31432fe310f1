//! What has to be delivered for what is bought now: one activation code for each new line that
//! gets an eSIM, and the top-up or renewal of a line there is already.

use super::line::LineKind;
use simfare_engine::Quote;
use simfare_engine::format::Id;
use simfare_engine::quote::{LineRole, Purchase, now_and_later};

/// The lines that what is bought now is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lines {
    /// Of those that begin, the places of their first purchases in the quote.
    pub(crate) new: Vec<usize>,
    /// How many there are already.
    pub(crate) old: usize,
}

impl Lines {
    /// Of a quote's purchases that can be made now. Several for one line are one delivery.
    pub(crate) fn of(quote: &Quote) -> Self {
        let (now, _) = now_and_later(&quote.purchases);
        let mut seen: Vec<(LineRole, &Id)> = Vec::new();
        let mut lines = Self::default();
        for (at, purchase) in now.iter().enumerate() {
            let line = (purchase.line, &purchase.brand);
            if seen.contains(&line) {
                continue;
            }
            seen.push(line);
            let is_same = |other: &&Purchase| (other.line, &other.brand) == line;
            if now.iter().filter(is_same).any(|purchase| purchase.new_line) {
                lines.new.push(at);
            } else {
                lines.old += 1;
            }
        }
        lines
    }

    /// How many activation codes they need. An order that names a card or a number, and renews
    /// nothing, begins a line on that card.
    pub(crate) fn codes(&self, named: LineKind) -> usize {
        let on_a_card = named != LineKind::NewEsim && self.old == 0;
        self.new.len().saturating_sub(usize::from(on_a_card))
    }
}
