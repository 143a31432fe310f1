//! What Stripe's events do to orders. They come late, twice, and in any order; what the order
//! already is decides whether one still means anything.

use super::{Refusal, Shop};
use crate::order::{Order, ProviderKind, Status};
use crate::payment::Stripe;
use crate::payment::stripe::{Event, Says, Session};
use crate::store::ProviderEvent;

impl Shop {
    /// Deals with an event. One about an order that isn't ours is no fault: an account may
    /// serve several shops.
    pub(crate) async fn stripe_event(&self, event: Event) -> Result<(), Refusal> {
        let seen = Some(ProviderEvent { provider: "stripe", id: event.id });
        match event.says {
            Says::Completed(session) => match self.order_of(&session).await? {
                Some(order) if session.is_paid() => {
                    self.stripe_paid(order, &session, seen).await?;
                }
                // Finished, but the money comes later: so does its event.
                _ => {}
            },
            Says::Failed(failed) => {
                if let Some(order) = self.order_of(&failed).await? {
                    let reason = "the payment was refused".to_owned();
                    self.payment_failed(order, "stripe", seen, reason).await?;
                }
            }
            Says::Expired(expired) => {
                if let Some(order) = self.order_of(&expired).await? {
                    self.expired(order, "stripe", seen).await?;
                }
            }
            Says::Refunded(payment) => {
                if let Some(order) = self.store.by_payment(&payment).await? {
                    self.refunded(order, "stripe", seen).await?;
                }
            }
            Says::Nothing => {}
        }
        Ok(())
    }

    /// The order of a session. An event may overtake the answer that told us the session's name.
    async fn order_of(&self, session: &Session) -> Result<Option<Order>, Refusal> {
        let named = self.store.by_provider_ref(ProviderKind::Stripe, &session.id).await?;
        let (None, Some(id)) = (&named, &session.client_reference_id) else { return Ok(named) };
        let order = self.store.by_id(id).await?;
        Ok(order
            .filter(|order| order.provider == ProviderKind::Stripe && order.provider_ref.is_none()))
    }

    /// A session was paid. Another amount than was asked for is not a payment of this order.
    pub(super) async fn stripe_paid(
        &self,
        order: Order,
        session: &Session,
        event: Option<ProviderEvent>,
    ) -> Result<Order, Refusal> {
        let asked = Stripe::amount(order.currency, order.due_now.0);
        let same_currency = session
            .currency
            .as_ref()
            .is_some_and(|currency| currency.eq_ignore_ascii_case(order.currency.code()));
        if session.amount_total != asked || !same_currency {
            tracing::error!(order = %order.id, "Stripe reports another amount than was asked for");
            return Err(Refusal::WrongStatus(
                Status::AwaitingPayment,
                "the amount paid isn't the amount due",
            ));
        }
        self.paid(order, "stripe", event, session.payment_intent.clone()).await
    }
}
