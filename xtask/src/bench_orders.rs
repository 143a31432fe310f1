//! How many orders the service takes: on SQLite, and on PostgreSQL with two instances, against a
//! bare route of the same framework in the same run. Customers are `wrk`'s.

use crate::run::{cargo, command, find_program, output_of, run};
use crate::setup;
use crate::{Result, project};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// How long each is measured, in seconds, and with how many customers at once.
const SECONDS: u32 = 10;
const CUSTOMERS: u32 = 32;

/// A process that ends with the bench.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        // Asked first, so that PostgreSQL leaves nothing behind.
        let _ = command("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

/// What wrk counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Load {
    requests: u64,
    micros: u64,
    p50: u64,
    p99: u64,
    longest: u64,
    failed: u64,
}

impl Load {
    /// Reads the line that `order.lua` writes.
    fn read(output: &str) -> Option<Self> {
        let line = output.lines().find_map(|line| line.strip_prefix("simfare-bench "))?;
        let mut numbers = line.split(' ').map(str::parse::<u64>);
        let mut next = || numbers.next()?.ok();
        let (requests, micros, p50, p99) = (next()?, next()?, next()?, next()?);
        Some(Self { requests, micros, p50, p99, longest: next()?, failed: next()? })
    }

    /// Two loads at the same time.
    fn and(self, other: Self) -> Self {
        Self {
            requests: self.requests + other.requests,
            micros: self.micros.max(other.micros),
            p50: self.p50.max(other.p50),
            p99: self.p99.max(other.p99),
            longest: self.longest.max(other.longest),
            failed: self.failed + other.failed,
        }
    }

    fn row(self, what: &str) -> String {
        let ms = |micros: u64| format!("{}.{} ms", micros / 1000, micros % 1000 / 100);
        format!(
            "| {what} | {} | {} | {} | {} | {} |",
            self.requests * 1_000_000 / self.micros.max(1),
            ms(self.p50),
            ms(self.p99),
            ms(self.longest),
            self.failed
        )
    }
}

/// Measures, and prints a table.
pub(crate) fn all() -> Result {
    setup::for_order_bench()?;
    run(cargo()
        .args(["build", "--profile", "native", "--package", "simfare-server"])
        .args(["--bins", "--examples"]))?;
    let dir = project::target().join("bench-orders");
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(dir.join("site"))?;
    fs::write(dir.join("site/index.html"), "shop")?;
    let body = dir.join("body.json");
    fs::write(&body, order(&dir)?)?;

    let mut rows = Vec::new();
    {
        let bare = project::target().join("native/examples/bare");
        let (_bare, address) = serve(&mut command(bare))?;
        rows.push(measure(&[address], &body)?.row("a bare axum route"));
    }
    {
        let database = dir.join("orders.db");
        let (_service, address) = serve(&mut service(&dir, &database.to_string_lossy()))?;
        rows.push(measure(&[address], &body)?.row("orders on SQLite, one instance"));
    }
    {
        let (_server, url) = postgres()?;
        let (_one, first) = serve(&mut service(&dir, &url))?;
        rows.push(
            measure(std::slice::from_ref(&first), &body)?.row("orders on PostgreSQL, one instance"),
        );
        let (_two, second) = serve(&mut service(&dir, &url))?;
        rows.push(measure(&[first, second], &body)?.row("orders on PostgreSQL, two instances"));
    }
    println!("\n## Orders\n");
    println!("{CUSTOMERS} customers at once for {SECONDS} s; each commit is on the disk.\n");
    println!("| | orders a second | p50 | p99 | longest | failed |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for row in rows {
        println!("{row}");
    }
    Ok(())
}

/// An order of a month's trip on the real catalog, with the total the catalog gives it.
fn order(dir: &Path) -> Result<String> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let date = output_of(
        command("date").args(["-u", "+%F", "-d"]).arg(format!("@{}", seconds + 259_200)),
    )?;
    let request = serde_json::json!({
        "schema": "simfare.request/1", "start_date": date.trim(),
        "phases": [{ "days": 30, "data_mb": 5000, "minutes": 100 }], "payment_method": "card"
    });
    let file = dir.join("request.json");
    fs::write(&file, request.to_string())?;
    let quote = output_of(
        command(project::server_binary())
            .arg("quote")
            .arg("--catalog")
            .arg(catalog())
            .arg("--request")
            .arg(&file),
    )?;
    let quote: serde_json::Value = serde_json::from_str(&quote)?;
    let order = serde_json::json!({
        "request": request, "expected_total": quote["total"],
        "contact": { "email": "customer@example.com", "locale": "en" },
        "line": { "kind": "new_esim" }, "payment_method": "card", "renewal": "manual"
    });
    Ok(order.to_string())
}

