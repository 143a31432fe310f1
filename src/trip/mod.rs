//! The trip as a person types it, and the request it means.
//!
//! What is typed is kept as it is, right or wrong; a [`Request`] is made of it anew at every
//! change. Parts of a request that the form doesn't show (later phases, a filter, margins) are
//! kept from the `request` attribute.

mod amount;
mod form;

pub(crate) use form::{amount, chips, form};

use simfare_engine::catalog::{Brand, Catalog, Paygo, Plan};
use simfare_engine::format::{Allowance, Amount, Id, MAX_RESOURCE, Text, Whole};
use simfare_engine::request::{Filter, Line, LineOn, MAX_HORIZON, NumberRule, Phase};
use simfare_engine::{Date, PerResource, Request, Resource};

/// What can be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Start,
    Days,
    Data,
    Minutes,
    IntlMinutes,
    Sms,
    Coupon,
    /// Which has no text of its own: what is chosen may lack the line it speaks of.
    Number,
    DaysLeft,
    LeftData,
    LeftMinutes,
    LeftIntlMinutes,
    LeftSms,
    Balance,
}

impl Field {
    const COUNT: usize = Self::Balance as usize + 1;

    /// The fields of what a phase uses, or of what is left of a plan.
    const USE: [Self; 4] = [Self::Data, Self::Minutes, Self::IntlMinutes, Self::Sms];
    const LEFT: [Self; 4] =
        [Self::LeftData, Self::LeftMinutes, Self::LeftIntlMinutes, Self::LeftSms];

    /// The name of its control, and its id in the shadow tree.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Days => "days",
            Self::Data => "data",
            Self::Minutes => "minutes",
            Self::IntlMinutes => "intl-minutes",
            Self::Sms => "sms",
            Self::Coupon => "coupon",
            Self::Number => "number",
            Self::DaysLeft => "days-left",
            Self::LeftData => "left-data",
            Self::LeftMinutes => "left-minutes",
            Self::LeftIntlMinutes => "left-intl-minutes",
            Self::LeftSms => "left-sms",
            Self::Balance => "balance",
        }
    }
}

/// A unit of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Mb,
    Gb,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    Missing,
    NotWhole,
    NotDecimal,
    NotADate,
    OutOf(u64, u64),
    UnknownCoupon(String),
    NoLine,
}

/// Stands for what a browser won't tell because it isn't a number.
const UNREADABLE: &str = "\u{fffd}";

/// Stands for an unlimited rest of a plan; the form then has no control for it.
const UNLIMITED: &str = "unlimited";

/// The form's content.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trip {
    texts: [String; Field::COUNT],
    pub(crate) data_unit: Unit,
    pub(crate) left_unit: Unit,
    pub(crate) reachable: bool,
    pub(crate) number: NumberRule,
    pub(crate) two_lines: bool,
    pub(crate) autopay: bool,
    /// An id of the catalog's, or nothing.
    pub(crate) payment_method: String,
    pub(crate) have_line: bool,
    /// Ids of the catalog's, or nothing.
    pub(crate) brand: String,
    pub(crate) offer: String,
    later_phases: Vec<Phase>,
    /// The least speed at which data past a cap still counts.
    pub(crate) throttle_min_kbps: Option<u32>,
    pub(crate) margin_percent: u32,
    pub(crate) grace_margin_days: u32,
    pub(crate) filter: Filter,
}

/// What a trip means.
#[derive(Debug, Default)]
pub(crate) struct Meaning {
    /// Unless something has to be mended first.
    pub(crate) request: Option<Request>,
    pub(crate) wrong: Vec<(Field, Wrong)>,
}

impl Trip {
    /// A fortnight's holiday from a date.
    pub(crate) fn new(start: Date) -> Self {
        let mut trip = Self {
            texts: Default::default(),
            data_unit: Unit::Gb,
            left_unit: Unit::Gb,
            reachable: false,
            number: NumberRule::None,
            two_lines: false,
            autopay: false,
            payment_method: String::new(),
            have_line: false,
            brand: String::new(),
            offer: String::new(),
            later_phases: Vec::new(),
            throttle_min_kbps: None,
            margin_percent: 0,
            grace_margin_days: 0,
            filter: Filter::default(),
        };
        trip.set(Field::Start, start.to_string());
        trip.set(Field::Days, "14".to_owned());
        trip.set(Field::Data, "5".to_owned());
        trip
    }

