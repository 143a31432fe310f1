//! The schedule of one line: its periods and gaps in a row, and what becomes of the line and its
//! number between them (model.md §3, §4).
//!
//! A quote lists purchases, not periods. Most periods can be read off them; what can't is
//! whether the current line served the days before the first purchase, and whether a top-up on
//! the day that another's service ends goes on with that period or starts the next.

use super::allowance::{self, PlanPeriod};
use super::bought::{Bought, Kind};
use super::credit::{Credits, Meter};
use super::demand::Demand;
use super::terms::Terms;
use super::violation::{Findings, Section};
use crate::request::{Line, LineOn, NumberRule};

/// What one line is to do.
#[derive(Debug)]
pub(super) struct Task<'t, 'a> {
    pub(super) terms: &'t Terms<'a>,
    pub(super) demand: &'t Demand,
    /// What its number is to become.
    pub(super) number: NumberRule,
    /// Whether the request's current line is this one.
    pub(super) owns_current: bool,
    /// The brand that every period must be on, where an alternative is checked.
    pub(super) only: Option<usize>,
    /// JSON pointer to the list of purchases.
    pub(super) place: &'t str,
}

/// A newly bought period; several of one paygo offer, where nothing comes between them.
#[derive(Debug)]
struct Period<'b, 'q> {
    purchases: &'b [Bought<'q>],
    start: u32,
    end: u32,
}

/// The line at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// There is none yet.
    None,
    /// The request's, before any newly bought period; whether it served a period.
    Current { used: bool },
    /// The last period was newly bought.
    Bought { brand: usize, end: u32 },
}

