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
    /// Whether asking again may help.
    pub(crate) again: bool,
}

impl StripeFault {
    pub(super) fn for_good(message: &str) -> Self {
        Self { message: message.to_owned(), code: None, again: false }
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
            },
            StripeError::Timeout => {
                Self { message: "no answer in time".to_owned(), code: None, again: true }
            }
            StripeError::JSONDeserialize(_) => {
                Self { message: "an answer that can't be read".to_owned(), code: None, again: true }
            }
            StripeError::ClientError(_) => {
                Self { message: "it can't be reached".to_owned(), code: None, again: true }
            }
            StripeError::ConfigError(message) => Self { message, code: None, again: true },
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