    /// The trip of a request.
    pub(crate) fn of(request: &Request, minor_digits: u32) -> Self {
        let mut trip = Self::new(request.start_date);
        if let Some(first) = request.phases.first() {
            trip.set(Field::Days, first.days.get().to_string());
            for resource in Resource::ALL {
                trip.set_use(resource, first.totals()[resource]);
            }
            trip.reachable = first.reachable;
        }
        trip.number = request.number;
        trip.two_lines = request.lines.get() == 2;
        trip.autopay = request.autopay;
        trip.payment_method =
            request.payment_method.as_ref().map_or_else(String::new, |id| id.as_str().to_owned());
        let coupon =
            request.coupon.as_ref().map_or_else(String::new, |code| code.as_str().to_owned());
        trip.set(Field::Coupon, coupon);
        if let Some(line) = &request.line {
            trip.have_line = true;
            trip.brand = line.brand.as_str().to_owned();
            trip.set(Field::DaysLeft, line.days_left.to_string());
            match &line.on {
                LineOn::Plan { plan, left } => {
                    trip.offer = plan.as_str().to_owned();
                    for resource in Resource::ALL {
                        trip.set_left(resource, left[resource]);
                    }
                }
                LineOn::Paygo { paygo, balance } => {
                    trip.offer = paygo.as_str().to_owned();
                    trip.set(Field::Balance, balance.to_decimal_string(minor_digits));
                }
            }
        }
        trip.later_phases = request.phases.get(1..).unwrap_or_default().to_vec();
        trip.throttle_min_kbps = request.throttle_min_kbps;
        trip.margin_percent = request.margin_percent.get();
        trip.grace_margin_days = request.grace_margin_days;
        trip.filter = request.filter.clone();
        trip
    }

    /// What stands in a field.
    pub(crate) fn text(&self, field: Field) -> &str {
        &self.texts[field as usize]
    }

    /// Puts a text into a field; `None` is one that the browser keeps to itself since it isn't
    /// of the field's kind.
    pub(crate) fn set(&mut self, field: Field, text: impl Into<Option<String>>) {
        self.texts[field as usize] = text.into().unwrap_or_else(|| UNREADABLE.to_owned());
    }

    /// Whether the field's text stands in the control only.
    pub(crate) fn is_unreadable(&self, field: Field) -> bool {
        self.text(field) == UNREADABLE
    }

    /// Whether what is left has no limit.
    pub(crate) fn is_unlimited(&self, field: Field) -> bool {
        self.text(field) == UNLIMITED
    }

    /// What the first phase uses of a resource.
    pub(crate) fn set_use(&mut self, resource: Resource, amount: u64) {
        let field = Field::USE[resource as usize];
        if resource == Resource::Data {
            let (text, unit) = amount::of_data(amount);
            self.data_unit = unit;
            self.set(field, text);
        } else {
            self.set(field, if amount == 0 { String::new() } else { amount.to_string() });
        }
    }

    fn set_left(&mut self, resource: Resource, left: Allowance) {
        let field = Field::LEFT[resource as usize];
        let text = match left {
            Allowance::Unlimited => UNLIMITED.to_owned(),
            Allowance::Units(amount) if resource == Resource::Data => {
                let (text, unit) = amount::of_data(amount);
                self.left_unit = unit;
                text
            }
            Allowance::Units(amount) => amount.to_string(),
        };
        self.set(field, text);
    }

    /// Chooses the brand of the line there is, and its first offer.
    pub(crate) fn choose_brand(&mut self, brand: &str, catalog: &Catalog) {
        self.brand = brand.to_owned();
        let plan = catalog.plans.iter().find(|plan| plan.brand.as_str() == brand);
        let paygo = catalog.paygo.iter().find(|paygo| paygo.brand.as_str() == brand);
        let offer = plan.map(|plan| &plan.id).or(paygo.map(|paygo| &paygo.id));
        let offer = offer.map_or_else(String::new, |id| id.as_str().to_owned());
        self.choose_offer(&offer, catalog);
    }

    /// Chooses what the line is on; all of the plan is then left until told otherwise.
    pub(crate) fn choose_offer(&mut self, offer: &str, catalog: &Catalog) {
        self.offer = offer.to_owned();
        if let Some(plan) = catalog.plans.iter().find(|plan| plan.id.as_str() == offer) {
            for resource in Resource::ALL {
                self.set_left(resource, plan.allowances()[resource]);
            }
        }
    }

    /// Brands that have something to be on.
    pub(crate) fn brands(catalog: &Catalog) -> impl Iterator<Item = &Brand> {
        catalog.brands.iter().filter(|brand| {
            catalog.plans.iter().any(|plan| plan.brand == brand.id)
                || catalog.paygo.iter().any(|paygo| paygo.brand == brand.id)
        })
    }

