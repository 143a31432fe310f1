//! The shop: it quotes on its own catalog, takes orders, and moves them on. What comes in by
//! HTTP and what is typed on the command line both end here.

mod courier;
mod create;
mod fulfil;
pub(crate) mod notify;
mod pay;
mod quoting;
mod refund;
mod refusal;
pub(crate) mod sold;
mod stripe;
pub(crate) mod sweep;
mod turns;

pub(crate) use courier::Courier;
pub(crate) use fulfil::{Delivery, read_reason};
pub(crate) use notify::Listener;
pub(crate) use refusal::Refusal;
pub(crate) use sold::Seller;

use crate::metrics::Metrics;
use crate::order::view::OrderView;
use crate::order::{Order, Step};
use crate::payment::Payments;
use crate::store::{Applied, Change, Store, StoreError};
use std::sync::Arc;
use tokio::sync::Notify;

/// How often a change is decided anew when others change the same order at the same time.
const TRIES: usize = 20;

/// Everything an order meets.
#[derive(Debug)]
pub(crate) struct Shop {
    /// None on the command line, which sells nothing.
    pub(crate) seller: Option<Arc<Seller>>,
    pub(crate) store: Store,
    pub(crate) payments: Payments,
    /// Where customers reach this service, without a slash at the end.
    pub(crate) public_url: String,
    /// Where customers go after paying, if not to the receipt.
    pub(crate) return_url: Option<String>,
    /// How long an order waits for its payment, in milliseconds.
    pub(crate) payment_time: i64,
    pub(crate) metrics: Arc<Metrics>,
    /// Rings when there is something to tell the shop's own system.
    pub(crate) bell: Notify,
}

impl Shop {
    /// The shop as the command line has it: its orders and its payments, no catalog to sell from.
    pub(crate) async fn at_hand(
        database: &str,
        connections: u32,
        payments: Payments,
    ) -> Result<Self, Refusal> {
        Ok(Self {
            seller: None,
            store: Store::open(database, connections).await?,
            payments,
            public_url: String::new(),
            return_url: None,
            payment_time: 0,
            metrics: Arc::default(),
            bell: Notify::new(),
        })
    }

    /// An order by its id.
    pub(crate) async fn order(&self, id: &str) -> Result<Order, Refusal> {
        self.store.by_id(id).await?.ok_or(Refusal::NotFound)
    }

    /// An order as the shop's own system and its people see it.
    pub(crate) fn view(&self, order: &Order, history: &[Step]) -> OrderView {
        let mut view = OrderView::of(order, history, self.payments.instructions());
        // The command line doesn't know where customers reach the service.
        view.receipt = (!self.public_url.is_empty()).then(|| self.receipt_url(order));
        view.provider_payment.clone_from(&order.provider_payment);
        view
    }

    /// The path that the service's own addresses begin with: a proxy may serve it below one.
    pub(crate) fn path(&self) -> &str {
        let (_, address) = self.public_url.split_once("://").unwrap_or_default();
        address.find('/').map_or("", |at| &address[at..])
    }

    /// Changes an order as `decide` says, which is asked again if someone else was quicker.
    /// Nothing to change is an answer too.
    async fn change(
        &self,
        mut order: Order,
        decide: impl Fn(&Order) -> Result<Option<Change>, Refusal> + Send,
    ) -> Result<Order, Refusal> {
        for _ in 0..TRIES {
            let Some(change) = decide(&order)? else { return Ok(order) };
            match self.store.apply(&order, &change).await? {
                Applied::Done(changed) => {
                    for step in &change.steps {
                        self.metrics.order_became(*step);
                        tracing::info!(order = %changed.id, status = step.word(), by = change.by, "order changed");
                    }
                    self.bell.notify_one();
                    return Ok(*changed);
                }
                Applied::Seen => return self.order(&order.id).await,
                Applied::Stale => order = self.order(&order.id).await?,
            }
        }
        Err(Refusal::Store(StoreError::Contended))
    }
}
