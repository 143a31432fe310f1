//! Which messages are on their way at once: some that are told for the first time and some that are
//! told again, so that an order whose messages hang holds up no other's.

use super::notify::{LONGEST, Listener};
use super::{Refusal, Shop};
use crate::clock;
use crate::store::{Parcel, Tries};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::task::{Id, JoinSet};

/// How many messages are on their way at once: of those that weren't told yet, and of those that
/// were, and weren't taken.
const AT_ONCE: [(Tries, usize); 2] = [(Tries::None, 24), (Tries::Some, 16)];

/// The messages that are on their way.
#[derive(Debug)]
pub(crate) struct Courier {
    shop: Arc<Shop>,
    to: Arc<Listener>,
    under_way: JoinSet<bool>,
    /// Whose message each task carries, and after how many tries.
    carried: HashMap<Id, (String, Tries)>,
}

impl Courier {
    pub(crate) fn new(shop: Arc<Shop>, to: Arc<Listener>) -> Self {
        Self { shop, to, under_way: JoinSet::new(), carried: HashMap::new() }
    }

    /// Sets out with what is due, as far as there is room.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn set_out(&mut self) -> Result<(), Refusal> {
        for (tries, most) in AT_ONCE {
            let busy = self.carried.values().filter(|(_, of)| *of == tries).count();
            if busy >= most {
                continue;
            }
            // Some of those that are due may be under way already, not yet taken.
            let due =
                self.shop.store.due_parcels(clock::now(), LONGEST, tries, most as i64).await?;
            let is_new = |parcel: &Parcel| {
                !self.carried.values().any(|(order, _)| *order == parcel.order_id)
            };
            let due: Vec<Parcel> = due.into_iter().filter(is_new).take(most - busy).collect();
            for parcel in due {
                self.carry(parcel, tries);
            }
        }
        Ok(())
    }

    fn carry(&mut self, parcel: Parcel, tries: Tries) {
        let (shop, to) = (Arc::clone(&self.shop), Arc::clone(&self.to));
        let order = parcel.order_id.clone();
        let task = self.under_way.spawn(async move {
            shop.deliver_one(&to, &parcel).await.unwrap_or_else(|error| {
                tracing::error!(order = %parcel.order_id, %error, "a message is stuck");
                false
            })
        });
        self.carried.insert(task.id(), (order, tries));
    }

    /// Waits until a message is dealt with; for ever where none is under way. Whether it was this
    /// process's to send: one that can't be taken now is still due, and no reason to look again at
    /// once.
    pub(crate) async fn back(&mut self) -> bool {
        match self.under_way.join_next_with_id().await {
            None => std::future::pending().await,
            Some(Ok((id, was_sent))) => {
                self.carried.remove(&id);
                was_sent
            }
            Some(Err(error)) => {
                self.carried.remove(&error.id());
                false
            }
        }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.under_way.is_empty()
    }
}
