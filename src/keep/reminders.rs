//! What is worth a reminder: each purchase, and the day on which a kept number would be lost.

use simfare_engine::catalog::Sold;
use simfare_engine::format::Id;
use simfare_engine::quote::{LineRole, Purchase};
use simfare_engine::request::{LineOn, NumberRule};
use simfare_engine::{Catalog, Date, Request};

use super::calendar::{Event, day};
use super::lead::lead;
use crate::answer::names;
use crate::locale::{Format, Money};

/// What is to be bought when, and what it is told with.
pub(crate) struct Schedule<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) request: &'a Request,
    pub(crate) purchases: &'a [Purchase],
    /// Whether the shop makes the purchases by itself.
    pub(crate) is_automatic: bool,
    pub(crate) format: &'a Format,
    pub(crate) money: &'a Money,
    /// By the person's clock.
    pub(crate) today: Date,
}

/// The events of a schedule of which so many purchases are done. `address` is that of the page.
pub(super) fn events(schedule: &Schedule<'_>, done: usize, address: &str) -> Vec<Event> {
    let &Schedule { catalog, request, purchases, is_automatic, format, money, today } = schedule;
    let texts = format.texts;
    let holidays = holidays(catalog);
    let name = |id| names::brand(catalog, id);
    let source = format.full_date(catalog.updated);
    let last_lines = [texts.calendar_price_of(&source).text(), address.to_owned()].join("\n");

    let (deadlines, last) = deadlines(catalog, request, purchases);
    let mut events = Vec::new();
    for (purchase, deadline) in purchases.iter().zip(deadlines).skip(done) {
        let is_plan = buys_plan(catalog, purchase);
        // For what the person has already.
        let is_more = is_more(catalog, purchase);
        let verb = match (purchase.new_line, is_plan) {
            _ if is_automatic => texts.renewal_auto(),
            (true, _) => texts.verb_buy(),
            (false, true) => texts.verb_renew(),
            (false, false) => texts.verb_top_up(),
        };
        let what = names::purchase(catalog, format, money, purchase);
        let mut lines = vec![texts.calendar_total(&what, &money.of(purchase.total)).text()];
        lines.push(match &catalog.seller {
            Some(seller) => {
                texts.calendar_from_at(name(&purchase.brand), seller.name.as_str()).text()
            }
            None => texts.calendar_from(name(&purchase.brand)).text(),
        });
        let date = |day: u32| format.full_date(request.start_date.plus_days(day.into()));
        let covers = purchase.covers;
        if covers.start < covers.end {
            lines.push(texts.calendar_covers(&date(covers.start), &date(covers.end - 1)).text());
            let from = date(covers.start);
            let earlier = purchases.iter().filter(|it| it.line == purchase.line);
            let ended = earlier.map(|it| it.covers.end).filter(|end| *end <= covers.start).max();
            let line = request.line.as_ref().filter(|line| line.brand == purchase.brand);
            let ended = ended.or(line.map(|line| line.days_left));
            // What was there before may go on, and have too little left.
            let runs = runs_until(catalog, request, purchases, purchase);
            let is_more = is_more || runs.is_some_and(|end| end > purchase.date);
            // After a gap there is no service to lose.
            let has_gap = ended.is_some_and(|end| end < covers.start);
            if !is_automatic && (is_more || !has_gap) {
                lines.push(match purchase.line {
                    _ if is_more => texts.calendar_without_more().to_owned(),
                    LineRole::One => texts.calendar_without(&from).text(),
                    LineRole::Number => texts.calendar_without_number(&from).text(),
                    LineRole::Data => texts.calendar_without_data(&from).text(),
                });
            }
        }
        if is_automatic {
            lines.push(texts.calendar_automatic().to_owned());
        } else if let Some(deadline) = deadline {
            lines.push(texts.calendar_lost_after(&format.full_date(deadline)).text());
        }
        lines.push(last_lines.clone());
        let items: Vec<&str> = purchase.items.iter().map(|item| item.id.as_str()).collect();
        events.push(Event {
            id: format!("{}-{}-{}", catalog.id, day(purchase.date), items.join("-")),
            date: purchase.date,
            summary: texts.calendar_to_do(verb, &what).text(),
            description: lines.join("\n"),
            lead: lead(purchase.date, holidays, today),
        });
    }
    if let Some((brand, date)) = last
        && date >= today
    {
        let name = name(brand);
        events.push(Event {
            id: format!("{}-{}-{brand}-number", catalog.id, day(date)),
            date,
            summary: texts.calendar_last_day(name).text(),
            description: [texts.calendar_lost(name).text(), last_lines].join("\n"),
            lead: lead(date, holidays, today),
        });
    }
    events
}

