//! Lists of item ids (model.md §7), shared and compared fast.
//!
//! Every start has a list of what is bought from it on; most are the end of many others. Equal
//! lists are one and the same here, so that comparing two stops at the first common end.

use std::cmp::Ordering;

use crate::map::Set;

/// A list of ids' ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct List(u32);

impl List {
    /// Nothing is bought.
    pub(super) const EMPTY: Self = Self(0);
    /// A list not looked at yet.
    pub(super) const UNKNOWN: Self = Self(u32::MAX);
}

/// All lists of a table.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// The first id of each list and the list of the others; the list 1 is the first of these.
    cells: Set<(u32, List)>,
}

impl Lists {
    /// An id in front of a list.
    pub(super) fn prepend(&mut self, id: u32, list: List) -> List {
        List(self.cells.add((id, list)).0 as u32 + 1)
    }

    /// The first id of a list that isn't empty, and the list of the others.
    fn cell(&self, list: List) -> (u32, List) {
        self.cells.members()[list.0 as usize - 1]
    }

    /// Ids in front of a list.
    pub(super) fn prepend_all(&mut self, ids: &[u32], list: List) -> List {
        ids.iter().rev().fold(list, |list, &id| self.prepend(id, list))
    }

    /// The order of two lists.
    pub(super) fn order(&self, mut a: List, mut b: List) -> Ordering {
        while a != b {
            if a == List::EMPTY {
                return Ordering::Less;
            }
            if b == List::EMPTY {
                return Ordering::Greater;
            }
            let ((first, rest), (other, other_rest)) = (self.cell(a), self.cell(b));
            match first.cmp(&other) {
                Ordering::Equal => (a, b) = (rest, other_rest),
                unequal => return unequal,
            }
        }
        Ordering::Equal
    }

    /// The ids of a list.
    pub(super) fn ids(&self, mut list: List) -> Vec<u32> {
        let mut ids = Vec::new();
        while list != List::EMPTY {
            let (id, rest) = self.cell(list);
            ids.push(id);
            list = rest;
        }
        ids
    }
}
