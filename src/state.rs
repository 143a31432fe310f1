//! What a planner knows, as signals, and what follows from it.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::{Get, GetUntracked, GetValue, LocalStorage, Memo, StoredValue};
use simfare_engine::catalog::Catalog;
use simfare_engine::format::{Amount, Id, Whole};
use simfare_engine::quote::{Alternative, Purchase, Status};
use simfare_engine::{Date, Quote, Request};

use crate::answer::kinds::Kind;
use crate::answer::others::Board;
use crate::checkout::{Checkout, Till};
use crate::desk::{Desk, Survey};
use crate::handoff::go::Handing;
use crate::keep::Keep;
use crate::locale::Format;
use crate::more::More;
use crate::page::Page;
use crate::part::Part;
use crate::problem::Problem;
use crate::signal::Signal;
use crate::trip::{Hand, Meaning, Trip};
use crate::{answer, why};

/// Everything a planner knows. A handle: copies are the same planner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State {
    page: StoredValue<Rc<Page>, LocalStorage>,
    /// The language.
    pub(crate) format: Signal<Rc<Format>>,
    /// Today, when the planner was last connected.
    pub(crate) today: Signal<Date>,
    /// The catalog, or why there is none.
    pub(crate) shelf: Signal<Shelf>,
    /// The trip as it is typed.
    pub(crate) trip: Signal<Trip>,
    /// What is in hand while the trip is typed.
    pub(crate) hand: Hand,
    /// The faults of the `request` attribute, while it can't be used.
    pub(crate) refused: Signal<Option<Arc<Problem>>>,
    /// What the trip costs.
    pub(crate) answer: Memo<Answer>,
    /// The newest answer that was worked out elsewhere: nothing where the engine gave none.
    pub(crate) delivered: Signal<Option<Delivered>>,
    /// How far such an answer is, in thousandths.
    pub(crate) share: Signal<u32>,
    /// What the rest of the page is found out from, beside the answer.
    pub(crate) what_ifs: Survey,
    pub(crate) decided: Survey,
    pub(crate) kinds: Survey,
    pub(crate) by_days: Survey,
    pub(crate) by_data: Survey,
    pub(crate) ways_out: Survey,
    /// How the charts are read, and what was last done by them.
    pub(crate) why: why::Side,
    /// Which way was chosen.
    pub(crate) choice: Signal<Choice>,
    /// How the other ways are arranged.
    pub(crate) others: Board,
    /// Where an order goes, and what became of the last.
    pub(crate) handoff: Handing,
    /// The checkout.
    pub(crate) till: Till,
    /// What is fetched after the first answer.
    pub(crate) more: Signal<Part<More>>,
    /// The checkout's part, fetched when one is wanted.
    pub(crate) checkout: Signal<Part<Checkout>>,
    /// Told once the answer has been the same for a moment, for what nobody waits for.
    pub(crate) quiet: Signal<()>,
    /// What a screen reader says.
    pub(crate) spoken: Signal<String>,
    /// Whether the form is folded away, where there is little room.
    pub(crate) folded: Signal<bool>,
    /// Whether somebody has unfolded a part of the form or the answer.
    pub(crate) unfolded: Signal<bool>,
    /// What became of keeping the trip.
    pub(crate) keep: Keep,
}

/// Where the catalog is.
#[derive(Debug, Clone)]
pub(crate) enum Shelf {
    /// Nobody has said which.
    Empty,
    /// Under way; `slow` after a while.
    Loading { slow: bool },
    /// Here.
    Stocked(Arc<Catalog>),
    /// Not to be had.
    Failed(Arc<Problem>),
}

/// What the engine is asked.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) request: Request,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.catalog, &other.catalog) && self.request == other.request
    }
}

/// What came of a question that was worked out elsewhere: nothing where the engine gave none.
pub(crate) type Delivered = (Arc<Asked>, Option<Arc<Quote>>);

/// What a trip costs.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// There is no catalog, or the trip isn't complete.
    None,
    /// The engine found faults that the form let through.
    Refused(Arc<Problem>),
    /// It takes a while; with the answer before, to be shown meanwhile.
    Working { asked: Arc<Asked>, before: Option<Arc<Found>> },
    /// The engine's answer.
    Found(Arc<Found>),
}

/// The engine's answer, with what it answers.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) request: Request,
    pub(crate) quote: Quote,
}

