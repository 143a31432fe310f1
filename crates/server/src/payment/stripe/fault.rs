//! What Stripe answers when it doesn't do something.

use crate::shop::Refusal;
use std::fmt;
use stripe::StripeError;
use stripe_shared::ApiErrorsType;

/// A fault at Stripe, or on the way there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StripeFault {
    message: String,
    code: Option<String>,
    /// What Stripe answered, where it did.
    status: Option<u16>,
    /// Whether asking again may help.
    pub(crate) again: bool,
}

impl StripeFault {
    pub(crate) fn for_good(message: &str) -> Self {
        Self { again: false, ..Self::on_the_way(message) }
    }

    /// There was no answer to go by.
    fn on_the_way(message: &str) -> Self {
        Self { message: message.to_owned(), code: None, status: None, again: true }
    }

    /// Somebody else asks the same just now.
    pub(crate) fn is_in_use(&self) -> bool {
        self.status == Some(409)
    }

    /// Whether Stripe has kept this answer, and gives it again to the same idempotency key.
    pub(crate) fn is_kept(&self) -> bool {
        self.status.is_some_and(|status| status >= 500)
    }

    /// Whether the shop's key may not do this.
    pub(crate) fn is_denied(&self) -> bool {
        matches!(self.status, Some(401 | 403))
    }

    pub(super) fn is_already_refunded(&self) -> bool {
        self.code.as_deref() == Some("charge_already_refunded")
    }
}

impl From<StripeError> for StripeFault {
    fn from(error: StripeError) -> Self {
        match error {
            StripeError::Stripe(error, status) => Self {
                // Another instance asks the same in other words (its --public-url is another):
                // that says nothing about the payment.
                again: matches!(error.type_, ApiErrorsType::IdempotencyError)
                    // 401 and 403 are a wrong key: the shop can put it right, the order can wait.
                    || status >= 500
                    || matches!(status, 401 | 403 | 409 | 424 | 429),
                // Stripe's messages repeat what was sent, which may be personal: the code and
                // the parameter say enough.
                message: format!(
                    "status {status}, {}{}",
                    error.type_,
                    error.param.map(|param| format!(", parameter {param}")).unwrap_or_default()
                ),
                code: error.code.map(|code| code.to_string()),
                status: Some(status),
            },
            StripeError::Timeout => Self::on_the_way("no answer in time"),
            StripeError::JSONDeserialize(_) => Self::on_the_way("an answer that can't be read"),
            StripeError::ClientError(_) => Self::on_the_way("it can't be reached"),
            StripeError::ConfigError(message) => Self::on_the_way(&message),
        }
    }
}

impl From<StripeFault> for Refusal {
    fn from(fault: StripeFault) -> Self {
        Self::Provider { message: fault.to_string(), again: fault.again }
    }
}

impl fmt::Display for StripeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stripe: {}", self.message)?;
        self.code.as_ref().map_or(Ok(()), |code| write!(f, " ({code})"))
    }
}
