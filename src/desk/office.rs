//! Who works the questions out: a worker, one for all planners of a page; the page itself, in
//! small portions, where there can be none (a policy or another origin may forbid it).
//!
//! A planner's questions are its agenda. A new one replaces the old, and what is under way of
//! the old ends: after a worker's stint, or, where a single question takes long, with the
//! worker itself, whose place another takes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Weak};
use std::time::Duration;

use js_sys::{Array, Function, Uint8Array};
use leptos::prelude::set_timeout;
use simfare_engine::{Catalog, Quote};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker};

use super::ask::{Ask, Kind};
use crate::clock::now;

/// A worker that has said nothing for so long is in the midst of a long question, in
/// milliseconds. Ended, it costs a new worker's reading of the catalog.
const LONG: f64 = 120.0;

/// How long the page works by itself before it lets others in, in milliseconds.
const STINT: f64 = 6.0;

/// What comes of an agenda.
#[derive(Debug)]
pub(super) enum News {
    /// The answer to a question, by its place; nothing where there is none.
    Done(usize, Option<Arc<Quote>>),
    /// How far a long one is, in thousandths.
    Share(u32),
    /// For now there is no more.
    Pause,
}

/// Who wants to know.
struct Client {
    catalog: Arc<Catalog>,
    agenda: u32,
    asks: Vec<Ask>,
    /// By question.
    is_done: Vec<bool>,
    tell: Rc<dyn Fn(u32, News)>,
}

#[derive(Default)]
struct Office {
    hire: Option<Function>,
    staff: Staff,
    clients: BTreeMap<u32, Client>,
    next_client: u32,
    /// What catalogs were read from.
    texts: Vec<(Weak<Catalog>, Uint8Array)>,
    /// When the worker last said something, or was given something to do while idle.
    heard: f64,
    /// Whether the page has a stint of its own before it.
    is_waiting: bool,
}

/// Nobody hears a worker that has gone: what it still says, of its end perhaps, finds no closures.
impl Drop for Hired {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

#[derive(Default)]
enum Staff {
    /// Nobody yet.
    #[default]
    Nobody,
    Worker(Hired),
    /// There can be no worker.
    Ourselves,
}

struct Hired {
    worker: Worker,
    /// Whether it has begun: until then it isn't absorbed in anything but beginning.
    has_begun: bool,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(web_sys::Event)>,
}

thread_local! {
    static OFFICE: RefCell<Office> = RefCell::default();
}

fn with<T>(act: impl FnOnce(&mut Office) -> T) -> T {
    OFFICE.with_borrow_mut(act)
}

/// Takes the loader's function that makes a worker, with the widget's WebAssembly on its way to
/// it; or returns nothing.
pub(crate) fn hire_by(hire: Function) {
    with(|office| office.hire = Some(hire));
}

/// Keeps what a catalog was read from, as JSON, for a worker to read it too: to write a large one
/// anew takes as long as reading it.
pub(crate) fn keep(catalog: &Arc<Catalog>, text: Uint8Array) {
    with(|office| {
        office.forget_texts();
        office.texts.push((Arc::downgrade(catalog), text));
    });
}

/// A planner comes; it is known by the number from here on.
pub(super) fn enter(catalog: Arc<Catalog>, tell: Rc<dyn Fn(u32, News)>) -> u32 {
    with(|office| {
        office.next_client += 1;
        let id = office.next_client;
        let client = Client { catalog, agenda: 0, asks: Vec::new(), is_done: Vec::new(), tell };
        office.send_catalog(id, &client.catalog);
        office.clients.insert(id, client);
        id
    })
}

/// A planner leaves. With the last one the worker goes.
pub(super) fn leave(id: u32) {
    with(|office| {
        office.clients.remove(&id);
        office.forget_texts();
        if let Staff::Worker(hired) = &office.staff {
            if office.clients.is_empty() {
                office.staff = Staff::Nobody;
            } else {
                post(&hired.worker, &["leave".into(), id.into()]);
            }
        }
    });
}

/// Replaces what a planner wants to know.
pub(super) fn ask(id: u32, agenda: u32, asks: Vec<Ask>) {
    with(|office| {
        let Some(client) = office.clients.get_mut(&id) else { return };
        let was_idle = client.is_done.iter().all(|done| *done);
        client.agenda = agenda;
        client.is_done = vec![false; asks.len()];
        client.asks = asks;
        if client.asks.is_empty() && was_idle {
            return;
        }
        if !was_idle && office.is_absorbed() {
            office.replace_worker();
        } else {
            office.hire();
            office.send_agenda(id);
        }
    });
    work_soon();
}

impl Office {
    /// Whether the worker has been at one single question for long.
    fn is_absorbed(&self) -> bool {
        matches!(&self.staff, Staff::Worker(hired) if hired.has_begun) && now() - self.heard > LONG
    }

    /// Has a worker, where there can be one.
    fn hire(&mut self) {
        if !matches!(self.staff, Staff::Nobody) {
            return;
        }
        let worker = self.hire.as_ref().and_then(|hire| {
            // What the function throws is a refusal too.
            hire.call0(&JsValue::UNDEFINED).ok()?.dyn_into::<Worker>().ok()
        });
        self.staff = match worker {
            Some(worker) => {
                let heard = Closure::new(move |event: MessageEvent| hear(&event.data()));
                let failed = Closure::new(move |_| fail());
                worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
                worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
                Staff::Worker(Hired { worker, has_begun: false, _heard: heard, _failed: failed })
            }
            None => Staff::Ourselves,
        };
        for (id, client) in &self.clients {
            self.send_catalog(*id, &client.catalog);
        }
    }

