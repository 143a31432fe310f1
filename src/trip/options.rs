//! What most people needn't say.

use super::Field;
use super::controls::{Choice, Form, Kind};
use crate::dom::{El, Property, el};
use crate::fold::fold;
use simfare_engine::sort;

/// Margins on what is used that are offered, in percent.
const MARGINS: [u32; 3] = [0, 10, 20];

impl Form<'_> {
    /// The rest of the form, folded; its heading says what isn't as usual.
    pub(super) fn more(&self) -> El {
        let texts = self.texts;
        let chosen = self.chosen();
        let heading = match &chosen[..] {
            [] => texts.more_options().to_owned(),
            some => texts.more_options_with(&some.join(texts.comma())).text(),
        };
        // Something chosen here already shouldn't be hidden.
        let open = !chosen.is_empty() || !self.trip.text(Field::Coupon).is_empty();
        let details = el("details")
            .class("more")
            .part("more-options")
            .holds(Property::Open(open))
            .child(el("summary").part("more-options-summary").child(heading));
        fold(self.state, details, open, || self.options())
    }

    /// What is folded.
    fn options(&self) -> El {
        let texts = self.texts;
        let trip = &self.trip;
        let catalog = self.catalog.as_deref();
        let methods = catalog.is_some_and(|catalog| !catalog.payment_methods.is_empty());
        let coupons = !trip.text(Field::Coupon).is_empty()
            || catalog.is_some_and(|catalog| !catalog.coupons.is_empty());
        el("div")
            .class("fields")
            .child(self.margin())
            .child(self.slow_data())
            .child(self.lines())
            .maybe(methods.then(|| self.payment()))
            .maybe(coupons.then(|| {
                self.field(Field::Coupon, texts.coupon(), Kind::Text)
                    .child(self.hint("coupon", texts.coupon_hint()))
            }))
            .child(
                el("div")
                    .class("checked")
                    .child(self.check("autopay", texts.autopay(), trip.autopay, |trip, on| {
                        trip.autopay = on;
                    }))
                    .child(self.hint("autopay", texts.autopay_hint())),
            )
    }

    /// What isn't as it usually is, each in a word or two.
    fn chosen(&self) -> Vec<String> {
        let texts = self.texts;
        let trip = &self.trip;
        let mut chosen = Vec::new();
        if trip.margin_percent > 0 {
            chosen.push(self.margin_of(trip.margin_percent));
        }
        if trip.throttle_min_kbps.is_some() {
            chosen.push(texts.slow_data_counts().to_owned());
        }
        if trip.two_lines {
            chosen.push(texts.two_sims().to_owned());
        }
        let methods = self.catalog.iter().flat_map(|catalog| &catalog.payment_methods);
        let method = methods.into_iter().find(|method| method.id.as_str() == trip.payment_method);
        chosen.extend(method.map(|method| method.name.as_str().to_owned()));
        let coupon = trip.text(Field::Coupon).trim();
        // One that the shop doesn't have changes nothing.
        if self.catalog.as_ref().is_some_and(|catalog| catalog.coupon(coupon).is_some()) {
            chosen.push(coupon.to_owned());
        }
        if trip.autopay {
            chosen.push(texts.autopay_short().to_owned());
        }
        chosen
    }

    fn margin_of(&self, percent: u32) -> String {
        let share = self.texts.percent(&self.format.number(percent.into())).text();
        self.texts.plus(&share).text()
    }

    fn margin(&self) -> El {
        let texts = self.texts;
        let now = self.trip.margin_percent;
        let mut margins = MARGINS.to_vec();
        if !margins.contains(&now) {
            margins.push(now);
            sort::sort(&mut margins);
        }
        let margins = margins.into_iter().map(|percent| {
            let label =
                if percent == 0 { texts.margin_none().to_owned() } else { self.margin_of(percent) };
            Choice::new(percent.to_string(), label, percent == now)
        });
        el("div")
            .class("checked")
            .child(self.segments("margin", texts.margin(), margins.collect(), |trip, percent| {
                if let Ok(percent) = percent.parse() {
                    trip.margin_percent = percent;
                }
            }))
            .child(self.hint("margin", texts.margin_hint()))
    }

    fn slow_data(&self) -> El {
        let texts = self.texts;
        let now = self.trip.throttle_min_kbps;
        let speeds = [
            (None, texts.slow_none()),
            (Some(128), texts.slow_messages()),
            (Some(512), texts.slow_maps()),
            (Some(1500), texts.slow_calls()),
        ];
        let value = |kbps: Option<u32>| kbps.map_or_else(String::new, |kbps| kbps.to_string());
        let mut choices: Vec<_> = speeds
            .iter()
            .map(|(kbps, label)| Choice::new(value(*kbps), *label, *kbps == now))
            .collect();
        if let Some(other) =
            now.filter(|kbps| speeds.iter().all(|(known, _)| *known != Some(*kbps)))
        {
            let label = texts.slow_other(&self.format.number(other.into())).text();
            choices.push(Choice::new(value(now), label, true));
        }
        self.choice("slow-data", texts.slow(), Some(texts.slow_hint()), choices, |trip, kbps| {
            trip.throttle_min_kbps = kbps.parse().ok();
        })
    }

    fn lines(&self) -> El {
        let texts = self.texts;
        let two = self.trip.two_lines;
        let choices = vec![
            Choice::new("1", texts.lines_one(), !two),
            Choice::new("2", texts.lines_two(), two),
        ];
        self.choice("lines", texts.lines(), Some(texts.lines_hint()), choices, |trip, lines| {
            trip.two_lines = lines == "2";
        })
    }

    fn payment(&self) -> El {
        let texts = self.texts;
        let now = &self.trip.payment_method;
        let methods = self.catalog.iter().flat_map(|catalog| &catalog.payment_methods);
        let methods = methods.map(|method| {
            let (id, name) = (method.id.as_str(), method.name.as_str());
            Choice::new(id.to_owned(), name.to_owned(), id == now)
        });
        let mut choices = vec![Choice::new("", texts.payment_any(), now.is_empty())];
        choices.extend(methods);
        let hint = Some(texts.payment_hint());
        self.choice("payment-method", texts.payment(), hint, choices, |trip, method| {
            trip.payment_method = method;
        })
    }
}
