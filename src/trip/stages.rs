//! The stages of a trip: their strip, and the fields of the one in hand.

use simfare_engine::Resource;
use simfare_engine::request::MAX_HORIZON;

use super::chips::is_us;
use super::controls::{Choice, Form, Kind};
use super::habits::about;
use super::stage::Stage;
use super::strip::strip;
use super::{Field, MAX_STAGES, Trip};
use crate::dom::{El, Node, el, live};
use crate::locale::{Format, Texts};
use crate::planner;

/// What a stage is called: by its kind, and by number where there are several of the kind.
pub(super) fn name(format: &Format, trip: &Trip, place: usize) -> String {
    match name_and_number(format, trip, place) {
        (kind, None) => kind.to_owned(),
        (kind, Some(number)) => format.texts.stage_numbered(kind, &number).text(),
    }
}

/// The same in its parts: what a stage is, and which of its like, but for the first.
pub(super) fn name_and_number(
    format: &Format,
    trip: &Trip,
    place: usize,
) -> (&'static str, Option<String>) {
    let texts: &Texts = format.texts;
    let stages = trip.stages();
    let is_away = stages.get(place).is_some_and(|stage| stage.away);
    let kind = if is_away { texts.stage_away() } else { texts.stage_trip() };
    let before = stages.iter().take(place).filter(|stage| stage.away == is_away).count() as u64;
    (kind, (before > 0).then(|| format.number(before + 1)))
}

