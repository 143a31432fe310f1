//! A database of a test's own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where a test's orders are kept.
#[derive(Debug)]
pub(crate) struct Database {
    /// What `--database` is given.
    pub(crate) url: String,
    pub(crate) dir: PathBuf,
    pub(crate) is_postgres: bool,
}

impl Database {
    pub(crate) fn sqlite(name: &str) -> Self {
        let dir = crate::support::empty_dir(&name.replace("::", "-"));
        let url = dir.join("orders.db").to_string_lossy().into_owned();
        Self { url, dir, is_postgres: false }
    }

    /// A fresh database on a server that this process starts; none where it was told to do
    /// without.
    pub(crate) fn postgres() -> Option<Self> {
        static SERVER: OnceLock<Server> = OnceLock::new();
        static COUNT: AtomicU32 = AtomicU32::new(0);
        if std::env::var_os("SIMFARE_NO_POSTGRES").is_some() {
            println!("skipped: SIMFARE_NO_POSTGRES is set");
            return None;
        }
        let server = SERVER.get_or_init(Server::start);
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        server.query("postgres", &format!("CREATE DATABASE {name}"));
        let dir = crate::support::empty_dir(&format!("postgres-{name}"));
        let url = format!("postgres://postgres@127.0.0.1:{}/{name}", server.port);
        Some(Self { url, dir, is_postgres: true })
    }
}

/// A PostgreSQL server that ends with this process.
#[derive(Debug)]
struct Server {
    port: u16,
    bin: PathBuf,
    /// Stops the server when its standard input ends, which it does with us.
    _guard: Child,
}

impl Server {
    fn start() -> Self {
        let bin = programs().unwrap_or_else(|| {
            panic!(
                "no PostgreSQL here: `cargo xtask test` installs it, apt-get install postgresql \
                 too; SIMFARE_NO_POSTGRES=1 does without"
            )
        });
        let dir = std::env::temp_dir().join(format!("simfare-postgres-{}", std::process::id()));
        let port = free_port();
        // The guard does everything, as a user that PostgreSQL accepts: it refuses root.
        let script = r#"
            set -e
            bin=$1 dir=$2 port=$3
            rm -rf "$dir"; mkdir -p "$dir"
            trap '"$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
            "$bin/initdb" -D "$dir/data" -U postgres -A trust -N -E UTF8 --locale=C >/dev/null
            "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/log" -o "-p $port -k $dir \
                -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=400" start >/dev/null
            echo ready
            cat >/dev/null
        "#;
        let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
        let mut command = if is_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh", "-c", script, "sh"]);
            command
        } else {
            let mut command = Command::new("sh");
            command.args(["-c", script, "sh"]);
            command
        };
        let mut guard = command
            .arg(&bin)
            .arg(&dir)
            .arg(port.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell starts");
        let mut ready = [0; 6];
        let stdout = guard.stdout.as_mut().expect("standard output is piped");
        std::io::Read::read_exact(stdout, &mut ready).expect("PostgreSQL starts");
        Self { port, bin, _guard: guard }
    }

    fn query(&self, database: &str, sql: &str) {
        let mut psql = Command::new(self.bin.join("psql"))
            .args(["-h", "127.0.0.1", "-U", "postgres", "-q", "-v", "ON_ERROR_STOP=1", "-p"])
            .arg(self.port.to_string())
            .arg(database)
            .stdin(Stdio::piped())
            .spawn()
            .expect("psql starts");
        let stdin = psql.stdin.as_mut().expect("standard input is piped");
        stdin.write_all(sql.as_bytes()).expect("psql reads");
        assert!(psql.wait().expect("psql ends").success(), "{sql}");
    }
}

fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .chain(std::env::var_os("PATH").iter().flat_map(std::env::split_paths))
        .filter(|dir: &PathBuf| dir.join("initdb").exists() && dir.join("psql").exists())
        .collect();
    found.sort();
    found.pop().filter(|dir| Path::exists(dir))
}

pub(crate) fn free_port() -> u16 {
    let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    socket.local_addr().expect("an address").port()
}

impl Database {
    /// Changes it behind the service's back.
    pub(crate) fn run(&self, sql: &str) {
        self.try_run(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Whether it lets itself be changed so.
    pub(crate) fn accepts(&self, sql: &str) -> bool {
        self.try_run(sql).is_ok()
    }

    fn try_run(&self, sql: &str) -> Result<(), sqlx::Error> {
        let url = if self.is_postgres { self.url.clone() } else { format!("sqlite:{}", self.url) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            use sqlx::Connection;
            sqlx::any::install_default_drivers();
            let mut connection = sqlx::AnyConnection::connect(&url).await.expect("a database");
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
            Ok(())
        })
    }

    /// The only number a query gives.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        let url = if self.is_postgres { self.url.clone() } else { format!("sqlite:{}", self.url) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            use sqlx::{Connection, Row};
            sqlx::any::install_default_drivers();
            let mut connection = sqlx::AnyConnection::connect(&url).await.expect("a database");
            let row = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()))
                .fetch_one(&mut connection)
                .await
                .unwrap_or_else(|error| panic!("{sql}: {error}"));
            row.get(0)
        })
    }
}
