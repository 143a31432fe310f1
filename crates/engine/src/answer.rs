//! The answer (model.md §7): the cheapest schedule, put into a quote.

use crate::sort;
use std::cell::RefCell;

use crate::Faults;
use crate::catalog::Catalog;
use crate::format::{Amount, Text};
use crate::market::Market;
use crate::offers::Bundled;
use crate::progress::{Progress, Report, STEPS, Steps};
use crate::quote::{Alternative, Days, Item, LineRole, Purchase, Quote, QuoteSchema, Status};
use crate::reason::Reason;
use crate::request::Request;
use crate::schedule::{self, Bought, Solution, What};

/// The exactly cheapest answer to a request (model.md §7).
///
/// # Errors
/// Every fault of the request, as [`Request::check`] finds them.
pub fn quote(catalog: &Catalog, request: &Request) -> Result<Quote, Faults> {
    request.check(catalog)?;
    Ok(answer(&Market::of(catalog, request)))
}

/// The same, telling `watch` how far it is: `done` of `of`, first none, ever more, at last all.
///
/// # Errors
/// As [`quote`].
pub fn quote_watched(
    catalog: &Catalog,
    request: &Request,
    watch: &mut dyn FnMut(u32, u32),
) -> Result<Quote, Faults> {
    request.check(catalog)?;
    watch(0, STEPS);
    let quote = {
        let (steps, watch) = (Steps::default(), RefCell::new(&mut *watch));
        let report = |report: Report| {
            // A watch that asks for another quote has a market of its own; it never comes here.
            if let (Some(step), Ok(mut watch)) = (steps.take(report), watch.try_borrow_mut()) {
                watch(step, STEPS);
            }
        };
        answer(&Market { progress: Progress::to(&report), ..Market::of(catalog, request) })
    };
    watch(STEPS, STEPS);
    Ok(quote)
}

fn answer(market: &Market<'_>) -> Quote {
    let answer = schedule::solve(market);
    let alternatives = answer
        .alternatives
        .iter()
        .map(|(brand, solution)| Alternative {
            brand: market.catalog.brands[*brand].id.clone(),
            total: Amount(solution.cost.total()),
            purchases: purchases(market, &[(LineRole::One, solution.clone())]),
        })
        .collect();
    put_together(market, answer.best.as_deref(), alternatives)
}

/// The same answer without its alternatives, for a side question: the same status, total and
/// purchases in less time.
///
/// # Errors
/// As [`quote`].
pub fn cheapest(catalog: &Catalog, request: &Request) -> Result<Quote, Faults> {
    request.check(catalog)?;
    let market = Market::of(catalog, request);
    Ok(put_together(&market, schedule::best(&market).as_deref(), Vec::new()))
}

/// The cheapest answer that buys one plan alone, again and again with its add-ons, or the top-ups
/// of one pay-as-you-go offer; nothing where there is none. What the current line has left, its
/// plan's add-ons included, may be used as always. It has no alternatives.
///
/// # Errors
/// As [`quote`].
pub fn one_plan(catalog: &Catalog, request: &Request) -> Result<Option<Quote>, Faults> {
    request.check(catalog)?;
    let market = Market::of(catalog, request);
    let best = schedule::best_of_one_offer(&market);
    Ok(best.map(|lines| put_together(&market, Some(&lines), Vec::new())))
}

/// How many plans, add-ons and top-ups an answer is looked for among: those of brands that the
/// filter leaves (model.md §6), and of one brand where a number stays with it (§4).
pub fn offers_considered(catalog: &Catalog, request: &Request) -> usize {
    let market = Market::of(catalog, request);
    // Of two lines the one with the data is any brand's.
    let kept = market.kept_brand().filter(|_| !market.has_two_lines());
    let is_considered =
        |brand: &usize| market.brands.contains(brand) && kept.is_none_or(|kept| kept == *brand);
    let links = catalog.links();
    let topups = catalog.paygo.iter().zip(&links.brand_of_paygo);
    let topups = topups.filter(|(_, brand)| is_considered(brand));
    let plans = links.brand_of_plan.iter().chain(&links.brand_of_addon);
    plans.filter(|brand| is_considered(brand)).count()
        + topups.map(|(paygo, _)| paygo.topups.len()).sum::<usize>()
}

