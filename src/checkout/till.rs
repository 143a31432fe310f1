//! What a checkout knows.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use simfare_engine::format::Amount;
use simfare_engine::order_line::LineKind;
use wasm_bindgen::JsValue;

use super::after;
use super::costs::Costs;
use super::flow::Step;
use super::keep::Memory;
use super::order::Order;
use super::service::Accepted;
use crate::desk::Errand;
use crate::listener::Listener;
use crate::signal::Signal;
use crate::state::Found;

/// Everything that is drawn from. A handle: copies are the same checkout.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Till {
    /// What is bought, at which price; nothing while no checkout is open.
    pub(super) deal: Signal<Option<Arc<Found>>>,
    /// What has been typed and chosen.
    pub(super) form: Signal<Form>,
    /// The step that is open.
    pub(super) step: Signal<Step>,
    /// How far the order is.
    pub(super) stage: Signal<Stage>,
    /// What it costs with each way to pay.
    pub(super) costs: Signal<Costs>,
    /// Which ways to pay the service takes.
    pub(super) accepted: Signal<Accepted>,
    /// Whether there is a network, as far as the browser knows.
    pub(super) is_online: Signal<bool>,
    /// What the order's page holds besides.
    pub(super) side: after::Side,
    /// Whether the planner shows its checkout rather than its answer.
    pub(crate) is_open: Signal<bool>,
}

/// What has been typed and chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) line: Option<LineKind>,
    pub(super) iccid: String,
    pub(super) phone: String,
    pub(super) email: String,
    /// A method of the catalog, or a provider of the service where it lists none.
    pub(super) method: String,
    pub(super) autopay: bool,
    /// The code in the field; the deal has the one that counts.
    pub(super) coupon: String,
    /// Whether somebody has asked for that code.
    pub(super) coupon_was_tried: bool,
    /// The furthest step reached.
    pub(super) reached: Step,
    /// Whether somebody wanted to leave the open step as it is: then what is missing is said.
    pub(super) was_tried: bool,
    /// A card's number whose check digit is wrong, once that was said.
    pub(super) doubted: String,
    /// What the service has refused, and its own words.
    pub(super) refused: Vec<(Step, String)>,
}

/// How far an order is.
#[derive(Debug, Clone)]
pub(super) enum Stage {
    /// Being filled in.
    Filling,
    /// On its way to the service.
    Sending(Progress),
    /// Not through; it can be tried again.
    Stuck(Trouble),
    /// The price is another than the one the person saw.
    Repriced { before: Amount, now: Arc<Found> },
    /// Its key was used with another content: in another tab, for example.
    Elsewhere,
    /// The page took over.
    Told,
    /// Its last state is being asked for.
    Recalling(Watch),
    /// The service knows no such order any more.
    Lost,
    /// The service has it.
    Ordered { order: Arc<Order>, watch: Watch },
}

/// How sending gets on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Begun,
    Slow,
    /// It failed, and is tried again in a moment.
    Again,
    /// There is no network.
    Offline,
}

/// Why an order didn't get through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// No answer, or none in time, or one that says "not now".
    Unreachable,
    /// Answers that no order service would give.
    Nonsense,
    /// The service takes no orders.
    Closed,
    /// The service refuses it for reasons that the person can't mend here.
    Refused,
    /// What was asked for isn't sold any more.
    Gone,
}

/// How an order is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Watch {
    /// It is asked after by itself.
    On,
    /// The last answer didn't come.
    Faltering,
    /// Not any more: it has come to an end, or it took too long.
    Over,
}

/// What a checkout holds that nothing is drawn from.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// Counts what is under way: an answer to something earlier is nobody's any more.
    pub(super) run: Cell<u32>,
    pub(super) abort: RefCell<Option<web_sys::AbortController>>,
    /// The key of the order, and the body that was sent with it.
    pub(super) key: RefCell<String>,
    pub(super) body: RefCell<Option<String>>,
    /// What somebody has chosen before there was a checkout to open.
    pub(super) chosen: RefCell<Option<Arc<Found>>>,
    /// What shows the order again.
    pub(super) ticket: RefCell<Option<Ticket>>,
    /// The total that another element has shown.
    pub(super) expected: RefCell<Option<Amount>>,
    /// Questions to the engine.
    pub(super) errand: RefCell<Option<Errand>>,
    pub(super) listeners: RefCell<Vec<Listener>>,
    /// The request that the checkout was opened with, before anything was chosen here.
    pub(super) asked: RefCell<String>,
    /// What the tab remembers, until there is a catalog to read it by.
    pub(super) memory: RefCell<Option<Memory>>,
    /// Whether the tab's session was looked into.
    pub(super) was_recalled: Cell<bool>,
    /// What the page was told of an order that didn't get through.
    pub(super) trouble: RefCell<Option<JsValue>>,
    /// The status the page was told last.
    pub(super) told: RefCell<String>,
    /// Whether this element is a checkout and nothing else.
    pub(crate) is_alone: Cell<bool>,
    /// Whether the page has given it something to sell.
    pub(super) is_wanted: Cell<bool>,
}

/// What shows an order again: where, and by which token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) endpoint: String,
    pub(super) id: String,
    /// What people quote to the shop.
    pub(super) reference: String,
    pub(super) token: String,
}

impl Till {
    /// To be called under an owner of Leptos's.
    pub(crate) fn new() -> Self {
        Self {
            deal: Signal::new(None),
            form: Signal::default(),
            step: Signal::new(Step::Review),
            stage: Signal::new(Stage::Filling),
            costs: Signal::default(),
            accepted: Signal::default(),
            is_online: Signal::new(true),
            side: after::Side::new(),
            is_open: Signal::new(false),
        }
    }

    /// Whether the planner's checkout is what is to be seen.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open.get()
    }
}

impl Held {
    /// Ends what is under way; the number of what begins.
    pub(super) fn begin(&self) -> u32 {
        if let Some(abort) = self.abort.borrow_mut().take() {
            abort.abort();
        }
        *self.trouble.borrow_mut() = None;
        self.run.set(self.run.get().wrapping_add(1));
        self.run.get()
    }
}
