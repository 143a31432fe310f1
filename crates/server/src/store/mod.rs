//! Where orders are kept: one repository for SQLite and PostgreSQL.
//!
//! Both speak the same queries (`$1` is a parameter in either); what differs is the schema
//! (`migrations/`) and how a writing transaction begins. Every change names the state it was
//! decided on, so that of two at the same time one finds itself too late and looks again.

mod batch;
mod change;
mod create;
mod error;
mod find;
mod outbox;
mod row;

pub(crate) use change::{Applied, Change, ProviderEvent};
pub(crate) use create::Created;
pub(crate) use error::StoreError;
pub(crate) use find::Waiting;
pub(crate) use outbox::{Parcel, Tries};

use crate::clock;
use batch::Batch;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{
    Any, AnyConnection, AnyPool, ConnectOptions, Connection, Executor, SqlSafeStr, Transaction,
};
use std::str::FromStr;
use std::time::Duration;

/// The databases there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// A database with the tables of this version.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    /// Where it is read.
    pool: AnyPool,
    /// Where it is written. SQLite has one writer at a time: waiting here is fair, waiting for
    /// its lock is not.
    writer: AnyPool,
    kind: Kind,
    /// Where new orders go that come at the same time.
    batch: Option<Batch>,
}

/// What a connection to SQLite needs: readers that don't stop the writer; a commit that is on
/// the disk when it returns; references that are checked.
const SQLITE_SET_UP: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000";

/// The migrations of a database, in order. One that has been released is never changed: its
/// checksum is kept with the tables.
macro_rules! migrations {
    ($($database:literal),*) => {
        [$( [
            (1, "orders", include_str!(concat!("../../migrations/", $database, "/0001_orders.sql"))),
            (
                2,
                "refunds under way",
                include_str!(concat!(
                    "../../migrations/",
                    $database,
                    "/0002_refunds_under_way.sql"
                )),
            ),
            (
                3,
                "refunds again",
                include_str!(concat!("../../migrations/", $database, "/0003_refunds_again.sql")),
            ),
            (
                4,
                "refunds by name",
                include_str!(concat!("../../migrations/", $database, "/0004_refunds_by_name.sql")),
            ),
            (
                5,
                "readiness",
                include_str!(concat!("../../migrations/", $database, "/0005_readiness.sql")),
            ),
            (
                6,
                "first tries",
                include_str!(concat!("../../migrations/", $database, "/0006_first_tries.sql")),
            ),
        ] ),*]
    };
}

const MIGRATIONS: [[(i64, &str, &str); 6]; 2] = migrations!("sqlite", "postgres");

