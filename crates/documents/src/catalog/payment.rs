//! Ways to pay, with their fees (formats.md, "Catalog"; model.md §5).

use crate::format::{Amount, Id, Percent, Text, document, words};

words! {
    /// A kind of payment.
    pub enum PaymentKind {
        /// A credit or debit card.
        Card = "card",
        /// PayPal.
        Paypal = "paypal",
        /// Apple Pay.
        ApplePay = "apple_pay",
        /// Google Pay.
        GooglePay = "google_pay",
        /// Alipay.
        Alipay = "alipay",
        /// WeChat Pay.
        WechatPay = "wechat_pay",
        /// Bank transfer.
        BankTransfer = "bank_transfer",
        /// Cash at a counter.
        Cash = "cash",
        /// A balance at the shop.
        Balance = "balance",
    }
}

impl PaymentKind {
    /// Whether what was paid so once can be charged again without the person: a card that a provider
    /// keeps, a balance at the shop. What somebody confirms in an app, or brings, can't.
    #[must_use]
    pub fn can_renew(self) -> bool {
        matches!(self, Self::Card | Self::ApplePay | Self::GooglePay | Self::Balance)
    }
}

words! {
    /// How long a payment takes to settle.
    pub enum Settles {
        /// At once.
        Instant = "instant",
        /// Minutes.
        Minutes = "minutes",
        /// Days.
        Days = "days",
    }
}

document! {
    /// A way to pay, with its fee (model.md §5).
    pub struct PaymentMethod {
        /// Its id.
        required id: Id,
        /// Its name.
        required name: Text,
        /// Its kind.
        required kind: PaymentKind,
        /// The fee's share of what is paid.
        default fee_percent: Percent = Percent(0),
        /// The fee's fixed part.
        default fee_fixed: Amount = Amount(0),
        /// How long it takes to settle.
        optional settles: Settles,
    }
}
