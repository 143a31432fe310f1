//! What a tab remembers of a checkout: its step, what was typed, the order's key and body, and
//! later what shows the order again.
//!
//! It is kept in the session's storage, which ends with the tab, and which browsers copy for a tab
//! made of this one. Where a browser refuses, a checkout works all the same, until a reload.

use std::cell::Ref;

use simfare_engine::Request;
use simfare_engine::format::{Amount, Id, Json};
use simfare_engine::order_line::LineKind;

use super::body::{object, text};
use super::flow::Step;
use super::till::{Form, Held, Ticket};
use crate::state::{Found, State};
use wasm_bindgen::JsCast;

/// With it begin the names in storage.
const NAME: &str = "simfare-checkout";

/// What was remembered.
#[derive(Debug, PartialEq)]
pub(super) struct Memory {
    /// The page's path.
    page: String,
    pub(super) catalog: String,
    /// The deal's request and total, as they were shown.
    pub(super) request: String,
    pub(super) total: Amount,
    pub(super) step: Step,
    pub(super) form: Form,
    /// The request that the checkout was opened with.
    pub(super) asked: String,
    pub(super) key: String,
    /// The body of an order of which it isn't known whether it arrived.
    pub(super) body: Option<String>,
    pub(super) ticket: Option<Ticket>,
    /// Whether the checkout was to be seen.
    pub(super) is_open: bool,
}

/// Writes what is known now.
pub(super) fn write(state: State) {
    let Some(deal) = state.till.deal.get_untracked() else { return };
    let (form, step) = (state.till.form.get_untracked(), state.till.step.get_untracked());
    let page = state.page();
    let held: &Held = &page.till;
    let words = [("key", held.key.borrow()), ("asked", held.asked.borrow())];
    let (body, ticket) = (held.body.borrow(), held.ticket.borrow());
    let is_open = held.is_alone.get() || state.till.is_open.get_untracked();
    let json = text_of(&deal, &form, step, &words, body.as_deref(), ticket.as_ref(), is_open);
    if let (Some(storage), Some(name)) = (storage(), name(state)) {
        let _ = storage.set_item(&name, &json);
        if let Some(ticket) = ticket.as_ref() {
            let _ = storage.set_item(&known(&ticket.id), "");
        }
    }
}

/// Under this name the tab remembers that an order was its own, whatever becomes of it.
fn known(order: &str) -> String {
    format!("simfare-known:{order}")
}

/// Forgets everything.
pub(super) fn forget(state: State) {
    if let (Some(storage), Some(name)) = (storage(), name(state)) {
        let _ = storage.remove_item(&name);
    }
}

/// What the tab remembers for this element. One that is a checkout and nothing else also takes up
/// the order of another element: the page that a person comes back to may be another one.
pub(super) fn recall(state: State) -> Option<Memory> {
    let (storage, own) = (storage()?, name(state)?);
    let read = |name: &str| Memory::read(&storage.get_item(name).ok()??);
    // What was never sent is of the page on which it was begun: an element of the same name elsewhere
    // on the site has a trip of its own. An order, or what may be one, is the person's.
    let is_here =
        |memory: &Memory| memory.ticket.is_some() || memory.body.is_some() || memory.page == path();
    if let Some(memory) = read(&own).filter(is_here) {
        return Some(memory);
    }
    if !state.page().till.is_alone.get() {
        return None;
    }
    let mut orders = names_in(&storage)
        .filter(|name| name.starts_with(NAME))
        .filter_map(|name| Some((read(&name).filter(|memory| memory.ticket.is_some())?, name)));
    let (memory, name) = orders.next()?;
    // From now on it is this element's.
    let json = storage.get_item(&name).ok()??;
    let _ = storage.set_item(&own, &json);
    Some(memory)
}

/// Whether the tab remembers anything that may be this element's: see [`recall`].
pub(super) fn is_remembered(state: State) -> bool {
    let Some((storage, own)) = storage().zip(name(state)) else { return false };
    let is_alone = state.page().till.is_alone.get();
    names_in(&storage).any(|name| name == own || (is_alone && name.starts_with(NAME)))
}

fn names_in(storage: &web_sys::Storage) -> impl Iterator<Item = String> {
    let storage = storage.clone();
    (0..storage.length().unwrap_or_default()).filter_map(move |at| storage.key(at).ok()?)
}

/// The order that the page's address names, as people come back from paying (`--return-url`).
pub(crate) fn order_in_address() -> Option<String> {
    let query = web_sys::window()?.location().search().ok()?;
    order_in(&query)
}

fn order_in(query: &str) -> Option<String> {
    let mut pairs = query.trim_start_matches('?').split('&');
    let id = pairs.find_map(|pair| pair.strip_prefix("order="))?;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_id = id.strip_prefix("ord_").is_some_and(|name| name.bytes().all(is_plain));
    is_id.then(|| id.to_owned())
}

