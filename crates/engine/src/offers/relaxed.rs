//! What pieces cost at least, if they could be bought in parts: prices per unit of each resource.
//!
//! A linear program, solved by the dual simplex method with bounded variables. Its arithmetic is in
//! fixed point and may lose digits. Nothing depends on that: any prices per unit give a lower bound
//! (each piece that gives more than it costs is granted its surplus as often as it may be bought),
//! and the bound itself is worked out in whole numbers. Worse prices only make it lower.

use super::bundles::Pieces;
use crate::{PerResource, Resource};

/// Bits after the point of a price per unit.
const FINE: u32 = 64;

/// A price for one unit of each resource, in parts of a minor unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct UnitPrices(PerResource<i128>);

impl UnitPrices {
    /// What so many units are worth; `None` past all bounds.
    fn worth(&self, units: PerResource<u64>) -> Option<i128> {
        Resource::ALL
            .into_iter()
            .try_fold(0, |sum: i128, r| sum.checked_add(self.0[r].checked_mul(units[r].into())?))
    }

    /// A lower bound, in minor units, on what pieces of these kinds that give what is lacking cost.
    pub(super) fn bound(&self, pieces: &[Pieces], lacking: PerResource<u64>) -> i64 {
        let bound = || {
            pieces.iter().try_fold(self.worth(lacking)?, |bound, kind| {
                let gives = PerResource::from_fn(|r| kind.gives[r].min(lacking[r]));
                let surplus = self.worth(gives)? - (i128::from(kind.price) << FINE);
                let often = i128::from(kind.useful(lacking));
                if surplus > 0 {
                    bound.checked_sub(surplus.checked_mul(often)?)
                } else {
                    Some(bound)
                }
            })
        };
        let part = (1 << FINE) - 1;
        let bound = bound().and_then(|bound| i64::try_from(bound.checked_add(part)? >> FINE).ok());
        bound.unwrap_or(0).max(0)
    }
}

/// The cheapest way to buy what is lacking if pieces could be bought in parts.
pub(super) struct Relaxed {
    /// How many of each, rounded down, and what part of one besides.
    pub(super) quantities: Vec<(u64, Part)>,
    /// The prices per unit that prove it.
    pub(super) prices: UnitPrices,
}

/// A part of a piece, of a whole one past the highest.
pub(super) type Part = u32;

/// Bits after the point of the program's numbers.
const POINT: u32 = 50;
const ONE: i128 = 1 << POINT;
/// What may be nothing but lost digits.
const DUST: i128 = 1 << 12;
/// So little of a piece may be nothing but lost digits too: it is added, so that a whole piece is one.
const SPECK: i128 = ONE >> 20;
/// So many steps are taken at most: a program of four rows needs a few.
const STEPS: usize = 64;

/// The product of two numbers, or the most there is. Large where it is put, and put in one place.
#[inline(never)]
fn product(a: i128, b: i128) -> i128 {
    a.saturating_mul(b)
}

fn times(a: i128, b: i128) -> i128 {
    product(a, b) >> POINT
}

#[inline(never)]
fn over(a: i128, b: i128) -> i128 {
    product(a, ONE) / b
}

/// Solves it. What is lacking, these pieces give.
pub(super) fn relaxed(pieces: &[Pieces], lacking: PerResource<u64>) -> Relaxed {
    let resources: Vec<Resource> = Resource::ALL.into_iter().filter(|&r| lacking[r] > 0).collect();
    let lots: Vec<i128> = pieces.iter().map(|kind| lot(kind, &resources, lacking)).collect();
    // Prices are counted in what one pays who buys for each resource by itself. Something dearer, of
    // which nobody buys, then costs no digits.
    let alone = resources.iter().map(|&r| {
        let gives = pieces.iter().filter(|kind| kind.gives[r] > 0);
        let price =
            |kind: &Pieces| i128::from(kind.price) * i128::from(lacking[r].div_ceil(kind.gives[r]));
        gives.map(price).min().unwrap_or(0)
    });
    let scale = alone.sum::<i128>().max(1);
    let mut program = Program::new(pieces, &lots, lacking, &resources, scale);
    for _ in 0..STEPS {
        if program.step().is_none() {
            break;
        }
    }
    let past = &program.variables[pieces.len()..];
    let prices = PerResource::from_fn(|r| {
        let Some(at) = resources.iter().position(|&own| own == r) else { return 0 };
        let Some(price) = past[at].cost.max(0).checked_mul(scale) else { return 0 };
        let lacks = i128::from(lacking[r]);
        let fine = 1 << (FINE - POINT);
        price.checked_mul(fine).map_or(product(price / lacks, fine), |it| it / lacks)
    });
    let quantities = lots.iter().enumerate().map(|(kind, lot)| {
        let pieces = product(program.value(kind).max(0), *lot).saturating_add(SPECK);
        let part = Some(pieces & (ONE - 1)).filter(|part| *part > 2 * SPECK).unwrap_or(0);
        let part = (part >> (POINT - Part::BITS)) as Part;
        (u64::try_from(pieces >> POINT).unwrap_or(u64::MAX), part)
    });
    Relaxed { quantities: quantities.collect(), prices: UnitPrices(prices) }
}

