//! Keeping a new order, exactly once for each key.

use super::row::columns;
use super::{Store, StoreError, change};
use crate::order::{Order, Status};
use sqlx::{Any, Transaction};

/// The order of a key.
#[derive(Debug)]
pub(crate) enum Created {
    /// It wasn't there before.
    New(Order),
    /// Someone was first, perhaps on another instance: that order is the one.
    Existing(Order),
}

impl Store {
    /// Keeps an order and takes it along `steps` after `created`, unless its key has one already.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn create(
        &self,
        order: &Order,
        steps: &[Status],
    ) -> Result<Created, StoreError> {
        match &self.batch {
            Some(batch) => batch.create(order, steps).await,
            None => self.create_alone(order, steps).await,
        }
    }

    /// In a transaction of its own.
    pub(super) async fn create_alone(
        &self,
        order: &Order,
        steps: &[Status],
    ) -> Result<Created, StoreError> {
        let mut transaction = self.begin().await?;
        match insert(&mut transaction, order, steps).await? {
            Some(order) => {
                transaction.commit().await?;
                Ok(Created::New(order))
            }
            None => {
                transaction.rollback().await?;
                self.existing(&order.key_hash).await
            }
        }
    }

    /// The order that a key has already.
    pub(super) async fn existing(&self, key_hash: &str) -> Result<Created, StoreError> {
        let found = self.by_key(key_hash).await?;
        found.map(Created::Existing).ok_or(StoreError::Contended)
    }
}

/// Puts an order in; nothing where its key has one already.
pub(super) async fn insert(
    transaction: &mut Transaction<'_, Any>,
    order: &Order,
    steps: &[Status],
) -> Result<Option<Order>, StoreError> {
    // The key's index decides who is first; whoever is later waits here until the first
    // has finished.
    let inserted = sqlx::query(concat!(
        "INSERT INTO orders (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, 'created', 1, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, NULL, NULL, NULL, NULL, NULL, NULL) \
         ON CONFLICT (key_hash) DO NOTHING"
    ))
    .bind(&order.id)
    .bind(&order.reference_code)
    .bind(&order.token)
    .bind(&order.key_hash)
    .bind(&order.body_hash)
    .bind(order.created_at)
    .bind(order.created_at)
    .bind(order.expires_at)
    .bind(i64::from(order.sandbox))
    .bind(order.provider.word())
    .bind(&order.payment_method)
    .bind(order.currency.code().to_owned())
    .bind(order.total.0)
    .bind(order.due_now.0)
    .bind(&order.contact.email)
    .bind(&order.contact.locale)
    .bind(order.line.kind.word())
    .bind(order.line.value.clone())
    .bind(order.renewal.word())
    .bind(&order.request)
    .bind(&order.quote)
    .bind(serde_json::to_string(&order.bill).map_err(|_| StoreError::Row("bill"))?)
    .bind(order.payment_url.clone())
    .bind(order.provider_ref.clone())
    .bind(order.provider_payment.clone())
    .bind(order.settle_at)
    .execute(&mut **transaction)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(None);
    }
    let mut walked = vec![(None, Status::Created)];
    let mut last = Status::Created;
    for next in steps {
        walked.push((Some(last), *next));
        last = *next;
    }
    change::record(transaction, &order.id, 0, &walked, order.created_at, "customer", None).await?;
    change::walk(transaction, &order.id, 1, steps).await?;
    let seq = i64::try_from(walked.len()).unwrap_or(i64::MAX);
    Ok(Some(Order { status: last, seq, ..order.clone() }))
}
