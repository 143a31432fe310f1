//! The trip as a person types it, and the request it means.
//!
//! What is typed is kept as it is, right or wrong; a [`Request`] is made of it anew at every
//! change. A filter, which the form doesn't show, is kept from the `request` attribute.

mod activities;
mod amount;
mod chips;
mod controls;
mod form;
mod habits;
mod hand;
mod line;
mod options;
mod presets;
mod stage;
mod stages;
mod strip;

pub(crate) use chips::{amount, chips};
pub(crate) use form::form;
pub(crate) use hand::Hand;
pub(crate) use stage::Stage;

use simfare_engine::catalog::{Brand, Catalog, Paygo, Plan};
use simfare_engine::format::{Allowance, Amount, Id, MAX_RESOURCE, Text, Whole};
use simfare_engine::request::{Filter, Line, LineOn, MAX_HORIZON, NumberRule};
use simfare_engine::{Date, PerResource, Request, Resource};

/// What can be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    // Of each stage; the rest are the trip's.
    Days,
    /// Holds a text only while no length follows from it.
    LastDay,
    Data,
    Minutes,
    IntlMinutes,
    Sms,
    Start,
    Coupon,
    /// Which has no text of its own: what is chosen may lack the line it speaks of.
    Number,
    DaysLeft,
    /// Holds a text where the date was given, and the days follow from it.
    Expiry,
    LeftData,
    LeftMinutes,
    LeftIntlMinutes,
    LeftSms,
    Balance,
}

impl Field {
    const COUNT: usize = Self::Balance as usize + 1;

    /// The fields of what a stage uses, or of what is left of a plan.
    const USE: [Self; 4] = [Self::Data, Self::Minutes, Self::IntlMinutes, Self::Sms];
    const LEFT: [Self; 4] =
        [Self::LeftData, Self::LeftMinutes, Self::LeftIntlMinutes, Self::LeftSms];

    /// Whether each stage has one.
    fn is_of_stage(self) -> bool {
        (self as usize) < Self::Start as usize
    }

    /// The name of its control, and its id in the shadow tree.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Days => "days",
            Self::LastDay => "last-day",
            Self::Data => "data",
            Self::Minutes => "minutes",
            Self::IntlMinutes => "intl-minutes",
            Self::Sms => "sms",
            Self::Coupon => "coupon",
            Self::Number => "number",
            Self::DaysLeft => "days-left",
            Self::Expiry => "expiry",
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
    NotBetween(Date, Date),
    UnknownCoupon(String),
    NoLine,
}

impl Wrong {
    /// What a page's author is told: faults are in English.
    #[cold]
    #[inline(never)]
    pub(crate) fn to_author(&self) -> String {
        match self {
            Self::Missing => "must not be empty".to_owned(),
            Self::NotWhole => "must be a whole number".to_owned(),
            Self::NotDecimal => "must be a number".to_owned(),
            Self::NotADate => "must be a date like 2026-12-31".to_owned(),
            Self::OutOf(least, most) => format!("must be from {least} to {most}"),
            Self::NotBetween(first, last) => format!("must be from {first} to {last}"),
            Self::UnknownCoupon(code) => format!("the catalog has no coupon {code}"),
            Self::NoLine => "needs a line that is there already".to_owned(),
        }
    }
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// The stage whose field it is, if it is one's.
    pub(crate) stage: Option<usize>,
    pub(crate) field: Field,
    pub(crate) wrong: Wrong,
}

/// Stands for what a browser won't tell because it isn't a number, or not yet a date.
const UNREADABLE: &str = "\u{fffd}";

/// Stands for an unlimited rest of a plan; the form then has no control for it.
const UNLIMITED: &str = "unlimited";

/// The most stages there may be.
pub(crate) const MAX_STAGES: usize = 100;

/// Days that a kept number is to be used before its grace period ends, unless one says otherwise.
const GRACE_MARGIN: u32 = 7;

