//! Taking an order from one status to another, with its history and what the shop is told, in
//! one transaction.

use super::row::{self, columns, order};
use super::{Store, StoreError};
use crate::clock;
use crate::order::{Order, Status};
use sqlx::{Any, AssertSqlSafe, Transaction};

/// A change of an order: where it goes, who did it, and what is known from then on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    /// The statuses it goes through, one after another; none where only facts change.
    pub(crate) steps: Vec<Status>,
    /// `customer`, `shop`, `service`, or a payment provider.
    pub(crate) by: &'static str,
    /// What the history says beside the last step.
    pub(crate) detail: Option<String>,
    /// The provider's event that says so; an event seen before changes nothing.
    pub(crate) event: Option<ProviderEvent>,
    pub(crate) payment_url: Option<String>,
    pub(crate) provider_ref: Option<String>,
    pub(crate) provider_payment: Option<String>,
    pub(crate) expires_at: Option<i64>,
    /// `Some(None)` forgets it.
    pub(crate) settle_at: Option<Option<i64>>,
    /// None where there are no new ones.
    pub(crate) activation_codes: Vec<String>,
    pub(crate) fulfil_reference: Option<String>,
    /// Money that has arrived, or a new try to deliver, forgets the one before.
    pub(crate) failure: Option<String>,
    /// `Some(None)` forgets it.
    pub(crate) refund_started: Option<Option<i64>>,
    /// When a refund under way is looked at again; where `refund_started` is set, only then.
    pub(crate) refund_next: Option<i64>,
    /// The provider's name for the refund under way; forgotten with `refund_started`.
    pub(crate) refund_ref: Option<String>,
    /// The provider's name for one that has failed.
    pub(crate) refund_failed_ref: Option<String>,
}

/// A payment provider's event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProviderEvent {
    pub(crate) provider: &'static str,
    pub(crate) id: String,
}

/// What became of a change.
#[derive(Debug)]
pub(crate) enum Applied {
    /// The order is as it should be.
    Done(Box<Order>),
    /// Someone else changed it first: look again.
    Stale,
    /// The event was dealt with before.
    Seen,
}

impl Store {
    /// Changes the order, if it still is as `seen`.
    ///
    /// # Errors
    /// The database's; among them that there is no such transition.
    pub(crate) async fn apply(&self, seen: &Order, change: &Change) -> Result<Applied, StoreError> {
        let now = clock::now();
        let mut transaction = self.begin().await?;
        if let Some(event) = &change.event
            && !note(&mut transaction, event, now).await?
        {
            transaction.rollback().await?;
            return Ok(Applied::Seen);
        }
        if !write(&mut transaction, seen, change, now).await? {
            transaction.rollback().await?;
            return Ok(Applied::Stale);
        }
        if change.steps.is_empty() {
            // Facts count as a change too: who decided before them looks again.
            sqlx::query("UPDATE orders SET seq = seq + 1 WHERE id = $1")
                .bind(&seen.id)
                .execute(&mut *transaction)
                .await?;
        } else {
            let before = [seen.status].into_iter().chain(change.steps.iter().copied());
            let walked: Vec<_> = before.map(Some).zip(change.steps.iter().copied()).collect();
            let detail = change.detail.as_deref();
            record(&mut transaction, &seen.id, seen.seq, &walked, now, change.by, detail).await?;
            walk(&mut transaction, &seen.id, seen.seq, &change.steps).await?;
        }
        let row = sqlx::query(concat!("SELECT ", columns!(), " FROM orders WHERE id = $1"))
            .bind(&seen.id)
            .fetch_one(&mut *transaction)
            .await?;
        let changed = order(&row)?;
        transaction.commit().await?;
        Ok(Applied::Done(Box::new(changed)))
    }
}

