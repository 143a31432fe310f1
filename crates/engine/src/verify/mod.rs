//! Checks a quote by the rules alone (model.md).
//!
//! Nothing here knows how the engine finds its answers: what a quote says is worked out again
//! from the catalog and the request, so that a mistake of the one is caught by the other, and a
//! quote from elsewhere can be trusted before anything is paid. What can't be checked this way is
//! that no schedule is cheaper.

mod allowance;
mod bill;
mod bought;
mod credit;
mod demand;
mod line;
mod terms;
mod violation;

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::format::Amount;
use crate::quote::{Alternative, LineRole, Purchase, Quote, Status};
use crate::request::{NumberRule, Request};

use bought::Bought;
use demand::{Demand, Share};
use line::Task;
use terms::Terms;
use violation::Findings;
pub use violation::{Section, Violation};

/// Checks that a quote answers a request by the rules: each purchase is what the catalog sells at
/// its price, together they serve every needed day, and each alternative does too. It doesn't
/// check that no schedule is cheaper. Any quote may be given, of whatever origin.
///
/// # Errors
/// Every violation found.
pub fn verify(catalog: &Catalog, request: &Request, quote: &Quote) -> Result<(), Vec<Violation>> {
    let mut findings = Findings::default();
    if let Err(faults) = request.check(catalog) {
        for fault in faults {
            findings.add(Section::Request, fault.pointer, fault.message);
        }
        return findings.into_result();
    }
    findings.expect(quote.catalog == catalog.id, Section::Form, "/catalog", || {
        format!("must be \"{}\"", catalog.id)
    });
    findings.expect(quote.currency == catalog.currency, Section::Form, "/currency", || {
        format!("must be \"{}\"", catalog.currency.code())
    });
    let answer = Answer { terms: &Terms::new(catalog, request) };
    match quote.status {
        Status::Infeasible => infeasible(quote, &mut findings),
        Status::Optimal => answer.optimal(quote, &mut findings),
    }
    findings.into_result()
}

/// Checks an answer that there is no schedule.
fn infeasible(quote: &Quote, findings: &mut Findings) {
    for (absent, place) in [
        (quote.total.is_none(), "/total"),
        (quote.purchases.is_empty(), "/purchases"),
        (quote.alternatives.is_empty(), "/alternatives"),
    ] {
        findings.expect(absent, Section::Form, place, || {
            "an infeasible answer has nothing to buy".to_owned()
        });
    }
    findings.expect(quote.reason.is_some(), Section::Answer, "/reason", || {
        "missing; an infeasible answer says which need no offer meets".to_owned()
    });
}

/// Checks of an answer with purchases.
#[derive(Debug)]
struct Answer<'t, 'a> {
    terms: &'t Terms<'a>,
}

impl Answer<'_, '_> {
    fn optimal(&self, quote: &Quote, findings: &mut Findings) {
        findings.expect(quote.reason.is_none(), Section::Form, "/reason", || {
            "only an infeasible answer has a reason".to_owned()
        });
        self.strategy(&quote.purchases, None, "/purchases", findings);
        match quote.total {
            Some(total) => self.sum(&quote.purchases, total, "/total", findings),
            None => findings.add(Section::Form, "/total", "missing"),
        }
        self.alternatives(quote, findings);
    }

    /// Checks the alternatives: each by itself, their order, and that none beats the answer.
    fn alternatives(&self, quote: &Quote, findings: &mut Findings) {
        let key = |one: &Alternative| (one.total, one.brand.clone());
        let mut brands = BTreeSet::new();
        for (i, one) in quote.alternatives.iter().enumerate() {
            let place = format!("/alternatives/{i}");
            let sorted = i == 0 || key(&quote.alternatives[i - 1]) <= key(one);
            findings.expect(sorted, Section::Answer, place.as_str(), || {
                "must come by total, then by brand".to_owned()
            });
            findings.expect(brands.insert(&one.brand), Section::Answer, place.as_str(), || {
                format!("\"{}\" comes twice", one.brand)
            });
            let cheaper = quote.total.is_some_and(|total| one.total < total);
            findings.expect(!cheaper, Section::Answer, format!("{place}/total"), || {
                "is less than the answer's total".to_owned()
            });
            let brand = self.terms.catalog.links().brand(one.brand.as_str());
            let Some(brand) = brand.filter(|brand| self.terms.eligible(*brand)) else {
                let message = format!("\"{}\" isn't a brand that the filter leaves", one.brand);
                findings.add(Section::Filters, format!("{place}/brand"), message);
                continue;
            };
            let list = format!("{place}/purchases");
            self.strategy(&one.purchases, Some(brand), &list, findings);
            self.sum(&one.purchases, one.total, &format!("{place}/total"), findings);
        }
        if !findings.is_empty() {
            return;
        }
        // An answer on one brand alone is that brand's optimum too.
        for (index, brand) in self.terms.catalog.brands.iter().enumerate() {
            let alone = quote.purchases.iter().all(|purchase| purchase.brand == brand.id);
            if !alone || !self.terms.eligible(index) {
                continue;
            }
            let mut against = Findings::default();
            self.strategy(&quote.purchases, Some(index), "", &mut against);
            if !against.is_empty() {
                continue;
            }
            let listed = quote.alternatives.iter().find(|one| one.brand == brand.id);
            let same = listed.is_some_and(|one| Some(one.total) == quote.total);
            findings.expect(same, Section::Answer, "/alternatives", || {
                format!("the answer is on \"{}\" alone, so must be its alternative", brand.id)
            });
        }
    }

