//! Other kinds of ways than the cheapest: with one plan only, with a phone number, without
//! automatic renewal.

use simfare_engine::Request;
use simfare_engine::catalog::{Catalog, Plan, Sold};
use simfare_engine::format::{Id, Whole};
use simfare_engine::quote::{LineRole, Purchase, Quote};
use simfare_engine::request::{LineOn, NumberRule};
use simfare_engine::usage::Period;

use std::ops::Range;
use std::sync::Arc;

use super::choices::gives_up;
use crate::desk::{Ask, Findings};
use crate::locale::Texts;
use crate::state::Found;

/// What a way can be that the cheapest isn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One plan, again and again.
    OnePlan,
    /// One brand for the whole trip.
    OneProvider,
    /// The brand of the line there is.
    Stay,
    /// One line, where two are allowed.
    OneSim,
    /// No data that is slowed down, where some would do.
    FullSpeed,
    /// A phone number that can be reached.
    Number,
    /// No automatic renewal, where it would do.
    NoAutopay,
}

/// What there is of a kind, for one answer.
#[derive(Debug)]
pub(crate) enum Standing {
    /// The cheapest way is of the kind already.
    Already,
    /// One of the quote's alternatives is it.
    Brand(Id),
    /// A way of its own, found for this question.
    Other(Box<Ask>, Arc<Quote>),
    /// Being sought.
    Pending,
    /// There is none.
    Impossible,
}

/// How a kind's way is found out.
enum Means {
    Already,
    Brand(Option<Id>),
    Ask(Box<Ask>),
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::OnePlan,
        Self::OneProvider,
        Self::Stay,
        Self::OneSim,
        Self::FullSpeed,
        Self::Number,
        Self::NoAutopay,
    ];

    /// Its name in a language.
    pub(crate) fn name(self, texts: &Texts) -> &'static str {
        match self {
            Self::OnePlan => texts.kind_one_plan(),
            Self::OneProvider => texts.kind_one_provider(),
            Self::Stay => texts.kind_stay(),
            Self::OneSim => texts.kind_one_sim(),
            Self::FullSpeed => texts.kind_full_speed(),
            Self::Number => texts.kind_number(),
            Self::NoAutopay => texts.kind_no_autopay(),
        }
    }

    /// How its way is found out; nothing where the kind means nothing for the trip.
    fn means(self, found: &Found) -> Option<Means> {
        let Found { catalog, request, quote } = found;
        let purchases = &quote.purchases;
        if purchases.is_empty() {
            return None;
        }
        let ask = |change: &dyn Fn(&mut Request)| {
            let mut request = request.clone();
            change(&mut request);
            Means::Ask(Box::new(Ask::cheapest(request)))
        };
        Some(match self {
            Self::OnePlan if is_one_offer(catalog, purchases) => Means::Already,
            Self::OnePlan => Means::Ask(Box::new(Ask::one_plan(request.clone()))),
            Self::OneProvider => {
                let alone = quote.alternatives.first();
                let brand = &purchases[0].brand;
                // What there is already serves days too.
                let periods = simfare_engine::usage(catalog, request, purchases);
                let used = used_days(request);
                let serves = |period: &&Period| {
                    used.iter().any(|days| period.from < days.end && days.start < period.until)
                };
                let mut serving = periods.iter().filter(serves);
                let is_alone = purchases.iter().all(|purchase| purchase.brand == *brand)
                    && serving.all(|period| period.brand == *brand)
                    && alone.is_some_and(|alone| Some(alone.total) == quote.total);
                if is_alone {
                    Means::Already
                } else {
                    Means::Brand(alone.map(|way| way.brand.clone()))
                }
            }
            Self::Stay => {
                let line = request.line.as_ref()?;
                // Not by another line of the same brand, which has another number.
                let stays = |purchases: &[Purchase]| {
                    let is_own = |bought: &Purchase| {
                        bought.brand == line.brand && !gives_up(&found.catalog, line, bought)
                    };
                    purchases.iter().all(is_own)
                };
                match found.alternative(&line.brand) {
                    _ if stays(purchases) => Means::Already,
                    Some(way) if stays(&way.purchases) => Means::Brand(Some(way.brand.clone())),
                    _ => ask(&|request| {
                        // A line that needn't stay need not outlive what it is for.
                        while let [_, .., last] = &request.phases[..]
                            && last.is_idle()
                            && request.number == NumberRule::None
                        {
                            request.phases.pop();
                        }
                        request.number = NumberRule::Keep;
                        if let Some(one) = Whole::new(1) {
                            request.lines = one;
                        }
                    }),
                }
            }
            Self::OneSim if request.lines.get() == 1 => return None,
            Self::OneSim if purchases.iter().all(|bought| bought.line == LineRole::One) => {
                Means::Already
            }
            Self::OneSim => ask(&|request| {
                if let Some(one) = Whole::new(1) {
                    request.lines = one;
                }
            }),
            Self::FullSpeed => {
                request.throttle_min_kbps?;
                let may_be_slow = |plan: &Plan| request.throttled_data_counts(plan);
                let own = match request.line.as_ref().map(|line| &line.on) {
                    Some(LineOn::Plan { plan, .. }) => catalog.plan(plan),
                    _ => None,
                };
                let bought = purchases.iter().filter_map(|purchase| plan_of(catalog, purchase));
                if bought.chain(own).any(may_be_slow) {
                    ask(&|request| request.throttle_min_kbps = None)
                } else {
                    Means::Already
                }
            }
            Self::Number if has_number(catalog, request, purchases) => Means::Already,
            Self::Number => ask(&|request| {
                for phase in &mut request.phases {
                    // Where nothing is used, nobody has to be reachable either.
                    phase.reachable |= !phase.is_idle();
                }
            }),
            Self::NoAutopay if !request.autopay => return None,
            Self::NoAutopay => {
                if purchases.iter().any(|purchase| needs_autopay(catalog, purchase)) {
                    ask(&|request| request.autopay = false)
                } else {
                    Means::Already
                }
            }
        })
    }
}

