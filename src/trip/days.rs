//! When a trip is, and how long each of its stages: dates and lengths keep in step.

use simfare_engine::Date;
use simfare_engine::request::MAX_HORIZON;

use super::{Field, MAX_STAGES, Stage, Trip, UNREADABLE, amount};

impl Trip {
    /// A last day gives the length; one that can't is kept until it is mended.
    pub(super) fn set_last_day(&mut self, stage: usize, text: String) {
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
    pub(super) fn count_days_left(&mut self) {
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

    /// The day to begin on where the line ends before the trip does begin: today, or the day of its end
    /// where that has passed. What becomes of the line until then is part of it then. Nothing where
    /// there is no room for that.
    pub(crate) fn earlier_start(&self, today: Date) -> Option<Date> {
        let end = Date::parse(self.text(Field::Expiry))?;
        let (start, first) = (self.start()?, end.min(today));
        let days = u32::try_from(start.days_since(first)).ok().filter(|days| *days > 0)?;
        let all = self.days_besides(usize::MAX).saturating_add(days);
        (end < start && all <= MAX_HORIZON && self.stages.len() < MAX_STAGES).then_some(first)
    }

    /// Begins on an earlier day that there is room for, away until the trip.
    pub(crate) fn begin_earlier(&mut self, first: Date) {
        let days = self.start().map(|start| start.days_since(first));
        let Some(days) = days.and_then(|days| u32::try_from(days).ok()) else { return };
        self.stages.insert(0, Stage::away(days));
        self.texts[Field::Start as usize] = first.to_string();
        self.count_days_left();
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
}
