//! A Checkout Session: what is asked of Stripe for an order, and what of its answer counts.

use super::{StripeFault, amount};
use crate::order::{Bill, Order, Renewal};
use serde::Deserialize;
use std::collections::HashMap;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionAllowedPaymentMethodTypes as Types,
    CreateCheckoutSessionCustomerCreation as CustomerCreation, CreateCheckoutSessionLineItems,
    CreateCheckoutSessionLineItemsPriceData, CreateCheckoutSessionPaymentIntentData,
    CreateCheckoutSessionPaymentIntentDataSetupFutureUsage as FutureUsage,
    CreateCheckoutSessionPaymentMethodOptions, CreateCheckoutSessionPaymentMethodOptionsWechatPay,
    CreateCheckoutSessionPaymentMethodOptionsWechatPayClient, ProductData,
};
use stripe_shared::{
    CheckoutSession, CheckoutSessionLocale, CheckoutSessionMode, CheckoutSessionPaymentStatus,
    CheckoutSessionStatus,
};
use stripe_types::Expandable;

/// Sessions last at least 30 minutes and at most 24 hours, by Stripe's rule; from when it is asked,
/// which may be late where it didn't answer at first, or its clock is ahead. An order that expires
/// sooner closes its session.
const SHORTEST: i64 = 60 * 60;
const LONGEST: i64 = 24 * 60 * 60 - 60;

/// What of a session counts here. Read also from events, whose version may be another than that
/// of the types above: so no more is read than needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) url: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    payment_status: String,
    #[serde(default)]
    pub(crate) amount_total: Option<i64>,
    #[serde(default)]
    pub(crate) currency: Option<String>,
    #[serde(default)]
    pub(crate) payment_intent: Option<String>,
    /// Our order's id.
    #[serde(default)]
    pub(crate) client_reference_id: Option<String>,
}

impl Session {
    pub(crate) fn is_paid(&self) -> bool {
        matches!(self.payment_status.as_str(), "paid" | "no_payment_required")
    }

    /// Whether the customer has done what there is to do; the money may be on its way still.
    pub(crate) fn is_complete(&self) -> bool {
        self.status.as_deref() == Some("complete")
    }

    /// Whether it can still be paid.
    pub(crate) fn is_open(&self) -> bool {
        self.status.as_deref() != Some("expired") && !self.is_paid()
    }
}

impl From<CheckoutSession> for Session {
    fn from(session: CheckoutSession) -> Self {
        Self {
            id: session.id.to_string(),
            url: session.url,
            status: session.status.map(|status| match status {
                CheckoutSessionStatus::Expired => "expired".to_owned(),
                CheckoutSessionStatus::Complete => "complete".to_owned(),
                _ => "open".to_owned(),
            }),
            payment_status: match session.payment_status {
                CheckoutSessionPaymentStatus::Paid
                | CheckoutSessionPaymentStatus::NoPaymentRequired => "paid".to_owned(),
                _ => "unpaid".to_owned(),
            },
            amount_total: session.amount_total,
            currency: session.currency.map(|currency| currency.to_string()),
            payment_intent: session.payment_intent.map(|payment| match payment {
                Expandable::Id(id) => id.to_string(),
                Expandable::Object(payment) => payment.id.to_string(),
            }),
            client_reference_id: session.client_reference_id,
        }
    }
}

/// The session for an order, which comes back to `back`.
pub(super) fn request(order: &Order, back: &str) -> Result<CreateCheckoutSession, StripeFault> {
    let currency: stripe_types::Currency =
        order.currency.code().to_ascii_lowercase().parse().unwrap_or_else(|never| match never {});
    // One line for each purchase, each with its tax and fee: their sum is exactly what is due.
    let mut items = Vec::new();
    for bought in order.bill.purchases.iter().filter(|bought| bought.total > 0) {
        let mut price = CreateCheckoutSessionLineItemsPriceData::new(currency.clone());
        price.unit_amount = Some(
            amount::to_stripe(order.currency, bought.total)
                .ok_or_else(|| StripeFault::for_good("an amount it doesn't take"))?,
        );
        price.product_data = Some(ProductData::new(Bill::title(bought)));
        let mut item = CreateCheckoutSessionLineItems::new();
        item.price_data = Some(price);
        item.quantity = Some(1);
        items.push(item);
    }
    let metadata = HashMap::from([("order".to_owned(), order.id.clone())]);
    let mut payment = CreateCheckoutSessionPaymentIntentData::new();
    payment.metadata = Some(metadata.clone());
    payment.description = Some(order.reference_code.clone());
    // Whoever agreed to be charged for renewals is kept by Stripe, for the shop's system to do it.
    let is_renewed = order.renewal == Renewal::Auto;
    payment.setup_future_usage = is_renewed.then_some(FutureUsage::OffSession);
    // Told by the order alone: a replay must be asked in the same words, or Stripe refuses it.
    let lifetime = order.expires_at.saturating_sub(order.created_at) / 1000;
    let expires = order.created_at / 1000 + lifetime.clamp(SHORTEST, LONGEST);
    let mut request = CreateCheckoutSession::new()
        .mode(CheckoutSessionMode::Payment)
        .line_items(items)
        .client_reference_id(order.id.clone())
        .metadata(metadata)
        .payment_intent_data(payment)
        .locale(locale(&order.contact.locale))
        .expires_at(expires)
        .success_url(back.to_owned())
        .cancel_url(back.to_owned());
    if is_renewed {
        request = request.customer_creation(CustomerCreation::Always);
    }
    // Stripe takes no others, and asks on its page where there is none.
    if order.contact.email.is_ascii() {
        request = request.customer_email(order.contact.email.clone());
    }
    if let Some(types) = order.bill.method_kind.as_deref().and_then(types) {
        if matches!(types.as_slice(), [Types::WechatPay]) {
            let mut options = CreateCheckoutSessionPaymentMethodOptions::new();
            options.wechat_pay = Some(CreateCheckoutSessionPaymentMethodOptionsWechatPay::new(
                CreateCheckoutSessionPaymentMethodOptionsWechatPayClient::Web,
            ));
            request = request.payment_method_options(options);
        }
        request = request.allowed_payment_method_types(types);
    }
    Ok(request)
}

/// What the customer chose, so that the fee is the one that was quoted. Apple Pay and Google Pay
/// are cards to Stripe.
fn types(kind: &str) -> Option<Vec<Types>> {
    match kind {
        "card" | "apple_pay" | "google_pay" => Some(vec![Types::Card]),
        "alipay" => Some(vec![Types::Alipay]),
        "wechat_pay" => Some(vec![Types::WechatPay]),
        "paypal" => Some(vec![Types::Paypal]),
        _ => None,
    }
}

fn locale(tag: &str) -> CheckoutSessionLocale {
    let tag = tag.to_ascii_lowercase();
    match tag.as_str() {
        "zh-hk" | "zh-hant-hk" => CheckoutSessionLocale::ZhMinusHk,
        "zh-tw" | "zh-hant" | "zh-hant-tw" => CheckoutSessionLocale::ZhMinusTw,
        _ if tag == "zh" || tag.starts_with("zh-") => CheckoutSessionLocale::Zh,
        _ if tag == "en" || tag.starts_with("en-") => CheckoutSessionLocale::En,
        _ => CheckoutSessionLocale::Auto,
    }
}