    /// Checks the purchases of a schedule, or of the two schedules of two lines; with `only`, of
    /// a schedule on one brand alone.
    fn strategy(
        &self,
        purchases: &[Purchase],
        only: Option<usize>,
        place: &str,
        findings: &mut Findings,
    ) {
        let before = |a: &Purchase, b: &Purchase| {
            (a.day, a.line == LineRole::Data) <= (b.day, b.line == LineRole::Data)
        };
        for (i, pair) in purchases.windows(2).enumerate() {
            findings.expect(
                before(&pair[0], &pair[1]),
                Section::Form,
                format!("{place}/{}", i + 1),
                || "must come by day, on one day the number line first".to_owned(),
            );
        }
        self.coupon_uses(purchases, place, findings);

        let mut lines: [Vec<Bought<'_>>; 3] = Default::default();
        let mut understood = true;
        for (i, purchase) in purchases.iter().enumerate() {
            let at = format!("{place}/{i}");
            match bought::read(self.terms, purchase, at, findings) {
                Some(bought) => lines[purchase.line as usize].push(bought),
                None => understood = false,
            }
            if let Some(only) = only {
                let brand = &self.terms.catalog.brands[only].id;
                let place = format!("{place}/{i}/brand");
                findings.expect(purchase.brand == *brand, Section::Answer, place, || {
                    format!("the alternative must be on \"{brand}\" alone")
                });
            }
        }
        // Without a purchase nothing can be said of when others are needed.
        if !understood {
            return;
        }
        let [one, number, data] = lines;
        if number.is_empty() && data.is_empty() {
            let mut against_one = Findings::default();
            self.one_line(&one, only, place, &mut against_one);
            // Nothing bought may also be the answer of two lines that need nothing.
            let mut against_two = Findings::default();
            if one.is_empty() && !against_one.is_empty() && only.is_none() {
                self.two_lines(&[], &[], place, &mut against_two);
                if against_two.is_empty() {
                    return;
                }
            }
            findings.append(against_one);
        } else if only.is_some() {
            findings.add(Section::Answer, place, "an alternative has one line, \"one\"");
        } else {
            findings.expect(one.is_empty(), Section::Lines, place, || {
                "either one line buys everything, or a number line and a data line do".to_owned()
            });
            self.two_lines(&number, &data, place, findings);
        }
    }

    /// Checks a schedule of one line.
    fn one_line(
        &self,
        purchases: &[Bought<'_>],
        only: Option<usize>,
        place: &str,
        findings: &mut Findings,
    ) {
        let task = Task {
            terms: self.terms,
            demand: &Demand::new(self.terms.request, Share::Everything),
            number: self.terms.request.number,
            owns_current: self.terms.current.is_some(),
            only,
            place,
        };
        task.check(purchases, findings);
    }

    /// Checks the schedules of a number line and a data line.
    fn two_lines(
        &self,
        number: &[Bought<'_>],
        data: &[Bought<'_>],
        place: &str,
        findings: &mut Findings,
    ) {
        let terms = self.terms;
        let request = terms.request;
        if request.lines.get() != 2 {
            findings.add(Section::Lines, place, "the request has one line only");
            return;
        }
        let current = terms.current.map(|(brand, _)| terms.catalog.brands[brand].number);
        if request.number == NumberRule::Keep && current != Some(true) {
            findings.add(Section::Lines, place, "a number line can't keep a line without a number");
            return;
        }
        let task = |demand, number, owns_current| Task {
            terms,
            demand,
            number,
            owns_current,
            only: None,
            place,
        };
        let calls = Demand::new(request, Share::CallsAndTexts);
        task(&calls, request.number, current == Some(true)).check(number, findings);
        let megabytes = Demand::new(request, Share::Data);
        task(&megabytes, NumberRule::None, current == Some(false)).check(data, findings);
    }

    /// Checks that the coupon isn't used more often than it may be.
    fn coupon_uses(&self, purchases: &[Purchase], place: &str, findings: &mut Findings) {
        let uses = purchases.iter().filter(|purchase| purchase.coupon.is_some()).count();
        let most = self.terms.coupon.and_then(|coupon| coupon.max_uses);
        let most = most.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        findings.expect(uses <= most, Section::Cost, place, || {
            format!("the coupon is used {uses} times, at most {most} are allowed")
        });
    }

    /// Checks that a total is its purchases' sum.
    fn sum(&self, purchases: &[Purchase], total: Amount, place: &str, findings: &mut Findings) {
        let sum: i128 = purchases.iter().map(|purchase| i128::from(purchase.total.0)).sum();
        findings.expect(i128::from(total.0) == sum, Section::Answer, place, || {
            "isn't the sum of the purchases' totals".to_owned()
        });
    }
}
