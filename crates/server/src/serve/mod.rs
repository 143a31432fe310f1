//! `simfare serve`: the widget's files, the demo shop, and the order service over HTTP.

mod api;
mod background;
mod catalog;
mod connections;
mod cors;
mod files;
mod headers;
mod health;
mod limit;
mod log;
mod methods;
mod openapi;
mod orders;
mod pages;
mod problem;
mod quotes;
mod shutdown;
mod trace;
mod webhooks;

pub(crate) use openapi::document as openapi;

use crate::cli::ServeArgs;
use crate::config;
use crate::failure::Failure;
use crate::metrics::Metrics;
use crate::output;
use crate::shop::{Listener, Refusal, Seller, Shop};
use crate::store::Store;
use api::Api;
use axum::routing::{any, get, post};
use axum::{Router, middleware};
use files::Site;
use limit::Limits;
use problem::Problem;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

/// Serves until told to stop (Ctrl-C, or the signal a service manager sends).
pub(crate) fn run(arguments: &ServeArgs) -> Result<(), Failure> {
    log::start(arguments)?;
    let files = files::service(&arguments.dir)?;
    let seller = match &arguments.catalog {
        Some(path) => Some(Arc::new(Seller::new(path, arguments.rate_limit > 0)?)),
        None if config::payments(&arguments.paying)?.any() => {
            return Err(Failure::BadInput(
                "--catalog: missing; without it there is nothing to pay for".to_owned(),
            ));
        }
        None => None,
    };
    let listener = config::listener(arguments)?.map(Arc::new);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::System(format!("the runtime: {error}")))?;
    let outcome = runtime.block_on(async {
        let failed = |error| Failure::System(format!("{}: {error}", arguments.listen));
        let socket = TcpListener::bind(arguments.listen).await.map_err(failed)?;
        let address = socket.local_addr().map_err(failed)?;
        let api = match seller {
            Some(seller) => Some(Arc::new(api(arguments, seller, address).await?)),
            None => None,
        };
        let app = app(files, &arguments.dir, api.clone());
        // Before anyone can know that the service runs, and tell it to end.
        let told = shutdown::Told::new();
        output::line(&format!("Serving {} on http://{address}/", arguments.dir.display()))?;
        listen(app, socket, api, listener, told, arguments).await
    });
    // What still works on a quote by now works for nobody.
    runtime.shutdown_background();
    outcome
}

/// What the calls work on. What is wrong with the arguments shows here.
async fn api(
    arguments: &ServeArgs,
    seller: Arc<Seller>,
    address: SocketAddr,
) -> Result<Api, Failure> {
    let payments = config::payments(&arguments.paying)?;
    let public_url = match &arguments.public_url {
        Some(url) => {
            let address = config::web_address("--public-url", url)?;
            if address.query().is_some() || url.contains('#') {
                return Err(Failure::BadInput(
                    "--public-url: paths are put behind it, so it can have no ? and no #"
                        .to_owned(),
                ));
            }
            url.trim_end_matches('/').to_owned()
        }
        None if payments.stripe.is_some() => {
            return Err(Failure::BadInput(
                "--public-url: missing; Stripe sends customers back to it".to_owned(),
            ));
        }
        None => format!("http://{address}"),
    };
    if let Some(url) = &arguments.return_url {
        config::web_address("--return-url", url)?;
    }
    if let Some(bad) = arguments.origins.iter().find(|origin| !cors::is_origin(origin)) {
        return Err(Failure::BadInput(format!(
            "--origin: \"{bad}\" is no origin: https://shop.example, without a path"
        )));
    }
    let metrics = Arc::new(Metrics::default());
    let shop = if payments.any() {
        let url = config::database(&arguments.keeping)?;
        config::not_served(&url, &arguments.dir)?;
        let store = Store::open(&url, arguments.keeping.database_connections)
            .await
            .map_err(|error| Failure::System(format!("--database: {error}")))?;
        tracing::info!(database = ?store.kind(), "orders are kept");
        Some(Arc::new(Shop {
            seller: Some(Arc::clone(&seller)),
            store,
            payments,
            public_url,
            return_url: arguments.return_url.clone(),
            payment_time: i64::from(arguments.payment_minutes) * 60 * crate::clock::SECOND,
            metrics: Arc::clone(&metrics),
            bell: Notify::new(),
        }))
    } else {
        None
    };
    Ok(Api {
        seller,
        shop,
        tells_shop: arguments.webhook_url.is_some(),
        has_home: arguments.dir.join("index.html").is_file(),
        shop_key_hash: config::shop_key_hash(arguments)?,
        most_body: arguments.max_body,
        origins: arguments.origins.clone(),
        limits: Limits::new(arguments.rate_limit, arguments.behind_proxy),
        metrics,
        writable: tokio::sync::Mutex::default(),
        waiting: tokio::sync::Mutex::default(),
        ending: AtomicBool::new(false),
    })
}

