//! `simfare serve` as a browser sees it.

mod support;

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, SystemTime};
use support::{CATALOG, empty_dir, file, run, simfare};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; ";

/// The running service; ends with the test.
struct Service {
    child: Child,
    address: String,
}

impl Service {
    fn start(dir: &Path, more: &[&str]) -> Self {
        let mut child = simfare()
            .args(["serve", "--listen", "127.0.0.1:0", "--dir"])
            .arg(dir)
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("standard output is piped");
        BufReader::new(stdout).read_line(&mut line).expect("the service says where it is");
        let address = line
            .split_once("http://")
            .and_then(|(_, rest)| rest.split_once('/'))
            .map(|(address, _)| address.to_owned())
            .expect("the service names its address");
        Self { child, address }
    }

    fn get(&self, path: &str, headers: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("the service listens");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n",
            self.address
        )
        .expect("the request can be sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("the answer can be read");
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("headers end");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        Answer { head, body: bytes[end + 4..].to_vec() }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Both fail only where it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn status(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    fn header(&self, name: &str) -> &str {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    }
}

#[test]
fn files_have_their_types_policy_and_lifetime() {
    let dir = empty_dir("serve-files");
    let hashed = "widget-0123456789abcdef_bg.wasm";
    for (name, kind, cache) in [
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("simfare.js", "text/javascript; charset=utf-8", "no-cache"),
        ("shop.css", "text/css; charset=utf-8", "no-cache"),
        ("catalog.json", "application/json", "no-cache"),
        ("logo.svg", "image/svg+xml", "no-cache"),
        (hashed, "application/wasm", "public, max-age=31536000, immutable"),
    ] {
        file(&dir, name, "content");
        // The service wants an index, so it can only start once that is there.
        let service = Service::start(&dir, &[]);
        let answer = service.get(&format!("/{name}"), "");
        assert_eq!(answer.status(), "200", "{name}");
        assert_eq!(answer.header("content-type"), kind, "{name}");
        assert_eq!(answer.header("cache-control"), cache, "{name}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{name}");
        assert!(answer.header("content-security-policy").starts_with(POLICY), "{}", answer.head);
        assert_eq!(answer.body, b"content");
    }
    let service = Service::start(&dir, &[]);
    assert_eq!(service.get("/", "").header("content-type"), "text/html; charset=utf-8");
}

#[test]
fn what_is_missing_is_not_kept() {
    let dir = empty_dir("serve-missing");
    file(&dir, "index.html", "content");
    let service = Service::start(&dir, &[]);
    let answer = service.get("/widget-0123456789abcdef.js", "");
    assert_eq!(answer.status(), "404");
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert_eq!(service.get("/../Cargo.toml", "").status(), "404");
    // Moved to "//docs/", a browser would look for a host of that name.
    assert_eq!(service.get("//docs", "").status(), "404");
}

/// What `text` is when it is compressed, by Brotli and as gzip.
fn packed(text: &str) -> [Vec<u8>; 2] {
    let mut br = Vec::new();
    brotli::BrotliCompress(&mut text.as_bytes(), &mut br, &Default::default()).expect("packed");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(text.as_bytes()).expect("packed");
    [br, gz.finish().expect("packed")]
}

#[test]
fn the_compressed_twin_is_sent_to_who_can_read_it() {
    let dir = empty_dir("serve-compressed");
    file(&dir, "index.html", "plain");
    let [br, gz] = packed("plain");
    std::fs::write(dir.join("index.html.br"), &br).expect("written");
    std::fs::write(dir.join("index.html.gz"), &gz).expect("written");
    let service = Service::start(&dir, &[]);
    let answer = service.get("/", "Accept-Encoding: gzip, br\r\n");
    assert_eq!(answer.header("content-encoding"), "br");
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("vary"), "accept-encoding");
    assert_eq!(answer.body, br);
    let answer = service.get("/", "Accept-Encoding: gzip\r\n");
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert_eq!(answer.body, gz);
    assert_eq!(service.get("/", "").body, b"plain");
    // It is the same file, which nobody needs to compress again.
    for path in ["/%69ndex.html", "/./index.html"] {
        assert_eq!(service.get(path, "Accept-Encoding: br\r\n").body, br, "{path}");
    }
}

#[test]
fn a_file_that_was_changed_is_sent_as_it_is() {
    let dir = empty_dir("serve-changed");
    let index = file(&dir, "index.html", "the first");
    let [br, _] = packed("the first");
    std::fs::write(dir.join("index.html.br"), &br).expect("written");
    let service = Service::start(&dir, &[]);
    assert_eq!(service.get("/", "Accept-Encoding: br\r\n").body, br);
    // Its twin stays what it was; what is put in its place may be older than both.
    let now = SystemTime::now();
    for (text, time) in [
        ("changed", now + Duration::from_secs(60)),
        ("put back", now - Duration::from_secs(86_400)),
    ] {
        let modified = service.get("/", "").header("last-modified").to_owned();
        file(&dir, "index.html", text);
        let set = File::options().write(true).open(&index);
        set.and_then(|file| file.set_modified(time)).expect("a time");
        assert_eq!(service.get("/", "").body, text.as_bytes());
        let answer = service.get("/", "Accept-Encoding: br\r\n");
        assert_ne!(answer.body, br, "{text}");
        let again = service.get("/", &format!("If-Modified-Since: {modified}\r\n"));
        assert_eq!((again.status(), again.body.as_slice()), ("200", text.as_bytes()));
    }
}

#[test]
fn ranges_of_another_kind_are_ignored() {
    let dir = empty_dir("serve-ranges");
    file(&dir, "index.html", "content");
    let service = Service::start(&dir, &[]);
    let part = service.get("/", "Range: bytes=0-3\r\n");
    assert_eq!((part.status(), part.body.as_slice()), ("206", b"cont".as_slice()));
    for range in ["lines=1-2", "bytes=0-1,3-4"] {
        let whole = service.get("/", &format!("Range: {range}\r\n"));
        assert_eq!(
            (whole.status(), whole.body.as_slice()),
            ("200", b"content".as_slice()),
            "{range}"
        );
    }
    // Of what may be another file by now, nobody has a part.
    let whole = service.get("/", "Range: bytes=0-3\r\nIf-Range: \"other\"\r\n");
    assert_eq!((whole.status(), whole.body.as_slice()), ("200", b"content".as_slice()));
}

#[test]
fn hidden_files_are_not_served() {
    let dir = empty_dir("serve-hidden");
    file(&dir, "index.html", "content");
    file(&dir, ".env", "secret");
    let service = Service::start(&dir, &[]);
    for path in ["/.env", "/%2eenv", "/./.env"] {
        assert_eq!(service.get(path, "").status(), "404", "{path}");
    }
    std::fs::create_dir(dir.join(".well-known")).expect("a folder");
    file(&dir.join(".well-known"), "security.txt", "mail us");
    assert_eq!(service.get("/.well-known/security.txt", "").body, b"mail us");
}

#[test]
fn a_file_asked_for_again_is_not_sent_again() {
    let dir = empty_dir("serve-again");
    file(&dir, "index.html", "content");
    let service = Service::start(&dir, &[]);
    let modified = service.get("/", "").header("last-modified").to_owned();
    let again = service.get("/", &format!("If-Modified-Since: {modified}\r\n"));
    assert_eq!(again.status(), "304");
    assert!(again.body.is_empty());
}

#[test]
fn the_catalog_has_a_name_for_its_content() {
    let dir = empty_dir("serve-catalog");
    file(&dir, "index.html", "content");
    let catalog = file(&dir, "sold.json", CATALOG);
    let service = Service::start(&dir, &["--catalog", &catalog.to_string_lossy()]);
    let answer = service.get("/v1/catalog", "");
    assert_eq!(answer.status(), "200");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.body, CATALOG.as_bytes());
    let etag = answer.header("etag");
    // Compared weakly (RFC 9110): compression doesn't make another catalog of it.
    let strong = etag.trim_start_matches("W/");
    for known in [etag, strong, "*", &format!("\"another\", {strong}")] {
        let again = service.get("/v1/catalog", &format!("If-None-Match: {known}\r\n"));
        assert_eq!(again.status(), "304", "{known}");
    }
    assert_eq!(service.get("/v1/catalog", "If-None-Match: \"another\"\r\n").status(), "200");
    for (accepted, encoding) in [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0", "")] {
        let packed = service.get("/v1/catalog", &format!("Accept-Encoding: {accepted}\r\n"));
        assert_eq!(packed.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(packed.header("vary"), "accept-encoding");
        assert_eq!(packed.body == CATALOG.as_bytes(), encoding.is_empty());
    }
    for path in ["/v1", "/v1/", "/v1/nothing"] {
        let answer = service.get(path, "");
        assert_eq!(answer.status(), "404");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
}

#[test]
fn it_does_not_start_on_bad_input() {
    let dir = empty_dir("serve-bad");
    let serve = |more: &[&str]| {
        run(simfare().args(["serve", "--listen", "127.0.0.1:0", "--dir"]).arg(&dir).args(more))
    };
    let (out, err, code) = serve(&[]);
    assert_eq!((out.as_str(), code), ("", Some(2)), "{err}");
    file(&dir, "index.html", "content");
    let catalog = file(&dir, "faulty.json", "{}");
    let (out, err, code) = serve(&["--catalog", &catalog.to_string_lossy()]);
    assert_eq!((out.as_str(), code), ("", Some(2)), "{err}");
    assert!(err.lines().all(|line| line.starts_with('/')), "more than faults:\n{err}");
}

#[cfg(unix)]
#[test]
fn it_ends_when_told_to() {
    let dir = empty_dir("serve-end");
    file(&dir, "index.html", "content");
    let mut service = Service::start(&dir, &[]);
    let pid = service.child.id().to_string();
    let told = std::process::Command::new("kill").args(["-TERM", &pid]).status();
    assert!(told.is_ok_and(|status| status.success()));
    let status = service.child.wait().expect("the service ends");
    assert_eq!(status.code(), Some(0));
}
