//! Giving the customer what was bought, or saying that it can't be done.

use super::{Refusal, Shop};
use crate::order::body::{only, optional, read_name};
use crate::order::owed;
use crate::order::{Order, Status};
use crate::store::Change;
use simfare_engine::format::{Json, Reader};
use simfare_engine::order_line::{LineKind, Lines};
use simfare_engine::{Faults, Quote, identity};

/// What the customer gets: at least one of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delivery {
    /// The codes that phones download eSIMs with, in the order of the purchases.
    activation_codes: Vec<String>,
    /// The carrier's reference of the top-up or renewal.
    reference: Option<String>,
}

impl Delivery {
    /// Reads the body of a fulfilment: `{"activation_code": "LPA:1$…"}`, or for several new
    /// lines `{"activation_codes": ["LPA:1$…", …]}`; `{"reference": "…"}`; or codes and a
    /// reference, where an order has both to bring.
    ///
    /// # Errors
    /// Every fault.
    pub(crate) fn read(json: &Json<'_>) -> Result<Self, Faults> {
        let mut reader = Reader::new(None);
        let Some(members) = reader.members(json) else { return Err(reader.finish()) };
        only(&mut reader, members, &["activation_code", "activation_codes", "reference"]);
        let code = optional(&mut reader, members, "activation_code", read_code);
        let codes = optional(&mut reader, members, "activation_codes", read_codes);
        let reference = optional(&mut reader, members, "reference", read_name);
        if let (Some(code), Some(codes), Some(reference)) = (&code, &codes, &reference) {
            match (code, codes, reference) {
                (Some(_), Some(_), _) => {
                    reader.fault("must have \"activation_code\" or \"activation_codes\", not both");
                }
                (None, None, None) => {
                    reader.fault("must have \"activation_code\" or \"reference\"");
                }
                _ => {}
            }
        }
        let (code, codes, reference) = (code.flatten(), codes.flatten(), reference.flatten());
        let activation_codes = codes.unwrap_or_else(|| code.into_iter().collect());
        reader.finish().or(Self { activation_codes, reference })
    }
}

fn read_code(json: &Json<'_>, reader: &mut Reader) -> Option<String> {
    let Json::Text(code) = json else {
        reader.expected("a string", json);
        return None;
    };
    match identity::activation_fault(code) {
        None => Some(code.to_string()),
        Some(message) => {
            reader.fault(message);
            None
        }
    }
}

fn read_codes(json: &Json<'_>, reader: &mut Reader) -> Option<Vec<String>> {
    let Json::List(list) = json else {
        reader.expected("an array", json);
        return None;
    };
    if list.is_empty() {
        reader.fault("must not be empty");
    }
    let mut codes = Vec::new();
    for (at, json) in list.iter().enumerate() {
        reader.within(at, |reader| match read_code(json, reader) {
            Some(code) if codes.contains(&code) => reader.fault("is there twice"),
            code => codes.extend(code),
        });
    }
    Some(codes)
}

/// Reads a body that may say why: `{"reason": "…"}`.
///
/// # Errors
/// Every fault.
pub(crate) fn read_reason(json: &Json<'_>) -> Result<Option<String>, Faults> {
    let mut reader = Reader::new(None);
    let Some(members) = reader.members(json) else { return Err(reader.finish()) };
    only(&mut reader, members, &["reason"]);
    let reason = optional(&mut reader, members, "reason", read_name);
    reader.finish().or(reason.flatten())
}

impl Shop {
    /// The shop has delivered. Repeating it is no fault; delivering something else is.
    pub(crate) async fn fulfil(&self, order: Order, what: Delivery) -> Result<Order, Refusal> {
        let owed = owed(&order);
        if what.activation_codes.len() < owed {
            let message = match owed {
                1 => "missing; without it the customer can't download the new eSIM".to_owned(),
                _ => {
                    format!("must be {owed} codes, in \"activation_codes\": one for each new line")
                }
            };
            let pointer = if owed == 1 { "/activation_code" } else { "/activation_codes" };
            return Err(Refusal::at(pointer, &message));
        }
        // Some may be sold that the quote doesn't tell; but of those that it does, each is delivered
        // once.
        if owed > 0 && what.activation_codes.len() > owed {
            let message = format!("must be {owed}: one for each new line");
            return Err(Refusal::at("/activation_codes", &message));
        }
        self.change(order, |order| {
            if order.refund_started.is_some() {
                let wanted = "its money is going back, so it can't be fulfilled";
                return Err(Refusal::WrongStatus(order.status, wanted));
            }
            let steps = match order.status {
                Status::Paid | Status::FulfilFailed => vec![Status::Fulfilling, Status::Fulfilled],
                Status::Fulfilling => vec![Status::Fulfilled],
                Status::Fulfilled if is_delivered(order, &what) => return Ok(None),
                Status::Fulfilled => {
                    let wanted = "it was fulfilled with something else";
                    return Err(Refusal::WrongStatus(order.status, wanted));
                }
                status => {
                    return Err(Refusal::WrongStatus(status, "only a paid order can be fulfilled"));
                }
            };
            Ok(Some(Change {
                steps,
                by: "shop",
                activation_codes: what.activation_codes.clone(),
                fulfil_reference: what.reference.clone(),
                ..Change::default()
            }))
        })
        .await
    }

    /// The sandbox delivers what nobody could install: as many codes as are owed, each of a form
    /// that phones read and no carrier's.
    pub(crate) async fn deliver_in_sandbox(&self, order: Order) -> Result<Order, Refusal> {
        let name = &order.reference_code;
        let codes = (1..=owed(&order)).map(|at| format!("LPA:1$sandbox.example${name}-{at}"));
        let activation_codes: Vec<String> = codes.collect();
        let reference = activation_codes.is_empty().then(|| name.clone());
        self.fulfil(order, Delivery { activation_codes, reference }).await
    }

    /// The shop can't deliver.
    pub(crate) async fn fail(&self, order: Order, why: Option<String>) -> Result<Order, Refusal> {
        self.change(order, |order| match order.status {
            Status::Paid | Status::Fulfilling => Ok(Some(Change {
                steps: vec![Status::FulfilFailed],
                by: "shop",
                detail: why.clone(),
                failure: why.clone(),
                ..Change::default()
            })),
            Status::FulfilFailed => Ok(None),
            status => {
                Err(Refusal::WrongStatus(status, "only a paid order can fail to be fulfilled"))
            }
        })
        .await
    }

    /// The shop's own system has taken a paid order up.
    pub(crate) async fn taken_up(&self, order: Order) -> Result<Order, Refusal> {
        self.change(order, |order| {
            Ok((order.status == Status::Paid && order.refund_started.is_none()).then(|| Change {
                steps: vec![Status::Fulfilling],
                by: "shop",
                ..Change::default()
            }))
        })
        .await
    }
}

/// How many activation codes an order has to bring.
fn owed(order: &Order) -> usize {
    match Quote::from_json(order.quote.as_bytes()) {
        Ok(quote) => owed::codes(&Lines::of(&quote), order.line.kind),
        // Written by this program; should another version have written it otherwise, the shop
        // knows what it sold.
        Err(_) => usize::from(order.line.kind == LineKind::NewEsim),
    }
}

fn is_delivered(order: &Order, what: &Delivery) -> bool {
    order.activation_codes == what.activation_codes && order.fulfil_reference == what.reference
}
