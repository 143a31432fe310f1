//! An order's status, and where it may go from there.

use serde::Serialize;
use utoipa::ToSchema;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// It is kept; nobody has been asked for money yet.
    Created,
    /// The customer has been told how to pay.
    AwaitingPayment,
    /// The money is there.
    Paid,
    /// The shop has taken it up.
    Fulfilling,
    /// The customer has what was bought.
    Fulfilled,
    /// Nobody paid in time.
    Expired,
    /// The payment was refused.
    PaymentFailed,
    /// The shop couldn't deliver.
    FulfilFailed,
    /// The money went back.
    Refunded,
}

impl Status {
    pub(crate) const ALL: [Self; 9] = [
        Self::Created,
        Self::AwaitingPayment,
        Self::Paid,
        Self::Fulfilling,
        Self::Fulfilled,
        Self::Expired,
        Self::PaymentFailed,
        Self::FulfilFailed,
        Self::Refunded,
    ];

    /// The word in documents and in the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::AwaitingPayment => "awaiting_payment",
            Self::Paid => "paid",
            Self::Fulfilling => "fulfilling",
            Self::Fulfilled => "fulfilled",
            Self::Expired => "expired",
            Self::PaymentFailed => "payment_failed",
            Self::FulfilFailed => "fulfil_failed",
            Self::Refunded => "refunded",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }

    /// Whether the database allows this change. It has the last word (`transitions` in the
    /// migrations); a test holds the two against each other.
    pub(crate) fn may_become(self, next: Self) -> bool {
        use Status::*;
        matches!(
            (self, next),
            (Created, AwaitingPayment | Paid | PaymentFailed | Expired)
                | (AwaitingPayment, Paid | PaymentFailed | Expired)
                // Money that has arrived counts, also for an order that had been given up.
                | (Expired | PaymentFailed, Paid)
                | (Paid, Fulfilling | FulfilFailed | Refunded)
                | (Fulfilling, Fulfilled | FulfilFailed | Refunded)
                | (FulfilFailed, Fulfilling | Refunded)
                | (Fulfilled, Refunded)
        )
    }

    /// Whether the customer's money is with the shop.
    pub(crate) fn is_paid(self) -> bool {
        matches!(self, Self::Paid | Self::Fulfilling | Self::Fulfilled | Self::FulfilFailed)
    }

    /// Whether payment is still possible.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::AwaitingPayment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_allow_the_same_changes_as_the_program() {
        for sql in [
            include_str!("../../migrations/sqlite/0001_orders.sql"),
            include_str!("../../migrations/postgres/0001_orders.sql"),
        ] {
            for from in Status::ALL {
                for to in Status::ALL {
                    let row = format!("('{}', '{}')", from.word(), to.word());
                    assert_eq!(sql.contains(&row), from.may_become(to), "{row}");
                }
            }
        }
    }

    #[test]
    fn words_read_back() {
        for status in Status::ALL {
            assert_eq!(Status::from_word(status.word()), Some(status));
        }
        assert_eq!(Status::from_word("new"), None);
    }
}
