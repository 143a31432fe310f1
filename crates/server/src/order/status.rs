//! An order's status in the service's documents and databases.

pub(crate) use simfare_engine::OrderStatus as Status;

use super::one_of;
use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

/// How the OpenAPI document has it.
pub(crate) struct StatusSchema;

impl PartialSchema for StatusSchema {
    fn schema() -> RefOr<Schema> {
        one_of("Where an order stands.", Status::WORDS)
    }
}

impl ToSchema for StatusSchema {
    fn name() -> Cow<'static, str> {
        "Status".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_allow_the_same_changes_as_the_program() {
        for sql in [
            include_str!("../../migrations/sqlite/0001_orders.sql"),
            include_str!("../../migrations/postgres/0001_orders.sql"),
        ] {
            for &from in Status::ALL {
                for &to in Status::ALL {
                    let row = format!("('{}', '{}')", from.word(), to.word());
                    assert_eq!(sql.contains(&row), from.may_become(to), "{row}");
                }
            }
        }
    }
}
