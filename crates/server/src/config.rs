//! From the command line and the environment to what the service works with. Whatever is wrong
//! shows here, before anything listens, in words that name the flag.

use crate::cli::{KeepingArgs, PayingArgs, ServeArgs};
use crate::failure::Failure;
use crate::payment::{Manual, Payments, Stripe};
use crate::shop::Listener;
use axum::http::Uri;
use std::path::{Path, PathBuf};

fn bad(message: impl Into<String>) -> Failure {
    Failure::BadInput(message.into())
}

/// The database's address for the driver.
pub(crate) fn database(arguments: &KeepingArgs) -> Result<String, Failure> {
    let name = arguments.database.as_str();
    if name == "memory" {
        return Ok("sqlite::memory:".to_owned());
    }
    if name.starts_with("postgres://") || name.starts_with("postgresql://") {
        return Ok(name.to_owned());
    }
    if let Some((scheme, _)) = name.split_once("://")
        && scheme != "sqlite"
    {
        return Err(bad(format!(
            "--database: \"{scheme}://\" is no database this program knows: a file, memory, or \
             postgres://…"
        )));
    }
    let path = name.trim_start_matches("sqlite://").trim_start_matches("sqlite:");
    if path.is_empty() || path.contains(['?', '%', '#']) {
        return Err(bad("--database: a file's name must not be empty or have ?, % or # in it"));
    }
    Ok(format!("sqlite:{path}"))
}

/// Orders must not lie where they would be served.
pub(crate) fn not_served(database: &str, dir: &Path) -> Result<(), Failure> {
    let Some(file) = database.strip_prefix("sqlite:").filter(|file| *file != ":memory:") else {
        return Ok(());
    };
    let parent = Path::new(file).parent().filter(|parent| !parent.as_os_str().is_empty());
    let absolute = |path: &Path| -> Option<PathBuf> { path.canonicalize().ok() };
    // The file itself, which may be a link, or else where it will be made.
    let file = absolute(Path::new(file)).or_else(|| absolute(parent.unwrap_or(Path::new("."))));
    match (file, absolute(dir)) {
        (Some(file), Some(dir)) if file.starts_with(&dir) => {
            Err(bad("--database: the file would lie in --dir, where anyone could download it"))
        }
        _ => Ok(()),
    }
}

/// Who takes the money.
pub(crate) fn payments(arguments: &PayingArgs) -> Result<Payments, Failure> {
    let is_real = arguments.stripe_secret_key.is_some() || arguments.manual_instructions.is_some();
    if arguments.sandbox && is_real {
        return Err(bad(
            "--sandbox: nothing is real with it, so it can't go with --stripe-secret-key or \
             --manual-instructions",
        ));
    }
    let manual = match arguments.manual_instructions.as_deref().map(str::trim) {
        Some("") => return Err(bad("--manual-instructions: the text is empty")),
        text => text.map(|text| Manual { text: text.to_owned() }),
    };
    let stripe = match &arguments.stripe_secret_key {
        None => None,
        Some(key) => {
            if !(key.starts_with("sk_") || key.starts_with("rk_")) {
                return Err(bad("--stripe-secret-key: must begin with sk_ or rk_"));
            }
            let webhook_secret = arguments
                .stripe_webhook_secret
                .as_deref()
                .filter(|secret| !secret.is_empty())
                .ok_or_else(|| bad("--stripe-webhook-secret: missing"))?;
            let base = arguments.stripe_api_base.as_deref();
            let stripe = Stripe::new(key, webhook_secret, base)
                .map_err(|error| bad(format!("--stripe-secret-key, --stripe-api-base: {error}")))?;
            Some(stripe)
        }
    };
    Ok(Payments { sandbox: arguments.sandbox, manual, stripe })
}

/// Where the shop listens.
pub(crate) fn listener(arguments: &ServeArgs) -> Result<Option<Listener>, Failure> {
    let (Some(url), Some(secret)) = (&arguments.webhook_url, &arguments.webhook_secret) else {
        return Ok(None);
    };
    if secret.len() < 16 {
        return Err(bad("--webhook-secret: at least 16 characters, or it can be guessed"));
    }
    let uri = web_address("--webhook-url", url)?;
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err(bad(
            "--webhook-url: takes no user and password; messages are signed with --webhook-secret",
        ));
    }
    Ok(Some(Listener::new(uri, secret.clone())))
}

/// An absolute web address.
pub(crate) fn web_address(flag: &str, text: &str) -> Result<Uri, Failure> {
    let uri: Option<Uri> = text.parse().ok();
    uri.filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some())
        .ok_or_else(|| bad(format!("{flag}: must be a web address such as https://shop.example/")))
}

/// The hash of the shop's key.
pub(crate) fn shop_key_hash(arguments: &ServeArgs) -> Result<Option<String>, Failure> {
    let Some(hash) = &arguments.shop_key_hash else { return Ok(None) };
    if hash.len() != 64 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(bad(
            "--shop-key-hash: must be a SHA-256 in hexadecimal, 64 digits; `simfare shop-key` \
             makes a key and its hash",
        ));
    }
    Ok(Some(hash.to_ascii_lowercase()))
}