impl Form<'_> {
    /// Everything about stages.
    pub(super) fn stages(&self) -> El {
        let state = self.state;
        let several = self.trip.stages().len() > 1;
        let bar: Node = if several { live(move || strip(state)) } else { "".into() };
        // Each stage has a place of its own, so that another one's controls begin afresh.
        let fields = self.trip.stages().iter().enumerate().map(|(place, stage)| {
            if place == self.place { self.stage_fields(stage, several).into() } else { "".into() }
        });
        el("div")
            .class("stages")
            .part("stages")
            .child(bar)
            .child(el("div").class("stage-fields").children(fields))
            .child(self.tools(several))
            .child(live(move || {
                el("p").class("hidden").attr("aria-live", "polite").child(state.hand.told())
            }))
    }

    /// What can be done with stages, and with the one in hand.
    fn tools(&self, several: bool) -> El {
        let texts = self.texts;
        let mut tools = el("div").class("stage-tools");
        if several {
            let last = self.trip.stages().len() - 1;
            let earlier = self.place.checked_sub(1);
            let later = (self.place < last).then_some(self.place + 1);
            tools = tools
                .child(self.mover("move-earlier", texts.move_earlier(), earlier))
                .child(self.mover("move-later", texts.move_later(), later))
                .child(self.remover());
        } else {
            tools = tools.child("").child("").child("");
        }
        match self.trip.has_room() {
            true => tools.child(self.adder()),
            false => tools.maybe((self.trip.stages().len() < MAX_STAGES).then(|| self.full())),
        }
    }

    #[cold]
    #[inline(never)]
    fn mover(&self, id: &'static str, label: &'static str, to: Option<usize>) -> El {
        let state = self.state;
        let place = self.place;
        let told = to.map(|to| self.moved(place, to));
        self.button("quiet", label, move || {
            if let (Some(to), Some(told)) = (to, &told) {
                state.change(|trip| trip.move_stage(place, to));
                state.hand.select(to);
                state.hand.tell(told.clone());
            }
        })
        .attr("id", id)
        // Kept in reach, so that the focus stays where it is.
        .attr("aria-disabled", if to.is_none() { "true" } else { "false" })
    }

    /// What is told of a stage that was moved.
    pub(super) fn moved(&self, from: usize, to: usize) -> String {
        moved(self.format, &self.trip, from, to)
    }

    #[cold]
    #[inline(never)]
    fn remover(&self) -> El {
        let state = self.state;
        let place = self.place;
        let told = self.texts.told_removed(&name(self.format, &self.trip, place)).text();
        self.button("quiet", self.texts.remove(), move || {
            state.change(|trip| trip.remove_stage(place));
            state.hand.select(place.saturating_sub(1));
            state.hand.tell(told.clone());
            planner::focus(state, "add-stage");
        })
        .attr("id", "remove-stage")
    }

    /// In the place of a button, where no day is left for another stage.
    #[cold]
    #[inline(never)]
    fn full(&self) -> El {
        let most = self.format.number(MAX_HORIZON.into());
        el("p").class("hint").child(self.texts.stages_full(&most).text())
    }

    fn adder(&self) -> El {
        let state = self.state;
        let mut longer = self.trip.clone();
        let place = longer.add_stage();
        let told = self.texts.told_added(&name(self.format, &longer, place)).text();
        self.button("quiet add", self.texts.add_stage(), move || {
            state.change(|trip| state.hand.select(trip.add_stage()));
            state.hand.tell(told.clone());
        })
        .attr("id", "add-stage")
    }

    /// The fields of a stage.
    fn stage_fields(&self, stage: &Stage, several: bool) -> El {
        let texts = self.texts;
        let away = stage.away;
        let fields = el("fieldset")
            .part("fieldset")
            .child(el("legend").class("hidden").child(name(self.format, &self.trip, self.place)))
            .maybe((several || away).then(|| self.kind(away)))
            .child(el("div").class("pair").child(self.first_day()).child(self.field(
                Field::LastDay,
                texts.last_day(),
                Kind::Date,
            )));
        let days = self.field(Field::Days, texts.days(), Kind::Whole(1, MAX_HORIZON.into()));
        if away {
            return fields
                .child(el("div").class("pair").child(days))
                .child(el("p").class("hint").child(texts.away_hint()));
        }
        fields
            .child(el("div").class("pair").child(days).child(self.stage_data(stage)))
            .child(self.data_by(stage.by_habits))
            .maybe(stage.by_habits.then(|| self.habits(stage)))
            .child(
                el("div")
                    .class("triple")
                    .child(self.use_field(Field::Minutes))
                    .child(self.use_field(Field::IntlMinutes))
                    .child(self.use_field(Field::Sms)),
            )
            .child(self.reachable(stage.reachable))
    }

    /// The first day: of the trip, or of a later stage, where it follows from those before.
    fn first_day(&self) -> El {
        if self.place == 0 {
            return self.field(Field::Start, self.texts.start(), Kind::Date);
        }
        let first = self.trip.first_day(self.place);
        let first = first.map_or_else(|| "–".to_owned(), |first| self.format.full_date(first));
        self.shown(self.texts.start(), first)
    }

    /// What isn't typed, but follows, in the looks of a field.
    #[cold]
    #[inline(never)]
    fn shown(&self, label: &'static str, value: String) -> El {
        el("div")
            .class("field")
            .part("field")
            .child(el("span").part("label").child(label))
            .child(el("output").class("shown").child(value))
    }

    /// Whether the stage uses anything.
    #[cold]
    #[inline(never)]
    fn kind(&self, away: bool) -> El {
        let texts = self.texts;
        let place = self.place;
        let here = self.catalog.as_deref().is_some_and(is_us);
        let here = if here { texts.in_us() } else { texts.on_trip() };
        let choices =
            vec![Choice::new("here", here, !away), Choice::new("away", texts.away(), away)];
        self.quiet_segments("kind", texts.stage_kind(), choices, move |trip, kind| {
            if let Some(stage) = trip.stage_mut(place) {
                stage.away = kind == "away";
            }
        })
    }

    fn stage_data(&self, stage: &Stage) -> El {
        if !stage.by_habits {
            return self.data(Field::Data, stage.data_unit);
        }
        let mb = stage.units(Resource::Data).unwrap_or_default();
        let amount = self.texts.approximately(&about(self.format, mb)).text();
        self.shown(self.texts.data(), amount)
    }

    fn data_by(&self, by_habits: bool) -> El {
        let texts = self.texts;
        let place = self.place;
        let choices = vec![
            Choice::new("amount", texts.data_by_amount(), !by_habits),
            Choice::new("habits", texts.data_by_habits(), by_habits),
        ];
        self.quiet_segments("data-by", texts.data_by(), choices, move |trip, by| {
            if let Some(stage) = trip.stage_mut(place) {
                stage.by_habits = by == "habits";
            }
        })
    }

    fn reachable(&self, reachable: bool) -> El {
        let place = self.place;
        self.check("reachable", self.texts.reachable(), reachable, move |trip, on| {
            if let Some(stage) = trip.stage_mut(place) {
                stage.reachable = on;
            }
        })
    }
}

/// What is told of a stage that was moved.
pub(super) fn moved(format: &Format, trip: &Trip, from: usize, to: usize) -> String {
    let count = trip.stages().len() as u64;
    let (to, count) = (format.number(to as u64 + 1), format.number(count));
    format.texts.told_moved(&name(format, trip, from), &to, &count).text()
}