/// The ends of what runs out without anything to follow it: a person may need it longer than was
/// planned.
pub(super) fn ends(schedule: &Schedule<'_>) -> Vec<Event> {
    let &Schedule { catalog, purchases, format, money, today, .. } = schedule;
    let texts = format.texts;
    let endings = endings(catalog, purchases).into_iter();
    let event = |(purchase, date): (&Purchase, Date)| {
        let what = names::purchase(catalog, format, money, purchase);
        Event {
            id: format!("{}-{}-{}-end", catalog.id, day(date), purchase.brand),
            date,
            summary: texts.calendar_ends(&what).text(),
            description: texts.calendar_renew_before().to_owned(),
            lead: lead(date, holidays(catalog), today),
        }
    };
    endings.filter(|(_, date)| *date >= today).map(event).collect()
}

/// What each line has last, and the day from which it has it no longer.
fn endings<'q>(catalog: &Catalog, purchases: &'q [Purchase]) -> Vec<(&'q Purchase, Date)> {
    let ending = |role: LineRole| {
        let of_line = purchases.iter().filter(|purchase| purchase.line == role);
        let ending = of_line.filter_map(|purchase| Some((purchase, end(catalog, purchase)?)));
        ending.max_by_key(|(_, end)| *end)
    };
    [LineRole::One, LineRole::Number, LineRole::Data].into_iter().filter_map(ending).collect()
}

/// Until when what a line has before a purchase would go on without it, or what a new line takes the
/// place of: the plan that was bought last, or what the person has already. Nothing where its end isn't
/// known: credit ends when it is used up.
fn runs_until(
    catalog: &Catalog,
    request: &Request,
    purchases: &[Purchase],
    purchase: &Purchase,
) -> Option<Date> {
    // Add-ons for what is there begin nothing.
    let mut before =
        purchases.iter().filter(|it| it.line == purchase.line && it.day < purchase.day);
    match before.rfind(|it| !is_more(catalog, it)) {
        Some(last) => end(catalog, last),
        None => {
            let line = request.line.as_ref()?;
            let is_its = catalog.brand(&line.brand).is_some_and(|own| purchase.line.is_of(own));
            let is_credit = matches!(line.on, LineOn::Paygo { .. });
            let is_left = purchase.new_line && is_credit;
            (is_its && !is_left).then(|| request.start_date.plus_days(line.days_left.into()))
        }
    }
}

/// Whether a purchase is of a plan.
fn buys_plan(catalog: &Catalog, purchase: &Purchase) -> bool {
    purchase.items.iter().any(|item| catalog.plan(&item.id).is_some())
}

/// Whether a purchase only adds to what the person has, and makes nothing last longer.
fn is_more(catalog: &Catalog, purchase: &Purchase) -> bool {
    purchase.items.iter().all(|item| matches!(catalog.sold(&item.id), Some(Sold::Addon(_))))
}

/// The day from which a purchase's plan no longer runs; nothing where it has none.
fn end(catalog: &Catalog, purchase: &Purchase) -> Option<Date> {
    let plan = purchase.items.iter().find_map(|item| catalog.plan(&item.id))?;
    Some(plan.validity.end(purchase.date))
}

/// The days on which the seller doesn't work.
fn holidays(catalog: &Catalog) -> &[Date] {
    catalog.seller.as_ref().map_or(&[], |seller| &seller.holidays)
}

