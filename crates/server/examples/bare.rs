//! A bare axum route that takes an order's body and answers as much as an order: what the bench
//! of orders is held against. It quotes, keeps and checks nothing.

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::post;

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("Serving nothing on http://{}/", socket.local_addr()?);
        axum::serve(socket, Router::new().route("/v1/orders", post(answer))).await
    })
}

async fn answer(body: Bytes) -> impl IntoResponse {
    // About as long as an order's view.
    let answer = format!("{{\"length\":{},\"view\":\"{}\"}}", body.len(), "x".repeat(1_800));
    (StatusCode::CREATED, [(CONTENT_TYPE, "application/json")], answer)
}
