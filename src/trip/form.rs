//! The form in which a trip is typed.

use leptos::prelude::{Get, GetUntracked, Set};
use simfare_engine::Resource;
use simfare_engine::catalog::Catalog;
use simfare_engine::format::MAX_RESOURCE;
use simfare_engine::request::{MAX_HORIZON, NumberRule, Phase};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};

use super::{Field, Trip, Unit, Wrong};
use crate::dom::{El, Node, Property, Str, el};
use crate::locale::{Format, Texts};
use crate::state::State;

/// What the form is drawn from.
struct Form<'f> {
    state: State,
    format: &'f Format,
    texts: &'static Texts,
    trip: Trip,
    wrong: Vec<(Field, Wrong)>,
}

/// The whole form.
pub(crate) fn form(state: State) -> El {
    let format = state.format.get();
    let form = Form {
        state,
        format: &format,
        texts: format.texts,
        trip: state.trip.get(),
        wrong: state.meaning().wrong,
    };
    let texts = form.texts;
    el("form")
        .part("form")
        .class("form")
        .attr("aria-labelledby", "trip")
        // Nothing is sent anywhere: Enter in a field must not leave the page.
        .on("submit", |event| event.prevent_default())
        .child(el("h2").attr("id", "trip").attr("tabindex", "-1").part("heading").child(texts.trip))
        .child(
            el("div")
                .class("pair")
                .child(form.field(Field::Start, texts.start, Kind::Date))
                .child(form.field(Field::Days, texts.days, Kind::Whole(1, MAX_HORIZON.into()))),
        )
        .child(
            el("div")
                .class("pair")
                .child(form.data(Field::Data, form.trip.data_unit))
                .child(form.use_field(Field::Sms)),
        )
        .child(
            el("div")
                .class("pair")
                .child(form.use_field(Field::Minutes))
                .child(form.use_field(Field::IntlMinutes)),
        )
        .child(form.check("reachable", texts.reachable, form.trip.reachable, |trip, on| {
            trip.reachable = on;
        }))
        .children(form.later_phases())
        .maybe(state.catalog().map(|catalog| form.line(&catalog)))
        .child(form.more())
        .child(
            el("button")
                .attr("type", "button")
                .class("done secondary")
                .part("button done")
                .on("click", move |_| {
                    state.folded.set(true);
                    crate::planner::focus(state, "answer");
                })
                .child(texts.done),
        )
}

/// The trip in one line, with a button that unfolds the form.
pub(crate) fn chips(state: State) -> El {
    let format = state.format.get();
    let texts = format.texts;
    let mut chips: Vec<String> = Vec::new();
    if let Some(request) = state.meaning().request {
        let today = state.today.get();
        chips.push(texts.starting(&format.date(request.start_date, today)).text());
        chips.push(format.count(&texts.count_days, request.horizon().into()));
        if let Some(first) = request.phases.first() {
            chips.extend(uses(&format, first));
        }
    }
    el("div")
        .class("chips")
        .part("summary")
        .child(el("ul").children(chips.into_iter().map(|chip| el("li").child(chip).into())))
        .child(
            el("button")
                .attr("type", "button")
                .class("secondary")
                .part("button")
                .on("click", move |_| {
                    state.folded.set(false);
                    crate::planner::focus(state, "trip");
                })
                .child(texts.change),
        )
}

/// What a phase uses, each amount with its unit.
fn uses(format: &Format, phase: &Phase) -> Vec<String> {
    Resource::ALL
        .into_iter()
        .map(|resource| (resource, phase.totals()[resource]))
        .filter(|(_, units)| *units > 0)
        .map(|(resource, units)| amount(format, resource, units))
        .collect()
}

/// An amount of a resource with its unit.
pub(crate) fn amount(format: &Format, resource: Resource, units: u64) -> String {
    let texts = format.texts;
    match resource {
        Resource::Data => format.data(units),
        Resource::Minutes => texts.amount_minutes(&format.number(units)).text(),
        Resource::IntlMinutes => texts.amount_calls_abroad(&format.number(units)).text(),
        Resource::Sms => format.count(&texts.count_texts, units),
    }
}

