//! What can go wrong with the database.

use std::fmt;

/// Why the database didn't do it. Nothing of an order is in the text.
#[derive(Debug)]
pub(crate) enum StoreError {
    /// It isn't there, is full, or broke off.
    Database(sqlx::Error),
    /// Its tables can't be brought up to date.
    Migration(sqlx::migrate::MigrateError),
    /// A row that this program can't have written.
    Row(&'static str),
    /// Too many others changed the same order at the same time.
    Contended,
    /// The service is about to end.
    Closed,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migration(error)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => write!(f, "database: {error}"),
            Self::Migration(error) => write!(f, "database migration: {error}"),
            Self::Row(column) => write!(f, "database: a row with an impossible {column}"),
            Self::Closed => f.write_str("database: closed"),
            Self::Contended => f.write_str("database: an order is changed by too many at once"),
        }
    }
}

impl std::error::Error for StoreError {}
