//! What Stripe's events do to orders. They come late, twice, and in any order; what the order
//! already is decides whether one still means anything.

use super::{Refusal, Shop};
use crate::order::{Order, ProviderKind};
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
                // Else a person has to look: nothing that Stripe could say again would mend it.
                Some(order) if session.is_paid() && session_is_due(&order, &session) => {
                    self.stripe_paid(order, &session, seen).await?;
                }
                // Finished, but the money comes later: so does its event.
                _ => {}
            },
            Says::Failed(failed) => {
                if let Some(order) = self.order_of(&failed).await? {
                    let reason = ["The payment was refused.", "付款被拒绝。"];
                    self.payment_failed(order, "stripe", seen, reason).await?;
                }
            }
            Says::Expired(expired) => {
                if let Some(order) = self.order_of(&expired).await? {
                    self.expired(order, "stripe", seen).await?;
                }
            }
            Says::Refunded { payment, order: id } => {
                let order = match (self.store.by_payment(&payment).await?, id) {
                    (Some(order), _) => Some(order),
                    (None, Some(id)) => self.store.by_id(&id).await?,
                    (None, None) => None,
                };
                // An order found by its id may have been paid by another payment than this.
                let is_its = |order: &Order| {
                    order.provider == ProviderKind::Stripe
                        && order.provider_payment.as_ref().is_none_or(|known| *known == payment)
                };
                // A refund of ours is done when Stripe says that it has succeeded; this comes before.
                let is_by_hand = |order: &Order| order.refund_started.is_none();
                if let Some(order) = order.filter(is_its).filter(is_by_hand) {
                    self.refunded(order, "stripe", seen).await?;
                }
            }
            Says::RefundEnded { refund, payment, amount, end } => {
                if let Some(order) = self.store.by_payment(&payment).await?
                    && Stripe::amount(order.currency, order.due_now.0) == Some(amount)
                {
                    self.refund_ended(order, &refund, end, seen).await?;
                }
            }
            Says::Collected { order, payment } => {
                let order = self.store.by_id(&order).await?;
                if let Some(order) = order.filter(|order| order.provider == ProviderKind::Stripe) {
                    if !is_due(&order, Some(payment.amount), Some(&payment.currency)) {
                        return Ok(());
                    }
                    self.paid(order, "stripe", seen, Some(payment.id)).await?;
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

    /// A session was paid.
    pub(super) async fn stripe_paid(
        &self,
        order: Order,
        session: &Session,
        event: Option<ProviderEvent>,
    ) -> Result<Order, Refusal> {
        if !session_is_due(&order, session) {
            return Err(Refusal::WrongStatus(order.status, "the amount paid isn't the amount due"));
        }
        self.paid(order, "stripe", event, session.payment_intent.clone()).await
    }
}

fn session_is_due(order: &Order, session: &Session) -> bool {
    is_due(order, session.amount_total, session.currency.as_deref())
}

/// Whether an amount is the one that was asked for; another is not a payment of this order.
fn is_due(order: &Order, amount: Option<i64>, currency: Option<&str>) -> bool {
    let asked = Stripe::amount(order.currency, order.due_now.0);
    let code = order.currency.code();
    let is_due = asked.is_some()
        && amount == asked
        && currency.is_some_and(|currency| currency.eq_ignore_ascii_case(code));
    if !is_due {
        tracing::error!(order = %order.id, "Stripe reports another amount than was asked for: a person has to look");
    }
    is_due
}