fn catalog() -> PathBuf {
    project::root().join("public/catalog.json")
}

fn service(dir: &Path, database: &str) -> Command {
    let mut service = command(project::server_binary());
    service
        .args(["serve", "--listen", "127.0.0.1:0", "--sandbox", "--rate-limit", "0"])
        .args(["--log", "warn", "--database", database, "--dir"])
        .arg(dir.join("site"))
        .arg("--catalog")
        .arg(catalog());
    service
}

/// Starts a server that says where it is.
fn serve(server: &mut Command) -> Result<(Ends, String)> {
    let mut child = server.stdout(Stdio::piped()).spawn()?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_line(&mut line)?;
    }
    let child = Ends(child);
    let address = line.split_once("http://").and_then(|(_, rest)| rest.split_once('/'));
    let (address, _) = address.ok_or("the server doesn't say where it is")?;
    Ok((child, address.to_owned()))
}

/// Loads all addresses at the same time; the customers are shared out among them.
fn measure(addresses: &[String], body: &Path) -> Result<Load> {
    let share = u32::try_from(addresses.len())?.max(1);
    // A moment to get warm isn't counted.
    load(addresses, body, 2, CUSTOMERS / share)?;
    load(addresses, body, SECONDS, CUSTOMERS / share)
}

fn load(addresses: &[String], body: &Path, seconds: u32, customers: u32) -> Result<Load> {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos();
    let mut running = Vec::new();
    for (i, address) in addresses.iter().enumerate() {
        let mut wrk = command("wrk");
        wrk.args(["-t1", &format!("-c{customers}"), &format!("-d{seconds}s"), "--timeout", "30s"])
            .arg("-s")
            .arg(project::root().join("benches/orders/order.lua"))
            .arg(format!("http://{address}/v1/orders"))
            .env("SIMFARE_BENCH_BODY", body)
            .env("SIMFARE_BENCH_KEY", format!("{nanos}-{i}"))
            .stdout(Stdio::piped());
        running.push(wrk.spawn()?);
    }
    let mut all: Option<Load> = None;
    for wrk in running {
        let output = wrk.wait_with_output()?;
        let output = String::from_utf8_lossy(&output.stdout);
        let one = Load::read(&output).ok_or_else(|| format!("wrk said nothing: {output}"))?;
        all = Some(all.map_or(one, |all| all.and(one)));
    }
    Ok(all.unwrap_or_default())
}

/// A PostgreSQL server in a directory of its own, configured as Debian has it. It refuses root, so
/// it runs as another user then.
fn postgres() -> Result<(Ends, String)> {
    let mut bins: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    bins.sort();
    let bin = bins.pop().ok_or("no PostgreSQL")?;
    let dir = std::env::temp_dir().join(format!("simfare-bench-{}", std::process::id()));
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let script = r#"
        set -e
        rm -rf "$2"; mkdir -p "$2"
        "$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --locale=C >/dev/null
        "$1/pg_ctl" -D "$2/data" -w -t 60 -l "$2/log" \
            -o "-p $3 -k $2 -c listen_addresses=127.0.0.1" start >/dev/null
        trap '"$1/pg_ctl" -D "$2/data" -m fast stop >/dev/null; rm -rf "$2"' EXIT
        trap exit TERM INT
        echo ready
        while :; do sleep 1; done
    "#;
    let is_root = output_of(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let mut shell = if is_root && find_program("setpriv", "/usr/bin".as_ref()).is_some() {
        // Unlike runuser it stays the same process, which can be told to end.
        let mut shell = command("setpriv");
        shell.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "sh"]);
        shell
    } else {
        command("sh")
    };
    shell.args(["-c", script, "sh"]).arg(&bin).arg(&dir).arg(port.to_string()).current_dir("/");
    let mut child = shell.stdout(Stdio::piped()).spawn()?;
    let mut ready = [0; 6];
    let stdout = child.stdout.as_mut().ok_or("standard output is piped")?;
    stdout.read_exact(&mut ready)?;
    Ok((Ends(child), format!("postgres://postgres@127.0.0.1:{port}/postgres")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_wrk_is_read() {
        let load = Load::read("Running 10s test\nsimfare-bench 1000 10000000 900 5100 7000 3\n");
        let load = load.unwrap_or_default();
        assert_eq!(load.row("x"), "| x | 100 | 0.9 ms | 5.1 ms | 7.0 ms | 3 |");
        assert_eq!(load.and(load).requests, 2000);
        assert_eq!(Load::read("simfare-bench 1"), None);
    }
}
