//! Lists of item ids (model.md §7), shared and compared fast.
//!
//! Every start has a list of what is bought from it on; most are the end of many others. Equal
//! lists are one and the same here, so that comparing two stops at the first common end.

use std::cmp::Ordering;
use std::collections::BTreeMap;

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
#[derive(Debug)]
pub(super) struct Lists {
    /// The first id of each list and the list of the others.
    cells: Vec<(u32, List)>,
    known: BTreeMap<(u32, List), List>,
}

impl Default for Lists {
    fn default() -> Self {
        // The empty list's cell is never read.
        Self { cells: vec![(0, List::EMPTY)], known: BTreeMap::new() }
    }
}

impl Lists {
    /// An id in front of a list.
    pub(super) fn prepend(&mut self, id: u32, list: List) -> List {
        let cells = &mut self.cells;
        *self.known.entry((id, list)).or_insert_with(|| {
            cells.push((id, list));
            List(cells.len() as u32 - 1)
        })
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
            let ((first, rest), (other, other_rest)) =
                (self.cells[a.0 as usize], self.cells[b.0 as usize]);
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
            let (id, rest) = self.cells[list.0 as usize];
            ids.push(id);
            list = rest;
        }
        ids
    }
}