impl Task<'_, '_> {
    /// Checks the line's purchases, which are in the quote's order.
    pub(super) fn check(&self, purchases: &[Bought<'_>], findings: &mut Findings) {
        if !self.covers(purchases, findings) {
            return;
        }
        let (current, bought) = match purchases.split_first() {
            Some((first, rest)) if matches!(first.kind, Kind::Current(_)) => (Some(first), rest),
            _ => (None, purchases),
        };
        let periods = periods(bought);
        let mut state =
            if self.owns_current { State::Current { used: false } } else { State::None };
        let mut visited = Vec::new();
        let mut until = 0;
        if let Some(current) = current {
            self.current_with_addons(current, findings);
            state = State::Current { used: true };
            until = current.purchase.covers.end;
        }
        for (i, period) in periods.iter().enumerate() {
            let mut credits = Credits::new();
            if i == 0 && current.is_none() {
                (state, credits) = self.before_first(Some(period), findings);
            } else {
                self.gap(until, period.start, findings);
            }
            self.start(period, state, &visited, findings);
            self.served(period, credits, findings);
            let brand = period.purchases[0].brand;
            state = State::Bought { brand, end: period.end };
            visited.push(brand);
            until = period.end;
        }
        if purchases.is_empty() {
            (state, _) = self.before_first(None, findings);
        } else {
            self.gap(until, self.terms.horizon, findings);
        }
        self.end(state, findings);
    }

    /// Checks the days that the purchases say they serve, without which nothing else can be read.
    fn covers(&self, purchases: &[Bought<'_>], findings: &mut Findings) -> bool {
        let mut whole = true;
        let mut refuse = |bought: &Bought<'_>, message: String| {
            findings.add(Section::Form, format!("{}/covers", bought.place), message);
            whole = false;
        };
        for (i, bought) in purchases.iter().enumerate() {
            let (day, covers) = (bought.purchase.day, bought.purchase.covers);
            if covers.start != day {
                refuse(bought, format!("must begin on the day of the purchase, {day}"));
            }
            if covers.end > self.terms.horizon {
                refuse(bought, format!("ends after the horizon, {}", self.terms.horizon));
            }
            let next = purchases.get(i + 1);
            let topped_up_again = matches!(
                (&bought.kind, next),
                (Kind::Topup(offer, _), Some(Bought { kind: Kind::Topup(other, _), purchase, .. }))
                    if offer == other && purchase.day == day
            );
            if covers.end < day || (covers.end == day && !topped_up_again) {
                refuse(bought, "serves no day".to_owned());
            }
            if matches!(bought.kind, Kind::Current(_)) && i > 0 {
                refuse(bought, "the current period comes first".to_owned());
            }
            if let Some(next) = next.filter(|next| next.purchase.day < covers.end) {
                let day = next.purchase.day;
                refuse(bought, format!("goes on past the next purchase, on day {day}"));
            }
        }
        whole
    }

    /// The current line where this line owns it and may have periods on it.
    fn current(&self) -> Option<(usize, &Line)> {
        let (brand, line) = self.terms.current.filter(|_| self.owns_current)?;
        let barred = self.only.is_some_and(|only| only != brand)
            || (self.number == NumberRule::Hold && !self.terms.catalog.brands[brand].number);
        (!barred).then_some((brand, line))
    }

    /// Checks the current period where its add-ons are listed.
    fn current_with_addons(&self, bought: &Bought<'_>, findings: &mut Findings) {
        let place = bought.place.as_str();
        if self.current().is_none() {
            findings.add(Section::Lines, place, "the current period isn't this line's to use");
        }
        let new_line = bought.purchase.new_line;
        findings.expect(!new_line, Section::Lines, format!("{place}/new_line"), || {
            "the current period starts no new line".to_owned()
        });
        let end = bought.purchase.covers.end;
        let addons = &bought.addons;
        if let Some(fault) = allowance::fault_of_current(self.terms, self.demand, end, addons) {
            findings.add(Section::Periods, format!("{place}/covers"), fault);
        }
        if let Err(fault) = self.reach(bought.brand, 0, end) {
            findings.add(Section::Periods, format!("{place}/brand"), fault);
        }
    }

    /// Finds how the days before the first bought period may pass, without anything bought: by
    /// the current period, by the current balance, or not needed at all. Returns the line then,
    /// and the credits with which the first period may start if it is of a paygo offer.
    fn before_first(
        &self,
        first: Option<&Period<'_, '_>>,
        findings: &mut Findings,
    ) -> (State, Credits) {
        let start = first.map_or(self.terms.horizon, |period| period.start);
        let needed_until = self.demand.needed_until(start);
        let mut state =
            if self.owns_current { State::Current { used: false } } else { State::None };
        // Using less of the current period asks less of it, and its line lives as long.
        let served = self.current_serves(needed_until);
        // Under "hold" a schedule needs a period, if only a free one.
        let last_resort = first.is_none() && self.number == NumberRule::Hold;
        if needed_until > 0 || (last_resort && self.current_serves(1).is_ok()) {
            state = if self.owns_current { State::Current { used: true } } else { state };
        }

        let mut credits = Credits::new();
        let goes_on = first.and_then(|period| {
            let first = &period.purchases[0];
            let (_, line) = self.current().filter(|_| !first.purchase.new_line)?;
            match (&line.on, &first.kind) {
                (LineOn::Paygo { paygo, balance }, Kind::Topup(offer, _))
                    if self.terms.catalog.paygo[*offer].id == *paygo =>
                {
                    let meter = Meter::new(self.terms, *offer);
                    Some((meter.balance(*balance, line.days_left), meter))
                }
                _ => None,
            }
        });
        if let Some((balance, meter)) = &goes_on {
            let balance = Credits::from([*balance]);
            credits.extend(meter.spend(self.demand, balance, 0, start).unwrap_or_default());
        }
        // On day 0 the line's own offer has its balance.
        let own_on_day_0 = goes_on.is_some() && start == 0;
        if served.is_ok() && !own_on_day_0 {
            credits.insert(Meter::fresh(start));
        }
        if let (Err(why), true) = (served, credits.is_empty()) {
            let day = self.demand.first_needed(0, start).unwrap_or_default();
            let message = format!("day {day} is needed and no purchase serves it; {why}");
            findings.add(Section::Periods, self.place, message);
            // Not to be blamed again for the same days.
            credits.insert(Meter::fresh(start));
        }
        (state, credits)
    }

    /// Whether the current line serves the days before `end` with nothing bought; else why not.
    fn current_serves(&self, end: u32) -> Result<(), String> {
        if end == 0 {
            return Ok(());
        }
        let Some((brand, line)) = self.current() else {
            return Err("there is no current period to use".to_owned());
        };
        match &line.on {
            LineOn::Plan { .. } => {
                match allowance::fault_of_current(self.terms, self.demand, end, &[]) {
                    Some(fault) => Err(fault),
                    None => self.reach(brand, 0, end),
                }
            }
            LineOn::Paygo { paygo, balance } => {
                let Some(offer) = self.terms.catalog.links().paygo(paygo.as_str()) else {
                    return Err("its offer is gone".to_owned());
                };
                let meter = Meter::new(self.terms, offer);
                let balance = Credits::from([meter.balance(*balance, line.days_left)]);
                match meter.spend(self.demand, balance, 0, end) {
                    Ok(_) => Ok(()),
                    Err(day) => Err(format!("the current balance doesn't serve day {day}")),
                }
            }
        }
    }

    /// Checks that nobody needs the days between two periods.
    fn gap(&self, from: u32, until: u32, findings: &mut Findings) {
        if let Some(day) = self.demand.first_needed(from, until) {
            let message = format!("day {day} is needed and no purchase serves it");
            findings.add(Section::Periods, self.place, message);
        }
    }

    /// The line's brand, and the last day on which a period may start on it.
    fn life(&self, state: State) -> Option<(usize, u32)> {
        let (brand, end) = match state {
            State::None => return None,
            State::Current { .. } => {
                let (brand, line) = self.terms.current?;
                (brand, line.days_left)
            }
            State::Bought { brand, end } => (brand, end),
        };
        Some((brand, end.saturating_add(self.terms.grace(brand))))
    }

    /// Checks the start of a period: its brand, its line, its number.
    fn start(
        &self,
        period: &Period<'_, '_>,
        state: State,
        visited: &[usize],
        findings: &mut Findings,
    ) {
        let first = &period.purchases[0];
        let brand = &self.terms.catalog.brands[first.brand];
        let place = first.place.as_str();
        let life = self.life(state);
        let alive = life.is_some_and(|(of, life)| of == first.brand && period.start <= life);
        let on_another = life.is_some_and(|(of, _)| of != first.brand);

        // Whether the rules want a new line; `None` where either is right.
        let wanted = match self.number {
            NumberRule::None => Some(!alive),
            NumberRule::Keep => {
                findings.expect(!on_another, Section::Lines, format!("{place}/brand"), || {
                    "the number is to be kept, so every period is on the current line's brand"
                        .to_owned()
                });
                findings.expect(alive || on_another, Section::Lines, place, || {
                    format!("the line to keep is gone on day {}", period.start)
                });
                Some(false)
            }
            NumberRule::Hold => {
                findings.expect(brand.number, Section::Lines, format!("{place}/brand"), || {
                    "a number is to be held, and the brand has none".to_owned()
                });
                if matches!(state, State::None | State::Current { used: false }) {
                    // A new line may take the place of one that is alive.
                    if alive { None } else { Some(true) }
                } else {
                    findings.expect(!on_another, Section::Lines, format!("{place}/brand"), || {
                        "the number is to be held, so every period is on one brand".to_owned()
                    });
                    findings.expect(alive || on_another, Section::Lines, place, || {
                        format!("the line to hold is gone on day {}", period.start)
                    });
                    Some(false)
                }
            }
        };
        if let Some(wanted) = wanted.filter(|wanted| *wanted != first.purchase.new_line) {
            let why = match (wanted, on_another) {
                (false, _) => "its line goes on",
                (true, true) => "the line was on another brand",
                (true, false) => "there is no line, or none any more",
            };
            let place = format!("{place}/new_line");
            findings.add(Section::Lines, place, format!("must be {wanted}: {why}"));
        }
        for again in &period.purchases[1..] {
            let place = format!("{}/new_line", again.place);
            findings.expect(!again.purchase.new_line, Section::Lines, place, || {
                "must be false: its line goes on".to_owned()
            });
        }
        if let Kind::Plan(plan) = first.kind
            && self.terms.catalog.plans[plan].new_line_only
        {
            let place = format!("{place}/items");
            let has_line = self.terms.current.is_some_and(|(current, _)| current == first.brand);
            findings.expect(!has_line, Section::Lines, place.as_str(), || {
                "is only for new lines, and the request has a line of this brand".to_owned()
            });
            findings.expect(!visited.contains(&first.brand), Section::Lines, place, || {
                "is only for the first period on its brand".to_owned()
            });
        }
    }

    /// Checks that a bought period serves its days.
    fn served(&self, period: &Period<'_, '_>, credits: Credits, findings: &mut Findings) {
        let first = &period.purchases[0];
        let place = first.place.as_str();
        match first.kind {
            Kind::Plan(plan) => {
                let &Period { start, end, .. } = period;
                let bought = PlanPeriod { plan, start, end, addons: &first.addons };
                if let Some(fault) = allowance::fault_of_bought(self.terms, self.demand, &bought) {
                    findings.add(Section::Periods, format!("{place}/covers"), fault);
                }
                if let Err(fault) = self.reach(first.brand, start, end) {
                    findings.add(Section::Periods, format!("{place}/brand"), fault);
                }
            }
            // Only ever the first purchase, which is no newly bought period.
            Kind::Current(_) => {}
            Kind::Topup(offer, _) => self.topped_up(period, offer, credits, findings),
        }
    }

    /// Checks a row of top-ups, from the credits it may begin with.
    fn topped_up(
        &self,
        period: &Period<'_, '_>,
        offer: usize,
        mut credits: Credits,
        findings: &mut Findings,
    ) {
        let meter = Meter::new(self.terms, offer);
        let mut last_day = None;
        if credits.is_empty() {
            credits.insert(Meter::fresh(period.start));
        }
        for bought in period.purchases {
            let Kind::Topup(_, topup) = bought.kind else { return };
            let (day, end) = (bought.purchase.day, bought.purchase.covers.end);
            if last_day.is_some_and(|last| last < day) {
                // The period may end here, and its credit with it.
                credits.insert(Meter::fresh(day));
            }
            last_day = Some(day);
            credits = meter.top_up(self.demand, &credits, day, topup);
            if credits.is_empty() {
                let message = format!("is bought before day {day} needs it");
                findings.add(Section::Periods, bought.place.as_str(), message);
                return;
            }
            match meter.spend(self.demand, credits, day, end) {
                Ok(left) => credits = left,
                Err(day) => {
                    let place = format!("{}/covers", bought.place);
                    let message = format!("the credit doesn't serve day {day}");
                    findings.add(Section::Periods, place, message);
                    return;
                }
            }
        }
    }

    /// Whether a brand has a number for the reachable days of a range.
    fn reach(&self, brand: usize, from: u32, until: u32) -> Result<(), String> {
        if self.terms.catalog.brands[brand].number {
            return Ok(());
        }
        match self.demand.days(from, until).find(|(_, day)| day.reachable) {
            Some((day, _)) => Err(format!("without a number nobody is reached on day {day}")),
            None => Ok(()),
        }
    }

    /// Checks the line at the end of the horizon.
    fn end(&self, state: State, findings: &mut Findings) {
        let horizon = self.terms.horizon;
        let alive = self.life(state).is_some_and(|(_, life)| horizon <= life);
        match self.number {
            NumberRule::None => {}
            NumberRule::Keep => findings.expect(alive, Section::Lines, self.place, || {
                "the line to keep is gone before the horizon".to_owned()
            }),
            NumberRule::Hold if matches!(state, State::None | State::Current { used: false }) => {
                let message = "a number is to be held, and no period holds one";
                findings.add(Section::Lines, self.place, message);
            }
            NumberRule::Hold => findings.expect(alive, Section::Lines, self.place, || {
                "the line to hold is gone before the horizon".to_owned()
            }),
        }
    }
}

/// Cuts purchases into newly bought periods.
fn periods<'b, 'q>(purchases: &'b [Bought<'q>]) -> Vec<Period<'b, 'q>> {
    let mut periods: Vec<Period<'b, 'q>> = Vec::new();
    let mut rest = purchases;
    while let Some(first) = rest.first() {
        let mut end = first.purchase.covers.end;
        let mut count = 1;
        if let Kind::Topup(offer, _) = first.kind {
            while let Some(next) = rest.get(count)
                && matches!(next.kind, Kind::Topup(other, _) if other == offer)
                && next.purchase.day == end
                && !next.purchase.new_line
            {
                end = next.purchase.covers.end;
                count += 1;
            }
        }
        let (purchases, others) = rest.split_at(count);
        periods.push(Period { purchases, start: first.purchase.day, end });
        rest = others;
    }
    periods
}
