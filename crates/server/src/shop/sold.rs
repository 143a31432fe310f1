//! The catalog that is sold, which can be replaced while the service runs: all or nothing.

use super::Refusal;
use super::quoting::{Asker, Gone, answer};
use super::turns::Turns;
use crate::failure::Failure;
use crate::input;
use axum::body::Bytes;
use simfare_engine::{Catalog, Faults, Quote, Request};
use std::io::Write;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use std::time::SystemTime;
use tokio::time::timeout;

/// Longer than this nobody waits for a core, and for an answer: together less than the 15 seconds
/// after which the page gives up.
const QUEUE: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(8);

/// A catalog without faults, the bytes it was read from, and a name for exactly these bytes.
#[derive(Debug)]
pub(crate) struct Sold {
    pub(crate) catalog: Catalog,
    pub(crate) bytes: Bytes,
    /// The same compressed, which isn't left to when somebody asks: a large one takes a while.
    pub(crate) brotli: Bytes,
    pub(crate) gzip: Bytes,
    pub(crate) etag: String,
}

impl Sold {
    fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = input::bytes(path)?;
        let catalog = Catalog::from_json(&bytes)?;
        // Weak, since the response may be compressed.
        let etag = format!("W/\"{}\"", &crate::secret::sha256(&bytes)[..16]);
        let (brotli, gzip) = (brotli(&bytes), gzip(&bytes));
        let packed = |packed: std::io::Result<Vec<u8>>| {
            packed.map(Bytes::from).map_err(|error| Failure::BadInput(error.to_string()))
        };
        let (brotli, gzip) = (packed(brotli)?, packed(gzip)?);
        Ok(Self { catalog, bytes: bytes.into(), brotli, gzip, etag })
    }
}

/// As small as it gets in about the time that reading takes.
fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let params = ::brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    ::brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes)?;
    packed.finish()
}

/// When a file was last written, how long it is, and which it is: what changes when it changes, or
/// when another takes its place, which may be as old and as long.
pub(crate) type Stamp = (SystemTime, u64, [u64; 2]);

fn stamp(path: &Path) -> Option<Stamp> {
    let data = std::fs::metadata(path).ok()?;
    #[cfg(unix)]
    let which = {
        use std::os::unix::fs::MetadataExt;
        [data.dev(), data.ino()]
    };
    #[cfg(not(unix))]
    let which = [0; 2];
    Some((data.modified().ok()?, data.len(), which))
}

/// Who sells it: quotes on the catalog of the moment.
#[derive(Debug)]
pub(crate) struct Seller {
    path: PathBuf,
    sold: RwLock<Arc<Sold>>,
    /// The file's stamp before it was first read: what is written while it is read shows.
    pub(crate) first: Option<Stamp>,
    /// Quotes under way: each takes a whole core, so more at once only make all of them late.
    turns: Turns,
}

impl Seller {
    /// A seller of a file's catalog; `is_limited` where one client may not have all cores at once.
    ///
    /// # Errors
    /// The catalog can't be read, or has faults.
    pub(crate) fn new(path: &Path, is_limited: bool) -> Result<Self, Failure> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let first = stamp(path);
        Ok(Self {
            path: path.to_owned(),
            first,
            sold: RwLock::new(Arc::new(Sold::read(path)?)),
            turns: Turns::new(cores, is_limited),
        })
    }

    /// The catalog of this moment.
    pub(crate) fn sold(&self) -> Arc<Sold> {
        // A panic elsewhere can't leave an `Arc` half written.
        Arc::clone(&self.sold.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the file again. A faulty one changes nothing. Says whether it is another now.
    ///
    /// # Errors
    /// The catalog can't be read, or has faults.
    pub(crate) fn reload(&self) -> Result<bool, Failure> {
        let fresh = Sold::read(&self.path)?;
        let mut sold = self.sold.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = sold.etag != fresh.etag;
        *sold = Arc::new(fresh);
        Ok(is_new)
    }

    /// The file's stamp now.
    pub(crate) fn stamp(&self) -> Option<Stamp> {
        stamp(&self.path)
    }

    /// The engine's answer, off the threads that serve others. It is given up where the client goes.
    ///
    /// # Errors
    /// There are too many questions, or this one takes too long.
    pub(crate) async fn quote(
        &self,
        sold: Arc<Sold>,
        request: Request,
        client: IpAddr,
    ) -> Result<Result<Quote, Faults>, Refusal> {
        let busy = |_| Refusal::Busy;
        let turn = self.turns.next(client, QUEUE).await?;
        let asker = Asker::default();
        let is_gone = asker.is_gone();
        let quote = tokio::task::spawn_blocking(move || {
            // Kept for as long as the core is: the client may be gone by then.
            let _turn = turn;
            answer(&sold.catalog, &request, &is_gone)
        });
        let quote = timeout(PATIENCE, quote).await.map_err(busy)?;
        let quote = quote.map_err(|_| Refusal::Broken("the quote came to no end"))?;
        quote.map_err(|Gone| Refusal::Busy)
    }
}
