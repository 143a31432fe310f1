//! What time alone brings about: unpaid orders are given up, slow payments come through,
//! refunds that a crash interrupted are finished.

use super::{Refusal, Shop};
use crate::clock::{self, DAY, SECOND};
use crate::order::{Order, ProviderKind, Status};
use crate::store::{Change, Waiting};

/// How many orders of a kind are dealt with at a time.
const MOST: i64 = 200;

/// A refund that is older than this was interrupted.
const INTERRUPTED: i64 = 120 * SECOND;

/// When Stripe is asked again about an order that it can't tell about now.
const LATER: i64 = 300 * SECOND;

/// A message to a shop that has nowhere to receive it is kept so long.
const KEPT: i64 = 7 * DAY;

impl Shop {
    /// Deals with everything whose time has come. A fault with one order holds up no other.
    pub(crate) async fn sweep(&self) -> Result<(), Refusal> {
        let now = clock::now();
        for order in self.store.waiting(Waiting::Settling, now, MOST).await? {
            self.settled(order).await?;
        }
        for order in self.store.waiting(Waiting::Expiring, now, MOST).await? {
            let id = order.id.clone();
            if let Err(error) = self.give_up(order).await {
                tracing::warn!(order = %id, %error, "an order couldn't be given up yet");
            }
        }
        let interrupted = now.saturating_sub(INTERRUPTED);
        for order in self.store.waiting(Waiting::Refunding, interrupted, MOST).await? {
            let id = order.id.clone();
            if let Err(error) = self.finish_refund(order).await {
                tracing::warn!(order = %id, %error, "a refund couldn't be finished yet");
            }
        }
        Ok(())
    }

    /// Forgets messages that nobody will ever receive.
    pub(crate) async fn forget_messages(&self) -> Result<(), Refusal> {
        let gone = self.store.forget_parcels(clock::now().saturating_sub(KEPT)).await?;
        if gone > 0 {
            tracing::info!(gone, "old messages forgotten: no --webhook-url");
        }
        Ok(())
    }

    async fn settled(&self, order: Order) -> Result<Order, Refusal> {
        if order.status == Status::AwaitingPayment {
            return self.paid(order, "sandbox", None, None).await;
        }
        self.change(order, |order| {
            Ok(order.settle_at.is_some().then(|| Change {
                by: "sandbox",
                settle_at: Some(None),
                ..Change::default()
            }))
        })
        .await
    }

    /// Gives an unpaid order up, unless the provider knows better.
    async fn give_up(&self, order: Order) -> Result<(), Refusal> {
        let (ProviderKind::Stripe, Some(session)) = (order.provider, &order.provider_ref) else {
            return self.expired(order, "service", None).await.map(drop);
        };
        // A webhook may have been lost.
        let session = match self.payments.stripe() {
            Ok(stripe) => stripe.close(session).await.map_err(Refusal::from),
            Err(refusal) => Err(refusal),
        };
        match session {
            Ok(session) if session.is_paid() => {
                self.stripe_paid(order, &session, None).await.map(drop)
            }
            Ok(session) if !session.is_open() => {
                self.expired(order, "service", None).await.map(drop)
            }
            // Money on its way, or a Stripe that can't be asked: not every second.
            unknown => {
                self.change(order, |order| {
                    let later = clock::now().saturating_add(LATER);
                    Ok(order.status.is_open().then(|| Change {
                        by: "service",
                        expires_at: Some(later),
                        ..Change::default()
                    }))
                })
                .await?;
                unknown.map(drop)
            }
        }
    }
}
