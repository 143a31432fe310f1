//! A row of the table `orders`, as an order.

use super::StoreError;
use crate::order::{Contact, Line, Order, ProviderKind, Renewal, Status};
use simfare_engine::Currency;
use simfare_engine::format::Amount;
use simfare_engine::order_line::LineKind;
use sqlx::Row;
use sqlx::any::AnyRow;

/// Every column of an order, in the order in which [`order`] reads them.
macro_rules! columns {
    () => {
        "id, reference_code, token, key_hash, body_hash, status, seq, created_at, updated_at, \
         expires_at, sandbox, provider, payment_method, currency, total, due_now, email, locale, \
         line_kind, line_value, renewal, request, quote, bill, payment_url, provider_ref, \
         provider_payment, settle_at, activation_code, fulfil_reference, failure, refund_started, \
         refund_ref, refund_failed_ref"
    };
}
pub(super) use columns;

/// Reads a row of [`columns!`].
pub(super) fn order(row: &AnyRow) -> Result<Order, StoreError> {
    let text = |i: usize| row.try_get::<String, _>(i);
    let maybe_text = |i: usize| row.try_get::<Option<String>, _>(i);
    let number = |i: usize| row.try_get::<i64, _>(i);
    let maybe_number = |i: usize| row.try_get::<Option<i64>, _>(i);
    Ok(Order {
        id: text(0)?,
        reference_code: text(1)?,
        token: text(2)?,
        key_hash: text(3)?,
        body_hash: text(4)?,
        status: Status::from_word(&text(5)?).ok_or(StoreError::Row("status"))?,
        seq: number(6)?,
        created_at: number(7)?,
        updated_at: number(8)?,
        expires_at: number(9)?,
        sandbox: number(10)? != 0,
        provider: ProviderKind::from_word(&text(11)?).ok_or(StoreError::Row("provider"))?,
        payment_method: text(12)?,
        currency: Currency::from_code(&text(13)?).ok_or(StoreError::Row("currency"))?,
        total: Amount(number(14)?),
        due_now: Amount(number(15)?),
        contact: Contact { email: text(16)?, locale: text(17)? },
        line: Line {
            kind: LineKind::from_word(&text(18)?).ok_or(StoreError::Row("line_kind"))?,
            value: maybe_text(19)?,
        },
        renewal: Renewal::from_word(&text(20)?).ok_or(StoreError::Row("renewal"))?,
        request: text(21)?,
        quote: text(22)?,
        bill: serde_json::from_str(&text(23)?).map_err(|_| StoreError::Row("bill"))?,
        payment_url: maybe_text(24)?,
        provider_ref: maybe_text(25)?,
        provider_payment: maybe_text(26)?,
        settle_at: maybe_number(27)?,
        activation_codes: maybe_text(28)?.iter().flat_map(|codes| of_lines(codes)).collect(),
        fulfil_reference: maybe_text(29)?,
        failure: maybe_text(30)?,
        refund_started: maybe_number(31)?,
        refund_ref: maybe_text(32)?,
        refund_failed_ref: maybe_text(33)?,
    })
}

/// A list of texts without line breaks, as a column keeps it: a line each. None for none.
pub(super) fn lines(list: &[String]) -> Option<String> {
    (!list.is_empty()).then(|| list.join("\n"))
}

fn of_lines(column: &str) -> impl Iterator<Item = String> {
    column.lines().map(str::to_owned)
}
