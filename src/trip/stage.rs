//! One stage of a trip: some days, and what they use.

use simfare_engine::format::Whole;
use simfare_engine::request::{MAX_HORIZON, Phase};
use simfare_engine::{PerResource, Resource};

use super::activities::Habits;
use super::wrong::note;
use super::{Field, Unit, Wrong, amount};

/// How many texts a stage has.
const COUNT: usize = Field::Sms as usize + 1;

/// A stage as a person types it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stage {
    texts: [String; COUNT],
    pub(crate) data_unit: Unit,
    pub(crate) reachable: bool,
    /// Nothing is used; what is typed is kept for when it is again.
    pub(crate) away: bool,
    /// Whether the data follows from what is done, rather than being an amount.
    pub(crate) by_habits: bool,
    pub(crate) habits: Habits,
}

impl Stage {
    /// So many days that use nothing yet.
    pub(crate) fn new(days: u32) -> Self {
        let mut stage = Self {
            texts: Default::default(),
            data_unit: Unit::Gb,
            reachable: false,
            away: false,
            by_habits: false,
            habits: Habits::USUAL,
        };
        stage.set_days(days);
        stage
    }

    /// So many days away.
    pub(crate) fn away(days: u32) -> Self {
        Self { away: true, ..Self::new(days) }
    }

    /// The stage of a request's phase.
    pub(crate) fn of(phase: &Phase) -> Self {
        let mut stage = Self::new(phase.days.get());
        for resource in Resource::ALL {
            stage.set_use(resource, phase.totals()[resource]);
        }
        stage.reachable = phase.reachable;
        stage.away = phase.is_idle();
        stage
    }

    /// What stands in a field.
    pub(crate) fn text(&self, field: Field) -> &str {
        self.texts.get(field as usize).map_or("", String::as_str)
    }

    pub(super) fn put(&mut self, field: Field, text: String) {
        if let Some(place) = self.texts.get_mut(field as usize) {
            *place = text;
        }
    }

    /// Sets the length.
    pub(crate) fn set_days(&mut self, days: u32) {
        self.put(Field::Days, days.to_string());
        self.put(Field::LastDay, String::new());
    }

    /// Sets what is used of a resource.
    pub(crate) fn set_use(&mut self, resource: Resource, units: u64) {
        let field = Field::USE[resource as usize];
        if resource == Resource::Data {
            let (text, unit) = amount::of_data(units);
            self.data_unit = unit;
            self.by_habits = false;
            self.put(field, text);
        } else {
            self.put(field, if units == 0 { String::new() } else { units.to_string() });
        }
        self.away &= units == 0;
    }

    /// The length, where it can be read and no last day stands against it.
    pub(crate) fn days(&self) -> Option<u32> {
        let is_settled = self.text(Field::LastDay).is_empty();
        let days = amount::whole(self.text(Field::Days)).ok().filter(|_| is_settled)?;
        u32::try_from(days).ok().filter(|days| (1..=MAX_HORIZON).contains(days))
    }

    /// What is used of a resource; an empty field is none.
    pub(crate) fn units(&self, resource: Resource) -> Result<u64, Wrong> {
        let text = self.text(Field::USE[resource as usize]);
        if self.away {
            return Ok(0);
        }
        if resource == Resource::Data && self.by_habits {
            return Ok(self.habits.data_mb(self.days().unwrap_or(0)));
        }
        amount::units(text, resource, self.data_unit)
    }

    /// The phase this stage means, of at most so many days.
    pub(super) fn read(&self, most: u32, wrong: &mut Vec<(Field, Wrong)>) -> Option<Phase> {
        let days = match self.text(Field::Days) {
            // Its last day is what has to be mended.
            _ if !self.text(Field::LastDay).is_empty() => None,
            "" => note(Err(Wrong::Missing), Field::Days, wrong),
            text => {
                let days =
                    amount::whole(text).and_then(|days| amount::within(days, 1, most.into()));
                note(days, Field::Days, wrong)
            }
        };
        let mut used = PerResource::<u64>::default();
        for resource in Resource::ALL {
            let field = Field::USE[resource as usize];
            used[resource] = note(self.units(resource), field, wrong).unwrap_or_default();
        }
        let PerResource([data_mb, minutes, intl_minutes, sms]) = used;
        let reachable = self.reachable && !self.away;
        let days = Whole::new(u32::try_from(days?).ok()?)?;
        Some(Phase { days, data_mb, minutes, intl_minutes, sms, reachable })
    }
}
