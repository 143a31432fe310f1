//! What must hold for any bytes at all: nothing panics, what is read is written so that it reads
//! back the same, and every answer is one by the rules. The fuzz targets call these, and so does a
//! test with the bytes that were worth keeping (`crates/engine/tests/corpus.rs`).

use simfare_engine::catalog::Reading;
use simfare_engine::{Catalog, Quote, Request, quote as answer, verify};

/// A catalog with something in every place, for requests to refer to.
const CATALOG: &str = r#"{
  "schema": "simfare.catalog/1", "id": "c", "currency": "USD", "updated": "2026-11-01",
  "tax": {"percent": "8.25"},
  "brands": [
    {"id": "a", "name": "A", "network": "N", "number": true, "sim": ["esim", "physical"], "grace_days": 9},
    {"id": "b", "name": "B", "number": false, "sim": ["esim"], "new_line_fee": "1.00"}
  ],
  "plans": [
    {"id": "p", "brand": "a", "name": "P", "price": "9.00", "validity": {"days": 30}, "data_mb": 900,
     "minutes": 60, "sms": "unlimited", "after_cap": {"throttle_kbps": 128}},
    {"id": "q", "brand": "b", "name": "Q", "price": "4.00", "validity": {"months": 1}, "data_mb": 300,
     "new_line_only": true}
  ],
  "addons": [{"id": "x", "brand": "a", "name": "X", "price": "2.00", "data_mb": 100, "max_per_period": 2}],
  "paygo": [{"id": "g", "brand": "a", "name": "G", "rates": {"data_mb": "0.01", "minutes": "0.1"},
     "extend": "from_expiry", "topups": [{"id": "t", "price": "5.00", "credit": "5.00", "days": 20}]}],
  "coupons": [{"code": "C", "percent": "10", "applies_to": ["a"], "max_uses": 1}],
  "payment_methods": [{"id": "card", "name": "Card", "kind": "card", "fee_percent": "2", "fee_fixed": "0.30"}]
}"#;

/// Any bytes as a catalog, at once and in pieces.
pub fn catalog(bytes: &[u8]) {
    let whole = Catalog::from_json(bytes);
    let mut reading = Reading::new(bytes.to_vec());
    let in_pieces = std::iter::from_fn(|| Some(reading.step())).flatten().next();
    assert_eq!(
        in_pieces.map(|read| read.map(|catalog| (*catalog).clone())),
        Some(whole.clone().map(|catalog| (*catalog).clone()))
    );
    let Ok(catalog) = whole else { return };
    let written = catalog.to_json();
    match Catalog::from_json(written.as_bytes()) {
        Ok(again) => {
            assert_eq!(*again, *catalog);
            assert_eq!(again.to_json(), written);
        }
        Err(faults) => panic!("{faults}\n{written}"),
    }
}

/// Any bytes as a request.
pub fn request(bytes: &[u8]) {
    let Ok(catalog) = Catalog::from_json(CATALOG.as_bytes()) else { panic!("a catalog") };
    let Ok(request) = Request::from_json(bytes, &catalog) else { return };
    let written = request.to_json(catalog.minor_digits());
    assert_eq!(Request::from_json(written.as_bytes(), &catalog), Ok(request.clone()), "{written}");
    assert_eq!(request.check(&catalog), Ok(()));
    // Long trips take long and find nothing new.
    if request.horizon() <= 60 {
        answered(&catalog, &request);
    }
}

/// Any bytes as a quote, where they look like one; else as a small shop and trip.
pub fn quote(bytes: &[u8]) {
    if bytes.first() == Some(&b'{') {
        let Ok(quote) = Quote::from_json(bytes) else { return };
        let written = quote.to_json();
        assert_eq!(Quote::from_json(written.as_bytes()), Ok(quote), "{written}");
        return;
    }
    let mut choices = Choices(bytes);
    let catalog = choices.catalog();
    let catalog = match Catalog::from_json(catalog.as_bytes()) {
        Ok(read) => read,
        Err(faults) => panic!("{faults}\n{catalog}"),
    };
    let request = choices.request();
    match Request::from_json(request.as_bytes(), &catalog) {
        Ok(request) => answered(&catalog, &request),
        Err(faults) => panic!("{faults}\n{request}"),
    }
}

fn answered(catalog: &Catalog, request: &Request) {
    let quote = match answer(catalog, request) {
        Ok(quote) => quote,
        Err(faults) => panic!("{faults}"),
    };
    if let Err(violations) = verify(catalog, request, &quote) {
        let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
        let request = request.to_json(catalog.minor_digits());
        panic!("{}\n{}\n{request}\n{}", lines.join("\n"), catalog.to_json(), quote.to_json());
    }
    let written = quote.to_json();
    assert_eq!(Quote::from_json(written.as_bytes()), Ok(quote), "{written}");
}

