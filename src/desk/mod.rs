//! Work beside the form: answers that take long, and the many questions behind a chart.
//!
//! A planner's [`Desk`] sends them out (see [`office`]) and puts what comes back into signals.
//! The cheapest schedule itself is found at once, in the page, unless the catalog or the trip
//! is so large that typing would stop meanwhile.

mod ask;
mod clerk;
mod errand;
mod office;

pub(crate) use ask::{Ask, Kind};
pub(crate) use errand::Errand;
pub(crate) use office::{hire_by, keep};

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::{Get, GetUntracked, TimeoutHandle, set_timeout_with_handle};
use simfare_engine::{Catalog, Quote, Request};

use crate::clock::now;
use crate::signal::{Signal, effect};
use crate::state::{Answer, Asked, Found, State};
use office::News;

/// Above so many offers times days an answer isn't sought while the person waits: some 50 ms on
/// an ordinary phone.
const HEAVY: u64 = 300_000;

/// Two answers in a row in the page that took this long each, in milliseconds, were the last ones
/// there. One alone may be a browser that hasn't optimised the code yet, or is busy.
const TOO_LONG: f64 = 120.0;
/// One that took this long was the last.
const FAR_TOO_LONG: f64 = 250.0;

/// How long things have to be quiet before side questions are asked.
const QUIET: Duration = Duration::from_millis(120);

/// What is found out about one answer: question by question, as it comes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    /// The answer that the questions were about.
    pub(crate) about: Option<Arc<Found>>,
    /// The questions.
    pub(crate) asks: Arc<[Ask]>,
    /// Their answers: nothing yet, or none, or a quote (which may be infeasible).
    pub(crate) quotes: Vec<Option<Option<Arc<Quote>>>>,
}

impl Findings {
    /// Whether they are about this answer, rather than about an earlier one.
    pub(crate) fn are_about(&self, found: &Arc<Found>) -> bool {
        self.about.as_ref().is_some_and(|about| Arc::ptr_eq(about, found))
    }

    /// The quote for a question, where it has one that is feasible.
    pub(crate) fn quote(&self, index: usize) -> Option<&Arc<Quote>> {
        let quote = self.quotes.get(index)?.as_ref()?.as_ref()?;
        quote.total.is_some().then_some(quote)
    }

    /// How many questions have been answered.
    pub(crate) fn done(&self) -> usize {
        self.quotes.iter().filter(|quote| quote.is_some()).count()
    }

    /// Whether all have been.
    pub(crate) fn are_complete(&self) -> bool {
        self.quotes.iter().all(Option::is_some)
    }
}

/// A set of questions that goes with every answer of a kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Survey {
    /// What they are, the most urgent first.
    questions: fn(&Found) -> Vec<Ask>,
    /// The findings; of the last answer until there are some of the new one.
    pub(crate) findings: Signal<Findings>,
    /// Whether anybody wants to see them.
    wanted: Signal<bool>,
    /// Whether it goes with trips that no offer serves, rather than with those that some does.
    of_dead_ends: bool,
    /// Whether its findings are shown once all are there, rather than as they come.
    whole: bool,
}

impl Survey {
    /// A survey; `wanted` from the beginning, or once [`want`](Self::want) says so.
    pub(crate) fn new(questions: fn(&Found) -> Vec<Ask>, wanted: bool) -> Self {
        Self {
            questions,
            findings: Signal::new(Findings::default()),
            wanted: Signal::new(wanted),
            of_dead_ends: false,
            whole: false,
        }
    }

    /// A survey whose findings are shown all at once: one says nothing without the others, or would
    /// move what stands beside it; wanted from the beginning.
    pub(crate) fn whole(questions: fn(&Found) -> Vec<Ask>) -> Self {
        Self { whole: true, ..Self::new(questions, true) }
    }

    /// A survey about the trips that no offer serves, wanted from the beginning.
    pub(crate) fn of_dead_ends(questions: fn(&Found) -> Vec<Ask>) -> Self {
        Self { of_dead_ends: true, ..Self::new(questions, true) }
    }

