//! Where no offer serves the trip: why, and what would help, at which price.

use std::rc::Rc;
use std::sync::Arc;

use simfare_engine::format::{Id, Whole};
use simfare_engine::request::{Filter, NumberRule, Phase};
use simfare_engine::{Catalog, Reason, Request, Resource};

use super::decided::Need;
use super::names;
use crate::desk::Ask;
use crate::dom::{El, Node, el, live};
use crate::locale::Format;
use crate::planner;
use crate::state::{Found, State};
use crate::trip::amount;

/// A change of the trip that may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    AnyProvider,
    TwoLines,
    FreeNumber,
    WholeGrace,
    /// To what its busiest phase may come to at most.
    Lower(Resource, u64),
    SlowData(u32),
    Without(Need),
}

impl Change {
    fn text(self, format: &Format) -> String {
        let texts = format.texts;
        match self {
            Self::AnyProvider => texts.any_provider().to_owned(),
            Self::TwoLines => texts.allow_two_lines().to_owned(),
            Self::FreeNumber => texts.free_number().to_owned(),
            Self::WholeGrace => texts.whole_grace().to_owned(),
            Self::Lower(resource, most) => texts.lower_to(&amount(format, resource, most)).text(),
            Self::SlowData(kbps) => texts.accept_slow(&format.number(kbps.into())).text(),
            Self::Without(need) => texts.leave_out(need.name(texts)).text(),
        }
    }
}

/// The questions: whether each change would help, and what the trip would cost then.
pub(crate) fn questions(found: &Found) -> Vec<Ask> {
    let reason = simfare_engine::reason(&found.catalog, &found.request);
    changes(found, &reason).into_iter().map(|(_, request)| Ask::cheapest(request)).collect()
}

/// What may help, each with the request it makes.
fn changes(found: &Found, reason: &Reason) -> Vec<(Change, Request)> {
    let request = &found.request;
    let mut changes: Vec<(Change, Request)> = Vec::new();
    let mut push = |change, make: &dyn Fn(&mut Request)| {
        let mut changed = request.clone();
        make(&mut changed);
        if changed != *request {
            changes.push((change, changed));
        }
    };
    match reason {
        &Reason::Amount { phase, resource, most, .. } if most > 0 => {
            let lower = |phase: &Phase| in_phase(request, phase, most);
            if let Some(most) = request.phases.get(phase).map(lower) {
                push(Change::Lower(resource, most), &|request| {
                    for phase in &mut request.phases {
                        let most = lower(phase);
                        set(phase, resource, most.min(phase.totals()[resource]));
                    }
                });
            }
        }
        Reason::Amount { resource, .. } => {
            let need = Need::Amount(*resource);
            push(Change::Without(need), &|request| *request = need.left_out(request));
        }
        Reason::Reachable { .. } => {
            let need = Need::Reachable;
            push(Change::Without(need), &|request| *request = need.left_out(request));
        }
        _ => {}
    }
    let is_data = matches!(reason, Reason::Amount { resource: Resource::Data, .. });
    if let Some(kbps) = slow_data(&found.catalog, request)
        && (is_data || matches!(reason, Reason::Together { .. }))
    {
        push(Change::SlowData(kbps), &|request| request.throttle_min_kbps = Some(kbps));
    }
    push(Change::AnyProvider, &|request| request.filter = Filter::default());
    push(Change::TwoLines, &|request| request.lines = Whole::new(2).unwrap_or(request.lines));
    push(Change::WholeGrace, &|request| request.grace_margin_days = 0);
    push(Change::FreeNumber, &|request| request.number = NumberRule::None);
    if matches!(reason, Reason::Together { .. } | Reason::NewLines) {
        for need in Need::all(request) {
            if need != Need::Number {
                push(Change::Without(need), &|request| *request = need.left_out(request));
            }
        }
    }
    changes
}

/// What a whole phase may come to, of which so much a day can be had once the margin is added
/// (model.md §1).
fn in_phase(request: &Request, phase: &Phase, most: u64) -> u64 {
    request.without_margin(most.saturating_mul(u64::from(phase.days.get())))
}

fn set(phase: &mut Phase, resource: Resource, units: u64) {
    match resource {
        Resource::Data => phase.data_mb = units,
        Resource::Minutes => phase.minutes = units,
        Resource::IntlMinutes => phase.intl_minutes = units,
        Resource::Sms => phase.sms = units,
    }
}