/// What a person chose to do.
#[derive(Debug, Clone, Default)]
pub(crate) enum Choice {
    /// The cheapest schedule.
    #[default]
    Cheapest,
    /// The cheapest with one brand alone: one of the quote's alternatives.
    Brand(Id),
    /// A way of another kind, which isn't in the quote.
    Other(Arc<OtherWay>),
}

/// A way of another kind than the cheapest: with one plan alone, say.
#[derive(Debug)]
pub(crate) struct OtherWay {
    pub(crate) kind: Kind,
    /// The answer that it is another way to.
    pub(crate) about: Arc<Found>,
    /// What the engine was asked for it.
    pub(crate) request: Request,
    /// In the form of an alternative, though it may be of several brands; it then has the first
    /// purchase's.
    pub(crate) alternative: Alternative,
}

/// One way to go: the cheapest schedule, or a chosen alternative.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way<'f> {
    pub(crate) found: &'f Found,
    pub(crate) purchases: &'f [Purchase],
    pub(crate) total: Amount,
    /// The alternative, where it is one.
    pub(crate) alternative: Option<&'f Alternative>,
    /// Of which kind the alternative is, where it isn't one brand's.
    pub(crate) kind: Option<Kind>,
}

impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Working { asked: a, .. }, Self::Working { asked: b, .. }) => a == b,
            (Self::Found(a), Self::Found(b)) => {
                Arc::ptr_eq(&a.catalog, &b.catalog) && a.request == b.request && a.quote == b.quote
            }
            // A problem is told each time.
            _ => false,
        }
    }
}

impl Found {
    /// Whether any schedule exists.
    pub(crate) fn is_feasible(&self) -> bool {
        self.quote.status == Status::Optimal
    }

    /// The way of a choice; the cheapest where the choice was made for another answer.
    pub(crate) fn way<'f>(&'f self, choice: &'f Choice) -> Way<'f> {
        let (alternative, kind) = match choice {
            Choice::Cheapest => (None, None),
            Choice::Brand(brand) => (self.alternative(brand), None),
            Choice::Other(other) if std::ptr::eq(&raw const *other.about, self) => {
                (Some(&other.alternative), Some(other.kind))
            }
            Choice::Other(_) => (None, None),
        };
        match alternative {
            Some(chosen) => {
                let (purchases, total) = (&chosen.purchases, chosen.total);
                Way { found: self, purchases, total, alternative, kind }
            }
            None => Way {
                found: self,
                purchases: &self.quote.purchases,
                total: self.quote.total.unwrap_or_default(),
                alternative,
                kind,
            },
        }
    }

    /// The cheapest with a brand alone.
    pub(crate) fn alternative(&self, brand: &Id) -> Option<&Alternative> {
        self.quote.alternatives.iter().find(|other| other.brand == *brand)
    }

    /// The request that a shop has to quote to come to the chosen way, as far as one can say so.
    pub(crate) fn request_of(&self, choice: &Choice) -> Request {
        let mut request = self.request.clone();
        match (choice, self.way(choice).alternative) {
            (Choice::Other(other), Some(_)) => request = other.request.clone(),
            (_, Some(alone)) => {
                request.lines = Whole::new(1).unwrap_or(request.lines);
                request.filter.brands = vec![alone.brand.clone()];
            }
            (_, None) => {}
        }
        request
    }

    /// The quote as the chosen way would have it.
    pub(crate) fn quote_of(&self, choice: &Choice) -> Quote {
        let way = self.way(choice);
        let mut quote = self.quote.clone();
        quote.total = quote.total.map(|_| way.total);
        quote.purchases = way.purchases.to_vec();
        quote
    }
}

