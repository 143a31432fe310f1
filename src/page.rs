//! What a planner holds of its page, and must let go of.
//!
//! None of it is a signal: nothing is drawn from it.

use std::cell::{Cell, RefCell};

use leptos::prelude::TimeoutHandle;
use simfare_engine::Faults;

use crate::attributes::Attribute;
use crate::catalog::Loading;
use crate::checkout::Held;
use crate::desk::Desk;
use crate::keep::Saving;
use crate::problem::Problem;
use crate::remark::Remark;
use crate::state::Answer;
use crate::why::Sight;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// The element; nothing while the planner isn't in the page. A planner that isn't connected
    /// must not hold on to its element, or neither could ever be freed.
    host: RefCell<Option<web_sys::HtmlElement>>,
    /// The catalog that is under way.
    pub(crate) loading: Loading,
    /// What is worked out beside the form.
    pub(crate) desk: Desk,
    /// An order's key, and what else a checkout holds.
    pub(crate) till: Held,
    /// The trip as it is kept.
    pub(crate) saving: Saving,
    /// Who tells when the charts come near.
    pub(crate) sight: Sight,
    /// The offer of the line that the choice to keep a number has brought.
    pub(crate) lent_line: RefCell<Option<String>>,
    speech: Cell<Option<TimeoutHandle>>,
    /// The `request` attribute, until there is a catalog to read it by.
    request: RefCell<Option<String>>,
    /// The attributes that are part of a trip, as the page last set them since then.
    attributes: RefCell<Vec<(Attribute, String)>>,
    /// What is wrong with attributes.
    faults: RefCell<Vec<(Attribute, Faults)>>,
    /// What is to be said of attributes beside.
    pub(crate) remarks: RefCell<Vec<Remark>>,
    /// The answer, and the problem, that the page was last told.
    told: RefCell<Option<Answer>>,
    told_problem: RefCell<Option<Problem>>,
    /// What the trip lacks of having an answer, as the page was last told.
    lacking: RefCell<Option<Faults>>,
    was_ready: Cell<bool>,
}

impl Page {
    /// The element, while the planner is in the page.
    pub(crate) fn host(&self) -> Option<web_sys::HtmlElement> {
        self.host.borrow().clone()
    }

    /// Comes into the page, or leaves it.
    pub(crate) fn set_host(&self, host: Option<web_sys::HtmlElement>) {
        *self.host.borrow_mut() = host;
    }

    /// Whether this is the first time that it is asked.
    pub(crate) fn first_time(&self) -> bool {
        !self.was_ready.replace(true)
    }

    /// Notes what the page is told.
    pub(crate) fn tell(&self, problem: &Problem) {
        *self.told_problem.borrow_mut() = Some(problem.clone());
    }

    /// Whether the page was told this and nothing since.
    pub(crate) fn is_told_last(&self, problem: &Problem) -> bool {
        self.told_problem.borrow().as_ref() == Some(problem)
    }

    /// Whether what the trip lacks is another thing than the page was last told; from now on it is
    /// told.
    pub(crate) fn is_news(&self, lacking: Option<&Faults>) -> bool {
        let mut told = self.lacking.borrow_mut();
        let is_news = lacking.is_some() && told.as_ref() != lacking;
        *told = lacking.cloned();
        is_news
    }

    /// Speaks by a timer, instead of by the last one.
    pub(crate) fn speak_after(&self, timer: Option<TimeoutHandle>) {
        if let Some(timer) = self.speech.replace(timer) {
            timer.clear();
        }
    }

    /// Speaks no more.
    pub(crate) fn hush(&self) {
        self.speak_after(None);
    }

    /// Keeps the `request` attribute for later.
    pub(crate) fn keep_request(&self, json: Option<String>) {
        *self.request.borrow_mut() = json;
    }

    /// Whether a `request` attribute waits.
    pub(crate) fn has_request(&self) -> bool {
        self.request.borrow().is_some()
    }

    /// The `request` attribute that waits.
    pub(crate) fn request(&self) -> Option<String> {
        self.request.borrow().clone()
    }

    /// The `request` attribute that waited.
    pub(crate) fn take_request(&self) -> Option<String> {
        self.request.borrow_mut().take()
    }

    /// Keeps an attribute, to have the last word over a request that came before it.
    pub(crate) fn keep_attribute(&self, attribute: Attribute, value: String) {
        let mut attributes = self.attributes.borrow_mut();
        attributes.retain(|(name, _)| *name != attribute);
        attributes.push((attribute, value));
    }

    /// Keeps an attribute no longer.
    pub(crate) fn forget_attribute(&self, attribute: Attribute) {
        self.attributes.borrow_mut().retain(|(name, _)| *name != attribute);
    }

    /// Keeps none of them, nor what is wrong with them: a request has come, which has the last word
    /// over those before it.
    pub(crate) fn forget_attributes(&self) {
        self.attributes.borrow_mut().clear();
        self.faults.borrow_mut().clear();
    }

    /// Notes what is wrong with an attribute, in the place of what was.
    pub(crate) fn note_faults(&self, attribute: Attribute, faults: Option<Faults>) {
        let mut all = self.faults.borrow_mut();
        all.retain(|(name, _)| *name != attribute);
        all.extend(faults.map(|faults| (attribute, faults)));
    }

    /// Whether anything is wrong with one.
    pub(crate) fn has_faults(&self) -> bool {
        !self.faults.borrow().is_empty()
    }

    /// What is wrong with all attributes, if anything.
    pub(crate) fn faults(&self) -> Option<Faults> {
        let mut all = Faults::default();
        for fault in self.faults.borrow().iter().flat_map(|(_, faults)| faults.iter()) {
            all.push(fault.pointer.clone(), fault.message.clone());
        }
        (!all.is_empty()).then_some(all)
    }

    /// A person takes over from the page: its faults are no longer in the way, and a request that
    /// had some isn't read once more.
    pub(crate) fn forget_faults(&self) {
        let faults = self.faults.take();
        if faults.iter().any(|(attribute, _)| *attribute == Attribute::Request) {
            self.keep_request(None);
        }
    }

    /// The attributes kept.
    pub(crate) fn attributes(&self) -> Vec<(Attribute, String)> {
        self.attributes.borrow().clone()
    }

    /// Whether the page was told this answer last; from now on it was.
    pub(crate) fn is_told(&self, answer: &Answer) -> bool {
        let told = self.told.borrow().as_ref() == Some(answer);
        *self.told.borrow_mut() = Some(answer.clone());
        told
    }
}
