//! The events of Stripe that say something about an order.

use super::Session;
use serde::Deserialize;
use std::collections::HashMap;

/// An event, as far as it concerns us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) says: Says,
}

/// What an event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// Somebody finished a session, or its payment came through later.
    Completed(Session),
    /// A payment that comes later didn't.
    Failed(Session),
    /// Nobody paid in time.
    Expired(Session),
    /// A whole payment went back; perhaps before anything else was heard of it.
    Refunded { payment: String, order: Option<String> },
    /// A refund of this payment has ended.
    RefundEnded { refund: String, payment: String, amount: i64, end: RefundEnd },
    /// Money was collected for the order of this id: what a session's events say too, should
    /// those get lost.
    Collected { order: String, payment: Payment },
    /// Nothing about orders.
    Nothing,
}

/// How a refund ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefundEnd {
    Succeeded,
    /// Or was called off.
    Failed,
}

/// A payment, as far as it concerns us.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Payment {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    #[serde(default)]
    metadata: Option<HashMap<String, String>>,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    id: String,
    r#type: String,
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    object: &'a serde_json::value::RawValue,
}

#[derive(Deserialize)]
struct Charge {
    #[serde(default)]
    refunded: bool,
    #[serde(default)]
    payment_intent: Option<String>,
    /// The payment's, which Stripe copies.
    #[serde(default)]
    metadata: Option<HashMap<String, String>>,
}

#[derive(Deserialize)]
struct Refund {
    id: String,
    amount: i64,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    payment_intent: Option<String>,
}

impl Event {
    /// # Errors
    /// It is no event, or not what its type promises.
    pub(super) fn read(body: &[u8]) -> Result<Self, &'static str> {
        let unreadable = "not an event that can be read";
        let envelope: Envelope<'_> = serde_json::from_slice(body).map_err(|_| unreadable)?;
        let object = envelope.data.object.get();
        let session = || serde_json::from_str::<Session>(object).map_err(|_| unreadable);
        let says = match envelope.r#type.as_str() {
            "checkout.session.completed" | "checkout.session.async_payment_succeeded" => {
                Says::Completed(session()?)
            }
            "checkout.session.async_payment_failed" => Says::Failed(session()?),
            "checkout.session.expired" => Says::Expired(session()?),
            "charge.refunded" => {
                let charge: Charge = serde_json::from_str(object).map_err(|_| unreadable)?;
                match charge.payment_intent {
                    Some(payment) if charge.refunded => Says::Refunded {
                        payment,
                        order: charge.metadata.and_then(|mut data| data.remove("order")),
                    },
                    _ => Says::Nothing,
                }
            }
            "refund.updated" | "refund.failed" | "charge.refund.updated" => {
                let refund: Refund = serde_json::from_str(object).map_err(|_| unreadable)?;
                let end = match refund.status.as_deref() {
                    Some("succeeded") => Some(RefundEnd::Succeeded),
                    Some("failed" | "canceled") => Some(RefundEnd::Failed),
                    _ => None,
                };
                match (refund.payment_intent, end) {
                    (Some(payment), Some(end)) => {
                        Says::RefundEnded { refund: refund.id, payment, amount: refund.amount, end }
                    }
                    _ => Says::Nothing,
                }
            }
            "payment_intent.succeeded" => {
                let payment: Payment = serde_json::from_str(object).map_err(|_| unreadable)?;
                match payment.metadata.as_ref().and_then(|data| data.get("order")).cloned() {
                    Some(order) => Says::Collected { order, payment },
                    None => Says::Nothing,
                }
            }
            _ => Says::Nothing,
        };
        Ok(Self { id: envelope.id, says })
    }
}
