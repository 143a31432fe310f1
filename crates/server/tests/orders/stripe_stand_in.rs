//! Stripe as its documentation describes it, as far as Checkout Sessions and refunds go:
//! docs.stripe.com/api/checkout/sessions, …/api/refunds, …/api/idempotent_requests,
//! …/webhooks/signature. What `localstripe` has (payments, refunds) can be left to it.

use crate::http::try_send;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(crate) const WEBHOOK_SECRET: &str = "whsec_test_of_the_stand_in";

/// A form's fields, `line_items[0][quantity]` and so on.
pub(crate) type Form = BTreeMap<String, String>;

#[derive(Debug, Default)]
struct State {
    sessions: BTreeMap<String, Value>,
    /// What each session was asked for with.
    asked: BTreeMap<String, Form>,
    refunds: Vec<Form>,
    /// Refunds as they stand.
    made: Vec<Value>,
    /// How new refunds stand, if not as succeeded.
    standing: Option<String>,
    /// Answers by idempotency key, with what was asked.
    keys: HashMap<String, (Form, u16, Value)>,
    /// Keys of requests under way.
    in_use: HashSet<String>,
    /// How long a request with a key takes.
    slow: Duration,
    /// The next requests are answered with this status.
    broken: Option<u16>,
    /// Where refunds are left to.
    localstripe: Option<String>,
    calls: usize,
}

/// The stand-in, on a port of its own.
#[derive(Clone, Debug)]
pub(crate) struct StandIn {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

impl StandIn {
    pub(crate) fn start() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", socket.local_addr().expect("an address"));
        let stand_in = Self { url, state: Arc::default() };
        let serving = stand_in.clone();
        std::thread::spawn(move || {
            for stream in socket.incoming().flatten() {
                let serving = serving.clone();
                std::thread::spawn(move || serving.serve(stream));
            }
        });
        stand_in
    }

    /// The flags by which the service uses it.
    pub(crate) fn flags(&self) -> [&str; 8] {
        [
            // As behind a load balancer.
            "--public-url",
            "https://orders.example",
            "--stripe-secret-key",
            "sk_test_stand_in",
            "--stripe-webhook-secret",
            WEBHOOK_SECRET,
            "--stripe-api-base",
            &self.url,
        ]
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("no panic elsewhere")
    }

    /// Answers everything with this status from now on.
    pub(crate) fn breaks(&self, status: Option<u16>) {
        self.state().broken = status;
    }

    /// Takes so long for each request with an idempotency key.
    pub(crate) fn is_slow(&self, time: Duration) {
        self.state().slow = time;
    }

    /// How refunds stand, those there are and those to come.
    pub(crate) fn refunds_are(&self, status: &str) {
        let mut state = self.state();
        state.standing = Some(status.to_owned());
        for refund in &mut state.made {
            refund["status"] = json!(status);
        }
    }

    /// Those from now on.
    pub(crate) fn refunds_will_be(&self, status: &str) {
        self.state().standing = Some(status.to_owned());
    }

    /// The last refund.
    pub(crate) fn refund(&self) -> Value {
        self.state().made.last().expect("a refund").clone()
    }

    pub(crate) fn leave_refunds_to(&self, address: &str) {
        self.state().localstripe = Some(address.to_owned());
    }

    pub(crate) fn sessions(&self) -> Vec<(String, Form)> {
        self.state().asked.clone().into_iter().collect()
    }

    pub(crate) fn refunds(&self) -> Vec<Form> {
        self.state().refunds.clone()
    }

    pub(crate) fn calls(&self) -> usize {
        self.state().calls
    }

    /// A session's state, perhaps changed.
    pub(crate) fn session(&self, id: &str, change: impl FnOnce(&mut Value)) -> Value {
        let mut state = self.state();
        let session = state.sessions.get_mut(id).expect("a session");
        change(session);
        session.clone()
    }

    /// Somebody pays.
    pub(crate) fn pay(&self, id: &str) -> Value {
        self.session(id, |session| {
            session["status"] = json!("complete");
            session["payment_status"] = json!("paid");
            session["payment_intent"] = json!(format!("pi_{id}"));
        })
    }

    fn serve(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some((method, path, headers, body)) = read(&mut reader) {
            let (status, answer) = self.answer(&method, &path, &headers, &body);
            let answer = answer.to_string();
            let head = format!(
                "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                answer.len()
            );
            let stream = reader.get_mut();
            if stream
                .write_all(head.as_bytes())
                .and_then(|()| stream.write_all(answer.as_bytes()))
                .is_err()
            {
                return;
            }
        }
    }