/// The form's content.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trip {
    texts: [String; Field::COUNT],
    /// At least one.
    stages: Vec<Stage>,
    pub(crate) left_unit: Unit,
    pub(crate) number: NumberRule,
    pub(crate) two_lines: bool,
    pub(crate) autopay: bool,
    /// An id of the catalog's, or nothing.
    pub(crate) payment_method: String,
    pub(crate) have_line: bool,
    /// Ids of the catalog's, or nothing.
    pub(crate) brand: String,
    pub(crate) offer: String,
    /// The least speed at which data past a cap still counts.
    pub(crate) throttle_min_kbps: Option<u32>,
    pub(crate) margin_percent: u32,
    pub(crate) grace_margin_days: u32,
    /// Whether the grace margin was asked for, rather than being ours for numbers that stay.
    asked_margin: bool,
    pub(crate) filter: Filter,
}

/// What a trip means.
#[derive(Debug, Default)]
pub(crate) struct Meaning {
    /// Unless something has to be mended first.
    pub(crate) request: Option<Request>,
    pub(crate) wrong: Vec<Complaint>,
}

impl Trip {
    /// A fortnight's holiday from a date.
    pub(crate) fn new(start: Date) -> Self {
        let mut holiday = Stage::new(14);
        holiday.set_use(Resource::Data, 5 * 1024);
        let mut trip = Self {
            texts: Default::default(),
            stages: vec![holiday],
            left_unit: Unit::Gb,
            number: NumberRule::None,
            two_lines: false,
            autopay: false,
            payment_method: String::new(),
            have_line: false,
            brand: String::new(),
            offer: String::new(),
            throttle_min_kbps: None,
            margin_percent: 0,
            grace_margin_days: GRACE_MARGIN,
            asked_margin: false,
            filter: Filter::default(),
        };
        trip.set(Field::Start, start.to_string());
        trip
    }