/// Notes an event; whether it is the first time that it comes.
async fn note(
    transaction: &mut Transaction<'_, Any>,
    event: &ProviderEvent,
    now: i64,
) -> Result<bool, StoreError> {
    let inserted = sqlx::query(
        "INSERT INTO provider_events (provider, event_id, at) VALUES ($1, $2, $3) \
         ON CONFLICT DO NOTHING",
    )
    .bind(event.provider)
    .bind(&event.id)
    .bind(now)
    .execute(&mut **transaction)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Writes what is known from a change on; whether the order still is as `seen`.
async fn write(
    transaction: &mut Transaction<'_, Any>,
    seen: &Order,
    change: &Change,
    now: i64,
) -> Result<bool, StoreError> {
    let begins_anew =
        change.steps.iter().any(|step| matches!(step, Status::Paid | Status::Fulfilling));
    let updated = sqlx::query(
        "UPDATE orders SET updated_at = $4, \
            payment_url = COALESCE($5, payment_url), \
            provider_ref = COALESCE($6, provider_ref), \
            provider_payment = COALESCE($7, provider_payment), \
            expires_at = COALESCE($8, expires_at), \
            settle_at = CASE WHEN $9 = 1 THEN $10 ELSE settle_at END, \
            activation_code = COALESCE($11, activation_code), \
            fulfil_reference = COALESCE($12, fulfil_reference), \
            failure = CASE WHEN $13 = 1 THEN $14 ELSE COALESCE($14, failure) END, \
            refund_started = CASE WHEN $15 = 1 THEN $16 ELSE refund_started END, \
            refund_next = CASE WHEN $15 = 1 THEN $17 ELSE COALESCE($17, refund_next) END, \
            refund_ref = CASE WHEN $15 = 1 THEN NULL ELSE COALESCE($18, refund_ref) END, \
            refund_failed_ref = COALESCE($19, refund_failed_ref) \
         WHERE id = $1 AND seq = $2 AND status = $3",
    )
    .bind(&seen.id)
    .bind(seen.seq)
    .bind(seen.status.word())
    .bind(now)
    .bind(change.payment_url.clone())
    .bind(change.provider_ref.clone())
    .bind(change.provider_payment.clone())
    .bind(change.expires_at)
    .bind(i64::from(change.settle_at.is_some()))
    .bind(change.settle_at.flatten())
    .bind(row::lines(&change.activation_codes))
    .bind(change.fulfil_reference.clone())
    .bind(i64::from(begins_anew))
    .bind(change.failure.clone())
    .bind(i64::from(change.refund_started.is_some()))
    .bind(change.refund_started.flatten())
    .bind(change.refund_next)
    .bind(change.refund_ref.clone())
    .bind(change.refund_failed_ref.clone())
    .execute(&mut **transaction)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Takes an order at `seq` through `steps`, one statement each, so that the database checks
/// every one of them.
pub(super) async fn walk(
    transaction: &mut Transaction<'_, Any>,
    id: &str,
    seq: i64,
    steps: &[Status],
) -> Result<(), StoreError> {
    for (at, next) in (seq..).zip(steps) {
        let updated =
            sqlx::query("UPDATE orders SET status = $3, seq = seq + 1 WHERE id = $1 AND seq = $2")
                .bind(id)
                .bind(at)
                .bind(next.word())
                .execute(&mut **transaction)
                .await?;
        if updated.rows_affected() != 1 {
            return Err(StoreError::Contended);
        }
    }
    Ok(())
}

/// Writes the steps into the history and the outbox. `seq` is the order's before the first.
pub(super) async fn record(
    transaction: &mut Transaction<'_, Any>,
    id: &str,
    seq: i64,
    walked: &[(Option<Status>, Status)],
    now: i64,
    by: &'static str,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    let rows = |columns: usize| {
        let row = |i: usize| {
            let first = i * columns;
            let places: Vec<String> = (1..=columns).map(|c| format!("${}", first + c)).collect();
            format!("({})", places.join(", "))
        };
        (0..walked.len()).map(row).collect::<Vec<_>>().join(", ")
    };
    // Only numbers of parameters are put together.
    let mut history = sqlx::query(AssertSqlSafe(format!(
        "INSERT INTO order_history (order_id, seq, from_status, to_status, at, by, detail) \
         VALUES {}",
        rows(7)
    )));
    let mut outbox = sqlx::query(AssertSqlSafe(format!(
        "INSERT INTO outbox (order_id, seq, next_at) VALUES {}",
        rows(3)
    )));
    for (i, (from, to)) in (1i64..).zip(walked) {
        let is_last = usize::try_from(i) == Ok(walked.len());
        history = history
            .bind(id.to_owned())
            .bind(seq + i)
            .bind(from.map_or("new", Status::word))
            .bind(to.word())
            .bind(now)
            .bind(by)
            .bind(detail.filter(|_| is_last).map(str::to_owned));
        outbox = outbox.bind(id.to_owned()).bind(seq + i).bind(now);
    }
    history.execute(&mut **transaction).await?;
    outbox.execute(&mut **transaction).await?;
    Ok(())
}
