//! What time alone brings about: unpaid orders are given up, slow payments come through,
//! refunds that a crash interrupted are finished.

use super::{Refusal, Shop};
use crate::clock::{self, DAY, SECOND};
use crate::order::{Order, ProviderKind, Status};
use crate::store::Waiting;

/// How many orders of a kind are dealt with at a time.
const MOST: i64 = 200;

/// A refund that is older than this was interrupted.
const INTERRUPTED: i64 = 120 * SECOND;

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
            Ok(order.settle_at.is_some().then(|| crate::store::Change {
                by: "sandbox",
                settle_at: Some(None),
                ..Default::default()
            }))
        })
        .await
    }

    /// Gives an unpaid order up, unless the provider knows better.
    async fn give_up(&self, order: Order) -> Result<(), Refusal> {
        if order.provider == ProviderKind::Stripe
            && let Some(session) = order.provider_ref.clone()
        {
            // A webhook may have been lost.
            let session = self.payments.stripe()?.close(&session).await?;
            if session.is_paid() {
                self.stripe_paid(order, &session, None).await?;
                return Ok(());
            }
            if session.is_open() {
                return Ok(());
            }
        }
        self.expired(order, "service", None).await.map(drop)
    }
}