impl Store {
    /// Opens a database and brings its tables up to date. `url` is `sqlite:FILE`,
    /// `sqlite::memory:` or `postgres://…`.
    ///
    /// # Errors
    /// There is none, or it isn't ours.
    pub(crate) async fn open(url: &str, connections: u32) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let is_postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
        let kind = if is_postgres { Kind::Postgres } else { Kind::Sqlite };
        let in_memory = url.contains(":memory:");
        if let (Kind::Sqlite, false, Some(file)) = (kind, in_memory, url.strip_prefix("sqlite:")) {
            private(file)?;
        }
        let options = AnyConnectOptions::from_str(&match kind {
            Kind::Sqlite if !in_memory => format!("{url}?mode=rwc"),
            _ => url.to_owned(),
        })?
        .disable_statement_logging();
        // A pool tries again and again, which a server that is starting needs, and tells at last only
        // that it did.
        let cause =
            async |error| AnyConnection::connect_with(&options).await.err().unwrap_or(error);
        if kind == Kind::Sqlite && !in_memory {
            let mut connection = AnyConnection::connect_with(&options).await?;
            // A file that is none of SQLite's shows when it is read.
            connection.execute("PRAGMA schema_version").await?;
            connection.close().await?;
        }
        let pool = |most: u32| {
            let pool = AnyPoolOptions::new()
                .max_connections(most)
                .acquire_timeout(Duration::from_secs(20))
                .test_before_acquire(false);
            match kind {
                // The server may have restarted since; a connection in steady use needn't be
                // asked each time.
                Kind::Postgres => pool.before_acquire(|connection, about| {
                    Box::pin(async move {
                        let is_fresh = about.idle_for < Duration::from_secs(1);
                        Ok(is_fresh || connection.ping().await.is_ok())
                    })
                }),
                // A database in memory ends with its connection.
                Kind::Sqlite => pool
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .after_connect(|connection, _| {
                        Box::pin(async move {
                            connection.execute(SQLITE_SET_UP).await?;
                            Ok(())
                        })
                    })
                    // Where a disk was full, SQLite has ended the transaction by itself, and the
                    // driver waits for its end for ever: another connection can write again.
                    .before_acquire(move |connection, _| {
                        Box::pin(async move { Ok(in_memory || !connection.is_in_transaction()) })
                    }),
            }
        };
        let writer = match kind {
            Kind::Sqlite => pool(1).connect_with(options.clone()).await?,
            Kind::Postgres => match pool(connections).connect_with(options.clone()).await {
                Ok(pool) => pool,
                Err(error) => return Err(cause(error).await.into()),
            },
        };
        migrate(&writer, kind).await?;
        let pool = match kind {
            Kind::Sqlite if !in_memory => pool(connections.min(4)).connect_with(options).await?,
            _ => writer.clone(),
        };
        let store = Self { pool, writer, kind, batch: None };
        Ok(match kind {
            Kind::Sqlite => Self { batch: Some(Batch::start(store.clone())), ..store },
            Kind::Postgres => store,
        })
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it answers.
    ///
    /// # Errors
    /// It doesn't, or not to what is written.
    pub(crate) async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").fetch_one(&self.pool).await?;
        // A database that only reads (one that stands by, say) refuses it, and one whose disk is full.
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO readiness (id, at) VALUES (1, $1) \
             ON CONFLICT (id) DO UPDATE SET at = EXCLUDED.at",
        )
        .bind(clock::now())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Ends all connections; what is under way is finished first.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
        self.writer.close().await;
    }

    /// Begins a transaction that will write.
    async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        Ok(self
            .writer
            .begin_with(match self.kind {
                // Else SQLite would begin as a reader, and refuse to write where another
                // process has written since.
                Kind::Sqlite => "BEGIN IMMEDIATE",
                Kind::Postgres => "BEGIN",
            })
            .await?)
    }
}

async fn migrate(pool: &AnyPool, kind: Kind) -> Result<(), StoreError> {
    let [sqlite, postgres] = MIGRATIONS;
    let migrations = match kind {
        Kind::Sqlite => sqlite,
        Kind::Postgres => postgres,
    };
    let migrations = migrations.into_iter().map(|(version, name, sql)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    let migrator = Migrator::with_migrations(migrations.collect());
    // Several instances may start at once; PostgreSQL makes them wait for each other. At SQLite who comes
    // second finds half of it done by another, and all of it some moments later.
    for _ in 0..if kind == Kind::Sqlite { 10 } else { 0 } {
        match migrator.run(pool).await {
            Ok(()) => return Ok(()),
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
    Ok(migrator.run(pool).await?)
}

/// Makes the file where there is none, and keeps it for this user alone: it holds addresses and tokens.
fn private(file: &str) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = |error| StoreError::Database(sqlx::Error::Io(error));
    let file = options.open(file).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut permissions = file.metadata().map_err(failed)?.permissions();
        if permissions.mode() & 0o077 != 0 {
            permissions.set_mode(permissions.mode() & !0o077);
            // Another user's file stays as that one has it.
            if file.set_permissions(permissions).is_err() {
                tracing::warn!("the database's file can be read by others on this machine");
            }
        }
    }
    drop(file);
    Ok(())
}