/// The fastest of slow data that the request doesn't take yet, in kbit/s.
fn slow_data(catalog: &Catalog, request: &Request) -> Option<u32> {
    let speeds = catalog.plans.iter().filter_map(|plan| plan.after_cap.kbps());
    speeds.filter(|&kbps| request.throttle_min_kbps.is_none_or(|least| kbps < least)).max()
}

/// The whole answer.
#[cold]
#[inline(never)]
pub(super) fn infeasible(state: State, format: &Rc<Format>, found: &Arc<Found>) -> El {
    let texts = format.texts;
    let reason = simfare_engine::reason(&found.catalog, &found.request);
    el("div")
        .class("notice dead-end")
        .part("infeasible")
        .child(el("h3").child(texts.infeasible()))
        .child(el("p").child(explain(format, found, &reason)))
        .child(ways_out(state, format, found, &reason))
        .child(el("p").class("hint").child(texts.infeasible_hint()))
}

/// The changes as buttons, each with what the trip costs then; those that don't help go as soon
/// as that is known.
fn ways_out(state: State, format: &Rc<Format>, found: &Arc<Found>, reason: &Reason) -> Node {
    let (format, found) = (Rc::clone(format), Arc::clone(found));
    let changes = changes(&found, reason);
    live(move || {
        let findings = state.ways_out.findings.get();
        let is_known = findings.are_about(&found);
        let money = format.money(found.quote.currency);
        let digits = found.catalog.minor_digits();
        let buttons = changes.iter().enumerate().map(|(at, (change, request))| {
            let answer = findings.quotes.get(at).filter(|_| is_known).and_then(Option::as_ref);
            let total = findings.quote(at).filter(|_| is_known).and_then(|quote| quote.total);
            let request = request.clone();
            let price = total.map(|total| el("span").class("money").child(money.of(total)));
            let button = el("button")
                .attr("type", "button")
                .class("secondary way-out")
                .part("button way-out")
                .on("click", move |_| {
                    state.change(|trip| *trip = trip.after(&request, digits));
                    planner::focus(state, "answer");
                })
                .child(el("span").child(change.text(&format)))
                .maybe(price);
            el("li").flag("hidden", answer.is_some() && total.is_none()).child(button).into()
        });
        el("ul").class("ways-out").children(buttons)
    })
}

/// Why no offer serves a request.
#[cold]
#[inline(never)]
pub(crate) fn why(format: &Format, found: &Found) -> String {
    explain(format, found, &simfare_engine::reason(&found.catalog, &found.request))
}

fn explain(format: &Format, found: &Found, reason: &Reason) -> String {
    let texts = format.texts;
    let nobody = |brand: &Option<Id>| match brand {
        Some(brand) => texts.nobody_of(names::brand(&found.catalog, brand)).text(),
        None if found.request.filter != Filter::default() => texts.nobody_chosen().to_owned(),
        None => texts.nobody().to_owned(),
    };
    match reason {
        Reason::NoBrand => texts.reason_no_brand().to_owned(),
        Reason::OneBrand => texts.reason_one_brand().to_owned(),
        Reason::LineEnds if outlives_all_use(found) => texts.reason_line_ends_late().to_owned(),
        Reason::LineEnds => texts.reason_line_ends().to_owned(),
        Reason::NewLines => texts.reason_new_lines().to_owned(),
        Reason::Reachable { brand, .. } => texts.reason_reachable(&nobody(brand)).text(),
        Reason::Together { brand, .. } => texts.reason_together(&nobody(brand)).text(),
        Reason::Amount { resource, phase, most, brand, .. } => {
            let Some(asked) = found.request.phases.get(*phase) else { return String::new() };
            let needed = amount(format, *resource, asked.totals()[*resource]);
            if *most == 0 {
                return texts.reason_nothing(&nobody(brand), &needed).text();
            }
            let most = amount(format, *resource, in_phase(&found.request, asked, *most));
            let days = format.count(texts.count_days(), asked.days.get().into());
            texts.reason_amount(&nobody(brand), &needed, &days, &most).text()
        }
        // A reason that the engine has learnt since.
        _ => found.quote.reason.as_ref().map_or("", |reason| reason.as_str()).to_owned(),
    }
}

