//! What a brand's one use of `new_line_only` plans is worth, for a bound that knows it is one.
//!
//! The table lets a schedule come back to a brand's offer for new lines as often as it likes
//! (model.md §4 lets it once), which makes its values weak bounds where such offers are cheap and
//! the trip is long. Here each brand's first use has a price: every `new_line_only` purchase costs
//! that much more, and every brand not bought from yet gives it back. A schedule that keeps the
//! rule never pays more than it gets back, so that whatever the prices are, the table's value less
//! what is given back is a lower bound (a Lagrangian one). Prices that make it high are found by
//! raising those of the brands used too often and lowering those of the others.

use super::choice::Solution;
use super::graph::What;
use super::path;
use super::table::{Scope, Start, StartLine, Table};
use crate::cost::Cost;
use crate::offers::BrandOffers;

/// Prices, with the offers that have them added.
#[derive(Debug)]
pub(super) struct Prices {
    /// For each brand of the scope, the price of its first use.
    pub(super) of: Vec<Cost>,
    offers: Vec<BrandOffers>,
    /// For each brand of the scope that sells `new_line_only` plans, the first that sells the same
    /// on the same terms.
    pub(super) alike: Vec<Option<usize>>,
}

/// The most tables solved for prices.
const ROUNDS: usize = 60;
/// The most work for them, in plans times days.
const WORK: usize = 150_000_000;