/// Everything that is served.
fn app(files: ServeDir, dir: &Path, api: Option<Arc<Api>>) -> Router {
    let public = |router: Router| {
        router
            // For what was not compressed when the site was built.
            .layer(CompressionLayer::new())
            .layer(middleware::from_fn(headers::add))
    };
    let site = Router::new()
        .fallback_service(files)
        .layer(middleware::from_fn_with_state(Arc::new(Site::of(dir)), files::as_they_are));
    let site = public(site);
    match api {
        Some(api) => {
            let catalog = Router::new()
                .route("/v1/catalog", get(catalog::serve).options(catalog::ask))
                .method_not_allowed_fallback(async || Problem::wrong_method());
            let catalog = public(catalog.with_state(Arc::clone(&api.seller)));
            let follow = middleware::from_fn_with_state(Arc::clone(&api), trace::follow);
            let catalog = catalog.layer(follow);
            calls(api).merge(catalog).fallback_service(site)
        }
        None => site,
    }
}

/// The calls of the API, and the pages that go with it.
fn calls(api: Arc<Api>) -> Router {
    let layer = |router: Router<Arc<Api>>| {
        router
            .layer(middleware::from_fn_with_state(Arc::clone(&api), cors::check))
            .layer(middleware::from_fn(headers::add_private))
            .layer(middleware::from_fn_with_state(Arc::clone(&api), trace::follow))
    };
    let calls = Router::new()
        .route("/v1/quotes", post(quotes::quote))
        .route("/v1/payment-methods", get(methods::list))
        .route("/v1/orders", post(orders::create))
        .route("/v1/orders/{id}", get(orders::show))
        .route("/v1/orders/{id}/receipt", get(pages::receipt))
        .route("/v1/orders/{id}/fulfil", post(orders::fulfil))
        .route("/v1/orders/{id}/fail", post(orders::fail))
        .route("/v1/orders/{id}/refund", post(orders::refund))
        .route("/v1/orders/{id}/paid", post(orders::paid))
        .route("/v1/sandbox/{session}", get(pages::sandbox).post(pages::sandbox_outcome))
        .route("/v1/openapi.json", get(openapi::serve))
        .route("/v1/pages.css", get(pages::style))
        .route("/v1", any(async || Problem::not_found()))
        .route("/v1/", any(async || Problem::not_found()))
        .route("/v1/{*other}", any(async || Problem::not_found()))
        .layer(middleware::from_fn_with_state(Arc::clone(&api), limit::check))
        // Stripe sends in bursts, and what it didn't sign is refused at once.
        .route("/v1/webhooks/stripe", post(webhooks::stripe))
        .method_not_allowed_fallback(async || Problem::wrong_method());
    let health = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .layer(middleware::from_fn(headers::add_private));
    layer(calls).merge(health).with_state(api)
}

async fn listen(
    app: Router,
    socket: TcpListener,
    api: Option<Arc<Api>>,
    listener: Option<Arc<Listener>>,
    told: shutdown::Told,
    arguments: &ServeArgs,
) -> Result<(), Failure> {
    let (end, ending) = watch::channel(false);
    let background = api.as_ref().map(|api| background::start(api, listener, ending.clone()));
    let told_to_end = {
        let api = api.clone();
        async move {
            told.wait().await;
            tracing::info!("told to end; finishing what is under way");
            if let Some(api) = api {
                api.ending.store(true, Ordering::Relaxed);
            }
            end.send_replace(true);
        }
    };
    tokio::spawn(told_to_end);
    // All connections are a proxy's, where there is one.
    let is_open = arguments.behind_proxy || arguments.rate_limit == 0;
    let of_one = if is_open { usize::MAX } else { connections::OF_ONE };
    let serving = connections::serve(app, socket, connections::PATIENCE, of_one, ending.clone());
    // A client that never finishes doesn't keep the service from ending.
    let too_long = async {
        let mut ending = ending.clone();
        // The sender lives until then.
        let _ = ending.wait_for(|ending| *ending).await;
        tokio::time::sleep(Duration::from_secs(arguments.shutdown_seconds)).await;
    };
    tokio::select! {
        () = serving => {}
        () = too_long => tracing::warn!("some requests came to no end"),
    }
    if let Some(background) = background {
        background.finish().await;
    }
    if let Some(shop) = api.as_ref().and_then(|api| api.shop.as_ref()) {
        shop.store.close().await;
    }
    Ok(())
}

/// What goes wrong in the background ends in the log.
fn logged<T>(what: &'static str, result: Result<T, Refusal>) -> Option<T> {
    result.inspect_err(|error| tracing::error!(%error, what, "in the background")).ok()
}