/// The questions.
pub(crate) fn questions(found: &Found) -> Vec<Ask> {
    let means = Kind::ALL.iter().filter_map(|kind| kind.means(found));
    means
        .filter_map(|means| match means {
            Means::Ask(ask) => Some(*ask),
            Means::Already | Means::Brand(_) => None,
        })
        .collect()
}

/// What there is of each kind that means something for the trip. The findings must be about the
/// answer; without them what has to be asked is pending.
pub(crate) fn standings(found: &Found, findings: Option<&Findings>) -> Vec<(Kind, Standing)> {
    let mut asked = 0;
    let standing = |kind: &Kind| {
        let standing = match kind.means(found)? {
            Means::Already => Standing::Already,
            Means::Brand(brand) => brand.map_or(Standing::Impossible, Standing::Brand),
            Means::Ask(ask) => {
                let index = asked;
                asked += 1;
                let answered =
                    findings.and_then(|findings| findings.quotes.get(index)?.as_ref()?.as_ref());
                let is_answered = findings.is_some_and(|findings| {
                    findings.quotes.get(index).is_some_and(Option::is_some)
                });
                match answered.filter(|quote| quote.total.is_some()) {
                    Some(quote) if quote.purchases == found.quote.purchases => Standing::Already,
                    Some(quote) => Standing::Other(ask, Arc::clone(quote)),
                    None if is_answered => Standing::Impossible,
                    None => Standing::Pending,
                }
            }
        };
        Some((*kind, standing))
    };
    Kind::ALL.iter().filter_map(standing).collect()
}

/// The plan that a purchase buys; none where it only adds to what there is.
pub(super) fn plan_of<'c>(catalog: &'c Catalog, purchase: &Purchase) -> Option<&'c Plan> {
    purchase.items.iter().find_map(|item| catalog.plan(&item.id))
}

/// Whether a purchase's price is one for automatic renewal.
pub(super) fn needs_autopay(catalog: &Catalog, purchase: &Purchase) -> bool {
    purchase.items.iter().any(|item| {
        let Some(plan) = catalog.plan(&item.id) else { return false };
        item.unit_price < plan.price_on(purchase.date, false)
    })
}

/// Whether all is bought of one plan or pay-as-you-go offer; what is added to the plan there is
/// already counts for nothing.
fn is_one_offer(catalog: &Catalog, purchases: &[Purchase]) -> bool {
    let mut offers = purchases.iter().filter_map(|purchase| {
        purchase.items.iter().find_map(|item| match catalog.sold(&item.id)? {
            Sold::Addon(_) => None,
            sold => Some(sold.offer()),
        })
    });
    let first = offers.next();
    offers.all(|offer| Some(offer) == first)
}