impl Prices {
    /// Looks for prices with a high bound; nothing where a schedule must cost more than `most`.
    ///
    /// They start from what one use would save in `plain`, a schedule of a table without any.
    pub(super) fn find(
        table: &Table<'_>,
        uses: u16,
        most: Cost,
        plain: Option<(&Table<'_>, Solution)>,
    ) -> Option<Self> {
        let scope = &table.scope;
        let offers: Vec<BrandOffers> = scope.brands.iter().map(|&brand| brand.clone()).collect();
        let mut alike: Vec<Option<usize>> = Vec::new();
        for (i, brand) in offers.iter().enumerate() {
            let once = brand.plans.iter().any(|plan| plan.new_line_only);
            let line = scope.line.is_some_and(|line| line.brand == i);
            let same = |&j: &usize| alike[j] == Some(j) && offers[j].sells_the_same(brand);
            let first = (0..i).find(same).filter(|_| !line).unwrap_or(i);
            alike.push(once.then_some(first));
        }
        let mut prices = Self { of: vec![Cost::ZERO; offers.len()], offers, alike };
        let (mut best, mut highest) = (prices.of.clone(), None);
        if let Some((table, solution)) = plain {
            // What can't be done even so needs no search.
            let bound = path::least_cost(&prices.table(scope), uses);
            highest = Some(bound);
            prices.of = savings(scope, table, &solution, &prices.alike);
            prices.put_on(scope);
        }
        let work: usize = prices.offers.iter().map(BrandOffers::units).sum::<usize>()
            * scope.demand.horizon.max(1);
        let rounds = ROUNDS.min(8.max(WORK / work.max(1)));
        // How much of the way to the least known cost a round goes, in 64ths.
        let (mut pace, mut in_vain) = (64u64, 0);
        for _ in 0..rounds {
            let solution = {
                let bound = prices.table(scope);
                path::best(&bound, uses)
            };
            let Some(solution) = solution else { break };
            let bound = solution.cost.less(prices.unused(|_| false));
            if bound > most {
                return None;
            }
            if highest.is_none_or(|highest| bound > highest) {
                (highest, in_vain) = (Some(bound), 0);
                best.clone_from(&prices.of);
            } else {
                in_vain += 1;
            }
            if in_vain == 3 {
                (pace, in_vain) = (pace / 2, 0);
                prices.of.clone_from(&best);
            }
            // Where no schedule is known, twice the bound is as good a guess as any.
            let missing = most.total().min(2 * bound.total() + 1).saturating_sub(bound.total());
            if pace == 0 || missing <= 0 || !prices.follow(scope, &solution, missing, pace) {
                break;
            }
        }
        prices.of = best;
        prices.put_on(scope);
        Some(prices)
    }

    /// Moves each price by how far the uses are from one; `false` where they are right.
    fn follow(&mut self, scope: &Scope<'_>, solution: &Solution, missing: i64, pace: u64) -> bool {
        // Those alike have one price.
        let mut over = vec![0i64; self.of.len()];
        for alike in self.alike.iter().flatten() {
            over[*alike] -= 1;
        }
        for (bought, _) in &solution.purchases {
            let brand = scope.brands.iter().position(|brand| brand.brand == bought.brand);
            let (Some(brand), What::Plan { plan, .. }) = (brand, &bought.what) else { continue };
            let once =
                |offer: &&crate::offers::PlanOffer| offer.plan == *plan && offer.new_line_only;
            if let (Some(alike), true) =
                (self.alike[brand], scope.brands[brand].plans.iter().any(|offer| once(&offer)))
            {
                over[alike] += 1;
            }
        }
        // What already has no price can't be cheaper.
        for (over, price) in over.iter_mut().zip(&self.of) {
            if *over < 0 && *price == Cost::ZERO {
                *over = 0;
            }
        }
        let squares: i128 = over.iter().map(|&over| i128::from(over) * i128::from(over)).sum();
        if squares == 0 {
            return false;
        }
        let share = |over: i64| {
            let step = i128::from(missing) * i128::from(over) * i128::from(pace);
            (step / (squares * 64)) as i64
        };
        for i in 0..self.of.len() {
            let Some(alike) = self.alike[i] else { continue };
            let mut step = share(over[alike]);
            if step == 0 {
                step = over[alike].signum();
            }
            self.of[i] = Cost::of_total(self.of[i].total().saturating_add(step).max(0));
        }
        self.put_on(scope);
        true
    }

    fn put_on(&mut self, scope: &Scope<'_>) {
        for ((offers, own), &price) in self.offers.iter_mut().zip(&scope.brands).zip(&self.of) {
            for (plan, own) in offers.plans.iter_mut().zip(&own.plans) {
                if plan.new_line_only {
                    plan.price_first_use(own, price);
                }
            }
        }
    }

    /// The table of a scope with the prices on it.
    pub(super) fn table<'t>(&'t self, scope: &Scope<'t>) -> Table<'t> {
        let brands = self.offers.iter().collect();
        Table::solve(Scope { brands, break_ties: false, ..scope.clone() })
    }

    /// The prices of all brands that aren't used.
    pub(super) fn unused(&self, used: impl Fn(usize) -> bool) -> Cost {
        let unused =
            (0..self.of.len()).filter(|&brand| self.of[brand] > Cost::ZERO && !used(brand));
        unused.fold(Cost::ZERO, |sum, brand| sum.plus(self.of[brand]))
    }
}

/// What one use of each brand's offers for new lines saves, at most, in the place of a part of a
/// schedule without them; those alike save the same.
fn savings(
    scope: &Scope<'_>,
    plain: &Table<'_>,
    solution: &Solution,
    alike: &[Option<usize>],
) -> Vec<Cost> {
    let mut saves = vec![0; alike.len()];
    let minor = |cost: Cost| if cost.is_some() { cost.total() } else { i64::MAX / 4 };
    let uses = scope.coupon.at_start();
    for (i, brand) in scope.brands.iter().enumerate().filter(|(i, _)| alike[*i] == Some(*i)) {
        for plan in brand.plans.iter().filter(|plan| plan.new_line_only) {
            for (bought, _) in &solution.purchases {
                let day = bought.day;
                let reach = usize::from(plan.reach[day]);
                // What the schedule costs from that day on, by its own table.
                let to_go = (0..scope.brands.len()).map(|brand| {
                    let start = Start::on(brand, day, StartLine::Fresh);
                    plain.start(start, uses)
                });
                let to_go = minor(to_go.min().unwrap_or(Cost::NEVER));
                if reach > day {
                    let with =
                        plan.tariff(day).costs[1][usize::from(plan.coupon_holds(day) && uses > 0)];
                    let with = minor(with.plus(plain.rest(i, day, reach, uses)));
                    saves[i] = saves[i].max(to_go.saturating_sub(with));
                }
            }
        }
    }
    alike
        .iter()
        .map(|alike| alike.map_or(Cost::ZERO, |alike| Cost::of_total(saves[alike])))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use crate::market::Market;
    use crate::progress::{Progress, Report};
    use crate::{Catalog, Request};

    /// The work of the answer for brands that each sell 30 days to new lines once, at a price of
    /// their own or the same, and for more to all.
    fn work(brands: u64, step: u64) -> u64 {
        let (mut names, mut plans) = (Vec::new(), Vec::new());
        for i in 0..brands {
            let id = format!("b{i:02}");
            names
                .push(format!(r#"{{"id": "{id}", "name": "x", "number": true, "sim": ["esim"]}}"#));
            for (plan, cents, once) in [("new", 300 + step * i, true), ("all", 1000, false)] {
                let price = format!("{}.{:02}", cents / 100, cents % 100);
                plans.push(format!(
                    r#"{{"id": "{id}-{plan}", "brand": "{id}", "name": "x", "price": "{price}",
                    "validity": {{"days": 30}}, "sms": 1000, "new_line_only": {once}}}"#
                ));
            }
        }
        let catalog = format!(
            r#"{{"schema": "simfare.catalog/1", "id": "x", "currency": "USD",
            "updated": "2026-11-01", "brands": [{}], "plans": [{}]}}"#,
            names.join(","),
            plans.join(",")
        );
        let catalog = Catalog::from_json(catalog.as_bytes()).unwrap();
        let request = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
            "phases": [{"days": 730, "sms": 100}]}"#;
        let request = Request::from_json(request.as_bytes(), &catalog).unwrap();
        let done = Cell::new(0);
        let count = |report: Report| {
            if let Report::Did(units) = report {
                done.set(done.get() + units);
            }
        };
        let market = Market { progress: Progress::to(&count), ..Market::of(&catalog, &request) };
        let best = crate::schedule::best(&market).unwrap();
        let firsts: u64 = (0..brands).map(|i| 300 + step * i).sum();
        let total: i64 = best.iter().map(|(_, line)| line.cost.total()).sum();
        assert_eq!(total as u64, firsts + 1000 * (25 - brands));
        done.get()
    }

    #[test]
    fn many_brands_take_no_more_work_than_their_number() {
        // Sets of brands are 2 to the power of their number, a thousand times more with ten more.
        for step in [0, 17] {
            let (few, many) = (work(10, step), work(20, step));
            assert!(many < 10 * few, "{few} and {many}");
            assert!(many < 20_000_000, "{many}");
        }
    }
}
