//! Giving the customer what was bought, or saying that it can't be done.

use super::{Refusal, Shop};
use crate::order::activation;
use crate::order::body::{only, optional, read_name};
use crate::order::line::LineKind;
use crate::order::{Order, Status};
use crate::store::Change;
use simfare_engine::Faults;
use simfare_engine::format::{Json, Reader};

/// What the customer gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// A code that a phone downloads the eSIM with.
    ActivationCode(String),
    /// The carrier's reference of the top-up or renewal.
    Reference(String),
}

impl Delivery {
    /// Reads the body of a fulfilment: `{"activation_code": "LPA:1$…"}` or
    /// `{"reference": "…"}`.
    ///
    /// # Errors
    /// Every fault.
    pub(crate) fn read(json: &Json<'_>) -> Result<Self, Faults> {
        let mut reader = Reader::new(None);
        let Some(members) = reader.members(json) else { return Err(reader.finish()) };
        only(&mut reader, members, &["activation_code", "reference"]);
        let code = optional(&mut reader, members, "activation_code", |json, reader| {
            let Json::Text(code) = json else {
                reader.expected("a string", json);
                return None;
            };
            match activation::fault(code) {
                None => Some(code.to_string()),
                Some(message) => {
                    reader.fault(message);
                    None
                }
            }
        });
        let reference = optional(&mut reader, members, "reference", read_name);
        if let (Some(code), Some(reference)) = (&code, &reference)
            && code.is_some() == reference.is_some()
        {
            reader.fault("must have either \"activation_code\" or \"reference\"");
        }
        let faults = reader.finish();
        match (code.flatten(), reference.flatten()) {
            (Some(code), None) if faults.is_empty() => Ok(Self::ActivationCode(code)),
            (None, Some(reference)) if faults.is_empty() => Ok(Self::Reference(reference)),
            _ => Err(faults),
        }
    }
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
        let is_code = matches!(what, Delivery::ActivationCode(_));
        if order.line.kind == LineKind::NewEsim && !is_code {
            return Err(Refusal::at(
                "/activation_code",
                "missing; without it the customer can't download the new eSIM",
            ));
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
            let (activation_code, fulfil_reference) = match &what {
                Delivery::ActivationCode(code) => (Some(code.clone()), None),
                Delivery::Reference(reference) => (None, Some(reference.clone())),
            };
            Ok(Some(Change {
                steps,
                by: "shop",
                activation_code,
                fulfil_reference,
                ..Change::default()
            }))
        })
        .await
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

fn is_delivered(order: &Order, what: &Delivery) -> bool {
    match what {
        Delivery::ActivationCode(code) => order.activation_code.as_ref() == Some(code),
        Delivery::Reference(reference) => order.fulfil_reference.as_ref() == Some(reference),
    }
}
