//! Money: asked for, arrived, refused, or not come in time.

use super::{Refusal, Shop, sweep};
use crate::clock;
use crate::order::{Order, ProviderKind, Status};
use crate::page::Lang;
use crate::payment::stripe::Session;
use crate::store::{Change, ProviderEvent};
use std::time::Duration;

/// How often, and how many times, an order is looked at that another is at work on.
const LOOK: Duration = Duration::from_millis(200);
const LOOKS: usize = 25;

impl Shop {
    /// The order with its payment begun, if it has to be begun anywhere. Can be repeated: the
    /// provider knows the order by its id.
    pub(super) async fn started(&self, order: Order) -> Result<Order, Refusal> {
        if order.provider != ProviderKind::Stripe || order.status != Status::Created {
            return Ok(order);
        }
        let stripe = self.payments.stripe()?;
        match stripe.begin(&order, &self.after_payment(&order)).await {
            Ok(Session { id, url: Some(url), .. }) => {
                self.change(order, |order| {
                    Ok((order.status == Status::Created).then(|| Change {
                        steps: vec![Status::AwaitingPayment],
                        by: "service",
                        provider_ref: Some(id.clone()),
                        payment_url: Some(url.clone()),
                        settle_at: Some(Some(clock::now().saturating_add(sweep::SOON))),
                        ..Change::default()
                    }))
                })
                .await
            }
            Ok(_) => Err(Refusal::Provider {
                message: "a session without an address".to_owned(),
                again: false,
            }),
            Err(error) => {
                tracing::error!(order = %order.id, %error, "the payment couldn't be begun");
                if !error.again {
                    let failure =
                        ["The payment provider refused the payment.", "支付服务商拒绝了这笔付款。"];
                    self.payment_failed(order, "service", None, failure).await?;
                    return Err(error.into());
                }
                let order = if error.is_in_use() {
                    self.watched(order, |order| order.status != Status::Created).await?
                } else if error.is_kept() {
                    // Counted, so that the next try has another key at Stripe: this one would
                    // only get the same answer.
                    let seen = order.seq;
                    self.change(order, |order| {
                        Ok((order.status == Status::Created && order.seq == seen)
                            .then(|| Change { by: "service", ..Change::default() }))
                    })
                    .await?
                } else {
                    self.order(&order.id).await?
                };
                let is_begun = order.status != Status::Created;
                if is_begun { Ok(order) } else { Err(error.into()) }
            }
        }
    }

    /// The order once it is `done`, or as it is some seconds later: another is at work on it.
    pub(super) async fn watched(
        &self,
        mut order: Order,
        done: fn(&Order) -> bool,
    ) -> Result<Order, Refusal> {
        for _ in 0..LOOKS {
            tokio::time::sleep(LOOK).await;
            order = self.order(&order.id).await?;
            if done(&order) {
                break;
            }
        }
        Ok(order)
    }

    /// Where the customer goes after paying.
    pub(crate) fn after_payment(&self, order: &Order) -> String {
        match &self.return_url {
            Some(url) => {
                // A fragment stays at the end.
                let at = url.find('#').unwrap_or(url.len());
                let (page, fragment) = url.split_at(at);
                let join = if page.contains('?') { '&' } else { '?' };
                format!("{page}{join}order={}{fragment}", order.id)
            }
            None => self.receipt_url(order),
        }
    }

    /// The receipt, for who has this address.
    pub(crate) fn receipt_url(&self, order: &Order) -> String {
        let root = self.public_url.strip_suffix(self.path()).unwrap_or_default();
        format!("{root}{}", self.receipt_path(order))
    }

    /// The same without the host.
    pub(crate) fn receipt_path(&self, order: &Order) -> String {
        let (path, token) = (self.path(), order.receipt_token());
        format!("{path}/v1/orders/{}/receipt?token={token}", order.id)
    }

    /// The money is there. It counts whatever the order was given up for.
    pub(crate) async fn paid(
        &self,
        order: Order,
        by: &'static str,
        event: Option<ProviderEvent>,
        payment: Option<String>,
    ) -> Result<Order, Refusal> {
        self.change(order, |order| {
            Ok(order.status.may_become(Status::Paid).then(|| Change {
                steps: vec![Status::Paid],
                by,
                event: event.clone(),
                provider_payment: payment.clone(),
                settle_at: Some(None),
                ..Change::default()
            }))
        })
        .await
    }

    /// The payment was refused; `reason` in English and in Chinese, of which the customer reads one. Says
    /// nothing against money that is there.
    pub(crate) async fn payment_failed(
        &self,
        order: Order,
        by: &'static str,
        event: Option<ProviderEvent>,
        [english, chinese]: [&'static str; 2],
    ) -> Result<Order, Refusal> {
        let reason = Lang::of(&order.contact.locale).of_two(english, chinese).to_owned();
        self.change(order, |order| {
            Ok(order.status.may_become(Status::PaymentFailed).then(|| Change {
                steps: vec![Status::PaymentFailed],
                by,
                detail: Some(reason.clone()),
                event: event.clone(),
                settle_at: Some(None),
                failure: Some(reason.clone()),
                ..Change::default()
            }))
        })
        .await
    }

    /// Nobody paid in time.
    pub(crate) async fn expired(
        &self,
        order: Order,
        by: &'static str,
        event: Option<ProviderEvent>,
    ) -> Result<Order, Refusal> {
        self.change(order, |order| {
            Ok(order.status.may_become(Status::Expired).then(|| Change {
                steps: vec![Status::Expired],
                by,
                event: event.clone(),
                settle_at: Some(None),
                ..Change::default()
            }))
        })
        .await
    }

    /// The shop has found the money of a bank transfer, or taken it at its counter.
    pub(crate) async fn received(&self, order: Order) -> Result<Order, Refusal> {
        if order.provider != ProviderKind::Manual {
            let wanted = "only a bank transfer or a payment at the counter is confirmed by hand";
            return Err(Refusal::WrongStatus(order.status, wanted));
        }
        self.paid(order, "shop", None, None).await
    }

    /// A slow payment of the sandbox: it comes through at `at`.
    pub(crate) async fn settle_later(&self, order: Order, at: i64) -> Result<Order, Refusal> {
        self.change(order, |order| {
            Ok((order.status == Status::AwaitingPayment && order.settle_at.is_none())
                .then(|| Change { by: "sandbox", settle_at: Some(Some(at)), ..Change::default() }))
        })
        .await
    }
}