/// Bytes as a series of choices; the first of each when they run out.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn below(&mut self, many: u32) -> u32 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        u32::from(first) % many
    }

    fn of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        let at = self.below(u32::try_from(words.len()).unwrap_or(1)) as usize;
        words.get(at).copied().unwrap_or_default()
    }

    fn list(
        &mut self,
        least: u32,
        most: u32,
        mut item: impl FnMut(&mut Self, u32) -> String,
    ) -> String {
        let many = least + self.below(most - least + 1);
        (0..many).map(|i| item(self, i)).collect::<Vec<_>>().join(",")
    }

    fn money(&mut self) -> String {
        let whole = match self.below(30) {
            29 => 999_999,
            small => small,
        };
        format!("{whole}.{}", self.of(&["00", "50", "01", "99", "33"]))
    }

    fn allowances(&mut self) -> String {
        let mut text = String::new();
        for name in ["data_mb", "minutes", "intl_minutes", "sms"] {
            match self.below(4) {
                0 => {}
                1 => text += &format!(",\"{name}\":\"unlimited\""),
                _ => text += &format!(",\"{name}\":{}", self.below(40)),
            }
        }
        text
    }

    fn brand(&mut self) -> &'static str {
        self.of(&["a", "b", "c"])
    }

    fn catalog(&mut self) -> String {
        let brands = ["a", "b", "c"].map(|id| {
            format!(
                r#"{{"id":"{id}","name":"{id}","number":{},"sim":["esim"],"grace_days":{},"new_line_fee":"{}"{}}}"#,
                self.of(&["true", "false"]),
                self.below(12),
                self.of(&["0.00", "1.00", "2.50"]),
                self.of(&["", r#","tax":{"percent":"7.5"}"#]),
            )
        });
        let plans = self.list(0, 6, |c, i| {
            let brand = c.brand();
            let validity = c.of(&["days", "days", "months"]);
            let length = 1 + c.below(if validity == "days" { 30 } else { 2 });
            let mut plan = format!(
                r#"{{"id":"p{i}","brand":"{brand}","name":"p","price":"{}","validity":{{"{validity}":{length}}}{}"#,
                c.money(),
                c.allowances(),
            );
            match c.below(8) {
                0 => plan += r#","new_line_only":true"#,
                1 => plan += &format!(r#","resets_every_days":{}"#, 1 + c.below(9)),
                2 => plan += &format!(r#","data_mb_per_day":{}"#, c.below(6)),
                3 => plan += &format!(r#","after_cap":{{"throttle_kbps":{}}}"#, c.of(&["64", "512"])),
                4 => plan += &format!(r#","autopay_price":"{}""#, c.money()),
                5 => {
                    plan += &format!(
                        r#","sale":{{"price":"{}","from":"2026-12-0{}","until":"2026-12-2{}","bonus":{{"data_mb":{}}}}}"#,
                        c.money(),
                        1 + c.below(9),
                        c.below(9),
                        c.below(9),
                    );
                }
                _ => {}
            }
            plan + "}"
        });
        let addons = self.list(0, 3, |c, i| {
            let brand = c.brand();
            let most = c.of(&["", r#","max_per_period":1"#, r#","max_per_period":3"#]);
            format!(
                r#"{{"id":"x{i}","brand":"{brand}","name":"x","price":"{}"{}{most}}}"#,
                c.money(),
                c.allowances(),
            )
        });
        let paygo = self.list(0, 2, |c, i| {
            let brand = c.brand();
            let rates = c.list(1, 4, |c, i| {
                let name = ["data_mb", "minutes", "intl_minutes", "sms"][i as usize];
                format!(r#""{name}":"{}""#, c.of(&["0.1", "0.25", "0", "1.333333"]))
            });
            let topups = c.list(1, 2, |c, j| {
                format!(
                    r#"{{"id":"g{i}t{j}","price":"{}","credit":"{}","days":{}}}"#,
                    c.money(),
                    c.money(),
                    c.below(40),
                )
            });
            let extend = c.of(&["from_now", "from_expiry"]);
            format!(
                r#"{{"id":"g{i}","brand":"{brand}","name":"g","rates":{{{rates}}},"extend":"{extend}","topups":[{topups}]}}"#
            )
        });
        let coupon = self.of(&[
            r#""percent":"10""#,
            r#""amount":"3.00","max_uses":1"#,
            r#""percent":"50","max_uses":2,"applies_to":["a"]"#,
            r#""amount":"1.00","from":"2026-12-05","until":"2026-12-15""#,
        ]);
        let currency = self.of(&["USD", "USD", "KWD"]);
        format!(
            r#"{{"schema":"simfare.catalog/1","id":"c","currency":"{currency}","updated":"2026-11-01","tax":{{"percent":"8.25"}},"brands":[{}],"plans":[{plans}],"addons":[{addons}],"paygo":[{paygo}],"coupons":[{{"code":"C",{coupon}}}],"payment_methods":[{{"id":"m","name":"m","kind":"card","fee_percent":"2.9","fee_fixed":"0.30"}}]}}"#,
            brands.join(",")
        )
    }

    fn request(&mut self) -> String {
        let phases = self.list(1, 3, |c, _| {
            let mut phase = format!(r#"{{"days":{}"#, 1 + c.below(24));
            for name in ["data_mb", "minutes", "intl_minutes", "sms"] {
                if c.below(2) == 1 {
                    phase += &format!(r#","{name}":{}"#, c.below(50));
                }
            }
            phase + c.of(&["}", r#","reachable":true}"#])
        });
        let mut request = format!(
            r#"{{"schema":"simfare.request/1","start_date":"{}","phases":[{phases}]"#,
            self.of(&["2026-12-01", "2026-01-31", "2028-02-28"]),
        );
        request += self.of(&["", r#","number":"hold""#]);
        request += self.of(&["", r#","lines":2"#]);
        request += self.of(&["", r#","coupon":"C""#]);
        request += self.of(&["", r#","payment_method":"m""#]);
        request += self.of(&["", r#","autopay":true"#]);
        request += self.of(&["", r#","throttle_min_kbps":128"#]);
        request += self.of(&["", r#","margin_percent":15"#]);
        request += self.of(&["", r#","grace_margin_days":2"#]);
        request += self.of(&["", r#","filter":{"exclude":["c"]}"#]);
        request + "}"
    }
}
