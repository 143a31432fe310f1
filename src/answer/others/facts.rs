//! What can be told of a way to go, so that ways can be compared: when it is paid, what it gives,
//! and what it lacks.

use simfare_engine::catalog::{Brand, Catalog, Plan, SimKind, Sold};
use simfare_engine::format::{Allowance, Amount};
use simfare_engine::quote::{LineRole, Purchase};
use simfare_engine::usage::{On, Stretch};
use simfare_engine::{Date, PerResource, Request, Resource};

use crate::answer::choices::gives_up;
use crate::answer::kinds::{has_number, needs_autopay, plan_of};
use crate::answer::sources;

/// How much there is of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Supply {
    /// So much.
    Units(u64),
    /// As much as one likes.
    Unlimited,
    /// As much as credit pays for.
    Credit,
    /// What is bought has none.
    #[default]
    None,
}

/// Where data slows down within the trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slow {
    /// After so many MB.
    pub(super) after_mb: u64,
    /// Of a day, rather than of a period.
    pub(super) is_daily: bool,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Facts<'c> {
    /// Paid on the first day on which anything is.
    pub(super) now: Amount,
    pub(super) later: Amount,
    pub(super) purchases: u64,
    /// How often one brand follows another on a line.
    pub(super) switches: u64,
    pub(super) sims: u64,
    /// Whether one can be called throughout.
    pub(super) number: bool,
    pub(super) supply: PerResource<Supply>,
    pub(super) slow: Option<Slow>,
    pub(super) brands: Vec<&'c Brand>,
    pub(super) autopay: bool,
    /// When the oldest of the prices was read.
    pub(super) oldest: Option<Date>,
    /// Whether the line there is is given up.
    pub(super) leaves: bool,
}

impl<'c> Facts<'c> {
    /// The facts of a way.
    pub(super) fn of(catalog: &'c Catalog, request: &Request, purchases: &[Purchase]) -> Self {
        let mut facts = Self {
            purchases: purchases.len() as u64,
            sims: 1,
            number: has_number(catalog, request, purchases),
            slow: slow(catalog, request, purchases),
            oldest: sources::oldest(catalog, purchases),
            ..Self::default()
        };
        let first_day = purchases.first().map_or(0, |purchase| purchase.day);
        let line = request.line.as_ref();
        let own = line.and_then(|line| catalog.brand(&line.brand));
        let mut on = [LineRole::One, LineRole::Number, LineRole::Data]
            .map(|role| own.filter(|own| role.is_of(own)).map(|own| &own.id));
        for purchase in purchases {
            let due = if purchase.day == first_day { &mut facts.now } else { &mut facts.later };
            due.0 += purchase.total.0;

            let before = on[purchase.line as usize].replace(&purchase.brand);
            if before.is_some_and(|before| *before != purchase.brand) {
                facts.switches += 1;
            }
            if purchase.line != LineRole::One {
                facts.sims = 2;
            }
            facts.leaves |= line.is_some_and(|line| gives_up(catalog, line, purchase));
            facts.autopay |= needs_autopay(catalog, purchase);

            if let Some(brand) = catalog.brand(&purchase.brand)
                && !facts.brands.iter().any(|known| known.id == brand.id)
            {
                facts.brands.push(brand);
            }
            let plan = plan_of(catalog, purchase);
            for resource in Resource::ALL {
                let is_carried = match purchase.line {
                    LineRole::One => true,
                    LineRole::Number => resource != Resource::Data,
                    LineRole::Data => resource == Resource::Data,
                };
                if is_carried {
                    let supply = supply(catalog, request, purchase, plan, resource);
                    facts.supply[resource] = facts.supply[resource].and(supply);
                }
            }
        }
        facts
    }

    /// Whether every brand of it has a kind of SIM.
    pub(super) fn has(&self, sim: SimKind) -> bool {
        self.brands.iter().all(|brand| brand.sim.contains(&sim))
    }

    /// The shortest time that a number lives without being paid for.
    pub(super) fn grace_days(&self) -> u32 {
        let with_number = self.brands.iter().filter(|brand| brand.number);
        with_number.map(|brand| brand.grace_days).min().unwrap_or_default()
    }
}

