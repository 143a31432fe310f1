//! Lists of item ids (model.md §7), shared and compared fast.
//!
//! Every start has a list of what is bought from it on; most are the end of many others. Equal
//! lists are one and the same here, so that comparing two stops at the first common end.

use std::cmp::Ordering;

use crate::map::Set;

use super::Table;
use super::way::{Next, Pick, Start, Way};

/// A list of ids' ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct List(u32);

impl List {
    /// Nothing is bought.
    pub(crate) const EMPTY: Self = Self(0);
    /// A list not looked at yet.
    pub(crate) const UNKNOWN: Self = Self(u32::MAX);
}

/// All lists of a table.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// The first id of each list and the list of the others; the list 1 is the first of these.
    cells: Set<(u32, List)>,
}

impl Lists {
    /// An id in front of a list.
    pub(crate) fn prepend(&mut self, id: u32, list: List) -> List {
        List(self.cells.add((id, list)).0 as u32 + 1)
    }

    /// The first id of a list that isn't empty, and the list of the others.
    fn cell(&self, list: List) -> (u32, List) {
        self.cells.members()[list.0 as usize - 1]
    }

    /// Ids in front of a list.
    pub(crate) fn prepend_all(&mut self, ids: &[u32], list: List) -> List {
        ids.iter().rev().fold(list, |list, &id| self.prepend(id, list))
    }

    /// The order of two lists.
    pub(crate) fn order(&self, mut a: List, mut b: List) -> Ordering {
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
    pub(crate) fn ids(&self, mut list: List) -> Vec<u32> {
        let mut ids = Vec::new();
        while list != List::EMPTY {
            let (id, rest) = self.cell(list);
            ids.push(id);
            list = rest;
        }
        ids
    }
}

impl Table<'_> {
    /// Where a start's list is kept.
    fn list_at(&self, start: Start, layer: u16) -> usize {
        let table = &self.brands[usize::from(start.brand)];
        let kind = if table.fresh.is_some() { start.line as usize } else { 0 };
        kind * table.alive.len() + self.at(layer.into(), start.day.into())
    }

    /// What is bought from a start on.
    pub(crate) fn list(&self, next: Next) -> List {
        // Followed until a known list, then put together backwards: a chain can be as long as the
        // horizon.
        let mut chain = Vec::new();
        let (mut next, mut list) = (next, List::EMPTY);
        while let Some(start) = next.start {
            let known = self.brands[usize::from(start.brand)].lists.borrow()
                [self.list_at(start, next.layer)];
            if known != List::UNKNOWN {
                list = known;
                break;
            }
            let (ids, after) = self.bought_by(start, next.layer, self.way(start, next.layer));
            chain.push((start, next.layer, ids));
            next = after;
        }
        for (start, layer, ids) in chain.into_iter().rev() {
            list = self.lists.borrow_mut().prepend_all(&ids, list);
            let at = self.list_at(start, layer);
            self.brands[usize::from(start.brand)].lists.borrow_mut()[at] = list;
        }
        list
    }

    /// What is bought by a way, then from what follows on.
    pub(crate) fn list_of_way(&self, from: Next, way: &Way) -> List {
        let Some(start) = from.start else { return List::EMPTY };
        let (ids, after) = self.bought_by(start, from.layer, way);
        self.list_after(&ids, after)
    }

    /// Ids, then what is bought from a start on.
    pub(crate) fn list_after(&self, ids: &[u32], next: Next) -> List {
        let list = self.list(next);
        self.lists.borrow_mut().prepend_all(ids, list)
    }

    /// The order of two lists of this table.
    pub(crate) fn order_of_lists(&self, a: List, b: List) -> Ordering {
        self.lists.borrow().order(a, b)
    }

    /// The ranks of a list's ids.
    pub(crate) fn ids(&self, list: List) -> Vec<u32> {
        self.lists.borrow().ids(list)
    }

    /// The ranks of what a way's first period buys, and what follows it.
    fn bought_by(&self, start: Start, layer: u16, way: &Way) -> (Vec<u32>, Next) {
        let brand = usize::from(start.brand);
        let offers = self.scope.brands[brand];
        let plan = |index: usize| self.scope.ranks.plans[offers.plans[index].plan];
        match way.pick {
            Pick::Plan(index) => (vec![plan(index as usize)], way.rest),
            Pick::Bundle(index) => {
                let picked = &self.bundles[index as usize];
                let addons = picked.bundle.iter().map(|b| self.scope.ranks.addons[b.addon]);
                (std::iter::once(plan(picked.plan)).chain(addons).collect(), way.rest)
            }
            Pick::Credit(offer) => {
                let followed = self.credit_of(start, offer, layer);
                let ids = followed.0.iter().map(|topup| self.topup_rank(brand, topup));
                (ids.collect(), followed.1)
            }
        }
    }
}