/// Until when at the latest a kept number's line has to be paid for again: before each purchase
/// that goes on with it, and after the last one.
fn deadlines<'q>(
    catalog: &Catalog,
    request: &'q Request,
    purchases: &'q [Purchase],
) -> (Vec<Option<Date>>, Option<(&'q Id, Date)>) {
    let grace = |id: &Id| i64::from(catalog.brand(id).map_or(0, |brand| request.grace_of(brand)));
    let is_kept = request.number != NumberRule::None;
    // A line without one may be kept, too; nobody calls it.
    let has_number = |id: &Id| catalog.brand(id).is_some_and(|brand| brand.number);
    // Of two lines only the number line's is kept.
    let are_two = purchases.iter().any(|purchase| purchase.line != LineRole::One);
    let kept = if are_two { LineRole::Number } else { LineRole::One };
    let is_kept_line = |id: &Id| catalog.brand(id).is_some_and(|brand| kept.is_of(brand));
    let own = request.line.as_ref().filter(|line| is_kept_line(&line.brand));
    let mut line = own.map(|line| {
        let credit = match &line.on {
            LineOn::Plan { .. } => None,
            LineOn::Paygo { paygo, .. } => Some(paygo),
        };
        (&line.brand, credit, request.start_date.plus_days(line.days_left.into()))
    });
    let mut days = Vec::new();
    for purchase in purchases {
        if !is_kept || purchase.line == LineRole::Data || is_more(catalog, purchase) {
            days.push(None);
            continue;
        }
        if purchase.new_line {
            line = None;
        }
        let numbered = line.filter(|(brand, ..)| has_number(brand));
        days.push(numbered.map(|(brand, _, end)| end.plus_days(grace(brand))));
        let topup = purchase.items.iter().find_map(|item| match catalog.sold(&item.id)? {
            Sold::Topup(paygo, topup) => Some((paygo, topup)),
            _ => None,
        });
        let date = purchase.date;
        if let Some(end) = end(catalog, purchase) {
            line = Some((&purchase.brand, None, end));
        } else if let Some((paygo, topup)) = topup {
            // Credit lasts on from what there was of it.
            let before = line.filter(|(_, credit, _)| credit.is_some_and(|id| *id == paygo.id));
            let before = before.map_or(date, |(_, _, end)| end);
            let end = paygo.extend.expiry(before, date, |date| date.plus_days(topup.days.into()));
            line = Some((&purchase.brand, Some(&paygo.id), end));
        }
    }
    let last = line.filter(|(brand, ..)| is_kept && has_number(brand));
    (days, last.map(|(brand, _, end)| (brand, end.plus_days(grace(brand)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &[u8] = br#"{
              "schema": "simfare.catalog/1", "id": "small", "currency": "USD",
              "updated": "2026-11-20",
              "brands": [
                {"id": "a", "name": "A", "number": true, "sim": ["esim"], "grace_days": 12},
                {"id": "b", "name": "B", "number": true, "sim": ["esim"], "grace_days": 5},
                {"id": "d", "name": "D", "number": false, "sim": ["esim"]}
              ],
              "plans": [
                {"id": "a-30", "brand": "a", "name": "30", "price": "10.00",
                 "validity": {"days": 30}, "minutes": 100},
                {"id": "d-1", "brand": "d", "name": "1", "price": "1.00",
                 "validity": {"months": 1}, "data_mb": 1000}
              ],
              "addons": [{"id": "a-more", "brand": "a", "name": "More", "price": "4.00",
                "data_mb": 500}],
              "paygo": [{"id": "b-go", "brand": "b", "name": "Go", "extend": "from_expiry",
                "rates": {"sms": "0.10"},
                "topups": [{"id": "b-5", "price": "5.00", "credit": "5.00", "days": 20}]}]
            }"#;

    /// Purchases, each with the last day for it.
    type Days = Vec<(String, Option<String>)>;

    fn days(request: &str) -> (Days, Option<(String, String)>) {
        let (catalog, request, purchases) = found(request);
        let (days, last) = deadlines(&catalog, &request, &purchases);
        let days = purchases.iter().zip(days).map(|(purchase, day)| {
            let what = format!("{} {}", purchase.date, purchase.items[0].id);
            (what, day.map(|day| day.to_string()))
        });
        (days.collect(), last.map(|(brand, day)| (brand.to_string(), day.to_string())))
    }

    fn of(days: &[(&str, Option<&str>)]) -> Days {
        days.iter().map(|(what, day)| (what.to_string(), day.map(str::to_owned))).collect()
    }

    fn found(request: &str) -> (Catalog, Request, Vec<Purchase>) {
        let catalog = Catalog::from_json(SMALL).unwrap();
        let json =
            format!(r#"{{"schema": "simfare.request/1", "start_date": "2027-01-01", {request}}}"#);
        let request = Request::from_json(json.as_bytes(), &catalog).unwrap();
        let quote = simfare_engine::quote(&catalog, &request).unwrap();
        (catalog, request, quote.purchases)
    }

    /// The last item of each line that ends, and when.
    fn last(request: &str) -> Vec<(String, String)> {
        let (catalog, _, purchases) = found(request);
        let endings = endings(&catalog, &purchases).into_iter();
        endings.map(|(last, date)| (last.items[0].id.to_string(), date.to_string())).collect()
    }

    #[test]
    fn what_is_bought_last_ends_by_its_own_days() {
        let end = ("a-30".to_owned(), "2027-03-02".to_owned());
        assert_eq!(last(r#""phases": [{"days": 45, "minutes": 50}]"#), [end]);
        let two = r#""number": "hold", "lines": 2,
                     "phases": [{"days": 20, "minutes": 50, "data_mb": 900}]"#;
        let ends = [("a-30", "2027-01-31"), ("d-1", "2027-02-01")];
        assert_eq!(last(two), ends.map(|(what, day)| (what.to_owned(), day.to_owned())));
    }

    #[test]
    fn a_plan_that_is_renewed_early_goes_on_without_it() {
        let runs_on = |request: &str| -> Vec<bool> {
            let (catalog, request, purchases) = found(request);
            let runs = |of: &Purchase| runs_until(&catalog, &request, &purchases, of);
            purchases.iter().map(|of| runs(of).is_some_and(|end| end > of.date)).collect()
        };
        // 5 minutes a day: they are gone after 20 days, the plan's days are not.
        assert_eq!(runs_on(r#""phases": [{"days": 40, "minutes": 200}]"#), [false, true]);
        assert_eq!(runs_on(r#""phases": [{"days": 45, "minutes": 50}]"#), [false, false]);
        // What one has already ends with the first purchase, however long it would have run.
        let line = r#""line": {"brand": "a", "plan": "a-30", "days_left": 400, "left": {}}"#;
        let request = format!(r#""phases": [{{"days": 75, "minutes": 75}}], {line}"#);
        assert_eq!(runs_on(&request), [true, false, false]);
        // What a new line takes the place of may go on, too: b sells texts, a's plan has none.
        let line = r#""line": {"brand": "a", "plan": "a-30", "days_left": 20, "left": {}}"#;
        let switch = format!(r#""phases": [{{"days": 5, "sms": 5}}], {line}"#);
        assert_eq!(runs_on(&switch), [true]);
        let ends = switch.replace("20", "0");
        assert_eq!(runs_on(&ends), [false]);
        // Not what the other line of two has.
        let beside = r#""phases": [{"days": 5, "sms": 5, "data_mb": 5}], "lines": 2,
            "line": {"brand": "d", "plan": "d-1", "days_left": 20, "left": {"data_mb": 50}}"#;
        assert_eq!(runs_on(beside), [false]);
    }

    #[test]
    fn a_number_that_may_change_is_never_lost() {
        let (days, last) = days(r#""phases": [{"days": 45, "minutes": 50}]"#);
        assert_eq!(days, of(&[("2027-01-01 a-30", None), ("2027-01-31 a-30", None)]));
        assert_eq!(last, None);
    }

    #[test]
    fn a_plan_runs_to_its_end_whenever_the_trip_ends() {
        let (days, last) = days(r#""number": "hold", "phases": [{"days": 45, "minutes": 50}]"#);
        assert_eq!(days, of(&[("2027-01-01 a-30", None), ("2027-01-31 a-30", Some("2027-02-12"))]));
        // 30 days from 31 January, and 12 more.
        assert_eq!(last, Some(("a".into(), "2027-03-14".into())));
    }

    #[test]
    fn what_there_is_ends_with_its_days_left_and_the_margin_shortens_grace() {
        let line = r#""line": {"brand": "a", "plan": "a-30", "days_left": 6,
                               "left": {"minutes": 100}}"#;
        let keep = format!(
            r#""number": "keep", "grace_margin_days": 2, {line},
               "phases": [{{"days": 6, "minutes": 5}}]"#
        );
        assert_eq!(days(&keep), (vec![], Some(("a".into(), "2027-01-17".into()))));
    }

    #[test]
    fn a_line_without_a_number_has_none_to_lose() {
        let line = r#""line": {"brand": "d", "plan": "d-1", "days_left": 3, "left": {}}"#;
        let keep =
            format!(r#""number": "keep", "phases": [{{"days": 40, "data_mb": 40}}], {line}"#);
        let (days, last) = days(&keep);
        assert!(days.len() == 2 && days.iter().all(|(_, day)| day.is_none()), "{days:?}");
        assert_eq!(last, None);
    }

    #[test]
    fn what_adds_to_a_plan_keeps_no_number() {
        let (days, last) = days(
            r#""number": "keep", "phases": [{"days": 5, "data_mb": 400}],
               "line": {"brand": "a", "plan": "a-30", "days_left": 9, "left": {}}"#,
        );
        assert_eq!(days, of(&[("2027-01-01 a-more", None)]));
        assert_eq!(last, Some(("a".into(), "2027-01-22".into())));
    }

    #[test]
    fn credit_lasts_on_from_what_there_was() {
        let (days, last) = days(
            r#""number": "keep", "phases": [{"days": 40, "sms": 80}],
               "line": {"brand": "b", "paygo": "b-go", "days_left": 10, "balance": "1.00"}"#,
        );
        // One for its credit on day 5, and another that goes on from it.
        assert_eq!(days[0].1.as_deref(), Some("2027-01-16"));
        assert_eq!(days[0].0, "2027-01-06 b-5");
        // Days left, twice 20 days, 5 of grace.
        assert_eq!(days.len(), 2);
        assert_eq!(days[1].1.as_deref(), Some("2027-02-05"));
        assert_eq!(last, Some(("b".into(), "2027-02-25".into())));
    }

    #[test]
    fn of_two_lines_the_number_line_is_kept() {
        let (days, last) = days(
            r#""number": "hold", "lines": 2,
               "phases": [{"days": 20, "minutes": 50, "data_mb": 900}]"#,
        );
        assert_eq!(days.len(), 2);
        assert!(days.iter().all(|(_, day)| day.is_none()));
        assert_eq!(last, Some(("a".into(), "2027-02-12".into())));
    }
}
