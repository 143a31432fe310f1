//! Stripe, by Checkout Sessions: Stripe's own page takes cards, Apple Pay, Google Pay, Alipay
//! and WeChat Pay.

mod amount;
mod event;
mod fault;
mod session;
mod signature;

pub(crate) use event::{Event, RefundEnd, Says};
pub(crate) use fault::StripeFault;
pub(crate) use session::Session;

use crate::clock;
use crate::order::{Order, ProviderKind};
use simfare_engine::Currency;
use simfare_engine::catalog::PaymentKind;
use std::fmt;
use std::time::Duration;
use stripe::{IdempotencyKey, RequestStrategy, StripeRequest};
use stripe_checkout::checkout_session::{ExpireCheckoutSession, RetrieveCheckoutSession};
use stripe_core::refund::{CreateRefund, ListRefund, RetrieveRefund};
use stripe_shared::{CheckoutSession, Refund};

/// How long an answer of Stripe may take. An order waits for it while it is taken.
const PATIENCE: Duration = Duration::from_secs(15);

/// A shop's account at Stripe.
pub(crate) struct Stripe {
    client: stripe::Client,
    webhook_secret: String,
}

/// Keeps its secrets.
impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stripe").finish_non_exhaustive()
    }
}

/// How a refund stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refunding {
    Done,
    /// Stripe waits for money on the account, or for the customer; an event will say. With its name.
    UnderWay(String),
    /// It was called off, or couldn't be made. With its name.
    Failed(String),
}

/// Whether Stripe takes money of this kind.
pub(super) fn takes(kind: PaymentKind) -> Option<ProviderKind> {
    use PaymentKind::{Alipay, ApplePay, Card, GooglePay, Paypal, WechatPay};
    matches!(kind, Card | ApplePay | GooglePay | Alipay | WechatPay | Paypal)
        .then_some(ProviderKind::Stripe)
}

impl Stripe {
    /// `base` is another address than Stripe's own, for tests.
    ///
    /// # Errors
    /// The key or the address can't be one.
    pub(crate) fn new(
        secret_key: &str,
        webhook_secret: &str,
        base: Option<&str>,
    ) -> Result<Self, String> {
        let mut builder = stripe::ClientBuilder::new(secret_key).timeout(PATIENCE);
        if let Some(base) = base {
            // The client puts its paths right behind it.
            builder = builder.url(format!("{}/", base.trim_end_matches('/')));
        }
        let client = builder.build().map_err(|error| error.to_string())?;
        Ok(Self { client, webhook_secret: webhook_secret.to_owned() })
    }

    /// Begins the payment of an order: a session that the customer is sent to. Asking twice for
    /// the same order gives the same session; a new one where the order has changed, which it
    /// does when Stripe has kept a failure of its own under the key.
    pub(crate) async fn begin(&self, order: &Order, back: &str) -> Result<Session, StripeFault> {
        let request = session::request(order, back)?;
        let session = request
            .customize()
            .request_strategy(once(&format!("order-{}-{}", order.id, order.seq))?)
            .send(&self.client)
            .await?;
        Ok(session.into())
    }

    /// How a session stands.
    pub(crate) async fn session(&self, id: &str) -> Result<Session, StripeFault> {
        let session: CheckoutSession = RetrieveCheckoutSession::new(id).send(&self.client).await?;
        Ok(session.into())
    }

    /// Ends a session nobody has paid, and says how it stands.
    pub(crate) async fn close(&self, id: &str) -> Result<Session, StripeFault> {
        let session = self.session(id).await?;
        if !session.is_open() || session.is_paid() {
            return Ok(session);
        }
        match ExpireCheckoutSession::new(id).send(&self.client).await {
            Ok(closed) => Ok(closed.into()),
            // Paid or expired between the two questions: the next round sees it.
            Err(stripe::StripeError::Stripe(_, 400)) => Ok(session),
            Err(error) => Err(error.into()),
        }
    }

    /// Sends the whole payment back, once, and says how that stands.
    pub(crate) async fn refund(&self, order: &Order) -> Result<Refunding, StripeFault> {
        let Some(payment) = &order.provider_payment else {
            return Err(StripeFault::for_good("the order has no payment to send back"));
        };
        let started = order.refund_started.unwrap_or_default();
        let refund = CreateRefund::new()
            .payment_intent(payment.clone())
            .customize()
            .request_strategy(once(&format!("refund-{}-{started}", order.id))?)
            .send(&self.client)
            .await;
        let refund = match refund {
            // This may be what Stripe answered some time ago.
            Ok(refund) if is_under_way(&refund) => {
                RetrieveRefund::new(refund.id).send(&self.client).await?
            }
            Ok(refund) => refund,
            Err(error) => {
                let fault = StripeFault::from(error);
                if !fault.is_already_refunded() {
                    return Err(fault);
                }
                // By an earlier try, or by hand in Stripe's own pages.
                let all = ListRefund::new().payment_intent(payment.clone());
                let all = all.send(&self.client).await?;
                let waits = all.data.into_iter().find(is_under_way);
                return Ok(waits.map_or(Refunding::Done, |refund| {
                    Refunding::UnderWay(refund.id.as_str().to_owned())
                }));
            }
        };
        let name = refund.id.as_str().to_owned();
        Ok(match refund.status.as_deref() {
            Some("succeeded") => Refunding::Done,
            Some("failed" | "canceled") => Refunding::Failed(name),
            _ => Refunding::UnderWay(name),
        })
    }

    /// The event of a webhook, if Stripe signed it within the last minutes.
    ///
    /// # Errors
    /// It didn't, or the event can't be read; in words for Stripe's log.
    pub(crate) fn event(&self, body: &[u8], signature: &str) -> Result<Event, &'static str> {
        signature::check(body, signature, &self.webhook_secret, clock::now())?;
        Event::read(body)
    }

    /// An amount as Stripe counts it.
    pub(crate) fn amount(currency: Currency, minor: i64) -> Option<i64> {
        amount::to_stripe(currency, minor)
    }
}

fn is_under_way(refund: &Refund) -> bool {
    !matches!(refund.status.as_deref(), Some("succeeded" | "failed" | "canceled"))
}

fn once(key: &str) -> Result<RequestStrategy, StripeFault> {
    let key = IdempotencyKey::new(key);
    Ok(RequestStrategy::Idempotent(key.map_err(|_| StripeFault::for_good("an empty key"))?))
}