/// What a field takes.
enum Kind {
    Whole(u64, u64),
    Decimal,
    Date,
    Text,
}

impl Form<'_> {
    /// A labelled control with what is wrong with it.
    fn field(&self, field: Field, label: &'static str, kind: Kind) -> El {
        self.frame(field, label, self.input(field, kind))
    }

    /// The frame of a control: label above, complaint below.
    fn frame(&self, field: Field, label: &'static str, control: El) -> El {
        el("div")
            .class("field")
            .part("field")
            .child(el("label").attr("for", field.name()).part("label").child(label))
            .child(control)
            .maybe(self.complaint(field))
    }

    fn complaint(&self, field: Field) -> Option<El> {
        let (_, wrong) = self.wrong.iter().find(|(place, _)| *place == field)?;
        let texts = self.texts;
        let complaint = match wrong {
            Wrong::Missing => texts.wrong_missing.to_owned(),
            Wrong::NotWhole => texts.wrong_whole.to_owned(),
            Wrong::NotDecimal => texts.wrong_decimal.to_owned(),
            Wrong::NotADate => texts.wrong_date.to_owned(),
            Wrong::NoLine => texts.wrong_line.to_owned(),
            Wrong::UnknownCoupon(code) => texts.wrong_coupon(code).text(),
            Wrong::OutOf(min, max) => {
                texts.wrong_range(&self.format.number(*min), &self.format.number(*max)).text()
            }
        };
        let id = format!("{}-wrong", field.name());
        Some(el("p").class("wrong").part("field-error").attr("id", id).child(complaint))
    }

    fn input(&self, field: Field, kind: Kind) -> El {
        let state = self.state;
        let mut input = el("input")
            .part("input")
            .attr("id", field.name())
            .attr("name", field.name())
            .attr("autocomplete", "off")
            .on("input", move |event| {
                let Some(input) = target::<HtmlInputElement>(&event) else { return };
                let text = (!input.validity().bad_input()).then(|| input.value());
                state.change(|trip| trip.set(field, text));
            });
        input = match kind {
            Kind::Date => input.attr("type", "date"),
            Kind::Text => input.attr("type", "text"),
            Kind::Decimal => number(input, "decimal", "any", 0, MAX_RESOURCE),
            Kind::Whole(min, max) => number(input, "numeric", "1", min, max),
        };
        // An amount that is left out is none.
        if Field::USE.contains(&field) || Field::LEFT.contains(&field) {
            input = input.attr("placeholder", "0");
        }
        if self.wrong.iter().any(|(place, _)| *place == field) {
            input = input
                .attr("aria-invalid", "true")
                .attr("aria-describedby", format!("{}-wrong", field.name()));
        }
        if self.trip.is_unreadable(field) {
            return input;
        }
        input.holds(Property::Value(self.trip.text(field).to_owned()))
    }

    /// One of the amounts that have a unit of their own.
    fn use_field(&self, field: Field) -> El {
        let texts = self.texts;
        let whole = Kind::Whole(0, MAX_RESOURCE);
        match field {
            Field::Sms | Field::LeftSms => self.field(field, texts.texts, whole),
            Field::Minutes | Field::LeftMinutes => self.with_unit(field, texts.calls, whole),
            _ => self.with_unit(field, texts.calls_abroad, whole),
        }
    }

    fn with_unit(&self, field: Field, label: &'static str, kind: Kind) -> El {
        let control = el("div")
            .class("joined")
            .child(self.input(field, kind))
            .child(el("span").class("unit").child(self.texts.unit_minutes));
        self.frame(field, label, control)
    }

    /// An amount of data with its unit.
    fn data(&self, field: Field, unit: Unit) -> El {
        let units = [(Unit::Gb, "GB"), (Unit::Mb, "MB")].map(|(choice, name)| Choice {
            value: name.into(),
            label: name.into(),
            chosen: choice == unit,
        });
        let name = if field == Field::Data { "data-unit" } else { "left-unit" };
        let unit = self.select(name, units.into(), move |trip, value| {
            let unit = if value == "MB" { Unit::Mb } else { Unit::Gb };
            if field == Field::Data {
                trip.data_unit = unit;
            } else {
                trip.left_unit = unit;
            }
        });
        let control = el("div")
            .class("joined")
            .child(self.input(field, Kind::Decimal))
            .child(unit.attr("aria-label", self.texts.unit_of_data));
        self.frame(field, self.texts.data, control)
    }

    fn select(
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

    /// A select with a label.
    fn choice(
        &self,
        name: &'static str,
        label: &'static str,
        choices: Vec<Choice>,
        choose: impl Fn(&mut Trip, String) + 'static,
    ) -> El {
        el("div")
            .class("field")
            .part("field")
            .child(el("label").attr("for", name).part("label").child(label))
            .child(self.select(name, choices, choose))
    }

    fn check(
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

    /// Later parts of a trip that came with the `request` attribute.
    fn later_phases(&self) -> Vec<Node> {
        let state = self.state;
        let phases = self.trip.later_phases().iter().enumerate();
        phases
            .map(|(index, phase)| {
                let days = self.format.count(&self.texts.count_days, phase.days.get().into());
                let what = uses(self.format, phase);
                let what =
                    if what.is_empty() { self.texts.no_use.to_owned() } else { what.join(" · ") };
                el("div")
                    .class("later-phase")
                    .part("later-phase")
                    .child(el("span").child(self.texts.later_phase(&days, &what)))
                    .child(
                        el("button")
                            .attr("type", "button")
                            .class("quiet")
                            .part("button")
                            .on("click", move |_| {
                                state.change(|trip| trip.remove_later_phase(index));
                            })
                            .child(self.texts.remove),
                    )
                    .into()
            })
            .collect()
    }

    /// The line there is already.
    fn line(&self, catalog: &Catalog) -> El {
        let texts = self.texts;
        let state = self.state;
        let section = el("div").class("line").child(self.check(
            "have-line",
            texts.have_line,
            self.trip.have_line,
            move |trip, on| {
                trip.have_line = on;
                if let Some(catalog) = untracked_catalog(state)
                    && on
                    && trip.brand.is_empty()
                    && let Some(first) = Trip::brands(&catalog).next()
                {
                    trip.choose_brand(first.id.as_str(), &catalog);
                }
                if !on && trip.number == NumberRule::Keep {
                    trip.number = NumberRule::None;
                }
            },
        ));
        if !self.trip.have_line {
            return section.child("");
        }
        let brands = Trip::brands(catalog)
            .map(|brand| Choice {
                value: brand.id.as_str().to_owned().into(),
                label: brand.name.as_str().to_owned().into(),
                chosen: brand.id.as_str() == self.trip.brand,
            })
            .collect();
        let plans = catalog
            .plans
            .iter()
            .filter(|plan| plan.brand.as_str() == self.trip.brand)
            .map(|plan| (&plan.id, &plan.name));
        let paygo = catalog
            .paygo
            .iter()
            .filter(|paygo| paygo.brand.as_str() == self.trip.brand)
            .map(|paygo| (&paygo.id, &paygo.name));
        let offers = plans
            .chain(paygo)
            .map(|(id, name)| Choice {
                value: id.as_str().to_owned().into(),
                label: name.as_str().to_owned().into(),
                chosen: id.as_str() == self.trip.offer,
            })
            .collect();
        let days_left = Kind::Whole(0, MAX_RESOURCE);
        let fields = el("fieldset")
            .part("fieldset")
            .child(el("legend").class("hidden").child(texts.have_line))
            .child(self.choice("line-brand", texts.line_brand, brands, move |trip, id| {
                if let Some(catalog) = untracked_catalog(state) {
                    trip.choose_brand(&id, &catalog);
                }
            }))
            .child(self.choice("line-plan", texts.line_plan, offers, move |trip, id| {
                if let Some(catalog) = untracked_catalog(state) {
                    trip.choose_offer(&id, &catalog);
                }
            }))
            .child(self.field(Field::DaysLeft, texts.line_days_left, days_left));
        let fields = if self.trip.paygo(catalog).is_some() {
            fields.child(self.field(Field::Balance, texts.line_balance, Kind::Decimal))
        } else {
            fields.child(self.left())
        };
        section.child(fields)
    }

    /// What is left of the plan.
    fn left(&self) -> El {
        let left = el("fieldset")
            .part("fieldset")
            .child(el("legend").part("label").child(self.texts.line_left));
        Field::LEFT.into_iter().fold(left, |left, field| {
            left.child(match field {
                _ if self.trip.is_unlimited(field) => {
                    let label = match field {
                        Field::LeftData => self.texts.data,
                        Field::LeftMinutes => self.texts.calls,
                        Field::LeftIntlMinutes => self.texts.calls_abroad,
                        _ => self.texts.texts,
                    };
                    el("p")
                        .class("field")
                        .child(el("span").part("label").child(label))
                        .child(el("span").child(self.texts.unlimited))
                }
                Field::LeftData => self.data(field, self.trip.left_unit),
                _ => self.use_field(field),
            })
        })
    }

    /// What most people needn't say.
    fn more(&self) -> El {
        let texts = self.texts;
        let trip = &self.trip;
        let option = |value: &'static str, label: &'static str, chosen| Choice {
            value: value.into(),
            label: label.into(),
            chosen,
        };
        let numbers = [
            (NumberRule::None, texts.number_none),
            (NumberRule::Hold, texts.number_hold),
            (NumberRule::Keep, texts.number_keep),
        ]
        .map(|(rule, label)| option(rule.word(), label, rule == trip.number));
        let lines = vec![
            option("1", texts.lines_one, !trip.two_lines),
            option("2", texts.lines_two, trip.two_lines),
        ];
        let catalog = self.state.catalog();
        let mut methods = vec![option("", texts.payment_any, trip.payment_method.is_empty())];
        let mut has_coupons = !trip.text(Field::Coupon).is_empty();
        if let Some(catalog) = &catalog {
            methods.extend(catalog.payment_methods.iter().map(|method| Choice {
                value: method.id.as_str().to_owned().into(),
                label: method.name.as_str().to_owned().into(),
                chosen: method.id.as_str() == trip.payment_method,
            }));
            has_coupons |= !catalog.coupons.is_empty();
        }
        let has_methods = methods.len() > 1;
        let number = self
            .choice("number", texts.number, numbers.into(), |trip, value| {
                if let Some(rule) = NumberRule::from_word(&value) {
                    trip.number = rule;
                }
            })
            .maybe(self.complaint(Field::Number));
        let lines = self.choice("lines", texts.lines, lines, |trip, value| {
            trip.two_lines = value == "2";
        });
        let payment = has_methods.then(|| {
            self.choice("payment-method", texts.payment, methods, |trip, value| {
                trip.payment_method = value;
            })
        });
        let coupon = has_coupons.then(|| self.field(Field::Coupon, texts.coupon, Kind::Text));
        // Something chosen here already shouldn't be hidden.
        let open = trip.number != NumberRule::None
            || trip.two_lines
            || trip.autopay
            || !trip.payment_method.is_empty()
            || !trip.text(Field::Coupon).is_empty();
        el("details")
            .class("more")
            .part("more-options")
            .holds(Property::Open(open))
            .child(el("summary").part("more-options-summary").child(texts.more_options))
            .child(
                el("div")
                    .class("fields")
                    .child(number)
                    .child(lines)
                    .maybe(payment)
                    .maybe(coupon)
                    .child(self.check("autopay", texts.autopay, trip.autopay, |trip, on| {
                        trip.autopay = on;
                    })),
            )
    }
}

/// An option of a select.
struct Choice {
    value: Str,
    label: Str,
    chosen: bool,
}

fn number(input: El, mode: &'static str, step: &'static str, min: u64, max: u64) -> El {
    input
        .attr("type", "number")
        .attr("inputmode", mode)
        .attr("step", step)
        .attr("min", min.to_string())
        .attr("max", max.to_string())
}

fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.current_target()?.dyn_into().ok()
}

fn untracked_catalog(state: State) -> Option<std::sync::Arc<Catalog>> {
    match state.shelf.get_untracked() {
        crate::state::Shelf::Stocked(catalog) => Some(catalog),
        _ => None,
    }
}