    fn answer(
        &self,
        method: &str,
        path: &str,
        headers: &HashMap<String, String>,
        body: &str,
    ) -> (u16, Value) {
        let Some(key) = headers.get("idempotency-key") else {
            return self.answer_alone(method, path, headers, body);
        };
        // A key is one request's at a time.
        let slow = {
            let mut state = self.state();
            if !state.in_use.insert(key.clone()) {
                return (409, error("idempotency_error", Some("idempotency_key_in_use"), None));
            }
            state.slow
        };
        std::thread::sleep(slow);
        let answer = self.answer_alone(method, path, headers, body);
        self.state().in_use.remove(key);
        answer
    }

    fn answer_alone(
        &self,
        method: &str,
        path: &str,
        headers: &HashMap<String, String>,
        body: &str,
    ) -> (u16, Value) {
        let mut state = self.state();
        state.calls += 1;
        if let Some(status) = state.broken {
            let answer = error("api_error", None, None);
            // "… regardless of whether it succeeds or fails … including 500 errors".
            if let (500.., Some(key)) = (status, headers.get("idempotency-key")) {
                let kept = (form(body), status, answer.clone());
                state.keys.entry(key.clone()).or_insert(kept);
            }
            return (status, answer);
        }
        if headers.get("authorization").map(String::as_str) != Some("Bearer sk_test_stand_in") {
            return (401, error("invalid_request_error", None, None));
        }
        let form = form(body);
        let key = headers.get("idempotency-key").cloned();
        if let Some((asked, status, answer)) = key.as_ref().and_then(|key| state.keys.get(key)) {
            if *asked != form {
                return (400, error("idempotency_error", None, None));
            }
            return (*status, answer.clone());
        }
        let path = path.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
        let (status, answer) = match (method, parts.as_slice()) {
            ("POST", ["checkout", "sessions"]) => create(&mut state, &form),
            ("GET", ["checkout", "sessions", id]) => match state.sessions.get(*id) {
                Some(session) => (200, session.clone()),
                None => (404, error("invalid_request_error", Some("resource_missing"), None)),
            },
            ("POST", ["checkout", "sessions", id, "expire"]) => match state.sessions.get_mut(*id) {
                Some(session) if session["status"] == "open" => {
                    session["status"] = json!("expired");
                    session["url"] = Value::Null;
                    (200, session.clone())
                }
                _ => (400, error("invalid_request_error", None, None)),
            },
            ("GET", ["refunds", id]) => match state.made.iter().find(|made| made["id"] == *id) {
                Some(refund) => (200, refund.clone()),
                None => (404, error("invalid_request_error", Some("resource_missing"), None)),
            },
            ("GET", ["refunds"]) => (
                200,
                json!({ "object": "list", "data": state.made, "has_more": false, "url": "/v1/refunds" }),
            ),
            ("POST", ["refunds"]) => match state.localstripe.clone() {
                Some(address) => {
                    state.refunds.push(form.clone());
                    let headers = [
                        ("Authorization", "Bearer sk_test_stand_in"),
                        ("Content-Type", "application/x-www-form-urlencoded"),
                    ];
                    let answer =
                        try_send(&address, "POST", "/v1/refunds", &headers, body.as_bytes())
                            .expect("localstripe answers");
                    (answer.status, answer.json())
                }
                None => refund(&mut state, &form),
            },
            _ => (404, error("invalid_request_error", None, None)),
        };
        if let Some(key) = key {
            state.keys.insert(key, (form, status, answer.clone()));
        }
        (status, answer)
    }
}

