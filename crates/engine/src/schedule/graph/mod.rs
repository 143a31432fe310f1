//! The schedules of a scope that cost no more than a bound, as a graph of labelled places.
//!
//! The table's values cut off every branch that can't stay within the bound. A label carries what
//! the table leaves out: the brands bought so far, for `new_line_only` (model.md §4) and for the
//! tie-break by brands (§7).

mod explorer;
mod past;
mod place;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::path;
use super::prices::Prices;
use super::table::{Scope, Table};
use crate::cost::Cost;
use crate::map::{Map, Set};
use crate::offers::Bundled;

use explorer::Explorer;
use past::{Past, Pasts};
use place::{Label, Place};

/// Brands by index into the catalog's, in order.
pub(crate) type BrandSet = Rc<[usize]>;

/// What happens from one place to the next.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Nothing is bought: time passes, or a way is chosen. A next period starts on the day.
    Pass {
        /// The day on which a next period starts, where one does.
        starts: Option<usize>,
    },
    /// Something is bought.
    Buy(Rc<Bought>),
}

/// A purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bought {
    /// The brand, by index into the catalog's.
    pub(crate) brand: usize,
    pub(crate) day: usize,
    pub(crate) new_line: bool,
    pub(crate) coupon: bool,
    pub(crate) what: What,
    /// The day up to which it serves, if no next period starts before.
    pub(crate) reach: usize,
}

/// What a purchase buys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// A plan's period, by index into the catalog, with its add-ons.
    Plan { plan: usize, price: i64, bundle: Vec<Bundled> },
    /// Add-ons for the current period.
    CurrentAddons { bundle: Vec<Bundled> },
    /// A top-up of a paygo offer, both by index.
    Topup { paygo: usize, topup: usize, price: i64 },
}

/// The schedules of a scope within a bound.
#[derive(Debug)]
pub(crate) struct Graph {
    /// For each label, the steps from it and where they lead. The first label is the beginning.
    pub(crate) edges: Vec<Vec<(usize, Step)>>,
    /// For each label, the brands bought by then where the horizon is served there.
    pub(crate) done: Vec<Option<BrandSet>>,
}

/// The most labels that are followed for ties; among more schedules than that they aren't broken.
const MAX_LABELS: usize = 50_000;

/// The forward search of a scope.
pub(super) struct Search<'t, 'a> {
    table: &'t Table<'a>,
    uses: u16,
    /// What some schedule costs, if any is known.
    most: Cost,
    prices: Prices,
}

impl<'t, 'a> Search<'t, 'a> {
    /// Nothing where no schedule costs as little as `limit`.
    pub(super) fn new(table: &'t Table<'a>, uses: u16, limit: Cost) -> Option<Self> {
        // The schedules without such plans need no history, and one of them costs no less than the
        // cheapest of all.
        let brands = table.scope.brands.iter();
        let plain: Vec<_> = brands.map(|brand| brand.without_new_line_only()).collect();
        let scope =
            Scope { brands: plain.iter().collect(), break_ties: false, ..table.scope.clone() };
        let plain = Table::solve(scope);
        let without = path::best(&plain, uses);
        let most = without.as_ref().map_or(Cost::LARGEST, |without| without.cost).min(limit);
        let start = without.map(|without| (&plain, without));
        let prices = Prices::find(table, uses, most, start)?;
        Some(Self { table, uses, most, prices })
    }

