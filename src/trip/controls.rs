//! The controls that the form's parts are made of.

use std::rc::Rc;
use std::sync::Arc;

use simfare_engine::catalog::Catalog;
use simfare_engine::format::MAX_RESOURCE;
use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::{Complaint, Field, Trip, Unit, Wrong};
use crate::dom::{El, Property, Str, el, target};
use crate::locale::{Format, Texts, unit_of};
use crate::state::State;

/// What the form is drawn from.
pub(super) struct Form<'f> {
    pub(super) state: State,
    pub(super) format: &'f Format,
    pub(super) texts: &'static Texts,
    pub(super) trip: Trip,
    pub(super) wrong: Vec<Complaint>,
    pub(super) catalog: Option<Arc<Catalog>>,
    /// The stage whose fields are shown.
    pub(super) place: usize,
}

/// What a field takes.
pub(super) enum Kind {
    Whole(u64, u64),
    Decimal,
    Date,
    Text,
}

/// One of several things to choose from.
pub(super) struct Choice {
    pub(super) value: Str,
    pub(super) label: Str,
    pub(super) chosen: bool,
}

impl Choice {
    pub(super) fn new(value: impl Into<Str>, label: impl Into<Str>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), chosen }
    }
}

/// Whether it is asked for, rather than wrong: a line that was chosen just now has no days so far.
fn is_asked(field: Field, wrong: &Wrong) -> bool {
    field == Field::DaysLeft && *wrong == Wrong::Missing
}

impl<'f> Form<'f> {
    pub(super) fn new(state: State, format: &'f Format) -> Self {
        let trip = state.trip.get();
        let place = state.hand.stage(&trip);
        Self {
            state,
            format,
            texts: format.texts,
            wrong: state.meaning().wrong,
            catalog: state.catalog(),
            trip,
            place,
        }
    }

    /// A labelled control with what is wrong with it.
    pub(super) fn field(&self, field: Field, label: &'static str, kind: Kind) -> El {
        self.frame(field, label, self.input(field, kind))
    }

    /// The frame of a control: label above, complaint below.
    pub(super) fn frame(&self, field: Field, label: &'static str, control: El) -> El {
        el("div")
            .class("field")
            .part("field")
            .child(el("label").attr("for", field.name()).part("label").child(label))
            .child(control)
            .maybe(self.complaint(field))
    }

    fn wrong(&self, field: Field) -> Option<&Wrong> {
        let here = |about: &&Complaint| {
            about.field == field && about.stage.is_none_or(|stage| stage == self.place)
        };
        self.wrong.iter().find(here).map(|about| &about.wrong)
    }

    pub(super) fn complaint(&self, field: Field) -> Option<El> {
        Some(self.complaint_of(field, self.wrong(field)?))
    }

    #[cold]
    #[inline(never)]
    fn complaint_of(&self, field: Field, wrong: &Wrong) -> El {
        let texts = self.texts;
        let complaint = match wrong {
            Wrong::Missing => texts.wrong_missing().to_owned(),
            Wrong::NotWhole => texts.wrong_whole().to_owned(),
            Wrong::NotDecimal => texts.wrong_decimal().to_owned(),
            Wrong::NotADate => texts.wrong_date().to_owned(),
            Wrong::NoLine => texts.wrong_line().to_owned(),
            Wrong::EndsBefore => texts.wrong_ends_before().to_owned(),
            Wrong::UnknownCoupon(code) => texts.wrong_coupon(code).text(),
            Wrong::OutOf(min, max) => {
                texts.wrong_range(&self.format.number(*min), &self.format.number(*max)).text()
            }
            Wrong::NotBetween(from, until) => {
                let date = |date| self.format.full_date(date);
                texts.wrong_dates(&date(*from), &date(*until)).text()
            }
        };
        let id = format!("{}-wrong", field.name());
        let class = if is_asked(field, wrong) { "hint" } else { "wrong" };
        el("p").class(class).part("field-error").attr("id", id).child(complaint)
    }

