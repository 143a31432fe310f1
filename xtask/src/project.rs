//! Where things are: the project, its outputs, and the tools it installs for itself.

use crate::Result;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The workspace's root.
pub(crate) fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        // What cargo says when it starts this program comes first: checkouts that share a
        // target directory also share the program, and what was compiled into it.
        let here = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
    })
}

/// The built site.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Cargo's output for native builds.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// Cargo's output for the browser: apart, since another compiler may make it, and two
/// compilers taking turns in one directory build everything anew each time.
pub(crate) fn wasm_target() -> PathBuf {
    target().join("wasm")
}

/// The native `simfare` binary, built by [`crate::build::server`].
pub(crate) fn server_binary() -> PathBuf {
    target().join("native").join(format!("simfare{}", env::consts::EXE_SUFFIX))
}

/// The npm package.
pub(crate) fn npm() -> PathBuf {
    target().join("npm")
}

/// The directory of the npm package's tests.
pub(crate) fn package_tests() -> PathBuf {
    root().join("package/test")
}

/// The directory of the browser tests.
pub(crate) fn browser_tests() -> PathBuf {
    root().join("tests/browser")
}

/// Tools of fixed versions that set-up installs, outside the project so that several
/// checkouts share them, and not among the person's own programs.
pub(crate) fn tools() -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .ok_or("neither XDG_CACHE_HOME nor a home directory is known")?;
    Ok(cache.join("simfare-tools"))
}
