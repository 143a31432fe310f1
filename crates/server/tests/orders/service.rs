//! The running service, and what a customer and a shop send it.

use crate::database::Database;
use crate::http::{Answer, try_send};
use crate::support::{file, run, simfare};
use serde_json::{Value, json};
use simfare_engine::Date;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Two brands, a tax, a fee, a coupon, ways to pay.
pub(crate) const CATALOG: &str = r#"{
  "schema": "simfare.catalog/1", "id": "test", "currency": "USD", "updated": "2026-11-20",
  "seller": { "name": "Lantern <SIM>", "support": { "email": "help@lantern.example",
              "phone": "+1 415 555 0100", "hours": "24/7" } },
  "tax": { "percent": "10", "label": "Sales tax" },
  "brands": [
    { "id": "b", "name": "Brand B", "network": "N", "number": true, "sim": ["esim"] },
    { "id": "c", "name": "Card C", "number": true, "sim": ["physical"], "new_line_fee": "1.00" }
  ],
  "plans": [
    { "id": "p", "brand": "b", "name": "Plan <P>", "price": "10.00", "autopay_price": "9.00",
      "validity": { "days": 30 }, "data_mb": 1024 },
    { "id": "q", "brand": "c", "name": "Plan Q", "price": "1.00",
      "validity": { "days": 30 }, "minutes": 100 }
  ],
  "coupons": [{ "code": "FREE", "percent": "100" }],
  "payment_methods": [
    { "id": "card", "name": "Card", "kind": "card" },
    { "id": "dear", "name": "Dear card", "kind": "card", "fee_percent": "5" },
    { "id": "bank", "name": "Bank transfer", "kind": "bank_transfer" },
    { "id": "alipay", "name": "Alipay", "kind": "alipay" },
    { "id": "balance", "name": "Balance", "kind": "balance" }
  ]
}"#;

/// The running service; ends with the test.
#[derive(Debug)]
pub(crate) struct Service {
    child: Child,
    pub(crate) address: String,
    pub(crate) shop_key: String,
    pub(crate) log: PathBuf,
    pub(crate) catalog: PathBuf,
}

impl Service {
    /// In the sandbox.
    pub(crate) fn start(database: &Database, more: &[&str]) -> Self {
        Self::with(database, &[&["--sandbox"], more].concat())
    }

    pub(crate) fn with(database: &Database, more: &[&str]) -> Self {
        Self::configured(database, more, |_| {})
    }