    pub(super) fn input(&self, field: Field, kind: Kind) -> El {
        let state = self.state;
        let place = self.place;
        let mut input = el("input")
            .part("input")
            .attr("id", field.name())
            .attr("name", field.name())
            .attr("autocomplete", "off")
            .on("input", move |event| {
                let Some(input) = target::<HtmlInputElement>(&event) else { return };
                let text = (!input.validity().bad_input()).then(|| input.value());
                state.change(|trip| trip.type_in(place, field, text));
            });
        input = match kind {
            Kind::Date => input.attr("type", "date"),
            Kind::Text => input.attr("type", "text"),
            // A number field would drop the comma that half the world writes.
            Kind::Decimal => input.attr("type", "text").attr("inputmode", "decimal"),
            Kind::Whole(min, max) => number(input, min, max),
        };
        // An amount that is left out is none.
        if Field::USE.contains(&field) || Field::LEFT.contains(&field) {
            input = input.attr("placeholder", "0");
        }
        input = self.complained(field, input);
        if self.trip.is_unreadable(place, field) {
            return input;
        }
        input.holds(Property::Value(match field {
            Field::LastDay => self.trip.last_day(place),
            Field::Expiry => self.trip.expiry(),
            _ => self.trip.text_in(place, field).to_owned(),
        }))
    }

    /// A control that says whether something is wrong with it, and where that stands.
    pub(super) fn complained(&self, field: Field, mut control: El) -> El {
        if let Some(wrong) = self.wrong(field) {
            if !is_asked(field, wrong) {
                control = control.attr("aria-invalid", "true");
            }
            control = control.attr("aria-describedby", format!("{}-wrong", field.name()));
        }
        control
    }

    /// One of the amounts that have a unit of their own.
    pub(super) fn use_field(&self, field: Field) -> El {
        let texts = self.texts;
        let whole = Kind::Whole(0, MAX_RESOURCE);
        match field {
            Field::Sms | Field::LeftSms => self.field(field, texts.texts(), whole),
            Field::Minutes | Field::LeftMinutes => self.with_unit(field, texts.calls(), whole),
            _ => self.with_unit(field, texts.calls_abroad(), whole),
        }
    }

    fn with_unit(&self, field: Field, label: &'static str, kind: Kind) -> El {
        let control = el("div")
            .class("joined")
            .child(self.input(field, kind))
            .child(el("span").class("unit").child(self.texts.unit_minutes()));
        self.frame(field, label, control)
    }

    /// An amount of data with its unit.
    pub(super) fn data(&self, field: Field, unit: Unit) -> El {
        let [gb, mb] = [self.texts.amount_gb("").text(), self.texts.amount_mb("").text()];
        let units = [(Unit::Gb, "GB", gb), (Unit::Mb, "MB", mb)]
            .map(|(choice, value, amount)| Choice::new(value, unit_of(&amount), choice == unit));
        let name = if field == Field::Data { "data-unit" } else { "left-unit" };
        let place = self.place;
        let unit = self.select(name, units.into(), move |trip, value| {
            let unit = if value == "MB" { Unit::Mb } else { Unit::Gb };
            if field != Field::Data {
                trip.left_unit = unit;
            } else if let Some(stage) = trip.stage_mut(place) {
                stage.data_unit = unit;
            }
        });
        let control = el("div")
            .class("joined")
            .child(self.input(field, Kind::Decimal))
            .child(unit.attr("aria-label", self.texts.unit_of_data()));
        self.frame(field, self.texts.data(), control)
    }

    pub(super) fn select(
        &self,
        name: &'static str,
        choices: Vec<Choice>,
        choose: impl Fn(&mut Trip, String) + 'static,
    ) -> El {
        let state = self.state;
        let value = choices.iter().find(|choice| choice.chosen).map(|choice| choice.value.clone());
        el("select")
            .part("input")
            .attr("id", name)
            .attr("name", name)
            .on("change", move |event| {
                let Some(select) = target::<HtmlSelectElement>(&event) else { return };
                state.change(|trip| choose(trip, select.value()));
            })
            .children(
                choices.into_iter().map(|choice| {
                    el("option").attr("value", choice.value).child(choice.label).into()
                }),
            )
            .holds(Property::Value(value.map_or_else(String::new, Str::into_owned)))
    }