/// How many pieces of a kind make a large part of what is lacking of a resource, none of any all.
fn lot(kind: &Pieces, resources: &[Resource], lacking: PerResource<u64>) -> i128 {
    let gives = resources.iter().filter(|&&r| kind.gives[r] > 0);
    gives.map(|&r| lacking[r] / kind.gives[r]).min().unwrap_or(1).max(1).into()
}

/// A variable of the program: lots of pieces of a kind; after those, for each resource what is
/// bought past what is lacking of it.
struct Variable {
    /// The most it may be.
    most: i128,
    /// Where it is not in a row: whether it is at its most rather than at nothing.
    is_full: bool,
    /// Where it is not in a row: what more of it costs.
    cost: i128,
}

/// A row of the program: a variable as a sum of those that are in no row.
struct Row {
    variable: usize,
    value: i128,
    /// What each variable adds to it.
    adds: Vec<i128>,
}

/// The program.
struct Program {
    variables: Vec<Variable>,
    rows: Vec<Row>,
}

impl Program {
    /// Amounts are counted in what is lacking of each resource, prices in `scale`.
    fn new(
        pieces: &[Pieces],
        lots: &[i128],
        lacking: PerResource<u64>,
        resources: &[Resource],
        scale: i128,
    ) -> Self {
        let variable = |most, cost| Variable { most, is_full: false, cost };
        let kinds = pieces.iter().zip(lots).map(|(kind, &lot)| {
            let most = (i128::from(kind.most) << POINT) / lot;
            // Where any number is for sale, no bound keeps the program from what rounding asks for.
            let is_bound = kind.most <= kind.useful(lacking);
            let price = over(i128::from(kind.price) * lot, scale);
            variable(if is_bound { most } else { i128::MAX }, price)
        });
        let past = resources.iter().map(|_| variable(i128::MAX, 0));
        let rows = resources.iter().enumerate().map(|(at, &r)| {
            let adds = |(kind, lot): (&Pieces, &i128)| {
                let gives = i128::from(kind.gives[r].min(lacking[r])) * lot;
                over(gives, lacking[r].into())
            };
            let adds = pieces.iter().zip(lots).map(adds).chain(resources.iter().map(|_| 0));
            Row { variable: pieces.len() + at, value: -ONE, adds: adds.collect() }
        });
        Self { variables: kinds.chain(past).collect(), rows: rows.collect() }
    }

    fn is_in_a_row(&self, variable: usize) -> bool {
        self.rows.iter().any(|row| row.variable == variable)
    }

    /// Where a variable stands.
    fn value(&self, variable: usize) -> i128 {
        let row = self.rows.iter().find(|row| row.variable == variable);
        let Variable { most, is_full, .. } = self.variables[variable];
        row.map_or(if is_full { most } else { 0 }, |row| row.value)
    }

    /// One step of the method, where there is one to take.
    fn step(&mut self) -> Option<()> {
        // The row that is furthest out of its bounds, and how far it has to go.
        let way = |row: &Row| match row.value {
            value if value < 0 => -value,
            value => self.variables[row.variable].most.saturating_sub(value).min(0),
        };
        let ways = self.rows.iter().map(way).enumerate();
        let (at, way) = ways.max_by_key(|(_, way)| way.abs())?;
        if way.abs() <= DUST {
            return None;
        }
        // What moves it there at the least cost.
        let adds = |variable: usize| self.rows[at].adds[variable];
        let moves = |&variable: &usize| {
            let is_full = self.variables[variable].is_full;
            let is_upwards = (adds(variable) > 0) != is_full;
            adds(variable).abs() > DUST && !self.is_in_a_row(variable) && is_upwards == (way > 0)
        };
        let cost =
            |&variable: &usize| over(self.variables[variable].cost.abs(), adds(variable).abs());
        let enters = (0..self.variables.len()).filter(moves).min_by_key(cost)?;
        let pivot = adds(enters);
        let by = over(way, pivot);
        let value = self.value(enters).saturating_add(by);
        // The row as one of the variable that enters.
        let Row { variable: leaves, adds: mut own, .. } = self.rows.swap_remove(at);
        own.iter_mut().for_each(|part| *part = -over(*part, pivot));
        own[enters] = 0;
        own[leaves] = over(ONE, pivot);
        for row in &mut self.rows {
            let part = std::mem::take(&mut row.adds[enters]);
            row.value = row.value.saturating_add(times(part, by));
            for (other, own) in row.adds.iter_mut().zip(&own) {
                *other = other.saturating_add(times(part, *own));
            }
        }
        let cost = std::mem::take(&mut self.variables[enters].cost);
        for (variable, own) in self.variables.iter_mut().zip(&own) {
            variable.cost = variable.cost.saturating_add(times(cost, *own));
        }
        self.variables[leaves].is_full = way < 0;
        self.rows.push(Row { variable: enters, value, adds: own });
        Some(())
    }
}
