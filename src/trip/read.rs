//! What a trip means: the request it makes, or what is wrong with it.

use simfare_engine::catalog::Catalog;
use simfare_engine::format::{Allowance, Amount, Id, MAX_RESOURCE, Text, Whole};
use simfare_engine::request::{Line, LineOn, NumberRule};
use simfare_engine::{Date, PerResource, Request, Resource};

use super::wrong::{complain, note};
use super::{Complaint, Field, Trip, UNLIMITED, Wrong, amount};

/// What a trip means.
#[derive(Debug, Default)]
pub(crate) struct Meaning {
    /// Unless something has to be mended first.
    pub(crate) request: Option<Request>,
    pub(crate) wrong: Vec<Complaint>,
}

impl Trip {
    /// The request this trip means, or what has to be mended.
    pub(crate) fn meaning(&self, catalog: &Catalog) -> Meaning {
        let mut wrong = Vec::new();
        let request = self.read(catalog, &mut wrong);
        // A coupon nobody knows is no reason to show no price.
        let only_hints = wrong.iter().all(|complaint| complaint.field == Field::Coupon);
        Meaning { request: request.filter(|_| only_hints), wrong }
    }

    fn read(&self, catalog: &Catalog, complaints: &mut Vec<Complaint>) -> Option<Request> {
        let mut wrong = Vec::new();
        let start = match self.text(Field::Start) {
            "" => Err(Wrong::Missing),
            text => Date::parse(text).ok_or(Wrong::NotADate),
        };
        let start = note(start, Field::Start, &mut wrong);
        complain(complaints, None, wrong);

        let mut phases = Vec::with_capacity(self.stages.len());
        for (place, stage) in self.stages.iter().enumerate() {
            let mut wrong = Vec::new();
            if let Some(about) = self.wrong_last_day(place) {
                wrong.push((Field::LastDay, about));
            }
            phases.push(stage.read(self.most_days(place), &mut wrong));
            complain(complaints, Some(place), wrong);
        }
        let phases: Option<Vec<_>> = phases.into_iter().collect();

        let mut wrong = Vec::new();
        let line = if self.have_line { self.line(catalog, &mut wrong) } else { None };
        if self.number == NumberRule::Keep && !self.have_line {
            wrong.push((Field::Number, Wrong::NoLine));
        }
        let coupon = self.text(Field::Coupon).trim();
        let known = catalog.coupon(coupon);
        if !coupon.is_empty() && known.is_none() {
            wrong.push((Field::Coupon, Wrong::UnknownCoupon(coupon.to_owned())));
        }
        complain(complaints, None, wrong);

        let mut request = Request::new(start?, phases?);
        request.number = self.number;
        request.lines = small(if self.two_lines { 2 } else { 1 })?;
        request.line = line;
        request.autopay = self.autopay;
        request.payment_method = catalog
            .payment_methods
            .iter()
            .find(|method| method.id.as_str() == self.payment_method)
            .map(|method| method.id.clone());
        request.coupon = known.map(|coupon| Text::from(coupon.code.as_str()));
        request.throttle_min_kbps = self.throttle_min_kbps;
        request.margin_percent = small(u64::from(self.margin_percent))?;
        if self.asked_margin || self.number != NumberRule::None {
            request.grace_margin_days = self.grace_margin_days;
        }
        request.filter = self.filter.clone();
        Some(request)
    }

    /// What is wrong with the last day of a stage, while no length follows from it.
    fn wrong_last_day(&self, place: usize) -> Option<Wrong> {
        let text = self.text_in(place, Field::LastDay);
        if text.is_empty() {
            return None;
        }
        let range = |first: Date| {
            Wrong::NotBetween(first, first.plus_days(i64::from(self.most_days(place)) - 1))
        };
        let is_date = Date::parse(text).is_some();
        Some(self.first_day(place).filter(|_| is_date).map_or(Wrong::NotADate, range))
    }

    #[cold]
    #[inline(never)]
    fn line(&self, catalog: &Catalog, wrong: &mut Vec<(Field, Wrong)>) -> Option<Line> {
        let expiry = match self.text(Field::Expiry) {
            "" => Ok(()),
            text => match (Date::parse(text), self.start()) {
                (Some(expiry), Some(start)) if expiry < start => Err(Wrong::EndsBefore),
                (Some(_), _) => Ok(()),
                (None, _) => Err(Wrong::NotADate),
            },
        };
        let expiry = note(expiry, Field::Expiry, wrong);
        let days_left = match self.text(Field::DaysLeft) {
            // One complaint is enough, where the date was given.
            "" if expiry.is_none() => None,
            "" => note(Err(Wrong::Missing), Field::DaysLeft, wrong),
            text => {
                let days =
                    amount::whole(text).and_then(|days| amount::within(days, 0, MAX_RESOURCE));
                note(days, Field::DaysLeft, wrong)
            }
        };
        let on = if let Some(plan) = self.plan(catalog) {
            let mut left = PerResource([Allowance::Unlimited; 4]);
            for resource in Resource::ALL {
                let field = Field::LEFT[resource as usize];
                if self.text(field) != UNLIMITED {
                    let units = amount::units(self.text(field), resource, self.left_unit);
                    left[resource] = Allowance::Units(note(units, field, wrong)?);
                }
            }
            LineOn::Plan { plan: plan.id.clone(), left }
        } else {
            let paygo = note(self.paygo(catalog).ok_or(Wrong::Missing), Field::Offer, wrong)?;
            let digits = catalog.minor_digits();
            let balance = amount::money(self.text(Field::Balance), digits);
            LineOn::Paygo {
                paygo: paygo.id.clone(),
                balance: Amount(note(balance, Field::Balance, wrong)?),
            }
        };
        Some(Line { brand: Id::new(&self.brand)?, days_left: u32::try_from(days_left?).ok()?, on })
    }
}

fn small<const MIN: u32, const MAX: u32>(value: u64) -> Option<Whole<MIN, MAX>> {
    u32::try_from(value).ok().and_then(Whole::new)
}