impl State {
    /// A planner that knows nothing yet. To be called under an owner of Leptos's, with which
    /// everything here lives and ends.
    pub(crate) fn new(today: Date, format: Format) -> Self {
        let page = StoredValue::new_local(Rc::<Page>::default());
        let shelf = Signal::new(Shelf::Empty);
        let trip = Signal::new(Trip::new(today));
        let refused = Signal::new(None);
        let asked = Memo::new(move |_| {
            // What a page's request stands for nobody knows: its answer isn't that of the form.
            let is_refused = refused.with(Option::is_some);
            let page = page.try_get_value().unwrap_or_default();
            if is_refused && page.has_request() { None } else { asked(shelf, trip) }
        });
        let delivered = Signal::new(None);
        Self {
            page,
            format: Signal::new(Rc::new(format)),
            today: Signal::new(today),
            shelf,
            trip,
            hand: Hand::new(),
            refused,
            answer: Memo::new(move |before: Option<&Answer>| {
                let desk = page.try_get_value().unwrap_or_default();
                match asked.get() {
                    Some(asked) => answer(&desk.desk, asked, delivered, before),
                    None => Answer::None,
                }
            }),
            delivered,
            share: Signal::new(0),
            what_ifs: Survey::whole(why::what_if::questions),
            decided: Survey::whole(answer::decided::questions),
            kinds: Survey::new(answer::kinds::questions, true),
            by_days: Survey::new(why::days::questions, false),
            by_data: Survey::new(why::data::questions, false),
            ways_out: Survey::of_dead_ends(answer::infeasible::questions),
            why: why::Side::new(),
            choice: Signal::new(Choice::Cheapest),
            others: Board::new(),
            handoff: Handing::new(),
            till: Till::new(),
            more: Signal::new(Part::Away),
            checkout: Signal::new(Part::Away),
            quiet: Signal::new(()),
            spoken: Signal::new(String::new()),
            folded: Signal::new(false),
            unfolded: Signal::new(false),
            keep: Keep::new(),
        }
    }

    /// All surveys, the most urgent first.
    pub(crate) fn surveys(&self) -> [Survey; 6] {
        [self.what_ifs, self.decided, self.kinds, self.by_days, self.by_data, self.ways_out]
    }

    /// What the planner holds of its page.
    pub(crate) fn page(&self) -> Rc<Page> {
        // A planner that is gone (its timers may not know yet) is in no page.
        self.page.try_get_value().unwrap_or_default()
    }

    /// Whether an answer is the one on the page.
    pub(crate) fn shows(&self, found: &Arc<Found>) -> bool {
        let answer = self.answer.get_untracked();
        self.page().host().is_some()
            && matches!(answer, Answer::Found(now) if Arc::ptr_eq(&now, found))
    }

    /// The catalog, where it is here.
    pub(crate) fn catalog(&self) -> Option<Arc<Catalog>> {
        match self.shelf.get() {
            Shelf::Stocked(catalog) => Some(catalog),
            _ => None,
        }
    }

    /// The catalog as it is now, where it is here.
    pub(crate) fn catalog_untracked(&self) -> Option<Arc<Catalog>> {
        match self.shelf.get_untracked() {
            Shelf::Stocked(catalog) => Some(catalog),
            _ => None,
        }
    }

    /// A person changes the trip: whatever the page had got wrong, it goes on from here.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Trip)) {
        self.page().forget_faults();
        self.refused.set(None);
        self.take(change);
    }

    /// The trip is another. What was chosen was chosen for the one before.
    pub(crate) fn take(&self, change: impl FnOnce(&mut Trip)) {
        self.trip.update(change);
        self.choice.set(Choice::Cheapest);
        self.handoff.forget();
        self.keep.forget();
    }

    /// What the trip means, for the form; the answer has its own.
    pub(crate) fn meaning(&self) -> Meaning {
        let Some(catalog) = self.catalog() else { return Meaning::default() };
        self.trip.with(|trip| trip.meaning(&catalog))
    }
}

fn asked(shelf: Signal<Shelf>, trip: Signal<Trip>) -> Option<Arc<Asked>> {
    let Shelf::Stocked(catalog) = shelf.get() else { return None };
    let request = trip.with(|trip| trip.meaning(&catalog)).request?;
    Some(Arc::new(Asked { catalog, request }))
}

fn answer(
    desk: &Desk,
    asked: Arc<Asked>,
    delivered: Signal<Option<Delivered>>,
    before: Option<&Answer>,
) -> Answer {
    let quote = if desk.is_heavy(&asked) {
        match delivered.get() {
            Some((of, quote)) if of == asked => match quote {
                Some(quote) => Ok(Quote::clone(&quote)),
                None => Err(asked.request.check(&asked.catalog).err().unwrap_or_default()),
            },
            _ => {
                let before = match before {
                    Some(Answer::Found(found)) => Some(Arc::clone(found)),
                    Some(Answer::Working { before, .. }) => before.clone(),
                    _ => None,
                };
                return Answer::Working { asked, before };
            }
        }
    } else {
        desk.answer(&asked)
    };
    match quote {
        Ok(quote) => {
            let Asked { catalog, request } = &*asked;
            let (catalog, request) = (Arc::clone(catalog), request.clone());
            Answer::Found(Arc::new(Found { catalog, request, quote }))
        }
        Err(faults) => Answer::Refused(Arc::new(Problem::of_request(faults))),
    }
}
