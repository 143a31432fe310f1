//! New orders that come at the same time go to SQLite in one transaction: what takes time there
//! is waiting for the disk, and that is waited for once. Nobody is told of an order before it is
//! on the disk. PostgreSQL does the same by itself.

use super::create::{Created, insert};
use super::{Store, StoreError};
use crate::order::{Order, Status};
use tokio::sync::{mpsc, oneshot};

/// The most orders in one transaction.
const MOST: usize = 64;

/// How many orders may wait; more than that wait to be let in.
const WAITING: usize = 1024;

/// An order to be kept.
#[derive(Debug)]
struct Job {
    order: Order,
    steps: Vec<Status>,
    answer: oneshot::Sender<Result<Created, StoreError>>,
}

/// Where orders are handed in.
#[derive(Clone, Debug)]
pub(super) struct Batch(mpsc::Sender<Job>);

impl Batch {
    /// Begins to take orders, until the last who can hand any in is gone.
    pub(super) fn start(store: Store) -> Self {
        let (sender, mut jobs) = mpsc::channel(WAITING);
        tokio::spawn(async move {
            let mut batch = Vec::with_capacity(MOST);
            while jobs.recv_many(&mut batch, MOST).await > 0 {
                store.keep(std::mem::take(&mut batch)).await;
            }
        });
        Self(sender)
    }

    /// Hands an order in; comes back when it is on the disk.
    pub(super) async fn create(
        &self,
        order: &Order,
        steps: &[Status],
    ) -> Result<Created, StoreError> {
        let (answer, answered) = oneshot::channel();
        let job = Job { order: order.clone(), steps: steps.to_vec(), answer };
        self.0.send(job).await.map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}

impl Store {
    /// Keeps all of them together; where that fails, each by itself, so that one that can't be
    /// kept costs no other.
    async fn keep(&self, jobs: Vec<Job>) {
        let together = if jobs.len() > 1 { self.keep_together(&jobs).await.ok() } else { None };
        match together {
            Some(results) => {
                for (job, created) in jobs.into_iter().zip(results) {
                    // Whoever has gone finds the order by its key.
                    let _ = job.answer.send(created);
                }
            }
            None => {
                for job in jobs {
                    let _ = job.answer.send(self.create_alone(&job.order, &job.steps).await);
                }
            }
        }
    }

    async fn keep_together(
        &self,
        jobs: &[Job],
    ) -> Result<Vec<Result<Created, StoreError>>, StoreError> {
        let mut transaction = self.begin().await?;
        let mut kept = Vec::with_capacity(jobs.len());
        for job in jobs {
            kept.push(insert(&mut transaction, &job.order, &job.steps).await?);
        }
        transaction.commit().await?;
        let mut results = Vec::with_capacity(jobs.len());
        for (job, kept) in jobs.iter().zip(kept) {
            results.push(match kept {
                Some(order) => Ok(Created::New(order)),
                None => self.existing(&job.order.key_hash).await,
            });
        }
        Ok(results)
    }
}
