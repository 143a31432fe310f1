//! The order service, driven over HTTP as pages and shops drive it, on SQLite and on a real
//! PostgreSQL server that these tests start.

#![allow(dead_code, reason = "no test file uses everything")]

#[path = "../support/mod.rs"]
mod support;

mod database;
mod http;
mod listener;
mod service;
mod stripe_stand_in;

mod crashing;
mod enduring;
mod fulfilling;
mod garbage;
mod receipts;
mod safety;
mod stripe;
mod taking;
mod telling;
mod widget;

/// Runs each test once on every database.
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $( #[test] fn $name() {
                let name = concat!(module_path!(), "::", stringify!($name));
                super::$name(&crate::database::Database::sqlite(name));
            } )*
        }
        mod postgres {
            $( #[test] fn $name() {
                if let Some(database) = crate::database::Database::postgres() {
                    super::$name(&database);
                }
            } )*
        }
    };
}
pub(crate) use on_both_databases;
