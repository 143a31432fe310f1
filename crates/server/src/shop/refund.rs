//! Sending the money back: said first, then done, then noted, so that a crash between two of
//! these is made up for by doing it again.

use super::{Refusal, Shop, sweep};
use crate::clock;
use crate::order::{Order, ProviderKind, Status};
use crate::payment::stripe::{RefundEnd, Refunding, StripeFault};
use crate::store::{Change, ProviderEvent};

impl Shop {
    /// Sends the whole payment back. Repeating it sends nothing twice.
    pub(crate) async fn refund(&self, order: Order, why: Option<String>) -> Result<Order, Refusal> {
        // Said to be under way, it would be done by whoever has the provider, whatever is said here.
        if order.provider == ProviderKind::Stripe {
            self.payments.stripe()?;
        }
        let order = self
            .change(order, |order| {
                if order.status == Status::Refunded || order.refund_started.is_some() {
                    return Ok(None);
                }
                if !order.status.is_paid() {
                    let wanted = "only a paid order can be refunded";
                    return Err(Refusal::WrongStatus(order.status, wanted));
                }
                let now = clock::now();
                Ok(Some(Change {
                    by: "shop",
                    failure: why.clone(),
                    refund_started: Some(Some(now)),
                    refund_next: Some(now.saturating_add(sweep::SOON)),
                    ..Change::default()
                }))
            })
            .await?;
        self.finish_refund(order).await
    }

    /// Does what a refund still lacks.
    pub(crate) async fn finish_refund(&self, order: Order) -> Result<Order, Refusal> {
        if order.status == Status::Refunded {
            return Ok(order);
        }
        if order.provider == ProviderKind::Stripe {
            match self.payments.stripe()?.refund(&order).await {
                Ok(Refunding::Done) => {}
                Ok(Refunding::UnderWay(refund)) => return self.refund_is(order, refund).await,
                Ok(Refunding::Failed(refund)) => {
                    self.refund_ended(order, &refund, RefundEnd::Failed, None).await?;
                    return Err(unrefunded(&StripeFault::for_good("the refund failed")));
                }
                Err(error) => {
                    tracing::error!(order = %order.id, %error, "the refund failed");
                    let order = self.after_failed_refund(order, &error).await?;
                    let is_done = order.status == Status::Refunded;
                    return if is_done { Ok(order) } else { Err(unrefunded(&error)) };
                }
            }
        }
        let by = if order.provider == ProviderKind::Stripe { "stripe" } else { "shop" };
        self.refunded(order, by, None).await
    }

    /// Keeps the name of the refund under way.
    async fn refund_is(&self, order: Order, refund: String) -> Result<Order, Refusal> {
        let seen = order.refund_started;
        self.change(order, |order| {
            let is_news = order.refund_started.is_some()
                && order.refund_started == seen
                && order.refund_ref.as_ref() != Some(&refund);
            Ok(is_news.then(|| Change {
                by: "service",
                refund_ref: Some(refund.clone()),
                ..Change::default()
            }))
        })
        .await
    }

    /// What a refund that Stripe didn't make means for its order.
    async fn after_failed_refund(
        &self,
        order: Order,
        error: &StripeFault,
    ) -> Result<Order, Refusal> {
        if error.is_in_use() {
            return self.watched(order, |order| order.status == Status::Refunded).await;
        }
        let next = if !error.again || error.is_denied() {
            // It will not come about by itself: the order is as it was.
            None
        } else if error.is_kept() {
            // The time is in Stripe's key, and the same key would only get the same answer. What
            // was sent back all the same isn't sent twice: there is no more money in the payment.
            Some(clock::now())
        } else {
            return Ok(order);
        };
        let seen = order.refund_started;
        self.change(order, |order| {
            Ok((order.refund_started.is_some() && order.refund_started == seen).then(|| Change {
                by: "service",
                refund_started: Some(next),
                refund_next: next.map(|now| now.saturating_add(sweep::SOON)),
                ..Change::default()
            }))
        })
        .await
    }

    /// Stripe says how a refund that took its time has ended.
    pub(super) async fn refund_ended(
        &self,
        order: Order,
        refund: &str,
        end: RefundEnd,
        event: Option<ProviderEvent>,
    ) -> Result<Order, Refusal> {
        if end == RefundEnd::Failed {
            tracing::error!(order = %order.id, %refund, "a refund failed after all: a person has to look");
        }
        self.change(order, |order| {
            if order.refund_started.is_none() || order.status == Status::Refunded {
                return Ok(None);
            }
            // News of an earlier one comes late, or twice: this one is still under way. What Stripe has
            // answered just now is about this one.
            let is_told = event.is_some();
            let is_over = order.refund_failed_ref.as_deref() == Some(refund);
            let is_another = order.refund_ref.as_deref().is_some_and(|known| known != refund);
            if is_told && (is_over || is_another && end == RefundEnd::Failed) {
                return Ok(None);
            }
            let event = event.clone();
            Ok(Some(match end {
                RefundEnd::Succeeded => Change {
                    steps: vec![Status::Refunded],
                    by: "stripe",
                    detail: order.failure.clone(),
                    event,
                    ..Change::default()
                },
                RefundEnd::Failed => Change {
                    by: "stripe",
                    refund_started: Some(None),
                    refund_failed_ref: Some(refund.to_owned()),
                    event,
                    ..Change::default()
                },
            }))
        })
        .await
    }

    /// The money has gone back, by our hand or by the shop's at the provider.
    pub(crate) async fn refunded(
        &self,
        order: Order,
        by: &'static str,
        event: Option<ProviderEvent>,
    ) -> Result<Order, Refusal> {
        self.change(order, |order| {
            let (steps, detail) = if order.status.may_become(Status::Refunded) {
                (vec![Status::Refunded], order.failure.clone())
            } else if order.status.may_become(Status::Paid) {
                // The news of the payment is still on its way.
                (vec![Status::Paid, Status::Refunded], None)
            } else {
                return Ok(None);
            };
            Ok(Some(Change {
                steps,
                by,
                detail,
                event: event.clone(),
                settle_at: Some(None),
                ..Change::default()
            }))
        })
        .await
    }
}

fn unrefunded(fault: &StripeFault) -> Refusal {
    // What the shop's key may not do isn't begun again by itself.
    Refusal::Unrefunded { message: fault.to_string(), again: fault.again && !fault.is_denied() }
}
