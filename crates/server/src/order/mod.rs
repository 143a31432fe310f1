//! An order: what was agreed, where it stands, and how it got there.

pub(crate) mod bill;
pub(crate) mod body;
pub(crate) mod canonical;
pub(crate) mod line;
mod locale;
pub(crate) mod owed;
mod status;
pub(crate) mod view;

pub(crate) use bill::Bill;
pub(crate) use line::Line;
pub(crate) use status::Status;

use crate::secret;
use serde::{Deserialize, Serialize};
use simfare_engine::Currency;
use simfare_engine::format::Amount;
use std::fmt;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// One of some words, as the OpenAPI document has it.
fn one_of(description: &str, words: &[&str]) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .enum_values(Some(words.iter().copied()))
        .into()
}

/// Who takes the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ProviderKind {
    /// Nobody: there is nothing to pay.
    None,
    Sandbox,
    Manual,
    Stripe,
}

impl ProviderKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Sandbox => "sandbox",
            Self::Manual => "manual",
            Self::Stripe => "stripe",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::None, Self::Sandbox, Self::Manual, Self::Stripe]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// Who renews when the time comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Renewal {
    /// The customer, who is reminded.
    Manual,
    /// The shop.
    Auto,
}

impl Renewal {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Auto => "auto",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Manual, Self::Auto].into_iter().find(|renewal| renewal.word() == word)
    }
}

/// Whom to write to, and in what language.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Contact {
    /// An e-mail address.
    #[schema(example = "li.wei@example.com")]
    pub(crate) email: String,
    /// A language tag (BCP 47).
    #[schema(example = "zh-CN")]
    pub(crate) locale: String,
}

/// Nothing personal: this may end in a log.
impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact").field("locale", &self.locale).finish_non_exhaustive()
    }
}

/// An order as it is kept.
#[derive(Clone)]
pub(crate) struct Order {
    pub(crate) id: String,
    /// What people quote: on a bank transfer, on the telephone.
    pub(crate) reference_code: String,
    pub(crate) token: String,
    /// SHA-256 of the `Idempotency-Key`, and of the body that came with it.
    pub(crate) key_hash: String,
    pub(crate) body_hash: String,
    pub(crate) status: Status,
    /// Counts the changes; who changes an order says which one it saw last.
    pub(crate) seq: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    /// When an unpaid order is given up.
    pub(crate) expires_at: i64,
    pub(crate) sandbox: bool,
    pub(crate) provider: ProviderKind,
    pub(crate) payment_method: String,
    pub(crate) currency: Currency,
    /// The whole schedule's total, as quoted.
    pub(crate) total: Amount,
    /// What is paid with this order: the first day's purchases.
    pub(crate) due_now: Amount,
    pub(crate) contact: Contact,
    pub(crate) line: Line,
    pub(crate) renewal: Renewal,
    /// `simfare.request/1`.
    pub(crate) request: String,
    /// `simfare.quote/1`, without its alternatives.
    pub(crate) quote: String,
    /// The purchases of `due_now` with the names they had.
    pub(crate) bill: Bill,
    /// Where the customer pays, if that is a page.
    pub(crate) payment_url: Option<String>,
    /// The provider's name for the attempt to pay, and for the payment.
    pub(crate) provider_ref: Option<String>,
    pub(crate) provider_payment: Option<String>,
    /// When a slow payment of the sandbox comes through, or Stripe is asked for one.
    pub(crate) settle_at: Option<i64>,
    /// One for each new eSIM, in the order of the purchases.
    pub(crate) activation_codes: Vec<String>,
    pub(crate) fulfil_reference: Option<String>,
    /// Why payment or fulfilment failed, or why the money went back.
    pub(crate) failure: Option<String>,
    /// Since when money is on its way back; nothing is fulfilled from then on.
    pub(crate) refund_started: Option<i64>,
    /// The provider's name for the refund under way, once it is known, and for the last that failed.
    pub(crate) refund_ref: Option<String>,
    pub(crate) refund_failed_ref: Option<String>,
}

impl Order {
    /// Why it is where it is, if that isn't where it should be.
    pub(crate) fn trouble(&self) -> Option<&str> {
        use Status::{FulfilFailed, PaymentFailed, Refunded};
        let is_in = matches!(self.status, FulfilFailed | PaymentFailed | Refunded);
        self.failure.as_deref().filter(|_| is_in)
    }

    /// What shows the receipt and nothing else. It stands in addresses, which end in histories
    /// and at payment providers; the token can't be had from it.
    pub(crate) fn receipt_token(&self) -> String {
        secret::sha256(format!("receipt:{}", self.token).as_bytes())
    }

    /// An amount as documents write it.
    pub(crate) fn money(&self, amount: Amount) -> String {
        amount.to_decimal_string(self.currency.minor_digits())
    }
}

/// Nothing personal and no secret: this may end in a log.
impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order")
            .field("id", &self.id)
            .field("status", &self.status)
            .field("seq", &self.seq)
            .finish_non_exhaustive()
    }
}

/// One step of an order's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) seq: i64,
    pub(crate) status: Status,
    pub(crate) at: i64,
    /// Who did it: `customer`, `shop`, `service`, or a payment provider.
    pub(crate) by: String,
    pub(crate) detail: Option<String>,
}