    /// Says that somebody sees, or no longer sees, the findings.
    pub(crate) fn want(&self, wanted: bool) {
        if self.wanted.get_untracked() != wanted {
            self.wanted.set(wanted);
        }
    }
}

/// What is under way for a planner.
#[derive(Default)]
pub(crate) struct Desk {
    /// Who we are at the office, and the catalog it has of us.
    client: RefCell<Option<(u32, Arc<Catalog>)>>,
    agenda: Cell<u32>,
    /// What the agenda's questions are for: a survey's number and the place in it.
    places: RefCell<Vec<(usize, usize)>>,
    /// Findings that aren't shown yet, by survey.
    fresh: RefCell<Vec<Option<Findings>>>,
    timer: Cell<Option<TimeoutHandle>>,
    /// Whether the last answer in the page took too long.
    late: Cell<bool>,
    /// The catalog with which answers have taken too long in the page.
    slow: RefCell<Option<Arc<Catalog>>>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Desk {
    /// Whether a trip's answer is to be sought elsewhere.
    pub(crate) fn is_heavy(&self, asked: &Asked) -> bool {
        let catalog = &asked.catalog;
        let was_slow = self.slow.borrow().as_ref().is_some_and(|slow| Arc::ptr_eq(slow, catalog));
        was_slow || weight(catalog, &asked.request) > HEAVY
    }

    /// Seeks an answer in the page.
    pub(crate) fn answer(&self, asked: &Asked) -> Result<Quote, simfare_engine::Faults> {
        let begin = now();
        let quote = simfare_engine::quote(&asked.catalog, &asked.request);
        let took = now() - begin;
        let was_late = self.late.replace(took > TOO_LONG);
        if took > FAR_TOO_LONG || (was_late && took > TOO_LONG) {
            *self.slow.borrow_mut() = Some(Arc::clone(&asked.catalog));
        }
        quote
    }

    /// Ends everything under way.
    pub(crate) fn leave(&self) {
        self.after(None);
        if let Some((client, _)) = self.client.borrow_mut().take() {
            office::leave(client);
        }
    }

    fn after(&self, timer: Option<TimeoutHandle>) {
        if let Some(timer) = self.timer.replace(timer) {
            timer.clear();
        }
    }

    /// Sends an agenda out, in place of the last one.
    fn send(&self, state: State, catalog: &Arc<Catalog>, asks: Vec<Ask>) {
        let mut client = self.client.borrow_mut();
        let known = client.as_ref().filter(|(_, known)| Arc::ptr_eq(known, catalog));
        let id = match known {
            Some((id, _)) => *id,
            None => {
                if let Some((old, _)) = client.take() {
                    office::leave(old);
                }
                let tell = Rc::new(move |agenda, news| hear(state, agenda, news));
                let id = office::enter(Arc::clone(catalog), tell);
                *client = Some((id, Arc::clone(catalog)));
                id
            }
        };
        drop(client);
        let agenda = self.agenda.get().wrapping_add(1);
        self.agenda.set(agenda);
        office::ask(id, agenda, asks);
    }

    /// Forgets the agenda.
    fn cancel(&self) {
        self.after(None);
        self.places.borrow_mut().clear();
        self.fresh.borrow_mut().clear();
        if let Some((id, _)) = self.client.borrow().as_ref() {
            let agenda = self.agenda.get().wrapping_add(1);
            self.agenda.set(agenda);
            office::ask(*id, agenda, Vec::new());
        }
    }
}

/// How much work an answer is, roughly: offers times days.
fn weight(catalog: &Catalog, request: &Request) -> u64 {
    let topups: usize = catalog.paygo.iter().map(|paygo| paygo.topups.len()).sum();
    let offers = (catalog.plans.len() + catalog.addons.len() + topups) as u64;
    offers * u64::from(request.horizon()) * u64::from(request.lines.get())
}

/// Keeps answer and surveys going, as long as the planner is in the page.
pub(crate) fn follow(state: State) {
    effect(move || {
        let answer = state.answer.get();
        for survey in state.surveys() {
            survey.wanted.get();
        }
        let page = state.page();
        let desk = &page.desk;
        match answer {
            Answer::Working { asked, .. } => {
                desk.cancel();
                state.share.set(0);
                let ask = Ask { kind: Kind::Answer, request: asked.request.clone() };
                desk.send(state, &asked.catalog, vec![ask]);
            }
            Answer::Found(found) => {
                desk.cancel();
                // Most of it is shown by what comes after the answer; where that can't be had there
                // may be nothing to find it out by either.
                if found.is_feasible() && state.more.get().here().is_none() {
                    return;
                }
                let timer = set_timeout_with_handle(move || survey(state, &found), QUIET);
                desk.after(timer.ok());
            }
            _ => desk.cancel(),
        }
    });
}

/// Asks everything that is wanted about an answer.
fn survey(state: State, found: &Arc<Found>) {
    let page = state.page();
    let desk = &page.desk;
    let mut asks = Vec::new();
    let mut places = Vec::new();
    let mut fresh = Vec::new();
    for (number, survey) in state.surveys().into_iter().enumerate() {
        let known = survey.findings.get_untracked();
        // What is known already isn't asked again.
        let is_known = known.are_about(found) && known.are_complete();
        let is_due = survey.of_dead_ends != found.is_feasible();
        if !is_due || !survey.wanted.get_untracked() || is_known {
            fresh.push(None);
            continue;
        }
        let questions = (survey.questions)(found);
        places.extend((0..questions.len()).map(|index| (number, index)));
        asks.extend(questions.iter().cloned());
        fresh.push(Some(Findings {
            about: Some(Arc::clone(found)),
            quotes: vec![None; questions.len()],
            asks: questions.into(),
        }));
    }
    for (findings, survey) in fresh.iter().zip(state.surveys()) {
        // Where nothing is asked, nothing will come.
        if let Some(findings) = findings.as_ref().filter(|findings| findings.asks.is_empty()) {
            survey.findings.set(findings.clone());
        }
    }
    if asks.is_empty() {
        return;
    }
    *desk.places.borrow_mut() = places;
    *desk.fresh.borrow_mut() = fresh;
    desk.send(state, &found.catalog, asks);
}

/// Hears from the office.
fn hear(state: State, agenda: u32, news: News) {
    let page = state.page();
    let desk = &page.desk;
    if desk.agenda.get() != agenda || page.host().is_none() {
        return;
    }
    if let Answer::Working { asked, .. } = state.answer.get_untracked() {
        match news {
            News::Done(_, quote) => state.delivered.set(Some((asked, quote))),
            News::Share(share) => state.share.set(share),
            News::Pause => {}
        }
        return;
    }
    match news {
        News::Done(at, quote) => {
            let Some(&(survey, index)) = desk.places.borrow().get(at) else { return };
            let mut fresh = desk.fresh.borrow_mut();
            if let Some(findings) = fresh.get_mut(survey).and_then(Option::as_mut) {
                findings.quotes[index] = Some(quote);
            }
        }
        // Shown by the portion: drawing a chart for each of its points would take longer than
        // finding them.
        News::Pause => {
            for (number, survey) in state.surveys().into_iter().enumerate() {
                let fresh = desk.fresh.borrow().get(number).cloned().flatten();
                let is_due = |fresh: &Findings| {
                    if survey.whole { fresh.are_complete() } else { fresh.done() > 0 }
                };
                let Some(fresh) = fresh.filter(is_due) else { continue };
                let is_news = survey.findings.get_untracked().about.is_none_or(|about| {
                    !fresh.about.as_ref().is_some_and(|new| Arc::ptr_eq(new, &about))
                }) || survey.findings.get_untracked().done() != fresh.done();
                if is_news {
                    survey.findings.update(|findings| *findings = fresh);
                }
            }
        }
        News::Share(_) => {}
    }
}
