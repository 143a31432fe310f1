//! An exhaustive search for the cheapest schedule, for tests: written from model.md alone, slow
//! and plain. It shares no rule with the engine, only the types of the documents.
//!
//! Every period that could be bought on a day is listed with its price ([`plan_periods`],
//! [`paygo_periods`]); every way to put periods and gaps in a row is tried, from day to day
//! ([`line`]).

pub(crate) mod bill;
pub(crate) mod demand;
pub(crate) mod line;
pub(crate) mod paygo_periods;
pub(crate) mod plan_periods;

use std::collections::BTreeSet;

use simfare_engine::catalog::Coupon;
use simfare_engine::quote::{
    Alternative, Days, Item, LineRole, Purchase, Quote, QuoteSchema, Status,
};
use simfare_engine::request::NumberRule;
use simfare_engine::{Catalog, Request};

use bill::{Bill, Shop};
use demand::{Carried, Demand};
use line::Schedule;

/// What is minimised, in the order of model.md §7: total, purchases, brands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Score {
    pub(crate) total: i128,
    pub(crate) purchases: usize,
    pub(crate) brands: usize,
}

/// A purchase of a schedule.
#[derive(Debug, Clone)]
pub(crate) struct Bought<'a> {
    pub(crate) day: u32,
    /// The day after the last it serves; a top-up's is set once its period's end is known.
    pub(crate) until: u32,
    pub(crate) brand: usize,
    pub(crate) new_line: bool,
    /// Id, quantity, unit price.
    pub(crate) items: Vec<(&'a str, u64, i64)>,
    pub(crate) bill: Bill,
    pub(crate) coupon: bool,
}

/// An optimal schedule with its purchases by line.
#[derive(Debug, Clone)]
pub(crate) struct Best<'a> {
    pub(crate) score: Score,
    pub(crate) purchases: Vec<(LineRole, Bought<'a>)>,
}

/// The answer that model.md §7 asks for.
#[derive(Debug, Clone)]
pub(crate) struct Answer<'a> {
    /// `None` where infeasible.
    pub(crate) best: Option<Best<'a>>,
    /// Brand and optimum, in order.
    pub(crate) alternatives: Vec<(&'a str, Best<'a>)>,
}

/// Solves an instance. Without `count_brands` the number of brands decides nothing: a catalog of
/// many brands has more sets of them than can be told apart.
pub(crate) fn solve<'a>(
    catalog: &'a Catalog,
    request: &'a Request,
    count_brands: bool,
) -> Answer<'a> {
    let shop = Shop::new(catalog, request, count_brands);
    let eligible = eligible_brands(catalog, request);
    let current = request.line.as_ref().and_then(|line| catalog.links().brand(line.brand.as_str()));

    let whole = Demand::new(request, Carried::All);
    let one_line = |brands: &BTreeSet<usize>| {
        let task = line::Task {
            shop: &shop,
            demand: &whole,
            brands,
            current: current.is_some(),
            number: request.number,
        };
        best_of(task.solve().into_iter().map(|schedule| vec![(LineRole::One, schedule)]))
    };

    let mut alternatives = Vec::new();
    for &brand in &eligible {
        if let Some(best) = one_line(&BTreeSet::from([brand])) {
            alternatives.push((catalog.brands[brand].id.as_str(), best));
        }
    }
    alternatives.sort_by(|(a, x), (b, y)| (x.score.total, a).cmp(&(y.score.total, b)));

    let two = (request.lines.get() == 2).then(|| two_lines(&shop, &eligible, current)).flatten();
    let best = [one_line(&eligible), two].into_iter().flatten().min_by_key(|best| best.score);
    Answer { best, alternatives }
}

/// The optimum of the two-line strategy (model.md §4).
fn two_lines<'a>(
    shop: &Shop<'a>,
    eligible: &BTreeSet<usize>,
    current: Option<usize>,
) -> Option<Best<'a>> {
    let (catalog, request) = (shop.catalog, shop.request);
    let on_number_line = current.is_some_and(|brand| catalog.brands[brand].number);
    if request.number == NumberRule::Keep && !on_number_line {
        return None;
    }
    let number_line = line::Task {
        shop,
        demand: &Demand::new(request, Carried::CallsAndTexts),
        brands: eligible,
        current: on_number_line,
        number: request.number,
    }
    .solve();
    let data_line = line::Task {
        shop,
        demand: &Demand::new(request, Carried::Data),
        brands: eligible,
        current: current.is_some() && !on_number_line,
        number: NumberRule::None,
    }
    .solve();
    let limit = shop.coupon_limit();
    let mut pairs = Vec::new();
    for number in &number_line {
        for data in &data_line {
            if limit.is_none_or(|limit| number.uses + data.uses <= limit) {
                pairs
                    .push(vec![(LineRole::Number, number.clone()), (LineRole::Data, data.clone())]);
            }
        }
    }
    best_of(pairs.into_iter())
}

