//! Sending the money back: said first, then done, then noted, so that a crash between two of
//! these is made up for by doing it again.

use super::{Refusal, Shop};
use crate::clock;
use crate::order::{Order, ProviderKind, Status};
use crate::store::{Change, ProviderEvent};

impl Shop {
    /// Sends the whole payment back. Repeating it sends nothing twice.
    pub(crate) async fn refund(&self, order: Order, why: Option<String>) -> Result<Order, Refusal> {
        let order = self
            .change(order, |order| {
                if order.status == Status::Refunded || order.refund_started.is_some() {
                    return Ok(None);
                }
                if !order.status.is_paid() {
                    let wanted = "only a paid order can be refunded";
                    return Err(Refusal::WrongStatus(order.status, wanted));
                }
                Ok(Some(Change {
                    by: "shop",
                    failure: why.clone(),
                    refund_started: Some(Some(clock::now())),
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
        if order.provider == ProviderKind::Stripe
            && let Err(error) = self.payments.stripe()?.refund(&order).await
        {
            tracing::error!(order = %order.id, %error, "the refund failed");
            if !error.again {
                // It will not come about by itself: the order is as it was.
                self.change(order, |order| {
                    Ok(order.refund_started.is_some().then(|| Change {
                        by: "service",
                        refund_started: Some(None),
                        ..Change::default()
                    }))
                })
                .await?;
            }
            return Err(error.into());
        }
        let by = if order.provider == ProviderKind::Stripe { "stripe" } else { "shop" };
        self.refunded(order, by, None).await
    }

    /// The money has gone back, by our hand or by the shop's at the provider.
    pub(crate) async fn refunded(
        &self,
        order: Order,
        by: &'static str,
        event: Option<ProviderEvent>,
    ) -> Result<Order, Refusal> {
        self.change(order, |order| {
            let steps = if order.status.may_become(Status::Refunded) {
                vec![Status::Refunded]
            } else if order.status.may_become(Status::Paid) {
                // The news of the payment is still on its way.
                vec![Status::Paid, Status::Refunded]
            } else {
                return Ok(None);
            };
            Ok(Some(Change {
                steps,
                by,
                detail: order.failure.clone(),
                event: event.clone(),
                settle_at: Some(None),
                ..Change::default()
            }))
        })
        .await
    }
}