/// The quote of a schedule, or of there being none.
fn put_together(
    market: &Market<'_>,
    best: Option<&[(LineRole, Solution)]>,
    alternatives: Vec<Alternative>,
) -> Quote {
    let (status, total, reason, purchases) = match best {
        Some(lines) => {
            let total = lines.iter().map(|(_, line)| line.cost.total()).sum();
            (Status::Optimal, Some(Amount(total)), None, purchases(market, lines))
        }
        None => (Status::Infeasible, None, Some(reason_of(market)), Vec::new()),
    };
    Quote {
        schema: QuoteSchema,
        status,
        catalog: market.catalog.id.clone(),
        currency: market.catalog.currency,
        total,
        reason,
        purchases,
        alternatives,
    }
}

#[inline(never)]
fn reason_of(market: &Market<'_>) -> Text {
    Text::from(Reason::of(market).to_string().as_str())
}

/// Why a request that is without faults has no answer, for a page to say in its own words; the
/// quote's `reason` says the same in English.
pub fn reason(catalog: &Catalog, request: &Request) -> Reason {
    Reason::of(&Market::of(catalog, request))
}

/// The purchases of all lines by day, on one day the number line's before the data line's.
fn purchases(market: &Market<'_>, legs: &[(LineRole, Solution)]) -> Vec<Purchase> {
    let mut purchases: Vec<Purchase> = legs
        .iter()
        .flat_map(|(role, leg)| {
            leg.purchases.iter().map(|(bought, end)| purchase(market, *role, bought, *end))
        })
        .collect();
    sort::sort_by_key(&mut purchases, |purchase| purchase.day);
    purchases
}

fn purchase(market: &Market<'_>, line: LineRole, bought: &Bought, end: usize) -> Purchase {
    let catalog = market.catalog;
    let brand = &catalog.brands[bought.brand];
    let one = |id: &crate::format::Id, price: i64| {
        vec![Item { id: id.clone(), quantity: 1, unit_price: Amount(price) }]
    };
    let addons = |bundle: &[Bundled]| -> Vec<Item> {
        let item = |bundled: &Bundled| {
            let addon = &catalog.addons[bundled.addon];
            Item { id: addon.id.clone(), quantity: bundled.quantity, unit_price: addon.price }
        };
        bundle.iter().map(item).collect()
    };
    let items = match &bought.what {
        What::Plan { plan, price, bundle } => {
            let mut items = one(&catalog.plans[*plan].id, *price);
            items.extend(addons(bundle));
            items
        }
        What::CurrentAddons { bundle } => addons(bundle),
        What::Topup { paygo, topup, price } => {
            one(&catalog.paygo[*paygo].topups[*topup].id, *price)
        }
    };
    // Within what the optimiser counts, quantities and prices multiply without overflow.
    let goods: i64 = items
        .iter()
        .map(|item| {
            item.unit_price.0.saturating_mul(i64::try_from(item.quantity).unwrap_or(i64::MAX))
        })
        .fold(0, i64::saturating_add);
    let fee = if bought.new_line { brand.new_line_fee.0 } else { 0 };
    let bill =
        market.pricing.bill(goods.saturating_add(fee), market.tax(bought.brand), bought.coupon);
    Purchase {
        day: bought.day as u32,
        date: market.request.start_date.plus_days(bought.day as i64),
        line,
        brand: brand.id.clone(),
        new_line: bought.new_line,
        items,
        covers: Days { start: bought.day as u32, end: end as u32 },
        subtotal: Amount(bill.subtotal),
        discount: Amount(bill.discount),
        tax: Amount(bill.tax),
        fee: Amount(bill.fee),
        total: Amount(bill.total),
        coupon: market.request.coupon.clone().filter(|_| bought.coupon),
    }
}
