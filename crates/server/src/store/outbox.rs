//! What the shop still has to be told: one row for each step of an order, gone when the shop
//! has answered 2xx.

use super::{Store, StoreError};
use sqlx::Row;

/// One message to the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parcel {
    pub(crate) order_id: String,
    pub(crate) seq: i64,
    /// When it was due; who takes it says so, and is refused if someone else took it.
    pub(crate) next_at: i64,
    /// How often it has been tried.
    pub(crate) attempts: i64,
}

/// Whether a message has been tried before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tries {
    None,
    Some,
}

impl Store {
    /// Some messages that are due, the longest first. Of each order only the oldest: they go out in
    /// order. What would wait for longer than `longest` was put off by a clock that was wrong, and is
    /// due.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn due_parcels(
        &self,
        now: i64,
        longest: i64,
        tries: Tries,
        most: i64,
    ) -> Result<Vec<Parcel>, StoreError> {
        macro_rules! due {
            ($tries:literal) => {
                concat!(
                    "SELECT o.order_id, o.seq, o.next_at, o.attempts FROM outbox o \
                     WHERE (o.next_at <= $1 OR o.next_at > $3) AND o.attempts ",
                    $tries,
                    " AND NOT EXISTS \
                        (SELECT 1 FROM outbox e WHERE e.order_id = o.order_id AND e.seq < o.seq) \
                     ORDER BY o.next_at LIMIT $2"
                )
            };
        }
        let rows = sqlx::query(match tries {
            Tries::None => due!("= 0"),
            Tries::Some => due!("> 0"),
        })
        .bind(now)
        .bind(most)
        .bind(now.saturating_add(longest))
        .fetch_all(&self.pool)
        .await?;
        let parcel = |row: &sqlx::any::AnyRow| {
            Ok(Parcel {
                order_id: row.try_get(0)?,
                seq: row.try_get(1)?,
                next_at: row.try_get(2)?,
                attempts: row.try_get(3)?,
            })
        };
        rows.iter().map(parcel).collect()
    }

    /// Takes a message until `until`; false where another instance has it.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn take_parcel(
        &self,
        parcel: &Parcel,
        until: i64,
    ) -> Result<bool, StoreError> {
        let taken = sqlx::query(
            "UPDATE outbox SET next_at = $4, attempts = attempts + 1 \
             WHERE order_id = $1 AND seq = $2 AND next_at = $3",
        )
        .bind(&parcel.order_id)
        .bind(parcel.seq)
        .bind(parcel.next_at)
        .bind(until)
        .execute(&self.writer)
        .await?;
        Ok(taken.rows_affected() == 1)
    }

    /// The shop has it.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn parcel_arrived(&self, parcel: &Parcel) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM outbox WHERE order_id = $1 AND seq = $2")
            .bind(&parcel.order_id)
            .bind(parcel.seq)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// The shop doesn't have it; it is tried again at `next_at`.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn parcel_returned(
        &self,
        parcel: &Parcel,
        next_at: i64,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE outbox SET next_at = $3 WHERE order_id = $1 AND seq = $2")
            .bind(&parcel.order_id)
            .bind(parcel.seq)
            .bind(next_at)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Forgets messages due before `before`; for a shop that has nowhere to receive them. Those of an
    /// order of which one is being tried are somebody's, an instance's that knows where to.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn forget_parcels(&self, before: i64) -> Result<u64, StoreError> {
        let gone = sqlx::query(
            "DELETE FROM outbox WHERE next_at < $1 AND NOT EXISTS \
             (SELECT 1 FROM outbox t WHERE t.order_id = outbox.order_id \
              AND t.attempts > 0 AND t.next_at >= $1)",
        )
        .bind(before)
        .execute(&self.writer)
        .await?;
        Ok(gone.rows_affected())
    }

    /// How many messages wait.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn parcels_waiting(&self) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) FROM outbox").fetch_one(&self.pool).await?;
        Ok(row.try_get(0)?)
    }
}