    /// The cheapest of a scope's schedules where the table's value is only a bound, because the
    /// way it found buys a `new_line_only` plan twice: they are searched best first.
    ///
    /// Of several that cost the least it gives the first it finds.
    pub(super) fn cheapest(&self) -> Option<(Cost, Vec<Step>)> {
        let (table, uses) = (self.table, self.uses);
        let bound = self.prices.table(&table.scope);
        let mut explorer = Explorer::new(table, &bound, &self.prices, usize::MAX, u64::MAX);
        let pasts = Pasts::of(table, &self.prices);
        // Each label with the one before it and the step between.
        let begin = Label { place: Place::Begin, uses, bought: [].into(), spent: Cost::ZERO };
        let mut labels = vec![(begin, 0, Step::Pass { starts: None })];
        // Best first; of equal values the one with the least still to be given back for brands not
        // bought from, then the later day, which dives to an end where there is one.
        let first = (Cost::ZERO, Cost::ZERO, Reverse(0usize), 0usize);
        let mut queue = BinaryHeap::from([Reverse(first)]);
        let mut seen: Map<(Place, u16), Vec<(Past, Cost)>> = Map::default();
        while let Some(Reverse((_, _, _, at))) = queue.pop() {
            table.scope.progress.did(table.scope.brands.len());
            let label = labels[at].0.clone();
            if label.place == Place::Done {
                let before = |&at: &usize| (at != 0).then(|| labels[at].1);
                let trail = std::iter::successors(Some(at), before);
                let mut steps: Vec<Step> = trail.map(|at| labels[at].2.clone()).collect();
                steps.reverse();
                return Some((label.spent, steps));
            }
            let (place, past) = pasts.key(&label, &explorer.credit);
            let entry = (past, label.spent);
            let there = seen.get(&(place, label.uses));
            if at != 0 && !there.is_some_and(|entries| entries.contains(&entry)) {
                continue;
            }
            for (next, value, step) in explorer.successors(&label, self.most) {
                let (place, past) = pasts.key(&next, &explorer.credit);
                let entries = seen.or_insert_with((place, next.uses), Vec::new);
                // With no more bought from and no more spent, another goes on at least as well.
                let better = |(other, spent): &(Past, Cost)| {
                    *spent <= next.spent && other.iter().zip(&past).all(|(a, b)| a <= b)
                };
                if entries.iter().any(better) {
                    continue;
                }
                entries.retain(|(other, spent)| {
                    *spent < next.spent || past.iter().zip(other).any(|(a, b)| a > b)
                });
                entries.push((past, next.spent));
                let day = explorer.day_of(next.place);
                let unused = explorer.unused_soon(&next);
                labels.push((next, at, step));
                queue.push(Reverse((value, unused, Reverse(day), labels.len() - 1)));
            }
        }
        None
    }

    /// The schedules of exactly the least cost that buy from the fewest brands; nothing where
    /// they are too many to be followed.
    pub(super) fn ties(&self, least: Cost) -> Option<Graph> {
        let bound = self.prices.table(&self.table.scope);
        let mut room = MAX_LABELS;
        for most_brands in 0..=self.table.scope.brands.len() {
            let most_purchases = least.purchases();
            let explorer =
                Explorer::new(self.table, &bound, &self.prices, most_brands, most_purchases);
            let graph = Graph::of(explorer, self.uses, least, room)?;
            if graph.done.iter().any(Option::is_some) {
                return Some(graph);
            }
            room -= graph.edges.len();
        }
        None
    }
}

impl Graph {
    /// Nothing where there are more labels than there is room for.
    fn of(mut explorer: Explorer<'_, '_>, uses: u16, least: Cost, room: usize) -> Option<Self> {
        let begin = Label { place: Place::Begin, uses, bought: [].into(), spent: Cost::ZERO };
        let mut labels = Set::of([begin]);
        let mut graph = Self { edges: Vec::new(), done: Vec::new() };
        while let Some(label) = labels.members().get(graph.edges.len()).cloned() {
            explorer.table.scope.progress.did(explorer.table.scope.brands.len());
            if labels.members().len() > room {
                return None;
            }
            let done = label.place == Place::Done;
            graph.done.push(done.then(|| label.bought.clone()));
            let mut edges = Vec::new();
            if !done {
                for (next, _, step) in explorer.successors(&label, least) {
                    edges.push((labels.add(next).0, step));
                }
            }
            graph.edges.push(edges);
        }
        Some(graph)
    }
}
