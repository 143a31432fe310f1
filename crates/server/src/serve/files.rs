//! The built site, from its directory.

use crate::failure::Failure;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, IF_MODIFIED_SINCE, IF_RANGE,
    LAST_MODIFIED, RANGE,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use tower_http::services::ServeDir;

/// The files as they are; the build has put a `.br` and a `.gz` beside those that gain by it.
pub(super) fn service(dir: &Path) -> Result<ServeDir, Failure> {
    // A shop's own site, or the widget's files alone.
    if !["index.html", "simfare.js"].iter().any(|file| dir.join(file).is_file()) {
        let dir = dir.display();
        return Err(Failure::BadInput(format!(
            "{dir}: no site there (neither index.html nor simfare.js); `cargo xtask build` makes one"
        )));
    }
    Ok(ServeDir::new(dir).precompressed_br().precompressed_gzip())
}

/// The files of a site, and which of them stand compressed beside themselves as they are now.
#[derive(Debug)]
pub(super) struct Site {
    dir: PathBuf,
    /// By file: when it and its twins were last written, and whether these held the same then.
    known: Mutex<HashMap<PathBuf, (Stamps, bool)>>,
}

/// When a file, its `.br` and its `.gz` were written, and how long they are.
type Stamps = [Option<(SystemTime, u64)>; 3];

impl Site {
    pub(super) fn of(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), known: Mutex::default() }
    }

    /// The file that a path names, however it is written; nothing where no file is served: above the
    /// site, or of those whose name begins with a point (but `.well-known`), which are somebody's own.
    ///
    /// Nor of a path that begins with two slashes: where a directory is named, browsers would take the
    /// address that it is moved to for another host's.
    fn file(&self, path: &str) -> Option<PathBuf> {
        let path = percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?;
        if path.starts_with('/') {
            return None;
        }
        let mut file = self.dir.clone();
        for part in Path::new(path.as_ref()).components() {
            match part {
                Component::CurDir => {}
                Component::Normal(name) if name == ".well-known" => file.push(name),
                Component::Normal(name) if !name.as_encoded_bytes().starts_with(b".") => {
                    file.push(name);
                }
                _ => return None,
            }
        }
        if path.is_empty() || path.ends_with('/') {
            file.push("index.html");
        }
        Some(file)
    }

    /// Whether what stands compressed beside a file holds the same as the file.
    async fn twins_are_current(self: Arc<Self>, file: PathBuf) -> bool {
        let look = tokio::task::spawn_blocking(move || self.compared(&file));
        look.await.unwrap_or(false)
    }

    fn compared(&self, file: &Path) -> bool {
        let stamps = ["", ".br", ".gz"].map(|ending| {
            let data =
                std::fs::metadata(beside(file, ending)).ok().filter(std::fs::Metadata::is_file);
            data.and_then(|data| Some((data.modified().ok()?, data.len())))
        });
        if stamps[0].is_none() || stamps[1..].iter().all(Option::is_none) {
            return true;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, are_current)) = known.get(file).filter(|(then, _)| *then == stamps) {
            return *are_current;
        }
        let are_current = are_alike(file).unwrap_or(false);
        known.insert(file.to_owned(), (stamps, are_current));
        are_current
    }
}

fn beside(file: &Path, ending: &str) -> OsString {
    let mut name = file.to_owned().into_os_string();
    name.push(ending);
    name
}

