//! Where an order stands (orders.md): one list for the page, the service and its database.

use serde::{Serialize, Serializer};

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderStatus {
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

impl OrderStatus {
    /// All of them, in the order in which an order may come to them.
    pub const ALL: [Self; 9] = [
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
    pub fn word(self) -> &'static str {
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

    /// The one of a word; nothing for a word that is none of theirs.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }

    /// Whether an order may go from here to `next`. The service's database allows the same.
    pub fn may_become(self, next: Self) -> bool {
        use OrderStatus::*;
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
    pub fn is_paid(self) -> bool {
        matches!(self, Self::Paid | Self::Fulfilling | Self::Fulfilled | Self::FulfilFailed)
    }

    /// Whether payment is still possible.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::AwaitingPayment)
    }
}

impl Serialize for OrderStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for status in OrderStatus::ALL {
            assert_eq!(OrderStatus::from_word(status.word()), Some(status));
        }
        assert_eq!(OrderStatus::from_word("new"), None);
    }
}