    /// Ends the worker in the midst of its work, and gives the rest to another.
    fn replace_worker(&mut self) {
        self.staff = Staff::Nobody;
        self.hire();
        let ids: Vec<u32> = self.clients.keys().copied().collect();
        for id in ids {
            self.send_agenda(id);
        }
    }

    fn send_catalog(&self, id: u32, catalog: &Arc<Catalog>) {
        let mut texts = self.texts.iter();
        let text = texts.find(|(known, _)| std::ptr::eq(known.as_ptr(), Arc::as_ptr(catalog)));
        if let (Staff::Worker(hired), Some((_, text))) = (&self.staff, text) {
            post(&hired.worker, &["catalog".into(), id.into(), text.into()]);
        }
    }

    /// Lets go of the texts of catalogs that nobody has any more.
    fn forget_texts(&mut self) {
        self.texts.retain(|(catalog, _)| catalog.strong_count() > 0);
    }

    /// Sends what of a planner's agenda isn't done.
    fn send_agenda(&mut self, id: u32) {
        let (Staff::Worker(hired), Some(client)) = (&self.staff, self.clients.get(&id)) else {
            return;
        };
        let digits = client.catalog.minor_digits();
        let jobs: Array = client
            .open()
            .map(|(index, ask)| {
                let index = u32::try_from(index).unwrap_or(u32::MAX);
                let request = ask.request.to_json(digits);
                JsValue::from(Array::of3(&index.into(), &ask.kind.code().into(), &request.into()))
            })
            .collect();
        post(&hired.worker, &["agenda".into(), id.into(), client.agenda.into(), jobs.into()]);
        self.heard = now();
    }
}

impl Client {
    /// The questions without an answer yet, by their place.
    fn open(&self) -> impl Iterator<Item = (usize, &Ask)> {
        self.asks.iter().enumerate().filter(|(index, _)| !self.is_done[*index])
    }
}

/// Hears the worker.
fn hear(message: &JsValue) {
    with(|office| {
        office.heard = now();
        if let Staff::Worker(hired) = &mut office.staff {
            hired.has_begun = true;
        }
    });
    let message: &Array = message.unchecked_ref();
    let number = |at| message.get(at).as_f64().map_or(0, |number| number as u32);
    let (id, agenda) = (number(1), number(2));
    match message.get(0).as_string().as_deref() {
        Some("done") => {
            let done: Array = message.get(3).unchecked_into();
            let done: Vec<JsValue> = done.iter().collect();
            for pair in done.chunks_exact(2) {
                let index = pair[0].as_f64().map_or(usize::MAX, |index| index as usize);
                let quote = pair[1].as_string();
                let quote = quote.and_then(|json| Quote::from_json(json.as_bytes()).ok());
                deliver(id, agenda, index, quote);
            }
            tell(id, agenda, News::Pause);
        }
        Some("share") => tell(id, agenda, News::Share(number(4))),
        _ => {}
    }
}

/// There can be no worker after all, or it has broken down: it isn't tried again.
fn fail() {
    with(|office| {
        let Staff::Worker(hired) = std::mem::replace(&mut office.staff, Staff::Ourselves) else {
            return;
        };
        // What it broke down over could break the page too: only what the person waits for is
        // worth that.
        if hired.has_begun {
            for client in office.clients.values_mut() {
                let asks = client.asks.iter().zip(&mut client.is_done);
                asks.filter(|(ask, _)| ask.kind != Kind::Answer).for_each(|(_, done)| *done = true);
            }
        }
    });
    work_soon();
}

fn deliver(id: u32, agenda: u32, index: usize, quote: Option<Quote>) {
    let is_wanted = with(|office| {
        let client = office.clients.get_mut(&id).filter(|client| client.agenda == agenda);
        let open = client.and_then(|client| client.is_done.get_mut(index));
        open.is_some_and(|done| !std::mem::replace(done, true))
    });
    if is_wanted {
        tell(id, agenda, News::Done(index, quote.map(Arc::new)));
    }
}

fn tell(id: u32, agenda: u32, news: News) {
    // Not borrowed during the call, which may come back here.
    let tell = with(|office| office.clients.get(&id).map(|client| Rc::clone(&client.tell)));
    if let Some(tell) = tell {
        tell(agenda, news);
    }
}

/// Has the page work by itself, in a moment, where nobody else does.
fn work_soon() {
    let is_called_for = with(|office| {
        let is_ours = matches!(office.staff, Staff::Ourselves) && !office.is_waiting;
        let is_work = office.clients.values().any(|client| client.open().next().is_some());
        office.is_waiting |= is_ours && is_work;
        is_ours && is_work
    });
    if is_called_for {
        set_timeout(work, Duration::from_millis(1));
    }
}

/// A stint of the page's own.
fn work() {
    with(|office| office.is_waiting = false);
    let end = now() + STINT;
    loop {
        let next = with(|office| {
            office.clients.iter().find_map(|(id, client)| {
                let (index, ask) = client.open().next()?;
                Some((*id, client.agenda, index, Arc::clone(&client.catalog), ask.clone()))
            })
        });
        let Some((id, agenda, index, catalog, ask)) = next else { return };
        let quote = ask.kind.quote(&catalog, &ask.request, &mut |_, _| {});
        deliver(id, agenda, index, quote);
        tell(id, agenda, News::Pause);
        if now() > end {
            break;
        }
    }
    work_soon();
}

fn post(worker: &Worker, message: &[JsValue]) {
    // Plain values can always be cloned.
    let _ = worker.post_message(&message.iter().collect::<Array>());
}
