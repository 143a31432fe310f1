//! What the page sets: attributes and requests, applied to the trip, and what is wrong with them.

use std::sync::Arc;

use leptos::prelude::GetUntracked;
use simfare_engine::request::NumberRule;
use simfare_engine::{Catalog, Faults, Request, Resource};

use crate::attributes::Attribute;
use crate::problem::Problem;
use crate::state::{Answer, Shelf, State};
use crate::trip::{Field, Trip, Wrong};
use crate::{catalog, checkout, keep};

/// Takes an attribute of the element; `None` where it was removed.
pub(crate) fn set_attribute(state: State, attribute: Attribute, value: Option<String>) {
    // While a trip is being bought, the page can give another.
    let is_bought = state.till.is_open.get_untracked() && !state.page().till.is_alone.get();
    let before = if is_bought { state.answer.get_untracked() } else { Answer::None };
    take_attribute(state, attribute, value);
    if let Some(more) = state.more.get_untracked().here() {
        (more.remark[0])(state);
    }
    if let Answer::Found(before) = before {
        checkout::retake(state, &before);
    }
}

fn take_attribute(state: State, attribute: Attribute, value: Option<String>) {
    use Attribute::{Lines, Number, Request as Whole};
    let value = value.map(|value| value.trim().to_owned());
    // What a template had nothing for isn't there. A field of numbers is emptied so.
    let value =
        value.filter(|value| !value.is_empty() || !matches!(attribute, Number | Lines | Whole));
    match attribute {
        Attribute::Catalog => catalog::from_url(state, value),
        Attribute::Request => {
            judge(state, attribute, None);
            checkout::want(state, value.is_some());
            let page = state.page();
            if value.is_some() {
                page.forget_attributes();
            }
            // One that was refused, and waits for another catalog, was meant to be this one.
            page.keep_request(None);
            match (value, state.shelf.get_untracked()) {
                (Some(json), Shelf::Stocked(catalog)) => request(state, &catalog, json),
                (json, _) => state.page().keep_request(json),
            }
        }
        // The loader fetches that language, which then comes by `speak`.
        Attribute::Locale => {}
        // Style sheets see this one on the element.
        Attribute::Theme => {}
        Attribute::Persist => keep::persist(state, value.as_deref()),
        Attribute::Checkout => state.handoff.set_up(|setup| setup.checkout = value),
        Attribute::Handoff => state.handoff.set_up(|setup| setup.handoff = value),
        Attribute::Endpoint => state.handoff.set_up(|setup| setup.endpoint = value),
        Attribute::AllowOrigins => {
            state.handoff.set_up(|setup| setup.allow_origins = value.unwrap_or_default());
        }
        // Part of a trip. Taken away, it leaves what is typed.
        _ => match value {
            Some(value) => {
                trip_attribute(state, attribute, &value);
                state.page().keep_attribute(attribute, value);
            }
            None => {
                state.page().forget_attribute(attribute);
                judge(state, attribute, None);
            }
        },
    }
}

/// Takes the trip of a request.
pub(crate) fn request(state: State, catalog: &Arc<Catalog>, json: String) {
    if state.page().till.is_alone.get() {
        checkout::open_request(state, catalog, &json);
        return;
    }
    match Request::from_json(json.as_bytes(), catalog) {
        Ok(request) => {
            state.take(|trip| *trip = Trip::of(&request, catalog.minor_digits()));
            judge(state, Attribute::Request, None);
        }
        Err(faults) => {
            // Another catalog may have what it names.
            state.page().keep_request(Some(json));
            judge(state, Attribute::Request, Some(faults));
        }
    }
}

/// Takes one part of a trip. What can't be read stands in its field with a complaint.
pub(crate) fn trip_attribute(state: State, attribute: Attribute, value: &str) {
    let text = value.to_owned();
    let mut fault = None;
    state.take(|trip| match attribute {
        Attribute::Days => trip.set(Field::Days, text),
        Attribute::Start => trip.set(Field::Start, text),
        Attribute::Minutes => trip.set(Field::Minutes, text),
        Attribute::IntlMinutes => trip.set(Field::IntlMinutes, text),
        Attribute::Sms => trip.set(Field::Sms, text),
        Attribute::Coupon => trip.set(Field::Coupon, text),
        Attribute::DataMb => match text.parse() {
            Ok(mb) => trip.set_use(Resource::Data, mb),
            Err(_) => trip.set_mb(text),
        },
        Attribute::Number => match NumberRule::from_word(&text) {
            Some(rule) => trip.number = rule,
            None => fault = Some(("/number", "must be \"none\", \"keep\" or \"hold\"")),
        },
        Attribute::Lines => match text.as_str() {
            "1" => trip.two_lines = false,
            "2" => trip.two_lines = true,
            _ => fault = Some(("/lines", "must be 1 or 2")),
        },
        _ => {}
    });
    judge(state, attribute, fault.map(|(pointer, message)| fault_at(pointer, message)));
    weigh(state, attribute, value);
}

/// What is wrong with an attribute of a field, once it can be known. An empty one says nothing.
pub(crate) fn weigh(state: State, attribute: Attribute, value: &str) {
    let Shelf::Stocked(catalog) = state.shelf.get_untracked() else { return };
    let field = match attribute {
        Attribute::Days => Field::Days,
        Attribute::DataMb => Field::Data,
        Attribute::Minutes => Field::Minutes,
        Attribute::IntlMinutes => Field::IntlMinutes,
        Attribute::Sms => Field::Sms,
        Attribute::Start => Field::Start,
        _ => return,
    };
    let (meaning, text) =
        state.trip.with_untracked(|trip| (trip.meaning(&catalog), trip.text(field).to_owned()));
    // What a person has typed since isn't the page's.
    let is_the_pages = match value.parse() {
        Ok(mb) if field == Field::Data => text == Trip::data_text(mb),
        _ => text == value,
    };
    let wrong = meaning.wrong.iter().find(|complaint| {
        complaint.field == field && complaint.wrong != Wrong::Missing && is_the_pages
    });
    let fault = |wrong: &Wrong| fault_at(&format!("/{}", attribute.name()), &wrong.to_author());
    judge(state, attribute, wrong.map(|complaint| fault(&complaint.wrong)));
}

#[cold]
#[inline(never)]
pub(crate) fn fault_at(pointer: &str, message: &str) -> Faults {
    let mut faults = Faults::default();
    faults.push(pointer, message);
    faults
}

/// Notes what is wrong with an attribute, if anything. What is wrong with others stays.
fn judge(state: State, attribute: Attribute, faults: Option<Faults>) {
    let page = state.page();
    let is_refused = state.refused.with_untracked(Option::is_some);
    if faults.is_none() && !page.has_faults() && !is_refused {
        return;
    }
    page.note_faults(attribute, faults);
    let all = page.faults().map(Problem::of_request);
    if state.refused.with_untracked(|refused| refused.as_deref() != all.as_ref()) {
        state.refused.set(all.map(Arc::new));
    }
}