/// The order of the page's address, where this tab knows nothing of it: a bank's or wallet's app has come
/// back to another browser than the one in which it was begun.
pub(super) fn elsewhere() -> Option<String> {
    let id = order_in_address()?;
    let is_known =
        storage().is_some_and(|storage| matches!(storage.get_item(&known(&id)), Ok(Some(_))));
    (!is_known).then_some(id)
}

/// The name of this element's memory: by its id, or its place among its like.
fn name(state: State) -> Option<String> {
    let host = state.page().host()?;
    let id = host.id();
    if !id.is_empty() {
        return Some(format!("{NAME}:{id}"));
    }
    let all = host.owner_document()?.get_elements_by_tag_name(&host.local_name());
    let is_host = |at: &u32| all.item(*at).as_ref() == Some(host.unchecked_ref());
    let place = (0..all.length()).find(is_host).unwrap_or(all.length());
    Some(format!("{NAME}:{}:{place}", host.local_name()))
}

fn path() -> String {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok());
    path.unwrap_or_default()
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn text_of(
    deal: &Found,
    form: &Form,
    step: Step,
    words: &[(&'static str, Ref<'_, String>)],
    body: Option<&str>,
    ticket: Option<&Ticket>,
    is_open: bool,
) -> String {
    let digits = deal.catalog.minor_digits();
    let total = u64::try_from(deal.quote.total.unwrap_or_default().0).unwrap_or_default();
    let mut members = vec![
        ("page", text(&path())),
        ("catalog", text(deal.catalog.id.as_str())),
        ("request", text(&deal.request.to_json(digits))),
        ("total", Json::Whole(total)),
        ("step", text(step.word())),
        ("reached", text(form.reached.word())),
        ("line", text(form.line.map_or("", LineKind::word))),
        ("iccid", text(&form.iccid)),
        ("phone", text(&form.phone)),
        ("email", text(&form.email)),
        ("method", text(&form.method)),
        ("autopay", Json::Bool(form.autopay)),
        ("open", Json::Bool(is_open)),
    ];
    members.extend(words.iter().map(|(name, word)| (*name, text(word))));
    members.extend(body.map(|body| ("body", text(body))));
    members.extend(ticket.map(|ticket| {
        let ticket = [
            ("endpoint", text(&ticket.endpoint)),
            ("id", text(&ticket.id)),
            ("reference", text(&ticket.reference)),
            ("token", text(&ticket.token)),
        ];
        ("order", object(ticket))
    }));
    object(members).to_string()
}

impl Memory {
    /// Reads it; nothing where it is of another version, or another's altogether.
    fn read(json: &str) -> Option<Self> {
        let json = Json::parse(json.as_bytes()).ok()?;
        let text = |name: &str| Some(json.text_of(name)?.to_owned());
        let is = |name: &str| json.member(name) == Some(&Json::Bool(true));
        let form = Form {
            line: LineKind::from_word(&text("line")?),
            iccid: text("iccid")?,
            phone: text("phone")?,
            email: text("email")?,
            method: text("method")?,
            autopay: is("autopay"),
            reached: Step::of_word(&text("reached")?)?,
            ..Form::default()
        };
        let ticket = json.member("order").and_then(|order| {
            let text = |name| Some(order.text_of(name)?.to_owned());
            Some(Ticket {
                endpoint: text("endpoint")?,
                id: text("id")?,
                reference: text("reference")?,
                token: text("token")?,
            })
        });
        Some(Self {
            page: text("page").unwrap_or_default(),
            catalog: text("catalog")?,
            request: text("request")?,
            total: match json.member("total")? {
                Json::Whole(total) => Amount(i64::try_from(*total).ok()?),
                _ => return None,
            },
            step: Step::of_word(&text("step")?)?,
            form,
            asked: text("asked")?,
            key: text("key")?,
            body: text("body"),
            ticket,
            is_open: is("open"),
        })
    }

    /// The request, where it still fits the catalog.
    pub(super) fn request(&self, catalog: &simfare_engine::Catalog) -> Option<Request> {
        let is_same = Id::new(&self.catalog).as_ref() == Some(&catalog.id);
        let request = Request::from_json(self.request.as_bytes(), catalog).ok();
        request.filter(|_| is_same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_name_an_order() {
        let order = |query| order_in(query);
        assert_eq!(order("?a=b&order=ord_01m8x"), Some("ord_01m8x".to_owned()));
        for query in ["", "?order=", "?order=1", "?order=ord_<b>", "?reorder=ord_1", "?order=ORD_1"]
        {
            assert_eq!(order(query), None, "{query}");
        }
    }

    #[test]
    fn what_isnt_a_memory_is_none() {
        for text in ["", "{}", "[]", "null", r#"{"step": "review"}"#] {
            assert_eq!(Memory::read(text), None, "{text}");
        }
    }
}