fn best_of<'a>(
    strategies: impl Iterator<Item = Vec<(LineRole, Schedule<'a>)>>,
) -> Option<Best<'a>> {
    let score = |lines: &Vec<(LineRole, Schedule<'a>)>| Score {
        total: lines.iter().map(|(_, line)| line.total).sum(),
        purchases: lines.iter().map(|(_, line)| line.purchases.len()).sum(),
        brands: lines.iter().fold(0u64, |all, (_, line)| all | line.brands).count_ones() as usize,
    };
    let lines = strategies.min_by_key(score)?;
    let score = score(&lines);
    let mut purchases: Vec<(LineRole, Bought<'a>)> = lines
        .into_iter()
        .flat_map(|(role, line)| line.purchases.into_iter().map(move |bought| (role, bought)))
        .collect();
    purchases.sort_by_key(|(role, bought)| (bought.day, *role == LineRole::Data));
    Some(Best { score, purchases })
}

/// The brands the filter leaves (model.md §6).
fn eligible_brands(catalog: &Catalog, request: &Request) -> BTreeSet<usize> {
    let filter = &request.filter;
    (0..catalog.brands.len())
        .filter(|&index| {
            let brand = &catalog.brands[index];
            if request.line.as_ref().is_some_and(|line| line.brand == brand.id) {
                return true;
            }
            (filter.brands.is_empty() || filter.brands.contains(&brand.id))
                && !filter.exclude.contains(&brand.id)
                && (filter.networks.is_empty()
                    || brand.network.as_ref().is_some_and(|n| filter.networks.contains(n)))
                && filter.sim.is_none_or(|sim| brand.sim.contains(&sim))
        })
        .collect()
}

impl Answer<'_> {
    /// The answer as a quote.
    pub(crate) fn to_quote(&self, catalog: &Catalog, request: &Request) -> Quote {
        let optimal = self.best.is_some();
        let purchases = |best: &Best<'_>| {
            best.purchases
                .iter()
                .map(|(role, bought)| to_purchase(*role, bought, catalog, request))
                .collect()
        };
        Quote {
            schema: QuoteSchema,
            status: if optimal { Status::Optimal } else { Status::Infeasible },
            catalog: catalog.id.clone(),
            currency: catalog.currency,
            total: self.best.as_ref().map(|best| bill::amount(best.score.total)),
            reason: (!optimal).then(|| "no schedule exists".into()),
            purchases: self.best.as_ref().map(purchases).unwrap_or_default(),
            alternatives: self
                .alternatives
                .iter()
                .map(|(brand, best)| Alternative {
                    brand: simfare_engine::format::Id::new(brand).expect("a brand's id"),
                    total: bill::amount(best.score.total),
                    purchases: purchases(best),
                })
                .collect(),
        }
    }
}

fn to_purchase(
    role: LineRole,
    bought: &Bought<'_>,
    catalog: &Catalog,
    request: &Request,
) -> Purchase {
    Purchase {
        day: bought.day,
        date: request.start_date.plus_days(bought.day.into()),
        line: role,
        brand: catalog.brands[bought.brand].id.clone(),
        new_line: bought.new_line,
        items: bought
            .items
            .iter()
            .map(|&(id, quantity, price)| Item {
                id: simfare_engine::format::Id::new(id).expect("an offer's id"),
                quantity,
                unit_price: bill::amount(price.into()),
            })
            .collect(),
        covers: Days { start: bought.day, end: bought.until },
        subtotal: bill::amount(bought.bill.subtotal),
        discount: bill::amount(bought.bill.discount),
        tax: bill::amount(bought.bill.tax),
        fee: bill::amount(bought.bill.fee),
        total: bill::amount(bought.bill.total),
        coupon: bought.coupon.then(|| request.coupon.clone()).flatten(),
    }
}

/// The request's coupon.
fn coupon_of<'a>(catalog: &'a Catalog, request: &Request) -> Option<&'a Coupon> {
    let code = request.coupon.as_ref()?;
    catalog.coupons.iter().find(|coupon| coupon.code == *code)
}