    /// The plan the line is on.
    pub(crate) fn plan<'c>(&self, catalog: &'c Catalog) -> Option<&'c Plan> {
        catalog.plans.iter().find(|plan| plan.id.as_str() == self.offer)
    }

    /// The credit the line is on.
    pub(crate) fn paygo<'c>(&self, catalog: &'c Catalog) -> Option<&'c Paygo> {
        catalog.paygo.iter().find(|paygo| paygo.id.as_str() == self.offer)
    }

    /// Later parts of the trip.
    pub(crate) fn later_phases(&self) -> &[Phase] {
        &self.later_phases
    }

    /// Takes a later part away.
    pub(crate) fn remove_later_phase(&mut self, index: usize) {
        if index < self.later_phases.len() {
            self.later_phases.remove(index);
        }
    }

    /// The request this trip means, or what has to be mended.
    pub(crate) fn meaning(&self, catalog: &Catalog) -> Meaning {
        let mut wrong = Vec::new();
        let request = self.read(catalog, &mut wrong);
        // A coupon nobody knows is no reason to show no price.
        let only_hints = wrong.iter().all(|(field, _)| *field == Field::Coupon);
        Meaning { request: request.filter(|_| only_hints), wrong }
    }

    fn read(&self, catalog: &Catalog, wrong: &mut Vec<(Field, Wrong)>) -> Option<Request> {
        let start = match self.text(Field::Start) {
            "" => Err(Wrong::Missing),
            text => Date::parse(text).ok_or(Wrong::NotADate),
        };
        let start = note(start, Field::Start, wrong);

        let later: u32 = self.later_phases.iter().map(|phase| phase.days.get()).sum();
        let most = u64::from(MAX_HORIZON.saturating_sub(later).max(1));
        let days = match self.text(Field::Days) {
            "" => Err(Wrong::Missing),
            text => amount::whole(text).and_then(|days| within(days, 1, most)),
        };
        let days = note(days, Field::Days, wrong).and_then(small::<1, MAX_HORIZON>);

        let mut used = PerResource::<u64>::default();
        for resource in Resource::ALL {
            let field = Field::USE[resource as usize];
            used[resource] =
                note(self.units(field, resource, self.data_unit), field, wrong).unwrap_or_default();
        }

        let line = if self.have_line { self.line(catalog, wrong) } else { None };
        if self.number == NumberRule::Keep && !self.have_line {
            wrong.push((Field::Number, Wrong::NoLine));
        }

        let coupon = self.text(Field::Coupon).trim();
        let known = catalog.coupons.iter().find(|known| known.code.as_str() == coupon);
        if !coupon.is_empty() && known.is_none() {
            wrong.push((Field::Coupon, Wrong::UnknownCoupon(coupon.to_owned())));
        }

        let PerResource([data_mb, minutes, intl_minutes, sms]) = used;
        let first =
            Phase { days: days?, data_mb, minutes, intl_minutes, sms, reachable: self.reachable };
        let mut phases = vec![first];
        phases.extend(self.later_phases.iter().cloned());
        let mut request = Request::new(start?, phases);
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
        request.grace_margin_days = self.grace_margin_days;
        request.filter = self.filter.clone();
        Some(request)
    }

    /// An amount of a resource; an empty field is none.
    fn units(&self, field: Field, resource: Resource, unit: Unit) -> Result<u64, Wrong> {
        let units = match self.text(field) {
            "" => 0,
            text if resource == Resource::Data => amount::data_mb(text, unit)?,
            text => amount::whole(text)?,
        };
        within(units, 0, MAX_RESOURCE)
    }

    fn line(&self, catalog: &Catalog, wrong: &mut Vec<(Field, Wrong)>) -> Option<Line> {
        let days_left = match self.text(Field::DaysLeft) {
            "" => Err(Wrong::Missing),
            text => amount::whole(text).and_then(|days| within(days, 0, MAX_RESOURCE)),
        };
        let days_left = note(days_left, Field::DaysLeft, wrong);
        let on = if let Some(plan) = self.plan(catalog) {
            let mut left = PerResource([Allowance::Unlimited; 4]);
            for resource in Resource::ALL {
                let field = Field::LEFT[resource as usize];
                if self.text(field) != UNLIMITED {
                    let units = self.units(field, resource, self.left_unit);
                    left[resource] = Allowance::Units(note(units, field, wrong)?);
                }
            }
            LineOn::Plan { plan: plan.id.clone(), left }
        } else {
            let paygo = self.paygo(catalog)?;
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

fn note<T>(result: Result<T, Wrong>, field: Field, wrong: &mut Vec<(Field, Wrong)>) -> Option<T> {
    result.map_err(|error| wrong.push((field, error))).ok()
}

fn within(value: u64, min: u64, max: u64) -> Result<u64, Wrong> {
    if (min..=max).contains(&value) { Ok(value) } else { Err(Wrong::OutOf(min, max)) }
}

fn small<const MIN: u32, const MAX: u32>(value: u64) -> Option<Whole<MIN, MAX>> {
    u32::try_from(value).ok().and_then(Whole::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> Catalog {
        Catalog::from_json(include_bytes!("../../public/catalog.json")).unwrap()
    }

    fn new_year() -> Date {
        Date::from_ymd(2027, 1, 1).unwrap()
    }

    #[test]
    fn a_request_comes_back_as_it_was() {
        let catalog = shop();
        for json in [
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01", "phases": [{"days": 1}]}"#,
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                "phases": [{"days": 14, "data_mb": 10241, "minutes": 60, "intl_minutes": 5,
                            "sms": 20, "reachable": true}, {"days": 700}],
                "number": "hold", "lines": 2, "throttle_min_kbps": 512, "autopay": true,
                "margin_percent": 20, "grace_margin_days": 7, "payment_method": "paypal",
                "coupon": "WELCOME10",
                "filter": {"brands": ["tello"], "exclude": ["mint"], "networks": ["T-Mobile"],
                           "sim": "esim"}}"#,
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                "phases": [{"days": 730, "data_mb": 1000000000}], "number": "keep",
                "line": {"brand": "tello", "plan": "tello-5-gb-300-min", "days_left": 6,
                         "left": {"data_mb": "unlimited", "minutes": 120, "sms": 3}}}"#,
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                "phases": [{"days": 9, "sms": 1}],
                "line": {"brand": "tello", "paygo": "tello-paygo", "days_left": 0,
                         "balance": "7.05"}}"#,
        ] {
            let request = Request::from_json(json.as_bytes(), &catalog).unwrap();
            let meaning = Trip::of(&request, 2).meaning(&catalog);
            assert_eq!(meaning.wrong, []);
            assert_eq!(meaning.request, Some(request));
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_field_and_stops_the_answer() {
        let catalog = shop();
        let mut trip = Trip::new(new_year());
        trip.set(Field::Start, "2027-02-30".to_owned());
        trip.set(Field::Days, "731".to_owned());
        trip.set(Field::Sms, "1000000001".to_owned());
        trip.set(Field::Minutes, None);
        trip.number = NumberRule::Keep;
        let meaning = trip.meaning(&catalog);
        assert_eq!(meaning.request, None);
        assert_eq!(
            meaning.wrong,
            [
                (Field::Start, Wrong::NotADate),
                (Field::Days, Wrong::OutOf(1, 730)),
                (Field::Minutes, Wrong::NotWhole),
                (Field::Sms, Wrong::OutOf(0, MAX_RESOURCE)),
                (Field::Number, Wrong::NoLine),
            ]
        );
    }

    #[test]
    fn an_unknown_coupon_is_left_out() {
        let catalog = shop();
        let mut trip = Trip::new(new_year());
        trip.set(Field::Coupon, " NOPE ".to_owned());
        let meaning = trip.meaning(&catalog);
        assert_eq!(meaning.wrong, [(Field::Coupon, Wrong::UnknownCoupon("NOPE".to_owned()))]);
        assert!(meaning.request.is_some_and(|request| request.coupon.is_none()));
        trip.set(Field::Coupon, " WELCOME10 ".to_owned());
        assert!(trip.meaning(&catalog).request.is_some_and(|request| request.coupon.is_some()));
    }

    #[test]
    fn later_phases_take_from_the_longest_trip() {
        let catalog = shop();
        let json = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                       "phases": [{"days": 30}, {"days": 600}]}"#;
        let request = Request::from_json(json.as_bytes(), &catalog).unwrap();
        let mut trip = Trip::of(&request, 2);
        trip.set(Field::Days, "131".to_owned());
        assert_eq!(trip.meaning(&catalog).wrong, [(Field::Days, Wrong::OutOf(1, 130))]);
        trip.remove_later_phase(0);
        assert_eq!(trip.meaning(&catalog).wrong, []);
    }
}
