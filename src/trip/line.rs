//! The line there is already, and what is to become of the number.

use simfare_engine::catalog::{Brand, Catalog};
use simfare_engine::format::MAX_RESOURCE;
use simfare_engine::request::NumberRule;
use simfare_engine::sort;

use super::controls::{Choice, Form, Kind};
use super::{Field, Trip};
use crate::dom::{El, el};
use crate::state::Shelf;

/// Days before the end of a grace period that are offered.
const MARGINS: [u32; 4] = [0, 3, 7, 14];

impl Form<'_> {
    /// The line there is already.
    pub(super) fn line(&self) -> El {
        let texts = self.texts;
        let state = self.state;
        let Some(catalog) = self.catalog.as_deref() else {
            // Room for what will be here.
            let is_awaited = !matches!(state.shelf.get_untracked(), Shelf::Failed(_));
            return el("div").class("line").flag("data-awaited", is_awaited);
        };
        let have = self.trip.have_line;
        let section = el("div").class("line").child(self.check(
            "have-line",
            texts.have_line(),
            have,
            move |trip, on| {
                state.page().lent_line.take();
                if !on {
                    trip.have_line = false;
                    if trip.number == NumberRule::Keep {
                        trip.number = NumberRule::None;
                    }
                } else if let Some(catalog) = state.catalog_untracked() {
                    trip.take_line(&catalog);
                }
            },
        ));
        section.maybe(have.then(|| self.line_fields(catalog)))
    }

    #[cold]
    #[inline(never)]
    fn line_fields(&self, catalog: &Catalog) -> El {
        let texts = self.texts;
        let state = self.state;
        // What has no number can't keep one.
        let is_of_use = |brand: &&Brand| {
            brand.number
                || self.trip.number != NumberRule::Keep
                || brand.id.as_str() == self.trip.brand
        };
        let brands = Trip::brands(catalog)
            .filter(is_of_use)
            .map(|brand| {
                let (id, name) = (brand.id.as_str(), brand.name.as_str());
                Choice::new(id.to_owned(), name.to_owned(), id == self.trip.brand)
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
            .map(|(id, name)| {
                let is_it = id.as_str() == self.trip.offer;
                Choice::new(id.as_str().to_owned(), name.as_str().to_owned(), is_it)
            })
            .collect();
        let days_left = Kind::Whole(0, MAX_RESOURCE);
        let fields = el("fieldset")
            .part("fieldset")
            .child(el("legend").class("hidden").child(texts.have_line()))
            .maybe(
                (self.trip.number == NumberRule::Keep)
                    .then(|| el("p").class("hint").child(texts.line_keep_hint())),
            )
            .child(self.choice("line-brand", texts.line_brand(), None, brands, move |trip, id| {
                if let Some(catalog) = state.catalog_untracked() {
                    trip.choose_brand(&id, &catalog);
                }
            }))
            .child(self.offer(offers))
            .child(
                el("div")
                    .class("pair")
                    .child(self.field(Field::DaysLeft, texts.line_days_left(), days_left))
                    .child(self.field(Field::Expiry, texts.line_expiry(), Kind::Date)),
            )
            .maybe(self.earlier());
        if self.trip.paygo(catalog).is_some() {
            fields.child(self.field(Field::Balance, texts.line_balance(), Kind::Decimal))
        } else {
            fields.child(self.left(catalog))
        }
    }

    /// Where the line ends before the trip: what there is to do about that.
    fn earlier(&self) -> Option<El> {
        let state = self.state;
        let first = self.trip.earlier_start(state.today.get())?;
        let label = self.texts.begin_on(&self.format.full_date(first)).text();
        let button = self.button("quiet", label, move || {
            state.change(|trip| trip.begin_earlier(first));
            crate::planner::focus(state, "expiry");
        });
        Some(button.attr("id", "begin-earlier"))
    }

    /// What the line is on.
    fn offer(&self, offers: Vec<Choice>) -> El {
        let state = self.state;
        let select = self.select(Field::Offer.name(), offers, move |trip, id| {
            if let Some(catalog) = state.catalog_untracked() {
                trip.choose_offer(&id, &catalog);
            }
        });
        self.frame(Field::Offer, self.texts.line_plan(), self.complained(Field::Offer, select))
    }

    /// What is left of the plan.
    fn left(&self, catalog: &Catalog) -> El {
        let state = self.state;
        let all = (!self.trip.has_all(catalog)).then(|| {
            self.button("quiet", self.texts.line_left_all(), move || {
                if let Some(catalog) = state.catalog_untracked() {
                    state.change(|trip| trip.leave_all(&catalog));
                    crate::planner::focus(state, "left-data");
                }
            })
            .attr("id", "left-all")
        });
        let amounts = Field::LEFT.into_iter().map(|field| match field {
            _ if self.trip.is_unlimited(field) => {
                let label = match field {
                    Field::LeftData => self.texts.data(),
                    Field::LeftMinutes => self.texts.calls(),
                    Field::LeftIntlMinutes => self.texts.calls_abroad(),
                    _ => self.texts.texts(),
                };
                el("div")
                    .class("field")
                    .child(el("span").part("label").child(label))
                    .child(el("span").class("shown").child(self.texts.unlimited()))
                    .into()
            }
            Field::LeftData => self.data(field, self.trip.left_unit).into(),
            _ => self.use_field(field).into(),
        });
        // As in `habits.rs`.
        el("div")
            .class("line-left")
            .part("fieldset")
            .attr("role", "group")
            .attr("aria-labelledby", "line-left")
            .child(el("p").attr("id", "line-left").part("label").child(self.texts.line_left()))
            .child(el("div").class("pair").children(amounts))
            .maybe(all)
    }

    /// What is to become of the number.
    pub(super) fn number(&self) -> El {
        let texts = self.texts;
        let state = self.state;
        let rule = self.trip.number;
        let choices = [
            (NumberRule::None, texts.number_none()),
            (NumberRule::Keep, texts.number_keep()),
            (NumberRule::Hold, texts.number_hold()),
        ];
        let choices =
            choices.map(|(choice, label)| Choice::new(choice.word(), label, choice == rule));
        let about = match rule {
            NumberRule::None => texts.number_none_hint(),
            NumberRule::Keep => texts.number_keep_hint(),
            NumberRule::Hold => texts.number_hold_hint(),
        };
        let stays = rule != NumberRule::None;
        el("div")
            .class("number")
            .child(self.segments("number", texts.number(), choices.into(), move |trip, word| {
                let Some(rule) = NumberRule::from_word(word) else { return };
                let page = state.page();
                // Arrow keys pass what nobody chooses: a line that only this has brought goes with it.
                let Some(catalog) = state.catalog_untracked() else { return };
                if page.lent_line.take().is_some_and(|offer| trip.has_bare(&offer, &catalog)) {
                    trip.have_line = false;
                }
                trip.number = rule;
                // Which number that is, is asked next.
                if rule == NumberRule::Keep {
                    let is_new = !trip.have_line;
                    trip.take_line(&catalog);
                    page.lent_line.replace(is_new.then(|| trip.offer.clone()));
                }
            }))
            .maybe(self.complaint(Field::Number))
            .child(self.hint("number", about))
            .maybe(stays.then(|| self.grace_margin()))
    }

    /// How long before its grace period ends a number is to be used.
    #[cold]
    #[inline(never)]
    fn grace_margin(&self) -> El {
        let now = self.trip.grace_margin_days;
        let mut margins = MARGINS.to_vec();
        if !margins.contains(&now) {
            margins.push(now);
            sort::sort(&mut margins);
        }
        let margins = margins.into_iter().map(|days| {
            let label = self.format.count(self.texts.count_days(), days.into());
            Choice::new(days.to_string(), label, days == now)
        });
        let hint = Some(self.texts.grace_hint());
        self.choice(
            "grace-margin",
            self.texts.grace_margin(),
            hint,
            margins.collect(),
            |trip, days| {
                if let Ok(days) = days.parse() {
                    trip.set_grace_margin(days);
                }
            },
        )
    }
}