/// Whether it is only after the last use that the number can't be kept.
fn outlives_all_use(found: &Found) -> bool {
    let mut request = found.request.clone();
    let all = request.phases.len();
    while let [_, .., last] = &request.phases[..]
        && last.is_idle()
    {
        request.phases.pop();
    }
    let is_served = || simfare_engine::cheapest(&found.catalog, &request).map(|quote| quote.total);
    request.phases.len() < all && matches!(is_served(), Ok(Some(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shop with one plan of 30 texts and 5 GB, then slow, of a brand with numbers.
    const SHOP: &str = r#"{"schema": "simfare.catalog/1", "id": "s", "currency": "USD",
        "updated": "2026-11-20",
        "brands": [{"id": "a", "name": "A", "number": true, "sim": ["esim"]},
                   {"id": "b", "name": "B", "number": false, "sim": ["esim"]}],
        "plans": [{"id": "a-1", "brand": "a", "name": "A", "price": "9.00", "sms": 30,
                   "data_mb": 5120, "after_cap": {"throttle_kbps": 128},
                   "validity": {"days": 30}}]}"#;

    fn found(request: &str) -> Found {
        let catalog = Catalog::from_json(SHOP.as_bytes()).unwrap();
        let request = Request::from_json(request.as_bytes(), &catalog).unwrap();
        let quote = simfare_engine::quote(&catalog, &request).unwrap();
        Found { catalog: Arc::new(catalog), request, quote }
    }

    fn changes_of(found: &Found) -> Vec<(Change, Request)> {
        changes(found, &simfare_engine::reason(&found.catalog, &found.request))
    }

    fn is_feasible(found: &Found, request: &Request) -> bool {
        simfare_engine::cheapest(&found.catalog, request).unwrap().total.is_some()
    }

    #[test]
    fn the_most_possible_is_possible_and_no_more() {
        let found = found(
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01", "margin_percent": 7,
                "phases": [{"days": 5}, {"days": 7, "sms": 999}]}"#,
        );
        assert!(!found.is_feasible());
        let lowered = changes_of(&found).into_iter().find_map(|(change, request)| match change {
            Change::Lower(_, most) => Some((most, request)),
            _ => None,
        });
        let (most, mut request) = lowered.unwrap();
        assert_eq!(request.phases[1].sms, most);
        assert!(is_feasible(&found, &request));
        request.phases[1].sms += 1;
        assert!(!is_feasible(&found, &request));
    }

    #[test]
    fn slow_data_is_offered_as_fast_as_there_is() {
        let found = found(
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                "phases": [{"days": 1, "data_mb": 9999}], "throttle_min_kbps": 256}"#,
        );
        assert!(!found.is_feasible());
        let slow =
            changes_of(&found).into_iter().find(|(change, _)| *change == Change::SlowData(128));
        assert!(is_feasible(&found, &slow.unwrap().1));
    }

    #[test]
    fn a_filter_that_leaves_nobody_is_lifted() {
        let found = found(
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                "phases": [{"days": 5, "sms": 1}], "filter": {"brands": ["b"]}}"#,
        );
        assert!(!found.is_feasible());
        let changes: Vec<Change> =
            changes_of(&found).into_iter().map(|(change, _)| change).collect();
        assert!(changes.contains(&Change::AnyProvider), "{changes:?}");
    }

    #[test]
    fn the_margin_is_of_what_one_asks_for() {
        let found = found(
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01", "margin_percent": 25,
                "phases": [{"days": 10, "sms": 999}]}"#,
        );
        // Of 110 that can be had, 88 with the margin.
        assert_eq!(in_phase(&found.request, &found.request.phases[0], 11), 88);
    }

    #[test]
    fn a_number_may_be_lost_before_the_trip_ends_or_before_it_is_used_again() {
        let hold = |phases: &str| {
            let found = found(&format!(
                r#"{{"schema": "simfare.request/1", "start_date": "2026-12-01", "number": "hold",
                    "phases": [{phases}]}}"#
            ));
            let reason = simfare_engine::reason(&found.catalog, &found.request);
            (outlives_all_use(&found), reason)
        };
        let shop = SHOP.replace(r#""price": "9.00""#, r#""new_line_only": true, "price": "9.00""#);
        let catalog = Arc::new(Catalog::from_json(shop.as_bytes()).unwrap());
        let request = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
            "number": "hold", "phases": [{"days": 3, "sms": 1}, {"days": 60}]}"#;
        let request = Request::from_json(request.as_bytes(), &catalog).unwrap();
        let quote = simfare_engine::quote(&catalog, &request).unwrap();
        assert!(outlives_all_use(&Found { catalog, request, quote }));
        assert!(!hold(r#"{"days": 3, "sms": 1}, {"days": 60}, {"days": 1, "minutes": 1}"#).0);
    }
}