    pub(crate) fn configured(
        database: &Database,
        more: &[&str],
        configure: impl FnOnce(&mut Command),
    ) -> Self {
        let site = database.dir.join("site");
        std::fs::create_dir_all(&site).expect("a site's directory");
        file(&site, "index.html", "shop");
        let catalog = database.dir.join("catalog.json");
        if !catalog.exists() {
            file(&database.dir, "catalog.json", CATALOG);
        }
        let shop_key = "shop_0123456789abcdef";
        let log = database.dir.join(format!("log-{}", crate::database::free_port()));
        let mut command = simfare();
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--dir"])
            .arg(&site)
            .arg("--catalog")
            .arg(&catalog)
            .args(["--database", &database.url])
            // printf shop_0123456789abcdef | sha256sum
            .args(["--shop-key-hash", SHOP_KEY_HASH])
            .args(more)
            // Tests ask often.
            .args(["--rate-limit", "0"].iter().filter(|_| !more.contains(&"--rate-limit")))
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).expect("a log"));
        configure(&mut command);
        let mut child = command.spawn().expect("the binary starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("standard output is piped");
        BufReader::new(stdout).read_line(&mut line).expect("the service says where it is");
        let address = line
            .split_once("http://")
            .and_then(|(_, rest)| rest.split_once('/'))
            .map(|(address, _)| address.to_owned())
            .unwrap_or_else(|| {
                panic!("no address: {}", std::fs::read_to_string(&log).unwrap_or_default())
            });
        Self { child, address, shop_key: shop_key.to_owned(), log, catalog }
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        try_send(&self.address, method, path, headers, body).expect("the service answers")
    }

    pub(crate) fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, b"")
    }

    pub(crate) fn post(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let headers = [headers, &[("Content-Type", "application/json")]].concat();
        self.send("POST", path, &headers, body.to_string().as_bytes())
    }

    /// Orders under a key.
    pub(crate) fn order(&self, key: &str, body: &Value) -> Answer {
        self.post("/v1/orders", &[("Idempotency-Key", key)], body)
    }

    /// What the shop's own system does with an order.
    pub(crate) fn shop(&self, id: &str, what: &str, body: &Value) -> Answer {
        let authorization = format!("Bearer {}", self.shop_key);
        self.post(&format!("/v1/orders/{id}/{what}"), &[("Authorization", &authorization)], body)
    }

    /// An order as its owner sees it.
    pub(crate) fn show(&self, made: &Value) -> Value {
        let authorization = format!("Bearer {}", text(made, "token"));
        let path = format!("/v1/orders/{}", text(made, "id"));
        self.get(&path, &[("Authorization", &authorization)]).expect(200).json()
    }

    /// An order that was made and paid in the sandbox.
    pub(crate) fn paid(&self, key: &str, body: &Value) -> Value {
        let made = self.order(key, body).expect(201).json();
        self.pay(&made, "succeed").expect(303);
        made
    }

    /// Chooses what happens on the sandbox's page.
    pub(crate) fn pay(&self, made: &Value, outcome: &str) -> Answer {
        let url = text(&made["payment"], "url");
        let (_, path) = url.split_once(&self.address).expect("the page is on this service");
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        self.send("POST", path, &[kind], format!("outcome={outcome}").as_bytes())
    }

    /// The order once it has come to a status.
    #[track_caller]
    pub(crate) fn wait_for(&self, made: &Value, status: &str) -> Value {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let order = self.show(made);
            if order["status"] == status {
                return order;
            }
            assert!(Instant::now() < end, "not {status} but {}", order["status"]);
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Nobody reads the log any more, where standard error is a pipe.
    pub(crate) fn close_log(&mut self) {
        self.child.stderr = None;
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, in the middle of whatever it does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("the service was there");
        self.child.wait().expect("the service ends");
    }

    /// Tells it to end; its exit code.
    pub(crate) fn terminate(&mut self) -> Option<i32> {
        let pid = self.pid().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().expect("kill starts");
        self.child.wait().expect("the service ends").code()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Both fail only where it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) const SHOP_KEY_HASH: &str =
    "eb7f466bb57d38018b846b6819faf09aefcb097c732ce9d99e5c5ec72cfd6316";

/// The command line on the same database.
pub(crate) fn orders(database: &Database, arguments: &[&str]) -> (String, String, Option<i32>) {
    let mut command = simfare();
    command.args(["orders", "--database", &database.url]).args(arguments);
    run(&mut command)
}

/// A member that is a text.
#[track_caller]
pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}")).to_owned()
}

/// A date so many days from today.
pub(crate) fn in_days(days: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    let epoch = Date::from_ymd(1970, 1, 1).expect("a date");
    epoch.plus_days(i64::try_from(now.as_secs() / 86_400).expect("a day") + days).to_string()
}

/// A trip that one plan serves: 11.00 with tax.
pub(crate) fn request() -> Value {
    json!({
        "schema": "simfare.request/1", "start_date": in_days(3),
        "phases": [{ "days": 14, "data_mb": 500 }]
    })
}

/// An order of that trip.
pub(crate) fn body() -> Value {
    json!({
        "request": request(),
        "expected_total": "11.00",
        "contact": { "email": "li.wei@example.com", "locale": "en" },
        "line": { "kind": "new_esim" },
        "payment_method": "card",
        "renewal": "manual"
    })
}
