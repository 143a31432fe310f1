//! Looking orders up.

use super::row::{columns, order};
use super::{Store, StoreError};
use crate::order::{Order, ProviderKind, Status, Step};
use sqlx::Row;

/// What waits for the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// Unpaid for too long.
    Expiring,
    /// Slow payments of the sandbox.
    Settling,
    /// Payments at Stripe that nobody has told of yet.
    Paying,
    /// Refunds that were begun and not finished, when they say.
    Refunding,
}

/// Whether a text from outside could name anything that is kept. PostgreSQL fails at some that
/// couldn't, a zero byte for one, so it isn't asked.
fn is_name(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

impl Store {
    /// # Errors
    /// The database's.
    pub(crate) async fn by_id(&self, id: &str) -> Result<Option<Order>, StoreError> {
        if !is_name(id) {
            return Ok(None);
        }
        let row = sqlx::query(concat!("SELECT ", columns!(), " FROM orders WHERE id = $1"))
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(order).transpose()
    }

    /// By the hash of the `Idempotency-Key` it was made with.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn by_key(&self, hash: &str) -> Result<Option<Order>, StoreError> {
        let row = sqlx::query(concat!("SELECT ", columns!(), " FROM orders WHERE key_hash = $1"))
            .bind(hash)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(order).transpose()
    }

    /// By the reference people write on a bank transfer.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn by_reference(&self, code: &str) -> Result<Option<Order>, StoreError> {
        if !is_name(code) {
            return Ok(None);
        }
        let row =
            sqlx::query(concat!("SELECT ", columns!(), " FROM orders WHERE reference_code = $1"))
                .bind(code)
                .fetch_optional(&self.pool)
                .await?;
        row.as_ref().map(order).transpose()
    }

    /// By the provider's name for the attempt to pay.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn by_provider_ref(
        &self,
        provider: ProviderKind,
        name: &str,
    ) -> Result<Option<Order>, StoreError> {
        if !is_name(name) {
            return Ok(None);
        }
        let row = sqlx::query(concat!(
            "SELECT ",
            columns!(),
            " FROM orders WHERE provider = $1 AND provider_ref = $2"
        ))
        .bind(provider.word())
        .bind(name)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(order).transpose()
    }

    /// By the provider's name for the payment.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn by_payment(&self, name: &str) -> Result<Option<Order>, StoreError> {
        if !is_name(name) {
            return Ok(None);
        }
        let row =
            sqlx::query(concat!("SELECT ", columns!(), " FROM orders WHERE provider_payment = $1"))
                .bind(name)
                .fetch_optional(&self.pool)
                .await?;
        row.as_ref().map(order).transpose()
    }

    /// The newest orders, of one status or of all.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn newest(
        &self,
        status: Option<Status>,
        most: i64,
    ) -> Result<Vec<Order>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            columns!(),
            " FROM orders WHERE $1 = '' OR status = $1 ORDER BY id DESC LIMIT $2"
        ))
        .bind(status.map_or("", Status::word))
        .bind(most)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(order).collect()
    }

    /// Some of the orders whose time has come.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn waiting(
        &self,
        what: Waiting,
        now: i64,
        most: i64,
    ) -> Result<Vec<Order>, StoreError> {
        let query = match what {
            Waiting::Expiring => concat!(
                "SELECT ",
                columns!(),
                " FROM orders WHERE status IN ('created', 'awaiting_payment') \
                   AND expires_at <= $1 ORDER BY expires_at LIMIT $2"
            ),
            Waiting::Settling => concat!(
                "SELECT ",
                columns!(),
                " FROM orders WHERE settle_at IS NOT NULL AND settle_at <= $1 \
                  AND provider = 'sandbox' ORDER BY settle_at LIMIT $2"
            ),
            Waiting::Paying => concat!(
                "SELECT ",
                columns!(),
                " FROM orders WHERE settle_at IS NOT NULL AND settle_at <= $1 \
                  AND provider = 'stripe' ORDER BY settle_at LIMIT $2"
            ),
            Waiting::Refunding => concat!(
                "SELECT ",
                columns!(),
                " FROM orders WHERE refund_started IS NOT NULL AND status <> 'refunded' \
                  AND COALESCE(refund_next, refund_started) <= $1 \
                  ORDER BY COALESCE(refund_next, refund_started) LIMIT $2"
            ),
        };
        let rows = sqlx::query(query).bind(now).bind(most).fetch_all(&self.pool).await?;
        rows.iter().map(order).collect()
    }

    /// How an order came to where it is.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn history(&self, id: &str) -> Result<Vec<Step>, StoreError> {
        let rows = sqlx::query(
            "SELECT seq, to_status, at, by, detail FROM order_history WHERE order_id = $1 \
             ORDER BY seq",
        )
        .bind(id)
        .fetch_all(&self.pool)
        .await?;
        let step = |row: &sqlx::any::AnyRow| {
            let status = Status::from_word(&row.try_get::<String, _>(1)?);
            Ok(Step {
                seq: row.try_get(0)?,
                status: status.ok_or(StoreError::Row("to_status"))?,
                at: row.try_get(2)?,
                by: row.try_get(3)?,
                detail: row.try_get(4)?,
            })
        };
        rows.iter().map(step).collect()
    }
}
