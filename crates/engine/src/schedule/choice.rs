//! The schedule that the tie-breaks prefer (model.md §7).
//!
//! Totals and numbers of purchases are equal throughout a [`Graph`]; of the schedules that buy
//! from a given set of brands, the one whose list of item ids is smallest is read off by
//! following all of them at once, id by id. Where even the ids are equal, later dates win: nobody
//! likes to pay before they must.

use crate::sort;
use std::rc::Rc;

use super::graph::{Bought, BrandSet, Graph, Step, What};
use crate::cost::Cost;
use crate::map::Set;
use crate::market::Ranks;

/// A schedule.
#[derive(Debug, Clone)]
pub(crate) struct Solution {
    pub(crate) cost: Cost,
    /// The brands bought from, by index into the catalog's.
    pub(crate) brands: BrandSet,
    /// Ranks of the items' ids, in the order they are bought; within a purchase the plan first.
    pub(crate) ids: Vec<u32>,
    /// The purchases in order, each with the day after the last that it serves.
    pub(crate) purchases: Vec<(Rc<Bought>, usize)>,
}

impl Solution {
    /// Nothing is bought.
    pub(crate) fn nothing() -> Self {
        Self { cost: Cost::ZERO, brands: [].into(), ids: Vec::new(), purchases: Vec::new() }
    }
}

/// The best schedule for each set of brands that a graph's schedules buy from.
pub(crate) fn solutions(graph: &Graph, cost: Cost, ranks: &Ranks) -> Vec<Solution> {
    let mut sets: Vec<&BrandSet> = graph.done.iter().flatten().collect();
    sort::sort(&mut sets);
    sets.dedup();
    sets.into_iter().map(|set| smallest(graph, set, cost, ranks)).collect()
}

/// The ranks of what a purchase buys.
fn ids(bought: &Bought, ranks: &Ranks) -> Vec<u32> {
    match &bought.what {
        What::Plan { plan, bundle, .. } => std::iter::once(ranks.plans[*plan])
            .chain(bundle.iter().map(|bundled| ranks.addons[bundled.addon]))
            .collect(),
        What::CurrentAddons { bundle } => {
            bundle.iter().map(|bundled| ranks.addons[bundled.addon]).collect()
        }
        What::Topup { paygo, topup, .. } => vec![ranks.topups[*paygo][*topup]],
    }
}

/// A way through the graph that is being followed.
#[derive(Clone)]
struct Cursor {
    label: usize,
    /// Ids of the last purchase not read yet.
    unread: Vec<u32>,
    /// The last step, as an index into the trail.
    last: usize,
}

fn smallest(graph: &Graph, set: &BrandSet, cost: Cost, ranks: &Ranks) -> Solution {
    let leads_there = leads_to(graph, set);
    // Each step with the one before it; the first is none.
    let mut trail: Vec<(usize, Step)> = vec![(0, Step::Pass { starts: None })];
    let mut read = Vec::new();
    let mut cursors = vec![Cursor { label: 0, unread: Vec::new(), last: 0 }];
    loop {
        // Where each cursor reads its next id, the ways that only pass followed to their ends.
        let mut readers: Vec<Cursor> = Vec::new();
        let mut passed = Set::default();
        let mut stack: Vec<Cursor> = cursors.drain(..).rev().collect();
        while let Some(cursor) = stack.pop() {
            if !cursor.unread.is_empty() {
                readers.push(cursor);
                continue;
            }
            if !passed.add(cursor.label).1 {
                continue;
            }
            if graph.done[cursor.label].as_ref() == Some(set) {
                // An end before any further id: no longer list is smaller.
                let purchases = purchases(&trail, cursor.last);
                return Solution { cost, brands: set.clone(), ids: read, purchases };
            }
            for (next, step) in graph.edges[cursor.label].iter().rev() {
                if !leads_there[*next] {
                    continue;
                }
                let unread = match step {
                    Step::Pass { .. } => Vec::new(),
                    Step::Buy(bought) => ids(bought, ranks),
                };
                trail.push((cursor.last, step.clone()));
                stack.push(Cursor { label: *next, unread, last: trail.len() - 1 });
            }
        }
        let Some(&id) = readers.iter().filter_map(|reader| reader.unread.first()).min() else {
            // Every label that leads to an end has a step that does.
            return Solution { cost, brands: set.clone(), ids: read, purchases: Vec::new() };
        };
        read.push(id);
        let mut there = Set::default();
        for mut reader in readers.into_iter().filter(|reader| reader.unread.first() == Some(&id)) {
            reader.unread.remove(0);
            if there.add((reader.label, reader.unread.clone())).1 {
                cursors.push(reader);
            }
        }
    }
}

/// Which labels lead to an end with a set of brands.
fn leads_to(graph: &Graph, set: &BrandSet) -> Vec<bool> {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); graph.edges.len()];
    for (from, edges) in graph.edges.iter().enumerate() {
        for (to, _) in edges {
            before[*to].push(from);
        }
    }
    let mut leads = vec![false; graph.edges.len()];
    let mut open: Vec<usize> =
        (0..leads.len()).filter(|&label| graph.done[label].as_ref() == Some(set)).collect();
    while let Some(label) = open.pop() {
        if !std::mem::replace(&mut leads[label], true) {
            open.append(&mut before[label]);
        }
    }
    leads
}

/// The brands of purchases, in order.
pub(super) fn brands_of(purchases: &[(Rc<Bought>, usize)]) -> BrandSet {
    let mut brands: Vec<usize> = purchases.iter().map(|(bought, _)| bought.brand).collect();
    sort::sort(&mut brands);
    brands.dedup();
    brands.into()
}

/// The schedule that steps make.
pub(crate) fn solution_of(steps: &[Step], cost: Cost, ranks: &Ranks) -> Solution {
    let trail: Vec<(usize, Step)> =
        steps.iter().enumerate().map(|(i, step)| (i.saturating_sub(1), step.clone())).collect();
    let purchases = purchases(&trail, trail.len().saturating_sub(1));
    let ids = purchases.iter().flat_map(|(bought, _)| ids(bought, ranks)).collect();
    Solution { cost, brands: brands_of(&purchases), ids, purchases }
}

/// The purchases of a trail up to its last step, with what each serves.
fn purchases(trail: &[(usize, Step)], last: usize) -> Vec<(Rc<Bought>, usize)> {
    let mut purchases = Vec::new();
    let (mut at, mut next_start) = (last, None);
    while at != 0 {
        let (before, step) = &trail[at];
        match step {
            Step::Pass { starts } => next_start = starts.or(next_start),
            Step::Buy(bought) => {
                let end = next_start.take().map_or(bought.reach, |day| bought.reach.min(day));
                purchases.push((bought.clone(), end));
            }
        }
        at = *before;
    }
    purchases.reverse();
    purchases
}