    /// The trip of a request.
    pub(crate) fn of(request: &Request, minor_digits: u32) -> Self {
        let mut trip = Self::new(request.start_date);
        if !request.phases.is_empty() {
            trip.stages = request.phases.iter().map(Stage::of).collect();
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
        trip.throttle_min_kbps = request.throttle_min_kbps;
        trip.margin_percent = request.margin_percent.get();
        // Where the number may change nothing was said of its grace: should it come to stay, the
        // margin is ours again.
        if request.number != NumberRule::None || request.grace_margin_days != 0 {
            trip.set_grace_margin(request.grace_margin_days);
        }
        trip.filter = request.filter.clone();
        trip
    }

    /// The trip of a request that another trip has led to: stages that mean the same stay as they
    /// were typed.
    pub(crate) fn after(&self, request: &Request, minor_digits: u32) -> Self {
        let mut trip = Self::of(request, minor_digits);
        for ((place, stage), phase) in trip.stages.iter_mut().enumerate().zip(&request.phases) {
            if let Some(old) = self.stages.get(place)
                && old.read(self.most_days(place), &mut Vec::new()).as_ref() == Some(phase)
            {
                stage.clone_from(old);
            }
        }
        trip
    }

    /// The stages, in order. There is always one.
    pub(crate) fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// A stage, to be changed.
    pub(crate) fn stage_mut(&mut self, stage: usize) -> Option<&mut Stage> {
        self.stages.get_mut(stage)
    }

    /// What stands in a field; in the first stage's where each has one.
    pub(crate) fn text(&self, field: Field) -> &str {
        self.text_in(0, field)
    }

    /// What stands in a field of a stage, or of the trip.
    pub(crate) fn text_in(&self, stage: usize, field: Field) -> &str {
        if field.is_of_stage() {
            self.stages.get(stage).map_or("", |stage| stage.text(field))
        } else {
            &self.texts[field as usize]
        }
    }

    /// Puts a text into a field; into the first stage's where each has one. `None` is one that
    /// the browser keeps to itself since it isn't of the field's kind.
    pub(crate) fn set(&mut self, field: Field, text: impl Into<Option<String>>) {
        let text = text.into();
        // Whoever says what is used isn't away.
        if Field::USE.contains(&field)
            && text.as_ref().is_none_or(|text| !text.is_empty())
            && let Some(first) = self.stages.first_mut()
        {
            first.away = false;
            first.by_habits &= field != Field::Data;
        }
        self.set_in(0, field, text);
    }

    /// Puts a text into a field of a stage, or of the trip.
    pub(crate) fn set_in(&mut self, stage: usize, field: Field, text: impl Into<Option<String>>) {
        let text = text.into().unwrap_or_else(|| UNREADABLE.to_owned());
        match field {
            Field::LastDay => return self.set_last_day(stage, text),
            Field::Expiry => {
                // Without a date it would follow the days, and fill itself again.
                let text = if text.is_empty() { UNREADABLE.to_owned() } else { text };
                self.texts[field as usize] = text;
                return self.count_days_left();
            }
            Field::Days => {
                if let Some(stage) = self.stages.get_mut(stage) {
                    stage.put(Field::LastDay, String::new());
                }
            }
            Field::DaysLeft => self.texts[Field::Expiry as usize].clear(),
            _ => {}
        }
        if !field.is_of_stage() {
            self.texts[field as usize] = text;
        } else if let Some(stage) = self.stages.get_mut(stage) {
            stage.put(field, text);
        }
        if field == Field::Start {
            self.count_days_left();
        }
    }

    /// A last day gives the length; one that can't is kept until it is mended.
    fn set_last_day(&mut self, stage: usize, text: String) {
        let first = self.first_day(stage);
        let days = first.zip(Date::parse(&text)).map(|(first, last)| last.days_since(first) + 1);
        let days = days.and_then(|days| u32::try_from(days).ok());
        let most = self.most_days(stage);
        if let Some(stage) = self.stages.get_mut(stage) {
            match days.filter(|days| (1..=most).contains(days)) {
                Some(days) => stage.set_days(days),
                None if text.is_empty() => stage.put(Field::LastDay, UNREADABLE.to_owned()),
                None => stage.put(Field::LastDay, text),
            }
        }
    }

    /// Where the line's last date was given, its days follow from that.
    fn count_days_left(&mut self) {
        let expiry = Date::parse(self.text(Field::Expiry));
        let days = expiry.zip(self.start()).map(|(expiry, start)| expiry.days_since(start));
        if let Some(days) = days.filter(|days| *days >= 0) {
            self.texts[Field::DaysLeft as usize] = days.to_string();
        }
    }

    /// The first day.
    pub(crate) fn start(&self) -> Option<Date> {
        Date::parse(self.text(Field::Start))
    }

    /// The first day of a stage.
    pub(crate) fn first_day(&self, stage: usize) -> Option<Date> {
        let before = self.stages.get(..stage)?;
        let days: Option<Vec<u32>> = before.iter().map(Stage::days).collect();
        Some(self.start()?.plus_days(days?.into_iter().map(i64::from).sum()))
    }

    /// The last day of a stage, as its control shows it.
    pub(crate) fn last_day(&self, stage: usize) -> String {
        let text = self.text_in(stage, Field::LastDay);
        if !text.is_empty() {
            return text.to_owned();
        }
        let days = self.stages.get(stage).and_then(Stage::days);
        let last = self
            .first_day(stage)
            .zip(days)
            .map(|(first, days)| first.plus_days(i64::from(days) - 1).to_string());
        last.unwrap_or_default()
    }

    /// The day on which the line's service ends, as its control shows it.
    pub(crate) fn expiry(&self) -> String {
        let text = self.text(Field::Expiry);
        if !text.is_empty() {
            return text.to_owned();
        }
        let days = amount::whole(self.text(Field::DaysLeft)).ok().filter(|days| *days <= 10_000);
        let expiry = self.start().zip(days.and_then(|days| i64::try_from(days).ok()));
        expiry.map_or_else(String::new, |(start, days)| start.plus_days(days).to_string())
    }

    /// The days of all stages but one, as far as they can be read.
    fn days_besides(&self, stage: usize) -> u32 {
        let others = self.stages.iter().enumerate().filter(|(index, _)| *index != stage);
        others.map(|(_, stage)| stage.days().unwrap_or(1)).fold(0, u32::saturating_add)
    }

    /// The longest that a stage can be.
    pub(crate) fn most_days(&self, stage: usize) -> u32 {
        MAX_HORIZON.saturating_sub(self.days_besides(stage)).max(1)
    }

    /// Whether there is room for another stage.
    pub(crate) fn has_room(&self) -> bool {
        self.stages.len() < MAX_STAGES && self.days_besides(usize::MAX) < MAX_HORIZON
    }

    /// Adds a stage at the end: away after one in use, and the other way round. Its place.
    pub(crate) fn add_stage(&mut self) -> usize {
        if self.has_room() {
            let days = 30.min(MAX_HORIZON - self.days_besides(usize::MAX));
            let was_away = self.stages.last().is_some_and(|last| last.away);
            let stage = if was_away {
                let used = self.stages.iter().rev().find(|stage| !stage.away);
                let mut stage = used.cloned().unwrap_or_else(|| Stage::new(days));
                stage.set_days(days);
                stage
            } else {
                Stage::away(days)
            };
            self.stages.push(stage);
        }
        self.stages.len() - 1
    }

    /// Takes a stage away; the last one stays.
    pub(crate) fn remove_stage(&mut self, stage: usize) {
        if self.stages.len() > 1 && stage < self.stages.len() {
            self.stages.remove(stage);
        }
    }

    /// Puts a stage into another place.
    pub(crate) fn move_stage(&mut self, from: usize, to: usize) {
        if from < self.stages.len() && to < self.stages.len() {
            let stage = self.stages.remove(from);
            self.stages.insert(to, stage);
        }
    }

    /// Moves the edge after a stage, so that the stage is so long; the next one gives the days.
    pub(crate) fn move_edge(&mut self, stage: usize, days: u32) {
        if let [.., left, right] = self.stages.get_mut(..stage + 2).unwrap_or_default()
            && let Some(both) = left.days().zip(right.days()).map(|(left, right)| left + right)
        {
            let days = days.clamp(1, both - 1);
            left.set_days(days);
            right.set_days(both - days);
        }
    }

    /// What the first stage uses of a resource.
    pub(crate) fn set_use(&mut self, resource: Resource, units: u64) {
        if let Some(first) = self.stages.first_mut() {
            first.set_use(resource, units);
        }
    }

    /// Data of the first stage, in MB, as a text that may be wrong.
    pub(crate) fn set_mb(&mut self, text: String) {
        if let Some(first) = self.stages.first_mut() {
            first.data_unit = Unit::Mb;
        }
        self.set(Field::Data, text);
    }

    /// Sets the days by which each grace period is shortened.
    pub(crate) fn set_grace_margin(&mut self, days: u32) {
        self.grace_margin_days = days;
        self.asked_margin = true;
    }

    /// Whether the field's text stands in the control only.
    pub(crate) fn is_unreadable(&self, stage: usize, field: Field) -> bool {
        self.text_in(stage, field) == UNREADABLE
    }

    /// Whether what is left has no limit.
    pub(crate) fn is_unlimited(&self, field: Field) -> bool {
        self.text(field) == UNLIMITED
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

    /// There is a line: of the first brand, until told otherwise.
    pub(crate) fn take_line(&mut self, catalog: &Catalog) {
        self.have_line = true;
        if self.brand.is_empty()
            && let Some(first) = Self::brands(catalog).next()
        {
            self.choose_brand(first.id.as_str(), catalog);
        }
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
        self.leave_all(catalog);
    }

    /// All of the plan is left.
    pub(crate) fn leave_all(&mut self, catalog: &Catalog) {
        if let Some(allowances) = self.plan(catalog).map(Plan::allowances) {
            for resource in Resource::ALL {
                self.set_left(resource, allowances[resource]);
            }
        }
    }

    /// Whether all of the plan is left.
    pub(crate) fn has_all(&self, catalog: &Catalog) -> bool {
        let mut full = self.clone();
        full.leave_all(catalog);
        full == *self
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
        let known = catalog.coupons.iter().find(|known| known.code.as_str() == coupon);
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
                (Some(expiry), Some(start)) if expiry < start => {
                    Err(Wrong::NotBetween(start, start.plus_days(i64::from(MAX_HORIZON))))
                }
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

/// Says of which stage the complaints are.
fn complain(to: &mut Vec<Complaint>, stage: Option<usize>, wrong: Vec<(Field, Wrong)>) {
    to.extend(wrong.into_iter().map(|(field, wrong)| Complaint { stage, field, wrong }));
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

    fn wrong(trip: &Trip) -> Vec<(Option<usize>, Field, Wrong)> {
        let complaints = trip.meaning(&shop()).wrong;
        complaints.into_iter().map(|of| (of.stage, of.field, of.wrong)).collect()
    }

    fn phases(trip: &Trip) -> Vec<(u32, u64)> {
        let request = trip.meaning(&shop()).request.unwrap();
        request.phases.iter().map(|phase| (phase.days.get(), phase.data_mb)).collect()
    }

    #[test]
    fn what_is_wrong_is_told_by_field_and_stops_the_answer() {
        let mut trip = Trip::new(new_year());
        trip.set(Field::Start, "2027-02-30".to_owned());
        trip.set(Field::Days, "731".to_owned());
        trip.set(Field::Sms, "1000000001".to_owned());
        trip.set(Field::Minutes, None);
        trip.number = NumberRule::Keep;
        assert_eq!(trip.meaning(&shop()).request, None);
        assert_eq!(
            wrong(&trip),
            [
                (None, Field::Start, Wrong::NotADate),
                (Some(0), Field::Days, Wrong::OutOf(1, 730)),
                (Some(0), Field::Minutes, Wrong::NotWhole),
                (Some(0), Field::Sms, Wrong::OutOf(0, MAX_RESOURCE)),
                (None, Field::Number, Wrong::NoLine),
            ]
        );
    }

    #[test]
    fn each_stage_keeps_what_is_typed_into_it() {
        let mut trip = Trip::new(new_year());
        trip.add_stage();
        trip.set_in(1, Field::Days, "x".to_owned());
        assert_eq!(wrong(&trip), [(Some(1), Field::Days, Wrong::NotWhole)]);
        trip.move_stage(1, 0);
        assert_eq!(wrong(&trip), [(Some(0), Field::Days, Wrong::NotWhole)]);
        assert_eq!(trip.text_in(0, Field::Days), "x");
        trip.remove_stage(0);
        assert_eq!(phases(&trip), [(14, 5120)]);
        trip.remove_stage(0);
        assert_eq!(phases(&trip), [(14, 5120)], "the last stage stays");
    }

    #[test]
    fn an_unknown_coupon_is_left_out() {
        let catalog = shop();
        let mut trip = Trip::new(new_year());
        trip.set(Field::Coupon, " NOPE ".to_owned());
        let meaning = trip.meaning(&catalog);
        assert_eq!(
            meaning.wrong,
            [Complaint {
                stage: None,
                field: Field::Coupon,
                wrong: Wrong::UnknownCoupon("NOPE".to_owned()),
            }]
        );
        assert!(meaning.request.is_some_and(|request| request.coupon.is_none()));
        trip.set(Field::Coupon, " WELCOME10 ".to_owned());
        assert!(trip.meaning(&catalog).request.is_some_and(|request| request.coupon.is_some()));
    }

    #[test]
    fn all_stages_together_have_a_longest() {
        let catalog = shop();
        let json = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                       "phases": [{"days": 30}, {"days": 600}]}"#;
        let request = Request::from_json(json.as_bytes(), &catalog).unwrap();
        let mut trip = Trip::of(&request, 2);
        trip.set(Field::Days, "131".to_owned());
        assert_eq!(
            wrong(&trip),
            [
                (Some(0), Field::Days, Wrong::OutOf(1, 130)),
                (Some(1), Field::Days, Wrong::OutOf(1, 599)),
            ]
        );
        trip.remove_stage(1);
        assert_eq!(wrong(&trip), []);
    }

    #[test]
    fn a_last_day_and_a_length_keep_in_step() {
        let mut trip = Trip::new(new_year());
        assert_eq!(trip.last_day(0), "2027-01-14");
        trip.set(Field::LastDay, "2027-01-31".to_owned());
        assert_eq!(trip.text(Field::Days), "31");
        trip.set(Field::Start, "2027-02-01".to_owned());
        assert_eq!(trip.last_day(0), "2027-03-03", "the length stays");
        trip.add_stage();
        assert_eq!(trip.last_day(1), "2027-04-02");
        trip.set_in(1, Field::LastDay, "2027-03-04".to_owned());
        assert_eq!(trip.text_in(1, Field::Days), "1");

        // One that can't be is kept, and the length as it was.
        trip.set_in(1, Field::LastDay, "2027-03-03".to_owned());
        let (first, last) = (Date::from_ymd(2027, 3, 4), Date::from_ymd(2029, 1, 30));
        let range = Wrong::NotBetween(first.unwrap(), last.unwrap());
        assert_eq!(wrong(&trip), [(Some(1), Field::LastDay, range)]);
        assert_eq!(trip.last_day(1), "2027-03-03");
        trip.set_in(1, Field::LastDay, String::new());
        assert_eq!(wrong(&trip), [(Some(1), Field::LastDay, Wrong::NotADate)]);
        trip.set_in(1, Field::Days, "2".to_owned());
        assert_eq!(wrong(&trip), []);
        assert_eq!(trip.last_day(1), "2027-03-05");
    }

    #[test]
    fn an_expiry_and_the_days_left_keep_in_step() {
        let catalog = shop();
        let mut trip = Trip::new(new_year());
        trip.take_line(&catalog);
        assert_eq!(wrong(&trip), [(None, Field::DaysLeft, Wrong::Missing)]);
        trip.set(Field::DaysLeft, "6".to_owned());
        assert_eq!(trip.expiry(), "2027-01-07");
        trip.set(Field::Expiry, "2027-02-01".to_owned());
        assert_eq!(trip.text(Field::DaysLeft), "31");
        trip.set(Field::Start, "2027-01-31".to_owned());
        assert_eq!(trip.text(Field::DaysLeft), "1", "the date stays");
        trip.set(Field::Start, "2027-02-02".to_owned());
        assert!(matches!(wrong(&trip)[..], [(None, Field::Expiry, Wrong::NotBetween(..))]));
        trip.set(Field::DaysLeft, "0".to_owned());
        assert_eq!(wrong(&trip), []);
        assert_eq!(trip.expiry(), "2027-02-02");
    }

    #[test]
    fn stages_are_added_moved_and_resized() {
        let mut trip = Trip::new(new_year());
        assert_eq!(trip.add_stage(), 1);
        assert_eq!(trip.add_stage(), 2);
        assert_eq!(phases(&trip), [(14, 5120), (30, 0), (30, 5120)]);
        trip.move_stage(2, 0);
        assert_eq!(phases(&trip), [(30, 5120), (14, 5120), (30, 0)]);
        trip.move_edge(1, 40);
        assert_eq!(phases(&trip), [(30, 5120), (40, 5120), (4, 0)]);
        trip.move_edge(0, 1000);
        trip.move_edge(2, 5);
        assert_eq!(phases(&trip), [(69, 5120), (1, 5120), (4, 0)]);
        for _ in 0..200 {
            trip.add_stage();
        }
        let request = trip.meaning(&shop()).request.unwrap();
        assert!(request.phases.len() <= MAX_STAGES);
        assert_eq!(request.horizon(), MAX_HORIZON);
        assert!(!trip.has_room());
    }

    #[test]
    fn away_uses_nothing_and_forgets_nothing() {
        let mut trip = Trip::new(new_year());
        trip.set(Field::Sms, "?".to_owned());
        trip.stage_mut(0).unwrap().away = true;
        assert_eq!(phases(&trip), [(14, 0)]);
        trip.stage_mut(0).unwrap().away = false;
        assert_eq!(wrong(&trip), [(Some(0), Field::Sms, Wrong::NotWhole)]);
    }

    #[test]
    fn what_one_does_is_the_data_of_the_days() {
        let mut trip = Trip::new(new_year());
        let stage = trip.stage_mut(0).unwrap();
        stage.by_habits = true;
        stage.habits.wifi_percent = 0;
        stage.habits.minutes = [0, 0, 0, 0, 60, 0];
        assert_eq!(phases(&trip), [(14, 9800)]);
        trip.set(Field::Days, "30".to_owned());
        assert_eq!(phases(&trip), [(30, 21_000)]);
        trip.set_use(Resource::Data, 10_500);
        trip.set(Field::Days, "60".to_owned());
        assert_eq!(phases(&trip), [(60, 10_500)], "an amount from then on");
    }

    #[test]
    fn a_number_that_stays_has_a_margin_of_a_week_unless_the_request_says_otherwise() {
        let catalog = shop();
        let margin = |trip: &Trip| trip.meaning(&catalog).request.unwrap().grace_margin_days;
        let mut trip = Trip::new(new_year());
        assert_eq!(margin(&trip), 0);
        trip.number = NumberRule::Hold;
        assert_eq!(margin(&trip), 7);
        trip.set_grace_margin(0);
        assert_eq!(margin(&trip), 0);
        let json = br#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                        "phases": [{"days": 30}], "number": "hold"}"#;
        assert_eq!(margin(&Trip::of(&Request::from_json(json, &catalog).unwrap(), 2)), 0);
        let json = br#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                        "phases": [{"days": 30}], "grace_margin_days": 3}"#;
        assert_eq!(margin(&Trip::of(&Request::from_json(json, &catalog).unwrap(), 2)), 3);
        // One that hasn't said what becomes of the number says it in the form.
        let json = br#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                        "phases": [{"days": 30}]}"#;
        let mut trip = Trip::of(&Request::from_json(json, &catalog).unwrap(), 2);
        assert_eq!(margin(&trip), 0);
        trip.number = NumberRule::Hold;
        assert_eq!(margin(&trip), 7);
    }

    #[test]
    fn a_change_from_elsewhere_leaves_stages_as_they_were_typed() {
        let catalog = shop();
        let mut trip = Trip::new(new_year());
        trip.stage_mut(0).unwrap().by_habits = true;
        trip.add_stage();
        let mut request = trip.meaning(&catalog).request.unwrap();
        request.autopay = true;
        request.phases[1].sms = 3;
        let after = trip.after(&request, 2);
        assert!(after.stages()[0].by_habits);
        assert!(!after.stages()[1].away);
        assert_eq!(after.meaning(&catalog).request, Some(request));
    }

    #[test]
    fn presets_make_trips_that_can_be_bought() {
        let catalog = shop();
        for preset in presets::Preset::ALL {
            let mut trip = Trip::new(new_year());
            assert!(!preset.is(&trip));
            preset.apply(&mut trip, Some(&catalog));
            assert!(preset.is(&trip));
            if preset == presets::Preset::KeepNumber {
                assert_eq!(wrong(&trip), [(None, Field::DaysLeft, Wrong::Missing)]);
                trip.set(Field::DaysLeft, "30".to_owned());
            }
            let request = trip.meaning(&catalog).request.unwrap();
            let quote = simfare_engine::quote(&catalog, &request).unwrap();
            assert!(quote.total.is_some(), "{preset:?}");
            trip.set(Field::Days, "8".to_owned());
            assert!(!preset.is(&trip));
        }
    }

    #[test]
    fn all_of_a_plan_is_left_until_some_is_gone() {
        let catalog = shop();
        let mut trip = Trip::new(new_year());
        trip.choose_offer("tello-5-gb-300-min", &catalog);
        assert!(trip.has_all(&catalog));
        trip.set(Field::LeftMinutes, "1".to_owned());
        assert!(!trip.has_all(&catalog));
        trip.leave_all(&catalog);
        assert_eq!(trip.text(Field::LeftMinutes), "300");
    }
}