    /// A select with a label, and what it means where that needs saying.
    pub(super) fn choice(
        &self,
        name: &'static str,
        label: &'static str,
        hint: Option<&'static str>,
        choices: Vec<Choice>,
        choose: impl Fn(&mut Trip, String) + 'static,
    ) -> El {
        let mut select = self.select(name, choices, choose);
        if hint.is_some() {
            select = select.attr("aria-describedby", format!("{name}-hint"));
        }
        el("div")
            .class("field")
            .part("field")
            .child(el("label").attr("for", name).part("label").child(label))
            .child(select)
            .maybe(hint.map(|hint| self.hint(name, hint)))
    }

    /// What a control means, below it.
    pub(super) fn hint(&self, name: &'static str, hint: impl Into<Str>) -> El {
        el("p").class("hint").attr("id", format!("{name}-hint")).child(hint.into())
    }

    /// A few choices side by side, of which one is taken: radios.
    pub(super) fn segments(
        &self,
        name: &'static str,
        legend: &'static str,
        choices: Vec<Choice>,
        choose: impl Fn(&mut Trip, &str) + 'static,
    ) -> El {
        let legend = el("legend").part("label").child(legend);
        self.radios(name, legend, choices, choose)
    }

    /// The same with a legend that is heard rather than seen, where one sees what it is about.
    pub(super) fn quiet_segments(
        &self,
        name: &'static str,
        legend: &'static str,
        choices: Vec<Choice>,
        choose: impl Fn(&mut Trip, &str) + 'static,
    ) -> El {
        let legend = el("legend").class("hidden").child(legend);
        self.radios(name, legend, choices, choose)
    }

    fn radios(
        &self,
        name: &'static str,
        legend: El,
        choices: Vec<Choice>,
        choose: impl Fn(&mut Trip, &str) + 'static,
    ) -> El {
        let state = self.state;
        let choose = Rc::new(choose);
        let choices = choices.into_iter().map(|choice| {
            let choose = Rc::clone(&choose);
            let value = choice.value.clone();
            el("label")
                .part("segment")
                .child(
                    el("input")
                        .attr("type", "radio")
                        .attr("name", name)
                        .attr("id", format!("{name}-{}", choice.value))
                        .attr("value", choice.value)
                        .on("change", move |_| state.change(|trip| choose(trip, &value)))
                        .holds(Property::Checked(choice.chosen)),
                )
                .child(el("span").child(choice.label))
                .into()
        });
        el("fieldset")
            .class("choice")
            .part("fieldset")
            .child(legend)
            .child(el("div").class("segments").part("segments").children(choices))
    }

    pub(super) fn check(
        &self,
        name: &'static str,
        label: &'static str,
        on: bool,
        set: impl Fn(&mut Trip, bool) + 'static,
    ) -> El {
        let state = self.state;
        el("label")
            .class("check")
            .part("field")
            .child(
                el("input")
                    .attr("type", "checkbox")
                    .attr("id", name)
                    .attr("name", name)
                    .on("change", move |event| {
                        let Some(input) = target::<HtmlInputElement>(&event) else { return };
                        state.change(|trip| set(trip, input.checked()));
                    })
                    .holds(Property::Checked(on)),
            )
            .child(el("span").child(label))
    }

    /// A button without much ado.
    pub(super) fn button(
        &self,
        class: &'static str,
        label: impl Into<Str>,
        act: impl Fn() + 'static,
    ) -> El {
        el("button")
            .attr("type", "button")
            .class(class)
            .part("button")
            .on("click", move |_| act())
            .child(label.into())
    }
}

fn number(input: El, min: u64, max: u64) -> El {
    input
        .attr("type", "number")
        .attr("inputmode", "numeric")
        .attr("step", "1")
        .attr("min", min.to_string())
        .attr("max", max.to_string())
}
