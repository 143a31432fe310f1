//! An order as its owner and the shop see it.

use super::status::StatusSchema;
use super::{Contact, Line, Order, ProviderKind, Renewal, Status, Step};
use crate::clock::rfc3339;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// An order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub(crate) struct OrderView {
    pub(crate) id: String,
    /// Shown to see the order again; only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<String>,
    /// What people quote to the shop.
    #[schema(example = "SF-7K3MQ-9XP2R")]
    pub(crate) reference: String,
    #[schema(value_type = StatusSchema)]
    pub(crate) status: Status,
    /// The whole schedule's total, as quoted: a decimal string.
    #[schema(example = "24.60")]
    pub(crate) total: String,
    /// What is paid with this order: the purchases of the first day. Later ones are renewals.
    #[schema(example = "12.30")]
    pub(crate) due_now: String,
    #[schema(example = "USD")]
    pub(crate) currency: String,
    /// Nothing is real.
    pub(crate) sandbox: bool,
    pub(crate) payment_method: String,
    pub(crate) payment: PaymentView,
    pub(crate) renewal: Renewal,
    pub(crate) line: Line,
    pub(crate) contact: Contact,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    #[schema(format = DateTime)]
    pub(crate) updated_at: String,
    /// Until when it can be paid.
    #[schema(format = DateTime)]
    pub(crate) expires_at: String,
    pub(crate) history: Vec<StepView>,
    /// The eSIM's activation code, once fulfilled; the first where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "LPA:1$smdp.example.com$04386-AGYFT-A74Y8-3F815")]
    pub(crate) activation_code: Option<String>,
    /// All activation codes, one for each new line, in the order of the purchases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) activation_codes: Vec<String>,
    /// The carrier's reference of a top-up or renewal, once fulfilled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fulfil_reference: Option<String>,
    /// Why it failed, or was refunded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<String>,
    /// Since when the money is on its way back, while it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub(crate) refund_started_at: Option<String>,
    /// The receipt's page, for who has its address: to be given to the order's owner alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) receipt: Option<String>,
    /// What the provider calls the payment, once it is made; only for the shop, which finds there what
    /// it may charge renewals to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "pi_3MtwBwLkdIwHu7ix28a3tqPa")]
    pub(crate) provider_payment: Option<String>,
    /// What was agreed: `simfare.quote/1`, without alternatives.
    #[schema(value_type = Object)]
    pub(crate) quote: Box<RawValue>,
    /// What was asked for: `simfare.request/1`.
    #[schema(value_type = Object)]
    pub(crate) request: Box<RawValue>,
}

/// How to pay.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum PaymentView {
    /// On the provider's page.
    Redirect { url: Option<String> },
    /// By bank transfer or at the counter.
    Instructions {
        text: String,
        /// To be given with the payment.
        reference: String,
        amount: String,
        currency: String,
    },
    /// There is nothing to pay now.
    None,
}

/// One step of an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Step)]
pub(crate) struct StepView {
    #[schema(value_type = StatusSchema)]
    pub(crate) status: Status,
    #[schema(format = DateTime)]
    pub(crate) at: String,
    /// `customer`, `shop`, `service`, `stripe` or `sandbox`.
    pub(crate) by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) detail: Option<String>,
}

impl StepView {
    pub(crate) fn of(step: &Step) -> Self {
        Self {
            status: step.status,
            at: rfc3339(step.at),
            by: step.by.clone(),
            detail: step.detail.clone(),
        }
    }
}

impl OrderView {
    /// As everybody may see it who may see it at all; `instructions` are those for orders from before their
    /// bills kept them.
    pub(crate) fn of(order: &Order, history: &[Step], instructions: Option<&str>) -> Self {
        let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap_or_default();
        Self {
            id: order.id.clone(),
            token: None,
            reference: order.reference_code.clone(),
            status: order.status,
            total: order.money(order.total),
            due_now: order.money(order.due_now),
            currency: order.currency.code().to_owned(),
            sandbox: order.sandbox,
            payment_method: order.payment_method.clone(),
            payment: match order.provider {
                ProviderKind::None => PaymentView::None,
                ProviderKind::Manual => PaymentView::Instructions {
                    text: order
                        .bill
                        .instructions
                        .as_deref()
                        .or(instructions)
                        .unwrap_or_default()
                        .to_owned(),
                    reference: order.reference_code.clone(),
                    amount: order.money(order.due_now),
                    currency: order.currency.code().to_owned(),
                },
                ProviderKind::Sandbox | ProviderKind::Stripe => {
                    PaymentView::Redirect { url: order.payment_url.clone() }
                }
            },
            renewal: order.renewal,
            line: order.line.clone(),
            contact: order.contact.clone(),
            created_at: rfc3339(order.created_at),
            updated_at: rfc3339(order.updated_at),
            expires_at: rfc3339(order.expires_at),
            history: history.iter().map(StepView::of).collect(),
            activation_code: order.activation_codes.first().cloned(),
            activation_codes: order.activation_codes.clone(),
            fulfil_reference: order.fulfil_reference.clone(),
            failure: order.trouble().map(str::to_owned),
            refund_started_at: order
                .refund_started
                .filter(|_| order.status != Status::Refunded)
                .map(rfc3339),
            receipt: None,
            provider_payment: None,
            quote: raw(&order.quote),
            request: raw(&order.request),
        }
    }
}
