//! The built site, from its directory.

use crate::failure::Failure;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::path::Path;
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

/// Refuses paths that begin with two slashes: where a directory is named, browsers would take the
/// address that it is moved to for another host's.
pub(super) async fn only_one_slash(request: Request, next: Next) -> Response {
    match request.uri().path().starts_with("//") {
        true => StatusCode::NOT_FOUND.into_response(),
        false => next.run(request).await,
    }
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
    use super::is_hashed;

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