/// Whether one can be called throughout: a line with a number runs on each day of the stages in which
/// anything is used, bought or there already.
pub(super) fn has_number(catalog: &Catalog, request: &Request, purchases: &[Purchase]) -> bool {
    let has_number = |id: &Id| catalog.brand(id).is_some_and(|brand| brand.number);
    let mut rings: Vec<Period> = simfare_engine::usage(catalog, request, purchases);
    rings.retain(|period| period.line != LineRole::Data && has_number(&period.brand));
    let is_rung = |day: u32| rings.iter().any(|it| (it.from..it.until).contains(&day));
    used_days(request).into_iter().flatten().all(is_rung)
}

/// The days of the stages in which anything is.
fn used_days(request: &Request) -> Vec<Range<u32>> {
    let mut first = 0;
    let days = request.phases.iter().filter_map(|phase| {
        let days = first..first + phase.days.get();
        first = days.end;
        (!phase.is_idle()).then_some(days)
    });
    days.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use simfare_engine::quote;

    const SHOP: &str = r#"{
        "schema": "simfare.catalog/1", "id": "test", "currency": "USD", "updated": "2026-11-01",
        "brands": [
            {"id": "talk", "name": "Talk", "number": true, "sim": ["esim"]},
            {"id": "data", "name": "Data", "number": false, "sim": ["esim"]},
            {"id": "more", "name": "More", "number": false, "sim": ["physical"]}],
        "plans": [
            {"id": "talk-30", "brand": "talk", "name": "Talk 30", "price": "30.00",
             "validity": {"days": 30}, "data_mb": 9000, "autopay_price": "25.00"},
            {"id": "data-7", "brand": "data", "name": "Data 7", "price": "5.00",
             "validity": {"days": 7}, "data_mb": 9000},
            {"id": "data-3", "brand": "data", "name": "Data 3", "price": "2.00",
             "validity": {"days": 3}, "data_mb": 9000},
            {"id": "more-3", "brand": "more", "name": "More 3", "price": "1.50",
             "validity": {"days": 3}, "data_mb": 100, "new_line_only": true,
             "after_cap": {"throttle_kbps": 256}}]}"#;

    fn found(members: &str) -> Found {
        let catalog = Catalog::from_json(SHOP.as_bytes()).unwrap();
        let request = format!(
            r#"{{"schema": "simfare.request/1", "start_date": "2026-12-01",
                 "phases": [{{"days": 10, "data_mb": 5000}}]{members}}}"#
        );
        let request = Request::from_json(request.as_bytes(), &catalog).unwrap();
        let quote = quote(&catalog, &request).unwrap();
        Found { catalog: Arc::new(catalog), request, quote }
    }

    /// Answers the questions as the worker would.
    fn findings(found: &Found) -> Findings {
        let asks = questions(found);
        let answer = |ask: &Ask| {
            let (catalog, request) = (&found.catalog, &ask.request);
            match ask.kind {
                crate::desk::Kind::OnePlan => simfare_engine::one_plan(catalog, request).unwrap(),
                _ => simfare_engine::cheapest(catalog, request).ok(),
            }
        };
        let quotes = asks.iter().map(|ask| Some(answer(ask).map(Arc::new))).collect();
        Findings { about: None, asks: asks.into(), quotes }
    }

    fn told(found: &Found) -> Vec<(Kind, String)> {
        let findings = findings(found);
        standings(found, Some(&findings))
            .into_iter()
            .map(|(kind, standing)| {
                let text = match standing {
                    Standing::Already => "already".to_owned(),
                    Standing::Brand(brand) => brand.as_str().to_owned(),
                    Standing::Other(_, quote) => quote.total.unwrap().0.to_string(),
                    Standing::Pending => "pending".to_owned(),
                    Standing::Impossible => "impossible".to_owned(),
                };
                (kind, text)
            })
            .collect()
    }

    fn pairs(list: &[(Kind, &str)]) -> Vec<(Kind, String)> {
        list.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect()
    }

    #[test]
    fn what_the_cheapest_is_and_what_else_there_is() {
        // A week and three days of one brand's.
        let plain = found("");
        assert_eq!(plain.quote.total.unwrap().0, 700);
        assert_eq!(
            told(&plain),
            pairs(&[
                (Kind::OnePlan, "800"),
                (Kind::OneProvider, "already"),
                (Kind::Number, "3000")
            ])
        );
    }

    #[test]
    fn kinds_that_a_trip_allows() {
        let slow = found(r#", "throttle_min_kbps": 200, "autopay": true, "lines": 2"#);
        // One line, once, of More's slow plan; then of Data's.
        assert_eq!(slow.quote.total.unwrap().0, 650);
        assert_eq!(
            told(&slow),
            pairs(&[
                (Kind::OnePlan, "800"),
                (Kind::OneProvider, "data"),
                (Kind::OneSim, "already"),
                (Kind::FullSpeed, "700"),
                (Kind::Number, "2500"),
                (Kind::NoAutopay, "already"),
            ])
        );
    }

    #[test]
    fn the_line_there_is() {
        let line = r#", "line": {"brand": "talk", "plan": "talk-30", "days_left": 0, "left": {}}"#;
        let stay = told(&found(line));
        assert!(stay.contains(&(Kind::Stay, "talk".to_owned())), "{stay:?}");
    }

    fn standing_of(found: &Found, kind: Kind) -> Option<String> {
        told(found).into_iter().find(|(known, _)| *known == kind).map(|(_, text)| text)
    }

    #[test]
    fn what_there_is_already_counts_too() {
        // Three days on a line without a number, then one with.
        let found = found(
            r#", "filter": {"brands": ["talk"]},
               "line": {"brand": "more", "plan": "more-3", "days_left": 3,
                        "left": {"data_mb": 9000}}"#,
        );
        assert_eq!((found.quote.purchases[0].day, found.quote.total.unwrap().0), (3, 3000));
        assert_eq!(standing_of(&found, Kind::OneProvider).as_deref(), Some("talk"));
        assert_eq!(standing_of(&found, Kind::Number).as_deref(), Some("3000"));
    }

    #[test]
    fn who_keeps_one_number_throughout_stays_to_the_end() {
        let shop =
            SHOP.replace(r#""price": "30.00""#, r#""new_line_only": true, "price": "30.00""#);
        let shop = shop.replace(
            r#"{"id": "data", "name": "Data", "number": false"#,
            r#"{"id": "data", "name": "Data", "number": true, "grace_days": 900"#,
        );
        let catalog = Arc::new(Catalog::from_json(shop.as_bytes()).unwrap());
        let request = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
            "number": "hold", "phases": [{"days": 7, "data_mb": 500}, {"days": 60}],
            "line": {"brand": "talk", "plan": "talk-30", "days_left": 7, "left": {"data_mb": 900}}}"#;
        let request = Request::from_json(request.as_bytes(), &catalog).unwrap();
        let quote = quote(&catalog, &request).unwrap();
        let found = Found { catalog: Arc::clone(&catalog), request, quote };
        // For nothing it would do for the week, and be lost long before the end.
        assert_eq!(standing_of(&found, Kind::Stay).as_deref(), Some("impossible"));
    }

    #[test]
    fn another_line_of_the_same_brand_is_no_staying() {
        // Its grace is none: without days left it can be renewed on the first day alone.
        let gone = found(
            r#", "number": "none", "filter": {"brands": ["talk"]},
               "line": {"brand": "talk", "plan": "talk-30", "days_left": 0, "left": {}}"#,
        );
        assert!(!gone.quote.purchases[0].new_line);
        assert_eq!(standing_of(&gone, Kind::Stay).as_deref(), Some("already"));
        let mut late = gone;
        late.request.phases.insert(0, late.request.phases[0].clone());
        late.request.phases[0].data_mb = Default::default();
        late.quote = quote(&late.catalog, &late.request).unwrap();
        assert!(late.quote.purchases[0].new_line);
        // Kept from the first day on, it takes the same plan, sooner.
        assert_eq!(standing_of(&late, Kind::Stay).as_deref(), Some("3000"));
        // And needn't outlive the trip's use.
        let mut idle = late.request.phases[0].clone();
        idle.days = Whole::new(300).unwrap();
        late.request.phases.push(idle);
        late.quote = quote(&late.catalog, &late.request).unwrap();
        assert_eq!(standing_of(&late, Kind::Stay).as_deref(), Some("3000"));
    }

    #[test]
    fn nothing_is_told_before_it_is_known() {
        let plain = found("");
        let standings = standings(&plain, None);
        assert!(matches!(standings[0], (Kind::OnePlan, Standing::Pending)));
        // A way there can't be.
        let found = found(r#", "filter": {"brands": ["data"]}"#);
        let told = told(&found);
        assert!(told.contains(&(Kind::Number, "impossible".to_owned())), "{told:?}");
    }

    #[test]
    fn automatic_renewal_is_seen_in_the_price() {
        let members = r#", "autopay": true, "filter": {"brands": ["talk"]}"#;
        let told = told(&found(members));
        assert!(told.contains(&(Kind::NoAutopay, "3000".to_owned())), "{told:?}");
    }
}
