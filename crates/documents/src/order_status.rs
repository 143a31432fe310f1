//! Where an order stands (orders.md): one list for the page, the service and its database.

use crate::format::words;
use serde::{Serialize, Serializer};

words! {
    /// Where an order stands, in the order in which one may come there.
    pub enum OrderStatus {
        /// It is kept; nobody has been asked for money yet.
        Created = "created",
        /// The customer has been told how to pay.
        AwaitingPayment = "awaiting_payment",
        /// The money is there.
        Paid = "paid",
        /// The shop has taken it up.
        Fulfilling = "fulfilling",
        /// The customer has what was bought.
        Fulfilled = "fulfilled",
        /// Nobody paid in time.
        Expired = "expired",
        /// The payment was refused.
        PaymentFailed = "payment_failed",
        /// The shop couldn't deliver.
        FulfilFailed = "fulfil_failed",
        /// The money went back.
        Refunded = "refunded",
    }
}

impl OrderStatus {
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
