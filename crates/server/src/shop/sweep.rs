//! What time alone brings about: unpaid orders are given up, slow payments come through, refunds that a
//! crash interrupted are finished, and Stripe is asked for payments that it hasn't told of.

use super::{Refusal, Shop};
use crate::clock::{self, DAY, HOUR, SECOND};
use crate::order::{Order, ProviderKind, Status};
use crate::store::{Change, Waiting};

/// How many orders of a kind are dealt with at a time.
const MOST: i64 = 200;

/// The shortest and the longest time until a payment, or an unfinished refund, is looked at again.
pub(super) const SOON: i64 = 120 * SECOND;
const LATE: i64 = 6 * HOUR;

/// When Stripe is asked again about an order that it can't tell about now.
const LATER: i64 = 300 * SECOND;

/// The longest that a payment is on its way: bank debits take up to two weeks.
const UNDER_WAY: i64 = 21 * DAY;

/// A message to a shop that has nowhere to receive it is kept so long.
const KEPT: i64 = 7 * DAY;

impl Shop {
    /// Deals with everything whose time has come. A fault with one order holds up no other.
    pub(crate) async fn sweep(&self) -> Result<(), Refusal> {
        let now = clock::now();
        // What was begun when nothing was real isn't paid where it is.
        let settling = match self.payments.sandbox {
            true => self.store.waiting(Waiting::Settling, now, MOST).await?,
            false => Vec::new(),
        };
        for order in settling {
            let id = order.id.clone();
            if let Err(error) = self.settled(order).await {
                tracing::warn!(order = %id, %error, "a slow payment couldn't come through yet");
            }
        }
        for order in self.store.waiting(Waiting::Expiring, now, MOST).await? {
            let id = order.id.clone();
            if let Err(error) = self.give_up(order).await {
                tracing::warn!(order = %id, %error, "an order couldn't be given up yet");
            }
        }
        for order in self.store.waiting(Waiting::Refunding, now, MOST).await? {
            let id = order.id.clone();
            if let Err(error) = self.refund_again(order).await {
                tracing::warn!(order = %id, %error, "a refund couldn't be finished yet");
            }
        }
        self.look_for_payments(now).await
    }

    /// Looks for payments that nobody has told of. Last of all, since it may take long; and not on where
    /// Stripe can't be asked, since the next round waits for it.
    async fn look_for_payments(&self, now: i64) -> Result<(), Refusal> {
        if self.payments.stripe().is_err() {
            return Ok(());
        }
        for order in self.store.waiting(Waiting::Paying, now, MOST).await? {
            let id = order.id.clone();
            if let Err(error) = self.look_for_payment(order, now).await {
                tracing::warn!(order = %id, %error, "it couldn't be seen whether an order is paid");
                if matches!(error, Refusal::Provider { again: true, .. }) {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Stripe's message that an order was paid comes late, or never where its secret is mistyped: somebody
    /// who has paid waits for it, so Stripe is asked. The older the order, the rarer.
    async fn look_for_payment(&self, order: Order, now: i64) -> Result<(), Refusal> {
        let age = now.saturating_sub(order.created_at);
        let next = now.saturating_add(age.clamp(SOON, LATE));
        let order = self
            .change(order, |order| {
                // Where another instance looks, it has put this off.
                let is_due = order.settle_at.is_some_and(|at| at <= now);
                Ok(is_due.then(|| Change {
                    by: "service",
                    settle_at: Some(order.status.is_open().then_some(next)),
                    ..Change::default()
                }))
            })
            .await?;
        let is_ours = order.status.is_open() && order.settle_at == Some(next);
        let Some(session) = order.provider_ref.as_ref().filter(|_| is_ours) else {
            return Ok(());
        };
        let session = self.payments.stripe()?.session(session).await?;
        if session.is_paid() {
            self.stripe_paid(order, &session, None).await?;
        }
        Ok(())
    }

    /// A refund that a crash interrupted, or that takes its time. The older, the rarer.
    async fn refund_again(&self, order: Order) -> Result<(), Refusal> {
        let order = self
            .change(order, |order| {
                let Some(started) = order.refund_started else { return Ok(None) };
                let now = clock::now();
                let age = now.saturating_sub(started);
                Ok((order.status != Status::Refunded).then(|| Change {
                    by: "service",
                    refund_next: Some(now.saturating_add(age.clamp(SOON, LATE))),
                    ..Change::default()
                }))
            })
            .await?;
        if order.refund_started.is_some() {
            self.finish_refund(order).await?;
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

    /// Comes back to an order that is still open; not every second.
    async fn look_later(&self, order: Order) -> Result<(), Refusal> {
        self.change(order, |order| {
            let later = clock::now().saturating_add(LATER);
            Ok(order.status.is_open().then(|| Change {
                by: "service",
                expires_at: Some(later),
                ..Change::default()
            }))
        })
        .await
        .map(drop)
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
                match self.stripe_paid(order.clone(), &session, None).await {
                    Ok(_) => Ok(()),
                    // Another amount, which a person has to look at.
                    Err(refusal) => {
                        self.look_later(order).await?;
                        Err(refusal)
                    }
                }
            }
            // Of money that has been on its way for so long, news was lost: it failed. If it comes all the
            // same, the order is paid.
            Ok(session)
                if !session.is_open()
                    || (session.is_complete()
                        && order.created_at.saturating_add(UNDER_WAY) < clock::now()) =>
            {
                self.expired(order, "service", None).await.map(drop)
            }
            // Money on its way, or a Stripe that can't be asked.
            unknown => {
                self.look_later(order).await?;
                unknown.map(drop)
            }
        }
    }
}