impl Supply {
    /// Both one after the other.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, other) | (other, Self::None) => other,
            (Self::Units(given), Self::Units(more)) => Self::Units(given.saturating_add(more)),
            (Self::Credit, _) | (_, Self::Credit) => Self::Credit,
            (Self::Unlimited, _) | (_, Self::Unlimited) => Self::Unlimited,
        }
    }
}

/// How many times a plan's allowances start afresh over what a purchase covers.
fn stretches(plan: &Plan, purchase: &Purchase) -> u64 {
    let days = purchase.covers.end.saturating_sub(purchase.covers.start).max(1);
    plan.resets_every_days.map_or(1, |every| u64::from(days.div_ceil(every.get())))
}

fn supply(
    catalog: &Catalog,
    request: &Request,
    purchase: &Purchase,
    plan: Option<&Plan>,
    resource: Resource,
) -> Supply {
    let mut given = Allowance::NONE;
    let is_data = resource == Resource::Data;
    if let Some(plan) = plan {
        if is_data && request.throttled_data_counts(plan) {
            return Supply::Unlimited;
        }
        let once = plan.allowances_on(purchase.date)[resource];
        given = given.plus(once, stretches(plan, purchase));
    }
    for item in &purchase.items {
        match catalog.sold(&item.id) {
            Some(Sold::Addon(addon)) => {
                given = given.plus(addon.allowances()[resource], item.quantity);
            }
            Some(Sold::Topup(paygo, _)) => {
                let rate = paygo.rates.by_resource()[resource];
                return if rate.is_some() { Supply::Credit } else { Supply::None };
            }
            Some(Sold::Plan(_)) | None => {}
        }
    }
    // No more than its bound on any day, whatever there is.
    if let Some(Allowance::Units(daily)) = plan.and_then(|plan| plan.data_mb_per_day)
        && is_data
    {
        let days = u64::from(purchase.covers.end.saturating_sub(purchase.covers.start));
        let most = daily.saturating_mul(days);
        given = match given {
            Allowance::Units(units) => Allowance::Units(units.min(most)),
            Allowance::Unlimited => Allowance::Units(most),
        };
    }
    match given {
        Allowance::Units(0) => Supply::None,
        Allowance::Units(units) => Supply::Units(units),
        Allowance::Unlimited => Supply::Unlimited,
    }
}