fn create(state: &mut State, form: &Form) -> (u16, Value) {
    let field = |name: &str| form.get(name).map(String::as_str);
    let missing = |param: &str| (400, error("invalid_request_error", None, Some(param)));
    if field("mode") != Some("payment") {
        return missing("mode");
    }
    for param in ["success_url", "line_items[0][price_data][product_data][name]"] {
        if field(param).is_none_or(str::is_empty) {
            return missing(param);
        }
    }
    let now = now();
    let expires = field("expires_at").and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    if !(now + 30 * 60..=now + 24 * 3600).contains(&expires) {
        return missing("expires_at");
    }
    if field("allowed_payment_method_types[0]") == Some("wechat_pay")
        && field("payment_method_options[wechat_pay][client]") != Some("web")
    {
        return missing("payment_method_options[wechat_pay][client]");
    }
    let mut total = 0;
    let mut currency = "";
    for i in 0.. {
        let item = |name: &str| field(&format!("line_items[{i}]{name}")).unwrap_or_default();
        let Ok(amount) = item("[price_data][unit_amount]").parse::<i64>() else { break };
        let Ok(quantity) = item("[quantity]").parse::<i64>() else { return missing("quantity") };
        total += amount * quantity;
        currency = item("[price_data][currency]");
    }
    if total < 50 {
        return (400, error("invalid_request_error", Some("amount_too_small"), None));
    }
    let id = format!("cs_test_{}", state.sessions.len() + 1);
    let session = json!({
        "id": id, "object": "checkout.session", "amount_subtotal": total, "amount_total": total,
        "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null },
        "cancel_url": field("cancel_url"), "client_reference_id": field("client_reference_id"),
        "created": now, "currency": currency, "custom_fields": [],
        "custom_text": { "after_submit": null, "shipping_address": null, "submit": null,
                         "terms_of_service_acceptance": null },
        "customer": null, "customer_email": field("customer_email"), "expires_at": expires,
        "livemode": false, "locale": field("locale"), "metadata": { "order": field("metadata[order]") },
        "mode": "payment", "payment_intent": null, "payment_link": null,
        "payment_method_options": {}, "payment_method_types": ["card"], "payment_status": "unpaid",
        "shipping_options": [], "status": "open", "success_url": field("success_url"),
        "ui_mode": "hosted_page", "url": format!("https://checkout.stripe.test/c/pay/{id}")
    });
    state.asked.insert(id.clone(), form.clone());
    state.sessions.insert(id, session.clone());
    (200, session)
}

fn refund(state: &mut State, form: &Form) -> (u16, Value) {
    let payment = form.get("payment_intent").cloned().unwrap_or_default();
    let paid =
        state.sessions.values().find(|session| session["payment_intent"] == payment.as_str());
    let Some(paid) = paid.cloned() else {
        return (
            404,
            error("invalid_request_error", Some("resource_missing"), Some("payment_intent")),
        );
    };
    let is_kept = |refund: &Value| refund["status"] != "failed";
    if state.made.iter().any(|refund| refund["payment_intent"] == *payment && is_kept(refund)) {
        return (400, error("invalid_request_error", Some("charge_already_refunded"), None));
    }
    state.refunds.push(form.clone());
    let refund = json!({
        "id": format!("re_{}", state.refunds.len()), "object": "refund",
        "amount": paid["amount_total"], "balance_transaction": null, "charge": null,
        "created": now(), "currency": paid["currency"], "metadata": {},
        "payment_intent": payment, "reason": null, "receipt_number": null,
        "source_transfer_reversal": null, "status": state.standing.as_deref().unwrap_or("succeeded"),
        "transfer_reversal": null
    });
    state.made.push(refund.clone());
    (200, refund)
}

fn error(kind: &str, code: Option<&str>, param: Option<&str>) -> Value {
    json!({ "error": { "type": kind, "code": code, "param": param, "message": "No, li.wei@example.com" } })
}

/// An event's body, and its signature made `ago` seconds ago.
pub(crate) fn event(id: &str, kind: &str, object: &Value, ago: i64) -> (String, String) {
    let body = json!({
        "id": id, "object": "event", "api_version": "2019-01-01", "created": now(),
        "type": kind, "data": { "object": object }, "livemode": false, "pending_webhooks": 1,
        "request": null
    })
    .to_string();
    let time = now() - ago;
    let mut mac = Hmac::<Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes()).expect("any length");
    mac.update(format!("{time}.{body}").as_bytes());
    let v1: String = mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect();
    (body, format!("t={time},v1={v1}"))
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    i64::try_from(since.as_secs()).expect("a time")
}

fn form(body: &str) -> Form {
    let plain = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let digits = [rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                    let digits = std::str::from_utf8(&digits).unwrap_or("0").to_owned();
                    u8::from_str_radix(&digits, 16).unwrap_or(b'?')
                }
                byte => byte,
            });
        }
        String::from_utf8_lossy(&bytes).into_owned()
    };
    body.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (plain(name), plain(value)))
        .collect()
}

type Request = (String, String, HashMap<String, String>, String);

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut words = line.split(' ').map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = HashMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((method, path, headers, String::from_utf8(body).ok()?))
}