/// Whether the twins that there are hold what the file does.
fn are_alike(file: &Path) -> std::io::Result<bool> {
    let plain = std::fs::read(file)?;
    let is_same = |unpacked: &mut dyn Read| {
        // Longer than the file is another one already.
        let mut all = Vec::new();
        unpacked.take(plain.len() as u64 + 1).read_to_end(&mut all)?;
        Ok::<_, std::io::Error>(all == plain)
    };
    let open = |ending: &str| match std::fs::File::open(beside(file, ending)) {
        Ok(twin) => Ok(Some(twin)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    };
    let brotli = match open(".br")? {
        Some(twin) => is_same(&mut brotli::Decompressor::new(twin, 4096))?,
        None => true,
    };
    Ok(brotli
        && match open(".gz")? {
            Some(twin) => is_same(&mut flate2::read::GzDecoder::new(twin))?,
            None => true,
        })
}

/// Has the files sent as they are now, also where somebody has changed or put back one since the site
/// was built.
pub(super) async fn as_they_are(
    State(site): State<Arc<Site>>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(file) = site.file(request.uri().path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let is_current = site.twins_are_current(file).await;
    let headers = request.headers_mut();
    if !is_current {
        // It is compressed on its way then.
        headers.remove(ACCEPT_ENCODING);
    }
    // Other ranges than one of bytes are there to be ignored (RFC 9110, 14.2), not refused.
    let is_one = |range: &HeaderValue| {
        range.to_str().is_ok_and(|range| range.starts_with("bytes=") && !range.contains(','))
    };
    // Nor is any wanted of what may have changed since its first part was fetched.
    let may_be_another = headers.remove(IF_RANGE).is_some();
    if may_be_another || headers.get(RANGE).is_some_and(|range| !is_one(range)) {
        headers.remove(RANGE);
    }
    // An older file that is put back is another one, though not a newer.
    let known = headers.remove(IF_MODIFIED_SINCE);
    let response = next.run(request).await;
    let is_known = known.is_some() && response.headers().get(LAST_MODIFIED) == known.as_ref();
    if !is_known || response.status() != StatusCode::OK {
        return response;
    }
    let mut headers = response.into_parts().0.headers;
    for of_content in [CONTENT_LENGTH, CONTENT_TYPE, CONTENT_ENCODING] {
        headers.remove(of_content);
    }
    (StatusCode::NOT_MODIFIED, headers).into_response()
}

/// Whether the path names a file whose name changes with its content: the build gives such
/// files a hash, `-` and hexadecimal digits up to the next `.` or `_`.
pub(super) fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('-').skip(1).any(|part| {
        let hash = part.split(['.', '_']).next().unwrap_or(part);
        // 64 bits; Trunk writes them without leading zeros.
        part.len() > hash.len()
            && (12..=16).contains(&hash.len())
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_one_however_its_path_is_written() {
        let site = Site::of(Path::new("/site"));
        let file = |path| site.file(path).map(|file| file.display().to_string());
        for path in ["/a/b.js", "/a/./b.js", "/a//b.js", "/%61/b%2ejs", "/./a/b.js"] {
            assert_eq!(file(path).as_deref(), Some("/site/a/b.js"), "{path}");
        }
        assert_eq!(file("/").as_deref(), Some("/site/index.html"));
        assert_eq!(file("/a%2F").as_deref(), Some("/site/a/index.html"));
        assert!(file("/.well-known/apple-developer-merchantid-domain-association").is_some());
        for path in [
            "//a",
            "/%2Fa",
            "/../a",
            "/a/%2e%2e/b",
            "/.env",
            "/.git/config",
            "/a/%2eenv",
            "/%ff",
            "*",
        ] {
            assert_eq!(file(path), None, "{path}");
        }
    }

    #[test]
    fn only_built_names_have_a_hash() {
        assert!(is_hashed("/simfare-widget-5f0c9cbb36a5ed1b.js"));
        assert!(is_hashed("/simfare-widget-f0c9cbb36a5ed1b_bg.wasm"));
        assert!(is_hashed("/simfare-checkout-6b876ca260006de8.wasm"));
        assert!(!is_hashed("/simfare.js"));
        assert!(!is_hashed("/"));
        assert!(!is_hashed("/5f0c9cbb36a5ed1b/simfare.js"));
        assert!(!is_hashed("/us-2026.json"));
        assert!(!is_hashed("/a-5f0c9cbb36a5ed1b"));
    }
}
