//! The trip as a person types it, and the request it means.
//!
//! What is typed is kept as it is, right or wrong; a [`Request`] is made of it anew at every
//! change. A filter, which the form doesn't show, is kept from the `request` attribute.

mod activities;
mod amount;
mod chips;
mod controls;
mod days;
mod field;
mod form;
mod habits;
mod hand;
mod held;
mod line;
mod options;
mod presets;
mod read;
mod stage;
mod stages;
mod strip;
#[cfg(test)]
mod tests;
mod wrong;

pub(crate) use chips::{amount, chips};
pub(crate) use field::{Field, Unit};
pub(crate) use form::form;
pub(crate) use hand::Hand;
pub(crate) use read::Meaning;
pub(crate) use stage::Stage;
pub(crate) use wrong::{Complaint, Wrong};

use simfare_engine::request::{Filter, LineOn, NumberRule};
use simfare_engine::{Date, Request, Resource};

/// Stands for what a browser won't tell because it isn't a number, or not yet a date.
const UNREADABLE: &str = "\u{fffd}";

/// Stands for an unlimited rest of a plan; the form then has no control for it.
const UNLIMITED: &str = "unlimited";

/// The most stages there may be.
pub(crate) use simfare_engine::request::MAX_PHASES as MAX_STAGES;

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

    /// A person puts a text into a field. Where the trip is moved, the day on which their line ends
    /// isn't: only its distance is another.
    pub(crate) fn type_in(&mut self, stage: usize, field: Field, text: Option<String>) {
        if field == Field::Start && self.text(Field::Expiry).is_empty() {
            self.texts[Field::Expiry as usize] = self.expiry();
        }
        self.set_in(stage, field, text);
    }

    /// What the first stage uses of a resource.
    pub(crate) fn set_use(&mut self, resource: Resource, units: u64) {
        if let Some(first) = self.stages.first_mut() {
            first.set_use(resource, units);
        }
    }

    /// How so many MB stand in their field.
    pub(crate) fn data_text(mb: u64) -> String {
        amount::of_data(mb).0
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
}
