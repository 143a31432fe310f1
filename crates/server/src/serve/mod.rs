//! `simfare serve`: the widget's files and the demo shop over HTTP.

mod catalog;
mod files;
mod headers;
mod shutdown;

use crate::cli::ServeArgs;
use crate::failure::Failure;
use crate::output;
use axum::{Router, middleware};
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

/// Serves until told to stop (Ctrl-C, or the signal a service manager sends).
pub(crate) fn run(arguments: &ServeArgs) -> Result<(), Failure> {
    let app = app(arguments)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::System(format!("the runtime: {error}")))?;
    runtime.block_on(listen(app, arguments))
}

/// Everything that is served. What is wrong with the arguments shows here, before anything
/// listens.
fn app(arguments: &ServeArgs) -> Result<Router, Failure> {
    let mut app = Router::new();
    if let Some(path) = &arguments.catalog {
        app = app.merge(catalog::routes(path)?);
    }
    Ok(app
        .fallback_service(files::service(&arguments.dir)?)
        // For what was not compressed when the site was built.
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(headers::add)))
}

async fn listen(app: Router, arguments: &ServeArgs) -> Result<(), Failure> {
    let failed = |error| Failure::System(format!("{}: {error}", arguments.listen));
    let listener = TcpListener::bind(arguments.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    output::line(&format!("Serving {} on http://{address}/", arguments.dir.display()))?;
    axum::serve(listener, app).with_graceful_shutdown(shutdown::requested()).await.map_err(failed)
}