/// Where the trip goes past what is there at full speed, for the first time; or where it would, of data
/// that has no end because slow data counts.
fn slow(catalog: &Catalog, request: &Request, purchases: &[Purchase]) -> Option<Slow> {
    let periods = simfare_engine::usage(catalog, request, purchases);
    let first = |is: &dyn Fn(&Stretch) -> bool| {
        periods
            .iter()
            .find_map(|period| Some((period, period.stretches.iter().find(|stretch| is(stretch))?)))
    };
    let (period, stretch) = first(&|stretch| stretch.throttled_from.is_some())
        .or_else(|| first(&|stretch| stretch.full_speed_mb.is_some()))?;
    if !stretch.throttled_by_day {
        return Some(Slow { after_mb: stretch.full_speed_mb?, is_daily: false });
    }
    let (On::Plan(plan) | On::Current(plan)) = &period.on else { return None };
    match catalog.plan(plan)?.data_mb_per_day? {
        Allowance::Units(after_mb) => Some(Slow { after_mb, is_daily: true }),
        Allowance::Unlimited => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = r#"{
        "schema": "simfare.catalog/1", "id": "test", "currency": "USD", "updated": "2026-11-01",
        "brands": [
            {"id": "talk", "name": "Talk", "number": true, "sim": ["esim", "physical"],
             "grace_days": 30},
            {"id": "data", "name": "Data", "number": false, "sim": ["esim"], "grace_days": 5}],
        "plans": [
            {"id": "talk-30", "brand": "talk", "name": "Talk", "price": "9.00",
             "validity": {"days": 30}, "minutes": "unlimited", "sms": 10,
             "source": {"url": "https://talk.example/", "date": "2026-02-03"}},
            {"id": "data-7", "brand": "data", "name": "Data", "price": "5.00",
             "validity": {"days": 14}, "data_mb": 3000, "resets_every_days": 7,
             "after_cap": {"throttle_kbps": 256}}],
        "paygo": [{"id": "talk-paygo", "brand": "talk", "name": "Credit", "extend": "from_now",
                   "rates": {"minutes": "0.10"},
                   "topups": [{"id": "talk-10", "price": "10.00", "credit": "10.00", "days": 90}]}]}"#;

    fn catalog() -> Catalog {
        Catalog::from_json(SHOP.as_bytes()).unwrap()
    }

    fn request(catalog: &Catalog, phase: &str, members: &str) -> Request {
        let json = format!(
            r#"{{"schema": "simfare.request/1", "start_date": "2026-12-01",
                 "phases": [{{{phase}}}]{members}}}"#
        );
        Request::from_json(json.as_bytes(), catalog).unwrap()
    }

    #[test]
    fn two_lines_with_what_each_carries() {
        let catalog = catalog();
        let phase = r#""days": 14, "data_mb": 5000, "minutes": 60, "sms": 4, "reachable": true"#;
        let request = request(&catalog, phase, r#", "lines": 2"#);
        let quote = simfare_engine::quote(&catalog, &request).unwrap();
        let facts = Facts::of(&catalog, &request, &quote.purchases);
        assert_eq!((facts.now.0, facts.later.0), (1400, 0));
        assert_eq!((facts.sims, facts.switches, facts.purchases), (2, 0, 2));
        assert!(facts.number && !facts.leaves && !facts.autopay);
        // 3000 MB in each of two weeks.
        assert_eq!(facts.supply[Resource::Data], Supply::Units(6000));
        assert_eq!(facts.supply[Resource::Minutes], Supply::Unlimited);
        assert_eq!(facts.supply[Resource::Sms], Supply::Units(10));
        assert_eq!(facts.supply[Resource::IntlMinutes], Supply::None);
        assert_eq!(facts.grace_days(), 30, "of the number's line");
        assert!(facts.has(SimKind::Esim) && !facts.has(SimKind::Physical));
        assert_eq!(facts.oldest, None, "nobody knows when the data plan's price was read");
        let calls = quote.purchases.iter().filter(|bought| bought.line == LineRole::Number);
        let calls: Vec<Purchase> = calls.cloned().collect();
        let facts = Facts::of(&catalog, &request, &calls);
        assert_eq!(facts.oldest, Date::from_ymd(2026, 2, 3));
        assert_eq!(facts.slow, None);
    }

    #[test]
    fn a_line_that_is_kept_beside_another_is_neither_switched_nor_left() {
        let catalog = catalog();
        let phase = r#""days": 14, "data_mb": 5000, "minutes": 60, "sms": 4"#;
        let two = |left: &str, days_left: u32| {
            let line = format!(
                r#", "lines": 2, "line": {{"brand": "talk", "plan": "talk-30",
                     "days_left": {days_left}, "left": {left}}}"#
            );
            let request = request(&catalog, phase, &line);
            let quote = simfare_engine::quote(&catalog, &request).unwrap();
            let facts = Facts::of(&catalog, &request, &quote.purchases);
            let lines: Vec<LineRole> = quote.purchases.iter().map(|bought| bought.line).collect();
            (lines, facts.switches, facts.leaves)
        };
        let kept = two(r#"{"minutes": 100, "sms": 10}"#, 14);
        assert_eq!(kept, (vec![LineRole::Data], 0, false));
        // Talk is the number line; a new line of it takes that one's place.
        let request = request(
            &catalog,
            phase,
            r#", "lines": 2, "line": {"brand": "talk",
            "plan": "talk-30", "days_left": 0, "left": {}}"#,
        );
        let mut quote = simfare_engine::quote(&catalog, &request).unwrap();
        let calls = quote.purchases.iter_mut().find(|bought| bought.line == LineRole::Number);
        calls.unwrap().new_line = true;
        let facts = Facts::of(&catalog, &request, &quote.purchases);
        assert_eq!((facts.switches, facts.leaves), (0, true));
    }

    #[test]
    fn unlimited_data_with_a_bound_of_a_day_has_an_end() {
        let shop = SHOP.replace(
            "\"data_mb\": 3000,",
            "\"data_mb\": \"unlimited\", \"data_mb_per_day\": 1024,",
        );
        let catalog = Catalog::from_json(shop.as_bytes()).unwrap();
        let request = request(&catalog, r#""days": 14, "data_mb": 9000"#, "");
        let quote = simfare_engine::quote(&catalog, &request).unwrap();
        let facts = Facts::of(&catalog, &request, &quote.purchases);
        assert_eq!(facts.supply[Resource::Data], Supply::Units(14 * 1024));
    }

    #[test]
    fn data_that_slows_down() {
        let catalog = catalog();
        let phase = r#""days": 14, "data_mb": 9000"#;
        let slow = request(&catalog, phase, r#", "throttle_min_kbps": 200"#);
        let quote = simfare_engine::quote(&catalog, &slow).unwrap();
        let facts = Facts::of(&catalog, &slow, &quote.purchases);
        assert_eq!(facts.slow, Some(Slow { after_mb: 3000, is_daily: false }));
        assert_eq!(facts.supply[Resource::Data], Supply::Unlimited);
        assert!(!facts.number);
    }

    #[test]
    fn data_without_an_end_slows_down_somewhere_whether_the_trip_comes_there_or_not() {
        let catalog = catalog();
        let phase = r#""days": 14, "data_mb": 900"#;
        let little = request(&catalog, phase, r#", "throttle_min_kbps": 200"#);
        let quote = simfare_engine::quote(&catalog, &little).unwrap();
        let facts = Facts::of(&catalog, &little, &quote.purchases);
        assert_eq!(facts.slow, Some(Slow { after_mb: 3000, is_daily: false }));
        // Where slow data is none, there is an end.
        let fast = request(&catalog, phase, "");
        let quote = simfare_engine::quote(&catalog, &fast).unwrap();
        assert_eq!(Facts::of(&catalog, &fast, &quote.purchases).slow, None);
    }

    #[test]
    fn a_week_that_has_begun_counts_and_what_comes_later_is_paid_later() {
        let catalog = catalog();
        let trip = request(&catalog, r#""days": 10, "data_mb": 900"#, "");
        let quote = simfare_engine::quote(&catalog, &trip).unwrap();
        let facts = Facts::of(&catalog, &trip, &quote.purchases);
        assert_eq!(facts.supply[Resource::Data], Supply::Units(6000));
        let trip = request(&catalog, r#""days": 28, "data_mb": 9000"#, "");
        let quote = simfare_engine::quote(&catalog, &trip).unwrap();
        let facts = Facts::of(&catalog, &trip, &quote.purchases);
        assert_eq!((facts.now.0, facts.later.0), (500, 500));
    }

    #[test]
    fn what_is_passed_first_slows_data_down() {
        let shop =
            SHOP.replace("\"data_mb\": 3000,", "\"data_mb\": 6000, \"data_mb_per_day\": 1024,");
        let catalog = Catalog::from_json(shop.as_bytes()).unwrap();
        // 1536 MB a day: past the bound of a day on the first, past that of a week on the fourth.
        let phase = r#""days": 14, "data_mb": 21504"#;
        let slow = request(&catalog, phase, r#", "throttle_min_kbps": 200"#);
        let quote = simfare_engine::quote(&catalog, &slow).unwrap();
        let facts = Facts::of(&catalog, &slow, &quote.purchases);
        assert_eq!(facts.slow, Some(Slow { after_mb: 1024, is_daily: true }));
    }

    #[test]
    fn data_slows_down_in_one_week_though_both_have_enough() {
        let catalog = catalog();
        let phases = r#""days": 7, "data_mb": 5900}, {"days": 7, "data_mb": 50"#;
        let slow = request(&catalog, phases, r#", "throttle_min_kbps": 200"#);
        let quote = simfare_engine::quote(&catalog, &slow).unwrap();
        assert_eq!(quote.purchases.len(), 1);
        let facts = Facts::of(&catalog, &slow, &quote.purchases);
        assert_eq!(facts.slow, Some(Slow { after_mb: 3000, is_daily: false }));
    }

    #[test]
    fn credit_and_leaving_a_line() {
        let catalog = catalog();
        let line = r#", "line": {"brand": "data", "plan": "data-7", "days_left": 3, "left": {}}"#;
        let request = request(&catalog, r#""days": 60, "minutes": 5"#, line);
        let quote = simfare_engine::quote(&catalog, &request).unwrap();
        let facts = Facts::of(&catalog, &request, &quote.purchases);
        assert_eq!(facts.supply[Resource::Minutes], Supply::Credit);
        assert_eq!(facts.supply[Resource::Sms], Supply::None);
        assert!(facts.leaves);
        assert_eq!(facts.switches, 1);
    }
}
